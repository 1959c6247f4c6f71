"""One way to feed hostile input to the product and to judge what it did.

A case goes through the entry that real input takes. It is answered with an error of ours that says what is wrong, where
and what to do, or it is taken, safely. Meanwhile an audit hook watches what Python code opens for writing, starts and
connects to. Libraries in C open files without telling Python, so a secret lies beside every case's folder, whose
content shows nowhere, and a listener on this computer, which nobody asks.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.core.errors import LONGEST_TITLE, FarmhandError
from app.ui.reports import report_text

PLANTED = "Pl4nted-s3cret-of-the-hostile-suite"
"""Lies in a file beside the cases' folders and in the environment; shows nowhere."""

SECONDS = 2.0
"""Of processor time that a case's own thread may take."""

MEGABYTES = 300.0
"""By which the process may grow while a case runs, unless the case says otherwise."""

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES: dict[str, tuple[tuple[int, int], ...]] = {
    "os.mkdir": ((0, 2),),
    "os.rmdir": ((0, 1),),
    "os.remove": ((0, 1),),
    "os.chmod": ((0, 2),),
    "os.chown": ((0, 3),),
    "os.truncate": ((0, -1),),
    "sqlite3.connect": ((0, -1),),
    "os.rename": ((0, 2), (1, 3)),
    "os.link": ((0, 2), (1, 3)),
    "os.symlink": ((1, 2),),
}
"""Which arguments of an event are paths, each with the open folder that it is relative to (-1: none)."""

_PROGRAMS = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty", "os.startfile"}
_LOOKUPS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
_HERE = frozenset({"localhost", "127.0.0.1", "::1", "", None, b"localhost", b"127.0.0.1"})


@dataclass(frozen=True)
class Place:
    """Where cases happen: `folder` is the case's own, `shared` that of parts which several cases use.

    `secret` is a file that is none of the case's business, `address` that of the listener that nobody may ask.
    """

    folder: Path
    shared: Path
    secret: Path
    address: str


@dataclass(frozen=True)
class Case:
    """One hostile input. `feed` gives it to the product, and checks what the product made of it when that was taken.

    `names` is what an error has to name, `refused` whether there has to be one (None: as it likes). `megabytes` is how
    much the process may grow, `seconds` how much processor time it may take.
    """

    kind: str
    name: str
    feed: Callable[[Place], object]
    names: str = ""
    refused: bool | None = None
    megabytes: float = MEGABYTES
    seconds: float = SECONDS


