"""One After Effects at a time: several that render on one computer disturb each other (`aerender.md` §2, 7)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.farm.engines.aerender.run import NoLongerWantedError
from app.farm.file_lock import lock_file, unlock_file
from app.farm.files import translated

_WAIT_SECONDS = 0.2


@contextmanager
def turn(path: Path, *, wanted: Callable[[], bool], waiting: Callable[[], None]) -> Iterator[None]:
    """Have this user's After Effects to oneself inside; waits for whoever has it, in this program or another.

    `path` is the lock's file. `waiting` is called once when that takes time, and `NoLongerWantedError` raised when
    nothing is `wanted` any more meanwhile. Raises `StorageError` when the file cannot be made.
    """
    with translated("open", path):
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+b")
    with file:
        told = False
        while True:
            try:
                lock_file(file)
                break
            except OSError:
                if not told:
                    waiting()
                    told = True
            if not wanted():
                raise NoLongerWantedError
            time.sleep(_WAIT_SECONDS)
        try:
            yield
        finally:
            unlock_file(file)
