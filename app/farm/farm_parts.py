"""The parts of a farm of many computers, made from the settings: its broker, and where its manager's store is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.errors import SecretsError, UsageError
from app.core.ports import Secrets
from app.core.settings import Settings
from app.farm.files import written_path
from app.farm.rabbitmq.address import BrokerAddress, parse_address
from app.farm.rabbitmq.broker import RabbitBroker

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

WORKER, MANAGER, CLIENT, SUPERVISOR = "worker", "manager", "client", "supervisor"
"""What the broker's own pages call a connection."""


def broker_address(settings: Settings) -> BrokerAddress:
    """Where the farm's broker is and who logs in there. Raises `UsageError` when the settings do not say it rightly."""
    if not settings.broker:
        raise UsageError(
            "No farm is set up.",
            "The setting broker, which says where the farm's RabbitMQ is, is empty.",
            "Set it, as amqps://USER@HOST/VHOST, or give the variable FARMHAND_BROKER.",
        )
    return parse_address(
        settings.broker,
        ca_file=_path(settings.broker_ca),
        certificate=_path(settings.broker_certificate),
        key=_path(settings.broker_key),
        allow_plain=settings.broker_plain,
    )


def open_broker(settings: Settings, secrets: Secrets, *, role: str) -> RabbitBroker:
    """Begin to connect to the farm's broker. The manager's connection also makes the farm's queues there.

    Raises `UsageError` when the settings are wrong, and `SecretsError` when the password is not there.
    """
    address = broker_address(settings)
    password = secrets.get(address.secret_name)
    if password is None:
        raise SecretsError(
            f"The password of “{address.user}” at the broker {address} is not there.",
            next_step=f"Keep it as the secret “{address.secret_name}”, or as “broker”.",
        )
    return RabbitBroker(address, password, declares=role == MANAGER, role=role)


def store_place(settings: Settings, secrets: Secrets, home: Path) -> Path | URL:
    """Where the manager's store is: a folder with a SQLite file, or a database with its password.

    Raises `UsageError` when the setting is no URL or contains the password.
    """
    if not settings.store:
        return home
    # Only managers have a store: nobody else waits for it.
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(settings.store)
    except (ArgumentError, ValueError):
        raise UsageError(
            "The address of the store is not a URL.", next_step="Write it as mysql+pymysql://USER@HOST/DATABASE."
        ) from None
    if url.password is not None:
        raise UsageError(
            "The address of the store contains a password.",
            "It would be kept in the settings and shown in logs.",
            "Leave it out, and keep it as the secret “store”.",
        )
    return url.set(password=secrets.get("store"))


def access_of(admins: str) -> Callable[[str, str], bool]:
    """Who may change whose jobs: everybody their own, and these (names with commas) all."""
    names = frozenset(name.strip() for name in admins.split(",") if name.strip())
    return lambda sender, owner: sender == owner or sender in names


def _path(text: str) -> Path | None:
    return written_path(text) if text else None
