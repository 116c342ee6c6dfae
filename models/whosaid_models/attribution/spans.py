"""Whole source spans: the reader's tagger may tear a source apart, cut a name or lose the noun of an "of"."""

from __future__ import annotations

from whosaid_models.reader.reading import Reading, TokenRange

_JOINTS = frozenset({"-", "–", "of", "'s", "’s", ","})
_BETWEEN = frozenset({",", "and"})
# Relations between the words of one person's name and titles.
_OF_ONE = frozenset({"flat", "compound", "appos", "nmod:desc"})
# How many tokens of a name a span may have lost at each end.
_LOST = 4
# What has an "of ..." that says who: "the father of the boy", "one of the boys", "another of the mothers".
_WITH_OF = frozenset({"NOUN", "NUM", "PRON", "DET"})
_QUOTING = frozenset({"quoting", "citing"})
_INCLUDING = frozenset({"among", "including"})
_EDGES = frozenset({",", "-", "–", "—"})


def whole_sources(reading: Reading, sources: tuple[TokenRange, ...]) -> tuple[TokenRange, ...]:
    """Join the pieces of one source that the tagger tore apart, and take in the "of ..." that belongs to its noun."""
    joined: list[TokenRange] = []
    sentence_of = reading.document.sentence_of
    for first, last in (_to_edges(reading, s) for s in sources):
        while sentence_of[first] != sentence_of[last - 1]:
            first += 1  # no source runs over the end of a sentence
        gap = range(joined[-1][1], first) if joined else range(0)
        if joined and len(gap) <= 1 and all(reading.document.words[t] in _JOINTS for t in gap):
            conjunct = any(reading.relations[t] == "conj" for t in range(first, last))
            if not (conjunct and gap):
                joined[-1] = (joined[-1][0], last)
                continue
        joined.append((first, last))
    joined = [_without_marks(reading, s) for s in joined]
    modified = (_with_modifiers(reading, s) for s in joined)
    return tuple(_with_name(reading, _without_addressee(reading, s)) for s in modified)


def _without_marks(reading: Reading, span: TokenRange) -> TokenRange:
    """Cut off a comma or dash at the end, and whom the source quotes in turn ("our reporter quoting Ana Ruiz").

    Of "as a trade union we feel" the pronoun is the source.
    """
    first, last = span
    if last - first > 1 and reading.xpos[last - 1] == "PRP" and reading.relations[last - 1].startswith("nsubj"):
        return last - 1, last
    words = [w.lower() for w in reading.document.words[first : last + 1]]
    last = next((first + i for i in range(1, last - first) if words[i] in _QUOTING), last)
    # "critics, among them the Lorn Council,": all of them say it
    last = next((first + i for i in range(1, last - first) if words[i] == "," and words[i + 1] in _INCLUDING), last)
    while last - first > 1 and reading.document.words[last - 1] in _EDGES:
        last -= 1
    return first, last


def _without_addressee(reading: Reading, span: TokenRange) -> TokenRange:
    """Cut "to the Lorn Post" off "said the father of the boy to the Lorn Post": who was told is no source."""
    first, last = span
    words = [w.lower() for w in reading.document.words[first - 1 : last]] if first else []
    according = first > 1 and reading.document.words[first - 2].lower() == "according"
    if words[:1] == ["to"] and "by" in words[:-1] and not according:
        return first + words.index("by"), last  # "stated to Lorn News by the mayor"
    entity = reading.entity_of[last - 1]
    if entity is None or entity.type != "Organization" or entity.last != last:
        return span
    at = entity.first - 1
    while at > first and reading.upos[at] == "DET":
        at -= 1
    return (first, at) if at > first and reading.document.words[at].lower() == "to" else span


def _to_edges(reading: Reading, span: TokenRange) -> TokenRange:
    """Take in the rest of a name that the span cuts, and the noun that its "of" belongs to; drop other prepositions."""
    first, last = span
    sentence_of = reading.document.sentence_of
    same = lambda t: sentence_of[t] == sentence_of[last - 1]  # noqa: E731
    if (e := reading.entity_of[first]) is not None and e.first < first and e.first >= first - _LOST and same(e.first):
        first = e.first
    if (e := reading.entity_of[last - 1]) is not None and last < e.last <= last + _LOST and same(e.last - 1):
        last = e.last
    elif last < len(reading.entity_of) and reading.upos[last - 1] in ("NOUN", "PROPN"):
        bearer = reading.entity_of[last]
        if bearer is not None and bearer.type == "Person" and bearer.first == last and same(last):
            last = bearer.last  # "party founder" of "party founder Ana Lopes"
    words = reading.document.words
    if (
        first > 0
        and same(first - 1)
        and reading.relations[first - 1] == "det"
        and first <= reading.heads[first - 1] < last
    ):
        first -= 1  # "wrote [the] organisation"
    if last - first > 1 and reading.xpos[last - 1] in ("RB", "RBR"):
        last -= 1  # "Ruiz further (said)"
    if "(" in words[first:last] and ")" not in words[first:last] and words[last : last + 1] == [")"]:
        last += 1
    if reading.upos[first] == "ADP" and last - first > 1:
        if words[first].lower() != "of":
            first += 1
        else:
            nouns = [
                t for t in range(first - 1, max(-1, first - 4), -1) if same(t) and reading.upos[t] not in ("DET", "ADJ")
            ]
            if nouns and reading.upos[nouns[0]] in ("NOUN", "PROPN"):
                first = nouns[0]
                while first > 0 and same(first - 1) and reading.upos[first - 1] in ("DET", "ADJ"):
                    first -= 1
    return first, last


