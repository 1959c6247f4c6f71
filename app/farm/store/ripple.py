"""Consequences that several transitions share: how a change of a task, a piece or an attempt reaches its job.

Used by `transitions` and `wishes` only.
"""

from __future__ import annotations

from typing import Any

from app.core.errors import ErrorInfo, StaleError
from app.core.events import EventKind
from app.core.messages import Stop
from app.core.ports import control_queue
from app.core.states import END_STATES, JobState, PieceState, TaskKind, TaskState, job_state_of, may_change
from app.farm.store import following, queries, rows, statistics
from app.farm.store.database import Change
from app.farm.store.documents import pack
from app.farm.store.session import AnyRow

TAKES_GRANTS = frozenset({JobState.READY, JobState.RENDERING})
"""States in which pieces of a job are granted."""

TAKES_PIECES = TAKES_GRANTS | {JobState.PAUSED}
"""States in which finished pieces of a job are welcome."""


def known(change: Change, job_id: str) -> AnyRow:
    """The job. Raises `UsageError` when there is none of that id."""
    found = rows.find_job(change.session, job_id)
    if found is None:
        raise queries.no_job(job_id)
    return found


def move(change: Change, found: AnyRow, after: JobState, kind: EventKind, *, retrying: bool = False) -> None:
    """Change the job's state. Raises `StaleError` when that change is not allowed."""
    before = JobState(found.state)
    if before is not after:
        if not may_change(before, after, retry=retrying):
            raise StaleError(f"The job {found.id} is {before} and cannot become {after}.")
        rows.set_job(change.session, found.id, state=after.value)
    change.event(found.id, kind)
    if after in END_STATES and before is not after:
        change.ended.append((found.id, after))
        # Those that fail by this come here again; the first of all settles them, however many follow each other.
        if len(change.ended) == 1:
            _settle_following(change)


def _settle_following(change: Change) -> None:
    for ended_id, state in change.ended:
        if state is JobState.DONE:
            following.release(change, ended_id)
            continue
        for job_id in rows.following(change.session, ended_id):
            error = following.hopeless(change, job_id, ended_id)
            if error is not None:
                fail(change, known(change, job_id), error)
    change.ended.clear()


def follow_tasks(change: Change, found: AnyRow, kind: EventKind) -> None:
    """Bring the job's state in line with its tasks; a paused job stays paused."""
    current = known(change, found.id)
    if JobState(current.state) is JobState.PAUSED:
        change.event(found.id, kind)
        return
    move(change, current, job_state_of(rows.tasks_of(change.session, found.id)), kind)
    want_workers(change, found.id)


def start_rendering(change: Change, found: AnyRow) -> None:
    """The first grant or piece of a job: its render task runs."""
    if found.state == JobState.RENDERING.value:
        return
    rows.set_task(change.session, found.id, TaskKind.RENDER, TaskState.READY, TaskState.RUNNING)
    if not found.started:
        rows.set_job(change.session, found.id, started=change.now)
    if found.state == JobState.READY.value:
        rows.set_job(change.session, found.id, state=JobState.RENDERING.value)


def want_workers(change: Change, job_id: str) -> None:
    """Note whether the job has something to grant; called by every change that may have altered it."""
    found = known(change, job_id)
    note_wants(change, found)


def note_wants(change: Change, found: AnyRow) -> None:
    """The same for a job as it was read, where its state is still of the same kind."""
    wants = JobState(found.state) in TAKES_GRANTS and rows.has_open_piece(change.session, found.id)
    if wants != found.wants_workers:
        rows.set_job(change.session, found.id, wants_workers=wants)


def end_attempt(
    change: Change, found: AnyRow, state: TaskState, cause: str = "", *, counts: bool = True, **values: Any
) -> bool:
    """End an attempt and open what it held; whether it held anything. `cause` is the kind of error that it failed by.

    What one that did not succeed has lost is counted, unless nobody knows how long it worked (not `counts`).
    """
    if counts and state is not TaskState.DONE:
        lost = statistics.attempt_lost(change, found, cause, failed=state is TaskState.FAILED)
        values["lost"] = found.lost + lost
    rows.set_attempt(change.session, found.id, state=state.value, ended=change.now, **values)
    if rows.leave_pieces(change.session, found.id) == 0:
        return False
    want_workers(change, found.job_id)
    return True


def freed_claim(number: int) -> str:
    """What an attempt has in the place of its claim, so that its worker may be answered anew.

    The grant may have been lost: who knows of no answer claims on under the same id.
    """
    return f"unheard.{number}"


def stop(change: Change, found: AnyRow, reason: str) -> None:
    """End an attempt from our side and tell its worker."""
    end_attempt(change, found, TaskState.CANCELLED, claim_id=freed_claim(found.id))
    change.send(control_queue(found.worker, found.boot), Stop(attempt=found.id, reason=reason))


def fail(change: Change, found: AnyRow, error: ErrorInfo, *, piece: int | None = None) -> None:
    """The job has failed: stop what runs of it, keep what is done."""
    for one in rows.live_attempts(change.session, found.id):
        stop(change, one, "The job has failed.")
    rows.change_pieces(change.session, found.id, PieceState.GRANTED, PieceState.OPEN)
    if piece is not None:
        row = rows.find_piece(change.session, found.id, piece)
        if row is not None and row.state != PieceState.DONE.value:
            rows.set_piece(change.session, found.id, piece, state=PieceState.FAILED.value, attempt=None)
    rows.set_job(change.session, found.id, error=pack(error), ended=change.now, wants_workers=False)
    statistics.job_failed(change, found.id, error.kind)
    move(change, found, JobState.FAILED, EventKind.FAILED)


def finish_cancelling(change: Change, job_id: str) -> None:
    """A job that is being cancelled is cancelled when nothing of it runs any more, as far as anybody can tell."""
    found = rows.find_job(change.session, job_id)
    if found is None or found.state != JobState.CANCELLING.value:
        return
    live = rows.live_attempts(change.session, job_id)
    if any(not one.suspect for one in live) or TaskState.RUNNING in rows.tasks_of(change.session, job_id).values():
        return
    for one in live:
        rows.set_attempt(change.session, one.id, state=TaskState.CANCELLED.value, ended=change.now)
    rows.change_pieces(change.session, job_id, PieceState.GRANTED, PieceState.OPEN)
    rows.set_job(change.session, job_id, ended=change.now)
    move(change, found, JobState.CANCELLED, EventKind.CANCELLED)


def finish_task(change: Change, found: AnyRow, kind: TaskKind) -> bool:
    """Whether the result of a task counts; if the job was cancelled meanwhile, that becomes final here."""
    unwanted = JobState(found.state) in END_STATES | {JobState.CANCELLING}
    after = TaskState.CANCELLED if unwanted else TaskState.DONE
    if not rows.set_task(change.session, found.id, kind, TaskState.RUNNING, after) or unwanted:
        finish_cancelling(change, found.id)
        return False
    return True
