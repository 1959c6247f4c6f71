"""Secrets that people typed in this window: in memory, before those that are kept."""

from __future__ import annotations

import threading

from app.core.ports import Secrets


class TypedSecrets:
    """Implements `Secrets`. What is typed lasts as long as the program; only `set` and `keep` change what is kept.

    Thread-safe. `kept` may be made late, as looking for a keyring takes a moment.
    """

    def __init__(self, kept: Secrets) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        self._typed: dict[str, str] = {}

    def available(self) -> bool:
        """See `Secrets.available`."""
        return self._kept.available()

    def get(self, name: str) -> str | None:
        """See `Secrets.get`."""
        with self._lock:
            typed = self._typed.get(name)
        return typed if typed is not None else self._kept.get(name)

    def type(self, name: str, secret: str) -> None:
        """Use a secret from now on, without keeping it."""
        with self._lock:
            self._typed[name] = secret

    def set(self, name: str, secret: str) -> None:
        """See `Secrets.set`. It is used from now on also where it cannot be kept."""
        self.type(name, secret)
        self._kept.set(name, secret)

    def forget(self, name: str) -> None:
        """See `Secrets.forget`."""
        with self._lock:
            self._typed.pop(name, None)
        self._kept.forget(name)
