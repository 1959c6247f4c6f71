"""What a farm, or this computer, has done: tiles, a chart and a table over a span of time."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QGridLayout, QMenu, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from app.core.errors import ErrorInfo
from app.farm.statistics_report import StatsReport
from app.ui.controllers.farm import FarmState
from app.ui.controllers.farm_statistics import FarmStatistics, StatsState
from app.ui.formats import clock_time, number_text
from app.ui.models.statistics_table import StatisticsModel
from app.ui.models.statistics_words import TILES, notes, span_name, tile_words
from app.ui.services import Services
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.error_card import ErrorCard
from app.ui.widgets.parts import button, label, row
from app.ui.widgets.queue_filter import TYPED_MILLISECONDS, FilterBox
from app.ui.widgets.statistics_choice import StatisticsChoice
from app.ui.widgets.statistics_view import StatisticsTable
from app.ui.widgets.tile import Tile
from app.ui.words import translate

if TYPE_CHECKING:
    from app.ui.widgets.statistics_charts import StatisticsCharts

WIDE_FROM: Final = 1500
"""From this width on, at a text size of 100 %, all tiles are in one row."""

TABLE_ROWS: Final = 8
"""The table is never lower than so many rows."""


def bring_in_charts() -> None:
    """Import what draws charts, most of a second's work; in a background thread."""
    importlib.import_module("app.ui.widgets.statistics_charts")


