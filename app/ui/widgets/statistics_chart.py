"""The chart of a farm's statistics: stacked bars or lines over time, read under the mouse and by keyboard.

Bars are painted by one item per series; a chart has a few hundred steps at most.
"""

from __future__ import annotations

import math
from datetime import datetime
from typing import Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.farm.statistics_report import DAY, HOUR, MINUTE
from app.ui.formats import clock_time, date_text, number_text
from app.ui.models.statistics_series import ShownChart, ShownSeries, ceiling, summary, values_text
from app.ui.theme import Theme
from app.ui.widgets.elided import ElidedLabel
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.parts import label, row

SMALLEST_HEIGHT: Final = 200
"""Pixels of the chart itself."""

_SPACES: Final = (
    5 * MINUTE,
    10 * MINUTE,
    30 * MINUTE,
    HOUR,
    3 * HOUR,
    6 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    30 * DAY,
    61 * DAY,
)
_TICKS: Final = 8
_COLOURS: Final = 8
_MARK: Final = 12
_NAME_WIDTH: Final = 240
_FEW: Final = 62
"""Of so few steps the points of lines are marked."""


class StatisticsChart(QWidget):
    """Shows one chart. Left and Right, Home and End read its steps; `faded` greys what may be out of date."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statisticsChart")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._theme = theme
        self._chart: ShownChart | None = None
        self._place: int | None = None
        self._faded = False
        self._times = _Times("bottom")
        self._axes: dict[str, pg.AxisItem] = {"left": _Numbers("left"), "bottom": self._times}
        self._plot = _Plot(axisItems=self._axes)
        self._items: list[pg.GraphicsObject] = []
        self._cross = pg.InfiniteLine(angle=90, movable=False)
        self._said = label("", "hint", wrap=True)
        self._said.setObjectName("statistics-values")
        self._said.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        self._legend = Legend(theme)
        self._make_plot()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(4)
        layout.addWidget(self._plot, 1)
        layout.addWidget(self._legend)
        layout.addWidget(self._said)
        theme.changed.connect(self.dress)
        self.dress()

    @property
    def place(self) -> int | None:
        """The step that is read now."""
        return self._place

    def show_chart(self, chart: ShownChart) -> None:
        """Draw another chart, or another state of it."""
        before = self._chart
        self._chart = chart
        if before is None or (before.kind, before.times) != (chart.kind, chart.times):
            self._place = None
        self._draw()

    def fade(self, *, faded: bool) -> None:
        """Grey what may be out of date."""
        if self._faded != faded:
            self._faded = faded
            self._draw()

    def read(self, place: int | None) -> None:
        """Say the values of a step; None: what there is to say of all of them."""
        chart = self._chart
        if chart is None or not chart.times:
            return
        self._place = None if place is None else min(max(0, place), len(chart.times) - 1)
        self._cross.setVisible(self._place is not None)
        if self._place is not None:
            self._cross.setPos(chart.times[self._place] + chart.step / 2)
        text = summary(chart) if self._place is None else values_text(chart, self._place)
        self._said.setText(text)
        self._said.setAccessibleName(text)
        self.setAccessibleDescription(text)

    def dress(self) -> None:
        """The theme or the text size is another."""
        color = self._theme.color
        self._plot.setBackground(color("bg.table"))
        self._plot.setMinimumHeight(self._theme.pixels(SMALLEST_HEIGHT))
        # Room for two lines, so that the chart does not jump while it is read.
        self._said.setMinimumHeight(2 * QFontMetrics(self._theme.font(12)).lineSpacing())
        for axis in self._axes.values():
            axis.setPen(pg.mkPen(color("border.control")))
            axis.setTextPen(pg.mkPen(color("text.muted")))
            axis.setTickFont(self._theme.font(12))
            axis.setStyle(tickLength=4)
        self._cross.setPen(pg.mkPen(color("accent"), width=1))
        self._draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Go from step to step; Escape lets go."""
        if self._chart is None or not self._chart.times:
            super().keyPressEvent(event)
            return
        last = len(self._chart.times) - 1
        here = self._place
        places = {
            Qt.Key.Key_Left.value: last if here is None else here - 1,
            Qt.Key.Key_Right.value: 0 if here is None else here + 1,
            Qt.Key.Key_Home.value: 0,
            Qt.Key.Key_End.value: last,
        }
        if event.key() in places:
            self.read(places[event.key()])
        elif event.key() == Qt.Key.Key_Escape and here is not None:
            self.read(None)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Show that keys go here."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Keys go elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The ring of the focus."""
        if self.hasFocus():
            with QPainter(self) as painter:
                painter.setPen(pg.mkPen(self._theme.color("accent"), width=2))
                painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _make_plot(self) -> None:
        plot = self._plot.getPlotItem()
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setMouseEnabled(x=False, y=False)
        plot.layout.setContentsMargins(0, 8, 8, 0)
        plot.addItem(self._cross, ignoreBounds=True)
        self._cross.setVisible(False)
        self._cross.setZValue(10)
        plot.scene().sigMouseMoved.connect(self._moved)
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.setAttribute(Qt.WidgetAttribute.WA_MouseTracking)

    def _draw(self) -> None:
        chart = self._chart
        if chart is None or not chart.times:
            return
        plot = self._plot.getPlotItem()
        for item in self._items:
            plot.removeItem(item)
        colours = [self._colour(number, one) for number, one in enumerate(chart.series)]
        self._items = self._lines(chart, colours) if chart.lines else self._bars(chart, colours)
        for item in self._items:
            plot.addItem(item, ignoreBounds=True)
        self._times.step = chart.step
        plot.setXRange(chart.times[0], chart.times[-1] + chart.step, padding=0)
        plot.setYRange(0.0, ceiling(chart), padding=0.02 if chart.lines else 0)
        size = f"{self._theme.pixels(12)}px"
        self._axes["left"].setLabel(chart.axis, color=self._theme.color("text.muted").name(), **{"font-size": size})
        self._legend.show_names([one.name for one in chart.series], colours, lines=chart.lines)
        self.setAccessibleName(chart.axis)
        self.read(self._place)

    def _bars(self, chart: ShownChart, colours: list[QColor]) -> list[pg.GraphicsObject]:
        times = np.array(chart.times)
        below = np.zeros(len(times))
        ground = self._theme.color("bg.table")
        # A line between bars, and areas of bars, where they are wide enough for one.
        pen = pg.mkPen(ground, width=1) if len(times) <= _FEW else pg.mkPen(None)
        made = []
        for one, colour in zip(chart.series, colours, strict=True):
            heights = np.array([value or 0.0 for value in one.values])
            there = heights > 0
            made.append(
                pg.BarGraphItem(
                    x0=times[there], width=chart.step, y0=below[there], height=heights[there], brush=colour, pen=pen
                )
            )
            below += heights
        return made

    def _lines(self, chart: ShownChart, colours: list[QColor]) -> list[pg.GraphicsObject]:
        times = np.array(chart.times) + chart.step / 2
        made: list[pg.GraphicsObject] = []
        for number, (one, colour) in enumerate(zip(chart.series, colours, strict=True)):
            values = np.array([np.nan if value is None else value for value in one.values])
            style = Qt.PenStyle.DashLine if number else Qt.PenStyle.SolidLine
            curve = pg.PlotCurveItem(times, values, connect="finite", pen=pg.mkPen(colour, width=2, style=style))
            made.append(curve)
            known = np.isfinite(values)
            if len(times) <= _FEW or not (known[1:] & known[:-1]).any():
                shape = "s" if number else "o"
                spots = pg.ScatterPlotItem(
                    times[known], values[known], size=6, symbol=shape, brush=colour, pen=pg.mkPen(None)
                )
                made.append(spots)
        return made

    def _colour(self, number: int, one: ShownSeries) -> QColor:
        if self._faded:
            # In steps of grey, so that areas can still be told apart.
            grey = QColor(self._theme.color("text.disabled"))
            grey.setAlphaF(1.0 - 0.09 * min(number, _COLOURS))
            return grey
        if self._chart is not None and self._chart.lines:
            return self._theme.color("chart.1" if number == 0 else "chart.line")
        return self._theme.color("border.control" if one.is_rest and number else f"chart.{number % _COLOURS + 1}")

    def _moved(self, spot: QPointF) -> None:
        box, chart = self._plot.getPlotItem().vb, self._chart
        if chart is None or not chart.times:
            return
        if not box.sceneBoundingRect().contains(spot):
            if not self.hasFocus():
                self.read(None)
            return
        self.read(math.floor((box.mapSceneToView(spot).x() - chart.times[0]) / chart.step))