@dataclass
class Watch:
    """What was seen while a case ran. Attempts to leave the folder or the computer are stopped, too."""

    place: Place
    seen: list[str] = field(default_factory=list)

    def see(self, event: str, arguments: tuple[Any, ...]) -> None:
        """One event of Python's audit."""
        if event == "open":
            self._opened(*arguments)
        elif event in _CHANGES:
            for path, folder in _CHANGES[event]:
                self._changed(event, arguments[path], arguments[folder] if folder >= 0 else -1)
        elif event in _PROGRAMS:
            self._stop(f"{event} {arguments[0]!r}")
        elif event == "socket.connect":
            self._reached(event, arguments[1])
        elif event in _LOOKUPS:
            self._reached(event, arguments)

    def _opened(self, path: object, mode: object, flags: object) -> None:
        if not isinstance(path, str | bytes | os.PathLike):
            return
        writes = any(letter in mode for letter in "wax+") if isinstance(mode, str) else False
        if writes or (isinstance(flags, int) and flags & _WRITING):
            self._changed("open for writing", path)
        elif os.fsdecode(path) == str(self.place.secret):
            self._stop(f"open {path!r}")

    def _changed(self, event: str, path: object, folder: int = -1) -> None:
        if not isinstance(path, str | bytes | os.PathLike) or os.fsdecode(path) in (
            "/dev/null",
            os.devnull,
            ":memory:",
        ):
            return
        # The last part is not followed: a link is judged by where it lies.
        whole = Path(os.fsdecode(path).removeprefix("file://").partition("?")[0])
        whole = (Path(f"/proc/self/fd/{folder}").resolve() / whole) if folder >= 0 else whole.absolute()
        real = whole.parent.resolve() / whole.name
        if not any(real.is_relative_to(one) for one in (self.place.folder, self.place.shared)):
            self._stop(f"{event} {path!r}")

    def _reached(self, event: str, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else address
        if isinstance(address, tuple) and host not in _HERE:
            self._stop(f"{event} {address!r}")

    def _stop(self, what: str) -> None:
        self.seen.append(what)
        raise PermissionError(f"stopped by the test: {what}")


_watch: Watch | None = None
_installed = False


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if _watch is not None:
        _watch.see(event, arguments)


@contextlib.contextmanager
def watched(place: Place) -> Iterator[Watch]:
    """Watch everything that happens in the block. One at a time."""
    global _watch, _installed
    if not _installed:
        # It can never be taken away again; outside of a block it does nothing.
        sys.addaudithook(_hook)
        _installed = True
    compiled, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    temporary, tempfile.tempdir = tempfile.tempdir, str(place.folder)
    _watch = watch = Watch(place)
    try:
        yield watch
    finally:
        _watch = None
        sys.dont_write_bytecode, tempfile.tempdir = compiled, temporary


class Listener:
    """Listens on this computer and counts who came."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.asked = 0
        threading.Thread(target=self._run, name="listener", daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def _run(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                self.asked += 1
                connection.close()

    def close(self) -> None:
        self._socket.close()


class _Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(f"{record.getMessage()} {record.exc_info}")


@contextlib.contextmanager
def _logged() -> Iterator[list[str]]:
    handler, root = _Lines(), logging.getLogger("app")
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield handler.texts
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def run_case(case: Case, place: Place) -> str:
    """Feed a case and judge; what became of it, in a word or two."""
    before, started = _restart_peak(), time.thread_time()
    error: FarmhandError | None = None
    with _logged() as texts, watched(place) as watch:
        try:
            case.feed(place)
        except FarmhandError as caught:
            error = caught
    seconds, grown = time.thread_time() - started, _peak() - before
    assert not watch.seen, watch.seen
    assert seconds < case.seconds, f"It took {seconds:.1f} s of the processor."
    assert grown < case.megabytes, f"The process grew by {grown:.0f} MB."
    told = "\n".join(texts)
    if error is not None:
        told += _judged(error, case)
    assert PLANTED not in told
    assert case.refused is None or (error is not None) is case.refused, f"refused: {error!r}"
    return "taken" if error is None else "refused"


def _judged(error: FarmhandError, case: Case) -> str:
    """The error as people get it, when it tells all that they need."""
    assert error.title.strip(), repr(error)
    assert error.next_step.strip(), f"no next step: {error}"
    assert case.names in f"{error.title} {error.cause}", f"“{case.names}” is not named: {error}"
    text = report_text(error.info())
    text.encode()
    assert not any(ord(letter) < 32 and letter not in "\n\t" for letter in text), f"control characters: {text!r}"
    assert len(error.title) <= LONGEST_TITLE + 1 and len(text) < 30_000, f"{len(text)} characters"
    return text


def _restart_peak() -> float:
    """Forget the most memory that the process has had (Linux); what it has now, in MB."""
    gc.collect(0)
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", "ascii")
    return _status("VmRSS")


def _peak() -> float:
    return _status("VmHWM")


def _status(name: str) -> float:
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text("ascii").splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) / 1024
    return 0.0


def parameters(test: Any, number: int = 0) -> tuple[Any, ...]:
    """What another test is run with: its inputs are fed here, too, through the whole of the product."""
    marks = [mark for mark in test.pytestmark if mark.name == "parametrize"]
    return tuple(marks[number].args[1])
