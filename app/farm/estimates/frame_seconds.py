"""What frames of a job are likely to take, when it is prepared: so long that its pieces have to be short?"""

from __future__ import annotations

import statistics

from app.core.jobs import EngineChoice, JobRequest
from app.farm.store import Store, history

LATEST = 16
"""So many of a template's latest films are asked."""


def likely_frame_seconds(store: Store, request: JobRequest) -> float | None:
    """Seconds that a worker is likely to take for a frame of a job whose engine is decided.

    The median of the latest films of its template's composition that this engine drew; else what some frames took that
    were timed before the submit, where the same engine draws them; None when nothing was seen. Raises `StoreError`.
    """
    with store.read() as session:
        costs = history.costs_of(session, request.template.sha256, request.comp_name, request.engine.value, LATEST)
    if costs:
        return statistics.median(costs)
    return request.sample if request.engine is EngineChoice.BUILTIN and request.sample > 0 else None
