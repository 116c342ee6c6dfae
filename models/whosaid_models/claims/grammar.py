"""English that rewriting needs: tense, number, agreement, inflection (by LemmInflect)."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from whosaid_models.attribution.characters import OFFICES
from whosaid_models.reader.reading import Reading

# "I" or "we" and its verb: the form that agrees with a name.
_THIRD_PERSON = {
    "am": "is", "'m": "is", "’m": "is", "are": "is", "'re": "is", "’re": "is", "were": "was",
    "have": "has", "'ve": "has", "’ve": "has", "do": "does",
}  # fmt: skip
_PLURAL_PRONOUNS = frozenset({"they", "we", "these", "those", "you", "both", "many", "few", "several"})
_SEVERAL = frozenset("two three four five six seven eight nine ten dozens hundreds thousands".split())
_PAST = frozenset({"VBD"})
_PRESENT = frozenset({"VBZ", "VBP"})
_SINGULAR_FORMS = {
    "were": "was",
    "are": "is",
    "have": "has",
    "do": "does",
    "'re": " is",
    "’re": " is",
    "'ve": " has",
    "’ve": " has",
    "am": "is",
}
_TO_COME = "2020"  # the first year that an article may speak of as one to come
# What amounts are measured in.
UNITS = frozenset(
    "% percent percentage point points cent pc dollar dollars euro euros pound pounds yen yuan rupees rubles roubles "
    "kilometre kilometres kilometer kilometers km metre metres meter meters mile miles hectares acres tonne tonnes "
    "tons kg kilogram barrels litres degrees million billion trillion".split()
)
# What places are.
PLACES = frozenset(
    "capital city commune country county department district governorate island municipality port prefecture province "
    "region republic state suburb territory town township village".split()
)
# Verbs that have no object when they stand right before "and": "came and saw it".
_WITHOUT_OBJECT = frozenset(
    "act appear appeared arrive arrived came collapse collapsed come compete cooperate cried cry dance danced die died "
    "emerge emerged exist fall fell gather gathered go grow grew happen happened jump jumped kneel knelt laugh laughed "
    "lie lay listen listened live lived look looked march marched occur participate persist protest protested "
    "remain remained resign resigned return returned rise rose run ran sit sat sleep slept speak spoke stand stood "
    "stay stayed step stepped stop stopped swim swam talk talked travel travelled traveled vanish vanished wait waited "
    "walk walked went wept work worked".split()
)


def is_amount(reading: Reading, noun: int) -> bool:
    """Whether a noun is a bare amount, "rose 5.4 percent": what is said behind it is of the whole clause."""
    if reading.upos[noun] == "NUM":  # but "three, aged 12 to 15, were hurt"
        entity = reading.entity_of[noun]
        return not reading.relations[noun].startswith("nsubj") and (entity is None or entity.type == "Money")
    relations = {reading.relations[c] for c in reading.children[noun]}
    return "nummod" in relations and "det" not in relations and reading.document.words[noun].lower() in UNITS


def is_office(reading: Reading, noun: int) -> bool:
    """Whether a noun is an office that somebody holds."""
    word = reading.document.words[noun]
    return word in OFFICES or word.capitalize() in OFFICES


def is_short_form(reading: Reading, noun: int) -> bool:
    """Whether a word is a short form in brackets: "people with diabetes (DM)"."""
    words = reading.document.words
    capitals = sum(letter.isupper() for letter in words[noun])
    return capitals > 1 and words[noun - 1 : noun] == ["("] and words[noun + 1 : noun + 2] == [")"]


def objects_lent(reading: Reading, verb: int, later: int) -> list[int]:
    """The heads of the objects of a later verb that are a verb's, too, right before the "and": "mend and paint it"."""
    r = reading
    own = any(r.relations[c] in ("obj", "ccomp", "xcomp", "compound:prt", "aux:pass") for c in r.children[verb])
    apart = r.document.words[verb + 1] not in (",", "and", "or") or any(
        r.relations[c] == "obl" for c in r.children[verb]
    )
    if own or apart or r.upos[verb] != "VERB" or r.document.words[verb].lower() in _WITHOUT_OBJECT:
        return []
    return [c for c in r.children[later] if r.relations[c] == "obj" and c > later]


