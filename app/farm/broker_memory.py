"""The broker of the embedded farm: queues in memory, one thread per consumer.

Not a mock: bodies travel as the same bytes as over RabbitMQ, are handed out again when a handler fails, and are set
aside after `MOST_DELIVERIES` tries. Nothing polls; every wait is on a condition.

Locks: one per queue and one per event subscription, plus `MemoryBroker._lock` for the tables of them. No lock is held
while a handler runs, and none is taken while another one of them is held, but for a queue's lock inside the broker's.
"""

from __future__ import annotations

import heapq
import itertools
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from app.core.errors import BrokerError, MessageError
from app.core.messages import MAX_MESSAGE_BYTES, AnyMessage, Event, decode, encode
from app.core.model import Struct
from app.core.ports import CLAIMS, REQUESTS, RESULTS, Delivery, Subscription

MOST_DELIVERIES = 5
"""A message whose handler failed this often is set aside."""

REDELIVERY_SECONDS = 0.05
"""Pause before a message is handed out again, times the number of failures so far."""

EVENT_BACKLOG = 10_000
"""Events that wait for a slow subscriber; beyond that the oldest are dropped, which it sees as a gap."""

DURABLE_QUEUES = (REQUESTS, CLAIMS, RESULTS)
"""These exist always; any other queue exists while it has a consumer."""

_log = logging.getLogger(__name__)


class DeadLetter(Struct, frozen=True):
    """A message that was set aside, with the text of its last error."""

    queue: str
    message: AnyMessage
    sender: str
    error: str


@dataclass(kw_only=True)
class _Parcel:
    """A message under way."""

    body: bytes
    sender: str
    reply_to: str
    correlation_id: str
    failures: int = 0


class _Queue:
    """Messages in order, and those that wait for another try."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.consumers = 0
        self.changed = threading.Condition()
        self.working = 0
        self._ready: deque[_Parcel] = deque()
        self._later: list[tuple[float, int, _Parcel]] = []
        self._numbers = itertools.count()

    def put(self, parcel: _Parcel) -> None:
        with self.changed:
            self._ready.append(parcel)
            self.changed.notify()

    def put_later(self, parcel: _Parcel, seconds: float) -> None:
        with self.changed:
            heapq.heappush(self._later, (time.monotonic() + seconds, next(self._numbers), parcel))
            self.changed.notify()

    def take(self, closed: threading.Event) -> _Parcel | None:
        """The next message, waiting for one; None when `closed` is set. Call `handled` after it."""
        with self.changed:
            while not closed.is_set():
                now = time.monotonic()
                while self._later and self._later[0][0] <= now:
                    self._ready.append(heapq.heappop(self._later)[2])
                if self._ready:
                    self.working += 1
                    return self._ready.popleft()
                self.changed.wait(self._later[0][0] - now if self._later else None)
        return None

    def handled(self) -> None:
        """The message of the last `take` is done with."""
        with self.changed:
            self.working -= 1
            self.changed.notify_all()

    def is_idle(self) -> bool:
        """Whether nothing waits and nothing is being handled. The caller holds `changed`."""
        return not (self._ready or self._later or self.working)


class _Consumer:
    """A thread that hands a queue's messages to a handler."""

    def __init__(self, broker: MemoryBroker, queue: _Queue, handler: Callable[[Delivery], None]) -> None:
        self._broker = broker
        self._queue = queue
        self._handler = handler
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"consume {queue.name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Stop it; returns when its handler is not running (but for a call from the handler itself)."""
        with self._queue.changed:
            first = not self._closed.is_set()
            self._closed.set()
            self._queue.changed.notify_all()
        if self._thread is not threading.current_thread():
            self._thread.join()
        if first:
            self._broker.release(self._queue)

    def _run(self) -> None:
        while (parcel := self._queue.take(self._closed)) is not None:
            try:
                self._deliver(parcel)
            finally:
                self._queue.handled()

    def _deliver(self, parcel: _Parcel) -> None:
        message = decode(parcel.body)
        delivery = Delivery(
            message=message,
            sender=parcel.sender,
            reply_to=parcel.reply_to,
            correlation_id=parcel.correlation_id,
            redelivered=parcel.failures > 0,
        )
        try:
            self._handler(delivery)
        # A border: whatever a handler raises, the message must be kept and the consumer must live on.
        except Exception as error:  # noqa: BLE001
            parcel.failures += 1
            _log.warning("A handler of queue %s failed", self._queue.name, exc_info=error)
            if parcel.failures < MOST_DELIVERIES:
                self._queue.put_later(parcel, REDELIVERY_SECONDS * parcel.failures)
            else:
                self._broker.set_aside(self._queue.name, parcel, error)


