"""How the embedded farm gets its workers: the agent program is above this package, so it is handed in."""

from __future__ import annotations

from typing import Protocol

from app.core.ports import Broker, Clock, Storage
from app.core.settings import Settings


class Agents(Protocol):
    """Running agents of the embedded farm."""

    def stop(self) -> None:
        """Stop them in order; returns when their engines' processes are gone."""
        ...


class StartAgents(Protocol):
    """Starts agents; handed in from above, as the farm's services know nothing of the agent program."""

    def __call__(self, count: int, *, broker: Broker, storage: Storage, clock: Clock, settings: Settings) -> Agents:
        """Start `count` agents, each with an engine of its own."""
        ...
