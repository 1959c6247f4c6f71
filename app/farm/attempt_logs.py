"""Logs of attempts and of the manager's tasks: written to storage part by part, and read from there.

A log lies under `logs/<job id>/<source>/<part>.log.gz`. The source says whose it is: `attempt-000012` (a chunk on a
worker), or a try of a task, `prepare-1`, `join-1`, `publish-1`. Parts are whole and never change, so the log of a
running attempt can be followed on any storage, by asking for the next part. What would give a secret away is masked
when it is written.

Threads: lines come from any thread; one thread writes the parts of all logs. Lock: `AttemptLogs._changed` guards the
lines that wait; it is not held while something is written.
"""

from __future__ import annotations

import gzip
import logging
import math
import re
import shutil
import threading
import time
import uuid
import zlib
from collections.abc import Iterator
from pathlib import Path

from app.core.errors import ErrorInfo, FarmhandError
from app.core.log_lines import LogLevel, LogLine
from app.core.model import Struct
from app.core.ports import Clock, Storage
from app.farm.files import translated
from app.farm.manager.services import logs_prefix
from app.farm.masking import masked
from app.farm.wording import counted

__all__ = [
    "AttemptLog",
    "AttemptLogs",
    "LogLevel",
    "LogLine",
    "LogSource",
    "LogText",
    "attempt_source",
    "list_logs",
    "masked",
    "read_log",
    "task_source",
]

PART_SECONDS = 2.0
"""A running attempt's new lines are written about this often."""

MOST_LINES = 200_000
"""A log has no more lines than this."""

LONGEST_LINE = 4000
"""Longer lines are cut to so many characters."""

LONGEST_TEXT = 256 * 1024
"""No more characters of a text are looked at."""

EARLY_BYTES = 256 * 1024
"""When so much waits, a part is written before its time."""

MOST_WAITING_BYTES = 4 * 1024 * 1024
"""When so much of one log waits, because storage is slow or away, further lines are dropped."""

MOST_PART_BYTES = 4 * MOST_WAITING_BYTES
"""No part has more, packed or unpacked; one that has was not written by Farmhand."""

LONGEST_SHOWN = LONGEST_LINE + 100
"""A line with its time and level."""

_LATEST = 2.0**32
_GZIP = 31
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LINE_BYTES = 32
"""What a line costs beside its text."""

CLOSE_SECONDS = 10.0
"""How long the program's end waits for the last parts."""

_SUFFIX = ".log.gz"
_log = logging.getLogger(__name__)


class LogSource(Struct, frozen=True):
    """A log of a job: whose it is, how many parts it has so far, and their size in storage in bytes."""

    source: str
    parts: int
    bytes: int


class LogText(Struct, frozen=True):
    """Lines that were read, and the part to read from next time."""

    lines: tuple[LogLine, ...]
    next_part: int


def attempt_source(attempt: int) -> str:
    """The source of an attempt's log."""
    return f"attempt-{attempt:06d}"


def task_source(kind: str, number: int) -> str:
    """The source of the log of a task's try, counted from 1."""
    return f"{kind}-{number}"


