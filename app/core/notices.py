"""Of which ends of jobs, and limits of machines, a person is told while the window is not in front, and how often.
Pure: time is handed in.

One notice per batch, at most one a minute; what ends meanwhile waits and is told together. What a person sees in the
window anyway is not told.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from app.core.fleet import Activity
from app.core.messages import JobView
from app.core.model import Struct
from app.core.settings import Settings
from app.core.states import END_STATES, JobState

PAUSE_SECONDS: Final = 60.0
"""The least time between two notices."""

LIMIT_PAUSE_SECONDS: Final = 3600.0
"""The least time between two notices of the same limit: a farm that keeps one acts on it again and again."""


class NoticeKind(StrEnum):
    """What a notice is about, which decides the switch that it obeys and its words."""

    DONE = "done"
    FAILED = "failed"
    ATTENTION = "attention"
    COST_LIMIT = "cost limit"
    IDLE_LIMIT = "idle limit"


LIMITS: Final = {"cost cap": NoticeKind.COST_LIMIT, "idle": NoticeKind.IDLE_LIMIT}
"""The rules of scaling that are told of when they act."""


class Notice(Struct, frozen=True):
    """Something to tell. `name` is the job's or batch's, empty where it is about several of them.

    `job_id` is what to show when the notice is chosen: the failed job, where there is one; empty for the limits of a
    farm, whose machines `name` names. `batch`: it is about all jobs of a batch. `warned` of the `done` films have
    warnings.
    """

    kind: NoticeKind
    name: str
    job_id: str
    done: int = 0
    failed: int = 0
    warned: int = 0
    batch: bool = False


class NoticeRules:
    """Takes news of jobs and says what to tell when. Times are seconds since the epoch, as in `JobView`."""

    def __init__(self, since: float) -> None:
        """What ended before `since` is old news."""
        self._since = since
        self._told: dict[str, float] = {}
        self._batches: dict[str, dict[str, JobView]] = {}
        self._under_way: dict[str, set[str]] = {}
        self._waiting: list[Notice] = []
        self._last = since - PAUSE_SECONDS
        self._limits: dict[NoticeKind, float] = {}

    def news(self, changed: Iterable[JobView], settings: Settings) -> None:
        """Jobs that changed: all that there are, once they have been told of."""
        changed = list(changed)
        for view in changed:
            self._keep(view)
        looked_at: set[str] = set()
        for view in changed:
            if view.batch_id in looked_at:
                continue
            if view.removed or JobState(view.state) not in END_STATES or view.ended <= self._since:
                continue
            if view.batch_id:
                looked_at.add(view.batch_id)
            notice = self._of_batch(view) if view.batch_id else self._of_job(view)
            if notice is not None and _wanted(notice, settings):
                self._waiting.append(notice)

    def acted(self, activities: Iterable[Activity], settings: Settings) -> None:
        """What the farm did with its machines, by rising time; each of them once."""
        for one in activities:
            kind = LIMITS.get(one.rule)
            if kind is None or one.dry_run or one.at <= self._since or not settings.notify_limit:
                continue
            if one.at - self._limits.get(kind, -LIMIT_PAUSE_SECONDS) >= LIMIT_PAUSE_SECONDS:
                self._limits[kind] = one.at
                self._waiting.append(Notice(kind=kind, name=", ".join(one.targets), job_id=""))

    def due(self, now: float, *, focused: bool) -> Notice | None:
        """What is to be told now. `focused`: the window is in front, so that nothing needs to be told."""
        if focused:
            self._waiting.clear()
            return None
        if not self._waiting or now - self._last < PAUSE_SECONDS:
            return None
        self._last = now
        limits = [one for one in self._waiting if not one.job_id]
        if limits:
            # It is of another kind than the ends of jobs, which wait for their turn.
            self._waiting.remove(limits[0])
            return limits[0]
        told, self._waiting = self._waiting, []
        return told[0] if len(told) == 1 else _together(told)

    def wait(self, now: float) -> float | None:
        """Seconds until `due` may have something; None while nothing waits."""
        return max(0.0, self._last + PAUSE_SECONDS - now) if self._waiting else None

    def _of_job(self, view: JobView) -> Notice | None:
        state = JobState(view.state)
        if state is JobState.CANCELLED or not self._first(view.job_id, view.ended):
            return None
        if state is JobState.FAILED:
            return Notice(kind=NoticeKind.FAILED, name=view.name, job_id=view.job_id, failed=1)
        return Notice(
            kind=NoticeKind.DONE, name=view.name, job_id=view.job_id, done=1, warned=1 if view.warnings else 0
        )

    def _keep(self, view: JobView) -> None:
        """What is known of batches, so that nobody looks through all jobs whenever one of a batch ends."""
        if not view.batch_id:
            return
        members = self._batches.setdefault(view.batch_id, {})
        under_way = self._under_way.setdefault(view.batch_id, set())
        under_way.discard(view.job_id)
        if view.removed:
            members.pop(view.job_id, None)
            return
        members[view.job_id] = view
        if JobState(view.state) not in END_STATES:
            under_way.add(view.job_id)

    def _of_batch(self, view: JobView) -> Notice | None:
        if self._under_way[view.batch_id]:
            return None
        members = self._batches[view.batch_id].values()
        if not self._first(view.batch_id, max((one.ended for one in members), default=view.ended)):
            return None
        done = [one for one in members if JobState(one.state) is JobState.DONE]
        failed = [one for one in members if JobState(one.state) is JobState.FAILED]
        if not done and not failed:
            return None
        return Notice(
            kind=NoticeKind.ATTENTION if failed else NoticeKind.DONE,
            name=view.batch_name or view.template or view.name,
            job_id=(failed or done)[0].job_id,
            done=len(done),
            failed=len(failed),
            warned=sum(bool(one.warnings) for one in done),
            batch=True,
        )

    def _first(self, key: str, ended: float) -> bool:
        """Whether this end of a job or batch was not told yet; one that was retried ends again."""
        if self._told.get(key) == ended:
            return False
        self._told[key] = ended
        return True


def _wanted(notice: Notice, settings: Settings) -> bool:
    switches = {
        NoticeKind.DONE: settings.notify_done,
        NoticeKind.FAILED: settings.notify_failed,
        NoticeKind.ATTENTION: settings.notify_attention,
    }
    return switches[notice.kind]


def _together(told: list[Notice]) -> Notice:
    bad = [one for one in told if one.failed]
    return Notice(
        kind=NoticeKind.FAILED if bad else NoticeKind.DONE,
        name="",
        job_id=(bad or told)[-1].job_id,
        done=sum(one.done for one in told),
        failed=sum(one.failed for one in told),
        warned=sum(one.warned for one in told),
    )
