"""Child processes as trees: started without a shell, killed with all their descendants, confirmed dead."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

import psutil

from app.core.child_environment import without_secrets
from app.core.errors import EngineError
from app.farm import processes_posix, processes_windows
from app.farm.guardian import TREE_MARK, Guardian, is_marked

CONFIRM_SECONDS = 5.0
"""How long a killed tree may take to be gone before that is an error."""

READ_BYTES = 8192
"""Longer lines of a program's output are cut."""

SILENCE_SECONDS = 0.05
LONGEST_SILENCE_WAIT = 0.5
"""A program has said what it had to say when it was silent for so long; a talkative one is not waited for longer."""

_POLL_SECONDS = 0.02


class ProcessTree:
    """A running program and everything it started.

    On Windows the tree is in a job object that ends it when this program ends, however it ends, unless this program is
    in one that permits none inside it. On POSIX it has a
    session of its own and a mark in its environment.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        stdin: int | IO[bytes] | None = subprocess.DEVNULL,
        stdout: int | IO[bytes] | None = subprocess.DEVNULL,
        stderr: int | IO[bytes] | None = subprocess.DEVNULL,
        folder: Path | None = None,
        low_priority: bool = False,
        environment: Mapping[str, str] | None = None,
        guarded: bool = False,
        logs_in: bool = False,
    ) -> None:
        """Start `command`; `environment` has variables beside this program's own, or in their place.

        `guarded`: on POSIX, too, it ends when this program ends, however it ends; programs that notice that themselves
        need no guardian. `logs_in`: it is a program of the farm's own and gets the secrets, too, that are in this
        program's environment; others do not see them.

        Raises `EngineError` when the program cannot be started.
        """
        self._mark = uuid.uuid4().hex
        self._name = Path(command[0]).name
        self._lock = threading.Lock()
        try:
            with processes_windows.silent_children():
                self._process = subprocess.Popen(
                    [str(part) for part in command],
                    stdin=stdin,
                    stdout=stdout,
                    stderr=stderr,
                    cwd=folder,
                    env=_environment(logs_in) | dict(environment or {}) | {TREE_MARK: self._mark},
                    start_new_session=os.name != "nt",
                    creationflags=processes_windows.CREATION_FLAGS if os.name == "nt" else 0,
                )
        except OSError as error:
            raise EngineError(
                f"“{command[0]}” could not be started.", f"The system says: {error.strerror or error}."
            ) from error
        self._job: processes_windows.Job | None = None
        self._guardian = Guardian(self._process.pid, self._mark) if guarded and os.name != "nt" else None
        if os.name == "nt":
            self._enclose()
        if low_priority:
            self._lower_priority()

    @property
    def pid(self) -> int:
        """Process id of the program itself."""
        return self._process.pid

    @property
    def stdin(self) -> IO[bytes]:
        """The program's input; only when started with a pipe."""
        return _pipe(self._process.stdin)

    @property
    def stdout(self) -> IO[bytes]:
        """The program's output; only when started with a pipe."""
        return _pipe(self._process.stdout)

    @property
    def stderr(self) -> IO[bytes]:
        """The program's error output; only when started with a pipe."""
        return _pipe(self._process.stderr)

    @property
    def exit_code(self) -> int | None:
        """The program's exit code, negative for a signal; None while it runs."""
        with self._lock:
            return self._process.poll()

    def wait(self, timeout: float) -> int | None:
        """The exit code once the program ended, or None when it did not within `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while (code := self.exit_code) is None and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)
        return code

    def kill(self) -> None:
        """End the whole tree at once and return when it is gone; harmless when it is gone already.

        Raises `EngineError` naming the survivors when something is still alive after `CONFIRM_SECONDS`.
        """
        deadline = time.monotonic() + CONFIRM_SECONDS
        known = self._members()
        while True:
            self._kill_once(known)
            survivors = [process for process in self._members(known) if _alive(process)]
            if not survivors and self.exit_code is not None and not (self._job is not None and self._job.active):
                break
            if time.monotonic() > deadline:
                raise EngineError(
                    f"“{self._name}” could not be ended.",
                    f"Still alive: processes {', '.join(str(process.pid) for process in survivors) or self.pid}.",
                )
            known = survivors
            time.sleep(_POLL_SECONDS)
        self.close()

    def cpu_seconds(self) -> float:
        """Seconds of processor time that the tree's living processes have used so far."""
        if self._job is not None:
            return self._job.cpu_seconds()
        used = 0.0
        for process in [*self._members(), *self._leader()]:
            # One that ends meanwhile uses no more.
            with suppress(psutil.Error):
                times = process.cpu_times()
                used += times.user + times.system
        return used

    def close(self) -> None:
        """Let go of pipes and handles. On Windows that ends what is left of the tree."""
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                _close_quietly(stream)
        if self._job is not None:
            self._job.close()
        if self._guardian is not None:
            self._guardian.release()

    def _enclose(self) -> None:
        try:
            self._job = processes_windows.enclose(self._process.pid)
        except EngineError:
            # It is still suspended and would stay so for ever.
            self._process.kill()
            raise

    def _kill_once(self, known: Sequence[psutil.Process]) -> None:
        if self._job is not None:
            self._job.terminate()
        elif self.exit_code is None:
            # Only while the leader is unreaped are its number and its group's surely still its own.
            processes_posix.kill_group(self.pid)
            processes_windows.end_tree(self.pid)
            self._process.kill()
        for process in known:
            _kill(process)

    def _members(self, known: Sequence[psutil.Process] = ()) -> list[psutil.Process]:
        """The tree's living processes but the leader, which `Popen` reaps: children of children, and marked ones."""
        found = set(known)
        # When the leader is gone its orphans still carry the mark.
        with suppress(psutil.Error):
            found.update(psutil.Process(self.pid).children(recursive=True))
        if self._job is None:
            found.update(process for process in psutil.process_iter() if is_marked(process, self._mark))
        return [process for process in found if process.pid != self.pid]

    def _leader(self) -> list[psutil.Process]:
        try:
            return [psutil.Process(self.pid)]
        except psutil.Error:
            return []

    def _lower_priority(self) -> None:
        # It may have ended already; whoever waits for it will see that.
        with suppress(psutil.Error):
            if sys.platform == "win32":
                psutil.Process(self.pid).nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
            else:
                psutil.Process(self.pid).nice(10)


