"""What English grammar rules out, put right after decoding."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from whosaid_models.reader.trees import children_of, is_below

# What may follow "the" and is no noun.
_PRONOUNS = frozenset(
    "all any both each few half many more most much other others one ones same several some such that this these those "
    "two three four five six seven eight nine ten i you he she it we they".split()
)
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_NOMINALS = frozenset({"NOUN", "PROPN", "PRON"})
_SUBJECTS = ("nsubj", "nsubj:pass")
# What a noun before a verb is taken for when it should have been the verb's subject.
_SLIPS = frozenset(
    "obl:agent obl obl:unmarked obj iobj nmod nmod:desc dislocated compound vocative dep appos parataxis "
    "discourse".split()
)
# Titles that only people have.
_TITLES = frozenset(
    "president senator minister chancellor governor mayor judge justice king queen prince princess sheikh sir dame "
    "mr mrs ms miss dr prof professor captain colonel general inspector detective bishop archbishop pope imam "
    "rabbi".split()
)
# The parts of speech of words that are no punctuation.
_WORDS = {"DT": "DET", "IN": "ADP", "NN": "NOUN", "NNS": "NOUN", "PRP": "PRON", "VBN": "VERB"}
# What a name may be of that is one thing all through an article.
_BEARERS = frozenset({"Facility", "Location", "Organization", "Person"})
# What makes a noun more than a subject: a phrase with its preposition, a clause.
_NOT_BARE = ("case", "cop", "nsubj", "csubj", "expl")
# Nouns that say when: "last year the council left" has one subject.
_TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday yesterday today tomorrow tonight year month week day "
    "morning afternoon evening night time january february march april may june july august september october november "
    "december".split()
)


def nouns_after_articles(
    words: Sequence[str], upos: Sequence[str], xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[str], list[str], list[int], list[str]]:
    """Make a noun of a "pronoun" after "the": the tagger takes speakers for what refers ("the company", "the report").

    Returns upos, xpos, heads and relations.
    """
    upos, xpos, heads, relations = list(upos), list(xpos), list(heads), list(relations)
    for t in range(1, len(words)):
        slip = upos[t] in ("PRON", "DET", "PUNCT") or (upos[t] == "NOUN" and xpos[t] in ("PRP", "DT"))
        word = words[t]
        if words[t - 1].lower() != "the" or not slip or not (word.isalpha() and word.islower()) or word in _PRONOUNS:
            continue
        upos[t], xpos[t] = "NOUN", "NN"
        if not is_below(heads, t, t - 1):
            heads[t - 1], relations[t - 1] = t, "det"
    return upos, xpos, heads, relations


def words_are_no_marks(
    words: Sequence[str], upos: Sequence[str], xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Make of a word that is tagged as a mark behind a quotation what its other tag says: in '"...", it said' "it".

    Returns upos and relations.
    """
    upos, relations = list(upos), list(relations)
    with_subject = {h for h, r in zip(heads, relations, strict=True) if r.startswith(("nsubj", "expl"))}
    for t, word in enumerate(words):
        if upos[t] != "PUNCT" or not word.isalpha() or xpos[t] not in _WORDS:
            continue
        upos[t] = _WORDS[xpos[t]]
        if relations[t] == "punct" and xpos[t] == "DT":
            relations[t] = "det"
        elif relations[t] == "punct" and heads[t] > t and xpos[heads[t]] in _FINITE and heads[t] not in with_subject:
            relations[t] = "nsubj"
    return upos, relations


def subjects_before_verbs(heads: Sequence[int], relations: list[str], xpos: Sequence[str]) -> list[str]:
    """Make the "object" before a finite verb that has no subject its subject: statements are no "Him saw she"."""
    with_subject = {h for h, r in zip(heads, relations, strict=True) if r.startswith(("nsubj", "csubj", "expl"))}
    # "had left": what makes the verb finite is its auxiliary.
    with_auxiliary = {h for h, r in zip(heads, relations, strict=True) if r == "aux"}
    repaired = list(relations)
    for t, (head, relation) in enumerate(zip(heads, relations, strict=True)):
        finite = head >= 0 and (xpos[head] in _FINITE or head in with_auxiliary)
        if relation == "obj" and t < head and head not in with_subject and finite and xpos[t] != "WDT":
            repaired[t] = "nsubj"
            with_subject.add(head)
    return repaired


