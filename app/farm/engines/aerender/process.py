"""One running aerender and the After Effects that it started: their lines, their end, their processor time."""

from __future__ import annotations

import os
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from typing import IO

from app.core.errors import EngineError, EngineLostError
from app.farm.engines.aerender.log_lines import LineSplitter
from app.farm.processes import ProcessTree

READ_BYTES = 65_536
ENVIRONMENT = {"KMP_DUPLICATE_LIB_OK": "TRUE"}
"""Plug-ins that bring OpenMP libraries of their own end After Effects otherwise (`aerender.md` §1.5)."""

LOAD_SECONDS = 1.0
"""Processor time is measured over so long."""

IDLE_CORES = 0.02
"""A tree that uses less than this part of a core does nothing."""


class AerenderProcess:
    """aerender with its tree. Used by one thread; another one reads its output, so that a flood cannot block it.

    aerender only starts After Effects and passes on what it says: ending aerender alone would leave After Effects and
    its licence behind, so it is always the tree that is ended.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        low_priority: bool = False,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start it. Raises `EngineError` when it cannot be started."""
        self._tree = ProcessTree(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            low_priority=low_priority,
            environment=ENVIRONMENT,
        )
        self._monotonic = monotonic
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._load: tuple[float, float] | None = None
        self._reader = threading.Thread(target=self._read, args=(self._tree.stdout,), name="aerender-log", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """Process id of aerender itself."""
        return self._tree.pid

    @property
    def exit_code(self) -> int | None:
        """aerender's exit code; None while it runs."""
        return self._tree.exit_code

    def lines(self, timeout: float) -> list[str]:
        """What it said since the last call; waits up to `timeout` seconds for the first line."""
        found: list[str] = []
        try:
            found.append(self._lines.get(timeout=timeout))
            while True:
                found.append(self._lines.get_nowait())
        except queue.Empty:
            return found

    def last_lines(self, timeout: float) -> list[str]:
        """What it said until its output ended, which is waited for up to `timeout` seconds.

        After Effects may hold the output open after aerender has ended.
        """
        self._reader.join(timeout)
        return self.lines(0.0)

    def is_busy(self) -> bool:
        """Whether the tree computes, measured since the call before; True until that was a moment ago."""
        now = self._monotonic()
        if self._load is None:
            self._load = (now, self._tree.cpu_seconds())
            return True
        since, used = self._load
        if now - since < LOAD_SECONDS:
            return True
        self._load = (now, self._tree.cpu_seconds())
        return self._load[1] - used > IDLE_CORES * (now - since)

    def kill(self) -> None:
        """End the tree at once and return when it is gone. Raises `EngineLostError` naming what is still alive."""
        try:
            self._tree.kill()
        except EngineError as error:
            raise EngineLostError(
                "After Effects could not be ended.", error.cause, "End it by hand, or restart that computer."
            ) from error
        self._reader.join()

    def _read(self, stream: IO[bytes]) -> None:
        splitter = LineSplitter()
        try:
            # Not the stream's own `read`, which would wait for a full buffer.
            while portion := os.read(stream.fileno(), READ_BYTES):
                for line in splitter.feed(portion):
                    self._lines.put(line)
        except (OSError, ValueError):
            pass  # The pipe was closed because the tree was killed.
        for line in splitter.end():
            self._lines.put(line)
