"""Claims that nouns make: appositions, titles before names, ages after them."""

from __future__ import annotations

from whosaid_models.attribution.characters import HONORIFICS, OFFICES
from whosaid_models.claims import grammar
from whosaid_models.claims.drafts import Piece, insertion, words
from whosaid_models.claims.wording import Wording
from whosaid_models.domain import EditKind
from whosaid_models.reader.reading import EntityReading, Reading

_COURTESIES = frozenset({"mr", "mrs", "ms", "miss", "dr"})
_STYLES = frozenset({"highness", "excellency", "majesty"})
# What "X is a magazine" can be said of, and what a phrase after a comma can be about.
_THINGS = frozenset({"Facility", "Location", "Misc", "Organization", "Product"})
_NAMED = _THINGS | {"Person"}
# Short forms before a name that are no part of what somebody is: "Marine biologist Dr X".
_SHORT_FORMS = frozenset("dr engr hon mr mrs ms prof rev".split())
# Nouns that say what sort of word a name is, not what sort of thing its bearer is.
_DAYS = frozenset("today yesterday tomorrow tonight".split())
_OF_WORDS = frozenset("name nickname phrase slogan term theme title word".split())
_PLACES = frozenset(
    "capital city commune country county department district governorate island municipality port prefecture province "
    "region republic state suburb territory town township village".split()
)
_OPENING, _CLOSING = frozenset({",", "(", "-", "–", "—"}), frozenset({",", "(", ")", "-", "–", "—", ".", ";", ":"})
_LONGEST_ASIDE = 14  # tokens
# What no title begins with.
_NO_TITLES = frozenset({"the", "a", "an", "'s", "’s", "year", "old", "year-old"})
_YEAR_OLD = frozenset({"year", "old", "year-old"})
_YOUNGEST = 4  # a smaller number after a name is rather a score or a place in a list


def apposition(reading: Reading, wording: Wording, token: int) -> list[Piece] | None:
    """Word an apposition: "X, a Y" -> "X is a Y"; the proper name is the subject, whichever comes first."""
    r, head = reading, reading.heads[token]
    if grammar.is_amount(r, head):
        return None  # "rose 5.4 percent, the fastest increase": what it is of is the whole clause
    left, right = wording.noun_phrase(head), wording.noun_phrase(token)
    if not left or not right or set(left) & set(right) or "ADP" in (r.upos[left[0]], r.upos[right[0]]):
        return None
    if not _is_named(r, head) and _is_named(r, token):
        left, right, head, token = right, left, token, head
    elif _is_named(r, token):
        return None  # two names: a place in a place, an acronym
    one_of = r.document.words[token].lower() == "one" and any(r.relations[c] == "nmod" for c in r.children[token])
    if (
        (r.upos[token] not in ("NOUN", "PROPN", "ADJ") and not one_of)
        or r.upos[head] not in ("NOUN", "PROPN")
        or r.xpos[token] == "CD"
    ):
        return None
    bearer = r.entity_of[head]
    unlike = bearer is not None and bearer.type not in ("Person", "NORP") and _is_office(r, token)
    if unlike or all(r.upos[t] == "NUM" for t in right):
        return None
    plural = grammar.is_plural(r, head)
    if plural and _is_named(r, head) and (r.xpos[token] == "NN" or _is_office(r, token)):
        # Several cannot be what only one is: "X and a number of others, the minister".
        others = {t for c in r.children[head] if r.relations[c] == "conj" for t in r.subtree(c)}
        left, plural = [t for t in left if t not in others], r.xpos[head] == "NNPS"
    if bearer is not None and bearer.type == "Person" and r.xpos[token] == "NNS" and not plural:
        return None  # "X, government officials and guests": one is no officials
    if bearer is not None and bearer.type == "Person" and not plural:
        left = [t for t in left if t < bearer.last]  # "X, director, Y Hospital, said"; "X, 56, a farmer, said"
    subject = plain_names(r, wording, words(_without_conjunction(r, left)))
    verb = insertion(grammar.copula(plural=plural, past=False))
    return [*subject, verb, *words(_without_conjunction(r, right))] if subject else None


def _without_conjunction(r: Reading, phrase: list[int]) -> list[int]:
    return phrase[1:] if r.relations[phrase[0]] == "cc" else phrase


def judgement(reading: Reading, wording: Wording, thing: int, what: int) -> list[Piece]:
    """Word a judgement: "called the plan a failure" -> "the plan is a failure"; "the need to go" -> "there is ..."."""
    plural = grammar.is_plural(reading, thing)
    if thing == what:
        return [
            insertion("There is a"),
            *words([t for t in wording.noun_phrase(thing) if reading.upos[t] != "DET" or t > thing]),
        ]
    left, right = wording.noun_phrase(thing), wording.noun_phrase(what)
    right = [t for t in right if t not in left]
    left = [t for t in left if t < min(right, default=0)]
    if not left or not right:
        return []
    return [*words(left), insertion(grammar.copula(plural=plural, past=False)), *words(right)]


