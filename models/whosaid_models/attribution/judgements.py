"""What somebody calls something: "described the plan as a failure" says, in their voice, that the plan is a failure."""

from __future__ import annotations

from whosaid_models.reader.reading import Reading, TokenRange

# Verbs of judging, by their stems: with "as" all of them, without it ("called it a failure") those of the second set.
_JUDGING_AS = ("describ", "consider", "regard", "view", "label", "brand", "characteri", "portray", "hail", "dismiss",
               "denounc", "decri", "slam", "perceiv", "class", "saw", "sees", "see", "deem")  # fmt: skip
_JUDGING = ("call", "consider", "deem", "declar", "label", "brand", "dub", "term")
_FINITE = frozenset({"VBD", "VBZ", "VBP", "VBN", "VBG"})
_DENIALS = frozenset({"not", "n't", "n’t", "never", "nor", "hardly"})
_ITSELF = frozenset({"myself", "yourself", "himself", "herself", "itself", "ourselves", "yourselves", "themselves"})
_NEEDS = frozenset({"need", "necessity"})


def judgement(reading: Reading, cue: TokenRange, contents: list[TokenRange]) -> tuple[int, int] | None:
    """Return the heads of what is judged and of what it is said to be, this in the contents; None for anything else.

    For "stressed the need to build", where nothing is judged, the need is both.
    """
    inside = {t for span in contents for t in range(*span)}
    for verb in range(*cue):
        if reading.upos[verb] == "VERB" and reading.xpos[verb] in _FINITE and not _doubted(reading, verb):
            found = _needed(reading, verb) or _called(reading, verb)
            if found is not None and found[1] in inside:
                return found
    return None


def _doubted(reading: Reading, verb: int) -> bool:
    """Whether a verb is denied or only possible: "would not call it a failure"."""
    return any(reading.xpos[c] == "MD" or reading.document.words[c].lower() in _DENIALS for c in reading.children[verb])


def _needed(reading: Reading, verb: int) -> tuple[int, int] | None:
    for c in reading.children[verb]:
        if c > verb and reading.document.words[c].lower() in _NEEDS and reading.relations[c] in ("obj", "ccomp"):
            purposes = [t for t in reading.children[c] if reading.relations[t] == "acl" and reading.xpos[t] == "VB"]
            if purposes and reading.document.words[c - 1].lower() == "the":
                return c, c
    return None


def _called(reading: Reading, verb: int) -> tuple[int, int] | None:
    word, relations = reading.document.words[verb].lower(), reading.relations
    objects = [c for c in reading.children[verb] if relations[c] == "obj" and c > verb]
    if not objects or reading.document.words[objects[0]].lower() in _ITSELF:
        return None
    thing = objects[0]
    for c in (*reading.children[verb], *reading.children[thing]):
        if c <= thing or reading.upos[c] not in ("NOUN", "ADJ", "PROPN"):
            continue
        case = [reading.document.words[k].lower() for k in reading.children[c] if relations[k] in ("case", "mark")]
        if relations[c] in ("obl", "nmod", "xcomp", "ccomp") and case == ["as"] and word.startswith(_JUDGING_AS):
            return thing, c
        plain = not case or case == ["to"]  # "considered it to be a failure"
        if relations[c] in ("xcomp", "ccomp") and plain and word.startswith(_JUDGING) and c in reading.children[verb]:
            return thing, c
    return None
