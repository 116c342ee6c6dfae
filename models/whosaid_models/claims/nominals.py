"""Claims that nouns make: appositions, titles before names, ages after them."""

from __future__ import annotations

from whosaid_models.attribution.bodies import OFFICES
from whosaid_models.attribution.characters import HONORIFICS
from whosaid_models.attribution.offices import bears
from whosaid_models.claims import clauses, grammar
from whosaid_models.claims.articles import article_for, indefinite
from whosaid_models.claims.drafts import Piece, Unit, insertion, words
from whosaid_models.claims.name_phrases import is_modifier, with_article, without_honorifics
from whosaid_models.claims.phrases import listed_behind
from whosaid_models.claims.titles import (
    STYLES,
    YEAR_OLD,
    bare,
    bygone,
    coordinated_title,
    is_kin_of_somebody,
    office_words,
    says_of_what,
    title_words,
    without_late,
)
from whosaid_models.claims.wording import Wording
from whosaid_models.domain import EditKind
from whosaid_models.reader.reading import EntityReading, Reading

_COURTESIES = frozenset({"mr", "mrs", "ms", "miss", "dr"})
# What "X is a magazine" can be said of, and what a phrase after a comma can be about.
_THINGS = frozenset({"Facility", "Location", "Misc", "Organization", "Product"})
_NAMED = _THINGS | {"Person"}
_DAYS = frozenset("today yesterday tomorrow tonight".split())
_TIMES = _DAYS | frozenset("day days hour hours minutes month months week weeks year years".split())
# Nouns that say what sort of word a name is, not what sort of thing its bearer is.
_OF_WORDS = frozenset("name nickname opposition phrase slogan term theme title word".split())
_IN_CAPITALS = frozenset({"ngo"})  # what sort of thing a name is, but written as a name is
_OPENING, _CLOSING = frozenset({",", "(", "-", "–", "—"}), frozenset({",", "(", ")", "-", "–", "—", ".", ";", ":"})
_LONGEST_ASIDE = 14  # tokens
_YOUNGEST = 4  # a smaller number after a name is rather a score or a place in a list

# What a name in the singular is of that is no several.
_SINGLE = frozenset({"Location", "Organization", "Person"})


def apposition(reading: Reading, wording: Wording, token: int) -> list[Piece] | None:
    """Word an apposition: "X, a Y" -> "X is a Y"; the proper name is the subject, whichever comes first."""
    r, head = reading, reading.heads[token]
    if grammar.is_amount(r, head) or any(grammar.is_short_form(r, t) or _is_time(r, t) for t in (head, token)):
        return None  # "rose 5.4 percent, the fastest increase": what it is of is the whole clause
    left, right = _phrase_of(r, wording, head), wording.noun_phrase(token)
    if not left or not right or set(left) & set(right) or "ADP" in (r.upos[left[0]], r.upos[right[0]]):
        return None
    if any(r.xpos[t] == "WP$" for t in (left[0], right[0])):
        return None  # the rest of a relative clause: "X, whose son"
    if _is_named(r, token) and (not _is_named(r, head) or _is_office_of(r, head, token)):
        left, right, head, token = right, left, token, head
        behind = listed_behind(r, token, head)
        right = [t for t in right if t not in behind]
    elif _is_named(r, token):
        return None  # two names: a place in a place, an acronym
    bearer = r.entity_of[head]
    if not _says_what(r, token) or r.upos[head] not in ("NOUN", "PROPN") or all(r.upos[t] == "NUM" for t in right):
        return None
    if bearer is not None and bearer.type not in ("Person", "NORP") and grammar.is_office(r, token):
        return None
    plural = grammar.is_plural(r, head)
    if plural and _is_named(r, head) and (r.xpos[token] == "NN" or grammar.is_office(r, token)):
        # Several cannot be what only one is: "X and a number of others, the minister".
        others = {t for c in r.children[head] if r.relations[c] == "conj" for t in r.subtree(c)}
        left, plural = [t for t in left if t not in others], r.xpos[head] == "NNPS"
    if bearer is not None and bearer.type in _SINGLE and not plural and r.xpos[token] == "NNS":
        return None  # "X, government officials and guests": one is no officials; "champions Larn" are no "is"
    if bearer is not None and bearer.type == "Person" and not plural:
        left = [t for t in left if t < bearer.last]  # "X, director, Y Hospital, said"; "X, 56, a farmer, said"
    subject = plain_names(r, wording, words(_without_conjunction(r, left)))
    right = _without_conjunction(r, right)
    verb = _is(grammar.copula(plural=plural, past=bygone(r, right)), article_for(r, right))
    return [*subject, verb, *words(right)] if subject else None