def title(reading: Reading, wording: Wording, entity: EntityReading) -> list[Piece] | None:
    """Word a title: "foreign minister X" -> "X is foreign minister"; ranks and "Mr" make no claim.

    "Ministers X and Y" make one claim each.
    """
    r = reading
    name = _without_honorifics(r, entity)
    bearer = entity
    head = next((t for t in range(entity.first, entity.last) if r.relations[t] == "conj"), None)
    shared = r.entity_of[r.heads[head]] if head is not None else None
    before = _title_words(r, wording, entity)
    if not before and shared is not None and shared.type == entity.type:
        bearer, before = shared, _title_words(r, wording, shared)
        if not any(r.xpos[t] == "NNS" for t in before):
            return None
    style = next((t for t in reversed(before) if _bare(r, t) in _STYLES), -1)
    before = _without_article(r, [t for t in before if t > style])  # "His Highness the Amir X"
    while before and _bare(r, before[-1]) in _SHORT_FORMS:
        before = before[:-1]
    if _is_attribute(r, entity) or (before and _within_phrase(r, before[0])):
        return None
    nouns = [t for t in before if r.upos[t] in ("NOUN", "PROPN") and _bare(r, t) not in HONORIFICS]
    if not nouns or not name or r.upos[before[-1]] not in ("NOUN", "PROPN", "ADJ"):
        return None
    last = r.entity_of[before[-1]]
    if last is not None and r.upos[before[-1]] == "PROPN" and last.type != "Misc":
        return None  # two names side by side, not a title
    plural = bearer is not entity or _has_partner(r, entity)
    singular = grammar.singular_noun(r.document.words[before[-1]]) if plural and r.xpos[before[-1]] == "NNS" else None
    office = words(before)
    if singular:
        office[-1] = Piece(token=before[-1], text=singular, edit=EditKind.INFLECT)
    return [*words(name), insertion("is"), *office]


def sort_of(reading: Reading, wording: Wording, entity: EntityReading) -> list[Piece] | None:
    """Word what sort of thing a name is: "the magazine X" and "the northern province of X" -> "X is a magazine"."""
    r = reading
    if entity.type not in _THINGS or _is_modifier(r, entity):
        return None
    before = _title_words(r, wording, entity)
    if not before and entity.first > 1 and _bare(r, entity.first - 1) == "of":
        before = _place_words(r, wording, entity)
    if not before or r.xpos[before[-1]] != "NN" or r.entity_of[before[-1]] is not None:
        return None
    if _bare(r, before[-1]) in _OF_WORDS | _DAYS:
        return None
    owned = any(r.xpos[t] in ("POS", "PRP$") for t in before)
    article = [] if owned else [insertion(_article(r.document.words[before[0]]))]
    return [*words(list(range(entity.first, entity.last))), insertion("is"), *article, *words(before)]


def _is_named(r: Reading, t: int) -> bool:
    entity = r.entity_of[t]
    if entity is not None:
        return entity.type not in ("Date", "Money")
    return r.upos[t] == "PROPN" and not _is_office(r, t)


def _is_office(r: Reading, t: int) -> bool:
    return r.document.words[t] in OFFICES or r.document.words[t].capitalize() in OFFICES


def _article(following: str) -> str:
    return "an" if following[0].lower() in "aeio" else "a"


def _place_words(r: Reading, wording: Wording, entity: EntityReading) -> list[int]:
    """The words of "southern province" before "of X"."""
    noun = entity.first - 2
    if _bare(r, noun) not in _PLACES or entity.type != "Location" or wording.outside(noun, entity.last - 1):
        return []
    first = noun
    while first > 0 and r.relations[first - 1] in ("amod", "compound") and r.heads[first - 1] == noun:
        first -= 1
    if _hyphen(r, first - 1) or any(r.upos[t] == "PROPN" for t in range(first, noun)):
        return []  # "present-day Ola province of X": the province has a name of its own
    return list(range(first, noun + 1))


