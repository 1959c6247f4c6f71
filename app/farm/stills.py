"""Single frames of films and pieces, made small for looking at: without drawing anything again."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation

from app.core.errors import StorageError, VerifyError
from app.core.media_guards import FILM_FORMATS, media_guards
from app.render.video import color_matrix

Size = tuple[int, int]
"""Width and height in pixels."""


@dataclass(frozen=True, slots=True)
class Still:
    """A frame of a film: rows of RGBA pixels without gaps, colours not multiplied by alpha. `frame` counts from 0."""

    frame: int
    width: int
    height: int
    pixels: bytes


def still_of_film(path: Path, frame: int, size: Size) -> Still:
    """A frame of a film or piece, counted from 0, made to fit into `size` in its own shape, never enlarged.

    Raises `StorageError` when the file cannot be read, and `VerifyError` when it is damaged or has no such frame.
    """
    with _opened(path) as film:
        return film.still(frame, size)


def stills_of_film(path: Path, count: int, size: Size) -> tuple[Still, ...]:
    """Up to `count` frames of a film or piece, in order and spread over all of it; fewer when it has fewer.

    Each is one that is quick to get out of its part of the film. Sizes and errors as in `still_of_film`.
    """
    with _opened(path) as film:
        film.hurry()
        return tuple(film.still(frame, size) for frame in film.spread(count))


class _Film:
    """An open film, read forward where that is shorter than beginning at a key frame again."""

    def __init__(self, path: Path, container: InputContainer) -> None:
        self._path = path
        self._container = container
        self._stream = container.streams.video[0]
        # Threads that decode whole frames ahead only cost time where single ones are wanted.
        self._stream.thread_type = "SLICE"
        entries = list(self._stream.index_entries)
        # Groups of pictures are closed, so a key frame has the same place among the packets as among the frames.
        self._keys = [number for number, entry in enumerate(entries) if entry.is_keyframe]
        self._frames = len(entries)
        self._tick = (self._stream.time_base or Fraction(1)) * (self._stream.average_rate or Fraction(0))
        self._decoded: Iterator[VideoFrame] = iter(())
        self._here = self._frames

    def hurry(self) -> None:
        """Leave out frames that no other frame needs: then what comes is at most a few frames late."""
        self._stream.codec_context.skip_frame = "NONREF"

    def spread(self, count: int) -> list[int]:
        """Frames from equal parts of the film: the first key frame of each part, else its first frame."""
        parts = min(count, self._frames)
        found = []
        for part in range(parts):
            first, stop = (self._frames * index // parts for index in (part, part + 1))
            after = bisect_left(self._keys, first)
            found.append(self._keys[after] if after < len(self._keys) and self._keys[after] < stop else first)
        return found

    def still(self, frame: int, size: Size) -> Still:
        """The frame, small. Raises `VerifyError` when there is none."""
        if not 0 <= frame < self._frames or not self._keys:
            raise VerifyError(
                f"The film “{self._path.name}” has no frame {frame}.", f"It has {self._frames} frames, from 0 on."
            )
        decoded = self._frame(frame)
        share = min(1.0, size[0] / decoded.width, size[1] / decoded.height)
        width, height = max(1, round(decoded.width * share)), max(1, round(decoded.height * share))
        small = decoded.reformat(
            width, height, "rgba", src_colorspace=color_matrix(decoded), interpolation=Interpolation.BILINEAR
        )
        return Still(frame=frame, width=width, height=height, pixels=small.to_ndarray().tobytes())

    def _frame(self, number: int) -> VideoFrame:
        key = self._keys[bisect_right(self._keys, number) - 1]
        if not key <= self._here < number:
            self._seek(key)
            if key == number:
                return self._key_frame(number)
        for frame in self._decoded:
            self._here = round(((frame.pts or 0) - (self._stream.start_time or 0)) * self._tick)
            if self._here >= number:
                return frame
        raise self._lacks(number)

    def _seek(self, key: int) -> None:
        self._container.seek((self._stream.start_time or 0) + round(key / self._tick), stream=self._stream)
        self._decoded = self._container.decode(self._stream)

    def _key_frame(self, number: int) -> VideoFrame:
        """The frame that reading begins at, without those that the decoder would like to see before it gives it."""
        self._here = self._frames
        context = self._stream.codec_context
        for packet in self._container.demux(self._stream):
            for frame in (*context.decode(packet), *context.decode(None)):
                return frame
        raise self._lacks(number)

    def _lacks(self, number: int) -> VerifyError:
        return VerifyError(f"The film “{self._path.name}” is damaged.", f"Frame {number} is not there.")


@contextmanager
def _opened(path: Path) -> Iterator[_Film]:
    """An open film; FFmpeg's errors, here and in the body, in our words."""
    try:
        with av.open(str(path), options=media_guards(FILM_FORMATS)) as container:
            streams = container.streams.video
            # A stream without a known codec has no context, whatever the types say.
            if not streams or getattr(streams[0], "codec_context", None) is None or not streams[0].average_rate:
                raise VerifyError(f"The film “{path.name}” is damaged.", "It has no pictures that can be read.")
            yield _Film(path, container)
    except FileNotFoundError as error:
        raise StorageError(f"The film “{path.name}” is not there.", str(path)) from error
    except (av.FFmpegError, ValueError, MemoryError) as error:
        raise VerifyError(f"The film “{path.name}” is damaged.", f"It does not decode: {error}.") from error
    except OSError as error:
        raise StorageError(f"The film “{path.name}” cannot be read.", f"{error.strerror or error}.") from error
