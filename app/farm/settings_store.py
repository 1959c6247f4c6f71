"""The user's settings file: read, changed in place, and watched for changes made through the program."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.core.errors import ErrorInfo, UsageError
from app.core.settings import Settings, plain_value, setting_info, setting_infos
from app.core.settings_kinds import SettingGroup
from app.core.settings_sources import (
    Origin,
    ResolvedSettings,
    check_setting,
    load_settings,
    resolve_settings,
)
from app.core.unreadable import NO_TOML
from app.farm.files import translated, write_durably

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

WINDOW = "the settings"
"""What errors call the place where a person has just given a value."""


class SettingsStore:
    """The settings of this user: a TOML file, under environment variables that win over it. Thread-safe.

    Every change reads the file anew first, so what was edited by hand meanwhile stays, as do comments, order and
    names that are not known. `environment` is the process's environment.
    """

    def __init__(self, path: Path, environment: Mapping[str, str]) -> None:
        """Read nothing yet; the file need not exist."""
        self._path = path
        self._environment = environment
        self._lock = threading.RLock()
        self._subscribers: tuple[Callable[[Settings], None], ...] = ()
        self._told: Settings | None = None

    @property
    def path(self) -> Path:
        """The settings file."""
        return self._path

    def load(self, command_line: Mapping[str, str] | None = None) -> Settings:
        """The settings now; what the command line gives wins. Raises `UsageError` naming source and setting."""
        return load_settings(
            command_line=command_line,
            environment=self._environment,
            file=self._read(),
            file_name=str(self._path),
        )

    def load_lenient(self) -> tuple[Settings, tuple[ErrorInfo, ...]]:
        """The settings now, with defaults for what is wrong, and what that is. Tells subscribers of a change."""
        found = self._resolve()
        self._tell(found.settings)
        return found.settings, found.errors

    def origin(self, name: str) -> Origin:
        """Where the value of a setting comes from now. Raises `UsageError` when there is no such setting."""
        return self._resolve().origins[setting_info(name).name]

    def fixed_by(self, name: str) -> str:
        """The environment variable that decides a setting; empty when none does. Reads no file."""
        variable = setting_info(name).environment
        return variable if variable in self._environment else ""

    def set(self, name: str, value: object) -> None:
        """Give a setting a value, in the file.

        Raises `UsageError` when there is no such setting, it may not have that value, an environment variable
        decides it, or the file cannot be read; `StorageError` when it cannot be written.
        """
        checked = plain_value(check_setting(name, value, WINDOW))
        info = setting_info(name)
        if info.environment in self._environment:
            raise UsageError(
                f"The setting {name} cannot be changed here.",
                f"The environment variable {info.environment} decides it.",
                "Remove that variable, then start Farmhand again.",
            )

        def change(document: TOMLDocument) -> None:
            document[name] = checked

        self._change(change)

    def reset(self, name: str) -> None:
        """Give a setting its default. Raises as `set` does, but for variables, which go on deciding."""
        self._remove([setting_info(name).name])

    def reset_group(self, group: SettingGroup) -> None:
        """Give all settings of a group their defaults. Raises as `reset` does."""
        self._remove([info.name for info in setting_infos(group)])

    def subscribe(self, callback: Callable[[Settings], None]) -> Callable[[], None]:
        """Call `callback` with the settings whenever they were changed here, or found changed by `load_lenient`.

        It is called in the thread that changed or found it. What is returned ends that.
        """
        with self._lock:
            self._told = self._told or self._resolve().settings
            self._subscribers = (*self._subscribers, callback)

        def unsubscribe() -> None:
            with self._lock:
                self._subscribers = tuple(one for one in self._subscribers if one is not callback)

        return unsubscribe

    def _remove(self, names: Iterable[str]) -> None:
        def change(document: TOMLDocument) -> None:
            for name in names:
                document.pop(name, None)

        self._change(change)

    def _change(self, change: Callable[[TOMLDocument], None]) -> None:
        # Only the window writes settings, and agents come without what it needs for that.
        import tomlkit
        from tomlkit.exceptions import TOMLKitError

        with self._lock:
            text = self._text()
            before = self._resolved(self._parsed(text))
            try:
                document = tomlkit.parse(text)
                change(document)
                written = tomlkit.dumps(document)
            except TOMLKitError as error:
                raise self._unreadable(error) from error
            changed = self._resolved(self._parsed(written))
            added = next((error for error in changed.errors if error not in before.errors), None)
            if added is not None:
                raise UsageError(added.title, added.cause, added.next_step)
            if written != text:
                self._write(written)
        self._tell(changed.settings)

    def _write(self, text: str) -> None:
        # The file may be a link into a folder that is kept elsewhere.
        path = self._path.resolve()
        with translated("write", path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_durably(path, text.encode())

    def _resolve(self) -> ResolvedSettings:
        try:
            file = self._read()
        except UsageError as error:
            found = resolve_settings(environment=self._environment)
            return ResolvedSettings(
                settings=found.settings, origins=found.origins, errors=(error.info(), *found.errors)
            )
        return self._resolved(file)

    def _resolved(self, file: Mapping[str, Any]) -> ResolvedSettings:
        return resolve_settings(environment=self._environment, file=file, file_name=str(self._path))

    def _read(self) -> dict[str, Any]:
        return self._parsed(self._text())

    def _parsed(self, text: str) -> dict[str, Any]:
        try:
            return tomllib.loads(text)
        except NO_TOML as error:
            raise self._unreadable(error) from error

    def _text(self) -> str:
        try:
            # Some editors mark UTF-8 with an invisible character, which TOML does not know.
            return self._path.read_bytes().decode("utf-8-sig")
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: Exception) -> UsageError:
        return UsageError(f"The settings file {self._path} cannot be read.", f"{error}.", "Mend or delete it.")

    def _tell(self, settings: Settings) -> None:
        with self._lock:
            if self._told is None or settings == self._told:
                return
            self._told = settings
            subscribers = self._subscribers
        for subscriber in subscribers:
            subscriber(settings)
