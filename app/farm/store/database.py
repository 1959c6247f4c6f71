"""The store: one database, one owner, one connection, short transactions.

**Discipline.** All threads of the owner share one connection under one lock. `Store.change` is one transaction; at its
end the events and messages that the change decided on are written in the same transaction, and only after the commit is
anybody told.

**Owners.** Who the owner is, and how durable a commit is, is told where the databases are: `sqlite` and `server`.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import msgspec
from sqlalchemy import delete, func, insert, select
from sqlalchemy.engine import URL

from app.core.errors import StoreAwayError, StoreDiskError, StoreError
from app.core.events import EventKind
from app.core.messages import Event, GiveUp, Grant, JobView, Stop, decode, encode
from app.core.model import Struct
from app.core.ports import Clock
from app.core.states import JobState
from app.farm.clock import SystemClock
from app.farm.store import queries, schema
from app.farm.store.border import OPEN_NEXT_STEP
from app.farm.store.connection import Database, Loss
from app.farm.store.mariadb import ServerTimes
from app.farm.store.meta import ATTEMPT, get_meta, set_meta
from app.farm.store.server import ServerDatabase
from app.farm.store.session import Prepared, Session
from app.farm.store.sqlite import SqliteDatabase

_T = TypeVar("_T")
_log = logging.getLogger(__name__)

FEW_JOBS = 16
"""So many jobs are read one by one, more of them with a query for many."""

RESERVED_ATTEMPTS = 10_000
"""So many numbers of attempts are set apart in the store before they are given out: a power failure may take back what
was done with them, and workers that outlive it still use them."""

LAZY_OUTBOX = 256
"""Sent messages that may lie in the outbox before they are deleted."""


WorkerMessage = Grant | GiveUp | Stop
"""What is told to one worker; all of them are about an attempt."""

Decided = Event | Grant | GiveUp | Stop
"""What a change may decide to send."""


class OutboxEntry(Struct, frozen=True):
    """A decided message: for `queue`, or an event for everybody where `queue` is empty."""

    number: int
    queue: str
    message: Decided


class Change:
    """One transaction: the session to change rows with, and what will be announced of it."""

    def __init__(self, store: Store, session: Session, now: float) -> None:
        self.session = session
        self.now = now
        self.ended: list[tuple[str, JobState]] = []
        """Jobs that ended in this transaction and whose followers are not settled yet (`ripple.move`)."""
        self._store = store
        self._events: list[tuple[str, EventKind]] = []
        self._removed: dict[str, JobView] = {}
        self._messages: list[tuple[str, WorkerMessage]] = []
        self._attempts = 0
        self._last_job = 0

    def event(self, job_id: str, kind: EventKind) -> None:
        """The job has changed; the event will carry it as it is at the end of the transaction.

        Events of one job are numbered one after the other.
        """
        self._events.append((job_id, kind))

    def removed(self, view: JobView) -> None:
        """The job leaves with this transaction. `view` is how it was; its last event carries that, as removed."""
        self._removed[view.job_id] = msgspec.structs.replace(view, removed=True)
        self.event(view.job_id, EventKind.REMOVED)

    def send(self, queue: str, message: WorkerMessage) -> None:
        """Send a message after the commit."""
        self._messages.append((queue, message))

    def next_attempt(self) -> int:
        """A number that no attempt has had."""
        self._attempts += 1
        return self._store.last_attempt + self._attempts

    def next_job(self) -> int:
        """The next number in the order of submission."""
        if not self._last_job:
            self._last_job = int(self.session.value(_LAST_JOB) or 0)
        self._last_job += 1
        return self._last_job

    def seal(self) -> _Sealed:
        """Write events and messages; what becomes true with the commit."""
        seq, number = self._store.last_event, self._store.last_outbox
        attempt = self._store.last_attempt + self._attempts
        if not self._events and not self._messages:
            return _Sealed(event=seq, outbox=number, attempt=attempt, due=self._store.last_due, entries=())
        by_job: dict[str, list[EventKind]] = {}
        for job_id, kind in self._events:
            by_job.setdefault(job_id, []).append(kind)
        views = self._views(tuple(by_job))
        due = self._store.last_due
        events: list[dict[str, Any]] = []
        entries: list[OutboxEntry] = []
        for job_id, kinds in by_job.items():
            first = seq + 1
            for kind in kinds:
                seq += 1
                due = seq if kind in _MAKES_DUE else due
                events.append({"seq": seq, "job_id": job_id, "kind": kind.value, "at": self.now})
            number += 1
            # All of them would carry the same view.
            told = Event(seq=seq, kind=kinds[-1], job=views[job_id], first=first if len(kinds) > 1 else 0)
            entries.append(OutboxEntry(number=number, queue="", message=told))
        for queue, message in self._messages:
            number += 1
            entries.append(OutboxEntry(number=number, queue=queue, message=message))
        self.session.write_many(_ADD_EVENT, events)
        rows = [{"id": one.number, "queue": one.queue, "body": encode(one.message)} for one in entries]
        self.session.write_many(_ADD_OUTBOX, rows)
        return _Sealed(event=seq, outbox=number, attempt=attempt, due=due, entries=tuple(entries))

    def _views(self, job_ids: tuple[str, ...]) -> dict[str, JobView]:
        """The jobs as they are now, or were when they left."""
        there = [job_id for job_id in job_ids if job_id not in self._removed]
        if len(there) > FEW_JOBS:
            return self._removed | {view.job_id: view for view in queries.job_views(self.session, there)}
        return self._removed | {job_id: queries.job_view(self.session, job_id) for job_id in there}


class _Sealed(Struct, frozen=True):
    event: int
    outbox: int
    attempt: int
    due: int
    entries: tuple[OutboxEntry, ...]


_LAST_JOB = Prepared(select(func.max(schema.job.c.number)))
_ADD_EVENT = Prepared(insert(schema.event))
_ADD_OUTBOX = Prepared(insert(schema.outbox))
_MAKES_DUE = frozenset(
    {
        EventKind.SUBMITTED,
        EventKind.JOINING,
        EventKind.PUBLISHING,
        EventKind.RESUMED,
        EventKind.RETRIED,
        EventKind.RELEASED,
        EventKind.DELAYED,
        EventKind.REOPENED,
    }
)
"""Kinds of events after which a task of the manager's own may be due."""


