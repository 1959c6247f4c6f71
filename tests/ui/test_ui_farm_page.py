"""The page of a farm of many computers: numbers, the sentence behind them, the chart, and the table of workers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QPointF, Qt
from PySide6.QtGui import QFontMetrics, QImage
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.core.errors import BrokerError
from app.core.fleet import Instance, InstanceState, NodeFacts, ScalingPolicy
from app.core.messages import FleetPart, JobView, WorkerView
from app.core.statistics import StatsRow
from app.farm.connection import LinkNews
from app.farm.typed_secrets import TypedSecrets
from app.ui.application import Application
from app.ui.controllers.farm_link import FarmLink
from app.ui.controllers.farm_workers import WorkersNow
from app.ui.formats import number_text
from app.ui.layouts import Layouts
from app.ui.models.throughput import ThroughputBook
from app.ui.models.workers_model import COLUMNS, WorkersModel, cell_text, rows_of
from app.ui.widgets.activity_panel import ActivityPanel
from app.ui.widgets.estimate_panel import EstimatePanel
from app.ui.widgets.farm_panel import FarmPanel
from app.ui.widgets.layout_menu import LayoutMenu
from app.ui.widgets.machines_panel import MachinesPanel
from app.ui.widgets.scaling_panel import ScalingPanel
from app.ui.widgets.statistics_panel import StatisticsPanel
from app.ui.widgets.throughput_chart import (
    COLOURS,
    ThroughputChart,
    ThroughputPanel,
    lookup,
    nice_ceiling,
    stack_picture,
)
from app.ui.widgets.tile import Tile
from tests.fakes.secrets import MemorySecrets
from tests.fakes.shown_farm import ShownFarm

NOON = 1_800_000_000.0
"""A whole minute."""


def worker(name: str, state: str = "idle", **more: object) -> WorkerView:
    given = {"boot": "1", "engines": ("builtin",), "silent": 0.5} | more
    return WorkerView(name=name, state=state, **given)  # type: ignore[arg-type]


def job(state: str = "rendering", total: int = 100, done: int = 0) -> JobView:
    return JobView(
        job_id="j1", name="Spring promo", owner="ann", state=state, output="a.mp4", frames_total=total, frames_done=done
    )


@pytest.fixture
def panel(application: Application, qtbot: QtBot) -> Iterator[FarmPanel]:
    made = FarmPanel(application.services, application.assembly.workers, application.assembly.fleet)
    qtbot.addWidget(made)
    made.resize(1000, 640)
    made.show()
    yield made


def chart_of(panel: FarmPanel) -> ThroughputChart:
    """The chart, which is made when it is first in sight."""
    panel.docks.show_panel("throughput")
    found = panel.findChild(ThroughputChart)
    assert found is not None
    return found


def see(panel: FarmPanel, application: Application, *workers: WorkerView, nodes: tuple[NodeFacts, ...] = ()) -> None:
    application.assembly.workers.now = WorkersNow(at=time.time(), workers=workers, nodes=nodes)
    application.assembly.workers.changed.emit()


def tell(application: Application, view: JobView) -> None:
    application.services.farm.bridge.push(view)
    application.services.farm.bridge.drain()


# The sentence.


def test_it_is_said_why_nothing_renders(panel: FarmPanel, application: Application) -> None:
    assert panel.sentence() == "Looking at the farm…"
    see(panel, application)
    assert "Nothing waits" in panel.sentence()
    tell(application, job())
    assert "there is no worker" in panel.sentence()
    see(panel, application, worker("a.1", "lost"))
    assert "all of them are lost" in panel.sentence()
    problem = "There is less than 2 GB free on its disk."
    see(panel, application, worker("a.1", "resting"), nodes=(NodeFacts(node="a", problem=problem),))
    assert problem in panel.sentence()
    see(panel, application, worker("a.1", "resting", problem="Only 5% of the memory are available."))
    assert "5% of the memory" in panel.sentence()
    see(panel, application, worker("a.1", "draining"))
    assert "draining" in panel.sentence()
    see(panel, application, worker("a.1", "idle"))
    assert "1 worker is idle" in panel.sentence()
    see(panel, application, worker("a.1", "busy"), worker("a.2"))
    assert panel.sentence() == "1 worker renders."
    said = "\n".join(one.text() for one in panel.findChildren(QLabel))
    assert "1 rendering, 1 idle or held, 0 not responding" in said


def test_a_worker_of_a_newer_manager_is_shown_as_it_says(panel: FarmPanel, application: Application) -> None:
    see(panel, application, worker("a.1", "levitating"))
    model = panel.workers.table.model()
    assert model.data(model.index(0, 0)) == "levitating"


# The table.


def test_workers_are_told_with_their_computers(application: Application) -> None:
    now = WorkersNow(
        at=NOON,
        workers=(
            worker("big.10", "busy", job_id="j1", attempt=3, frames_drawn=12, seconds_per_frame=0.5),
            worker("big.9", node="big", frames_per_hour=1234.0, versions={"builtin": "1.2"}),
            worker("old"),
        ),
        nodes=(NodeFacts(node="big", cpu=0.42, memory=0.5, disk_free=71_000_000_000, instance_type="c7i.large"),),
    )
    rows = {row.view.name: row for row in rows_of(now, {"j1": job()}, {})}
    texts = {column.id: cell_text(rows["big.10"], column.id) for column in COLUMNS}
    assert texts["task"] == "Spring promo · 12 frames"
    assert texts["rate"] == number_text(7200)
    assert (texts["cpu"], texts["memory"], texts["type"]) == ("42 %", "50 %", "c7i.large")
    assert cell_text(rows["big.9"], "rate") == number_text(1234)
    assert cell_text(rows["big.9"], "engine") == "builtin 1.2"
    assert cell_text(rows["old"], "cpu") == "–"
    model = WorkersModel()
    model.show(tuple(rows.values()))
    assert [model.data(model.index(place, 1)) for place in range(3)] == ["big.9", "big.10", "old"]
    model.sort(3, Qt.SortOrder.DescendingOrder)
    assert model.data(model.index(0, 1)) == "big.10"


def test_what_is_chosen_stays_chosen_while_workers_come_and_go(panel: FarmPanel, application: Application) -> None:
    see(panel, application, worker("b.1"), worker("c.1"))
    panel.workers.table.selectRow(1)
    assert panel.workers.table.chosen() == ("c.1",)
    see(panel, application, worker("a.1"), worker("b.1"), worker("c.1"))
    assert panel.workers.table.chosen() == ("c.1",)
    see(panel, application, worker("a.1"))
    assert panel.workers.table.chosen() == ()


def test_draining_is_asked_about_by_name(panel: FarmPanel, application: Application, qtbot: QtBot) -> None:
    drain = panel.findChild(QPushButton, "drain-workers")
    assert drain is not None
    assert not drain.isEnabled()
    assert drain.toolTip() == "Choose workers in the table first."
    see(panel, application, worker("a.1"), worker("a.2"))
    panel.workers.table.selectAll()
    assert drain.isEnabled()
    qtbot.mouseClick(drain, Qt.MouseButton.LeftButton)
    verb = next(one for one in panel.findChildren(QPushButton, "verb") if one.isVisible())
    assert verb.text() == "Drain 2 workers"
    said = "\n".join(one.text() for one in verb.window().findChildren(QLabel))
    assert "a.1, a.2" in said
    safe = verb.window().findChild(QPushButton, "safe")
    assert safe is not None
    safe.click()


def test_columns_take_what_is_written_in_them_while_there_is_room(
    panel: FarmPanel, application: Application, qtbot: QtBot
) -> None:
    tell(application, job())
    name = "a-machine-with-a-long-name.1"
    panel.resize(1900, 900)
    see(panel, application, worker(name, "busy", job_id="j1", attempt=1, frames_drawn=12))
    table = panel.workers.table
    header, metrics = table.horizontalHeader(), QFontMetrics(application.services.theme.font())

    def whole(text: str, column: str) -> bool:
        place = [one.id for one in COLUMNS].index(column)
        return header.sectionSize(place) >= metrics.horizontalAdvance(text) + 16

    qtbot.waitUntil(lambda: whole(name, "name") and whole("Spring promo · 12 frames", "task"))
    assert sum(header.sectionSize(place) for place in range(len(COLUMNS))) == table.viewport().width()
    header.resizeSection(1, 60)
    see(panel, application, worker(name), worker("another-machine-with-a-long-name.1"))
    qtbot.waitUntil(lambda: header.length() == table.viewport().width())
    assert header.sectionSize(1) == 60


# Machines.


def fleet(*states: InstanceState, provider: str = "ec2") -> FleetPart:
    machines = tuple(
        Instance(instance_id=f"i-{place}", name=f"render-{place}", state=state, price=0.5)
        for place, state in enumerate(states)
    )
    return FleetPart(provider=provider, as_of=time.time(), instances=machines, policy=ScalingPolicy(cost_per_day=9.0))


def tile(panel: FarmPanel, name: str) -> Tile:
    found = panel.findChild(Tile, f"tile-{name}")
    assert found is not None
    return found


def test_costs_are_told_where_the_farm_has_machines(panel: FarmPanel, application: Application) -> None:
    assert not tile(panel, "cost").isVisible()
    application.assembly.fleet.now = fleet(InstanceState.RUNNING, InstanceState.STOPPED)
    application.assembly.fleet.changed.emit()
    assert tile(panel, "cost").isVisible()
    assert "$0.50" in tile(panel, "cost").accessibleName()
    application.assembly.fleet.now = fleet(provider="")
    application.assembly.fleet.changed.emit()
    assert not tile(panel, "cost").isVisible()


def test_stopped_machines_are_offered_where_nothing_renders(
    panel: FarmPanel, application: Application, qtbot: QtBot
) -> None:
    start = panel.findChild(QPushButton, "start-machines")
    assert start is not None
    tell(application, job())
    see(panel, application, worker("a.1", "lost"))
    assert not start.isVisible()
    application.assembly.fleet.now = fleet(InstanceState.STOPPED, InstanceState.RUNNING)
    application.assembly.fleet.changed.emit()
    assert "1 machine can be started" in panel.sentence()
    start.click()
    qtbot.waitUntil(lambda: panel.docks.is_seen("machines"))
    found = panel.findChild(MachinesPanel)
    assert found is not None
    assert found.focusProxy() is found.table
    see(panel, application, worker("a.1", "idle"))
    assert not start.isVisible()
    application.assembly.fleet.now = fleet(InstanceState.STARTING)
    see(panel, application)
    assert panel.sentence() == "Frames wait for machines that are starting."
    assert not start.isVisible()
    application.assembly.fleet.now = fleet(InstanceState.STOPPED, InstanceState.RUNNING)
    see(panel, application)
    assert panel.sentence() == "Frames wait for machines that are starting."


# Panels, layouts and views.


def test_panels_are_made_when_they_are_first_in_sight_and_rest_while_they_are_not(
    panel: FarmPanel, qtbot: QtBot
) -> None:
    docks = panel.docks
    qtbot.waitUntil(lambda: panel.findChild(ThroughputPanel) is not None)
    made = (MachinesPanel, ScalingPanel, ActivityPanel, EstimatePanel)
    assert [panel.findChild(kind) for kind in made] == [None] * 4
    for key in ("machines", "scaling", "activity", "estimates"):
        docks.show_panel(key)
    assert None not in [panel.findChild(kind) for kind in made]
    chart = panel.findChild(ThroughputPanel)
    assert chart is not None
    qtbot.waitUntil(lambda: docks.is_seen("estimates") and not chart.isVisible())
    docks.show_panel("throughput")
    qtbot.waitUntil(chart.isVisible)


def test_layouts_are_those_of_the_page_that_is_shown(application: Application, qtbot: QtBot) -> None:
    window, services = application.window, application.services
    window.resize(1400, 900)
    services.farm.use("Studio A", lambda: ShownFarm((job(),), (worker("a.1"),), ()))
    services.navigator.page_wanted.emit("farm")
    page = window.page("farm")
    docks = page.docks
    assert docks is not None
    menu = window.findChild(LayoutMenu, "layoutMenu")
    assert isinstance(menu, LayoutMenu)
    menu.name()
    menu.fill()
    assert menu.title() == "Farm layout"

    def pick(text: str) -> None:
        menu.fill()
        next(one for one in menu.actions() if one.text() == text).trigger()

    pick("Farm")
    qtbot.waitUntil(lambda: docks.is_seen("throughput") and docks.is_seen("machines"))
    assert docks.dock("machines").x() >= docks.dock("throughput").geometry().right()
    docks.set_floating("activity", floating=True)
    docks.keep_layout("Mine")
    assert Layouts(services.state).own == ()
    services.navigator.layout_reset_wanted.emit()
    assert not docks.dock("activity").isFloating()
    qtbot.waitUntil(lambda: docks.is_seen("throughput") and not docks.is_seen("machines"))
    statistics = page.findChild(QPushButton, "farm-statistics")
    assert statistics is not None
    statistics.click()
    qtbot.waitUntil(lambda: page.findChild(StatisticsPanel) is not None)
    assert not docks.isVisible()
    pick("Mine")
    assert docks.isVisible()
    assert docks.dock("activity").isFloating()
    services.state.put("own farm layouts/states/0", QByteArray(b"damaged"))
    pick("Mine")
    assert not docks.dock("activity").isFloating()
    services.navigator.page_wanted.emit("home")
    menu.name()
    assert menu.title() == "Queue layout"


def test_the_chart_has_its_room_also_under_a_banner(panel: FarmPanel, application: Application, qtbot: QtBot) -> None:
    panel.resize(1036, 594)
    see(panel, application, worker("a.1"))
    application.assembly.fleet.now = fleet(InstanceState.RUNNING)
    application.assembly.fleet.changed.emit()
    chart = chart_of(panel)
    lost = BrokerError("The broker cannot be reached.", "It does not answer.", "See whether the server runs.")
    application.services.farm.link.told(LinkNews(error=lost.info(), next_try=time.monotonic() + 25))
    qtbot.waitUntil(lambda: chart._plot.height() >= 200)
    qtbot.waitUntil(lambda: panel.verticalScrollBar().maximum() == 0)
    assert not tile(panel, "workers").isEnabled()
    assert chart._stack.opacity() < 1
    application.services.farm.link.told(LinkNews())
    assert chart._stack.opacity() == 1


def test_everything_is_reached_with_large_text(panel: FarmPanel, application: Application, qtbot: QtBot) -> None:
    see(panel, application, worker("a.1"))
    panel.resize(1036, 560)
    application.services.preferences.set("text_size", 175)
    qtbot.waitUntil(lambda: panel.verticalScrollBar().maximum() > 0)
    tiles = [one for one in panel.findChildren(Tile) if one.isVisible()]
    assert all(one.width() >= one.minimumSizeHint().width() for one in tiles)


# The numbers behind the chart.


def test_frames_count_from_the_second_look_on_and_attempts_anew() -> None:
    book = ThroughputBook()
    book.look(NOON, [worker("a.1", "busy", attempt=1, frames_drawn=500)], 1000)
    book.look(NOON + 10, [worker("a.1", "busy", attempt=1, frames_drawn=520)], 980)
    book.look(NOON + 20, [worker("a.1", "busy", attempt=2, frames_drawn=5)], 975)
    book.look(NOON + 60, [worker("a.1", "busy", attempt=2, frames_drawn=35), worker("a.2")], 940)
    seen = book.between(NOON + 61, 3)
    assert seen.workers == ("a.1",)
    assert seen.rates.tolist() == [[0.0, 25.0, 30.0]]
    assert np.isnan(seen.waiting[0])
    assert seen.waiting[1:].tolist() == [975.0, 940.0]
    assert seen.start == NOON - 60


def test_a_day_later_nothing_is_left() -> None:
    book = ThroughputBook()
    book.look(NOON, [worker("a.1", "busy", attempt=1, frames_drawn=0)], 10)
    book.look(NOON + 1, [worker("a.1", "busy", attempt=1, frames_drawn=9)], 1)
    assert book.between(NOON + 30, 60).rates.sum() == 9
    later = book.between(NOON + 2 * 24 * 3600, 1440)
    assert later.workers == ()
    assert np.isnan(later.waiting).all()


def test_statistics_fill_in_what_was_before_the_first_look() -> None:
    book = ThroughputBook()
    book.look(NOON, [worker("a.1", "busy", attempt=1, frames_drawn=0)], 7)
    rows = [
        StatsRow(at=NOON - 120, key="b.1", frames=40),
        StatsRow(at=NOON - 60, queued_frames=55),
        StatsRow(at=NOON, key="a.1", frames=99),
        StatsRow(at=NOON - 3 * 24 * 3600, key="old", frames=99),
    ]
    book.take(rows, 60.0)
    seen = book.between(NOON + 1, 3)
    assert seen.workers == ("b.1",)
    assert seen.rates.tolist() == [[40.0, 0.0, 0.0]]
    assert seen.waiting[1:].tolist() == [55.0, 7.0]


def test_areas_lie_on_each_other_up_to_their_sum(application: Application) -> None:
    colours = lookup(application.services.theme)
    rates = np.array([[10.0, 0.0], [30.0, 20.0]], dtype=np.float32)
    picture = stack_picture(rates, 100.0, colours, height=100)
    assert picture.shape == (100, 2)
    first, second, line = int(colours[1]), int(colours[2]), int(colours[COLOURS + 1])
    column = picture[::-1, 0].tolist()
    assert column[:10] == [first] * 10
    assert column[10] == line
    assert column[11:40] == [second] * 29
    assert column[41] == 0
    assert picture[-6, 1] == second
    assert stack_picture(np.zeros((0, 5), dtype=np.float32), 1.0, colours).max() == 0


def test_ceilings_are_round() -> None:
    assert [nice_ceiling(one) for one in (0, 0.3, 1, 7, 49, 51, 1200)] == [1, 0.5, 1, 10, 50, 100, 2000]


def test_the_chart_is_read_under_the_mouse_and_paused(panel: FarmPanel, application: Application) -> None:
    book, chart = application.assembly.workers.throughput, chart_of(panel)
    now = time.time()
    many = [worker(f"n.{number}", "busy", attempt=1, frames_drawn=0) for number in range(9)]
    book.look(now, many, 5000)
    drawn = [worker(f"n.{number}", "busy", attempt=1, frames_drawn=number) for number in range(9)]
    book.look(now, drawn, 4000)
    chart.show_now()
    text = chart.values_at(now)
    assert "36 frames per minute" in text
    assert f"{number_text(4000)} waiting" in text
    assert "n.8 8" in text
    assert "2 more: 3" in text
    box = chart._plot.getPlotItem().vb
    chart._moved(box.mapViewToScene(QPointF(now, 1.0)))
    assert chart._cross.isVisible()
    assert chart._said.text() == text
    chart._moved(QPointF(-10, -10))
    assert not chart._cross.isVisible()
    pause = chart.findChild(QPushButton, "pause-chart")
    assert pause is not None
    pause.click()
    book.look(now, [worker("n.8", "busy", attempt=1, frames_drawn=1000)], 0)
    chart.show_now()
    assert "36 frames" in chart.values_at(now)
    pause.click()
    assert f"{number_text(4000)} waiting" not in chart.values_at(now)
    chart.set_minutes(1440)
    assert chart._shown is not None
    assert chart._shown.rates.shape == (8, 360)
    assert chart.values_at(now - 3600).endswith("0 frames per minute")


def test_the_chart_follows_the_theme(panel: FarmPanel, application: Application, qtbot: QtBot, tmp_path: Path) -> None:
    see(panel, application, worker("a.1"))
    chart = chart_of(panel)

    def ground() -> str:
        image: QImage = chart._plot.grab().toImage()
        return image.pixelColor(image.width() // 2, image.height() // 2).name().upper()

    for theme in ("light", "dark", "high_contrast"):
        application.services.preferences.set("theme", theme)
        assert ground() == application.services.theme.color("bg.table").name().upper()


# The link.


def test_a_farm_that_tries_by_itself_is_counted_down_to(qtbot: QtBot) -> None:
    asked: list[str] = []
    link = FarmLink(lambda: asked.append("asked"), hurry=lambda: asked.append("hurried"))
    link.begin(by_itself=True)
    assert link.pending
    lost = BrokerError("The broker cannot be reached.").info()
    link.told(LinkNews(error=lost, next_try=time.monotonic() + 9.5))
    assert (link.error, link.seconds_left, link.pending) == (lost, 10, False)
    link.failed(BrokerError("The manager does not answer.").info())
    assert link.error == lost
    link.try_now()
    assert asked == ["hurried"]
    link.told(LinkNews())
    assert link.error is None
    assert link.heard > 0
    link.stop()


def test_typed_secrets_are_used_before_kept_ones() -> None:
    kept = MemorySecrets()
    secrets = TypedSecrets(kept)
    kept.set("a", "kept")
    secrets.type("a", "typed")
    assert (secrets.get("a"), secrets.get("b")) == ("typed", None)
    assert kept.kept == {"a": "kept"}
    secrets.forget("a")
    assert secrets.get("a") is None
