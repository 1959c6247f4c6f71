"""Frames as they land: which are complete, kept by number, and what is wrong with those that are not."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from app.core.errors import VerifyError
from app.core.frames import FrameRange
from app.core.jobs import RenderWarning
from app.core.model import Struct
from app.farm.engines.aerender.command import Span
from app.farm.engines.aerender.images import UnreadableFrameError, read_frame
from app.farm.pieces import Frame

_NAME = re.compile(r"(-?\d{1,9})\.[A-Za-z]{3,4}")


class _Look(Struct, frozen=True):
    """What a file looked like, and since when (by the shelf's clock)."""

    size: int
    modified: int
    since: float

    def same(self, status: os.stat_result) -> bool:
        return (self.size, self.modified) == (status.st_size, status.st_mtime_ns)


class Shelf:
    """The frames of one composition on the disk that were verified: complete, decodable, of the right size.

    Frames count from the composition's first as 0. `size` is (width, height). A file that changes afterwards is found
    when it is opened.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        self.straight = False
        """Whether their colours are not multiplied by alpha."""
        self.warnings: tuple[RenderWarning, ...] = ()
        """What was substituted in them, as far as it is known."""
        self._size = size
        self._kept: dict[int, tuple[Path, _Look]] = {}
        self._used: set[int] = set()

    def __contains__(self, frame: int) -> bool:
        return frame in self._kept

    def missing(self, frames: FrameRange) -> tuple[int, ...]:
        """Those of these frames that are not there, and were not used either."""
        return tuple(frame for frame in frames if self.lacks(frame))

    def lacks(self, frame: int) -> bool:
        """Whether a frame is neither there nor was used."""
        return frame not in self._kept and frame not in self._used

    def begin(self) -> None:
        """A new order begins: what was used in the last one may be wanted again."""
        self._used.clear()

    def put(self, frame: int, path: Path, look: _Look) -> None:
        """Keep a verified frame; the first of its number stays."""
        self._kept.setdefault(frame, (path, look))

    def open(self, frame: int) -> Frame:
        """Read a frame as it is stored. Raises `VerifyError`, and forgets it, when it is not what was verified."""
        path, look = self._kept[frame]
        try:
            unchanged = look.same(path.stat())
            picture = self.checked(path)
        except (OSError, UnreadableFrameError) as error:
            del self._kept[frame]
            raise VerifyError(f"Frame {frame} is not what it was.", f"The file “{path}” {error}.") from error
        if not unchanged:
            del self._kept[frame]
            raise VerifyError(f"Frame {frame} is not what it was.", f"The file “{path}” was written again.")
        return picture

    def checked(self, path: Path) -> Frame:
        """The frame in a file. Raises `UnreadableFrameError`, `WrongSizeError`."""
        frame = read_frame(path)
        height, width = frame.shape[:2]
        if (width, height) != self._size:
            raise WrongSizeError(f"has {width} × {height} pixels instead of {self._size[0]} × {self._size[1]}")
        return frame

    def use(self, frames: FrameRange) -> None:
        """These frames went into a piece: delete them."""
        self._used.update(frames)
        for frame in frames:
            path, _ = self._kept.pop(frame, (None, None))
            if path is not None:
                # One that another program holds open goes with the folder.
                with suppress(OSError):
                    path.unlink(missing_ok=True)


class WrongSizeError(UnreadableFrameError):
    """A complete frame of another size: no waiting helps."""


class Landing:
    """Watches the folder that one run writes its frames into. `monotonic` is a clock in seconds."""

    def __init__(
        self,
        shelf: Shelf,
        folder: Path,
        span: Span,
        *,
        settle_seconds: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._shelf = shelf
        self._folder = folder
        self._span = span
        self._settle_seconds = settle_seconds
        self._monotonic = monotonic
        self._looks: dict[Path, _Look] = {}
        self._tried: dict[Path, _Look] = {}
        self._done: set[Path] = set()
        self._bad: dict[int, str] = {}
        self.strange: set[int] = set()
        """Numbers of files that are outside of the range, as displayed."""
        self.growing = False
        """Whether something has changed since the last look."""

    def look(self, *, ended: bool = False) -> tuple[int, ...]:
        """The frames that are found complete since the last look, in order. Raises `WrongSizeError` (naming none).

        A file is read when it has not changed for a moment; `ended` says that nobody writes any more.
        """
        found = []
        self.growing = False
        for number, path, status in self._files():
            frame = number - self._span.counts_from
            if not self._span.frames.start <= frame < self._span.frames.stop:
                self.strange.add(number)
            elif not self._shelf.lacks(frame):
                # It lies between frames that were missing, and is written once more.
                self._done.add(path)
            elif self._is_settled(path, status, ended=ended) and self._is_complete(frame, path):
                found.append(frame)
        return tuple(sorted(found))

    def problem(self, frame: int) -> str:
        """What is wrong with a frame that did not become complete; completes “it …”."""
        return self._bad.get(frame, "was not written")

    def _files(self) -> Iterator[tuple[int, Path, os.stat_result]]:
        with suppress(OSError), os.scandir(self._folder) as entries:
            for entry in entries:
                match = _NAME.fullmatch(entry.name)
                path = self._folder / entry.name
                if match is not None and path not in self._done:
                    # Not the entry's own status, which Windows keeps from when the folder was last written.
                    with suppress(OSError):
                        yield int(match[1]), path, path.stat()

    def _is_settled(self, path: Path, status: os.stat_result, *, ended: bool) -> bool:
        look = self._looks.get(path)
        now = self._monotonic()
        if look is None or not look.same(status):
            self._looks[path] = look = _Look(size=status.st_size, modified=status.st_mtime_ns, since=now)
            self.growing = True
        return ended or now - look.since >= self._settle_seconds

    def _is_complete(self, frame: int, path: Path) -> bool:
        look = self._looks[path]
        if self._tried.get(path) == look:
            return False
        self._tried[path] = look
        try:
            self._shelf.checked(path)
        except WrongSizeError as error:
            self._bad[frame] = str(error)
            raise
        except UnreadableFrameError as error:
            self._bad[frame] = str(error)
            return False
        self._done.add(path)
        self._shelf.put(frame, path, look)
        return True