def lost_subjects(
    words: Sequence[str],
    upos: Sequence[str],
    xpos: Sequence[str],
    heads: Sequence[int],
    relations: Sequence[str],
    begins: Sequence[int],
) -> tuple[list[int], list[str]]:
    """Give a finite main verb without a subject the bare noun before it that the tree hangs somewhere it cannot be.

    Such a noun hangs on a word on the verb's other side, or on the verb by a relation that needs a preposition.
    ``heads``: index of each word's head, -1 for a root; ``begins``: the first word of each sentence. Returns heads and
    relations.
    """
    heads, relations = list(heads), list(relations)
    children = children_of(heads)
    for verb, relation in enumerate(relations):
        begin = begins[bisect_right(begins, verb) - 1]
        if relation == "advcl":
            # "While the year saw ...": its subject is behind the subordinator.
            marks = [c for c in children[verb] if relations[c] == "mark" or xpos[c] == "WRB"]
            begin = max(begin, min(marks, default=verb) + 1)
        elif heads[verb] >= 0 and relation not in ("ccomp", "parataxis"):
            continue
        group = [c for c in children[verb] if relations[c].startswith(("aux", "cop")) and c < verb]
        finite = any(xpos[t] in _FINITE or xpos[t] == "MD" for t in (verb, *group))
        if not finite or any(relations[c].startswith(("nsubj", "csubj", "expl")) for c in children[verb]):
            continue
        for t in range(min([verb, *group]) - 1, begin - 1, -1):
            bare = upos[t] in _NOMINALS and not any(relations[c].startswith(_NOT_BARE) for c in children[t])
            misplaced = _misplaced(heads, relations, t, verb) or _is_surplus(heads, relations, children, t, verb)
            if bare and words[t].lower() not in _TIMES and misplaced:
                if not is_below(heads, verb, t):
                    children[heads[t]].remove(t)
                    children[verb].append(t)
                    passive = any(relations[c] == "aux:pass" for c in children[verb])
                    heads[t], relations[t] = verb, "nsubj:pass" if passive else "nsubj"
                break
    return heads, relations


