"""Rows as `transitions` reads and writes them. Only that module uses this one: here is SQL and no rule.

Statements are built once, since building one costs more than running it. The columns that an update sets are those
that the parameters name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from app.core.states import JobState, PieceState, TaskKind, TaskState
from app.farm.store.schema import attempt, job, piece, task, worker

AnyRow = Row[*tuple[Any, ...]]
"""A row; which columns it has is written at the function that returns it."""

_OPEN, _GRANTED, _DONE = PieceState.OPEN.value, PieceState.GRANTED.value, PieceState.DONE.value
_RUNNING = TaskState.RUNNING.value

_JOB = select(
    job.c.id, job.c.state, job.c.wants_workers, job.c.submitted, job.c.started, job.c.budget_from, job.c.warnings
).where(job.c.id == bindparam("id_"))
_BY_KEY = (
    select(job.c.id, job.c.state)
    .where(job.c.key == bindparam("key_"), job.c.owner == bindparam("owner_"))
    .order_by(job.c.number.desc())
    .limit(1)
)
_SET_JOB = update(job).where(job.c.id == bindparam("id_"))
_TASKS = select(task.c.kind, task.c.state).where(task.c.job_id == bindparam("id_"))
_SET_TASK = update(task).where(
    task.c.job_id == bindparam("id_"), task.c.kind == bindparam("kind_"), task.c.state == bindparam("before_")
)
_PIECE = select(piece).where(piece.c.job_id == bindparam("id_"), piece.c.number == bindparam("number_"))
_SET_PIECE = update(piece).where(piece.c.job_id == bindparam("id_"), piece.c.number == bindparam("number_"))
_ONE_IN_STATE = (
    select(piece.c.number).where(piece.c.job_id == bindparam("id_"), piece.c.state == bindparam("state_")).limit(1)
)
_UNDONE = select(piece.c.number).where(piece.c.job_id == bindparam("id_"), piece.c.state != _DONE).limit(1)
_RANGE = (
    select(piece.c.number, piece.c.state, piece.c.attempt)
    .where(piece.c.job_id == bindparam("id_"), piece.c.number.between(bindparam("first_"), bindparam("last_")))
    .order_by(piece.c.number)
)
_TAKE = update(piece).where(
    piece.c.job_id == bindparam("id_"),
    piece.c.number.between(bindparam("first_"), bindparam("last_")),
    piece.c.state == _OPEN,
)
_LEAVE = update(piece).where(
    piece.c.attempt == bindparam("attempt_"), piece.c.state == _GRANTED, piece.c.number >= bindparam("first_")
)
_ATTEMPT = select(attempt).where(attempt.c.id == bindparam("id_"))
_SET_ATTEMPT = update(attempt).where(attempt.c.id == bindparam("id_"))
_LIVE_OF_JOB = select(attempt).where(attempt.c.job_id == bindparam("id_"), attempt.c.state == _RUNNING)
_LIVE_OF_WORKER = select(attempt).where(
    attempt.c.state == _RUNNING, attempt.c.worker == bindparam("worker_"), attempt.c.boot == bindparam("boot_")
)
_FAILURES = select(attempt.c.worker, attempt.c.infrastructure).where(
    attempt.c.job_id == bindparam("id_"),
    attempt.c.state == TaskState.FAILED.value,
    attempt.c.failed_piece == bindparam("number_"),
    attempt.c.id >= bindparam("from_"),
)
_CLAIMED = select(attempt.c.id).where(attempt.c.claim_id == bindparam("claim_"))
_WORKER = select(worker).where(worker.c.name == bindparam("name_"))
_SET_WORKER = update(worker).where(worker.c.name == bindparam("name_"))


def find_job(connection: Connection, job_id: str) -> AnyRow | None:
    """The guarded columns of a job, or None."""
    return connection.execute(_JOB, {"id_": job_id}).one_or_none()


def find_job_by_key(connection: Connection, key: str, owner: str) -> AnyRow | None:
    """Id and state of the owner's latest job made from an equal request, or None."""
    return connection.execute(_BY_KEY, {"key_": key, "owner_": owner}).one_or_none()


def add_job(connection: Connection, **values: Any) -> None:
    """A new job."""
    connection.execute(insert(job), values)


def set_job(connection: Connection, job_id: str, **values: Any) -> None:
    """Change columns of a job."""
    connection.execute(_SET_JOB, {"id_": job_id, **values})


def jobs_in_state(connection: Connection, state: JobState) -> Sequence[str]:
    """Ids of the jobs in a state."""
    return connection.scalars(select(job.c.id).where(job.c.state == state.value).order_by(job.c.number)).all()


def tasks_of(connection: Connection, job_id: str) -> dict[TaskKind, TaskState]:
    """The tasks that a job has."""
    return {TaskKind(row.kind): TaskState(row.state) for row in connection.execute(_TASKS, {"id_": job_id})}


def add_task(connection: Connection, job_id: str, kind: TaskKind, state: TaskState = TaskState.READY) -> None:
    """A new task. The database refuses a second one of its kind."""
    connection.execute(
        insert(task), {"job_id": job_id, "kind": kind.value, "state": state.value, "tries": 0, "not_before": 0.0}
    )


def set_task(
    connection: Connection, job_id: str, kind: TaskKind, before: TaskState, after: TaskState, **values: Any
) -> bool:
    """Move a task from one state to another; False when it was not in the first."""
    parameters = {"id_": job_id, "kind_": kind.value, "before_": before.value, "state": after.value, **values}
    return connection.execute(_SET_TASK, parameters).rowcount == 1


