"""How the embedded farm gets its workers: the agent program is above this package, so it is handed in."""

from __future__ import annotations

import os
from typing import Protocol

from app.core.ports import Broker, Clock, Storage
from app.core.settings import Settings


class Agents(Protocol):
    """Running agents of the embedded farm."""

    def set_workers(self, count: int, *, low_priority: bool) -> None:
        """Have that many workers from now on, whose engines give way to other programs if `low_priority`.

        Returns at once. Workers that go, or whose engines are replaced, finish the piece they are drawing and give
        back the rest.
        """
        ...

    def stop(self) -> None:
        """Stop them in order; returns when their engines' processes are gone."""
        ...


class StartAgents(Protocol):
    """Starts agents; handed in from above, as the farm's services know nothing of the agent program."""

    def __call__(
        self,
        count: int,
        *,
        broker: Broker,
        storage: Storage,
        clock: Clock,
        settings: Settings,
        low_priority: bool = False,
    ) -> Agents:
        """Start `count` agents, each with an engine of its own, which gives way to other programs if `low_priority`."""
        ...


def all_cores() -> int:
    """How many workers use this computer fully."""
    return os.cpu_count() or 1


def workers_for(settings: Settings) -> int:
    """How many workers the window's farm has: as the settings say, else one per core, less one to be kept usable."""
    if settings.workers:
        return settings.workers
    return max(1, all_cores() - (1 if settings.keep_usable else 0))
