"""At the right of the batch page: the row that is looked at, what is wanted of the films, and rendering them."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QProgressBar, QSlider, QVBoxLayout, QWidget

from app.core.errors import ErrorInfo
from app.core.presets import find_preset
from app.core.settings import Settings
from app.ui.controllers.batch import BatchController
from app.ui.formats import number_text, timecode
from app.ui.preview.feed import PreviewFrame
from app.ui.preview.geometry import MARGIN
from app.ui.preview.view import PreviewView
from app.ui.services import Services
from app.ui.tasks import Progress
from app.ui.widgets.elided import ElidedLabel
from app.ui.widgets.error_card import ErrorCard
from app.ui.widgets.output_panel import OutputPanel
from app.ui.widgets.parts import button, card, column, label, line, row, set_property
from app.ui.widgets.tall_area import TallArea

PREVIEW_HEIGHT: Final = 180
SETTLE_MILLISECONDS: Final = 250
"""Films that are on their way are counted this long after the first news of them, as there may be many."""

OFFERED_ABOVE: Final = 10
"""A proof sheet is offered before more films than this."""


class BatchPreview(QWidget):
    """The picture of the current row, with a slider for the frame."""

    def __init__(self, services: Services, controller: BatchController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self.setObjectName("batchPreview")
        self._title = ElidedLabel("", "strong", mode=Qt.TextElideMode.ElideRight)
        self._title.setObjectName("previewTitle")
        self._updating = label(self.tr("Updating…"), "hint")
        self.view = PreviewView(services.theme)
        self.view.setMinimumHeight(PREVIEW_HEIGHT)
        self.view.set_surround(services.settings.preview_surround)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("frameSlider")
        self._slider.setAccessibleName(self.tr("Frame"))
        self._slider.valueChanged.connect(controller.set_frame)
        self._time = label("", "hint")
        self._error = ErrorCard()
        head = row(self._title, self._updating)
        self.setLayout(column(head, self.view, row(self._slider, self._time), self._error, gap=4))
        controller.current_changed.connect(self._refresh)
        controller.checks.rows_checked.connect(self._on_checked)
        controller.document.changed.connect(self._refresh)
        controller.frame_changed.connect(self._refresh)
        controller.state_changed.connect(self._refresh)
        controller.pictures.shown.connect(self._show)
        controller.pictures.failed.connect(self._fail)
        controller.pictures.updating_changed.connect(self._updating.setVisible)
        services.preferences.changed.connect(self._on_settings)
        self._updating.setVisible(controller.pictures.feed.updating)
        self._refresh()
        controller.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The picture keeps its shape, up to half of what is there."""
        super().resizeEvent(event)
        comp = self._controller.source.comp
        shape = comp.height / comp.width if comp is not None and comp.width else 9 / 16
        most = max(PREVIEW_HEIGHT, self.window().height() * 2 // 5)
        self.view.setFixedHeight(min(most, max(PREVIEW_HEIGHT, round(self.width() * shape) + 2 * MARGIN)))

    @Slot(object, object)
    def _on_settings(self, _before: Settings, now: Settings) -> None:
        self.view.set_surround(now.preview_surround)

    @Slot(object)
    def _on_checked(self, row_ids: set[int]) -> None:
        if self._controller.current in row_ids:
            self._refresh()

    @Slot()
    def _refresh(self) -> None:
        comp, current = self._controller.source.comp, self._controller.current
        if comp is not None:
            self.view.set_comp_size(comp.width, comp.height)
            blocked = self._slider.blockSignals(True)
            self._slider.setRange(0, max(0, comp.frame_count - 1))
            self._slider.setPageStep(max(1, round(comp.frame_rate)))
            self._slider.setValue(self._controller.frame)
            self._slider.blockSignals(blocked)
            self._time.setText(timecode(self._controller.frame, comp.frame_rate))
        self._slider.setEnabled(comp is not None and current is not None)
        if current is None:
            self._title.setText(self.tr("No row"))
            return
        checked = self._controller.checks.of(current)
        number = number_text(self._controller.document.numbers.of(current))
        title = self.tr("Row %1").replace("%1", number)
        self._title.setText(f"{title} · {checked.name}" if checked is not None and checked.name else title)

    @Slot(object)
    def _show(self, frame: PreviewFrame) -> None:
        self.view.set_picture(frame.image, frame.outlines)

    @Slot(object)
    def _fail(self, error: ErrorInfo | None) -> None:
        if error is None:
            self._error.clear()
        else:
            self._error.show_error(error, [(self.tr("Try again"), self._try_again)])

    def _try_again(self) -> None:
        self._controller.pictures.try_again()
        self._controller.refresh()


class BatchSide(QFrame):
    """Preview and output wishes, scrolled together; the buttons stay in sight."""

    def __init__(self, services: Services, controller: BatchController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services, self._controller = services, controller
        self.setObjectName("batchSide")
        self.preview = BatchPreview(services, controller)
        self.output = OutputPanel(services, batch=True)
        self.output.set_wishes(controller.wishes)
        self.output.set_comp(controller.source.comp)
        self.output.changed.connect(self._wanted)
        self.output.estimate.follow(controller.ahead)
        inside = QWidget()
        parts = column(self.preview, line(), self.output, gap=12, margin=12)
        parts.addStretch(1)
        inside.setLayout(parts)
        area = TallArea()
        area.setWidget(inside)
        self.footer = BatchFooter(services, controller)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(area, 1)
        layout.addWidget(line())
        layout.addWidget(self.footer)
        controller.wishes_changed.connect(self._show_wishes)
        controller.output.changed.connect(self._show_checks)
        controller.state_changed.connect(self._refresh)
        controller.checks.rows_checked.connect(self._on_checked)
        controller.current_changed.connect(self._refresh)
        self._refresh()
        self._show_checks()

    def _wanted(self) -> None:
        self._controller.set_wishes(self.output.wishes())

    @Slot()
    def _show_checks(self) -> None:
        self.output.show_checks(self._controller.output.checks)

    @Slot()
    def _show_wishes(self) -> None:
        if self.output.wishes() != self._controller.wishes:
            self.output.set_wishes(self._controller.wishes)

    @Slot(object)
    def _on_checked(self, row_ids: set[int]) -> None:
        if self._controller.current in row_ids:
            self._refresh()

    @Slot()
    def _refresh(self) -> None:
        self.output.set_comp(self._controller.source.comp)
        error = self._controller.checks.pattern_error
        current = self._controller.current
        checked = self._controller.checks.of(current) if current is not None else None
        extension = find_preset(self._controller.wishes.preset).extension
        self.output.set_result(f"{checked.name}{extension}" if checked is not None else "", error)


class BatchFooter(QWidget):
    """The primary button says how many films it makes; while they are queued it gives way to progress and Cancel."""

    def __init__(self, services: Services, controller: BatchController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services, self._controller = services, controller
        self._declined = False
        self._render = button("", self.render_films, "primary", name="renderBatch")
        self._queue = button(
            self.tr("Show queue"), lambda: services.navigator.page_wanted.emit("queue"), "primary", name="showQueue"
        )
        self._progress = QProgressBar()
        self._progress.setObjectName("queueProgress")
        self._progress.setAccessibleName(self.tr("Adding films to the queue"))
        self._cancel = button(self.tr("Cancel"), controller.jobs.drop, name="cancelQueueing")
        self.proof = button(self.tr("Proof sheet"), name="proofSheet")
        self._question = label(self.tr("Look at a still of every row first?"), wrap=True)
        self._no = button(self.tr("No, thanks"), self._decline, "link", name="declineProof")
        self._offer = card(self._question, row(self.proof, self._no), gap=8, margin=0)
        self._offer.setObjectName("proofOffer")
        self.setLayout(
            column(row(self._progress, self._cancel), self._offer, self._render, self._queue, gap=8, margin=12)
        )
        controller.checks.summary_changed.connect(self._refresh)
        controller.state_changed.connect(self._refresh)
        controller.jobs.busy_changed.connect(self._refresh)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SETTLE_MILLISECONDS)
        self._soon.timeout.connect(self._refresh)
        controller.jobs.rows_changed.connect(self._on_rows)
        controller.proof.begun.connect(self._refresh)
        controller.jobs.progress_changed.connect(self._show_progress)
        self._refresh()

    @Slot()
    def _on_rows(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def render_films(self) -> None:
        """Render all rows that can be."""
        if self._render.isEnabled():
            self._controller.render()

    @Slot()
    def _refresh(self) -> None:
        summary, jobs, source = self._controller.checks.summary, self._controller.jobs, self._controller.source
        coming, made = self._controller.standing()
        wanted, left = summary.rows - summary.disabled, max(0, summary.ready - len(coming | made))
        # With nothing left to render, what people most likely want is to see how far it is, or the films.
        over = bool(coming or made) and not left and not summary.unchecked
        if not self._controller.checks.checking:
            text = self.tr("Render films")
        elif over:
            text = self.tr("Render %n film(s) again", "", summary.ready)
        elif left < wanted:
            text = self.tr("Render %1 of %n", "", wanted).replace("%1", number_text(left))
        else:
            text = self.tr("Render %n film(s)", "", left)
        self._render.setText(text)
        set_property(self._render, "kind", "" if over else "primary")
        self._render.setVisible(not jobs.busy and not (over and coming))
        self._queue.setVisible(not jobs.busy and over)
        self._progress.setVisible(jobs.busy)
        self._cancel.setVisible(jobs.busy)
        reason = self._why_not(source.template is None, source.sheet is None)
        if over and coming and not reason:
            reason = self.tr("All films are on their way.")
        self._render.setEnabled(not reason)
        self._render.setToolTip(reason or self._services.commands.title("batch.render"))
        self.proof.setEnabled(summary.ready > 0)
        seen = bool(self._controller.proof.stills) or self._declined
        self._show_offer(offered=summary.ready > OFFERED_ABOVE and not seen and not jobs.busy)
        if jobs.busy and self._progress.maximum() == 0:
            self._progress.setFormat(self.tr("Preparing"))

    def _show_offer(self, *, offered: bool) -> None:
        """The button stands in a card that asks, or alone."""
        self._question.setVisible(offered)
        self._no.setVisible(offered)
        set_property(self._offer, "kind", "banner-info" if offered else "panel")
        layout = self._offer.layout()
        if layout is not None:
            margin = 8 if offered else 0
            layout.setContentsMargins(margin, margin, margin, margin)

    def _decline(self) -> None:
        self._declined = True
        self._refresh()

    def _why_not(self, no_template: bool, no_sheet: bool) -> str:
        summary = self._controller.checks.summary
        if no_template:
            return self.tr("Choose a template first.")
        if no_sheet:
            return self.tr("Choose a spreadsheet first.")
        if self._controller.checks.pattern_error is not None:
            return self.tr("The pattern of the file names cannot be used.")
        if summary.unchecked:
            return self.tr("The rows are being checked.")
        return "" if summary.ready else self.tr("No row can be rendered as it is.")

    @Slot(object)
    def _show_progress(self, progress: Progress) -> None:
        self._progress.setRange(0, max(1, int(progress.total)))
        self._progress.setValue(int(progress.done))
        text = self.tr("Preparing %1 of %2")
        self._progress.setFormat(
            text.replace("%1", number_text(progress.done)).replace("%2", number_text(progress.total))
        )
