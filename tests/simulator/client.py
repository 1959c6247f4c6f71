"""Somebody who submits jobs, and wishes this and that of them."""

from __future__ import annotations

from functools import partial

from app.core.errors import BrokerError
from app.core.jobs import JobRequest
from app.core.messages import Accepted, AnyMessage, JobAction, Refused, Submit, WorkerAction
from app.core.ports import REQUESTS, Delivery, reply_prefix
from tests.simulator.broker import VirtualBroker
from tests.simulator.ledger import Truth
from tests.simulator.promises import Promises
from tests.simulator.world import World

USER = "ann"
ADDRESS = f"{reply_prefix(USER)}sim"
LINK_SECONDS = 5.0
ANSWER_SECONDS = 90.0
"""So long an answer is waited for before the same is asked again."""


class Client:
    """Asks until there is an answer; a wish that is refused is none any more."""

    def __init__(self, world: World, broker: VirtualBroker, truth: Truth, promises: Promises) -> None:
        self._world = world
        self._broker = broker
        self._truth = truth
        self._promises = promises
        self._asked = 0
        self._open: dict[str, AnyMessage] = {}
        broker.consume(ADDRESS, self._answered)

    @property
    def waits(self) -> bool:
        """Whether an answer has not come yet."""
        return bool(self._open)

    def submit(self, requests: tuple[JobRequest, ...]) -> None:
        self._ask(Submit(jobs=requests))

    def wish(self, action: str, job_id: str, value: int = 0) -> None:
        if action == "cancel":
            self._truth.cancel_wished.add(job_id)
        if action == "retry":
            self._truth.retry_wished.add(job_id)
        if action == "remove":
            self._truth.remove_wished.add(job_id)
        self._ask(JobAction(action=action, job_ids=(job_id,), value=value))

    def drain(self, worker: str) -> None:
        """Have a worker finish what it holds, and end."""
        self._ask(WorkerAction(action="drain", workers=(worker,)))

    def _ask(self, message: AnyMessage) -> None:
        self._asked += 1
        number = str(self._asked)
        self._open[number] = message
        self._send(number, message)

    def _send(self, number: str, message: AnyMessage) -> None:
        if number not in self._open:
            return
        pause = ANSWER_SECONDS
        try:
            self._broker.send(REQUESTS, message, sender=USER, reply_to=ADDRESS, correlation_id=number)
        except BrokerError:
            pause = LINK_SECONDS
        self._world.at(pause, partial(self._send, number, message), (USER, "asks again, if there is no answer"))

    def _answered(self, delivery: Delivery) -> None:
        asked = self._open.pop(delivery.correlation_id, None)
        if asked is None:
            return
        if isinstance(delivery.message, Accepted):
            self._promises.answered(asked, delivery.message.job_ids)
        if isinstance(delivery.message, Refused):
            self._world.note(("  refused:", delivery.message.error.title))
