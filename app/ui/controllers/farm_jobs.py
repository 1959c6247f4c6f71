"""The jobs of the farm that is worked with: kept by id as they are now, counted, and measured."""

from __future__ import annotations

import time
from collections.abc import Callable

import msgspec
from PySide6.QtCore import QObject, Signal, Slot

from app.core.messages import JobView
from app.core.remaining import RemainingBook
from app.farm.connection import WindowFarm
from app.ui.bridge import FarmBridge
from app.ui.models.jobs_tally import JobsTally


class FarmJobs(QObject):
    """What came over the bridge. `tally` counts the jobs, `estimates` knows how long they still take."""

    jobs_changed = Signal(list)
    """Views of jobs that changed, each job once; those with `removed` are not in `jobs` any more."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs: dict[str, JobView] = {}
        self.tally = JobsTally()
        self.estimates = RemainingBook(time.monotonic)
        self.bridge = FarmBridge(self)
        self.bridge.changed.connect(self._take)

    def forget_jobs(self) -> None:
        """All jobs leave the list: at once where they are few, else in portions, as all news."""
        for view in self.jobs.values():
            self.bridge.push(msgspec.structs.replace(view, removed=True))
        self.bridge.drain()
        self.bridge.start()

    @Slot(list)
    def _take(self, views: list[JobView]) -> None:
        for view in views:
            before = self.jobs.pop(view.job_id, None) if view.removed else self.jobs.get(view.job_id)
            if before is not None:
                self.tally.count(before, -1)
            if not view.removed:
                self.jobs[view.job_id] = view
                self.tally.count(view, 1)
            self.estimates.note(view)
        self.jobs_changed.emit(views)


class FilmsThere:
    """Looks once, with the first question, what films a farm's results have. `find` gives the farm."""

    def __init__(self, find: Callable[[], WindowFarm]) -> None:
        self._find = find
        self._known: Callable[[str], bool] | None = None

    def __call__(self, name: str) -> bool:
        """Whether there is a film of that name. Raises `FarmhandError`."""
        if self._known is None:
            self._known = self._find().known_films() or (lambda _name: False)
        return self._known(name)