def aside(reading: Reading, wording: Wording, entity: EntityReading) -> list[Piece] | None:
    """Word a noun phrase after a name and a comma, dash or bracket that the tree does not call an apposition."""
    r, words_, at = reading, reading.document.words, entity.last + 1
    end = r.document.sentences[r.document.sentence_of[entity.first]].last
    opened = at < end and words_[at - 1] in _OPENING and not _hyphen(r, at - 1)
    if entity.type not in _NAMED or not opened or not _begins_phrase(r, at) or _is_modifier(r, entity):
        return None
    last = at
    while last < end and (words_[last] not in _CLOSING or _hyphen(r, last)) and not _begins_clause(r, last):
        last += 1
    phrase = list(range(at, last))
    if last == end or len(phrase) > _LONGEST_ASIDE or r.upos[last] in ("VERB", "AUX"):
        return None
    if any(wording.outside(t, entity.last - 1) for t in phrase):
        return None
    head = next((t for t in reversed(phrase) if r.upos[t] in ("NOUN", "PROPN") and r.heads[t] not in phrase), None)
    if head is None or r.entity_of[head] is not None or r.relations[head].startswith("obl"):
        return None
    if (entity.type != "Person" and _is_office(r, head)) or (entity.type == "Person" and r.xpos[head] == "NNS"):
        return None
    if r.relations[head] == "appos" and r.heads[head] in range(entity.first, entity.last):
        return None
    verb = grammar.copula(plural=r.xpos[head] == "NNS", past=False)
    return [*words(_without_honorifics(r, entity)), insertion(verb), *words(phrase)]


def _begins_clause(r: Reading, t: int) -> bool:
    return r.xpos[t] in ("WDT", "WP", "WRB") or r.upos[t] in ("VERB", "AUX")


def _hyphen(r: Reading, t: int) -> bool:
    """Whether a dash joins two parts of a word."""
    tokens = r.document.tokens
    return r.document.words[t] in ("-", "–") and tokens[t - 1].end == tokens[t].begin


def _is_modifier(r: Reading, entity: EntityReading) -> bool:
    """Whether a name only says which other thing is meant: "the X leader"."""
    inside = range(entity.first, entity.last)
    outward = [t for t in inside if r.heads[t] not in inside]
    return any(r.relations[t] in ("compound", "amod", "nmod:poss") and r.heads[t] >= entity.last for t in outward)


def _is_attribute(r: Reading, entity: EntityReading) -> bool:
    """Whether a name only says which other thing is meant, and does not own it: "the 34-year-old Lorn woman"."""
    inside = range(entity.first, entity.last)
    modifies = any(r.relations[t] in ("compound", "amod") and r.heads[t] >= entity.last for t in inside)
    return modifies and r.upos[entity.last] not in ("CCONJ", "PUNCT")


def _within_phrase(r: Reading, t: int) -> bool:
    """Whether a title would begin in the middle: "Opposition" of "Leader of the Opposition X"."""
    before = t - 1
    while before >= 0 and _bare(r, before) in ("the", "a", "an"):
        before -= 1
    office = r.document.words[before - 1].capitalize() if before > 0 else ""
    return _bare(r, before) == "of" and (office in OFFICES or office in ("Leader", "Speaker"))


def _begins_phrase(r: Reading, t: int) -> bool:
    """Whether a phrase that says what something is begins here: "a ruler", "its capital", "chairman of ..."."""
    word = r.document.words[t].lower()
    if r.xpos[t] in ("DT", "PRP$") or word == "one":
        return word not in ("this", "that", "these", "those", "all", "some", "any", "no")
    return r.xpos[t] in ("NN", "JJ", "JJS", "NNP") and r.entity_of[t] is None


def plain_names(reading: Reading, wording: Wording, pieces: list[Piece]) -> list[Piece]:
    """Leave out "Mr" before names, and the titles of a subject that make a claim of their own."""
    r = reading
    there = {p.token for p in pieces if p.token >= 0}
    gone: set[int] = set()
    for entity in {id(e): e for t in there if (e := r.entity_of[t]) is not None}.values():
        if entity.type != "Person" or entity.last - 1 not in there:
            continue
        gone.update(t for t in range(max(0, entity.first - 1), entity.last - 1) if _bare(r, t) in _COURTESIES)
        gone.update(_style_before(r, entity))
        if not _is_subject(r, entity):
            continue
        before, years = _title_words(r, wording, entity), _years_before(r, wording, entity)
        titled = before and title(r, wording, entity) is not None  # "ministers X and Y": a title without words before Y
        if titled or (years and not before):
            first = years[0] if years else before[0]
            article = first > 0 and _bare(r, first - 1) in ("the", "a", "an")
            gone.update(range(first - article, entity.first))
    return [p for p in pieces if p.token not in gone]


