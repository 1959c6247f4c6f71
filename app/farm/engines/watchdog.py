"""Watchdogs: how long an engine may be silent, per phase of its work."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from enum import StrEnum
from statistics import median

from app.core.model import Struct


class Phase(StrEnum):
    """What an engine is doing, in the words of an error message."""

    LAUNCH = "starting"
    OPEN = "opening the job"
    FIRST_FRAME = "drawing its first frame"
    FRAMES = "drawing"
    END = "ending"


class EngineTimes(Struct, frozen=True):
    """How long an engine may be silent, in seconds, per phase, and how it is ended.

    Between frames the limit adapts: `frame_seconds`, or `frame_factor` times the usual frame when that is longer, so
    that a heavy frame of a heavy job is not taken for a hang. `stop_seconds` is how long a stopped engine may go on
    with its frame before it is killed, `close_seconds` how long it may take to end by itself. `shutdown_seconds` is for
    engines that end after every order. An engine whose processes compute may be silent for `busy_factor` times longer.
    """

    launch_seconds: float = 60.0
    open_seconds: float = 180.0
    first_frame_seconds: float = 300.0
    frame_seconds: float = 60.0
    frame_factor: float = 20.0
    stop_seconds: float = 3.0
    close_seconds: float = 3.0
    shutdown_seconds: float = 30.0
    busy_factor: float = 1.0


_REMEMBERED_FRAMES = 32
"""The usual frame is the median of so many."""


class Watchdog:
    """Watches for signs of life. `monotonic` is a clock in seconds that never goes back."""

    def __init__(self, times: EngineTimes, monotonic: Callable[[], float]) -> None:
        self._times = times
        self._monotonic = monotonic
        self._last = monotonic()
        self._taken: deque[float] = deque(maxlen=_REMEMBERED_FRAMES)
        self.phase = Phase.LAUNCH

    def enter(self, phase: Phase) -> None:
        """A phase begins; that is a sign of life."""
        self.phase = phase
        self._last = self._monotonic()

    def frame_drawn(self) -> None:
        """A frame came: a sign of life, and a measure of how long frames take."""
        if self.phase is Phase.FRAMES:
            self._taken.append(self._monotonic() - self._last)
        self.enter(Phase.FRAMES)

    def sign_of_life(self) -> None:
        """Something came that is not a frame."""
        self._last = self._monotonic()

    @property
    def limit(self) -> float:
        """Seconds of silence allowed now."""
        times = self._times
        if self.phase is Phase.FRAMES:
            usual = median(self._taken) if self._taken else 0.0
            return max(times.frame_seconds, times.frame_factor * usual)
        return {
            Phase.LAUNCH: times.launch_seconds,
            Phase.OPEN: times.open_seconds,
            Phase.FIRST_FRAME: times.first_frame_seconds,
            Phase.END: times.shutdown_seconds,
        }[self.phase]

    @property
    def overdue(self) -> bool:
        """Whether the silence has lasted longer than allowed."""
        return self.silence > self.limit

    @property
    def hopeless(self) -> bool:
        """Whether it has lasted longer than is allowed even to an engine that computes."""
        return self.silence > self.limit * max(1.0, self._times.busy_factor)

    @property
    def silence(self) -> float:
        """Seconds since the last sign of life."""
        return self._monotonic() - self._last
