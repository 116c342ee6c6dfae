"""Claims that nouns make: appositions, titles before names, and lists whose items hold one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from whosaid_models.attribution.characters import HONORIFICS
from whosaid_models.claims import grammar
from whosaid_models.claims.drafts import Draft, Piece, insertion, words
from whosaid_models.claims.wording import Wording
from whosaid_models.domain import EditKind
from whosaid_models.reader.reading import EntityReading, Reading

# Predicates and words under which "A and B" holds only for both together.
_TOGETHER = frozenset(
    "meet met meeting meets agree agreed agrees differ differed differs talk talks talked clash clashed marry married "
    "merge merged discuss discussed discusses negotiate negotiated compete competed total totalled totaled "
    "share shared exchange exchanged sign signed divorce divorced combine combined".split()
)
_TOGETHER_WORDS = frozenset("between among together jointly respectively combined mutual bilateral versus".split())
_MOST_ITEMS = 6
_MOST_LISTS = 3
_YOUNGEST = 4  # a smaller number after a name is rather a score or a place in a list


def apposition(reading: Reading, wording: Wording, token: int) -> list[Piece] | None:
    """Word an apposition: "X, a Y" -> "X is a Y"; the proper name is the subject, whichever comes first."""
    r, head = reading, reading.heads[token]
    left, right = wording.noun_phrase(head), wording.noun_phrase(token)
    if not left or not right or set(left) & set(right):
        return None
    named = lambda t: r.upos[t] == "PROPN" or r.entity_of[t] is not None  # noqa: E731
    if not named(head) and named(token):
        left, right, head, token = right, left, token, head
    elif named(token):
        return None  # two names: a place in a place, an acronym
    one_of = r.document.words[token].lower() == "one" and any(r.relations[c] == "nmod" for c in r.children[token])
    if (
        (r.upos[token] not in ("NOUN", "PROPN", "ADJ") and not one_of)
        or r.upos[head] not in ("NOUN", "PROPN")
        or r.xpos[token] == "CD"
    ):
        return None
    if all(r.upos[t] == "NUM" for t in right):
        return None
    verb = grammar.copula(plural=grammar.is_plural(r, head), past=False)
    return [*words(left), insertion(verb), *words(right)]


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
    nouns = [t for t in before if r.upos[t] in ("NOUN", "PROPN") and _bare(r, t) not in HONORIFICS]
    if not nouns or not name:
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


def age(reading: Reading, wording: Wording, entity: EntityReading) -> list[Piece] | None:
    """Word an age: "X, 35, ..." or "X (35)" -> "X is 35 years old"."""
    r, words_ = reading, reading.document.words
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
    return [*words(_without_honorifics(r, entity)), insertion("is"), Piece(token=t + 1), insertion("years old")]


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
    """The words before a name that say what its bearer is."""
    before: list[int] = []
    t = entity.first - 1
    sentence = r.document.sentences[r.document.sentence_of[entity.first]].first
    top = _top_of_name(r, entity)
    while t >= sentence and _belongs(r, t, entity, top) and not wording.outside(t, entity.last - 1):
        before.insert(0, t)
        t -= 1
    while before and (r.upos[before[0]] in ("PUNCT", "CCONJ", "ADP") or _bare(r, before[0]) in ("the", "a", "an")):
        before.pop(0)
    return before


def _top_of_name(r: Reading, entity: EntityReading) -> int:
    """The token above the whole noun phrase that a name stands in: the name's head, or the title that governs it."""
    inside = range(entity.first, entity.last)
    head = next((t for t in inside if r.heads[t] not in inside), entity.last - 1)
    governor = r.heads[head]
    return (
        governor
        if governor >= 0 and governor < entity.first and r.relations[head] in ("appos", "flat", "nmod:desc", "compound")
        else head
    )


def _belongs(r: Reading, t: int, entity: EntityReading, top: int) -> bool:
    """Whether a token before a name is part of its title: below it in the tree, no preposition or comma."""
    if r.upos[t] in ("PUNCT", "VERB", "AUX", "ADP", "PRON", "SCONJ", "CCONJ", "ADV", "NUM") and r.document.words[
        t
    ] not in ("-", "’s", "'s"):
        return False
    at = t
    for _ in range(6):
        if at == top or entity.first <= at < entity.last:
            return r.relations[t] != "case" or r.document.words[t] in ("'s", "’s", "'")
        at = r.heads[at]
        if at < 0:
            return False
    return False


def distribute(reading: Reading, wording: Wording, draft: Draft) -> Iterator[Draft]:
    """One draft for each item of a list that holds item by item; the draft itself when there is none."""
    head = _list_head(reading, draft)
    if head is None:
        yield draft
        return
    items = [head, *_items(reading, head)]
    for item in items:
        chosen = _choose(reading, wording, draft, items, item)
        if chosen is None:
            yield draft
            return
        yield from _again(reading, wording, chosen)


