"""Batch: a spreadsheet becomes many films. Top: where it comes from; middle: its rows; right: one row and the films."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent, QResizeEvent, QUndoStack
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.core.errors import ErrorInfo
from app.farm.checks import Check, CheckKind, CheckLevel, blocked
from app.ui.controllers.batch import BatchController
from app.ui.controllers.batch_jobs import BatchOrder
from app.ui.controllers.batch_stills import poster_frame
from app.ui.dialogs.existing_films import ask_about_existing
from app.ui.dropping import dropped_paths, is_photo, is_sheet, is_template, is_workbook
from app.ui.models.batch_grid import BatchGridModel
from app.ui.pages.page import Page
from app.ui.services import Services
from app.ui.widgets.batch_grid_view import BatchGridView
from app.ui.widgets.batch_header import BatchHeader
from app.ui.widgets.batch_problems import BatchColumnsNote, BatchCount, BatchProblemsBar, BatchReloadCard
from app.ui.widgets.batch_proof import BatchProofSheet
from app.ui.widgets.batch_side import BatchSide
from app.ui.widgets.batch_source_bar import BatchSourceBar
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.error_card import ErrorCard
from app.ui.widgets.parts import column, line
from app.ui.widgets.preflight_words import sentence
from resources import samples

LEAST_SIDE: Final = 280
SIDE_SHARE: Final = 0.24
"""The right part is so much of the page, until people move the divider."""


class BatchPage(Page):
    """A view of the batch's controller."""

    key = "batch"

    def __init__(self, services: Services, controller: BatchController) -> None:
        super().__init__()
        self._services, self._controller = services, controller
        self._proofing = self._split_by_hand = self._blocked = False
        self._empty_for: bool | None = None
        self.setAcceptDrops(True)
        self.source_bar = BatchSourceBar(services, controller)
        self.model = BatchGridModel(controller)
        self.grid = BatchGridView(services, controller, self.model)
        self.header = BatchHeader(controller, services.theme, services.icons, self.grid)
        self.grid.set_header(self.header)
        self.header.refresh()
        next_problem = services.commands.action("batch.next_problem", self, self.grid.row_commands.next_problem)
        self.problems = BatchProblemsBar(controller, self.model, next_problem)
        self.columns_note = BatchColumnsNote(controller)
        self.reload_card = BatchReloadCard(controller)
        self.side = BatchSide(services, controller)
        services.commands.action("batch.render", self, self.side.footer.render_films)
        services.commands.action("batch.proof_sheet", self, self.show_proof)
        self.side.footer.proof.clicked.connect(self.show_proof)
        self.proof = BatchProofSheet(services, controller)
        self.proof.closed.connect(self.hide_proof)
        self.grid.resting.connect(self._draw_thumbs)
        self.banner = ErrorCard(closable=True)
        self.banner.closed.connect(controller.source.forget_errors)
        self.refusal = ErrorCard(closable=True)
        controller.jobs.refused.connect(self._refuse)
        controller.jobs.blocked.connect(self._block)
        controller.output.changed.connect(self._unblock)
        controller.checks.failed.connect(self.refusal.show_error)
        self._empty = self._make_empty()
        self._loading = EmptyState("")
        self._centre = QStackedWidget()
        self._rows = QWidget()
        self._rows.setLayout(
            column(self.reload_card, self.problems, self.columns_note, self.grid, BatchCount(controller, self.model))
        )
        for part in (self._empty, self._loading, self._rows, self.proof):
            self._centre.addWidget(part)
        self._lay_out()
        QGuiApplication.instance().applicationStateChanged.connect(self._on_application)  # type: ignore[union-attr]
        controller.state_changed.connect(self._refresh)
        controller.jobs.existing_found.connect(self._ask)
        controller.jobs.submitted.connect(self._tell_submitted)
        self.header.boxes_changed.connect(self._order_tabs)
        self._order_tabs()
        self.columns_note.refresh()
        self.reload_card.refresh()
        self._refresh()

    def entered(self) -> None:
        """Files may have changed while another page was shown."""
        self._controller.source.watch(on=True)
        self._controller.checks.recheck_photos()
        self._controller.output.schedule()

    @Slot(Qt.ApplicationState)
    def _on_application(self, state: Qt.ApplicationState) -> None:
        """Whoever comes back from another program may have changed files there."""
        if state is Qt.ApplicationState.ApplicationActive and self.isVisible():
            self._controller.source.look()
            self._controller.checks.recheck_photos()
            self._controller.output.schedule()

    def left(self) -> None:
        """Nobody looks."""
        self._controller.source.watch(on=False)

    def undo_stack(self) -> QUndoStack:
        """Edits of the spreadsheet."""
        return self._controller.document.stack

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The wider the page, the larger the picture."""
        super().resizeEvent(event)
        if not self._split_by_hand:
            side = max(LEAST_SIDE, self.side.minimumSizeHint().width(), round(self.width() * SIDE_SHARE))
            self._split.setSizes([self.width() - side, side])

    @Slot()
    def show_proof(self) -> None:
        """Show stills of the selected rows, where several are selected, else of all that can be rendered."""
        row_ids = self.grid.selection_ids.row_ids()
        self._controller.draw_proof(row_ids if len(row_ids) > 1 else None)
        if self._controller.proof.stills:
            self._proofing = True
            self._refresh()
            self.proof.list.setFocus()

    @Slot()
    def hide_proof(self) -> None:
        """Back to the rows; stills that are not drawn yet are left."""
        self._controller.proof.stop()
        self._proofing = False
        self._refresh()
        self.grid.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Escape leaves the proof sheet, or the filter."""
        if event.key() == Qt.Key.Key_Escape and self._proofing:
            self.hide_proof()
        elif event.key() == Qt.Key.Key_Escape and self._controller.only_bad:
            self._controller.set_only_bad(on=False)
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Spreadsheets and templates may be dropped anywhere; of other files it is said why they are not taken."""
        event.setAccepted(bool(dropped_paths(event.mimeData())))

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Open what was dropped."""
        paths = dropped_paths(event.mimeData())
        template = next((path for path in paths if is_template(path)), None)
        sheet = next((path for path in paths if is_sheet(path)), None)
        event.setAccepted(bool(paths))
        if template is not None:
            self._controller.use_template(template)
        if sheet is not None:
            self._controller.open_sheet(sheet)
        if paths and template is None and sheet is None:
            self._services.notices.say(self._why_not(paths[0]).replace("%1", paths[0].name))

    def _why_not(self, path: Path) -> str:
        """Why a dropped file is of no use, with `%1` for its name."""
        if is_workbook(path):
            return self.tr("“%1” is a workbook. Save it as CSV in your spreadsheet program, and drop that file.")
        if is_photo(path):
            return self.tr("Drop “%1” on the row that it is for.")
        return self.tr("“%1” cannot be used here: drop a template, a spreadsheet or a photo.")

    def _lay_out(self) -> None:
        left = QWidget()
        left.setLayout(column(self.banner, self.refusal, self._centre, margin=12))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(self.side)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 0)
        split.setCollapsible(0, False)
        split.splitterMoved.connect(self._on_split)
        self._split = split
        top = QWidget()
        top.setLayout(column(self.source_bar, margin=12))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(top)
        whole.addWidget(line())
        whole.addWidget(split, 1)

    @Slot(list)
    def _draw_thumbs(self, row_ids: list[int]) -> None:
        comp = self._controller.source.comp
        if comp is not None:
            self._controller.thumbs.want(row_ids, poster_frame(comp))

    @Slot()
    def _on_split(self) -> None:
        self._split_by_hand = True

    @Slot()
    def _order_tabs(self) -> None:
        """From the bar above the table through the columns' boxes into the table."""
        boxes = self.header.boxes
        if boxes:
            self.setTabOrder(self.problems.last, boxes[0])
            self.setTabOrder(boxes[-1], self.grid)
        else:
            self.setTabOrder(self.problems.last, self.grid)

    def _make_empty(self) -> EmptyState:
        return EmptyState(self.tr("Many films from one spreadsheet"))

    @Slot()
    def _refresh(self) -> None:
        source, document = self._controller.source, self._controller.document
        self._show_banner()
        self.side.setVisible(bool(document.grid.columns))
        if self._proofing and self._controller.proof.stills:
            self._centre.setCurrentWidget(self.proof)
        elif document.grid.columns:
            self._centre.setCurrentWidget(self._rows)
        elif source.busy:
            path = source.sheet_path or source.template_path
            self._loading.say(self.tr("Opening %1…").replace("%1", path.name if path is not None else ""))
            self._centre.setCurrentWidget(self._loading)
        else:
            self._show_empty()

    def _show_empty(self) -> None:
        """Built anew where that changes its buttons: they depend on what is open."""
        source, bar = self._controller.source, self.source_bar
        if self._empty_for == (source.template is None):
            self._centre.setCurrentWidget(self._empty)
            return
        self._empty_for = source.template is None
        if source.template is None:
            text = self.tr("Choose the template that the films are made from, then a spreadsheet with a row per film")
            actions = [
                (self.tr("Choose a template…"), bar.choose_template),
                (self.tr("Open a CSV…"), bar.choose_sheet),
                (self.tr("Try a sample"), self._open_sample),
            ]
        else:
            text = self.tr("Drop a CSV, or create one from this template")
            actions = [
                (self.tr("Create from this template"), self._controller.new_sheet),
                (self.tr("Open a CSV…"), bar.choose_sheet),
            ]
        hint = self.tr("One row per film, one column per field. Spreadsheet programs save CSV files by “Save as”.")
        fresh = EmptyState(text, hint, actions)
        self._centre.insertWidget(0, fresh)
        self._centre.removeWidget(self._empty)
        self._empty.deleteLater()
        self._empty = fresh
        self._centre.setCurrentWidget(fresh)

    def _open_sample(self) -> None:
        sample = samples()[0]
        self._controller.open(sample.template, sample.csv)

    def _show_banner(self) -> None:
        source, bar = self._controller.source, self.source_bar
        if source.sheet_error is not None:
            self.banner.show_error(source.sheet_error, [(self.tr("Choose another file…"), bar.choose_sheet)])
        elif source.template_error is not None:
            self.banner.show_error(source.template_error, [(self.tr("Choose another template…"), bar.choose_template)])
        elif source.save_error is not None:
            self.banner.show_error(source.save_error, [(self.tr("Save as…"), bar.save_as)])
        else:
            self.banner.clear()

    @Slot(object, object)
    def _ask(self, order: BatchOrder, films: tuple[Path, ...]) -> None:
        jobs = self._controller.jobs
        ask_about_existing(self, films, answered=lambda choice: jobs.submit(order, choice), dropped=jobs.drop)

    @Slot(object)
    def _refuse(self, error: ErrorInfo | None) -> None:
        """Why nothing was queued, above the rows."""
        order = self._controller.jobs.refused_order
        if error is None:
            if self.refusal.isAncestorOf(self.focusWidget() or self):
                self.grid.setFocus()
            self.refusal.clear()
        elif error.kind == "MissingError" and order is not None:
            accept = self._controller.jobs.accept_substitutes
            actions = [(self.tr("Render with substitutes"), lambda: accept(order))]
            self.refusal.show_error(error, actions)
        else:
            self.refusal.show_error(error)

    @Slot(object)
    def _block(self, checks: tuple[Check, ...]) -> None:
        """The films of no row can be made as they are wanted: said above the rows, and beside what is wrong."""
        output = self.side.output
        self._controller.output.block(checks)
        wrong = next(one for one in checks if one.level is CheckLevel.ERROR)
        error = wrong.error or ErrorInfo(kind="StorageError", title=sentence(wrong))
        if wrong.kind is CheckKind.MUSIC:
            action = self.tr("Choose music…"), output.choose_music
        else:
            action = self.tr("Choose folder…"), output.choose_folder
        self.refusal.show_error(error, [action])
        self._blocked = True

    @Slot()
    def _unblock(self) -> None:
        if self._blocked and not blocked(self._controller.output.checks):
            self._blocked = False
            self.refusal.clear()

    @Slot(int)
    def _tell_submitted(self, count: int) -> None:
        if count:
            navigator = self._services.navigator
            text = self.tr("%n film(s) added to the queue.", "", count)
            self._services.notices.say(text, lambda: navigator.page_wanted.emit("queue"), verb=self.tr("Show queue"))
