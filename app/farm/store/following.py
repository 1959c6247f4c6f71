"""Jobs that wait for others: they begin when those are done, and fail when one of them ends in another way.

Part of the guarded place that `transitions` describes; used by it and its fellows only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.core.errors import ErrorInfo, PrecedingJobError, UsageError
from app.core.events import EventKind
from app.core.jobs import JobRequest
from app.core.states import END_STATES, JobState, TaskKind, TaskState
from app.farm.store import rows
from app.farm.store.database import Change
from app.farm.store.documents import unpack
from app.farm.store.session import AnyRow

MOST_PRECEDING = 256
"""A job may wait for so many."""

_ENDED_WORDS = {JobState.FAILED: "has failed", JobState.CANCELLED: "was cancelled"}
_AGAIN = "Try that one again, then this one."


def preceding_of(change: Change, request: JobRequest, known_as: Mapping[str, str]) -> tuple[str, ...]:
    """Ids of the jobs that a new one waits for, without those that are done.

    `known_as`: the ids that jobs of the same submit got, where those are others. Raises `UsageError` when there are too
    many of them, one is not there, or one has ended in another way.
    """
    if len(request.after) > MOST_PRECEDING:
        raise UsageError(f"“{request.name}” waits for {len(request.after)} jobs; {MOST_PRECEDING} is the most.")
    found = []
    for asked in dict.fromkeys(request.after):
        job_id = known_as.get(asked, asked)
        row = rows.find_job(change.session, job_id)
        if row is None or job_id == request.job_id:
            raise UsageError(
                f"“{request.name}” cannot wait for “{asked[:80]}”.",
                "There is no such job before it.",
                "Submit the job that comes first before it, or in the same submit above it.",
            )
        state = JobState(row.state)
        if state in _ENDED_WORDS:
            raise UsageError(
                f"“{request.name}” cannot wait for “{row.name}”.", f"That job {_ENDED_WORDS[state]}.", _AGAIN
            )
        if state is not JobState.DONE:
            found.append(job_id)
    return tuple(found)


def follow(change: Change, job_id: str, preceding: Sequence[str]) -> None:
    """A new job waits for these."""
    for after_id in preceding:
        rows.add_dependency(change.session, job_id, after_id)


def release(change: Change, done_id: str) -> None:
    """A job is done: those that waited for it wait for one less."""
    for job_id in rows.following(change.session, done_id):
        rows.drop_dependency(change.session, job_id, done_id)
        rows.set_job(change.session, job_id, waits_for=len(rows.preceding(change.session, job_id)))
        change.event(job_id, EventKind.RELEASED)


def look_again(change: Change, job_id: str) -> ErrorInfo | None:
    """A job is tried again: it waits for those that can still be done. Why it cannot be, or None.

    What was done meanwhile is waited for no more.
    """
    waiting = 0
    for row in rows.preceding(change.session, job_id):
        state = None if row.state is None else JobState(row.state)
        if state is JobState.DONE:
            rows.drop_dependency(change.session, job_id, row.after_id)
            continue
        if state is None or state in END_STATES:
            return _hopeless(change, job_id, row)
        waiting += 1
    rows.set_job(change.session, job_id, waits_for=waiting)
    return None


def hopeless(change: Change, job_id: str, ended_id: str) -> ErrorInfo | None:
    """Why a job that waits for one which ended without a film cannot begin; None when it does not wait any more."""
    found = rows.find_job(change.session, job_id)
    if found is None or JobState(found.state) in END_STATES | {JobState.CANCELLING}:
        return None
    row = next((one for one in rows.preceding(change.session, job_id) if one.after_id == ended_id), None)
    return None if row is None else _hopeless(change, job_id, row)


def _hopeless(change: Change, job_id: str, row: AnyRow) -> ErrorInfo:
    found = rows.find_job(change.session, job_id)
    name = job_id if found is None else found.name
    for state in (TaskState.READY, TaskState.RUNNING):
        rows.set_task(change.session, job_id, TaskKind.PREPARE, state, TaskState.FAILED)
    if row.state is None:
        return PrecedingJobError(
            f"“{name}” cannot begin.",
            "A job that it waits for was removed from the list.",
            "Submit it again without that one.",
        ).info()
    why = unpack(row.error, ErrorInfo).title if row.error is not None else ""
    ended = _ENDED_WORDS.get(JobState(row.state), f"is {row.state}")
    return PrecedingJobError(
        f"“{name}” cannot begin.", f"“{row.name}”, which it waits for, {ended}. {why}".strip(), _AGAIN
    ).info()
