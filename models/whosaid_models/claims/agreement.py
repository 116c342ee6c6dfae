"""Words that agree with a list as a whole and have another form, or none, in a claim about one of its items."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from whosaid_models.claims import grammar
from whosaid_models.claims.articles import indefinite
from whosaid_models.claims.drafts import Draft, Piece, insertion
from whosaid_models.domain import EditKind
from whosaid_models.reader.reading import Reading

_SINGULARS = ("NN", "NNP")
_ONE = frozenset({"he", "she", "it"})
_PLURALS = ("NNS", "NNPS")
# Quantifiers that stand beside the verb and are of the whole subject: "X and Y were both hurt".
_OF_ALL = frozenset({"alike", "all", "both"})
_BEFORE = ("amod", "compound")
_TITLES = ("amod", "compound", "nmod:desc")
# Nouns that say what several are to each other.
_TO_EACH_OTHER = frozenset(
    "acquaintances allies brothers classmates colleagues companions competitors contemporaries cousins "
    "enemies equals flatmates friends housemates lovers mates neighbors neighbours opponents partners peers relatives "
    "rivals roommates siblings sisters spouses strangers teammates twins".split()
)


def of_all(reading: Reading, head: int) -> set[int]:
    """The words that say that a predicate is of all of its subject, whose first item is ``head``."""
    near = [*reading.children[reading.heads[head]], *reading.children[head]]
    return {c for c in near if reading.document.words[c].lower() in _OF_ALL and not reading.children[c]}


def titles_of_all(reading: Reading, head: int, item: int) -> list[int]:
    """The plural title before the first of several people that is a later one's, too: "former mayors X and Y"."""
    people = [e for e in (reading.entity_of[head], reading.entity_of[item]) if e is not None and e.type == "Person"]
    own = any(c < item and reading.relations[c] in _TITLES for c in reading.children[item])
    if len(people) != 2 or own:
        return []
    return [c for c in reading.children[head] if c < head and _is_plural_title(reading, c)]


def _is_plural_title(r: Reading, t: int) -> bool:
    return r.relations[t] in _TITLES and r.xpos[t] in _PLURALS and r.entity_of[t] is None


def of_one(reading: Reading, pieces: list[Piece], head: int, item: int) -> list[Piece] | None:
    """Put in the singular what is said of several of which one is left; None where it is only said of them together.

    "X and Y are farmers" -> "X is a farmer"; "the provinces of X and Y" -> "the province of X"; "mayors X and Y" ->
    "mayor X". ``head``: the first item of the list; ``item``: the one that is left.
    """
    r, above = reading, reading.heads[head]
    if r.xpos[item] not in _SINGULARS:
        return pieces
    if r.relations[head] == "nsubj" and r.xpos[above] == "NNS" and _is_predicate(r, above):
        before = [c for c in r.children[above] if c < above and r.relations[c] in _BEFORE]
        bare = not any(r.relations[c] in ("det", "nmod:poss", "nummod") for c in r.children[above])
        if not bare or r.document.words[above].lower() in _TO_EACH_OTHER:
            return None
        first = min((t for c in before for t in r.subtree(c)), default=above)
        return _in_singular(r, pieces, above, first)
    if r.entity_of[head] is not None and _is_place_of(r, head, above):
        return _in_singular(r, pieces, above)
    titles = [c for c in r.children[head] if c < head and _is_plural_title(r, c)]
    person = r.entity_of[head]
    if titles and person is not None and person.type == "Person":
        return _in_singular(r, pieces, titles[-1]) or pieces
    return pieces


def described_one(reading: Reading, pieces: list[Piece], item: int) -> list[Piece] | None:
    """Say of one what a plural description says of several: "X and Y are its authors" -> "X is one of its authors".

    "X and Y are farmers" -> "X is a farmer". ``pieces``: of an apposition, without the other items; ``item``: the one
    that is left. None where the description is only of all together.
    """
    r, are = reading, copula_of_several(pieces)
    if are < 0 or r.xpos[item] not in _SINGULARS:
        return pieces
    subject, rest = pieces[:are], pieces[are + 1 :]
    noun = described_by(r, rest)
    own = [c for c in r.children[noun] if c < noun]
    if r.document.words[rest[0].token].lower() in _OF_ALL:
        rest = rest[1:]
    verb = insertion(grammar.copula(plural=False, past=pieces[are].text == "were"))
    kinds = {r.relations[c] for c in own if r.document.words[c].lower() not in _OF_ALL}
    if "nummod" in kinds:
        return None  # "its four lakes" says how many there are
    if kinds & {"det", "nmod:poss"}:
        return [*subject, verb, insertion("one"), insertion("of"), *rest]
    if r.document.words[noun].lower() in _TO_EACH_OTHER:
        return None
    singular = _in_singular(r, rest, noun, rest[0].token)
    return singular and [*subject, verb, *singular]


