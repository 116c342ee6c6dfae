"""How fast articles are read, measured while they are."""

from __future__ import annotations

# How much the latest batch counts in the mean; a batch of few tokens counts less.
_SMOOTHING = 0.2
_FULL_WEIGHT_TOKENS = 256
# Before anything was measured: a slow processor.
_FIRST_GUESS = 1e-3
# What is promised allows for so many mean deviations.
_DEVIATIONS = 2.0


class Rate:
    """Seconds per token: a moving mean, and the mean deviation from it. One thread measures, any thread may read.

    As TCP estimates how long an answer may take (Jacobson, "Congestion Avoidance and Control", 1988): articles of the
    same size are not the same work, and what else the machine does comes and goes.
    """

    def __init__(self) -> None:
        self._seconds_per_token = _FIRST_GUESS
        self._deviation = _FIRST_GUESS / 2
        self.known = False

    def measured(self, tokens: int, seconds: float) -> None:
        """``tokens`` took ``seconds``."""
        latest = seconds / tokens
        if not self.known:
            self._seconds_per_token, self._deviation, self.known = latest, latest / 2, True
            return
        weight = _SMOOTHING * min(1.0, tokens / _FULL_WEIGHT_TOKENS)
        error = latest - self._seconds_per_token
        self._seconds_per_token += weight * error
        self._deviation += weight * (abs(error) - self._deviation)

    def seconds(self, tokens: float) -> float:
        """How long ``tokens`` will probably take."""
        return tokens * self._seconds_per_token

    def most_seconds(self, tokens: float) -> float:
        """How long ``tokens`` will hardly exceed: what may be promised."""
        return tokens * (self._seconds_per_token + _DEVIATIONS * self._deviation)
