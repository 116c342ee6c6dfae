"""Participial clauses made finite: behind a noun, or at the edge of the clause whose subject they share."""

from __future__ import annotations

from whosaid_models.claims import clauses, grammar
from whosaid_models.claims.drafts import Piece, insertion, words
from whosaid_models.claims.phrases import Phrases
from whosaid_models.domain import EditKind
from whosaid_models.reader.reading import Reading

_BEARERS = frozenset({"Facility", "Misc", "Organization", "Person", "Product"})
# Subordinators of what was over before, and of what was so at one time ("while being built" is at that time).
_EARLIER = frozenset({"after", "since"})
_ONCE = _EARLIER | {"before", "when"}
# Participles that say nothing without what follows them: "is owned" by whom?
_LACKING = frozenset(
    "aimed based called carried caused considered dubbed entitled established followed founded given headed held "
    "known led linked made named owned posted produced provided run seen titled used written".split()
)


class Participles(Phrases):
    """Words the participial clauses of one sentence."""

    def adnominal(self, root: int, first: int = -1) -> list[Piece] | None:
        """Finish a reduced clause: "X, known as Y, ..." -> "X was known as Y"; "X, comprising Y" -> "X comprised Y".

        ``first``: the first of several coordinated participles, where ``root`` is a later one.
        """
        r, first = self.reading, root if first < 0 else first
        noun = r.heads[first]
        if r.upos[noun] not in ("NOUN", "PROPN", "PRON") or grammar.is_amount(r, noun):
            return None  # "stood at 5.2 percent, unchanged from May": not the amount, but what has it
        without = frozenset(c for c in r.children[root] if root != first and r.relations[c] in ("cc", "punct"))
        subject, tokens = self.described_by(noun, first), self.phrase(root, without=without)
        past = grammar.is_past(r, _clause_of(r, noun))
        plural = grammar.is_plural(r, noun)
        if not subject or root not in tokens:
            return None
        if tokens == [root] and r.document.words[root].lower() in _LACKING:
            return None
        if r.xpos[root] == "VBN":
            past = past or grammar.is_dated(r, tokens)
            return [*words(subject), insertion(grammar.copula(plural=plural, past=past)), *words(tokens)]
        return self._inflected(subject, tokens, root, plural=plural, past=past)

    def participle(self, root: int, first: int = -1) -> list[Piece] | None:
        """Finish a participial clause: "..., killing two" -> "X killed two", X being the subject of the main clause.

        ``first``: as for ``adnominal``.
        """
        r = self.reading
        main = r.heads[root if first < 0 else first]
        subject = self.subject_of(main)
        led = (c for c in r.children[root] if r.relations[c] in ("mark", "cc", "case") or r.xpos[c] == "WRB")
        without = frozenset(c for c in led if c < root)
        tokens = self.phrase(root, without=without)
        if not subject or root not in tokens:
            return None
        heads = list(clauses.subjects(r, main))
        plural = bool(heads) and grammar.is_plural(r, heads[0])
        finite = r.heads[main] if r.relations[main] == "xcomp" and clauses.bare_form(r, main) == "VB" else main
        marks = {r.document.words[c].lower() for c in r.children[root] if c in without}
        past = grammar.is_past(r, finite) or bool(marks & _EARLIER)
        if r.xpos[root] == "VBN":
            past = past or grammar.is_dated(r, tokens)
            over = bool(marks & _ONCE)
            return self._passive(subject, tokens, root, plural=plural, past=past, over=over)
        modal = next((c for c in r.children[main] if r.xpos[c] == "MD"), -1)
        if main < root and modal >= 0 and not marks:  # "could fall, killing hundreds": they could kill
            return self._inflected(subject, tokens, root, modal=modal)
        return self._inflected(subject, tokens, root, plural=plural, past=past)

    def _passive(
        self, subject: list[int], tokens: list[int], verb: int, *, plural: bool, past: bool, over: bool
    ) -> list[Piece]:
        """Put "was" before a passive participle; in the place of the "being" of "before being sold" if ``over``."""
        r = self.reading
        form = grammar.copula(plural=plural, past=past)
        being = next((c for c in r.children[verb] if r.relations[c] == "aux:pass" and c in tokens), -1)
        if over and being >= 0 and r.document.words[being].lower() == "being":
            return words(subject) + _instead(tokens, being, form)
        return [*words(subject), insertion(form), *words(tokens)]

    def _inflected(
        self,
        subject: list[int],
        tokens: list[int],
        verb: int,
        *,
        plural: bool = False,
        past: bool = False,
        modal: int = -1,
    ) -> list[Piece] | None:
        """Make a participle finite, or put the bare form behind the modal verb of the clause that it hangs on."""
        word = self.reading.document.words[verb]
        form = grammar.inflect(word, "VB" if modal >= 0 else "VBD" if past else "VBP" if plural else "VBZ")
        if form is None or any(self.reading.relations[c].startswith("aux") for c in self.reading.children[verb]):
            return None
        return words([*subject, modal] if modal >= 0 else subject) + _instead(tokens, verb, form)

    def described_by(self, noun: int, clause: int) -> list[int]:
        """Whom or what a clause behind a noun is about: of "X is a firm that ..." and "X, a firm that ...", X."""
        r, head = self.reading, self.reading.heads[noun]
        if r.entity_of[noun] is None:
            bearer = r.entity_of[head] if r.relations[noun] == "appos" else None
            place = r.document.words[noun].lower() in grammar.PLACES
            if bearer is not None and (bearer.type in _BEARERS or (bearer.type == "Location" and place)):
                return self.noun_phrase(head)
            subject = clauses.described_subject(r, noun)
            others = [c for c in clauses.subjects(r, clause) if r.xpos[c] not in ("WDT", "WP", "IN")]
            if subject >= 0 and not (others and r.document.words[subject].lower() in ("he", "she", "they")):
                return self._subject_tokens(subject)
        return self.noun_phrase(noun, but=clause)


def _instead(tokens: list[int], at: int, form: str) -> list[Piece]:
    """Pieces for tokens, one of them in another form."""
    return [Piece(token=t, text=form, edit=EditKind.INFLECT) if t == at else Piece(token=t) for t in tokens]


def _clause_of(reading: Reading, token: int) -> int:
    """The predicate of the clause that a noun stands in."""
    at = token
    while reading.heads[at] >= 0 and not clauses.is_predicate(reading, at):
        at = reading.heads[at]
    return at
