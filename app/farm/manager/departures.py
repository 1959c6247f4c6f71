"""Nodes that want to shut themselves down: whether they may, and telling their workers.

An idle worker of a node that is set up for it asks, again and again. When all workers of the node have asked and none
holds anything, the store says in one transaction that the node is to go, so that nothing is granted to it any more.
Then its workers are told to end. One that was not reached asks once more, and is told again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final

from app.core.errors import BrokerError
from app.core.fleet import Activity
from app.core.messages import Drain, MayStop, WorkerView
from app.core.ports import Broker, Clock, control_queue, worker_user
from app.core.states import WorkerState
from app.farm.manager.roster import Roster
from app.farm.store import Change, Store
from app.farm.store.activities import DONE, add_activity
from app.farm.store.going import Going, go, nodes_going

ASKED_SECONDS: Final = 45.0
"""A worker that asked so long ago wants to stop still: it asks as often as it renews its claim."""

_log = logging.getLogger(__name__)


class Departures:
    """Answers `MayStop`, in the thread of the claims' queue. `sender` is who the manager is at the broker.

    `may_leave` says whether the farm can do without a node, from the view of who scales it.
    """

    def __init__(
        self,
        store: Store,
        roster: Roster,
        broker: Broker,
        clock: Clock,
        *,
        sender: str,
        may_leave: Callable[[str], bool] = lambda _: True,
    ) -> None:
        self._store = store
        self._roster = roster
        self._broker = broker
        self._clock = clock
        self._sender = sender
        self._may_leave = may_leave
        self._lock = threading.Lock()
        self._asked: dict[str, tuple[str, float]] = {}

    def asked(self, message: MayStop, now: float) -> None:
        """A worker would like its computer to be shut down. Raises `StoreError`."""
        with self._lock:
            self._asked = {name: one for name, one in self._asked.items() if now - one[1] < ASKED_SECONDS}
            self._asked[message.worker] = (message.boot, now)
            asked = dict(self._asked)
        node = worker_user(message.worker)
        workers = [one for one in self._roster.workers(now) if worker_user(one.name) == node]
        there = [one for one in workers if one.state != WorkerState.LOST]
        # Those whose process has just ended will not come back to ask.
        if not there or any(asked.get(one.name, ("", 0.0))[0] != one.boot for one in there):
            return
        if self._is_going(node) or (self._may_leave(node) and self._let_go(node, there, message.idle_seconds)):
            for one in there:
                self._tell(one)

    def _is_going(self, node: str) -> bool:
        with self._store.read() as session:
            found = nodes_going(session).get(node)
        return found is not None and not found.instance_id

    def _let_go(self, node: str, workers: list[WorkerView], idle_seconds: float) -> bool:
        wanted = Going(node=node, who=node, boots=tuple(one.boot for one in workers))

        def let(change: Change) -> bool:
            if node in nodes_going(change.session) or not go(change, wanted):
                return False
            add_activity(
                change,
                Activity(
                    number=0,
                    at=0.0,
                    who=node,
                    what="shut down",
                    targets=(node,),
                    why=f"{node} had nothing to draw for {idle_seconds / 60:.0f} min, and asked to shut itself down.",
                    numbers={"idle_seconds": idle_seconds},
                    outcome=DONE,
                ),
            )
            return True

        return self._store.apply(let, durable=True)

    def _tell(self, worker: WorkerView) -> None:
        try:
            self._broker.send(control_queue(worker.name, worker.boot), Drain(shut_down=True), sender=self._sender)
        except BrokerError as error:
            _log.info("Worker %s could not be told to end: %s", worker.name, error)
            return
        self._roster.drain(worker.name, worker.boot)
