"""What was told to people, and holds from then on, also when the power fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.core.messages import AnyMessage, Event, JobAction, Submit

ENDED = frozenset({"done", "failed", "cancelled"})
_CANCELLED = frozenset({"cancelling", "cancelled"})


class Promises:
    """`accepted`: jobs that were taken; `removed`: those that left the list; `ended`: as what jobs were announced."""

    def __init__(self) -> None:
        self.accepted: set[str] = set()
        self.removed: set[str] = set()
        self.cancelled: set[str] = set()
        self.ended: dict[str, str] = {}

    def answered(self, asked: AnyMessage, job_ids: tuple[str, ...]) -> None:
        """Somebody's wish was granted."""
        if isinstance(asked, Submit):
            self.accepted.update(job_ids)
        elif isinstance(asked, JobAction) and asked.action == "remove":
            self.removed.update(job_ids)
            self.accepted.difference_update(job_ids)
        elif isinstance(asked, JobAction) and asked.action == "cancel":
            self.cancelled.update(job_ids)

    def announced(self, event: Event) -> None:
        """Everybody was told how a job is."""
        view = event.job
        if view.state in ENDED and not view.removed:
            self.ended[view.job_id] = view.state
        else:
            self.ended.pop(view.job_id, None)

    def broken(self, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
        """What held until the power failed, and does not any more. `before` and `after` are the states of all jobs."""
        for job_id in sorted(self.accepted & before.keys() - after.keys()):
            yield f"{job_id} was taken, and is gone after the power failed"
        for job_id in sorted(self.removed & after.keys() - before.keys()):
            yield f"{job_id} was removed, and is there again after the power failed"
        for job_id in sorted(self.cancelled & before.keys() & after.keys()):
            if before[job_id] in _CANCELLED and after[job_id] not in _CANCELLED:
                yield f"{job_id} was cancelled, and is {after[job_id]} after the power failed"
        for job_id, state in self.ended.items():
            # What is being cancelled will be, once more.
            allowed = {state, "cancelling"} if state == "cancelled" else {state}
            if before.get(job_id) == state and after.get(job_id) not in allowed:
                yield f"{job_id} was announced as {state}, and is {after.get(job_id)} after the power failed"
