"""What the farm needs in a RabbitMQ virtual host: exchanges, queues, bindings, and how messages are addressed.

Pure: names and arguments only. Permissions in RabbitMQ are per exchange for those who send, so each direction has an
exchange of its own; `mail` and `events` are topic exchanges because RabbitMQ checks only there which keys a queue may
be bound with. Facts about arguments and versions are from RabbitMQ's documentation (quorum queues, dead lettering,
consumers, topic authorisation).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.core.errors import BrokerError, MessageError
from app.core.model import Struct
from app.core.ports import CLAIMS, REQUESTS, RESULTS

REQUESTS_EXCHANGE = "farmhand.requests"
CLAIMS_EXCHANGE = "farmhand.claims"
RESULTS_EXCHANGE = "farmhand.results"
MAIL_EXCHANGE = "farmhand.mail"
"""Manager → one worker or client, by the address as routing key."""

EVENTS_EXCHANGE = "farmhand.events"
DEAD_EXCHANGE = "farmhand.dead"
DEAD_QUEUE = "dead"
"""Messages that nobody could handle, for people to look at."""

OLDEST_VERSION = (3, 10)

DELIVERY_LIMIT = 20
"""A durable message that so often came back to the broker is dead. Handlers that fail are counted by the consumer; what
is counted here is programs that died with the message in hand, and lost connections."""

QUEUE_MESSAGES = 100_000
QUEUE_BYTES = 2 * 1024**3
"""A durable queue takes no more than this; who sends then is refused."""

DEAD_MESSAGES = 10_000
DEAD_BYTES = 256 * 1024**2
DEAD_DELIVERIES = 1_000_000
DEAD_MILLISECONDS = 7 * 24 * 3600 * 1000
CLAIM_MILLISECONDS = 60_000
"""A claim or beat that waited so long was said again many times, or its worker has gone."""

EVENT_MILLISECONDS = 30_000
EVENT_MESSAGES = 10_000
UNUSED_MILLISECONDS = 60_000
"""A queue of one program that has no consumer for so long is deleted, should its connection linger on."""

CONSUMER_TIMEOUT_MILLISECONDS = 30 * 60 * 1000
"""How long a message may be in work before the broker takes the consumer for dead; no handler needs a minute."""

LONGEST_NAME = 200
"""RabbitMQ takes 255 bytes; the rest is for what is appended."""

_WORKER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_PERSON = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@+-]{0,63}")


class Features(Struct, frozen=True):
    """What a server can do, from its version."""

    version: tuple[int, ...]

    @property
    def queue_consumer_timeout(self) -> bool:
        """Whether `x-consumer-timeout` of a queue is obeyed; older servers ignore it silently."""
        return self.version >= (3, 12)


def features_of(properties: Mapping[str, Any] | None) -> Features:
    """What the server with these properties (of its `connection.start`) can do.

    Raises `BrokerError` when it is no RabbitMQ or too old a one.
    """
    known = properties or {}
    product, version = _text(known.get("product")), _text(known.get("version"))
    numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:3])
    if product != "RabbitMQ" or not numbers:
        raise BrokerError(
            "The broker is not one that Farmhand can work with.",
            f"It is “{product or 'unknown'}” {version}.".replace(" .", "."),
            "Use RabbitMQ 3.10 or newer.",
        )
    if numbers < OLDEST_VERSION:
        raise BrokerError(
            "The broker is too old.", f"It is RabbitMQ {version}.", "Bring it to version 3.10 or newer, best to 4."
        )
    return Features(version=numbers)


class Exchange(Struct, frozen=True):
    """A durable exchange."""

    name: str
    kind: str


class Queue(Struct, frozen=True):
    """A durable queue that is bound to `exchange` with its own name."""

    name: str
    exchange: str
    arguments: dict[str, Any]


class Topology(Struct, frozen=True):
    """All that outlives connections, in the order in which it is declared."""

    exchanges: tuple[Exchange, ...]
    queues: tuple[Queue, ...]


EXCHANGES = (
    Exchange(name=DEAD_EXCHANGE, kind="fanout"),
    Exchange(name=REQUESTS_EXCHANGE, kind="direct"),
    Exchange(name=CLAIMS_EXCHANGE, kind="direct"),
    Exchange(name=RESULTS_EXCHANGE, kind="direct"),
    Exchange(name=MAIL_EXCHANGE, kind="topic"),
    Exchange(name=EVENTS_EXCHANGE, kind="topic"),
)


def farm_topology(features: Features) -> Topology:
    """What the manager declares on a server with these features."""
    durable: dict[str, Any] = {
        "x-queue-type": "quorum",
        "x-delivery-limit": DELIVERY_LIMIT,
        "x-dead-letter-exchange": DEAD_EXCHANGE,
        # Only both together keep a dead message until it has arrived; otherwise the broker quietly sends it once.
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
        "x-max-length": QUEUE_MESSAGES,
        "x-max-length-bytes": QUEUE_BYTES,
    }
    if features.queue_consumer_timeout:
        durable["x-consumer-timeout"] = CONSUMER_TIMEOUT_MILLISECONDS
    claims = {"x-message-ttl": CLAIM_MILLISECONDS, "x-max-length": QUEUE_MESSAGES, "x-overflow": "drop-head"}
    dead = {
        "x-queue-type": "quorum",
        # Whoever lists them returns them all; RabbitMQ 4 would delete what came back 20 times.
        "x-delivery-limit": DEAD_DELIVERIES,
        "x-message-ttl": DEAD_MILLISECONDS,
        "x-max-length": DEAD_MESSAGES,
        "x-max-length-bytes": DEAD_BYTES,
        "x-overflow": "drop-head",
    }
    return Topology(
        exchanges=EXCHANGES,
        queues=(
            Queue(name=DEAD_QUEUE, exchange=DEAD_EXCHANGE, arguments=dead),
            Queue(name=REQUESTS, exchange=REQUESTS_EXCHANGE, arguments=durable),
            Queue(name=CLAIMS, exchange=CLAIMS_EXCHANGE, arguments=claims),
            Queue(name=RESULTS, exchange=RESULTS_EXCHANGE, arguments=durable),
        ),
    )


PRIVATE_QUEUE: dict[str, Any] = {"x-expires": UNUSED_MILLISECONDS}
"""Arguments of the queue of one program and one connection, which is exclusive and goes with it."""

EVENT_QUEUE: dict[str, Any] = {
    **PRIVATE_QUEUE,
    "x-max-length": EVENT_MESSAGES,
    "x-overflow": "drop-head",
    "x-message-ttl": EVENT_MILLISECONDS,
}


class Route(Struct, frozen=True):
    """How a message gets to a queue of the `Broker` port."""

    exchange: str
    key: str
    persistent: bool = False


_FARM_ROUTES = {
    REQUESTS: Route(exchange=REQUESTS_EXCHANGE, key=REQUESTS, persistent=True),
    CLAIMS: Route(exchange=CLAIMS_EXCHANGE, key=CLAIMS),
    RESULTS: Route(exchange=RESULTS_EXCHANGE, key=RESULTS, persistent=True),
}


def is_farm_queue(queue: str) -> bool:
    """Whether the queue is the farm's, so that it exists always; any other is the address of one program."""
    return queue in _FARM_ROUTES


