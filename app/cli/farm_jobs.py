"""`farmhand jobs`, `job`, `cancel`, `pause`, `resume`, `retry` and `priority`."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from app.cli.batch import film_document, film_line
from app.cli.console import Output
from app.cli.farm_link import SHORT_ID, connected, find_jobs
from app.cli.wiring import Wiring
from app.core.errors import UsageError
from app.core.jobs import JobRequest
from app.core.messages import AttemptView, JobDetail, JobView, PieceView, TaskView
from app.core.states import JobState, state_word
from app.farm.remote import RemoteFarm
from app.farm.wording import counted, said_once

SHOWN_ATTEMPTS = 12
MAP_WIDTH = 60


class JobsDocument(msgspec.Struct, frozen=True):
    """The `--json` document of `jobs` and of the actions: jobs in the order in which they are granted or were named."""

    jobs: tuple[JobView, ...]


class JobDocument(msgspec.Struct, frozen=True):
    """The `--json` document of `job`."""

    job: JobView
    request: JobRequest | None
    tasks: tuple[TaskView, ...]
    attempts: tuple[AttemptView, ...]
    pieces: tuple[PieceView, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which jobs are wanted: of this user only, in one state only."""

    mine: bool = False
    state: str | None = None


def list_jobs(wiring: Wiring, wanted: Filter, output: Output) -> None:
    """Print the farm's jobs."""
    state = _state(wanted.state)
    with connected(wiring, output) as farm:
        views = farm.client.snapshot()
        user = farm.user
    shown = tuple(
        view
        for view in sorted(views, key=_order)
        if (not wanted.mine or view.owner == user) and (state is None or view.state == state)
    )
    output.result(JobsDocument(jobs=shown), "\n".join(_table(shown)))
    if not shown:
        output.say("There are no such jobs." if views else "The farm has no jobs.")


def show_job(wiring: Wiring, beginning: str, output: Output) -> None:
    """Print one job in full."""
    with connected(wiring, output) as farm:
        (view,) = find_jobs(farm, [beginning])
        detail = farm.client.detail(view.job_id)
    document = JobDocument(
        job=view, request=detail.request, tasks=detail.tasks, attempts=detail.attempts, pieces=detail.pieces
    )
    output.result(document, "\n".join(_job_lines(view, detail)))


ACTIONS: dict[str, tuple[str, Callable[[RemoteFarm, Sequence[str]], tuple[str, ...]]]] = {
    "cancel": ("Cancelled", lambda farm, ids: farm.client.cancel(ids)),
    "pause": ("Paused", lambda farm, ids: farm.client.pause(ids)),
    "resume": ("Resumed", lambda farm, ids: farm.client.resume(ids)),
    "retry": ("Tried again", lambda farm, ids: farm.client.retry(ids)),
}
"""What can be done to jobs: the word for what was done, and how to do it."""


def act(wiring: Wiring, action: str, beginnings: Sequence[str], output: Output) -> None:
    """Do something to jobs, and say to which it was done. Raises `UsageError` when it applies to none."""
    done, apply = ACTIONS[action]
    _change(wiring, beginnings, output, done=done, apply=apply)


def set_priority(wiring: Wiring, beginning: str, priority: int, output: Output) -> None:
    """Give a job another priority."""
    _change(
        wiring,
        [beginning],
        output,
        done=f"Now of priority {priority}",
        apply=lambda farm, ids: farm.client.set_priority(ids, priority),
    )


def _change(
    wiring: Wiring,
    beginnings: Sequence[str],
    output: Output,
    *,
    done: str,
    apply: Callable[[RemoteFarm, Sequence[str]], tuple[str, ...]],
) -> None:
    with connected(wiring, output) as farm:
        views = find_jobs(farm, beginnings)
        changed = apply(farm, [view.job_id for view in views])
        after = {view.job_id: view for view in farm.client.snapshot(changed)}
    for view in views:
        if view.job_id not in changed:
            output.say(f"{_named(view)}: left as it is ({_word(view).lower()}).")
    document = JobsDocument(jobs=tuple(after[job_id] for job_id in changed if job_id in after))
    output.result(document, "\n".join(f"{done}: {_named(view)}" for view in document.jobs))


