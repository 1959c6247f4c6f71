"""Sending: a channel in which the broker confirms every message, and returns what nobody can receive."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import pika
from pika import spec
from pika.channel import Channel

from app.core.errors import BrokerError
from app.farm.rabbitmq.link import Link
from app.farm.rabbitmq.session import Session, Steps
from app.farm.rabbitmq.state import LinkPhase
from app.farm.rabbitmq.topology import Route

SEND_SECONDS = 5.0
"""How long a send may take, a broken connection that comes back included."""

PERSISTENT: Final = 2
TRANSIENT: Final = 1


class Outgoing:
    """A message on its way out. `settled` is called in the link's thread when its fate is known.

    It gets why the broker did not take the message, or None when it did.
    """

    def __init__(
        self,
        route: Route,
        body: bytes,
        properties: pika.BasicProperties,
        *,
        mandatory: bool,
        settled: Callable[[BrokerError | None], None],
    ) -> None:
        self.route = route
        self.body = body
        self.properties = properties
        self.mandatory = mandatory
        self.settled = settled
        self.problem: BrokerError | None = None


class ConfirmChannel:
    """A channel with confirms and the messages in it that are not confirmed yet. For the link's thread only."""

    def __init__(self) -> None:
        self._session: Session | None = None
        self._channel: Channel | None = None
        self._unconfirmed: dict[int, Outgoing] = {}
        self._number = 0

    def open(self, session: Session) -> Steps:
        """See `Member.open`."""
        channel = yield from session.open_channel()
        channel.add_on_return_callback(self._on_returned)
        yield lambda answer: channel.confirm_delivery(self._on_confirmed, callback=answer)
        self._session, self._channel, self._number = session, channel, 0

    def is_free(self, most: int) -> bool:
        """Whether a message may be written now, with at most so many that are not confirmed."""
        session, channel = self._session, self._channel
        ready = session is not None and session.ready and not session.blocked
        return ready and channel is not None and channel.is_open and len(self._unconfirmed) < most

    def write(self, message: Outgoing) -> None:
        """Send a message. Only when `is_free`."""
        assert self._channel is not None
        self._number += 1
        self._unconfirmed[self._number] = message
        message.properties.message_id = str(self._number)
        self._channel.basic_publish(
            message.route.exchange, message.route.key, message.body, message.properties, mandatory=message.mandatory
        )

    def check(self) -> str:
        """See `Member.check`."""
        if self._channel is not None and self._channel.is_open:
            return ""
        return "A channel for sending is closed."

    def lost(self) -> tuple[Outgoing, ...]:
        """The connection is gone; the messages whose fate nobody knows, in order."""
        left = tuple(self._unconfirmed.values())
        self._unconfirmed.clear()
        self._session = self._channel = None
        return left

    def _on_returned(self, _: Channel, method: spec.Basic.Return, properties: pika.BasicProperties, __: bytes) -> None:
        # The broker returns a message before it confirms it.
        message = self._unconfirmed.get(int(properties.message_id or 0))
        if message is not None:
            message.problem = BrokerError(
                f"A message for “{method.routing_key}” could not be delivered.",
                "Nobody listens there.",
                "It may be sent again once the other side is there.",
            )

    def _on_confirmed(self, frame: pika.frame.Method[Any]) -> None:
        tag = int(frame.method.delivery_tag)
        refused = isinstance(frame.method, spec.Basic.Nack)
        tags = [one for one in self._unconfirmed if one <= tag] if frame.method.multiple else [tag]
        for one in tags:
            message = self._unconfirmed.pop(one, None)
            if message is None:
                continue
            if refused and message.problem is None:
                message.problem = BrokerError(
                    f"A message for “{message.route.key}” was refused by the broker.",
                    "The queue is full, or the broker could not keep it.",
                    "See whether the manager runs and takes messages.",
                )
            message.settled(message.problem)


