"""One connection to the broker, from the first byte to its loss. Everything here runs in the link's thread.

Talking to the broker is asynchronous: what takes several answers is written as a generator of *steps*. A step is called
with a function, which it has called with the answer; the generator is then sent the answer. When the connection or a
channel breaks meanwhile, no answer comes, and the generator is dropped.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Generator, Sequence
from typing import Any, Protocol, TypeAlias

import pika
from pika import exceptions as vendor
from pika.adapters.select_connection import IOLoop
from pika.channel import Channel

from app.core.errors import FarmhandError
from app.farm.rabbitmq.topology import EVENTS_EXCHANGE, Features, Queue, farm_topology, features_of
from app.farm.rabbitmq.translation import PRECONDITION_FAILED, reply_code

Answer: TypeAlias = Callable[..., None]
Step: TypeAlias = Callable[[Answer], object]
Steps: TypeAlias = Generator[Step, Any, None]
Opening: TypeAlias = Generator[Step, Any, Channel]

_log = logging.getLogger(__name__)


class Member(Protocol):
    """Something that has channels in every connection: it sends or receives."""

    def open(self, session: Session) -> Steps:
        """Open its channels in a new connection; it may be used when the steps are done."""
        ...

    def resume(self) -> None:
        """The broker takes messages: the connection is ready, or is not blocked any more."""
        ...

    def check(self) -> str:
        """What is wrong with it, though the broker has said nothing; empty when all is well."""
        ...

    def lost(self) -> None:
        """The connection in which it was opened is of no use any more."""
        ...


class SessionOwner(Protocol):
    """Who is told of what happens to a session."""

    def session_ready(self, session: Session) -> None:
        """All members are open."""
        ...

    def session_lost(self, session: Session, error: BaseException) -> None:
        """It cannot be used any more, or could not be made."""
        ...

    def session_closed(self, session: Session) -> None:
        """Nothing of its connection is left; always the last that is told of it."""
        ...

    def session_blocked(self, session: Session, reason: str | None) -> None:
        """The broker takes no messages for this reason; None: it takes them again."""
        ...


class Session:
    """A connection and the members that are open in it. `number` counts connections from 1.

    With `declares` the farm's exchanges and queues are made; otherwise they have to be there.
    """

    def __init__(
        self,
        number: int,
        parameters: pika.ConnectionParameters,
        ioloop: IOLoop,
        *,
        owner: SessionOwner,
        members: Sequence[Member],
        declares: bool,
    ) -> None:
        self.number = number
        self.token = uuid.uuid4().hex[:12]
        """Part of the names of queues that live and die with this connection."""
        self.alive = True
        self.ready = False
        self.blocked = False
        self.notes: tuple[str, ...] = ()
        self._owner = owner
        self._members = members
        self._declares = declares
        self._connection: pika.SelectConnection | None = None
        self._is_ending = False
        self._bytes_heard = 0
        self._silent_looks = 0
        pika.SelectConnection.create_connection([parameters], on_done=self._on_connected, custom_ioloop=ioloop)

    def run(
        self, steps: Steps, *, done: Callable[[], None], failed: Callable[[BaseException], None] | None = None
    ) -> None:
        """Carry out steps. `failed` is told what a step raised; by default the session is lost then."""
        current = 0

        def proceed(answer: Any = None) -> None:
            nonlocal current
            current += 1
            number = current

            def once(answer: Any = None) -> None:
                # Callbacks that stay registered, such as that of a closed channel, may call again later.
                if number == current:
                    proceed(answer)

            if not self.alive:
                steps.close()
                return
            try:
                step = steps.send(answer)
                step(once)
            except StopIteration:
                done()
            except (vendor.AMQPError, FarmhandError) as error:
                (failed or self.lose)(error)

        proceed()

    def open_channel(self, closed: Callable[[BaseException], None] | None = None) -> Opening:
        """Steps that open a channel and return it. `closed` is told when it ends; by default the session is lost."""
        channel: Channel = yield self._new_channel
        told = closed or self.lose

        def on_close(_: Channel, reason: BaseException) -> None:
            if not isinstance(reason, vendor.ChannelClosedByClient):
                told(reason)

        channel.add_on_close_callback(on_close)
        return channel

    def lose(self, error: BaseException) -> None:
        """Give the session up: everything is made anew from nothing. Harmless when it is lost already."""
        if self.alive:
            self.alive = self.ready = False
            try:
                if isinstance(error, vendor.AMQPHeartbeatTimeout):
                    self.abandon()
                else:
                    self.end()
            finally:
                self._owner.session_lost(self, error)

    def is_silent(self, looks: int) -> bool:
        """Whether not a byte has come from the broker since so many (≥ 1) calls of this, this one included.

        Counted in calls, not in seconds: a program that stood still itself has not listened meanwhile.
        """
        # pika's own watch counts so; the stubs do not know of it.
        heard = self._connection.bytes_received if self._connection is not None else 0  # type: ignore[attr-defined]
        self._silent_looks = self._silent_looks + 1 if heard == self._bytes_heard else 0
        self._bytes_heard = heard
        return self._silent_looks >= looks

    def end(self) -> None:
        """Close the connection in order; the owner is told when it is closed.

        One that is being made is closed when it is made: pika cannot give up half-way.
        """
        self.ready, self._is_ending = False, True
        if self._connection is not None and self._connection.is_open:
            self._connection.close()

    def abandon(self) -> None:
        """Drop the connection without a farewell, which nobody would answer; the owner is told when it is closed."""
        self.ready, self._is_ending = False, True
        if self._connection is not None and not self._connection.is_closed:
            # In public, pika only knows the farewell, and waits for its answer for as long as the system does.
            self._connection._terminate_stream(vendor.AMQPConnectionError("Nobody is there any more."))  # type: ignore[attr-defined]

    def _on_connected(self, result: pika.SelectConnection | BaseException) -> None:
        if not isinstance(result, pika.SelectConnection):
            self._on_gone(result)
            return
        self._connection = result
        result.add_on_close_callback(lambda _, error: self._on_gone(error))
        if self._is_ending:
            result.close()
            return
        result.add_on_connection_blocked_callback(lambda _, frame: self._on_blocked(str(frame.method.reason or "")))
        result.add_on_connection_unblocked_callback(lambda _, __: self._on_blocked(None))
        try:
            features = features_of(result.server_properties)
        except FarmhandError as error:
            self.lose(error)
            return
        self.run(self._open_all(features), done=self._on_ready)

    def _new_channel(self, answer: Answer) -> None:
        assert self._connection is not None
        self._connection.channel(on_open_callback=answer)

    def _open_all(self, features: Features) -> Steps:
        if self._declares:
            yield from self._declare(features)
        else:
            channel = yield from self.open_channel()
            # The manager declares it last, so when it is there, everything is.
            yield lambda answer: channel.exchange_declare(EVENTS_EXCHANGE, passive=True, callback=answer)
            channel.close()
        opened: list[Member] = []
        # Members may come and go meanwhile.
        while (member := next((one for one in self._members if one not in opened), None)) is not None:
            opened.append(member)
            yield from member.open(self)

    def _on_ready(self) -> None:
        self.ready = True
        self._owner.session_ready(self)
        self._resume()

    def _resume(self) -> None:
        for member in tuple(self._members):
            if self.alive and not self.blocked:
                member.resume()

    def _on_gone(self, error: BaseException) -> None:
        try:
            if self.alive:
                self.alive = self.ready = False
                self._owner.session_lost(self, error)
        finally:
            self._owner.session_closed(self)

    def _on_blocked(self, reason: str | None) -> None:
        self.blocked = reason is not None
        if self.alive and self.ready:
            self._owner.session_blocked(self, reason)
            self._resume()

    def _declare(self, features: Features) -> Steps:
        topology = farm_topology(features)
        *first, last = topology.exchanges
        channel = yield from self.open_channel()
        for exchange in first:
            yield _exchange_step(channel, exchange.name, exchange.kind)
        for queue in topology.queues:
            yield from self._declare_queue(queue)
        yield _exchange_step(channel, last.name, last.kind)
        channel.close()

    def _declare_queue(self, queue: Queue) -> Steps:
        """Make a queue. One that is there with other arguments, from another version, is used as it is."""
        problem = yield from self._try_queue(queue, passive=False)
        if problem is not None:
            if reply_code(problem) != PRECONDITION_FAILED:
                raise problem
            problem = yield from self._try_queue(queue, passive=True)
            if problem is not None:
                raise problem
            self.notes += (f"The queue “{queue.name}” has the arguments of another version of Farmhand or RabbitMQ.",)
            _log.warning("%s", self.notes[-1])

    def _try_queue(self, queue: Queue, *, passive: bool) -> Generator[Step, Any, BaseException | None]:
        """Declare and bind a queue in a channel of its own; why the broker closed that, or None."""
        channel = yield self._new_channel

        def declare(answer: Answer) -> None:
            channel.add_on_close_callback(lambda _, reason: answer(reason))
            channel.queue_declare(
                queue.name,
                passive=passive,
                durable=True,
                arguments=None if passive else queue.arguments,
                callback=answer,
            )

        answer = yield declare
        if isinstance(answer, BaseException):
            return answer

        def bind(answer: Answer) -> None:
            channel.add_on_close_callback(lambda _, reason: answer(reason))
            channel.queue_bind(queue.name, queue.exchange, routing_key=queue.name, callback=answer)

        answer = yield bind
        if isinstance(answer, BaseException):
            return answer
        channel.close()
        return None


def _exchange_step(channel: Channel, name: str, kind: str) -> Step:
    return lambda answer: channel.exchange_declare(name, exchange_type=kind, durable=True, callback=answer)