def _with_modifiers(reading: Reading, span: TokenRange) -> TokenRange:
    """Extend "the father" in "the father of the boy said": the whole phrase names the source."""
    first, last = span
    t = first
    while t < last:  # "one" of "the father of one" may have an "of" of its own
        for c in reading.children[t] if reading.upos[t] in _WITH_OF else ():
            subtree = reading.subtree(c)
            if reading.relations[c] == "nmod" and subtree[0] == last and len(subtree) == subtree[-1] + 1 - last:
                last = subtree[-1] + 1
        t += 1
    return first, last


def _with_name(reading: Reading, span: TokenRange) -> TokenRange:
    """Take in the name behind an office that the tagger stopped at: "the chief of police (north), Ana Ruiz"."""
    first, last = span
    words = reading.document.words
    if words[last : last + 1] == ["("]:
        last = next((t + 1 for t in range(last, min(last + _LOST, len(words))) if words[t] == ")"), last)
    if words[last : last + 1] != [","] or (name := reading.entity_of[last + 1 : last + 2]) in ([], [None]):
        return span
    bearer = name[0]
    if bearer is None or bearer.type not in ("Person", "Organization") or bearer.first != last + 1:
        return span
    told = reading.relations[bearer.first] == "appos" and first <= reading.heads[bearer.first] < span[1]
    told = told and reading.upos[bearer.last : bearer.last + 1] == ["PUNCT"]
    inside = (e for t in range(*span) if (e := reading.entity_of[t]) is not None)
    named = any(e.type == bearer.type and words[e.last] not in ("'s", "’s") for e in inside)
    return (first, bearer.last) if told and not named else span


def joint_subjects(reading: Reading, span: TokenRange) -> tuple[TokenRange, ...]:
    """Take "Mayor Ana Ruiz and the councillor Ben Okoro" apart: each of them says it. Anything else stays whole."""
    words = reading.document.words
    begin, parts = span[0] + (words[span[0]].lower() == "both"), []
    for t in range(begin, span[1]):
        if words[t].lower() not in _BETWEEN or reading.entity_of[t] is not None:
            continue
        if t > begin:
            parts.append((begin, t))
        begin = t + 1
    parts.append((begin, span[1]))
    several = any(reading.xpos[t] == "NNS" for t in range(*parts[0]))
    if len(parts) > 2 and words[parts[0][1]] == "," and several and not _ends_with_person(reading, parts[0]):
        parts = parts[1:]  # "two councillors from Lorn, Ida Holm and Ben Okoro"
    joined = len(parts) > 1 and words[parts[-1][0] - 1].lower() == "and"
    if not joined or not all(_ends_with_person(reading, p) for p in parts):
        return (span,)
    conjuncts = all(any(_joins(reading, t, parts[0]) for t in range(*p)) for p in parts[1:])
    return tuple(parts) if conjuncts else (span,)


def _ends_with_person(reading: Reading, part: TokenRange) -> bool:
    """Whether a phrase is one person's name, with titles before it and nothing after it."""
    if part[0] >= part[1]:
        return False
    last = reading.entity_of[part[1] - 1]
    people = {e for t in range(*part) if (e := reading.entity_of[t]) is not None and e.type == "Person"}
    return last is not None and people == {last} and last.last == part[1]


def _joins(reading: Reading, token: int, first: TokenRange) -> bool:
    """Whether a token is a conjunct of a phrase: of its noun or the name in it, not of what its "of" takes in."""
    at = reading.heads[token]
    if reading.relations[token] == "conj" and any(
        reading.relations[t] == "conj" and reading.heads[t] == at for t in range(*first)
    ):
        return True  # both are conjuncts of what stands before them
    if reading.relations[token] != "conj" or not first[0] <= at < first[1]:
        return False
    while first[0] <= reading.heads[at] < first[1] and reading.relations[at] in _OF_ONE:
        at = reading.heads[at]
    return not first[0] <= reading.heads[at] < first[1]
