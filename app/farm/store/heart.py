"""Shows, beat by beat, that the owner of a store on a database server lives, and notices when it is the owner no more.

One thread with a connection of its own, so that a long transaction delays no beat.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from sqlalchemy import Connection, Engine, update
from sqlalchemy.engine import URL

from app.core.errors import StoreBusyError, StoreError
from app.farm.store import mariadb
from app.farm.store.border import errors_of
from app.farm.store.connection import Loss
from app.farm.store.mariadb import LinkId, ServerTimes
from app.farm.store.schema import manager

_log = logging.getLogger(__name__)


def taken_over() -> StoreBusyError:
    """What to say to an owner that is none any more."""
    return StoreBusyError(
        "Another manager has taken the store over.",
        "This one gave no sign of life for some seconds.",
        "It ends by itself; start it again to have it stand by.",
    )


class Heart:
    """Beats from construction until `stop`, or until the store is lost.

    `link` is asked what the owner's own connection is; `troubled` is told when the server was away.
    """

    def __init__(
        self,
        url: URL,
        epoch: int,
        loss: Loss,
        *,
        times: ServerTimes,
        link: Callable[[], LinkId],
        troubled: Callable[[], None],
    ) -> None:
        self._engine: Engine = mariadb.make_engine(url, answer_seconds=times.frozen, autocommit=True)
        self._epoch = epoch
        self._loss = loss
        self._times = times
        self._link = link
        self._troubled = troubled
        self._connection: Connection | None = None
        self._away_since: float | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="store heart", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Beat no more."""
        self._stopped.set()
        if self._thread is not threading.current_thread():
            self._thread.join()

    def _run(self) -> None:
        while not (self._stopped.wait(self._times.beat) or self._loss.error is not None):
            try:
                self._beat()
            except errors_of(self._engine) as error:
                self._failed(error)
            else:
                self._away_since = None
        self._drop()
        self._engine.dispose()

    def _beat(self) -> None:
        if self._connection is None:
            self._connection = self._engine.connect()
        link = self._link()
        values = {"beat": manager.c.beat + 1, "connection": link.number, "address": link.address}
        mine = update(manager).where(manager.c.epoch == self._epoch).values(values)
        if self._connection.execute(mine).rowcount == 0:
            _log.error("Another manager has taken the store over.")
            self._loss.set(taken_over())

    def _failed(self, error: Exception) -> None:
        self._drop()
        self._troubled()
        now = time.monotonic()
        if self._away_since is None:
            self._away_since = now
            _log.warning("The store's server does not answer: %s", error)
        elif now - self._away_since >= self._times.patience:
            _log.error("The store's server is away for too long: %s", error)
            self._loss.set(
                StoreError(
                    "The store's server has been away for too long.",
                    f"{getattr(error, 'orig', None) or error}.",
                    "Look after the database server, then start the manager again.",
                )
            )

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(*errors_of(self._engine)):
                connection.invalidate()
            connection.close()
