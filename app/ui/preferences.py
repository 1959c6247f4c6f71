"""The settings in force, for the window: kept in memory, announced when they change."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from app.core.errors import ErrorInfo
from app.core.settings import Settings
from app.farm.settings_store import SettingsStore


class Preferences(QObject):
    """The settings as the window uses them. Changes are made through `set`, and are in force at once."""

    changed = Signal(object, object)
    """The settings before and now."""

    _told = Signal(object)

    def __init__(self, store: SettingsStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = store
        self._settings, self._errors = store.load_lenient()
        # The store may tell from another thread.
        self._told.connect(self._take)
        self._unsubscribe = store.subscribe(self._told.emit)

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._settings

    @property
    def errors(self) -> tuple[ErrorInfo, ...]:
        """What was wrong in the settings file when the window started; defaults are used for that."""
        return self._errors

    def set(self, name: str, value: object) -> None:
        """Change a setting in the file and here. Raises as `SettingsStore.set` does."""
        self.store.set(name, value)
        self._take(self.store.load_lenient()[0])

    def close(self) -> None:
        """Listen to the store no more."""
        self._unsubscribe()

    @Slot(object)
    def _take(self, settings: Settings) -> None:
        before, self._settings = self._settings, settings
        if before != settings:
            self.changed.emit(before, settings)
