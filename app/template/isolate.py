"""Project files are parsed in a fresh child process: what a hostile or broken file does to it ends with it.

The child gets the file on its standard input (name, line feed, bytes), and answers on its standard output with one
status byte and the compiled model, or the error as data. It is limited in time, and on POSIX in memory and processor
time (`isolate_posix`). `python -m app.template.isolate` is the child.
"""

from __future__ import annotations

import contextlib
import gc
import os
import subprocess
import sys
import threading
from pathlib import Path

import msgspec

import app
from app.core.child_environment import without_secrets
from app.core.decoding import from_messagepack
from app.core.errors import ErrorInfo, FarmhandError, TemplateError
from app.core.program_ends import how_ended
from app.core.unreadable import NO_DOCUMENT
from app.template.isolate_posix import limit_this_process

CHILD_MODULE = "app.template.isolate"
FROZEN_COMMAND = "template-child"
"""First argument with which the packaged program is the child instead of itself."""

TIME_LIMIT = 60.0
"""Seconds that parsing one file may take."""

_MODEL = b"M"
_ERROR = b"E"
_CLOSE_STEP = "If After Effects opens this project, save it there under a new name and try that."


def child_command() -> list[str]:
    """The command line of the child process."""
    start = [FROZEN_COMMAND] if getattr(sys, "frozen", False) else ["-m", CHILD_MODULE]
    return [sys.executable, *start]


def parse_isolated(data: bytes, name: str, *, time_limit: float = TIME_LIMIT) -> bytes:
    """The encoded model of the project file `data`, parsed in a child process of its own.

    Raises TemplateError with the child's own reason, or when it crashed, ran out of memory or of time.
    """
    return _converse(_start(name), data, name, time_limit)


class WarmParser:
    """Parses like `parse_isolated`, with the next child already started and waiting: saves its half second of imports.

    Every file still gets a fresh child. Safe to use from several threads; `close` ends the waiting child, which also
    ends by itself when this process does.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: subprocess.Popen[bytes] | None = None
        self._closed = False

    def __enter__(self) -> WarmParser:
        self.prepare()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def prepare(self) -> None:
        """Start the waiting child, if there is none. Raises TemplateError when it cannot be started."""
        with self._lock:
            if self._waiting is None and not self._closed:
                self._waiting = _start("The project")

    def parse(self, data: bytes, name: str, *, time_limit: float = TIME_LIMIT) -> bytes:
        """The encoded model of the project file `data`. Raises TemplateError as `parse_isolated` does."""
        with self._lock:
            child, self._waiting = self._waiting, None
        if child is not None and child.poll() is not None:
            _discard(child)
            child = None
        if child is None:
            child = _start(name)
        try:
            return _converse(child, data, name, time_limit)
        finally:
            self.prepare()

    def close(self) -> None:
        """End the waiting child; files can still be parsed, each waiting for its own."""
        with self._lock:
            self._closed = True
            child, self._waiting = self._waiting, None
        if child is not None:
            _discard(child)


def _start(name: str) -> subprocess.Popen[bytes]:
    """A child that waits for its file. Raises TemplateError about file `name` when it cannot be started."""
    try:
        return subprocess.Popen(
            child_command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            # Ctrl+C in a terminal reaches all its processes: what is being read is finished, and the file not blamed.
            start_new_session=True,
            creationflags=_creation_flags(),
        )
    except OSError as error:
        raise TemplateError(
            f"{name} cannot be read.",
            f"The process that reads project files did not start: {error}.",
            "Check that the program is completely installed.",
        ) from error


def _discard(child: subprocess.Popen[bytes]) -> None:
    """End a child that is not needed and close its pipes."""
    with child:
        child.kill()


def _converse(child: subprocess.Popen[bytes], data: bytes, name: str, time_limit: float) -> bytes:
    """Hand a file to a child and take its answer; the child is gone afterwards in any case."""
    with child:
        try:
            answer, _errors = child.communicate(_request(data, name), timeout=time_limit)
        except subprocess.TimeoutExpired as error:
            child.kill()
            raise TemplateError(
                f"{name} takes too long to read.", f"It was given up after {time_limit:g} s.", _CLOSE_STEP
            ) from error
        except BaseException:
            child.kill()
            raise
    return _model_of(answer, name, child.returncode)


def _model_of(answer: bytes, name: str, exit_code: int) -> bytes:
    status, body = answer[:1], answer[1:]
    if status == _MODEL and exit_code == 0:
        return body
    if status == _ERROR:
        with contextlib.suppress(*NO_DOCUMENT):
            info = from_messagepack(body, ErrorInfo)
            raise TemplateError(info.title, info.cause, info.next_step)
    raise TemplateError(
        f"{name} cannot be read.", f"The process that reads project files {how_ended(exit_code)}.", _CLOSE_STEP
    )


def _request(data: bytes, name: str) -> bytes:
    return name.replace("\n", " ").encode("utf-8", "replace") + b"\n" + data


def _environment() -> dict[str, str]:
    """This process's environment without its secrets, in which the child finds this very program."""
    places = [str(Path(app.__file__).parent.parent), os.environ.get("PYTHONPATH", "")]
    return {**without_secrets(os.environ), "PYTHONPATH": os.pathsep.join(filter(None, places))}


def _creation_flags() -> int:
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW
    return flags


def main() -> int:
    """The child: read one file from standard input, write the answer to standard output."""
    from app.template.compiling import compile_model  # py-aep takes half a second to import: only the child pays it

    raw_name, _line_end, data = sys.stdin.buffer.read().partition(b"\n")
    name = raw_name.decode("utf-8", "replace")
    limit_this_process(len(data), int(TIME_LIMIT))
    gc.disable()  # nothing here outlives the one file, and collecting costs a third of the time
    try:
        answer = _MODEL + compile_model(data, name)
    except FarmhandError as error:
        answer = _ERROR + msgspec.msgpack.encode(error.info())
    except MemoryError:
        error_info = TemplateError(f"{name} is too large.", "Reading it needs more memory than it is given.").info()
        answer = _ERROR + msgspec.msgpack.encode(error_info)
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    gc.freeze()  # the interpreter would look through everything once more before it ends
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
