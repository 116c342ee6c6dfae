"""Claims as schema.org's Claim, in JSON-LD, each with the skeleton of a ClaimReview for a fact-checker to fill in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

# Around the nodes, one a line and separated by commas: a document of any length that is one JSON object.
HEAD = '{"@context": "https://schema.org", "@graph": [\n'
SEPARATOR = ",\n"
FOOT = "\n]}\n"

_TYPES = {"person": "Person", "organisation": "Organization", "government": "GovernmentOrganization"}


def nodes(claim: Mapping[str, Any]) -> list[str]:
    """The Claim and its ClaimReview, one line each.

    A claim's ``author`` is its source; it has none when the article says it in its own voice. What a checker adds to
    the review (``url``, ``author``, ``datePublished``, ``reviewRating``) is not in it; it is marked as a draft.
    """
    identifier = f"urn:whosaid:claim:{claim['claim_id']}"
    node = {
        "@type": "Claim",
        "@id": identifier,
        "text": claim["text"],
        "author": _author(claim),
        "appearance": _appearance(claim),
        "identifier": claim["fingerprint"],
        "isPartOf": claim["claim_group"]
        and {"@type": "Collection", "@id": f"urn:whosaid:group:{claim['claim_group']}"},
    }
    review = {
        "@type": "ClaimReview",
        "@id": f"urn:whosaid:review:{claim['claim_id']}",
        "claimReviewed": claim["text"],
        "itemReviewed": {"@id": identifier},
        "creativeWorkStatus": "Draft",
    }
    return [
        json.dumps({name: value for name, value in each.items() if value}, ensure_ascii=False)
        for each in (node, review)
    ]


def _author(claim: Mapping[str, Any]) -> Any:
    chain = claim["attributions"]
    source = chain[-1]["source"] if chain else None
    if source is None:
        return None
    members = [_agent(each) for each in source["members"]]
    return members or _agent(source)


def _agent(source: Mapping[str, Any]) -> dict[str, str]:
    # schema.org has no agent for documents and unnamed groups; a Thing says no more than is known.
    return {"@type": _TYPES.get(source["type"], "Thing"), "name": source["name"]}


def _appearance(claim: Mapping[str, Any]) -> dict[str, Any]:
    published = claim["publication_time"]
    publisher = claim["publisher"]
    article = {
        "@type": "NewsArticle",
        "identifier": claim["article_id"],
        "url": claim["url"],
        "headline": claim["title"],
        "datePublished": published.strftime("%Y-%m-%dT%H:%M:%SZ") if published else None,
        "publisher": publisher and {"@type": "Organization", "name": publisher},
        "text": " … ".join(span["text"] or "" for span in claim["evidence"]),
    }
    return {name: value for name, value in article.items() if value}
