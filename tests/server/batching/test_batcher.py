"""The batcher around a model that blocks, fails and dies when it is told to."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence

import pytest
import pytest_asyncio

from whosaid_server.batching import Batcher, BatchLimits, DropReason, NullObserver, Work
from whosaid_server.errors import DeadlineExceeded, DeadlineUnreachable, ModelFailed, QueueFull


class PoisonError(RuntimeError):
    """What the stand-in raises."""


class StandIn:
    """Answers with the request in capitals. "block" waits, "poison" spoils the batch, "bad" fails alone, "die" ends."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.begun = threading.Event()
        self.release = threading.Event()
        self.broken = False

    def answer_many(self, requests: Sequence[str]) -> Iterator[str | Exception]:
        self.batches.append(list(requests))
        if "poison" in requests:
            raise PoisonError
        for request in requests:
            if request == "block":
                self.begun.set()
                assert self.release.wait(20)
            if request == "die":
                raise SystemExit
            if request == "slow":
                time.sleep(0.05)
            yield PoisonError() if request == "bad" else request.upper()

    def probe(self) -> None:
        if self.broken:
            raise PoisonError


class Counting(NullObserver):
    def __init__(self) -> None:
        self.drops: Counter[DropReason] = Counter()
        self.batches: list[tuple[int, int, int]] = []
        self.heard_of = threading.Semaphore(0)
        self.model_failed = 0

    def on_dropped(self, reason: DropReason) -> None:
        self.drops[reason] += 1

    def on_batch(self, tokens: int, padded: int, articles: int, seconds: float) -> None:
        self.batches.append((tokens, padded, articles))
        self.heard_of.release()

    def on_model_failed(self) -> None:
        self.model_failed += 1


@pytest.fixture
def model() -> StandIn:
    return StandIn()


@pytest.fixture
def observer() -> Counting:
    return Counting()


@pytest_asyncio.fixture
async def batcher(model: StandIn, observer: Counting) -> AsyncIterator[Batcher[str, str]]:
    batcher: Batcher[str, str] = Batcher(lambda: model, 100, BatchLimits(60), observer)
    await batcher.start()
    yield batcher
    model.release.set()
    batcher.stop()


async def busy(batcher: Batcher[str, str], model: StandIn, tokens: int = 10) -> asyncio.Future[str]:
    """The model reads something that ends with ``model.release``."""
    reading = asyncio.ensure_future(batcher.submit(Work("block", tokens)))
    await asyncio.to_thread(model.begun.wait, 10)
    return reading


def submit(batcher: Batcher[str, str], *requests: str, tokens: int = 10) -> list[asyncio.Future[str]]:
    return [asyncio.ensure_future(batcher.submit(Work(request, tokens))) for request in requests]


async def test_an_idle_model_does_not_wait_for_a_fuller_batch(batcher, model):
    start = time.monotonic()
    assert await batcher.submit(Work("a", 10)) == "A"
    assert time.monotonic() - start < 1
    assert model.batches == [["a"]]


async def test_what_waits_is_read_together_and_everybody_gets_their_own_answer(batcher, model, observer):
    first = await busy(batcher, model)
    others = submit(batcher, "a", "b", "c")
    streamed = asyncio.ensure_future(batcher.submit_in_turn(Work("d", 10)))
    await asyncio.sleep(0)
    model.release.set()
    assert await asyncio.gather(first, *others, streamed) == ["BLOCK", "A", "B", "C", "D"]
    assert model.batches == [["block"], ["a", "b", "c", "d"]]
    await asyncio.to_thread(observer.heard_of.acquire, timeout=10)  # the measure comes after the answers
    await asyncio.to_thread(observer.heard_of.acquire, timeout=10)
    assert observer.batches == [(10, 10, 1), (40, 40, 4)]
    assert batcher.queued_tokens == 0


async def test_full_queue_refuses_at_once_and_says_when_to_come_again(batcher, model, observer):
    reading = await busy(batcher, model, 60)
    waiting = submit(batcher, "a", tokens=40)
    await asyncio.sleep(0)
    with pytest.raises(QueueFull) as caught:
        await batcher.submit(Work("b", 1))
    assert caught.value.retry_after > 0
    assert observer.drops == {DropReason.OVERLOAD: 1}
    model.release.set()
    await asyncio.gather(reading, *waiting)
    assert await batcher.submit(Work("b", 1)) == "B"


async def test_a_deadline_that_cannot_be_met_is_refused_at_once(batcher, model, observer):
    for _ in range(3):
        await batcher.submit(Work("slow", 10))  # 5 ms a token
    reading = await busy(batcher, model, 60)
    with pytest.raises(DeadlineUnreachable) as caught:
        await batcher.submit(Work("late", 10, time.monotonic() + 0.1))
    assert caught.value.retry_after > 0
    assert observer.drops == {DropReason.DEADLINE: 1}
    patient = asyncio.ensure_future(batcher.submit(Work("patient", 10, time.monotonic() + 30)))
    await asyncio.sleep(0)
    model.release.set()
    assert await patient == "PATIENT"
    await reading


