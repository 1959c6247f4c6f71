"""Makes what is remembered of a film from its job's rows, in the transaction that publishes it."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select

from app.core.estimates import PastRender
from app.core.events import EventKind
from app.core.jobs import JobRequest, PieceManifest, RenderPlan
from app.core.model import Struct
from app.core.states import TaskState
from app.farm.store import history
from app.farm.store.documents import unpack, unpack_or_none
from app.farm.store.schema import attempt, event, job
from app.farm.store.session import AnyRow, Prepared, Session

_JOB = Prepared(select(job.c.request, job.c.plan, job.c.submitted, job.c.started).where(job.c.id == bindparam("id_")))
_EVENTS = Prepared(select(event.c.kind, event.c.at).where(event.c.job_id == bindparam("id_")).order_by(event.c.seq))
_ATTEMPTS = Prepared(
    select(attempt.c.id, attempt.c.worker, attempt.c.granted, attempt.c.ended)
    .where(attempt.c.job_id == bindparam("id_"))
    .order_by(attempt.c.id)
)
_ANOTHER_RUNS = Prepared(
    select(attempt.c.id)
    .where(attempt.c.state == TaskState.RUNNING.value, attempt.c.job_id != bindparam("id_"))
    .limit(1)
)
_ANOTHER_RAN = Prepared(
    select(attempt.c.id)
    .where(
        attempt.c.id >= bindparam("from"), attempt.c.job_id != bindparam("id_"), attempt.c.ended > bindparam("since")
    )
    .limit(1)
)

EARLIER_GRANTS = 256
"""So many grants before a film's first one are looked at for chunks of others that were drawn beside it."""

MOST_TIMELINE = 200
"""Of a film of more pieces, it is not remembered when each was finished."""

_DISTURBING = frozenset({EventKind.PAUSED, EventKind.RETRIED, EventKind.DELAYED, EventKind.CHUNK_FAILED})


class Costs(Struct, frozen=True):
    """What pieces tell of a film's cost, see `PastRender`."""

    cost: float
    drawn: float
    scatter: float
    drift: float


def remember_film(session: Session, job_id: str, manifests: Sequence[PieceManifest], now: float) -> None:
    """Remember a film that is published now. `manifests` are its pieces, in order."""
    row = session.row(_JOB, {"id_": job_id})
    plan = unpack_or_none(row.plan, RenderPlan)
    drawn = [one for one in manifests if one.frame_hashes and 0.0 < one.seconds < math.inf]
    if plan is None or not drawn:
        return
    request = unpack(row.request, JobRequest)
    times, disturbed = _times(session, job_id)
    attempts = session.rows(_ATTEMPTS, {"id_": job_id})
    begun = attempts[0].granted if attempts else row.started
    last_piece = times.get(EventKind.JOINING, now)
    costs = costs_of(drawn)
    speeds = _speeds(drawn, attempts)
    opening, handing = _overheads(drawn, attempts)
    seconds = last_piece - begun
    past = PastRender(
        job_id=job_id,
        ended=now,
        template=request.template.sha256,
        name=request.template.name,
        comp=request.comp_name,
        preset=plan.preset,
        engine=plan.engine.value,
        width=plan.width,
        height=plan.height,
        frames=len(plan.frames),
        pieces=len(manifests),
        cost=costs.cost,
        drawn=costs.drawn,
        scatter=costs.scatter,
        drift=costs.drift,
        workers=max(1, len(speeds)),
        share=_share(attempts, seconds, last_piece),
        prepare=_between(times, EventKind.PREPARING, EventKind.PREPARED),
        drawing=max(0.0, seconds),
        join=_between(times, EventKind.JOINING, EventKind.PUBLISHING),
        publish=max(0.0, now - times.get(EventKind.PUBLISHING, now)),
        span=max(0.0, now - begun),
        wall=max(0.0, now - row.submitted),
        opening=opening,
        handing=handing,
        alone=_was_alone(session, job_id, attempts),
        # Pieces of attempts that are not its own were found in storage.
        disturbed=disturbed or {one.attempt for one in drawn} > {one.id for one in attempts},
        features=plan.features,
        speeds=speeds,
        notes=history.notes_of(session, job_id),
        timeline=_timeline(drawn, attempts, begun) if len(drawn) <= MOST_TIMELINE else (),
    )
    history.remember(session, past)


