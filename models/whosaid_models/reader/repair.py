"""What English grammar rules out, put right after decoding."""

from __future__ import annotations

from collections.abc import Sequence

_FINITE = frozenset({"VBD", "VBZ", "VBP"})


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
