"""What the claim about one item of a list is made of: which words are that item's own, and which are for all."""

from __future__ import annotations

from dataclasses import dataclass

from whosaid_models.claims import agreement, grammar
from whosaid_models.claims.drafts import Draft
from whosaid_models.reader.reading import Reading

# What may stand behind a list and be about all of its items; what only a clause has.
_MODIFIERS = ("nmod", "acl", "acl:relcl", "advcl", "obl")
_CLAUSAL = ("nsubj", "cop", "aux", "advcl", "expl", "mark")
_DETERMINERS = ("det", "nmod:poss", "nummod")
_ADVERBIALS = ("advcl", "advmod", "obl", "obl:agent", "obl:unmarked")
_JOINTS = ("cc", "conj", "punct")
_OBJECTS = ("obj", "ccomp", "xcomp")
# Adverbs that only say that an item follows another.
_THEN = frozenset("also even finally later then too".split())


@dataclass(frozen=True)
class Item:
    """An item of a list; ``rest``: heads of what stands right beside it, which the tree takes for further items."""

    head: int
    rest: tuple[int, ...] = ()

    def said(self, r: Reading) -> list[str]:
        """Its own words, without what only joins it to the others."""
        own = (t for t in sorted(self.words(r)) if t == self.head or r.relations[t] not in ("cc", "punct", "case"))
        return [r.document.words[t].lower() for t in own]

    def words(self, r: Reading) -> set[int]:
        """All that hangs on it."""
        return {t for head in (self.head, *self.rest) for t in r.subtree(head)}


def others(r: Reading, draft: Draft, items: list[Item], item: Item) -> set[int]:
    """What the claim about one item does without: the words of the other items, as far as they are not for all."""
    head = items[0].head
    later = {t for i in items[1:] for t in i.words(r)}
    first = set(r.subtree(head)) - later - _of_clause(r, draft, head)
    behind = {t for c in _behind(r, items) for t in r.subtree(c)}
    shared = _shared_objects(r, items, item) | _shared_tail(r, items, item)
    if item is items[0]:
        return (later | (behind & first) | _between(r, items, item)) - shared
    joints = [c for c in r.children[item.head] if r.relations[c] in ("cc", "punct")]
    joints += [c for rest in item.rest for c in r.children[rest] if r.relations[c] == "cc"]
    if r.upos[item.head] in ("NOUN", "PROPN"):
        joints += [c for c in r.children[item.head] if r.document.words[c].lower() in _THEN and c < item.head]
    own = item.words(r).difference(*(r.subtree(c) for c in joints))
    while own and r.upos[min(own)] == "CCONJ":  # wherever in the item it hangs
        own.remove(min(own))
    joint = min(own, default=0) - 1
    if joint > head and r.upos[joint] == "CCONJ":
        first.add(joint)  # which the tree may give to another item, too
    if item is items[-1]:
        shared |= behind
    gone = (first | later) - own - _carried(r, head, item.head) - shared
    return gone | _between(r, items, item)


def _between(r: Reading, items: list[Item], item: Item) -> set[int]:
    """What is said of other items right behind them: "in 2010" of the gold in "won gold in 2010 and silver in 2014"."""
    head = items[0].head
    if r.relations[head] not in ("obj", "obl"):
        return set()
    last = items[-1].head
    aside = [c for c in r.children[r.heads[head]] if head < c < last and r.relations[c] in _ADVERBIALS]
    return {t for c in aside if max(i.head for i in items if i.head < c) != item.head for t in r.subtree(c)}


def _behind(r: Reading, items: list[Item]) -> list[int]:
    """The modifiers of the first item that stand behind the last one."""
    last = max(t for item in items[1:] for t in item.words(r))
    return [c for c in r.children[items[0].head] if c > last and r.relations[c] in _MODIFIERS]


