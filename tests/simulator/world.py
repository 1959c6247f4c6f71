"""Virtual time: what is to happen when, one source of chance, and a record of what happened."""

from __future__ import annotations

import heapq
import random
from collections import deque
from collections.abc import Callable

LAST_EVENTS = 40
"""So many are told when something is wrong."""

BEGINNING = 1_700_000_000.0
"""What the calendar says at the beginning, in seconds since the epoch."""


About = object
"""What something is, as `str` tells it at any later time; a tuple stands for the words of all in it."""


class KilledError(BaseException):
    """The manager's process ends here. No border in it may catch that."""


class World:
    """A heap of events, and the clock that it drives. The same seed and the same code are the same events.

    What an event is about (`About`) is only put into words when somebody reads it.
    """

    def __init__(self, seed: int, tell: Callable[[str], object] | None = None) -> None:
        self.chance = random.Random(seed)
        self.clock = VirtualClock()
        self.events = 0
        self.now = 0.0
        """Virtual seconds since the beginning."""
        self._last: deque[tuple[float, About]] = deque(maxlen=LAST_EVENTS)
        self._tell = tell
        self._heap: list[tuple[float, int, Callable[[], None], About]] = []
        self._planned = 0

    @property
    def last(self) -> tuple[str, ...]:
        """The last things that happened, in words."""
        return tuple(_line(at, about) for at, about in self._last)

    def at(self, seconds: float, act: Callable[[], None], about: About) -> None:
        """Let something happen in so many seconds; at the same time, what was said first happens first."""
        self._planned += 1
        heapq.heappush(self._heap, (self.now + seconds, self._planned, act, about))

    def note(self, about: About) -> None:
        """Something that happened within an event."""
        self._last.append((self.now, about))
        if self._tell is not None:
            self._tell(_line(self.now, about))

    def step(self) -> bool:
        """Let the next event happen; False when there is none. Raises what it raises."""
        if not self._heap:
            return False
        at, _, act, about = heapq.heappop(self._heap)
        self.now = self.clock.seconds = at
        self.events += 1
        self.note(about)
        act()
        return True


class VirtualClock:
    """The clock of all programs of a world."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> float:
        """Seconds since the epoch."""
        return BEGINNING + self.seconds

    def monotonic(self) -> float:
        """Seconds since the beginning."""
        return self.seconds


def _line(at: float, about: About) -> str:
    return f"{at:12.3f} {' '.join(map(str, about)) if isinstance(about, tuple) else about}"