def route_to(queue: str) -> Route:
    """The way to a queue. Raises `MessageError` when that cannot be the name of one."""
    known = _FARM_ROUTES.get(queue)
    if known is not None:
        return known
    if not queue or len(queue.encode()) > LONGEST_NAME or any(letter in queue for letter in "*#"):
        raise MessageError(f"“{queue[:LONGEST_NAME]}” cannot be the address of a message.")
    return Route(exchange=MAIL_EXCHANGE, key=queue)


def private_queue(address: str, connection: str) -> str:
    """Name of the queue behind an address in one connection.

    A name of its own for every connection, so that after a break the new queue need not wait until the broker has
    noticed that the old connection, and with it the old exclusive queue, is dead.
    """
    return f"{address}.{connection}"


def event_queue(user: str, connection: str, number: int) -> str:
    """Name of a subscriber's queue."""
    return f"events.{user}.{connection}.{number}"


def is_worker_name(name: str) -> bool:
    """Whether a worker and its broker user may be called so: letters, digits, `_` and `-`, at most 64.

    A dot would end the part of the address that says whose it is.
    """
    return _WORKER.fullmatch(name) is not None


def is_person_name(name: str) -> bool:
    """Whether the broker user of a person may be called so: as a worker, and with `.`, `@` and `+` for addresses."""
    return _PERSON.fullmatch(name) is not None


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")
