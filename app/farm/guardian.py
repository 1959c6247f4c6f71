"""Ends a tree of processes when the program that started it is gone and could not do so itself, as after a kill.

A process of its own holds one end of a pipe: what comes through it says that all is done, and its end without that word
that the program is gone. Windows needs none of this, as its job objects do the same.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import psutil

import app
from app.farm import processes_posix

TREE_MARK: Final = "FARMHAND_PROCESS_TREE"
"""Environment variable that a tree's processes inherit, so that those that left group and parent are found too."""

MODULE: Final = "app.farm.guardian"
FROZEN_COMMAND: Final = "guardian"
"""First argument with which the packaged program is the guardian instead of itself."""

END_SECONDS: Final = 10.0
"""How long it goes on ending what has outlived its program."""

_DONE: Final = b"done"
_RELEASE_SECONDS: Final = 2.0
_POLL_SECONDS: Final = 0.05

_log = logging.getLogger(__name__)


class Guardian:
    """Watches over the tree of a process id and a mark until it is released."""

    def __init__(self, pid: int, mark: str) -> None:
        """Start it. Where that is not possible, the tree is only less well cared for, which is logged."""
        start = [FROZEN_COMMAND] if getattr(sys, "frozen", False) else ["-m", MODULE]
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._process = subprocess.Popen(
                [sys.executable, *start, str(pid), mark],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                # Python finds the package from here, installed or not.
                cwd=Path(app.__file__).parents[1],
                # Ctrl+C in a terminal is not for it.
                start_new_session=True,
            )
        except OSError as error:
            _log.warning("Process %d would outlive a killed Farmhand: %s", pid, error)

    def release(self) -> None:
        """The tree is gone, or may stay. May be called again."""
        process, self._process = self._process, None
        if process is None:
            return
        # It may be gone already.
        with suppress(OSError, subprocess.TimeoutExpired):
            process.communicate(_DONE, timeout=_RELEASE_SECONDS)


def is_marked(process: psutil.Process, mark: str) -> bool:
    """Whether a process belongs to the tree of that mark, as far as this program may know it."""
    try:
        return process.environ().get(TREE_MARK) == mark
    except (psutil.Error, OSError):
        return False


def main(arguments: Sequence[str]) -> int:
    """Be a guardian; the exit code."""
    pid, mark = int(arguments[0]), arguments[1]
    if sys.stdin.buffer.read(len(_DONE)) != _DONE:
        _end(pid, mark)
    return 0


def _end(pid: int, mark: str) -> None:
    deadline = time.monotonic() + END_SECONDS
    known: set[psutil.Process] = set()
    while time.monotonic() < deadline:
        # A number may belong to another program meanwhile; a mark may not.
        with suppress(psutil.Error):
            leader = psutil.Process(pid)
            if is_marked(leader, mark):
                known.update(leader.children(recursive=True))
                processes_posix.kill_group(pid)
        known.update(one for one in psutil.process_iter() if is_marked(one, mark))
        known = {one for one in known if _lives(one)}
        if not known:
            return
        for one in known:
            with suppress(psutil.Error):
                one.kill()
        time.sleep(_POLL_SECONDS)


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