class AttemptLogs:
    """Writes the logs of one program. `close` it at the end.

    A storage that fails costs lines, never an attempt: what could not be written is noted in the program's own log.
    Without a storage, lines go nowhere.
    """

    def __init__(self, storage: Storage | None, clock: Clock, *, part_seconds: float = PART_SECONDS) -> None:
        self._storage = storage
        self._clock = clock
        self._part_seconds = part_seconds
        self._changed = threading.Condition()
        self._waiting: dict[AttemptLog, None] = {}
        self._sleeps_until = math.inf
        self._closing = False
        self._folder: Path | None = None
        self._thread: threading.Thread | None = None

    def open(self, job_id: str, source: str) -> AttemptLog:
        """A log to write to; nothing is stored before its first line. Lines that are there already stay."""
        return AttemptLog(self, job_id, source)

    def close(self) -> None:
        """Write what waits and stop; gives up after `CLOSE_SECONDS`."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join(CLOSE_SECONDS)
            if thread.is_alive():
                _log.warning("The last lines of some attempts' logs were not written in time.")

    def add(self, log: AttemptLog, level: LogLevel, text: str) -> None:
        """Take a text of one or more lines for a log of these."""
        if self._storage is None:
            return
        now = self._clock.now()
        lines = [one[:LONGEST_LINE] for one in masked(text[:LONGEST_TEXT]).splitlines()]
        with self._changed:
            if log.closed or self._closing or not lines:
                return
            for line in lines:
                log.pending.take(LogLine(time=now, level=level, text=line))
            self._is_waiting(log, at_once=log.pending.size >= EARLY_BYTES)

    def end(self, log: AttemptLog) -> None:
        """No more lines come for a log of these."""
        with self._changed:
            log.closed = True
            if log in self._waiting:
                self._is_waiting(log, at_once=True)

    def _is_waiting(self, log: AttemptLog, *, at_once: bool) -> None:
        """A part of the log is to be written, now or when its time comes. Called with the condition held."""
        if log not in self._waiting:
            self._waiting[log] = None
            log.pending.due = time.monotonic() + self._part_seconds
        if at_once:
            log.pending.due = 0.0
        if self._thread is None:
            self._thread = threading.Thread(target=self._write_all, name="attempt-logs", daemon=True)
            self._thread.start()
        elif log.pending.due < self._sleeps_until:
            self._changed.notify_all()

    def _write_all(self) -> None:
        while (found := self._next_due()) is not None:
            log, lines = found
            try:
                self._write_part(log, lines)
            except FarmhandError as error:
                self._note_failure(log, len(lines), str(error))
            # A border: a fault in one part must cost neither the other logs nor the program's end.
            except Exception as error:  # noqa: BLE001
                self._note_failure(log, len(lines), f"{type(error).__name__}: {error}")
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _next_due(self) -> tuple[AttemptLog, tuple[LogLine, ...]] | None:
        """Wait for the next log of which a part is due, and its lines; None at the end."""
        with self._changed:
            while True:
                log = min(self._waiting, key=_due_of, default=None)
                if log is None and self._closing:
                    return None
                left = math.inf if log is None else log.pending.due - time.monotonic()
                if log is not None and (left <= 0 or self._closing):
                    del self._waiting[log]
                    self._sleeps_until = 0.0
                    return log, log.pending.empty()
                self._sleeps_until = math.inf if log is None else log.pending.due
                self._changed.wait(None if log is None else left)

    def _write_part(self, log: AttemptLog, lines: tuple[LogLine, ...]) -> None:
        storage = self._storage
        if storage is None or not lines:
            return
        if log.next_part == 0:
            # The try before a crash had the same name, or the number of an attempt that the crash made forgotten.
            while storage.find(_key(log.job_id, log.source, log.next_part)) is not None:
                log.next_part += 1
        if self._folder is None:
            self._folder = storage.scratch(f"logs-{uuid.uuid4().hex}")
        path = self._folder / f"{log.source}{_SUFFIX}"
        with translated("write", path):
            path.write_bytes(gzip.compress(_encoded(lines), compresslevel=6, mtime=0))
        # Not worth waiting for the disk: what a power failure takes is a log's last lines.
        storage.put(path, _key(log.job_id, log.source, log.next_part), durable=False)
        log.next_part += 1

    def _note_failure(self, log: AttemptLog, lines: int, reason: str) -> None:
        with self._changed:
            log.pending.dropped += lines
        if not log.failed:
            log.failed = True
            _log.warning("Lines of the log %s of job %s were lost: %s", log.source, log.job_id, reason)


class Pending:
    """Lines of one log that are not written yet, within the limits that it has. Used with the writer's lock held."""

    def __init__(self) -> None:
        self._lines: list[LogLine] = []
        self._taken = 0
        self.size = 0
        self.dropped = 0
        self.due = 0.0

    def take(self, line: LogLine) -> None:
        """Take a line, unless the log is full or too much waits already."""
        if self._taken > MOST_LINES:
            return
        self._taken += 1
        if self._taken > MOST_LINES:
            text = f"The rest was dropped: this log has {MOST_LINES:,} lines."
            self._lines.append(LogLine(time=line.time, level=LogLevel.WARNING, text=text))
        elif self.size >= MOST_WAITING_BYTES:
            self.dropped += 1
        else:
            self._lines.append(line)
            self.size += len(line.text) + _LINE_BYTES

    def empty(self) -> tuple[LogLine, ...]:
        """The lines, which do not wait any more, and how many were dropped."""
        lines = self._lines
        if self.dropped and lines:
            text = f"Missing here: {counted(self.dropped, 'line')} that could not be written in time."
            lines.append(LogLine(time=lines[-1].time, level=LogLevel.WARNING, text=text))
        self._lines, self.size, self.dropped = [], 0, 0
        return tuple(lines)