class _EventFeed:
    """A thread that hands events to one subscriber, from a bounded backlog."""

    def __init__(self, broker: MemoryBroker, handler: Callable[[Event], None]) -> None:
        self._broker = broker
        self._handler = handler
        self._changed = threading.Condition()
        self._backlog: deque[Event] = deque(maxlen=EVENT_BACKLOG)
        self._closed = False
        self._busy = False
        self._thread = threading.Thread(target=self._run, name="events", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def offer(self, event: Event) -> None:
        with self._changed:
            self._backlog.append(event)
            self._changed.notify()

    def close(self) -> None:
        """Stop it; returns when its handler is not running (but for a call from the handler itself)."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread is not threading.current_thread():
            self._thread.join()
        self._broker.forget(self)

    def wait_idle(self, deadline: float) -> bool:
        with self._changed:
            return self._changed.wait_for(
                lambda: self._closed or not (self._backlog or self._busy), max(0.0, deadline - time.monotonic())
            )

    def _run(self) -> None:
        while (event := self._next()) is not None:
            try:
                self._handler(event)
            # A border: a subscriber's fault must not end its feed.
            except Exception as error:  # noqa: BLE001
                _log.warning("A subscriber failed at event %d", event.seq, exc_info=error)

    def _next(self) -> Event | None:
        with self._changed:
            self._busy = False
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._closed or self._backlog)
            if self._closed:
                return None
            self._busy = True
            return self._backlog.popleft()


class MemoryBroker:
    """The `Broker` port in one process. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queues = {name: _Queue(name) for name in DURABLE_QUEUES}
        self._consumers: list[_Consumer] = []
        self._feeds: tuple[_EventFeed, ...] = ()
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
        parcel = _Parcel(body=body, sender=sender, reply_to=reply_to, correlation_id=correlation_id)
        with self._lock:
            target = None if self._closed else self._queues.get(queue)
        if target is None:
            raise BrokerError(
                f"A message for “{queue}” could not be delivered.",
                "The broker is closed." if self._closed else "Nobody listens there.",
            )
        target.put(parcel)

    def consume(self, queue: str, handler: Callable[[Delivery], None]) -> Subscription:
        """Create the queue if needed and start a thread that calls `handler` for each message."""
        with self._lock:
            self._check_open()
            target = self._queues.setdefault(queue, _Queue(queue))
            target.consumers += 1
            consumer = _Consumer(self, target, handler)
            self._consumers.append(consumer)
        consumer.start()
        return consumer

    def publish(self, event: Event) -> None:
        """Announce an event to all subscribers without waiting for any."""
        for feed in self._feeds:
            feed.offer(event)

    def subscribe(self, handler: Callable[[Event], None]) -> Subscription:
        """Start a thread that calls `handler` for each event from now on."""
        feed = _EventFeed(self, handler)
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
            self._consumers = [one for one in self._consumers if one._queue is not queue or not one._closed.is_set()]
            if queue.consumers == 0 and queue.name not in DURABLE_QUEUES:
                self._queues.pop(queue.name, None)

    def forget(self, feed: _EventFeed) -> None:
        """A subscription has ended."""
        with self._lock:
            self._feeds = tuple(one for one in self._feeds if one is not feed)

    def set_aside(self, queue: str, parcel: _Parcel, error: Exception) -> None:
        """Keep a message that cannot be handled where people can look at it."""
        message = decode(parcel.body)
        _log.error("A %s was set aside from queue %s: %s", type(message).__name__, queue, error)
        letter = DeadLetter(queue=queue, message=message, sender=parcel.sender, error=str(error))
        with self._lock:
            self._dead.append(letter)

    def _check_open(self) -> None:
        if self._closed:
            raise BrokerError("The broker is closed.")
