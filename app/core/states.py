"""States of jobs, tasks and pieces, which changes are allowed, and the words people read for them."""

from __future__ import annotations

from enum import StrEnum

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

    WAITING = "waiting"
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


class StateWord(Struct, frozen=True):
    """What people see for a state: the family of `ux.md` §5 (colour), the word, and the icon's shape."""

    family: str
    word: str
    icon: str


END_STATES = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})
"""A job in one of these is never changed again, but for being retried, which is an explicit wish of its owner."""
