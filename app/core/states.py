"""States of jobs, tasks and pieces, which changes are allowed, and the words people read for them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from app.core.fleet import InstanceState
from app.core.model import Struct


class JobState(StrEnum):
    """State of a job as the store keeps it. `done` carries a separate flag for warnings."""

    QUEUED = "queued"
    PREPARING = "preparing"
    READY = "ready"
    RENDERING = "rendering"
    JOINING = "joining"
    PUBLISHING = "publishing"
    DONE = "done"
    PAUSED = "paused"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"
    FAILED = "failed"


class TaskKind(StrEnum):
    """Kind of a task: a unit of work of a job."""

    PREPARE = "prepare"
    RENDER = "render"
    JOIN = "join"
    PUBLISH = "publish"


class TaskState(StrEnum):
    """State of a prepare, join or publish task, and of the attempts (granted chunks) of a render task."""

    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class PieceState(StrEnum):
    """State of a piece: nobody has it, somebody has a lease on it, or a verified file exists."""

    OPEN = "open"
    GRANTED = "granted"
    DONE = "done"
    FAILED = "failed"


class WorkerState(StrEnum):
    """What a worker does, as the manager knows it."""

    IDLE = "idle"
    BUSY = "busy"
    DRAINING = "draining"
    RESTING = "resting"
    LOST = "lost"


class StateWord(Struct, frozen=True):
    """What people see for a state: the family of `ux.md` §5 (colour), the word, and the icon's shape."""

    family: str
    word: str
    icon: str


END_STATES = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})
"""A job in one of these is never changed again, but for being retried, which is an explicit wish of its owner."""


RETRYABLE_STATES = frozenset({JobState.FAILED, JobState.CANCELLED})
"""End states that the owner may lift by a retry, which puts the job back to `queued`."""

_ALWAYS = frozenset({JobState.PAUSED, JobState.CANCELLING, JobState.CANCELLED, JobState.FAILED})

JOB_CHANGES: dict[JobState, frozenset[JobState]] = {
    JobState.QUEUED: frozenset({JobState.PREPARING}) | _ALWAYS,
    JobState.PREPARING: frozenset({JobState.QUEUED, JobState.READY, JobState.RENDERING, JobState.JOINING}) | _ALWAYS,
    JobState.READY: frozenset({JobState.RENDERING, JobState.JOINING}) | _ALWAYS,
    JobState.RENDERING: frozenset({JobState.JOINING}) | _ALWAYS,
    JobState.JOINING: (frozenset({JobState.PUBLISHING}) | _ALWAYS) - {JobState.PAUSED},
    JobState.PUBLISHING: frozenset({JobState.DONE, JobState.FAILED}),
    JobState.PAUSED: (
        frozenset({JobState.QUEUED, JobState.PREPARING, JobState.READY, JobState.RENDERING, JobState.JOINING}) | _ALWAYS
    )
    - {JobState.PAUSED},
    JobState.CANCELLING: frozenset({JobState.CANCELLED}),
    JobState.DONE: frozenset(),
    JobState.CANCELLED: frozenset(),
    JobState.FAILED: frozenset(),
}
"""Where a job may go from each state, a retry apart.

A job that is being published can be neither paused nor cancelled: the film may be in people's hands already. A running
prepare goes back to `queued` when its surroundings failed, and may find so many finished pieces that the job goes on
with rendering or joining.
"""

TASK_CHANGES: dict[TaskState, frozenset[TaskState]] = {
    TaskState.READY: frozenset({TaskState.RUNNING, TaskState.DONE, TaskState.CANCELLED, TaskState.FAILED}),
    TaskState.RUNNING: frozenset({TaskState.READY, TaskState.DONE, TaskState.FAILED, TaskState.CANCELLED}),
    TaskState.DONE: frozenset(),
    TaskState.FAILED: frozenset(),
    TaskState.CANCELLED: frozenset(),
}
"""Where a task may go from each state. Back to `ready`: the manager or its surroundings failed, not the job."""

PIECE_CHANGES: dict[PieceState, frozenset[PieceState]] = {
    PieceState.OPEN: frozenset({PieceState.GRANTED, PieceState.DONE, PieceState.FAILED}),
    PieceState.GRANTED: frozenset({PieceState.OPEN, PieceState.DONE, PieceState.FAILED}),
    PieceState.DONE: frozenset(),
    PieceState.FAILED: frozenset(),
}
"""Where a piece may go from each state, a retry of its job apart."""