def count_try(connection: Connection, job_id: str, kind: TaskKind) -> None:
    """A task is being tried once more."""
    connection.execute(
        update(task).where(task.c.job_id == job_id, task.c.kind == kind.value).values(tries=task.c.tries + 1)
    )


def drop_tasks(connection: Connection, job_id: str) -> None:
    """Delete the tasks of a job that is tried again."""
    connection.execute(delete(task).where(task.c.job_id == job_id))


def running_tasks(connection: Connection) -> Sequence[AnyRow]:
    """Job and kind of the manager's own tasks that are running."""
    query = select(task.c.job_id, task.c.kind).where(task.c.state == _RUNNING, task.c.kind != TaskKind.RENDER.value)
    return connection.execute(query).all()


def find_piece(connection: Connection, job_id: str, number: int) -> AnyRow | None:
    """A piece, or None."""
    return connection.execute(_PIECE, {"id_": job_id, "number_": number}).one_or_none()


def pieces_between(connection: Connection, job_id: str, first: int, last: int) -> Sequence[AnyRow]:
    """Number, state and attempt of the pieces from `first` to `last`, in order."""
    return connection.execute(_RANGE, {"id_": job_id, "first_": first, "last_": last}).all()


def add_pieces(connection: Connection, pieces: list[dict[str, Any]]) -> None:
    """New pieces of a job."""
    connection.execute(insert(piece), pieces)


def drop_pieces(connection: Connection, job_id: str) -> None:
    """Delete the pieces of a job whose grid has changed."""
    connection.execute(delete(piece).where(piece.c.job_id == job_id))


def set_piece(connection: Connection, job_id: str, number: int, **values: Any) -> None:
    """Change columns of a piece."""
    connection.execute(_SET_PIECE, {"id_": job_id, "number_": number, **values})


def change_pieces(connection: Connection, job_id: str, before: PieceState, after: PieceState) -> None:
    """Move all pieces of a job that are in one state to another; nobody holds them after that."""
    connection.execute(
        update(piece)
        .where(piece.c.job_id == job_id, piece.c.state == before.value)
        .values(state=after.value, attempt=None)
    )


def take_pieces(connection: Connection, job_id: str, first: int, last: int, *, holder: int) -> int:
    """Grant the open ones among these pieces to an attempt; how many those were."""
    parameters = {"id_": job_id, "first_": first, "last_": last, "state": _GRANTED, "attempt": holder}
    return connection.execute(_TAKE, parameters).rowcount


def leave_pieces(connection: Connection, holder: int, first: int = 0) -> int:
    """Open the pieces from `first` on that an attempt holds; how many those were."""
    parameters = {"attempt_": holder, "first_": first, "state": _OPEN, "attempt": None}
    return connection.execute(_LEAVE, parameters).rowcount


def has_open_piece(connection: Connection, job_id: str) -> bool:
    """Whether a piece of the job is open."""
    return connection.scalar(_ONE_IN_STATE, {"id_": job_id, "state_": _OPEN}) is not None


def is_complete(connection: Connection, job_id: str) -> bool:
    """Whether every piece of the job is done."""
    return connection.scalar(_UNDONE, {"id_": job_id}) is None


def find_attempt(connection: Connection, number: int) -> AnyRow | None:
    """An attempt, or None."""
    return connection.execute(_ATTEMPT, {"id_": number}).one_or_none()


def add_attempt(connection: Connection, **values: Any) -> None:
    """A new attempt."""
    connection.execute(insert(attempt), values)


def set_attempt(connection: Connection, number: int, **values: Any) -> None:
    """Change columns of an attempt."""
    connection.execute(_SET_ATTEMPT, {"id_": number, **values})


def live_attempts(connection: Connection, job_id: str) -> Sequence[AnyRow]:
    """The running attempts of a job, suspects included."""
    return connection.execute(_LIVE_OF_JOB, {"id_": job_id}).all()


def live_attempts_of_worker(connection: Connection, name: str, boot: str) -> Sequence[AnyRow]:
    """The running attempts of one run of a worker."""
    return connection.execute(_LIVE_OF_WORKER, {"worker_": name, "boot_": boot}).all()


def all_live_attempts(connection: Connection) -> Sequence[AnyRow]:
    """All running attempts."""
    return connection.execute(select(attempt).where(attempt.c.state == _RUNNING)).all()


def was_claimed(connection: Connection, claim_id: str) -> bool:
    """Whether a claim has been answered by a grant before."""
    return connection.scalar(_CLAIMED, {"claim_": claim_id}) is not None


def failures_of_piece(connection: Connection, job_id: str, number: int, budget_from: int) -> Sequence[AnyRow]:
    """Worker and `infrastructure` of each failure of a piece that counts."""
    return connection.execute(_FAILURES, {"id_": job_id, "number_": number, "from_": budget_from}).all()


def find_worker(connection: Connection, name: str) -> AnyRow | None:
    """A worker, or None."""
    return connection.execute(_WORKER, {"name_": name}).one_or_none()


def set_worker(connection: Connection, name: str, **values: Any) -> None:
    """Add a worker, or change its columns."""
    if connection.execute(_SET_WORKER, {"name_": name, **values}).rowcount == 0:
        connection.execute(insert(worker), {"name": name, **values})


def forget_presence(connection: Connection) -> None:
    """No worker is known to be there."""
    connection.execute(update(worker).values(present=False))
