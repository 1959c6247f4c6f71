"""A broker that loses, doubles, delays and reorders, goes away and is wiped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import msgspec

from app.core.errors import BrokerError
from app.core.messages import AnyMessage, Event
from app.core.ports import CLAIMS, REQUESTS, RESULTS, Delivery
from tests.simulator.world import KilledError, World

_D = TypeVar("_D")

QUEUES = (REQUESTS, CLAIMS, RESULTS)
"""These exist always; any other one while somebody listens."""

LONGEST_DELAY = 600.0
LONGEST_OVERTAKING = 5.0

GATHERING_SECONDS = 10.0
MOST_TOGETHER = 20
"""What comes while a consumer is busy with earlier messages is handed to it together, up to so many."""


@dataclass(frozen=True, slots=True)
class Disturbance:
    """What part of the messages is lost, comes twice, comes up to ten minutes late, or is overtaken by later ones."""

    lost: float = 0.0
    doubled: float = 0.0
    late: float = 0.0
    overtaken: float = 0.0


class _Listening:
    def __init__(self, broker: VirtualBroker, queue: str) -> None:
        self._broker = broker
        self._queue = queue

    def close(self) -> None:
        self._broker.close_queue(self._queue)


class _Arrival:
    """A message under way, and what happens when it arrives."""

    __slots__ = ("_broker", "_delivery", "_era", "_queue")

    def __init__(self, broker: VirtualBroker, era: int, queue: str, delivery: Delivery) -> None:
        self._broker = broker
        self._era = era
        self._queue = queue
        self._delivery = delivery

    def __call__(self) -> None:
        self._broker.arrive(self._era, self._queue, self._delivery)

    def __str__(self) -> str:
        return _about(self._queue, self._delivery.message)


class VirtualBroker:
    """The `Broker` port in virtual time.

    What is confirmed to its sender (requests, results) is lost only when the broker is wiped: the sender of a lost one
    sees an error, and half of those have arrived all the same. Claims, beats and control messages are lost without a
    word, or with one.
    """

    def __init__(self, world: World, on_event: Callable[[Event], None]) -> None:
        self.disturbance = Disturbance()
        self.is_down = False
        self.cut_off: set[str] = set()
        """Users whose link is down."""
        self.handled: Callable[[str, Sequence[Delivery]], None] = lambda _queue, _deliveries: None
        self.under_way = 0
        self._world = world
        self._on_event = on_event
        self._handlers: dict[str, Callable[[Delivery], None]] = {}
        self._together: dict[str, Callable[[Sequence[Delivery]], None]] = {}
        self._gathered: dict[str, list[Delivery]] = defaultdict(list)
        self._waiting: dict[str, list[Delivery]] = defaultdict(list)
        self._era = 0

    def send(
        self, queue: str, message: AnyMessage, *, sender: str, reply_to: str = "", correlation_id: str = ""
    ) -> None:
        if self.is_down or sender in self.cut_off:
            raise BrokerError("The broker is away.")
        if queue not in self._handlers and queue not in QUEUES:
            raise BrokerError(f"Nobody listens at {queue}.")
        roll, disturbance = self._world.chance.random, self.disturbance
        delivery = Delivery(message=message, sender=sender, reply_to=reply_to, correlation_id=correlation_id)
        if roll() < disturbance.lost:
            is_confirmed = queue in (REQUESTS, RESULTS)
            if is_confirmed and roll() < 0.5:
                self._post(queue, delivery)
            if is_confirmed or (queue not in QUEUES and roll() < 0.5):
                raise BrokerError("The link was lost.")
            return
        self._post(queue, delivery)
        if roll() < disturbance.doubled:
            self._post(queue, delivery)

    def send_all(self, letters: Sequence[tuple[str, AnyMessage]], *, sender: str) -> tuple[BrokerError | None, ...]:
        return tuple(self._problem(queue, message, sender) for queue, message in letters)

    def _problem(self, queue: str, message: AnyMessage, sender: str) -> BrokerError | None:
        try:
            self.send(queue, message, sender=sender)
        except BrokerError as error:
            return error
        return None

    def consume(
        self,
        queue: str,
        handler: Callable[[Delivery], None],
        *,
        together: Callable[[Sequence[Delivery]], None] | None = None,
    ) -> _Listening:
        self._handlers[queue] = handler
        if together is not None:
            self._together[queue] = together
        for delivery in self._waiting.pop(queue, ()):
            self.under_way -= 1
            self._post(queue, delivery)
        return _Listening(self, queue)

    def close_queue(self, queue: str) -> None:
        """Nobody listens there any more."""
        self._handlers.pop(queue, None)
        self._together.pop(queue, None)
        if queue in QUEUES:
            self._waiting[queue] += self._gathered.pop(queue, [])

    def publish(self, event: Event) -> None:
        self._on_event(event)

    def subscribe(self, handler: Callable[[Event], None]) -> _Listening:
        raise NotImplementedError

    def close(self) -> None:
        return None

    def wipe(self) -> None:
        """All that was under way is gone, with all queues; they are there again as soon as they are used."""
        self._era += 1
        self._waiting.clear()
        self._gathered.clear()
        self.under_way = 0

    def _post(self, queue: str, delivery: Delivery) -> None:
        chance, disturbance = self._world.chance, self.disturbance
        delay = chance.uniform(0.005, 0.05)
        if chance.random() < disturbance.late:
            delay = chance.uniform(0.0, LONGEST_DELAY)
        elif chance.random() < disturbance.overtaken:
            delay = chance.uniform(0.0, LONGEST_OVERTAKING)
        self.under_way += 1
        arrival = _Arrival(self, self._era, queue, delivery)
        self._world.at(delay, arrival, arrival)

    def arrive(self, era: int, queue: str, delivery: Delivery) -> None:
        """A message is there that was sent in this era of the broker's data."""
        if era != self._era:
            return
        handler = self._handlers.get(queue)
        if queue in self._together:
            self._gather(queue, delivery)
        elif handler is not None:
            self._hand_out(queue, handler, delivery, [delivery])
        elif queue in QUEUES:
            self._waiting[queue].append(delivery)
        else:
            self.under_way -= 1

    def _gather(self, queue: str, delivery: Delivery) -> None:
        gathered = self._gathered[queue]
        gathered.append(delivery)
        if len(gathered) == 1:
            seconds = self._world.chance.uniform(0.0, GATHERING_SECONDS)
            self._world.at(seconds, partial(self._hand_out_gathered, queue), (queue, "are handed out"))

    def _hand_out_gathered(self, queue: str) -> None:
        gathered, handler = self._gathered.pop(queue, []), self._together.get(queue)
        if handler is None:
            self._waiting[queue] += gathered
            return
        for start in range(0, len(gathered), MOST_TOGETHER):
            part = gathered[start : start + MOST_TOGETHER]
            self._hand_out(queue, handler, part, gathered[start:])

    def _hand_out(self, queue: str, handler: Callable[[_D], None], delivered: _D, left: list[Delivery]) -> None:
        """Have something handled; if the manager dies of it, the next one gets that, and what is `left`."""
        count = len(left) if isinstance(delivered, Delivery) else min(len(left), MOST_TOGETHER)
        try:
            handler(delivered)
        except KilledError:
            self._waiting[queue] += [msgspec.structs.replace(one, redelivered=True) for one in left]
            raise
        self.under_way -= count
        self.handled(queue, left[:count])


def _about(queue: str, message: AnyMessage) -> str:
    told = [type(message).__name__]
    for name in ("worker", "claim_id", "attempt", "first", "action", "job_ids"):
        value = getattr(message, name, None)
        if value is not None:
            told.append(f"{name}={value[:8] if name == 'claim_id' else value}")
    manifest = getattr(message, "manifest", None)
    if manifest is not None:
        told.append(f"{manifest.job_id}/{manifest.piece} attempt={manifest.attempt}")
    error = getattr(message, "error", None)
    if error is not None:
        told.append(error.kind)
    return f"{queue} {' '.join(told)}"
