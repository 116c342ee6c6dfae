"""Bodies that announce what they do themselves: "Alpine Dairy will close two plants, the company said"."""

from __future__ import annotations

from whosaid_models.attribution.centering import is_subject
from whosaid_models.attribution.characters import Cast, Character
from whosaid_models.attribution.described import GENERIC_BODIES
from whosaid_models.attribution.descriptions import noun_at
from whosaid_models.attribution.linking import LinkedAttribution
from whosaid_models.attribution.references import may_be_called
from whosaid_models.reader.reading import Reading, TokenRange


def subject_of_content(reading: Reading, cast: Cast, linked: LinkedAttribution, source: int) -> Character | None:
    """Return the organisation that is the subject of what is said right before its ``source`` (a token), if any."""
    begin = reading.document.sentences[reading.document.sentence_of[source]].first
    for first, last in linked.contents:
        for t in range(max(begin, first), last if last <= source else first):
            if is_subject(reading, t) and not first <= reading.heads[reading.heads[t]] < last:
                found = cast.of_token.get(t)
                return found if found is not None and found.type == "Organization" else None
    return None


def says_of_itself(reading: Reading, cast: Cast, mention: TokenRange, linked: LinkedAttribution) -> Character | None:
    """Return who says, as "it" or "the company", what stands before that and is about themselves."""
    noun = reading.document.words[noun_at(reading, mention)].lower()
    if mention[1] - mention[0] > 2 or noun not in GENERIC_BODIES | {"it"}:
        return None
    own = subject_of_content(reading, cast, linked, mention[0])
    return own if own is not None and may_be_called(own, noun) else None
