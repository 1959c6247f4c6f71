"""The farm's log file: what threads that nobody watches have to say, with what it is about.

A line is text for people, or a JSON object for programs that gather logs; its fields are those of `log_fields`. What
would give a secret away is masked in both.

A worker's process has no file of its own: it hands its records to the node's supervisor as lines of JSON, which takes
them over with their own time, thread and fields (`child_log`, `Relay`).
"""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, Final

from app.core.settings_choices import LogFormat
from app.core.unreadable import NO_JSON
from app.farm.log_fields import FIELDS, LogFields, known_fields
from app.farm.masking import masked

LOG_NAME = "farm.log"
LOGGERS = ("app", "worker_agent")
LOG_BYTES = 2_000_000
LOG_FILES = 3

LONGEST_HANDED_OVER: Final = 3000
"""A worker's process hands over so many bytes of a message, and of the end of a traceback: one line must stay below
what the supervisor reads of one (`processes.READ_BYTES`)."""

_LAST_WORDS: Final = 40
_FIELDS = "fields"
_NOWHERE = logging.NullHandler()


class TextLines(logging.Formatter):
    """A record as text: time, level, thread, logger, what it is about, message."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(threadName)s %(name)s%(about)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """See `logging.Formatter.format`."""
        record.about = _shown(_fields_of(record))
        return masked(super().format(record))


class JsonLines(logging.Formatter):
    """A record as one JSON object in one line.

    `time` (ISO 8601, UTC), `level`, `logger`, `thread`, `message`, `exception` where there is one, and the fields that
    are known. `longest` is how many bytes of message and exception are kept; 0: all.
    """

    def __init__(self, *, longest: int = 0) -> None:
        super().__init__()
        self._longest = longest

    def format(self, record: logging.LogRecord) -> str:
        """See `logging.Formatter.format`."""
        message = masked(record.getMessage())
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "thread": record.threadName or "",
            "message": _cut(message, slice(0, self._longest)) if self._longest else message,
        }
        for name, value in _fields_of(record).items():
            entry[name] = masked(value) if isinstance(value, str) else value
        exception = masked(self._exception(record))
        if exception:
            # The end of a traceback says what happened.
            entry["exception"] = _cut(exception, slice(-self._longest, None)) if self._longest else exception
        return json.dumps(entry, ensure_ascii=False)

    def _exception(self, record: logging.LogRecord) -> str:
        if record.exc_info:
            return self.formatException(record.exc_info)
        return record.exc_text or ""


@contextmanager
def farm_log(folder: Path, form: LogFormat = LogFormat.TEXT) -> Iterator[None]:
    """Write what Farmhand's own parts log to `farm.log` in `folder` (at most three files of 2 MB), and only there."""
    handler = RotatingFileHandler(
        folder / LOG_NAME,
        maxBytes=LOG_BYTES,
        backupCount=LOG_FILES - 1,
        encoding="utf-8",
        # Names of files may have what is no character.
        errors="backslashreplace",
        delay=True,
    )
    handler.setFormatter(JsonLines() if form is LogFormat.JSON else TextLines())
    loggers = [logging.getLogger(name) for name in LOGGERS]
    before = [(logger.propagate, logger.level) for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.propagate = False
        logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        for logger, (propagate, level) in zip(loggers, before, strict=True):
            logger.removeHandler(handler)
            # What ends after the log, when a second Ctrl+C cuts the order of stopping short, is not for the screen.
            logger.addHandler(_NOWHERE)
            logger.propagate = propagate
            logger.setLevel(level)
        handler.close()


def child_log() -> None:
    """Hand everything that this process logs to its supervisor, by its error output."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(longest=LONGEST_HANDED_OVER))
    logging.basicConfig(level=logging.INFO, handlers=[handler])


class Relay:
    """Takes over what a worker's process says, line by line: its records, and whatever else it prints. Thread-safe."""

    def __init__(self, worker: str, logger: logging.Logger) -> None:
        self._worker = worker
        self._logger = logger
        self._lock = threading.Lock()
        self._last: deque[str] = deque(maxlen=_LAST_WORDS)

    def line(self, text: str) -> None:
        """Take a line."""
        record = _read(text)
        if record is None:
            record = logging.LogRecord(self._logger.name, logging.INFO, "", 0, "%s", (text,), None)
            setattr(record, _FIELDS, {})
        setattr(record, _FIELDS, {"worker": self._worker, **_fields_of(record)})
        with self._lock:
            self._last.append(f"{record.getMessage()}\n{record.exc_text}" if record.exc_text else record.getMessage())
        self._logger.handle(record)

    def last_words(self) -> str:
        """The last lines as text, newest last."""
        with self._lock:
            return "\n".join(self._last)


def _read(line: str) -> logging.LogRecord | None:
    """The record that a line of `child_log` stands for; None when it is another line."""
    try:
        entry = json.loads(line) if line.startswith("{") else None
        if entry is None:
            return None
        level = logging.getLevelNamesMapping().get(str(entry["level"]).upper(), logging.INFO)
        record = logging.LogRecord(str(entry["logger"]), level, "", 0, "%s", (str(entry["message"]),), None)
        record.created = datetime.fromisoformat(entry["time"]).timestamp()
        record.threadName = str(entry["thread"])
        record.exc_text = str(entry["exception"]) if "exception" in entry else None
        setattr(record, _FIELDS, {name: entry[name] for name in FIELDS if isinstance(entry.get(name), str | int)})
    except (*NO_JSON, KeyError, TypeError, OverflowError):
        return None
    return record


def _cut(text: str, kept: slice) -> str:
    return text.encode("utf-8", "replace")[kept].decode("utf-8", "ignore")


def _fields_of(record: logging.LogRecord) -> LogFields:
    """What a record is about. Formatters run in the thread that logs, whose fields are the record's."""
    own = getattr(record, _FIELDS, None)
    found: LogFields = known_fields() if own is None else own
    return found


def _shown(fields: LogFields) -> str:
    return f" [{' '.join(f'{name}={fields[name]}' for name in FIELDS if name in fields)}]" if fields else ""