def is_plural(reading: Reading, noun: int) -> bool:
    """Whether a noun phrase with this head takes a plural verb."""
    if any(
        reading.relations[c] == "conj" and reading.upos[c] in ("NOUN", "PROPN", "PRON") for c in reading.children[noun]
    ):
        return True
    word, entity = reading.document.words[noun].lower(), reading.entity_of[noun]
    people = reading.xpos[noun] == "NNPS" and entity is not None and entity.type == "NORP"  # "Bolivians"
    several = word in _SEVERAL  # "four of them left"
    return reading.xpos[noun] == "NNS" or people or several or word in _PLURAL_PRONOUNS


def auxiliaries(reading: Reading, predicate: int) -> list[int]:
    """The auxiliaries and copula of a predicate, in their order."""
    return [c for c in reading.children[predicate] if reading.relations[c].startswith(("aux", "cop"))]


def number(reading: Reading, predicate: int) -> bool | None:
    """Whether a predicate's finite verb is plural; None where its form does not tell ("left", "will leave")."""
    for t in (*auxiliaries(reading, predicate), predicate):
        word = reading.document.words[t].lower()
        if reading.xpos[t] == "VBZ" or word in ("was", "has"):
            return False
        if reading.xpos[t] == "VBP" or word == "were":
            return True
        if reading.xpos[t] in ("MD", "VBD"):
            return None
    return None


def is_past(reading: Reading, predicate: int) -> bool:
    """Whether the clause of this predicate is in the past: its finite verb's tense, past when there is none."""
    tags = {reading.xpos[c] for c in auxiliaries(reading, predicate)}
    tags.add(reading.xpos[predicate])
    if tags & _PAST:
        return True
    return not (tags & _PRESENT or "MD" in tags)


def is_dated(reading: Reading, tokens: list[int]) -> bool:
    """Whether a phrase names the year of what happened: "founded in 1954", "shot in the 1879 war"."""
    said = [word for t in tokens if (word := reading.document.words[t]) != "the"]
    years = (y for word, y in pairwise(said) if word.lower() == "in" and len(y) == 4 and y.isdecimal())
    return any(y < _TO_COME for y in years)


def copula(*, plural: bool, past: bool) -> str:
    """The form of "be" that agrees."""
    return ("were" if plural else "was") if past else ("are" if plural else "is")


@lru_cache(maxsize=4096)
def inflect(word: str, tag: str) -> str | None:
    """Another form of a verb (Penn tag VBD, VBZ, VBP, ...); None when the word is not known as a verb."""
    from lemminflect import getInflection, getLemma  # noqa: PLC0415 - its dictionaries, and spaCy if that is not loaded

    lemmas = getLemma(word.lower(), upos="VERB")
    forms = getInflection(lemmas[0], tag=tag) if lemmas else ()
    return str(forms[0]) if forms else None


@lru_cache(maxsize=1024)
def singular_noun(word: str) -> str | None:
    """The singular of a plural noun, in the same case; None when it is not known."""
    if word.endswith("s") and word[:-1].isupper() and len(word) > 2:
        return word[:-1]  # "MPs"
    from lemminflect import getLemma  # noqa: PLC0415 - as above

    lemmas = getLemma(word, upos="NOUN")
    return str(lemmas[0]) if lemmas and lemmas[0].lower() != word.lower() else None


def singular_verb(word: str, tag: str) -> str | None:
    """The third person singular of a present or past verb form; None when it needs no change."""
    lowered = word.lower()
    if lowered in _SINGULAR_FORMS:
        return _SINGULAR_FORMS[lowered]
    if tag == "VBP":
        form = inflect(word, "VBZ")
        return form if form and form != lowered else None
    return None


def third_person(reading: Reading, subject: int) -> dict[int, str]:
    """The finite verb of an "I" that becomes a name, by its token: "am" -> "is", "know" -> "knows"."""
    r = reading
    if not r.relations[subject].startswith("nsubj") or r.heads[subject] < 0:
        return {}
    verb = r.heads[subject]
    finite = next((c for c in r.children[verb] if r.relations[c].startswith(("aux", "cop"))), verb)
    word = r.document.words[finite].lower()
    form = _THIRD_PERSON.get(word) or (singular_verb(word, "VBP") if r.xpos[finite] == "VBP" else None)
    return {finite: form} if form else {}
