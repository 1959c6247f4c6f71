"""Notes what is estimated of jobs while they are under way, so that it can be compared with what they took.

It follows the farm's events in a thread of its own. Of every job it notes what is said when it is laid out, and
when a quarter and half of its frames are drawn. It leaves out jobs that wait behind many others: what would be said of
those takes longest to tell, and is mostly about the others. Of many short jobs it notes only some: no more than a small
part of the time is spent on it.
"""

from __future__ import annotations

import logging
from collections import OrderedDict

from app.core.errors import FarmhandError
from app.core.estimates import Noted
from app.core.events import is_ended
from app.core.messages import Event, JobView
from app.core.ports import Clock
from app.core.states import JobState
from app.farm.estimates.records import BEFORE, HALF, QUARTER
from app.farm.estimates.service import EstimateService
from app.farm.store import Store, history
from app.farm.store.unended import jobs_ahead

MOST_AHEAD = 8
"""Of a job that waits behind more than so many others, nothing is noted."""

MOST_FOLLOWED = 4096

MOST_SHARE, MOST_SECONDS = 0.02, 2.0
"""The part of the time that is spent on notes at most, and how many seconds of that may be saved up."""

_STARTED = frozenset({JobState.READY, JobState.RENDERING})

_log = logging.getLogger(__name__)


class EstimateKeeper:
    """Follows the events of a farm, which `hear` is told in one thread."""

    def __init__(self, service: EstimateService, store: Store, clock: Clock) -> None:
        self._service = service
        self._store = store
        self._clock = clock
        self._noted: OrderedDict[str, str] = OrderedDict()
        self._left, self._looked = MOST_SECONDS, clock.monotonic()

    def hear(self, event: Event) -> None:
        """Something has changed: note what is estimated now if it is time for that."""
        view = event.job
        if is_ended(view):
            self._noted.pop(view.job_id, None)
            return
        stage = stage_of(view)
        if not stage or self._noted.get(view.job_id) == stage or not self._has_time():
            return
        self._remember(view.job_id, stage)
        begun = self._clock.monotonic()
        try:
            self._note(view, stage)
        except FarmhandError as error:
            # The store is away, or the job went meanwhile: nothing depends on a note.
            _log.info("Of job %s no estimate is noted: %s", view.job_id, error)
        self._left -= self._clock.monotonic() - begun

    def _has_time(self) -> bool:
        now = self._clock.monotonic()
        self._left = min(MOST_SECONDS, self._left + MOST_SHARE * (now - self._looked))
        self._looked = now
        return self._left > 0.0

    def _remember(self, job_id: str, stage: str) -> None:
        self._noted[job_id] = stage
        self._noted.move_to_end(job_id)
        if len(self._noted) > MOST_FOLLOWED:
            self._noted.popitem(last=False)

    def _note(self, view: JobView, stage: str) -> None:
        with self._store.read() as session:
            if jobs_ahead(session, view.priority, view.place, MOST_AHEAD + 1) > MOST_AHEAD:
                return
        begun = self._clock.now()
        seconds = self._service.seconds_left(view.job_id)
        if seconds is not None:
            noted = Noted(stage=stage, at=begun, seconds=seconds)
            self._store.apply(lambda change: history.note(change.session, view.job_id, noted, view.frames_done))


def stage_of(view: JobView) -> str:
    """At which stage a job is (see `records`); empty: at none."""
    if JobState(view.state) not in _STARTED or not view.frames_total:
        return ""
    share = view.frames_done / view.frames_total
    if share <= 0:
        return BEFORE
    if share < 0.25:
        return ""
    # What comes much later than at half says nothing of that.
    return QUARTER if share < 0.5 else HALF if share < 0.75 else ""
