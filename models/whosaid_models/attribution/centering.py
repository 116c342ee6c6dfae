"""What a sentence is about goes on in the next one (centering theory: Grosz, Joshi and Weinstein 1995)."""

from __future__ import annotations

from whosaid_models.reader.reading import Reading

# Verbs whose "it" stands for nothing: "it took a while to ...".
_EMPTY = frozenset("take takes took taken seem seems seemed appear appears appeared happen happens happened".split())


def is_subject(r: Reading, t: int) -> bool:
    """Whether a token is a clause's subject, and no relative pronoun."""
    return r.relations[t].startswith("nsubj") and r.xpos[t] not in ("WDT", "WP") and r.heads[t] >= 0


def main_subject(r: Reading, sentence: int) -> int:
    """The one subject of the main clause of a sentence (its number); -1 where there is none, or several."""
    if sentence < 0:
        return -1
    tokens = range(r.document.sentences[sentence].first, r.document.sentences[sentence].last)
    subjects = [t for t in tokens if is_subject(r, t) and r.heads[r.heads[t]] < 0]
    return subjects[0] if len(subjects) == 1 else -1


def subject_gone_on_with(r: Reading, token: int) -> int:
    """The main subject of the sentence before one that begins with "it", where that does something; else -1.

    Not where "it" may stand for nothing or for what was said ("it was the first time", "it is known that").
    """
    verb, here = r.heads[token], r.document.sentence_of[token]
    opening = range(r.document.sentences[here].first, token)
    if not r.relations[token].startswith("nsubj") or any(r.upos[t] not in ("ADV", "CCONJ", "PUNCT") for t in opening):
        return -1
    empty = any(r.relations[c].split(":")[0] in ("ccomp", "cop", "csubj") for c in r.children[verb])
    if r.upos[verb] != "VERB" or empty or r.document.words[verb].lower() in _EMPTY:
        return -1
    noun = main_subject(r, here - 1)
    return noun if noun >= 0 and r.document.quoted[noun] == r.document.quoted[token] else -1
