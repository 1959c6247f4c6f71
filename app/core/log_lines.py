"""Lines of logs that people read."""

from __future__ import annotations

from enum import StrEnum

from app.core.model import Struct


class LogLevel(StrEnum):
    """How much a line matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogLine(Struct, frozen=True):
    """One line of a log. `time` is in seconds since the epoch; `level` is a `LogLevel`, or one of a later version."""

    time: float
    level: str
    text: str
