"""The store on a MariaDB or MySQL server.

**Owner.** It holds a named lock with its connection, its row in the table `manager` tells who it is, and a beat there
that it lives (`heart`). Every transaction begins by raising the number `turn` from the value that the owner knows, so
one that was taken over can change nothing, whatever it still believes.

**A lost connection** is made again, and the lock taken again, before the next transaction begins. A transaction that
was under way is taken back by the server; one whose commit was not answered is looked for by its turn, when its
connection has surely ended: the lock ends with it. So an error always means that nothing was changed.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, RootTransaction, bindparam, delete, insert, select, update
from sqlalchemy.engine import URL

from app.core.errors import StoreAwayError, StoreBusyError
from app.farm.store import mariadb
from app.farm.store.border import errors_of, translated
from app.farm.store.connection import Loss
from app.farm.store.heart import Heart, taken_over
from app.farm.store.mariadb import LinkId, ServerTimes
from app.farm.store.meta import TURN, get_meta, next_epoch, set_meta
from app.farm.store.schema import manager, meta
from app.farm.store.session import AnyRow, Prepared, Session
from app.farm.store.upgrade import bring_up_to_date

RETRY_SECONDS = 0.2
"""Between two tries to reach the server."""

TAKE_SECONDS = 10.0
"""How long an owner's connection may take to end once it was told to."""

_CHECK_SERVER = "Check the database server and the network."

_TAKE_TURN = Prepared(update(meta).where(meta.c.name == TURN, meta.c.value == bindparam("turn_")))
_TURN = Prepared(select(meta.c.value).where(meta.c.name == TURN).with_for_update())
_OWNER = Prepared(select(manager).order_by(manager.c.epoch.desc()).limit(1))

_log = logging.getLogger(__name__)


