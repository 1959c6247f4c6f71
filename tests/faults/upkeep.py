"""What the programs of a farm take of their computer in the course of time: memory, open files, temporary files."""

from __future__ import annotations

import os
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

SAMPLE_SECONDS = 1.0
SETTLED_SECONDS = 10.0
"""A younger program still loads what it needs."""

MOST_GROWTH = 0.05
MOST_FILES = 3
"""By how much memory may grow between the middle and the end, and by how many open files and temporary ones."""

STEADY_SECONDS = 600.0
"""In a shorter time programs that are killed now and then have not yet come to what they need."""

_PARTS = ((0.0, 0.2), (0.4, 0.6), (0.8, 1.0))
"""Start, middle and end of the time."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What a part takes at a moment (monotonic seconds): memory in bytes, open files. `age` in seconds."""

    at: float
    part: str
    age: float
    memory: int
    files: int


@dataclass(frozen=True, slots=True)
class Course:
    """A part's medians at the start, in the middle and at the end."""

    part: str
    memory: tuple[float, ...]
    files: tuple[float, ...]

    def __str__(self) -> str:
        memory = " → ".join(f"{value / 1e6:.1f}" for value in self.memory)
        return f"{self.part}: {memory} MB, {' → '.join(f'{value:g}' for value in self.files)} files"

    def wrong(self) -> list[str]:
        """What has grown from the middle to the end."""
        _, middle, end = self.memory
        grown = [f"{self}: its memory grows"] if end > middle * (1 + MOST_GROWTH) else []
        return grown + ([f"{self}: its files grow"] if self.files[2] > self.files[1] + MOST_FILES else [])


class Upkeep:
    """Samples, in a thread of its own, what `find` says the parts' processes are, and the files in `folders`."""

    def __init__(self, find: Callable[[], dict[str, int]], folders: Iterable[Path]) -> None:
        self.samples: list[Sample] = []
        self._find = find
        self._folders = tuple(folders)
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="upkeep", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Sample no more."""
        self._ending.set()
        self._thread.join()

    def courses(self) -> list[Course]:
        """What each part took. Those that there were too rarely are left out."""
        return courses(self.samples)

    def _run(self) -> None:
        while not self._ending.wait(SAMPLE_SECONDS):
            now = time.monotonic()
            for part, pid in self._find().items():
                # It may be killed just now.
                with suppress(psutil.Error):
                    process = psutil.Process(pid)
                    memory, files = process.memory_info().rss, _open_files(process)
                    self.samples.append(Sample(now, part, time.time() - process.create_time(), memory, files))
            # What goes while it is looked at is not an error to this.
            count = sum(len(names) for folder in self._folders for _, _, names in os.walk(folder))
            self.samples.append(Sample(now, "temporary", SETTLED_SECONDS, 0, count))


def _open_files(process: psutil.Process) -> int:
    if sys.platform == "win32":
        return int(process.num_handles())
    else:
        return int(process.num_fds())


def courses(samples: Iterable[Sample]) -> list[Course]:
    """Per part its medians over the time of all samples, of settled programs only."""
    samples = list(samples)
    if not samples:
        return []
    begun, ended = samples[0].at, samples[-1].at
    settled = [one for one in samples if one.age >= SETTLED_SECONDS]
    found = []
    for part in sorted({one.part for one in settled}):
        windows = [
            [
                one
                for one in settled
                if one.part == part and first <= (one.at - begun) / max(ended - begun, 1e-9) <= last
            ]
            for first, last in _PARTS
        ]
        if all(windows):
            memory = tuple(statistics.median(one.memory for one in window) for window in windows)
            files = tuple(statistics.median(one.files for one in window) for window in windows)
            found.append(Course(part, memory, files))
    return found
