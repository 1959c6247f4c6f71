"""How long frames take: of each job on a usual worker, and of each worker compared with a usual one.

A frame of job j on worker w takes cost(j) × pace(w) seconds, of which only products are ever seen. Each piece moves the
two factors that it tells of, on a logarithmic scale, half the way each; what is seen for the first time takes all.
"""

from __future__ import annotations

import math
from collections import OrderedDict

MOST_KNOWN = 4096
"""So many jobs and so many workers are remembered, those of which was heard last."""

QUICKEST, SLOWEST = 1e-6, 1e6
"""Seconds of a frame: what a worker tells may be anything, and beyond these there is nothing to be reckoned with."""

SMOOTHING = 0.3
"""Weight of the latest piece."""


class Paces:
    """What was learnt from finished pieces. Not thread-safe."""

    def __init__(self) -> None:
        self._costs: OrderedDict[str, float] = OrderedDict()
        self._paces: OrderedDict[str, float] = OrderedDict()

    def drawn(self, worker: str, job_id: str, seconds_per_frame: float) -> None:
        """A worker has drawn frames of a job at that speed."""
        if not 0.0 < seconds_per_frame < math.inf:
            return
        seen = math.log(min(SLOWEST, max(QUICKEST, seconds_per_frame)))
        cost, pace = self._costs.get(job_id), self._paces.get(worker)
        if cost is None:
            cost = seen - (pace or 0.0)
            pace = pace or 0.0
        elif pace is None:
            pace = seen - cost
        else:
            change = SMOOTHING * (seen - cost - pace) / 2
            cost, pace = cost + change, pace + change
        _keep(self._costs, job_id, cost)
        _keep(self._paces, worker, pace)

    def cost(self, job_id: str) -> float | None:
        """Seconds that a frame of the job takes a usual worker; None when nothing is known."""
        found = self._costs.get(job_id)
        return None if found is None else math.exp(found)

    def pace(self, worker: str) -> float | None:
        """How many times as long as a usual worker that one takes; None when nothing is known."""
        found = self._paces.get(worker)
        return None if found is None else math.exp(found)


def _keep(known: OrderedDict[str, float], name: str, value: float) -> None:
    known[name] = value
    known.move_to_end(name)
    if len(known) > MOST_KNOWN:
        known.popitem(last=False)
