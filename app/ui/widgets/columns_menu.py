"""Which columns of a table people want to see, whatever room there is: chosen in a menu, and remembered."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtWidgets import QMenu, QTableView, QWidget

from app.ui.view_state import ViewState
from app.ui.widgets.column_fit import ColumnFit
from app.ui.words import translate

_SHOWN, _HIDDEN = "+", "-"


class ColumnsMenu(QObject):
    """The menu is also that of the table's header. `ids` name the columns in `state`, in the table's order."""

    def __init__(self, table: QTableView, fit: ColumnFit, ids: Sequence[str], state: ViewState, key: str) -> None:
        super().__init__(table)
        self._table, self._fit, self._ids, self._state, self._key = table, fit, tuple(ids), state, key
        header = table.horizontalHeader()
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._show_at)
        kept = {text[1:]: text[:1] == _SHOWN for text in state.texts(key)}
        fit.choose({number: kept[one] for number, one in enumerate(self._ids) if one in kept})

    def menu(self, parent: QWidget) -> QMenu:
        """A menu to choose columns from; whoever shows it deletes it."""
        menu = QMenu(translate("ColumnsMenu", "Columns"), parent)
        header, model = self._table.horizontalHeader(), self._table.model()
        for number in self._fit.spare:
            action = menu.addAction(str(model.headerData(number, Qt.Orientation.Horizontal)))
            action.setCheckable(True)
            action.setChecked(not header.isSectionHidden(number))
            action.toggled.connect(partial(self._choose, number))
        menu.addSeparator()
        again = menu.addAction(translate("ColumnsMenu", "As there is room"))
        again.setEnabled(bool(self._fit.chosen))
        again.triggered.connect(self._forget)
        return menu

    def show_below(self, button: QWidget) -> None:
        """Show the menu below a button."""
        self._popup(button, button.mapToGlobal(QPoint(0, button.height())))

    def _choose(self, number: int, shown: bool) -> None:
        chosen = {**self._fit.chosen, number: shown}
        self._fit.choose(chosen)
        kept = tuple(f"{_SHOWN if shown else _HIDDEN}{self._ids[number]}" for number, shown in sorted(chosen.items()))
        self._state.put(self._key, kept)

    @Slot()
    def _forget(self) -> None:
        self._state.forget(self._key)
        self._fit.choose({})

    @Slot(QPoint)
    def _show_at(self, point: QPoint) -> None:
        header = self._table.horizontalHeader()
        self._popup(header, header.mapToGlobal(point))

    def _popup(self, parent: QWidget, point: QPoint) -> None:
        menu = self.menu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(point)
