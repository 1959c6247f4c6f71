"""A whole farm on this computer, to be tried: RabbitMQ, a manager and workers as programs of their own.

It is set up as a farm of many computers is: every part logs in as a broker user of its own, with the rights of its role
and a password that nobody knows. It uses no setting of this computer's but how to draw, so that it never meets a farm
that is set up here. All it keeps lies in one folder, and goes with it; films stay.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import msgspec

from app.core.child_environment import SECRET_PREFIX
from app.core.errors import BrokerError, EngineLostError
from app.core.jobs import EngineChoice
from app.core.settings import Settings
from app.core.settings_fleet import FleetSettings
from app.core.states import WorkerState
from app.farm.files import translated
from app.farm.logs import LOG_NAME
from app.farm.programs import Part, agent_variables
from app.farm.rabbitmq.address import DEFAULT_VHOST
from app.farm.rabbitmq.management import apply_setup
from app.farm.rabbitmq.roles import Role, farm_setup
from app.farm.remote import RemoteFarm, remote_farm
from app.farm.secrets_node import NodeSecrets
from app.farm.try_farm_broker import PrivateBroker
from app.farm.wording import counted

START_SECONDS: Final = 180.0
"""How long it may take until all workers have reported."""

PERSON, MANAGER, NODE = "designer", "manager", "worker"
"""The broker users."""

_ROLES: Final = {PERSON: Role.DESIGNER, MANAGER: Role.MANAGER, NODE: Role.WORKER}
_SECRET: Final = f"{SECRET_PREFIX}BROKER"
_POLL_SECONDS: Final = 0.1


class TriedFarm:
    """A farm that is tried: the connection to it, and whether all its parts run."""

    def __init__(self, farm: RemoteFarm, parts: Sequence[Part]) -> None:
        self.farm = farm
        self._parts = tuple(parts)

    def check(self) -> None:
        """Raise `EngineLostError` when a part has ended."""
        for part in self._parts:
            part.check()


@contextmanager
def try_farm(
    results: Path,
    *,
    workers: int,
    settings: Settings,
    agent_command: Sequence[str],
    say: Callable[[str], None],
) -> Iterator[TriedFarm]:
    """A farm whose films go to `results`, for as long as the context lasts; `say` is told what is being done.

    Leaving it ends everything in order: the client, the workers, the manager, RabbitMQ; then what they kept is deleted,
    unless one of them has failed. Raises `UsageError` where RabbitMQ is not installed, `BrokerError` and
    `EngineLostError` when a part does not start, and `StorageError`.
    """
    folder = Path(tempfile.mkdtemp(prefix="farmhand-farm-"))
    keeps = False
    try:
        with _running(folder, results, workers, settings, agent_command, say) as tried:
            yield tried
    except (BrokerError, EngineLostError):
        keeps = True
        say(f"What the farm's parts had to say is in {folder}.")
        raise
    finally:
        if not keeps:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(
    folder: Path,
    results: Path,
    workers: int,
    settings: Settings,
    agent_command: Sequence[str],
    say: Callable[[str], None],
) -> Iterator[TriedFarm]:
    passwords = {name: secrets.token_urlsafe() for name in _ROLES}
    with ExitStack() as stack:
        broker = PrivateBroker(folder / "rabbitmq")
        say("Starting RabbitMQ …")
        # Before it is started: a start that is interrupted has to be undone too.
        stack.callback(broker.close)
        broker.start()
        apply_setup(
            broker.management(),
            lambda features: farm_setup(_ROLES, features),
            known_password=passwords.get,
            hand_over=lambda name, password: passwords.update({name: password}),
        )
        say(f"Starting a manager and {counted(workers, 'worker')} …")
        parts: list[Part] = []
        for name, role in ((MANAGER, "manager"), (NODE, "worker")):
            own = _settings(settings, broker, folder, results, user=name, workers=workers)
            variables = agent_variables(own) | {_SECRET: passwords[name]}
            part = Part(role, [*agent_command, "--config", str(_empty_config(folder)), "--role", role], variables)
            stack.callback(part.end)
            parts.append(part)
        own = _settings(settings, broker, folder, results, user=PERSON, workers=workers)
        known = NodeSecrets(folder, {_SECRET: passwords[PERSON]})
        tried = TriedFarm(stack.enter_context(remote_farm(own, known)), parts)
        _wait_for_workers(tried, workers)
        yield tried


def _settings(
    settings: Settings, broker: PrivateBroker, folder: Path, results: Path, *, user: str, workers: int
) -> Settings:
    """The settings of one part: this computer's own, but for everything that has to do with farms."""
    nothing = {name: getattr(FleetSettings(), name) for name in FleetSettings.__struct_fields__}
    own = {
        "broker": broker.url(user, DEFAULT_VHOST),
        "storage": str(folder / "storage"),
        "results": str(results),
        "node_home": str(folder / user),
        "engines": EngineChoice.BUILTIN.value,
        "workers": workers,
        # It is to be seen on any computer, also one that has little room.
        "least_disk_gigabytes": 0,
        "least_memory_percent": 0,
    }
    return msgspec.structs.replace(settings, **(nothing | own))


def _empty_config(folder: Path) -> Path:
    path = folder / "farmhand.toml"
    with translated("write", path):
        path.touch()
    return path


def _wait_for_workers(tried: TriedFarm, workers: int) -> None:
    """Return when so many workers are there. Raises `EngineLostError` when a part ends, `BrokerError` in the end."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        tried.check()
        found = [view for view in tried.farm.client.workers() if view.state != WorkerState.LOST]
        if len(found) >= workers:
            return
        if time.monotonic() > deadline:
            raise BrokerError(
                f"Only {len(found)} of {counted(workers, 'worker')} reported within {START_SECONDS:g} seconds.",
                next_step=f"See {LOG_NAME} in the folder named below.",
            )
        time.sleep(_POLL_SECONDS)