def one_subject(
    words: Sequence[str], xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Leave a predicate one subject: a second one is the rest of its name, a conjunct, an apposition or no subject.

    Two that nothing of this explains are left as they are. Returns heads and relations.
    """
    tree = _Tree(words, xpos, list(heads), list(relations))
    # Nothing becomes a subject on the way.
    for predicate in sorted({h for h, r in zip(heads, relations, strict=True) if r in _SUBJECTS and h >= 0}):
        subjects = tree.subjects(predicate)
        for first, second in pairwise(subjects):
            if not tree.made_oblique(first):
                tree.explain(predicate, first, second)
    return tree.heads, tree.relations


def past_tenses(
    words: Sequence[str], xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str], begins: Sequence[int]
) -> tuple[list[str], list[str]]:
    """Make a participle that has an active subject and no auxiliary a past tense: "it also secured" has no "was".

    So is the main verb of a sentence with a full stop whatever its subject: "Prices increased by a tenth." is no
    headline. Not after "with": "with prices expected to rise". ``begins``: the first word of each sentence. Returns
    xpos and relations.
    """
    subjects, patients, helped = set(), {}, set()
    for t, (head, relation) in enumerate(zip(heads, relations, strict=True)):
        if relation == "nsubj" and t < head:
            subjects.add(head)
        elif relation == "nsubj:pass" and t < head and heads[head] < 0 and _is_written_out(words, begins, head):
            patients[head] = t
        elif relation.startswith(("aux", "cop")) or (relation == "mark" and words[t].lower() == "with"):
            helped.add(head)
    past = {t for t, tag in enumerate(xpos) if tag == "VBN"} & (subjects | patients.keys()) - helped
    relations = list(relations)
    for t in past & patients.keys():
        relations[patients[t]] = "nsubj"
    return ["VBD" if t in past else tag for t, tag in enumerate(xpos)], relations


def _is_written_out(words: Sequence[str], begins: Sequence[int], t: int) -> bool:
    """Whether a word's sentence ends in a full stop, as headlines do not."""
    after = bisect_right(begins, t)
    end = begins[after] if after < len(begins) else len(words)
    return "." in words[max(t + 1, end - 2) : end]


def whole_names(
    names: Iterable[tuple[int, int]], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Hang the words of a name on one another: no name is in two places of a sentence.

    ``names``: words ``[first, last)`` of each. Returns heads and relations.
    """
    heads, relations = list(heads), list(relations)
    for first, last in names:
        inside = range(first, last)
        outward = [t for t in inside if heads[t] not in inside]
        main = next((t for t in outward if not any(o != t and is_below(heads, t, o) for o in outward)), None)
        for t in outward:
            if main is not None and t != main and not is_below(heads, main, t):
                heads[t] = main
                if relations[t] not in ("punct", "case", "cc", "det"):
                    relations[t] = "flat"
    return heads, relations


def titled_people(
    words: Sequence[str], heads: Sequence[int], relations: Sequence[str], names: Iterable[tuple[int, int, str]]
) -> list[tuple[int, int, str]]:
    """Make a person of a place or organisation that has a person's title: "President Lorn" is no town.

    ``names``: words ``[first, last)`` of each, and what it is.
    """
    return [
        (first, last, "Person")
        if kind in ("Location", "Organization")
        and first > 0
        and relations[first - 1] == "nmod:desc"
        and first <= heads[first - 1] < last
        and words[first - 1].lower().rstrip(".") in _TITLES
        else (first, last, kind)
        for first, last, kind in names
    ]


def objects_of_raising(
    xpos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Make what stands before an infinitive's "to" and hangs on it the object: "considers the dam to be a danger".

    Only "not" and adverbs of an infinitive stand before its "to". Returns heads and relations.
    """
    heads, relations = list(heads), list(relations)
    children = children_of(heads)
    for to, relation in enumerate(relations):
        infinitive = heads[to]
        if relation != "mark" or xpos[to] != "TO" or relations[infinitive] not in ("xcomp", "ccomp"):
            continue
        verb = heads[infinitive]
        free = not any(relations[c] in ("obj", "iobj") for c in children[verb])
        for t in children[infinitive]:
            bare = not any(relations[c].startswith(_NOT_BARE) for c in children[t])
            if free and verb < t < to and bare and relations[t] in ("nmod", "compound", "obl", "obj"):
                heads[t], relations[t], free = verb, "obj", False
    return heads, relations


def bearers_of_offices(
    words: Sequence[str],
    upos: Sequence[str],
    heads: Sequence[int],
    relations: Sequence[str],
    names: Iterable[tuple[int, int, str]],
) -> tuple[list[int], list[str]]:
    """Make an apposition of a person whom a comma seems to list beside a place: "the mayor of Larn, Ola Berg, spoke".

    ``names``: words ``[first, last)`` of each, and what it is. Returns heads and relations.
    """
    heads, relations = list(heads), list(relations)
    kinds = {t: kind for first, last, kind in names for t in range(first, last)}
    listed = {heads[t] for t, relation in enumerate(relations) if relation == "cc"}
    for t, relation in enumerate(relations):
        place = heads[t]
        unlike = kinds.get(t) == "Person" and kinds.get(place) in ("Location", "Organization", "Facility")
        if relation != "conj" or not unlike or t in listed or relations[place] != "nmod":
            continue
        if [c for c, head in enumerate(heads) if head == place and relations[c] == "conj"] != [t]:
            continue
        office = heads[place]
        if upos[office] == "NOUN" and office < place < t and words[t - 1] == ",":
            heads[t], relations[t] = office, "appos"
    return heads, relations


def one_kind_a_name(words: Sequence[str], names: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Make what a name is mostly taken for what it is everywhere in its article.

    Where it is taken for one thing twice as often as for any other: "Lorn" may well be a town and a person.
    ``names``: words ``[first, last)`` of each, and what it is.
    """
    names = list(names)
    kinds: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for first, last, kind in names:
        if kind in _BEARERS:
            kinds[tuple(words[first:last])][kind] += 1

    def settled(first: int, last: int, kind: str) -> str:
        counts = kinds[tuple(words[first:last])].most_common(2) if kind in _BEARERS else []
        return counts[0][0] if len(counts) == 2 and counts[0][1] >= 2 * counts[1][1] else kind

    return [(first, last, settled(first, last, kind)) for first, last, kind in names]


class _Tree:
    """A tree while it is mended."""

    def __init__(self, words: Sequence[str], xpos: Sequence[str], heads: list[int], relations: list[str]) -> None:
        self.words, self.xpos, self.heads, self.relations = words, xpos, heads, relations
        self.children = children_of(heads)

    def subjects(self, predicate: int) -> list[int]:
        found = [c for c in self.children[predicate] if self.relations[c] in _SUBJECTS]
        return [c for c in found if self.xpos[c].startswith("NN")]

    def made_oblique(self, t: int) -> bool:
        """Make an oblique of a subject that has a preposition; whether it was one."""
        oblique = any(self.relations[c] == "case" and c < t for c in self.children[t])
        if oblique:
            self.relations[t] = "obl"
        return oblique

    def explain(self, predicate: int, first: int, second: int) -> None:
        """Say what the second of two subjects is."""
        begin, end = self._begin(second), self._end(first)
        if self.made_oblique(second):
            return
        if first < predicate < second:
            free = not any(self.relations[c] == "obj" for c in self.children[predicate])
            if free and begin == predicate + 1 and self.xpos[predicate].startswith("VB"):
                self.relations[second] = "obj"
        elif self.relations[begin] == "cc" and self.heads[begin] == second and begin == end:
            self._hang(second, first, "conj")
        elif begin == end or (begin == end + 1 and self.words[end] in ("-", "–")):
            self._join(first, second, begin)
        elif begin == end + 1 and self.words[end] == "," and self._is_name(second) and self.xpos[begin] != "DT":
            self._hang(second, first, "appos")

    def _join(self, first: int, second: int, begin: int) -> None:
        """Two nouns side by side: a name and its rest, or what somebody is and their name."""
        described = not self._is_name(first) or any(self.relations[c] == "det" for c in self.children[first])
        if any(self.xpos[c] == "POS" for c in self.children[first]):
            self._hang(first, second, "nmod:poss")
        elif self.xpos[first] == "NNS" or not (self._is_name(first) or self._is_name(second)):
            return
        elif described and self._is_name(second):
            self._hang(second, first, "appos")
        elif begin == second:
            self._hang(second, first, "flat")
        else:
            self._hang(first, second, "compound")

    def _is_name(self, t: int) -> bool:
        return self.xpos[t] in ("NNP", "NNPS")

    def _hang(self, t: int, head: int, relation: str) -> None:
        self.children[self.heads[t]].remove(t)
        self.children[head].append(t)
        self.heads[t], self.relations[t] = head, relation

    def _begin(self, t: int) -> int:
        return min([t, *(self._begin(c) for c in self.children[t] if c < t)])

    def _end(self, t: int) -> int:
        return max([t + 1, *(self._end(c) for c in self.children[t] if c > t)])


def _is_surplus(
    heads: Sequence[int], relations: Sequence[str], children: Mapping[int, Sequence[int]], t: int, verb: int
) -> bool:
    """Whether the verb of saying has another subject than this one: "Someone told me Larn had warned them"."""
    if relations[verb] != "ccomp" or heads[t] != heads[verb] or relations[t] not in _SUBJECTS:
        return False
    return any(c != t and relations[c] in _SUBJECTS for c in children[heads[verb]])


def _misplaced(heads: Sequence[int], relations: Sequence[str], t: int, verb: int) -> bool:
    if heads[t] == verb:
        return relations[t] in _SLIPS
    if relations[verb] == "advcl" and heads[t] == heads[verb]:
        return True
    if heads[t] == heads[verb] and relations[verb] == "ccomp":
        # "said the plan is dead", "The plan, she said, is dead": not two things that are said.
        return relations[t] in ("ccomp", "obj")
    return heads[t] > verb or (0 <= heads[t] < t and relations[t].startswith("nsubj"))
