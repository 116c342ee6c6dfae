"""Which of the phrases that the reader takes for a cue's sources speaks; without any, whose subject the cue shares."""

from __future__ import annotations

from whosaid_models.attribution.characters import head_of
from whosaid_models.attribution.spans import joint_subjects, whole_sources
from whosaid_models.reader.reading import CueReading, Reading, TokenRange

# How many tokens a noun phrase without its modifiers has before its noun at most.
_SHORT = 6
_RELATIVE = frozenset({"WP", "WDT"})
_TOLD = frozenset({"told", "informed", "assured", "reminded", "notified"})
# What things are done according to.
_RULES = frozenset(
    "agreement constitution evolution guidelines law laws needs plan plans principles procedure procedures protocol "
    "protocols regulation regulations rule rules schedule standards".split()
)
_SHOWING = frozenset("demonstrates mean means meant proved proves showed shows suggests".split())
# Relations of a verb to the one whose subject it shares, and how many verbs up that is looked for.
_SHARING = frozenset({"conj", "advcl", "xcomp", "acl"})
_STEPS = 4


def sources_of(reading: Reading, cue: CueReading) -> tuple[TokenRange, ...]:
    """Return who says what a cue reports, several only where they are named side by side; empty where nobody is."""
    if _is_told(reading, cue) or any(_is_evident(reading, cue.cue, s) for s in cue.sources):
        return ()
    return _one_voice(reading, cue) or _shared_source(reading, cue.cue) or _according_to(reading, cue.cue)


def _one_voice(reading: Reading, cue: CueReading) -> tuple[TokenRange, ...]:
    """The subject of the cue, or else the source nearest to it, and those coordinated with that: "Khan and Qureshi"."""
    marked = [s for s in cue.sources if not (len(cue.sources) > 1 and _stands_for_another(reading, s))]
    marked = [s for s in marked if not _is_spoken_of(reading, s) and not _points(reading, s)]
    marked = [s for s in marked if not _hears(reading, cue.cue, s)]
    marked = [s for s in marked if reading.document.words[s[0]] != "("] or marked  # "(Lorn News) Rents fell, said X"
    marked = [_signed(reading, cue.cue, s) for s in marked]
    if (relative := _relative_to_another(reading, cue, marked)) is not None:
        return (relative,)
    spans = [s for s in whole_sources(reading, tuple(marked)) if any(_names_something(reading, t) for t in range(*s))]
    if len(spans) == 1 and (subject := _own_subject(reading, cue.cue, spans[0])) is not None:
        spans = [subject]
    if len(spans) > 1:
        at = _subject(reading, cue.cue)
        chosen = next((s for s in spans if s[0] <= at < s[1]), None)
        chosen = chosen or min(spans, key=lambda s: max(s[0] - cue.cue[1], cue.cue[0] - s[1]))
        spans = [s for s in spans if s == chosen or _coordinated(reading, s, chosen)]
    return tuple(part for s in spans for part in joint_subjects(reading, s))


def _stands_for_another(reading: Reading, span: TokenRange) -> bool:
    """Whether a source beside others is "who" or "himself", which means one of them."""
    word = reading.document.words[span[0]].lower()
    return span[1] - span[0] == 1 and (reading.xpos[span[0]] in _RELATIVE or word.endswith(("self", "selves")))


def _relative_to_another(reading: Reading, cue: CueReading, marked: list[TokenRange]) -> TokenRange | None:
    """The "which" of "he forgot the article, which states that", where other marks are not what it stands for."""
    subject = _subject(reading, cue.cue)
    relative = next((s for s in cue.sources if s not in marked and reading.xpos[s[0]] == "WDT"), None)
    return relative if subject >= 0 and not any(first <= subject < last for first, last in marked) else None


