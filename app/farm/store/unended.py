"""What there is still to draw, as values: the part of the store that estimates are made from."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select

from app.core.model import Struct
from app.core.states import JobState, PieceState
from app.farm.store.schema import job, piece
from app.farm.store.session import Prepared, Session

TO_DRAW = (JobState.QUEUED, JobState.PREPARING, JobState.READY, JobState.RENDERING)
"""States of jobs that need workers, now or soon."""

_OPEN, _GRANTED = PieceState.OPEN.value, PieceState.GRANTED.value
_IS_TO_DRAW = or_(*(job.c.state == state.value for state in TO_DRAW))


class UndrawnJob(Struct, frozen=True):
    """A job that is to be drawn: `frames` of it are in no finished piece, in `pieces` pieces (0: not yet prepared).

    `held` of these frames are in pieces that workers hold. `started` is when its first piece was granted (0: none was).
    """

    job_id: str
    name: str
    owner: str
    priority: int
    place: float
    engine: str
    template: str
    comp: str
    preset: str
    frames: int
    frames_total: int
    pieces: int
    held: int
    submitted: float
    started: float


_JOBS = Prepared(
    select(
        job.c.id,
        job.c.name,
        job.c.owner,
        job.c.priority,
        job.c.place,
        job.c.engine,
        job.c.template,
        job.c.comp,
        job.c.preset,
        job.c.frames_total,
        job.c.pieces,
        job.c.submitted,
        job.c.started,
    )
    .where(_IS_TO_DRAW)
    .order_by(job.c.number)
)
_LEFT = Prepared(
    select(
        piece.c.job_id,
        piece.c.state,
        func.count().label("pieces"),
        func.sum(piece.c.stop - piece.c.start).label("frames"),
    )
    .join(job, job.c.id == piece.c.job_id)
    .where(_IS_TO_DRAW, or_(piece.c.state == _OPEN, piece.c.state == _GRANTED))
    .group_by(piece.c.job_id, piece.c.state)
)


_AHEAD = Prepared(
    select(job.c.id)
    .where(
        _IS_TO_DRAW,
        or_(
            job.c.priority > bindparam("priority_"),
            and_(job.c.priority == bindparam("priority_"), job.c.place < bindparam("place_")),
        ),
    )
    .limit(bindparam("most"))
)


def jobs_ahead(session: Session, priority: int, place: float, most: int) -> int:
    """How many jobs that need workers come before one of that priority and place; it counts up to `most`."""
    return len(session.values(_AHEAD, {"priority_": priority, "place_": place, "most": most}))


def undrawn_jobs(session: Session) -> tuple[UndrawnJob, ...]:
    """All jobs that need workers now or soon, in order of submission; paused ones do not."""
    left: dict[str, dict[str, Any]] = {}
    for row in session.rows(_LEFT):
        left.setdefault(row.job_id, {})[row.state] = row
    return tuple(_undrawn(row, left.get(row.id, {})) for row in session.rows(_JOBS))


def _undrawn(row: Any, left: dict[str, Any]) -> UndrawnJob:
    is_laid_out = row.pieces > 0
    return UndrawnJob(
        job_id=row.id,
        name=row.name,
        owner=row.owner,
        priority=row.priority,
        place=row.place,
        engine=row.engine,
        template=row.template,
        comp=row.comp,
        preset=row.preset,
        frames=sum(int(one.frames) for one in left.values()) if is_laid_out else row.frames_total,
        frames_total=row.frames_total,
        pieces=sum(int(one.pieces) for one in left.values()) if is_laid_out else 0,
        held=int(left[_GRANTED].frames) if _GRANTED in left else 0,
        submitted=row.submitted,
        started=row.started,
    )
