"""Who may do what in the broker: users, their rights, and the whole set-up of a farm. Pure.

RabbitMQ checks rights on names of exchanges and queues by regular expressions, which it searches anywhere in the name,
hence the anchors: *configure* to make and delete, *write* to send to an exchange and to bind a queue, *read* to
consume from a queue and to bind to an exchange. For topic exchanges it checks the routing key too. What a user sends
carries the user's name, which RabbitMQ proves; so one user for each person and each worker.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from app.core.errors import UsageError
from app.core.model import Struct
from app.core.ports import reply_prefix
from app.farm.rabbitmq.address import DEFAULT_VHOST
from app.farm.rabbitmq.topology import (
    CLAIMS_EXCHANGE,
    DEAD_EXCHANGE,
    DEAD_QUEUE,
    EVENTS_EXCHANGE,
    MAIL_EXCHANGE,
    REQUESTS_EXCHANGE,
    RESULTS_EXCHANGE,
    Features,
    Topology,
    farm_topology,
    is_person_name,
    is_worker_name,
)

EVERYTHING = ".*"
NOTHING = "^$"

_CONNECTION = r"[0-9a-f]{12}"


class Role(StrEnum):
    """What a broker user is to the farm."""

    DESIGNER = "designer"
    ADMIN = "admin"
    WORKER = "worker"
    MANAGER = "manager"
    MONITOR = "monitor"


class TopicRights(Struct, frozen=True):
    """Routing keys that a user may send to a topic exchange with, and bind queues to it with."""

    exchange: str
    write: str
    read: str


class BrokerUser(Struct, frozen=True):
    """A user of the broker. `tags` are what RabbitMQ's own management pages allow the user."""

    name: str
    role: Role
    configure: str
    write: str
    read: str
    topics: tuple[TopicRights, ...] = ()
    tags: tuple[str, ...] = ()


class FarmSetup(Struct, frozen=True):
    """Everything that a farm needs in a broker."""

    vhost: str
    users: tuple[BrokerUser, ...]
    topology: Topology


def farm_setup(members: Mapping[str, Role], features: Features, *, vhost: str = DEFAULT_VHOST) -> FarmSetup:
    """The set-up for these users (name → role) on a server with these features. Raises `UsageError` for bad names."""
    users = tuple(broker_user(name, role) for name, role in members.items())
    return FarmSetup(vhost=vhost, users=users, topology=farm_topology(features))


def broker_user(name: str, role: Role) -> BrokerUser:
    """A user with the rights of a role. Raises `UsageError` when the name is not one that a user of it can have."""
    fits = is_worker_name(name) if role is Role.WORKER else is_person_name(name)
    if not fits or name == "guest":
        letters = "letters, digits, “_” and “-”" if role is Role.WORKER else "letters, digits, and “_-.@+”"
        raise UsageError(
            f"A {role} cannot be called “{name[:100]}”.",
            "The name is part of addresses in the broker." if name != "guest" else "Every RabbitMQ has such a user.",
            f"Use at most 64 {letters}, beginning with a letter or a digit.",
        )
    return {
        Role.DESIGNER: _designer,
        Role.ADMIN: _admin,
        Role.WORKER: _worker,
        Role.MANAGER: _manager,
        Role.MONITOR: _monitor,
    }[role](name)


def _designer(name: str) -> BrokerUser:
    own = _own_queues(name)
    return BrokerUser(
        name=name,
        role=Role.DESIGNER,
        configure=_one_of(*own),
        write=_one_of(*own, *_names(REQUESTS_EXCHANGE, DEAD_EXCHANGE)),
        read=_one_of(*own, *_names(MAIL_EXCHANGE, EVENTS_EXCHANGE)),
        topics=(
            TopicRights(exchange=MAIL_EXCHANGE, write=NOTHING, read=_one_of(_reply_addresses(name))),
            TopicRights(exchange=EVENTS_EXCHANGE, write=NOTHING, read=EVERYTHING),
        ),
    )


def _admin(name: str) -> BrokerUser:
    """Like a designer; what an admin may do to others' jobs is the manager's to decide. May look at dead letters."""
    own = _own_queues(name)
    like = _designer(name)
    return BrokerUser(
        name=name,
        role=Role.ADMIN,
        configure=like.configure,
        write=like.write,
        read=_one_of(*own, *_names(MAIL_EXCHANGE, EVENTS_EXCHANGE, DEAD_QUEUE)),
        topics=like.topics,
        tags=("monitoring",),
    )


def _worker(name: str) -> BrokerUser:
    """May read what is sent to the workers of its node, and nothing of others."""
    address = rf"ctl\.{re.escape(name)}\.[^*#]+"
    own = rf"{address}\.{_CONNECTION}"
    return BrokerUser(
        name=name,
        role=Role.WORKER,
        configure=_one_of(own),
        write=_one_of(own, *_names(CLAIMS_EXCHANGE, RESULTS_EXCHANGE, DEAD_EXCHANGE)),
        read=_one_of(own, *_names(MAIL_EXCHANGE)),
        topics=(
            TopicRights(exchange=MAIL_EXCHANGE, write=NOTHING, read=_one_of(address)),
            TopicRights(exchange=EVENTS_EXCHANGE, write=NOTHING, read=NOTHING),
        ),
    )


def _manager(name: str) -> BrokerUser:
    """Owns the virtual host: makes what is missing in it, reads the farm's queues, sends to everybody."""
    return BrokerUser(name=name, role=Role.MANAGER, configure=EVERYTHING, write=EVERYTHING, read=EVERYTHING)


def _monitor(name: str) -> BrokerUser:
    """May follow events and look at RabbitMQ's own figures; can send nothing."""
    own = _event_queues(name)
    return BrokerUser(
        name=name,
        role=Role.MONITOR,
        configure=_one_of(own),
        write=_one_of(own),
        read=_one_of(own, *_names(EVENTS_EXCHANGE)),
        topics=(
            TopicRights(exchange=MAIL_EXCHANGE, write=NOTHING, read=NOTHING),
            TopicRights(exchange=EVENTS_EXCHANGE, write=NOTHING, read=EVERYTHING),
        ),
        tags=("monitoring",),
    )


def _own_queues(user: str) -> tuple[str, str]:
    return rf"{_reply_addresses(user)}\.{_CONNECTION}", _event_queues(user)


def _reply_addresses(user: str) -> str:
    return rf"{re.escape(reply_prefix(user))}[0-9a-f]{{32}}"


def _event_queues(user: str) -> str:
    return rf"events\.{re.escape(user)}\.{_CONNECTION}\.[0-9]+"


def _names(*names: str) -> tuple[str, ...]:
    return tuple(re.escape(name) for name in names)


def _one_of(*patterns: str) -> str:
    """A regular expression for names that are as one of these, from beginning to end."""
    return f"^({'|'.join(patterns)})$"
