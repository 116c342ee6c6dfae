"""A clause's own words, made to stand alone: subject repeated, relative pronoun replaced, verb inflected."""

from __future__ import annotations

from whosaid_models.attribution.stances import is_clause
from whosaid_models.claims import clauses, grammar
from whosaid_models.claims.drafts import Piece, Unit, insertion, words
from whosaid_models.claims.participles import Participles
from whosaid_models.domain import EditKind

_FINITE = frozenset({"MD", "VBD", "VBP", "VBZ"})
# Those that a measure or an adverb may stand before.
_SUBORDINATORS = frozenset("after although as because before once since though until when where while".split())
_VERBS = frozenset({"AUX", "VERB"})
_PARTICIPLES = frozenset({"VBG", "VBN"})
# Verbs that say nothing without what follows them.
_INCOMPLETE = frozenset("allow become bring found get give have include keep let make put seem take".split())
_NOT, _ONLY = frozenset({"not", "n't", "n’t", "never"}), frozenset({"only", "just", "merely", "simply"})
# Prepositions that a relative clause may leave at its end: "the house they lived in".
_LEFT_ALONE = frozenset("about after against at for from in into of on over through to under with".split())
# Nouns that say when, where, how or why what is said behind them happened: "the way it fell".
_MANNERS = frozenset("day degree extent moment month morning night place reason time way week year".split())
_AGAINST = frozenset({"but", "yet"})
# "They met, in which they agreed": without the two words the clause is a statement that holds.
_WHEREIN = frozenset({"after", "at", "during", "following", "in"})
# Words that no subject begins with.
_NO_BEGINNINGS = frozenset({"ADV", "AUX", "CCONJ", "PUNCT", "SCONJ"})


