"""Receiving messages, handled in a thread of the consumer's own.

Two kinds of queues. A *farm queue* is durable: a message is acknowledged when it was handled, and comes again when the
program or the connection ended before. An *address* is one program's: behind it is a queue that lives and dies with the
connection, so what it delivers counts as received at once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pika
from pika import spec
from pika.channel import Channel

from app.core.errors import BrokerError
from app.core.ports import Delivery
from app.farm.deliveries import ConsumerThread, Parcel, ParcelQueue
from app.farm.rabbitmq.dead_letters import DeadLetters
from app.farm.rabbitmq.link import Link
from app.farm.rabbitmq.reading import QueueReader
from app.farm.rabbitmq.session import Session, Step
from app.farm.rabbitmq.topology import MAIL_EXCHANGE, PRIVATE_QUEUE, is_farm_queue, private_queue

PREFETCH = 100
"""Messages of a farm queue that a consumer may hold unacknowledged."""

SET_ASIDE_AGAIN_SECONDS = 5.0
"""Pause before a message that can be neither handled nor set aside is tried once more."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AckToken:
    """What acknowledges one delivery: its tag means something else in any other channel."""

    connection: int
    channel: Channel
    tag: int


class Consumer:
    """Hands a queue's messages to a handler: a `Subscription`. `ended` is called when it was closed."""

    def __init__(
        self,
        link: Link,
        queue: str,
        handler: Callable[[Delivery], None],
        *,
        dead_letters: DeadLetters,
        ended: Callable[[Consumer], None],
        together: Callable[[Sequence[Delivery]], None] | None = None,
    ) -> None:
        self._link = link
        self._queue = queue
        self._acknowledges = is_farm_queue(queue)
        self._dead_letters = dead_letters
        self._ended = ended
        self._parcels = ParcelQueue(queue)
        self._unsettled: set[int] = set()
        """Tags of what came over the present channel and is not acknowledged; in the link's thread only."""
        self._thread = ConsumerThread(
            self._parcels, handler, settle=self._settle, set_aside=self._set_aside, together=together
        )
        self._reader = QueueReader(
            link,
            queue,
            preparing=_farm_queue(queue) if self._acknowledges else _address(queue),
            lives_with_connection=not self._acknowledges,
            on_message=self._on_message,
            on_lost=self._on_lost,
        )

    def start(self, seconds: float) -> None:
        """See `QueueReader.start`."""
        self._thread.start()
        try:
            self._reader.start(seconds)
        except BrokerError:
            self.close()
            raise

    def close(self) -> None:
        """See `Subscription.close`. Messages that were not handled stay in a farm queue."""
        if self._thread.close():
            self._reader.close()
            self._ended(self)

    def _on_message(
        self,
        session: Session,
        channel: Channel,
        method: spec.Basic.Deliver,
        properties: pika.BasicProperties,
        body: bytes,
    ) -> None:
        tag = int(method.delivery_tag or 0)
        if self._acknowledges:
            self._unsettled.add(tag)
        self._parcels.put(
            Parcel(
                body=body,
                sender=properties.user_id or "",
                reply_to=_text(properties.reply_to),
                correlation_id=_text(properties.correlation_id),
                redelivered=bool(method.redelivered),
                token=AckToken(session.number, channel, tag),
            )
        )

    def _on_lost(self) -> None:
        if self._acknowledges:
            # The broker hands them out again.
            self._parcels.clear()
            self._unsettled.clear()

    def _settle(self, parcels: Sequence[Parcel]) -> None:
        if self._acknowledges:
            self._link.call(partial(self._acknowledge, [parcel.token for parcel in parcels]))

    def _acknowledge(self, tokens: Sequence[object]) -> None:
        """Acknowledge deliveries of one channel: with one frame where nothing before the last one is still in work."""
        session = self._link.session
        tags = []
        for token in tokens:
            assert isinstance(token, AckToken)
            if session is None or session.number != token.connection or not token.channel.is_open:
                # It belongs to an earlier connection: the same number may stand for another message now.
                _log.debug("An acknowledgement of connection %d came too late", token.connection)
            else:
                tags.append(token.tag)
                channel = token.channel
        if not tags:
            return
        self._unsettled.difference_update(tags)
        last = max(tags)
        if all(tag > last for tag in self._unsettled):
            channel.basic_ack(last, multiple=True)
            return
        for tag in tags:
            channel.basic_ack(tag)

    def _set_aside(self, parcel: Parcel, error: Exception) -> None:
        try:
            self._dead_letters.keep(self._queue, parcel, error)
        except BrokerError as problem:
            _log.warning("A message of %s could not be set aside and is kept: %s", self._queue, problem)
            self._parcels.put_later(parcel, SET_ASIDE_AGAIN_SECONDS)
            return
        self._settle((parcel,))


def _text(value: object) -> str:
    """A word of a message's properties; pika gives bytes where a sender wrote what is not UTF-8."""
    return value if isinstance(value, str) else ""


def _farm_queue(name: str) -> Callable[[Session, Channel], Generator[Step, Any, str]]:
    """A queue that is there already."""

    def steps(_: Session, channel: Channel) -> Generator[Step, Any, str]:
        yield lambda answer: channel.basic_qos(prefetch_count=PREFETCH, callback=answer)
        return name

    return steps


def _address(address: str) -> Callable[[Session, Channel], Generator[Step, Any, str]]:
    """A queue of this connection, which gets what is sent to the address."""

    def steps(session: Session, channel: Channel) -> Generator[Step, Any, str]:
        name = private_queue(address, session.token)
        yield lambda answer: channel.queue_declare(
            name, exclusive=True, auto_delete=True, arguments=PRIVATE_QUEUE, callback=answer
        )
        yield lambda answer: channel.queue_bind(name, MAIL_EXCHANGE, routing_key=address, callback=answer)
        return name

    return steps
