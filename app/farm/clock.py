"""Time, as the `Clock` port wants it."""

from __future__ import annotations

import time


class SystemClock:
    """The computer's clocks."""

    def now(self) -> float:
        """Seconds since the epoch; jumps when somebody sets the clock."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds since some moment; never goes back."""
        return time.monotonic()


class ManualClock:
    """A clock that stands still until it is told to go on: for simulations and deterministic runs."""

    def __init__(self, now: float = 1_700_000_000.0) -> None:
        self._now = now
        self._monotonic = 0.0

    def now(self) -> float:
        """Seconds since the epoch."""
        return self._now

    def monotonic(self) -> float:
        """Seconds that were let pass."""
        return self._monotonic

    def advance(self, seconds: float) -> None:
        """Let `seconds` (≥ 0) pass."""
        self._monotonic += seconds
        self._now += seconds

    def set_ahead(self, seconds: float) -> None:
        """Set the clock by so many seconds, as people do; no time passes."""
        self._now += seconds