def _phrase_of(r: Reading, wording: Wording, noun: int) -> list[int]:
    """A noun phrase without the "of" that the tree hangs on a style in it: "of His Highness X"."""
    phrase = wording.noun_phrase(noun)
    strays = phrase and r.upos[phrase[0]] == "ADP" and r.heads[phrase[0]] != noun and _is_named(r, noun)
    return phrase[1:] if strays else phrase


def _says_what(r: Reading, token: int) -> bool:
    """Whether an apposition can say what its noun is: a noun, an adjective, "one of the largest ports"."""
    if r.document.words[token].lower() == "one" and any(r.relations[c] == "nmod" for c in r.children[token]):
        return True
    return r.upos[token] in ("NOUN", "PROPN", "ADJ") and r.xpos[token] != "CD"


def _is(verb: str, article: str | None) -> Piece:
    return insertion(f"{verb} {article}" if article and verb in ("is", "was") else verb)


def _is_time(r: Reading, noun: int) -> bool:
    """Whether a noun says when, or how much: "opened on Monday, five years after ..."."""
    entity = r.entity_of[noun]
    return r.document.words[noun].lower() in _TIMES if entity is None else entity.type in ("Date", "Money")


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
    name = without_honorifics(r, entity)
    bearer = entity
    head = next((t for t in range(entity.first, entity.last) if r.relations[t] == "conj"), None)
    shared = r.entity_of[r.heads[head]] if head is not None else None
    before = title_words(r, wording, entity)
    if not before and shared is not None and shared.type == entity.type:
        bearer, before = shared, title_words(r, wording, shared)
        if not any(r.xpos[t] == "NNS" for t in before):
            return None
    before = office_words(r, before)
    if _begins_contact(r, entity) or _is_attribute(r, entity) or (before and _within_phrase(r, before[0])):
        return None
    nouns = [t for t in before if r.upos[t] in ("NOUN", "PROPN") and bare(r, t) not in HONORIFICS]
    if not nouns or not name or r.upos[before[-1]] not in ("NOUN", "PROPN", "ADJ"):
        return None
    last = r.entity_of[before[-1]]
    names = last is not None and r.upos[before[-1]] == "PROPN" and last.type != "Misc"
    if names and says_of_what(r, before) < 0:
        return None  # two names side by side, not a title
    plural = bearer is not entity or _has_partner(r, entity)
    singular = grammar.singular_noun(r.document.words[before[-1]]) if plural and r.xpos[before[-1]] == "NNS" else None
    office = words(without_late(r, before))
    if singular:
        office[-1] = Piece(token=before[-1], text=singular, edit=EditKind.INFLECT)
    if is_kin_of_somebody(r, before):
        return None
    verb, the = grammar.copula(plural=False, past=bygone(r, before)), before[0] - 1
    if r.document.words[before[-1] + 1] == "," and the >= 0 and bare(r, the) == "the" and not singular:
        return [*words(name), insertion(verb), *words([the]), *office]  # "the lead prosecutor, X": there is one
    return [*words(name), _is(verb, article_for(r, before, singular=singular is not None)), *office]


def first_title(reading: Reading, wording: Wording, entity: EntityReading) -> list[Piece] | None:
    """Word the first of two titles: "deputy mayor and head of the port X" -> "X is deputy mayor"."""
    name, office = without_honorifics(reading, entity), coordinated_title(reading, wording, entity)
    if not name or not office or title(reading, wording, entity) is None:
        return None
    return [*words(name), _is("is", article_for(reading, office)), *words(office)]


def sort_of(reading: Reading, wording: Wording, entity: EntityReading) -> list[Piece] | None:
    """Word what sort of thing a name is: "the magazine X" and "the northern province of X" -> "X is a magazine"."""
    r = reading
    if entity.type not in _THINGS or is_modifier(r, entity):
        return None
    before = title_words(r, wording, entity)
    before = office_words(r, [t for t in before if t > says_of_what(r, before)])  # "a member of the band X"
    if not before and entity.first > 1 and bare(r, entity.first - 1) == "of":
        before = _place_words(r, wording, entity)
    common = before and (r.xpos[before[-1]] == "NN" or bare(r, before[-1]) in _IN_CAPITALS)
    if not common or r.entity_of[before[-1]] is not None:
        return None
    if bare(r, before[-1]) in _OF_WORDS | _DAYS | grammar.UNITS:
        return None  # "the 900-km Lorn River" is no km
    owned = any(r.xpos[t] in ("POS", "PRP$") for t in before)
    article = [] if owned else [insertion(indefinite(r.document.words[before[0]]))]
    return [*words(with_article(r, entity)), insertion("is"), *article, *words(before)]


