"""A farm's workers and computers as they were seen last, what they have drawn since, and what admins tell them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.errors import ErrorInfo
from app.core.fleet import NodeFacts
from app.core.messages import StatsPart, StatsWanted, WorkersPart, WorkersWanted, WorkerView
from app.core.states import END_STATES, WorkerState
from app.core.statistics import StatsBy, StatsRow
from app.ui.controllers.farm import FarmState
from app.ui.services import Services
from app.ui.tasks import Task

if TYPE_CHECKING:
    from app.farm.connection import FarmConnection
    from app.ui.models.throughput import ThroughputBook

SHOWN_MILLISECONDS: Final = 2000
HIDDEN_MILLISECONDS: Final = 10_000
"""How often it is looked, while the page is shown and while it is not: the chart is to have no hole."""

HISTORY_SECONDS: Final = 6 * 3600
"""So much of what was before this window looked is asked of the farm's statistics."""

_LOOK, _HISTORY = "farm/workers-look", "farm/history"


@dataclass(frozen=True, slots=True)
class WorkersNow:
    """What was seen at a time (seconds since the epoch)."""

    at: float
    workers: tuple[WorkerView, ...] = ()
    nodes: tuple[NodeFacts, ...] = ()

    def node_of(self, worker: WorkerView) -> NodeFacts | None:
        """The computer that a worker runs on, where that is known."""
        name = worker.node or worker.name.rpartition(".")[0]
        return next((node for node in self.nodes if node.node == name), None)


class FarmWorkers(QObject):
    """Looks while a farm of many computers is worked with. `now` is None until it was looked once."""

    changed = Signal()
    failed = Signal(object)
    """Something that people told workers was not done: an `ErrorInfo`."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self.now: WorkersNow | None = None
        self._asked_history = False
        self._timer = QTimer(self)
        self._timer.setInterval(HIDDEN_MILLISECONDS)
        self._timer.timeout.connect(self.look)
        services.farm.place_changed.connect(self._other_farm)
        services.farm.link.changed.connect(self._link_changed)

    @cached_property
    def throughput(self) -> ThroughputBook:
        """What was drawn, minute by minute."""
        from app.ui.models.throughput import ThroughputBook  # brings in numpy, which a start does without

        return ThroughputBook()

    def watch(self) -> None:
        """The page is shown."""
        self._timer.setInterval(SHOWN_MILLISECONDS)
        self.look()

    def unwatch(self) -> None:
        """It is not any more."""
        self._timer.setInterval(HIDDEN_MILLISECONDS)

    def close(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look(self) -> None:
        """See how they are now, in the background."""
        farm, tasks = self._services.farm, self._services.tasks
        if farm.is_here or farm.state is not FarmState.RUNNING or farm.link.pending or farm.link.error is not None:
            return
        if tasks.running(_LOOK):
            return
        connection = farm.connection
        self._ask_history(connection)
        tasks.start(_LOOK, lambda _task: see_workers(connection), owner=self, done=self._seen, failed=farm.link.failed)

    def steer(self, action: str, names: Sequence[str]) -> None:
        """Have workers drain, or ping them; admins may."""

        def told() -> None:
            self.look()

        order: Callable[[FarmConnection], object] = lambda farm: farm.client.steer_workers(action, names)  # noqa: E731
        self._services.farm.act(order, owner=self, done=told, failed=self.failed.emit)

    def counts(self) -> tuple[int, int, int]:
        """How many workers draw, are idle (or rest, or drain), and are lost."""
        states = [one.state for one in self.now.workers] if self.now is not None else []
        busy, lost = states.count(WorkerState.BUSY), states.count(WorkerState.LOST)
        return busy, len(states) - busy - lost, lost

    def waiting_frames(self) -> int:
        """Frames of jobs under way that are not drawn yet."""
        jobs = self._services.farm.jobs.values()
        return sum(max(0, view.frames_total - view.frames_done) for view in jobs if view.state not in END_STATES)

    def _ask_history(self, connection: FarmConnection) -> None:
        """Once per farm. One whose manager keeps no statistics does not answer, which is no silence of the farm's."""
        if self._asked_history:
            return
        self._asked_history = True
        since = time.time() - HISTORY_SECONDS

        def taken(rows: tuple[StatsRow, ...]) -> None:
            self.throughput.take(rows, 60.0)
            self.changed.emit()

        def work(_task: Task) -> tuple[StatsRow, ...]:
            return see_history(connection, since)

        self._services.tasks.start(_HISTORY, work, owner=self, done=taken, failed=_no_history)

    def _seen(self, now: WorkersNow) -> None:
        self._services.farm.link.answered()
        self.now = now
        self.throughput.look(now.at, now.workers, self.waiting_frames())
        self.changed.emit()

    def _other_farm(self) -> None:
        for key in (_LOOK, _HISTORY):
            self._services.tasks.cancel(key)
        self.now, self._asked_history = None, False
        if "throughput" in vars(self):
            self.throughput.forget()
        if self._services.farm.is_here:
            self._timer.stop()
        else:
            self._timer.start()
        self.changed.emit()

    def _link_changed(self) -> None:
        if self._services.farm.link.error is None and self.now is None:
            self.look()
        self.changed.emit()


def see_workers(farm: FarmConnection) -> WorkersNow:
    """The workers and computers of a farm. Raises `FarmhandError`."""
    parts = [part for part in farm.client.ask(WorkersWanted()) if isinstance(part, WorkersPart)]
    return WorkersNow(
        at=time.time(),
        workers=tuple(one for part in parts for one in part.workers),
        nodes=tuple(one for part in parts for one in part.nodes),
    )


def see_history(farm: FarmConnection, since: float) -> tuple[StatsRow, ...]:
    """Minute by minute, what each worker drew and how much waited since then. Raises `FarmhandError`."""
    asked = (StatsWanted(since=since, step=60, by=StatsBy.WORKER), StatsWanted(since=since, step=60))
    parts = [part for one in asked for part in farm.client.ask(one)]
    return tuple(row for part in parts if isinstance(part, StatsPart) for row in part.rows)


def _no_history(_error: ErrorInfo) -> None:
    """The chart begins with this window's own looks."""
