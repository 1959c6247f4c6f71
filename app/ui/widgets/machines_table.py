"""The table of a farm's machines."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics
from PySide6.QtWidgets import QTableView, QWidget

from app.ui.icons import Icons
from app.ui.models.machines_model import COLUMNS, MachineRow, cell_text
from app.ui.models.machines_table_model import COLUMN_IDS, MachinesTableModel
from app.ui.theme import Theme
from app.ui.widgets.column_fit import PADDING, ColumnFit
from app.ui.widgets.row_delegate import ICON, Cell, RowDelegate
from app.ui.widgets.whole_rows import make_rows_whole
from app.ui.words import translate

_STATE: Final = COLUMN_IDS.index("state")
_SPARE: Final = ("tags", "pool", "zone", "spot", "note", "type", "running", "today", "price")
"""What gives way first where there is not enough room; people find it in the menu, and in the tooltip of the name."""


class MachinesTable(QTableView):
    """A row per machine. `faded` rows may be out of date."""

    menu_wanted = Signal(QPoint)

    def __init__(self, model: MachinesTableModel, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._machines = theme, model
        self.setObjectName("machinesTable")
        self.setAccessibleName(self.tr("Machines"))
        self._delegate = RowDelegate(self._cell, theme, icons, self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        make_rows_whole(self)
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setSortIndicator(COLUMN_IDS.index("name"), Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        beside = {_STATE: icons.pixels(ICON) + PADDING}
        self.fit = ColumnFit(self, theme, _least_widths(theme), beside, [COLUMN_IDS.index(one) for one in _SPARE])
        theme.changed.connect(self.dress)
        self.dress()

    def dress(self) -> None:
        """The theme or the text size is another."""
        self._delegate.dress()
        self.verticalHeader().setDefaultSectionSize(self._delegate.row_height())
        self.fit.dress()
        # The header and three rows; in a lower place, what is around the table scrolls.
        self.setMinimumHeight(4 * self._delegate.row_height() + 2 * self.frameWidth())
        self.viewport().update()

    def fade(self, *, faded: bool) -> None:
        """Grey what may be out of date."""
        if self._delegate.faded != faded:
            self._delegate.faded = faded
            self.viewport().update()

    def chosen(self) -> tuple[MachineRow, ...]:
        """The chosen machines, from top to bottom."""
        places = sorted(one.row() for one in self.selectionModel().selectedRows())
        rows = (self._machines.row(place) for place in places)
        return tuple(row for row in rows if row is not None)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As low as it may be: what it is in scrolls only where it is not even that high."""
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """What can be done with the chosen machines."""
        self.menu_wanted.emit(event.globalPos())

    def _cell(self, place: int, number: int) -> Cell | None:
        row = self._machines.row(place)
        if row is None:
            return None
        column = COLUMNS[number]
        return Cell(cell_text(row, column.id), column.right, row.word if number == _STATE else None)


def _least_widths(theme: Theme) -> list[int]:
    """In pixels at a text size of 100 %: titles are seen whole, also where a language has long ones."""
    metrics, scale = QFontMetrics(theme.font(bold=True)), theme.pixels(100) / 100
    titles = [metrics.horizontalAdvance(translate("Machines", column.title)) / scale for column in COLUMNS]
    return [max(column.width, round(title) + 2 * PADDING) for column, title in zip(COLUMNS, titles, strict=True)]
