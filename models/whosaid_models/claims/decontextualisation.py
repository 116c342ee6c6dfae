"""Making a draft stand alone: pronouns and short names become the names that the article gives.

Where the referent is not certain the article's wording stays, and the draft says that it depends on its context.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import takewhile
from types import MappingProxyType

from whosaid_models.attribution.bodies import OFFICES
from whosaid_models.attribution.characters import Cast, Character
from whosaid_models.attribution.countries import Countries
from whosaid_models.attribution.descriptions import Descriptions
from whosaid_models.attribution.joint import joint_subject
from whosaid_models.attribution.offices import Offices
from whosaid_models.attribution.pronouns import gender_of, is_first_person
from whosaid_models.attribution.references import References
from whosaid_models.attribution.subjects import owner_before, people_before, thing_before
from whosaid_models.claims import grammar
from whosaid_models.claims.aged import Aged
from whosaid_models.claims.contractions import in_full
from whosaid_models.claims.drafts import Draft, Piece, Unit, insertion
from whosaid_models.claims.names import Names
from whosaid_models.claims.own_clauses import DEMONSTRATIVES, WE, OwnClauses
from whosaid_models.claims.short_forms import ShortForms
from whosaid_models.domain import EditKind
from whosaid_models.reader.reading import Reading, TokenRange

_CONTENT = frozenset({"NOUN", "PROPN", "NUM", "ADJ"})
# What stands for a speaker whom the claim has named already, by what the speaker said.
_AGAIN = {
    "it": {"we": "it", "us": "it", "our": "its", "ours": "its", "ourselves": "itself"},
    "he": {"i": "he", "me": "him", "my": "his", "mine": "his", "myself": "himself"},
    "she": {"i": "she", "me": "her", "my": "her", "mine": "hers", "myself": "herself"},
}
_THEY = frozenset({"they", "them", "their"})
# What finds the subject that a pronoun goes on with.
_GOES_ON = {"it": thing_before, "its": owner_before, "they": people_before}


class Decontextualiser:
    """Resolves the mentions in drafts.

    ``speakers``: the name of each attribution's source, for "I" and "my". ``themselves``: by pronoun, the speaker
    without a name whom it means. ``kind``: the type of source that a phrase would be.
    """

    def __init__(
        self,
        reading: Reading,
        cast: Cast,
        references: References,
        speakers: dict[int, TokenRange],
        themselves: Mapping[int, TokenRange] = MappingProxyType({}),
        kind: Callable[[TokenRange], str] = lambda _: "",
    ) -> None:
        self.reading, self.cast, self.references, self.speakers = reading, cast, references, speakers
        self.kind = kind
        self.themselves = themselves
        self.short_forms = ShortForms(reading)
        self.descriptions = Descriptions(reading)
        self.offices = Offices(reading, cast, references)
        self.aged = Aged(reading, cast, references)
        self.names = Names(reading, cast)
        self.countries = Countries(reading, cast)
        self.clauses = OwnClauses(reading, cast, references)

    def resolve(self, draft: Draft) -> Draft:
        """Return the draft with its mentions resolved."""
        named: set[int] = set()  # characters that the claim has named already
        out: list[Piece] = []
        verbs: dict[int, str] = {}
        vague = draft.context_dependent
        spelt_out: set[str] = set()  # abbreviations
        absorbed: set[int] = set()  # tokens of a short name that the whole name stands for
        phrases: set[TokenRange] = set()  # that were written for descriptions
        for piece in draft.pieces:
            if piece.token in absorbed:
                continue
            if piece.token < 0 or piece.text is not None:
                out.append(piece)
                continue
            if piece.token in verbs:
                out.append(replace(piece, text=verbs[piece.token], edit=EditKind.INFLECT))
                continue
            word = self.clauses.word(piece.token)
            vague |= word in ("latter", "former") and self.reading.upos[piece.token] in ("NOUN", "PRON")
            if word in DEMONSTRATIVES and (phrase := self._described(piece, draft, named, absorbed, phrases)):
                out += phrase
            elif self.clauses.stands_for_other(piece.token, word):
                new, certain = self._pronoun(draft, piece, word, named, verbs)
                vague |= not certain
                out += new
            else:
                out += (
                    self._holder(piece, draft, named, absorbed)
                    or self._described(piece, draft, named, absorbed, phrases)
                    or self.short_forms.spelt_out(piece, draft, spelt_out)
                    or self._short_name(piece, draft, named, absorbed)
                )
        out = self._as_subject(draft, out)
        if draft.unit is Unit.AGE and out[0].text is None and self.reading.upos[out[0].token] == "DET":
            out = []  # "the 35-year-old" without a name tells nobody's age
        resolved = draft.with_pieces(self.short_forms.behind_names(out))
        resolved.context_dependent = vague
        return resolved

    def _as_subject(self, draft: Draft, out: list[Piece]) -> list[Piece]:
        """What "its" of "its 8,000 residents" stands for is the subject of "has"; nothing where nobody knows what."""
        owner, *rest = draft.pieces
        if owner.token < 0 or self.reading.xpos[owner.token] != "PRP$" or not rest or rest[0].text != "has":
            return out
        name = out[0].text
        return [replace(out[0], text=name.removesuffix("'s").removesuffix("'")), *out[1:]] if name else []

    def _pronoun(
        self, draft: Draft, piece: Piece, word: str, named: set[int], verbs: dict[int, str]
    ) -> tuple[list[Piece], bool]:
        r = self.reading
        if is_first_person(word) or word in WE:
            return self._first_person(draft, piece, word, named, verbs)
        if word in DEMONSTRATIVES:
            return [piece], not self.clauses.points_back(piece.token)
        there = {p.token for p in draft.pieces}
        if draft.unit not in (Unit.TITLE, Unit.APPOSITION, Unit.CLASS) and self.clauses.bound(piece.token, word, there):
            return [piece], True
        if speaker := self.themselves.get(piece.token):
            return self.names.one(piece, speaker), True
        if word in _THEY and (joint := joint_subject(r, self.cast, piece.token)):
            people = joint[1]
            if named.issuperset(id(p) for p in people):
                return [piece], True
            named.update(id(p) for p in people)
            return self.names.all_of(piece, people), True
        character = self.references.pronoun(piece.token)
        if character is None:
            if subject := self._subject_before(draft, piece):
                return subject, True
            inside = any(
                p.token >= 0 and r.upos[p.token] in ("NOUN", "PROPN") and p.token < piece.token for p in draft.pieces
            )
            outsider = word in ("we", "us", "our", "ours", "you", "i", "my")
            return [piece], (inside and not outsider) or r.relations[piece.token] == "expl"
        if id(character) in named:
            return [piece], True  # named before in the same claim: the pronoun is clear
        if self._rival(draft, piece, character):
            return [piece], False
        named.add(id(character))
        verbs |= in_full(r, piece.token)
        if word in _THEY:  # a body: "the club said they are ready"
            verbs |= grammar.third_person(r, piece.token)
        return self.names.one(piece, character.name), True

    def _subject_before(self, draft: Draft, piece: Piece) -> list[Piece]:
        """Write the subject without a name that "they" or "it" goes on with, once in a claim; empty where none is."""
        word, token = self.clauses.word(piece.token), piece.token
        before = list(takewhile(lambda p: p is not piece, draft.pieces))
        meant = _GOES_ON.get(word)
        if meant is None or any(self.clauses.word(p.token) == word for p in before if p.token >= 0):
            return []
        phrase = meant(self.reading, token, self.kind)
        if phrase is None or any(phrase[0] <= p.token < phrase[1] for p in draft.pieces):
            return []
        first, last = phrase
        indefinite = word != "they" and self.reading.upos[first] == "DET"
        first = first + 1 if indefinite else first
        text = self.descriptions.text((first, last)) + ("'s" if word == "its" else "")
        written = replace(piece, text=text, edit=EditKind.RESOLVE_MENTION, origin=(first, last))
        return [insertion("the"), written] if indefinite else [written]

    def _first_person(
        self, draft: Draft, piece: Piece, word: str, named: set[int], verbs: dict[int, str]
    ) -> tuple[list[Piece], bool]:
        r = self.reading
        speaker = self.speakers.get(draft.attribution) if draft.attribution is not None else None
        if speaker is not None and word in WE:
            speaker = self._body_of(speaker) or speaker
        described = any(r.relations[c].startswith("nmod") for c in r.children[piece.token])  # "we at the bank"
        if speaker is None or described or not self._is_named(speaker, word in WE):
            return [piece], False  # "we" of a person may be anybody's; a description is no name
        verbs |= grammar.third_person(r, piece.token)
        bearer = self.cast.of_token[speaker[0]]
        if id(bearer) in named and (again := self._again(draft, piece, word, bearer)):
            return [replace(piece, text=again, edit=EditKind.INFLECT)], True
        named.add(id(bearer))
        return self.names.one(piece, speaker), True

    def _again(self, draft: Draft, piece: Piece, word: str, speaker: Character) -> str | None:
        """The pronoun of the third person for a speaker named before; None where somebody else may be meant by it."""
        kind = "it" if word in WE else speaker.gender
        same = ("Organization", "Location") if kind == "it" else ("Person",)
        before = takewhile(lambda p: p is not piece, draft.pieces)
        others = (self.cast.of_token.get(p.token) for p in before)
        if not self.clauses.of_the_speaking_subject(piece.token) and any(
            c and c is not speaker and c.type in same and c.gender in ("", speaker.gender) for c in others
        ):
            return None
        return _AGAIN.get(kind, {}).get(word)

    def _rival(self, draft: Draft, piece: Piece, character: Character) -> bool:
        """Whether the claim names, before a pronoun, somebody else whom it may mean."""
        gender = gender_of(self.reading.document.words[piece.token])
        before = [p.token for p in takewhile(lambda p: p is not piece, draft.pieces if gender else ())]
        if draft.unit in (Unit.TITLE, Unit.APPOSITION):
            # Whoever "is his wife" is not "he"; in "X wrote to Y, and his wife, Z, did so" X and Y may both be.
            joined = piece.token > 0 and self.clauses.word(piece.token - 1) == "and"
            sentence = self.reading.document.sentences[draft.sentence]
            before = list(range(sentence.first, piece.token)) if gender and joined else []
        named = (self.cast.of_token.get(t) for t in before)
        return any(c for c in named if c and c is not character and c.type == "Person" and c.gender in ("", gender))

    def _body_of(self, speaker: TokenRange) -> TokenRange | None:
        """The organisation whose title a person bears: whom they mean by "we"."""
        body = self.references.affiliation(self.cast.of_token.get(speaker[0]))
        if body is None:
            return None
        first, last = body.name
        words = self.reading.document.words  # the name may have been read with the office: "Google Chief Executive"
        return first, next((t for t in range(first + 1, last) if words[t] in OFFICES), last)

    def _is_named(self, speaker: TokenRange, body: bool) -> bool:
        """Whether a speaker has a name of the kind that "we" (an organisation) or "I" (a person) stands for."""
        character = self.cast.of_token.get(speaker[0])
        if character is None or not any(w[0].isupper() for w in self.reading.document.words[slice(*speaker)]):
            return False
        return character.type == "Organization" if body else True

    def _holder(self, piece: Piece, draft: Draft, named: set[int], absorbed: set[int]) -> list[Piece]:
        """Write the name of "the army commander" or "the 35-year-old"; empty where not certain, or said already."""
        found = self.offices.meant(piece.token) or self.aged.meant(piece.token)
        if found is None:
            return []
        person, end = found
        description = range(piece.token + 1, piece.token + 1 if draft.unit is Unit.AGE else end)
        if id(person) in named or not {p.token for p in draft.pieces}.issuperset(description):
            return []
        named.add(id(person))
        absorbed.update(description)
        return self.names.one(piece, person.name)

    def _described(
        self, piece: Piece, draft: Draft, named: set[int], absorbed: set[int], phrases: set[TokenRange]
    ) -> list[Piece]:
        """Write the name, or the fuller phrase, where the article says "the ministry"; empty otherwise."""
        r, noun = self.reading, piece.token + 1
        if noun >= len(r.heads) or not self.descriptions.is_bare(noun) or all(p.token != noun for p in draft.pieces):
            return []
        fits = self.references.described_as(r.document.words[noun].lower(), piece.token)
        if len(fits) == 1 and self._is_named_by(piece.token, noun, fits[0]):
            first, last = fits[0].name
            if id(fits[0]) in named or last - first == 1:  # "the Sarn": the name itself
                return []
            named.add(id(fits[0]))
            absorbed.add(noun)
            return self.names.one(replace(piece, token=noun), fits[0].name)
        if pieces := self._named_elsewhere(piece, noun, named, absorbed):
            return pieces
        bare_time = r.relations[noun] == "obl:unmarked"  # "came true this season": no "the season of the league"
        span = None if bare_time else self.descriptions.fuller(noun)
        said = {r.document.words[p.token].lower() for p in draft.pieces if p.token >= 0}
        if span is None or all(r.document.words[t].lower() in said for t in range(*span) if r.upos[t] in _CONTENT):
            return []
        if span in phrases:
            return []
        phrases.add(span)
        absorbed.add(noun)
        owners = (t for t in range(*span) if r.relations[t] == "nmod:poss")
        owned = any(r.subtree(t)[0] == span[0] for t in owners)  # not "power of Lorn's drones"
        phrase = Piece(token=noun, text=self.descriptions.text(span), edit=EditKind.RESOLVE_MENTION, origin=span)
        return [phrase] if owned else [self._definite(piece), phrase]

    def _definite(self, determiner: Piece) -> Piece:
        """A "the" for the "this" of what is named by its fuller phrase, which points at nothing any more."""
        pointing = self.clauses.word(determiner.token) in DEMONSTRATIVES
        return replace(determiner, text="the", edit=EditKind.INFLECT) if pointing else determiner

    def _named_elsewhere(self, piece: Piece, noun: int, named: set[int], absorbed: set[int]) -> list[Piece]:
        """Write the name of the organisation or country that "the company" or "the country" means; empty otherwise."""
        word, determiner = (self.reading.document.words[t].lower() for t in (noun, piece.token))
        if determiner != "the":
            return []
        character = self.references.organisation(noun)
        name = character.name if character else self.countries.called(word)
        character = character or (self.cast.of_token.get(name[0]) if name else None)
        if name is None or character is None or id(character) in named:
            return []
        named.add(id(character))
        absorbed.add(noun)
        return self.names.one(replace(piece, token=noun), name)

    def _is_named_by(self, determiner: int, noun: int, character: Character) -> bool:
        """Whether a description means the one character it is used of: a person only where it is a clause's subject."""
        r = self.reading
        if r.xpos[noun] not in ("NN", "NNP") or r.document.words[determiner].lower() != "the":
            return False
        return character.type != "Person" or r.relations[noun].startswith("nsubj")

    def _short_name(self, piece: Piece, draft: Draft, named: set[int], absorbed: set[int]) -> list[Piece]:
        """Write a person's whole name at the first mention in the claim."""
        character = self.cast.of_token.get(piece.token)
        if character is None:
            return [piece]
        first_time, mention = id(character) not in named, self._mention(character, piece.token)
        if piece.token == mention[1] - 1 or not first_time:
            named.add(id(character))
        if not first_time or character.type != "Person" or piece.token != self._core(character, mention)[0]:
            return [piece]
        core = self._core(character, mention)
        in_draft = {p.token for p in draft.pieces}
        if core[1] - core[0] >= character.name[1] - character.name[0] and set(range(*core)) <= in_draft:
            return [piece]
        absorbed.update(range(core[0] + 1, core[1]))
        named.add(id(character))
        text = " ".join(self.reading.document.span_text(*character.name).split())
        return [replace(piece, text=text, edit=EditKind.RESOLVE_MENTION, origin=character.name)]

    @staticmethod
    def _mention(character: Character, token: int) -> TokenRange:
        return next(m for m in character.mentions if m[0] <= token < m[1])

    @staticmethod
    def _core(character: Character, mention: TokenRange) -> TokenRange:
        """A mention without honorifics and possessive ending: as many words as its form has."""
        form = character.full
        for m, f in zip(character.mentions, character.forms, strict=True):
            if m == mention:
                form = f
        length = min(len(form), mention[1] - mention[0])
        return mention[1] - length, mention[1]