class Wording(Participles):
    """Words the clauses of one sentence."""

    def clause(self, root: int, unit: Unit) -> list[Piece] | None:
        """Word the clause of ``root``; None when it asserts nothing that stands alone."""
        build = {
            Unit.CONJUNCT: self._conjunct,
            Unit.RELATIVE: self._relative,
            Unit.RESTRICTIVE: self._relative,
            Unit.ADNOMINAL: self.adnominal,
            Unit.REDUCED: self.adnominal,
            Unit.PARTICIPLE: self.participle,
        }.get(unit, self._finite)
        pieces = self._without_which(build(root), unit)
        pieces = self.joined(self._tidying.closed(self.tidy(pieces)), root) if pieces else None
        if not pieces or self._asks(pieces[0], root) or self._without_subject(pieces[0]):
            return None
        return None if self._incomplete(pieces[-1], root) or not self._has_verb(pieces, root) else pieces

    def _without_which(self, pieces: list[Piece] | None, unit: Unit) -> list[Piece] | None:
        """Leave out "in which" before a clause that the tree hangs on no noun; "through which" makes no claim."""
        if not pieces or len(pieces) < 3 or unit not in (Unit.ADVERBIAL, Unit.PARATAXIS):
            return pieces
        first, second = (p.token for p in pieces[:2])
        which = second >= 0 and self.reading.xpos[second] == "WDT" and first == second - 1
        if not which or self.reading.upos[first] != "ADP":
            return pieces
        return pieces[2:] if self.reading.document.words[first].lower() in _WHEREIN else None

    def _incomplete(self, last: Piece, root: int) -> bool:
        """Whether a clause ends in an active verb that says nothing by itself: "the team became"."""
        r = self.reading
        if last.token == root and r.upos[root] == "AUX" and any(r.relations[c] == "expl" for c in r.children[root]):
            return True  # "there will be"
        passive = any(r.relations[c] in ("aux:pass", "cop") for c in r.children[root])
        return last.token == root and not passive and grammar.inflect(r.document.words[root], "VB") in _INCOMPLETE

    def _has_verb(self, pieces: list[Piece], root: int) -> bool:
        """Whether a claim has a verb, its own or one that was put in; "hails" is, whatever the tag."""
        r = self.reading
        governed = any(r.relations[c] == "case" for c in r.children[root])
        subjects = clauses.subjects(r, root)
        stays = any(p.token in subjects for p in pieces)
        if not governed and ((r.xpos[root] == "NNS" and subjects) or (r.xpos[root] == "JJ" and stays)):
            return True
        about = {t for s in subjects if s < root for t in r.subtree(s)}
        rest = (p for p in pieces if p.token not in about)
        return any(p.text is not None or r.upos[p.token] in _VERBS or r.xpos[p.token][:2] == "VB" for p in rest)

    def _without_subject(self, first: Piece) -> bool:
        """Whether a clause begins with its finite verb: a question, a condition ("had she gone") or a torn-off rest."""
        return first.token >= 0 and first.text is None and self.reading.xpos[first.token] in _FINITE

    def _asks(self, first: Piece, root: int) -> bool:
        """Whether a clause begins with its own "who", "which" or "where": a question or a torn-off relative clause.

        So does one with "whether", whoever asks.
        """
        r, t = self.reading, first.token
        marks = {r.document.words[c].lower() for c in r.children[root] if r.relations[c] == "mark"}
        if "whether" in marks or (first.text is None and t >= 0 and "if" in marks and r.relations[t] == "mark"):
            return True
        own = t == root or r.heads[t] == root or r.xpos[t] == "WP$"
        asks = t >= 0 and first.text is None and r.xpos[t] in ("WDT", "WP", "WP$", "WRB") and own
        return asks and not any(r.relations[c] == "acl:relcl" for c in r.children[t])  # "what they did is right"

    def _finite(self, root: int) -> list[Piece] | None:
        r = self.reading
        if not is_clause(r, root):
            return None
        finite = r.xpos[root] not in ("VBG", "VBN") or any(r.relations[c].startswith("aux") for c in r.children[root])
        subject = min(clauses.subjects(r, root), default=root) if finite else root
        without = frozenset(
            c
            for c in r.children[root]
            if (r.relations[c] in ("mark", "cc", "discourse", "vocative") and r.xpos[c] != "TO")
            or r.xpos[c] == "WRB"
            or self._before_mark(c, root)
            if not (r.relations[c] == "mark" and subject < c)  # "the plan was about helping", "it is because they ..."
        ) - self._that_stays(root)
        bound = frozenset(c for c in without if r.document.words[c].lower() in ("if", "unless", "until"))
        tokens = self.phrase(root, without=without - bound)
        if not clauses.subjects(r, root):
            shared = self.subject_of(root)
            first = next((t for t in tokens if r.upos[t] != "ADV"), root)
            if not shared and first < root and (r.upos[first] not in _NO_BEGINNINGS or r.xpos[first] == "VBG"):
                return words(tokens)  # the subject is there, only the tree does not say so
            if not shared or set(shared) & set(tokens):
                return None
            return words(shared) + words(tokens)
        if any(self.outside(s, root) and set(r.children[s]) & set(tokens) for s in clauses.subjects(r, root)):
            return None  # "Berg's claim that ... put them in a spot": the claim itself belongs to the attribution
        if r.xpos[root] in ("VBG", "VBN") or self._is_passive(root):
            return self._absolute(root, tokens)
        return [self._being(root, t) for t in tokens]

    def _being(self, root: int, token: int) -> Piece:
        """Make "being" finite where it is all that an absolute clause has: "most of them being women"."""
        r = self.reading
        if r.relations[token] != "cop" or r.heads[token] != root or r.document.words[token] != "being":
            return Piece(token=token)
        above, subject = r.heads[root], clauses.subjects(r, root)[0]
        if above < 0 or subject > token or any(r.relations[c].startswith("aux") for c in r.children[root]):
            return Piece(token=token)
        plural = grammar.is_plural(r, subject) or r.xpos[root] == "NNS" or r.xpos[root] == "NNPS"
        form = grammar.copula(plural=plural, past=grammar.is_past(r, above))
        return Piece(token=token, text=form, edit=EditKind.INFLECT)

    def _that_stays(self, root: int) -> frozenset[int]:
        """The "that" of "the problem is that prices rise", whose subject and "is" the tree hangs on "rise"."""
        r = self.reading
        marks = (c for c in r.children[root] if r.relations[c] == "mark" and r.document.words[c].lower() == "that")
        return frozenset(c for c in marks if c and r.upos[c - 1] == "AUX" and r.heads[c - 1] == root)

    def _before_mark(self, token: int, root: int) -> bool:
        """Whether a phrase stands before the subordinator of its clause and is about that: "just hours before"."""
        r = self.reading
        marks = (c for c in r.children[root] if r.relations[c] == "mark" or r.xpos[c] == "WRB")
        mark = next((c for c in marks if r.document.words[c].lower() in _SUBORDINATORS), -1)
        return self.units.get(root) is Unit.ADVERBIAL and token < mark == r.subtree(token)[-1] + 1

    def _is_passive(self, root: int) -> bool:
        """Whether what is tagged as a past tense is a participle: no finite verb is behind "with"."""
        r = self.reading
        return r.xpos[root] == "VBD" and any(
            r.document.words[c].lower() == "with" for c in r.children[root] if c < root
        )

    def _absolute(self, root: int, tokens: list[int]) -> list[Piece] | None:
        """Make an absolute clause finite: "with troops patrolling the streets" -> "troops patrolled the streets"."""
        r = self.reading
        subject, helpers = clauses.subjects(r, root)[0], grammar.auxiliaries(r, root)
        progressive = len(helpers) == 1 and r.document.words[helpers[0]] == "being"  # "with two being built"
        if (helpers and not progressive) or subject > root or root not in tokens:
            return words(tokens)
        past, plural = grammar.is_past(r, r.heads[root]), grammar.is_plural(r, subject)
        at = helpers[0] if progressive else root
        before, after = [t for t in tokens if t < at], [t for t in tokens if t > at]
        if progressive or r.xpos[root] != "VBG":
            return [*words(before), insertion(grammar.copula(plural=plural, past=past)), *words([at, *after])]
        form = grammar.inflect(r.document.words[root], "VBD" if past else "VBP" if plural else "VBZ")
        return [*words(before), Piece(token=root, text=form, edit=EditKind.INFLECT), *words(after)] if form else None

    def _conjunct(self, root: int) -> list[Piece] | None:
        r = self.reading
        if clauses.subjects(r, root):
            return self._with_shared_place(root, self._finite(root))
        first = self._first_participle(root)
        if first is not None:
            alone = self.adnominal(root, first) if r.relations[first] == "acl" else self.participle(root, first)
            return alone and alone + words(self._shared_modifiers(root, [root])[1])
        subject = self.subject_of(root)
        if not subject:
            return None
        without = frozenset(c for c in r.children[root] if r.relations[c] in ("cc", "mark", "discourse"))
        auxiliary = next((t for t in r.subtree(root) if r.upos[t] == "AUX"), root)
        without -= {c for c in without if auxiliary < c and r.xpos[c] == "TO"}  # "is yet to win"
        tokens = [t for t in self.phrase(root, without=without) if t not in subject]
        front, back = self._shared_modifiers(root, subject)
        return words(front) + words(subject) + words(self._shared_before(root)) + words([*tokens, *back])

    def _with_shared_place(self, root: int, pieces: list[Piece] | None) -> list[Piece] | None:
        """Add what is behind a clause but hangs on the one before it: "two were killed and five hurt in a blast"."""
        r, head = self.reading, self.reading.heads[root]
        if not pieces or r.relations[root] != "conj":
            return pieces
        whole = self.shared_whole(root)
        pieces = [p for piece in pieces for p in (piece, *words(whole.get(piece.token, [])))]
        behind = [c for c in r.children[head] if c > root and r.relations[c].split(":")[0] == "obl"]
        shared = [c for c in behind if c not in self.units and not self.outside(c, root)]
        return pieces + words([t for c in shared for t in self.phrase(c)])

    def _first_participle(self, root: int) -> int | None:
        """The first of several participles of a reduced clause: "made" for "sold" in "ships, made and sold in Lorn".

        None where there is an auxiliary for all of them, as in "was made and sold".
        """
        r, at = self.reading, root
        while r.relations[at] == "conj" and r.xpos[at] in _PARTICIPLES and not self._has_auxiliary(at):
            at = r.heads[at]
        reduced = r.relations[at] in ("acl", "advcl") and r.xpos[at] in _PARTICIPLES and not self._has_auxiliary(at)
        return at if reduced and r.xpos[root] in _PARTICIPLES else None

    def _has_auxiliary(self, verb: int) -> bool:
        return any(self.reading.relations[c].startswith(("aux", "cop")) for c in self.reading.children[verb])

    def _shared_modifiers(self, root: int, subject: list[int]) -> tuple[list[int], list[int]]:
        """What several predicates have in common: "In May, X was shot and killed by Y" -> "In May", "by Y"."""
        r, head = self.reading, self.reading.heads[root]
        if r.relations[root] != "conj" or set(subject) & set(r.subtree(root)):
            return [], []
        front: list[int] = []
        back: list[int] = []
        own = {r.relations[c].split(":")[0] for c in r.children[root] if c > root}
        for c in r.children[head]:
            relation = r.relations[c].split(":")[0]
            if c in self.units or self.outside(c, root):
                continue
            marking = r.xpos[c] == "WRB" or r.document.words[c].lower() == "even"  # "even though they lost and left"
            if relation in ("obl", "advmod", "advcl") and c < subject[0] and c not in subject and not marking:
                front += self.phrase(c)
            elif relation in ("obj", "obl", "xcomp", "ccomp") and c > root and relation not in own:
                back += self.phrase(c)
        return sorted(set(front) - set(subject)), sorted(set(back) - set(subject))

    def _shared_before(self, root: int) -> list[int]:
        """What stands between the subject and the first of several predicates and is a later one's, too.

        Its auxiliaries ("was seized and burnt"), a "not" behind them and the time ("X on Sunday came and left").
        """
        r, head = self.reading, self.reading.heads[root]
        subject = max((c for c in clauses.subjects(r, head) if c < head), default=head) if head >= 0 else -1
        between = [c for c in r.children[head] if subject < c < head] if r.relations[root] == "conj" else []
        times = [t for c in between if self._is_time(c) and not self.outside(c, root) for t in self.phrase(c)]
        return sorted([*times, *self._shared_auxiliaries(root)])

    def _is_time(self, token: int) -> bool:
        entity = self.reading.entity_of[token]
        return entity is not None and entity.type == "Date" and self.reading.relations[token].startswith("obl")

    def _shared_auxiliaries(self, root: int) -> list[int]:
        """The auxiliaries before the first of several predicates that a later one needs, with their "not"."""
        r, head = self.reading, self.reading.heads[root]
        own = [c for c in r.children[root] if r.relations[c].startswith(("aux", "cop"))]
        if own:
            lacking = clauses.bare_form(r, root) == "VB"  # "will be built in Larn and be run by X"
            return [c for c in r.children[head] if r.relations[c] == "aux" and c < head] if lacking else []
        kinds = ("aux", "cop") if r.upos[root] in ("ADJ", "NOUN", "PROPN") or self._described(root, head) else ("aux",)
        if r.xpos[root] not in ("VBN", "VBG", "VB") and kinds == ("aux",):
            return []
        if any(r.upos[t] == "AUX" for t in r.subtree(root) if t < root):
            return []  # its own, wherever it hangs: "is yet to win"
        shared = [c for c in r.children[head] if r.relations[c].startswith(kinds) and c < head]
        joints = {r.document.words[c].lower() for c in r.children[root] if r.relations[c] == "cc"}
        if not shared or joints & _AGAINST:  # "was not charged but released"
            return shared
        nots = [c for c in r.children[head] if shared[0] < c < head and r.document.words[c].lower() in _NOT]
        return sorted([*shared, *(c for c in nots if r.document.words[c + 1].lower() not in _ONLY)])

    def _described(self, root: int, head: int) -> bool:
        """Whether a participle is a second thing that a noun or adjective before it says: "is narrow and clouded"."""
        r = self.reading
        active = any(r.relations[c] in ("obj", "ccomp") for c in r.children[root])
        return r.xpos[root] == "VBN" and r.upos[head] in ("ADJ", "NOUN", "NUM", "PROPN") and not active

    def _relative(self, root: int) -> list[Piece] | None:
        r, noun = self.reading, self.reading.heads[root]
        if r.upos[noun] not in ("NOUN", "PROPN", "PRON", "NUM") or r.xpos[noun] == "WP":
            return None  # "what she called a mistake": no statement that she called anything so
        antecedent = self.described_by(noun, root)
        antecedent = antecedent[r.upos[antecedent[0]] == "ADP" :] if antecedent else []  # "(in) the series Larn"
        tokens = self.phrase(root)
        pronoun = next((t for t in tokens if r.xpos[t] in ("WDT", "WP", "WP$", "WRB")), None)
        if pronoun is None and antecedent:
            return self._contact(root, antecedent, tokens)
        if pronoun is None or not antecedent or pronoun not in tokens[:3]:
            return None
        rest = [t for t in tokens if t != pronoun]
        others = [c for c in clauses.subjects(r, root) if c != pronoun]
        if r.relations[pronoun].startswith("nsubj") and not others:
            return (
                words(tokens[: tokens.index(pronoun)]) + words(antecedent) + words(tokens[tokens.index(pronoun) + 1 :])
            )
        if self._is_part(pronoun, root) and r.heads[pronoun] < pronoun:  # "most of which was lost", not "of which two"
            at = tokens.index(pronoun)
            return words(tokens[:at]) + words(antecedent) + words(tokens[at + 1 :])
        if r.xpos[pronoun] == "WP$":
            return [*words(antecedent), insertion("'s", glue=True), *words(rest)]
        if (r.relations[pronoun] == "obj" or (others and r.xpos[pronoun] == "WDT")) and root in rest:
            governing = [c for c in r.children[pronoun] if r.relations[c] == "case" and c in rest]
            if governing:  # "the port in which it lay" -> "it lay in the port"
                rest = [t for t in rest if t not in governing]
                at = clauses.place_behind(r, root, next(iter(others), root), governing, rest)
                return words(rest[:at]) + words(governing) + words(antecedent) + words(rest[at:])
            after = self._object_place(root, rest)
            return words(rest[:after]) + words(antecedent) + words(rest[after:]) if after > 0 else None
        if r.xpos[pronoun] == "WRB" and r.document.words[pronoun].lower() == "where" and tokens[0] == pronoun:
            return [*words(rest), insertion("in"), *words(antecedent)]
        return None

    def _is_part(self, pronoun: int, root: int) -> bool:
        """Whether a pronoun behind a preposition is inside another phrase of its clause: "most of which was lost"."""
        r = self.reading
        return r.heads[pronoun] != root and any(r.relations[c] == "case" for c in r.children[pronoun])

    def _object_place(self, root: int, tokens: list[int]) -> int:
        """Where a relative clause's object belongs: behind the verb, or the preposition that is left alone."""
        r = self.reading
        behind = [t for t in tokens if t > root and not any(r.upos[c] != "PUNCT" for c in r.children[t])]
        near = (t for t in behind if r.heads[t] == root or t == tokens[-1])
        left = next((t for t in near if r.document.words[t].lower() in _LEFT_ALONE), -1)
        particle = behind[0] if behind and behind[0] == root + 1 and r.relations[root + 1] == "compound:prt" else -1
        if max(left, particle) >= 0:
            return tokens.index(max(left, particle)) + 1
        passive = any(r.relations[c] == "aux:pass" for c in r.children[root])
        return -1 if passive else tokens.index(root) + 1

    def _contact(self, root: int, antecedent: list[int], tokens: list[int]) -> list[Piece] | None:
        """Finish a relative clause without a pronoun: "the debt the city owes" -> "the city owes the debt"."""
        r = self.reading
        subject = next(iter(clauses.subjects(r, root)), None)
        has_object = any(r.relations[c] in ("obj", "ccomp", "xcomp") for c in r.children[root])
        if subject is None or subject > root or root not in tokens or has_object or r.upos[root] != "VERB":
            return None
        if any(r.relations[c] in ("case", "mark") and r.document.words[c].lower() != "that" for c in r.children[root]):
            return None  # no clause of this kind has a subordinator or preposition before it
        at = self._object_place(root, tokens)
        if at < 0 or r.document.words[r.heads[root]].lower() in _MANNERS:
            return None
        return [*words(tokens[:at]), *words(antecedent), *words(tokens[at:])]

    def tidy(self, pieces: list[Piece]) -> list[Piece]:
        """Drop what only led over to a claim, and marks that lost their partner."""
        return self._tidying.tidy(pieces)

    def joined(self, pieces: list[Piece], root: int) -> list[Piece]:
        """Leave out a lone comma between the subject and the verb of ``root``."""
        return self._tidying.joined(pieces, root)
