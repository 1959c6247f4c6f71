"""A farm of many computers at a glance: how it does, why nothing renders where nothing does, throughput, workers."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSplitter, QVBoxLayout, QWidget

from app.core.errors import ErrorInfo
from app.core.remaining import RemainingKind
from app.core.states import WorkerState
from app.ui.controllers.farm import FarmState
from app.ui.controllers.farm_fleet import FarmFleet
from app.ui.controllers.farm_workers import FarmWorkers
from app.ui.dialogs.confirm import ask, named
from app.ui.formats import clock_time, number_text, span_text
from app.ui.models.workers_model import SPARK_MINUTES, WorkersModel, rows_of
from app.ui.services import Services
from app.ui.widgets.error_card import ErrorCard
from app.ui.widgets.parts import button, label, row
from app.ui.widgets.place_box import place_text
from app.ui.widgets.throughput_chart import ThroughputChart
from app.ui.widgets.tile import Tile
from app.ui.widgets.workers_table import WorkersTable
from app.ui.words import worker_name


class FarmPanel(QWidget):
    """A view of `FarmWorkers` and of the farm's jobs."""

    def __init__(self, services: Services, workers: FarmWorkers, fleet: FarmFleet) -> None:
        super().__init__()
        self._services, self._workers, self._fleet = services, workers, fleet
        self._title = label("", "title", wrap=True)
        self._sentence = label("", wrap=True)
        self._sentence.setObjectName("farm-sentence")
        self._lost = ErrorCard()
        self._refused = ErrorCard(closable=True)
        self._tiles = {
            "workers": Tile(self.tr("Workers")),
            "waiting": Tile(self.tr("Frames waiting")),
            "rate": Tile(self.tr("Frames per minute")),
            "empty": Tile(self.tr("Time to empty")),
        }
        self.chart = ThroughputChart(workers.throughput, services.theme)
        self._model = WorkersModel(self)
        self.table = WorkersTable(self._model, services.theme, services.icons)
        self._count = label("", "hint")
        self._drain = button(self.tr("Drain…"), self._ask_to_drain, name="drain-workers")
        self._ping = button(self.tr("Ping"), partial(self._steer, "ping"), name="ping-workers")
        self._copy = button(self.tr("Copy name"), self._copy_names, name="copy-workers")
        self._lay_out()
        self.table.menu_wanted.connect(self._menu)
        self.table.selectionModel().selectionChanged.connect(self._offer)
        workers.changed.connect(self.show_now)
        workers.failed.connect(self._refused.show_error)
        services.farm.jobs_changed.connect(self._say)
        services.farm.state_changed.connect(self.show_now)
        services.farm.link.changed.connect(self._say)
        self.show_now()

    def show_now(self) -> None:
        """Show what was seen last."""
        now = self._workers.now
        jobs = self._services.farm.jobs
        if now is not None:
            recent = self._workers.throughput.between(now.at, SPARK_MINUTES)
            sparks = {name: tuple(map(float, recent.rates[n])) for n, name in enumerate(recent.workers)}
            self._model.show(rows_of(now, jobs, sparks))
        else:
            self._model.show(())
        if self.isVisible():
            self.chart.show_now()
        self._count.setText(self.tr("%n worker(s)", "", self._model.rowCount()))
        self._say()
        self._offer()

    def sentence(self) -> str:
        """How the farm does; where nothing renders although something waits, why."""
        busy, idle, lost = self._workers.counts()
        waiting = self._workers.waiting_frames()
        now = self._workers.now
        if now is None:
            return self.tr("Looking at the farm…")
        said = (*(one.problem for one in now.workers), *(one.problem for one in now.nodes))
        problems = [problem for problem in said if problem]
        if not waiting:
            return self.tr("Nothing waits. Films that you queue are rendered on this farm.")
        if busy:
            return self.tr("%n worker(s) render.", "", busy)
        if not busy + idle and lost:
            return self.tr("Frames wait, but no worker answers: all of them are lost. See whether their computers run.")
        if not busy + idle:
            return self.tr("Frames wait, but there is no worker. Start one: “farmhand-agent --role worker”.")
        if problems:
            return self.tr("Frames wait, but workers claim nothing. %1").replace("%1", problems[0])
        draining = sum(1 for one in now.workers if one.state == WorkerState.DRAINING)
        if draining == idle:
            return self.tr("Frames wait, but all workers are draining and take nothing new.")
        return self.tr("Frames wait, and %n worker(s) are idle: jobs are being prepared or joined.", "", idle)

    def _lay_out(self) -> None:
        settings = partial(self._services.navigator.settings_wanted.emit, "connection")
        head = row(self._title, button(self.tr("Farm connection"), settings, "link"), gap=12)
        head.setStretch(0, 1)
        tiles = QHBoxLayout()
        tiles.setSpacing(12)
        for tile in self._tiles.values():
            tiles.addWidget(tile, 1)
        above = QWidget()
        top = QVBoxLayout(above)
        top.setContentsMargins(0, 0, 0, 8)
        top.addWidget(self.chart)
        below = QWidget()
        bottom = QVBoxLayout(below)
        bottom.setContentsMargins(0, 8, 0, 0)
        bottom.setSpacing(8)
        actions = row(label(self.tr("Workers"), "strong"), self._count, self._ping, self._drain, self._copy)
        actions.insertStretch(2, 1)
        bottom.addLayout(actions)
        bottom.addWidget(self.table, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(above)
        split.addWidget(below)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        split.setSizes([250, 260])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 12)
        layout.setSpacing(12)
        layout.addLayout(head)
        for part in (self._sentence, self._lost, self._refused):
            layout.addWidget(part)
        layout.addLayout(tiles)
        layout.addWidget(split, 1)

    def _say(self, *_news: object) -> None:
        farm = self._services.farm
        self._title.setText(place_text(farm.place))
        self._sentence.setText(self.sentence())
        # While nothing is heard it may be untrue, and the banner says how old it all is.
        self._sentence.setVisible(farm.link.error is None)
        for tile in self._tiles.values():
            tile.setEnabled(farm.link.error is None)
        self._say_link()
        busy, idle, lost = self._workers.counts()
        drawn = self.tr("%1 rendering, %2 idle or held, %3 not responding")
        for mark, count in (("%1", busy), ("%2", idle), ("%3", lost)):
            drawn = drawn.replace(mark, number_text(count))
        self._tiles["workers"].say(number_text(busy + idle), drawn)
        jobs = self.tr("in %n job(s)", "", farm.tally.running + farm.tally.queued)
        self._tiles["waiting"].say(number_text(self._workers.waiting_frames()), jobs)
        now = self._workers.now
        rate = 0.0
        if now is not None:
            # The minute that runs is not over yet.
            recent = self._workers.throughput.between(now.at, 6).rates
            rate = float(recent[:, :-1].sum()) / 5 if recent.size else 0.0
        self._tiles["rate"].say(number_text(rate, 1 if rate < 10 else 0), self.tr("over the last five minutes"))
        told = farm.estimates.to_empty()
        known = told.kind is RemainingKind.RANGE
        measuring = self.tr("Measuring…") if told.kind is RemainingKind.MEASURING else "–"
        basis = self.tr("from what was drawn until now") if known else self.tr("Nothing is being measured.")
        self._tiles["empty"].say(span_text(told.low, told.high) if known else measuring, basis if known else "")

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
        self.table.fade(faded=lost is not None)
        self._offer()

    def _offer(self, *_changed: object) -> None:
        """What can be done with the chosen workers, and why not."""
        chosen = self.table.chosen()
        why = "" if chosen else self.tr("Choose workers in the table first.")
        if self._services.farm.link.error is not None:
            why = self.tr("The farm does not answer. What you see is not up to date.")
        for one in (self._drain, self._ping):
            one.setEnabled(not why)
            one.setToolTip(why or self.tr("Admins of the farm may do this."))
        self._copy.setEnabled(bool(chosen))

    def _menu(self, point: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for one in (self._ping, self._drain, self._copy):
            action = menu.addAction(one.text())
            action.setEnabled(one.isEnabled())
            action.setToolTip(one.toolTip())
            action.triggered.connect(one.click)
        menu.setToolTipsVisible(True)
        menu.popup(point)

    def _steer(self, action: str) -> None:
        self._refused.clear()
        self._workers.steer(action, self.table.chosen())

    def _ask_to_drain(self) -> None:
        chosen = self.table.chosen()
        names = named([worker_name(name) for name in chosen])
        text = self.tr(
            "%1 – each finishes what it holds, loses nothing, and ends. It comes back when its agent is started."
        )
        ask(
            self,
            self.tr("Drain %n worker(s)?", "", len(chosen)),
            text.replace("%1", names),
            safe=self.tr("Keep rendering"),
            verb=self.tr("Drain %n worker(s)", "", len(chosen)),
            answered=partial(self._steer, "drain"),
        )

    def _copy_names(self) -> None:
        names = self.table.chosen()
        QGuiApplication.clipboard().setText("\n".join(names))
        self._services.notices.say(self.tr("%n name(s) were copied.", "", len(names)))
