"""Rows as `transitions` and its fellows read and write them. Only those modules use this one: here is SQL and no rule.

Statements are built once, since building one costs more than running it. The columns that an update sets are those
that the parameters name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, literal, select, update

from app.core.events import EventKind
from app.core.states import END_STATES, JobState, PieceState, TaskKind, TaskState
from app.farm.store.schema import attempt, dependency, event, job, piece, task, worker
from app.farm.store.session import AnyRow, Prepared, Session

_OPEN, _GRANTED, _DONE = PieceState.OPEN.value, PieceState.GRANTED.value, PieceState.DONE.value
_NOT_DONE = tuple(state.value for state in PieceState if state is not PieceState.DONE)
_RUNNING = TaskState.RUNNING.value
_ENDED = [state.value for state in END_STATES]

_ADD_JOB = Prepared(insert(job))
_ADD_TASK = Prepared(insert(task))
_ADD_PIECE = Prepared(insert(piece))
_ADD_ATTEMPT = Prepared(insert(attempt))
_ADD_WORKER = Prepared(insert(worker))
_JOB = Prepared(
    select(
        job.c.id,
        job.c.name,
        job.c.state,
        job.c.wants_workers,
        job.c.submitted,
        job.c.started,
        job.c.budget_from,
        job.c.warnings,
        job.c.waits_for,
    ).where(job.c.id == bindparam("id_"))
)
_BY_KEY = Prepared(
    select(job.c.id, job.c.state)
    .where(job.c.key == bindparam("key_"), job.c.owner == bindparam("owner_"))
    .order_by(job.c.number.desc())
    .limit(1)
)
_REMOVED = Prepared(
    select(event.c.seq).where(event.c.job_id == bindparam("id_"), event.c.kind == EventKind.REMOVED.value).limit(1)
)
_PLACE = Prepared(
    select(job.c.id, job.c.name, job.c.state, job.c.priority, job.c.place).where(job.c.id == bindparam("id_"))
)
_LAST_PLACE = Prepared(select(func.max(job.c.place)))
_SET_JOB = Prepared(update(job).where(job.c.id == bindparam("id_")))
_TASKS = Prepared(select(task.c.kind, task.c.state).where(task.c.job_id == bindparam("id_")))
_COUNT_TRY = Prepared(
    update(task)
    .where(task.c.job_id == bindparam("id_"), task.c.kind == bindparam("kind_"))
    .values(tries=task.c.tries + 1)
)
_ADD_DEPENDENCY = Prepared(insert(dependency))
_DROP_DEPENDENCY = Prepared(
    delete(dependency).where(dependency.c.job_id == bindparam("id_"), dependency.c.after_id == bindparam("after_"))
)
_DROP_DEPENDENCIES = Prepared(delete(dependency).where(dependency.c.job_id == bindparam("id_")))
_PRECEDING = Prepared(
    select(dependency.c.after_id, job.c.name, job.c.state, job.c.error)
    .outerjoin(job, job.c.id == dependency.c.after_id)
    .where(dependency.c.job_id == bindparam("id_"))
    .order_by(dependency.c.after_id)
)
_FOLLOWING = Prepared(select(dependency.c.job_id).where(dependency.c.after_id == bindparam("after_")))
_DROP_TASKS = Prepared(delete(task).where(task.c.job_id == bindparam("id_")))
_DROP_ATTEMPTS = Prepared(delete(attempt).where(attempt.c.job_id == bindparam("id_")))
_DROP_JOB = Prepared(delete(job).where(job.c.id == bindparam("id_")))
_DROP_PIECES = Prepared(delete(piece).where(piece.c.job_id == bindparam("id_")))
_SET_TASK = Prepared(
    update(task).where(
        task.c.job_id == bindparam("id_"), task.c.kind == bindparam("kind_"), task.c.state == bindparam("before_")
    )
)
_PIECE = Prepared(select(piece).where(piece.c.job_id == bindparam("id_"), piece.c.number == bindparam("number_")))
_PIECE_WITH_JOB = Prepared(
    select(
        job.c.id,
        job.c.state,
        job.c.started,
        piece.c.start,
        piece.c.stop,
        piece.c.state.label("piece_state"),
        piece.c.attempt,
    )
    .join(piece, piece.c.job_id == job.c.id)
    .where(job.c.id == bindparam("id_"), piece.c.number == bindparam("number_"))
)
_SET_PIECE = Prepared(update(piece).where(piece.c.job_id == bindparam("id_"), piece.c.number == bindparam("number_")))
_ONE_IN_STATE = Prepared(
    select(piece.c.number).where(piece.c.job_id == bindparam("id_"), piece.c.state == bindparam("state_")).limit(1)
)
_UNDONE = Prepared(
    # By name, as those that are not done cannot be found by the index otherwise.
    select(piece.c.number)
    .where(piece.c.job_id == bindparam("id_"), piece.c.state.in_([literal(state) for state in _NOT_DONE]))
    .limit(1)
)
_RANGE = Prepared(
    select(piece.c.number, piece.c.state, piece.c.attempt)
    .where(piece.c.job_id == bindparam("id_"), piece.c.number.between(bindparam("first_"), bindparam("last_")))
    .order_by(piece.c.number)
)
_TAKE = Prepared(
    update(piece).where(
        piece.c.job_id == bindparam("id_"),
        piece.c.number.between(bindparam("first_"), bindparam("last_")),
        piece.c.state == _OPEN,
    )
)
_LEAVE = Prepared(
    update(piece).where(
        piece.c.attempt == bindparam("attempt_"), piece.c.state == _GRANTED, piece.c.number >= bindparam("first_")
    )
)
_ATTEMPT = Prepared(select(attempt).where(attempt.c.id == bindparam("id_")))
_SET_ATTEMPT = Prepared(update(attempt).where(attempt.c.id == bindparam("id_")))
_LIVE_OF_JOB = Prepared(select(attempt).where(attempt.c.job_id == bindparam("id_"), attempt.c.state == _RUNNING))
_LIVE_OF_WORKER = Prepared(
    select(attempt).where(
        attempt.c.state == _RUNNING, attempt.c.worker == bindparam("worker_"), attempt.c.boot == bindparam("boot_")
    )
)
_FAILURES = Prepared(
    select(attempt.c.worker, attempt.c.infrastructure, attempt.c.error).where(
        attempt.c.job_id == bindparam("id_"),
        attempt.c.state == TaskState.FAILED.value,
        attempt.c.failed_piece == bindparam("number_"),
        attempt.c.id >= bindparam("from_"),
    )
)
_CLAIMED = Prepared(select(attempt.c.id).where(attempt.c.claim_id == bindparam("claim_")))
_WORKER = Prepared(select(worker).where(worker.c.name == bindparam("name_")))
_SET_WORKER = Prepared(update(worker).where(worker.c.name == bindparam("name_")))


def find_job(session: Session, job_id: str) -> AnyRow | None:
    """The guarded columns of a job, or None."""
    return session.row(_JOB, {"id_": job_id})


def was_removed(session: Session, job_id: str) -> bool:
    """Whether a job of this id has left the list."""
    return session.value(_REMOVED, {"id_": job_id}) is not None


def find_job_by_key(session: Session, key: str, owner: str) -> AnyRow | None:
    """Id and state of the owner's latest job made from an equal request, or None."""
    return session.row(_BY_KEY, {"key_": key, "owner_": owner})


