"""What was set aside in the broker, for its administrator: listed, put back into its queue, or deleted.

Who puts a message back sends it for somebody else, as RabbitMQ proves senders to the farm. Only users with the tag
`impersonator` may do that, so one is made for the moment, with rights on nothing but these queues, and deleted again.
Anybody of the farm may set messages aside, also ones that nobody has sent: a message is put back only if it was set
aside by a user who may read the queue that it came from, or by the broker itself (dead lettering, validated user-id and
permissions: from RabbitMQ's documentation).
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec
import pika
from pika import exceptions as vendor
from pika.adapters.blocking_connection import BlockingChannel

from app.core.errors import MessageError
from app.core.messages import decode
from app.core.model import Struct
from app.farm.rabbitmq.address import BrokerAddress, pika_parameters
from app.farm.rabbitmq.dead_letters import (
    LETTER_HEADER,
    QUEUE_HEADER,
    REASON_HEADER,
    SENDER_HEADER,
    SIZE_HEADER,
    TIME_HEADER,
)
from app.farm.rabbitmq.management import ManagementApi
from app.farm.rabbitmq.publishing import PERSISTENT, TRANSIENT
from app.farm.rabbitmq.topology import (
    CLAIMS_EXCHANGE,
    DEAD_MESSAGES,
    DEAD_QUEUE,
    REQUESTS_EXCHANGE,
    RESULTS_EXCHANGE,
    is_farm_queue,
    route_to,
)
from app.farm.rabbitmq.translation import broker_error

UNREADABLE: Final = "unreadable"
"""The kind of a message that cannot be read as one of the farm's."""

DEPUTY_PREFIX: Final = "farmhand-dead-"
"""What the users that are made for the moment are called, before a random part."""

_LARGEST_NUMBER: Final = 2.0**32
"""No size of a message is larger, and no time, in seconds since the epoch, that a calendar could show."""

_FARM_EXCHANGES: Final = (REQUESTS_EXCHANGE, CLAIMS_EXCHANGE, RESULTS_EXCHANGE)
_DEPUTY_WRITES: Final = f"^({'|'.join(re.escape(one) for one in _FARM_EXCHANGES)})$"


class DeadLetter(Struct, frozen=True):
    """A message that was set aside.

    `letter` identifies it, `queue` is where it was to be handled, `sender` who sent it, `by` who set it aside (empty:
    the broker), `at` when (seconds since the epoch; 0: not known). `kind` is the message's type. Of its `size` bytes,
    `kept` are there: the beginning of one that was too large.
    """

    letter: str
    queue: str
    kind: str
    sender: str
    reason: str
    by: str
    at: float
    size: int
    kept: int


class Outcome(Struct, frozen=True):
    """What became of a letter: `problem` is empty when what was asked for was done."""

    letter: DeadLetter
    problem: str


@dataclass(frozen=True, slots=True)
class _Held:
    """A letter in hand, which is the broker's again unless it is acknowledged."""

    letter: DeadLetter
    properties: pika.BasicProperties
    body: bytes
    tag: int
    left: int


class DeadQueue:
    """The queue of dead letters, used from one thread (see `open_dead_queue`). Everything raises `BrokerError`."""

    def __init__(self, connection: pika.BlockingConnection, api: ManagementApi, address: BrokerAddress) -> None:
        self._connection = connection
        self._api = api
        self._address = address

    def letters(self, most: int) -> tuple[tuple[DeadLetter, ...], int]:
        """The letters that have waited longest, at most so many, and how many there are. They stay where they are."""
        found: list[DeadLetter] = []
        total = 0
        with self._reading() as channel:
            for held in _each(channel, most):
                found.append(held.letter)
                total = max(total, len(found) + held.left)
        return tuple(found), total

    def show(self, letter: str) -> tuple[DeadLetter, bytes] | None:
        """A letter and what is kept of its body; None when there is none of that name."""
        with self._reading() as channel:
            return next(((one.letter, one.body) for one in _each(channel) if one.letter.letter == letter), None)

    def delete(self, letters: Collection[str] | None) -> tuple[Outcome, ...]:
        """Delete these letters, or (None) all that are there now."""
        return self._settle(letters, lambda _: "")

    def requeue(self, letters: Collection[str] | None) -> tuple[Outcome, ...]:
        """Send these letters, or (None) all that are there now, to their queues once more.

        Each is taken off this queue when the broker has confirmed that the other one has it. What cannot be sent stays.
        """
        with self._translated():
            channel = self._connection.channel()
            channel.confirm_delivery()
        return self._settle(letters, lambda held: self._doubt(held) or _send_again(channel, held))

    def _settle(self, letters: Collection[str] | None, act: Callable[[_Held], str]) -> tuple[Outcome, ...]:
        done: list[Outcome] = []
        with self._reading() as channel:
            for held in _each(channel):
                if letters is None or held.letter.letter in letters:
                    problem = act(held)
                    done.append(Outcome(letter=held.letter, problem=problem))
                    if not problem:
                        channel.basic_ack(held.tag)
        return tuple(done)

    def _doubt(self, held: _Held) -> str:
        """Why a letter must not be sent again; empty when it may."""
        letter = held.letter
        if not is_farm_queue(letter.queue):
            return f"It was for “{letter.queue}”, the address of a program that has ended."
        if letter.kept < letter.size:
            return "Only its beginning was kept."
        if not letter.sender:
            return "Nobody stands for it."
        if letter.by:
            if not self._may(letter.by, "read", letter.queue):
                return f"It was set aside by “{letter.by}”, who may not read that queue, so it may be forged."
        elif not self._may(letter.sender, "write", route_to(letter.queue).exchange):
            return f"“{letter.sender}” may not send there."
        return ""

    def _may(self, user: str, right: str, name: str) -> bool:
        pattern = self._api.rights(self._address.vhost, user).get(right, "")
        try:
            return bool(pattern) and re.search(pattern, name) is not None
        except re.error:
            return False

    @contextmanager
    def _reading(self) -> Iterator[BlockingChannel]:
        """A channel; what was read in it and not acknowledged is in the queue again when it is left."""
        with self._translated():
            channel = self._connection.channel()
            yield channel
            channel.close()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except vendor.AMQPError as error:
            raise broker_error(error, str(self._address), self._address.user) from error


