"""Secrets kept in memory, as a keyring that is unlocked would keep them."""

from __future__ import annotations


class MemorySecrets:
    """Implements `app.core.ports.Secrets`."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def available(self) -> bool:
        return True

    def get(self, name: str) -> str | None:
        return self.kept.get(name)

    def set(self, name: str, secret: str) -> None:
        self.kept[name] = secret

    def forget(self, name: str) -> None:
        self.kept.pop(name, None)