def _state(name: str | None) -> JobState | None:
    if name is None:
        return None
    try:
        return JobState(name.lower())
    except ValueError:
        raise UsageError(f"There is no state “{name}”.", next_step=f"Choose one of: {', '.join(JobState)}.") from None


def _order(view: JobView) -> tuple[bool, int, float]:
    """Jobs that have not ended as they are granted, then those that have, newest first."""
    return (True, 0, -view.ended) if view.ended else (False, -view.priority, view.place)


def _table(views: Sequence[JobView]) -> list[str]:
    rows = [
        (
            view.job_id[:SHORT_ID],
            _word(view),
            _progress(view),
            view.owner,
            f"priority {view.priority}",
            _moment(view.submitted),
            view.name,
        )
        for view in views
    ]
    return aligned(rows)


def aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Rows as lines whose columns are below each other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _job_lines(view: JobView, detail: JobDetail) -> list[str]:
    lines = [
        f"{view.name}  {_word(view)}  {_progress(view)}",
        f"  id {view.job_id}, of {view.owner}, priority {view.priority}, submitted {_moment(view.submitted)}",
        f"  {view.template}, {view.comp}, {view.preset}, engine {view.engine}, to {view.output}",
        f"  {view.frames_done} of {counted(view.frames_total, 'frame')} in {counted(len(view.pieces), 'piece')}, "
        f"{counted(view.workers, 'worker')} at work, {counted(view.retries, 'attempt')} failed",
    ]
    if view.pieces:
        lines.append("Pieces (d done, g granted, o open, f failed)")
        lines += [f"  {view.pieces[start : start + MAP_WIDTH]}" for start in range(0, len(view.pieces), MAP_WIDTH)]
    lines.append("Tasks")
    lines += [f"  {task.kind}  {task.state}{_tries(task)}" for task in detail.tasks]
    if detail.attempts:
        hidden = len(detail.attempts) - SHOWN_ATTEMPTS
        lines.append(f"Attempts{f' (the last {SHOWN_ATTEMPTS} of {len(detail.attempts)})' if hidden > 0 else ''}")
        lines += [f"  {_attempt_line(one)}" for one in detail.attempts[-SHOWN_ATTEMPTS:]]
    warnings = said_once(view.warnings)
    lines += ["Warnings", *(f"  {line}" for line in warnings)] if warnings else []
    if view.error is not None:
        error = view.error
        lines += ["Error", *(f"  {line}" for line in (error.title, error.cause, error.next_step) if line)]
    if view.film is not None:
        lines += ["Film", f"  {film_line(film_document(view))}", f"  sha256 {view.film.sha256}"]
    return lines


def _attempt_line(attempt: AttemptView) -> str:
    pieces = f"piece {attempt.first}" if attempt.first == attempt.last else f"pieces {attempt.first}-{attempt.last}"
    why = f"  {attempt.error.title}" if attempt.error is not None else ""
    return f"{attempt.attempt}  {attempt.worker}  {pieces}  {attempt.state}{why}"


def _tries(task: TaskView) -> str:
    return f"  (try {task.tries})" if task.tries > 1 else ""


def _named(view: JobView) -> str:
    return f"{view.job_id[:SHORT_ID]}  {view.name}"


def _word(view: JobView) -> str:
    return state_word(JobState(view.state), warned=bool(view.warnings)).word


def _progress(view: JobView) -> str:
    if view.state == JobState.DONE or not view.frames_total:
        return "100 %" if view.state == JobState.DONE else "0 %"
    return f"{100 * view.frames_done // view.frames_total} %"


def _moment(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds)) if seconds else "–"
