"""How long jobs still take: foretold by an estimator, else measured from what is seen of them. Pure.

A range with its basis. Times are seconds of any clock that does not go back. A `RemainingBook` is told every view of
every job (`note`), and what an estimator says of some (`tell`); it answers for one job (`of_job`) and for all
(`to_empty`).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from app.core.estimates import Basis, Estimate
from app.core.foretold import SLIPPED, Foretold, ForetoldBook
from app.core.messages import JobView
from app.core.model import Struct
from app.core.states import PIECE_LETTERS, JobState, PieceState

MEASURED_SHARE: Final = 0.05
MEASURED_PIECES: Final = 2
"""There is no estimate before this share of a job, or so many pieces of it, were seen to be done."""

SILENT_SECONDS: Final = 120.0
"""A job that is under way and of which nothing was heard for this long is silent: nothing is estimated."""

ALL: Final = ""
"""The key under which the estimator's answer for all jobs is kept."""

_IDLE_SECONDS: Final = 10.0
"""A job that is rendered and has had no worker for longer than this waits for one."""

_MARKS: Final = 6
_SPACING: Final = 0.1
_WIDE, _NARROW, _NARROW_FROM = 0.25, 0.1, 0.25
"""Margin of a range at first, and from that share of the job on."""

_DONE = PIECE_LETTERS[PieceState.DONE]


class RemainingKind(StrEnum):
    """What can be said of the time that something still takes."""

    NOTHING = "nothing"
    """It waits, is paused or has ended."""

    MEASURING = "measuring"
    """It is under way, and too little was seen of it."""

    RANGE = "range"
    """`low` to `high` seconds."""

    FINISHING = "finishing"
    """All frames are there; the film is joined and published."""

    SILENT = "silent"
    """It is under way, and nothing was heard of it for `SILENT_SECONDS`."""


class Remaining(Struct, frozen=True):
    """What can be said of the time that something still takes.

    `low` and `high` are seconds. What it rests on: what an estimator names (`basis`, `renders` earlier films), or
    `pieces` finished and `frames` drawn in `seconds`. `slipped`: more than half as long again as was said first, which
    was `promised` seconds in all. `dollars`: what it costs, at least and at most, where an estimator knows it.
    """

    kind: RemainingKind = RemainingKind.NOTHING
    low: float = 0.0
    high: float = 0.0
    pieces: int = 0
    frames: int = 0
    seconds: float = 0.0
    slipped: bool = False
    promised: float = 0.0
    basis: Basis | None = None
    renders: int = 0
    dollars: tuple[float, float] | None = None


NOTHING: Final = Remaining()
"""There is nothing to estimate."""


class Pace:
    """Frames drawn in seconds of work, on the whole and lately."""

    __slots__ = ("_marks", "frames", "seconds")

    def __init__(self) -> None:
        self.frames = 0
        self.seconds = 0.0
        self._marks: list[tuple[float, int]] = []

    def add(self, seconds: float, frames: int) -> None:
        """So much more was worked, and so many more frames were drawn in it."""
        self.seconds += seconds
        self.frames += frames
        if not frames:
            return
        if not self._marks or self.seconds - self._marks[-1][0] >= max(1.0, self.seconds * _SPACING):
            self._marks.append((self.seconds, self.frames))
            del self._marks[:-_MARKS]

    def rates(self, since: float) -> tuple[float, float]:
        """The lower and the higher of the two paces in frames per second, `since` seconds after the last news.

        Both are 0 while nothing was measured.
        """
        seconds = self.seconds + since
        if not self.frames or seconds <= 0:
            return 0.0, 0.0
        whole = self.frames / seconds
        then, frames = self._marks[0] if self._marks else (0.0, 0)
        lately = (self.frames - frames) / (seconds - then) if seconds > then else 0.0
        return (min(whole, lately), max(whole, lately)) if lately > 0 else (whole, whole)

    def span(self, left: int, since: float, margin: float) -> tuple[float, float] | None:
        """The least and the most seconds that `left` frames take; None while nothing was measured."""
        slow, fast = self.rates(since)
        return None if slow <= 0 else (left / fast * (1 - margin), left / slow * (1 + margin))


