"""Frame ranges and the fixed grid of pieces that a job is cut into."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from app.core.errors import UsageError
from app.core.model import Struct

PIECE_SECONDS = 1.0
"""A piece is at least this long: shorter closed GOPs cost file size (+11 % at 15 frames, +1..3 % at 30..75)."""

SLOW_PIECE_SECONDS = 20.0
"""A piece should not take longer than this to draw, so that a kill costs little."""

PIECE_SIZES = (60, 30, 15, 10, 5)
"""Piece lengths in frames, longest first."""


def rational_rate(frame_rate: float) -> tuple[int, int]:
    """A frame rate as films have it, numerator and denominator: 29.97002997 is 30000/1001."""
    rate = Fraction(frame_rate).limit_denominator(1001 * 64)
    return rate.numerator, rate.denominator


class FrameRange(Struct, frozen=True):
    """Frames `start` up to, not including, `stop`, counted from the composition's first frame as 0."""

    start: int
    stop: int

    def __len__(self) -> int:
        return max(0, self.stop - self.start)

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.start, self.stop))


def parse_range(text: str, frame_count: int, comp_name: str) -> FrameRange:
    """The range that a user wrote as `A-B` or `A`, both ends included, counted from 0.

    Raises `UsageError` when it is not of that form or not inside a composition of `frame_count` frames.
    """
    match = re.fullmatch(r"\s*(\d{1,9})\s*(?:-\s*(\d{1,9})\s*)?", text)
    if match is None:
        raise UsageError(f"The range “{text}” is not of the form A-B.", next_step="Write for example --range 0-149.")
    first = int(match[1])
    last = int(match[2]) if match[2] is not None else first
    if first > last or last >= frame_count:
        raise UsageError(
            f"The range {first}-{last} is not inside “{comp_name}”.",
            f"It has {frame_count} frames, numbered 0-{frame_count - 1}.",
            "Choose a range inside it.",
        )
    return FrameRange(start=first, stop=last + 1)


def piece_length(frame_rate: float, seconds_per_frame: float | None = None) -> int:
    """Frames per piece: 30 or 60, so that it holds 1 to 2 s of film; fewer when frames are slow to draw.

    `seconds_per_frame` is the expected drawing time of one frame, or None when nothing is known of it.
    """
    wanted = 60 if frame_rate * PIECE_SECONDS > 30 else 30
    if seconds_per_frame is None:
        return wanted
    fitting = (size for size in PIECE_SIZES if size <= wanted and size * seconds_per_frame <= SLOW_PIECE_SECONDS)
    return next(fitting, PIECE_SIZES[-1])


def piece_grid(frames: FrameRange, length: int) -> tuple[FrameRange, ...]:
    """The pieces of a job, in order: each `length` frames, the last one what remains."""
    starts = range(frames.start, frames.stop, length)
    return tuple(FrameRange(start=start, stop=min(start + length, frames.stop)) for start in starts)
