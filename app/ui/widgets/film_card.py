"""The film that was submitted last: how far it is, and when it is done, what to do with it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from app.core.messages import JobView
from app.core.states import JobState, state_word
from app.ui.formats import number_text
from app.ui.models.jobs_text import remaining_text
from app.ui.services import Services
from app.ui.widgets.error_card import ErrorCard
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.parts import button, icon_button, label
from app.ui.words import translate


class FilmCard(QFrame):
    """Shows one job; hidden while there is none."""

    many_wanted = Signal()
    """Make many films of this template, from a spreadsheet."""

    other_wanted = Signal()
    """Open another template."""

    retry_wanted = Signal()
    """Render what failed once more."""

    closed = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._film: Path | None = None
        self._view: JobView | None = None
        self._job_id = ""
        self.setObjectName("filmCard")
        self.setProperty("kind", "card")
        self._icon = QLabel()
        self._state = label("", "strong")
        self._name = label("", wrap=True)
        self._close = icon_button(services.icons.icon("x"), self.tr("Dismiss"), self.closed.emit, size=24)
        self._progress = QProgressBar()
        self._progress.setAccessibleName(self.tr("Progress"))
        self._remaining = label("", "hint", wrap=True)
        self._error = ErrorCard()
        self._done = QWidget()
        flow = FlowLayout(self._done)
        for part in (
            button(self.tr("Play"), self._on_play, "primary", name="playFilm"),
            button(self.tr("Show in folder"), self._on_folder, name="showFilm"),
            button(self.tr("Make many from a spreadsheet"), self.many_wanted.emit, name="makeMany"),
            button(self.tr("Use my own template"), self.other_wanted.emit, name="useOwn"),
        ):
            flow.addWidget(part)
        self._details = button(self.tr("Show in queue"), self._on_details, "link", name="showJob")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._icon)
        head.addWidget(self._state, 1)
        head.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(8)
        layout.addLayout(head)
        for line in (self._name, self._progress, self._remaining, self._error, self._done):
            layout.addWidget(line)
        layout.addWidget(self._details, 0, Qt.AlignmentFlag.AlignLeading)
        self.setVisible(False)

    def show_job(self, view: JobView | None) -> None:
        """Show a job as it is now."""
        self.setVisible(view is not None)
        if view is None:
            return
        state = JobState(view.state)
        word = state_word(state, warned=bool(view.warnings))
        pixmap = self._services.icons.pixmap(word.icon, f"state.{word.family}", 16, self.devicePixelRatioF())
        self._job_id, self._view = view.job_id, view
        self._film = Path(view.film.path) if view.film is not None else None
        self._icon.setPixmap(pixmap)
        self._state.setText(translate("States", word.word))
        self._name.setText(view.output)
        self._name.setToolTip(str(self._film) if self._film is not None else view.folder)
        self._progress.setRange(0, max(1, view.frames_total))
        self._progress.setValue(view.frames_done)
        frames = self.tr("%1 of %2 frames")
        self._progress.setFormat(
            frames.replace("%1", number_text(view.frames_done)).replace("%2", number_text(view.frames_total))
        )
        ended = state in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
        self._progress.setVisible(not ended)
        remaining = remaining_text(self._services.farm.estimates.of_job(view.job_id))
        self._remaining.setText(self.tr("Remaining: %1").replace("%1", remaining))
        self._remaining.setVisible(bool(remaining) and not ended)
        self._done.setVisible(state is JobState.DONE and self._film is not None)
        self._close.setVisible(ended)
        if view.error is not None and state is JobState.FAILED:
            self._error.show_error(view.error, [(self.tr("Retry"), self.retry_wanted.emit)])
        else:
            self._error.clear()
        self.setAccessibleName(f"{view.output}: {translate('States', word.word)}")

    @property
    def offers_play(self) -> bool:
        """Whether playing the film is what is likely wanted next."""
        return not self.isHidden() and not self._done.isHidden()

    def _on_play(self) -> None:
        if self._view is not None:
            self._services.navigator.job_film_wanted.emit(self._view, False)

    def _on_folder(self) -> None:
        if self._view is not None:
            self._services.navigator.job_film_wanted.emit(self._view, True)

    def _on_details(self) -> None:
        self._services.navigator.job_wanted.emit(self._job_id)