def _is_named(r: Reading, t: int) -> bool:
    entity = r.entity_of[t]
    if entity is not None:
        return entity.type not in ("Date", "Money")
    return r.upos[t] == "PROPN" and not grammar.is_office(r, t)


def _is_office_of(r: Reading, head: int, name: int) -> bool:
    """Whether what stands before a person's name is an office, though it was read as a name: "the Emir of Larn, X"."""
    person, other = r.entity_of[name], r.entity_of[head]
    if person is None or person.type != "Person" or (other is not None and other.type == "Person"):
        return False
    if _has_partner(r, person):
        return False  # of several, who holds it?
    return bears(bare(r, head)) and any(r.relations[c] == "nmod" for c in r.children[head])


def _place_words(r: Reading, wording: Wording, entity: EntityReading) -> list[int]:
    """The words of "southern province" before "of X"."""
    noun = entity.first - 2
    if bare(r, noun) not in grammar.PLACES or entity.type != "Location" or wording.outside(noun, entity.last - 1):
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
    if entity.type not in _NAMED or not opened or not _begins_phrase(r, at) or is_modifier(r, entity):
        return None
    last = at
    while last < end and (words_[last] not in _CLOSING or _hyphen(r, last)) and not _begins_clause(r, last):
        last += 1
    phrase = list(range(at, last))
    if last == end or len(phrase) > _LONGEST_ASIDE or r.upos[last] in ("VERB", "AUX"):
        return None
    if any(wording.outside(t, entity.last - 1) for t in phrase) or _lists_names(r, at):
        return None
    head = next((t for t in reversed(phrase) if r.upos[t] in ("NOUN", "PROPN") and r.heads[t] not in phrase), None)
    if head is None or r.entity_of[head] is not None or r.relations[head].startswith("obl"):
        return None
    several = r.xpos[head] == "NNS" and entity.type in ("Location", "Person")  # of which the name is the last
    if several or (entity.type != "Person" and grammar.is_office(r, head)):
        return None
    if clauses.split_unit(r, head) is Unit.APPOSITION and r.heads[head] in range(entity.first, entity.last):
        return None
    verb = _is(grammar.copula(plural=r.xpos[head] == "NNS", past=bygone(r, phrase)), article_for(r, phrase))
    return [*words(with_article(r, entity)), verb, *words(phrase)]


def _lists_names(r: Reading, at: int) -> bool:
    """Whether a phrase is the next name of a list: "Larn, the Lorn Islands and others"."""
    name = r.entity_of[at + (r.upos[at] == "DET")]
    return name is not None and r.document.words[name.last : name.last + 1] in (["and"], ["or"])


def _begins_clause(r: Reading, t: int) -> bool:
    return r.xpos[t] in ("WDT", "WP", "WRB") or r.upos[t] in ("VERB", "AUX")


def _hyphen(r: Reading, t: int) -> bool:
    """Whether a dash joins two parts of a word."""
    tokens = r.document.tokens
    return r.document.words[t] in ("-", "–") and tokens[t - 1].end == tokens[t].begin


def _begins_contact(r: Reading, entity: EntityReading) -> bool:
    """Whether a name begins a clause about the noun before it: "one of the officials X met"."""
    verbs = (r.heads[t] for t in range(entity.first, entity.last) if r.relations[t].startswith("nsubj"))
    return any(r.relations[v] == "acl:relcl" and r.heads[v] == entity.first - 1 for v in verbs if v >= 0)


def _is_attribute(r: Reading, entity: EntityReading) -> bool:
    """Whether a name only says which other thing is meant, and does not own it: "the 34-year-old Lorn woman"."""
    inside = range(entity.first, entity.last)
    modifies = any(r.relations[t] in ("compound", "amod") and r.heads[t] >= entity.last for t in inside)
    return modifies and r.upos[entity.last] not in ("CCONJ", "PUNCT")


def _within_phrase(r: Reading, t: int) -> bool:
    """Whether a title would begin in the middle: "Opposition" of "Leader of the Opposition X"."""
    before = t - 1
    while before >= 0 and bare(r, before) in ("the", "a", "an"):
        before -= 1
    office = r.document.words[before - 1].capitalize() if before > 0 else ""
    return bare(r, before) == "of" and (office in OFFICES or office in ("Leader", "Speaker"))


def _begins_phrase(r: Reading, t: int) -> bool:
    """Whether a phrase that says what something is begins here: "a ruler", "its capital", "chairman of ..."."""
    word = r.document.words[t].lower()
    if r.xpos[t] in ("DT", "PRP$") or word == "one":
        return word not in ("this", "that", "these", "those", "all", "some", "any", "no")
    return r.xpos[t] in ("NN", "JJ", "JJS", "NNP") and r.entity_of[t] is None


