"""Reports that the manager must get, in the order in which they are to be sent, kept until the broker has them.

No threads of its own: who has them says when to send. `outbox` does so for an agent.
"""

from __future__ import annotations

import logging
import random
import re
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.core.errors import BrokerError, MessageError, StorageError
from app.core.messages import AnyMessage, decode, encode
from app.core.ports import RESULTS, Broker
from app.farm.files import translated, write_durably
from app.farm.log_fields import message_fields

FIRST_PAUSE_SECONDS = 0.05
LONGEST_PAUSE_SECONDS = 5.0
"""Pauses between tries while the broker is away; they double from the first to the longest, less up to half."""

_SUFFIX = ".msg"
_DIGITS = 12
_NUMBER = re.compile(rf"(?:[1-9][0-9]{{0,5}})?[0-9]{{{_DIGITS}}}")
_log = logging.getLogger(__name__)


class KeptReports(Protocol):
    """Where reports lie from before they are sent until after, so that they survive the agent.

    Reports are known by numbers that rise in the order in which they are to be sent. Each method raises `StorageError`.
    """

    def load(self) -> tuple[Sequence[tuple[int, AnyMessage]], int]:
        """What earlier agents left, in order, and a number that is greater than any they used."""
        ...

    def write(self, number: int, message: AnyMessage) -> None:
        """Keep a report; it is safe when this returns."""
        ...

    def delete(self, number: int) -> None:
        """Keep it no longer."""
        ...


class ReportFiles:
    """A file for each report, in a folder of which there is one agent at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self) -> tuple[Sequence[tuple[int, AnyMessage]], int]:
        """See `KeptReports`. What is damaged or of another version is set aside, what is unfinished deleted.

        What somebody else has put there is left alone.
        """
        found: list[tuple[int, AnyMessage]] = []
        with translated("read", self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            numbers = self._numbers()
            for number in numbers:
                path = self._path(number)
                try:
                    found.append((number, decode(path.read_bytes())))
                except MessageError as error:
                    # For people to look at, out of the way of the others.
                    _log.warning("A report in %s was set aside: %s", path, error)
                    path.replace(path.with_suffix(".refused"))
            for unfinished in self._folder.glob(".*.part"):
                unfinished.unlink(missing_ok=True)
        return found, numbers[-1] + 1 if numbers else 0

    def _numbers(self) -> list[int]:
        """The numbers of the reports that are there, rising; what else looks like one is told, once for all of it."""
        numbers: list[int] = []
        foreign: list[str] = []
        for path in self._folder.glob(f"*{_SUFFIX}"):
            if _NUMBER.fullmatch(path.stem) and path.is_file():
                numbers.append(int(path.stem))
            else:
                foreign.append(path.name)
        if foreign:
            _log.warning("What is no report of ours is left alone in %s: %s", self._folder, ", ".join(sorted(foreign)))
        return sorted(numbers)

    def write(self, number: int, message: AnyMessage) -> None:
        """See `KeptReports`."""
        path = self._path(number)
        with translated("write", path):
            write_durably(path, encode(message))

    def delete(self, number: int) -> None:
        """See `KeptReports`."""
        path = self._path(number)
        with translated("delete", path):
            path.unlink(missing_ok=True)

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:0{_DIGITS}d}{_SUFFIX}"


@dataclass(frozen=True, slots=True)
class _Entry:
    message: AnyMessage
    number: int
    kept: bool


class Reports:
    """What waits to be sent to the manager's result queue. One thread at a time sends; the rest is thread-safe.

    `chance` spreads the pauses. The lock is not held while sending or writing.
    """

    def __init__(
        self, broker: Broker, *, sender: str, kept: KeptReports | None = None, chance: random.Random | None = None
    ) -> None:
        """Begin with what earlier agents left. Raises `StorageError`."""
        self._broker = broker
        self._sender = sender
        self._kept = kept
        self._chance = chance or random.Random()  # noqa: S311 - spreads tries, hides nothing
        self._lock = threading.Lock()
        self._pause = FIRST_PAUSE_SECONDS
        left, self._next = kept.load() if kept is not None else ((), 0)
        self._waiting = deque(_Entry(message, number, kept=True) for number, message in left)

    @property
    def are_waiting(self) -> bool:
        """Whether there is something to send."""
        return bool(self._waiting)

    def put(self, message: AnyMessage, *, kept: bool = True) -> None:
        """Take a report. Returns when it is safe.

        One that is not `kept`, or that the disk does not take, is only sent: the manager finds out without it when this
        agent dies before.
        """
        with self._lock:
            number, self._next = self._next, self._next + 1
        keeper = self._kept if kept else None
        if keeper is not None:
            try:
                keeper.write(number, message)
            except StorageError as error:
                # A bad disk must cost neither what was drawn nor the thread that starts a dead worker anew.
                _log.warning("A report may not survive this program: %s", error)
        with self._lock:
            self._waiting.append(_Entry(message, number, kept=keeper is not None))

    def send_next(self) -> float:
        """Try to send the report that waits longest, of which there must be one.

        0 when the broker has it; else how many seconds to wait before it is tried again.
        """
        entry = self._waiting[0]
        with message_fields(entry.message):
            try:
                self._broker.send(RESULTS, entry.message, sender=self._sender)
            except BrokerError as error:
                _log.debug("The broker did not take a report: %s", error)
                pause = self._pause * self._chance.uniform(0.5, 1.0)
                self._pause = min(LONGEST_PAUSE_SECONDS, self._pause * 2)
                return pause
            self._pause = FIRST_PAUSE_SECONDS
            self._sent(entry)
            return 0.0

    def _sent(self, entry: _Entry) -> None:
        if entry.kept and self._kept is not None:
            try:
                self._kept.delete(entry.number)
            except StorageError as error:
                # It will be sent once more by the next agent, which does no harm.
                _log.warning("%s", error)
        with self._lock:
            self._waiting.popleft()
