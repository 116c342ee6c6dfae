"""Which tokens of a sentence make up a clause, a noun phrase or the subject of a predicate."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from whosaid_models.claims import clauses, grammar
from whosaid_models.claims.drafts import Unit
from whosaid_models.claims.tidying import Tidying
from whosaid_models.reader.reading import Reading

_CLAUSES = frozenset("acl acl:relcl advcl conj parataxis xcomp".split())
_SHARES = frozenset({"%", "percent", "pc"})
_OF_AGES = frozenset({"and", "between", "from", "to"})
_NUMBERED = frozenset({"he", "she", "it", "they", "we"})


class Phrases:
    """The phrases of one sentence. ``units``: where it is cut; ``outside``: tokens that belong to no claim."""

    def __init__(self, reading: Reading, units: Mapping[int, Unit], outside: Callable[[int, int], bool]) -> None:
        """``outside(token, root)``: whether a token has no place in the clause of ``root``."""
        self.reading, self.units, self.outside = reading, units, outside
        self._tidying = Tidying(reading)

    def phrase(self, root: int, *, without: frozenset[int] = frozenset()) -> list[int]:
        """The tokens under ``root`` that stay with it, in order; edges of punctuation trimmed."""
        r, kept, stack = self.reading, [], [root]
        while stack:
            at = stack.pop()
            if not self.outside(at, root):
                kept.append(at)
            elif at != root and r.relations[at] in _CLAUSES and clauses.is_predicate(r, at):
                continue  # a clause without its verb: "who determined" of "who determined that ..."
            for c in r.children[at]:
                unit = self.units.get(c)
                if c in without or (unit is not None and not clauses.stays_too(r, c, unit)):
                    continue
                stack.append(c)
        return self._tidying.trim(sorted(self._with_names(kept, root)))

    def _with_names(self, kept: list[int], root: int) -> list[int]:
        """Where a name was cut off its description ("the minister, X, left"), let the name stand for both."""
        r, tokens = self.reading, set(kept)
        for c in self.units:
            head = r.heads[c]
            if head in tokens and head != root and self._names(c):
                case = {t for k in r.children[head] if r.relations[k] in ("case", "mark", "cc") for t in r.subtree(k)}
                tokens -= set(r.subtree(head)) - case - listed_behind(r, head, c)
                tokens |= set(self.noun_phrase(c))
        return list(tokens)

    def _names(self, token: int) -> bool:
        """Whether an apposition is the name of whom or what its head describes."""
        r, head = self.reading, self.reading.heads[token]
        if self.units.get(token) is not Unit.APPOSITION or r.entity_of[token] is None or r.upos[token] != "PROPN":
            return False
        if grammar.is_short_form(r, token):
            return False
        return r.entity_of[head] is None and (r.upos[head] == "NOUN" or grammar.is_office(r, head))

    def noun_phrase(self, head: int, *, but: int = -1) -> list[int]:
        """A noun with its modifiers, without what was cut off around it, and without the clause ``but``."""
        r = self.reading
        without = frozenset(
            c
            for c in r.children[head]
            if r.relations[c] in ("case", "cc", "mark", "punct", "appos", "acl:relcl", "cop", "parataxis")
        )
        return self.phrase(head, without=without | self._clausal_parts(head) | aged_aside(r, head) | {but})

    def _clausal_parts(self, head: int) -> frozenset[int]:
        """What belongs to the clause of a nominal predicate ("X is the minister"), not to the noun."""
        r = self.reading
        if not any(r.relations[c] == "cop" for c in r.children[head]):
            return frozenset()
        return frozenset(
            c
            for c in r.children[head]
            if r.relations[c].startswith(("nsubj", "cop", "aux", "advcl", "advmod", "obl", "expl"))
        )

    def subject_of(self, predicate: int) -> list[int]:
        """The tokens of a predicate's subject, its own or the one it shares with the predicate above."""
        r, at = self.reading, predicate
        for _ in range(6):
            own = [c for c in clauses.subjects(r, at) if r.relations[c] != "expl"]
            if own:
                return self._subject_tokens(own[0] if at == predicate else self._agreeing(predicate, own[0]))
            head = r.heads[at]
            if head < 0:
                return []
            if r.relations[at] in ("acl:relcl", "acl"):
                return self.noun_phrase(head)
            if not r.relations[at].startswith(("conj", "advcl", "xcomp", "parataxis", "ccomp")):
                return []
            if r.relations[at] in ("parataxis", "ccomp") and self.outside(head, predicate):
                return []  # who says it is not whom it is about
            at = head
        return []

    def shared_whole(self, root: int) -> dict[int, list[int]]:
        """The "of us" that a bare share has from the clause before: "60 percent of us walk and 30 percent ride".

        By the subject that it goes behind.
        """
        r, head = self.reading, self.reading.heads[root]
        if r.relations[root] != "conj":
            return {}
        first, second = (next(iter(clauses.subjects(r, t)), -1) for t in (head, root))
        if min(first, second) < 0 or not {r.document.words[t].lower() for t in (first, second)} <= _SHARES:
            return {}
        whole = [c for c in r.children[first] if r.relations[c] == "nmod" and r.document.words[first + 1] == "of"]
        own = any(r.relations[c].startswith(("nmod", "acl")) for c in r.children[second])
        return {} if own or not whole or first > second else {second: self.phrase(whole[0])}

    def _agreeing(self, predicate: int, subject: int) -> int:
        """The subject that a predicate shares, or the nearest before it that agrees where the shared one does not.

        "He says they left early and are at home": the tree gives "are" to "says".
        """
        r, plural = self.reading, grammar.number(self.reading, predicate)
        if plural is None or grammar.is_plural(r, subject) == plural or not r.relations[predicate].startswith("conj"):
            return subject
        if not (r.xpos[subject] in ("NNP", "NNS") or r.document.words[subject].lower() in _NUMBERED):
            return subject
        for t in range(predicate - 1, subject, -1):
            if r.relations[t].startswith("nsubj") and r.heads[t] < predicate and grammar.is_plural(r, t) == plural:
                return t
        return subject

    def _subject_tokens(self, subject: int) -> list[int]:
        r = self.reading
        if r.xpos[subject] in ("WDT", "WP") or r.document.words[subject].lower() == "that":
            at = subject
            while at >= 0 and not r.relations[at].startswith("acl:relcl"):
                at = r.heads[at]
            return self.noun_phrase(r.heads[at]) if at >= 0 and r.heads[at] >= 0 else []
        named = next((c for c in r.children[subject] if self._names(c)), subject)
        return self.noun_phrase(named) if r.upos[subject] in ("NOUN", "PROPN") else self.phrase(subject)


def aged_aside(reading: Reading, noun: int) -> frozenset[int]:
    """The "aged 34 and 41" of "two men, aged 34 and 41,": its commas do not outlive a change of the subject's place."""
    r, found = reading, set()
    for c in r.children[noun]:
        if (
            noun < c
            and r.relations[c] == "acl"
            and r.document.words[c].lower() == "aged"
            and r.document.words[c - 1] == ","
        ):
            end = c + 1
            while end < len(r.upos) and (r.upos[end] == "NUM" or r.document.words[end].lower() in _OF_AGES):
                end += 1
            found |= set(range(c - 1, end))
    return frozenset(found)


def listed_behind(reading: Reading, noun: int, name: int) -> set[int]:
    """The words of what is listed beside a noun behind its name: "the minister, X, and the mayor, Y"."""
    others = [c for c in reading.children[noun] if reading.relations[c] == "conj" and c > name > noun]
    return {t for c in others for t in reading.subtree(c)}
