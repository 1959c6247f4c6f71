"""What brokers have in common on the side of those who receive: a consumer's thread, its messages, a feed of events.

Nothing polls; every wait is on a condition, one per queue and one per feed. None is held while a handler runs.
"""

from __future__ import annotations

import heapq
import itertools
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from app.core.errors import MessageError
from app.core.messages import Event, decode
from app.core.ports import Delivery
from app.farm.log_fields import message_fields

MOST_DELIVERIES = 5
"""A message whose handler failed this often is set aside."""

REDELIVERY_SECONDS = 0.05
"""Pause before a message is handed out again, times the number of failures so far."""

MOST_TOGETHER = 20
"""So many messages are handed out together at most."""

EVENT_BACKLOG = 10_000
"""Events that wait for a slow subscriber; beyond that the oldest are dropped, which it sees as a gap."""

_log = logging.getLogger(__name__)


@dataclass(kw_only=True)
class Parcel:
    """A message under way, as bytes. `token` is what its broker needs to let go of it."""

    body: bytes
    sender: str
    reply_to: str
    correlation_id: str
    failures: int = 0
    redelivered: bool = False
    token: object = None


class ParcelQueue:
    """Messages in order, and those that wait for another try. Thread-safe."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.changed = threading.Condition()
        self.working = 0
        self._ready: deque[Parcel] = deque()
        self._later: list[tuple[float, int, Parcel]] = []
        self._numbers = itertools.count()

    def put(self, parcel: Parcel) -> None:
        """Add a message at the end."""
        with self.changed:
            self._ready.append(parcel)
            self.changed.notify()

    def put_later(self, parcel: Parcel, seconds: float) -> None:
        """Add a message at the end of what will be waiting after so many seconds."""
        with self.changed:
            heapq.heappush(self._later, (time.monotonic() + seconds, next(self._numbers), parcel))
            self.changed.notify()

    def take(self, closed: threading.Event, most: int = 1) -> list[Parcel]:
        """The next messages, up to so many, waiting for one; none when `closed` is set.

        Those of the call before are done with; call `handled` after those of the last one.
        """
        with self.changed:
            self._let_go()
            while not closed.is_set():
                now = time.monotonic()
                while self._later and self._later[0][0] <= now:
                    self._ready.append(heapq.heappop(self._later)[2])
                if self._ready:
                    self.working = min(most, len(self._ready))
                    return [self._ready.popleft() for _ in range(self.working)]
                self.changed.wait(self._later[0][0] - now if self._later else None)
        return []

    def handled(self) -> None:
        """The messages of the last `take` are done with."""
        with self.changed:
            self._let_go()

    def _let_go(self) -> None:
        if self.working:
            self.working = 0
            self.changed.notify_all()

    def clear(self) -> None:
        """Forget all messages but the one that is being handled."""
        with self.changed:
            self._ready.clear()
            self._later.clear()
            self.changed.notify_all()

    def is_idle(self) -> bool:
        """Whether nothing waits and nothing is being handled. The caller holds `changed`."""
        return not (self._ready or self._later or self.working)


class ConsumerThread:
    """A thread that hands a queue's messages to a handler, one at a time.

    A message whose handler returned is given to `settle`. One whose handler raises comes again later; after
    `MOST_DELIVERIES` tries it is given to `set_aside` with the error, and at once when there is something wrong with
    the message itself: it cannot be read, nobody stands for it, or the handler raises `MessageError`. Both are called
    in this thread. Messages that wait are given to `together` at once, if there is one; when that raises, the handler
    gets them one after the other.
    """

    def __init__(
        self,
        queue: ParcelQueue,
        handler: Callable[[Delivery], None],
        *,
        settle: Callable[[Sequence[Parcel]], None],
        set_aside: Callable[[Parcel, Exception], None],
        together: Callable[[Sequence[Delivery]], None] | None = None,
    ) -> None:
        self._queue = queue
        self._handler = handler
        self._together = together
        self._settle = settle
        self._set_aside = set_aside
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"consume {queue.name}", daemon=True)

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._closed.is_set()

    def start(self) -> None:
        """Begin to hand out messages."""
        self._thread.start()

    def close(self) -> bool:
        """Stop it; returns when its handler is not running (but for a call from the handler itself).

        Whether this was the first call.
        """
        with self._queue.changed:
            first = not self._closed.is_set()
            self._closed.set()
            self._queue.changed.notify_all()
        if self._thread is not threading.current_thread() and self._thread.ident is not None:
            self._thread.join()
        return first

    def _run(self) -> None:
        try:
            while parcels := self._queue.take(self._closed, 1 if self._together is None else MOST_TOGETHER):
                self._deliver(parcels)
        finally:
            self._queue.handled()

    def _deliver(self, parcels: Sequence[Parcel]) -> None:
        if self._together is not None and len(parcels) > 1 and self._hand_out_all(self._together, parcels):
            return
        for parcel in parcels:
            with ExitStack() as known:
                self._hand_out(parcel, known)

    def _hand_out_all(self, handler: Callable[[Sequence[Delivery]], None], parcels: Sequence[Parcel]) -> bool:
        try:
            handler([_delivery(parcel) for parcel in parcels])
        # A border: whatever is wrong with one of them must not keep the others from being handled.
        except Exception as error:  # noqa: BLE001
            _log.info("%d messages of queue %s are handed out one by one: %s", len(parcels), self._queue.name, error)
            return False
        self._settle(parcels)
        return True

    def _hand_out(self, parcel: Parcel, known: ExitStack) -> None:
        """Have it handled; what it is about is `known` to the log from then on."""
        try:
            delivery = _delivery(parcel)
            known.enter_context(message_fields(delivery.message))
            self._handler(delivery)
        except MessageError as error:
            self._set_aside(parcel, error)
        # A border: whatever a handler raises, the message must be kept and the consumer must live on.
        except Exception as error:  # noqa: BLE001
            parcel.failures += 1
            _log.warning("A handler of queue %s failed", self._queue.name, exc_info=error)
            if parcel.failures < MOST_DELIVERIES:
                self._queue.put_later(parcel, REDELIVERY_SECONDS * parcel.failures)
            else:
                self._set_aside(parcel, error)
        else:
            self._settle((parcel,))


class EventFeed:
    """A thread that hands events to one subscriber, from a bounded backlog. `ended` is called once it has stopped."""

    def __init__(self, handler: Callable[[Event], None], *, ended: Callable[[EventFeed], None]) -> None:
        self._handler = handler
        self._ended = ended
        self._changed = threading.Condition()
        self._backlog: deque[Event] = deque(maxlen=EVENT_BACKLOG)
        self._closed = False
        self._busy = False
        self._thread = threading.Thread(target=self._run, name="events", daemon=True)

    def start(self) -> None:
        """Begin to hand out events."""
        self._thread.start()

    def offer(self, event: Event) -> None:
        """Add an event; the oldest one goes where there are too many."""
        with self._changed:
            self._backlog.append(event)
            self._changed.notify()

    def close(self) -> None:
        """Stop it; returns when its handler is not running (but for a call from the handler itself)."""
        with self._changed:
            first, self._closed = not self._closed, True
            self._changed.notify_all()
        if self._thread is not threading.current_thread() and self._thread.ident is not None:
            self._thread.join()
        if first:
            self._ended(self)

    def wait_idle(self, deadline: float) -> bool:
        """Wait until all events are handed out, at most until that monotonic time; whether they are."""
        with self._changed:
            return self._changed.wait_for(
                lambda: self._closed or not (self._backlog or self._busy), max(0.0, deadline - time.monotonic())
            )

    def _run(self) -> None:
        while events := self._next():
            for event in events:
                if self._closed:
                    return
                self._hand_out(event)

    def _hand_out(self, event: Event) -> None:
        try:
            self._handler(event)
        # A border: a subscriber's fault must not end its feed.
        except Exception as error:  # noqa: BLE001
            _log.warning("A subscriber failed at event %d", event.seq, exc_info=error)

    def _next(self) -> list[Event]:
        """What waits, as soon as something does; nothing when the feed is closed."""
        with self._changed:
            self._busy = False
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._closed or self._backlog)
            if self._closed:
                return []
            self._busy = True
            events = list(self._backlog)
            self._backlog.clear()
            return events


def _delivery(parcel: Parcel) -> Delivery:
    """The message in a parcel. Raises `MessageError` when it cannot be read, or nobody stands for it."""
    if not parcel.sender:
        raise MessageError("A message was refused.", "It does not say who sent it, so nobody has proved that.")
    return Delivery(
        message=decode(parcel.body),
        sender=parcel.sender,
        reply_to=parcel.reply_to,
        correlation_id=parcel.correlation_id,
        redelivered=parcel.redelivered or parcel.failures > 0,
    )
