"""Who uses which copies: each program says it in a file of its own, and is believed for as long as it lives."""

from __future__ import annotations

import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.farm.file_lock import lock_file
from app.farm.files import translated

_ALIVE, _NAMES = ".alive", ".names"


class Uses:
    """The uses of this program, and a look at those of all. Made, noted and looked at with the cache's lock held."""

    def __init__(self, folder: Path) -> None:
        """Files of programs that were killed are deleted. Raises `StorageError`."""
        self._folder = folder
        self._own = uuid.uuid4().hex
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._written: frozenset[str] = frozenset()
        self._thread = threading.local()
        with translated("create", folder):
            folder.mkdir(parents=True, exist_ok=True)
            self._alive = (folder / f"{self._own}{_ALIVE}").open("w+b")
            lock_file(self._alive)
            self._write()
            self.all_names()

    def note(self, name: str) -> None:
        """The current thread uses a file, for as long as its `holding` lasts; without one, only now. `OSError`."""
        held: list[str] | None = getattr(self._thread, "held", None)
        if held is None or name in held:
            return
        held.append(name)
        with self._lock:
            self._counts[name] += 1
            self._write()

    @contextmanager
    def holding(self) -> Iterator[None]:
        """While it lasts, what is noted in this thread is in use. It may be nested."""
        outer: list[str] | None = getattr(self._thread, "held", None)
        self._thread.held = []
        try:
            yield
        finally:
            held, self._thread.held = self._thread.held, outer
            with self._lock:
                self._counts -= Counter(held)
                # Too much is said until it is written next time, which only keeps files for longer.
                with suppress(OSError):
                    self._write()

    def all_names(self) -> frozenset[str]:
        """What is in use by any living program; the files of dead ones are deleted. Raises `OSError`."""
        found: set[str] = set()
        for path in self._folder.glob(f"*{_NAMES}"):
            if path.stem == self._own or _is_alive(path.with_suffix(_ALIVE)):
                found.update(path.read_text("utf-8").split())
            else:
                for dead in (path, path.with_suffix(_ALIVE)):
                    with suppress(OSError):
                        dead.unlink()
        return frozenset(found)

    def close(self) -> None:
        """This program uses nothing any more."""
        self._alive.close()
        for ending in (_NAMES, ".part", _ALIVE):
            with suppress(OSError):
                (self._folder / f"{self._own}{ending}").unlink()

    def _write(self) -> None:
        names = frozenset(self._counts)
        path = self._folder / f"{self._own}{_NAMES}"
        if names != self._written or not path.exists():
            # Whole at every moment: the end of a use is written without the cache's lock.
            unfinished = path.with_suffix(".part")
            unfinished.write_text("\n".join(sorted(names)), "utf-8")
            unfinished.replace(path)
            self._written = names


def _is_alive(path: Path) -> bool:
    try:
        with path.open("r+b") as file:
            lock_file(file)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False
