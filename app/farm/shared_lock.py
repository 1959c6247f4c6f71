"""A lock on a folder that several machines share, for what has no store.

Where there is a store, that decides who may do what, and no such lock is needed. A lock like this can never be safe by
itself: its holder may be frozen, be taken for dead, and go on. So it is fenced: `HeldLock.check` proves, by an
operation that the file server carries out once, that the lock is still held, and restarts everybody's patience; what is
begun and done right after it is done alone.
"""

from __future__ import annotations

import os
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from app.core.errors import LockLostError, StorageError
from app.core.model import Struct
from app.farm.files import translated
from app.farm.shared_lock_ways import CreateWay, LockWay, RenameWay, Seen, Ticket
from app.farm.storage_keys import check_key


class Way(StrEnum):
    """How a lock lies in its folder; all machines that use it must use the same. See `shared_lock_ways`."""

    CREATE = "create"
    RENAME = "rename"


class LockTimes(Struct, frozen=True):
    """Seconds between two beats of a holder, without a beat until it is taken for dead, and between two looks."""

    beat: float = 3.0
    expiry: float = 30.0
    look: float = 1.0


class HeldLock:
    """A lock that this process holds. Thread-safe."""

    def __init__(self, name: str, way: LockWay, ticket: Ticket) -> None:
        self._name = name
        self._way = way
        self._ticket: Ticket | None = ticket
        self._beats = 0
        self._lock = threading.Lock()

    @property
    def lost(self) -> bool:
        """Whether the loss of the lock has been noticed; False proves nothing."""
        with self._lock:
            return self._ticket is None

    def check(self) -> None:
        """Prove that the lock is still held; to be called right before anything is published.

        From then on it is held for `LockTimes.expiry` even if this process stands still. Raises `LockLostError`, and
        `StorageError` when the folder cannot be reached.
        """
        with self._lock:
            if self._ticket is not None:
                with translated("renew", self._ticket.path):
                    self._ticket = self._way.renew(self._ticket)
            if self._ticket is None:
                raise LockLostError(
                    f"The lock “{self._name}” was lost.",
                    "This computer gave no sign of life for too long, and another one has taken over.",
                    "Nothing was published. Try again.",
                )

    def beat(self) -> None:
        """Give a sign of life, and notice when the lock is lost. Raises `OSError`."""
        with self._lock:
            self._beats += 1
            if self._ticket is not None and not self._way.beat(self._ticket, self._beats):
                self._ticket = None

    def release(self) -> None:
        """Give the lock back. Raises `OSError`; then it is free after `LockTimes.expiry`."""
        with self._lock:
            ticket, self._ticket = self._ticket, None
            if ticket is not None:
                self._way.release(ticket)


class SharedLock:
    """A lock by name in a folder.

    Whether a holder is dead is told by its beats: a waiter watches the holder's file, and by its own clock alone, for
    `LockTimes.expiry` without any change. Clocks and time stamps of different machines are never compared.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        *,
        owner: str = "",
        way: Way = Way.CREATE,
        times: LockTimes | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`folder` is made if needed. `owner` is what others are told of who has the lock.

        Raises `StorageError` when the name is no file name or the folder cannot be made.
        """
        check_key(name)
        with translated("create", folder):
            folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._name = name
        self._owner = owner or f"{socket.gethostname()} (process {os.getpid()})"
        self._times = times or LockTimes()
        self._monotonic = monotonic
        self._way: LockWay = CreateWay(folder, name) if way is Way.CREATE else RenameWay(folder, name)

    @contextmanager
    def hold(self, *, timeout: float, stop: threading.Event | None = None) -> Iterator[HeldLock]:
        """Have the lock for as long as the context lasts, waiting for it at most `timeout` seconds.

        Raises `StorageError` that names the holder when it cannot be had in time or `stop` is set meanwhile.
        """
        held = self._acquire(timeout, stop or threading.Event())
        ended = threading.Event()
        beats = threading.Thread(target=self._keep_beating, args=(held, ended), name="shared-lock", daemon=True)
        beats.start()
        try:
            yield held
        finally:
            ended.set()
            beats.join()
            with translated("release", self._folder):
                held.release()

    def _acquire(self, timeout: float, stop: threading.Event) -> HeldLock:
        deadline = self._monotonic() + timeout
        watched: Seen | None = None
        since = 0.0
        with translated("lock", self._folder / self._name):
            while True:
                begun = self._monotonic()
                seen = self._way.look()
                if seen != watched:
                    # Begun after the first look and ended before the last one: never longer than it really lasted.
                    watched, since = seen, self._monotonic()
                if seen.free or begun - since >= self._times.expiry:
                    ticket = self._way.take(seen, self._owner)
                    if ticket is not None:
                        return HeldLock(self._name, self._way, ticket)
                    watched = None
                if self._monotonic() >= deadline or stop.is_set():
                    raise StorageError(
                        f"“{self._name}” is locked.",
                        f"It is in use by {seen.owner or 'another computer'}.",
                        "Try again later.",
                    )
                stop.wait(self._times.look * random.uniform(0.5, 1.0))  # noqa: S311  # only spreads the looks

    def _keep_beating(self, held: HeldLock, ended: threading.Event) -> None:
        while not ended.wait(self._times.beat):
            try:
                held.beat()
            except OSError:
                # The share is away for the moment; if that lasts, others take over and `check` says so.
                continue
