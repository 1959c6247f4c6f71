"""The broker of the embedded farm: queues in memory, one thread per consumer.

Not a mock: bodies travel as the same bytes as over RabbitMQ, are handed out again when a handler fails, and are set
aside after `MOST_DELIVERIES` tries (see `deliveries`).

Locks: one per queue and one per event subscription, plus `MemoryBroker._lock` for the tables of them. No lock is held
while a handler runs, and none is taken while another one of them is held, but for a queue's lock inside the broker's.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence

from app.core.errors import BrokerError, MessageError
from app.core.messages import MAX_MESSAGE_BYTES, AnyMessage, Event, decode, encode
from app.core.model import Struct
from app.core.ports import CLAIMS, REQUESTS, RESULTS, Delivery, Subscription
from app.farm.deliveries import ConsumerThread, EventFeed, Parcel, ParcelQueue

DURABLE_QUEUES = (REQUESTS, CLAIMS, RESULTS)
"""These exist always; any other queue exists while it has a consumer."""

_log = logging.getLogger(__name__)


class DeadLetter(Struct, frozen=True):
    """A message that was set aside, with the text of its last error."""

    queue: str
    message: AnyMessage
    sender: str
    error: str


class _Queue(ParcelQueue):
    """A queue of the broker, and how many consumers it has."""

    consumers = 0


class _Consumer:
    """One consumer of a queue."""

    def __init__(
        self,
        broker: MemoryBroker,
        queue: _Queue,
        handler: Callable[[Delivery], None],
        together: Callable[[Sequence[Delivery]], None] | None,
    ) -> None:
        self._broker = broker
        self.queue = queue
        self._thread = ConsumerThread(
            queue,
            handler,
            settle=lambda _: None,
            together=together,
            set_aside=lambda parcel, error: broker.set_aside(queue.name, parcel, error),
        )

    @property
    def closed(self) -> bool:
        return self._thread.closed

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Stop it; returns when its handler is not running (but for a call from the handler itself)."""
        if self._thread.close():
            self._broker.release(self.queue)


class MemoryBroker:
    """The `Broker` port in one process. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queues = {name: _Queue(name) for name in DURABLE_QUEUES}
        self._consumers: list[_Consumer] = []
        self._feeds: tuple[EventFeed, ...] = ()
        self._dead: list[DeadLetter] = []
        self._closed = False

    def send(
        self, queue: str, message: AnyMessage, *, sender: str, reply_to: str = "", correlation_id: str = ""
    ) -> None:
        """Put a message into a queue.

        Raises `BrokerError` when there is no such queue or the broker is closed, `MessageError` when it is too large.
        """
        body = encode(message)
        if len(body) > MAX_MESSAGE_BYTES:
            raise MessageError(f"A message of {len(body)} bytes cannot be sent.", f"The limit is {MAX_MESSAGE_BYTES}.")
        parcel = Parcel(body=body, sender=sender, reply_to=reply_to, correlation_id=correlation_id)
        with self._lock:
            target = None if self._closed else self._queues.get(queue)
        if target is None:
            raise BrokerError(
                f"A message for “{queue}” could not be delivered.",
                "The broker is closed." if self._closed else "Nobody listens there.",
            )
        target.put(parcel)

    def send_all(self, letters: Sequence[tuple[str, AnyMessage]], *, sender: str) -> tuple[BrokerError | None, ...]:
        """Put messages into their queues; see `Broker.send_all`."""
        return tuple(self._problem(queue, message, sender) for queue, message in letters)

    def consume(
        self,
        queue: str,
        handler: Callable[[Delivery], None],
        *,
        together: Callable[[Sequence[Delivery]], None] | None = None,
    ) -> Subscription:
        """Create the queue if needed and start a thread that calls `handler` for each message, see `Broker.consume`."""
        with self._lock:
            self._check_open()
            target = self._queues.setdefault(queue, _Queue(queue))
            target.consumers += 1
            consumer = _Consumer(self, target, handler, together)
            self._consumers.append(consumer)
        consumer.start()
        return consumer

    def publish(self, event: Event) -> None:
        """Announce an event to all subscribers without waiting for any."""
        for feed in self._feeds:
            feed.offer(event)

    def subscribe(self, handler: Callable[[Event], None]) -> Subscription:
        """Start a thread that calls `handler` for each event from now on."""
        feed = EventFeed(handler, ended=self.forget)
        with self._lock:
            self._check_open()
            self._feeds = (*self._feeds, feed)
        feed.start()
        return feed

    def dead_letters(self) -> tuple[DeadLetter, ...]:
        """Messages that were set aside because their handler failed every time."""
        with self._lock:
            return tuple(self._dead)

    def wait_idle(self, seconds: float) -> bool:
        """Wait until every queue that has a consumer is empty, no handler runs and all events are handed out.

        False when that is not so within `seconds`. What handlers send meanwhile is waited for too.
        """
        deadline = time.monotonic() + seconds
        while True:
            with self._lock:
                queues = [queue for queue in self._queues.values() if queue.consumers]
            for queue in queues:
                with queue.changed:
                    if not queue.changed.wait_for(queue.is_idle, max(0.0, deadline - time.monotonic())):
                        return False
            if not all(feed.wait_idle(deadline) for feed in self._feeds):
                return False
            if all(queue.is_idle() for queue in queues):
                return True

    def close(self) -> None:
        """Stop all consumers and subscriptions; messages that were not handled are gone with the process."""
        with self._lock:
            self._closed = True
            running: list[Subscription] = [*self._consumers, *self._feeds]
        for one in running:
            one.close()

    def release(self, queue: _Queue) -> None:
        """A consumer of the queue has ended; a queue that is not durable goes with its last one."""
        with self._lock:
            queue.consumers -= 1
            self._consumers = [one for one in self._consumers if one.queue is not queue or not one.closed]
            if queue.consumers == 0 and queue.name not in DURABLE_QUEUES:
                self._queues.pop(queue.name, None)

    def forget(self, feed: EventFeed) -> None:
        """A subscription has ended."""
        with self._lock:
            self._feeds = tuple(one for one in self._feeds if one is not feed)

    def set_aside(self, queue: str, parcel: Parcel, error: Exception) -> None:
        """Keep a message that cannot be handled where people can look at it."""
        message = decode(parcel.body)
        _log.error("A %s was set aside from queue %s: %s", type(message).__name__, queue, error)
        letter = DeadLetter(queue=queue, message=message, sender=parcel.sender, error=str(error))
        with self._lock:
            self._dead.append(letter)

    def _problem(self, queue: str, message: AnyMessage, sender: str) -> BrokerError | None:
        try:
            self.send(queue, message, sender=sender)
        except BrokerError as error:
            return error
        return None

    def _check_open(self) -> None:
        if self._closed:
            raise BrokerError("The broker is closed.")
