"""The throughput of a farm: frames per minute of each worker, stacked, and the frames that wait, on one axis of time.

The stack is painted as one picture, a column of pixels at a time by numpy: fifty areas of a day's minutes as polygons
take many times as long.
"""

from __future__ import annotations

import math
import time
from datetime import datetime
from functools import partial
from typing import Final

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.ui.controllers.farm_link import FarmLink
from app.ui.controllers.farm_workers import FarmWorkers
from app.ui.formats import clock_time, number_text
from app.ui.models.throughput import Throughput, ThroughputSource
from app.ui.theme import Theme
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.parts import button, label, row
from app.ui.widgets.tall_area import TallArea
from app.ui.words import translate, worker_name

RANGES: Final = (15, 60, 360, 1440)
"""Minutes that people can choose to see."""

COLOURS: Final = 6
NAMED: Final = 6
"""So many workers are named with their values under the mouse; the rest is summed up."""

FADED: Final = 0.4
"""How much is seen of what may be out of date: 0 (nothing) to 1."""

LEAST_HEIGHT: Final = 140
"""Pixels below which a chart is scrolled to and not made smaller."""

_HEIGHT: Final = 360
"""Rows of the stack's picture; what there is of the screen is about that."""

Colours = npt.NDArray[np.uint32]


class ThroughputChart(QWidget):
    """`show_now` draws what `source` has, unless it is paused. `fade` greys what may be out of date."""

    minutes_changed = Signal(int)

    def __init__(self, source: ThroughputSource, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("throughput")
        self._source, self._theme = source, theme
        self._minutes = RANGES[1]
        self._shown: Throughput | None = None
        self._axes: dict[str, pg.AxisItem] = {side: _Numbers(side) for side in ("left", "right")}
        self._axes["bottom"] = _Clock("bottom")
        self._plot = pg.PlotWidget(axisItems=self._axes)
        self._stack = _Stack()
        self._waiting_box = pg.ViewBox(enableMenu=False)
        self._waiting = pg.PlotCurveItem()
        self._cross = pg.InfiniteLine(angle=90, movable=False)
        self._said = label("", "hint", wrap=True)
        self._said.setObjectName("throughput-values")
        self._ranges = QButtonGroup(self)
        self._choices: dict[int, QPushButton] = {}
        self._pause = button("", None, name="pause-chart")
        self._make_plot()
        self._lay_out()
        theme.changed.connect(self.dress)
        self.dress()

    @property
    def paused(self) -> bool:
        """Whether the picture stays as it is."""
        return self._pause.isChecked()

    @property
    def minutes(self) -> int:
        """The range that is shown."""
        return self._minutes

    def set_minutes(self, minutes: int) -> None:
        """Show another range."""
        self._minutes = minutes
        self._choices[minutes].setChecked(True)
        self.show_now(anew=True)
        self.minutes_changed.emit(minutes)

    def show_now(self, *, anew: bool = False) -> None:
        """Draw what there is."""
        if self.paused and not anew:
            return
        self._draw(self._source.between(time.time(), self._minutes))

    def fade(self, *, faded: bool) -> None:
        """Grey what may be out of date."""
        for one in (self._stack, self._waiting):
            one.setOpacity(FADED if faded else 1.0)

    def dress(self) -> None:
        """The theme or the text size is another."""
        color = self._theme.color
        self._plot.setBackground(color("bg.table"))
        for axis in self._axes.values():
            axis.setPen(pg.mkPen(color("border.control")))
            axis.setTextPen(pg.mkPen(color("text.muted")))
            axis.setTickFont(self._theme.font(12))
        for side, text in (("left", self.tr("Frames per minute")), ("right", self.tr("Frames waiting"))):
            size = f"{self._theme.pixels(12)}px"
            self._axes[side].setLabel(text, color=color("text.muted").name(), **{"font-size": size})
        self._waiting.setPen(pg.mkPen(color("chart.line"), width=2))
        # So that it is seen on every area.
        self._waiting.setShadowPen(pg.mkPen(color("bg.table"), width=5))
        self._cross.setPen(pg.mkPen(color("accent"), width=1))
        self._lookup = lookup(self._theme)
        if self._shown is not None:
            self._draw(self._shown)

    def values_at(self, moment: float) -> str:
        """What was at a time (seconds since the epoch), as a line of text; empty outside of what is shown."""
        shown = self._shown
        if shown is None:
            return ""
        step = math.floor((moment - shown.start) / shown.step)
        if not 0 <= step < shown.rates.shape[1]:
            return ""
        return values_text(shown, step)

    def _make_plot(self) -> None:
        plot = self._plot.getPlotItem()
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setMouseEnabled(x=False, y=False)
        plot.showAxis("right")
        plot.addItem(self._stack)
        plot.layout.setContentsMargins(0, 8, 0, 0)
        plot.scene().addItem(self._waiting_box)
        plot.getAxis("right").linkToView(self._waiting_box)
        self._waiting_box.setXLink(plot)
        self._waiting_box.setZValue(10)
        self._waiting_box.addItem(self._waiting)
        self._waiting_box.setMouseEnabled(x=False, y=False)
        plot.addItem(self._cross, ignoreBounds=True)
        self._cross.setVisible(False)
        plot.vb.sigResized.connect(self._place_waiting)
        plot.scene().sigMouseMoved.connect(self._moved)
        self._plot.setMinimumHeight(LEAST_HEIGHT)
        # As high as there is room; its own wish is that of any view of a scene.
        self._plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._plot.setAccessibleName(self.tr("Throughput"))
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _lay_out(self) -> None:
        texts = (self.tr("15 min"), self.tr("1 h"), self.tr("6 h"), self.tr("24 h"))
        for minutes, text in zip(RANGES, texts, strict=True):
            one = button(text, partial(self.set_minutes, minutes), name=f"range-{minutes}")
            one.setCheckable(True)
            one.setChecked(minutes == self._minutes)
            self._ranges.addButton(one)
            self._choices[minutes] = one
        self._pause.setCheckable(True)
        self._pause.setText(self.tr("Pause"))
        self._pause.setToolTip(self.tr("Keep the chart as it is, to look at it."))
        self._pause.toggled.connect(self._pause_toggled)
        choices = QWidget()
        flow = FlowLayout(choices, at_end=True)
        for one in (*self._choices.values(), self._pause):
            flow.addWidget(one)
        head = row(self._said, choices, gap=12)
        head.setStretch(0, 3)
        head.setStretch(1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self._plot, 1)

    def _pause_toggled(self, paused: bool) -> None:
        self._pause.setText(self.tr("Go on") if paused else self.tr("Pause"))
        self.show_now()

    def _draw(self, shown: Throughput) -> None:
        self._shown = shown
        count = max(1, shown.rates.shape[1])
        end = shown.start + count * shown.step
        top = float(shown.rates.sum(axis=0).max(initial=0.0)) if shown.rates.size else 0.0
        ceiling = nice_ceiling(top)
        span = QRectF(shown.start, 0.0, end - shown.start, ceiling)
        self._stack.show_picture(stack_picture(shown.rates, ceiling, self._lookup), span)
        times = shown.start + shown.step * (np.arange(count) + 0.5)
        self._waiting.setData(times, shown.waiting.astype(np.float64), connect="finite")
        most = float(np.nanmax(shown.waiting)) if np.isfinite(shown.waiting).any() else 0.0
        plot = self._plot.getPlotItem()
        plot.setXRange(shown.start, end, padding=0)
        plot.setYRange(0.0, ceiling, padding=0)
        self._waiting_box.setYRange(0.0, nice_ceiling(most), padding=0)
        if not self._cross.isVisible():
            self._said.setText(self._summary(shown))
        self._plot.setAccessibleDescription(self._summary(shown))

    def _summary(self, shown: Throughput) -> str:
        """The chart in a sentence: for those who do not see it, and while the mouse is elsewhere."""
        if not shown.workers:
            return self.tr("Nothing was drawn in this time since this window looks.")
        latest = shown.rates.shape[1] - 1
        return values_text(shown, max(0, latest - 1))

    def _place_waiting(self) -> None:
        self._waiting_box.setGeometry(self._plot.getPlotItem().vb.sceneBoundingRect())

    def _moved(self, spot: QPointF) -> None:
        box = self._plot.getPlotItem().vb
        inside = box.sceneBoundingRect().contains(spot)
        moment = box.mapSceneToView(spot).x() if inside else 0.0
        text = self.values_at(moment) if inside else ""
        self._cross.setVisible(bool(text))
        if text:
            self._cross.setPos(moment)
            self._said.setText(text)
        elif self._shown is not None:
            self._said.setText(self._summary(self._shown))


class ThroughputPanel(TallArea):
    """The chart of a farm's workers; it is drawn anew while it is in sight only."""

    def __init__(self, workers: FarmWorkers, link: FarmLink, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self.chart = ThroughputChart(workers.throughput, theme)
        self.setWidget(self.chart)
        workers.changed.connect(self._changed)
        link.changed.connect(self._link_changed)
        self._link_changed()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Show what has come meanwhile."""
        super().showEvent(event)
        self.chart.show_now()

    def _link_changed(self) -> None:
        self.chart.fade(faded=self._link.error is not None)

    def _changed(self) -> None:
        if self.isVisible():
            self.chart.show_now()


class _Stack(pg.GraphicsObject):  # type: ignore[misc]
    """A picture that fills a part of the chart. It is painted upright, as mirrored ones take ten times as long."""

    def __init__(self) -> None:
        super().__init__()
        self._span, self._image = QRectF(), QImage()

    def show_picture(self, picture: Colours, span: QRectF) -> None:
        """Show a picture (see `stack_picture`) from here on, where the chart has `span`."""
        self.prepareGeometryChange()
        height, width = picture.shape
        # The numbers are kept with the picture that is made of them.
        self._picture = picture
        self._image = QImage(picture.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
        self._span = span
        self.informViewBoundsChanged()
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """What of the chart it fills."""
        return self._span

    def paint(self, painter: QPainter, *_options: object) -> None:
        """The whole picture, without smoothing: an edge between two workers is one."""
        place = painter.transform().mapRect(self._span)
        painter.resetTransform()
        painter.drawImage(place, self._image)


class _Numbers(pg.AxisItem):  # type: ignore[misc]
    """Numbers beside the chart, written as everywhere in the window."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:  # noqa: N802 - pyqtgraph's
        """The texts of ticks."""
        decimals = max(0, math.ceil(-math.log10(spacing * scale))) if spacing > 0 else 0
        return [number_text(value * scale, decimals) for value in values]


class _Clock(pg.AxisItem):  # type: ignore[misc]
    """Times of day below the chart, in the language of the window."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:  # noqa: N802 - pyqtgraph's
        """The texts of ticks."""
        del scale, spacing
        return [clock_time(value) for value in values]

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:  # noqa: N802, ARG002
        """Ticks at whole minutes and hours, of the local time."""
        spaces = (60, 300, 600, 900, 1800, 3600, 7200, 14_400)
        space = next((one for one in spaces if (high - low) / one <= 8), spaces[-1])
        local = datetime.fromtimestamp(low).astimezone().utcoffset()
        return [(float(space), -(local.total_seconds() if local is not None else 0.0) % space)]


def lookup(theme: Theme) -> Colours:
    """The stack's colours as Qt's numbers (0xAARRGGBB): 0 nothing, then those of workers, last the line between two."""
    found = [0, *(theme.color(f"chart.{number}").rgb() for number in range(1, COLOURS + 1))]
    return np.array([*found, theme.color("bg.table").rgb()], dtype=np.uint32)


def stack_picture(rates: npt.NDArray[np.float32], ceiling: float, colours: Colours, height: int = _HEIGHT) -> Colours:
    """The stacked areas as a picture: a column of pixels per step, rows from the top down.

    `rates` has a row per worker; `ceiling` is the value at the top.
    """
    workers, steps = rates.shape
    if not workers or not steps:
        return np.zeros((1, max(1, steps)), dtype=np.uint32)
    tops = np.cumsum(rates, axis=0, dtype=np.float32) * (height / ceiling)
    edges = np.clip(np.rint(tops), 0, height).astype(np.intp)
    # How many areas end at or below a pixel is the number of the area that it is in.
    cells = (edges * steps + np.arange(steps)).ravel()
    ends = np.bincount(cells, minlength=(height + 1) * steps).reshape(height + 1, steps)[:height]
    layer = np.cumsum(ends, axis=0, dtype=np.uint16)
    of_layer = np.append(np.arange(workers) % COLOURS + 1, 0).astype(np.intp)
    picture = colours[of_layer][layer]
    # A line where one area meets the next, so that two of one colour can be told apart.
    line = (ends[1:] > 0) & (layer[1:] < workers)
    picture[1:][line] = colours[COLOURS + 1]
    return np.ascontiguousarray(picture[::-1])


def nice_ceiling(value: float) -> float:
    """The next round number above a value: 1, 2 or 5 times a power of ten."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1.0, 2.0, 5.0, 10.0) if step * power >= value)


def values_text(shown: Throughput, step: int) -> str:
    """When, how much in all, how much waited, and what the quickest workers drew."""
    column = shown.rates[:, step]
    text = translate("Throughput", "%1: %2 frames per minute").replace(
        "%1", clock_time(shown.start + step * shown.step)
    )
    parts = [text.replace("%2", number_text(float(column.sum())))]
    if np.isfinite(shown.waiting[step]):
        waiting = translate("Throughput", "%1 waiting").replace("%1", number_text(float(shown.waiting[step])))
        parts.append(waiting)
    busy = [place for place in np.argsort(-column, kind="stable") if column[place] > 0]
    parts += [f"{worker_name(shown.workers[place])} {number_text(float(column[place]))}" for place in busy[:NAMED]]
    if len(busy) > NAMED:
        rest = float(column[busy[NAMED:]].sum())
        more = translate("Throughput", "%n more: %1", "", len(busy) - NAMED)
        parts.append(more.replace("%1", number_text(rest)))
    return " · ".join(parts)
