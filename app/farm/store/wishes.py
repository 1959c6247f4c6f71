"""What people wish of jobs: submit, cancel, pause, resume, retry, priority.

The other half of the guarded place; its rules are written in `transitions`.
"""

from __future__ import annotations

import re

from app.core.errors import UsageError
from app.core.events import EventKind
from app.core.jobs import JobRequest
from app.core.messages import Stop
from app.core.ports import control_queue
from app.core.states import (
    END_STATES,
    RETRYABLE_STATES,
    JobState,
    PieceState,
    TaskKind,
    TaskState,
    job_state_of,
    may_change,
)
from app.farm.store import rows
from app.farm.store.database import Change
from app.farm.store.documents import pack
from app.farm.store.ripple import finish_cancelling, known, move, want_workers
from app.farm.store.session import AnyRow
from app.farm.store.transitions import give_up

_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


def submit(change: Change, request: JobRequest) -> str:
    """Take a job; the id under which it is known.

    That is the id of an earlier job when there is one of this id, or one of the same owner and `JobRequest.key` that
    has not ended, has failed (it is tried again and keeps its pieces), or is done and may not be replaced. A paused
    one is resumed. Raises `UsageError` when the id cannot be one.
    """
    if not is_identifier(request.job_id):
        raise UsageError(f"“{request.job_id[:80]}” cannot be a job's id.", "It is made of 1 to 64 letters and digits.")
    if rows.find_job(change.session, request.job_id) is not None:
        return request.job_id
    key = request.key()
    equal = rows.find_job_by_key(change.session, key, request.owner)
    if equal is not None and _stands_for(change, equal, request):
        return str(equal.id)
    _add_job(change, request, key)
    return request.job_id


def is_identifier(text: str) -> bool:
    """Whether a text may name a job: it becomes part of storage keys."""
    return _IDENTIFIER.fullmatch(text) is not None


def _stands_for(change: Change, equal: AnyRow, request: JobRequest) -> bool:
    state = JobState(equal.state)
    if state is JobState.PAUSED:
        resume(change, equal.id)
    elif state is JobState.FAILED:
        retry(change, equal.id)
    elif state is JobState.DONE:
        return not request.replace
    return state not in (JobState.CANCELLED, JobState.CANCELLING)


def _add_job(change: Change, request: JobRequest, key: str) -> None:
    rows.add_job(
        change.session,
        id=request.job_id,
        number=change.next_job(),
        key=key,
        owner=request.owner[:255],
        name=request.name[:255],
        state=JobState.QUEUED.value,
        wants_workers=False,
        budget_from=0,
        priority=request.priority,
        batch_id=request.batch_id[:64],
        batch_row=request.row,
        output=request.output[:1024],
        engine=request.engine.value,
        frames_total=len(request.frames),
        submitted=change.now,
        started=0.0,
        ended=0.0,
        request=pack(request),
    )
    rows.add_task(change.session, request.job_id, TaskKind.PREPARE)
    change.event(request.job_id, EventKind.SUBMITTED)


def cancel(change: Change, job_id: str) -> bool:
    """Its owner does not want the job any more; False when it has ended or is being published."""
    found = known(change, job_id)
    state = JobState(found.state)
    if state in (JobState.CANCELLING, JobState.CANCELLED):
        return True
    if state in END_STATES | {JobState.PUBLISHING}:
        return False
    for kind, task_state in rows.tasks_of(change.session, job_id).items():
        if task_state is TaskState.READY or (kind is TaskKind.RENDER and task_state is TaskState.RUNNING):
            rows.set_task(change.session, job_id, kind, task_state, TaskState.CANCELLED)
    for one in rows.live_attempts(change.session, job_id):
        change.send(control_queue(one.worker, one.boot), Stop(attempt=one.id, reason="The job was cancelled."))
    rows.set_job(change.session, job_id, wants_workers=False)
    move(change, found, JobState.CANCELLING, EventKind.CANCELLING)
    finish_cancelling(change, job_id)
    return True


def pause(change: Change, job_id: str) -> bool:
    """Grant no more of the job and let workers stop after the piece in work; False when it is past rendering."""
    found = known(change, job_id)
    state = JobState(found.state)
    if state is JobState.PAUSED:
        return True
    if not may_change(state, JobState.PAUSED):
        return False
    rows.set_job(change.session, job_id, wants_workers=False)
    move(change, found, JobState.PAUSED, EventKind.PAUSED)
    for one in rows.live_attempts(change.session, job_id):
        between = rows.pieces_between(change.session, job_id, one.first, one.last)
        held = [piece.number for piece in between if piece.attempt == one.id and piece.state != PieceState.DONE.value]
        if len(held) > 1:
            give_up(change, one.id, held[1])
    return True


def resume(change: Change, job_id: str) -> bool:
    """Go on with a paused job; False when it is not paused and has ended."""
    found = known(change, job_id)
    if found.state != JobState.PAUSED.value:
        return JobState(found.state) not in END_STATES | {JobState.CANCELLING}
    move(change, found, job_state_of(rows.tasks_of(change.session, job_id)), EventKind.RESUMED)
    want_workers(change, job_id)
    return True


def retry(change: Change, job_id: str) -> bool:
    """Try a failed or cancelled job again from the start, keeping its pieces as far as they are still in storage."""
    found = known(change, job_id)
    if JobState(found.state) not in RETRYABLE_STATES:
        return False
    rows.drop_tasks(change.session, job_id)
    rows.add_task(change.session, job_id, TaskKind.PREPARE)
    rows.change_pieces(change.session, job_id, PieceState.FAILED, PieceState.OPEN)
    budget_from = change.next_attempt()
    rows.set_job(change.session, job_id, error=None, film=None, ended=0.0, budget_from=budget_from)
    move(change, found, JobState.QUEUED, EventKind.RETRIED, retrying=True)
    return True


def set_priority(change: Change, job_id: str, priority: int) -> bool:
    """Change when the job is granted, relative to others; False when it has ended."""
    found = known(change, job_id)
    if JobState(found.state) in END_STATES:
        return False
    rows.set_job(change.session, job_id, priority=priority)
    change.event(job_id, EventKind.PRIORITY)
    return True
