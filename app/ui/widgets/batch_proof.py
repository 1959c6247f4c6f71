"""The proof sheet in place of the table: stills of rows as a contact sheet, saved as PDF or PNG if wanted."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QListView,
    QProgressBar,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.core.errors import ErrorInfo
from app.ui.controllers.batch import BatchController
from app.ui.controllers.batch_stills import MOST_STILLS
from app.ui.formats import number_text
from app.ui.models.batch_proof import BatchProofModel
from app.ui.models.batch_widths import still_width
from app.ui.models.error_words import told
from app.ui.services import Services
from app.ui.theme import Theme
from app.ui.widgets.beside import BesideRow
from app.ui.widgets.error_card import ErrorCard
from app.ui.widgets.parts import button, column, label, row

SMALLEST, LARGEST = 208 * 118, 384 * 216
"""A picture is shown so large, whatever its shape: as large as it is drawn at most."""

NARROWEST: Final = 96
CAPTION: Final = 24
"""Pixels of the line below a picture, at least."""

PADDING: Final = 8
LEAST_PROGRESS: Final = 160

Index = QModelIndex | QPersistentModelIndex


class ProofDelegate(QStyledItemDelegate):
    """A picture, or a place for one, and its caption."""

    def __init__(self, model: BatchProofModel, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self._theme = model, theme
        self._shape = 9 / 16
        self._picture = QSize(208, 118)

    def set_shape(self, width: int, height: int) -> None:
        """Pictures have this shape."""
        self._shape = max(1, height) / max(1, width)

    def fit(self, room: QSize, metrics: QFontMetrics) -> bool:
        """Show pictures as large as there is room for; whether they are of another size than before."""
        before = self._picture, self._caption
        self._caption = max(CAPTION, metrics.height() + 8)
        narrow, wide = (max(NARROWEST, round(math.sqrt(pixels / self._shape))) for pixels in (SMALLEST, LARGEST))
        beside = 2 * PADDING, self._caption + 2 * PADDING
        size = room.width(), room.height()
        width = still_width(size, self._model.rowCount(), self._shape, beside, range(narrow, wide))
        self._picture = QSize(width, round(width * self._shape))
        return before != (self._picture, self._caption)

    _caption = CAPTION

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: N802 - Qt's name
        """All are of one size."""
        return self._picture + QSize(2 * PADDING, self._caption + 2 * PADDING)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One still."""
        area: QRect = option.rect.adjusted(PADDING, PADDING, -PADDING, -PADDING)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            painter.fillRect(option.rect, self._theme.color("bg.selected"))
        self._paint_picture(painter, QRect(area.topLeft(), area.size() - QSize(0, self._caption)), index.row())
        painter.setPen(self._theme.color("text.selected" if selected else "text"))
        caption = QRect(area.left(), area.bottom() + 1 - self._caption, area.width(), self._caption)
        text = self._model.caption(index.row())
        shown = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideMiddle, caption.width())
        painter.drawText(caption, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(self._theme.color("accent"), 2))
            painter.drawRect(option.rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def _paint_picture(self, painter: QPainter, room: QRect, place: int) -> None:
        image, error = self._model.image(place), self._model.still(place).error
        if image is not None:
            size = image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            target = QRect(room.topLeft(), size)
            target.moveCenter(room.center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(target, image)
            return
        painter.fillRect(room, self._theme.color("bg.surround"))
        if error is not None:
            painter.setPen(self._theme.color("state.failed"))
            flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
            painter.drawText(room.adjusted(8, 8, -8, -8), flags, told(error).title)


class ProofList(QListView):
    """A list that tells when it has another size."""

    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """More or less room."""
        super().resizeEvent(event)
        self.resized.emit()


class BatchProofSheet(QWidget):
    """`closed` is emitted when people go back to the rows, with the row that they looked at."""

    closed = Signal()

    def __init__(self, services: Services, controller: BatchController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services, self._controller = services, controller
        self.setObjectName("proofPage")
        proof = controller.proof
        self._model = BatchProofModel(proof)
        self.list = ProofList()
        self.list.resized.connect(self._fit)
        self.list.setObjectName("proofList")
        self.list.setAccessibleName(self.tr("Stills"))
        self.list.setModel(self._model)
        self._delegate = ProofDelegate(self._model, services.theme, self.list)
        self.list.setItemDelegate(self._delegate)
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setUniformItemSizes(True)
        self.list.setLayoutMode(QListView.LayoutMode.Batched)
        self.list.activated.connect(self._open)
        self.list.selectionModel().currentChanged.connect(self._on_current)
        self._title = label("", "strong")
        self._progress = QProgressBar()
        self._progress.setObjectName("proofProgress")
        self._progress.setAccessibleName(self.tr("Stills that are drawn"))
        self._per_row = QComboBox()
        self._per_row.setObjectName("stillsPerRow")
        self._per_row.setAccessibleName(self.tr("Stills per row"))
        for count in range(1, MOST_STILLS + 1):
            self._per_row.addItem(self.tr("%n still(s) per row", "", count), count)
        self._per_row.setCurrentIndex(proof.per_row - 1)
        self._per_row.activated.connect(lambda _index: proof.set_per_row(int(self._per_row.currentData())))
        self._stop = button(self.tr("Stop"), proof.stop, name="stopProof")
        self._save = button(self.tr("Save…"), self._ask_where, name="saveProof")
        self._back = button(self.tr("Back to the rows"), self.closed.emit, name="closeProof")
        self._error = ErrorCard(closable=True)
        first = QWidget()
        first.setLayout(row(self._title, self._progress))
        head = BesideRow(first, (self._stop, self._per_row, self._save, self._back), self._least)
        self.setLayout(column(head, self._error, self.list))
        proof.begun.connect(self._begin)
        proof.drawn.connect(self._refresh)
        proof.running_changed.connect(self._refresh)
        proof.saving_changed.connect(self._refresh)
        services.theme.changed.connect(self._fit)
        self._begin()

    @Slot()
    def _begin(self) -> None:
        comp = self._controller.source.comp
        if comp is not None:
            self._delegate.set_shape(comp.width, comp.height)
        self._fit()
        self._refresh()

    @Slot()
    def _fit(self) -> None:
        """Whether there is a scroll bar depends on the stills' size: they fit beside one."""
        inside, bar = self.list.contentsRect().size(), self.list.verticalScrollBar().sizeHint().width()
        if self._delegate.fit(inside - QSize(bar, 0), self.list.fontMetrics()):
            self.list.scheduleDelayedItemsLayout()
        self.list.viewport().update()

    def _least(self) -> int:
        return self._title.sizeHint().width() + (LEAST_PROGRESS if self._controller.proof.running else 0)

    @Slot()
    def _refresh(self) -> None:
        proof = self._controller.proof
        total, done = len(proof.stills), proof.done
        counted = self.tr("Proof sheet, %n still(s)", "", done)
        self._title.setText(self.tr("Proof sheet") if proof.running else counted)
        self._progress.setVisible(proof.running)
        self._progress.setRange(0, max(1, total))
        self._progress.setValue(done)
        text = self.tr("%1 of %2 stills")
        self._progress.setFormat(text.replace("%1", number_text(done)).replace("%2", number_text(total)))
        self._stop.setVisible(proof.running)
        self._save.setEnabled(done > 0 and not proof.saving)

    def _ask_where(self) -> None:
        sheet = self._controller.source.sheet
        dialog = QFileDialog(self.window(), self.tr("Save the proof sheet"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([f"{self.tr('PDF')} (*.pdf)", f"{self.tr('PNG pictures')} (*.png)"])
        dialog.setDefaultSuffix("pdf")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix("png" if "*.png" in chosen else "pdf"))
        dialog.setDirectory(str(self._controller.source.folder))
        dialog.selectFile(f"{Path(sheet.name).stem if sheet is not None else self.tr('proof')}.pdf")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.save)
        dialog.open()

    @Slot(str)
    def save(self, name: str) -> None:
        """Save the sheet to a file."""
        sheet = self._controller.source.sheet
        title = Path(sheet.name).stem if sheet is not None else ""
        self._error.clear()
        self._controller.proof.save(Path(name), title, saved=self._saved, failed=self._not_saved)

    def _saved(self, paths: tuple[Path, ...]) -> None:
        navigator = self._services.navigator
        if paths:
            self._services.notices.say(
                self.tr("%n file(s) saved.", "", len(paths)),
                lambda: navigator.folder_wanted.emit(paths[0]),
                verb=self.tr("Show in folder"),
            )

    def _not_saved(self, error: ErrorInfo) -> None:
        self._error.show_error(error)

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, index: QModelIndex, _before: QModelIndex) -> None:
        if index.isValid():
            self._controller.set_current(self._model.still(index.row()).row_id)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        self._controller.set_current(self._model.still(index.row()).row_id)
        self.closed.emit()
