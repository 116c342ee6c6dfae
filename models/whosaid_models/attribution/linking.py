"""The reader's cues as a forest of attributions over tokens: nested, continued, the article's own voice left out."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from itertools import pairwise

from whosaid_models.attribution.closing import closing_evidence
from whosaid_models.attribution.judgements import judgement
from whosaid_models.attribution.quotations import quotations_beside, quotations_told, quotations_without_cue
from whosaid_models.attribution.spans import whole_sources
from whosaid_models.attribution.stances import is_stance, serves
from whosaid_models.attribution.voices import is_manner, name_behind, sources_of
from whosaid_models.reader.reading import CueReading, Reading, TokenRange


@dataclass
class LinkedAttribution:
    """An attribution over tokens. ``parent`` is the index of the one inside whose content it stands."""

    cue: TokenRange
    sources: tuple[TokenRange, ...]
    contents: list[TokenRange]
    is_stance: bool
    probability: float
    parent: int | None = None
    continued: list[TokenRange] = field(default_factory=list)  # sentences that go on without a cue
    judged: tuple[int, int] | None = None  # the heads of a thing and of what it is called, where that is the content
    own_voice: bool = False  # "I believe" in somebody's words: no other source than whose words they are

    def tokens(self) -> set[int]:
        """All tokens of the content, continued ones too."""
        return {t for span in (*self.contents, *self.continued) for t in range(*span)}


# Verbs that say nothing: a "cue" of these alone is a slip of the tagger.
_EMPTY = frozenset("is are was were be been being has have had do does did 's ’s 've ’ve".split())
# ... and that say what follows from something, or is seen to: "this means that", "helped to ensure that".
_BRINGING_ABOUT = frozenset("ensure ensures ensured ensuring mean means meant meaning".split())
# How many tokens between two pieces of a content may belong to it after all.
_TORN = 4
_READS = frozenset({"read", "reads", "continued", "concluded"})
_STATEMENTS = frozenset("statement letter report note post tweet message release communique communiqué".split())
# How many words a quotation has at least that somebody says beside another one.
_SAYING = 6
_BY_RULE = 0.5  # the probability of what was found by rule
_QUOTED = frozenset({"quoted", "cited", "quotes", "cites"})
_QUOTING = frozenset({"quoting", "citing"})
# Participles of who passes on what somebody else said, and how much of it must be the same.
_PASSING_ON = frozenset({"reported", "quoted", "cited", "carried", "relayed"})
_SAME_WORDS = 0.9
_AT_ROOT = frozenset({"root", "parataxis"})


def link(reading: Reading) -> list[LinkedAttribution]:
    """Link cues to sources and contents; outer attributions come before those inside them."""
    found = []
    speaking = {t for c in reading.cues for span in c.sources for t in range(*span)}
    for cue in reading.cues:
        if cue.cue[0] in speaking and reading.document.words[cue.cue[1] - 1].lower() == "by":
            continue  # "according to figures released by X": inside who says it
        contents = _content_spans(reading, cue)
        if not contents or _says_nothing(reading, cue.cue, contents) or is_manner(reading, cue):
            continue
        sources = sources_of(reading, cue)
        if sources:
            stance = is_stance(reading, cue, contents)
            judged = judgement(reading, cue.cue, contents) if stance else None
            stance = stance and judged is None
            found.append(LinkedAttribution(cue.cue, sources, contents, stance, cue.probability, judged=judged))
    found += _closing_statements(reading, found)
    for verb, source, content in closing_evidence(reading, {t for c in reading.cues for t in range(*c.cue)}):
        found.append(LinkedAttribution(verb, whole_sources(reading, (source,)), [content], False, _BY_RULE))
    cues = {t for a in found if not a.is_stance for t in range(*a.cue)}
    for verb, source, quotation in quotations_told(reading, cues):
        found.append(LinkedAttribution(verb, whole_sources(reading, (source,)), [quotation], False, _BY_RULE))
    for attribution in found:
        _to_quotation_marks(reading, attribution)
    _to_whole_quotations(reading, found)
    found = _nested(found)  # a quotation goes on for whoever speaks outermost
    _continue_quotations(reading, found)
    spoken = {t for a in found for t in (*a.tokens(), *range(*a.cue))}
    for mark, source, said in quotations_without_cue(reading, spoken):
        found.append(LinkedAttribution(mark, whole_sources(reading, (source,)), said, False, _BY_RULE))
    found = _nested(found)
    _pass_on(reading, found)
    _in_own_sentence(reading, found)
    return found + _quoted_at_second_hand(reading, found)


def _to_quotation_marks(reading: Reading, attribution: LinkedAttribution) -> None:
    """Extend a quoted piece of a content to its quotation marks, within its sentence: a quotation has one speaker."""
    document = reading.document
    if document.quoted[attribution.cue[0]]:
        return
    contents = []
    for first, last in attribution.contents:
        begin = document.sentences[document.sentence_of[first]].first
        while (
            document.quoted[first]
            and first > begin
            and document.quoted[first - 1]
            and reading.upos[first - 1] != "PUNCT"
        ):
            first -= 1
        if document.quoted[last - 1]:
            sentence = document.sentences[document.sentence_of[last - 1]]
            while last < sentence.last and document.quoted[last] and reading.upos[last] != "PUNCT":
                last += 1
        contents.append((first, last))
    attribution.contents = contents


def _to_whole_quotations(reading: Reading, found: list[LinkedAttribution]) -> None:
    """Give who is quoted all of a quotation beside the cue, unless somebody else is said to speak in it."""
    quoted = reading.document.quoted
    speaking = [a for a in found if not a.is_stance and not quoted[a.cue[0]]]
    counts = Counter(t for a in speaking for t in a.tokens())
    for attribution in speaking:
        own = attribution.tokens()
        if not any(quoted[t] for t in own):
            continue
        for first, last in quotations_beside(reading, attribution.cue, attribution.sources):
            run = range(first, last)
            if all(t in own for t in run) or any(counts[t] > (t in own) for t in run):
                continue
            if len(run) < _SAYING and own.isdisjoint(run):
                continue  # a title, a motto
            others = [c for c in attribution.contents if c[1] <= first or last <= c[0]]
            attribution.contents = sorted([*others, (first, last)])


def _closing_statements(reading: Reading, found: list[LinkedAttribution]) -> list[LinkedAttribution]:
    """Find '"...," a statement by the ministry read.', which the tagger often takes for no cue."""
    document = reading.document
    cues = {t for a in found for t in range(*a.cue)}
    out = []
    for sentence in document.sentences:
        quoted = [t for t in range(sentence.first, sentence.last) if document.quoted[t]]
        after = [t for t in range(quoted[-1] + 1, sentence.last) if reading.upos[t] != "PUNCT"] if quoted else []
        verbs = [t for t in after if document.words[t].lower() in _READS]
        if not verbs or cues.intersection(after) or quoted[-1] - quoted[0] + 1 != len(quoted):
            continue
        verb = verbs[0]
        before = [t for t in after if t < verb] or [t for t in after if t > verb]
        if any(document.words[t].lower() in _STATEMENTS for t in before):
            sources = whole_sources(reading, ((before[0], before[-1] + 1),))
            out.append(LinkedAttribution((verb, verb + 1), sources, [_inner(reading, quoted)], False, _BY_RULE))
    return out


def _inner(reading: Reading, quoted: list[int]) -> TokenRange:
    """A quotation without the marks around it."""
    inner = [t for t in quoted if reading.upos[t] != "PUNCT"] or quoted
    return inner[0], inner[-1] + 1


def _in_own_sentence(reading: Reading, found: list[LinkedAttribution]) -> None:
    """Leave to the outer source what stands in earlier sentences than a cue inside its quotation."""
    for attribution in found:
        if attribution.parent is not None:
            sentence = reading.document.sentences[reading.document.sentence_of[attribution.cue[0]]]
            own = [c for c in attribution.contents if c[1] > sentence.first]
            attribution.contents = own or attribution.contents


def _quoted_at_second_hand(reading: Reading, found: list[LinkedAttribution]) -> list[LinkedAttribution]:
    """Whom a source says that it quotes: "reports our reporter quoting Inspector Alam", "it said, citing police"."""
    out = []
    for index, outer in enumerate(found):
        sentence = reading.document.sentences[reading.document.sentence_of[outer.cue[0]]]
        for t in range(sentence.first, sentence.last):
            source = _quoted_source(reading, outer, t)
            if source is None or outer.is_stance or outer.parent is not None or reading.document.quoted[t]:
                continue
            spans = whole_sources(reading, (source,))
            outer.contents = [c for c in outer.contents if not spans[0][0] <= c[0] < spans[0][1]] or outer.contents
            out.append(replace(outer, cue=(t, t + 1), sources=spans, parent=index, continued=list(outer.continued)))
    return out


def _quoted_source(reading: Reading, outer: LinkedAttribution, token: int) -> TokenRange | None:
    """Who is quoted at a token: the object of "quoting", or who stands between "quoted" and "as saying"."""
    words = reading.document.words
    if words[token].lower() in _QUOTING and not outer.cue[0] <= token < outer.cue[1]:
        objects = [c for c in reading.children[token] if reading.relations[c] == "obj"]
        subtree = reading.subtree(objects[0]) if objects else []
        behind = name_behind(reading, token)
        if behind is not None and (not subtree or subtree[-1] + 1 < behind[1]):
            return behind
        return (subtree[0], subtree[-1] + 1) if subtree else None
    last = outer.cue[1]
    if words[token].lower() == "saying" and words[token - 1].lower() == "as" and words[last - 1].lower() in _QUOTED:
        between = range(last, token - 1)
        if between and not any(t in between for s in outer.sources for t in range(*s)):
            return between[0], between[-1] + 1
    return None


def _content_spans(reading: Reading, cue: CueReading) -> list[TokenRange]:
    """The contents without marks and conjunctions at their edges; empty ones are dropped."""
    out = []
    for first, last in cue.contents:
        while first < last and (reading.upos[first] == "PUNCT" and not _opens(reading, first)):
            first += 1
        first = _after_addressee(reading, cue.cue, first, last)
        if first < last and reading.relations[first] == "mark" and reading.document.words[first].lower() == "that":
            first += 1
        if any(reading.upos[t] not in ("PUNCT", "SYM") and not serves(reading, cue.cue, t) for t in range(first, last)):
            out.append((first, last))
    return out


def _after_addressee(reading: Reading, cue: TokenRange, first: int, last: int) -> int:
    """Where a content begins that the tagger began with the one who was told: "told reporters (that) ..."."""
    for verb in range(*cue):
        children = reading.children[verb]
        said = [c for c in children if reading.relations[c] == "ccomp" and first < c < last]
        for c in children:
            if said and reading.relations[c] in ("obj", "iobj") and first <= c < said[0]:
                subtree = reading.subtree(c)
                if subtree[0] == first and said[0] not in subtree:
                    return subtree[-1] + 1
    return first


def _opens(reading: Reading, token: int) -> bool:
    return reading.document.words[token] in ("“", '"', "``", "«", "„", "(", "[", "$")


def _says_nothing(reading: Reading, cue: TokenRange, contents: list[TokenRange]) -> bool:
    """Whether a cue is auxiliaries and adverbs of which the verb is in the content: "has seldom | called for"."""
    words = {w.lower() for w in reading.document.words[cue[0] : cue[1]]}
    if words <= _EMPTY or (words & _BRINGING_ABOUT and words <= _BRINGING_ABOUT | _EMPTY | {"that"}):
        return True
    verbs = [t for t in range(*cue) if reading.upos[t] == "VERB"]
    if len(verbs) == 1 and _is_command(reading, verbs[0]):
        return True
    helps = all(reading.upos[t] in ("AUX", "ADV", "DET", "PART") for t in range(*cue))
    return helps and any(first == cue[1] for first, _ in contents)


def _is_command(reading: Reading, verb: int) -> bool:
    """Whether a verb tells the reader to do something: "(note that ...)"."""
    around = [reading.relations[c] for c in reading.children[verb] if c < verb]
    helped = any(relation.startswith(("nsubj", "aux", "mark")) for relation in around)
    opens = verb > 0 and reading.document.words[verb - 1] == "("
    return reading.xpos[verb] in ("VB", "VBP") and (opens or not helped) and reading.relations[verb] in _AT_ROOT


def _nested(found: list[LinkedAttribution]) -> list[LinkedAttribution]:
    """Give each attribution the smallest other one that has its cue in its content as its parent; outer ones first."""
    found = sorted((replace(a, parent=None) for a in found), key=lambda a: (-len(a.tokens()), a.cue))
    tokens = [a.tokens() for a in found]
    around = [_hull(a) for a in found]
    said_by: dict[int, list[int]] = defaultdict(list)  # by token; so not all are compared with all
    for j, other in enumerate(found):
        for t in around[j] if not other.is_stance else ():
            said_by[t].append(j)
    for i, inner in enumerate(found):
        outer = [
            j for j in said_by[inner.cue[0]]
            if j != i and around[j].issuperset(range(*inner.cue)) and around[i].isdisjoint(range(*found[j].cue))
        ]  # fmt: skip
        if outer:
            found[i] = replace(inner, parent=min(outer, key=lambda j: len(tokens[j])))
    return found


def _pass_on(reading: Reading, found: list[LinkedAttribution]) -> None:
    """Nest two attributions of the same words: "X said, as reported by Y" is X's by way of Y."""
    passing_on = [j for j, a in enumerate(found) if _passes_on(reading, a.cue)]
    for i, inner in enumerate(found):
        for outer in passing_on:
            by = found[outer]
            if inner.is_stance or by.is_stance or inner.sources == by.sources:
                continue
            if inner.parent is not None or by.parent is not None:
                continue
            mine, theirs = inner.tokens(), by.tokens()
            if 2 * len(mine & theirs) > _SAME_WORDS * (len(mine) + len(theirs)):
                found[i] = replace(inner, parent=outer)


