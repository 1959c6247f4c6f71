"""How many frames a worker has finished lately, as a rate."""

from __future__ import annotations

from collections import deque

WINDOW_SECONDS = 600.0
"""Frames of so long a time make the rate: several pieces even of slow ones, and yet what is so now."""

LEAST_SECONDS = 60.0
"""A worker that is there for less has no rate yet."""

_STEP_SECONDS = 10.0


class Throughput:
    """Of one worker, from `since` on. Times are of a monotonic clock and may not fall. Not thread-safe."""

    def __init__(self, since: float) -> None:
        self._since = since
        self._steps: deque[tuple[float, int]] = deque(maxlen=int(WINDOW_SECONDS / _STEP_SECONDS) + 2)

    def add(self, frames: int, now: float) -> None:
        """A piece of so many frames was finished."""
        begun = now - now % _STEP_SECONDS
        if self._steps and self._steps[-1][0] == begun:
            frames += self._steps.pop()[1]
        self._steps.append((begun, frames))

    def per_hour(self, now: float) -> float | None:
        """Frames per hour; None while there is no rate yet."""
        present = min(WINDOW_SECONDS, now - self._since)
        if present < LEAST_SECONDS:
            return None
        frames = sum(number for begun, number in self._steps if begun > now - present - _STEP_SECONDS)
        return round(frames * 3600 / present, 1)
