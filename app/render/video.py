"""Frames of video files, decoded in this process; the same frame whatever was asked for before."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import av
import numpy as np
from av.video.reformatter import Colorspace

from app.core.media_guards import FOOTAGE_FORMATS, media_guards
from app.core.model import Footage
from app.render.surface import Pixels


class UnreadableError(Exception):
    """A footage file cannot be decoded; the text says why. Never leaves this package."""


OPEN_FILES: Final = 6
"""Video files that stay open at a time."""

LATE: Final = 1e-3
"""Seconds by which a frame's time may miss the asked one through rounding."""

AHEAD: Final = 2.0
"""Up to this many seconds forward, decoding on is cheaper than seeking."""

RUN_UP: Final = 1.0
"""Seconds before the asked frame to seek to, so that frames at the start of an open group are whole."""

UNSPECIFIED: Final = 2
"""FFmpeg's number for a colour matrix that the file does not name."""

HD_HEIGHT: Final = 720
"""From this height on, video that does not name its colour matrix has that of high definition."""


class VideoFile:
    """One video, read forward where possible. Not thread-safe."""

    def __init__(self, path: Path) -> None:
        with _readable():
            self._container = av.open(str(path), options=media_guards(FOOTAGE_FORMATS))
            if not self._container.streams.video:
                raise UnreadableError("it holds no picture")
            self._stream = self._container.streams.video[0]
            self._start = float((self._stream.start_time or 0) * (self._stream.time_base or 0))
        self._frames: Iterator[Any] = iter(())
        self._current: Any = None
        self._next: Any = None
        self._fresh = True

    @property
    def frame_rate(self) -> float:
        """Frames per second as the file says; 0 when it does not."""
        return float(self._stream.average_rate or 0)

    def frame(self, time: float) -> Any:
        """The frame that shows `time` seconds after the first one; the last one after the end.

        Raises `UnreadableError`.
        """
        wanted = max(0.0, time) + LATE
        with _readable():
            if self._must_seek(wanted):
                self._seek(wanted - RUN_UP)
            while self._next is not None and self._time(self._next) <= wanted:
                self._current, self._next = self._next, next(self._frames, None)
            if self._current is None:
                # The first frame may come later than the stream says it starts.
                self._current, self._next = self._next, next(self._frames, None)
        if self._current is None:
            raise UnreadableError("it holds no picture")
        return self._current

    def _must_seek(self, wanted: float) -> bool:
        if self._fresh or self._current is None:
            return True
        here = self._time(self._current)
        return here > wanted or (self._next is not None and wanted - here > AHEAD)

    def _seek(self, time: float) -> None:
        base = float(self._stream.time_base or 1)
        self._container.seek(max(0, round((max(0.0, time) + self._start) / base)), stream=self._stream, backward=True)
        self._frames = iter(self._container.decode(self._stream))
        self._current, self._next, self._fresh = None, next(self._frames, None), False

    def _time(self, frame: Any) -> float:
        return float(frame.time or 0.0) - self._start


class VideoLibrary:
    """Video files by identity; the longest unused is closed when too many are open."""

    def __init__(self) -> None:
        self._open: OrderedDict[tuple[str, int, int], VideoFile] = OrderedDict()

    def pixels(self, path: Path, item: Footage, time: float) -> Pixels:
        """The frame at `time` (seconds in the footage, as its frame rate in the project counts them) as straight RGBA.

        Raises `UnreadableError` or `OSError`.
        """
        stat = path.stat()
        key = (str(path), stat.st_mtime_ns, stat.st_size)
        if key not in self._open:
            self._open[key] = VideoFile(path)
            if len(self._open) > OPEN_FILES:
                self._open.popitem(last=False)
        self._open.move_to_end(key)
        video = self._open[key]
        conformed = item.frame_rate / video.frame_rate if item.frame_rate and video.frame_rate else 1.0
        return to_rgba(video.frame(time * conformed), item)


def to_rgba(frame: Any, item: Footage) -> Pixels:
    """A decoded frame as straight RGBA, turned as its file says where that gives the project's size."""
    pixels: Pixels = frame.reformat(format="rgba", src_colorspace=color_matrix(frame)).to_ndarray()
    turns = round(frame.rotation / 90) % 4
    height, width = pixels.shape[:2]
    if turns % 2 and (item.width, item.height) == (height, width):
        pixels = np.ascontiguousarray(np.rot90(pixels, turns))
    return pixels


def color_matrix(frame: Any) -> Colorspace | None:
    """The colour matrix to take for a decoded frame of a file that names none; None where it does."""
    if int(frame.colorspace) != UNSPECIFIED:
        return None
    return Colorspace.ITU709 if frame.height >= HD_HEIGHT else Colorspace.ITU601


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except (av.FFmpegError, ValueError, OverflowError) as error:
        raise UnreadableError("damaged or of an unknown kind") from error
