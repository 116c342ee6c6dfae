"""Quotations as wholes: what stands inside one pair of marks beside a cue has one speaker, however it was cut."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from whosaid_models.reader.reading import Reading, TokenRange

# How many words a quotation has at least whose speaker is looked for.
_LEAST = 4
_SAYING = frozenset(
    "added asked exclaimed explained joked quipped recalled remarked replied said says told wrote".split()
)
_MARKS = frozenset({"“", "”", "„", "«", "»", '"', "``", "''"})


def quotations_beside(reading: Reading, cue: TokenRange, sources: Sequence[TokenRange]) -> list[TokenRange]:
    """Return the quotations before and after a cue with its sources, from mark to mark within their paragraph."""
    document = reading.document
    here = document.sentence_of[cue[0]]
    around = [cue, *(s for s in sources if document.sentence_of[s[0]] == here)]
    if any(document.quoted[first] for first, _ in around):
        return []
    found = []
    before, after = min(first for first, _ in around) - 1, max(last for _, last in around)
    while before >= 0 and not document.quoted[before] and reading.upos[before] == "PUNCT":
        before -= 1
    if before >= 0 and document.quoted[before]:
        found.append(_run(reading, before))
    while after < len(document) and not document.quoted[after] and reading.upos[after] == "PUNCT":
        after += 1
    if after < len(document) and document.quoted[after] and document.sentence_of[after] == here:
        found.append(_run(reading, after))
    return found


def _run(reading: Reading, token: int) -> TokenRange:
    """The words inside the same marks as a token, in its paragraph; the marks themselves left out."""
    document = reading.document
    paragraph = document.sentences[document.sentence_of[token]].paragraph

    def goes_on(t: int, before: int) -> bool:
        here = 0 <= t < len(document) and document.sentences[document.sentence_of[t]].paragraph == paragraph
        return here and document.quoted[t] and not _MARKS.issuperset((document.words[t], document.words[before]))

    first, last = token, token + 1
    while goes_on(first - 1, first):
        first -= 1
    while goes_on(last, last - 1):
        last += 1
    while first < last and reading.upos[first] == "PUNCT":
        first += 1
    while last > first and reading.upos[last - 1] == "PUNCT":
        last -= 1
    return first, last


def quotations_told(reading: Reading, cues: Collection[int]) -> Iterator[tuple[TokenRange, TokenRange, TokenRange]]:
    """Find '"...," he said of the plan', which the tagger takes for no cue: the verb, its subject and the quotation.

    ``cues``: the tokens of the cues that it found; a sentence that has one outside of quotation marks is left alone.
    """
    document = reading.document
    for sentence in document.sentences:
        plain = {t for t in range(sentence.first, sentence.last) if not document.quoted[t]}
        if len(plain) == sentence.last - sentence.first or any(t in cues for t in plain):
            continue
        for verb in (t for t in sorted(plain) if document.words[t].lower() in _SAYING):
            subject = next((c for c in reading.children[verb] if reading.relations[c] == "nsubj" and c in plain), None)
            phrase = reading.subtree(subject) if subject is not None else []
            if not phrase or phrase[-1] + 1 - phrase[0] != len(phrase) or any(document.quoted[t] for t in phrase):
                continue
            source = phrase[0], phrase[-1] + 1
            beside = [(a, b) for a, b in quotations_beside(reading, (verb, verb + 1), (source,)) if b - a >= _LEAST]
            if beside:
                yield (verb, verb + 1), source, beside[0]
                break


def quotations_without_cue(
    reading: Reading, spoken: Collection[int]
) -> Iterator[tuple[TokenRange, TokenRange, list[TokenRange]]]:
    """Find quotations that nobody is said to say: who is named beside them or is the subject of the sentence beside.

    ``spoken``: the tokens that somebody says. Yields the mark that stands for the cue, the source and the contents.
    """
    document = reading.document
    sentences = document.sentences
    index = 0
    while index < len(sentences):
        content = _all_quoted(reading, index, spoken)
        if content is None:
            index += 1
            continue
        last, contents = index + 1, [content]
        while last < len(sentences) and sentences[last].paragraph == sentences[index].paragraph:
            following = _all_quoted(reading, last, spoken)
            if following is None:
                break
            contents.append(following)
            last += 1
        source = _named_behind(reading, last - 1, contents[-1][1]) or _subject_beside(reading, index, last)
        if source is not None:
            yield (content[0] - 1, content[0]), source, contents
        index = last


def _all_quoted(reading: Reading, index: int, spoken: Collection[int]) -> TokenRange | None:
    """The words of a sentence that is one quotation with a verb, but for a name behind it; None for any other."""
    document, sentence = reading.document, reading.document.sentences[index]
    words = [t for t in range(sentence.first, sentence.last) if reading.upos[t] != "PUNCT"]
    quoted = [t for t in words if document.quoted[t]]
    if not quoted or quoted[0] != words[0] or any(t in spoken for t in words) or len(quoted) < _LEAST:
        return None
    behind = [t for t in words if t > quoted[-1]]
    if any(reading.upos[t] in ("VERB", "AUX") for t in behind) or quoted != words[: len(quoted)]:
        return None
    told = any(reading.upos[t] in ("VERB", "AUX") for t in quoted) and document.words[sentence.last - 1] != "?"
    return (quoted[0], quoted[-1] + 1) if told and quoted[0] > 0 else None


def _named_behind(reading: Reading, index: int, end: int) -> TokenRange | None:
    """The name, with its title, that ends a sentence right behind a quotation ("...", Mayor Ana Ruiz)."""
    sentence = reading.document.sentences[index]
    behind = [t for t in range(end, sentence.last) if reading.upos[t] != "PUNCT"]
    if not behind or not any((e := reading.entity_of[t]) is not None and e.type == "Person" for t in behind):
        return None
    return behind[0], behind[-1] + 1


def _subject_beside(reading: Reading, first: int, last: int) -> TokenRange | None:
    """The person who is the subject of the sentence before those, within a paragraph, or else of the one after."""
    sentences = reading.document.sentences
    for index, paragraph in ((first - 1, sentences[first].paragraph - 1), (last, sentences[first].paragraph)):
        if not 0 <= index < len(sentences) or not paragraph <= sentences[index].paragraph <= paragraph + 1:
            continue
        for t in range(sentences[index].first, sentences[index].last):
            entity = reading.entity_of[t]
            if entity is None or entity.type != "Person" or reading.document.quoted[t]:
                continue
            if reading.relations[t].startswith("nsubj") and reading.relations[reading.heads[t]] == "root":
                return entity.first, entity.last
    return None
