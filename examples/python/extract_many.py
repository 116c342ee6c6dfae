"""Reads many articles over one stream: python extract_many.py HOST:PORT FILE..."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

from whosaid import Article, AsyncClient


def articles(files: list[str]) -> Iterator[Article]:
    """The files' articles, read when the service is ready for them."""
    for file in files:
        yield Article(Path(file).read_text(encoding="utf-8"), id=Path(file).stem)


async def main(address: str, files: list[str]) -> int:
    """Print one line per article. Returns how many failed."""
    failed = 0
    async with AsyncClient(address) as client:
        # Answers come as they are ready; answer.index tells which file each belongs to.
        async for answer in client.extract_many(articles(files), max_in_flight=8):
            if answer.error:
                failed += 1
                print(f"{files[answer.index]}: {answer.error}", file=sys.stderr)
                continue
            response = answer.result()
            sources = {claim.attributions[-1].source.name for claim in response.claims if claim.attributions}
            print(f"{files[answer.index]}: {len(response.claims)} claims, sources: {', '.join(sorted(sources))}")
    return failed


if __name__ == "__main__":
    sys.exit(1 if asyncio.run(main(sys.argv[1], sys.argv[2:])) else 0)
