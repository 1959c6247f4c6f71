"""Settings as people change them: at once, one after the other, and written in the background."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.core.errors import ErrorInfo
from app.core.settings_kinds import WINDOW_GROUPS, SettingGroup
from app.ui.commands import COMMANDS
from app.ui.controllers.engine_probe import EngineProbe
from app.ui.services import Services
from app.ui.tasks import Task


class SettingsController(QObject):
    """Writes changes in order. `failed` names the setting that was refused, `saved` the one that is in force."""

    failed = Signal(str, object)
    saved = Signal(str)
    group_wanted = Signal(str)

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._waiting: dict[str, Callable[[], None]] = {}
        self._writing = ""
        self.group = SettingGroup.GENERAL.value
        self.engines = EngineProbe(services)

    def show_group(self, group: str) -> None:
        """Show the page of that group."""
        self.group = group
        self.group_wanted.emit(group)

    def change(self, name: str, value: object) -> None:
        """Give a setting a value. A newer change of the same setting takes the place of one that waits."""
        store = self._services.settings_store
        self._waiting[name] = lambda: store.set(name, value)
        self._next()

    def reset(self, name: str) -> None:
        """Give a setting its default."""
        store = self._services.settings_store
        self._waiting[name] = lambda: store.reset(name)
        self._next()

    def reset_group(self, group: SettingGroup) -> None:
        """Give all settings of a page their defaults."""
        store = self._services.settings_store
        self._waiting[f"group/{group}"] = lambda: store.reset_group(group)
        self._next()

    def reset_all(self) -> None:
        """Everything as it was shipped: settings, shortcuts, layouts."""
        for group in WINDOW_GROUPS:
            self.reset_group(group)
        self.reset_keys()
        self._services.state.forget("closing")
        self._services.navigator.layout_reset_wanted.emit()

    def reset_keys(self) -> None:
        """All shortcuts as they were shipped."""
        commands = self._services.commands
        for identifier, command in COMMANDS.items():
            if commands.keys(identifier) != command.keys:
                commands.set_keys(identifier, None)

    def _next(self) -> None:
        if self._writing or not self._waiting:
            return
        name = next(iter(self._waiting))
        change = self._waiting.pop(name)
        self._writing = name

        def work(_task: Task) -> None:
            change()

        self._services.tasks.start("settings/write", work, owner=self, done=self._done, failed=self._failed)

    def _done(self, _result: None) -> None:
        name, self._writing = self._writing, ""
        self.saved.emit(name)
        self._next()

    def _failed(self, error: ErrorInfo) -> None:
        name, self._writing = self._writing, ""
        self.failed.emit(name, error)
        self._next()
