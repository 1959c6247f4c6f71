"""The parent's handle on the builtin engine's child process."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import app
from app.core.errors import EngineError, EngineLostError, MessageError
from app.core.program_ends import how_ended
from app.farm.engines.protocol import ToChild, ToParent, read_for_parent, write_message
from app.farm.processes import LastLines, ProcessTree

FROZEN_COMMAND = "engine-child"
"""First argument with which the packaged program is the child instead of itself."""

CHILD_MODULE = "app.farm.engines.builtin_child"


def child_command(source: str) -> list[str]:
    """The command line of a child process whose frames come from `source` (a name of `sources.OPENERS`)."""
    start = [FROZEN_COMMAND] if getattr(sys, "frozen", False) else ["-m", CHILD_MODULE]
    return [sys.executable, *start, source, str(os.getpid())]


class ChildProcess:
    """A running child. Used by one thread at a time."""

    def __init__(
        self, source: str, *, low_priority: bool = False, on_line: Callable[[str], None] | None = None
    ) -> None:
        """Start it. `on_line` gets each line of its error output, in another thread.

        Raises `EngineLostError` when it cannot be started.
        """
        self._on_line = on_line
        self._inbox: queue.Queue[ToParent | MessageError | None] = queue.Queue()
        started: queue.SimpleQueue[tuple[ProcessTree, LastLines] | EngineLostError] = queue.SimpleQueue()
        # Linux ends the child with the thread that started it, so that has to be the one that reads until it ends.
        self._reader = threading.Thread(
            target=self._start_and_read, args=(source, low_priority, started), name="engine-reports", daemon=True
        )
        self._reader.start()
        outcome = started.get()
        if isinstance(outcome, EngineLostError):
            raise outcome
        self._tree, self._errors = outcome

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._tree.pid

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._tree.exit_code is None

    def send(self, message: ToChild) -> None:
        """Send a message. Raises `EngineLostError` when the child is gone."""
        try:
            write_message(self._tree.stdin, message)
        except (OSError, ValueError) as error:
            raise self.lost() from error

    def receive(self, timeout: float) -> ToParent | None:
        """Its next message, or None when none came within `timeout` seconds. Raises `EngineLostError` when it ended."""
        try:
            message = self._inbox.get(timeout=timeout)
        except queue.Empty:
            return None
        if message is None or isinstance(message, MessageError):
            # Whoever asks again gets the same answer.
            self._inbox.put(message)
            raise self.lost("" if message is None else str(message)) from message
        return message

    def lost(self, cause: str = "") -> EngineLostError:
        """The error for a child that is lost, with the end of its error output."""
        if not cause:
            code = self._tree.wait(1.0)
            cause = "It gave no answer." if code is None else f"It {how_ended(code)}."
        tail = self._errors.text()
        return EngineLostError(
            "The drawing process was lost.",
            f"{cause} Its last words:\n{tail}" if tail else cause,
            "Frames that were not finished are tried again, up to a limit.",
        )

    def hear_out(self) -> None:
        """Wait a moment for what it has written to its error output before its last message."""
        self._errors.wait_for_silence()

    def close(self, patience: float) -> None:
        """Ask it to end, kill it with all it started when it does not within `patience` seconds, and confirm."""
        try:
            self._tree.stdin.close()
        except OSError:
            patience = 0.0  # It is gone already, with unread input.
        self._tree.wait(patience)
        self._tree.kill()
        self._reader.join()

    def _start_and_read(
        self,
        source: str,
        low_priority: bool,
        started: queue.SimpleQueue[tuple[ProcessTree, LastLines] | EngineLostError],
    ) -> None:
        try:
            tree = ProcessTree(
                child_command(source),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                # Python finds the package from here, installed or not.
                folder=Path(app.__file__).parents[1],
                low_priority=low_priority,
            )
        except EngineError as error:
            # That is not the job's fault: the next try, or another worker, may have more luck.
            started.put(EngineLostError(error.title, error.cause, error.next_step))
            return
        started.put((tree, LastLines(tree.stderr, on_line=self._on_line)))
        self._inbox.put(self._read_all(tree))

    def _read_all(self, tree: ProcessTree) -> MessageError | None:
        try:
            while (message := read_for_parent(tree.stdout)) is not None:
                self._inbox.put(message)
        except MessageError as error:
            return error
        except (OSError, ValueError):
            return None  # The pipe was closed because the tree was killed.
        return None