class Publisher:
    """Sends messages and waits until the broker has them. `send` is thread-safe; the rest is a `Member`.

    `seconds` bounds a send, see `SEND_SECONDS`.
    """

    def __init__(self, link: Link, *, seconds: float = SEND_SECONDS) -> None:
        self._link = link
        self._seconds = seconds
        self._confirms = ConfirmChannel()
        self._waiting: deque[_Send] = deque()

    def send(
        self,
        route: Route,
        body: bytes,
        *,
        reply_to: str = "",
        correlation_id: str = "",
        headers: Mapping[str, Any] | None = None,
    ) -> None:
        """Send a message; returns when the broker has it.

        Raises `BrokerError` when the broker is away, refuses it, knows nobody who could receive it, or does not
        confirm it in time; then it may have got it all the same.
        """
        until = time.monotonic() + self._seconds
        self._link.wait_until_connected(self._seconds)
        more = {"reply_to": reply_to or None, "correlation_id": correlation_id or None}
        sending = self._sending(route, body, **more, headers=dict(headers) if headers else None)
        self._link.call(partial(self._take, (sending,)))
        problem = self._outcome(sending, until)
        if problem is not None:
            raise problem

    def send_all(self, letters: Sequence[tuple[Route, bytes]]) -> tuple[BrokerError | None, ...]:
        """Send messages, in order, waiting for the broker once; of each, what `send` would have raised, or None."""
        until = time.monotonic() + self._seconds
        try:
            self._link.wait_until_connected(self._seconds)
        except BrokerError as error:
            return (error,) * len(letters)
        sendings = [self._sending(route, body) for route, body in letters]
        self._link.call(partial(self._take, sendings))
        return tuple(self._outcome(sending, until) for sending in sendings)

    def open(self, session: Session) -> Steps:
        """See `Member.open`."""
        return self._confirms.open(session)

    def resume(self) -> None:
        """See `Member.resume`."""
        while self._waiting and self._confirms.is_free(_MOST_UNCONFIRMED):
            sending = self._waiting.popleft()
            if not sending.abandoned:
                self._confirms.write(sending.outgoing)

    def check(self) -> str:
        """See `Member.check`."""
        self._waiting = deque(one for one in self._waiting if not one.abandoned)
        self.resume()
        return self._confirms.check()

    def lost(self) -> None:
        """See `Member.lost`."""
        left = [*self._confirms.lost(), *(one.outgoing for one in self._waiting)]
        self._waiting.clear()
        for message in left:
            message.settled(
                BrokerError(
                    f"It is not known whether a message for “{message.route.key}” arrived.",
                    "The connection to the broker broke before it was confirmed.",
                    "It may be sent again.",
                )
            )

    def _sending(self, route: Route, body: bytes, **more: Any) -> _Send:
        properties = pika.BasicProperties(
            content_type="application/json",
            delivery_mode=PERSISTENT if route.persistent else TRANSIENT,
            user_id=self._link.address.user,
            **more,
        )
        return _Send(route, body, properties)

    def _outcome(self, sending: _Send, until: float) -> BrokerError | None:
        """Why the broker has not taken a message until that monotonic time, or None."""
        if sending.done.wait(max(0.0, until - time.monotonic())):
            return sending.problem
        sending.abandoned = True
        return self._too_late(sending.outgoing.route)

    def _take(self, sendings: Sequence[_Send]) -> None:
        session = self._link.session
        if session is None or not session.ready:
            for sending in sendings:
                sending.settle(self._link.away())
            return
        self._waiting.extend(sendings)
        self.resume()

    def _too_late(self, route: Route) -> BrokerError:
        state = self._link.state
        title = f"A message for “{route.key}” was not taken in time."
        if state.phase is LinkPhase.BLOCKED:
            return BrokerError(
                title, f"The broker takes no messages now: {state.reason}.", "Free memory or disk space at the broker."
            )
        return BrokerError(title, f"The broker did not confirm it within {self._seconds:g} seconds.")


_MOST_UNCONFIRMED = 1000


class _Send:
    """A message that a thread waits for."""

    def __init__(self, route: Route, body: bytes, properties: pika.BasicProperties) -> None:
        self.outgoing = Outgoing(route, body, properties, mandatory=True, settled=self.settle)
        self.done = threading.Event()
        self.problem: BrokerError | None = None
        self.abandoned = False

    def settle(self, problem: BrokerError | None) -> None:
        self.problem = problem
        self.done.set()
