"""Engines by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.core.errors import UsageError
from app.core.ports import Engine, Storage
from app.farm.engines.builtin import BuiltinEngine
from app.farm.engines.sleep import SleepEngine

EngineFactory = Callable[[Storage], Engine]
"""Makes an engine over a storage."""


def _builtin(storage: Storage) -> Engine:
    return BuiltinEngine(storage)


def _sleep(storage: Storage) -> Engine:
    return SleepEngine(storage)


ENGINES: Mapping[str, EngineFactory] = {"builtin": _builtin, "sleep": _sleep}
"""The engines that this program has; a worker reports those it may use."""


def make_engine(name: str, storage: Storage) -> Engine:
    """A new engine. Raises `UsageError` listing the names when there is none of that name."""
    try:
        factory = ENGINES[name]
    except KeyError:
        raise UsageError(
            f"There is no engine “{name}”.", next_step=f"Choose one of: {', '.join(sorted(ENGINES))}."
        ) from None
    return factory(storage)
