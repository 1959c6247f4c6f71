"""Watchdogs: how long an engine may be silent, per phase of its work."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from app.core.model import Struct


class Phase(StrEnum):
    """What an engine is doing, in the words of an error message."""

    LAUNCH = "starting"
    OPEN = "opening the job"
    FIRST_FRAME = "drawing its first frame"
    FRAMES = "drawing"


class EngineTimes(Struct, frozen=True):
    """How long an engine may be silent, in seconds, per phase, and how it is ended.

    Between frames the limit adapts: `frame_seconds`, or `frame_factor` times the usual frame when that is longer, so
    that a heavy frame of a heavy job is not taken for a hang. `stop_seconds` is how long a stopped engine may go on
    with its frame before it is killed, `close_seconds` how long it may take to end by itself.
    """

    launch_seconds: float = 60.0
    open_seconds: float = 180.0
    first_frame_seconds: float = 300.0
    frame_seconds: float = 60.0
    frame_factor: float = 20.0
    stop_seconds: float = 3.0
    close_seconds: float = 3.0


_SMOOTHING = 0.2
"""Weight of the newest frame in the running mean of frame times."""


class Watchdog:
    """Watches for signs of life. `monotonic` is a clock in seconds that never goes back."""

    def __init__(self, times: EngineTimes, monotonic: Callable[[], float]) -> None:
        self._times = times
        self._monotonic = monotonic
        self._last = monotonic()
        self._usual: float | None = None
        self.phase = Phase.LAUNCH

    def enter(self, phase: Phase) -> None:
        """A phase begins; that is a sign of life."""
        self.phase = phase
        self._last = self._monotonic()

    def frame_drawn(self) -> None:
        """A frame came: a sign of life, and a measure of how long frames take."""
        taken = self._monotonic() - self._last
        if self.phase is Phase.FRAMES:
            self._usual = taken if self._usual is None else self._usual + _SMOOTHING * (taken - self._usual)
        self.enter(Phase.FRAMES)

    def sign_of_life(self) -> None:
        """Something came that is not a frame."""
        self._last = self._monotonic()

    @property
    def limit(self) -> float:
        """Seconds of silence allowed now."""
        times = self._times
        if self.phase is Phase.FRAMES:
            return max(times.frame_seconds, times.frame_factor * (self._usual or 0.0))
        return {
            Phase.LAUNCH: times.launch_seconds,
            Phase.OPEN: times.open_seconds,
            Phase.FIRST_FRAME: times.first_frame_seconds,
        }[self.phase]

    @property
    def overdue(self) -> bool:
        """Whether the silence has lasted longer than allowed."""
        return self._monotonic() - self._last > self.limit
