"""Where a sentence's clauses are, which of them say something of their own, and which words belong to each.

Works on the dependency tree alone. A *split point* is a token whose subtree leaves the clause around it.
"""

from __future__ import annotations

from whosaid_models.attribution.stances import is_clause
from whosaid_models.claims import grammar
from whosaid_models.claims.drafts import Unit
from whosaid_models.reader.reading import Reading

_SUBJECTS = ("nsubj", "nsubj:pass", "csubj", "csubj:pass", "nsubj:outer", "csubj:outer", "expl")
# Clauses that the main clause is misleading without.
_BOUND = frozenset(
    "if unless until lest provided in_case whether than as_if as_though as_long so_long so_that once".split()
)
_SO_LONG_AS = frozenset({"long_as", "soon_as"})
# Clauses of time, which need not have come.
_WHENEVER = frozenset({"after", "before", "once", "when", "whenever"})
_PREDICATES = frozenset({"ADJ", "AUX", "VERB"})
UNTRUE = frozenset({"not", "n't", "n’t", "never", "no", "neither", "hardly"})
# Pronouns that a clause behind them gives all their meaning.
_ANYBODY = frozenset("anybody anyone anything everybody everyone everything nobody none nothing one ones those".split())
_ALL = frozenset({"all", "any", "each", "every"})
_DO = frozenset({"do", "does", "did"})
# Verbs and adjectives whose infinitive came about.
_IMPLICATIVE = frozenset(
    "able began begin begins came come comes continue continued continues got helped managed proceeded started starts "
    "tend tended tends used went".split()
)
# Participles that are prepositions.
_PREPOSITIONS = frozenset(
    "including excluding according regarding concerning following barring given depending".split()
)
_COMPARED = frozenset({"compared_to", "compared_with"})

# Prepositions that a participle is the object of: what it says stays where it stands ("was fined for letting it burn").
_GOVERNING = frozenset(
    "about against as at by despite for from in instead into of on than through to toward towards with without".split()
)


def is_predicate(reading: Reading, token: int) -> bool:
    """Whether a token heads a clause, finite or not: a verb, or a noun or adjective with a copula or subject."""
    if reading.upos[token] in ("VERB", "AUX"):
        return True
    return any(reading.relations[c].startswith(("nsubj", "cop", "csubj", "expl")) for c in reading.children[token])


def subjects(reading: Reading, predicate: int) -> list[int]:
    """The subject heads (expletives too) of a predicate."""
    return [c for c in reading.children[predicate] if reading.relations[c] in _SUBJECTS]


def described_subject(reading: Reading, noun: int) -> int:
    """The subject that a noun is asserted of: a name, or anything that is "a ..."; -1 for none."""
    r = reading
    kinds = {r.relations[c]: c for c in reversed(r.children[noun])}
    subject = kinds.get("nsubj", -1)
    doubted = any(r.xpos[c] == "MD" or r.document.words[c].lower() in UNTRUE for c in r.children[noun])
    if "cop" not in kinds or "case" in kinds or doubted or not 0 <= subject < noun:
        return -1
    word = r.document.words[subject].lower()
    definite = r.document.words[kinds.get("det", noun)].lower() in ("the", "this", "that", "these", "those")
    known = r.entity_of[subject] is not None or word in ("he", "she")
    whole = r.upos[subject] in ("NOUN", "PROPN") or word in ("he", "she", "they")
    return subject if whole and (known or not definite) else -1


def place_behind(reading: Reading, predicate: int, subject: int, preposition: list[int], tokens: list[int]) -> int:
    """Where "to the pact" of "the pact to which X is a party" belongs in a clause: at its end, before further clauses.

    "Ten boats, of which two sank": right behind the two. ``tokens``: those of the clause. Returns a place in them.
    """
    if reading.document.words[preposition[-1]].lower() == "of" and reading.upos[subject] != "PRON":
        return tokens.index(subject) + 1 if subject in tokens else len(tokens)
    further = [c for c in reading.children[predicate] if reading.relations[c] in ("advcl", "obl:unmarked")]
    behind = [min(reading.subtree(c)) for c in further if c > predicate]
    return next((i for i, t in enumerate(tokens) if t in behind), len(tokens))


def split_unit(reading: Reading, token: int) -> Unit | None:
    """What kind of own claim the subtree of a token makes; None when it stays with its head."""
    relation, head = reading.relations[token], reading.heads[token]
    if head < 0:
        return None
    if relation == "conj":
        return Unit.CONJUNCT if is_predicate(reading, token) and _splits_conjunct(reading, token, head) else None
    if relation in ("acl:relcl", "advcl:relcl"):
        if not is_predicate(reading, token):
            return None
        if _set_off(reading, token, head):
            return Unit.RELATIVE
        return None if _means_nobody(reading, head) or _means_all(reading, head) else Unit.RESTRICTIVE
    if relation == "acl":
        governed = any(reading.relations[c] in ("mark", "case") for c in reading.children[token])
        if reading.xpos[token] not in ("VBN", "VBG") or governed:  # "the aim of taking": a noun in all but form
            return None
        if _set_off(reading, token, head):
            return Unit.ADNOMINAL
        return None if _means_nobody(reading, head) or _any_such(reading, head) else Unit.REDUCED
    if relation == "appos":
        return Unit.APPOSITION if _describes(reading, token, head) else None
    if relation == "parataxis":
        return Unit.RELATIVE if _says_who(reading, token, head) else Unit.PARATAXIS
    if relation == "advcl":
        return _adverbial(reading, token, head)
    return None


