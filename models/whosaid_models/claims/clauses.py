"""Where a sentence's clauses are, which of them say something of their own, and which words belong to each.

Works on the dependency tree alone. A *split point* is a token whose subtree leaves the clause around it.
"""

from __future__ import annotations

from whosaid_models.attribution.linking import is_clause
from whosaid_models.claims import grammar
from whosaid_models.claims.drafts import Unit
from whosaid_models.reader.reading import Reading

_SUBJECTS = ("nsubj", "nsubj:pass", "csubj", "csubj:pass", "nsubj:outer", "csubj:outer", "expl")
# Subordinators whose clause leaves the main clause whole when it is taken out.
_SEPARABLE = frozenset(
    "while although though whereas even as but and so because after before since when amid where".split()
)
# Clauses that the main clause is misleading without.
_BOUND = frozenset(
    "if unless until lest provided in_case whether than as_if as_though as_long so_long so_that once".split()
)
_UNTRUE = frozenset({"not", "n't", "n’t", "never", "no", "neither", "hardly"})
_NONE = frozenset("no nobody none nothing".split())
_DO = frozenset({"do", "does", "did"})
# Participles that are prepositions.
_PREPOSITIONS = frozenset(
    "including excluding according regarding concerning following barring given depending".split()
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
    doubted = any(r.xpos[c] == "MD" or r.document.words[c].lower() in _UNTRUE for c in r.children[noun])
    if "cop" not in kinds or "case" in kinds or doubted or not 0 <= subject < noun:
        return -1
    word = r.document.words[subject].lower()
    definite = r.document.words[kinds.get("det", noun)].lower() in ("the", "this", "that", "these", "those")
    known = r.entity_of[subject] is not None or word in ("he", "she")
    whole = r.upos[subject] in ("NOUN", "PROPN") or word in ("he", "she", "they")
    return subject if whole and (known or not definite) else -1


def is_none(reading: Reading, noun: int) -> bool:
    """Whether a noun is "nothing" or has a "no": a clause behind it is true of none."""
    own = [c for c in reading.children[noun] if reading.relations[c] == "det"]
    return any(reading.document.words[t].lower() in _NONE for t in (noun, *own))


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
        return Unit.RELATIVE if _set_off(reading, token, head) else Unit.RESTRICTIVE
    if relation == "acl":
        governed = any(reading.relations[c] in ("mark", "case") for c in reading.children[token])
        if reading.xpos[token] not in ("VBN", "VBG") or governed:  # "the aim of taking": a noun in all but form
            return None
        return Unit.ADNOMINAL if _set_off(reading, token, head) else Unit.REDUCED
    if relation == "appos":
        return Unit.APPOSITION if _describes(reading, token, head) else None
    if relation == "parataxis":
        return Unit.RELATIVE if _says_who(reading, token, head) else Unit.PARATAXIS
    if relation == "advcl":
        return _adverbial(reading, token, head)
    return None


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
    if (auxiliaries := grammar.auxiliaries(reading, token)) and not subjects(reading, token):
        modal = any(reading.xpos[t] == "MD" for t in reading.subtree(token) if t < token)
        if reading.xpos[auxiliaries[0]] == "VB" and not modal:  # "to end the ban and be able to go"
            return _modal(reading, head)
        if all(reading.document.words[c].lower() == "being" for c in auxiliaries):
            return False  # "for winning and being named the best"
    if reading.upos[head] in ("NOUN", "PROPN") and not is_predicate(reading, head):
        return is_clause(reading, token)
    own = any(reading.upos[t] == "AUX" for t in reading.subtree(token) if t < token)  # "but is yet to win a cup"
    if reading.xpos[token] in ("VB", "VBG") and not is_clause(reading, token) and not own:
        if reading.relations[head] not in ("root", "conj", "ccomp", "parataxis"):
            return False
        if reading.xpos[token] == "VB" and reading.xpos[head] == "VBP":  # "they cut and sell wood"
            return not any(reading.upos[c] == "PRON" for c in subjects(reading, head))
        helped = _modal(reading, head) if reading.xpos[token] == "VB" else reading.xpos[head] == "VBG"
        return helped and any(reading.relations[c].startswith("aux") for c in reading.children[head])
    return True


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
        if reading.relations[c] in ("mark", "advmod", "case")
    ]
    if any(m in _BOUND for m in marks) or any(_two_words(reading, c) in _BOUND for c in reading.children[token]):
        return None
    infinitive = any(reading.relations[c] == "mark" and reading.xpos[c] == "TO" for c in reading.children[token])
    if infinitive:
        return None
    if is_clause(reading, token) and subjects(reading, token):
        return Unit.ADVERBIAL
    if reading.document.words[token].lower() in _PREPOSITIONS:
        return None
    if (
        reading.xpos[token] in ("VBG", "VBN")
        and _comma_between(reading, token, head)
        and not any(m in ("by", "without", "instead", "as") for m in marks)
    ):
        return Unit.PARTICIPLE
    return None


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
