"""What was decided about the farm's machines, the newest first: when, by whom or by which rule, what, why, what end."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication, QHideEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QCheckBox, QMenu, QStackedLayout, QTableView, QWidget

from app.core.fleet import Activity
from app.ui.controllers.farm_fleet import FarmFleet
from app.ui.formats import amount_text, clock_time, number_text
from app.ui.icons import Icons
from app.ui.models.activity_model import COLUMNS, ActivityModel, line_text
from app.ui.models.activity_words import outcome_word
from app.ui.services import Services
from app.ui.theme import Theme
from app.ui.widgets.column_fit import PADDING, ColumnFit
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.parts import button, column, label
from app.ui.widgets.queue_filter import TYPED_MILLISECONDS, FilterBox
from app.ui.widgets.row_delegate import ICON, Cell, RowDelegate
from app.ui.widgets.whole_rows import make_rows_whole

LEAST_WIDTH: Final = 240
LEAST_HEIGHT: Final = 96
TIME_MILLISECONDS: Final = 30_000
"""How often the words for how long ago it was are looked at again."""

_BOX_WIDTH: Final = 160
_IDS: Final = tuple(one.id for one in COLUMNS)


class ActivityPanel(QWidget):
    """A view of `FarmFleet.activities`."""

    def __init__(self, services: Services, fleet: FarmFleet) -> None:
        super().__init__()
        self.setObjectName("activity-panel")
        self._services, self._fleet = services, fleet
        self.model = ActivityModel(self)
        self.table = ActivityTable(self.model, services.theme, services.icons)
        self._box = FilterBox()
        self._box.setObjectName("activity-filter")
        self._box.setClearButtonEnabled(True)
        self._box.setPlaceholderText(self.tr("Filter activities"))
        self._box.setAccessibleName(self.tr("Filter activities"))
        self._box.setToolTip(self.tr("All words must be found; -word must not."))
        self._box.setMinimumWidth(services.theme.pixels(_BOX_WIDTH))
        self._problems = QCheckBox(self.tr("Only problems"))
        self._problems.setObjectName("activity-problems")
        self._problems.setToolTip(self.tr("What went wrong, and what could not be done"))
        self._copy = button(self.tr("Copy"), self.copy_chosen, name="activity-copy")
        self._count = label("", "hint")
        self._count.setObjectName("activity-count")
        self._as_of = label("", "hint", wrap=True)
        self._empty = EmptyState("")
        self._clear = button(self.tr("Clear filter"), self._clear_filter, name="activity-clear")
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(TYPED_MILLISECONDS)
        self._typed.timeout.connect(self._filter)
        self._ticks = QTimer(self)
        self._ticks.setInterval(TIME_MILLISECONDS)
        self._ticks.timeout.connect(self.model.pass_time)
        self._lay_out()
        self._box.textChanged.connect(lambda _text: self._typed.start())
        self._box.left.connect(self.table.setFocus)
        self._problems.toggled.connect(lambda _on: self._filter())
        self.table.copy_wanted.connect(self.copy_chosen)
        self.table.selectionModel().selectionChanged.connect(self._offer)
        self.model.modelReset.connect(self._offer)
        fleet.changed.connect(self.show_now)
        self.show_now()

    def show_now(self) -> None:
        """Show what was seen last."""
        farm = self._services.farm
        self.model.show(self._fleet.activities)
        lost = farm.link.error is not None
        self.table.fade(faded=lost)
        as_of = self.tr("The farm does not answer. What you see is as of %1.")
        at = self._fleet.now.as_of if self._fleet.now is not None else farm.link.heard
        self._as_of.setText(as_of.replace("%1", clock_time(at)))
        self._as_of.setVisible(lost and bool(self._fleet.activities))
        self._say()

    def copy_chosen(self) -> None:
        """Copy the chosen activities, one a line."""
        chosen = self.table.chosen()
        QGuiApplication.clipboard().setText("\n".join(line_text(one) for one in chosen))
        self._services.notices.say(self.tr("%n line(s) were copied.", "", len(chosen)))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """It scrolls, so it asks for no more height than it needs: what is around it is to stay in sight."""
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """No: whatever is in it, it fits into the height that there is."""
        return False

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Somebody looks."""
        super().showEvent(event)
        self.model.pass_time()
        self._ticks.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nobody does any more."""
        super().hideEvent(event)
        self._ticks.stop()

    def _lay_out(self) -> None:
        head = QWidget()
        flow = FlowLayout(head, gap=8)
        for part in (self._box, self._problems, self._copy, self._clear, self._count):
            flow.addWidget(part)
        self._places = QStackedLayout()
        self._places.addWidget(self.table)
        self._places.addWidget(self._empty)
        layout = column(head, self._as_of, gap=8, margin=12)
        layout.addLayout(self._places, 1)
        self.setLayout(layout)
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)

    def _filter(self) -> None:
        self.model.set_filter(self._box.text(), problems=self._problems.isChecked())
        self._say()

    def _clear_filter(self) -> None:
        self._box.clear()
        self._problems.setChecked(False)
        self._filter()

    def _say(self) -> None:
        """How many there are; where there are none, why."""
        shown, total = self.model.rowCount(), self.model.total
        is_filtered = bool(self._box.text().strip()) or self._problems.isChecked()
        self._count.setText(amount_text(shown, total) if is_filtered else number_text(total))
        self._count.setAccessibleName(self.tr("%n activities are shown", "", shown))
        self._count.setVisible(bool(total))
        self._clear.setVisible(is_filtered)
        self._places.setCurrentIndex(0 if shown else 1)
        if not shown:
            self._empty.say(*self._why_none(total))
        self._offer()

    def _why_none(self, total: int) -> tuple[str, str]:
        farm, part = self._services.farm, self._fleet.now
        if total:
            return self.tr("No activity matches the filter."), ""
        if farm.is_here:
            return self.tr("You render on this computer."), self.tr("Connect a farm to use more machines.")
        if farm.link.error is not None:
            return self.tr("The farm does not answer."), ""
        if part is None:
            return self.tr("Looking at what was decided…"), ""
        hint = self.tr("When machines are started or stopped, it says here by whom, why, and with what end.")
        return self.tr("Nothing was decided yet."), hint

    def _offer(self, *_changed: object) -> None:
        some = bool(self.table.selectionModel().hasSelection())
        self._copy.setEnabled(some)
        self._copy.setToolTip("" if some else self.tr("Choose activities in the table first."))


class ActivityTable(QTableView):
    """A row per activity. Whoever has scrolled down goes on seeing the same rows when new ones come in above."""

    copy_wanted = Signal()

    def __init__(self, model: ActivityModel, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._activities = theme, model
        self.setObjectName("activityTable")
        self.setAccessibleName(self.tr("Activities"))
        self._delegate = RowDelegate(self._cell, theme, icons, self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        make_rows_whole(self)
        header = self.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionsMovable(True)
        header.setSectionsClickable(False)
        beside = {_IDS.index("outcome"): icons.pixels(ICON) + PADDING}
        self._fit = ColumnFit(self, theme, [one.width for one in COLUMNS], beside)
        copy = QAction(self.tr("Copy"), self)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self.copy_wanted)
        self.addAction(copy)
        model.rowsInserted.connect(self._stay)
        theme.changed.connect(self.dress)
        self.dress()

    def dress(self) -> None:
        """The theme or the text size is another."""
        self._delegate.dress()
        self.verticalHeader().setDefaultSectionSize(self._delegate.row_height())
        self._fit.dress()
        self.viewport().update()

    def fade(self, *, faded: bool) -> None:
        """Grey what may be out of date."""
        if self._delegate.faded != faded:
            self._delegate.faded = faded
            self.viewport().update()

    def chosen(self) -> tuple[Activity, ...]:
        """The chosen activities, from top to bottom."""
        places = sorted(one.row() for one in self.selectionModel().selectedRows())
        rows = (self._activities.row(place) for place in places)
        return tuple(one for one in rows if one is not None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """What can be done with the chosen activities."""
        self._menu(event.globalPos())

    def _menu(self, point: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        action = menu.addAction(self.tr("Copy"))
        action.setEnabled(self.selectionModel().hasSelection())
        action.triggered.connect(self.copy_wanted)
        menu.popup(point)

    def _stay(self, _parent: QModelIndex, first: int, last: int) -> None:
        """The rows that are seen stay where they are."""
        bar, height = self.verticalScrollBar(), self.verticalHeader().defaultSectionSize()
        if bar.value() > 0 and first * height <= bar.value():
            # The bar does not know of the new rows before the next layout.
            self.updateGeometries()
            bar.setValue(bar.value() + (last - first + 1) * height)

    def _cell(self, place: int, number: int) -> Cell | None:
        one = self._activities.row(place)
        if one is None:
            return None
        text = self._activities.text(one, _IDS[number]).replace("\n", " ")
        return Cell(text, state=outcome_word(one) if _IDS[number] == "outcome" else None)
