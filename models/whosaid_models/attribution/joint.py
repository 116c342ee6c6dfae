"""Who "they" are after "Ana Ruiz and Ben Okoro": several people who are one subject."""

from __future__ import annotations

from whosaid_models.attribution.characters import Cast, Character
from whosaid_models.attribution.spans import joint_subjects
from whosaid_models.reader.reading import Reading, TokenRange

_PLURAL = frozenset({"NNS", "NNPS"})


def joint_subject(reading: Reading, cast: Cast, token: int) -> tuple[TokenRange, list[Character]] | None:
    """Return the people that a "they" means, and where they are named: the joint subject before it, at most a sentence.

    None where anything else may be meant: a plural or a name in between, or somebody of whom the cast has no name. The
    range is of tokens, from the first name to the end of the last one.
    """
    sentences, here = reading.document.sentences, reading.document.sentence_of[token]
    found: tuple[TokenRange, ...] = ()
    for t in range(sentences[max(0, here - 1)].first, token):
        if not reading.relations[t].startswith("nsubj"):
            continue
        phrase = reading.subtree(t)
        if phrase[-1] < token and len(phrase) == phrase[-1] + 1 - phrase[0]:
            parts = joint_subjects(reading, (phrase[0], phrase[-1] + 1))
            found = parts if len(parts) > 1 else found
    if not found:
        return None
    if any(reading.xpos[t] in _PLURAL or t in cast.of_token for t in range(found[-1][1], token)):
        return None
    people = [cast.of_token.get(last - 1) for _, last in found]
    named = [p for p in people if p is not None]
    if len(named) < len(people):
        return None
    first = next(t for t in range(*found[0]) if cast.of_token.get(t) is people[0])
    return (first, found[-1][1]), named
