"""Where the values of settings come from, and whether they are allowed.

A value comes from the command line, else from the environment (`FARMHAND_` and the name in capitals), else from the
settings file, else it is the default. Reading the file and the environment is the caller's part; this module is pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

import msgspec

from app.core.decoding import from_plain
from app.core.errors import ErrorInfo, UsageError
from app.core.model import Struct
from app.core.settings import (
    SETTING_FIELDS,
    SettingInfo,
    Settings,
    allowed,
    setting_info,
    setting_infos,
    shown_value,
)


class Origin(StrEnum):
    """Where the value of a setting comes from."""

    DEFAULT = "default"
    FILE = "file"
    ENVIRONMENT = "environment"
    COMMAND_LINE = "command_line"


class ResolvedSettings(Struct, frozen=True):
    """Settings from all sources, where each value is from, and which values were left out because they are wrong."""

    settings: Settings
    origins: dict[str, Origin]
    errors: tuple[ErrorInfo, ...]


def check_setting(name: str, value: object, source: str) -> Any:
    """The value of a setting in its type. Raises `UsageError` naming the setting and `source` when it is not allowed.

    A text stands for what it says, as environment variables are texts; other values are not bent.
    """
    info = setting_info(name, source=source)
    try:
        found = from_plain(value, SETTING_FIELDS[name].type, strict=not isinstance(value, str))
    except (msgspec.ValidationError, UnicodeEncodeError) as error:
        raise _not_allowed(info, value, source) from error
    if info.choices and found not in {choice.value for choice in info.choices}:
        raise _not_allowed(info, value, source)
    return found


def load_settings(
    *,
    command_line: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
    file: Mapping[str, Any] | None = None,
    file_name: str = "the settings file",
) -> Settings:
    """The settings from all sources; an earlier argument wins over a later one.

    `command_line` and `file` map names to values (None in `command_line`: not given); `file` is the parsed settings
    file called `file_name`. Of `environment`, only variables of settings are looked at. Raises `UsageError`, which
    names the setting and the source, when one is unknown, of the wrong type, out of its range, or does not go with
    the others.
    """
    values: dict[str, Any] = {}
    for _, source, part in _sources(command_line, environment, file, file_name):
        for name, value in part.items():
            values[name] = check_setting(name, value, source)
    settings = msgspec.structs.replace(Settings(), **values)
    check_together(settings)
    return settings


def resolve_settings(
    *,
    environment: Mapping[str, str] | None = None,
    file: Mapping[str, Any] | None = None,
    file_name: str = "the settings file",
) -> ResolvedSettings:
    """Like `load_settings`, but what is wrong is left out, told of in the result, and so does not stop the program."""
    values: dict[str, Any] = {}
    origins = {info.name: Origin.DEFAULT for info in setting_infos()}
    errors: list[ErrorInfo] = []
    for origin, source, part in _sources(None, environment, file, file_name):
        for name, value in part.items():
            try:
                values[name] = check_setting(name, value, source)
                origins[name] = origin
            except UsageError as error:
                errors.append(error.info())
    for names, problem in _troubles_together(msgspec.structs.replace(Settings(), **values)):
        errors.append(problem.info())
        for name in names:
            values.pop(name, None)
            origins[name] = Origin.DEFAULT
    return ResolvedSettings(
        settings=msgspec.structs.replace(Settings(), **values), origins=origins, errors=tuple(errors)
    )


def check_together(settings: Settings) -> None:
    """Raise `UsageError` when settings that are fine by themselves do not go with each other."""
    for _, problem in _troubles_together(settings):
        raise problem


def _troubles_together(settings: Settings) -> Iterator[tuple[tuple[str, ...], UsageError]]:
    """Which settings do not go with each other, and what is wrong."""
    if settings.lease_seconds < 2 * settings.beat_seconds:
        yield (
            ("beat_seconds", "lease_seconds"),
            UsageError(
                f"The setting lease_seconds is {settings.lease_seconds:g}, which is less than two beats.",
                f"beat_seconds is {settings.beat_seconds:g}.",
                f"Set lease_seconds to {2 * settings.beat_seconds:g} or more.",
            ),
        )
    if bool(settings.after_effects_cache_percent) != bool(settings.after_effects_memory_percent):
        yield (
            ("after_effects_cache_percent", "after_effects_memory_percent"),
            UsageError(
                "Of the settings after_effects_cache_percent and after_effects_memory_percent only one is set.",
                "aerender takes both or none.",
                "Set both, or neither.",
            ),
        )


def _sources(
    command_line: Mapping[str, Any] | None,
    environment: Mapping[str, str] | None,
    file: Mapping[str, Any] | None,
    file_name: str,
) -> Iterator[tuple[Origin, str, Mapping[str, Any]]]:
    """Where values come from, what people call it, and what is there; what wins comes later."""
    given = {name: value for name, value in (command_line or {}).items() if value is not None}
    variables = environment or {}
    found = {info.name: variables[info.environment] for info in setting_infos() if info.environment in variables}
    yield Origin.FILE, file_name, file or {}
    yield Origin.ENVIRONMENT, "the environment", found
    yield Origin.COMMAND_LINE, "the command line", given


def _not_allowed(info: SettingInfo, value: object, source: str) -> UsageError:
    return UsageError(
        f"The setting {info.name} cannot be “{value}” (in {source}).",
        f"It is {allowed(info)}.",
        f"The default is {shown_value(info.default)}." if info.default != "" else "It need not be set.",
    )
