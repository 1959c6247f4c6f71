"""After Effects itself, as the launcher starts it: opens the project, finds the composition, draws, and says so.

The frames are those of the builtin renderer, drawn from the project file alone: its own paths, its own fonts.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from tests.fakes.aerender import arguments as command
from tests.fakes.aerender.arguments import Arguments, RenderFailedError
from tests.fakes.aerender.behaviour import CHILD_PID, MODES, Behaviour, Orders
from tests.fakes.aerender.launcher import hang
from tests.fakes.aerender.words import NOISE, Film, footer, frame_line, header


class Opened(Protocol):
    """An open project with one composition on the render queue; `from_queue`: it was there already."""

    film: Film
    warnings: tuple[str, ...]
    from_queue: bool

    def output_path(self, number: int) -> Path:
        """The file of the frame with that number."""

    def frame(self, number: int, behaviour: Behaviour) -> bytes:
        """The content of that file."""


class AfterEffects:
    """One start."""

    def __init__(self, folder: Path, behaviour: Behaviour, arguments: Sequence[str]) -> None:
        self._folder = folder
        self._behaviour = behaviour
        self._orders = Orders.read(folder)
        self._arguments = arguments

    def run(self) -> int:
        """Render; the exit code."""
        behaviour = self._behaviour
        if behaviour.hangs == "launch":
            hang()
        if not behaviour.version_last:
            self._say("PROGRESS: ...After Effects successfully launched")
        try:
            given = command.parse(self._arguments, self._behaviour.version)
            if given.has("-mfr"):
                self._behaviour = replace(self._behaviour, multi_frame=given.one("-mfr").upper() == "ON")
            self._render(given)
        except RenderFailedError as failure:
            self._say(failure.line)
            return failure.code
        if behaviour.outlives:
            self._leave_somebody()
        return 0

    def _render(self, given: Arguments) -> None:
        self._moment("open")
        project = self._open(given)
        if not project.from_queue:
            self._say("PROGRESS: Adding specified comp to Render Queue")
        for line in (*self._behaviour.warnings, *project.warnings):
            self._say(f"WARNING:{line}")
        for line in NOISE if self._behaviour.noise else ():
            self._say(line)
        for line in header(project.film, self._behaviour):
            self._say(line)
        self._moment("first")
        self._draw(project)
        for line in footer(project.film, self._behaviour):
            self._say(line)
        self._moment("end")

    def _open(self, given: Arguments) -> Opened:
        # The renderer comes with the one, and most failures do without.
        if self._orders.painted:
            from tests.fakes.aerender.painted import open_painted

            return open_painted(given, self._orders)
        from tests.fakes.aerender.project import open_project

        return open_project(given, self._orders)

    def _draw(self, project: Opened) -> None:
        count = project.film.last - project.film.first + 1
        for place, index in enumerate(self._order(count)):
            if place == count // 2:
                self._moment("middle")
            time.sleep(self._behaviour.seconds_per_frame)
            number = project.film.first + index
            if index not in self._behaviour.skips:
                self._write(project, index, number)
            if self._behaviour.frame_lines:
                for _ in range(2 if self._behaviour.drop_frame else 1):
                    self._say(frame_line(project.film, number, index + 1, self._behaviour))
            if self._behaviour.bad_bytes:
                self._raw(b"PROGRESS:  \xff\xfe\x00\x81 (\x9c\r\n\xc3")

    def _order(self, count: int) -> list[int]:
        indexes = list(range(count))
        if self._behaviour.multi_frame:
            # Four at a time, each time the last one first.
            return [index for start in range(0, count, 4) for index in reversed(indexes[start : start + 4])]
        return indexes

    def _write(self, project: Opened, index: int, number: int) -> None:
        behaviour = self._behaviour
        content = project.frame(number, behaviour)
        if index in behaviour.truncates:
            content = content[: len(content) * 2 // 3]
        if index in behaviour.empties:
            content = b""
        shown = number if behaviour.numbers_from is None else behaviour.numbers_from + index
        path = project.output_path(shown)
        if behaviour.png:
            path = path.with_suffix(".png")
        with path.open("wb") as file:
            # In two portions, as whoever reads meanwhile will see it.
            file.write(content[: len(content) // 2])
            file.flush()
            file.write(content[len(content) // 2 :])

    def _moment(self, moment: str) -> None:
        """Hang, die or fail, if this is the time for it."""
        behaviour = self._behaviour
        if behaviour.hangs == moment:
            hang(computing=behaviour.computes)
        if behaviour.dies == moment:
            os.abort()
        if behaviour.fails == moment:
            raise RenderFailedError(behaviour.error, behaviour.code)

    def _leave_somebody(self) -> None:
        """A helper process of After Effects that outlives it."""
        sleeper = [sys.executable, "-c", "import time; time.sleep(60)"]
        left = subprocess.Popen(sleeper, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        (self._folder / CHILD_PID).write_text(str(left.pid), "utf-8")

    def _say(self, line: str) -> None:
        if not self._behaviour.says_nothing:
            self._raw(line.encode("cp850", "replace") if self._behaviour.language == "de" else line.encode("utf-8"))
            self._raw(b"\r\n")

    def _raw(self, data: bytes) -> None:
        try:
            os.write(1, data)
        except BrokenPipeError:
            return  # Whoever started this is gone; it goes on, as After Effects does.


if __name__ == "__main__":
    where, mode, *rest = sys.argv[1:]
    raise SystemExit(AfterEffects(Path(where), MODES[mode], rest).run())
