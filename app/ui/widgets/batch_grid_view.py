"""The table of a batch: keys, menu, clipboard and drops as in a spreadsheet program."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QWidget

from app.ui.controllers.batch import BatchController
from app.ui.dropping import dropped_paths, is_photo
from app.ui.models.batch_grid import BatchGridModel
from app.ui.models.batch_looks import Extra
from app.ui.models.batch_widths import fitted_widths
from app.ui.services import Services
from app.ui.widgets.batch_delegate import BatchDelegate, DropTable, one_line
from app.ui.widgets.batch_header import BatchHeader
from app.ui.widgets.batch_row_commands import BatchRowCommands
from app.ui.widgets.batch_selection import BatchSelection

ROW_PIXELS: Final = 28
PLAIN_LINE: Final = 16
"""Pixels of a line of text at a text size of 100 %."""

ROOM_BESIDE: Final = 40
"""Pixels of padding and for an icon."""

LEAST_WIDTH: Final = 108
"""A name like “Alexandra Miller”, and what the column is for, are read without being cut."""

WIDEST: Final = 320
MEASURED_ROWS: Final = 40
"""Columns are as wide as the cells of so many rows want them."""

EXTRA_WIDTHS: Final = {Extra.CHECK: 112, Extra.OUTPUT: 128, Extra.STATUS: 112, Extra.THUMBNAIL: 84}
"""At a text size of 100 %; they grow with it."""

NARROW_WIDTHS: Final = {Extra.CHECK: 60, Extra.OUTPUT: 112}
"""Where there is little room: for the check, icons and counts are enough."""

SETTLE_MILLISECONDS: Final = 200
"""Rows that stay in sight for this long get their pictures."""


class BatchGridView(DropTable):
    """Shows a `BatchGridModel`; `row_commands` does what people do to its rows."""

    resting = Signal(list)
    """Ids of the rows that are in sight, once scrolling has ended."""

    def __init__(
        self, services: Services, controller: BatchController, model: BatchGridModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._controller, self._grid = controller, model
        self._shape: tuple[str, ...] = ()
        self._by_hand = self._fitting = False
        self._wanted: list[int] = []
        self.setObjectName("batchGrid")
        self.setAccessibleName(self.tr("Rows of the spreadsheet"))
        self.setModel(model)
        self._delegate = BatchDelegate(model, services.theme, services.icons, self)
        self.setItemDelegate(self._delegate)
        self._delegate.photo_wanted.connect(self._choose_photo)
        self.selection_ids = BatchSelection(self, model)
        self.row_commands = BatchRowCommands(services, controller, model, self.selection_ids)
        self._dress()
        self._size_rows()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(SETTLE_MILLISECONDS)
        self._rest.timeout.connect(self._tell_resting)
        self._make_actions(services)
        self._delegate.entered.connect(self._down)
        model.modelAboutToBeReset.connect(self.selection_ids.keep)
        model.modelReset.connect(self._restore)
        model.dataChanged.connect(self._rest.start)
        # Not `update`: as a slot that is the one of widgets, which takes no index and repaints all.
        model.thumb_changed.connect(self._repaint_rows)
        self.verticalScrollBar().valueChanged.connect(self._rest.start)
        self.selectionModel().currentChanged.connect(self._on_current)
        self.selectionModel().currentRowChanged.connect(self._repaint_rows)
        controller.current_changed.connect(self._show_current)
        controller.document.begun.connect(self._on_begun)
        controller.checks.mapping_changed.connect(self._show_columns)
        controller.jobs.rows_changed.connect(self._show_columns)
        services.theme.changed.connect(self._size_rows)
        self._restore()

    def set_header(self, header: BatchHeader) -> None:
        """Use another head; its columns are fitted in until people set their widths."""
        self.setHorizontalHeader(header)
        self.horizontalScrollBar().valueChanged.connect(header.place_boxes)
        # Its own, empty one: for every title it would ask whether each of all rows is chosen, and with every reset of
        # the model it would forget what is.
        header.setSelectionModel(QItemSelectionModel(self._grid, self))
        header.sectionResized.connect(self._resized)
        self._fit_columns()
        self._show_columns()

    def visible_ids(self) -> list[int]:
        """Ids of the rows that are in sight."""
        first = self.rowAt(0)
        if first < 0:
            return []
        last = self.rowAt(self.viewport().height() - 1)
        places = range(first, (last if last >= 0 else self._grid.rowCount() - 1) + 1)
        return [self._grid.row(place).id for place in places]

    def edit_cell(self) -> None:
        """Edit the current cell."""
        index = self.currentIndex()
        if index.isValid() and index.column() < self._grid.width:
            self.edit(index)

    # Qt's events

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Backspace empties cells; Enter edits; the rest is the table's."""
        if self.state() is QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Backspace:
            self.row_commands.clear()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.edit_cell()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """What can be done with the selected rows."""
        if self.currentIndex().isValid():
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.setToolTipsVisible(True)
            menu.addActions(self.row_commands.actions(menu))
            menu.popup(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """More or fewer rows and columns are in sight."""
        super().resizeEvent(event)
        self._rest.start()

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The room for columns also changes when a scroll bar comes or goes."""
        if event.type() == QEvent.Type.Resize:
            self._fit_columns()
        return super().viewportEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Photos may be dropped on rows."""
        if _dragged_photos(event):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        """Mark the cell that would take the photo."""
        if _dragged_photos(event):
            self._mark_drop(self._drop_index(event.position().toPoint()))
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing is dragged here any more."""
        self._mark_drop(QModelIndex())
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """One photo goes to the row below the mouse, or to all selected rows where that is one of them; several photos
        go to the rows from there on."""
        photos, index = _dragged_photos(event), self._drop_index(event.position().toPoint())
        self._mark_drop(QModelIndex())
        if not photos:
            event.ignore()
            return
        event.acceptProposedAction()
        if not index.isValid():
            self.row_commands.refuse_photos()
            return
        here, selected = self._grid.row(index.row()).id, self.selection_ids.row_ids()
        targets = selected if here in selected else [here]
        if len(photos) > 1:
            targets = [row.id for row in self._grid.rows()[index.row() : index.row() + len(photos)]]
        self.row_commands.put_photos(photos, targets, index.column())

    # Inside

    def _mark_drop(self, index: QModelIndex) -> None:
        for one in (self.drop_cell, index):
            if one.isValid():
                self.update(one)
        self.drop_cell = index

    def _dress(self) -> None:
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.AnyKeyPressed)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(ROW_PIXELS)
        rows.setHighlightSections(False)
        self.horizontalHeader().setHighlightSections(False)

    @Slot()
    def _size_rows(self) -> None:
        """Rows are as high as the text size wants them."""
        self._wanted = []
        self.verticalHeader().setDefaultSectionSize(max(ROW_PIXELS, self.fontMetrics().height() + 8))
        self._fit_columns()
        self.viewport().update()

    def _make_actions(self, services: Services) -> None:
        for name, run in (
            ("batch.edit", self.edit_cell),
            ("batch.fill_down", self.row_commands.fill_down),
            ("batch.copy", self.row_commands.copy),
            ("batch.paste", self.row_commands.paste),
            ("batch.remove", self.row_commands.remove),
        ):
            services.commands.action(name, self, run)

    def _drop_index(self, position: QPoint) -> QModelIndex:
        index = self.indexAt(position)
        column = self.row_commands.photo_column(index.column()) if index.isValid() else None
        return self._grid.index(index.row(), column) if column is not None else QModelIndex()

    def _fit_columns(self) -> None:
        """Share the room among the columns, unless people have set their widths."""
        header, width = self.horizontalHeader(), self._grid.width
        if self._by_hand or self._fitting or not width:
            return
        self._fitting = True
        grown = max(1.0, self.fontMetrics().height() / PLAIN_LINE)
        hidden = self._grid.looks.needless()
        shown = {extra: pixels for extra, pixels in EXTRA_WIDTHS.items() if extra not in hidden}
        if len(self._wanted) != width:
            self._wanted = [min(WIDEST, self._wanted_width(column)) for column in range(width)]
        room = self.viewport().width()
        if sum(self._wanted) > room - round(sum(shown.values()) * grown):
            shown |= {extra: pixels for extra, pixels in NARROW_WIDTHS.items() if extra in shown}
        extras = {width + extra: self._extra_width(extra, round(pixels * grown)) for extra, pixels in shown.items()}
        own = fitted_widths(self._wanted, room - sum(extras.values()), least=round(LEAST_WIDTH * grown))
        for column, pixels in {**dict(enumerate(own)), **extras}.items():
            header.resizeSection(column, pixels)
        self._fitting = False

    @Slot()
    def _show_columns(self) -> None:
        """Columns that say nothing now are not shown."""
        width = self._grid.width
        if not width:
            return
        header, hidden = self.horizontalHeader(), self._grid.looks.needless()
        wrong = [extra for extra in Extra if header.isSectionHidden(width + extra) is not (extra in hidden)]
        if wrong:
            self._fitting, before = True, self._fitting
            for extra in wrong:
                header.setSectionHidden(width + extra, extra in hidden)
            self._fitting = before
            self._fit_columns()

    def _extra_width(self, extra: Extra, pixels: int) -> int:
        """Names of columns are never cut, however long they are in a language."""
        header = self.horizontalHeader()
        return max(pixels, header.title_width(self._grid.width + extra)) if isinstance(header, BatchHeader) else pixels

    def _wanted_width(self, column: int) -> int:
        metrics = self.fontMetrics()
        texts = [one_line(row.cell(column)) for row in self._grid.rows()[:MEASURED_ROWS]]
        texts.append(self._grid.looks.title(column))
        return max(metrics.horizontalAdvance(text[:80]) for text in texts) + ROOM_BESIDE

    @Slot(int, int, int)
    def _resized(self, _column: int, _before: int, _now: int) -> None:
        if not self._fitting:
            self._by_hand = True

    @Slot()
    def _on_begun(self) -> None:
        """Another spreadsheet wants other widths."""
        self._wanted = []
        self._fit_columns()
        self._show_columns()

    @Slot()
    def _restore(self) -> None:
        shape = self._controller.document.grid.columns
        if shape != self._shape:
            self._shape, self._by_hand, self._wanted = shape, False, []
        self._fit_columns()
        self._show_columns()
        self.selection_ids.restore(self._controller.current)
        self._rest.start()

    @Slot()
    def _choose_photo(self) -> None:
        self.row_commands.choose_photo()

    @Slot()
    def _down(self) -> None:
        index = self.currentIndex()
        if index.row() + 1 < self._grid.rowCount():
            self.setCurrentIndex(self._grid.index(index.row() + 1, index.column()))

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self._controller.set_current(self._grid.row(current.row()).id)

    def _repaint_rows(self, *cells: QModelIndex) -> None:
        """A row with another thumbnail; or that is looked at, which is marked in all its cells, and the one before."""
        for index in cells:
            if index.isValid():
                top, high = self.rowViewportPosition(index.row()), self.rowHeight(index.row())
                self.viewport().update(0, top, self.viewport().width(), high)

    @Slot(object)
    def _show_current(self, row_id: int | None) -> None:
        place = self._grid.place(row_id)
        if place >= 0 and place != self.currentIndex().row():
            self.setCurrentIndex(self._grid.index(place, max(0, self.currentIndex().column())))

    @Slot()
    def _tell_resting(self) -> None:
        self.resting.emit(self.visible_ids())


def _dragged_photos(event: QDropEvent) -> list[Path]:
    return [path for path in dropped_paths(event.mimeData()) if is_photo(path)]
