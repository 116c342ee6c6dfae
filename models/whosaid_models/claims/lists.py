"""Lists whose items hold one by one: "A and B left" -> "A left", "B left"; but "A and B met" stays whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from whosaid_models.attribution.bodies import OFFICES
from whosaid_models.claims import agreement, clauses, grammar
from whosaid_models.claims.drafts import Draft, Piece, Unit
from whosaid_models.claims.items import Item, not_only, others
from whosaid_models.claims.phrases import aged_aside
from whosaid_models.claims.wording import Wording
from whosaid_models.reader.reading import Reading

# Predicates under which "A and B" holds only for both together; of the second sort, only where they are the subject.
_TOGETHER = frozenset(
    "meet met meeting meets agree agreed agrees differ differed differs talk talks talked clash clashed marry married "
    "disagree disagreed disagrees merge merged negotiate negotiated compete competed total totalled totaled "
    "share shared exchange exchanged divorce divorced combine combined".split()
)
_SUBJECTS_TOGETHER = frozenset("discuss discussed discusses sign signed signs".split())
_PAIRS = frozenset({("day", "night"), ("law", "order")})
_TOGETHER_WORDS = frozenset("together jointly respectively combined mutual bilateral versus".split())
# What stands between items.
_BETWEEN = frozenset({",", ";", "and", "&"})
# Prepositions and participles whose objects are meant all together: without one of them the rest is another amount.
_WHOLE = frozenset(
    "among amongst apart aside barring besides between beyond comprising except excepting excluding minus plus "
    "totalling".split()
)
# "The minister of mines and energy" has one office; "a balance of supply and demand" needs both.
_ONE_OF_ALL = frozenset(
    "alliance balance blend coalition collection combination department merger minister ministry mix mixture portfolio "
    "secretary undersecretary".split()
)
_PLACED = frozenset({"across", "at", "from", "in"})  # where a number of people or things is, or comes from
# What "two years and six months" is made of.
_MEASURES = frozenset("year month week day hour minute second foot inch pound ounce dollar cent rupee".split())
# What stands for items that are not named.
_AND_SO_ON = frozenset("so on forth etc many much more".split())
_MOST_LISTS = 3
_MOST_DRAFTS = 40  # that one clause makes: three long lists would make thousands


def distribute(reading: Reading, draft: Draft, wording: Wording) -> Iterator[Draft]:
    """One draft for each item of a list that holds item by item; the draft itself when there is none.

    Of several lists side by side (subject and object) one is split and the others stay whole: nobody states each of
    their combinations. A list inside an item of another is split too, but not without end.
    """
    found = list(_splits(reading, draft, wording))
    return _distribute(reading, draft, wording, _to_split(reading, [items for items, _ in found]), found, 1)


_Split = tuple[list[Item], list[Draft]]  # a list, and the claim about each of its items


def _splits(r: Reading, draft: Draft, wording: Wording, heads: set[int] | None = None) -> Iterator[_Split]:
    """The lists of a claim that can be split; ``heads``: only those that begin with one of these."""
    for items in _lists(r, draft):
        if len(items) <= _MOST_DRAFTS and (heads is None or items[0].head in heads):
            chosen = [each for item in items if (each := _choose(r, wording, draft, items, item)) is not None]
            if len(chosen) == len(items):
                yield items, chosen


def _distribute(
    r: Reading, draft: Draft, wording: Wording, heads: set[int], found: Iterable[_Split], already: int
) -> Iterator[Draft]:
    """Split the first of the lists ``found`` that begins with one of ``heads``, and the lists in its items.

    ``already``: how many drafts the clause makes without this list.
    """
    for items, chosen in found:
        if items[0].head not in heads or already * len(items) > _MOST_DRAFTS:
            continue
        for item, each in zip(items, chosen, strict=True):
            if _AND_SO_ON.issuperset(item.said(r)):
                continue
            each.features["items"] = each.features.get("items", 0) + 1
            inner = _splits(r, each, wording, heads) if each.features["items"] < _MOST_LISTS else ()
            yield from _distribute(r, each, wording, heads, inner, already * len(items))
        return
    yield draft


def _items(r: Reading, head: int, tokens: set[int]) -> list[Item]:
    """The items of the list that begins with ``head``, as far as they are in the claim; one item: no list."""
    items = [Item(head)]
    for c in r.children[head]:
        if r.relations[c] != "conj":
            continue
        if c not in tokens:
            # "Then-partner X": the name stands for the description
            named = next((a for a in r.children[c] if r.relations[a] == "appos" and a in tokens), None)
            if named is not None and _set_apart(r, c):
                items.append(Item(named, (c,)))
            continue
        if _set_apart(r, c):
            items.append(Item(c))
        else:
            items[-1] = replace(items[-1], rest=(*items[-1].rest, c))
    return items


def holds_together(r: Reading, draft: Draft) -> bool:
    """Whether a claim holds only for all that it names: "A and B met"."""
    lowered = {r.document.words[t].lower() for t in draft.tokens()}
    return bool(lowered & _TOGETHER_WORDS) or r.document.words[draft.predicate].lower() in _TOGETHER


def _lists(r: Reading, draft: Draft) -> Iterator[list[Item]]:
    """The distributive lists of a claim, the one nearest to the predicate first."""
    tokens = set(draft.tokens())
    if holds_together(r, draft):
        return
    if r.document.words[draft.predicate].lower() in _SUBJECTS_TOGETHER:
        tokens.difference_update(*(r.subtree(c) for c in clauses.subjects(r, draft.predicate)))
    tokens -= _described_together(r, draft)
    if _divides_subject(r, draft.predicate):
        tokens.discard(draft.predicate)
    # "The minister, X, and the mayor": the name stands for the description that the list begins with.
    named = () if draft.unit is Unit.APPOSITION else [t for t in tokens if r.relations[t] == "appos"]
    for t in sorted(tokens.union(r.heads[t] for t in named), key=lambda t: (_depth(r, t, draft.predicate), t)):
        items = _items(r, t, tokens)
        if len(items) > 1 and _distributive(r, t, [item.head for item in items[1:]]):
            yield items


def _described_together(r: Reading, draft: Draft) -> set[int]:
    """What is said of several together, by a phrase that is no plural noun: of "X and Y are the team"."""
    if draft.unit is not Unit.APPOSITION:
        return set()
    are = agreement.copula_of_several(draft.pieces)
    described, phrase = draft.pieces[: max(are, 0)], draft.pieces[are + 1 :]
    if r.xpos[agreement.described_by(r, phrase)] == "NNS":
        return {p.token for p in phrase}
    return {p.token for p in described}


def _divides_subject(r: Reading, predicate: int) -> bool:
    """Whether a list says which part of a plural subject is what: "the victims were farmers, nurses and teachers"."""
    copula = r.upos[predicate] in ("NOUN", "PROPN") and any(r.relations[c] == "cop" for c in r.children[predicate])
    governed = any(r.relations[c] == "case" for c in r.children[predicate])
    subjects = clauses.subjects(r, predicate)
    plural = any(grammar.is_plural(r, s) or (r.upos[s] == "NUM" and r.xpos[predicate] != "CD") for s in subjects)
    return copula and not governed and (plural or r.xpos[predicate] == "NNS")


def _to_split(r: Reading, lists: list[list[Item]]) -> set[int]:
    """The heads of the longest list and of those that it is inside of, or that are inside of it."""
    inside = {items[0].head: {t for item in items[1:] for t in item.words(r)} for items in lists}
    heads: list[int] = []
    for items in sorted(lists, key=len, reverse=True):  # of two as long the one nearer to the predicate
        head = items[0].head
        if all(head in inside[other] or other in inside[head] for other in heads):
            heads.append(head)
    return set(heads)


def _distributive(r: Reading, head: int, items: list[int]) -> bool:
    """Whether each item of a list holds by itself: not numbers, alternatives, "between A and B", parts of a name."""
    conjunctions = {r.document.words[c].lower() for i in items for c in r.children[i] if r.relations[c] == "cc"}
    if not conjunctions and _sort(r, items[0]) == "Person" and _sort(r, head) in ("Location", "Organization"):
        return False  # "the mayor of A, B, left" is about one
    if r.entity_of[head] is not None and any(r.document.words[i].capitalize() in OFFICES for i in items):
        return False  # "the head of A and mayor of B": the offices are coordinated, not what they are of
    if _against(r, head):
        conjunctions -= {"but"}
    if r.upos[head] == "NUM" or not conjunctions <= {"and", "&", "as"} or _inside_name(r, head, items):
        return False
    if any(_is_one_word(r, head, i) for i in items) or _of_one_thing(r, head, conjunctions):
        return False
    if any(_unlike(r, head, i) for i in items):
        return False
    return not _meant_whole(r, head)


def _is_one_word(r: Reading, head: int, item: int) -> bool:
    """Whether what is coordinated is one word or amount: "more and more", "black-and-white", "a year and a month"."""
    words, tokens = r.document.words, r.document.tokens
    if (words[head].lower(), words[item].lower()) in _PAIRS:
        return True
    if words[head].lower() == words[item].lower() and r.subtree(item) == [head + 1, head + 2]:
        return True
    joint = next((c for c in r.children[item] if r.relations[c] == "cc" and c), 0)
    if joint and tokens[joint - 1].end == tokens[joint].begin:
        return True
    measured = all(any(r.relations[c] in ("nummod", "det") for c in r.children[t]) for t in (head, item))
    return measured and all(words[t].lower().removesuffix("s") in _MEASURES for t in (head, item))


def _against(r: Reading, head: int) -> bool:
    """Whether "but" after the first item takes nothing of it back: "is good news, but dear", "not only A but B"."""
    kinds = {r.relations[c] for c in r.children[head]}
    denied = any(r.document.words[c].lower() in clauses.UNTRUE for c in r.children[head])
    return ("cop" in kinds and not denied) or bool(not_only(r, head))


def _unlike(r: Reading, head: int, item: int) -> bool:
    """Whether an item cannot stand in the place of the first: "to tell them of it and issuing it", "support and to go".

    The tree has hung it on the wrong word.
    """
    if r.xpos[head] == "VB":
        return r.xpos[item] in ("VBG", "VBN", "VBZ")
    infinitive = r.xpos[item] == "VB" and any(r.xpos[c] == "TO" for c in r.children[item])
    return infinitive and r.upos[head] in ("NOUN", "PROPN")


def _of_one_thing(r: Reading, head: int, conjunctions: set[str]) -> bool:
    """Whether a list before a word describes the same: "an important and pioneering role", "fully and fairly paid"."""
    above = r.heads[head]
    if r.relations[head] == "advmod":
        return head < above
    before = r.relations[head] in ("amod", "compound")
    return before and not (conjunctions and r.xpos[above] in ("NNS", "NNPS"))


def _meant_whole(r: Reading, head: int) -> bool:
    """Whether a list stands under a word that takes all of its items: "excluding food and energy"."""
    above = r.heads[head]
    governors = [c for c in r.children[head] if r.relations[c] == "case"]
    if above >= 0 and r.relations[head] in ("obj", "obl", "nmod"):
        governors.append(above)  # "excluding" as a verb
    if any(r.document.words[t].lower() in _WHOLE for t in governors):
        return True
    if r.relations[head] == "nmod" and r.document.words[above].lower() in _ONE_OF_ALL:
        return any(r.document.words[c].lower() in ("of", "for") for c in r.children[head])
    return _shares_amount(r, head)


def _shares_amount(r: Reading, head: int) -> bool:
    """Whether a list divides an amount right before it, or that of the subject, which is that of all.

    "3 million in cash and gifts"; "3 million people in A and B starve".
    """
    case = next((c for c in r.children[head] if r.relations[c] == "case"), -1)
    noun = case - 1
    if r.relations[head] == "obl" and case >= 0 and r.document.words[case].lower() in _PLACED:
        subjects = clauses.subjects(r, r.heads[head])
        if any(r.relations[c] == "nummod" for subject in subjects for c in r.children[subject]):
            return True
    if noun < 0 or min(r.subtree(head)) != case or r.document.words[case].lower() not in ("in", "of", "on", "for"):
        return False
    return any(r.relations[c] == "nummod" for c in r.children[noun])


def _sort(r: Reading, t: int) -> str:
    entity = r.entity_of[t]
    return entity.type if entity is not None else ""


def _depth(r: Reading, t: int, predicate: int) -> int:
    """Steps up the tree from a token to the predicate; many when it is not below it."""
    for steps in range(12):
        if t == predicate:
            return steps
        t = r.heads[t]
        if t < 0:
            break
    return 99


def _set_apart(r: Reading, item: int) -> bool:
    """Whether a conjunction or comma stands before an item; "Minister" and "X" side by side are one."""
    first = min(r.subtree(item))
    if first < item and r.relations[first] in ("cc", "punct"):
        return True
    return first > 0 and r.document.words[first - 1] in _BETWEEN  # which the tree may give to another item


def _inside_name(r: Reading, head: int, items: list[int]) -> bool:
    entity = r.entity_of[head]
    return entity is not None and any(entity.first <= i < entity.last for i in items)


def _choose(r: Reading, wording: Wording, draft: Draft, items: list[Item], item: Item) -> Draft | None:
    """Keep one item of a list; None when nothing would be left of the claim."""
    head = items[0].head
    gone = others(r, draft, items, item) | not_only(r, head)
    gone |= {c for c in r.children[head] if r.relations[c] == "cc:preconj"}
    subject = agreement.subject_of_list(r, head)
    if subject >= 0:
        gone |= agreement.of_all(r, subject)
        gone |= {t for i in items if len(ages := aged_aside(r, i.head)) > 2 for t in ages}  # of them all
    predicate = item.head if head == draft.predicate and r.upos[head] != "VERB" else draft.predicate
    if predicate in gone:
        return None
    pieces = [p for p in draft.pieces if p.token not in gone]
    one: list[Piece] | None = pieces
    if draft.unit is Unit.APPOSITION:
        one = agreement.described_one(r, pieces, item.head)
    one = one and agreement.of_one(r, one, head, item.head)
    if one is None:
        return None
    pieces = agreement.verb_of_one(r, one, draft, subject, item.head) if subject >= 0 else one
    chosen = draft.with_pieces(wording.tidy(pieces))
    return replace(chosen, predicate=predicate, features=dict(draft.features))