def _is_spoken_of(reading: Reading, span: TokenRange) -> bool:
    """Whether a source is the "it" of "he left it, saying that ...", an object: the subject is who speaks."""
    alone = span[1] - span[0] == 1 and reading.document.words[span[0]].lower() in ("it", "them", "me", "us")
    return alone and reading.relations[span[0]] == "obj"


def _points(reading: Reading, span: TokenRange) -> bool:
    """Whether a source is the "this" of "this means that", which is what was said and nobody."""
    word = reading.document.words[span[0]].lower()
    demonstrative = word in ("this", "that", "these", "those") and reading.xpos[span[0]] == "DT"
    return span[1] - span[0] == 1 and demonstrative and reading.relations[span[0]].startswith("nsubj")


def _hears(reading: Reading, cue: TokenRange, span: TokenRange) -> bool:
    """Whether a colon's source is who is told: "Ruiz told reporters: ..."."""
    colon = all(reading.upos[t] == "PUNCT" for t in range(*cue))
    return colon and reading.relations[head_of(reading, span)] in ("iobj", "obj")


def _is_evident(reading: Reading, cue: TokenRange, span: TokenRange) -> bool:
    """Whether a source is the "it" of "it shows how far plastic travels", in somebody's own words."""
    alone = span[1] - span[0] == 1 and reading.document.words[span[0]].lower() == "it"
    shown = any(reading.document.words[t].lower() in _SHOWING for t in range(*cue))
    return alone and shown and reading.document.quoted[span[0]]


def _is_told(reading: Reading, cue: CueReading) -> bool:
    """Whether a cue says only who was told: "the committee was told that rents fell" does not say by whom."""
    words = [w.lower() for w in reading.document.words[slice(*cue.cue)]]
    for t in range(*cue.cue):
        if reading.document.words[t].lower() not in _TOLD or "by" in words:
            continue
        passive = any(reading.relations[c] == "aux:pass" for c in reading.children[t])
        told = next((c for c in reading.children[t] if reading.relations[c] == "nsubj:pass"), -1)
        if passive and all(first <= told < last for first, last in cue.sources):
            return True
    return False


def _signed(reading: Reading, cue: TokenRange, span: TokenRange) -> TokenRange:
    """What says something, rather than who signed or issued it: "The order, signed by Ana Ruiz, said"."""
    subject = _subject(reading, cue)
    by = next((c for c in reading.children[head_of(reading, span)] if reading.relations[c] == "case"), -1)
    verb = reading.heads[head_of(reading, span)]
    if by < 0 or reading.document.words[by].lower() != "by" or not 0 <= subject < verb < span[0] or cue[0] < span[1]:
        return span
    if reading.xpos[verb] != "VBN" or reading.upos[subject] != "NOUN" or verb in range(*cue):
        return span
    first = reading.subtree(subject)[0]
    return (first, subject + 1) if subject - first < _SHORT else span


def _subject(reading: Reading, cue: TokenRange) -> int:
    """The subject of a cue's verb or of its conjunct, or what a relative pronoun there stands for; -1 for none."""
    at = next((t for t in range(*cue) if not cue[0] <= reading.heads[t] < cue[1]), cue[0])
    while at >= 0:
        subject = next((c for c in reading.children[at] if reading.relations[c] == "nsubj"), -1)
        if subject >= 0 and reading.xpos[subject] in _RELATIVE and reading.relations[at].endswith("relcl"):
            return reading.heads[at]
        if subject >= 0 or reading.relations[at] != "conj":
            return subject
        at = reading.heads[at]
    return -1


def _own_subject(reading: Reading, cue: TokenRange, source: TokenRange) -> TokenRange | None:
    """The subject of a cue whose source stands behind "according to": "According to Y, X denied it and said"."""
    before = [w.lower() for w in reading.document.words[max(0, source[0] - 2) : source[0]]]
    subject = _subject(reading, cue)
    if before != ["according", "to"] or source[0] - 1 in range(*cue) or subject < 0 or reading.upos[subject] == "PRON":
        return None
    phrase = reading.subtree(subject)
    whole = len(phrase) == phrase[-1] + 1 - phrase[0] and source[1] <= phrase[0] and phrase[-1] < cue[0]
    return (phrase[0], phrase[-1] + 1) if whole else None


