"""A queue that is read over the link: the channel, the consumer in it, and whether that is still alive."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from functools import partial
from typing import Any, TypeAlias

import pika
from pika import spec
from pika.channel import Channel

from app.core.errors import BrokerError
from app.farm.rabbitmq.link import Link
from app.farm.rabbitmq.session import Answer, Session, Step, Steps
from app.farm.rabbitmq.translation import broker_error

PROBE_SECONDS = 10.0
"""How often the broker is asked whether it still knows the consumer."""

Preparing: TypeAlias = Callable[[Session, Channel], Generator[Step, Any, str]]
"""Steps that make a queue ready to be read in a new channel, and return its name."""

OnMessage: TypeAlias = Callable[[Session, Channel, spec.Basic.Deliver, pika.BasicProperties, bytes], None]


class QueueReader:
    """Reads one queue, in every connection anew. `start` and `close` are for other threads; the rest is a `Member`.

    `label` names it for people. With `lives_with_connection` the queue is this program's own and messages count as
    received at once; otherwise who takes them acknowledges them, and the queue outlives it. `on_message` and `on_lost`
    are called in the link's thread.
    """

    def __init__(
        self,
        link: Link,
        label: str,
        *,
        preparing: Preparing,
        lives_with_connection: bool,
        on_message: OnMessage,
        on_lost: Callable[[], None],
    ) -> None:
        self._link = link
        self._label = label
        self._preparing = preparing
        self._lives_with_connection = lives_with_connection
        self._on_message = on_message
        self._on_lost = on_lost
        self._session: Session | None = None
        self._channel: Channel | None = None
        self._queue = ""
        self._tag = ""
        self._asked = 0.0
        self._is_asking = False
        self._closed = False
        self._answered = threading.Event()
        self._refusal: BrokerError | None = None

    def start(self, seconds: float) -> None:
        """Begin to read; returns when the broker has said yes, or has stayed away for so many seconds.

        In the latter case messages come once there is a connection. Raises `BrokerError` when the broker refuses.
        """
        self._link.call(self._join)
        self._answered.wait(seconds)
        if self._refusal is not None:
            raise self._refusal

    def close(self) -> None:
        """Read no more. What was delivered but not acknowledged is the broker's again; a private queue is gone."""
        left = threading.Event()
        self._link.call(partial(self._leave, left))
        if self._link.is_running():
            left.wait(self._link.patience())

    def open(self, session: Session) -> Steps:
        """See `Member.open`."""
        self._asked, self._is_asking = time.monotonic(), True
        channel = yield from session.open_channel(partial(self._on_channel_closed, session))
        channel.add_on_cancel_callback(lambda _: self._on_cancelled(session))
        self._queue = yield from self._preparing(session, channel)
        self._session, self._channel = session, channel

        def consume(answer: Answer) -> None:
            self._tag = channel.basic_consume(
                self._queue,
                on_message_callback=partial(self._on_message, session),
                auto_ack=self._lives_with_connection,
                callback=answer,
            )

        yield consume
        self._is_asking = False

    def resume(self) -> None:
        """See `Member.resume`."""
        self._answered.set()

    def check(self) -> str:
        """See `Member.check`. The broker may have dropped a consumer without a word, so it is asked."""
        channel, now = self._channel, time.monotonic()
        if self._is_asking:
            return f"Nothing is heard of “{self._label}”." if now - self._asked > PROBE_SECONDS else ""
        if channel is None or not channel.is_open or self._tag not in channel.consumer_tags:
            return f"The consumer of “{self._label}” is gone."
        if now - self._asked >= PROBE_SECONDS:
            self._asked, self._is_asking = now, True
            channel.queue_declare(self._queue, passive=True, callback=self._on_probed)
        return ""

    def lost(self) -> None:
        """See `Member.lost`."""
        self._session = self._channel = None
        self._on_lost()

    def _join(self) -> None:
        """Become a member; open at once where the connection is ready, else it will be with the others."""
        if self._closed:
            return
        self._link.members.append(self)
        session = self._link.session
        if session is not None and session.ready:
            session.run(self.open(session), done=self.resume, failed=self._refuse)

    def _leave(self, left: threading.Event) -> None:
        self._closed = True
        if self in self._link.members:
            self._link.members.remove(self)
        channel, self._channel = self._channel, None
        if channel is None or not channel.is_open or self._session is None or not self._session.ready:
            left.set()
            return
        channel.add_on_close_callback(lambda _, __: left.set())
        if self._lives_with_connection:
            # Gone at once, so that whoever sends to it now learns that nobody listens.
            channel.queue_delete(self._queue, callback=lambda _: channel.close())
        else:
            channel.close()

    def _on_channel_closed(self, session: Session, reason: BaseException) -> None:
        if self._closed:
            return
        if self._answered.is_set():
            session.lose(reason)
            return
        self._refuse(reason)
        if not session.ready:
            # The others wait for this one; the next connection is made without it.
            session.lose(reason)

    def _on_cancelled(self, session: Session) -> None:
        if not self._closed:
            session.lose(BrokerError(f"The broker ended the consumer of “{self._label}”.", "Its queue was deleted."))

    def _on_probed(self, frame: pika.frame.Method[spec.Queue.DeclareOk]) -> None:
        self._is_asking = False
        if self._session is not None and not frame.method.consumer_count:
            self._session.lose(BrokerError(f"The broker has forgotten the consumer of “{self._label}”."))

    def _refuse(self, reason: BaseException) -> None:
        self._closed = True
        if self in self._link.members:
            self._link.members.remove(self)
        self._channel = None
        self._refusal = broker_error(reason, str(self._link.address), self._link.address.user)
        self._answered.set()
