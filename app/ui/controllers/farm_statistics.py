"""What the farm that is worked with has done over a span of time: asked in the background, while somebody looks."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.errors import BrokerError, ErrorInfo
from app.core.messages import StatsWanted
from app.core.statistics import StatsBy
from app.farm.statistics_report import DAY, HOUR, Kept, StatsReport, StatsSpan, last_span, make_report, span_between
from app.ui.controllers.farm import FarmState
from app.ui.services import Services
from app.ui.tasks import Task

RANGES: Final = {"hour": HOUR, "day": DAY, "week": 7 * DAY, "month": 30 * DAY, "year": 365 * DAY}
"""Spans up to now that people can choose, in seconds."""

FIRST_RANGE: Final = "week"

REFRESH_MILLISECONDS: Final = 60_000
"""Farms write their statistics down once a minute."""

_RANGE_KEY, _GROUP_KEY = "statistics/range", "statistics/by"
_ASK, _LOOK, _EXPORT = "statistics/ask", "statistics/look", "statistics/export"
_NOT_ANSWERED: Final = f"does not answer a {StatsWanted.__name__}"


class StatsState(StrEnum):
    """What there is to show."""

    LOADING = "loading"
    SHOWN = "shown"
    NOTHING = "nothing"
    """This computer has not rendered anything yet."""
    REFUSED = "refused"


class FarmStatistics(QObject):
    """Asks while somebody `watch`es. `report` is None until the farm has answered what is chosen now.

    `prepare` is called in the background before a report is told: what takes long to bring in for showing it.
    """

    changed = Signal()
    exported = Signal(object)
    """The `Path` of a table that was written."""
    failed = Signal(object)
    """A table was not written: an `ErrorInfo`."""

    def __init__(self, services: Services, prepare: Callable[[], object] = bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services, self._prepare = services, prepare
        self.state = StatsState.LOADING
        self.report: StatsReport | None = None
        self.error: ErrorInfo | None = None
        self.as_of = 0.0
        """When the farm told what is shown, in seconds since the epoch."""
        stored = services.state.text(_RANGE_KEY, FIRST_RANGE)
        self._range = stored if stored in RANGES else FIRST_RANGE
        self._between: tuple[float, float] | None = None
        group = services.state.text(_GROUP_KEY, StatsBy.WORKER)
        self._by = StatsBy(group) if group in tuple(StatsBy) else None
        self._known_since = 0.0
        self._watched = False
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MILLISECONDS)
        self._timer.timeout.connect(self.refresh)
        services.farm.place_changed.connect(self._other_farm)
        services.farm.state_changed.connect(self._farm_changed)
        services.farm.link.changed.connect(self._link_changed)

    @property
    def range(self) -> str:
        """The chosen one of `RANGES`; empty where people named both ends."""
        return "" if self._between is not None else self._range

    @property
    def between(self) -> tuple[float, float] | None:
        """Both ends, in seconds since the epoch, where people named them."""
        return self._between

    @property
    def by(self) -> StatsBy | None:
        """What sums are shown for; None: the whole farm, step by step."""
        return self._by

    @property
    def loading(self) -> bool:
        """Whether the farm is being asked."""
        return self._services.tasks.running(_ASK)

    def watch(self) -> None:
        """Somebody looks."""
        self._watched = True
        self._timer.start()
        self.refresh()

    def unwatch(self) -> None:
        """Nobody looks any more."""
        self._watched = False
        self._timer.stop()

    def choose(self, name: str) -> None:
        """Show another one of `RANGES`."""
        self._range, self._between = name, None
        self._services.state.put(_RANGE_KEY, name)
        self._begin()

    def choose_between(self, since: float, until: float) -> None:
        """Show the time between two moments, in seconds since the epoch."""
        self._between = (min(since, until), max(since, until))
        self._begin()

    def group(self, by: StatsBy | None) -> None:
        """Show sums for something else."""
        self._by = by
        self._services.state.put(_GROUP_KEY, by.value if by is not None else "")
        self._begin()

    def refresh(self) -> None:
        """Ask the farm anew, in the background."""
        farm = self._services.farm
        if not self._watched or self.loading:
            return
        if farm.state is FarmState.FAILED:
            self._not_told(farm.error)
        elif farm.state is FarmState.STOPPED and farm.is_here:
            self._look()
        elif farm.state is FarmState.RUNNING and not farm.link.pending and farm.link.error is None:
            self._ask()

    def export(self, path: Path, table: Sequence[Sequence[str | float]]) -> None:
        """Write a table as a CSV file, in the background; `exported` or `failed` tells how that went."""

        def work(_task: Task) -> None:
            from app.farm.statistics_export import write_csv

            write_csv(path, table)

        self._services.tasks.start(
            _EXPORT, work, owner=self, done=lambda _: self.exported.emit(path), failed=self.failed.emit
        )

    def _begin(self) -> None:
        """What is chosen is another; what was asked for before is not wanted any more."""
        self._services.tasks.cancel(_ASK)
        self.report, self.error, self.state = None, None, StatsState.LOADING
        self.refresh()
        self.changed.emit()

    def _span(self) -> StatsSpan:
        settings, now = self._services.settings, time.time()
        kept = Kept(minutes=settings.statistics_minutes, hours=settings.statistics_hours)
        if self._between is not None:
            return span_between(*self._between, now, kept)
        return last_span(RANGES[self._range], now, kept)

    def _ask(self) -> None:
        ask = self._services.farm.connection.client.ask
        span, by, known, prepare = self._span(), self._by, self._known_since, self._prepare

        def work(task: Task) -> StatsReport | None:
            prepare()
            return make_report(ask, span, by, known_since=known, stopped=lambda: task.cancelled)

        self._services.tasks.start(_ASK, work, owner=self, done=self._told, failed=self._not_told)

    def _look(self) -> None:
        """This computer's own farm is started for what it counted, where there is something: that starts no engine."""
        farm = self._services.farm

        def found(there: bool) -> None:
            if there:
                farm.ensure_started(failed=self._not_told)
            elif farm.state is FarmState.STOPPED:
                self.state = StatsState.NOTHING
                self.changed.emit()

        has_jobs: Callable[[Task], bool] = lambda _task: farm.here.has_jobs()  # noqa: E731
        self._services.tasks.start(_LOOK, has_jobs, owner=self, done=found, failed=self._not_told)

    def _told(self, report: StatsReport | None) -> None:
        if report is None:
            return
        self._services.farm.link.answered()
        self.report, self.error, self.state = report, None, StatsState.SHOWN
        self._known_since, self.as_of = report.known_since, time.time()
        self.changed.emit()

    def _not_told(self, error: ErrorInfo | None) -> None:
        if error is None:
            return
        if error.kind == BrokerError.__name__ and self._services.farm.link.error is not None:
            # It is known that the farm is away, and told so; what was seen before stays.
            return
        if error.kind == BrokerError.__name__ or _NOT_ANSWERED in error.title:
            error = ErrorInfo(
                kind=error.kind,
                title=self.tr("This farm tells no statistics."),
                cause=self.tr("Its manager did not answer. It may be older than this program, or just be busy."),
                next_step=self.tr("Try again in a minute. If that does not help, bring the manager up to date."),
            )
        self.error, self.state = error, StatsState.REFUSED
        self.changed.emit()

    def _other_farm(self) -> None:
        for key in (_ASK, _LOOK):
            self._services.tasks.cancel(key)
        self._known_since = self.as_of = 0.0
        self._begin()

    def _farm_changed(self) -> None:
        # Not from within the farm's own change, which goes on after this.
        QTimer.singleShot(0, self, partial(self._go_on, self._services.farm.place))

    def _go_on(self, place: str) -> None:
        if place == self._services.farm.place:
            self.refresh()

    def _link_changed(self) -> None:
        if self._services.farm.link.error is None and self.report is None:
            self.refresh()
        self.changed.emit()
