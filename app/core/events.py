"""What happens to jobs, and how a client keeps up with it. Pure: no threads, no messages sent."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from app.core.messages import Event, JobView, SnapshotPart
from app.core.states import END_STATES, JobState


class EventKind(StrEnum):
    """What an event says of its job. Clients may ignore kinds they do not know: the view in the event tells all."""

    SUBMITTED = "submitted"
    PREPARING = "preparing"
    PREPARED = "prepared"
    GRANTED = "granted"
    PIECE_DONE = "piece_done"
    CHUNK_FAILED = "chunk_failed"
    REOPENED = "reopened"
    JOINING = "joining"
    PUBLISHING = "publishing"
    DONE = "done"
    FAILED = "failed"
    PAUSED = "paused"
    RESUMED = "resumed"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"
    RETRIED = "retried"
    PRIORITY = "priority"
    MOVED = "moved"
    REMOVED = "removed"
    DELAYED = "delayed"
    RELEASED = "released"
    PROGRESS = "progress"


def is_ended(view: JobView) -> bool:
    """Whether the job will not change any more, unless somebody has it tried again; one that was removed will not."""
    return view.removed or JobState(view.state) in END_STATES


class JobBoard:
    """A client's picture of the jobs, kept from snapshots and events. Not thread-safe.

    The order of use: subscribe to events, then ask for a snapshot, then give everything that comes to `take_event`
    and `take_part`. Events that come between are kept until the snapshot is complete. `needs_snapshot` tells that an
    event was missed, or that the manager has started again.
    """

    def __init__(self) -> None:
        self._jobs: dict[str, JobView] = {}
        self._seq = -1
        self._coming: dict[str, JobView] = {}
        self._early: list[Event] = []
        self.needs_snapshot = True

    @property
    def seq(self) -> int:
        """The last event that the picture contains; -1 before the first snapshot."""
        return self._seq

    def jobs(self) -> dict[str, JobView]:
        """The jobs by id."""
        return dict(self._jobs)

    def find(self, job_id: str) -> JobView | None:
        """One job, or None when it is not known."""
        return self._jobs.get(job_id)

    def begin_snapshot(self) -> None:
        """A new snapshot was asked for: forget the parts of an older one."""
        self._coming.clear()
        self.needs_snapshot = True

    def take_part(self, part: SnapshotPart) -> tuple[JobView, ...]:
        """Add a part of a snapshot. After the last one, the jobs that differ from the picture so far.

        Jobs of the picture that a snapshot does not have were removed: of those, the last view, as removed.
        """
        self._coming.update((view.job_id, view) for view in part.jobs)
        if not part.last:
            return ()
        changed = {view.job_id: view for view in self._coming.values() if self._jobs.get(view.job_id) != view}
        for job_id in self._jobs.keys() - self._coming.keys():
            changed[job_id] = msgspec.structs.replace(self._jobs[job_id], removed=True)
        self._jobs, self._coming = self._coming, {}
        self._seq = part.seq
        self.needs_snapshot = False
        early, self._early = self._early, []
        for event in early:
            if event.seq == 0 or event.seq > part.seq:
                changed.update((view.job_id, view) for view in self.take_event(event))
        return tuple(changed.values())

    def take_event(self, event: Event) -> tuple[JobView, ...]:
        """Apply an event; the job as it is now, or nothing when the event does not count (yet).

        A job whose view says that it was removed leaves the picture.
        """
        if self.needs_snapshot:
            if event.seq:
                self._early.append(event)
            return ()
        if event.seq == 0:
            known = self._jobs.get(event.job.job_id)
            if known is None or known.state != event.job.state:
                return ()
        elif (event.first or event.seq) == self._seq + 1:
            self._seq = event.seq
        else:
            # A number beyond the next: something was missed. One that was there already: the manager sends again what
            # it cannot know to have arrived, because it was started anew. Either way only a snapshot is sure.
            self.needs_snapshot = True
            self._early.append(event)
            return ()
        if event.job.removed:
            self._jobs.pop(event.job.job_id, None)
        else:
            self._jobs[event.job.job_id] = event.job
        return (event.job,)
