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
    "merge merged discuss discussed discusses negotiate negotiated compete competed total totalled totaled share shared "
    "exchange exchanged sign signed divorce divorced combine combined".split()
)
_TOGETHER_WORDS = frozenset("between among together jointly respectively combined both total other mutual bilateral versus".split())
_MOST_ITEMS = 6


def apposition(reading: Reading, wording: Wording, token: int) -> list[Piece] | None:
    """"X, a Y" -> "X is a Y"; the proper name is the subject, whichever comes first."""
    r, head = reading, reading.heads[token]
    left, right = wording.noun_phrase(head), wording.noun_phrase(token)
    if not left or not right or set(left) & set(right):
        return None
    named = lambda t: r.upos[t] == "PROPN" or r.entity_of[t] is not None  # noqa: E731
    if not named(head) and named(token):
        left, right, head, token = right, left, token, head
    elif named(token):
        return None  # two names: a place in a place, an acronym
    if r.upos[token] not in ("NOUN", "PROPN", "ADJ") or r.upos[head] not in ("NOUN", "PROPN") or r.xpos[token] == "CD":
        return None
    if all(r.upos[t] == "NUM" for t in right):
        return None
    verb = grammar.copula(plural=grammar.is_plural(r, head), past=False)
    return [*words(left), insertion(verb), *words(right)]


def title(reading: Reading, wording: Wording, entity: EntityReading) -> list[Piece] | None:
    """"foreign minister X" -> "X is foreign minister"; ranks and "Mr" make no claim."""
    r = reading
    first = entity.first
    while first < entity.last and r.document.words[first].lower().rstrip(".") in HONORIFICS:
        first += 1
    name = list(range(first, entity.last))
    before: list[int] = []
    t = entity.first - 1
    sentence = r.document.sentences[r.document.sentence_of[entity.first]].first
    top = _top_of_name(r, entity)
    while t >= sentence and _belongs(r, t, entity, top) and not wording.outside(t, entity.last - 1):
        before.insert(0, t)
        t -= 1
    while before and (r.upos[before[0]] in ("PUNCT", "CCONJ", "ADP") or r.document.words[before[0]].lower() in ("the", "a", "an")):
        before.pop(0)
    nouns = [t for t in before if r.upos[t] in ("NOUN", "PROPN") and r.document.words[t].lower().rstrip(".") not in HONORIFICS]
    if not nouns or not name or r.entity_of[before[-1]] is not None and r.upos[before[-1]] == "PROPN" and r.entity_of[before[-1]].type != "Misc":  # type: ignore[union-attr]
        return None
    return [*words(name), insertion("is"), *words(before)]


def _top_of_name(r: Reading, entity: EntityReading) -> int:
    """The token above the whole noun phrase that a name stands in: the name's head, or the title that governs it."""
    inside = range(entity.first, entity.last)
    head = next((t for t in inside if r.heads[t] not in inside), entity.last - 1)
    governor = r.heads[head]
    return governor if governor >= 0 and governor < entity.first and r.relations[head] in ("appos", "flat", "nmod:desc", "compound") else head


def _belongs(r: Reading, t: int, entity: EntityReading, top: int) -> bool:
    """Whether a token before a name is part of its title: below the name or its title, without prepositions or commas."""
    if r.upos[t] in ("PUNCT", "VERB", "AUX", "ADP", "PRON", "SCONJ", "CCONJ", "ADV", "NUM") and r.document.words[t] not in ("-", "’s", "'s"):
        return False
    at = t
    for _ in range(6):
        if at == top or entity.first <= at < entity.last:
            return r.relations[t] not in ("case",) or r.document.words[t] in ("'s", "’s", "'")
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
    """A second list in the same claim is split too (subject and object), but no third."""
    draft.features["items"] = draft.features.get("items", 0) + 1
    if draft.features["items"] < 2:  # noqa: PLR2004
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
        if not items or r.upos[t] not in ("NOUN", "PROPN") or not all(i in tokens and r.upos[i] in ("NOUN", "PROPN") for i in items):
            continue
        if len(items) >= _MOST_ITEMS or not r.relations[t].startswith(("nsubj", "obj", "obl", "conj", "nmod")) or _inside_name(r, t, items):
            continue
        conjunctions = {r.document.words[c].lower() for i in items for c in r.children[i] if r.relations[c] == "cc"}
        if conjunctions <= {"and", "&", "as"} and conjunctions and _worth_splitting(r, t, items):
            return t
    return None


def _inside_name(r: Reading, head: int, items: list[int]) -> bool:
    entity = r.entity_of[head]
    return entity is not None and any(entity.first <= i < entity.last for i in items)


def _worth_splitting(r: Reading, head: int, items: list[int]) -> bool:
    """Subjects and objects split; deeper phrases only when they are names. Bare noun pairs ("law and order") stay."""
    named = all(r.upos[t] == "PROPN" for t in (head, *items))
    if named:
        return True
    if not r.relations[head].startswith(("nsubj", "obj", "obl:agent")):
        return False
    return any(r.children[t] and any(r.relations[c] in ("det", "amod", "nmod", "nmod:poss", "compound", "nummod", "acl") for c in r.children[t]) for t in items)


def _choose(r: Reading, wording: Wording, draft: Draft, items: list[int], item: int) -> Draft | None:
    """Keep one item of a list, with the prepositions and articles that the first item carries for all."""
    head = items[0]
    inside = {t for i in items[1:] for t in r.subtree(i)}
    shared = [c for c in r.children[head] if r.relations[c] in ("case", "det", "nmod:poss") and c < head]
    own = set(r.subtree(head)) - inside
    if item == head:
        gone = inside
    else:
        mine = set(r.subtree(item)) - {c for c in r.children[item] if r.relations[c] in ("cc", "punct")}
        kinds = {r.relations[c] for c in r.children[item]}
        carried = {t for c in shared if r.relations[c] == "case" and "case" not in kinds for t in r.subtree(c)}
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
    finite = next((c for c in r.children[draft.predicate] if r.relations[c].startswith(("aux", "cop"))), draft.predicate)
    out = []
    for p in pieces:
        form = grammar.singular_verb(r.document.words[p.token], r.xpos[p.token]) if p.token == finite and p.text is None else None
        out.append(replace(p, text=form.strip(), edit=EditKind.INFLECT) if form else p)
    return out