def _passes_on(reading: Reading, cue: TokenRange) -> bool:
    words = {w.lower() for w in reading.document.words[cue[0] : cue[1]]}
    return "by" in words and not _PASSING_ON.isdisjoint(words)


def _hull(attribution: LinkedAttribution) -> set[int]:
    """The tokens of the content, with the few between its pieces where the tagger left out a cue inside it."""
    tokens = attribution.tokens()
    spans = sorted([*attribution.contents, *attribution.continued])
    mine = {*range(*attribution.cue), *(t for s in attribution.sources for t in range(*s))}
    for (_, end), (begin, _) in pairwise(spans):
        gap = range(end, begin)
        if len(gap) <= _TORN and not mine.intersection(gap):
            tokens.update(gap)
    return tokens


def _continue_quotations(reading: Reading, found: list[LinkedAttribution]) -> None:
    """Give quoted sentences without a cue to the speaker before (or, in the same paragraph, after) them."""
    document = reading.document
    # A cue inside the quotation marks is the speaker's own: it says nothing about who the speaker is.
    covered = {t for a in found if not document.quoted[a.cue[0]] for t in a.tokens()}
    cues = {t for c in reading.cues for t in range(*c.cue) if not document.quoted[t]}
    speakers = [a for a in found if a.parent is None and not a.is_stance and not document.quoted[a.cue[0]]]
    for index, s in enumerate(document.sentences):
        words = [t for t in range(s.first, s.last) if reading.upos[t] != "PUNCT"]
        quoted = sum(document.quoted[t] for t in words)
        if not words or quoted < 0.8 * len(words) or any(t in covered or t in cues for t in words):
            continue
        speaker = _speaker_of(reading, speakers, index)
        if speaker is not None:
            speaker.continued.append((s.first, s.last))


