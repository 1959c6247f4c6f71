"""Time by number of workers: what an estimate says, between which bounds, and what earlier renders took."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.core.estimates import Estimate, Forecast
from app.ui.controllers.estimate_asking import Answered
from app.ui.formats import number_text
from app.ui.models.estimate_words import basis_text, cost_text, forecast_text, record_text, what_if_text
from app.ui.theme import Theme
from app.ui.widgets.parts import column, label
from app.ui.words import translate

BAND_ALPHA: Final = 110
POINT_PIXELS: Final = 8
MOST_POINTS: Final = 500
SHOWN_TICKS: Final = 8
TOLD_COUNTS: Final = 3
"""So many numbers of workers are told in words, while nobody asks for one."""

Points = Sequence[tuple[int, float]]


class EstimateChart(QWidget):
    """A line for the median, a band from p10 to p90, dots for earlier renders, a dashed line at today's workers.

    One number of workers can be looked at closely: under the pointer, or with the arrow keys.
    """

    looked_at = Signal(object)
    """The `Forecast` that is looked at, or None."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("estimateChart")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Time by number of workers"))
        self.setToolTip(self.tr("Left and Right tell other numbers of workers, Escape all of them."))
        self._theme = theme
        self._forecasts: tuple[Forecast, ...] = ()
        self._present = 0
        self._points: Points = ()
        self._chosen = -1
        self._axes: dict[str, pg.AxisItem] = {"left": _Times("left"), "bottom": _Counts("bottom")}
        self._plot = pg.PlotWidget(axisItems=self._axes)
        self._low, self._middle, self._high = (pg.PlotCurveItem() for _ in range(3))
        self._band = pg.FillBetweenItem(self._low, self._high)
        self._dots = pg.ScatterPlotItem(size=POINT_PIXELS, pxMode=True)
        self._now = pg.InfiniteLine(angle=90, movable=False)
        self._cross = pg.InfiniteLine(angle=90, movable=False)
        self._make_plot()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.addWidget(self._plot)
        theme.changed.connect(self.dress)
        self.dress()

    @property
    def chosen(self) -> Forecast | None:
        """The number of workers that is looked at, with what is said of it."""
        return self._forecasts[self._chosen] if 0 <= self._chosen < len(self._forecasts) else None

    def nearest(self, workers: int) -> Forecast | None:
        """What is said of a number of workers close to that one."""
        place = self._place_of(workers)
        return self._forecasts[place] if place >= 0 else None

    def show_forecasts(self, forecasts: Sequence[Forecast], present: int) -> None:
        """Draw another estimate; `present` workers are there now."""
        before = self.chosen
        self._forecasts, self._present = tuple(forecasts), present
        counts = [one.workers for one in self._forecasts]
        self._chosen = counts.index(before.workers) if before is not None and before.workers in counts else -1
        for curve, seconds in (
            (self._low, [one.seconds.p10 for one in self._forecasts]),
            (self._middle, [one.seconds.p50 for one in self._forecasts]),
            (self._high, [one.seconds.p90 for one in self._forecasts]),
        ):
            curve.setData(counts, [max(0.0, one) for one in seconds])
        self._now.setPos(present)
        self._now.setVisible(present > 0 and bool(counts))
        self._place()

    def show_points(self, points: Points) -> None:
        """Draw what earlier renders took: their numbers of workers, and seconds."""
        self._points = tuple(points)[-MOST_POINTS:]
        self._dots.setData([count for count, _ in self._points], [seconds for _, seconds in self._points])
        self._place()

    def look_at(self, place: int) -> None:
        """Look closely at the forecast at this place; -1: at none."""
        self._chosen = place if 0 <= place < len(self._forecasts) else -1
        self._mark()
        self.looked_at.emit(self.chosen)

    def dress(self) -> None:
        """The theme or the text size is another."""
        color = self._theme.color
        self._plot.setBackground(color("bg.table"))
        size = f"{self._theme.pixels(12)}px"
        for side, text in (("left", self.tr("Time")), ("bottom", self.tr("Workers"))):
            axis = self._axes[side]
            axis.setPen(pg.mkPen(color("border.control")))
            axis.setTextPen(pg.mkPen(color("text.muted")))
            axis.setTickFont(self._theme.font(12))
            axis.setLabel(text, color=color("text.muted").name(), **{"font-size": size})
        edge = pg.mkPen(color("chart.1"), width=1)
        self._low.setPen(edge)
        self._high.setPen(edge)
        band = color("chart.1")
        band.setAlpha(BAND_ALPHA)
        self._band.setBrush(pg.mkBrush(band))
        self._middle.setPen(pg.mkPen(color("chart.line"), width=2))
        self._dots.setPen(pg.mkPen(color("bg.table"), width=1))
        self._dots.setBrush(pg.mkBrush(color("state.attention")))
        self._now.setPen(pg.mkPen(color("text.muted"), width=1, style=Qt.PenStyle.DashLine))
        self._cross.setPen(pg.mkPen(color("accent"), width=2))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Left and Right go through the numbers of workers, Home and End to the first and last; Escape looks away."""
        last = len(self._forecasts) - 1
        near = self._chosen if self._chosen >= 0 else self._place_of(self._present)
        steps = {
            Qt.Key.Key_Left: max(0, near - 1),
            Qt.Key.Key_Right: min(last, near + 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if key in steps and last >= 0:
            self.look_at(steps[key])
        elif key == Qt.Key.Key_Escape and self._chosen >= 0:
            self.look_at(-1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Show where the keys go."""
        super().focusInEvent(event)
        self._mark()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """They go elsewhere now."""
        super().focusOutEvent(event)
        self._mark()

    def _make_plot(self) -> None:
        plot = self._plot.getPlotItem()
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setMouseEnabled(x=False, y=False)
        plot.layout.setContentsMargins(0, 8, 12, 0)
        for item in (self._low, self._high, self._band, self._now, self._cross, self._middle, self._dots):
            plot.addItem(item, ignoreBounds=True)
        self._cross.setVisible(False)
        self._now.setVisible(False)
        plot.scene().sigMouseMoved.connect(self._moved)
        self._plot.setMinimumHeight(140)
        # As high as there is room; its own wish is that of any view of a scene.
        self._plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.setAccessibleName(self.accessibleName())

    def _place(self) -> None:
        """Have everything in sight: from no time at all up to the longest, from the fewest workers to the most."""
        counts = [*(one.workers for one in self._forecasts), *(count for count, _ in self._points)]
        seconds = [*(one.seconds.p90 for one in self._forecasts), *(one for _, one in self._points)]
        if counts:
            plot = self._plot.getPlotItem()
            plot.setXRange(min(counts) - 0.5, max(counts) + 0.5, padding=0)
            plot.setYRange(0.0, max(1.0, *seconds) * 1.08, padding=0)
        self._mark()

    def _mark(self) -> None:
        chosen = self.chosen
        self._cross.setVisible(chosen is not None)
        if chosen is not None:
            self._cross.setPos(chosen.workers)
        ring = self._theme.color("accent") if self.hasFocus() else self._theme.color("border.line")
        self._plot.getPlotItem().vb.setBorder(pg.mkPen(ring, width=2 if self.hasFocus() else 1))

    def _place_of(self, workers: float) -> int:
        places = range(len(self._forecasts))
        return min(places, key=lambda place: abs(self._forecasts[place].workers - workers), default=-1)

    def _moved(self, spot: QPointF) -> None:
        box = self._plot.getPlotItem().vb
        inside = box.sceneBoundingRect().contains(spot)
        place = self._place_of(box.mapSceneToView(spot).x()) if inside else -1
        if place != self._chosen:
            self.look_at(place)