def add_job(session: Session, **values: Any) -> None:
    """A new job."""
    session.write(_ADD_JOB, values)


def set_job(session: Session, job_id: str, **values: Any) -> None:
    """Change columns of a job."""
    session.write(_SET_JOB, {"id_": job_id, **values})


def drop_job(session: Session, job_id: str) -> None:
    """Delete a job with all that belongs to it. Its events stay: their numbers are without gaps."""
    session.boards.forget(job_id)
    for statement in (_DROP_PIECES, _DROP_ATTEMPTS, _DROP_TASKS, _DROP_DEPENDENCIES, _DROP_JOB):
        session.write(statement, {"id_": job_id})


def add_dependency(session: Session, job_id: str, after_id: str) -> None:
    """A job waits for another one."""
    session.write(_ADD_DEPENDENCY, {"job_id": job_id, "after_id": after_id})


def drop_dependency(session: Session, job_id: str, after_id: str) -> None:
    """A job waits for another one no more."""
    session.write(_DROP_DEPENDENCY, {"id_": job_id, "after_": after_id})


def preceding(session: Session, job_id: str) -> Sequence[AnyRow]:
    """The jobs that a job waits for: `after_id`, and name, state and error, all None where it is not there any more."""
    return session.rows(_PRECEDING, {"id_": job_id})


