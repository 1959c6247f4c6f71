"""Frames per minute of each worker and the frames that wait, over the last day. Without Qt.

A farm's statistics fill in what was before this window looked; from then on the window's own looks count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from app.core.messages import WorkerView
from app.core.statistics import StatsRow

MINUTES: Final = 24 * 60
"""So much is kept."""

MOST_STEPS: Final = 360
"""A chart has about so many columns that people can tell apart."""

_MINUTE: Final = 60.0

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Throughput:
    """A range of time in equal steps that end now.

    `start` is when the first step begins (seconds since the epoch), `step` its seconds. `rates` has a row for each of
    `workers` and a column for each step: frames per minute. `waiting` are the frames that waited, NaN where that is
    not known.
    """

    start: float
    step: float
    workers: tuple[str, ...]
    rates: Floats
    waiting: Floats


class ThroughputSource(Protocol):
    """What a chart is fed from."""

    def between(self, now: float, minutes: int) -> Throughput:
        """The last minutes, in steps of a minute, or of several where that would be too many to see."""
        ...


@dataclass(slots=True)
class _Worker:
    frames: Floats = field(default_factory=lambda: np.zeros(MINUTES, dtype=np.float32))
    attempt: int | None = None
    drawn: int = 0


class ThroughputBook:
    """Implements `ThroughputSource`. Times are seconds since the epoch and do not go back."""

    def __init__(self) -> None:
        self._workers: dict[str, _Worker] = {}
        self._waiting: Floats = np.full(MINUTES, np.nan, dtype=np.float32)
        self._minute = 0
        self._first = 0

    def forget(self) -> None:
        """It is another farm."""
        self._workers.clear()
        self._waiting[:] = np.nan
        self._minute = self._first = 0

    def look(self, now: float, views: Iterable[WorkerView], waiting: int) -> None:
        """The farm's workers as they are now, and how many frames wait.

        Frames that were drawn since the last look count for this minute; of a worker that is new here none do.
        """
        self._go_on(int(now // _MINUTE))
        place = self._minute % MINUTES
        self._waiting[place] = waiting
        for view in views:
            known = self._workers.get(view.name)
            if known is None:
                known = self._workers[view.name] = _Worker()
            elif view.attempt is not None:
                before = known.drawn if view.attempt == known.attempt else 0
                known.frames[place] += max(0, view.frames_drawn - before)
            known.attempt, known.drawn = view.attempt, view.frames_drawn

    def take(self, rows: Iterable[StatsRow], step: float) -> None:
        """What the farm's statistics say of times before this window looked; `step` is the seconds of a row."""
        for row in rows:
            first = int(row.at // _MINUTE)
            minutes = max(1, round(step / _MINUTE))
            for minute in range(first, first + minutes):
                if self._minute - MINUTES < minute < (self._first or minute + 1):
                    self._put(row, minute, minutes)

    def between(self, now: float, minutes: int) -> Throughput:
        """See `ThroughputSource.between`."""
        self._go_on(int(now // _MINUTE))
        minutes = min(minutes, MINUTES)
        each = -(-minutes // MOST_STEPS)
        minutes -= minutes % each
        places = np.arange(self._minute - minutes + 1, self._minute + 1) % MINUTES
        drawing = {name: one.frames[places] for name, one in self._workers.items()}
        found = {name: frames for name, frames in sorted(drawing.items()) if frames.any()}
        rates = np.stack(list(found.values())) if found else np.zeros((0, minutes), dtype=np.float32)
        start = (self._minute - minutes + 1) * _MINUTE
        if each > 1:
            rates = rates.reshape(len(found), minutes // each, each).mean(axis=2)
        # What waited at the end of a step, as statistics have it.
        return Throughput(start, _MINUTE * each, tuple(found), rates, self._waiting[places][each - 1 :: each])

    def _put(self, row: StatsRow, minute: int, minutes: int) -> None:
        place = minute % MINUTES
        if not row.key:
            self._waiting[place] = row.queued_frames
            return
        known = self._workers.setdefault(row.key, _Worker())
        known.frames[place] = row.frames / minutes

    def _go_on(self, minute: int) -> None:
        """Begin a minute; what was a day ago is forgotten."""
        if not self._minute:
            self._first = minute
        passed = minute - self._minute if self._minute else 0
        if passed > 0:
            places = np.arange(self._minute + 1, self._minute + 1 + min(passed, MINUTES)) % MINUTES
            self._waiting[places] = np.nan
            for one in self._workers.values():
                one.frames[places] = 0
        self._minute = max(minute, self._minute)
