"""The operating system's lock on a file, which it lets go of when the process ends in whatever way.

The one module that knows how each system locks.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedRandom
from pathlib import Path

_LOOK_SECONDS = 0.005

if sys.platform == "win32":
    import msvcrt

    def lock_file(file: BufferedRandom) -> None:
        """Lock the first byte of an open file. Raises `OSError` when somebody else has it."""
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

    def unlock_file(file: BufferedRandom) -> None:
        """Let others lock the file."""
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def lock_file(file: BufferedRandom) -> None:
        """Lock an open file. Raises `OSError` when somebody else has it.

        `flock` and not `lockf`: it also tells two owners in one process apart.
        """
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)

    def unlock_file(file: BufferedRandom) -> None:
        """Let others lock the file."""
        fcntl.flock(file.fileno(), fcntl.LOCK_UN)


@contextmanager
def exclusively(path: Path, *, seconds: float = 60.0, stop: threading.Event | None = None) -> Iterator[None]:
    """Have the lock on a file (made if needed) for as long as the context lasts, waiting for it for some time.

    For files on a local disk; who has the lock may delete the file. Raises `TimeoutError` when somebody else has it for
    so long or `stop` is set meanwhile, and `OSError`.
    """
    deadline = time.monotonic() + seconds
    patience = stop or threading.Event()
    while True:
        with path.open("a+b") as file:
            while not _try_lock(file):
                if time.monotonic() > deadline or patience.wait(_LOOK_SECONDS):
                    raise TimeoutError(f"“{path}” is locked by another program.")
            try:
                if _is_file_at(file, path):
                    yield
                    return
            finally:
                unlock_file(file)


def _try_lock(file: BufferedRandom) -> bool:
    try:
        lock_file(file)
    except OSError:
        return False
    return True


def _is_file_at(file: BufferedRandom, path: Path) -> bool:
    """Whether the file was not deleted while its lock was waited for: then a new one may be locked by others."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False