def following(session: Session, after_id: str) -> Sequence[str]:
    """Ids of the jobs that wait for a job."""
    return session.values(_FOLLOWING, {"after_": after_id})


def last_place(session: Session) -> float:
    """The greatest place of all jobs, ended ones included; 0 without any."""
    return float(session.value(_LAST_PLACE) or 0.0)


def first_place(session: Session) -> float:
    """The smallest place of all jobs, ended ones included; 0 without any."""
    return session.connection.scalar(select(func.min(job.c.place))) or 0.0


def find_place(session: Session, job_id: str) -> AnyRow | None:
    """Id, name, state, priority and place of a job, or None."""
    return session.row(_PLACE, {"id_": job_id})


def next_placed(session: Session, place: float, most: int) -> Sequence[AnyRow]:
    """Id and place of up to `most` jobs from a place on, in order."""
    query = select(job.c.id, job.c.place).where(job.c.place >= place).order_by(job.c.place)
    return session.connection.execute(query.limit(most)).all()


def previous_placed(session: Session, place: float, most: int) -> Sequence[AnyRow]:
    """Id and place of up to `most` jobs before a place, the nearest first."""
    query = select(job.c.id, job.c.place).where(job.c.place < place).order_by(job.c.place.desc())
    return session.connection.execute(query.limit(most)).all()


def priorities(session: Session) -> tuple[int, int]:
    """The lowest and the highest priority among the jobs that have not ended, of which there must be one."""
    query = select(func.min(job.c.priority), func.max(job.c.priority))
    lowest, highest = session.connection.execute(query.where(job.c.state.not_in(_ENDED))).one()
    return lowest, highest


def jobs_in_state(session: Session, state: JobState) -> Sequence[str]:
    """Ids of the jobs in a state."""
    return session.connection.scalars(select(job.c.id).where(job.c.state == state.value).order_by(job.c.number)).all()


def tasks_of(session: Session, job_id: str) -> dict[TaskKind, TaskState]:
    """The tasks that a job has."""
    return {TaskKind(row.kind): TaskState(row.state) for row in session.rows(_TASKS, {"id_": job_id})}


def add_task(session: Session, job_id: str, kind: TaskKind, state: TaskState = TaskState.READY) -> None:
    """A new task. The database refuses a second one of its kind."""
    session.write(
        _ADD_TASK, {"job_id": job_id, "kind": kind.value, "state": state.value, "tries": 0, "not_before": 0.0}
    )


def set_task(session: Session, job_id: str, kind: TaskKind, before: TaskState, after: TaskState, **values: Any) -> bool:
    """Move a task from one state to another; False when it was not in the first."""
    parameters = {"id_": job_id, "kind_": kind.value, "before_": before.value, "state": after.value, **values}
    return session.write(_SET_TASK, parameters) == 1


def count_try(session: Session, job_id: str, kind: TaskKind) -> None:
    """A task is being tried once more."""
    session.write(_COUNT_TRY, {"id_": job_id, "kind_": kind.value})


def drop_tasks(session: Session, job_id: str) -> None:
    """Delete the tasks of a job that is tried again."""
    session.write(_DROP_TASKS, {"id_": job_id})


def running_tasks(session: Session) -> Sequence[AnyRow]:
    """Job and kind of the manager's own tasks that are running."""
    query = select(task.c.job_id, task.c.kind).where(task.c.state == _RUNNING, task.c.kind != TaskKind.RENDER.value)
    return session.connection.execute(query).all()


def find_piece(session: Session, job_id: str, number: int) -> AnyRow | None:
    """A piece, or None."""
    return session.row(_PIECE, {"id_": job_id, "number_": number})


def find_piece_with_job(session: Session, job_id: str, number: int) -> AnyRow | None:
    """A piece's start, stop, `piece_state` and attempt, with id, state and `started` of its job; or None."""
    return session.row(_PIECE_WITH_JOB, {"id_": job_id, "number_": number})


def pieces_between(session: Session, job_id: str, first: int, last: int) -> Sequence[AnyRow]:
    """Number, state and attempt of the pieces from `first` to `last`, in order."""
    return session.rows(_RANGE, {"id_": job_id, "first_": first, "last_": last})


def add_pieces(session: Session, pieces: list[dict[str, Any]]) -> None:
    """New pieces of a job."""
    for job_id in {one["job_id"] for one in pieces}:
        session.boards.forget(job_id)
    session.write_many(_ADD_PIECE, pieces)


