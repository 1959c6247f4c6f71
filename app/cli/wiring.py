"""What the composition root hands to the commands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.core.settings import Settings
from app.farm.agents import StartAgents


@dataclass(frozen=True, slots=True)
class Wiring:
    """The parts that commands need and must not build themselves.

    `settings` reads the settings of this run when it is called, so that a wrong one only stops commands that use it;
    `owner` is the name that jobs carry.
    """

    start_agents: StartAgents
    settings: Callable[[], Settings]
    owner: str
