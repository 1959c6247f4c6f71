"""The one job that is looked at: everything the farm knows of it, its pictures, and whether its film is still there."""

from __future__ import annotations

import time
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.errors import ErrorInfo
from app.core.jobs import FilmReport
from app.core.messages import JobDetail, JobView
from app.core.states import JobState
from app.ui.controllers.queue_pictures import QueuePictures
from app.ui.models.jobs_model import JobsModel
from app.ui.services import Services
from app.ui.tasks import Task

AGAIN_SECONDS: Final = 1.0
"""The details of a job that changes are asked for at most this often."""


class QueueDetail(QObject):
    """`view` is as new as the table; `detail` and the pictures follow it about once a second."""

    changed = Signal()
    """It is another job, or something of it has changed."""

    def __init__(self, services: Services, model: JobsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services, self._model = services, model
        self.view: JobView | None = None
        self.detail: JobDetail | None = None
        self.error: ErrorInfo | None = None
        self.film_problem: ErrorInfo | None = None
        self.film_checked = False
        self.pictures = QueuePictures(services.farm, services.tasks, self)
        self._asked_at = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._ask)

    @property
    def job_id(self) -> str:
        """The job that is looked at; empty: none."""
        return self.view.job_id if self.view is not None else ""

    def show(self, view: JobView | None) -> None:
        """Look at this job."""
        if (view.job_id if view is not None else "") == self.job_id:
            return
        self.view, self.detail, self.error = view, None, None
        self.film_problem, self.film_checked = None, False
        self.pictures.clear()
        self.changed.emit()
        self._timer.stop()
        if view is not None:
            self._ask()
            self._check_film()

    def news(self, view: JobView) -> None:
        """The job that is looked at has changed."""
        before = self.view
        if before is None or before.job_id != view.job_id:
            return
        if view.removed:
            self.show(None)
            return
        self.view = view
        self.changed.emit()
        if (view.state, view.pieces, view.workers) != (before.state, before.pieces, before.workers):
            self._ask_soon()
        if view.state != before.state:
            self._check_film()

    @property
    def elsewhere(self) -> bool:
        """Whether films are with a farm, where this computer need not see them."""
        return not self._services.farm.is_here

    def refresh(self) -> None:
        """Ask anew, and look at the film again."""
        if self.view is not None:
            self._ask()
            self._check_film()

    def _ask_soon(self) -> None:
        if not self._timer.isActive():
            passed = time.monotonic() - self._asked_at
            self._timer.start(max(0, round((AGAIN_SECONDS - passed) * 1000)))

    def _ask(self) -> None:
        if self.view is not None:
            self._asked_at = time.monotonic()
            self._services.farm.detail(self.job_id, owner=self, done=self._take, failed=self._refused)

    def _take(self, detail: JobDetail) -> None:
        if self.view is not None and detail.job_id == self.job_id:
            self.detail, self.error = detail, None
            self.pictures.show(self.view, detail)
            self.changed.emit()

    def _refused(self, error: ErrorInfo) -> None:
        self.error = error
        self.changed.emit()

    def _check_film(self) -> None:
        view = self.view
        if view is None or view.state != JobState.DONE or view.film is None or not self._services.farm.is_here:
            return
        job_id, film = view.job_id, view.film
        self._services.tasks.start(
            "queue/film",
            lambda _task: _checked(film, _task),
            owner=self,
            done=lambda problem: self._film_checked(job_id, problem),
        )

    def _film_checked(self, job_id: str, problem: ErrorInfo | None) -> None:
        self._model.mark_gone(job_id, gone=problem is not None)
        if job_id == self.job_id:
            self.film_problem, self.film_checked = problem, True
            self.changed.emit()


def _checked(film: FilmReport, _task: Task) -> ErrorInfo | None:
    from app.farm.film_check import check_film

    return check_film(film)
