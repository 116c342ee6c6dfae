"""Definite descriptions and the fuller phrases that the article used for the same thing before.

"the bridge" after "a bridge over the Sarn" is the bridge over the Sarn. Only a bare description is looked up, among
phrases with the same noun, and only when all that say more agree on what it is.
"""

from __future__ import annotations

from collections import defaultdict

from whosaid_models.attribution.characters import head_of
from whosaid_models.attribution.pronouns import ANOTHER, PRONOUNS
from whosaid_models.reader.reading import Reading, TokenRange

_DEFINITE = frozenset({"the", "this", "that", "these", "those", "such"})
_INDEFINITE = frozenset({"a", "an", "another"})
_BEFORE = ("compound", "nmod:poss", "amod", "nummod", "flat", "nmod:desc")
POINTING = PRONOUNS | ANOTHER | {"who", "which", "that"}  # what depends on its context itself
_INNER = frozenset({"compound", "amod", "flat", "nmod:desc", "nummod", "fixed"})  # a noun that belongs to another
_TELLING = frozenset({"of", "where", "which", "who", "whose"})  # what says behind a noun which one it is
_MIDDLES = frozenset({"center", "centre"})  # "at the centre" is no Lorn Centre
# Nouns that many things of an article are called by.
_VAGUE = frozenset(
    "country nation time place way part thing day year month week region area north south east west state people man "
    "woman person case number group".split()
)
_LIKELY = 0.1  # the least probability of a phrase that the coreference head decides for
_LONGEST = 12  # tokens of a phrase that stands for a description