class StatisticsPanel(QWidget):
    """Asks and draws only while it is in sight."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statistics")
        self._services = services
        self.controller = FarmStatistics(services, bring_in_charts, self)
        self._choice = StatisticsChoice(self.controller)
        self._lost, self._refused = ErrorCard(), ErrorCard(closable=True)
        self._span = label("", "strong", wrap=True)
        self._as_of = label("", "hint")
        self._notes = label("", "hint", wrap=True)
        self._tiles = {key: Tile(translate("Statistics", title)) for key, title in TILES.items()}
        self._grid = QGridLayout()
        self._across = 0
        self._charts: StatisticsCharts | None = None
        self._chart_place = QVBoxLayout()
        self.model = StatisticsModel(self)
        self.table = StatisticsTable(self.model, services.theme)
        self._count = label("", "hint")
        self._filter = FilterBox()
        self._typed = QTimer(self)
        self._copy = button(self.tr("Copy"), self._copy_rows, name="stats-copy")
        self._export = button(self.tr("Export CSV…"), self._ask_where, name="stats-export")
        self._shown: StatsReport | None = None
        self._quiet = EmptyState(self.tr("Asking for the statistics…"))
        self._empty = EmptyState("", "", [(self.tr("Show a year"), partial(self.controller.choose, "year"))])
        self._places = QStackedLayout()
        self._make_filter()
        self._lay_out()
        self.table.menu_wanted.connect(self._menu)
        self.table.copy_wanted.connect(self._copy_rows)
        self.controller.changed.connect(self.show_now)
        self.controller.exported.connect(self._exported)
        self.controller.failed.connect(self._refused.show_error)
        services.theme.changed.connect(self._dress)
        self._dress()
        self.show_now()

    def show_now(self) -> None:
        """Show what the farm told."""
        report = self.controller.report
        self._say_state()
        if report is self._shown:
            return
        self._shown = report
        self.model.show(report)
        self._count_rows()
        if report is None:
            return
        self._span.setText(span_name(report))
        self._as_of.setText(self.tr("As of %1").replace("%1", clock_time(self.controller.as_of)))
        found = notes(report)
        self._notes.setText(" ".join(found))
        self._notes.setVisible(bool(found))
        for key, words in tile_words(report).items():
            self._tiles[key].say(words.number, f"{words.sentence}\n{words.compared}")
            self._tiles[key].setToolTip(words.hint)
        if not report.is_empty:
            self._chart().show_report(report)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Somebody looks."""
        super().showEvent(event)
        self.controller.watch()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nobody looks any more."""
        super().hideEvent(event)
        self.controller.unwatch()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Tiles go beside each other as far as there is room."""
        super().resizeEvent(event)
        self._place_tiles()

    def _chart(self) -> StatisticsCharts:
        """The charts, which bring in what draws them with the first figures."""
        if self._charts is None:
            from app.ui.widgets.statistics_charts import StatisticsCharts

            self._charts = StatisticsCharts(self._services.theme)
            self._chart_place.addWidget(self._charts)
            self._charts.fade(faded=self._services.farm.link.error is not None)
            after = (self._filter, self._copy, self._export, self.table)
            # In reading order, though the charts came last.
            for one, following in pairwise((self._choice.last, *self._charts.tab_order(), *after)):
                QWidget.setTabOrder(one, following)
        return self._charts

    def _make_filter(self) -> None:
        self._filter.setObjectName("stats-filter")
        self._filter.setClearButtonEnabled(True)
        self._filter.setPlaceholderText(self.tr("Filter names"))
        self._filter.setAccessibleName(self.tr("Filter names"))
        self._filter.setToolTip(self.tr("Names with all of these words are shown."))
        self._typed.setSingleShot(True)
        self._typed.setInterval(TYPED_MILLISECONDS)
        self._typed.timeout.connect(self._apply_filter)
        self._filter.textChanged.connect(lambda _text: self._typed.start())
        self._filter.left.connect(self.table.setFocus)

    def _lay_out(self) -> None:
        self._grid.setSpacing(8)
        told = row(self._span, self._as_of, gap=12)
        told.setStretch(0, 1)
        head = row(self._filter, self._count, self._copy, self._export)
        head.insertStretch(2, 1)
        inside = QWidget()
        content = QVBoxLayout(inside)
        content.setContentsMargins(12, 0, 12, 12)
        content.setSpacing(8)
        content.addLayout(told)
        content.addWidget(self._notes)
        content.addLayout(self._grid)
        content.addLayout(self._chart_place, 1)
        content.addLayout(head)
        content.addWidget(self.table, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        for place in (self._quiet, self._empty, scroll):
            self._places.addWidget(place)
        above = QVBoxLayout()
        above.setContentsMargins(12, 8, 12, 0)
        above.setSpacing(8)
        for part in (self._choice, self._lost, self._refused):
            above.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(above)
        layout.addLayout(self._places, 1)

    def _dress(self) -> None:
        self._filter.setMinimumWidth(self._services.theme.pixels(220))
        header = self.table.horizontalHeader().sizeHint().height()
        rows = min(TABLE_ROWS, max(3, self.model.rowCount()))
        self.table.setMinimumHeight(header + rows * self.table.verticalHeader().defaultSectionSize() + 4)
        self._place_tiles()

    def _place_tiles(self) -> None:
        across = 8 if self.width() >= self._services.theme.pixels(WIDE_FROM) else 4
        if across == self._across:
            return
        self._across = across
        for tile in self._tiles.values():
            self._grid.removeWidget(tile)
        for number in range(8):
            self._grid.setColumnStretch(number, 1 if number < across else 0)
        for number, tile in enumerate(self._tiles.values()):
            self._grid.addWidget(tile, number // across, number % across)

    def _say_state(self) -> None:
        farm, found = self._services.farm, self.controller
        lost, report = farm.link.error, found.report
        if lost is not None:
            as_of = self.tr("What is shown is as of %1.").replace("%1", clock_time(found.as_of))
            cause = f"{lost.cause} {as_of}" if report is not None else lost.cause
            told = ErrorInfo(kind=lost.kind, title=lost.title, cause=cause, next_step=lost.next_step)
            self._complain(told, self.tr("Try now"), farm.link.try_now)
        elif found.state is StatsState.REFUSED and found.error is not None:
            again = farm.ensure_started if farm.state is FarmState.FAILED else found.refresh
            self._complain(found.error, self.tr("Try again"), again)
        else:
            self._lost.clear()
        # What is shown is all that there is: something else cannot be had now.
        self._choice.hold(self.tr("The farm does not answer. What you see is not up to date.") if lost else "")
        self._fade(faded=lost is not None or found.state is StatsState.REFUSED)
        if report is not None and not report.is_empty:
            self._places.setCurrentIndex(2)
        elif report is not None:
            text = self.tr("No films were finished in this span.")
            hint = self.tr("Choose a longer span, or queue films: their frames are counted as they are drawn.")
            hint = " ".join((*notes(report), hint))
            place = 0 if found.range == "year" else 1
            (self._empty if place else self._quiet).say(text, hint)
            self._places.setCurrentIndex(place)
        else:
            self._quiet.say(*self._why_nothing())
            self._places.setCurrentIndex(0)

    def _complain(self, error: ErrorInfo, verb: str, run: Callable[[], object]) -> None:
        # Not anew with every second of a countdown, which would take the keys away from the button.
        if error != self._lost.error:
            self._lost.show_error(error, [(verb, run)], level="warn")

    def _why_nothing(self) -> tuple[str, str]:
        """Why there is nothing to see, and what to do."""
        if self._services.farm.link.error is not None or self.controller.state is StatsState.REFUSED:
            return self.tr("There are no statistics to show."), ""
        if self.controller.state is StatsState.NOTHING:
            text = self.tr("Nothing was rendered on this computer yet.")
            return text, self.tr("Queue a film: its frames are counted as they are drawn.")
        return self.tr("Asking for the statistics…"), ""

    def _fade(self, *, faded: bool) -> None:
        for tile in self._tiles.values():
            tile.setEnabled(not faded)
        self.table.fade(faded=faded)
        if self._charts is not None:
            self._charts.fade(faded=faded)

    def _count_rows(self) -> None:
        shown, total = self.model.count, self.model.total
        text = self.tr("%n row(s)", "", total)
        if shown != total:
            text = self.tr("%1 of %n row(s)", "", total).replace("%1", number_text(shown))
        self._count.setText(text)
        why = "" if shown else self.tr("There is no row to take.")
        for one in (self._copy, self._export):
            one.setEnabled(not why)
            one.setToolTip(why)
        if not why:
            self._copy.setToolTip(self.tr("Copies the chosen rows, or all of them."))
        self._dress()

    def _apply_filter(self) -> None:
        self.model.filter(self._filter.text())
        self._count_rows()

    def _copy_rows(self) -> None:
        chosen = self.table.chosen()
        lines = self.model.texts(chosen or None)
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines))
        self._services.notices.say(self.tr("%n row(s) were copied.", "", len(lines) - 1))

    def _ask_where(self) -> None:
        report = self.controller.report
        if report is None:
            return
        dialog = QFileDialog(self, self.tr("Export CSV"))
        dialog.setObjectName("statsExport")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("Tables (*.csv)"))
        dialog.setDefaultSuffix("csv")
        dialog.selectFile(self.tr("statistics") + ".csv")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # What was seen when the dialog was opened, whatever the farm tells meanwhile.
        table = self.model.figures()
        dialog.fileSelected.connect(lambda chosen: self.controller.export(Path(chosen), table))
        dialog.open()

    def _exported(self, path: Path) -> None:
        shown = partial(self._services.navigator.folder_wanted.emit, path)
        text = self.tr("The table was written to %1.").replace("%1", str(path))
        self._services.notices.say(text, shown, verb=self.tr("Show in folder"))

    def _menu(self, point: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for one in (self._copy, self._export):
            action = menu.addAction(one.text())
            action.setEnabled(one.isEnabled())
            action.setToolTip(one.toolTip())
            action.triggered.connect(one.click)
        menu.popup(point)
