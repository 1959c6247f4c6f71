"""One job in full, as values. Nothing here changes anything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select

from app.core.errors import ErrorInfo
from app.core.frames import FrameRange
from app.core.jobs import JobRequest
from app.core.messages import AttemptView, PieceView, TaskView
from app.core.model import Struct
from app.farm.store.documents import unpack, unpack_or_none
from app.farm.store.queries import no_job
from app.farm.store.schema import attempt, job, piece, task
from app.farm.store.session import Prepared, Session

MOST_ATTEMPTS = 500
"""Of more attempts than this, the newest are shown."""

_REQUEST = Prepared(select(job.c.request).where(job.c.id == bindparam("id")))
_TASKS = Prepared(
    select(task.c.kind, task.c.state, task.c.tries).where(task.c.job_id == bindparam("id")).order_by(task.c.id)
)
_ATTEMPTS = Prepared(
    select(attempt).where(attempt.c.job_id == bindparam("id")).order_by(attempt.c.id.desc()).limit(bindparam("most"))
)
_PIECES = Prepared(
    select(piece.c.number, piece.c.start, piece.c.stop, piece.c.state, piece.c.attempt, piece.c.manifest)
    .where(piece.c.job_id == bindparam("id"))
    .order_by(piece.c.number)
)


class JobRecord(Struct, frozen=True):
    """A job's rows, read in one transaction; reading the documents in them can wait until after it."""

    request: bytes
    tasks: tuple[Any, ...]
    attempts: tuple[Any, ...]
    pieces: tuple[Any, ...]


class _Manifest(Struct, frozen=True):
    """The part of a `PieceManifest` that is shown."""

    file: str


def read_record(session: Session, job_id: str) -> JobRecord:
    """The rows of a job, of its attempts the newest ones in rising order. Raises `UsageError` when it is not known."""
    request = session.value(_REQUEST, {"id": job_id})
    if request is None:
        raise no_job(job_id)
    attempts = session.rows(_ATTEMPTS, {"id": job_id, "most": MOST_ATTEMPTS})
    return JobRecord(
        request=request,
        tasks=tuple(session.rows(_TASKS, {"id": job_id})),
        attempts=tuple(reversed(attempts)),
        pieces=tuple(session.rows(_PIECES, {"id": job_id})),
    )


def request_in(record: JobRecord) -> JobRequest:
    """The request that the job was made from."""
    return unpack(record.request, JobRequest)


def tasks_in(record: JobRecord) -> tuple[TaskView, ...]:
    """The job's tasks in the order in which they came up."""
    return tuple(TaskView(kind=row.kind, state=row.state, tries=row.tries) for row in record.tasks)


def pieces_in(record: JobRecord) -> tuple[PieceView, ...]:
    """The job's pieces by their numbers, which begin with 0 and have no gaps."""
    return tuple(
        PieceView(
            frames=FrameRange(start=row.start, stop=row.stop),
            state=row.state,
            attempt=row.attempt,
            file="" if row.manifest is None else unpack(row.manifest, _Manifest).file,
        )
        for row in record.pieces
    )


def attempts_in(record: JobRecord) -> tuple[AttemptView, ...]:
    """The job's attempts, oldest first."""
    return tuple(
        AttemptView(
            attempt=row.id,
            worker=row.worker,
            first=row.first,
            last=row.last,
            frames=_frames(record.pieces, row.first, row.last),
            state=row.state,
            granted=row.granted,
            ended=row.ended,
            error=unpack_or_none(row.error, ErrorInfo),
            infrastructure=bool(row.infrastructure),
        )
        for row in record.attempts
    )


def _frames(pieces: Sequence[Any], first: int, last: int) -> FrameRange:
    """The frames of the pieces from `first` to `last`, as far as the grid still has them (a retry may lay another)."""
    chunk = pieces[first : last + 1]
    return FrameRange(start=chunk[0].start, stop=chunk[-1].stop) if chunk else FrameRange(start=0, stop=0)