class _JobMeter:
    """What was seen of one job."""

    __slots__ = ("_drawing", "_drawn_at", "_finished", "_frames", "_last", "_pace", "_pieces", "_promised", "view")

    def __init__(self, view: JobView, now: float) -> None:
        self.view = view
        self._last = now
        self._drawn_at = now
        self._drawing = _is_drawing(view)
        self._pace = Pace()
        self._promised = 0.0
        self._finished = 0
        self._frames = view.frames_done
        self._pieces = view.pieces.count(_DONE)

    def note(self, view: JobView, now: float) -> int:
        """The job as it is now; how many frames were drawn since the last view."""
        gained = view.frames_done - self._frames
        pieces = view.pieces.count(_DONE)
        passed = max(0.0, now - self._last)
        if gained < 0 or pieces < self._pieces or view.frames_total != self.view.frames_total:
            self._measure_anew()
            gained = 0
        elif self._drawing:
            self._pace.add(passed, gained)
            self._finished += pieces - self._pieces
        else:
            # What a job has when it begins, such as pieces found in storage, was not drawn just now.
            gained = 0
        self.view, self._frames, self._pieces = view, view.frames_done, pieces
        self._last = max(self._last, now)
        self._drawing = _is_drawing(view)
        if self._drawing:
            self._drawn_at = self._last
        if not self._promised and self._is_measured():
            span = self._span(now)
            self._promised = self._pace.seconds + span[1] if span is not None else 0.0
        return gained

    def left(self) -> int:
        """Frames that are still to be drawn, while the job is to be rendered."""
        return max(0, self.view.frames_total - self._frames) if self.view.state in _TO_DRAW else 0

    def is_silent(self, now: float) -> bool:
        """Whether it is under way and nothing was heard of it for long."""
        return self._is_under_way(now) and now - self._last >= SILENT_SECONDS

    def remaining(self, now: float) -> Remaining:
        """What can be said now."""
        if not self._is_under_way(now):
            return NOTHING
        if now - self._last >= SILENT_SECONDS:
            return Remaining(kind=RemainingKind.SILENT)
        if self.view.state != JobState.RENDERING:
            kind = RemainingKind.MEASURING if self.view.state == JobState.PREPARING else RemainingKind.FINISHING
            return Remaining(kind=kind)
        if not self.left():
            return Remaining(kind=RemainingKind.FINISHING)
        span = self._span(now) if self._is_measured() else None
        if span is None:
            return Remaining(kind=RemainingKind.MEASURING)
        return Remaining(
            kind=RemainingKind.RANGE,
            low=span[0],
            high=span[1],
            pieces=self._finished,
            frames=self._pace.frames,
            seconds=self._pace.seconds,
            slipped=bool(self._promised) and self._pace.seconds + span[0] > SLIPPED * self._promised,
            promised=self._promised,
        )

    def _measure_anew(self) -> None:
        self._pace = Pace()
        self._promised = 0.0
        self._finished = 0

    def _is_measured(self) -> bool:
        enough = max(1.0, self.view.frames_total * MEASURED_SHARE)
        return self._pace.frames >= enough or (self._finished >= MEASURED_PIECES and self._pace.frames > 0)

    def _is_under_way(self, now: float) -> bool:
        if self.view.state == JobState.RENDERING:
            return self._drawing or now - self._drawn_at <= _IDLE_SECONDS
        return self.view.state in _UNDER_WAY

    def _span(self, now: float) -> tuple[float, float] | None:
        since = max(0.0, now - self._last) if self._drawing else 0.0
        measured = self._pace.frames / self.view.frames_total if self.view.frames_total else 1.0
        return self._pace.span(self.left(), since, _NARROW if measured >= _NARROW_FROM else _WIDE)