def _means_nobody(reading: Reading, noun: int) -> bool:
    """Whether a restricted noun or pronoun means none in particular: "those living there", "no plan that works"."""
    words = [reading.document.words[c].lower() for c in reading.children[noun]]
    if reading.document.words[noun].lower() in _ANYBODY or any(w in UNTRUE for w in words):
        return True
    # "I have never taken a penny that was not mine"
    verb = reading.heads[noun] if reading.relations[noun] in ("obj", "nsubj:pass") else -1
    denied = verb >= 0 and any(reading.document.words[c].lower() in UNTRUE for c in reading.children[verb])
    return denied and not {"a", "an", "any"}.isdisjoint(words)


def _means_all(reading: Reading, noun: int) -> bool:
    """Whether a noun means all that fit what is behind it: "all 48 ships that fly the flag"."""
    return any(reading.document.words[c].lower() in _ALL for c in reading.children[noun] if c < noun)


def _any_such(reading: Reading, noun: int) -> bool:
    """Whether a noun means whatever a participle behind it fits: "farmers using the road may turn"."""
    told = ("det", "nummod", "nmod", "amod", "compound", "appos")
    owned = any(reading.relations[c].startswith(told) for c in reading.children[noun])
    return reading.xpos[noun] == "NNS" and not owned


def _describes(reading: Reading, token: int, head: int) -> bool:
    """Whether an apposition is about its noun: right after it, or set off.

    "X and her deputy Y" and "X, along with her deputy Y," are about two. "X, the president and head of Y" is one.
    """
    governed = {reading.relations[c] for c in reading.children[token] if c < token}
    earlier = any(reading.relations[c] == "appos" and head < c < token for c in reading.children[head])
    if "case" in governed or ("cc" in governed and not earlier):
        return False
    if "cc" in governed:  # "X, president and head of Y, ..."
        return True
    first = min(reading.subtree(token))
    before = first - 1
    bare = all(reading.entity_of[t] is None and reading.xpos[t] in ("NN", "NNS") for t in (head, token))
    numbered = any(c.isdigit() for c in reading.document.words[token])  # "Flight LA662"
    if before == head and (bare or numbered) and reading.upos[first] != "PUNCT":
        return False  # "discussed during the talks the plans": two nouns side by side
    if first > token or token < head or before == head or reading.upos[before] == "PUNCT":
        return True
    if reading.upos[first] == "PUNCT":
        return True
    entity, named = reading.entity_of[head], reading.entity_of[token]
    if entity is None and named is not None and named.type == "Person":
        return reading.upos[head] == "NOUN" or grammar.is_office(reading, head)  # "the head of the union X"
    return entity is not None and before < entity.last


def _says_who(reading: Reading, token: int, head: int) -> bool:
    """Whether a clause put in after a noun is a relative clause in all but its label: "X, who is Y, left"."""
    if reading.upos[head] not in ("NOUN", "PROPN") or not is_predicate(reading, token):
        return False
    return any(reading.xpos[c] in ("WP", "WDT") for c in subjects(reading, token)) and _set_off(reading, token, head)


def _splits_conjunct(reading: Reading, token: int, head: int) -> bool:
    """Coordinated verbs split; infinitives under one verb ("to go and see") only with it, so they stay.

    Of "left or died" neither is asserted.
    """
    if any(reading.document.words[c].lower() in ("or", "nor") for c in reading.children[token] if c < token):
        return False
    if reading.upos[head] in ("NOUN", "PROPN") and not is_predicate(reading, head):
        return is_clause(reading, token)
    form = bare_form(reading, token)
    if form is not None and not is_clause(reading, token):
        if reading.relations[head] not in ("root", "conj", "ccomp", "parataxis"):
            return False
        if form == "VB" and reading.xpos[head] == "VBP":  # "they cut and sell wood"
            return not any(reading.upos[c] == "PRON" for c in subjects(reading, head))
        helped = _modal(reading, head) if form == "VB" else reading.xpos[head] == "VBG"
        return helped and any(reading.relations[c].startswith("aux") for c in reading.children[head])
    return True


def bare_form(reading: Reading, predicate: int) -> str | None:
    """The tag of the infinitive or gerund that a predicate is, by its first auxiliary: "be funded", "being named".

    None for a finite verb, and for one with a finite auxiliary somewhere before it ("is yet to win").
    """
    auxiliaries = [t for t in reading.subtree(predicate) if t < predicate and reading.upos[t] == "AUX"]
    if any(reading.xpos[t] not in ("VB", "VBG") for t in auxiliaries):
        return None
    own = [t for t in auxiliaries if reading.heads[t] == predicate]
    form = reading.xpos[min(own, default=predicate)]
    return form if form in ("VB", "VBG") and (own or not auxiliaries) else None


