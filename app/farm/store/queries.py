"""What is read from the store, as values. Nothing here changes anything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select

from app.core.errors import ErrorInfo, UsageError
from app.core.jobs import EngineChoice, FilmReport, JobRequest, PieceManifest, RenderPlan, RenderWarning
from app.core.messages import JobView
from app.core.model import Struct
from app.core.needs import Needs
from app.core.states import JobState, PieceState, TaskKind, TaskState
from app.farm.store.boards import Board
from app.farm.store.documents import unpack, unpack_or_none
from app.farm.store.schema import attempt, job, piece, task
from app.farm.store.session import AnyRow, Prepared, Session

RUNNING = TaskState.RUNNING.value
GRANTED, DONE = PieceState.GRANTED.value, PieceState.DONE.value
RENDERABLE = (JobState.READY.value, JobState.RENDERING.value)


class DueTask(Struct, frozen=True):
    """A task of the manager's own that may be started."""

    job_id: str
    kind: TaskKind
    tries: int


_VIEW_COLUMNS = (
    job.c.id,
    job.c.number,
    job.c.name,
    job.c.owner,
    job.c.state,
    job.c.output,
    job.c.priority,
    job.c.batch_id,
    job.c.batch_row,
    job.c.frames_total,
    job.c.submitted,
    job.c.started,
    job.c.ended,
    job.c.error,
    job.c.warnings,
    job.c.film,
    job.c.place,
    job.c.template,
    job.c.comp,
    job.c.preset,
    job.c.engine,
    job.c.folder,
    job.c.batch_name,
    job.c.waits_for,
    select(func.count())
    .where(attempt.c.job_id == job.c.id, attempt.c.state == TaskState.FAILED.value)
    .scalar_subquery()
    .label("retries"),
)
_ONE_VIEW = Prepared(select(*_VIEW_COLUMNS).where(job.c.id == bindparam("id")))
_PIECE_STATES = Prepared(
    select(piece.c.state, piece.c.start, piece.c.stop, piece.c.attempt)
    .where(piece.c.job_id == bindparam("id"))
    .order_by(piece.c.number)
)
_POOL = Prepared(select(job.c.engine, job.c.needs).where(job.c.id == bindparam("id")))
JOBS_PER_QUERY = 200
"""So many jobs are read with one query."""

_MANY = tuple(f"id{number}" for number in range(JOBS_PER_QUERY))
_MANY_VIEWS = Prepared(select(*_VIEW_COLUMNS).where(job.c.id.in_([bindparam(name) for name in _MANY])))
_MANY_PIECE_STATES = Prepared(
    select(piece.c.job_id, piece.c.state, piece.c.start, piece.c.stop, piece.c.attempt)
    .where(piece.c.job_id.in_([bindparam(name) for name in _MANY]))
    .order_by(piece.c.job_id, piece.c.number)
)
_LATEST_KEY = Prepared(select(job.c.id).where(job.c.key == bindparam("key")).order_by(job.c.number.desc()).limit(1))
_MANIFESTS = Prepared(
    select(piece.c.manifest).where(piece.c.job_id == bindparam("id"), piece.c.state == DONE).order_by(piece.c.number)
)
_HOLDER = Prepared(select(attempt.c.job_id, attempt.c.worker).where(attempt.c.id == bindparam("number")))
_STATE = Prepared(select(job.c.state).where(job.c.id == bindparam("id")))
_REQUEST = Prepared(select(job.c.request, job.c.plan, job.c.film).where(job.c.id == bindparam("id")))
_DUE = Prepared(
    select(task.c.job_id, task.c.kind, task.c.tries)
    .select_from(job)
    .join(task, task.c.job_id == job.c.id)
    .where(
        job.c.state == bindparam("job_state"),
        job.c.waits_for == 0,
        task.c.kind == bindparam("kind"),
        task.c.state == TaskState.READY.value,
        or_(task.c.not_before <= bindparam("now"), task.c.not_before > bindparam("latest")),
    )
    .order_by(job.c.priority.desc(), job.c.place)
    .limit(bindparam("most"))
)
_DUE_IN = (
    (TaskKind.PUBLISH, JobState.PUBLISHING),
    (TaskKind.JOIN, JobState.JOINING),
    (TaskKind.PREPARE, JobState.QUEUED),
)
"""In which state of their jobs these tasks are due; in this order, as what is nearly finished is finished first."""


def job_view(session: Session, job_id: str) -> JobView:
    """What clients may see of a job."""
    row = session.row(_ONE_VIEW, {"id": job_id})
    return _view(row, session.boards.of(job_id, lambda: session.rows(_PIECE_STATES, {"id": job_id})))


def no_job(job_id: str) -> UsageError:
    """What to say of an id that no job has."""
    return UsageError(f"There is no job “{job_id[:80]}”.", next_step="Look at the list of jobs.")