class AttemptLog:
    """One log that is written to, from any thread. `close` it when the attempt has ended; later lines are lost."""

    def __init__(self, logs: AttemptLogs, job_id: str, source: str) -> None:
        self._logs = logs
        self.job_id = job_id
        self.source = source
        self.closed = False
        self.failed = False
        self.next_part = 0
        self.pending = Pending()

    def write(self, text: str, level: LogLevel = LogLevel.INFO) -> None:
        """Add a text, whose lines become lines of the log. Secrets in it are masked. Never fails, never waits long."""
        self._logs.add(self, level, text)

    def write_error(self, error: ErrorInfo) -> None:
        """Add an error: what happened, its cause, and what to do."""
        self.write("\n".join(part for part in (error.title, error.cause, error.next_step) if part), LogLevel.ERROR)

    def close(self) -> None:
        """No more lines come; the last part is written soon."""
        self._logs.end(self)


def list_logs(storage: Storage, job_id: str) -> tuple[LogSource, ...]:
    """The logs of a job: its preparation, its attempts in rising order, joining, publishing. Raises `StorageError`."""
    found: dict[str, tuple[int, int]] = {}
    prefix = logs_prefix(job_id)
    for stored in storage.list(prefix):
        source, _, name = stored.key.removeprefix(prefix).partition("/")
        if name.endswith(_SUFFIX):
            parts, size = found.get(source, (0, 0))
            found[source] = parts + 1, size + stored.size
    return tuple(
        LogSource(source=source, parts=parts, bytes=size)
        for source, (parts, size) in sorted(found.items(), key=lambda one: _place(one[0]))
    )


def read_log(storage: Storage, job_id: str, source: str, *, from_part: int = 0) -> LogText:
    """The lines of a log from a part on; later parts come later while its attempt runs. Raises `StorageError`.

    To follow a log, read it again from `next_part`. A part that a crash damaged is told of in a line.
    """
    lines: list[LogLine] = []
    part = from_part
    while storage.find(key := _key(job_id, source, part)) is not None:
        lines += _decoded(storage.fetch(key), part)
        part += 1
    return LogText(lines=tuple(lines), next_part=part)


def _key(job_id: str, source: str, part: int) -> str:
    return f"{logs_prefix(job_id)}{source}/{part:05d}{_SUFFIX}"


def _due_of(log: AttemptLog) -> float:
    return log.pending.due


def _place(source: str) -> tuple[int, int, str]:
    """Where a log stands among its job's."""
    kind, _, number = source.rpartition("-")
    order = ("prepare", "attempt", "join", "publish")
    return order.index(kind) if kind in order else len(order), int(number) if number.isdecimal() else 0, source


def _encoded(lines: tuple[LogLine, ...]) -> bytes:
    text = "".join(f"{line.time:.3f}\t{line.level}\t{line.text}\n" for line in lines)
    return text.encode("utf-8", errors="replace")


def _decoded(path: Path, part: int) -> Iterator[LogLine]:
    with translated("read", path):
        content = path.read_bytes() if path.stat().st_size <= MOST_PART_BYTES else b""
    try:
        text = _unpacked(content).decode("utf-8")
    except (EOFError, zlib.error, UnicodeDecodeError):
        text = ""
    if not text:
        yield LogLine(time=0.0, level=LogLevel.WARNING, text=f"Part {part} of this log is damaged.")
    for line in text.splitlines():
        yield _line(_CONTROL.sub("\ufffd", line)[:LONGEST_SHOWN])


def _unpacked(content: bytes) -> bytes:
    """A part's text. Raises `EOFError` when it is cut, or more than any part has."""
    unpacking = zlib.decompressobj(wbits=_GZIP)
    text = unpacking.decompress(content, MOST_PART_BYTES)
    if not unpacking.eof:
        raise EOFError
    return text


def _line(text: str) -> LogLine:
    try:
        time_text, level, rest = text.split("\t", 2)
        moment = float(time_text)
    except ValueError:
        return LogLine(time=0.0, level=LogLevel.WARNING, text=text)
    # No clock shows another time, and no calendar has it.
    return LogLine(time=moment if 0.0 <= moment <= _LATEST else 0.0, level=level, text=rest)