class LastLines:
    """Keeps the end of a program's output: the last lines, each cut to a bearable length.

    A thread reads the stream until it ends, so a flood of output neither blocks the program nor fills the memory.
    """

    def __init__(
        self,
        stream: IO[bytes],
        *,
        lines: int = 40,
        line_bytes: int = 500,
        on_line: Callable[[str], None] | None = None,
    ) -> None:
        """Start reading `stream`. `on_line` is called with each line, cut to `READ_BYTES`, in the reading thread."""
        self._lines: deque[str] = deque(maxlen=lines)
        self._line_bytes = line_bytes
        self._on_line = on_line
        self._lock = threading.Lock()
        self._last_heard = 0.0
        self._thread = threading.Thread(target=self._read, args=(stream,), name="last-lines", daemon=True)
        self._thread.start()

    def text(self, *, wait: float = 0.5) -> str:
        """What is kept, newest last. Waits up to `wait` seconds for the stream to end."""
        self._thread.join(wait)
        with self._lock:
            return "\n".join(self._lines)

    def wait_for_silence(self) -> None:
        """Wait until no line has come for a moment, so that what was said before now has been read."""
        begun = time.monotonic()
        while self._thread.is_alive():
            silent_at = max(begun, self._last_heard) + SILENCE_SECONDS
            if time.monotonic() >= min(silent_at, begun + LONGEST_SILENCE_WAIT):
                return
            self._thread.join(_POLL_SECONDS)

    def _read(self, stream: IO[bytes]) -> None:
        is_rest = False
        try:
            while block := stream.readline(READ_BYTES):
                self._keep(block)
                # The rest of an overlong line is no line: what would show that it is secret is in the beginning.
                if self._on_line is not None and not is_rest and _text(block):
                    self._on_line(block.decode("utf-8", errors="replace").rstrip())
                is_rest = not block.endswith(b"\n")
        except (OSError, ValueError):
            return  # The stream was closed under us, which is how reading ends when a tree is killed.

    def _keep(self, block: bytes) -> None:
        parts = (block[start : start + self._line_bytes] for start in range(0, len(block), self._line_bytes))
        texts = [text for part in parts if (text := _text(part))]
        with self._lock:
            self._lines.extend(texts)
        self._last_heard = time.monotonic()


def _environment(logs_in: bool) -> dict[str, str]:
    return dict(os.environ) if logs_in else without_secrets(os.environ)


def _text(line: bytes) -> str:
    return line.decode("utf-8", errors="replace").strip()


def _alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _kill(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.Error:
        return  # Gone already; a survivor that may not be killed is found and named by the caller.


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise EngineError("A program's pipe was used that was not asked for.")
    return stream


def _close_quietly(stream: IO[bytes]) -> None:
    try:
        stream.close()
    except OSError:
        return  # Unwritten input of a program that is gone.