PIECE_LETTERS: dict[PieceState, str] = {
    PieceState.OPEN: "o",
    PieceState.GRANTED: "g",
    PieceState.DONE: "d",
    PieceState.FAILED: "f",
}
"""The letters of `JobView.pieces`."""


def may_change(before: JobState, after: JobState, *, retry: bool = False) -> bool:
    """Whether a job may go from `before` to `after`. `retry`: because its owner asked for it to be tried again."""
    if retry:
        return before in RETRYABLE_STATES and after is JobState.QUEUED
    return after in JOB_CHANGES[before]


def job_state_of(tasks: Mapping[TaskKind, TaskState]) -> JobState:
    """The state of a job that is neither paused nor cancelled, from its tasks.

    The furthest task decides; a render task runs from the first grant on and is done when the set of pieces is
    complete, in which moment the join task exists. A task that failed has failed the job.
    """
    if TaskState.FAILED in tasks.values():
        return JobState.FAILED
    if TaskKind.PUBLISH in tasks:
        return JobState.DONE if tasks[TaskKind.PUBLISH] is TaskState.DONE else JobState.PUBLISHING
    if TaskKind.JOIN in tasks:
        return JobState.JOINING
    if TaskKind.RENDER in tasks:
        return JobState.READY if tasks[TaskKind.RENDER] is TaskState.READY else JobState.RENDERING
    return JobState.PREPARING if tasks.get(TaskKind.PREPARE) is TaskState.RUNNING else JobState.QUEUED


STATE_WORDS: dict[JobState, StateWord] = {
    JobState.QUEUED: StateWord(family="waiting", word="Queued", icon="clock"),
    JobState.PREPARING: StateWord(family="active", word="Preparing", icon="download"),
    JobState.READY: StateWord(family="waiting", word="Queued", icon="clock"),
    JobState.RENDERING: StateWord(family="active", word="Rendering", icon="play"),
    JobState.JOINING: StateWord(family="active", word="Joining video", icon="film"),
    JobState.PUBLISHING: StateWord(family="active", word="Uploading", icon="upload"),
    JobState.DONE: StateWord(family="done", word="Done", icon="circle-check"),
    JobState.PAUSED: StateWord(family="held", word="Paused", icon="circle-pause"),
    JobState.CANCELLING: StateWord(family="held", word="Cancelling", icon="circle-stop"),
    JobState.CANCELLED: StateWord(family="off", word="Cancelled", icon="ban"),
    JobState.FAILED: StateWord(family="failed", word="Failed", icon="octagon-x"),
}
"""What people see for each stored state (icons by their Lucide names)."""

WORKER_WORDS: dict[WorkerState, StateWord] = {
    WorkerState.IDLE: StateWord(family="waiting", word="Idle", icon="circle"),
    WorkerState.BUSY: StateWord(family="active", word="Rendering", icon="play"),
    WorkerState.DRAINING: StateWord(family="held", word="Draining", icon="hourglass"),
    WorkerState.RESTING: StateWord(family="attention", word="Resting", icon="circle-pause"),
    WorkerState.LOST: StateWord(family="attention", word="Not responding", icon="wifi-off"),
}
"""What people see for each state of a worker."""

INSTANCE_WORDS: dict[InstanceState, StateWord] = {
    InstanceState.STOPPED: StateWord(family="off", word="Stopped", icon="server-off"),
    InstanceState.STARTING: StateWord(family="waiting", word="Starting", icon="power"),
    InstanceState.RUNNING: StateWord(family="active", word="Running", icon="play"),
    InstanceState.STOPPING: StateWord(family="held", word="Stopping", icon="circle-stop"),
    InstanceState.GONE: StateWord(family="off", word="Gone", icon="ban"),
}
"""What people see for each state of a machine."""

DONE_WITH_WARNINGS = StateWord(family="attention", word="Done with warnings", icon="triangle-alert")
"""What people see for a job that is done, but for which something was substituted or approximated."""

NO_NEWS = StateWord(family="attention", word="No news for 2 min", icon="wifi-off")
"""What people see for a job that is under way and of which nothing was heard for long."""

FILM_GONE = StateWord(family="attention", word="Film is gone", icon="triangle-alert")
"""What people see for a job that is done, but whose film is not any more where it was put, or is another file."""


def state_word(state: JobState, *, warned: bool = False) -> StateWord:
    """The word, colour family and icon for a job. `warned`: it carries warnings."""
    return DONE_WITH_WARNINGS if warned and state is JobState.DONE else STATE_WORDS[state]