def _shared_tail(r: Reading, items: list[Item], item: Item) -> set[int]:
    """What stands behind the last item and is about an earlier one, too: "the peace and stability of the region".

    True of the last in any case; of another only where the last is no phrase of its own ("pills and a coin that fell")
    and nothing else is said of that other one.
    """
    last = items[-1].head
    alike = r.upos[item.head] == r.upos[last] and r.entity_of[item.head] is None
    apart = any(r.relations[c] in _DETERMINERS for c in r.children[last])
    own = any(item.head < c < last and r.relations[c] not in _JOINTS for c in r.children[item.head])
    if item.head == last or not alike or apart or own:
        return set()
    tail = _behind(r, items)
    if not tail and _is_one_phrase(r, items):
        tail = [c for c in r.children[last] if c > last and r.relations[c] == "nmod"]
    return {t for c in tail for t in r.subtree(c)}


def _is_one_phrase(r: Reading, items: list[Item]) -> bool:
    """Whether a list is of bare nouns, all singular or all plural under one article."""
    before = [[r.relations[c] for c in r.children[i.head] if c < i.head] for i in items]
    bare = all(kind in ("cc", "punct", "case") for kinds in before[1:] for kind in kinds)
    common = {r.xpos[i.head] for i in items}
    number = common == {"NN"} or (common == {"NNS"} and "det" in before[0])
    return bare and set(before[0]) <= {"case", "det"} and number


def _shared_objects(r: Reading, items: list[Item], item: Item) -> set[int]:
    """The object behind the last of several verbs that is another's, too: "to mend and paint the hall"."""
    verb, first, last = item.head, items[0].head, items[-1].head
    objects = [c for c in r.children[first] if r.relations[c] == "obj" and c > last]
    if verb != last:
        objects += grammar.objects_lent(r, verb, last)
    has_own = any(r.relations[c] in _OBJECTS and c < last for c in r.children[verb])
    return set() if has_own or r.upos[verb] != "VERB" else {t for c in objects for t in r.subtree(c)}


def _carried(r: Reading, head: int, item: int) -> set[int]:
    """The prepositions and articles that the first item of a list carries for a later one that has none."""
    kinds = {r.relations[c] for c in r.children[item]}
    before = [c for c in r.children[head] if c < head]
    leading = "mark" if r.upos[head] == "VERB" else "case"
    carried = [c for c in before if r.relations[c] == leading and leading not in kinds and r.xpos[c] != "POS"]
    if r.upos[head] == "VERB" and not any(kind.startswith(("nsubj", "expl")) for kind in kinds):
        # "articles that undermine ethics and destroy families"
        own = [c for c in before if r.relations[c].startswith("nsubj") or r.xpos[c] == "WRB"]
        fors = [c for c in before if own and r.relations[c] == "mark" and r.document.words[c].lower() == "for"]
        carried += [*own, *fors]
    if r.xpos[item] in ("NN", "NNS") and not kinds & {"det", "nmod:poss", "nummod"}:
        # "her friends and helpers"; but not "its members and other guests", nor an article that a plural does without
        apart = any(r.document.words[c].lower() == "other" for c in r.children[item])
        carried += [] if apart else [c for c in before if r.relations[c] == "nmod:poss"]
        carried += [c for c in before if r.relations[c] == "det" and r.xpos[item] == "NN"]
    carried += agreement.titles_of_all(r, head, item)
    words = {t for c in carried for t in r.subtree(c)}
    return words | {c for c in before if r.xpos[c] == "POS" and c - 1 in words}  # wherever it hangs


def _of_clause(r: Reading, draft: Draft, head: int) -> set[int]:
    """What belongs to the clause whose predicate the first item is, not to that item: "X is a singer and ...".

    So does the name of whom the items describe: "the founder and head of the firm, X".
    """
    if head != draft.predicate:
        named = [c for c in r.children[head] if c == draft.predicate and r.relations[c] == "appos"]
        return {t for c in named for t in r.subtree(c)}
    return {t for c in r.children[head] if r.relations[c].startswith(_CLAUSAL) for t in r.subtree(c)}
