"""An agent's outbox: sends reports that the manager must get, in a thread, until the broker has them."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from app.core.messages import AnyMessage
from app.core.ports import Broker
from worker_agent.reports import ReportFiles, Reports


class Outbox:
    """Sends reports to the manager's result queue, in order, again and again until the broker has taken them.

    With a `folder`, each report is a file from before it is sent until after, so reports survive the agent: the next
    agent with that folder sends them. Without one (embedded farm, where agent, broker and manager live and die
    together) they are kept in memory. A report may be sent twice; the manager takes it once.

    One thread sends. `_changed` tells of what has come and what was sent; it is not held while sending or writing.
    """

    def __init__(self, broker: Broker, *, sender: str, folder: Path | None = None) -> None:
        """Start sending what earlier agents left in `folder`. Raises `StorageError`."""
        self._reports = Reports(broker, sender=sender, kept=ReportFiles(folder) if folder is not None else None)
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._send_all, name=f"outbox-{sender}", daemon=True)
        self._thread.start()

    def put(self, message: AnyMessage, *, kept: bool = True) -> None:
        """See `Reports.put`."""
        self._reports.put(message, kept=kept)
        self._tell()

    def flush(self, timeout: float) -> bool:
        """Wait until everything was sent; False when that took longer than `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._reports.are_waiting, timeout)

    def close(self) -> None:
        """Stop sending. What was not sent stays in the folder."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join()

    def _send_all(self) -> None:
        while self._wait_for_report():
            pause = self._reports.send_next()
            if pause:
                self._rest(pause)
            else:
                self._tell()

    def _wait_for_report(self) -> bool:
        """Wait until there is one; False when there is to be no more sending."""
        with self._changed:
            self._changed.wait_for(lambda: self._reports.are_waiting or self._closed)
            return not self._closed

    def _rest(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        with self._changed:
            self._changed.wait_for(lambda: self._closed, until - time.monotonic())

    def _tell(self) -> None:
        with self._changed:
            self._changed.notify_all()
