"""The farm's machines, made from the settings."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from app.core.child_environment import SECRET_PREFIX
from app.core.errors import SecretsError, UsageError
from app.core.ports import Fleet, Secrets
from app.core.settings import Settings
from app.core.settings_fleet import FleetProvider
from app.farm.clock import SystemClock
from app.farm.farm_parts import broker_address
from app.farm.files import translated, written_path
from app.farm.fleet.ec2_options import Ec2Options
from app.farm.fleet.local import PROVIDER, LocalFleet, LocalMachine
from app.farm.fleet.prices import Prices, open_prices
from app.farm.programs import agent_variables
from app.farm.rabbitmq.address import BrokerAddress

MACHINES: Final = "machines"
"""The folder in the manager's own with one for each machine of this computer."""


def open_fleet(
    settings: Settings,
    secrets: Secrets,
    home: Path,
    *,
    agent_command: Sequence[str] = (),
    stop: threading.Event | None = None,
) -> Fleet | None:
    """The machines that the settings name; None where there are none. Nothing is asked of a provider yet.

    `home` is the manager's folder, and `agent_command` starts an agent on its computer; without it, there are no
    machines on this computer, as only the manager has them. When `stop` is set, nothing is waited for any more. Raises
    `UsageError` when the settings cannot be right, `SecretsError` when a password is missing, and `StorageError`.
    """
    if settings.fleet is FleetProvider.NONE:
        return None
    prices = open_prices(written_path(settings.fleet_prices) if settings.fleet_prices else None)
    if settings.fleet is FleetProvider.EC2:
        # Amazon's library takes half a second, which a manager without machines there is not to wait for.
        from app.farm.fleet.ec2 import Ec2Fleet

        return Ec2Fleet(ec2_options(settings), prices, secrets=secrets, stop=stop)
    if not agent_command:
        raise UsageError("Machines that are on the manager's computer are started and stopped by the manager alone.")
    machines = _local_machines(settings, secrets, home, prices, agent_command)
    return LocalFleet(machines, SystemClock(), boot_seconds=settings.fleet_boot_seconds)


def ec2_options(settings: Settings) -> Ec2Options:
    """Which machines of EC2 are the farm's."""
    return Ec2Options(
        farm=settings.fleet_farm,
        region=settings.fleet_region,
        profile=settings.fleet_profile,
        stored_keys=settings.fleet_stored_keys,
        endpoint=settings.fleet_endpoint,
    )


def _local_machines(
    settings: Settings, secrets: Secrets, home: Path, prices: Prices, agent_command: Sequence[str]
) -> list[LocalMachine]:
    address = broker_address(settings)
    names = [name.strip() for name in settings.fleet_machines.split(",") if name.strip()]
    if not names:
        raise UsageError(
            "There are no machines on this computer.",
            "The setting fleet_machines, which names their broker users, is empty.",
            "Make a broker user for each, with farmhand-agent broker setup, and name them there.",
        )
    if address.user in names or len(set(names)) != len(names):
        raise UsageError("Every machine needs a broker user of its own, other than the manager's.")
    machines: list[LocalMachine] = []
    for name in names:
        own = home / MACHINES / name
        machines.append(
            LocalMachine(
                node=name,
                command=(*agent_command, "--config", str(_empty_config(own)), "--role", "worker"),
                environment=_environment(name, settings, secrets, address, own),
                price=prices.of_machine(f"{PROVIDER}-{name}", name),
            )
        )
    return machines


def _environment(name: str, settings: Settings, secrets: Secrets, address: BrokerAddress, home: Path) -> dict[str, str]:
    """The manager's settings as those of a machine's agent, and its password."""
    own = msgspec.structs.replace(address, user=name)
    password = secrets.get(own.secret_name)
    if password is None:
        raise SecretsError(
            f"The password of “{name}” at the broker {address} is not there.",
            next_step=f"Keep it as the secret “{own.secret_name}”.",
        )
    changed = {
        "broker": settings.broker.replace(f"//{address.user}@", f"//{name}@", 1),
        "node_home": str(home),
        "fleet": FleetProvider.NONE,
        "metrics_port": 0,
        "store": "",
    }
    variables = agent_variables(msgspec.structs.replace(settings, **changed))
    return variables | {f"{SECRET_PREFIX}BROKER": password}


def _empty_config(home: Path) -> Path:
    """A settings file for an agent that has all settings from its environment."""
    path = home / "farmhand.toml"
    with translated("write", path):
        home.mkdir(parents=True, exist_ok=True)
        path.touch()
    return path
