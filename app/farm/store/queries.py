"""What is read from the store, as values. Nothing here changes anything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import and_, bindparam, or_, select

from app.core.errors import ErrorInfo
from app.core.jobs import EngineChoice, FilmReport, JobRequest, PieceManifest, RenderPlan, RenderWarning
from app.core.messages import JobView
from app.core.model import Struct
from app.core.states import PIECE_LETTERS, JobState, PieceState, TaskKind, TaskState
from app.farm.store.documents import unpack, unpack_or_none
from app.farm.store.schema import attempt, job, piece, task
from app.farm.store.session import AnyRow, Prepared, Session

RUNNING = TaskState.RUNNING.value
OPEN, GRANTED, DONE = PieceState.OPEN.value, PieceState.GRANTED.value, PieceState.DONE.value
RENDERABLE = (JobState.READY.value, JobState.RENDERING.value)


class DueTask(Struct, frozen=True):
    """A task of the manager's own that may be started."""

    job_id: str
    kind: TaskKind
    tries: int


class OpenWork(Struct, frozen=True):
    """A job that has open pieces: their numbers in order, and who failed what (`by_piece`: number → workers)."""

    job_id: str
    owner: str
    priority: int
    number: int
    engine: EngineChoice
    open_pieces: tuple[int, ...]
    failed_on: dict[int, frozenset[str]]
    failures: dict[str, int]


class LiveAttempt(Struct, frozen=True):
    """A running attempt and the pieces that it still holds, in order; the first one is in work."""

    attempt: int
    job_id: str
    owner: str
    worker: str
    boot: str
    claim_id: str
    engine: EngineChoice
    first: int
    last: int
    suspect: bool
    held: tuple[int, ...]
    held_frames: tuple[int, ...]


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
)
_ONE_VIEW = Prepared(select(*_VIEW_COLUMNS).where(job.c.id == bindparam("id")))
_PIECE_STATES = Prepared(
    select(piece.c.state, piece.c.start, piece.c.stop).where(piece.c.job_id == bindparam("id")).order_by(piece.c.number)
)
_LATEST_KEY = Prepared(select(job.c.id).where(job.c.key == bindparam("key")).order_by(job.c.number.desc()).limit(1))
_OPEN_PIECES = Prepared(
    select(piece.c.number)
    .where(piece.c.job_id == bindparam("id"), piece.c.state == OPEN)
    .order_by(piece.c.number)
    .limit(bindparam("most"))
)
_OWNERS = Prepared(select(job.c.owner).where(job.c.wants_workers.is_(True)).distinct())
_WANTING = Prepared(
    select(job.c.id, job.c.owner, job.c.priority, job.c.number, job.c.engine, job.c.budget_from)
    .where(job.c.wants_workers.is_(True), job.c.owner == bindparam("owner"))
    .order_by(job.c.priority.desc(), job.c.number)
    .limit(bindparam("most"))
)
_FAILURES = Prepared(
    select(attempt.c.worker, attempt.c.failed_piece).where(
        attempt.c.job_id == bindparam("id"),
        attempt.c.state == TaskState.FAILED.value,
        attempt.c.infrastructure.is_(False),
        attempt.c.id >= bindparam("budget_from"),
    )
)
_ATTEMPTS = Prepared(
    select(attempt, job.c.owner, job.c.engine)
    .join(job, job.c.id == attempt.c.job_id)
    .where(attempt.c.state == RUNNING)
    .order_by(attempt.c.id)
)
_HELD = Prepared(
    select(piece.c.attempt, piece.c.number, piece.c.start, piece.c.stop)
    .join(attempt, attempt.c.id == piece.c.attempt)
    .where(attempt.c.state == RUNNING, piece.c.state == GRANTED)
    .order_by(piece.c.attempt, piece.c.number)
)
_MANIFESTS = Prepared(
    select(piece.c.manifest).where(piece.c.job_id == bindparam("id"), piece.c.state == DONE).order_by(piece.c.number)
)
_REQUEST = Prepared(select(job.c.request, job.c.plan, job.c.film).where(job.c.id == bindparam("id")))
_DUE = Prepared(
    select(task.c.job_id, task.c.kind, task.c.tries)
    .join(job, job.c.id == task.c.job_id)
    .where(
        task.c.state == TaskState.READY.value,
        task.c.kind != TaskKind.RENDER.value,
        task.c.not_before <= bindparam("now"),
        job.c.state != JobState.PAUSED.value,
    )
    # Publishing before joining before preparing: what is nearly finished is finished first.
    .order_by(task.c.kind.desc(), job.c.priority.desc(), job.c.number)
    .limit(bindparam("most"))
)


def job_view(session: Session, job_id: str) -> JobView:
    """What clients may see of a job."""
    row = session.row(_ONE_VIEW, {"id": job_id})
    return _view(row, session.rows(_PIECE_STATES, {"id": job_id}))