def _coordinated(reading: Reading, a: TokenRange, b: TokenRange) -> bool:
    """Whether one of two phrases hangs on the other as a conjunct."""
    for one, other in ((a, b), (b, a)):
        for t in range(*one):
            if reading.relations[t] == "conj" and other[0] <= reading.heads[t] < other[1]:
                return True
    return False


def _names_something(reading: Reading, token: int) -> bool:
    return reading.upos[token] in ("NOUN", "PROPN", "ADJ") or (
        reading.upos[token] in ("PRON", "DET") and reading.relations[token] not in ("expl", "det", "mark")
    )


def _shared_source(reading: Reading, cue: TokenRange) -> tuple[TokenRange, ...]:
    """The subject that a cue without one shares with the verb above it ("He smiled, adding that ...")."""
    at, steps = cue[0], 0
    for t in range(*cue):
        if not cue[0] <= reading.heads[t] < cue[1]:
            at = t
    while at >= 0 and steps < _STEPS:
        children = reading.children[at]
        if any(reading.relations[c] == "aux:pass" for c in children):
            return ()  # "it was announced": nobody is named
        for c in children:
            if reading.relations[c] == "nsubj" and not cue[0] <= c < cue[1]:
                if reading.xpos[c].startswith("VB"):  # no noun: the tree has gone astray
                    return _after_comma(reading, cue)
                subtree = reading.subtree(c)
                return ((subtree[0], subtree[-1] + 1),)
        if reading.relations[at] not in _SHARING:
            return ()
        at, steps = reading.heads[at], steps + 1
    return ()


def _after_comma(reading: Reading, cue: TokenRange) -> tuple[TokenRange, ...]:
    """The last person named after a comma before a cue: "Looking back, Ana, by then at school, said"."""
    sentence = reading.document.sentences[reading.document.sentence_of[cue[0]]]
    people = [
        e for t in range(sentence.first + 1, cue[0])
        if (e := reading.entity_of[t]) is not None
        and e.type == "Person" and e.first == t and reading.document.words[t - 1] == ","
    ]  # fmt: skip
    return ((people[-1].first, people[-1].last),) if people else ()


def _according_to(reading: Reading, cue: TokenRange) -> tuple[TokenRange, ...]:
    """Who stands after "according to", where the tagger saw the cue alone."""
    noun = reading.heads[cue[0]]
    if reading.document.words[cue[0]].lower() != "according" or not cue[1] <= noun <= cue[1] + _SHORT:
        return ()
    return ((cue[1], noun + 1),) if reading.upos[noun] in ("NOUN", "PROPN", "PRON") else ()


def name_behind(reading: Reading, token: int) -> TokenRange | None:
    """The words after a token up to the last name before a mark or verb: "(quoting) Inspector Karim Alam"."""
    at, last = token + 1, None
    while at < len(reading.upos) and reading.upos[at] not in ("PUNCT", "VERB", "AUX", "ADP"):
        entity = reading.entity_of[at]
        at = entity.last if entity is not None else at + 1
        last = at if entity is not None else last
    return (token + 1, last) if last is not None else None


def is_manner(reading: Reading, cue: CueReading) -> bool:
    """Whether "according to" says how something is done and not who says so: "dealt with according to the law"."""
    words, first = reading.document.words, cue.cue[0]
    if words[first].lower() != "according" or not cue.sources or cue.sources[-1][0] < first:
        return False
    sentence = reading.document.sentences[reading.document.sentence_of[first]]
    begins = first == sentence.first or reading.upos[first - 1] == "PUNCT"
    return not begins and any(words[t].lower() in _RULES for t in range(*cue.sources[-1]))
