"""Copies on a local disk of files that lie far away: by content, up to so many bytes, shared by all programs here.

Nothing in use is taken away, and nothing damaged is given out. The disk must be local, since the programs agree by the
system's locks on files.
"""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from app.core.errors import DiskFullError, StorageError
from app.core.model import Struct
from app.farm.asset_cache_uses import Uses
from app.farm.file_lock import exclusively
from app.farm.files import free_bytes, long_path, move, readable_size, sha256_of, translated, unfinished_name

Fill = Callable[[Path], None]
"""Writes the content to the path, where a part of it may lie from an earlier try, and compares its hash with the name.

Raises `StorageError`; also when the content is something else, and then leaves no file.
"""

_NAME: Final = re.compile(r"[0-9a-f]{64}(?:\.[0-9a-z]{1,15})?")
_DOWNLOAD_SECONDS: Final = 24 * 3600.0
_LEFT_SECONDS: Final = 7 * 24 * 3600.0
"""What lies unfinished for so long is of programs that ended, and not gone on with."""


class CacheLimits(Struct, frozen=True):
    """`most_bytes` altogether; what was used within `recent_seconds` stays even beyond that; `reserve_bytes` of the
    disk are left free.
    """

    most_bytes: int = 20_000_000_000
    recent_seconds: float = 3600.0
    reserve_bytes: int = 500_000_000


class _Entry(Struct, frozen=True):
    name: str
    path: Path
    size: int
    used: float


