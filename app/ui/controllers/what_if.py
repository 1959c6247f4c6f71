"""How long all that waits takes with more or fewer workers: asked of the farm now and then, while somebody looks."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.errors import ErrorInfo
from app.core.estimates import Estimate
from app.core.fleet import Instance, InstanceState, ScalingPolicy
from app.core.messages import FleetPart, JobView, WorkersPart, WorkersWanted, WorkerView
from app.core.states import JobState, WorkerState
from app.ui.controllers.farm import FarmState
from app.ui.controllers.farm_fleet import FarmFleet
from app.ui.services import Services
from app.ui.tasks import Task

if TYPE_CHECKING:
    from app.farm.connection import FarmConnection

PAUSE_SECONDS: Final = 20.0
"""The least time from one question to the next."""

MOST_JOBS: Final = 200
"""Only so many jobs are named, the last to be drawn: those before them count as well."""

MOST_COUNTS: Final = 5
"""So many numbers of workers are told."""

_ASK: Final = "farm/what-if"
_WAITING: Final = frozenset({JobState.QUEUED, JobState.READY, JobState.PREPARING, JobState.RENDERING})
_THERE: Final = (WorkerState.IDLE, WorkerState.BUSY)


class Asked(NamedTuple):
    """An estimate of all that waits, and how many workers there were."""

    estimate: Estimate
    present: int


class WhatIf(QObject):
    """`asked` is the latest answer, None while there is none; `waits` whether anything waits; `error` why there is no
    answer, if the farm refused it."""

    changed = Signal()

    def __init__(self, services: Services, fleet: FarmFleet, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services, self._fleet = services, fleet
        self.asked: Asked | None = None
        self.error: ErrorInfo | None = None
        self._watched = False
        self._at = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        services.farm.jobs_changed.connect(self._wait)
        services.farm.place_changed.connect(self._other_farm)
        fleet.changed.connect(self._wait)

    @property
    def waits(self) -> bool:
        """Whether there is something to draw."""
        return self._services.farm.tally.busy

    def watch(self) -> None:
        """Somebody looks."""
        self._watched = True
        self._wait()

    def unwatch(self) -> None:
        """Nobody does any more."""
        self._watched = False
        self._timer.stop()

    def look(self) -> None:
        """Ask now, in the background; where nothing waits, there is nothing to ask."""
        farm, tasks, part = self._services.farm, self._services.tasks, self._fleet.now
        if farm.state is not FarmState.RUNNING or farm.link.pending or farm.link.error is not None or part is None:
            return
        if not self.waits:
            self._forget()
            return
        job_ids = last_jobs(farm.jobs.values())
        if not job_ids or tasks.running(_ASK):
            return
        self._at = time.monotonic()
        connection = farm.connection

        def work(_task: Task) -> Asked:
            return ask_what_if(connection, job_ids, part)

        tasks.start(_ASK, work, owner=self, done=self._answered, failed=self._refused)

    def _wait(self, *_news: object) -> None:
        """Ask as soon as it may be asked again."""
        if not self._watched:
            return
        if not self.waits:
            self._forget()
        elif not self._timer.isActive():
            left = self._at + PAUSE_SECONDS - time.monotonic() if self._at else 0.0
            self._timer.start(max(0, round(left * 1000)))

    def _answered(self, asked: Asked) -> None:
        self._services.farm.link.answered()
        self.asked, self.error = asked, None
        self.changed.emit()

    def _refused(self, error: ErrorInfo) -> None:
        # Most often a job has ended just now, and it is asked again in a while. That a manager gives no estimates does
        # not mean that the farm is silent.
        self.asked, self.error = None, error
        self.changed.emit()

    def _forget(self) -> None:
        if self.asked is not None or self.error is not None:
            self.asked, self.error = None, None
            self.changed.emit()

    def _other_farm(self) -> None:
        self._services.tasks.cancel(_ASK)
        self._at = 0.0
        self._forget()


def last_jobs(views: Iterable[JobView]) -> tuple[str, ...]:
    """The jobs that something of is left to draw, the last ones of many."""
    waiting = sorted((-one.priority, one.place, one.job_id) for one in views if one.state in _WAITING)
    return tuple(job_id for _, _, job_id in waiting[-MOST_JOBS:])


def ask_what_if(farm: FarmConnection, job_ids: tuple[str, ...], part: FleetPart) -> Asked:
    """Ask a farm how long it takes with numbers of workers that fit its machines. Raises `FarmhandError`."""
    from app.farm.estimates.asking import estimate_jobs

    parts = farm.client.ask(WorkersWanted())
    workers = [worker for one in parts if isinstance(one, WorkersPart) for worker in one.workers]
    present = sum(worker.state in _THERE for worker in workers)
    counts = worker_counts(workers, part.instances, part.policy)
    return Asked(estimate_jobs(farm.client, job_ids, counts), present)


def worker_counts(
    workers: Iterable[WorkerView], machines: Iterable[Instance], policy: ScalingPolicy
) -> tuple[int, ...]:
    """Numbers of workers worth telling: those that are there, half of them, with all machines, with the least and the
    most that the policy permits."""
    there = [one for one in workers if one.state in _THERE]
    usable = [one for one in machines if one.state is not InstanceState.GONE]
    nodes = {one.node for one in usable if one.node}
    of_machines = [one for one in there if one.node in nodes]
    others, present = len(there) - len(of_machines), len(there)
    each = max(1, round(len(of_machines) / max(1, len({one.node for one in of_machines}))))
    wanted = [
        present,
        others + each * len(usable),
        others + each * min(policy.maximum, len(usable)),
        present // 2,
        others + each * policy.minimum,
    ]
    kept = dict.fromkeys(one for one in wanted if one > 0)
    return tuple(sorted(list(kept)[:MOST_COUNTS])) or (1,)
