"""Paints the cells of a batch straight from what is known about a row, and edits them."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QPlainTextEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolButton,
    QWidget,
)

from app.ui.icons import Icons
from app.ui.models.batch_grid import BatchGridModel
from app.ui.models.batch_looks import CellLook, Cut, Extra
from app.ui.theme import Theme
from app.ui.widgets.parts import icon_button

Index = QModelIndex | QPersistentModelIndex

PADDING: Final = 8
ICON: Final = 16
BAR: Final = 3
"""Pixels of the accent bar at the left of a selected row."""

SURELY_ENOUGH: Final = 16
"""Pixels per letter for which every text has room."""

LEFT: Final = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)

BUTTON: Final = 24
EDITOR_LINES: Final = 4
"""A cell of several lines is edited in at most this many lines' height."""

LINE_MARK: Final = " ↵ "

CUTS: Final = {
    Cut.END: Qt.TextElideMode.ElideRight,
    Cut.MIDDLE: Qt.TextElideMode.ElideMiddle,
    Cut.START: Qt.TextElideMode.ElideLeft,
}


class CellEditor(QPlainTextEdit):
    """Edits one cell. Enter and Tab commit; Alt+Enter and Shift+Enter begin a new line, as in spreadsheet programs."""

    committed = Signal()
    photo_wanted = Signal()

    def offer_photo(self, icon: QIcon) -> None:
        """Have a button at the right by which a photo is chosen."""
        made = icon_button(icon, self.tr("Choose photo…"), self.photo_wanted.emit, size=BUTTON)
        made.setParent(self)
        made.setObjectName("choosePhoto")
        # The editor would be closed as soon as it loses the focus.
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setCursor(Qt.CursorShape.ArrowCursor)
        self.setViewportMargins(0, 0, BUTTON, 0)
        self._button = made

    _button: QToolButton | None = None

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The button stays at the right."""
        super().resizeEvent(event)
        if self._button is not None:
            self._button.setGeometry(self.width() - BUTTON - 2, 2, BUTTON, BUTTON)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter commits or begins a line; everything else types."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier):
            self.insertPlainText("\n")
        else:
            self.committed.emit()


class DropTable(QTableView):
    """A table that marks the cell which would take what is dragged."""

    drop_cell = QModelIndex()


class BatchDelegate(QStyledItemDelegate):
    """One for all columns. `entered` is emitted when an edit was ended with Enter."""

    entered = Signal()
    photo_wanted = Signal()
    """A photo is to be chosen for the current cell."""

    def __init__(self, model: BatchGridModel, theme: Theme, icons: Icons, view: DropTable) -> None:
        super().__init__(view)
        self._model, self._theme, self._icons, self._view = model, theme, icons, view
        self._colors: dict[str, QColor] = {}
        theme.changed.connect(self._colors.clear)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        column = index.column()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        area: QRect = option.rect
        painter.save()
        self._paint_ground(painter, area, index, selected=selected)
        if column == self._model.width + Extra.THUMBNAIL:
            self._paint_thumb(painter, area, index)
        else:
            self._paint_look(painter, option, self._model.look(index), selected=selected)
        if option.state & QStyle.StateFlag.State_HasFocus or index == self._view.drop_cell:
            painter.setPen(QPen(self._color("accent"), 2))
            painter.drawRect(area.adjusted(1, 1, -1, -1))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        """Wide enough for the text, up to a point."""
        look = self._model.look(index)
        width = option.fontMetrics.horizontalAdvance(one_line(look.text)) + 2 * PADDING + (ICON + 4 if look.icon else 0)
        return QSize(min(width, 400), option.rect.height())

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: N802
        """A box for the cell's text."""
        editor = CellEditor(parent)
        editor.setObjectName("cellEditor")
        editor.setAccessibleName(self._model.looks.title(index.column()))
        editor.setProperty("kind", "cell")
        editor.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        editor.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        editor.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        editor.setTabChangesFocus(True)
        editor.committed.connect(self._commit)
        if self._model.looks.is_photo(index.column()):
            editor.offer_photo(self._icons.icon("folder-open"))
            editor.photo_wanted.connect(self._leave_for_photo)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802 - Qt's name
        """The text as it is, all of it selected."""
        if isinstance(editor, CellEditor):
            editor.setPlainText(self._model.data(index))
            editor.selectAll()

    def setModelData(self, editor: QWidget, _model: object, index: Index) -> None:  # noqa: N802 - Qt's name
        """Write what was typed."""
        if isinstance(editor, CellEditor):
            self._model.setData(index, editor.toPlainText())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802
        """Over the cell, and further down for a text of several lines."""
        lines = str(self._model.data(index)).count("\n") + 1
        height = option.rect.height() + (min(lines, EDITOR_LINES) - 1) * option.fontMetrics.lineSpacing()
        editor.setGeometry(QRect(option.rect.topLeft(), QSize(max(160, option.rect.width()), height)))

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Enter is the editor's own business."""
        enter = isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        return False if enter and event.type() == QEvent.Type.KeyPress else super().eventFilter(editor, event)

    def _commit(self) -> None:
        editor = self.sender()
        if isinstance(editor, CellEditor):
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
            self.entered.emit()

    def _leave_for_photo(self) -> None:
        editor = self.sender()
        if isinstance(editor, CellEditor):
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.RevertModelCache)
            self.photo_wanted.emit()

    def _paint_ground(self, painter: QPainter, area: QRect, index: Index, *, selected: bool) -> None:
        row = index.row()
        current = row == self._view.currentIndex().row()
        if selected:
            painter.fillRect(area, self._color("bg.selected"))
        elif current:
            painter.fillRect(area, self._color("bg.hover"))
        elif row % 2:
            painter.fillRect(area, self._color("bg.alt"))
        if (selected or current) and index.column() == 0:
            left = area.right() - BAR + 1 if self._view.isRightToLeft() else area.left()
            painter.fillRect(QRect(left, area.top(), BAR, area.height()), self._color("accent"))

    def _paint_look(self, painter: QPainter, option: QStyleOptionViewItem, look: CellLook, *, selected: bool) -> None:
        """In cells of the spreadsheet an icon stands behind the text, in the others before it."""
        area: QRect = option.rect.adjusted(PADDING, 0, -PADDING, 0)
        behind = not look.stated
        if look.icon:
            pixmap = self._icons.pixmap(look.icon, look.tone, ICON, self._view.devicePixelRatioF())
            # Read from the right, everything is the other way round.
            at_right = behind is not self._view.isRightToLeft()
            side = self._icons.pixels(ICON)
            left = area.right() - side + 1 if at_right else area.left()
            painter.drawPixmap(left, area.top() + (area.height() - side) // 2, pixmap)
            area = area.adjusted(0, 0, -side - 4, 0) if at_right else area.adjusted(side + 4, 0, 0, 0)
        text = one_line(look.text)
        if look.progress is not None:
            self._paint_progress(painter, area, look.progress)
            text = f"{round(100 * look.progress)} %"
        if not text:
            return
        if len(text) * SURELY_ENOUGH > area.width():
            text = _fitting(look, text, option.fontMetrics, area.width())
        painter.setPen(self._color(_pen(look, selected=selected)))
        painter.drawText(area, LEFT, text)

    def _paint_progress(self, painter: QPainter, area: QRect, progress: float) -> None:
        track = QRect(area.left(), area.bottom() - 5, area.width(), 3)
        painter.fillRect(track, self._color("bar.track"))
        done = max(2, round(track.width() * progress))
        painter.fillRect(QRect(track.left(), track.top(), done, track.height()), self._color("bar.active"))

    def _paint_thumb(self, painter: QPainter, area: QRect, index: Index) -> None:
        image = self._model.thumb(self._model.row(index.row()).id)
        if image is None:
            return
        size = image.size().scaled(area.size() - QSize(4, 4), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRect(area.left() + 4, area.top() + (area.height() - size.height()) // 2, size.width(), size.height())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(target, image)

    def _color(self, token: str) -> QColor:
        color = self._colors.get(token)
        if color is None:
            color = self._colors[token] = self._theme.color(token)
        return color


def _fitting(look: CellLook, text: str, metrics: QFontMetrics, room: int) -> str:
    cut = metrics.elidedText(text, CUTS[look.cut], room)
    return cut if look.short is None or cut == text else look.short


def _pen(look: CellLook, *, selected: bool) -> str:
    if look.muted or look.hint:
        return "text.muted" if selected else "text.disabled"
    if selected:
        return "text.selected"
    return look.tone if look.stated else "text"


def one_line(text: str) -> str:
    """A text of several lines in one, with marks where lines end."""
    return text.replace("\n", LINE_MARK) if "\n" in text else text
