"""Messages that nobody can handle: kept in a queue of their own, with the reason, for people to look at."""

from __future__ import annotations

import logging
import time
import uuid

from app.core.errors import FarmhandError
from app.core.messages import MAX_MESSAGE_BYTES
from app.farm.deliveries import Parcel
from app.farm.rabbitmq.publishing import Publisher
from app.farm.rabbitmq.topology import DEAD_EXCHANGE, Route

REASON_HEADER = "farmhand-reason"
QUEUE_HEADER = "farmhand-queue"
SENDER_HEADER = "farmhand-sender"
SIZE_HEADER = "farmhand-size"
"""How many bytes the message had; of one that was too large only the beginning is kept."""

LETTER_HEADER = "farmhand-letter"
"""What identifies it among the dead ones: RabbitMQ gives messages no names."""

TIME_HEADER = "farmhand-time"
"""When it was set aside, in whole seconds since the epoch."""

LONGEST_REASON = 1000
KEPT_OF_TOO_LARGE = 64 * 1024

_log = logging.getLogger(__name__)


class DeadLetters:
    """Sets messages aside. Thread-safe, but not for the link's thread: it waits for the broker."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher

    def keep(self, queue: str, parcel: Parcel, error: Exception) -> None:
        """Put a message of `queue` among the dead ones. Raises `BrokerError` when the broker did not take it.

        The broker's proof of who set it aside is the message's `user_id`; who sent it first is a header.
        """
        reason = str(error) if isinstance(error, FarmhandError) else f"{type(error).__name__}: {error}"
        body = parcel.body if len(parcel.body) <= MAX_MESSAGE_BYTES else parcel.body[:KEPT_OF_TOO_LARGE]
        self._publisher.send(
            Route(exchange=DEAD_EXCHANGE, key=queue[:200], persistent=True),
            body,
            reply_to=parcel.reply_to,
            correlation_id=parcel.correlation_id,
            headers={
                REASON_HEADER: reason[:LONGEST_REASON],
                QUEUE_HEADER: queue,
                SENDER_HEADER: parcel.sender,
                SIZE_HEADER: len(parcel.body),
                LETTER_HEADER: uuid.uuid4().hex[:12],
                TIME_HEADER: int(time.time()),
            },
        )
        _log.error("A message of %s was set aside from queue %s: %s", parcel.sender or "nobody", queue, reason)
