"""The films that the farm remembers, to estimate others by: read when somebody wants them, exported, forgotten."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from PySide6.QtCore import QObject, Signal

from app.core.errors import ErrorInfo
from app.core.estimates import PastRender
from app.core.states import END_STATES
from app.ui.tasks import Task, TaskRunner

if TYPE_CHECKING:
    from app.core.messages import JobView
    from app.ui.controllers.farm import FarmController

READING: Final = "farm/past-films"

AGAIN_SECONDS: Final = 60.0
"""What was read is read anew at most this often, and only after a film has ended."""

ALL: Final = "all"

Failed: TypeAlias = Callable[[ErrorInfo], None]


class FarmHistory(QObject):
    """The history of the farm that is worked with. `renders` is None until it was read; the oldest film comes first."""

    changed = Signal()

    def __init__(self, farm: FarmController, tasks: TaskRunner) -> None:
        super().__init__(farm)
        self._farm, self._tasks = farm, tasks
        self.renders: tuple[PastRender, ...] | None = None
        self.error: ErrorInfo | None = None
        """Why it could not be read."""
        self._by_job: dict[str, PastRender] = {}
        self._read_at = 0.0
        self._outdated = True
        farm.place_changed.connect(self._forget)
        farm.jobs_changed.connect(self._on_jobs)

    def want(self) -> None:
        """Read it in the background, if it may be another than what was read last."""
        if self._tasks.running(READING) or not self._may_ask:
            return
        if self._outdated and time.monotonic() - self._read_at >= (AGAIN_SECONDS if self.renders is not None else 0.0):
            self._read()

    def of_job(self, job_id: str) -> PastRender | None:
        """What is remembered of a job, if it was read."""
        return self._by_job.get(job_id)

    def of_film(self, template: str, comp: str) -> tuple[PastRender, ...]:
        """The films of a composition of a template, by its file name."""
        return tuple(one for one in self.renders or () if (one.name, one.comp) == (template, comp))

    def export(self, path: Path, *, owner: QObject, done: Callable[[int], None], failed: Failed) -> None:
        """Write all of it to a file; `done` gets the number of films."""
        read = self._reader()

        def work(_task: Task) -> int:
            from app.farm.estimates.exporting import write_history

            return write_history(read(), path)

        self._tasks.start("", work, owner=owner, done=done, failed=failed)

    def forget(self, template: str, *, owner: QObject, done: Callable[[int], None], failed: Failed) -> None:
        """Have films of a template (its file name), or `ALL`, forgotten; `done` gets how many were."""
        farm, home = self._farm, self._farm.home
        # While this computer's farm runs, its store is in use.
        stopped = farm.is_here and not farm.answers

        def work(_task: Task) -> int:
            if stopped:
                from app.farm.estimates.local import forget_history

                return forget_history(home, "" if template == ALL else template)
            from app.farm.estimates.asking import forget_renders

            return forget_renders(farm.connection.client, template)

        def forgotten(count: int) -> None:
            self._read()
            done(count)

        self._tasks.start("", work, owner=owner, done=forgotten, failed=failed)

    @property
    def _may_ask(self) -> bool:
        """This computer's store can always be read, a farm's only while it answers."""
        return self._farm.is_here or self._farm.answers

    def _reader(self) -> Callable[[], tuple[PastRender, ...]]:
        farm = self._farm
        if farm.is_here:
            home = farm.home

            def here() -> tuple[PastRender, ...]:
                from app.farm.estimates.local import read_history

                return read_history(home)

            return here

        def there() -> tuple[PastRender, ...]:
            from app.farm.estimates.asking import past_renders

            return past_renders(farm.connection.client)

        return there

    def _read(self) -> None:
        if self._may_ask:
            self._outdated, self._read_at = False, time.monotonic()
            read = self._reader()
            self._tasks.start(READING, lambda _task: read(), owner=self, done=self._take, failed=self._fail)

    def _take(self, renders: tuple[PastRender, ...]) -> None:
        self.renders, self.error = renders, None
        self._by_job = {one.job_id: one for one in renders}
        self.changed.emit()

    def _fail(self, error: ErrorInfo) -> None:
        self._outdated, self.error = True, error
        self.changed.emit()

    def _forget(self) -> None:
        self._tasks.cancel(READING)
        self.renders, self.error, self._outdated, self._read_at = None, None, True, 0.0
        self._by_job = {}
        self.changed.emit()

    def _on_jobs(self, views: list[JobView]) -> None:
        if any(view.state in END_STATES for view in views):
            self._outdated = True