class Legend(QWidget):
    """Names beside their colours, in the order of the bars from the bottom up."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._flow = FlowLayout(self, gap=12)

    def show_names(self, names: list[str], colours: list[QColor], *, lines: bool) -> None:
        """Show other names."""
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for number, (name, colour) in enumerate(zip(names, colours, strict=True)):
            entry = QWidget()
            mark = label("")
            mark.setPixmap(_mark(colour, self.devicePixelRatioF(), dashed=lines and number > 0, line=lines))
            text = ElidedLabel(name, "hint")
            text.setMaximumWidth(self._theme.pixels(_NAME_WIDTH))
            entry.setLayout(row(mark, text, gap=4))
            self._flow.addWidget(entry)
        self.setVisible(bool(names))
        self.updateGeometry()


class _Plot(pg.PlotWidget):  # type: ignore[misc]
    """As high as there is room for: it does not ask for more than it needs."""

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """No more than at least."""
        return QSize(2 * self.minimumHeight(), self.minimumHeight())


class _Numbers(pg.AxisItem):  # type: ignore[misc]
    """Numbers with the language's separators."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:  # noqa: N802 - pyqtgraph's
        """The texts of ticks."""
        decimals = 0 if spacing >= 1 else min(3, math.ceil(-math.log10(spacing)))
        return [number_text(value * scale, decimals) for value in values]


class _Times(pg.AxisItem):  # type: ignore[misc]
    """Times of day or dates below the chart, in the language of the window. `step` is that of the chart."""

    step: int = HOUR

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:  # noqa: N802 - pyqtgraph's
        """The texts of ticks."""
        del scale
        return [clock_time(value) if spacing < DAY else date_text(value) for value in values]

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:  # noqa: N802
        """Ticks at whole hours and days of the local time; where a step is a day, in its middle."""
        most = max(2, min(_TICKS, int(size // 110)))
        spaces = [one for one in _SPACES if one >= DAY or self.step < DAY]
        space = next((one for one in spaces if (high - low) / one <= most), spaces[-1])
        if self.step >= DAY:
            return [(float(space), (low + DAY / 2) % space)]
        local = datetime.fromtimestamp(low).astimezone().utcoffset()
        return [(float(space), -(local.total_seconds() if local is not None else 0.0) % space)]


def _mark(colour: QColor, ratio: float, *, dashed: bool, line: bool) -> QPixmap:
    """A square of a colour, or a piece of a line."""
    made = QPixmap(QSize(_MARK, _MARK) * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        if line:
            style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
            painter.setPen(pg.mkPen(colour, width=2, style=style))
            painter.drawLine(0, _MARK // 2, _MARK, _MARK // 2)
        else:
            painter.fillRect(0, 0, _MARK, _MARK, colour)
    return made
