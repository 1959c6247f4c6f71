"""Engines by name, and which of them a worker has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Protocol

import platformdirs

from app.core.errors import EngineError, UsageError
from app.core.jobs import EngineChoice
from app.core.ports import Engine, Storage
from app.core.settings import Settings
from app.farm.engines.aerender.installed import find_after_effects
from app.farm.engines.builtin import BuiltinEngine
from app.farm.engines.choosing import ChoosingEngine
from app.farm.engines.sleep import SleepEngine


class EngineFactory(Protocol):
    """Makes an engine over a storage."""

    def __call__(self, storage: Storage, /, *, low_priority: bool) -> Engine:
        """A new engine, which gives way to other programs if `low_priority`."""
        ...


def _builtin(storage: Storage, settings: Settings, *, low_priority: bool) -> Engine:
    del settings
    return BuiltinEngine(storage, low_priority=low_priority)


def _aerender(storage: Storage, settings: Settings, *, low_priority: bool) -> Engine:
    program = find_after_effects(settings.after_effects)
    if program is None:
        raise EngineError(
            "After Effects is not on this computer.",
            f"There is no “{settings.after_effects}”."
            if settings.after_effects
            else "It is in none of the usual places.",
            "Install After Effects, or name its program aerender in the settings.",
        )
    # It brings in what reads projects and draws, which programs without After Effects do without.
    from app.farm.engines.aerender.engine import AerenderEngine
    from app.farm.engines.aerender.setup import setup_of

    return AerenderEngine(
        storage,
        setup_of(settings, program),
        low_priority=low_priority,
        turn_file=turn_file(),
    )


def _sleep(storage: Storage, settings: Settings, *, low_priority: bool) -> Engine:
    del settings, low_priority  # Sleeping takes nothing from other programs.
    return SleepEngine(storage)


class _Maker(Protocol):
    def __call__(self, storage: Storage, settings: Settings, /, *, low_priority: bool) -> Engine: ...


ENGINES: Mapping[str, _Maker] = {
    EngineChoice.BUILTIN.value: _builtin,
    EngineChoice.AERENDER.value: _aerender,
    EngineChoice.SLEEP.value: _sleep,
}
"""The engines that this program has."""


def turn_file() -> Path:
    """The lock with which this user's workers take turns at After Effects."""
    return platformdirs.user_cache_path("farmhand", appauthor=False) / "aerender.lock"


def check_engine(name: str) -> str:
    """The name. Raises `UsageError` listing the names when there is no such engine."""
    if name not in ENGINES:
        raise UsageError(f"There is no engine “{name}”.", next_step=f"Choose one of: {', '.join(sorted(ENGINES))}.")
    return name


def offered_engines(settings: Settings, *, first: bool = True) -> tuple[str, ...]:
    """The engines that a worker of this computer offers: those that the settings name, else all that there are.

    Unasked, only the `first` worker of a computer offers After Effects, which can do one thing at a time there.
    Raises `UsageError` for a name that there is not.
    """
    named = tuple(dict.fromkeys(name.strip() for name in settings.engines.split(",") if name.strip()))
    if named:
        return tuple(check_engine(name) for name in named)
    has_after_effects = first and find_after_effects(settings.after_effects) is not None
    return (EngineChoice.BUILTIN.value, *((EngineChoice.AERENDER.value,) if has_after_effects else ()))


def make_engine(name: str, storage: Storage, *, settings: Settings | None = None, low_priority: bool = False) -> Engine:
    """A new engine. Raises `UsageError` listing the names when there is none of that name, and `EngineError`."""
    return ENGINES[check_engine(name)](storage, settings or Settings(), low_priority=low_priority)


def make_engines(names: tuple[str, ...], storage: Storage, *, settings: Settings, low_priority: bool = False) -> Engine:
    """What draws with these engines, one thing at a time. Raises as `make_engine` does."""
    if len(names) == 1:
        return make_engine(names[0], storage, settings=settings, low_priority=low_priority)
    makers: dict[str, Callable[[], Engine]] = {
        name: partial(make_engine, check_engine(name), storage, settings=settings, low_priority=low_priority)
        for name in names
    }
    return ChoosingEngine(storage, makers)


def engine_factory(names: tuple[str, ...], settings: Settings) -> EngineFactory:
    """Makes what draws with these engines."""

    def make(storage: Storage, /, *, low_priority: bool) -> Engine:
        return make_engines(names, storage, settings=settings, low_priority=low_priority)

    return make
