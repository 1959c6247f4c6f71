"""How much of what there is in the store, for those who watch a farm."""

from __future__ import annotations

from sqlalchemy import Table, func, or_, select

from app.core.model import Struct
from app.core.states import JobState, PieceState
from app.farm.store.schema import attempt, job, outbox, piece, worker
from app.farm.store.session import Prepared, Session


class StoreCounts(Struct, frozen=True):
    """Numbers of jobs, pieces and attempts by their state, of workers that are there, of messages to be sent, and of
    frames that wait (see `queued_frames`).
    """

    jobs: dict[str, int]
    pieces: dict[str, int]
    attempts: dict[str, int]
    workers: int
    outbox: int
    queued_frames: int = 0


def _by_state(table: Table) -> Prepared:
    column = table.c.state
    return Prepared(select(column.label("state"), func.count().label("number")).group_by(column))


_JOBS, _PIECES, _ATTEMPTS = _by_state(job), _by_state(piece), _by_state(attempt)
_OPEN_FRAMES = Prepared(
    select(func.sum(piece.c.stop - piece.c.start))
    .select_from(job)
    .join(piece, piece.c.job_id == job.c.id)
    .where(job.c.wants_workers.is_(True), piece.c.state == PieceState.OPEN.value)
)
_UNPREPARED_FRAMES = Prepared(
    select(func.sum(job.c.frames_total)).where(
        or_(job.c.state == JobState.QUEUED.value, job.c.state == JobState.PREPARING.value)
    )
)
_WORKERS = Prepared(select(func.count().label("number")).select_from(worker).where(worker.c.present.is_(True)))
_OUTBOX = Prepared(select(func.count().label("number")).select_from(outbox))


def count_all(session: Session) -> StoreCounts:
    """Count everything. Its cost grows with the store, so it is for every few seconds and not for every change."""
    return StoreCounts(
        jobs=_counted(session, _JOBS),
        pieces=_counted(session, _PIECES),
        attempts=_counted(session, _ATTEMPTS),
        workers=int(session.value(_WORKERS) or 0),
        outbox=int(session.value(_OUTBOX) or 0),
        queued_frames=queued_frames(session),
    )


def queued_frames(session: Session) -> int:
    """Frames that wait for a worker: open ones of jobs that take grants, and all of jobs that are not prepared yet."""
    return int(session.value(_OPEN_FRAMES) or 0) + int(session.value(_UNPREPARED_FRAMES) or 0)


def _counted(session: Session, prepared: Prepared) -> dict[str, int]:
    return {row.state: int(row.number) for row in session.rows(prepared)}
