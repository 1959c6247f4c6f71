"""What the machines of a farm have cost since the last look, by the node that runs on each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.core.fleet import NodeFacts
from app.core.ports import Clock
from app.farm.store import Store, machines

WINDOW_SECONDS = 6 * 3600.0
"""How far back it is looked for costs that are counted late, as after a while without a manager."""


class MachineCosts:
    """Tells what was added to the costs that the store counts per machine; the same figure, given to workers.

    What was counted before the first call is not told. Not thread-safe. Raises `StoreError`.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._since = clock.now()
        self._seen = self._spent()

    def __call__(self, nodes: Sequence[NodeFacts]) -> Mapping[str, float]:
        """US dollars by node; by the id of the machine where nothing is known of a node on it."""
        spent = self._spent()
        names = {one.instance_id: one.node for one in nodes if one.instance_id}
        costs: dict[str, float] = {}
        for instance_id, dollars in spent.items():
            more = dollars - self._seen.get(instance_id, 0.0)
            if more > 0:
                node = names.get(instance_id, instance_id)
                costs[node] = costs.get(node, 0.0) + more
        self._seen = spent
        if self._clock.now() - self._since > WINDOW_SECONDS:
            self._since = self._clock.now() - WINDOW_SECONDS / 2
            self._seen = self._spent()
        return costs

    def _spent(self) -> dict[str, float]:
        with self._store.read() as session:
            return machines.spent_by_machine(session, self._since)