async def test_who_was_let_in_is_not_overtaken_into_lateness(batcher, model, observer):
    """The nearest in length would be read with the oldest, but the one in the middle was promised its turn."""
    for _ in range(3):
        await batcher.submit(Work("slow", 5))  # 10 ms a token
    reading = await busy(batcher, model, 10)
    promised = Work("promised", 30, time.monotonic() + 30)
    others = submit(batcher, "first", tokens=15)
    await asyncio.sleep(0)
    middle = asyncio.ensure_future(batcher.submit(promised))
    await asyncio.sleep(0)
    others += submit(batcher, "last", tokens=15)
    await asyncio.sleep(0)
    promised.deadline = time.monotonic() + 0.8  # less than all that waits, and a batch, may take
    model.release.set()
    assert await middle == "PROMISED"
    await asyncio.gather(reading, *others)
    assert model.batches[-2:] == [["first", "promised"], ["last"]]


async def test_who_is_gone_or_out_of_time_costs_nothing(batcher, model, observer):
    reading = await busy(batcher, model)
    gone, stays = submit(batcher, "gone", "stays")
    expired = asyncio.ensure_future(batcher.submit(Work("expired", 10, time.monotonic() + 0.05)))
    await asyncio.sleep(0.01)
    gone.cancel()
    await asyncio.sleep(0.1)
    assert batcher.queued_tokens == 30  # what is gone takes no room
    model.release.set()
    assert await stays == "STAYS"
    with pytest.raises(DeadlineExceeded):
        await expired
    await reading
    assert model.batches == [["block"], ["stays"]]
    assert observer.drops == {DropReason.CANCELLED: 1, DropReason.EXPIRED: 1}


async def test_one_article_cannot_spoil_its_neighbours(batcher, model):
    reading = await busy(batcher, model)
    answers = submit(batcher, "a", "poison", "b", "bad")
    await asyncio.sleep(0)
    model.release.set()
    await reading
    a, poison, b, bad = await asyncio.gather(*answers, return_exceptions=True)
    assert (a, b) == ("A", "B")
    assert isinstance(poison, PoisonError)
    assert isinstance(bad, PoisonError)
    assert model.batches[1:] == [["a", "poison", "b", "bad"], ["a"], ["poison"], ["b"], ["bad"]]


async def test_failures_of_articles_do_not_end_a_model_that_still_reads(batcher, model):
    for _ in range(10):
        with pytest.raises(PoisonError):
            await batcher.submit(Work("poison", 10))
    assert await batcher.submit(Work("a", 10)) == "A"


@pytest.mark.parametrize("how", ["dies", "is broken"])
async def test_a_model_that_cannot_go_on_fails_everybody_at_once(batcher, model, observer, how):
    reading = await busy(batcher, model, 30)
    model.broken = how == "is broken"
    fatal = ["die"] if how == "dies" else ["poison"] * 3
    waiting = submit(batcher, *fatal, "a", "b", tokens=10)
    streamed = asyncio.ensure_future(batcher.submit_in_turn(Work("never", 90)))
    await asyncio.sleep(0)
    model.release.set()
    await reading
    answers = await asyncio.wait_for(asyncio.gather(*waiting, streamed, return_exceptions=True), 5)
    assert isinstance(answers[-1], ModelFailed)
    assert all(isinstance(answer, ModelFailed) for answer in answers[len(fatal) :])
    await asyncio.wait_for(batcher.failed(), 5)
    for submitted in (batcher.submit(Work("late", 1)), batcher.submit_in_turn(Work("late", 1))):
        with pytest.raises(ModelFailed):
            await submitted
    assert observer.model_failed == 1
    assert batcher.queued_tokens == 0


async def test_streams_wait_where_single_calls_are_refused(batcher, model):
    reading = await busy(batcher, model, 100)
    entered: list[str] = []
    waiting = [
        asyncio.ensure_future(batcher.submit_in_turn(Work(name, 20), lambda name=name: entered.append(name)))
        for name in "abcdef"
    ]
    await asyncio.sleep(0.01)
    assert not entered
    model.release.set()
    await reading
    assert await asyncio.gather(*waiting) == list("ABCDEF")
    assert entered == list("abcdef")


async def test_what_loading_raises_is_raised_by_start():
    def load() -> StandIn:
        msg = "no weights"
        raise FileNotFoundError(msg)

    with pytest.raises(FileNotFoundError, match="no weights"):
        await Batcher(load, 100, BatchLimits(60)).start()
