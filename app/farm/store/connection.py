"""What a store needs of its database: transactions that count only while this program owns it."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager
from typing import Protocol

from app.core.errors import StoreError
from app.farm.store.session import Session


class Loss:
    """Why a store is lost to this program for good, once it is: then `event` is set. Thread-safe."""

    def __init__(self) -> None:
        self.event = threading.Event()
        self._lock = threading.Lock()
        self._error: StoreError | None = None

    @property
    def error(self) -> StoreError | None:
        """The reason, or None."""
        return self._error

    def set(self, error: StoreError) -> None:
        """It is lost; the first reason stays."""
        with self._lock:
            if self._error is None:
                self._error = error
        self.event.set()

    def check(self) -> None:
        """Raise the reason when it is lost."""
        if self._error is not None:
            raise type(self._error)(self._error.title, self._error.cause, self._error.next_step)


class Database(Protocol):
    """One connection to a database of which this program is the owner. Used by one thread at a time."""

    epoch: int
    loss: Loss
    session: Session

    def take_over(self) -> AbstractContextManager[Session]:
        """The owner's first transaction, which begins its epoch."""
        ...

    def transaction(self, *, durable: bool) -> AbstractContextManager[Session]:
        """A transaction. Leaving it normally commits; an exception takes everything back.

        When it raises, nothing was changed: `StoreAwayError` and `StoreDiskError` when that may succeed later,
        `StoreBusyError` when somebody else owns the database now, else `StoreError`. `durable` makes it survive a power
        failure, and all before it, where the database leaves that to its users.
        """
        ...

    def view(self) -> AbstractContextManager[Session]:
        """A consistent view. Raises `StoreError`."""
        ...

    def hurry(self) -> None:
        """From now on, do not wait for a database that is away."""
        ...

    def close(self) -> None:
        """Give the database up."""
        ...
