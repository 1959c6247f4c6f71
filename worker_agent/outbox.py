"""An agent's outbox: reports that the manager must get, kept until the broker has them."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import BrokerError, MessageError, StorageError
from app.core.messages import AnyMessage, decode, encode
from app.core.ports import RESULTS, Broker
from app.farm.files import translated, write_durably
from app.farm.log_fields import message_fields

FIRST_PAUSE_SECONDS = 0.05
LONGEST_PAUSE_SECONDS = 5.0
"""Pauses between tries while the broker is away; they double from the first to the longest, less up to half."""

_SUFFIX = ".msg"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Entry:
    message: AnyMessage
    path: Path | None


class Outbox:
    """Sends reports to the manager's result queue, in order, again and again until the broker has taken them.

    With a `folder`, each report is a file from before it is sent until after, so reports survive the agent: the next
    agent with that folder sends them. Without one (embedded farm, where agent, broker and manager live and die
    together) they are kept in memory. A report may be sent twice; the manager takes it once.

    One thread sends. `_changed` guards the queue; the lock is not held while sending or writing.
    """

    def __init__(self, broker: Broker, *, sender: str, folder: Path | None = None) -> None:
        """Start sending what earlier agents left in `folder`. Raises `StorageError`."""
        self._broker = broker
        self._sender = sender
        self._folder = folder
        self._changed = threading.Condition()
        self._waiting: deque[_Entry] = deque()
        self._closed = False
        self._next = 0
        if folder is not None:
            self._load(folder)
        self._thread = threading.Thread(target=self._send_all, name=f"outbox-{sender}", daemon=True)
        self._thread.start()

    def put(self, message: AnyMessage, *, kept: bool = True) -> None:
        """Take a report. Returns when it is safe. Raises `StorageError` when it cannot be written.

        One that is not `kept` is only sent: the manager finds out without it when this agent dies before.
        """
        path = None
        with self._changed:
            number, self._next = self._next, self._next + 1
        if self._folder is not None and kept:
            path = self._folder / f"{number:012d}{_SUFFIX}"
            with translated("write", path):
                write_durably(path, encode(message))
        with self._changed:
            self._waiting.append(_Entry(message, path))
            self._changed.notify_all()

    def flush(self, timeout: float) -> bool:
        """Wait until everything was sent; False when that took longer than `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting, timeout)

    def close(self) -> None:
        """Stop sending. What was not sent stays in the folder."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join()

    def _load(self, folder: Path) -> None:
        with translated("read", folder):
            folder.mkdir(parents=True, exist_ok=True)
            paths = sorted(folder.glob(f"*{_SUFFIX}"))
            for path in paths:
                try:
                    self._waiting.append(_Entry(decode(path.read_bytes()), path))
                except MessageError as error:
                    # Of another version, or damaged: kept for people to look at, out of the way of the others.
                    _log.warning("A report in %s was set aside: %s", path, error)
                    path.replace(path.with_suffix(".refused"))
            for unfinished in folder.glob(".*.part"):
                unfinished.unlink(missing_ok=True)
        self._next = int(paths[-1].stem) + 1 if paths else 0

    def _send_all(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while (entry := self._head()) is not None:
            with message_fields(entry.message):
                try:
                    self._broker.send(RESULTS, entry.message, sender=self._sender)
                except BrokerError as error:
                    _log.debug("The broker did not take a report: %s", error)
                    self._rest(pause)
                    pause = min(LONGEST_PAUSE_SECONDS, pause * 2)
                    continue
                pause = FIRST_PAUSE_SECONDS
                self._done(entry)

    def _head(self) -> _Entry | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            return None if self._closed else self._waiting[0]

    def _rest(self, seconds: float) -> None:
        until = time.monotonic() + seconds * random.uniform(0.5, 1.0)  # noqa: S311 - spreads tries, hides nothing
        with self._changed:
            self._changed.wait_for(lambda: self._closed, until - time.monotonic())

    def _done(self, entry: _Entry) -> None:
        if entry.path is not None:
            try:
                with translated("delete", entry.path):
                    entry.path.unlink(missing_ok=True)
            except StorageError as error:
                # It will be sent once more by the next agent, which does no harm.
                _log.warning("%s", error)
        with self._changed:
            self._waiting.popleft()
            self._changed.notify_all()
