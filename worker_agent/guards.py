"""When a worker of a farm had better not claim: no room on the disk, no memory, or the same failure again and again."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

import psutil

from app.core.ports import Clock
from app.core.settings import Settings
from app.farm.files import free_bytes, readable_size

SAME_FAILURES: Final = 3
"""After so many equal failures in a row that were not a job's fault, a worker rests: elsewhere the work succeeds, and
an admin has time to look."""

LONGEST_REST: Final = 6
"""How many times as long as the first one a rest may become; each further failure doubles it."""

_log = logging.getLogger(__name__)


class Guards:
    """Says whether to claim. Thread-safe; `problem` is asked often and looks at most once a second.

    The settings `least_disk_gigabytes`, `least_memory_percent` and `failure_rest_seconds` are its bounds: the disk is
    that of `home`, where image sequences and the cache are; with less memory the system soon ends programs.
    """

    def __init__(
        self,
        clock: Clock,
        home: Path,
        settings: Settings,
        *,
        free: Callable[[Path], int] = free_bytes,
        memory: Callable[[], float] = lambda: float(psutil.virtual_memory().available / psutil.virtual_memory().total),
    ) -> None:
        self._clock = clock
        self._home = home
        self._least_disk = settings.least_disk_gigabytes * 1000**3
        self._least_memory = settings.least_memory_percent / 100
        self._first_rest = settings.failure_rest_seconds
        self._free = free
        self._memory = memory
        self._lock = threading.Lock()
        self._looked = -1.0
        self._seen = ""
        self._same = 0
        self._last = ""
        self._rest_until = 0.0

    def problem(self) -> str:
        """Why nothing should be claimed now, as a sentence; empty when there is no reason."""
        now = self._clock.monotonic()
        with self._lock:
            if now < self._rest_until:
                return f"The same failure came {self._same} times in a row: {self._last}"
            if self._looked < 0 or now - self._looked >= 1.0:
                self._looked = now
                found = self._look()
                if found != self._seen:
                    _log.log(logging.WARNING if found else logging.INFO, found or "There is enough room again.")
                self._seen = found
            return self._seen

    def ended(self, failure: str) -> None:
        """A chunk ended: with a failure that was not the job's fault, or (empty) without one."""
        with self._lock:
            self._same = self._same + 1 if failure and failure == self._last else int(bool(failure))
            self._last = failure
            if self._same >= SAME_FAILURES and self._first_rest:
                rest = self._first_rest * min(LONGEST_REST, 2 ** (self._same - SAME_FAILURES))
                self._rest_until = self._clock.monotonic() + rest
                _log.error("This worker claims nothing for %.0f s: %d times %s", rest, self._same, failure)

    def _look(self) -> str:
        free = self._free(self._home)
        if 0 < free < self._least_disk:
            return f"Only {readable_size(free)} are free for {self._home}."
        memory = self._memory()
        if memory < self._least_memory:
            return f"Only {memory:.0%} of the memory are available."
        return ""