def _style_before(r: Reading, entity: EntityReading) -> range:
    """The tokens of "His Royal Highness" before a name, or before "Sheikh" and the name."""
    last = entity.first - 1
    while last >= 0 and _bare(r, last) in HONORIFICS and _bare(r, last) not in _STYLES:
        last -= 1
    if last < 0 or _bare(r, last) not in _STYLES:
        return range(0)
    first = last
    while first > 0 and _bare(r, first - 1) in ("his", "her", "royal", "serene", "the"):
        first -= 1
    return range(first, last + 1)


def _is_subject(r: Reading, entity: EntityReading) -> bool:
    inside = range(entity.first, entity.last)
    return any(r.relations[t].startswith("nsubj") and r.heads[t] not in inside for t in inside)


def age(reading: Reading, wording: Wording, entity: EntityReading) -> list[Piece] | None:
    """Word an age: "X, 35, ...", "X (35)" or "35-year-old X" -> "X is 35 years old"."""
    r, words_ = reading, reading.document.words
    name = _without_honorifics(r, entity)
    years = _years_before(r, wording, entity)
    if years and name and not _is_attribute(r, entity):
        number, *unit = years
        year, *old = [t for t in unit if r.upos[t] != "PUNCT"]
        text = "years" if old else "years old"
        in_full = [Piece(token=year, text=text, edit=EditKind.INFLECT), *words(old)]
        return [*words(name), insertion("is"), Piece(token=number), *in_full]
    t = entity.last
    if (
        t + 2 >= len(words_)
        or words_[t] not in (",", "(")
        or words_[t + 2] not in (",", ")", ".")
        or wording.outside(t, t)
    ):
        return None
    if not (words_[t + 1].isdecimal() and len(words_[t + 1]) <= 2 and int(words_[t + 1]) >= _YOUNGEST):
        return None
    return [*words(name), insertion("is"), Piece(token=t + 1), insertion("years old")]


def _years_before(r: Reading, wording: Wording, entity: EntityReading) -> list[int]:
    """The tokens of "35-year-old" before a name and its title; nothing when they are not there."""
    before = _title_words(r, wording, entity)
    last = (before[0] if before else entity.first) - 1
    first = last
    while first > 0 and (r.document.words[first] == "-" or _bare(r, first) in _YEAR_OLD):
        first -= 1
    said = "".join(_bare(r, t) for t in range(first + 1, last + 1)).replace("-", "")
    if said != "yearold" or not r.document.words[first].isdecimal() or wording.outside(first, entity.last - 1):
        return []
    return list(range(first, last + 1))


def _bare(r: Reading, t: int) -> str:
    return r.document.words[t].lower().rstrip(".")


def _without_honorifics(r: Reading, entity: EntityReading) -> list[int]:
    first = entity.first
    while first < entity.last and _bare(r, first) in HONORIFICS:
        first += 1
    return list(range(first, entity.last))


def _has_partner(r: Reading, entity: EntityReading) -> bool:
    return any(r.relations[c] == "conj" for t in range(entity.first, entity.last) for c in r.children[t])


def _title_words(r: Reading, wording: Wording, entity: EntityReading) -> list[int]:
    """The words right before a name that say what its bearer is: nouns with their adjectives and owners."""
    before: list[int] = []
    sentence = r.document.sentences[r.document.sentence_of[entity.first]].first
    t = entity.first - 1
    if t - 1 > sentence and r.document.words[t] == "," and r.relations[t - 1] == "nmod:desc":
        t -= r.heads[t - 1] in range(entity.first, entity.last)  # "the agency's head, X, left"
    while t >= sentence and _in_title(r, t) and not wording.outside(t, entity.last - 1):
        before.insert(0, t)
        t -= 1
        if before and t - 1 > sentence and _bare(r, t) in ("of", "to", "for") and _is_office(r, t - 1):
            before.insert(0, t)  # "chairman of the committee X"
            t -= 1
    return _without_article(r, before)


def _without_article(r: Reading, before: list[int]) -> list[int]:
    """The words of a title from the first on that it can begin with."""
    while before and (r.upos[before[0]] == "PUNCT" or _bare(r, before[0]) in _NO_TITLES):
        before = before[1:]
    return before


def _in_title(r: Reading, t: int) -> bool:
    word, entity = r.document.words[t].lower(), r.entity_of[t]
    owner = t + 1 < len(r.upos) and r.document.words[t + 1].lower() in ("'s", "’s")
    if entity is not None and entity.type in ("Date", "Money", "Person") and not owner:
        return False
    modifier = r.xpos[t] in ("VBN", "VBG", "RB") and r.relations[t] in ("amod", "advmod", "compound")
    return (
        modifier
        or r.upos[t] in ("NOUN", "PROPN", "ADJ", "DET")
        or word in ("-", "’s", "'s", "his", "her", "its", "their")
    )
