"""Prints the claims of an article by source: python extract.py FILE [HOST:PORT]."""

import sys
from pathlib import Path

from whosaid import Article, Client, WhosaidError


def main(file: str, address: str = "localhost:50051") -> None:
    """Send the article to the service at ``address``."""
    text = Path(file).read_text(encoding="utf-8")
    with Client(address) as client:
        response = client.extract(Article(text, id=Path(file).stem), min_check_worthiness=0.3)
    for claim in response.claims:
        # The last link of the chain is the claim's source; no link: the article itself.
        source = claim.attributions[-1].source.name if claim.attributions else "the article"
        evidence = " … ".join(text[span.begin : span.end] for span in claim.evidence)
        print(f"{source}: {claim.text}\n    “{' '.join(evidence.split())}”")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except WhosaidError as error:
        sys.exit(f"{type(error).__name__}: {error}")
