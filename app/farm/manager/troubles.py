"""What threads of the manager wait for, so that whoever waits for them can be told."""

from __future__ import annotations

import threading

from app.core.errors import ErrorInfo, StoreDiskError


class StoreTroubles:
    """Which threads wait for the store's disk. Thread-safe; each thread speaks for itself."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[int, ErrorInfo] = {}

    def begin(self, error: StoreDiskError) -> None:
        """This thread waits, as the disk did not take what it wrote."""
        told = ErrorInfo(
            kind=StoreDiskError.__name__,
            title="The manager waits for the disk of its store.",
            cause=" ".join(filter(None, (error.title, error.cause))),
            next_step="Make room on it, or mend it. The jobs go on by themselves then.",
            retryable=True,
        )
        with self._lock:
            self._waiting[threading.get_ident()] = told

    def end(self) -> None:
        """This thread goes on."""
        with self._lock:
            self._waiting.pop(threading.get_ident(), None)

    def now(self) -> ErrorInfo | None:
        """What is waited for; None when nobody waits."""
        with self._lock:
            return next(iter(self._waiting.values()), None)
