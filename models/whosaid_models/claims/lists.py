"""Lists whose items hold one by one: "A and B left" -> "A left", "B left"; but "A and B met" stays whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from whosaid_models.claims import grammar
from whosaid_models.claims.drafts import Draft, Piece
from whosaid_models.claims.wording import Wording
from whosaid_models.domain import EditKind
from whosaid_models.reader.reading import Reading

# Predicates and words under which "A and B" holds only for both together.
_TOGETHER = frozenset(
    "meet met meeting meets agree agreed agrees differ differed differs talk talks talked clash clashed marry married "
    "disagree disagreed disagrees "
    "merge merged discuss discussed discusses negotiate negotiated compete competed total totalled totaled "
    "share shared exchange exchanged sign signed divorce divorced combine combined".split()
)
_TOGETHER_WORDS = frozenset("together jointly respectively combined mutual bilateral versus".split())
_MOST_ITEMS = 30
_MOST_LISTS = 3


def distribute(reading: Reading, wording: Wording, draft: Draft) -> Iterator[Draft]:
    """One draft for each item of a list that holds item by item; the draft itself when there is none."""
    head = _list_head(reading, wording, draft)
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


def _list_head(r: Reading, wording: Wording, draft: Draft) -> int | None:
    """The first item of the distributive list nearest to the predicate; None when there is none."""
    tokens = set(draft.tokens())
    lowered = {r.document.words[t].lower() for t in tokens}
    if lowered & _TOGETHER_WORDS or r.document.words[draft.predicate].lower() in _TOGETHER:
        return None
    for t in sorted(tokens, key=lambda t: (_depth(r, t, draft.predicate), t)):
        items = _items(r, t)
        if not items or len(items) >= _MOST_ITEMS or not all(i in tokens for i in items):
            continue
        if not all(_set_apart(r, i) for i in items):
            continue
        conjunctions = {r.document.words[c].lower() for i in items for c in r.children[i] if r.relations[c] == "cc"}
        if conjunctions <= {"and", "&", "as"} and splittable(r, t, items):
            return t
    return None


def splittable(r, t, items) -> bool:
    if r.upos[t] == "NUM":
        return False
    if any(r.document.words[c].lower() in ("between", "among", "amongst") for c in r.children[t]):
        return False
    return not _inside_name(r, t, items)


def _depth(r: Reading, t: int, predicate: int) -> int:
    """Steps up the tree from a token to the predicate; many when it is not below it."""
    for steps in range(12):
        if t == predicate:
            return steps
        t = r.heads[t]
        if t < 0:
            break
    return 99


def _in_subclause(r: Reading, wording: Wording, t: int, predicate: int) -> bool:
    """Whether a list stands in a clause that makes a claim of its own: it is split there."""
    while t >= 0 and t != predicate:
        if t in wording.units:
            return True
        t = r.heads[t]
    return False


def _set_apart(r: Reading, item: int) -> bool:
    """Whether a conjunction or comma stands before an item; "Minister" and "X" side by side are one."""
    first = min(r.subtree(item))
    return first < item and r.relations[first] in ("cc", "punct")


def _verbs(r: Reading, head: int, items: list[int]) -> bool:
    """Infinitives and participles under one verb: "slated to become X and to serve as Y"."""
    return r.relations[head] in ("xcomp", "advcl", "acl") and all(r.upos[t] == "VERB" for t in (head, *items))


def _nouns(r: Reading, head: int, items: list[int]) -> bool:
    if not all(r.upos[t] in ("NOUN", "PROPN") for t in (head, *items)) or _inside_name(r, head, items):
        return False
    if any(r.document.words[c].lower() in ("between", "among", "amongst") for c in r.children[head]):
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
    gone |= {c for c in r.children[head] if r.relations[c] == "cc:preconj"}
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
