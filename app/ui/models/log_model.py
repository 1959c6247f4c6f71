"""The lines of a log as an item model: answers for the lines that are seen, and looks at no others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QAbstractListModel, QDateTime, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.core.log_lines import LogLevel, LogLine
from app.farm.masking import masked
from app.ui.models.log_buffer import LogBuffer
from app.ui.words import translate

_DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
_TOOLTIP: Final = int(Qt.ItemDataRole.ToolTipRole)
_ACCESSIBLE: Final = int(Qt.ItemDataRole.AccessibleTextRole)

LONG: Final = 80
"""A longer line has itself as a tooltip."""

Index = QModelIndex | QPersistentModelIndex


class LogModel(QAbstractListModel):
    """Shows a `LogBuffer`. `raw`: every line as it is stored, its date and level spelled out."""

    replaced = Signal()
    """Other lines are shown than before."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.buffer = LogBuffer()
        self.longest = 0
        self._levels: frozenset[str] | None = None
        self._raw = False

    @property
    def raw(self) -> bool:
        """Whether lines are shown as they are stored."""
        return self._raw

    def clear(self) -> None:
        """No lines, as of another log."""
        self.beginResetModel()
        self.buffer = LogBuffer()
        self.buffer.set_levels(self._levels)
        self.longest = 0
        self.endResetModel()
        self.replaced.emit()

    def append(self, lines: Sequence[LogLine], *, longest: int = 0) -> None:
        """Lines come behind the others, in one piece; `longest` is the number of characters of the longest of them."""
        self.longest = max(self.longest, longest)
        added = self.buffer.added(lines)
        if added:
            first = self.buffer.count
            self.beginInsertRows(QModelIndex(), first, first + added - 1)
            self.buffer.append(lines)
            self.endInsertRows()
        else:
            self.buffer.append(lines)

    def set_levels(self, levels: frozenset[str] | None) -> None:
        """Show the lines of these levels only; None: all."""
        self._levels = levels
        self.beginResetModel()
        self.buffer.set_levels(levels)
        self.endResetModel()
        self.replaced.emit()

    def set_raw(self, *, raw: bool) -> None:
        """Show lines as they are stored, or with their time and colour."""
        self._raw = raw
        if self.buffer.count:
            self.dataChanged.emit(self.index(0, 0), self.index(self.buffer.count - 1, 0))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and default
        """How many lines are shown."""
        return 0 if parent.isValid() else self.buffer.count

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        """The line as text."""
        role = int(role)
        if role not in (_DISPLAY, _TOOLTIP, _ACCESSIBLE) or not 0 <= index.row() < self.buffer.count:
            return None
        line = self.buffer.shown(index.row())
        if role == _TOOLTIP:
            return masked(line.text) if len(line.text) > LONG else None
        if role == _ACCESSIBLE:
            return f"{level_text(line.level)} {line_text(line)}".strip()
        return raw_text(line) if self._raw else line_text(line)


def line_text(line: LogLine) -> str:
    """The line as it is shown: its time of day and its text, secrets masked."""
    return f"{time_text(line)}  {masked(line.text)}"


def raw_text(line: LogLine) -> str:
    """The line with everything that is stored of it, secrets masked: what is copied and saved."""
    moment = QDateTime.fromMSecsSinceEpoch(round(line.time * 1000)).toString(Qt.DateFormat.ISODateWithMs)
    return f"{moment} {str(line.level).upper():7} {masked(line.text)}"


def time_text(line: LogLine) -> str:
    """The time of day, to the millisecond."""
    if not line.time:
        return " " * 12
    return QDateTime.fromMSecsSinceEpoch(round(line.time * 1000)).toString("HH:mm:ss.zzz")


def level_text(level: str) -> str:
    """What people read for a level; nothing for the usual one."""
    if level == LogLevel.ERROR:
        return translate("Log", "Error")
    if level == LogLevel.WARNING:
        return translate("Log", "Warning")
    return ""
