"""Who may enter the queue. Lives in the event loop alone, so it needs no locks."""

from __future__ import annotations

import asyncio
from collections import deque


class Admission:
    """A budget of tokens that all articles share which are read or wait.

    Streams refill as fast as they are served, so half of the budget is out of their reach: single calls find room. An
    article that is larger than the budget enters when nothing else is there.
    """

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self._of_streams = max(1, capacity // 2)
        self.used = 0
        self._used_by_streams = 0
        self._waiting: deque[tuple[int, asyncio.Future[None]]] = deque()  # of streams, in the order of arrival

    def has_room(self, tokens: int) -> bool:
        """Whether a single call may enter now."""
        return not self.used or self.used + tokens <= self.capacity

    def enter(self, tokens: int) -> None:
        """A single call enters; ask ``has_room`` first."""
        self.used += tokens

    def leave(self, tokens: int) -> None:
        """A single call was answered, or is gone."""
        self.used -= tokens
        self._let_in()

    async def enter_in_turn(self, tokens: int) -> None:
        """An article of a stream enters when there is room and it is its turn.

        Raises:
            BaseException: what ``fail`` was given meanwhile.
        """
        if not self._waiting and self._has_room_for_stream(tokens):
            self._count_stream(tokens)
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        place = (tokens, turn)
        self._waiting.append(place)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self.leave_from_stream(tokens)  # it was let in at the very moment in which it left
            elif place in self._waiting:
                self._waiting.remove(place)
                self._let_in()
            raise

    def leave_from_stream(self, tokens: int) -> None:
        """An article of a stream was answered, or is gone."""
        self._used_by_streams -= tokens
        self.leave(tokens)

    def fail(self, error: Exception) -> None:
        """Send everybody who waits away with ``error``."""
        while self._waiting:
            _, turn = self._waiting.popleft()
            if not turn.done():
                turn.set_exception(error)

    def _has_room_for_stream(self, tokens: int) -> bool:
        return self.has_room(tokens) and (
            not self._used_by_streams or self._used_by_streams + tokens <= self._of_streams
        )

    def _count_stream(self, tokens: int) -> None:
        self._used_by_streams += tokens
        self.used += tokens

    def _let_in(self) -> None:
        while self._waiting:
            tokens, turn = self._waiting[0]
            if not turn.done():
                if not self._has_room_for_stream(tokens):
                    return
                self._count_stream(tokens)
                turn.set_result(None)
            self._waiting.popleft()