def drop_pieces(session: Session, job_id: str) -> None:
    """Delete the pieces of a job whose grid has changed."""
    session.boards.forget(job_id)
    session.write(_DROP_PIECES, {"id_": job_id})


def set_piece(session: Session, job_id: str, number: int, **values: Any) -> None:
    """Change columns of a piece that is not done."""
    session.write(_SET_PIECE, {"id_": job_id, "number_": number, **values})
    if values.get("state") == _DONE:
        session.boards.finished(job_id, number)
    else:
        session.boards.forget(job_id)


def change_pieces(session: Session, job_id: str, before: PieceState, after: PieceState) -> None:
    """Move all pieces of a job that are in one state to another; nobody holds them after that."""
    session.boards.forget(job_id)
    session.connection.execute(
        update(piece)
        .where(piece.c.job_id == job_id, piece.c.state == before.value)
        .values(state=after.value, attempt=None)
    )


def take_pieces(session: Session, job_id: str, first: int, last: int, *, holder: int) -> int:
    """Grant the open ones among these pieces to an attempt; how many those were."""
    parameters = {"id_": job_id, "first_": first, "last_": last, "state": _GRANTED, "attempt": holder}
    taken = session.write(_TAKE, parameters)
    if taken == last - first + 1:
        session.boards.granted(job_id, first, last, holder)
    else:
        session.boards.forget(job_id)
    return taken


def leave_pieces(session: Session, holder: int, first: int = 0) -> int:
    """Open the pieces from `first` on that an attempt holds; how many those were."""
    parameters = {"attempt_": holder, "first_": first, "state": _OPEN, "attempt": None}
    left = session.write(_LEAVE, parameters)
    if left:
        session.boards.left(holder)
    return left


def has_open_piece(session: Session, job_id: str) -> bool:
    """Whether a piece of the job is open."""
    return session.value(_ONE_IN_STATE, {"id_": job_id, "state_": _OPEN}) is not None


def has_finished_piece(session: Session, job_id: str) -> bool:
    """Whether a piece of the job is done."""
    return session.value(_ONE_IN_STATE, {"id_": job_id, "state_": _DONE}) is not None


def is_complete(session: Session, job_id: str) -> bool:
    """Whether every piece of the job is done."""
    return session.value(_UNDONE, {"id_": job_id}) is None


def find_attempt(session: Session, number: int) -> AnyRow | None:
    """An attempt, or None."""
    return session.row(_ATTEMPT, {"id_": number})


def add_attempt(session: Session, **values: Any) -> None:
    """A new attempt."""
    session.write(_ADD_ATTEMPT, values)


def set_attempt(session: Session, number: int, **values: Any) -> None:
    """Change columns of an attempt."""
    session.write(_SET_ATTEMPT, {"id_": number, **values})


def live_attempts(session: Session, job_id: str) -> Sequence[AnyRow]:
    """The running attempts of a job, suspects included."""
    return session.rows(_LIVE_OF_JOB, {"id_": job_id})


def live_attempts_of_worker(session: Session, name: str, boot: str) -> Sequence[AnyRow]:
    """The running attempts of one run of a worker."""
    return session.rows(_LIVE_OF_WORKER, {"worker_": name, "boot_": boot})


def all_live_attempts(session: Session) -> Sequence[AnyRow]:
    """All running attempts."""
    return session.connection.execute(select(attempt).where(attempt.c.state == _RUNNING)).all()


def was_claimed(session: Session, claim_id: str) -> bool:
    """Whether a claim has been answered by a grant before."""
    return session.value(_CLAIMED, {"claim_": claim_id}) is not None


def failures_of_piece(session: Session, job_id: str, number: int, budget_from: int) -> Sequence[AnyRow]:
    """Worker, `infrastructure` and `error` (a document) of each failure of a piece that counts."""
    return session.rows(_FAILURES, {"id_": job_id, "number_": number, "from_": budget_from})


def find_worker(session: Session, name: str) -> AnyRow | None:
    """A worker, or None."""
    return session.row(_WORKER, {"name_": name})


def set_worker(session: Session, name: str, **values: Any) -> None:
    """Add a worker, or change its columns."""
    if session.write(_SET_WORKER, {"name_": name, **values}) == 0:
        session.write(_ADD_WORKER, {"name": name, **values})


def forget_presence(session: Session) -> None:
    """No worker is known to be there."""
    session.connection.execute(update(worker).values(present=False))
