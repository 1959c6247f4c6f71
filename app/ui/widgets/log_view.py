"""The lines of one log: follows the end until people scroll up, finds texts and errors, copies what is chosen."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QItemSelectionModel, QObject, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QGuiApplication, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.core.log_lines import LogLevel
from app.farm.masking import masked
from app.ui.models.log_model import Index, LogModel, raw_text, time_text
from app.ui.theme import Theme

PADDING: Final = 8
MOST_COPIED: Final = 100_000
"""So many lines are copied at most."""


class LogView(QTableView):
    """Shows a `LogModel`: a table of one column, because lists look at every line to lay themselves out."""

    following_changed = Signal(bool)

    def __init__(self, model: LogModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._theme = model, theme
        self._following = True
        self._moving = False
        self.setAccessibleName(self.tr("Log"))
        self._delegate = _LogDelegate(model, theme, self)
        self.setItemDelegate(self._delegate)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        for header in (self.verticalHeader(), self.horizontalHeader()):
            header.setVisible(False)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setMinimumSectionSize(1)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._fit()
        self.setModel(model)
        self._fit()
        model.rowsInserted.connect(self._inserted)
        model.modelReset.connect(self._inserted)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.verticalScrollBar().rangeChanged.connect(self._inserted)
        theme.changed.connect(self.dress)

    @property
    def following(self) -> bool:
        """Whether new lines are scrolled to."""
        return self._following

    def follow(self) -> None:
        """Go to the end, and stay there."""
        self._set_following(following=True)
        self._to_end()

    def show_line(self, place: int) -> None:
        """Choose a shown line and bring it into sight."""
        index = self._model.index(place, 0)
        if index.isValid():
            self._set_following(following=False)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def place(self) -> int:
        """The shown line that the cursor is on; -1: none."""
        return self.currentIndex().row()

    def copy(self) -> int:
        """Put the chosen lines, or all, on the clipboard as they are stored; how many they were."""
        places: list[int] = []
        for part in self.selectionModel().selection().toList():
            places += range(part.top(), part.bottom() + 1)
        chosen = sorted(places) or list(range(self._model.buffer.count))
        chosen = chosen[:MOST_COPIED]
        buffer = self._model.buffer
        QGuiApplication.clipboard().setText("\n".join(raw_text(buffer.shown(place)) for place in chosen))
        return len(chosen)

    def mark(self, text: str) -> None:
        """Light up this text wherever it is."""
        self._delegate.marked = text.casefold()
        self.viewport().update()

    def dress(self) -> None:
        """The theme or the text size is another."""
        self._delegate.dress()
        self._fit()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Lines are as wide as the view, or wider."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """All lines have the height of one, and the width of the longest."""
        size = self._delegate.size()
        if self.verticalHeader().defaultSectionSize() != size.height():
            self.verticalHeader().setDefaultSectionSize(size.height())
        width = max(size.width(), self.viewport().width())
        if self.horizontalHeader().defaultSectionSize() != width:
            self.horizontalHeader().setDefaultSectionSize(width)

    @Slot()
    def _inserted(self) -> None:
        self._fit()
        if self._following:
            self._to_end()

    def _to_end(self) -> None:
        # Going there may lay lines out, and that comes back here before it is done.
        before, self._moving = self._moving, True
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
        self._moving = before

    @Slot(int)
    def _scrolled(self, value: int) -> None:
        if not self._moving:
            self._set_following(following=value >= self.verticalScrollBar().maximum())

    def _set_following(self, *, following: bool) -> None:
        if following != self._following:
            self._following = following
            self.following_changed.emit(following)


class _LogDelegate(QStyledItemDelegate):
    def __init__(self, model: LogModel, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._model, self._theme = model, theme
        self.marked = ""
        self.dress()

    def dress(self) -> None:
        """The theme or the text size is another."""
        self._font = self._theme.font(fixed=True)
        self._metrics = QFontMetrics(self._font)
        self._gutter = self._metrics.horizontalAdvance("00:00:00.000") + 2 * PADDING

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        """The same for all lines: as wide as the longest may be."""
        del option, index
        return self.size()

    def size(self) -> QSize:
        """The size of a line."""
        width = self._gutter + self._metrics.horizontalAdvance("0") * (self._model.longest + 1)
        return QSize(width, self._metrics.height() + 4)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Time, and the text in the colour of its level."""
        if index.row() >= self._model.buffer.count:
            return
        line = self._model.buffer.shown(index.row())
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(option.rect, self._theme.color("bg.selected" if chosen else "bg.table"))
        painter.setFont(self._font)
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine)
        token = {LogLevel.ERROR: "state.failed", LogLevel.WARNING: "state.attention"}.get(
            LogLevel(line.level) if line.level in _LEVELS else LogLevel.INFO, "text.selected" if chosen else "text"
        )
        if self._model.raw:
            painter.setPen(self._theme.color(token))
            painter.drawText(option.rect.adjusted(PADDING, 0, 0, 0), flags, raw_text(line))
            return
        painter.setPen(self._theme.color("text.selected" if chosen else "text.muted"))
        painter.drawText(option.rect.adjusted(PADDING, 0, 0, 0), flags, time_text(line))
        text, rest = masked(line.text), option.rect.adjusted(self._gutter, 0, 0, 0)
        self._light_up(painter, rest, text)
        painter.setPen(self._theme.color(token))
        painter.drawText(rest, flags, text)

    def _light_up(self, painter: QPainter, rect: QRect, text: str) -> None:
        """A ground behind what is looked for."""
        if not self.marked:
            return
        folded = text.casefold()
        at = folded.find(self.marked) if len(folded) == len(text) else -1
        while at >= 0:
            left = rect.left() + self._metrics.horizontalAdvance(text[:at])
            width = self._metrics.horizontalAdvance(text[at : at + len(self.marked)])
            painter.fillRect(left, rect.top(), width, rect.height(), self._theme.color("banner.warn.bg"))
            at = folded.find(self.marked, at + len(self.marked))


_LEVELS: Final = frozenset(LogLevel)