def copula_of_several(pieces: list[Piece]) -> int:
    """The place of the "are" that was put into a claim; -1 where there is none."""
    return next((i for i, p in enumerate(pieces) if p.token < 0 and p.text in ("are", "were")), -1)


def described_by(reading: Reading, pieces: list[Piece]) -> int:
    """The head of a phrase; -1 for no phrase."""
    inside = {p.token for p in pieces if p.token >= 0}
    return next((t for t in sorted(inside) if reading.heads[t] not in inside), -1)


def subject_of_list(reading: Reading, head: int) -> int:
    """The subject whose number a list decides: its first item, or the noun that it names; -1 where it is in none."""
    if reading.relations[head].startswith("nsubj"):
        return head
    above = reading.heads[head]
    if reading.relations[head] == "appos" and reading.relations[above].startswith("nsubj"):
        return above  # "the director, X, and the treasurer, Y, were there"
    named = reading.entity_of[head] is not None and _is_place_of(reading, head, above)
    return above if named and reading.relations[above].startswith("nsubj") else -1


def _is_predicate(r: Reading, noun: int) -> bool:
    kinds = {r.relations[c] for c in r.children[noun]}
    return "cop" in kinds and "case" not in kinds  # "are among friends"


def _is_place_of(r: Reading, head: int, above: int) -> bool:
    """Whether a list of names says which places are meant: "the provinces of X and Y"."""
    if above < 0 or r.relations[head] != "nmod" or r.xpos[above] != "NNS":
        return False
    of = any(r.relations[c] == "case" and r.document.words[c].lower() == "of" for c in r.children[head])
    return of and grammar.singular_noun(r.document.words[above].lower()) in grammar.PLACES


def _in_singular(r: Reading, pieces: list[Piece], noun: int, first: int = -1) -> list[Piece] | None:
    """Put one noun in the singular, with an article before ``first``; None where its singular is not known."""
    form = grammar.singular_noun(r.document.words[noun])
    if form is None:
        return None
    out: list[Piece] = []
    for p in pieces:
        if p.token >= 0 and p.token == first:
            out.append(insertion(indefinite(form if first == noun else r.document.words[first])))
        own = p.token == noun and p.text is None
        out.append(replace(p, text=form, edit=EditKind.INFLECT) if own else p)
    return out


def verb_of_one(reading: Reading, pieces: list[Piece], draft: Draft, head: int, item: int) -> list[Piece]:
    """Put the finite verb in the singular when the one subject that is left is singular.

    ``head``: the first item of the subject; ``item``: the one that is left.
    """
    r = reading
    there = {p.token for p in pieces}
    others = [set(r.subtree(c)) for c in r.children[head] if r.relations[c] == "conj"]
    one = r.xpos[item] in _SINGULARS or r.document.words[item].lower() in _ONE
    if not one or any(item not in other and there & other for other in others):
        return pieces
    own = r.heads[head] in there and draft.predicate != head and not r.relations[r.heads[head]].startswith("conj")
    at = r.heads[head] if own and _is_below(r, r.heads[head], draft.predicate) else draft.predicate
    finite = next(_auxiliaries(r, at, there), at)
    out = []
    for p in pieces:
        here = p.token == finite and p.text is None
        form = grammar.singular_verb(r.document.words[p.token], r.xpos[p.token]) if here else None
        out.append(replace(p, text=form.strip(), edit=EditKind.INFLECT) if form else p)
    return out


def _is_below(r: Reading, t: int, above: int) -> bool:
    while t >= 0 and t != above:
        t = r.heads[t]
    return t == above


def _auxiliaries(r: Reading, at: int, there: set[int]) -> Iterator[int]:
    """The auxiliaries and copulas of a predicate in the claim, its own and those that the one before it has for all."""
    if r.relations[at] == "conj" and r.upos[at] in ("NOUN", "PROPN", "ADJ"):
        at = r.heads[at]  # which has the copula for all
    for verb in (at, r.heads[at]) if r.relations[at] == "conj" else (at,):  # "were seized and burnt"
        yield from (c for c in r.children[verb] if r.relations[c].startswith(("aux", "cop")) and c in there)