def _speaker_of(reading: Reading, speakers: list[LinkedAttribution], index: int) -> LinkedAttribution | None:
    """Who goes on in a quoted sentence: who is quoted nearby, else who speaks in the same paragraph or the one before.

    A quotation may run over any number of paragraphs, as long as each of them is somebody's.
    """
    document = reading.document
    sentence, here = document.sentences[index], document.sentences[index].first
    paragraph = lambda t: document.sentences[document.sentence_of[t]].paragraph  # noqa: E731

    def reach(a: LinkedAttribution) -> int:
        return paragraph(max(t for t in (a.cue[0], *(last - 1 for _, last in (*a.contents, *a.continued))) if t < here))

    quoted = [a for a in speakers if any(document.quoted[t] for t in a.tokens())]
    for pool in (quoted, speakers):
        before = [a for a in pool if a.cue[0] < here and sentence.paragraph - reach(a) <= 1]
        same = [a for a in before if paragraph(a.cue[0]) == sentence.paragraph]
        after = [a for a in pool if a.cue[0] > here and paragraph(a.cue[0]) == sentence.paragraph]
        if nearest := same or after or before:
            return min(nearest, key=lambda a: abs(a.cue[0] - here))
    return None


def chain_of(found: list[LinkedAttribution], index: int) -> list[int]:
    """The indices from the outermost attribution down to this one."""
    chain = [index]
    while (parent := found[chain[0]].parent) is not None and parent not in chain:
        chain.insert(0, parent)
    return chain
