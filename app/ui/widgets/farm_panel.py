"""A farm of many computers at a glance: how it does, why nothing renders where nothing does, its workers and panels."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.errors import ErrorInfo
from app.ui.controllers.farm import FarmState
from app.ui.controllers.farm_fleet import FarmFleet
from app.ui.controllers.farm_workers import FarmWorkers
from app.ui.formats import clock_time
from app.ui.layouts import FARM_PAGE, Layouts
from app.ui.models.farm_words import farm_sentence, startable
from app.ui.services import Services
from app.ui.widgets.docks import BELOW, BESIDE, Arrangement, Docks, Panel, Shipped
from app.ui.widgets.error_card import ErrorCard
from app.ui.widgets.farm_tiles import FarmTiles
from app.ui.widgets.parts import button, label, row
from app.ui.widgets.tall_area import TallArea
from app.ui.widgets.workers_panel import WorkersPanel

ROOMY_HEIGHT = 560
"""With less room than this below the title (at a text size of 100 %, and without banners), the tiles are lines."""

BELOW_HEIGHT, BESIDE_WIDTH = 288, 620
"""Pixels that panels take below the workers, or beside them, at a text size of 100 %: the chart is 200 high then."""

SHARE = 0.55
"""Of the room that workers and panels have together, the panels of a wide window take so much."""


LEAST_HEIGHT = 400
"""With less room than this for workers and panels (at a text size of 100 %), all of it is scrolled."""


class FarmPanel(TallArea):
    """A view of `FarmWorkers`, `FarmFleet` and of the farm's jobs."""

    def __init__(self, services: Services, workers: FarmWorkers, fleet: FarmFleet) -> None:
        super().__init__()
        self._services, self._workers, self._fleet = services, workers, fleet
        self._sentence = label("", wrap=True)
        self._sentence.setObjectName("farm-sentence")
        self._start = button(self.tr("Start machines"), self._show_machines, "primary", name="start-machines")
        self._lost = ErrorCard()
        self._refused = ErrorCard(closable=True)
        self._tiles = FarmTiles(services, workers, fleet)
        self.workers = WorkersPanel(services, workers)
        self.docks = Docks(self.workers, self._contents(), self._shipped(), Layouts(services.state, FARM_PAGE))
        self._lay_out()
        self.setFocusProxy(self.workers.table)
        self.workers.steered.connect(self._refused.clear)
        workers.changed.connect(self.show_now)
        workers.failed.connect(self._refused.show_error)
        fleet.changed.connect(self._say)
        services.farm.jobs_changed.connect(self._say)
        services.farm.foresight.told.connect(self._tiles.say)
        services.farm.state_changed.connect(self.show_now)
        services.farm.link.changed.connect(self._say)
        services.navigator.layout_reset_wanted.connect(self.docks.reset)
        services.theme.changed.connect(self._fit)
        self.show_now()

    def show_now(self) -> None:
        """Show what was seen last."""
        self.workers.show_now()
        self._say()

    def sentence(self) -> str:
        """How the farm does; where nothing renders although something waits, why."""
        return farm_sentence(self._workers, self._fleet)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Where there is little room, it is the chart's and the tables'."""
        super().resizeEvent(event)
        self._fit()

    def _contents(self) -> Mapping[str, Panel]:
        """The panels around the workers, in their order; each is made when it is first in sight."""
        return {
            "throughput": (self.tr("Throughput"), self._make_throughput),
            "machines": (self.tr("Machines"), self._make_machines),
            "scaling": (self.tr("Scaling"), self._make_scaling),
            "activity": (self.tr("Activity"), self._make_activity),
            "estimates": (self.tr("Estimates"), self._make_estimates),
        }

    def _shipped(self) -> Shipped:
        """The layouts that ship. That of farms: charts and lists beside each other below the workers."""
        charts, lists = ("throughput", "estimates"), ("machines", "scaling", "activity")
        all_tabs = ((charts[0], *lists, charts[1]),)
        height, width = (round(size * self._services.theme.scale) for size in (BELOW_HEIGHT, BESIDE_WIDTH))
        below, beside = Arrangement(BELOW, all_tabs, height), Arrangement(BESIDE, (charts, lists), width)
        groups = Arrangement(BELOW, (charts, lists), height, share=SHARE)
        return Shipped(
            narrow=below,
            wide=groups,
            farm=groups,
            name=self.tr("Panels"),
            offered=((self.tr("Panels below the workers"), below), (self.tr("Panels beside the workers"), beside)),
        )

    def _make_throughput(self) -> QWidget:
        from app.ui.widgets.throughput_chart import ThroughputPanel  # brings in pyqtgraph

        return ThroughputPanel(self._workers, self._services.farm.link, self._services.theme)

    def _make_machines(self) -> QWidget:
        from app.ui.widgets.machines_panel import MachinesPanel

        panel = MachinesPanel(self._services, self._workers, self._fleet)
        panel.setFocusProxy(panel.table)
        return panel

    def _make_scaling(self) -> QWidget:
        from app.ui.widgets.scaling_panel import ScalingPanel

        return ScalingPanel(self._services, self._fleet)

    def _make_activity(self) -> QWidget:
        from app.ui.widgets.activity_panel import ActivityPanel

        return ActivityPanel(self._services, self._fleet)

    def _make_estimates(self) -> QWidget:
        from app.ui.widgets.estimate_panel import EstimatePanel  # brings in pyqtgraph

        panel, area = EstimatePanel(self._services), TallArea()
        panel.setContentsMargins(12, 8, 12, 8)
        area.setWidget(panel)
        return area

    def _lay_out(self) -> None:
        said = row(self._sentence, self._start)
        said.setStretch(0, 1)
        self._top = QVBoxLayout()
        self._top.setContentsMargins(12, 4, 12, 8)
        self._top.setSpacing(8)
        self._top.addLayout(said)
        for part in (self._lost, self._refused, self._tiles):
            self._top.addWidget(part)
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._top)
        layout.addWidget(self.docks, 1)
        self.setWidget(inside)

    def _say(self, *_news: object) -> None:
        farm = self._services.farm
        self._sentence.setText(self.sentence())
        heard = farm.link.error is None
        # While nothing is heard it may be untrue, and the banner says how old it all is.
        self._sentence.setVisible(heard)
        self._start.setVisible(heard and startable(self._workers, self._fleet) > 0)
        self._tiles.say()
        if not heard and self._lost.error is None:
            # Before the banner takes its room: what is squeezed for a moment does not grow again.
            self._tiles.set_compact(compact=True)
        self._say_link()
        self.workers.offer()
        self._fit()

    def _say_link(self) -> None:
        farm = self._services.farm
        lost = farm.link.error
        if farm.state is FarmState.FAILED and farm.error is not None:
            self._lost.show_error(farm.error, [(self.tr("Try again"), farm.ensure_started)])
        elif lost is not None:
            as_of = self.tr("What is shown is as of %1.").replace("%1", clock_time(farm.link.heard))
            again = self.tr("It is tried again now.")
            if farm.link.seconds_left:
                again = self.tr("It is tried again in %n seconds.", "", farm.link.seconds_left)
            cause = f"{lost.cause} {as_of}" if farm.link.heard else lost.cause
            told = ErrorInfo(kind=lost.kind, title=lost.title, cause=cause, next_step=f"{lost.next_step} {again}")
            self._lost.show_error(told, [(self.tr("Try now"), farm.link.try_now)], level="warn")
        else:
            self._lost.clear()

    def _fit(self) -> None:
        self.docks.setMinimumHeight(round(LEAST_HEIGHT * self._services.theme.scale))
        banners = sum(one.sizeHint().height() for one in (self._lost, self._refused) if one.isVisibleTo(self))
        needed = ROOMY_HEIGHT * self._services.theme.scale + banners
        self._tiles.set_compact(compact=self.height() < needed)
        margins = self._top.contentsMargins()
        bar = self.verticalScrollBar().sizeHint().width()
        self._tiles.set_room(self.width() - margins.left() - margins.right() - bar)

    def _show_machines(self) -> None:
        self.docks.show_panel("machines", focus=True)
