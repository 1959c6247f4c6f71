"""What the manager remembers of the computers that workers run on, as their agents tell it.

Nothing here is the truth: it comes back with the next reports. Times are of the manager's monotonic clock. Thread-safe.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

import msgspec

from app.core.errors import MessageError
from app.core.fleet import NodeFacts
from app.core.messages import LONGEST_PROBLEM
from app.farm.manager.roster import LOST_SECONDS

MOST_NODES = 4096
"""So many are remembered, those of which was heard last."""

LONGEST_TEXT = 200
"""Characters that are kept of what a node tells; what is longer is cut."""

_TEXTS = ("node", "host", "system", "instance_id", "instance_type", "zone")


class Nodes:
    """The latest facts of each node, and when they were heard."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[str, tuple[NodeFacts, float]] = OrderedDict()

    def hear(self, facts: NodeFacts, sender: str, now: float) -> None:
        """A node has told of itself. Raises `MessageError` when somebody else told it."""
        if facts.node != sender:
            raise MessageError(f"A report of node {facts.node[:100]} was refused.", f"It was sent by {sender}.")
        with self._lock:
            self._known[facts.node] = (_bounded(facts), now)
            self._known.move_to_end(facts.node)
            if len(self._known) > MOST_NODES:
                self._known.popitem(last=False)

    def all(self, now: float) -> tuple[NodeFacts, ...]:
        """What is known, by name of the node. One that was silent for as long as a lost worker is kept is forgotten."""
        with self._lock:
            for name, (_, heard) in tuple(self._known.items()):
                if now - heard > LOST_SECONDS:
                    del self._known[name]
            known = sorted(self._known.items())
        return tuple(
            msgspec.structs.replace(facts, silent=round(max(0.0, now - heard), 3)) for _, (facts, heard) in known
        )


def _bounded(facts: NodeFacts) -> NodeFacts:
    texts = {name: getattr(facts, name)[:LONGEST_TEXT] for name in _TEXTS}
    return msgspec.structs.replace(
        facts,
        **texts,
        problem=facts.problem[:LONGEST_PROBLEM],
        cpu=min(1.0, max(0.0, facts.cpu)),
        memory=min(1.0, max(0.0, facts.memory)),
        disk_free=max(0, facts.disk_free),
    )
