"""The job that is looked at, at a glance: its picture, how far it is, what is wrong with it, what to do next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.core.messages import JobView
from app.core.remaining import Remaining, RemainingKind
from app.core.states import END_STATES, JobState
from app.farm.estimates.records import track_record
from app.ui.controllers.queue import QueueController
from app.ui.formats import number_text
from app.ui.icons import Icons
from app.ui.models.estimate_words import money_span_text, noted_texts, record_text
from app.ui.models.jobs_columns import remaining
from app.ui.models.jobs_failure import failure_facts, failure_of
from app.ui.models.jobs_report import job_facts
from app.ui.models.jobs_rows import GroupRow, JobRow, Row
from app.ui.models.jobs_text import (
    accessible_text,
    basis_text,
    family_text,
    frames_text,
    name_text,
    percent_text,
    remaining_text,
    state_text,
)
from app.ui.services import Services
from app.ui.theme import Theme
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.error_card import Action, ErrorCard
from app.ui.widgets.filmstrip import Filmstrip, PictureView
from app.ui.widgets.frame_map import FrameMap
from app.ui.widgets.job_bars import paint_bar
from app.ui.widgets.parts import button, label
from app.ui.words import translate

WIDE: Final = 1.35
"""The picture stands beside the words where the panel is this much wider than high, else above them."""

MOST_WARNINGS: Final = 20


class JobOverview(QWidget):
    """`run` starts an action by its name; `piece_chosen` and `log_wanted` lead to the other panels."""

    piece_chosen = Signal(int)
    log_wanted = Signal()

    def __init__(
        self,
        services: Services,
        controller: QueueController,
        run: Callable[[str], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._services, self._controller, self._run = services, controller, run
        self._large = -1
        self._pictured = ""
        self._nothing = EmptyState(self.tr("Choose a job to see its details."))
        self._picture = PictureView(services.theme)
        self._name = label("", "title", wrap=True, selectable=True)
        self._state = _StateLabel(services.icons)
        self._bar = _Bar(services.theme)
        self._frames = label("", wrap=True)
        self._estimate = label("", wrap=True)
        self._basis = label("", "hint", wrap=True)
        self._past = label("", "hint", wrap=True)
        self._map = FrameMap(services.theme)
        self._counts = label("", "hint", wrap=True)
        self._strip = Filmstrip(services.theme)
        self._error = ErrorCard()
        self._film = ErrorCard()
        self._warnings = label("", wrap=True, selectable=True)
        self._primary = button("", self._do, "primary", name="next")
        self._next = self._retries = ""
        self._whole = QWidget()
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._whole)
        self._lay_out()
        self._map.chosen.connect(self.piece_chosen)
        self._strip.chosen.connect(self._enlarge)
        controller.current_changed.connect(self.refresh)
        controller.detail.pictures.changed.connect(self.refresh)
        services.farm.history.changed.connect(self.refresh)
        controller.actions.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say everything anew."""
        row = self._controller.current
        self._nothing.setVisible(row is None)
        self._whole.setVisible(row is not None)
        if row is None:
            return
        self._name.setText(name_text(row))
        self._state.say(state_text(row.word.word), row.word.icon, row.word.family)
        self._bar.show_row(row, accessible_text(row, "progress", self._controller.model.moment))
        self._say_progress(row)
        self._say_pictures(row)
        self._say_pieces(row)
        self._say_problems(row)
        self._say_next(row)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Beside each other or below each other."""
        super().resizeEvent(event)
        wide = event.size().width() > WIDE * event.size().height()
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._sides.direction() is not direction:
            self._sides.setDirection(direction)

    def _lay_out(self) -> None:
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._name, 1)
        head.addWidget(self._primary, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        state = QHBoxLayout()
        state.setSpacing(12)
        state.addWidget(self._state)
        state.addWidget(self._frames, 1)
        column.addLayout(state)
        for part in (
            self._bar,
            self._estimate,
            self._basis,
            self._past,
            self._error,
            self._film,
            self._map,
            self._counts,
            self._strip,
            self._warnings,
        ):
            column.addWidget(part)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(words)
        scroll.setMinimumWidth(240)
        self._sides.setContentsMargins(12, 12, 12, 12)
        self._sides.setSpacing(16)
        self._sides.addWidget(self._picture, 1)
        self._sides.addWidget(scroll, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._nothing)
        whole.addWidget(self._whole)

    def _say_progress(self, row: Row) -> None:
        view = row.view
        frames = self.tr("%1 frames").replace("%1", frames_text(view))
        if isinstance(row, GroupRow):
            counted = [
                f"{family_text(family)} {number_text(number)}" for family, number in row.families.items() if number
            ]
            frames = " · ".join((frames, *counted))
        self._frames.setText(frames)
        told = remaining(row, self._controller.model.moment)
        self._estimate.setText(_estimate_text(view, told))
        self._estimate.setVisible(bool(self._estimate.text()))
        basis = [basis_text(told)]
        if told.dollars is not None:
            basis.append(self.tr("%1 for machines until then").replace("%1", money_span_text(*told.dollars)))
        self._basis.setText("\n".join(text for text in basis if text))
        self._basis.setVisible(bool(self._basis.text()))
        self._say_past(view if isinstance(row, JobRow) else None)

    def _say_past(self, view: JobView | None) -> None:
        """What was estimated of a film that is done, what it took, and how good estimates of its template are."""
        history, lines = self._services.farm.history, []
        if view is not None and view.state == JobState.DONE:
            history.want()
            past = history.of_job(view.job_id)
            if past is not None:
                lines = noted_texts(past)
                lines.append(record_text(track_record(history.of_film(view.template, view.comp))))
        self._past.setText("\n".join(line for line in lines if line))
        self._past.setVisible(bool(self._past.text()))

    def _say_pictures(self, row: Row) -> None:
        single = isinstance(row, JobRow)
        pictures = self._controller.detail.pictures.pictures
        if row.id != self._pictured:
            self._pictured, self._large = row.id, -1
        strip = pictures.strip if single else ()
        if self._large >= len(strip):
            self._large = -1
        last = pictures.last if single else None
        shown = strip[self._large] if self._large >= 0 else last
        self._picture.show_picture(shown, self._no_picture_text(row))
        self._strip.show_pictures(strip, self._large if self._large >= 0 else len(strip) - 1)

    def _no_picture_text(self, row: Row) -> str:
        if isinstance(row, GroupRow):
            return self.tr("Open the batch and choose one of its jobs to see its pictures.")
        if self._controller.detail.pictures.error is not None:
            return self._controller.detail.pictures.error.title
        if row.view.state == JobState.DONE:
            return self.tr("The film’s pictures are being read…") if not row.gone else self.tr("The film is gone.")
        if row.view.state in END_STATES:
            return self.tr("There is no picture of it.")
        return self.tr("The first picture comes with the first finished frames.")

    def _say_pieces(self, row: Row) -> None:
        letters = row.view.pieces if isinstance(row, JobRow) else ""
        detail = self._controller.detail.detail
        frames = [piece.frames for piece in detail.pieces] if detail is not None and letters else []
        self._map.show_pieces(letters, frames)
        self._map.setVisible(bool(letters))
        counted = [
            (translate("JobOverview", "%n pieces done", "", letters.count("d")), letters.count("d")),
            (translate("JobOverview", "%n rendering", "", letters.count("g")), letters.count("g")),
            (translate("JobOverview", "%n waiting", "", letters.count("o")), letters.count("o")),
            (translate("JobOverview", "%n failed", "", letters.count("f")), letters.count("f")),
        ]
        self._counts.setText(" · ".join(text for text, number in counted if number))
        self._counts.setVisible(bool(letters))

    def _say_problems(self, row: Row) -> None:
        view = row.view
        if isinstance(row, JobRow) and view.error is not None:
            self._say_failure(view)
        else:
            self._error.clear()
        problem = self._controller.detail.film_problem
        if isinstance(row, JobRow) and problem is not None and view.state == JobState.DONE:
            if self._film.error != problem:
                again: list[Action] = [(self.tr("Render again"), lambda: self._run("again"))]
                self._film.show_error(problem, again, level="warn", facts=job_facts(view))
        else:
            self._film.clear()
        self._warnings.setText(_warnings_text(view) if isinstance(row, JobRow) else "")
        self._warnings.setVisible(bool(self._warnings.text()))

    def _say_failure(self, view: JobView) -> None:
        detail = self._controller.detail.detail
        error = failure_of(view, detail)
        retry = self._controller.actions.offers.get("retry")
        verb = retry.text if retry is not None and retry.enabled else ""
        if (error, verb) == (self._error.error, self._retries) and self._error.isVisibleTo(self):
            return
        self._retries = verb
        actions: list[Action] = [(verb, lambda: self._run("retry"))] if verb else []
        actions.append((self.tr("Show log"), self.log_wanted.emit))
        self._error.show_error(error, actions, facts=failure_facts(view, detail))

    def _say_next(self, row: Row) -> None:
        """The most likely next step, if there is one."""
        offers = self._controller.actions.offers
        wanted = _next_step(row)
        offer = offers.get(wanted)
        self._next = wanted if offer is not None and offer.enabled else ""
        self._primary.setVisible(bool(self._next))
        if offer is not None:
            self._primary.setText(offer.text)

    def _do(self) -> None:
        if self._next:
            self._run(self._next)

    def _enlarge(self, number: int) -> None:
        self._large = number
        row = self._controller.current
        if row is not None:
            self._say_pictures(row)


class _StateLabel(QWidget):
    """Icon and word in the colour of a state."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._icon, self._word = QLabel(), label("", "strong")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._icon)
        layout.addWidget(self._word)
        self._said = ("", "", "")

    def say(self, word: str, icon: str, family: str) -> None:
        """Show a state."""
        if (word, icon, family) != self._said:
            self._said = (word, icon, family)
            self._word.setText(word)
        self._dress()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Another theme, or another text size, with which icons grow."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange and not self._icon.pixmap().isNull():
            self._dress()

    def _dress(self) -> None:
        _, icon, family = self._said
        self._icon.setPixmap(self._icons.pixmap(icon, f"state.{family}", 16, self.devicePixelRatioF()))


