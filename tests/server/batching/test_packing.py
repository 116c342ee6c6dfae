"""What is read together, and who may enter."""

from __future__ import annotations

import asyncio
import random

import pytest

from whosaid_server.batching.admission import Admission
from whosaid_server.batching.packing import BatchLimits, choose, choose_in_turn, padded_tokens
from whosaid_server.batching.rate import Rate
from whosaid_server.batching.work import Work


def works(*lengths: int) -> list[Work[str, str]]:
    return [Work(f"{index}", length) for index, length in enumerate(lengths)]


def test_padded_tokens_count_every_window_as_wide_as_the_widest():
    assert padded_tokens([10, 20, 30], 448) == 90
    assert padded_tokens([10, 900], 448) == (1 + 3) * 448
    assert padded_tokens([], 448) == 0


def test_batch_has_the_oldest_and_its_nearest_in_length():
    waiting = works(100, 400, 90, 20, 110)
    batch = choose(waiting, BatchLimits(330))
    assert [work.tokens for work in batch] == [90, 100, 110]
    assert waiting[0] in batch


def test_no_batch_is_larger_than_its_limit_and_everything_is_read():
    rng = random.Random(1)
    limits = BatchLimits(1000)
    waiting = works(*(rng.choice([5, 50, 300, 448, 2000]) for _ in range(200)))
    everything = set(waiting)
    while waiting:
        batch = choose(waiting, limits)
        lengths = [work.tokens for work in batch]
        assert lengths == sorted(lengths)
        assert waiting[0] in batch
        assert len(batch) == 1 or padded_tokens(lengths, limits.window) <= limits.tokens
        waiting = [work for work in waiting if work not in batch]
        everything.difference_update(batch)
    assert not everything


def test_in_turn_nobody_is_overtaken():
    batch = choose_in_turn(works(100, 90, 448, 20), BatchLimits(1000))
    assert [work.tokens for work in batch] == [100, 90]


@pytest.mark.parametrize("spread", [0.0, 0.3])
def test_a_promise_is_kept_as_far_as_the_measured_spread_goes(spread):
    rng = random.Random(2)
    rate = Rate()
    for _ in range(100):
        rate.measured(1000, 1.0 + rng.uniform(-spread, spread))
    assert rate.seconds(5000) == pytest.approx(5.0, rel=spread / 2 + 1e-6)
    kept = [5.0 * (1.0 + rng.uniform(-spread, spread)) <= rate.most_seconds(5000) + 1e-6 for _ in range(1000)]
    assert sum(kept) >= 900
    assert rate.most_seconds(5000) <= 5.0 * (1 + 2 * spread) + 1e-3


def test_an_article_larger_than_a_batch_is_read_alone():
    assert len(choose(works(5000, 10, 10), BatchLimits(1000))) == 1


def test_single_calls_find_the_half_that_streams_leave():
    async def scenario() -> None:
        admission = Admission(100)
        await admission.enter_in_turn(50)
        late = asyncio.ensure_future(admission.enter_in_turn(10))
        await asyncio.sleep(0)
        assert not late.done()
        assert admission.has_room(50)
        assert not admission.has_room(51)
        admission.leave_from_stream(50)
        await late
        assert admission.used == 10

    asyncio.run(scenario())


def test_an_article_larger_than_the_queue_enters_when_it_is_empty():
    async def scenario() -> None:
        admission = Admission(100)
        assert admission.has_room(1000)
        await admission.enter_in_turn(500)
        assert not admission.has_room(1)
        large = asyncio.ensure_future(admission.enter_in_turn(400))
        await asyncio.sleep(0)
        assert not large.done()
        admission.leave_from_stream(500)
        await large

    asyncio.run(scenario())


def test_who_leaves_the_line_holds_nobody_up():
    async def scenario() -> None:
        admission = Admission(100)
        await admission.enter_in_turn(45)
        large = asyncio.ensure_future(admission.enter_in_turn(50))
        small = asyncio.ensure_future(admission.enter_in_turn(5))
        await asyncio.sleep(0)
        assert not small.done()  # no overtaking: the large one would wait for ever
        large.cancel()
        await small
        admission.leave_from_stream(45)
        admission.leave_from_stream(5)
        assert admission.used == 0

    asyncio.run(scenario())


@pytest.mark.parametrize("seed", range(20))
def test_the_budget_is_kept_whoever_comes_and_goes(seed):
    async def scenario() -> None:
        rng = random.Random(seed)
        admission = Admission(100)

        async def stream_item() -> None:
            tokens = rng.randint(1, 60)
            await admission.enter_in_turn(tokens)
            try:
                assert admission.used <= 100 or admission.used == tokens
                await asyncio.sleep(rng.random() / 500)
            finally:
                admission.leave_from_stream(tokens)

        tasks = [asyncio.ensure_future(stream_item()) for _ in range(50)]
        for task in rng.sample(tasks, 20):
            await asyncio.sleep(rng.random() / 500)
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert admission.used == 0

    asyncio.run(scenario())
