"""The real server in a process of its own, around a model that is quick: python stand_in_server.py SECONDS [FLAGS]

An article takes SECONDS to read and becomes claims that repeat its text. FLAGS are those of `whosaid serve`. SIGUSR1
prints how many asyncio tasks there are.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import Iterator, Sequence

from whosaid_models import domain
from whosaid_server.app import ClaimExtractionServer
from whosaid_server.handler import ExtractionHandler
from whosaid_server.observability import configure_logging
from whosaid_server.settings import Settings

_CLAIMS = 10


class StandIn:
    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.info = domain.ModelInfo(
            name="stand-in", version="1", content_hash="ab" * 32, languages=("en",), max_characters=500_000
        )

    def extract_many(self, articles: Sequence[domain.Article]) -> Iterator[domain.Extraction]:
        for article in articles:
            time.sleep(self._seconds)
            yield self._extraction(article)

    def _extraction(self, article: domain.Article) -> domain.Extraction:
        claim = domain.Claim(
            id="c", fingerprint="f", text=article.text, evidence=(domain.Span(0, len(article.text)),), edits=(),
            attributions=(), holder=None, kind=domain.ClaimKind.FACT, negated=False, hedged=False,
            check_worthiness=0.5, confidence=0.5,
        )  # fmt: skip
        return domain.Extraction(
            article_id=article.id, text=article.text, title="", language="en", claims=(claim,) * _CLAIMS,
            attributions=(), warnings=(), token_count=1, timings={"read": self._seconds},
        )  # fmt: skip


async def main(seconds: float, flags: list[str]) -> None:
    settings = Settings.from_arguments(flags)
    configure_logging(settings.log_level, settings.log_format)
    server = ClaimExtractionServer(settings, lambda: ExtractionHandler(StandIn(seconds)))
    await server.start()
    await server.ready()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGUSR1, lambda: print(len(asyncio.all_tasks()), flush=True))
    ended = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    print(server.port, flush=True)
    print(server.metrics_address, flush=True)
    await ended.wait()
    await server.stop()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]), sys.argv[2:]))