def _again(reading: Reading, wording: Wording, draft: Draft) -> Iterator[Draft]:
    """Further lists in the same claim are split too (subject and object), but not without end."""
    draft.features["items"] = draft.features.get("items", 0) + 1
    if draft.features["items"] < _MOST_LISTS:
        yield from distribute(reading, wording, draft)
    else:
        yield draft


def _items(r: Reading, head: int) -> list[int]:
    return [c for c in r.children[head] if r.relations[c] == "conj"]


def _list_head(r: Reading, draft: Draft) -> int | None:
    """The first noun of a distributive list among the draft's words; None when there is none."""
    tokens = set(draft.tokens())
    lowered = {r.document.words[t].lower() for t in tokens}
    if lowered & _TOGETHER_WORDS or r.document.words[draft.predicate].lower() in _TOGETHER:
        return None
    for t in sorted(tokens):
        items = _items(r, t)
        if not items or len(items) >= _MOST_ITEMS or not all(i in tokens for i in items):
            continue
        conjunctions = {_bare(r, c) for i in items for c in r.children[i] if r.relations[c] == "cc"}
        if conjunctions and conjunctions <= {"and", "&", "as"} and (_verbs(r, t, items) or _nouns(r, t, items)):
            return t
    return None


def _verbs(r: Reading, head: int, items: list[int]) -> bool:
    """Infinitives and participles under one verb: "slated to become X and to serve as Y"."""
    return r.relations[head] in ("xcomp", "advcl", "acl") and all(r.upos[t] == "VERB" for t in (head, *items))


def _nouns(r: Reading, head: int, items: list[int]) -> bool:
    if not all(r.upos[t] in ("NOUN", "PROPN") for t in (head, *items)) or _inside_name(r, head, items):
        return False
    return r.relations[head].startswith(("nsubj", "obj", "obl", "conj", "nmod")) and _worth_splitting(r, head, items)


def _inside_name(r: Reading, head: int, items: list[int]) -> bool:
    entity = r.entity_of[head]
    return entity is not None and any(entity.first <= i < entity.last for i in items)


def _worth_splitting(r: Reading, head: int, items: list[int]) -> bool:
    """Names split, and nouns of which one has words of its own; bare pairs ("law and order") stay."""
    if all(r.upos[t] == "PROPN" for t in (head, *items)):
        return True
    kinds = ("det", "amod", "nmod", "nmod:poss", "compound", "nummod", "acl", "acl:relcl")
    return any(r.relations[c] in kinds for t in items for c in r.children[t])


def _choose(r: Reading, wording: Wording, draft: Draft, items: list[int], item: int) -> Draft | None:
    """Keep one item of a list, with the prepositions and articles that the first item carries for all."""
    head = items[0]
    inside = {t for i in items[1:] for t in r.subtree(i)}
    shared = [c for c in r.children[head] if r.relations[c] in ("case", "det", "nmod:poss") and c < head]
    if r.upos[head] == "VERB":
        shared = [c for c in r.children[head] if r.relations[c] == "mark" and c < head]
    own = set(r.subtree(head)) - inside
    if item == head:
        gone = inside
    else:
        mine = set(r.subtree(item)) - {c for c in r.children[item] if r.relations[c] in ("cc", "punct")}
        kinds = {r.relations[c] for c in r.children[item]}
        carried = {
            t
            for c in shared
            if r.relations[c] in ("case", "mark") and r.relations[c] not in kinds
            for t in r.subtree(c)
        }
        if not kinds & {"det", "nmod:poss", "nummod"} and r.upos[item] == "NOUN" and r.xpos[item] == "NN":
            carried |= {t for c in shared if r.relations[c] in ("det", "nmod:poss") for t in r.subtree(c)}
        gone = (own | inside) - mine - carried
    pieces = [p for p in draft.pieces if p.token not in gone]
    if draft.predicate in gone:
        return None
    if r.relations[head].startswith("nsubj"):
        pieces = _agree(r, pieces, draft, item)
    chosen = draft.with_pieces(wording.tidy(pieces))
    return replace(chosen, features=dict(draft.features))


def _agree(r: Reading, pieces: list[Piece], draft: Draft, item: int) -> list[Piece]:
    """Put the finite verb in the singular when the one subject that is left is singular."""
    if r.xpos[item] not in ("NN", "NNP"):
        return pieces
    finite = next(
        (c for c in r.children[draft.predicate] if r.relations[c].startswith(("aux", "cop"))), draft.predicate
    )
    out = []
    for p in pieces:
        form = (
            grammar.singular_verb(r.document.words[p.token], r.xpos[p.token])
            if p.token == finite and p.text is None
            else None
        )
        out.append(replace(p, text=form.strip(), edit=EditKind.INFLECT) if form else p)
    return out
