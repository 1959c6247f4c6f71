"""A manager that stands by: it watches the owner of a store on a database server, and takes over when that is gone.

An owner that ended in order, or never was, is replaced at once; one whose connection is gone (it was killed) or that
gives no sign of life although it has one (it is frozen) after some seconds. Only the watcher's own clock counts. While
the server does not answer, nothing is known of anybody, so watching begins anew afterwards.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum

from sqlalchemy import Connection
from sqlalchemy.engine import URL

from app.core.errors import StoreAwayError, StoreBusyError
from app.core.model import Struct
from app.farm.store import mariadb
from app.farm.store.border import errors_of, translated
from app.farm.store.database import Store
from app.farm.store.mariadb import ServerTimes
from app.farm.store.server import owner_of

_log = logging.getLogger(__name__)


class Sight(Struct, frozen=True):
    """What is seen of the owner: the connection that holds its lock, and its row (see `schema.manager`), if any."""

    holder: int | None = None
    epoch: int = 0
    beat: int = 0
    connection: int = 0
    gone: bool = True
    name: str = ""


class Verdict(StrEnum):
    """What to do about the owner: leave it alone, succeed it, or take the store from it."""

    WAIT = "wait"
    SUCCEED = "succeed"
    DISPLACE = "displace"


class Watch:
    """Judges the owner by a row of sights."""

    def __init__(self, times: ServerTimes) -> None:
        self._times = times
        self._seen: tuple[int | None, int, int] | None = None
        self._since = 0.0

    def judge(self, sight: Sight, now: float) -> Verdict:
        """What a sight at the monotonic time `now` means after those before it."""
        seen = (sight.holder, sight.epoch, sight.beat)
        if seen != self._seen:
            self._seen, self._since = seen, now
        silent = now - self._since
        if sight.holder is None:
            return Verdict.SUCCEED if sight.gone or silent >= self._times.quiet else Verdict.WAIT
        # Whoever has the lock under another connection is just becoming the owner, or its connection was renewed.
        is_owner = sight.holder == sight.connection
        return Verdict.DISPLACE if is_owner and silent >= self._times.frozen else Verdict.WAIT


def open_when_free(
    url: URL, stop: threading.Event, *, tell: Callable[[str], object], times: ServerTimes | None = None
) -> Store | None:
    """Wait until the store can be had and become its owner; None when `stop` was set before.

    `tell` gets, for people, what is waited for, each time that it is something else. Raises `StoreError` when waiting
    does not help: the server refuses, or the store is of a newer version.
    """
    standby = _Standby(url, tell, times or ServerTimes())
    try:
        while not stop.is_set():
            store = standby.step()
            if store is not None:
                return store
            stop.wait(standby.times.beat / 2)
        return None
    finally:
        standby.close()


class _Standby:
    def __init__(self, url: URL, tell: Callable[[str], object], times: ServerTimes) -> None:
        self.times = times
        self._url = url
        self._tell = tell
        self._told = ""
        self._place = url.render_as_string(hide_password=True)
        plain = mariadb.server_url(url)
        self._lock = mariadb.lock_name(plain)
        self._engine = mariadb.make_engine(plain, answer_seconds=times.frozen, autocommit=True)
        self._connection: Connection | None = None
        self._watch = Watch(times)

    def step(self) -> Store | None:
        """Look once; the store when it could be had."""
        try:
            with translated(self._engine, f"The store {self._place} cannot be opened.", "", is_away=mariadb.is_away):
                sight = self._look()
            verdict = self._watch.judge(sight, time.monotonic())
            if verdict is not Verdict.WAIT:
                if verdict is Verdict.DISPLACE:
                    self._say(f"The manager {sight.name} is frozen; the store is taken from it.")
                store = Store.open(self._url, force=verdict is Verdict.DISPLACE, times=self.times)
                if self._told:
                    self._say("This manager takes over.")
                return store
        except StoreAwayError as error:
            self.close()
            self._watch = Watch(self.times)
            self._say(f"Waiting for the store's server: {error.cause}")
        except StoreBusyError as error:
            # Another one that stood by was quicker.
            self._say(str(error))
        else:
            self._say(f"Standing by: {sight.name or 'another manager'} manages the farm.")
        return None

    def close(self) -> None:
        """Give the connection up."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(*errors_of(self._engine)):
                connection.invalidate()
            connection.close()

    def _look(self) -> Sight:
        if self._connection is None:
            self._connection = self._engine.connect()
        holder = mariadb.lock_holder(self._connection, self._lock)
        row = owner_of(self._connection)
        if row is None:
            return Sight(holder=holder)
        return Sight(
            holder=holder,
            epoch=row.epoch,
            beat=row.beat,
            connection=row.connection,
            gone=bool(row.gone),
            name=row.name,
        )

    def _say(self, text: str) -> None:
        if text != self._told:
            self._told = text
            _log.info(text)
            self._tell(text)
