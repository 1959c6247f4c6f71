"""Closing the window and quitting: asks once when something is being rendered, else just ends."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QPushButton

from app.core.states import END_STATES, JobState
from app.ui.dialogs.confirm import ask, named
from app.ui.main_window import MainWindow
from app.ui.models.jobs_tally import ACTIVE
from app.ui.services import Services
from app.ui.tray import Tray
from app.ui.widgets.bottom_bar import counts_text

CHOICE: Final = "closing/choice"
"""View state: what was chosen when the window was closed while rendering; `TRAY`, or nothing yet."""

TRAY: Final = "tray"


class Closing(QObject):
    """Decides what closing means. `ended` is emitted when the program is to end."""

    ended = Signal()

    def __init__(self, services: Services, window: MainWindow, tray: Tray, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services, self._window, self._tray = services, window, tray
        self._question: QDialog | None = None
        window.closing.connect(self.close_window)
        services.navigator.quit_wanted.connect(self.quit)
        tray.quit_wanted.connect(self.quit)
        tray.open_wanted.connect(window.bring_forward)

    @property
    def question(self) -> QDialog | None:
        """The question that is open."""
        return self._question

    @property
    def rendering(self) -> bool:
        """Whether ending now would interrupt something."""
        farm = self._services.farm
        return farm.tally.busy if farm.is_here else farm.busy_here

    def close_window(self) -> None:
        """People closed the window."""
        if not self.rendering:
            self.ended.emit()
        elif not self._tray.available:
            self.quit()
        elif self._services.state.text(CHOICE) == TRAY:
            self.keep_in_tray()
        else:
            self._ask(self.tr("Keep rendering in the tray?"), self.tr("Keep rendering in the tray"))
            safe = self._question.findChild(QPushButton, "safe") if self._question is not None else None
            if safe is not None:
                safe.clicked.connect(self.keep_in_tray)

    def quit(self) -> None:
        """People want the program to end."""
        if self.rendering:
            self._window.bring_forward()
            self._ask(self.tr("Stop rendering?"), self.tr("Keep rendering"))
        else:
            self.ended.emit()

    def keep_in_tray(self) -> None:
        """Hide the window and go on rendering, from now on without a question."""
        self._services.state.put(CHOICE, TRAY)
        self._tray.show()
        self._window.hide()

    def _ask(self, title: str, safe: str) -> None:
        if self._question is not None:
            self._question.raise_()
            return
        self._question = ask(
            self._window,
            title,
            self._what_stops(),
            safe=safe,
            verb=self.tr("Stop and quit"),
            answered=self.ended.emit,
            danger=False,
        )
        self._question.finished.connect(self._answered)

    def _what_stops(self) -> str:
        """Which films are not done yet, and what of them is kept."""
        farm = self._services.farm
        if not farm.is_here:
            return self.tr("Films are still being rendered on this computer. They go on at the next start.")
        waiting = [view for view in farm.jobs.values() if JobState(view.state) not in END_STATES]
        waiting.sort(key=lambda view: JobState(view.state) not in ACTIVE)
        kept = sum(view.frames_done for view in waiting)
        text = self.tr("%1: %2. %n drawn frame(s) are kept, and these films go on at the next start.", "", kept)
        counts = counts_text(farm.tally.running, farm.tally.queued)
        return text.replace("%1", counts).replace("%2", named([view.name for view in waiting]))

    def _answered(self) -> None:
        self._question = None
