"""Whom a description means by the article alone, whoever has spoken: named, described or introduced somewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import takewhile

from whosaid_models.attribution.antecedents import likeliest
from whosaid_models.attribution.characters import Character
from whosaid_models.attribution.descriptions import noun_at, to_comma
from whosaid_models.attribution.names import ISSUED, Namer
from whosaid_models.attribution.pronouns import gender_of, gender_of_noun
from whosaid_models.attribution.references import References, may_be_called
from whosaid_models.reader.reading import Reading, TokenRange

# How many sentences the lead has at most that calls somebody by what they are, and after it the one that names them.
_LEAD = 4
# Nouns for a body that say nothing else about it.
GENERIC_BODIES = frozenset(
    "company firm group organisation organization agency body institution bank party club team union association "
    "charity network newspaper airline operator developer manufacturer retailer ministry".split()
)
# ... and those that are no name with a capital either: "the Court".
_NO_NAMES = GENERIC_BODIES | frozenset("court council committee commission department government police side".split())
# Capitalised words of an office that name nobody: "the Head of State".
_STATE = frozenset({"head", "chief", "vice", "deputy", "prime", "foreign", "state", "president", "adviser", "minister"})
# How many tokens before a name its bearer's office and body are looked for.
_TITLE = 6
# From which probability on a pronoun may mean somebody, by the coreference head.
_MAY_OWN = 0.2
# ... and from which on a description that varies a name means its bearer.
_VARIED = 0.45
_VARIED_AT_ONCE = 0.3  # of one place that names them
# What people are, besides offices, which tell them from others: newspapers call those whom they have named by them.
_VARYING = frozenset(
    "activist actor actress artist athlete author billionaire businessman businesswoman candidate champion citizen "
    "congressman congresswoman defender entrepreneur footballer forward goalkeeper lawmaker legislator man midfielder "
    "mogul musician native nominee novelist official parliamentarian player politician rapper resident ruler runner "
    "senator singer sprinter star striker swimmer tycoon veteran winger woman writer".split()
)
_NOT_NOW = frozenset({"former", "another", "other", "second", "third", "new", "unnamed", "unidentified"})
# People whom others speak of: seldom whoever spoke last.
SPOKEN_OF = frozenset("victim suspect defendant accused witness source deceased caller police".split())


class Described:
    """Looks up descriptions in one reading."""

    def __init__(self, reading: Reading, references: References, namer: Namer) -> None:
        self.reading, self.references, self.namer, self.cast = reading, references, namer, namer.cast
        self._nouns: dict[str, list[int]] | None = None

    def holder(self, mention: TokenRange, barred: set[int]) -> Character | None:
        """Who a mention is by what it says alone: a name in it, an office beside its body's name or with its owner."""
        if (person := self.person_in(mention)) is not None:
            return person
        mention = to_comma(self.reading, mention)
        owned = self.reading.xpos[mention[0]] == "PRP$"
        return self.owned(mention, barred) if owned else self.office_of(mention, barred)

    def person_in(self, mention: TokenRange) -> Character | None:
        """The person who ends a mention, or whose name an aside follows: "the lead prosecutor, Ana Ruiz", "X, R-Utah".

        None where somebody else is told by them: "the lawyer of Ana Ruiz".
        """
        last = self.cast.of_token.get(mention[1] - 1)
        if last is None or last.type != "Person":
            return None
        for t in range(*mention):
            person = self.cast.of_token.get(t)
            if person is None or person.type != "Person" or self.cast.of_token.get(t - 1) is person:
                continue
            first, end = next(m for m in person.mentions if m[0] <= t < m[1])
            told = first > mention[0] and self.reading.upos[first - 1] == "ADP"
            if not told and (end >= mention[1] or self.reading.document.words[end] == ","):
                return person
        return None

    def owned(self, mention: TokenRange, barred: set[int]) -> Character | None:
        """Who "its director" is: the only person that was called so before and may not be the owner."""
        noun = self.reading.document.words[noun_at(self.reading, mention)].lower()
        likely = (a for a in self.reading.antecedents.get(mention[0], ()) if a.probability >= _MAY_OWN)
        owners = [self.cast.of_token.get(a.token) for a in likely]
        called = self.references.called(noun, mention[0])
        found = [c for c in called if c.type == "Person" and c not in owners and id(c) not in barred]
        personal = gender_of(self.reading.document.words[mention[0]]) != ""
        if len(found) != 1 or (personal and not any(self._somebodys(m) for m in found[0].mentions)):
            return None  # "his lawyer" is not any lawyer of the article
        return found[0]

    def _somebodys(self, name: TokenRange) -> bool:
        """Whether a name is told with whose its bearer is: "his lawyer Ana Ruiz", "Ana Ruiz, Khan's lawyer"."""
        sentence = self.reading.document.sentences[self.reading.document.sentence_of[name[0]]]
        around = range(max(sentence.first, name[0] - _TITLE), min(sentence.last, name[1] + _TITLE))
        return any(self.reading.xpos[t] in ("PRP$", "POS") for t in around)

    def office_of(self, mention: TokenRange, barred: set[int]) -> Character | None:
        """Who "the Lorn Party chairman" is: the only person who is called so beside the same name."""
        noun = self.reading.document.words[noun_at(self.reading, mention)].lower()
        bodies = {id(c) for t in range(*mention) if (c := self.cast.of_token.get(t)) is not None}
        if noun_at(self.reading, mention) != mention[1] - 1 or len(bodies) != 1:
            return None
        called = (c for c in self.references.called(noun, mention[0]) if c.type == "Person" and id(c) not in barred)
        found = [c for c in called if any(self._beside(m) & bodies for m in c.mentions)]
        return found[0] if len(found) == 1 else None

    def _beside(self, name: TokenRange) -> set[int]:
        """The other characters (their ids) in the words right before a name, in its sentence."""
        sentence = self.reading.document.sentences[self.reading.document.sentence_of[name[0]]]
        before = range(max(sentence.first, name[0] - _TITLE), name[0])
        return {id(c) for t in before if (c := self.cast.of_token.get(t)) is not None}

    def has_name(self, mention: TokenRange) -> bool:
        """Whether a description names somebody besides: "the Spanish NGO Caminando Fronteras"."""
        of_token = self.cast.of_token
        return any((c := of_token.get(t)) and c.type != "NORP" for t in range(mention[0] + 1, mention[1]))

    def likeliest(self, mention: TokenRange, kind: str, barred: set[int]) -> Character | None:
        """Whom the coreference head takes a description for: somebody of the same kind, named before.

        Not for countries and their governments, and not for what a name or more than a noun says about a body.
        """
        type_ = {"person": "Person", "organisation": "Organization"}.get(kind)
        said = self.reading.document.words[mention[0] + 1 : mention[1]]
        if type_ is None or any(w[0].isupper() and w.lower() not in _STATE for w in said[:-1]):
            return None
        if not said or said[-1].lower() in SPOKEN_OF | ISSUED:
            return None  # "the victim" may be somebody new; "the police" are no other body
        if self.reading.xpos[noun_at(self.reading, mention)] in ("NNS", "NNPS"):
            return None  # several are no one
        if kind == "organisation" and (len(said) > 1 or (said[0][0].isupper() and said[0].lower() not in _NO_NAMES)):
            return None
        noun = noun_at(self.reading, mention)
        word = self.reading.document.words[noun].lower()

        def fits(c: Character) -> bool:
            named = c.type == type_ and id(c) not in barred and c.mentions[0][0] < mention[0]
            return named and (c.type == "Person" or may_be_called(c, word))

        return likeliest(self.reading, self.cast, noun, fits, self.references.pronoun)

    def varied(self, mention: TokenRange, barred: set[int], last: Character | None) -> Character | None:
        """Whom "the Lorn Party official" or "the 22-year-old" means, which only says otherwise who is spoken of.

        ``last``: who spoke last. A description that has an article's "the" at its first occurrence brings in nobody
        new, unless it is an office, which names its holder. Who spoke last is meant where nobody else was named in the
        sentence before; else the coreference head must take it for who spoke last, or for whom the article is about.
        """
        r, head = self.reading, self._varying(mention)
        if head is None:
            return None
        words = [w.lower() for w in r.document.words[mention[0] : head + 1]]
        named = (self.cast.of_token.get(t) for t in range(*mention))
        if any(c is not None and c.type == "Person" for c in named) or _NOT_NOW.intersection(words):
            return None
        gender = gender_of_noun(words[-1])

        def fits(c: Character) -> bool:
            return c.type == "Person" and id(c) not in barred and c.mentions[0][0] < mention[0]

        if last is not None and fits(last) and gender in ("", last.gender or gender) and self._next_to(mention, last):
            return last
        found = likeliest(r, self.cast, head, fits, self.references.pronoun, _VARIED)
        if found is None or not (found is last or self.is_topic(found)):
            return None
        likely = (a for a in r.antecedents.get(head, ()) if self.cast.of_token.get(a.token) is found)
        if max((a.probability for a in likely), default=0.0) < _VARIED_AT_ONCE:
            return None
        return found if gender in ("", found.gender or gender) else None

    def _next_to(self, mention: TokenRange, person: Character) -> bool:
        """Whether a person is named in the sentence before, of the same paragraph, and nobody else since."""
        document = self.reading.document
        here = document.sentence_of[mention[0]]
        if here == 0 or document.sentences[here].paragraph != document.sentences[here - 1].paragraph:
            return False
        begin = document.sentences[here - 1].first
        people = [c for t in range(begin, mention[0]) if (c := self.cast.of_token.get(t)) and c.type == "Person"]
        return bool(people) and all(c is person for c in people)

    def _varying(self, mention: TokenRange) -> int | None:
        """The noun, or the "old" of "the 22-year-old", of a description that may vary a name."""
        words, head = self.reading.document.words, noun_at(self.reading, mention)
        if words[head].lower() in _VARYING and self.reading.xpos[head] != "NNS":
            return head
        ages = (t for t in range(*mention) if words[t].lower() == "old" and words[t - 2 : t] == ["year", "-"])
        return next((t for t in ages if self.reading.upos[t + 1 : t + 2] != ["NOUN"]), None)

    def fuller(self, noun: str, mention: TokenRange) -> TokenRange | None:
        """The first phrase of the article with the same noun that says more than "the", and all that a mention says."""
        r, sort = self.reading, self.references.sort(mention, noun_at(self.reading, mention))
        for t in self._before(noun, mention[0]):
            name = self.cast.of_token.get(t + 1)
            if name is not None and name is self.cast.of_token.get(t):
                continue  # "the policy" is no Policy Committee
            phrase = r.document.words[slice(*self.namer.noun_phrase(t))]
            if not sort <= {w.lower() for w in phrase}:
                continue  # "the central bank" is no Kestrel Bank
            if name is not None and name.type in ("Person", "Organization"):
                return name.name  # "research firm Simonis Storm"
            span = self.namer.noun_phrase(t)
            if any(r.relations[c].startswith(("nmod", "amod", "compound")) for c in r.children[t]):
                return span
        return None

    def _before(self, noun: str, token: int) -> Iterator[int]:
        if self._nouns is None:
            self._nouns = defaultdict(list)
            for t, word in enumerate(self.reading.document.words):
                if self.reading.upos[t] in ("NOUN", "PROPN"):
                    self._nouns[word.lower()].append(t)
        return takewhile(lambda t: t < token, self._nouns[noun])

    def named_later(self, noun: str, mention: TokenRange, barred: set[int]) -> Character | None:
        """Who is introduced by a noun right after an article's lead that has it alone: "the chief says"."""
        sentence_of = self.reading.document.sentence_of
        here = sentence_of[mention[0]]
        if here >= _LEAD:
            return None
        found = [
            c for c in self.cast.characters
            if c.type == "Person" and noun in c.descriptions and id(c) not in barred
            and here < sentence_of[c.mentions[0][0]] <= here + _LEAD
        ]  # fmt: skip
        return found[0] if len(found) == 1 else None

    def is_topic(self, person: Character) -> bool:
        """Whether nobody else is named as often in the article."""
        others = (len(c.mentions) for c in self.cast.characters if c.type == "Person" and c is not person)
        return len(person.mentions) > max(others, default=0)
