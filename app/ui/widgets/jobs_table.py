"""The table of jobs: rows of one height, chosen by id, moved by dragging, batches opened by keys and mouse."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QDrag,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTableView, QToolTip, QWidget

from app.ui.icons import Icons
from app.ui.models.jobs_columns import COLUMN_IDS
from app.ui.models.jobs_model import JobsModel
from app.ui.models.jobs_rows import GroupRow, Row
from app.ui.models.jobs_table_model import JOBS_MIME
from app.ui.theme import ROW_HEIGHT, Theme
from app.ui.widgets.job_delegate import JobDelegate
from app.ui.widgets.whole_rows import make_rows_whole

SCROLLING_SECONDS: Final = 0.4
"""The table is being scrolled for so long after it has moved."""

NAME: Final = COLUMN_IDS.index("name")


class JobsTable(QTableView):
    """Shows a `JobsModel`. `chosen` is emitted when other rows are chosen."""

    chosen = Signal()
    details_wanted = Signal()
    menu_wanted = Signal(QPoint)
    resized = Signal()

    def __init__(self, model: JobsModel, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._theme = model, theme
        self._scrolled_at = 0.0
        self._top: tuple[str, int] | None = None
        self._placing = False
        self.setObjectName("jobsTable")
        self.setAccessibleName(self.tr("Jobs"))
        self.delegate = JobDelegate(model, theme, icons, self)
        self.setModel(model)
        self.setItemDelegate(self.delegate)
        self._set_up()
        model.moving.connect(self._before_move)
        model.moved.connect(self._after_move)
        theme.changed.connect(self.dress)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.selectionModel().selectionChanged.connect(self._selection_changed)
        self.selectionModel().currentChanged.connect(self._tell_delegate)
        self.horizontalHeader().sectionMoved.connect(self.find_first_column)
        self.dress()

    def dress(self) -> None:
        """The theme or the text size is another."""
        self.delegate.dress()
        self.verticalHeader().setDefaultSectionSize(self.delegate.row_height(ROW_HEIGHT))
        self.viewport().update()

    # What the model asks.

    def visible_rows(self) -> range:
        """The rows that are seen now."""
        if not self.isVisible() or not self._model.rowCount():
            return range(0)
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        return range(max(0, first), (last if last >= 0 else self._model.rowCount() - 1) + 1)

    def is_busy(self) -> bool:
        """Whether people have their hands on it."""
        return (
            QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
            or QApplication.activePopupWidget() is not None
            or time.monotonic() - self._scrolled_at < SCROLLING_SECONDS
            or self.state() is not QAbstractItemView.State.NoState
        )

    # What is chosen.

    def chosen_ids(self) -> list[str]:
        """The ids of the chosen rows, from top to bottom; those of batches begin with `batch:`."""
        return [self._model.row(place).id for place in _chosen_places(self)]

    def choose(self, row_ids: Iterable[str]) -> None:
        """Choose these rows, as far as they are shown, and bring the first of them into sight."""
        places = sorted(place for one in row_ids if (place := self._model.order.place(one)) >= 0)
        selection = QItemSelection()
        last = self._model.columnCount() - 1
        for place in places:
            selection.select(self._model.index(place, 0), self._model.index(place, last))
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().select(selection, flags)
        if places:
            first = self._model.index(places[0], self.delegate.first_column)
            self.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(first)

    @Slot()
    def find_first_column(self) -> None:
        """Other columns are shown, or in another order: the bar of chosen rows is in the first."""
        header = self.horizontalHeader()
        shown = [header.logicalIndex(visual) for visual in range(header.count())]
        self.delegate.first_column = next((one for one in shown if not header.isSectionHidden(one)), 0)

    def current_row(self) -> Row | None:
        """The row with the focus."""
        return self._model.row_or_none(self.currentIndex().row())

    # What people do.

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Batches are opened and closed by the arrow keys; Enter shows details."""
        row = self.current_row()
        key = event.key()
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        opens, closes = (Qt.Key.Key_Left, Qt.Key.Key_Right) if mirrored else (Qt.Key.Key_Right, Qt.Key.Key_Left)
        if isinstance(row, GroupRow) and key in (opens, closes) and row.expanded != (key == opens):
            self._model.open_batch(row.batch_id, opened=key == opens)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.details_wanted.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click on a batch's arrow opens or closes it."""
        index = self.indexAt(event.position().toPoint())
        row = self._model.row_or_none(index.row())
        if (
            isinstance(row, GroupRow)
            and index.column() == NAME
            and event.button() is Qt.MouseButton.LeftButton
            and self.delegate.arrow_rect(self.visualRect(index)).contains(event.position().toPoint())
        ):
            self._model.open_batch(row.batch_id, opened=not row.expanded)
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A double click shows details, or opens and closes a batch."""
        row = self._model.row_or_none(self.indexAt(event.position().toPoint()).row())
        if isinstance(row, GroupRow):
            self._model.open_batch(row.batch_id, opened=not row.expanded)
        elif row is not None:
            self.details_wanted.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """The row under the mouse is lit."""
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(int(event.position().y())))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """No row is under the mouse."""
        super().leaveEvent(event)
        self._hover(-1)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """The row with the focus is seen."""
        super().focusInEvent(event)
        self._tell_delegate()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """No row has the focus."""
        super().focusOutEvent(event)
        self._tell_delegate()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """The menu is the page's."""
        self.menu_wanted.emit(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """There is another amount of room for the columns."""
        super().resizeEvent(event)
        self.resized.emit()

    def startDrag(self, actions: Qt.DropAction) -> None:  # noqa: N802 - Qt's name
        """Films that are done are copied out; what waits is moved inside the table. Nothing is ever moved out."""
        del actions
        data = self._model.mimeData(self.selectionModel().selectedRows())
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.exec(Qt.DropAction.CopyAction if data.hasUrls() else Qt.DropAction.MoveAction)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        """A drop that is refused says why."""
        super().dragMoveEvent(event)
        if event.mimeData().hasFormat(JOBS_MIME):
            problem = self._model.drop_problem(_drop_place(self, event.position().toPoint()))
            event.setAccepted(not problem)
            if problem:
                QToolTip.showText(self.viewport().mapToGlobal(event.position().toPoint()), problem, self)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Place the jobs. Qt's own way would move rows of the model, which the farm does."""
        place = _drop_place(self, event.position().toPoint())
        self._model.dropMimeData(event.mimeData(), Qt.DropAction.MoveAction, place, 0, QModelIndex())
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.setState(QAbstractItemView.State.NoState)
        self.viewport().update()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """The model may move this table."""
        super().showEvent(event)
        self._model.attach(self)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nobody sees it: the model need not repaint."""
        super().hideEvent(event)
        self._model.detach(self)

    def _set_up(self) -> None:
        make_rows_whole(self)
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(True)
        self.setDragDropOverwriteMode(False)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        # The header's own, empty one: for every title it would ask whether each of all rows is chosen.
        self.horizontalHeader().setSelectionModel(QItemSelectionModel(self._model, self))
        self.verticalHeader().setMinimumSectionSize(20)

    def _hover(self, place: int) -> None:
        before, self.delegate.hovered = self.delegate.hovered, place
        if before != place:
            self._update_rows(before, place)

    @Slot()
    def _before_move(self) -> None:
        """The top row stays the top row, unless that is the first: new rows above it are to be seen."""
        bar = self.verticalScrollBar()
        place = self.rowAt(0)
        row = self._model.row_or_none(place)
        self._top = (row.id, self.rowViewportPosition(place)) if row is not None and bar.value() > 0 else None
        self._placing = True

    @Slot()
    def _after_move(self) -> None:
        if self._top is not None:
            row_id, offset = self._top
            place = self._model.order.place(row_id)
            if place >= 0:
                # With more rows than before one can be scrolled further, once they are laid out.
                self.executeDelayedItemsLayout()
                self.verticalScrollBar().setValue(place * self.verticalHeader().defaultSectionSize() - offset)
        self._placing = False
        before = len(self.delegate.chosen)
        self._tell_delegate()
        if len(self.delegate.chosen) != before:
            # Qt tells of rows that are chosen or not any more, but not of those that are gone.
            self.chosen.emit()

    @Slot(int)
    def _scrolled(self, _value: int) -> None:
        if not self._placing:
            self._scrolled_at = time.monotonic()

    @Slot(QItemSelection, QItemSelection)
    def _selection_changed(self, _chosen: QItemSelection, _no_more: QItemSelection) -> None:
        self._tell_delegate()
        self.chosen.emit()

    @Slot()
    def _tell_delegate(self) -> None:
        """Which rows are chosen, and which one has the focus."""
        self.delegate.chosen = frozenset(_chosen_places(self))
        before, now = self.delegate.focused, self.currentIndex().row() if self.hasFocus() else -1
        self.delegate.focused = now
        if before != now:
            self._update_rows(before, now)

    def _update_rows(self, *places: int) -> None:
        for place in places:
            if place >= 0:
                top, height = self.rowViewportPosition(place), self.rowHeight(place)
                self.viewport().update(0, top, self.viewport().width(), height)


def _chosen_places(table: QTableView) -> list[int]:
    places: set[int] = set()
    for part in table.selectionModel().selection().toList():
        places.update(range(part.top(), part.bottom() + 1))
    return sorted(places)


def _drop_place(table: QTableView, point: QPoint) -> int:
    """Before which row something is dropped."""
    place = table.rowAt(point.y())
    if place < 0:
        return table.model().rowCount()
    middle = table.rowViewportPosition(place) + table.rowHeight(place) / 2
    return place + (point.y() > middle)
