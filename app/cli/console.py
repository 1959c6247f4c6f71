"""What the command line prints: one JSON document on stdout, or text for people on stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import msgspec
from rich.console import Console
from rich.markup import escape

from app.core.errors import ErrorInfo, FarmhandError, InterruptedRenderError, MissingError, StorageError


class Output:
    """Where a command's words go. With `as_json`, people's text still goes to stderr and stdout holds one document."""

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json
        self.console = Console(stderr=True, highlight=False, soft_wrap=True)

    def say(self, text: str) -> None:
        """A line for people. `text` is shown as it is, without markup."""
        self.console.print(escape(text))

    def result(self, document: Any, text: str) -> None:
        """What the command was asked for: the document for programs, or the text for people, on stdout.

        Raises `StorageError` when stdout does not take it. A reader that has enough and leaves, as `head` does, is no
        error.
        """
        if self.as_json:
            text = msgspec.json.format(msgspec.json.encode(document), indent=2).decode()
        if not text or sys.stdout is None:
            return
        try:
            sys.stdout.write(text.rstrip("\n") + "\n")
            sys.stdout.flush()
        except OSError as error:
            # What is left in the buffer must not be tried again when the process ends (Python's note on SIGPIPE).
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            if not isinstance(error, BrokenPipeError):
                raise StorageError("The result could not be printed.", f"{error.strerror}.") from error

    def error(self, error: FarmhandError) -> None:
        """An error, in three lines for people or as a document."""
        if self.as_json:
            self.result({"error": error.info()}, "")
        self.complain(error.info(), style="yellow" if isinstance(error, InterruptedRenderError) else "red")

    def complain(self, error: ErrorInfo, *, style: str = "red") -> None:
        """An error for people: what happened, then why and what to do."""
        self.console.print(f"[bold {style}]{escape(error.title)}[/]")
        for line in (error.cause, error.next_step):
            if line:
                self.console.print(escape(line))
        if error.kind == MissingError.__name__:
            self.console.print("Accept them with --missing substitute; “inspect” lists all that is missing.")


@contextmanager
def border(output: Output) -> Iterator[None]:
    """Turn errors into messages and exit codes; the outermost frame of every command.

    `FarmhandError`s end with their own exit code. Ctrl+C that nothing else handled ends with 130.
    """
    try:
        yield
    except FarmhandError as error:
        output.error(error)
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        _end_interrupted(output)
    except ImportError as error:
        # What a native module makes of Ctrl+C while it is loaded.
        if not isinstance(error.__cause__, KeyboardInterrupt):
            raise
        _end_interrupted(output)


def _end_interrupted(output: Output) -> NoReturn:
    output.error(InterruptedRenderError("Interrupted.", "What was finished is kept."))
    raise SystemExit(InterruptedRenderError.exit_code) from None


def clock_text(seconds: float) -> str:
    """A duration as people write it: `0:00:05.0` is 5 s."""
    minutes, rest = divmod(max(0.0, seconds), 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours}:{minutes:02d}:{rest:04.1f}"


def size_text(size: int) -> str:
    """A file size with a unit: B, kB, MB or GB, decimal."""
    value, units = float(size), ["B", "kB", "MB", "GB", "TB"]
    while value >= 1000 and len(units) > 1:
        value /= 1000
        units.pop(0)
    return f"{value:.0f} {units[0]}" if units[0] == "B" else f"{value:.1f} {units[0]}"
