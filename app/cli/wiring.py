"""What the composition root hands to the commands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import typer

from app.core.settings import Settings
from app.farm.agents import StartAgents


@dataclass(frozen=True, slots=True)
class Wiring:
    """The parts that commands need and must not build themselves.

    `settings` reads the settings of this run when it is called, so that a wrong one only stops commands that use it;
    `owner` is the name that jobs carry; `agent_command` are the words that start `farmhand-agent`.
    """

    start_agents: StartAgents
    settings: Callable[[], Settings]
    owner: str
    agent_command: tuple[str, ...] = ()


def wiring_of(context: typer.Context) -> Wiring:
    """What the composition root has handed to the command that runs."""
    wiring = context.obj
    if not isinstance(wiring, Wiring):
        raise TypeError("commands are started through app.main")
    return wiring
