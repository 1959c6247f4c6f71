"""The `Broker` port over RabbitMQ."""

from __future__ import annotations

import itertools
import socket
import threading
from collections.abc import Callable, Sequence

from app.core.errors import BrokerError, MessageError, UsageError
from app.core.messages import MAX_MESSAGE_BYTES, AnyMessage, Event, encode
from app.core.ports import Delivery, Subscription
from app.farm.rabbitmq.address import BrokerAddress
from app.farm.rabbitmq.backoff import Backoff
from app.farm.rabbitmq.consuming import Consumer
from app.farm.rabbitmq.dead_letters import DeadLetters
from app.farm.rabbitmq.events import EventPublisher, EventSubscription
from app.farm.rabbitmq.link import Link
from app.farm.rabbitmq.publishing import SEND_SECONDS, Publisher
from app.farm.rabbitmq.state import LinkListener, LinkState
from app.farm.rabbitmq.topology import route_to


class RabbitBroker:
    """One program's connection to a RabbitMQ server. Thread-safe. `close` it after use.

    It connects by itself, again and again; `state` and `watch` tell how that goes. With `declares` (the manager's) it
    makes the farm's exchanges and queues where they are missing, else it waits until they are there. `role` is what the
    broker's own pages call the connection. `send_seconds` bounds a send, and how long after the loss of the connection
    callers wait for the next one.

    Locks: `_lock` guards the table of subscriptions; nothing is called while it is held. The link, the queues of
    parcels, the feeds and the backlog of events have locks of their own, none of which is held with another.
    """

    def __init__(
        self,
        address: BrokerAddress,
        password: str,
        *,
        declares: bool = False,
        role: str = "client",
        send_seconds: float = SEND_SECONDS,
        backoff: Backoff | None = None,
    ) -> None:
        """Begin to connect. Raises `BrokerError` or `UsageError` when the address cannot be used at all."""
        name = f"farmhand {role} on {socket.gethostname()}"
        self._link = Link(address, password, name=name, declares=declares, backoff=backoff)
        self._send_seconds = send_seconds
        self._publisher = Publisher(self._link, seconds=send_seconds)
        self._events = EventPublisher(self._link)
        self._dead_letters = DeadLetters(self._publisher)
        self._lock = threading.Lock()
        self._subscriptions: list[Consumer | EventSubscription] = []
        self._numbers = itertools.count(1)
        self._closed = False
        self._link.members += [self._publisher, self._events]
        self._link.start()

    @property
    def user(self) -> str:
        """Who this is to others: the broker user."""
        return self._link.address.user

    @property
    def state(self) -> LinkState:
        """How the connection stands."""
        return self._link.state

    def watch(self, listener: LinkListener) -> Callable[[], None]:
        """See `Link.watch`."""
        return self._link.watch(listener)

    def try_now(self) -> None:
        """Where it waits for its next try to connect: wait no longer."""
        self._link.try_now()

    def send(
        self, queue: str, message: AnyMessage, *, sender: str, reply_to: str = "", correlation_id: str = ""
    ) -> None:
        """Put a message into a queue and return when the broker has confirmed it.

        Raises `BrokerError` (see `Publisher.send`), `MessageError` when the message is too large, and `UsageError` when
        `sender` is not the broker user: the broker lets nobody speak for another.
        """
        self._check_sender(sender)
        self._publisher.send(route_to(queue), _body(message), reply_to=reply_to, correlation_id=correlation_id)

    def send_all(self, letters: Sequence[tuple[str, AnyMessage]], *, sender: str) -> tuple[BrokerError | None, ...]:
        """Put messages into their queues and return when the broker has said of each whether it has it.

        See `Broker.send_all`; raises `MessageError` and `UsageError` as `send`.
        """
        self._check_sender(sender)
        return self._publisher.send_all([(route_to(queue), _body(message)) for queue, message in letters])

    def consume(
        self,
        queue: str,
        handler: Callable[[Delivery], None],
        *,
        together: Callable[[Sequence[Delivery]], None] | None = None,
    ) -> Subscription:
        """Call `handler` for each message of a queue, one at a time, in the consumer's thread; see `Broker.consume`.

        Returns when messages can come, or when the broker stays away; then they come once it is back. Raises
        `BrokerError` when the broker refuses, or when this is closed.
        """
        route_to(queue)
        consumer = Consumer(
            self._link, queue, handler, dead_letters=self._dead_letters, ended=self._forget, together=together
        )
        self._remember(consumer)
        consumer.start(self._send_seconds)
        return consumer

    def publish(self, event: Event) -> None:
        """Announce an event to all subscribers. Does not wait; the oldest are dropped when the broker stays away."""
        self._events.publish(event)

    def subscribe(self, handler: Callable[[Event], None]) -> Subscription:
        """Call `handler` for each event from now on, in the subscription's own thread.

        Returns and raises as `consume`. Events that are announced while the connection is broken are missed.
        """
        subscription = EventSubscription(self._link, next(self._numbers), handler, ended=self._forget)
        self._remember(subscription)
        subscription.start(self._send_seconds)
        return subscription

    def leave(self) -> None:
        """See `Link.leave`: for whoever stops what sends before it closes this."""
        self._link.leave()

    def close(self) -> None:
        """Stop all consumers, get out what was handled and announced, and leave the broker.

        Handlers wait no longer for a connection. All of it takes `CLOSE_SECONDS` at most, and as long as they take.
        """
        self._link.leave()
        with self._lock:
            self._closed = True
            running = tuple(self._subscriptions)
        for one in running:
            one.close()
        self._events.finish()
        self._link.close()

    def _check_sender(self, sender: str) -> None:
        if sender != self.user:
            raise UsageError(
                f"“{self.user}” cannot send messages as “{sender}”.",
                "The broker proves who sends what, by the user of the connection.",
                f"Log in to the broker as “{sender}”.",
            )

    def _remember(self, one: Consumer | EventSubscription) -> None:
        with self._lock:
            if self._closed:
                raise BrokerError("The broker is closed.")
            self._subscriptions.append(one)

    def _forget(self, one: Consumer | EventSubscription) -> None:
        with self._lock:
            self._subscriptions.remove(one)


def _body(message: AnyMessage) -> bytes:
    body = encode(message)
    if len(body) > MAX_MESSAGE_BYTES:
        raise MessageError(f"A message of {len(body)} bytes cannot be sent.", f"The limit is {MAX_MESSAGE_BYTES}.")
    return body
