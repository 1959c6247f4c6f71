"""What people wish of jobs: submit, cancel, pause, resume, retry, priority, remove (and the order: `places`).

The other half of the guarded place; its rules are written in `transitions`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from app.core.errors import UsageError
from app.core.events import EventKind, is_ended
from app.core.jobs import LONGEST_COMPUTER_NAME, MOST_SAMPLE_SECONDS, JobRequest
from app.core.messages import Stop
from app.core.needs import check_needs, needs_of
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
from app.farm.job_paths import check_request
from app.farm.storage_keys import key_problem
from app.farm.store import following, history, queries, rows, statistics
from app.farm.store.database import Change
from app.farm.store.documents import pack
from app.farm.store.places import place_of_new
from app.farm.store.ripple import fail, finish_cancelling, known, move, stop, want_workers
from app.farm.store.schema import MOST_FOLDER_CHARACTERS
from app.farm.store.session import AnyRow
from app.farm.store.transitions import give_up
from app.farm.wording import listed

LISTED_JOBS = 3
"""So many jobs are named in a refusal; the rest is counted."""

MOST_ROWS = 2**31 - 1
MOST_PRIORITY = 1_000_000

MOST_FRAMES = 10_000_000
"""A film of that many frames runs for days."""

_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


def submit_all(change: Change, requests: Sequence[JobRequest]) -> tuple[str, ...]:
    """Take jobs as `submit` does; a later one may wait for an earlier one by the id that it was sent with."""
    known_as: dict[str, str] = {}
    for request in requests:
        known_as[request.job_id] = submit(change, request, known_as)
    return tuple(known_as[request.job_id] for request in requests)


def submit(change: Change, request: JobRequest, known_as: Mapping[str, str] = MappingProxyType({})) -> str:
    """Take a job; the id under which it is known.

    That is the id of an earlier job when there is one of this id or was one that has left the list since (a submit may
    be handed out twice, the second time much later), or one of the same owner and `JobRequest.key` that
    has not ended, has failed (it is tried again and keeps its pieces), or is done and may not be replaced. A paused
    one is resumed. `known_as`: the ids that jobs of the same submit got.

    Raises `UsageError` when the id, the folder, the frames, the priority, the row, the sample, what is asked of workers
    or a job to wait for cannot be, or a file is named so that it could be another.
    """
    if not is_identifier(request.job_id) or key_problem(request.job_id):
        raise UsageError(f"“{request.job_id[:80]}” cannot be a job's id.", "It is made of 1 to 64 letters and digits.")
    _check_folder(request)
    check_request(request)
    check_needs(request)
    _check_numbers(request)
    if rows.find_job(change.session, request.job_id) is not None or rows.was_removed(change.session, request.job_id):
        return request.job_id
    key = request.key()
    equal = rows.find_job_by_key(change.session, key, request.owner)
    if equal is not None and _stands_for(change, equal, request):
        return str(equal.id)
    preceding = following.preceding_of(change, request, known_as)
    _add_job(change, request, key, waits_for=len(preceding))
    following.follow(change, request.job_id, preceding)
    return request.job_id


def is_identifier(text: str) -> bool:
    """Whether a text may name a job: it becomes part of storage keys."""
    return _IDENTIFIER.fullmatch(text) is not None


def _check_folder(request: JobRequest) -> None:
    folder = request.folder
    if not folder:
        return
    if not Path(folder).is_absolute():
        cause = "A folder for a film is named from its drive or root on."
    elif len(folder) > MOST_FOLDER_CHARACTERS:
        cause = f"It has more than {MOST_FOLDER_CHARACTERS} characters."
    elif any(character < " " for character in folder):
        cause = "There are characters in it that folders cannot have."
    else:
        return
    raise UsageError(f"“{request.name}” cannot go to “{folder[:200]}”.", cause, "Choose another folder.")


def _check_numbers(request: JobRequest) -> None:
    frames = request.frames
    if not 0 <= frames.start < frames.stop <= MOST_FRAMES:
        raise UsageError(
            f"“{request.name}” has no frames that could be drawn.",
            f"It asks for frames {frames.start} up to, not including, {frames.stop}.",
            "Choose a range inside the composition.",
        )
    if request.row is not None and not 0 <= request.row <= MOST_ROWS:
        raise UsageError(f"“{request.name}” cannot be of row {request.row}.")
    check_priority(request.priority)
    _check_sample(request)


def _check_sample(request: JobRequest) -> None:
    # What is no number compares as false.
    if not 0.0 <= request.sample <= MOST_SAMPLE_SECONDS or len(request.sampled_on) > LONGEST_COMPUTER_NAME:
        raise UsageError(
            f"“{request.name[:100]}” cannot be estimated by what it says of itself.",
            f"It says that a frame took {request.sample:g} s on “{request.sampled_on[:100]}”.",
            "Submit it again without frames that were timed beforehand.",
        )


def check_priority(priority: int) -> None:
    """Raise `UsageError` when a number cannot be a priority."""
    if abs(priority) > MOST_PRIORITY:
        raise UsageError(f"{priority} cannot be a priority.", next_step="Choose a number from 0 to 100.")


def _stands_for(change: Change, equal: AnyRow, request: JobRequest) -> bool:
    state = JobState(equal.state)
    if state is JobState.PAUSED:
        resume(change, equal.id)
    elif state is JobState.FAILED:
        retry(change, equal.id)
    elif state is JobState.DONE:
        return not request.replace
    return state not in (JobState.CANCELLED, JobState.CANCELLING)


def _add_job(change: Change, request: JobRequest, key: str, *, waits_for: int) -> None:
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
        place=place_of_new(change),
        template=request.template.name[:255],
        comp=request.comp_name[:255],
        preset=request.preset[:64],
        folder=request.folder,
        batch_name=request.batch_name[:255],
        needs=pack(needs_of(request)),
        piece_order=request.piece_order.value,
        waits_for=waits_for,
    )
    statistics.job_known(change, request.job_id, owner=request.owner, template=request.template.name, name=request.name)
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


def retry_all(change: Change, job_ids: Sequence[str]) -> tuple[str, ...]:
    """Retry jobs, which may wait for each other; the ids of those that could be."""
    retried = tuple(job_id for job_id in dict.fromkeys(job_ids) if _begin_again(change, job_id))
    for job_id in retried:
        _look_again(change, job_id)
    return retried


def retry(change: Change, job_id: str) -> bool:
    """Try a failed or cancelled job again from the start, keeping its pieces as far as they are still in storage.

    It fails again at once when a job that it waits for is not there any more, or has ended without a film.
    """
    return retry_all(change, (job_id,)) != ()


def _look_again(change: Change, job_id: str) -> None:
    error = following.look_again(change, job_id)
    if error is not None:
        fail(change, known(change, job_id), error)


def _begin_again(change: Change, job_id: str) -> bool:
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
    check_priority(priority)
    found = known(change, job_id)
    if JobState(found.state) in END_STATES:
        return False
    rows.set_job(change.session, job_id, priority=priority)
    change.event(job_id, EventKind.PRIORITY)
    return True


def remove(change: Change, job_ids: Sequence[str]) -> tuple[str, ...]:
    """Take ended jobs from the list with all that is known of them; their films stay. The ids.

    Raises `UsageError` when one of them has not ended (naming it) or is not known; then none is removed.
    """
    wanted = tuple(dict.fromkeys(job_ids))
    for job_id in wanted:
        known(change, job_id)
    views = tuple(queries.job_view(change.session, job_id) for job_id in wanted)
    unended = [view for view in views if not is_ended(view)]
    if unended:
        names = listed([f"“{view.name}” ({view.state})" for view in unended], LISTED_JOBS)
        raise UsageError(
            f"{names} cannot be removed from the list.",
            "Only jobs that are done, failed or cancelled can be.",
            "Cancel first what is not wanted any more.",
        )
    for view in views:
        for one in rows.live_attempts(change.session, view.job_id):
            stop(change, one, "The job was removed.")
        rows.drop_job(change.session, view.job_id)
        history.drop_notes(change.session, view.job_id)
        statistics.job_left(change, view.job_id)
        change.removed(view)
    return wanted
