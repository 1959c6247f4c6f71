"""Events over RabbitMQ: published to everybody who listens, received by a bounded queue per subscriber."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Generator
from functools import partial
from typing import Any

import pika
from pika import spec
from pika.channel import Channel

from app.core.errors import BrokerError, MessageError
from app.core.messages import Event, decode, encode
from app.farm.deliveries import EVENT_BACKLOG, EventFeed
from app.farm.rabbitmq.link import Link
from app.farm.rabbitmq.publishing import TRANSIENT, ConfirmChannel, Outgoing
from app.farm.rabbitmq.reading import QueueReader
from app.farm.rabbitmq.session import Session, Step, Steps
from app.farm.rabbitmq.topology import EVENT_QUEUE, EVENTS_EXCHANGE, Route, event_queue

MOST_UNCONFIRMED = 500

_log = logging.getLogger(__name__)


class EventPublisher:
    """Announces events without waiting. `publish` is thread-safe; the rest is a `Member`.

    Events wait while the broker is away; when there are too many, the oldest go. What was under way when a connection
    broke is sent again, so an event may come twice, and then in wrong order: subscribers count.
    """

    def __init__(self, link: Link) -> None:
        self._link = link
        self._lock = threading.Lock()
        self._backlog: deque[Event] = deque(maxlen=EVENT_BACKLOG)
        self._is_called = False
        self._confirms = ConfirmChannel()
        self._under_way: dict[int, Event] = {}
        self._number = 0

    def publish(self, event: Event) -> None:
        """Announce an event."""
        with self._lock:
            self._backlog.append(event)
            call, self._is_called = not self._is_called, True
        if call:
            self._link.call(self._flush)

    def finish(self) -> None:
        """Wait until what was announced is with the broker, if there is one; no longer than the link's patience."""
        done = threading.Event()

        def look() -> None:
            session = self._link.session
            if session is None or not session.ready or not (self._backlog or self._under_way):
                done.set()
            elif not done.is_set():
                self._link.call_later(0.01, look)

        if self._link.is_running():
            self._link.call(look)
            done.wait(self._link.patience())
            done.set()

    def open(self, session: Session) -> Steps:
        """See `Member.open`."""
        return self._confirms.open(session)

    def resume(self) -> None:
        """See `Member.resume`."""
        while self._confirms.is_free(MOST_UNCONFIRMED):
            with self._lock:
                if not self._backlog:
                    return
                event = self._backlog.popleft()
            self._number += 1
            self._under_way[self._number] = event
            route = Route(exchange=EVENTS_EXCHANGE, key=f"job.{event.job.job_id[:64]}.{event.kind}")
            properties = pika.BasicProperties(
                content_type="application/json", delivery_mode=TRANSIENT, user_id=self._link.address.user
            )
            settled = partial(self._on_settled, self._number)
            self._confirms.write(Outgoing(route, encode(event), properties, mandatory=False, settled=settled))

    def check(self) -> str:
        """See `Member.check`."""
        self.resume()
        return self._confirms.check()

    def lost(self) -> None:
        """See `Member.lost`."""
        self._confirms.lost()
        left, self._under_way = list(self._under_way.values()), {}
        with self._lock:
            room = EVENT_BACKLOG - len(self._backlog)
            self._backlog.extendleft(reversed(left[len(left) - min(room, len(left)) :]))

    def _flush(self) -> None:
        with self._lock:
            self._is_called = False
        self.resume()

    def _on_settled(self, number: int, problem: BrokerError | None) -> None:
        event = self._under_way.pop(number, None)
        if problem is not None and event is not None:
            _log.warning("Event %d was not announced: %s", event.seq, problem)
        self.resume()


class EventSubscription:
    """Hands events to one subscriber: a `Subscription`. `number` tells apart those of one program."""

    def __init__(
        self,
        link: Link,
        number: int,
        handler: Callable[[Event], None],
        *,
        ended: Callable[[EventSubscription], None],
    ) -> None:
        self._link = link
        self._number = number
        self._ended = ended
        self._feed = EventFeed(handler, ended=self._on_ended)
        self._reader = QueueReader(
            link,
            EVENTS_EXCHANGE,
            preparing=self._prepare,
            lives_with_connection=True,
            on_message=self._on_message,
            on_lost=lambda: None,
        )

    def start(self, seconds: float) -> None:
        """See `QueueReader.start`."""
        self._feed.start()
        try:
            self._reader.start(seconds)
        except BrokerError:
            self.close()
            raise

    def close(self) -> None:
        """See `Subscription.close`."""
        self._feed.close()

    def _on_ended(self, _: EventFeed) -> None:
        self._reader.close()
        self._ended(self)

    def _prepare(self, session: Session, channel: Channel) -> Generator[Step, Any, str]:
        name = event_queue(self._link.address.user, session.token, self._number)
        yield lambda answer: channel.queue_declare(
            name, exclusive=True, auto_delete=True, arguments=EVENT_QUEUE, callback=answer
        )
        yield lambda answer: channel.queue_bind(name, EVENTS_EXCHANGE, routing_key="#", callback=answer)
        return name

    def _on_message(
        self, _: Session, __: Channel, ___: spec.Basic.Deliver, properties: pika.BasicProperties, body: bytes
    ) -> None:
        try:
            message = decode(body)
        except MessageError as error:
            _log.warning("An event of %s was dropped: %s", properties.user_id or "nobody", error)
            return
        if properties.user_id and isinstance(message, Event):
            self._feed.offer(message)
        else:
            _log.warning("A %s of %s is not an event", type(message).__name__, properties.user_id or "nobody")
