"""The named people, organisations and places of an article: every mention of each, and its most complete name."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from whosaid_models.attribution.bodies import (
    BODIES,
    LONGEST,
    before_holder,
    before_office,
    capitalised_until,
    past_joint,
)
from whosaid_models.attribution.pronouns import gender_of_noun
from whosaid_models.attribution.surnames import courtesy_before, first_bearer, is_run, misspelt, names_person
from whosaid_models.reader.reading import EntityReading, Reading, TokenRange

# Words before a name that belong to its bearer's rank, not to the name.
HONORIFICS = frozenset(
    "mr mrs ms miss mx dr prof professor sir madam lady lord dame rev reverend fr father pastor imam sheikh hon "
    "lt col gen maj capt sgt cpl cmdr adm brig lieutenant colonel general major captain sergeant corporal "
    "commander admiral brigadier inspector superintendent constable judge justice datuk seri tan tun khun hh hrh "
    "hm highness excellency majesty honourable honorable".split()
)
_RANKS = frozenset({*HONORIFICS, "rear", "vice", "deputy"})  # words of them
_PERSON = "Person"
_WHEREABOUTS = frozenset({"on", "in", "before", "after", "during", "outside", "near", "about", "against", "to"})
_PARTS = frozenset("board commission committee congress council department foundation office".split())  # of a body
_NAMED = frozenset({"Person", "Organization", "Location", "Facility", "NORP", "Product", "Misc"})


@dataclass
class Character:
    """Somebody or something with a name. Mentions are in the order of the text; ``name``: the longest one's tokens."""

    type: str
    mentions: list[TokenRange] = field(default_factory=list)
    forms: list[tuple[str, ...]] = field(default_factory=list)  # the words of each mention, honorifics off
    name: TokenRange = (0, 0)
    full: tuple[str, ...] = ()  # the words of the name
    gender: str = ""  # "he", "she" or unknown
    descriptions: set[str] = field(default_factory=set)  # nouns that the article uses of it: "minister", "party"


class Cast:
    """All characters, and which one a token belongs to."""

    def __init__(self, characters: list[Character]) -> None:
        self.characters = characters
        self.of_token = {t: c for c in characters for m in c.mentions for t in range(*m)}
        self._mentions = sorted(((m, c) for c in characters for m in c.mentions), key=lambda f: f[0])
        self._begins = [m[0] for m, _ in self._mentions]
        self.affiliations: dict[int, Character] = {}  # by a person's id: whose title they bear

    def before(self, token: int) -> Iterator[tuple[TokenRange, Character]]:
        """Mentions that begin before ``token``, the nearest first."""
        for i in range(bisect_left(self._begins, token) - 1, -1, -1):
            yield self._mentions[i]


def gather_cast(reading: Reading) -> Cast:
    """Group the article's entities by whom they name."""
    characters: list[Character] = []
    vocabulary = frozenset(reading.document.words)
    named = _joined(reading, [e for e in reading.entities if e.type in _NAMED and not _describes(reading, e)])
    entities = [_as_place(reading, _whole(reading, e), vocabulary) for e in named]
    entities = _outermost(_as_people(reading, entities))
    # Longer names first, so that "Khan" finds "Imran Khan" wherever it stands.
    for entity in sorted(entities, key=lambda e: (-len(_form(reading, e)), e.first)):
        form = _form(reading, entity)
        if not form:
            continue
        home = _same(reading, characters, entity, form) or Character(entity.type)
        if not home.mentions:
            characters.append(home)
            home.full = form
            home.name = (
                (entity.last - len(form), entity.last) if entity.type == _PERSON else (entity.first, entity.last)
            )
        home.mentions.append((entity.first, entity.last))
        home.forms.append(form)
    for c in characters:
        ordered = sorted(zip(c.mentions, c.forms, strict=True))
        c.mentions, c.forms = [m for m, _ in ordered], [f for _, f in ordered]
        _describe(reading, c)
    characters.sort(key=lambda c: c.mentions[0])
    cast = Cast(characters)
    _affiliate(reading, cast)
    return cast