def costs_of(manifests: Sequence[PieceManifest]) -> Costs:
    """The mean, scatter and drift of the cost of frames, from at least one piece with frames and a time."""
    frames = sum(len(one.frames) for one in manifests)
    drawn = sum(one.seconds for one in manifests)
    logs = [math.log(one.seconds / len(one.frames)) for one in manifests]
    if len(logs) < 2:
        return Costs(cost=drawn / frames, drawn=drawn, scatter=0.0, drift=0.0)
    middles = [(one.frames.start + one.frames.stop) / 2 for one in manifests]
    first, length = manifests[0].frames.start, manifests[-1].frames.stop - manifests[0].frames.start
    places = [(middle - first) / max(1, length) for middle in middles]
    slope, intercept = statistics.linear_regression(places, logs)
    rest = [log - intercept - slope * place for place, log in zip(places, logs, strict=True)]
    return Costs(cost=drawn / frames, drawn=drawn, scatter=statistics.pstdev(rest), drift=slope)


def _was_alone(session: Session, job_id: str, attempts: Sequence[AnyRow]) -> bool:
    """Whether nothing else was drawn while it was. Grants are numbered in order, so what is older need not be read."""
    if session.value(_ANOTHER_RUNS, {"id_": job_id}) is not None:
        return False
    if not attempts:
        return True
    asked = {"id_": job_id, "from": attempts[0].id - EARLIER_GRANTS, "since": attempts[0].granted}
    return session.value(_ANOTHER_RAN, asked) is None


def _times(session: Session, job_id: str) -> tuple[dict[str, float], bool]:
    """When which kind of event was last, and whether the job went its way without a disturbance."""
    rows = session.rows(_EVENTS, {"id_": job_id})
    return {row.kind: row.at for row in rows}, any(row.kind in _DISTURBING for row in rows)


def _between(times: dict[str, float], first: str, last: str) -> float:
    return max(0.0, times[last] - times[first]) if first in times and last in times else 0.0


def _speeds(drawn: Sequence[PieceManifest], attempts: Sequence[AnyRow]) -> dict[str, tuple[int, float]]:
    workers = {one.id: one.worker for one in attempts}
    frames: dict[str, int] = defaultdict(int)
    seconds: dict[str, float] = defaultdict(float)
    for one in drawn:
        if one.attempt in workers:
            frames[workers[one.attempt]] += len(one.frames)
            seconds[workers[one.attempt]] += one.seconds
    return {worker: (frames[worker], seconds[worker]) for worker in sorted(frames)}


def _overheads(drawn: Sequence[PieceManifest], attempts: Sequence[AnyRow]) -> tuple[float, float]:
    """What attempts took beside their pieces: the median of workers' first ones, and of further ones."""
    seconds: dict[int, float] = defaultdict(float)
    for one in drawn:
        seconds[one.attempt] += one.seconds
    first: dict[str, float] = {}
    further: list[float] = []
    for one in attempts:
        if one.ended and one.id in seconds:
            beside = max(0.0, one.ended - one.granted - seconds[one.id])
            if one.worker in first:
                further.append(beside)
            else:
                first[one.worker] = beside
    return _median(first.values()), _median(further)


def _timeline(
    drawn: Sequence[PieceManifest], attempts: Sequence[AnyRow], begun: float
) -> tuple[tuple[float, int, int, float], ...]:
    """When which piece was finished, counted back from the ends of attempts."""
    ends = {one.id: one.ended for one in attempts if one.ended}
    found = []
    for one in reversed(drawn):
        if one.attempt in ends:
            found.append((round(ends[one.attempt] - begun, 3), one.piece, len(one.frames), round(one.seconds, 4)))
            ends[one.attempt] -= one.seconds
    return tuple(sorted(found))


def _share(attempts: Sequence[AnyRow], seconds: float, until: float) -> float:
    """How many workers drew it at the same time, on average."""
    held = sum(max(0.0, min(one.ended or until, until) - one.granted) for one in attempts)
    return min(held / seconds, float(len({one.worker for one in attempts}))) if seconds > 0 and held > 0 else 1.0


def _median(values: Any) -> float:
    found = list(values)
    return statistics.median(found) if found else 0.0