class _Bar(QWidget):
    """The bar of the table, larger."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row: Row | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_row(self, row: Row, text: str) -> None:
        """Show how far this is."""
        self._row = row
        self.setAccessibleName(text)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A line of text high."""
        return QSize(200, QFontMetrics(self._theme.font()).height() + 4)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The bar."""
        del event
        if self._row is not None:
            with QPainter(self) as painter:
                painter.setFont(self._theme.font())
                mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
                paint_bar(
                    painter, QRectF(self.rect()), self._row, percent_text(self._row), self._theme, mirrored=mirrored
                )


def _next_step(row: Row) -> str:
    """What people most likely want to do with a job in this state; empty: nothing stands out."""
    if isinstance(row, JobRow) and row.gone:
        return "again"
    if isinstance(row, JobRow) and row.view.error is not None:
        # Its card has what to do next.
        return ""
    return {
        JobState.DONE: "play",
        JobState.FAILED: "retry",
        JobState.CANCELLED: "retry",
        JobState.PAUSED: "pause",
    }.get(JobState(row.view.state), "")


def _estimate_text(view: JobView, told: Remaining) -> str:
    """What remains, as a sentence."""
    match told.kind:
        case RemainingKind.RANGE:
            return translate("JobOverview", "About %1 left").replace("%1", remaining_text(told))
        case RemainingKind.MEASURING | RemainingKind.FINISHING:
            return remaining_text(told)
        case RemainingKind.SILENT:
            return translate("JobOverview", "Nothing was heard of it for two minutes, so nothing is estimated.")
        case _:
            waits = view.state == JobState.RENDERING and view.pieces.count("g") == 0
            return translate("JobOverview", "Waits for a free worker.") if waits else ""


def _warnings_text(view: JobView) -> str:
    if not view.warnings:
        return ""
    done = view.state == JobState.DONE
    title = translate("JobOverview", "Done with %n warnings:", "", len(view.warnings))
    if not done:
        title = translate("JobOverview", "%n warnings so far:", "", len(view.warnings))
    lines = [f"• {one.what} ({one.where})" if one.where else f"• {one.what}" for one in view.warnings[:MOST_WARNINGS]]
    left = len(view.warnings) - MOST_WARNINGS
    if left > 0:
        lines.append(translate("JobOverview", "and %n more", "", left))
    return "\n".join((title, *lines))
