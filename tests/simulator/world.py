"""Virtual time: what is to happen when, one source of chance, and a record of what happened."""

from __future__ import annotations

import hashlib
import heapq
import itertools
import random
from collections import deque
from collections.abc import Callable

from app.farm.clock import ManualClock

LAST_EVENTS = 40
"""So many are told when something is wrong."""


class KilledError(BaseException):
    """The manager's process ends here. No border in it may catch that."""


class World:
    """A heap of events. The same seed and the same code are the same events, byte for byte (`digest`)."""

    def __init__(self, seed: int, tell: Callable[[str], object] | None = None) -> None:
        self.chance = random.Random(seed)
        self.clock = ManualClock()
        self.events = 0
        self.last: deque[str] = deque(maxlen=LAST_EVENTS)
        self._tell = tell
        self._heap: list[tuple[float, int, Callable[[], None], str]] = []
        self._numbers = itertools.count()
        self._digest = hashlib.blake2b(digest_size=16)

    @property
    def now(self) -> float:
        """Virtual seconds since the beginning."""
        return self.clock.monotonic()

    @property
    def digest(self) -> str:
        """A hash of all events so far."""
        return self._digest.hexdigest()

    def at(self, seconds: float, act: Callable[[], None], about: str) -> None:
        """Let something happen in so many seconds; at the same time, what was said first happens first."""
        heapq.heappush(self._heap, (self.now + seconds, next(self._numbers), act, about))

    def note(self, text: str) -> None:
        """Something that happened within an event."""
        line = f"{self.now:12.3f} {text}"
        self.last.append(line)
        self._digest.update(line.encode())
        if self._tell is not None:
            self._tell(line)

    def step(self) -> bool:
        """Let the next event happen; False when there is none. Raises what it raises."""
        if not self._heap:
            return False
        at, _, act, about = heapq.heappop(self._heap)
        self.clock.advance(max(0.0, at - self.now))
        self.events += 1
        self.note(about)
        act()
        return True
