"""Asks the farm how long jobs under way still take: those that are seen, and all together. Nobody waits for it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.errors import ErrorInfo, UsageError
from app.core.estimates import Estimate
from app.core.remaining import ALL
from app.core.states import JobState
from app.ui.tasks import Task, TaskRunner

if TYPE_CHECKING:
    from app.core.messages import JobView
    from app.farm.client import FarmClient
    from app.ui.controllers.farm import FarmController

ASK_SECONDS: Final = 15.0
"""The farm is asked at most this often."""

SOON_SECONDS: Final = 1.0
MOST_ASKED: Final = 12
"""So many jobs and batches are asked about at once."""

ASKING: Final = "farm/foresight"

UNDRAWN: Final = frozenset({JobState.QUEUED, JobState.PREPARING, JobState.READY, JobState.RENDERING})
"""Jobs of which something is left to estimate."""


class InSight(NamedTuple):
    """What is seen, and asked about: the key that its answer is kept by, and the jobs that it is made of."""

    key: str
    views: Sequence[JobView]


Look = Callable[[], Iterable[InSight]]


class FarmForesight(QObject):
    """Tells `FarmController.estimates` what the farm's estimator says, while something is drawn.

    A failure is silent: what is measured is shown then.
    """

    told = Signal()
    """New answers have come."""

    def __init__(self, farm: FarmController, tasks: TaskRunner) -> None:
        super().__init__(farm)
        self._farm, self._tasks = farm, tasks
        self._looks: list[Look] = []
        self._asked_at = float("-inf")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._ask)
        farm.jobs_changed.connect(self._on_jobs)
        farm.place_changed.connect(self._stop)
        farm.closing.connect(self._stop)

    def add(self, look: Look) -> None:
        """Ask also about what this finds whenever it is time to ask; for as long as the window is there."""
        self._looks.append(look)

    def _on_jobs(self, _views: list[JobView]) -> None:
        if self._farm.tally.running and not self._timer.isActive() and not self._tasks.running(ASKING):
            passed = time.monotonic() - self._asked_at
            self._timer.start(round(1000 * max(SOON_SECONDS, ASK_SECONDS - passed)))

    def _ask(self) -> None:
        farm = self._farm
        if not farm.tally.running or not farm.answers:
            return
        self._asked_at = time.monotonic()
        seen = {one.key: tuple(one.views) for look in self._looks for one in look()}
        first = dict(list(seen.items())[:MOST_ASKED])
        # Jobs may be many: which of them are the last is found in the background.
        wanted = {**first, ALL: tuple(farm.jobs.values())}
        client = farm.connection.client
        self._tasks.start(
            ASKING, lambda task: ask_for(client, wanted, task), owner=self, done=self._take, failed=self._failed
        )

    def _take(self, answers: Mapping[str, Estimate]) -> None:
        for key, answer in answers.items():
            self._farm.estimates.tell(key, answer)
        self._on_jobs([])
        if answers:
            self.told.emit()

    def _failed(self, _error: ErrorInfo) -> None:
        self._on_jobs([])

    def _stop(self) -> None:
        self._timer.stop()
        self._tasks.cancel(ASKING)
        self._asked_at = float("-inf")


def last_undrawn(views: Iterable[JobView]) -> JobView | None:
    """Of these jobs the one that is granted last; None when nothing is left of any."""
    left = (view for view in views if view.state in UNDRAWN)
    return max(left, key=lambda view: (-view.priority, view.place), default=None)


def ask_for(client: FarmClient, wanted: Mapping[str, Sequence[JobView]], task: Task) -> dict[str, Estimate]:
    """What the farm says of these. All jobs are there when the last of them is. Raises `BrokerError`.

    A job that has ended meanwhile, and one of which the farm says nothing, is left out.
    """
    from app.farm.estimates.asking import estimate_jobs

    found: dict[str, Estimate] = {}
    for key, views in wanted.items():
        last = last_undrawn(views)
        if task.cancelled:
            break
        if last is None:
            continue
        try:
            found[key] = estimate_jobs(client, (last.job_id,))
        except UsageError:
            continue
    return found
