"""The real program as a process: asked what it shows, driven with the screen's own keys and mouse."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

PATIENCE = 90.0
"""Seconds that nothing may take, however busy the computer is."""

Facts = dict[str, Any]


class Program:
    """A window of the user whose home is the process's; `kill` or `quit` ends it."""

    def __init__(self, *words: str | Path) -> None:
        command = [sys.executable, "-m", "tests.fakes.window_program", *map(str, words)]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, encoding="utf-8")

    def facts(self) -> Facts:
        """What the window shows now."""
        answer: Facts = self._ask("facts")
        return answer

    def wait(self, holds: Callable[[Facts], object]) -> Facts:
        """Ask again and again until something holds."""
        until = time.monotonic() + PATIENCE
        while not holds(found := self.facts()):
            assert time.monotonic() < until, found
            time.sleep(0.05)
        return found

    def focus(self) -> None:
        """Give the window the keyboard, as a window manager does."""
        xdotool("windowfocus", "--sync", str(self.facts()["window"]))
        self.wait(lambda found: found["active"])

    def press(self, *keys: str) -> None:
        """Press key combinations in the window."""
        self.focus()
        xdotool("key", "--delay", "20", *keys)

    def click(self, name: str) -> None:
        """Click in the middle of a part of the window."""
        self.focus()
        until = time.monotonic() + PATIENCE
        while (place := self._ask(f"where {name}")) is None:
            assert time.monotonic() < until, f"there is no {name}"
            time.sleep(0.05)
        left, top, width, height = place
        xdotool("mousemove", str(left + width // 2), str(top + height // 2), "click", "1")

    def family(self) -> list[psutil.Process]:
        """The process and all that it has started, and they in turn."""
        process = psutil.Process(self.process.pid)
        return [process, *process.children(recursive=True)]

    def kill(self) -> list[psutil.Process]:
        """Kill it without a warning; the processes that it leaves behind after a moment."""
        family = self.family()
        self.process.kill()
        self._part()
        return psutil.wait_procs(family, timeout=15)[1]

    def quit(self) -> list[psutil.Process]:
        """End it with its keys; the processes that it leaves behind."""
        family = self.family()
        self.press("ctrl+q")
        assert self.process.wait(PATIENCE) == 0
        self._part()
        return psutil.wait_procs(family, timeout=15)[1]

    def _ask(self, question: str) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{question}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, "the program has ended"
        return json.loads(line)

    def _part(self) -> None:
        self.process.wait(PATIENCE)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


def xdotool(*words: str) -> None:
    """Keys and mouse events from the X server."""
    subprocess.run(["xdotool", *words], check=True)


def second_start(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Start the program as people do while its window is open, and wait for its end."""
    command = [sys.executable, "-m", "app.main", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False, env={**os.environ})