def job_views(session: Session, job_ids: Sequence[str]) -> tuple[JobView, ...]:
    """The views of these jobs (a few hundred at most), in order of submission; unknown ids are left out."""
    rows = session.connection.execute(select(*_VIEW_COLUMNS).where(job.c.id.in_(job_ids)).order_by(job.c.number)).all()
    pieces: dict[str, list[Any]] = defaultdict(list)
    states = (
        select(piece.c.job_id, piece.c.state, piece.c.start, piece.c.stop)
        .where(piece.c.job_id.in_(job_ids))
        .order_by(piece.c.job_id, piece.c.number)
    )
    for one in session.connection.execute(states):
        pieces[one.job_id].append(one)
    return tuple(_view(row, pieces[row.id]) for row in rows)


def all_job_ids(session: Session) -> tuple[str, ...]:
    """The ids of all jobs, in order of submission."""
    return tuple(session.connection.scalars(select(job.c.id).order_by(job.c.number)))


def latest_with_key(session: Session, key: str) -> str | None:
    """The id of the latest job made from an equal request, or None."""
    found: str | None = session.value(_LATEST_KEY, {"key": key})
    return found


def owner_of(session: Session, job_id: str) -> str | None:
    """Whose job it is, or None when there is none of that id."""
    return session.connection.scalar(select(job.c.owner).where(job.c.id == job_id))


def request_of(session: Session, job_id: str) -> tuple[JobRequest, RenderPlan | None, FilmReport | None]:
    """The request of a job, its plan once it is prepared, and its film once it is joined."""
    row = session.row(_REQUEST, {"id": job_id})
    return unpack(row.request, JobRequest), unpack_or_none(row.plan, RenderPlan), unpack_or_none(row.film, FilmReport)


def manifests(session: Session, job_id: str) -> tuple[PieceManifest, ...]:
    """The finished pieces of a job, in order."""
    return tuple(unpack(body, PieceManifest) for body in session.values(_MANIFESTS, {"id": job_id}))


def due_tasks(session: Session, now: float, most: int) -> tuple[DueTask, ...]:
    """Up to `most` tasks of the manager's own that may be started now."""
    rows = session.rows(_DUE, {"now": now, "most": most})
    return tuple(DueTask(job_id=row.job_id, kind=TaskKind(row.kind), tries=row.tries) for row in rows)


def open_work(session: Session, most_jobs: int, most_pieces: int) -> tuple[OpenWork, ...]:
    """Of every owner, up to `most_jobs` jobs with open pieces in the order in which they are to be granted.

    At most `most_pieces` pieces of each.
    """
    found = []
    for owner in session.values(_OWNERS):
        for row in session.rows(_WANTING, {"owner": owner, "most": most_jobs}):
            numbers = session.values(_OPEN_PIECES, {"id": row.id, "most": most_pieces})
            failures, failed_on = _failures(session, row.id, row.budget_from)
            found.append(
                OpenWork(
                    job_id=row.id,
                    owner=owner,
                    priority=row.priority,
                    number=row.number,
                    engine=EngineChoice(row.engine),
                    open_pieces=tuple(numbers),
                    failed_on=failed_on,
                    failures=failures,
                )
            )
    return tuple(found)


def _failures(session: Session, job_id: str, budget_from: int) -> tuple[dict[str, int], dict[int, frozenset[str]]]:
    by_worker: dict[str, int] = defaultdict(int)
    by_piece: dict[int, set[str]] = defaultdict(set)
    for name, number in session.rows(_FAILURES, {"id": job_id, "budget_from": budget_from}):
        by_worker[name] += 1
        if number is not None:
            by_piece[number].add(name)
    return dict(by_worker), {number: frozenset(names) for number, names in by_piece.items()}


def live_attempts(session: Session, *, holding: int = 0) -> tuple[LiveAttempt, ...]:
    """The running attempts that hold at least `holding` pieces, suspects included, oldest first."""
    held: dict[int, list[Any]] = defaultdict(list)
    for row in session.rows(_HELD):
        held[row.attempt].append(row)
    return tuple(
        LiveAttempt(
            attempt=row.id,
            job_id=row.job_id,
            owner=row.owner,
            worker=row.worker,
            boot=row.boot,
            claim_id=row.claim_id,
            engine=EngineChoice(row.engine),
            first=row.first,
            last=row.last,
            suspect=bool(row.suspect),
            held=tuple(one.number for one in held[row.id]),
            held_frames=tuple(one.stop - one.start for one in held[row.id]),
        )
        for row in session.rows(_ATTEMPTS)
        if len(held.get(row.id, ())) >= holding
    )


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


def _view(row: AnyRow, pieces: Iterable[Any]) -> JobView:
    letters = []
    frames_done = 0
    for one in pieces:
        letters.append(_LETTERS[one.state])
        if one.state == DONE:
            frames_done += one.stop - one.start
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
        frames_done=frames_done,
        pieces="".join(letters),
        submitted=row.submitted,
        started=row.started,
        ended=row.ended,
        error=unpack_or_none(row.error, ErrorInfo),
        warnings=() if row.warnings is None else unpack(row.warnings, tuple[RenderWarning, ...]),
        film=unpack_or_none(row.film, FilmReport) if row.state == JobState.DONE.value else None,
    )


_LETTERS = {state.value: letter for state, letter in PIECE_LETTERS.items()}
