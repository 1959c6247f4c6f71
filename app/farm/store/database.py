"""The store: one database, one owner, one connection, short transactions.

**Discipline.** All threads of the owner share one connection under one lock, so transactions follow each other and
never wait for a database lock. `Store.change` is one transaction; at its end the events and messages that the change
decided on are written in the same transaction, and only after the commit is anybody told.

**Durability.** SQLite runs in WAL mode with `synchronous=NORMAL`: a commit is in the operating system's hands when it
returns, so a killed process loses nothing, and a power failure never damages the database but may take back the last
commits before the last sync. What must not be taken back (an accepted job, an ended job, a new owner's epoch) is
committed with `durable=True`, which syncs the log and with it everything before. What a power failure can take back
is then only knowledge of pieces (they are found again in storage) and of grants (which end with their leases).
Measured: syncing every commit makes the store 2.5 to 10 times slower and protects nothing else.

**Owners.** On SQLite the operating system's file lock makes the owner. On a database server it is the `epoch`: every
transaction checks that nobody has taken over since.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, delete, event, func, insert, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from app.core.errors import StoreBusyError, StoreError
from app.core.events import EventKind
from app.core.messages import Event, GiveUp, Grant, JobView, Stop, decode, encode
from app.core.model import Struct
from app.core.ports import Clock
from app.farm.clock import SystemClock
from app.farm.store import queries, schema
from app.farm.store.owner import OwnerLock, is_network_folder
from app.farm.store.session import Prepared, Session
from app.farm.store.upgrade import bring_up_to_date

DATABASE_NAME = "farm.sqlite3"

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
        self._store = store
        self._events: list[tuple[str, EventKind]] = []
        self._messages: list[tuple[str, WorkerMessage]] = []
        self._attempts = 0

    def event(self, job_id: str, kind: EventKind) -> None:
        """The job has changed; the event will carry it as it is at the end of the transaction."""
        self._events.append((job_id, kind))

    def send(self, queue: str, message: WorkerMessage) -> None:
        """Send a message after the commit."""
        self._messages.append((queue, message))

    def next_attempt(self) -> int:
        """A number that no attempt has had."""
        self._attempts += 1
        return self._store.last_attempt + self._attempts

    def next_job(self) -> int:
        """The next number in the order of submission."""
        return int(self.session.value(_LAST_JOB) or 0) + 1

    def seal(self) -> _Sealed:
        """Write events and messages; what becomes true with the commit."""
        seq, number = self._store.last_event, self._store.last_outbox
        views = {job_id: queries.job_view(self.session, job_id) for job_id in {one for one, _ in self._events}}
        events: list[dict[str, Any]] = []
        entries: list[OutboxEntry] = []
        for job_id, kind in self._events:
            seq += 1
            events.append({"seq": seq, "job_id": job_id, "kind": kind.value, "at": self.now})
            number += 1
            entries.append(OutboxEntry(number=number, queue="", message=Event(seq=seq, kind=kind, job=views[job_id])))
        for queue, message in self._messages:
            number += 1
            entries.append(OutboxEntry(number=number, queue=queue, message=message))
        self.session.write_many(_ADD_EVENT, events)
        rows = [{"id": one.number, "queue": one.queue, "body": encode(one.message)} for one in entries]
        self.session.write_many(_ADD_OUTBOX, rows)
        return _Sealed(
            event=seq, outbox=number, attempt=self._store.last_attempt + self._attempts, entries=tuple(entries)
        )


class _Sealed(Struct, frozen=True):
    event: int
    outbox: int
    attempt: int
    entries: tuple[OutboxEntry, ...]


_LAST_JOB = Prepared(select(func.max(schema.job.c.number)))
_EPOCH = Prepared(select(schema.meta.c.value).where(schema.meta.c.name == "epoch"))
_ADD_EVENT = Prepared(insert(schema.event))
_ADD_OUTBOX = Prepared(insert(schema.outbox))


class Store:
    """The manager's database. Thread-safe; make one with `Store.open`."""

    def __init__(self, engine: Engine, connection: Connection, lock: OwnerLock | None, clock: Clock) -> None:
        self._engine = engine
        self._connection = connection
        self._session = Session(connection)
        self._owner = lock
        self._clock = clock
        self._lock = threading.RLock()
        self._fenced = lock is None
        self._pending: deque[OutboxEntry] = deque()
        self._closed = False
        self._level = ""
        self._sent = 0
        self._deleted = 0
        self.last_event = 0
        self.last_outbox = 0
        self.last_attempt = 0
        self.epoch = 0

    @classmethod
    def open(cls, where: Path | str, *, clock: Clock | None = None) -> Store:
        """Become the owner of the store in a folder (SQLite, made when missing) or behind a database URL.

        Raises `StoreBusyError` when another program owns it, and `StoreError` when it is damaged, of a newer version,
        on a network folder, or cannot be reached.
        """
        lock = None
        if isinstance(where, Path):
            lock = _lock_folder(where)
        try:
            return cls._open_locked(where, lock, clock or SystemClock())
        except BaseException:
            if lock is not None:
                lock.release()
            raise

    @classmethod
    def _open_locked(cls, where: Path | str, lock: OwnerLock | None, clock: Clock) -> Store:
        place = str(where) if isinstance(where, Path) else make_url(where).render_as_string(hide_password=True)
        engine = _sqlite(where / DATABASE_NAME) if isinstance(where, Path) else create_engine(where)
        with _translated(engine, f"The store {place} cannot be opened.", _OPEN_NEXT_STEP):
            try:
                connection = engine.connect()
                if isinstance(where, Path):
                    _check_integrity(connection, place)
                bring_up_to_date(connection, place)
                store = cls(engine, connection, lock, clock)
                store._take_over()
            except BaseException:
                engine.dispose()
                raise
        return store

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the store up; what was decided but not sent is sent by the next owner."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            try:
                self._delete_sent()
            finally:
                self._release()

    def _release(self) -> None:
        self._connection.close()
        self._engine.dispose()
        if self._owner is not None:
            self._owner.release()

    @contextmanager
    def change(self, *, durable: bool = False) -> Iterator[Change]:
        """One transaction. Leaving it normally commits; an exception takes everything back.

        `durable` makes it, and all before it, survive a power failure. Raises `StoreError` when the database fails.
        """
        with (
            self._lock,
            _translated(self._engine, "The store could not be written.", "Check the disk that it lies on."),
        ):
            self._check_open()
            self._synchronous("FULL" if durable else "NORMAL")
            with self._connection.begin():
                self._check_epoch()
                change = Change(self, self._session, self._clock.now())
                yield change
                sealed = change.seal()
            self.last_event, self.last_outbox, self.last_attempt = sealed.event, sealed.outbox, sealed.attempt
            self._pending.extend(sealed.entries)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A consistent view. Raises `StoreError` when the database fails."""
        with self._lock, _translated(self._engine, "The store could not be read.", "Check the disk that it lies on."):
            self._check_open()
            with self._connection.begin():
                yield self._session

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

    def _delete_sent(self) -> None:
        with _translated(self._engine, "The store could not be written.", "Check the disk that it lies on."):
            with self._connection.begin():
                self._connection.execute(delete(schema.outbox).where(schema.outbox.c.id <= self._sent))
            self._deleted = self._sent

    def find_job(self, key: str) -> JobView | None:
        """The latest job made from a request with that `JobRequest.key`, or None."""
        with self.read() as session:
            found = queries.latest_with_key(session, key)
            return None if found is None else queries.job_view(session, found)

    def _take_over(self) -> None:
        connection = self._connection
        with connection.begin():
            epoch = self._session.value(_EPOCH)
            self.epoch = (epoch or 0) + 1
            if epoch is None:
                connection.execute(insert(schema.meta), {"name": "epoch", "value": self.epoch})
            else:
                connection.execute(update(schema.meta).where(schema.meta.c.name == "epoch").values(value=self.epoch))
            self.last_event = connection.execute(select(func.max(schema.event.c.seq))).scalar() or 0
            self.last_attempt = connection.execute(select(func.max(schema.attempt.c.id))).scalar() or 0
            rows = connection.execute(select(schema.outbox).order_by(schema.outbox.c.id)).all()
        self._pending.extend(OutboxEntry(number=row.id, queue=row.queue, message=_decided(row.body)) for row in rows)
        self.last_outbox = self._pending[-1].number if self._pending else 0
        self._deleted = self._pending[0].number - 1 if self._pending else 0

    def _check_open(self) -> None:
        if self._closed:
            raise StoreError("The store is closed.")

    def _check_epoch(self) -> None:
        if self._fenced and self._session.value(_EPOCH) != self.epoch:
            raise StoreBusyError("Another manager has taken the store over.", next_step="Stop this one.")

    def _synchronous(self, level: str) -> None:
        driver = self._connection.connection.driver_connection
        if level != self._level and isinstance(driver, sqlite3.Connection):
            driver.execute(f"PRAGMA synchronous={level}")
            self._level = level


def _decided(body: bytes) -> Decided:
    message = decode(body)
    if not isinstance(message, Decided):
        raise StoreError("The store is damaged.", f"It wants to send a {type(message).__name__}.", _OPEN_NEXT_STEP)
    return message


_OPEN_NEXT_STEP = "Restore it from a copy, or move its folder away to start with an empty one."


def _lock_folder(folder: Path) -> OwnerLock:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"The store's folder {folder} cannot be made.", f"{error.strerror}.") from error
    if is_network_folder(folder):
        raise StoreError(
            f"The store in {folder} cannot be used.",
            "It is on a network drive, where SQLite's locks cannot be trusted.",
            "Choose a folder on a local disk, or a database server.",
        )
    return OwnerLock(folder)


def _sqlite(file: Path) -> Engine:
    """An engine of one connection that every thread may use, with transactions begun as writers."""
    engine = create_engine(
        f"sqlite:///{file.as_posix()}", poolclass=StaticPool, connect_args={"check_same_thread": False, "timeout": 5.0}
    )

    def connected(driver: sqlite3.Connection, _record: object) -> None:
        # The driver's own idea of when a transaction begins would leave reads outside of it.
        driver.isolation_level = None
        driver.execute("PRAGMA journal_mode=WAL")
        driver.execute("PRAGMA synchronous=FULL")
        driver.execute("PRAGMA foreign_keys=ON")
        driver.execute("PRAGMA temp_store=MEMORY")

    def begun(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        if isinstance(driver, sqlite3.Connection):
            driver.execute("BEGIN IMMEDIATE")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)
    return engine


def _check_integrity(connection: Connection, place: str) -> None:
    with connection.begin():
        verdict = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if verdict != "ok":
        raise StoreError(f"The store {place} is damaged.", f"{verdict}.", _OPEN_NEXT_STEP)


@contextmanager
def _translated(engine: Engine, title: str, next_step: str) -> Iterator[None]:
    """The border to SQLAlchemy and the drivers below it."""
    try:
        yield
    except (SQLAlchemyError, engine.dialect.loaded_dbapi.Error) as error:
        cause = getattr(error, "orig", None) or error
        raise StoreError(title, f"{cause}.", next_step) from error