class ServerDatabase:
    """A `Database` on a server."""

    def __init__(self, url: URL, *, force: bool = False, times: ServerTimes | None = None) -> None:
        """Become its owner; with `force`, although another program is, whose connection is ended.

        Raises `StoreBusyError` when another program is the owner, `StoreAwayError` when the server cannot be reached,
        and `StoreError` when it refuses or is too old, or the database is of a newer version.
        """
        self.epoch = 0
        self.loss = Loss()
        self._times = times or ServerTimes()
        self._place = url.render_as_string(hide_password=True)
        self._url = mariadb.server_url(url)
        self._lock = mariadb.lock_name(self._url)
        self._engine = mariadb.make_engine(self._url, answer_seconds=self._times.answer)
        self._errors: tuple[type[Exception], ...] = (*errors_of(self._engine), StoreAwayError)
        self._link = LinkId(number=0, address="")
        self._connection: Connection | None = None
        self._heart: Heart | None = None
        self._turn = 0
        self._patient = True
        self._doubtful = False
        try:
            with self._translated(f"The store {self._place} cannot be opened."):
                self._open(force=force)
        except BaseException:
            self._drop()
            raise

    @contextmanager
    def take_over(self) -> Iterator[Session]:
        """See `Database`."""
        with self._translated(f"The store {self._place} cannot be opened."), self._connected().begin():
            self._turn = get_meta(self.session, TURN) + 1
            set_meta(self.session, TURN, self._turn)
            self.epoch = next_epoch(self.session)
            self.session.connection.execute(delete(manager))
            self.session.connection.execute(insert(manager).values(self._row()))
            yield self.session
        self._heart = Heart(
            self._url, self.epoch, self.loss, times=self._times, link=lambda: self._link, troubled=self._doubt
        )

    @contextmanager
    def transaction(self, *, durable: bool) -> Iterator[Session]:
        """See `Database`. How durable a commit is, is a setting of the server."""
        del durable
        with self._translated("The store could not be written."):
            begun = self._begin()
            try:
                yield self.session
            except BaseException as error:
                self._take_back(begun, error)
                raise
            self._commit(begun)
        self._turn += 1

    @contextmanager
    def view(self) -> Iterator[Session]:
        """See `Database`."""
        with self._translated("The store could not be read."):
            self._ensure()
            begun = self._connected().begin()
            try:
                yield self.session
            except BaseException as error:
                self._take_back(begun, error)
                raise
            self._take_back(begun, None)

    def hurry(self) -> None:
        """See `Database`."""
        self._patient = False

    def close(self) -> None:
        """See `Database`."""
        if self._heart is not None:
            self._heart.stop()
        if self._connection is not None and self.loss.error is None:
            with suppress(*self._errors), self._connection.begin():
                self._connection.execute(update(manager).where(manager.c.epoch == self.epoch).values(gone=True))
        self._drop()
        self._engine.dispose()

    # Becoming the owner.

    def _open(self, *, force: bool) -> None:
        connection = self._connect()
        with connection.begin():
            mariadb.check_server(connection, self._place)
            if not mariadb.take_lock(connection, self._lock):
                if not force:
                    raise self._busy(connection)
                self._displace(connection)
        self._upgrade()
        self.session = Session(connection)

    def _busy(self, connection: Connection) -> StoreBusyError:
        row = owner_of(connection)
        return StoreBusyError(
            f"The store {self._place} is in use by another manager{f' ({row.name})' if row is not None else ''}.",
            "Only one at a time can manage a farm.",
            "Wait until the other one ends, or end it.",
        )

    def _displace(self, connection: Connection) -> None:
        """End the connection of the owner, if it is still the one that is written down, and take its lock."""
        holder = mariadb.lock_holder(connection, self._lock)
        row = owner_of(connection)
        if row is not None and holder is not None and holder == row.connection:
            _log.warning("The manager %s is frozen; its connection is ended.", row.name)
            mariadb.kill(connection, LinkId(number=holder, address=row.address))
        if not mariadb.take_lock(connection, self._lock, seconds=TAKE_SECONDS):
            raise self._busy(connection)

    def _upgrade(self) -> None:
        # Changing large tables may take longer than any other answer.
        engine = mariadb.make_engine(self._url, answer_seconds=None)
        with engine.connect() as connection:
            bring_up_to_date(connection, self._place)
        engine.dispose()

    def _row(self) -> dict[str, object]:
        return {
            "epoch": self.epoch,
            "name": f"{socket.gethostname()}, process {os.getpid()}"[:255],
            "connection": self._link.number,
            "address": self._link.address,
            "beat": 0,
            "since": time.time(),
            "gone": False,
        }

    # One connection after the other.

    def _connect(self) -> Connection:
        connection = self._connection = self._engine.connect()
        with connection.begin():
            self._link = mariadb.link_id(connection)
        return connection

    def _connected(self) -> Connection:
        assert self._connection is not None
        return self._connection

    def _ensure(self) -> None:
        """Have a connection; wait for one until the store is lost."""
        self.loss.check()
        if self._doubtful:
            self._doubtful = False
            self._drop()
        while self._connection is None:
            try:
                self._reconnect()
            except self._errors as error:
                self._drop()
                if not (self._patient and mariadb.is_away(error)):
                    raise
                self.loss.event.wait(RETRY_SECONDS)
                self.loss.check()

    def _reconnect(self) -> None:
        before = self._link
        connection = self._connect()
        with connection.begin():
            # What is left of the old connection keeps the lock, and its transaction perhaps unfinished.
            if ":" in before.address and mariadb.lock_holder(connection, self._lock) == before.number:
                mariadb.kill(connection, before)
            if not mariadb.take_lock(connection, self._lock, seconds=1.0):
                row = owner_of(connection)
                if row is None or row.epoch != self.epoch:
                    self._lost()
                raise StoreAwayError("The store could not be reached.", "Its lock is not free yet.", _CHECK_SERVER)
        self.session.attach(connection)
        _log.warning("The store's server is back.")

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(*self._errors):
                connection.invalidate()
            connection.close()

    def _doubt(self) -> None:
        """The heart's connection was lost: ours may be."""
        self._doubtful = True

    # Transactions.

    def _begin(self) -> RootTransaction:
        while True:
            self._ensure()
            begun = self._connected().begin()
            try:
                is_owner = self.session.write(_TAKE_TURN, {"turn_": self._turn, "value": self._turn + 1}) == 1
            except self._errors as error:
                self._take_back(begun, error)
                # Nothing has happened in it yet, so it can begin once more.
                if not mariadb.is_away(error) or not self._patient:
                    raise
                self.loss.event.wait(RETRY_SECONDS)
                continue
            if is_owner:
                return begun
            self._take_back(begun, None)
            self._lost()

    def _lost(self) -> None:
        self.loss.set(taken_over())
        self.loss.check()

    def _commit(self, begun: RootTransaction) -> None:
        try:
            begun.commit()
        except self._errors as error:
            _log.warning("A commit was not answered: %s", error)
            self._drop()
            if not self._was_committed():
                raise

    def _was_committed(self) -> bool:
        self._ensure()
        with self._connected().begin():
            turn = int(self.session.value(_TURN))
        if turn not in (self._turn, self._turn + 1):
            self._lost()
        return turn == self._turn + 1

    def _take_back(self, begun: RootTransaction, error: BaseException | None) -> None:
        if isinstance(error, Exception) and isinstance(error, self._errors) and mariadb.is_away(error):
            self._drop()
            return
        try:
            begun.rollback()
        except self._errors as problem:
            _log.warning("A transaction could not be taken back, so its connection is given up: %s", problem)
            self._drop()

    @contextmanager
    def _translated(self, title: str) -> Iterator[None]:
        with translated(self._engine, title, _CHECK_SERVER, is_away=mariadb.is_away):
            yield


def owner_of(connection: Connection) -> AnyRow | None:
    """The row of the owner of the store on that server, or None, also while its tables are being made."""
    try:
        return Session(connection).row(_OWNER)
    except errors_of(connection.engine) as error:
        if mariadb.lacks_table(error):
            return None
        raise
