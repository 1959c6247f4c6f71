"""Sends what the store has decided: events to everybody, messages to workers, progress between them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

import msgspec

from app.core.events import EventKind, is_ended
from app.core.messages import Event, Grant, JobView
from app.core.ports import Broker
from app.farm.log_fields import message_fields
from app.farm.manager.roster import Roster
from app.farm.store import Store, WorkerMessage, queries, transitions

MANAGER = "manager"
"""The sender of the manager's messages where no broker user is proved."""

_log = logging.getLogger(__name__)


class Announcer:
    """Sends in the order of the outbox. `flush` and `progress` are called by one thread; `decorate` by any.

    `sender` is who the manager is at the broker; `on_event` is told of events in this program.
    """

    def __init__(
        self,
        store: Store,
        broker: Broker,
        roster: Roster,
        *,
        progress_seconds: float,
        sender: str = MANAGER,
        on_event: Callable[[Event], None] = lambda _: None,
    ) -> None:
        self.sender = sender
        self._store = store
        self._broker = broker
        self._roster = roster
        self._progress_seconds = progress_seconds
        self._on_event = on_event
        self._told: dict[str, float] = {}
        self._waiting: set[str] = set()
        self._sending = threading.Lock()
        self._ended: dict[str, JobView] = {}

    def flush(self) -> tuple[JobView, ...]:
        """Send everything that waits; the jobs that were announced as ended or removed.

        Raises `StoreError`; those that were announced by then are told next time.
        """
        with self._sending:
            while entries := self._store.take_outbox():
                letters: list[tuple[str, WorkerMessage]] = []
                for entry in entries:
                    if isinstance(entry.message, Event):
                        self._publish(entry.message)
                        if is_ended(entry.message.job):
                            self._ended[entry.message.job.job_id] = entry.message.job
                    else:
                        letters.append((entry.queue, entry.message))
                lost = self._send(letters)
                self._store.sent(entries[-1].number)
                if lost:
                    self._suspect(lost)
            ended, self._ended = self._ended, {}
        return tuple(ended.values())

    def progress(self, now: float) -> None:
        """Tell how far jobs are whose workers have drawn frames, each job now and then only."""
        self._waiting |= self._roster.take_moved()
        due = [
            one for one in self._waiting if now - self._told.get(one, -self._progress_seconds) >= self._progress_seconds
        ]
        if not due:
            return
        with self._store.read() as session:
            views = queries.job_views(session, due)
        for view in self.decorate(views):
            if not is_ended(view):
                self._publish(Event(seq=0, kind=EventKind.PROGRESS, job=view))
        self._waiting.difference_update(due)
        self._told = {one: told for one, told in self._told.items() if now - told < self._progress_seconds}
        self._told.update(dict.fromkeys(due, now))

    def decorate(self, views: tuple[JobView, ...]) -> tuple[JobView, ...]:
        """The views, with the frames that are drawn in unfinished pieces."""
        running = self._roster.frames_in_work()
        return tuple(
            msgspec.structs.replace(
                view, frames_done=min(view.frames_total, view.frames_done + running.get(view.job_id, 0))
            )
            for view in views
        )

    def send_again(self, queue: str, grant: Grant) -> None:
        """A worker asks for what was granted to it already: the grant seems to be lost."""
        self._send([(queue, grant)])

    def _publish(self, event: Event) -> None:
        self._broker.publish(event)
        self._on_event(event)

    def _send(self, letters: Sequence[tuple[str, WorkerMessage]]) -> list[int]:
        """Send to workers; the attempts that nobody can be told of."""
        if not letters:
            return []
        lost = []
        problems = self._broker.send_all(letters, sender=self.sender)
        for (queue, message), problem in zip(letters, problems, strict=True):
            if problem is not None:
                with message_fields(message):
                    _log.info("%s was not delivered to %s: %s", type(message).__name__, queue, problem)
                lost.append(message.attempt)
        return lost

    def _suspect(self, attempts: list[int]) -> None:
        self._store.apply(lambda change: transitions.expire_all(change, attempts))
        for number in attempts:
            self._roster.release(number)
