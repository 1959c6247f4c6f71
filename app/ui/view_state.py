"""What the window remembers of itself: sizes, columns, layouts. Settings and jobs live elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QSettings

VERSION: Final = 1
"""Raised when the meaning of a stored value changes; states of another version are forgotten."""


class ViewState:
    """Window and view state by name, in a file of the profile."""

    def __init__(self, path: Path) -> None:
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)
        if self._settings.value("version", 0, int) != VERSION:
            self._settings.clear()
            self._settings.setValue("version", VERSION)

    def bytes(self, name: str) -> QByteArray:
        """A stored state as Qt made it; empty when there is none."""
        value = self._settings.value(name)
        return value if isinstance(value, QByteArray) else QByteArray()

    def text(self, name: str, default: str = "") -> str:
        """A stored text."""
        value = self._settings.value(name, default)
        return value if isinstance(value, str) else default

    def texts(self, name: str) -> tuple[str, ...]:
        """Stored texts, in order."""
        value = self._settings.value(name, [])
        if isinstance(value, str):
            return (value,)
        return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()

    def put(self, name: str, value: QByteArray | str | tuple[str, ...]) -> None:
        """Remember a value."""
        self._settings.setValue(name, list(value) if isinstance(value, tuple) else value)

    def forget(self, name: str) -> None:
        """Forget a value, and all below `name/`."""
        self._settings.remove(name)

    def sync(self) -> None:
        """Write everything to the disk."""
        self._settings.sync()
