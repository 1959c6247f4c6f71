"""Plays a composition: in real time where its frames are drawn already, else it leaves frames out and says so."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterator
from typing import Final

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal, Slot

from app.core.frames import FrameRange
from app.ui.preview.feed import Look, PreviewFeed, PreviewFrame

AHEAD: Final = 3
"""So many frames are asked for at a time: few, so that what is drawn next is always near what is played next."""

MEASURED: Final = 1.0
"""The rate that is really shown is counted over this many seconds."""


class Player(QObject):
    """Plays frames of one look in a loop. Needs nobody: whoever listens shows `frame_due`."""

    frame_due = Signal(object)
    """A `PreviewFrame` to be shown now."""

    moved = Signal(int)
    """The playhead is at that frame, whether there is a picture of it or not."""

    playing_changed = Signal(bool)

    rate_changed = Signal(float)
    """How many frames a second were shown in the last second."""

    def __init__(self, feed: PreviewFeed, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._feed = feed
        self._look: Look | None = None
        self._frames = FrameRange(start=0, stop=1)
        self._rate = 25.0
        self._first = 0
        self._shown = -1
        self._drawing = 0.0
        self._clock = QElapsedTimer()
        self._moments: deque[float] = deque()
        self._told = -1.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        feed.cached.connect(self._drawn_ahead)

    @property
    def playing(self) -> bool:
        """Whether it plays."""
        return self._timer.isActive()

    def play(self, look: Look, frames: FrameRange, *, start: int, frame_rate: float) -> None:
        """Play `frames` in a loop from `start` on."""
        self._look, self._frames = look, frames
        self._rate = max(1.0, frame_rate)
        self._first = start if start in range(frames.start, frames.stop - 1) else frames.start
        self._shown = -1
        self._moments.clear()
        self._told = -1.0
        self._clock.start()
        self._timer.start(max(4, round(1000 / self._rate)))
        self._ask()
        self.playing_changed.emit(True)

    def look_changed(self, look: Look) -> None:
        """Go on playing with other values or at another size."""
        if self.playing:
            self._look = look
            self._shown = -1
            self._ask()

    def stop(self) -> None:
        """Stop where it is."""
        if self.playing:
            self._timer.stop()
            if self._look is not None:
                self._feed.draw_ahead(self._look, ())
            self.playing_changed.emit(False)

    def _playhead(self) -> int:
        passed = int(self._clock.elapsed() / 1000 * self._rate)
        return self._frames.start + (self._first - self._frames.start + passed) % max(1, len(self._frames))

    @Slot()
    def _tick(self) -> None:
        head = self._playhead()
        if head == self._shown or self._look is None:
            return
        found = self._feed.find(self._look, head)
        now = self._clock.elapsed() / 1000
        if found is not None:
            self._shown = head
            self._moments.append(now)
            self.frame_due.emit(found)
        self.moved.emit(head)
        while self._moments and self._moments[0] < now - MEASURED:
            self._moments.popleft()
        if now - self._told >= MEASURED / 2:
            self._told = now
            self.rate_changed.emit(min(self._rate, len(self._moments) / max(MEASURED / 4, min(MEASURED, now))))

    @Slot(object)
    def _drawn_ahead(self, frame: PreviewFrame) -> None:
        self._drawing = 0.7 * self._drawing + 0.3 * frame.seconds if self._drawing else frame.seconds
        if self.playing:
            self._ask()

    def _ask(self) -> None:
        """Have the next frames drawn that can still be in time, and when all are there, nothing."""
        look = self._look
        if look is not None:
            frames = coming(
                self._frames,
                self._playhead(),
                frames_per_drawing=self._drawing * self._rate,
                known=lambda frame: self._feed.has(look, frame),
            )
            self._feed.draw_ahead(look, frames)


def coming(
    frames: FrameRange, playhead: int, *, frames_per_drawing: float, known: Callable[[int], bool]
) -> tuple[int, ...]:
    """The frames to be drawn next: of those that are not `known`, the first ones that can be there in time.

    `frames_per_drawing` is how many frames are played while one is drawn. Where that is more than one, not every
    frame can be in time: then those that are as far apart come first, and the ones between in later rounds.
    """
    step = max(1, math.ceil(frames_per_drawing))
    # What is being drawn now has to be finished before the first of these is begun.
    lead = 1 + math.ceil(2 * frames_per_drawing)
    begin = playhead - frames.start + lead
    rest: list[int] = []
    apart: list[int] = []
    for frame in _round(frames, begin):
        if known(frame):
            continue
        if len(rest) < AHEAD:
            rest.append(frame)
        if (frame - frames.start) % step == 0:
            apart.append(frame)
            if len(apart) == AHEAD:
                break
    return tuple(apart or rest)


def _round(frames: FrameRange, begin: int) -> Iterator[int]:
    length = max(1, len(frames))
    return (frames.start + (begin + passed) % length for passed in range(length))