def _modal(reading: Reading, verb: int) -> bool:
    """Whether a verb has an auxiliary that goes with the bare form: "will", "did"."""
    auxiliaries = [c for c in reading.children[verb] if reading.relations[c] == "aux"]
    return any(reading.xpos[c] == "MD" or reading.document.words[c].lower() in _DO for c in auxiliaries)


def _set_off(reading: Reading, token: int, head: int) -> bool:
    """Whether a clause does not restrict the noun before it: a comma, dash or bracket between them, or "which"."""
    first = min(reading.subtree(token))
    if reading.document.words[first].lower() == "which":
        return True
    before = first - 1
    near = [first] if reading.upos[first] == "PUNCT" else [before] if before > head else []
    return any(reading.document.words[t] in (",", "–", "—", "-", "(", "--") for t in near)


def _adverbial(reading: Reading, token: int, head: int) -> Unit | None:
    marks = [
        reading.document.words[c].lower()
        for c in reading.children[token]
        if c < token and reading.relations[c] in ("mark", "advmod", "case")
    ]
    if any(m in _BOUND for m in marks) or any(_two_words(reading, c) in _BOUND for c in reading.children[token]):
        return None
    if any(_two_words(reading, c - 1) in _SO_LONG_AS for c in reading.children[token] if 0 < c < token):
        return None
    if _WHENEVER.intersection(marks) and reading.upos[head] in _PREDICATES and _not_yet(reading, token):
        return None
    infinitive = any(reading.relations[c] == "mark" and reading.xpos[c] == "TO" for c in reading.children[token])
    if infinitive:
        return None
    governed = any(m in _GOVERNING for m in marks)
    if is_clause(reading, token) and subjects(reading, token):
        # "Without her knowing it", "stopped them from leaving": nothing that is so; but "with troops patrolling".
        untold = governed and not {"as", "with"} & set(marks) and not _finite(reading, token)
        return None if untold else Unit.ADVERBIAL
    preposition = reading.document.words[token].lower() in _PREPOSITIONS or _two_words(reading, token) in _COMPARED
    if preposition or governed or not _asserts(reading, head, including="including" in marks):
        return None
    if reading.xpos[token] in ("VBG", "VBN") and _comma_between(reading, token, head):
        return Unit.PARTICIPLE
    return None


def _finite(reading: Reading, predicate: int) -> bool:
    """Whether a predicate has a finite verb."""
    verbs = [c for c in reading.children[predicate] if reading.relations[c].startswith(("aux", "cop"))]
    return any(reading.xpos[t] in ("MD", "VBD", "VBP", "VBZ") for t in (predicate, *verbs))


def _not_yet(reading: Reading, predicate: int) -> bool:
    """Whether a clause of time is in the present: "when the bridge opens", whatever and whenever that is."""
    verbs = [c for c in reading.children[predicate] if reading.relations[c].startswith(("aux", "cop"))]
    tags = {reading.xpos[t] for t in (predicate, *verbs)}
    before = min(reading.subtree(predicate)) - 1
    now = reading.xpos[predicate] == "VBG" or reading.document.words[before].lower() == "time"  # "at a time when ..."
    return bool(tags & {"VBZ", "VBP", "MD"}) and "VBD" not in tags and not now


def _asserts(reading: Reading, verb: int, *, including: bool) -> bool:
    """Whether a participle on a verb says what is so: not on a gerund, nor on an infinitive of what need not come.

    "Continues to grow, adding jobs", but "hopes to grow, adding jobs". ``including``: the participle is part of what
    the verb means.
    """
    if bare_form(reading, verb) == "VBG" and reading.relations[verb] in ("acl", "advcl", "ccomp", "xcomp"):
        return False
    if not any(reading.relations[c] == "mark" and reading.xpos[c] == "TO" for c in reading.children[verb]):
        return True
    governor = reading.heads[verb]
    implied = governor >= 0 and reading.document.words[governor].lower() in _IMPLICATIVE
    return implied and reading.relations[verb] == "xcomp" and not including


def _two_words(reading: Reading, token: int) -> str:
    """A word and the one behind it: "so_that"."""
    return "_".join(reading.document.words[token : token + 2]).lower()


def _comma_between(reading: Reading, token: int, head: int) -> bool:
    low, high = sorted((token, head))
    return any(reading.document.words[t] == "," for t in range(low, high))


def stays_too(reading: Reading, token: int, unit: Unit) -> bool:
    """Whether a clause that makes its own claim is also kept in the one around it: time, cause, which one is meant."""
    if unit in (Unit.RESTRICTIVE, Unit.REDUCED):
        return True
    if unit is not Unit.ADVERBIAL:
        return False
    marks = {
        reading.document.words[c].lower() for c in reading.children[token] if reading.relations[c] in ("mark", "advmod")
    }
    return bool(marks & {"because", "after", "before", "since", "when", "as", "where"})