class AssetCache:
    """A cache in `folder`. Thread-safe, and safe for several programs with the same folder."""

    def __init__(self, folder: Path, limits: CacheLimits | None = None, *, stop: threading.Event | None = None) -> None:
        """Nobody waits for others any more when `stop` is set. Raises `StorageError` when the folder cannot be made."""
        self._folder = folder
        self._stop = stop
        self._parts = folder / ".parts"
        self._limits = limits or CacheLimits()
        with translated("create", folder):
            self._parts.mkdir(parents=True, exist_ok=True)
        with self._guarded():
            self._uses = Uses(folder / ".uses")
        self._lock = threading.Lock()
        self._checked: dict[str, tuple[int, int]] = {}
        self._added = self._limits.most_bytes

    def fetch(self, sha256: str, ending: str, size: int, fill: Fill) -> Path:
        """The local file with that content, got by `fill` unless it is here; a use of it is noted.

        `ending` is that of file names, such as `.png`, or empty. Raises what `fill` raises, `DiskFullError` and
        `StorageError`.
        """
        name = _checked_name(sha256, ending)
        path = self._path(name)
        with self._guarded():
            self._uses.note(name)
            there = self._is_there(path, size)
        if there and self._is_whole(name, path, sha256):
            return path
        lock = self._parts / f"{name}.lock"
        with translated("download", path), exclusively(lock, seconds=_DOWNLOAD_SECONDS, stop=self._stop):
            # Somebody else may have got it meanwhile.
            if not (self._is_there(path, size) and self._is_whole(name, path, sha256)):
                self._get(name, path, size, fill)
            with suppress(OSError):
                lock.unlink()
        if os.name == "nt":
            # There it can be deleted only now, and only if nobody else waits for it.
            with suppress(OSError):
                lock.unlink()
        return path

    def find(self, sha256: str, ending: str) -> Path | None:
        """The local file with that content if it is here and whole; a use of it is noted."""
        name = _checked_name(sha256, ending)
        path = self._path(name)
        with self._guarded():
            self._uses.note(name)
            there = self._is_there(path, None)
        return path if there and self._is_whole(name, path, sha256) else None

    def adopt(self, source: Path, sha256: str, ending: str) -> None:
        """Take over a file whose content is known, since it was just sent away; whether or not that succeeds."""
        path = self._path(_checked_name(sha256, ending))
        with suppress(OSError):
            size = source.stat().st_size
            path.parent.mkdir(exist_ok=True)
            # Not one that may be open: it is as good.
            if not path.exists():
                source.replace(path)
                self._remember(path.name, path)
                self._make_room(size)
        with suppress(OSError):
            source.unlink()

    @contextmanager
    def holding(self) -> Iterator[None]:
        """What this thread fetches while it lasts is not taken away before it ends."""
        with self._uses.holding():
            yield

    def close(self) -> None:
        """Nothing is used by this program any more."""
        self._uses.close()

    def _get(self, name: str, path: Path, size: int, fill: Fill) -> None:
        part = long_path(self._parts / f"{name}.part")
        self._make_room(size)
        self._check_space(path, size)
        fill(part)
        with translated("write", path):
            path.parent.mkdir(exist_ok=True)
            move(part, path)
            self._remember(name, path)

    def _is_there(self, path: Path, size: int | None) -> bool:
        try:
            status = path.stat()
            # The time of use alone; that of change tells whether somebody changed it.
            os.utime(path, ns=(time.time_ns(), status.st_mtime_ns))
        except OSError:
            return False
        return size is None or status.st_size == size

    def _is_whole(self, name: str, path: Path, sha256: str) -> bool:
        """Whether the content is what the name says: read once by each program, and again when the file has changed."""
        with suppress(OSError):
            status = path.stat()
            with self._lock:
                if self._checked.get(name) == (status.st_size, status.st_mtime_ns):
                    return True
            if sha256_of(path) == sha256:
                self._remember(name, path)
                return True
            # Under another name it is nobody's; where it is open, Windows leaves it to be replaced.
            aside = self._parts / unfinished_name("damaged")
            path.rename(aside)
            aside.unlink()
        return False

    def _remember(self, name: str, path: Path) -> None:
        status = path.stat()
        with self._lock:
            self._checked[name] = (status.st_size, status.st_mtime_ns)

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """The programs agree on what is used and what goes."""
        with translated("lock", self._folder), exclusively(self._folder / ".lock"):
            yield

    def _make_room(self, size: int) -> None:
        """Take away what was not used for longest, once there is too much altogether; looked at now and then only."""
        limits = self._limits
        with self._lock:
            self._added += size
            due = self._added > limits.most_bytes / 50 or size > self._spare()
        if not due:
            return
        with self._guarded():
            entries = sorted(self._entries(), key=lambda entry: entry.used)
            total = sum(entry.size for entry in entries) + size
            used = self._uses.all_names()
            now = time.time()
            for entry in entries:
                if total <= limits.most_bytes and size <= self._spare():
                    break
                if entry.name in used or now - entry.used < limits.recent_seconds:
                    continue
                # One that Windows keeps since it is open counts on.
                with suppress(OSError):
                    entry.path.unlink()
                    total -= entry.size
            self._clear_parts(now)
        with self._lock:
            self._added = 0

    def _clear_parts(self, now: float) -> None:
        for path in self._parts.iterdir():
            with suppress(OSError):
                if now - path.stat().st_mtime > _LEFT_SECONDS:
                    path.unlink()

    def _spare(self) -> int:
        return free_bytes(self._folder) - self._limits.reserve_bytes

    def _check_space(self, path: Path, size: int) -> None:
        if size > self._spare():
            raise DiskFullError(
                f"There is no room for “{path.name}”.",
                f"It has {readable_size(size)}, and {readable_size(free_bytes(self._folder))} are free on the disk of "
                f"“{self._folder}”, of which {readable_size(self._limits.reserve_bytes)} are left alone.",
                "Free some space, or choose another folder for copies.",
            )

    def _entries(self) -> Iterator[_Entry]:
        for folder in self._folder.iterdir():
            if folder.name.startswith("."):
                continue
            with suppress(OSError), os.scandir(folder) as found:
                for one in found:
                    with suppress(OSError):
                        if _NAME.fullmatch(one.name) and one.is_file(follow_symlinks=False):
                            # What Windows' folders say of the last use is old.
                            status = os.stat(one.path)  # noqa: PTH116
                            yield _Entry(one.name, Path(one.path), status.st_size, status.st_atime)

    def _path(self, name: str) -> Path:
        return long_path(self._folder / name[:2] / name)


def _checked_name(sha256: str, ending: str) -> str:
    name = f"{sha256}{ending.lower()}" if _NAME.fullmatch(f"{sha256}{ending.lower()}") else sha256
    if not _NAME.fullmatch(name):
        raise StorageError(f"“{ascii(sha256)[1:-1][:100]}” is not a hash of a file's content.")
    return name
