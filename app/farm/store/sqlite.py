"""The store in a SQLite file.

All threads of the owner share one connection under the store's lock, so transactions follow each other and never wait
for a database lock. The operating system's file lock makes the owner.

**Durability.** SQLite runs in WAL mode with `synchronous=NORMAL`: a commit is in the operating system's hands when it
returns, so a killed process loses nothing, and a power failure never damages the database but may take back the last
commits before the last sync. What must not be taken back (an accepted job, an ended job, a new owner's epoch) is
committed with `durable=True`, which syncs the log and with it everything before. What a power failure can take back
is then only knowledge of pieces (they are found again in storage) and of grants (which end with their leases).
Measured: syncing every commit makes the store 2.5 to 10 times slower and protects nothing else.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.pool import StaticPool

from app.core.errors import StoreError
from app.farm.store.border import OPEN_NEXT_STEP, errors_of, translated
from app.farm.store.connection import Loss
from app.farm.store.meta import next_epoch
from app.farm.store.owner import OwnerLock, is_network_folder
from app.farm.store.session import Session
from app.farm.store.upgrade import bring_up_to_date

DATABASE_NAME = "farm.sqlite3"

CACHE_KILOBYTES = 32 * 1024
"""Pages of the database that are kept in memory."""

_BEGIN = "BEGIN IMMEDIATE"
_CHECK_DISK = "Check the disk that it lies on."
_DISK_CODES = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CORRUPT})
"""So is called damaged, too, what could not be read just now (SQLITE_IOERR_CORRUPTFS)."""


class SqliteDatabase:
    """A `Database` in a folder, which is made when it is missing."""

    def __init__(self, folder: Path) -> None:
        """Become its owner. Raises `StoreBusyError` when another program is, and `StoreError`."""
        self.epoch = 0
        self.loss = Loss()
        self._level = ""
        self._unopened = f"The store {folder} cannot be opened."
        self._owner = lock_folder(folder)
        self._engine = _make_engine(folder / DATABASE_NAME)
        try:
            with translated(self._engine, self._unopened, OPEN_NEXT_STEP):
                self._connection = self._engine.connect()
                _check_integrity(self._connection, folder)
                bring_up_to_date(self._connection, str(folder))
                self.session = Session(self._connection)
                self._driver = _driver(self._connection)
        except BaseException:
            self._engine.dispose()
            self._owner.release()
            raise

    @contextmanager
    def take_over(self) -> Iterator[Session]:
        """See `Database`."""
        with translated(self._engine, self._unopened, OPEN_NEXT_STEP), self._connection.begin():
            self.epoch = next_epoch(self.session)
            yield self.session

    @contextmanager
    def transaction(self, *, durable: bool) -> Iterator[Session]:
        """See `Database`."""
        with translated(self._engine, "The store could not be written.", _CHECK_DISK, is_disk=_is_disk):
            self._synchronous("FULL" if durable else "NORMAL")
            # SQLAlchemy's own transactions take longer than what most changes do in one.
            self._driver.execute(_BEGIN)
            try:
                yield self.session
            except BaseException:
                self._take_back()
                raise
            try:
                self._commit()
            except errors_of(self._engine):
                self._take_back()
                raise

    @contextmanager
    def view(self) -> Iterator[Session]:
        """See `Database`."""
        with translated(self._engine, "The store could not be read.", _CHECK_DISK, is_disk=_is_disk):
            # Nobody writes meanwhile: only this connection could, and its users take turns.
            try:
                yield self.session
            finally:
                if self._connection.in_transaction():
                    self._connection.rollback()

    def hurry(self) -> None:
        """See `Database`; a file is not waited for."""

    def close(self) -> None:
        """See `Database`."""
        self._connection.close()
        self._engine.dispose()
        self._owner.release()

    def _synchronous(self, level: str) -> None:
        if level != self._level:
            self._driver.execute(f"PRAGMA synchronous={level}")
            self._level = level

    def _commit(self) -> None:
        """Commit: by SQLAlchemy's connection where one of its statements joined the transaction."""
        if self._connection.in_transaction():
            self._connection.commit()
        else:
            self._driver.commit()

    def _take_back(self) -> None:
        """End the transaction for both; to SQLAlchemy's, one whose commit has failed is none and yet is not over."""
        self._connection.rollback()
        self._driver.rollback()


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def lock_folder(folder: Path) -> OwnerLock:
    """Make the folder where it is missing and take its lock. Raises `StoreBusyError` and `StoreError`."""
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


def _make_engine(file: Path) -> Engine:
    """An engine of one connection that every thread may use, with transactions begun as writers."""
    engine = create_engine(
        URL.create("sqlite", database=str(file)),
        poolclass=StaticPool,
        connect_args={"check_same_thread": False, "timeout": 5.0},
    )

    def connected(driver: sqlite3.Connection, _record: object) -> None:
        # The driver's own idea of when a transaction begins would leave reads outside of it.
        driver.isolation_level = None
        driver.execute("PRAGMA journal_mode=WAL")
        # A new owner's epoch is durable; later transactions say what they need.
        driver.execute("PRAGMA synchronous=FULL")
        driver.execute("PRAGMA foreign_keys=ON")
        driver.execute("PRAGMA temp_store=MEMORY")
        driver.execute(f"PRAGMA cache_size=-{CACHE_KILOBYTES}")

    def begun(connection: Connection) -> None:
        driver = _driver(connection)
        if not driver.in_transaction:
            driver.execute(_BEGIN)

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)
    return engine


def _is_disk(error: Exception) -> bool:
    """Whether the disk is full or fails: SQLite has taken the transaction back then, and the next one may succeed."""
    code = getattr(getattr(error, "orig", error), "sqlite_errorcode", None)
    # The lowest byte is the kind of error, what is above it says more.
    return code is not None and code & 0xFF in _DISK_CODES


def _check_integrity(connection: Connection, folder: Path) -> None:
    with connection.begin():
        verdict = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if verdict != "ok":
        raise StoreError(f"The store {folder} is damaged.", f"{verdict}.", OPEN_NEXT_STEP)