class Descriptions:
    """Finds fuller phrases for the descriptions of one reading."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._phrases: dict[str, list[tuple[int, TokenRange]]] = defaultdict(list)
        self._looser: dict[str, list[tuple[int, TokenRange]]] = defaultdict(list)
        self._new: dict[str, list[int]] = defaultdict(list)  # things told of for the first time
        for t, tag in enumerate(reading.upos):
            if tag not in ("NOUN", "PROPN"):
                continue
            if any(reading.document.words[c].lower() in _INDEFINITE for c in reading.children[t]):
                self._new[reading.document.words[t].lower()].append(t)
            if span := self._rich(t):
                self._phrases[reading.document.words[t].lower()].append((t, span))
            elif span := self._rich(t, loose=True):
                self._looser[reading.document.words[t].lower()].append((t, span))

    def text(self, phrase: TokenRange) -> str:
        """A phrase's words, without the capital letter that one has only because a sentence begins with it."""
        r, (first, last) = self.reading, phrase
        words = " ".join(r.document.span_text(first, last).split())
        opens = first == r.document.sentences[r.document.sentence_of[first]].first
        following = r.document.words[first + 1 : min(first + 2, last)]
        named = r.entity_of[first] is not None or r.upos[first] == "PROPN" or words[1:2].isupper()
        named = named or any(word[0].isupper() for word in following)
        return words[0].lower() + words[1:] if opens and not named else words

    def is_bare(self, noun: int) -> bool:
        """Whether a noun stands with a definite determiner right before it and nothing else that says which one."""
        r = self.reading
        if (
            noun == 0
            or r.relations[noun] in _INNER
            or r.upos[noun] not in ("NOUN", "PROPN")
            or r.document.words[noun - 1].lower() not in _DEFINITE
            or self._ends_name(noun)
            or " ".join(r.document.words[noun + 1 : noun + 2]).lower() in _TELLING
            or (r.document.words[noun].lower() in _MIDDLES and noun > 1 and r.upos[noun - 2] == "ADP")
        ):
            return False
        return all(
            r.relations[c] in ("det", "case", "punct", "cop", "nsubj", "mark", "aux", "cc") for c in r.children[noun]
        )

    def _ends_name(self, noun: int) -> bool:
        """Whether a noun and its article are the end of a name: "Day of the Sea"."""
        entity = self.reading.entity_of[noun]
        return entity is not None and entity.first < noun - 1

    def _rich(self, noun: int, *, loose: bool = False) -> TokenRange | None:
        """The phrase of a noun with what says which one it is, without its determiner; None when nothing does.

        ``loose``: adjectives may stand between, an owner before ("his Lorn Games campaign"), a clause behind.
        """
        first, telling = self._before(noun, loose)
        last, told = self._behind(noun, loose)
        words = [w.lower() for w in self.reading.document.words[first:last]]
        if not (telling or told) or not words[0][0].isalnum() or last - first > _LONGEST or self._is_part(noun, last):
            return None
        return None if (POINTING | _DEFINITE - {"the"}).intersection(words) else (first, last)

    def _is_part(self, noun: int, last: int) -> bool:
        """Whether a noun belongs to another or to a longer name: "Larn city councillors", "Lorn Research Office"."""
        r, entity = self.reading, self.reading.entity_of[noun]
        inner = r.relations[noun] in _INNER and r.document.words[noun].islower()
        return inner or (entity is not None and entity.last > last)

    def _before(self, noun: int, loose: bool) -> tuple[int, bool]:
        """Where the words before a noun begin that go with it, and whether they say which one it is."""
        r, first, begin, telling, passed = self.reading, noun, noun, False, False
        for c in sorted((c for c in r.children[noun] if c < noun), reverse=True):
            if not r.relations[c].startswith(_BEFORE) or r.subtree(c)[-1] != begin - 1:
                break
            owner = r.relations[c] == "nmod:poss"
            if owner and (r.upos[c] == "NOUN" or (loose and (passed or r.xpos[c] == "PRP$"))):
                break  # "the tycoon's trial": of which one
            if r.document.words[begin - 1] in ("-", "–"):
                break
            begin = r.subtree(c)[0]
            if r.relations[c] == "amod" and r.document.words[c].islower():
                if not loose:
                    break
                passed = True
                continue  # only with what stands before it: "1970s military rule"
            telling |= owner or r.relations[c] in ("compound", "flat") or r.document.words[c][0].isupper()
            first = begin
        return first, telling

    def _behind(self, noun: int, loose: bool) -> tuple[int, bool]:
        """Where the words behind a noun end that go with it, and whether they say which one it is.

        What it is of, and what was done to it by whom: "inquiry into the bank", "report issued by the Lorn Union".
        """
        r, last, telling = self.reading, noun + 1, False
        for c in (c for c in r.children[noun] if c > noun):
            subtree = r.subtree(c)
            clause = loose and r.relations[c] == "acl" and r.xpos[c] in ("VBN", "VB") and not telling
            if not (clause or r.relations[c] == "nmod") or subtree[0] != last or len(subtree) != subtree[-1] + 1 - last:
                break
            end = to_comma(r, (last, subtree[-1] + 1))[1]
            if c >= end or r.upos[last] == "PUNCT" or (clause and not self._names(c + 1, end)):
                break  # "the tool, including ..."
            last, telling = end, True
            if end <= subtree[-1]:
                break
        return last, telling

    def _names(self, first: int, last: int) -> bool:
        return any(e is not None and e.type != "Date" for e in self.reading.entity_of[first:last])

    def fuller(self, noun: int) -> TokenRange | None:
        """The phrase, before a bare description, that says more about the same thing; None when that is not certain.

        The one that the coreference head takes it for; else the last one, where all that say more agree.
        """
        if not self.is_bare(noun) or self.reading.document.words[noun].lower() in _VAGUE:
            return None
        return self._meant(noun, self._phrases) or self._meant(noun, self._looser)

    def _meant(self, noun: int, phrases: dict[str, list[tuple[int, TokenRange]]]) -> TokenRange | None:
        """The phrase among some before a description; a loose one not where there is another thing: "a debate"."""
        word = self.reading.document.words[noun].lower()
        before = [p for p in phrases[word] if p[0] < noun]
        if not before:
            return None
        likely = {a.token: a.probability for a in self.reading.antecedents.get(noun, ())}
        head, span = max(before, key=lambda p: (likely.get(p[0], 0.0), p[0]))
        if likely.get(head, 0.0) < _LIKELY and len({self._telling(s) for _, s in before}) > 1:
            return None
        if phrases is self._looser and any(t < noun and t != head for t in self._new[word]):
            return None
        return span

    def _telling(self, span: TokenRange) -> frozenset[str]:
        """The words of a phrase that say which one is meant."""
        r = self.reading
        return frozenset(r.document.words[t].lower() for t in range(*span) if r.upos[t] in ("NOUN", "PROPN", "NUM"))


def noun_at(reading: Reading, mention: TokenRange) -> int:
    """The noun of a description, whatever the parse: the last word before an "of", a comma or a clause."""
    head = head_of(reading, mention)
    if reading.upos[head] in ("NOUN", "PROPN"):
        return head
    last = mention[0] + 1
    words = reading.document.words
    while last < mention[1] and (
        reading.upos[last] in ("NOUN", "PROPN", "ADJ", "ADV", "NUM", "DET")
        or (reading.upos[last] == "PUNCT" and words[last].isalpha())
    ):
        last += 1
    return max(mention[0], last - 1)


def to_comma(reading: Reading, mention: TokenRange) -> TokenRange:
    """A description without what a comma or "including" adds to it: "the court, based in The Hague"."""
    words = reading.document.words
    ends = (t for t in range(mention[0] + 1, mention[1]) if words[t] == "," or words[t].lower() == "including")
    return mention[0], next(ends, mention[1])
