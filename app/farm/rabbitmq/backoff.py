"""Pauses between tries to connect."""

from __future__ import annotations

import random
from collections.abc import Callable

FIRST_SECONDS = 0.5
LONGEST_SECONDS = 10.0
"""So long after a broker is back, everybody is: a thousand programs are a hundred tries a second, which it bears."""
LEAST_SECONDS = 0.05


class Backoff:
    """Pauses with full jitter: anything up to a bound that doubles from `first` to `longest` seconds.

    Chance spreads the tries of many programs that lost the same broker at the same moment. `spread` draws a number
    between two others.
    """

    def __init__(
        self,
        *,
        first: float = FIRST_SECONDS,
        longest: float = LONGEST_SECONDS,
        spread: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._first = first
        self._longest = longest
        self._spread = spread
        self._tries = 0

    def next(self) -> float:
        """Seconds until the next try."""
        bound = min(self._longest, self._first * 2.0 ** min(self._tries, 32))
        self._tries += 1
        return max(LEAST_SECONDS, self._spread(0.0, bound))

    def reset(self) -> None:
        """Begin with the first pause again."""
        self._tries = 0
