"""A stand-in for the model, and a program that runs a batch with it: what tests kill.

The stand-in makes a claim of every sentence. Words in an article make it misbehave: EXPLODE fails, DIE ends the
process, FLAKY fails until there is the file that $WHOSAID_TEST_CALM names.

python stand_in.py ENGINE OUTPUT DELAY INPUT...      DELAY: seconds that an article takes
"""

from __future__ import annotations

import hashlib
import os
import re
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from whosaid import batch
from whosaid._errors import InternalServiceError, InvalidArticleError, WhosaidError
from whosaid.batch.engines import Done, Event, Failed, Progressed, Ready
from whosaid.batch.worker import ShardWorker, Task
from whosaid.v1 import article_pb2, claim_extraction_service_pb2 as pb, claim_pb2

MODEL = pb.ModelInfo(name="stand-in", version="1", content_hash="ab" * 32)


def mark(*parts: object) -> str:
    return hashlib.blake2b("\0".join(map(str, parts)).encode(), digest_size=16).hexdigest()


class StandInReader:
    group = (8, 32_000)

    def __init__(self, delay: float = 0.0, model: pb.ModelInfo = MODEL) -> None:
        self.delay = delay
        self.model = model

    def read(self, articles: Sequence[article_pb2.Article]) -> Iterator[pb.ExtractClaimsResponse | WhosaidError]:
        for article in articles:
            text = article.text or re.sub(r"<[^>]+>", "", article.html)
            if self.delay:
                time.sleep(self.delay)
            if "DIE" in text:
                os.kill(os.getpid(), signal.SIGKILL)
            if "EXPLODE" in text:
                yield InvalidArticleError("the article explodes")
            elif "FLAKY" in text and not Path(os.environ["WHOSAID_TEST_CALM"]).exists():
                yield InternalServiceError("the model stumbled")
            else:
                yield self._respond(article, text)

    def close(self) -> None:
        pass

    def _respond(self, article: article_pb2.Article, text: str) -> pb.ExtractClaimsResponse:
        response = pb.ExtractClaimsResponse(
            article_id=article.id,
            language="en",
            text="" if article.text else text,
            token_count=len(text.split()),
            model=self.model,
        )
        for match in re.finditer(r"[^.!?\s][^.!?]*[.!?]", text):
            claim = response.claims.add(
                id=mark(article.id, match.start()),
                fingerprint=mark(match[0].lower()),
                text=match[0],
                kind=claim_pb2.CLAIM_KIND_FACT,
                check_worthiness=round(len(match[0]) / 1000, 3),
                confidence=0.5,
            )
            claim.evidence.add(begin=match.start(), end=match.end(), part=article_pb2.PART_TEXT)
            if said := re.search(r"([A-Z]\w+ [A-Z]\w+) (said)", match[0]):
                begin = match.start() + said.start()
                attribution = claim.attributions.add(
                    index=len(response.attributions), style=claim_pb2.QUOTE_STYLE_INDIRECT, confidence=0.9
                )
                attribution.source.name = attribution.source.mention.text = said[1]
                attribution.source.type = claim_pb2.SOURCE_TYPE_PERSON
                attribution.source.mention.span.MergeFrom(
                    article_pb2.Span(begin=begin, end=begin + len(said[1]), part=article_pb2.PART_TEXT)
                )
                attribution.cue.MergeFrom(
                    article_pb2.Span(
                        begin=begin + len(said[1]) + 1, end=begin + len(said[0]), part=article_pb2.PART_TEXT
                    )
                )
                response.attributions.append(attribution)
        return response


def open_reader(delay: float, threads: int) -> StandInReader:
    return StandInReader(delay)


def identify() -> pb.ModelInfo:
    return MODEL


class InlineEngine:
    """Runs every shard in this process and thread, when it is waited for."""

    name = "inline"

    def __init__(self, reader: batch.Reader, columns: batch.Columns) -> None:
        self._worker = ShardWorker(reader, columns, self._tell)
        self._reader = reader
        self._task: Task | None = None
        self._events: list[Event] = []

    def identify(self) -> pb.ModelInfo:
        return self._reader.model

    def start(self) -> None:
        self._events.append(Ready(self._reader.model))

    def describe(self) -> dict[str, Any]:
        return {"engine": self.name}

    @property
    def has_room(self) -> bool:
        return self._task is None

    def submit(self, task: Task) -> None:
        self._task = task

    def wait(self, timeout: float) -> list[Event]:
        if self._task is not None:
            try:
                self._events.append(Done(self._worker.run(self._task)))
            except Exception as error:
                self._events.append(Failed(self._task.shard.number, error))
            self._task = None
        events, self._events = self._events, []
        return events

    def close(self) -> None:
        pass

    def _tell(self, rows: int, characters: int, errors: int) -> None:
        self._events.append(Progressed(self._task.shard.number, rows, characters, errors))


def make_engine(name: str, delay: float, workers: int = 2, columns: batch.Columns | None = None) -> batch.Engine:
    columns = columns or batch.Columns()
    if name == "inline":
        return InlineEngine(StandInReader(delay), columns)
    if name == "ray":
        from whosaid.batch.engines.ray import RayEngine

        return RayEngine(
            partial(open_reader, delay), identify, columns, address=os.environ.get("WHOSAID_TEST_RAY"), workers=workers
        )
    return batch.LocalEngine(partial(open_reader, delay), identify, columns, workers)


def main() -> int:
    name, output, delay, *inputs = sys.argv[1:]
    job = batch.Job(inputs=inputs, output=Path(output), shard_rows=int(os.environ.get("WHOSAID_TEST_SHARD", "8")))
    try:
        summary = batch.run(job, make_engine(name, float(delay)), batch.Silent(), batch.Stop())
    except batch.StoppedError as error:
        print(f"stopped: {error}")
        return 6
    print(f"{summary.articles} articles, {summary.claims} claims, {summary.errors} errors")
    return 0


if __name__ == "__main__":
    sys.exit(main())
