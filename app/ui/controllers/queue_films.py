"""Looks now and then whether the films that the table calls done are there; only those that are seen."""

from __future__ import annotations

import time
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

from app.core.jobs import FilmReport
from app.core.states import JobState
from app.ui.controllers.farm import FarmController
from app.ui.models.jobs_model import JobsModel
from app.ui.tasks import Task, TaskRunner

EVERY_MILLISECONDS: Final = 3000
AGAIN_SECONDS: Final = 30.0
"""A film is not looked at again sooner."""

_KEY: Final = "queue/films"


class QueueFilms(QObject):
    """Works while the page is shown."""

    def __init__(
        self, model: JobsModel, farm: FarmController, tasks: TaskRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._model, self._farm, self._tasks = model, farm, tasks
        self._looked: dict[str, float] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MILLISECONDS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """The page is shown."""
        self._timer.start()
        QTimer.singleShot(0, self.look)

    def stop(self) -> None:
        """It is not any more."""
        self._timer.stop()

    def forget(self) -> None:
        """Look at all of them again."""
        self._looked.clear()
        self.look()

    @Slot()
    def look(self) -> None:
        """Look at the films of the rows that are seen."""
        # A farm elsewhere may have films where this computer cannot look.
        if self._tasks.running(_KEY) or not self._farm.is_here:
            return
        now = time.monotonic()
        films = {
            row.id: row.view.film
            for row in self._model.visible_jobs()
            if row.view.state == JobState.DONE
            and row.view.film is not None
            and now - self._looked.get(row.id, -AGAIN_SECONDS) >= AGAIN_SECONDS
        }
        if films:
            self._looked.update(dict.fromkeys(films, now))
            self._tasks.start(_KEY, lambda task: _gone(films, task), owner=self, done=self._found, lane="pictures")

    def _found(self, gone: dict[str, bool]) -> None:
        for job_id, is_gone in gone.items():
            self._model.mark_gone(job_id, gone=is_gone)


def _gone(films: dict[str, FilmReport], task: Task) -> dict[str, bool]:
    from app.farm.film_check import missing_film

    return {job_id: missing_film(film) is not None for job_id, film in films.items() if not task.cancelled}
