"""Takes jobs from the list: at once for the eye, ten seconds later for the farm, so that it can be undone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.core.errors import ErrorInfo, FarmhandError
from app.ui.controllers.farm import FarmController, FarmState
from app.ui.models.jobs_model import JobsModel
from app.ui.widgets.notices import SHOWN_MILLISECONDS, Notices

JOBS_PER_ORDER: Final = 500
"""So many jobs are removed in one message."""


class QueueRemoval(QObject):
    """What is about to be removed. What still waits when the window closes is removed then."""

    failed = Signal(object)
    """The farm did not remove them, and they are shown again: an `ErrorInfo`."""

    def __init__(self, farm: FarmController, model: JobsModel, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._farm, self._model, self._notices = farm, model, notices
        self._waiting: dict[QTimer, tuple[str, ...]] = {}
        farm.closing.connect(self.finish)

    def remove(self, job_ids: Sequence[str], name: str, *, films: bool) -> None:
        """Remove ended jobs; `name` is that of the first, `films` says whether there are films of them."""
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(self._time_is_over)
        self._waiting[timer] = tuple(job_ids)
        self._model.set_hidden(job_ids, hidden=True)
        timer.start(SHOWN_MILLISECONDS)
        self._notices.say(self._said(len(job_ids), films=films).replace("%1", name), lambda: self._undo(timer))

    @Slot()
    def finish(self) -> None:
        """The window closes: what was removed stays removed. Waits for the farm."""
        waiting, self._waiting = self._waiting, {}
        for timer, job_ids in waiting.items():
            timer.stop()
            if self._farm.state is FarmState.RUNNING:
                try:
                    for portion in portions(job_ids):
                        self._farm.connection.client.remove(portion)
                except FarmhandError:
                    # It is asked for once; whoever still sees the jobs at the next start removes them again.
                    continue

    def _said(self, count: int, *, films: bool) -> str:
        if count == 1:
            gone = self.tr("“%1” was removed from the list.")
            return self.tr("“%1” was removed from the list. Its film stays.") if films else gone
        if films:
            return self.tr("%n jobs were removed from the list. Their films stay.", "", count)
        return self.tr("%n jobs were removed from the list.", "", count)

    def _undo(self, timer: QTimer) -> None:
        job_ids = self._waiting.pop(timer, ())
        timer.stop()
        timer.deleteLater()
        self._model.set_hidden(job_ids, hidden=False)

    @Slot()
    def _time_is_over(self) -> None:
        timer = self.sender()
        if isinstance(timer, QTimer):
            self._send(self._waiting.pop(timer, ()))
            timer.deleteLater()

    def _send(self, job_ids: tuple[str, ...]) -> None:
        for portion in portions(job_ids):

            def refused(error: ErrorInfo, portion: Sequence[str] = portion) -> None:
                self._model.set_hidden(portion, hidden=False)
                self.failed.emit(error)

            self._farm.act(
                lambda farm, portion=portion: farm.client.remove(portion),  # type: ignore[misc]
                owner=self,
                failed=refused,
            )


def portions(job_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """So many at a time as one message and one transaction should have."""
    for start in range(0, len(job_ids), JOBS_PER_ORDER):
        yield job_ids[start : start + JOBS_PER_ORDER]
