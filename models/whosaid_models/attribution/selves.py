"""Who speaks of themselves: "the ministry said it would close the bridge" is about the ministry's own closing."""

from __future__ import annotations

from collections.abc import Callable

from whosaid_models.attribution.characters import head_of
from whosaid_models.attribution.linking import LinkedAttribution
from whosaid_models.reader.reading import Reading, TokenRange

_IT, _THEY = frozenset({"it", "its"}), frozenset({"they", "their"})
# What may stand between a cue and the pronoun that an account begins with: "said on Monday that it".
_BETWEEN = frozenset({"ADV", "ADP", "DET", "NUM", "PART", "PUNCT", "SCONJ"})
# With these "it" is rather nothing: "said it seems that", "said it takes years".
_IMPERSONAL = frozenset(
    "appear appears appeared depend depends happened happens look looks looked make makes made matter matters mean "
    "means rain rained remain remains remained seem seems seemed snowed take takes took turned".split()
)
# What a body, and no state of affairs, is.
_DISPOSITIONS = frozenset(
    "able aware committed concerned confident determined eager keen prepared proud ready unable unaware unwilling "
    "willing".split()
)
_BODIES = frozenset({"organisation", "government"})
_LIKELY = 0.3  # from which probability on "it" may be somebody whose name is read as a person's
_LONGEST = 12  # tokens of a source that a pronoun is replaced by


def of_themselves(
    reading: Reading, forest: list[LinkedAttribution], kind_of: Callable[[TokenRange], str]
) -> dict[int, int]:
    """By "it" or "they" that an account begins with: the index of the attribution whose source it means.

    The source is a body (for "it"; for "they" where the coreference head says so too) or several people (for "they"),
    and comes before its cue in the same sentence; not inside quotation marks, where it would be "we". ``kind_of``: one
    of SOURCE_TYPES for a mention.
    """
    found = {}
    for i, a in enumerate(forest):
        if a.is_stance or len(a.sources) != 1:
            continue
        (first, last), token = a.sources[0], _begins_with(reading, a)
        if token is None or last > a.cue[0] or last - first > _LONGEST or first == token:
            continue
        if not _same_sentence(reading, first, token):
            continue
        several = reading.xpos[head_of(reading, (first, last))] in ("NNS", "NNPS")
        they = reading.document.words[token].lower() in _THEY
        kind = kind_of((first, last))
        body = not several and kind in _BODIES
        if kind == "person" and last - first == 1 and not they:  # a company whose name is read as somebody's
            likely = (a for a in reading.antecedents.get(token, ()) if a.probability >= _LIKELY)
            body = any(reading.document.words[a.token] == reading.document.words[first] for a in likely)
        if (they and several) or (body and (not they or _may_be(reading, token, (first, last)))):
            found[token] = i
    return found


def _begins_with(reading: Reading, a: LinkedAttribution) -> int | None:
    """The pronoun that an account begins with right behind its cue; None where something else comes first."""
    r, words = reading, reading.document.words
    t = a.cue[1]
    while t < len(words) and r.upos[t] != "PRON" and (r.upos[t] in _BETWEEN or _is_date(r, t)):
        t += 1
    if t >= len(words) or r.document.quoted[t] or t not in a.tokens() or words[t].lower() not in _IT | _THEY:
        return None
    if r.relations[t] == "nmod:poss":
        return t
    if not r.relations[t].startswith("nsubj") or r.heads[t] < 0:
        return None
    return t if words[t].lower() in _THEY or _is_somebody(r, r.heads[t]) else None


def _is_somebody(r: Reading, predicate: int) -> bool:
    """Whether the "it" of a predicate is a body, and not what a clause says or nothing: "it is clear that"."""
    word = r.document.words[predicate].lower()
    if r.upos[predicate] != "VERB":
        return word in _DISPOSITIONS
    clause = any(r.relations[c].startswith("csubj") for c in r.children[predicate])
    passive = any(r.relations[c] in ("aux:pass", "nsubj:pass") for c in r.children[predicate])
    return word not in _IMPERSONAL and not clause and not passive


def _is_date(r: Reading, t: int) -> bool:
    entity = r.entity_of[t]
    return entity is not None and entity.type == "Date"


def _same_sentence(r: Reading, a: int, b: int) -> bool:
    return r.document.sentence_of[a] == r.document.sentence_of[b]


def _may_be(r: Reading, token: int, mention: TokenRange) -> bool:
    """Whether the coreference head takes a word for something of a mention's words, wherever that stands."""
    best = max(r.antecedents.get(token, ()), key=lambda a: a.probability, default=None)
    return best is not None and r.document.words[best.token] in r.document.words[slice(*mention)]