class RemainingBook:
    """What was seen of all jobs, and what an estimator said of them. Not thread-safe.

    What the estimator said holds as long as it is fresh (see `ForetoldBook`), and while the job is drawn.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._foretold = ForetoldBook()
        self._meters: dict[str, _JobMeter] = {}
        self._pace = Pace()
        self._left = 0
        self._workers = 0
        self._last = 0.0

    def note(self, view: JobView) -> None:
        """A job as it is now, or as it was when it left the list."""
        now = self._now()
        worked = max(0.0, now - self._last) if self._workers else 0.0
        self._last = now
        meter = self._meters.get(view.job_id)
        gained = 0
        if meter is not None:
            self._left -= meter.left()
            self._workers -= _workers(meter.view)
            gained = max(0, meter.note(view, now))
        self._pace.add(worked, gained)
        if view.removed or view.state not in _UNDER_WAY:
            self._foretold.forget(view.job_id)
        if view.removed:
            self._meters.pop(view.job_id, None)
            return
        if meter is None:
            meter = self._meters[view.job_id] = _JobMeter(view, now)
        self._left += meter.left()
        self._workers += _workers(view)

    def forget_all(self) -> None:
        """The farm was stopped, or its jobs come anew."""
        self._meters.clear()
        self._foretold.forget_all()
        self._left = self._workers = 0

    def tell(self, key: str, answer: Estimate) -> None:
        """An estimator has said this just now: of a job or a batch, by its id, or of `ALL` that waits."""
        if key == ALL:
            # Jobs come and go: what was said of others is no promise.
            self._foretold.forget(ALL)
        self._foretold.tell(key, answer, self._now())

    def of_job(self, job_id: str) -> Remaining:
        """What can be said of a job now."""
        meter = self._meters.get(job_id)
        return NOTHING if meter is None else self._or_foretold(job_id, meter.remaining(self._now()))

    def of_batch(self, key: str, left: int) -> Remaining:
        """What can be said of a batch now, of which so many frames are left."""
        return self._or_foretold(key, self.of_frames(left))

    def is_silent(self, job_id: str) -> bool:
        """Whether a job is under way and nothing was heard of it for `SILENT_SECONDS`."""
        meter = self._meters.get(job_id)
        return meter is not None and meter.is_silent(self._now())

    def to_empty(self) -> Remaining:
        """How long all jobs that are neither paused nor ended take together."""
        return self._or_foretold(ALL, self.of_frames(self._left))

    def of_frames(self, left: int) -> Remaining:
        """How long so many frames take at the pace at which frames of any job are drawn."""
        if not left or not self._workers:
            return NOTHING
        since = max(0.0, self._now() - self._last)
        if since >= SILENT_SECONDS:
            return Remaining(kind=RemainingKind.SILENT)
        enough = self._pace.frames >= (left + self._pace.frames) * MEASURED_SHARE or self._pace.seconds >= 60
        span = self._pace.span(left, since, _NARROW) if enough else None
        if span is None:
            return Remaining(kind=RemainingKind.MEASURING)
        return Remaining(
            kind=RemainingKind.RANGE,
            low=span[0],
            high=span[1],
            frames=self._pace.frames,
            seconds=self._pace.seconds,
        )

    def _or_foretold(self, key: str, measured: Remaining) -> Remaining:
        if measured.kind not in (RemainingKind.MEASURING, RemainingKind.RANGE):
            return measured
        found = self._foretold.of(key, self._now())
        return measured if found is None else _of_foretold(found)


def _of_foretold(found: Foretold) -> Remaining:
    return Remaining(
        kind=RemainingKind.RANGE,
        low=found.low,
        high=found.high,
        slipped=found.slipped,
        promised=found.promised,
        basis=found.basis,
        renders=found.renders,
        dollars=found.dollars,
    )


_UNDER_WAY = frozenset({JobState.PREPARING, JobState.RENDERING, JobState.JOINING, JobState.PUBLISHING})
_TO_DRAW = frozenset({JobState.QUEUED, JobState.PREPARING, JobState.READY, JobState.RENDERING})


def _is_drawing(view: JobView) -> bool:
    return view.state == JobState.RENDERING and view.workers > 0


def _workers(view: JobView) -> int:
    return view.workers if view.state == JobState.RENDERING else 0