def _affiliate(reading: Reading, cast: Cast) -> None:
    """Note the one organisation in each person's titles and appositions: "Rolando Damas, Avianca's director"."""
    for person in cast.characters:
        if person.type != "Person":
            continue
        bodies: dict[int, Character] = {}
        for first, last in person.mentions:
            head = head_of(reading, (first, last))
            while reading.relations[head] in ("appos", "flat", "compound", "nmod:desc") and reading.heads[head] >= 0:
                head = reading.heads[head]
            around = (cast.of_token.get(t) for t in _phrase(reading, head) if not first <= t < last)
            bodies |= {id(c): c for c in around if c is not None and c.type == "Organization"}
        if len(bodies) == 1:
            cast.affiliations[id(person)] = next(iter(bodies.values()))


def _phrase(reading: Reading, head: int) -> list[int]:
    """The tokens of a name with its titles and appositions, without its clauses, conjuncts and whereabouts."""
    out, stack = [], [head]
    while stack:
        at = stack.pop()
        out.append(at)
        stack += [
            c
            for c in reading.children[at]
            if reading.relations[c].split(":")[0] in ("appos", "flat", "compound", "nmod", "amod")
            and not any(
                reading.relations[k] == "case" and reading.document.words[k].lower() in _WHEREABOUTS
                for k in reading.children[c]
            )
        ]
    return sorted(out)


def _describes(reading: Reading, entity: EntityReading) -> bool:
    """Whether an entity is no name: "the Briton", "a 22-year-old", "former party leader", "embassy"."""
    words = reading.document.words
    if entity.type != _PERSON:
        return not any(c.isupper() or c.isdigit() for w in words[entity.first : entity.last] for c in w)
    if not any(c.isupper() for c in reading.document.span_text(entity.first, entity.last).split()[-1]):
        return True
    determines = entity.first and reading.upos[entity.first - 1] not in ("SCONJ", "PRON")  # not "said that Ruiz left"
    before = words[entity.first - 1].lower() if determines else ""
    return entity.last - entity.first == 1 and before in ("the", "a", "an", "this", "that", "another", "fellow")


def _joined(reading: Reading, entities: list[EntityReading]) -> list[EntityReading]:
    """Join a person's names that the tagger tore apart: two people never stand side by side."""
    out: list[EntityReading] = []
    for e in entities:
        before = out[-1] if out else None
        sentence_of = reading.document.sentence_of
        if (
            before is not None
            and before.type == e.type == _PERSON
            and before.last == e.first
            and sentence_of[before.first] == sentence_of[e.first]
        ):
            out[-1] = EntityReading(before.first, e.last, _PERSON)
        else:
            out.append(e)
    return out


def _outermost(entities: list[EntityReading]) -> list[EntityReading]:
    """Leave out names that became part of another one."""
    out: list[EntityReading] = []
    for e in entities:
        if not out or e.last > out[-1].last:
            out.append(e)
    return out


def _as_place(reading: Reading, entity: EntityReading, vocabulary: frozenset[str]) -> EntityReading:
    """A "person" of one word that the article also has as an adjective ("Tarsia", "Tarsian") is a place."""
    word = reading.document.words[entity.first]
    if entity.type != _PERSON or entity.last - entity.first > 1 or len(word) < 4:
        return entity
    adjectives = {word + "n", word + "an", word + "ian", word[:-1] + "an", word[:-1] + "ian", word + "ese", word + "i"}
    return EntityReading(entity.first, entity.last, "Location") if adjectives & vocabulary else entity


def _as_people(reading: Reading, entities: list[EntityReading]) -> list[EntityReading]:
    """Take for a person what is one elsewhere: "Ouma Oluga" after "Ouma" and "Dr Oluga", "Tsai" of Tsai Ping."""
    alone: Counter[str] = Counter()  # how much oftener a word alone is a person than something else
    parts: set[str] = set()  # of people's whole names
    for e in entities:
        form = _form(reading, e)
        if len(form) == 1:
            alone[form[0]] += 1 if e.type == _PERSON else -1
        elif form and e.type == _PERSON:
            parts.update((form[0], form[-1]))
    people = {word for word, balance in alone.items() if balance > 0}
    out = []
    for e in entities:
        form = _form(reading, e)
        person = (e.type == "Organization" and len(form) == 2 and set(form) <= people) or (
            e.type in ("Organization", "Location", "Misc") and len(form) == 1 and form[0] in people & parts
        )
        out.append(EntityReading(e.first, e.last, _PERSON) if person else e)
    return out