@contextmanager
def open_dead_queue(api: ManagementApi, address: BrokerAddress) -> Iterator[DeadQueue]:
    """The dead letters of the farm at that address, as the administrator of `api`. Raises `BrokerError`, `UsageError`.

    The address' user does not count: one is made and deleted again.
    """
    name, password = f"{DEPUTY_PREFIX}{secrets.token_hex(6)}", secrets.token_urlsafe()
    own = msgspec.structs.replace(address, user=name)
    parameters = pika_parameters(own, password, "farmhand-agent broker dead")
    try:
        api.make_deputy(name, password, address.vhost, write=_DEPUTY_WRITES, read=f"^{re.escape(DEAD_QUEUE)}$")
        try:
            connection = pika.BlockingConnection(parameters)
        except (vendor.AMQPError, OSError) as error:
            raise broker_error(error, str(own), name) from error
        try:
            yield DeadQueue(connection, api, own)
        finally:
            if connection.is_open:
                connection.close()
    finally:
        api.forget_user(name)


def _each(channel: BlockingChannel, most: int = DEAD_MESSAGES) -> Iterator[_Held]:
    """The letters that are there now, at most so many; those that come meanwhile are left alone."""
    while most > 0:
        method, properties, body = channel.basic_get(DEAD_QUEUE)
        if method is None or properties is None or body is None:
            return
        left = int(method.message_count or 0)
        most = min(most - 1, left)
        yield _Held(_letter(properties, body), properties, body, int(method.delivery_tag or 0), left)


def _send_again(channel: BlockingChannel, held: _Held) -> str:
    route = route_to(held.letter.queue)
    properties = pika.BasicProperties(
        content_type=held.properties.content_type,
        delivery_mode=PERSISTENT if route.persistent else TRANSIENT,
        user_id=held.letter.sender,
        reply_to=held.properties.reply_to,
        correlation_id=held.properties.correlation_id,
    )
    try:
        channel.basic_publish(route.exchange, route.key, held.body, properties, mandatory=True)
    except (vendor.UnroutableError, vendor.NackError):
        return "The broker did not take it: its queue is full, or not there."
    return ""


def _letter(properties: pika.BasicProperties, body: bytes) -> DeadLetter:
    headers: dict[str, Any] = dict(properties.headers or {})
    kind = _kind(body)
    if REASON_HEADER in headers:
        return DeadLetter(
            letter=_text(headers.get(LETTER_HEADER)) or _name(body, headers),
            queue=_text(headers.get(QUEUE_HEADER)),
            kind=kind,
            sender=_text(headers.get(SENDER_HEADER)),
            reason=_text(headers[REASON_HEADER]),
            by=_text(properties.user_id) or "nobody",
            at=_number(headers.get(TIME_HEADER)),
            size=int(_number(headers.get(SIZE_HEADER))) or len(body),
            kept=len(body),
        )
    deaths = headers.get("x-death")
    death = deaths[0] if isinstance(deaths, list) and deaths and isinstance(deaths[0], dict) else {}
    when = death.get("time")
    return DeadLetter(
        letter=_name(body, headers),
        queue=_text(death.get("queue")),
        kind=kind,
        sender=_text(properties.user_id),
        reason=f"The broker set it aside ({_text(death.get('reason')) or 'it does not say why'}).",
        by="",
        at=when.timestamp() if isinstance(when, datetime) else 0.0,
        size=len(body),
        kept=len(body),
    )


def _kind(body: bytes) -> str:
    try:
        return str(decode(body).__struct_config__.tag)
    except MessageError:
        return UNREADABLE


def _name(body: bytes, headers: dict[str, Any]) -> str:
    """A name for a letter that carries none: the same each time that it is read, of which the broker keeps count."""
    told = {name: value for name, value in headers.items() if name.startswith("farmhand-") or name == "x-death"}
    return hashlib.sha256(body + repr(sorted(told.items(), key=str)).encode()).hexdigest()[:12]


def _text(value: object) -> str:
    return value[:1000] if isinstance(value, str) else ""


def _number(value: object) -> float:
    """A number of a header, 0 where it is none or cannot be right: whoever may send letters chose it."""
    return float(value) if isinstance(value, int | float) and 0 <= value <= _LARGEST_NUMBER else 0.0
