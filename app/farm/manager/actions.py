"""The actions that clients may name in a `JobAction`, and what each of them does to the store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.core.messages import JobAction
from app.farm.store import Change, places, wishes


@dataclass(frozen=True, slots=True)
class Action:
    """`apply` gives the ids that it applied to, in the order asked for; `done` is for “cannot be …”."""

    done: str
    apply: Callable[[Change, JobAction], tuple[str, ...]]


def _each(wish: Callable[[Change, str], bool]) -> Callable[[Change, JobAction], tuple[str, ...]]:
    def apply(change: Change, message: JobAction) -> tuple[str, ...]:
        return tuple(job_id for job_id in message.job_ids if wish(change, job_id))

    return apply


def _set_priority(change: Change, message: JobAction) -> tuple[str, ...]:
    return _each(lambda within, job_id: wishes.set_priority(within, job_id, message.value))(change, message)


ACTIONS: dict[str, Action] = {
    "cancel": Action("cancelled", _each(wishes.cancel)),
    "pause": Action("paused", _each(wishes.pause)),
    "resume": Action("resumed", _each(wishes.resume)),
    "retry": Action("tried again", lambda change, message: wishes.retry_all(change, message.job_ids)),
    "priority": Action("given another priority", _set_priority),
    "remove": Action("removed", lambda change, message: wishes.remove(change, message.job_ids)),
    "top": Action("moved", lambda change, message: places.to_top(change, message.job_ids)),
    "bottom": Action("moved", lambda change, message: places.to_bottom(change, message.job_ids)),
    "before": Action("moved", lambda change, message: places.before(change, message.job_ids, message.target)),
}
"""By the name in `JobAction.action`."""
