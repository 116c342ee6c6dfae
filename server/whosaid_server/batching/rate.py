"""How fast articles are read, measured while they are."""

from __future__ import annotations

# How much the latest batch counts in the mean; a batch of few tokens counts less.
_SMOOTHING = 0.2
_FULL_WEIGHT_TOKENS = 256
# Before anything was measured: a slow processor.
_FIRST_GUESS = 1e-3


class Rate:
    """Seconds per token, as a moving mean. One thread measures, any thread may read."""

    def __init__(self) -> None:
        self._seconds_per_token = _FIRST_GUESS
        self.known = False

    def measured(self, tokens: int, seconds: float) -> None:
        """``tokens`` took ``seconds``."""
        latest = seconds / tokens
        if not self.known:
            self._seconds_per_token, self.known = latest, True
            return
        weight = _SMOOTHING * min(1.0, tokens / _FULL_WEIGHT_TOKENS)
        self._seconds_per_token += weight * (latest - self._seconds_per_token)

    def seconds(self, tokens: float) -> float:
        """How long ``tokens`` will probably take."""
        return tokens * self._seconds_per_token
