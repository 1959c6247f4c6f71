"""The set-up of a broker as something that people can read, keep and apply by hand.

Either rabbitmqctl's commands, or a file of definitions. Neither contains a password. Facts about both are from
RabbitMQ's documentation (rabbitmqctl, definitions, passwords).
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from app.farm.rabbitmq.roles import BrokerUser, FarmSetup
from app.farm.rabbitmq.topology import Topology

HASHING = "rabbit_password_hashing_sha256"
_SALT_BYTES = 4


def control_commands(setup: FarmSetup) -> tuple[tuple[str, ...], ...]:
    """The words of each `rabbitmqctl` command, in order. `add_user` asks for the password when it is run.

    Exchanges and queues are not among them, as rabbitmqctl cannot make any; the manager does when it connects.
    """
    return tuple(tuple(words) for words in _commands(setup))


def as_shell_lines(commands: tuple[tuple[str, ...], ...]) -> str:
    """Commands as lines for a POSIX shell."""
    return "".join(f"{shlex.join(words)}\n" for words in commands)


def definitions(setup: FarmSetup, password_hashes: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The set-up as a document for `rabbitmqctl import_definitions`, or RabbitMQ's `load_definitions` at its start.

    It makes those users of which a hash is given (see `password_hash`); the others have to be there, because importing
    a user without one would take the password away.
    """
    hashes = password_hashes or {}
    return {
        "vhosts": [{"name": setup.vhost}],
        "users": [
            {
                "name": user.name,
                "password_hash": hashes[user.name],
                "hashing_algorithm": HASHING,
                "tags": list(user.tags),
            }
            for user in setup.users
            if user.name in hashes
        ],
        "permissions": [permission(setup, user) for user in setup.users],
        "topic_permissions": [one for user in setup.users for one in topic_permissions(setup, user)],
        **{
            kind: [{"vhost": setup.vhost, **one} for one in entries]
            for kind, entries in topology_definitions(setup.topology).items()
        },
    }


def permission(setup: FarmSetup, user: BrokerUser) -> dict[str, str]:
    """A user's rights in the virtual host, as definitions have them."""
    return {
        "user": user.name,
        "vhost": setup.vhost,
        "configure": user.configure,
        "write": user.write,
        "read": user.read,
    }


def topic_permissions(setup: FarmSetup, user: BrokerUser) -> list[dict[str, str]]:
    """A user's rights on routing keys, as definitions have them."""
    return [
        {"user": user.name, "vhost": setup.vhost, "exchange": one.exchange, "write": one.write, "read": one.read}
        for one in user.topics
    ]


def topology_definitions(topology: Topology) -> dict[str, list[dict[str, Any]]]:
    """Exchanges, queues and bindings, as definitions of one virtual host have them."""
    return {
        "exchanges": [
            {
                "name": one.name,
                "type": one.kind,
                "durable": True,
                "auto_delete": False,
                "internal": False,
                "arguments": {},
            }
            for one in topology.exchanges
        ],
        "queues": [
            {"name": one.name, "durable": True, "auto_delete": False, "arguments": one.arguments}
            for one in topology.queues
        ],
        "bindings": [
            {
                "source": one.exchange,
                "destination": one.name,
                "destination_type": "queue",
                "routing_key": one.name,
                "arguments": {},
            }
            for one in topology.queues
        ],
    }


def password_hash(password: str) -> str:
    """A password as RabbitMQ keeps it: salt and salted SHA-256, so that the password itself goes nowhere."""
    salt = secrets.token_bytes(_SALT_BYTES)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def _commands(setup: FarmSetup) -> Iterator[list[str]]:
    tool = ["rabbitmqctl"]
    yield [*tool, "add_vhost", setup.vhost]
    for user in setup.users:
        yield [*tool, "add_user", user.name]
        if user.tags:
            yield [*tool, "set_user_tags", user.name, *user.tags]
        rights = (user.configure, user.write, user.read)
        yield [*tool, "set_permissions", "-p", setup.vhost, user.name, *rights]
        for one in user.topics:
            keys = (one.exchange, one.write, one.read)
            yield [*tool, "set_topic_permissions", "-p", setup.vhost, user.name, *keys]
