"""What a sentence is about goes on in the next one (centering theory: Grosz, Joshi and Weinstein 1995)."""

from __future__ import annotations

from whosaid_models.attribution.characters import Cast, Character
from whosaid_models.attribution.pronouns import gender_of
from whosaid_models.reader.reading import Reading

# Verbs whose "it" stands for nothing: "it took a while to ...".
_EMPTY = frozenset("take takes took taken seem seems seemed appear appears appeared happen happens happened".split())


def is_subject(r: Reading, t: int) -> bool:
    """Whether a token is a clause's subject, and no relative pronoun."""
    return r.relations[t].startswith("nsubj") and r.xpos[t] not in ("WDT", "WP") and r.heads[t] >= 0


def main_subject(r: Reading, sentence: int) -> int:
    """The one subject of the main clause of a sentence (its number); -1 where there is none, or several."""
    if sentence < 0:
        return -1
    tokens = range(r.document.sentences[sentence].first, r.document.sentences[sentence].last)
    subjects = [t for t in tokens if is_subject(r, t) and r.heads[r.heads[t]] < 0]
    return subjects[0] if len(subjects) == 1 else -1


def subject_gone_on_with(r: Reading, token: int) -> int:
    """The main subject of the sentence before one that begins with "its", or "it" that does something; else -1.

    Not where "it" may stand for nothing or for what was said ("it was the first time", "it is known that").
    """
    verb, here = r.heads[token], r.document.sentence_of[token]
    if r.xpos[token] == "PRP$":
        return _owner_gone_on_with(r, token)
    opening = range(r.document.sentences[here].first, token)
    if not r.relations[token].startswith("nsubj") or any(r.upos[t] not in ("ADV", "CCONJ", "PUNCT") for t in opening):
        return -1
    empty = any(r.relations[c].split(":")[0] in ("ccomp", "cop", "csubj") for c in r.children[verb])
    if r.upos[verb] != "VERB" or empty or r.document.words[verb].lower() in _EMPTY:
        return -1
    noun = main_subject(r, here - 1)
    return noun if noun >= 0 and r.document.quoted[noun] == r.document.quoted[token] else -1


def _owner_gone_on_with(r: Reading, token: int) -> int:
    """The main subject of the sentence before one that begins with "its": "Its chairman, Ben Okoro, said"."""
    here = r.document.sentence_of[token]
    opening = range(r.document.sentences[here].first, token)  # "“...,” its director said"
    opens = all(r.document.quoted[t] or r.upos[t] == "PUNCT" for t in opening)
    noun = main_subject(r, here - 1) if opens else -1
    return noun if noun >= 0 and r.document.quoted[noun] == r.document.quoted[token] else -1


def person_before(r: Reading, cast: Cast, token: int, gender: str) -> Character | None:
    """Whom a subject "he" means that is the first person of its sentence: the subject of the sentence before.

    The coreference head, sure as it may be, is often wrong about it. Not where the sentence before has another "he" or
    "him" that may be gone on with: "Berg praised her. She ...". ``gender``: "he" or "she".
    """
    document, number = r.document, r.document.sentence_of[token]
    opens = r.xpos[token] == "PRP$" and token == document.sentences[number].first  # "His books sold well"
    if number == 0 or not (opens or r.relations[token].startswith("nsubj")):
        return None
    here, before = document.sentences[number], document.sentences[number - 1]
    if any(_is_person(r, cast, t) for t in range(here.first, token)):
        return None
    words = document.words
    if any(gender_of(words[t]) == gender and r.xpos[t] != "PRP$" for t in range(before.first, before.last)):
        return None
    found = cast.of_token.get(main_subject(r, number - 1))
    return found if found is not None and found.type == "Person" and found.gender in ("", gender) else None


def person_above(r: Reading, cast: Cast, token: int, gender: str) -> Character | None:
    """Whom "he" or "his" means in a sentence that names one person before it: the subject of a clause above.

    "Ruiz, a lawyer from Larn, said she ...".
    """
    first = r.document.sentences[r.document.sentence_of[token]].first
    before = [t for t in range(first, token) if _is_person(r, cast, t)]
    people = {id(c): c for t in before if (c := cast.of_token.get(t)) is not None}
    joined = token > first and r.document.words[token - 1].lower() == "and"  # "Ruiz and his brother"
    if joined or len(people) != 1 or any(t not in cast.of_token for t in before):
        return None
    (person,) = people.values()
    at = r.heads[token]
    while at >= 0:
        subjects = (c for c in r.children[at] if r.relations[c].startswith("nsubj"))
        if any(cast.of_token.get(c) is person for c in subjects):
            return person if person.gender in ("", gender) else None
        at = r.heads[at]
    return None


def _is_person(r: Reading, cast: Cast, t: int) -> bool:
    """Whether a word is a name or a pronoun of one person."""
    character = cast.of_token.get(t)
    return bool(gender_of(r.document.words[t])) or (character is not None and character.type == "Person")