class EstimateView(QWidget):
    """The chart, and below it in words: what is looked at, what it costs, what it rests on, how good it was before."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart = EstimateChart(theme)
        self._estimate: Estimate | None = None
        self._present = 0
        self._has_points = False
        self._said = label(self.tr("Estimating…"), wrap=True)
        self._said.setObjectName("estimate-values")
        self._cost = label("", wrap=True)
        self._basis = label("", "hint", wrap=True)
        self._key = label("", "hint", wrap=True)
        self.setLayout(column(self.chart, self._said, self._cost, self._basis, self._key, gap=4))
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.setStretch(0, 1)
        self.chart.looked_at.connect(self._say)
        self.say(self._said.text())

    @property
    def text(self) -> str:
        """All that is said below the chart."""
        parts = (self._said, self._cost, self._basis, self._key)
        return "\n".join(one.text() for one in parts if not one.isHidden())

    def say(self, text: str) -> None:
        """There is no estimate: why."""
        self._estimate = None
        self._has_points = False
        self.chart.setVisible(False)
        self._say_all(text, "", "", "")

    def show_answer(self, answer: Answered) -> None:
        """Show an estimate."""
        self._estimate, self._present = answer.estimate, answer.present
        self.chart.setVisible(True)
        self.chart.show_forecasts(answer.estimate.forecasts, answer.present)
        self._say()

    def show_points(self, points: Points) -> None:
        """Show what earlier renders of the same films took."""
        self._has_points = bool(points)
        self.chart.show_points(points)
        if self._estimate is not None:
            self._say()

    def set_current(self, *, current: bool) -> None:
        """What is shown may be out of date, or is not."""
        for one in (self._said, self._cost, self._basis, self._key):
            one.setEnabled(current)

    def _say(self, _forecast: object = None) -> None:
        estimate = self._estimate
        if estimate is None:
            return
        chosen = self.chart.chosen
        told = chosen or next((one for one in estimate.forecasts if one.workers == self._present), None)
        said = forecast_text(told) if chosen is not None and told is not None else self._summary(estimate)
        cost = ""
        if chosen is None and told is not None and told.dollars is not None:
            cost = self.tr("Machines: %1").replace("%1", cost_text(told.dollars))
        rests = " · ".join(part for part in (basis_text(estimate), record_text(estimate.record)) if part)
        self._say_all(said, cost, rests, self._key_text())

    def _summary(self, estimate: Estimate) -> str:
        """A few numbers of workers: those that are there, and about twice and three times as many."""
        near = [self.chart.nearest(self._present * factor) for factor in range(1, TOLD_COUNTS + 1)]
        told = {one.workers: one for one in near if one is not None}
        return what_if_text(Estimate(forecasts=tuple(told.values()), basis=estimate.basis))

    def _key_text(self) -> str:
        """What is drawn how."""
        lines = [self.tr("Line: median; band: eight of ten cases")]
        if self._present:
            lines.append(self.tr("dashed: %n workers now", "", self._present))
        if self._has_points:
            lines.append(self.tr("dots: earlier renders, reckoned up to this length"))
        return " · ".join(lines)

    def _say_all(self, said: str, cost: str, basis: str, key: str) -> None:
        for one, text in ((self._said, said), (self._cost, cost), (self._basis, basis), (self._key, key)):
            one.setText(text)
            one.setVisible(bool(text))
        self.chart.setAccessibleDescription(". ".join(text for text in (said, cost, basis, key) if text))


class _Times(pg.AxisItem):  # type: ignore[misc]
    """Durations beside the chart, as people say them."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:  # noqa: N802 - pyqtgraph's
        """The texts of ticks, all in one unit."""
        del scale
        unit, text = _unit_of(spacing)
        return [text.replace("%1", number_text(value / unit, 0 if value % unit == 0 else 1)) for value in values]

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:  # noqa: N802, ARG002
        """Ticks at round seconds, minutes or hours."""
        spaces = (1, 2, 5, 10, 15, 60, 120, 300, 600, 900, 1800, 3600, 7200, 18_000, 36_000, 86_400, 864_000)
        return [(float(next((one for one in spaces if (high - low) / one <= SHOWN_TICKS), spaces[-1])), 0.0)]


class _Counts(pg.AxisItem):  # type: ignore[misc]
    """Whole numbers of workers below the chart."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:  # noqa: N802 - pyqtgraph's
        """The texts of ticks."""
        del scale, spacing
        return [number_text(value) if value >= 1 else "" for value in values]

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:  # noqa: N802, ARG002
        """Ticks at whole numbers, not too many."""
        spaces = (1, 2, 5, 10, 20, 50, 100, 200)
        return [(float(next((one for one in spaces if (high - low) / one <= 2 * SHOWN_TICKS), spaces[-1])), 0.0)]


def _unit_of(spacing: float) -> tuple[int, str]:
    """The seconds of the unit that ticks so far apart are told in, and its text."""
    if spacing < 60:
        return 1, translate("Formats", "%1 s")
    return (60, translate("Formats", "%1 min")) if spacing < 1800 else (3600, translate("Formats", "%1 h"))
