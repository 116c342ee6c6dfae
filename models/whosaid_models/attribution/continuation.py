"""Sentences without a cue that go on with somebody's account: between two of their own, or tied on by "moreover"."""

from __future__ import annotations

from collections import defaultdict

from whosaid_models.attribution.linking import LinkedAttribution, chain_of
from whosaid_models.attribution.names import Namer
from whosaid_models.reader.reading import Reading
from whosaid_models.text.document import Sentence

# What ties a sentence to the one before it, and how far into it such a word stands.
_TIES = frozenset({"also", "moreover", "furthermore", "additionally", "besides", "further"})
_EXAMPLES = frozenset({"example", "instance"})
_BEGINNING = 5
_TURNS = frozenset({"but", "however", "yet", "while", "although"})
# Cues in the past, after which a clause in the past perfect is most likely reported, too.
_SAID = frozenset({"said", "added", "told", "explained", "stated", "claimed", "noted"})
_MOSTLY = 0.5  # how much of the sentence before must be the account


def continue_accounts(reading: Reading, forest: list[LinkedAttribution], namer: Namer) -> None:
    """Add the sentences that go on with an account in reported speech to its attribution, mostly within its paragraph.

    A sentence that has a cue of any kind, quotation marks or a question is not one.
    """
    document, of_token = reading.document, _outermost(forest)
    cues = {t for a in forest for t in range(*a.cue)} | {t for c in reading.cues for t in range(*c.cue)}
    by_sentence: dict[int, list[LinkedAttribution]] = defaultdict(list)
    for a in forest:
        if a.parent is None and not a.is_stance:
            by_sentence[document.sentence_of[a.cue[0]]].append(a)
    for index in range(1, len(document.sentences)):
        before, sentence = document.sentences[index - 1], document.sentences[index]
        here = range(sentence.first, sentence.last)
        if document.words[sentence.last - 1] != ".":
            continue
        if sentence.paragraph != before.paragraph and not _goes_on_about(reading, index, of_token):
            continue
        if any(t in cues or t in of_token or document.quoted[t] for t in here):
            continue
        told = [of_token[t] for t in range(before.first, before.last) if t in of_token]
        words = [t for t in range(before.first, before.last) if reading.upos[t] != "PUNCT" and t not in cues]
        if not told or len(told) < _MOSTLY * len(words) or all(document.quoted[t] for t in words if t in of_token):
            continue
        speaker = forest[told[-1]]
        goes_on = _tied(reading, sentence.first) or _shifted(reading, sentence, speaker)
        if goes_on or _speaks_next(by_sentence[index + 1], namer, speaker):
            speaker.continued.append((sentence.first, sentence.last))
            of_token.update(dict.fromkeys(here, told[-1]))


def _outermost(forest: list[LinkedAttribution]) -> dict[int, int]:
    """The outermost attribution around each token that somebody says."""
    found: dict[int, int] = {}
    for index, attribution in enumerate(forest):
        if not attribution.is_stance:
            found.update(dict.fromkeys(attribution.tokens(), chain_of(forest, index)[0]))
    return found


def _goes_on_about(reading: Reading, index: int, of_token: dict[int, int]) -> bool:
    """Whether "the ministry will also ..." begins a paragraph after one that ends with what is said of the ministry."""
    document = reading.document
    before, sentence = document.sentences[index - 1], document.sentences[index]
    beginning = range(sentence.first, min(sentence.last, sentence.first + _BEGINNING))
    if not any(document.words[t].lower() == "also" for t in beginning):
        return False
    here = [t for t in beginning if reading.relations[t].startswith("nsubj")]
    told = {
        document.words[t].lower() for t in range(before.first, before.last)
        if t in of_token and reading.relations[t].startswith("nsubj") and reading.upos[t] in ("NOUN", "PROPN")
    }  # fmt: skip
    return bool(here) and sentence.paragraph == before.paragraph + 1 and document.words[here[0]].lower() in told


def _tied(reading: Reading, first: int) -> bool:
    begin = [w.lower() for w in reading.document.words[first : first + _BEGINNING]]
    if begin[0] in _TURNS:
        return False  # "But the river also ..." turns to something else
    return bool(_TIES.intersection(begin)) or (begin[0] == "for" and begin[1] in _EXAMPLES)


def _shifted(reading: Reading, sentence: Sentence, speaker: LinkedAttribution) -> bool:
    """Whether a sentence is reported speech by its tense, in the paragraph of who speaks in the past.

    "The lawyer said Holm was sorry. She had lost her post." (backshift, as in free indirect speech)
    """
    words = reading.document.words
    if _SAID.isdisjoint(w.lower() for w in words[slice(*speaker.cue)]):
        return False
    document = reading.document
    if document.sentences[document.sentence_of[speaker.cue[0]]].paragraph != sentence.paragraph:
        return False
    root = next((t for t in range(sentence.first, sentence.last) if reading.heads[t] < 0), -1)
    helping = (words[c].lower() for c in (reading.children[root] if root >= 0 else ()) if reading.upos[c] == "AUX")
    return any(word in ("had", "would") for word in helping)


def _speaks_next(following: list[LinkedAttribution], namer: Namer, speaker: LinkedAttribution) -> bool:
    """Whether a sentence, given by the outermost accounts that it has cues of, has one of the same speaker."""
    name = namer.name_tokens(speaker.sources[0])
    return any(namer.name_tokens(a.sources[0]) == name for a in following)