def _whole(reading: Reading, entity: EntityReading) -> EntityReading:
    """Take in what is joined to a name by a hyphen ("Al-Turaiji"): half a name would name somebody else."""
    tokens, words = reading.document.tokens, reading.document.words
    first, last = entity.first, entity.last
    joined = lambda a: tokens[a].end == tokens[a + 1].begin  # noqa: E731
    hyphen = lambda t: words[t] == "-" and joined(t - 1) and joined(t)  # noqa: E731
    while last + 1 < len(words) and hyphen(last) and words[last + 1][0].isupper():
        last += 2
    while first >= 2 and hyphen(first - 1) and words[first - 2][0].isupper():
        first -= 2
    if entity.type == _PERSON:
        last = _flat_until(reading, first, last)
        while last - first > 1 and words[last - 1].islower() and reading.upos[last - 1] == "ADV":
            last -= 1  # "Ruiz further (said)"
    if entity.type == "Organization":  # "Russian" of "Russian Foreign Ministry"
        last = capitalised_until(reading, first, last)
        last += words[last : last + 1] == ["daily"] and reading.upos[last + 1 : last + 2] != ["NOUN"]  # "Lorn daily"
    if entity.type in ("NORP", "Location"):  # the same, seen as a country
        end = capitalised_until(reading, first, last)
        if end > last and words[end - 1].lower() in BODIES:
            return EntityReading(first, end, "Organization")
    if entity.type != _PERSON:
        last = past_joint(reading, first, last)
    if entity.type != _PERSON and _person_at(reading, last):
        last = before_holder(words, first, last, _RANKS)
    if entity.type == "Organization":
        last = before_office(words, first, last)
    return EntityReading(first, last, entity.type)


def _person_at(reading: Reading, token: int) -> bool:
    entity = reading.entity_of[token] if token < len(reading.entity_of) else None
    return entity is not None and entity.type == _PERSON


def _flat_until(reading: Reading, first: int, last: int) -> int:
    """The end of the words that the grammar joins to a person's name and no other entity has."""
    words, sentence = reading.document.words, reading.document.sentences[reading.document.sentence_of[first]]
    while (
        last < min(sentence.last, first + LONGEST)
        and reading.entity_of[last] is None
        and words[last][0].isupper()
        and reading.relations[last] in ("flat", "flat:name")
        and first <= reading.heads[last] < last
    ):
        last += 1
    return last


def _form(reading: Reading, entity: EntityReading) -> tuple[str, ...]:
    words = [w for w in reading.document.words[entity.first : entity.last] if w not in ("'s", "’s", "’", "'")]
    while words and entity.type == _PERSON and words[0].lower().rstrip(".") in HONORIFICS:
        words = words[1:]
    while words and words[0].lower() in ("the", "a", "an"):
        words = words[1:]
    return tuple(words)


def _same(
    reading: Reading, characters: list[Character], entity: EntityReading, form: tuple[str, ...]
) -> Character | None:
    """Find the character that a mention names; None when there is none, or more than one that fits."""
    exact = [c for c in characters if c.type == entity.type and form in c.forms]
    if exact:
        return exact[0]
    if entity.type == "Organization" and len(form) > 1:  # "Interior Ministry", "Ministry of the Interior"
        same = [c for c in characters if c.type == entity.type and any(_core(f) == _core(form) for f in c.forms)]
        if same:
            return same[0]
    if entity.type == _PERSON:
        people = [c for c in characters if c.type == _PERSON]
        fits = [c for c in people if names_person(form, c.full)]
        if not fits and len(form) == 1:  # a surname that nobody was introduced by is a slip of the pen
            fits = [c for c in people if len(c.full) > 1 and misspelt(form[0], c.full[-1])]
    elif entity.type == "Organization":
        fits = [c for c in characters if c.type == entity.type and _names_organisation(reading, form, c)]
    else:
        return None
    if len(fits) > 1 and entity.type == _PERSON:  # a surname that was in use before somebody else came to share it
        fits = [c for c in fits if min(c.mentions)[0] < entity.first]
        if len(fits) > 1 and not courtesy_before(reading.document.words, entity.first):
            fits = first_bearer(form, fits)
    return fits[0] if len(fits) == 1 else None