class Store:
    """The manager's database. Thread-safe; make one with `Store.open` or `Store.over`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._lock = threading.RLock()
        self._pending: deque[OutboxEntry] = deque()
        self._closed = False
        self._hurried = False
        self._sent = 0
        self._deleted = 0
        self._reserved = 0
        self.last_event = 0
        self.last_outbox = 0
        self.last_attempt = 0
        self.last_due = 0
        """The last event after which a task of the manager's own may be due."""

    @classmethod
    def open(
        cls, where: Path | URL, *, clock: Clock | None = None, force: bool = False, times: ServerTimes | None = None
    ) -> Store:
        """Become the owner of the store in a folder (SQLite, made when missing) or in the database at an address.

        On a server, `force` takes it from an owner that gives no sign of life any more.

        Raises `StoreBusyError` when another program owns it, `StoreAwayError` when its server cannot be reached, and
        `StoreError` when it is damaged, of a newer version, on a network folder, or refused.
        """
        database: Database
        database = SqliteDatabase(where) if isinstance(where, Path) else ServerDatabase(where, force=force, times=times)
        return cls.over(database, clock or SystemClock())

    @classmethod
    def over(cls, database: Database, clock: Clock) -> Store:
        """Become the owner of the store in a database that is open; it is closed when that fails. Raises as `open`."""
        store = cls(database, clock)
        try:
            store._take_over()
        except BaseException:
            database.close()
            raise
        return store

    @property
    def epoch(self) -> int:
        """How often the store was taken over, this time included."""
        return self._database.epoch

    @property
    def loss(self) -> Loss:
        """Set when the store is lost to this program for good: another one has it, or its server stays away."""
        return self._database.loss

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the store up; what was decided but not sent is sent by the next owner."""
        self.hurry()
        with self._lock:
            if self._closed:
                return
            self._closed = True
            try:
                if self.loss.error is None:
                    self._delete_sent(closing=True)
            finally:
                self._database.close()

    def hurry(self) -> None:
        """From now on, fail at once where the database is away, as the program ends."""
        self._hurried = True
        self._database.hurry()

    @contextmanager
    def change(self, *, durable: bool = False) -> Iterator[Change]:
        """One transaction. Leaving it normally commits; an exception takes everything back.

        `durable` makes it, and all before it, survive a power failure. Raises `StoreError` when the database fails,
        then nothing was changed: a `StoreAwayError` when it can be tried again (see `apply`), a `StoreDiskError` when
        it can be tried again later.
        """
        with self._lock:
            self._check_open()
            reserved = self._reserved
            if reserved - self.last_attempt < RESERVED_ATTEMPTS // 2:
                reserved, durable = self.last_attempt + RESERVED_ATTEMPTS, True
            try:
                with self._database.transaction(durable=durable) as session:
                    if reserved != self._reserved:
                        set_meta(session, ATTEMPT, reserved)
                    change = Change(self, session, self._clock.now())
                    yield change
                    sealed = change.seal()
            except BaseException:
                self._database.session.boards.clear()
                raise
            self.last_event, self.last_outbox, self.last_attempt = sealed.event, sealed.outbox, sealed.attempt
            self.last_due = sealed.due
            self._reserved = reserved
            self._pending.extend(sealed.entries)

    def apply(self, act: Callable[[Change], _T], *, durable: bool = False) -> _T:
        """What `act` does in one transaction, done again from the start while the database's connection gets lost.

        Raises as `change`, but `StoreAwayError` only while the program ends.
        """
        while True:
            try:
                with self.change(durable=durable) as change:
                    result = act(change)
            except StoreAwayError as error:
                if self._hurried:
                    raise
                _log.warning("A transaction is tried again: %s", error)
            else:
                return result

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A consistent view. Raises `StoreError` when the database fails."""
        with self._lock:
            self._check_open()
            with self._database.view() as session:
                yield session

    def take_outbox(self) -> tuple[OutboxEntry, ...]:
        """What was decided and is not sent, in order, each once per owner; one thread calls this and `sent`."""
        entries: list[OutboxEntry] = []
        while self._pending:
            entries.append(self._pending.popleft())
        return tuple(entries)

    def forget_messages(self) -> None:
        """Take messages to workers from what is not sent, as nobody is there any more to get them; events stay."""
        self._pending = deque(entry for entry in self._pending if isinstance(entry.message, Event))

    def sent(self, number: int) -> None:
        """Messages up to and including this number need not be sent again by a later owner.

        Rows are deleted many at a time; a killed owner's successor may send the last `LAZY_OUTBOX` once more.
        """
        self._sent = max(self._sent, number)
        if self._sent - self._deleted >= LAZY_OUTBOX:
            with self._lock:
                self._delete_sent()

    def _delete_sent(self, *, closing: bool = False) -> None:
        try:
            with self._database.transaction(durable=False) as session:
                session.connection.execute(delete(schema.outbox).where(schema.outbox.c.id <= self._sent))
                if closing:
                    # Those that were not given out are free for the next owner.
                    set_meta(session, ATTEMPT, self.last_attempt)
        except (StoreAwayError, StoreDiskError) as error:
            # Nothing depends on it: they are deleted with the next ones.
            _log.info("Sent messages are not deleted yet: %s", error)
        else:
            self._deleted = self._sent

    def find_job(self, key: str) -> JobView | None:
        """The latest job made from a request with that `JobRequest.key`, or None."""
        with self.read() as session:
            found = queries.latest_with_key(session, key)
            return None if found is None else queries.job_view(session, found)

    def _take_over(self) -> None:
        with self._database.take_over() as session:
            connection = session.connection
            self.last_event = connection.execute(select(func.max(schema.event.c.seq))).scalar() or 0
            self.last_attempt = max(
                get_meta(session, ATTEMPT),
                connection.execute(select(func.max(schema.attempt.c.id))).scalar() or 0,
                # A retried job counts failures from a number on that no attempt may have yet.
                connection.execute(select(func.max(schema.job.c.budget_from))).scalar() or 0,
            )
            self._reserved = self.last_attempt + RESERVED_ATTEMPTS
            set_meta(session, ATTEMPT, self._reserved)
            rows = connection.execute(select(schema.outbox).order_by(schema.outbox.c.id)).all()
        self._pending.extend(OutboxEntry(number=row.id, queue=row.queue, message=_decided(row.body)) for row in rows)
        self.last_outbox = self._pending[-1].number if self._pending else 0
        self._deleted = self._pending[0].number - 1 if self._pending else 0

    def _check_open(self) -> None:
        if self._closed:
            raise StoreError("The store is closed.")


def _decided(body: bytes) -> Decided:
    message = decode(body)
    if not isinstance(message, Decided):
        raise StoreError("The store is damaged.", f"It wants to send a {type(message).__name__}.", OPEN_NEXT_STEP)
    return message
