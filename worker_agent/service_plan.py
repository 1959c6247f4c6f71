"""What is to be installed as a service, and what every system's services can do with it."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol

from app.core.errors import UsageError
from app.core.jobs import EngineChoice
from app.core.model import Struct
from app.core.settings import Settings
from app.farm.files import written_path

STOP_SECONDS: Final = 60
"""How long a service may take to stop: the piece in work, then the last reports. After that the system kills it."""

FIRST_RESTART_SECONDS: Final = 2
RESTARTS: Final = 8
"""A service that failed is started again after pauses that double so often, 256 s at most."""

STEADY_SECONDS: Final = 1200
"""A service that ran so long is sound, so that its next failure counts as the first."""


class ServiceSession(StrEnum):
    """Where the agent of a service works."""

    SERVICE = "service"
    """In the service itself, whoever is logged on."""

    USER = "user"
    """In the session of whoever is logged on at the computer's screen, where After Effects is at home."""


class ServiceState(StrEnum):
    """What a service does now, in words for people."""

    ABSENT = "not installed"
    STOPPED = "stopped"
    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"
    FAILED = "failed"


class ServicePlan(Struct, frozen=True):
    """A service to install: `secrets` are names with the files that have them; `folders` is what it must write into."""

    role: str
    command: tuple[str, ...]
    config: str = ""
    home: str = ""
    user: str = ""
    session: ServiceSession = ServiceSession.SERVICE
    secrets: tuple[tuple[str, str], ...] = ()
    folders: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The command line of the agent in its role."""
        named = ("--config", self.config) if self.config else ()
        return (*self.command, "--role", self.role, *named)


class Services(Protocol):
    """The services of a system. Everything raises `ServiceError`, or `UsageError` for what this system has not."""

    def describe(self, plan: ServicePlan) -> str:
        """What would be installed, as the system's own text; nothing is changed."""
        ...

    def install(self, plan: ServicePlan) -> str:
        """Install the service, or bring one that is there up to date; what people should know then."""
        ...

    def start(self, role: str) -> None:
        """Start it."""
        ...

    def stop(self, role: str) -> None:
        """Stop it in order, and return when it has ended."""
        ...

    def remove(self, role: str) -> None:
        """Stop and remove it; what it has stored stays."""
        ...

    def state(self, role: str) -> ServiceState:
        """What it does now."""
        ...


def user_id() -> int:
    """Who runs this: 0 is root. -1 where users have no numbers."""
    own = -1
    if sys.platform != "win32":
        own = os.geteuid()
    return own


def agent_command() -> tuple[str, ...]:
    """What starts an agent of this very program, without its options."""
    return (sys.executable,) if getattr(sys, "frozen", False) else (sys.executable, "-m", "worker_agent")


def plan_service(
    role: str,
    config: Path | None,
    settings: Settings,
    *,
    user: str = "",
    session: ServiceSession = ServiceSession.SERVICE,
    secrets: tuple[str, ...] = (),
) -> ServicePlan:
    """The service that these settings make. `secrets` are NAME=FILE. Raises `UsageError` for what cannot be meant."""
    local = (settings.node_home, settings.storage, settings.results)
    folders = (str(written_path(one).absolute()) for one in local if one and "://" not in one)
    return ServicePlan(
        role=role,
        command=agent_command(),
        config=str(config.absolute()) if config is not None else "",
        home=str(written_path(settings.node_home).absolute()) if settings.node_home else "",
        user=user,
        session=session,
        secrets=tuple(_secret(one) for one in secrets),
        folders=tuple(dict.fromkeys(folders)),
    )


def session_warning(role: str, settings: Settings, session: ServiceSession) -> str:
    """What to know of After Effects in a service, where this one offers it; empty where there is nothing to know."""
    if role != "worker" or session is ServiceSession.USER:
        return ""
    # Engines take long to bring in, which no other command of the agent should wait for.
    from app.farm.engines.registry import offered_engines

    if EngineChoice.AERENDER.value not in offered_engines(settings):
        return ""
    return (
        "This worker offers After Effects, which is unreliable in a service: nobody is logged on there, dialogs cannot "
        "be answered and there is no graphics card. Install the service with --session user, or set engines to builtin."
    )


def _secret(words: str) -> tuple[str, str]:
    name, equals, file = words.partition("=")
    path = written_path(file)
    if not (name and equals and path.is_file()):
        raise UsageError(
            f"“{words}” names no secret.",
            "" if path.is_file() or not equals else f"There is no file {path}.",
            "Write --secret NAME=FILE: the secret's name and its file, such as broker=/etc/farmhand/broker.",
        )
    return name, str(path.absolute())
