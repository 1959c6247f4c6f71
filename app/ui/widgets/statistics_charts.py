"""The one chart of a farm's statistics, with the choice of what it shows."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QButtonGroup, QPushButton, QVBoxLayout, QWidget

from app.farm.statistics_report import StatsReport
from app.ui.models.statistics_series import CHART_TITLES, StatsChart, shown_chart
from app.ui.theme import Theme
from app.ui.widgets.parts import button, label, row
from app.ui.widgets.statistics_chart import StatisticsChart
from app.ui.words import translate


class StatisticsCharts(QWidget):
    """Frames first."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart = StatisticsChart(theme)
        self._kind = StatsChart.FRAMES
        self._report: StatsReport | None = None
        self._kinds = QButtonGroup(self)
        self._choices: dict[StatsChart, QPushButton] = {}
        head = row(label(self.tr("Over time"), "strong"))
        head.addStretch(1)
        for kind, title in CHART_TITLES.items():
            one = button(translate("Statistics", title), partial(self.show_kind, kind), name=f"stats-chart-{kind}")
            one.setCheckable(True)
            one.setChecked(kind is self._kind)
            self._kinds.addButton(one)
            self._choices[kind] = one
            head.addWidget(one)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.chart, 1)

    def show_report(self, report: StatsReport) -> None:
        """Draw another report, unless it is the same."""
        if report is not self._report:
            self._report = report
            self.chart.show_chart(shown_chart(report, self._kind))

    def show_kind(self, kind: StatsChart) -> None:
        """Draw something else of the report."""
        self._kind = kind
        self._choices[kind].setChecked(True)
        if self._report is not None:
            self.chart.show_chart(shown_chart(self._report, kind))

    def tab_order(self) -> tuple[QWidget, ...]:
        """The parts that keys go to, in reading order."""
        return (*self._choices.values(), self.chart)

    def fade(self, *, faded: bool) -> None:
        """Grey what may be out of date."""
        self.chart.fade(faded=faded)