def plain_names(reading: Reading, wording: Wording, pieces: list[Piece]) -> list[Piece]:
    """Leave out "Mr" before names, and what makes a claim of its own: ages, and the titles of a subject."""
    r, begin = reading, next((p.token for p in pieces if p.token >= 0), -1)
    there = {p.token for p in pieces if p.token >= 0}
    gone: set[int] = set()
    for entity in {id(e): e for t in there if (e := r.entity_of[t]) is not None}.values():
        if entity.type != "Person" or entity.last - 1 not in there:
            continue
        gone.update(t for t in range(max(0, entity.first - 1), entity.last - 1) if bare(r, t) in _COURTESIES)
        gone.update(_style_before(r, entity))
        gone.update(_age_behind(r, wording, entity))
        before, years = title_words(r, wording, entity), _years_before(r, wording, entity)
        leading = before and begin in (before[0], before[0] - 1) and not _owns(r, entity)  # of a relative clause, say
        if not _is_subject(r, entity) and not leading:
            continue
        titled = before and title(r, wording, entity) is not None  # "ministers X and Y": a title without words before Y
        if titled or (years and not before):
            first = years[0] if years else before[0]
            if first > 0 and bare(r, first - 1) == "and":  # the second of two titles
                if not (earlier := coordinated_title(r, wording, entity)):
                    continue
                first = earlier[0]
            article = first > 0 and bare(r, first - 1) in ("the", "a", "an")
            gone.update(range(first - article, entity.first))
    return [p for p in pieces if p.token not in gone]


def _owns(r: Reading, entity: EntityReading) -> bool:
    return r.document.words[entity.last - 1 : entity.last + 1][-1] in ("'s", "’s", "'", "’")


def _style_before(r: Reading, entity: EntityReading) -> range:
    """The tokens of "His Royal Highness" before a name, or before "Sheikh" and the name."""
    last = entity.first - 1
    while last >= 0 and bare(r, last) in HONORIFICS and bare(r, last) not in STYLES:
        last -= 1
    if last < 0 or bare(r, last) not in STYLES:
        return range(0)
    first = last
    while first > 0 and bare(r, first - 1) in ("his", "her", "royal", "serene", "the"):
        first -= 1
    return range(first, last + 1)


def _is_subject(r: Reading, entity: EntityReading) -> bool:
    inside = range(entity.first, entity.last)
    return any(r.relations[t].startswith("nsubj") and r.heads[t] not in inside for t in inside)


def age(reading: Reading, wording: Wording, entity: EntityReading) -> list[Piece] | None:
    """Word an age: "X, 35, ...", "X (35)" or "35-year-old X" -> "X is 35 years old"."""
    r, name = reading, without_honorifics(reading, entity)
    years = _years_before(r, wording, entity)
    if years and name and not _is_attribute(r, entity):
        number, *unit = years
        year, *old = [t for t in unit if r.upos[t] != "PUNCT"]
        text = "years" if old else "years old"
        in_full = [Piece(token=year, text=text, edit=EditKind.INFLECT), *words(old)]
        return [*words(name), insertion("is"), Piece(token=number), *in_full]
    behind = _age_behind(r, wording, entity)
    return [*words(name), insertion("is"), Piece(token=behind[1]), insertion("years old")] if behind else None


def _age_behind(r: Reading, wording: Wording, entity: EntityReading) -> range:
    """The tokens of ", 35," or "(35)" behind a name; a full stop is none of them."""
    words_, t = r.document.words, entity.last
    if t + 2 >= len(words_) or words_[t] not in (",", "(") or words_[t + 2] not in (",", ")", "."):
        return range(0)
    if not (words_[t + 1].isdecimal() and len(words_[t + 1]) <= 2 and int(words_[t + 1]) >= _YOUNGEST):
        return range(0)
    return range(0) if wording.outside(t, t) else range(t, t + 3 - (words_[t + 2] == "."))


def _years_before(r: Reading, wording: Wording, entity: EntityReading) -> list[int]:
    """The tokens of "35-year-old" before a name and its title; nothing when they are not there."""
    before = title_words(r, wording, entity)
    last = (before[0] if before else entity.first) - 1
    first = last
    while first > 0 and (r.document.words[first] == "-" or bare(r, first) in YEAR_OLD):
        first -= 1
    said = "".join(bare(r, t) for t in range(first + 1, last + 1)).replace("-", "")
    if said != "yearold" or not r.document.words[first].isdecimal() or wording.outside(first, entity.last - 1):
        return []
    return list(range(first, last + 1))


def _has_partner(r: Reading, entity: EntityReading) -> bool:
    return any(r.relations[c] == "conj" for t in range(entity.first, entity.last) for c in r.children[t])