def job_views(session: Session, job_ids: Sequence[str]) -> tuple[JobView, ...]:
    """The views of these jobs, in order of submission; unknown ids are left out."""
    found: list[tuple[int, JobView]] = []
    for start in range(0, len(job_ids), JOBS_PER_QUERY):
        portion = job_ids[start : start + JOBS_PER_QUERY]
        ids = dict(zip(_MANY, (*portion, *[""] * (JOBS_PER_QUERY - len(portion))), strict=True))
        pieces: dict[str, list[Any]] = defaultdict(list)
        for one in session.rows(_MANY_PIECE_STATES, ids):
            pieces[one.job_id].append(one)
        found += [(row.number, _view(row, Board(pieces[row.id]))) for row in session.rows(_MANY_VIEWS, ids)]
    return tuple(view for _, view in sorted(found, key=itemgetter(0)))


def all_job_ids(session: Session) -> tuple[str, ...]:
    """The ids of all jobs, in order of submission."""
    return tuple(session.connection.scalars(select(job.c.id).order_by(job.c.number)))


def latest_with_key(session: Session, key: str) -> str | None:
    """The id of the latest job made from an equal request, or None."""
    found: str | None = session.value(_LATEST_KEY, {"key": key})
    return found


def state_of(session: Session, job_id: str) -> JobState | None:
    """The state of a job, or None when there is none of that id."""
    found: str | None = session.value(_STATE, {"id": job_id})
    return None if found is None else JobState(found)


def owner_of(session: Session, job_id: str) -> str | None:
    """Whose job it is, or None when there is none of that id."""
    return session.connection.scalar(select(job.c.owner).where(job.c.id == job_id))


def request_of(session: Session, job_id: str) -> tuple[JobRequest, RenderPlan | None, FilmReport | None]:
    """The request of a job, its plan once it is prepared, and its film once it is joined.

    Raises `UsageError` when there is no job of that id (any more).
    """
    row = session.row(_REQUEST, {"id": job_id})
    if row is None:
        raise no_job(job_id)
    return unpack(row.request, JobRequest), unpack_or_none(row.plan, RenderPlan), unpack_or_none(row.film, FilmReport)


def manifests(session: Session, job_id: str) -> tuple[PieceManifest, ...]:
    """The finished pieces of a job, in order."""
    return tuple(unpack(body, PieceManifest) for body in session.values(_MANIFESTS, {"id": job_id}))


def pool_of(session: Session, job_id: str) -> tuple[EngineChoice, Needs]:
    """By which engine a job wants to be drawn, and what it needs of workers; nothing where there is no such job."""
    found = session.row(_POOL, {"id": job_id})
    if found is None:
        return EngineChoice.AUTO, Needs()
    return EngineChoice(found.engine), unpack_or_none(found.needs, Needs) or Needs()


def was_granted(session: Session, number: int, job_id: str, worker: str) -> bool:
    """Whether a worker has, or had, pieces of a job under this attempt."""
    found = session.row(_HOLDER, {"number": number})
    return found is not None and (found.job_id, found.worker) == (job_id, worker)


def due_tasks(session: Session, now: float, most: int, *, longest_pause: float) -> tuple[DueTask, ...]:
    """Up to `most` tasks of the manager's own that may be started now.

    So may one that waits for longer than the longest pause in seconds: the clock was set back since.
    """
    found: list[DueTask] = []
    for kind, state in _DUE_IN:
        if len(found) >= most:
            break
        wanted = {"job_state": state.value, "kind": kind.value, "now": now, "latest": now + longest_pause}
        rows = session.rows(_DUE, {**wanted, "most": most - len(found)})
        found += [DueTask(job_id=row.job_id, kind=kind, tries=row.tries) for row in rows]
    return tuple(found)


def jobs_to_recover(session: Session) -> tuple[str, ...]:
    """Jobs that may have pieces in storage that the store does not know of."""
    unfinished = (
        select(job.c.id)
        .join(task, and_(task.c.job_id == job.c.id, task.c.kind == TaskKind.RENDER.value))
        .where(
            task.c.state == RUNNING,
            or_(job.c.state.in_(RENDERABLE), job.c.state == JobState.PAUSED.value),
        )
        .order_by(job.c.number)
    )
    return tuple(session.connection.scalars(unfinished))


def _view(row: AnyRow, board: Board) -> JobView:
    return JobView(
        job_id=row.id,
        name=row.name,
        owner=row.owner,
        state=row.state,
        output=row.output,
        priority=row.priority,
        batch_id=row.batch_id,
        row=row.batch_row,
        frames_total=row.frames_total,
        frames_done=board.frames_done,
        pieces=board.letters,
        submitted=row.submitted,
        started=row.started,
        ended=row.ended,
        error=unpack_or_none(row.error, ErrorInfo),
        warnings=() if row.warnings is None else unpack(row.warnings, tuple[RenderWarning, ...]),
        film=unpack_or_none(row.film, FilmReport) if row.state == JobState.DONE.value else None,
        template=row.template,
        comp=row.comp,
        preset=row.preset,
        engine=row.engine,
        folder=row.folder,
        batch_name=row.batch_name,
        place=row.place,
        # A worker has one attempt at a time.
        workers=len(board.chunks),
        retries=row.retries,
        waits_for=row.waits_for,
    )