def _core(form: tuple[str, ...]) -> frozenset[str]:
    return frozenset(w for w in form if w.lower() not in ("of", "the", "for", "and", "'s", "’s"))


def _names_organisation(reading: Reading, form: tuple[str, ...], character: Character) -> bool:
    full = character.full
    if len(form) == 1 and form[0].isupper() and len(form[0]) > 1:
        letters = "".join(w[0] for w in full if w[0].isupper())
        return form[0] == letters or _in_brackets_after(reading, character, form[0])
    # A shortened official name ("the Stanbic Bank" of "Stanbic Bank Uganda"), not a word shared by many.
    return len(form) > 1 and is_run(form, full) and not (form == full[:-1] and full[-1].lower() in _PARTS)


def _in_brackets_after(reading: Reading, character: Character, acronym: str) -> bool:
    words = reading.document.words
    return any(words[end : end + 2] == ["(", acronym] for _, end in character.mentions)


# Relations of nouns that are others than what they stand beside.
_OTHERS = frozenset({"conj", "nmod", "nmod:poss"})


def _describe(reading: Reading, character: Character) -> None:
    """Collect the nouns used of a character (titles, appositions, "X is a Y") and guess how it is referred to."""
    pronouns: Counter[str] = Counter()
    for first, last in character.mentions:
        head = head_of(reading, (first, last))
        governor = reading.heads[head]
        # What the tree hangs on a name from behind another clause says nothing of it.
        near = (c for c in reading.children[head] if c < last or min(reading.subtree(c)) <= last + 1)
        around = [head, *(c for c in near if c >= last or c < first or character.type == _PERSON)]
        if governor >= 0 and reading.relations[head] in ("appos", "flat", "nmod:desc"):
            # Not the words of another name: "International Police Organization (Intpol)" is not "the police".
            own = reading.entity_of[governor] is None or character.type == _PERSON
            around += [governor, *(c for c in reading.children[governor] if own and c < governor)]
        if (
            governor >= 0
            and reading.relations[head] == "nsubj"
            and any(reading.relations[c] == "cop" for c in reading.children[governor])
        ):
            around.append(governor)
        for t in around:
            whose = any(reading.xpos[c] == "WP$" for c in reading.children[t])  # "X, whose son was ..."
            if reading.upos[t] in ("NOUN", "PROPN") and not whose and reading.relations[t] not in _OTHERS:
                word = reading.document.words[t].lower()
                character.descriptions.add(word)
                if gender := gender_of_noun(word):  # "his wife, X"
                    pronouns[gender] += 1
        before = reading.document.words[first - 1].lower().rstrip(".") if first else ""
        inside = reading.document.words[first].lower().rstrip(".")
        if {before, inside} & {"mr", "sir", "lord", "king"}:
            pronouns["he"] += 1
        if {before, inside} & {"mrs", "ms", "miss", "madam", "queen", "lady", "dame"}:
            pronouns["she"] += 1
        character.descriptions |= _title_nouns(reading, first)
    character.gender = pronouns.most_common(1)[0][0] if pronouns else ""
    if character.type == _PERSON:
        character.descriptions -= BODIES
    else:
        character.descriptions |= {w.lower() for form in character.forms for w in form[-1:]}
        # "the city" is the City of Iqaluit
        character.descriptions |= {form[0].lower() for form in character.forms if form[1:2] == ("of",)}


def _title_nouns(reading: Reading, first: int) -> set[str]:
    """The nouns that run up to a name, whatever the parse: "former police spokesman", "Parliament Speaker"."""
    found, t = set(), first - 1
    while (
        t >= 0
        and reading.upos[t] in ("NOUN", "PROPN", "ADJ")
        and reading.document.sentence_of[t] == reading.document.sentence_of[first]
    ):
        if reading.upos[t] != "ADJ" and reading.entity_of[t] is None:
            found.add(reading.document.words[t].lower())
        t -= 1
    return found


def head_of(reading: Reading, span: TokenRange) -> int:
    """The token of a span whose head is outside it (the first, if several)."""
    first, last = span
    for t in range(first, last):
        if not first <= reading.heads[t] < last and reading.relations[t] not in ("punct", "case", "cc", "det"):
            return t
    return last - 1
