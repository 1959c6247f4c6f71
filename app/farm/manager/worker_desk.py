"""What clients may know of workers, and what admins may tell them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

import msgspec

from app.core.errors import BrokerError, UsageError
from app.core.fleet import NodeFacts
from app.core.messages import Drain, Ping, WorkerAction, WorkerView
from app.core.ports import Broker, Clock, control_queue, worker_user
from app.farm.manager.nodes import Nodes
from app.farm.manager.roster import Roster

OWN_NODE = "local"
"""The node of an embedded farm's workers: they run in the manager's own program."""

ORDERS: dict[str, Callable[[], Drain | Ping]] = {"drain": Drain, "ping": Ping}
"""What workers can be told, by the name in `WorkerAction.action`."""

_log = logging.getLogger(__name__)


class WorkerDesk:
    """Answers about workers from the roster, in the thread of the request queue. `sender` is who the manager is.

    `node_of` tells the node of a worker's name.
    """

    def __init__(
        self,
        roster: Roster,
        nodes: Nodes,
        broker: Broker,
        clock: Clock,
        *,
        sender: str,
        node_of: Callable[[str], str] = worker_user,
    ) -> None:
        self._roster = roster
        self._nodes = nodes
        self._node_of = node_of
        self._broker = broker
        self._clock = clock
        self._sender = sender

    def all(self) -> tuple[WorkerView, ...]:
        """All workers, by name."""
        views = self._roster.workers(self._clock.monotonic())
        return tuple(msgspec.structs.replace(view, node=self._node_of(view.name)) for view in views)

    def nodes(self) -> tuple[NodeFacts, ...]:
        """What is known of their computers, by name."""
        return self._nodes.all(self._clock.monotonic())

    def act(self, message: WorkerAction) -> tuple[WorkerView, ...]:
        """Tell workers something; those that it reached. Raises `UsageError` when there is none."""
        order = ORDERS.get(message.action)
        if order is None:
            known = ", ".join(sorted(ORDERS))
            raise UsageError(
                f"There is no action “{message.action}” for workers.", next_step=f"Choose one of: {known}."
            )
        reached = {view.name for view in self._named(message.workers) if self._tell(view, order())}
        if not reached:
            raise UsageError(
                f"{_shown(message.workers)} cannot be reached.",
                "The process has ended, or its computer is not connected to the broker.",
                "It claims again by itself once it is back.",
            )
        return tuple(view for view in self.all() if view.name in reached)

    def _named(self, names: tuple[str, ...]) -> tuple[WorkerView, ...]:
        """The workers of these names, and those of nodes of these names. Raises `UsageError` for an unknown one."""
        views = self.all()
        known = {view.name for view in views} | {worker_user(view.name) for view in views}
        unknown = [name for name in names if name not in known]
        if unknown or not names:
            raise UsageError(
                f"There is no worker {_shown(unknown)}.", next_step="“farmhand workers” lists the farm's workers."
            )
        return tuple(view for view in views if view.name in names or worker_user(view.name) in names)

    def _tell(self, view: WorkerView, order: Drain | Ping) -> bool:
        try:
            self._broker.send(control_queue(view.name, view.boot), order, sender=self._sender)
        except BrokerError as error:
            _log.info("%s did not reach worker %s: %s", type(order).__name__, view.name, error)
            return False
        if isinstance(order, Drain):
            self._roster.drain(view.name, view.boot)
        return True


def _shown(names: Iterable[str]) -> str:
    return ", ".join(f"“{name[:100]}”" for name in names)
