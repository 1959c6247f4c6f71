"""A farm's machines in the window: what is said of them, what is asked before they start and stop, and a real fleet."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.core.errors import BrokerError, CapacityError, FleetAwayError, FleetError, UsageError
from app.core.fleet import Activity, Instance, InstanceState
from app.core.messages import (
    ActivitiesPart,
    ActivitiesWanted,
    AnyMessage,
    FleetPart,
    FleetWanted,
    JobView,
    WorkersPart,
    WorkersWanted,
    WorkerView,
)
from app.core.ports import FleetOutcome
from app.farm.clock import SystemClock
from app.farm.connection import LinkNews
from app.farm.farm_parts import access_of
from app.farm.fleet.desk import FleetDesk
from app.farm.fleet.local import LocalFleet, LocalMachine
from app.farm.scaling.autoscaler import Autoscaler, FarmSight
from app.farm.scaling.desk import ScalingDesk
from app.farm.scaling.views import Load
from app.farm.store import Store
from app.ui.controllers.farm_fleet import FarmFleet
from app.ui.controllers.farm_workers import FarmWorkers, WorkersNow
from app.ui.formats import money_text
from app.ui.models.machines_actions import gone_wrong, kill_question, start_question, startable, stop_question
from app.ui.models.machines_model import (
    MachineRow,
    accessible_text,
    cell_text,
    console_address,
    cost_line,
    count_text,
    rows_of,
    sum_text,
)
from app.ui.services import Services
from app.ui.widgets.error_card import ErrorCard
from app.ui.widgets.machines_panel import MachinesPanel
from app.ui.widgets.tall_area import TallArea
from tests.fakes.shown_farm import ShownFarm
from tests.fakes.shown_machines import fleet_part, machine, machines
from tests.ui.panel_kit import shared_parts

PATIENCE: Final = 30_000
LEFT: Final = Qt.MouseButton.LeftButton
SLEEPS: Final = (sys.executable, "-c", "import time; time.sleep(600)")


@contextmanager
def shown_panel(services: Services, qtbot: QtBot) -> Iterator[MachinesPanel]:
    workers, fleet = FarmWorkers(services), FarmFleet(services)
    made = MachinesPanel(services, workers, fleet)
    qtbot.addWidget(made)
    made.resize(1200, 420)
    made.show()
    yield made
    workers.close()
    fleet.close()
    services.farm.link.begin(by_itself=False)


@pytest.fixture(scope="module")
def services(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """For all tests that work with no farm."""
    with shared_parts(qapp, tmp_path_factory.mktemp("home")) as made:
        yield made


@pytest.fixture
def panel(services: Services, qtbot: QtBot) -> Iterator[MachinesPanel]:
    with shown_panel(services, qtbot) as made:
        yield made


@pytest.fixture
def at_work(qapp: QApplication, tmp_path: Path, qtbot: QtBot) -> Iterator[MachinesPanel]:
    """A panel that may work with a farm."""
    with shared_parts(qapp, tmp_path / "window") as services, shown_panel(services, qtbot) as made:
        yield made


def worker(name: str, state: str = "busy", frames: int = 0, job: str = "j1") -> WorkerView:
    attempt = 1 if state in ("busy", "draining") and job else None
    return WorkerView(
        name=name,
        boot="1",
        state=state,
        engines=("builtin",),
        silent=0.5,
        node=name.rpartition(".")[0],
        job_id=job if attempt else "",
        attempt=attempt,
        frames_drawn=frames,
    )


def job(job_id: str, name: str) -> JobView:
    return JobView(job_id=job_id, name=name, owner="ann", state="rendering", output="a.mp4")


def row(one: Instance, *workers: WorkerView) -> MachineRow:
    (found,) = rows_of(fleet_part(one), workers, {"j1": job("j1", "Promo %1"), "j2": job("j2", "Autumn")})
    return found


def see(panel: MachinesPanel, part: FleetPart | None, *workers: WorkerView) -> None:
    panel._workers.now = WorkersNow(at=0.0, workers=workers)
    panel._fleet.now = part
    panel._fleet.changed.emit()


def button(panel: MachinesPanel, name: str) -> QToolButton:
    found = panel.findChild(QToolButton, f"machines-{name}")
    assert found is not None
    return found


def said(widget: QWidget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def question(panel: MachinesPanel) -> QDialog:
    return next(one for one in panel.findChildren(QDialog) if one.isVisible())


def answer(panel: MachinesPanel, name: str) -> None:
    found = question(panel).findChild(QPushButton, name)
    assert found is not None
    found.click()


# Money and sums.


@pytest.mark.usefixtures("services")
def test_money_has_cents_and_small_prices_a_digit_more() -> None:
    assert [money_text(one) for one in (0, 0.085, 0.0004, 0.0999, 0.4032, 12.5, -1)] == [
        "$0.00",
        "$0.085",
        "$0.001",
        "$0.10",
        "$0.40",
        "$12.50",
        "$0.00",
    ]


@pytest.mark.usefixtures("services")
def test_the_tile_tells_what_an_hour_costs_and_how_near_the_day_is_to_its_cap() -> None:
    running = machine(1, "running", price=1.5, cost_today=8.2)
    starting = machine(2, "starting", price=0.5)
    stopped = machine(3, price=7.0, cost_today=1.8)
    part = fleet_part(running, starting, stopped, cost_per_day=20.0)
    assert cost_line(part) == ("$2.00", "$10.00 today (UTC), 50 % of the cap of $20.00")
    assert cost_line(fleet_part(running)) == ("$1.50", "$8.20 today (UTC), without a cap")
    above = cost_line(fleet_part(running, machine(4, "running", price=None, cost_today=0.0), cost_per_day=8.0))
    assert above == ("$1.50", "$8.20 today (UTC), above the cap of $8.00 · 1 machine without a known price")
    assert cost_line(fleet_part(running, cost_per_day=8.2001))[1] == "$8.20 today (UTC), 99 % of the cap of $8.20"
    assert cost_line(fleet_part(provider=""))[0] == "–"
    assert count_text(part) == "2 of 3 machines run"
    assert sum_text(part).startswith("$2.00 an hour · $10.00 today · as of ")


# Rows.


@pytest.mark.usefixtures("services")
def test_a_machine_is_told_with_the_workers_on_it() -> None:
    up = machine(1, "running")
    drawing = row(up, worker("render-01.1", frames=12), worker("render-01.2", "idle"), worker("render-02.1"))
    assert cell_text(drawing, "workers") == "2 · Promo %1 · 12 frames"
    told = accessible_text(drawing, "workers")
    assert told == "render-01.1: Rendering, Promo %1, 12 frames\nrender-01.2: Idle"
    several = row(up, worker("render-01.1", frames=1), worker("render-01.2", frames=2, job="j2"))
    assert cell_text(several, "workers") == "2 · 2 jobs · 3 frames"
    assert cell_text(row(up, worker("render-01.1", "idle")), "workers") == "1 idle"
    assert cell_text(row(up, worker("render-01.1", "lost")), "workers") == "1 not responding"
    assert cell_text(row(up, worker("render-01.1", "levitating", job="")), "workers") == "1 idle"
    assert cell_text(row(up), "workers") == "none"
    (unseen,) = rows_of(fleet_part(up), None, {})
    assert cell_text(unseen, "workers") == "–"
    assert cell_text(row(machine(1), worker("render-01.1", "lost")), "workers") == "–"


@pytest.mark.usefixtures("services")
def test_a_machine_whose_workers_take_nothing_new_is_draining() -> None:
    up = machine(1, "running")
    assert cell_text(row(up, worker("render-01.1", "draining")), "state") == "Draining"
    assert cell_text(row(up, worker("render-01.1", "draining"), worker("render-01.2")), "state") == "Running"
    assert cell_text(row(machine(1, "stopping"), worker("render-01.1", "draining")), "state") == "Stopping"


@pytest.mark.usefixtures("services")
def test_prices_and_times_are_told_as_far_as_they_are_known() -> None:
    at = fleet_part().as_of
    spot = row(machine(1, "running", price=0.3, spot=True, launched=at - 3725))
    assert (cell_text(spot, "price"), accessible_text(spot, "price")) == ("≤ $0.30", "At most $0.30 an hour")
    assert cell_text(spot, "running").startswith("1:02:0")
    unknown = row(machine(2, "running", price=None, launched=0.0))
    assert [cell_text(unknown, name) for name in ("price", "today", "running")] == ["–", "–", "–"]
    assert accessible_text(unknown, "price") == "Its price is not known."
    assert cell_text(row(machine(3, launched=at - 60)), "running") == "–"


@pytest.mark.parametrize(
    ("zone", "instance_id", "address"),
    [
        ("eu-west-1a", "i-0ab1", "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1"),
        ("us-west-2-lax-1a", "i-0ab1", "https://us-west-2.console.aws.amazon.com/ec2/home?region=us-west-2"),
        (
            "us-gov-west-1b",
            "i-0ab1",
            "https://us-gov-west-1.console.amazonaws-us-gov.com/ec2/home?region=us-gov-west-1",
        ),
        ("cn-north-1a", "i-0ab1", "https://cn-north-1.console.amazonaws.cn/ec2/home?region=cn-north-1"),
        ("", "i-0ab1", ""),
        ("evil.example/", "i-0ab1", ""),
        ("eu-west-1a", "i-0ab1&x=", ""),
        ("eu-west-1a", "local-node1", ""),
    ],
)
def test_the_console_is_opened_only_where_there_is_a_page(zone: str, instance_id: str, address: str) -> None:
    one = machine(1, zone=zone, instance_id=instance_id)
    whole = f"{address}#InstanceDetails:instanceId={instance_id}" if address else ""
    assert console_address(fleet_part(one), one) == whole
    assert console_address(fleet_part(one, provider="local"), one) == ""


# Questions.


@pytest.mark.usefixtures("services")
def test_starting_is_asked_about_only_above_the_cap_per_hour() -> None:
    stopped = [row(machine(number, price=0.4)) for number in range(1, 8)]
    some = [one.instance for one in stopped]
    assert start_question(fleet_part(*some), stopped) is None
    assert start_question(fleet_part(*some, cost_per_hour=2.8), stopped) is None
    asked = start_question(fleet_part(*some, cost_per_hour=1.0), stopped)
    assert asked is not None
    assert (asked.title, asked.verb, asked.danger) == ("Start 7 machines?", "Start 7 machines", False)
    assert asked.text == (
        "render-01, render-02, render-03, render-04, render-05 and 2 more – $2.80 an hour together; "
        "the farm's cap is $1.00 an hour."
    )
    running = machine(9, "running", price=0.9)
    scaled = start_question(fleet_part(*some, running, cost_per_hour=1.0, enabled=True), stopped[:1])
    assert scaled is not None
    assert "$0.40 an hour together, $1.30 an hour with the machines that run already" in scaled.text
    assert "Scaling may stop machines again" in scaled.text
    unknown = row(machine(8, price=None))
    asked = start_question(fleet_part(unknown.instance, cost_per_hour=1.0), [unknown])
    assert asked is not None
    assert "the price of render-08 is not known" in asked.text
    # One that drains costs no more when it goes on.
    drains = row(machine(9, "running", price=5.0), worker("render-09.1", "draining"))
    assert startable([drains, row(running)]) == (drains,)
    assert start_question(fleet_part(drains.instance, cost_per_hour=1.0), [drains]) is None


@pytest.mark.usefixtures("services")
def test_stopping_says_what_is_handed_back_and_what_is_lost() -> None:
    busy = row(machine(1, "running"), worker("render-01.1", frames=30), worker("render-01.2", frames=12, job="j2"))
    idle = row(machine(2, "running"))
    text = stop_question([busy, idle]).text
    assert text.startswith("render-01, render-02 – workers finish the piece in work")
    assert "of Promo %1, Autumn. Nothing that is drawn is lost." in text
    assert "draws anything. Nothing is lost." in stop_question([idle]).text
    asked = kill_question([busy, idle])
    assert (asked.title, asked.verb, asked.danger) == ("Stop 2 machines now?", "Stop 2 machines now", True)
    assert "2 workers on them stop in the middle of a piece. Up to 42 frames in work are lost" in asked.text
    assert "draws anything. Nothing is lost." in kill_question([idle]).text
    unseen = rows_of(fleet_part(machine(1, "running")), None, {})
    assert "what workers on them draw now is lost" in kill_question(unseen).text


def test_what_could_not_be_done_is_told_unless_it_was_taken_back() -> None:
    def deed(number: int, what: str, outcome: str, *names: str, who: str = "cleo") -> Activity:
        return Activity(number=number, at=0.0, who=who, what=what, targets=names, outcome=outcome)

    activities = (
        deed(1, "start", "no room", "a"),
        deed(2, "start", "no room", "b"),
        deed(3, "stop", "done", "b"),
        deed(4, "stop", "c was started again", "c"),
        deed(5, "start", "", "c"),
        deed(6, "stop", "no room", "d", who="scaling"),
        deed(7, "policy", "odd"),
    )
    assert [one.number for one in gone_wrong(activities, "cleo", 1)] == [2]


# The panel.


def test_machines_are_sorted_chosen_and_offered_what_they_can_do(panel: MachinesPanel) -> None:
    see(panel, fleet_part(*machines()), worker("render-01.1", frames=5))
    model = panel.table.model()
    assert "5 of 12 machines run" in said(panel)
    assert "1 machine without a known price" in said(panel)
    panel.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    assert model.data(model.index(0, 1)) == "render-12"
    assert button(panel, "start").toolTip() == "Start\nChoose machines in the table first."
    panel.table.selectRow(0)
    assert "None of the chosen machines is stopped." in button(panel, "start").toolTip()
    assert "None of the chosen machines runs." in button(panel, "stop").toolTip()
    assert "Their addresses are not known." in button(panel, "address").toolTip()
    see(panel, fleet_part(*machines(), machine(99, "gone")))
    assert [one.instance.name for one in panel.table.chosen()] == ["render-12"]
    panel.table.selectAll()
    assert [one.text() for one in panel._bar.menu().actions() if one.isEnabled() and not one.isSeparator()] == [
        "Start 5 machines",
        "Stop 5 machines after the current piece…",
        "Stop 5 machines now…",
        "Copy 13 names",
        "Copy 5 IP addresses",
    ]
    assert "Choose one machine only." in button(panel, "tags").toolTip()
    button(panel, "address").click()
    assert QGuiApplication.clipboard().text().splitlines() == [f"10.0.4.{10 + number}" for number in range(1, 6)]


def test_tags_are_shown_in_full_and_the_console_is_opened(panel: MachinesPanel) -> None:
    opened: list[QUrl] = []

    class Browser(QObject):
        @Slot(QUrl)
        def take(self, url: QUrl) -> None:
            opened.append(url)

    browser = Browser()
    long = "v" * 256
    see(panel, fleet_part(machine(1, tags={"farmhand:farm": long}), machine(2, tags={})))
    panel.table.selectRow(0)
    QDesktopServices.setUrlHandler("https", browser, "take")  # type: ignore[arg-type]
    button(panel, "console").click()
    QDesktopServices.unsetUrlHandler("https")
    assert [one.host() for one in opened] == ["eu-west-1.console.aws.amazon.com"]
    button(panel, "tags").click()
    assert long in said(question(panel))
    answer(panel, "copy-tags")
    assert QGuiApplication.clipboard().text() == f"farmhand:farm: {long}"
    answer(panel, "close")
    panel.table.selectRow(1)
    assert "It has no tags." in button(panel, "tags").toolTip()


def test_where_there_is_nothing_it_is_said_why(panel: MachinesPanel, services: Services) -> None:
    see(panel, None)
    assert said(panel) == "Looking at the farm's machines…"
    see(panel, fleet_part(provider=""))
    assert "no machines that can be started and stopped" in said(panel)
    assert "An admin can change that: the setting fleet" in said(panel)
    see(panel, fleet_part())
    assert "tag farmhand:farm" in said(panel)
    see(panel, fleet_part(provider="local"))
    assert "fleet_machines" in said(panel)
    away = FleetAwayError("Listing instances did not succeed.", "AWS is too busy.", "Wait for AWS.")
    see(panel, fleet_part(machine(1, "running"), problem=away.info()))
    assert "Wait for AWS." in said(panel)
    assert "1 of 1 machine runs" in said(panel)
    panel.table.selectRow(0)
    assert button(panel, "stop").isEnabled()
    services.farm.link.told(LinkNews(error=BrokerError("The broker cannot be reached.").info()))
    panel._fleet.changed.emit()
    assert "The farm does not answer." in button(panel, "stop").toolTip()
    assert button(panel, "name").isEnabled()
    assert panel.table._delegate.faded
    see(panel, None)
    assert "The farm's machines are not known" in said(panel)


def test_in_a_low_and_narrow_place_it_scrolls_and_buttons_are_icons(panel: MachinesPanel, qtbot: QtBot) -> None:
    see(panel, fleet_part(*machines()))
    style = button(panel, "stop").toolButtonStyle
    assert style() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    assert (panel.minimumWidth(), panel.minimumHeight()) == (240, 96)
    area = panel.findChild(TallArea)
    assert area is not None
    panel.resize(700, 300)
    qtbot.waitUntil(lambda: button(panel, "tags").toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly)
    assert style() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    panel.resize(240, 96)
    qtbot.waitUntil(lambda: style() is Qt.ToolButtonStyle.ToolButtonIconOnly)
    assert button(panel, "stop").accessibleName() == "Stop after the current piece"
    assert panel.table.height() >= 4 * panel.table.rowHeight(0)
    assert area.verticalScrollBar().maximum() > 0
    panel.resize(700, 260)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == 0)


# A real fleet behind it.


class NoRoomFleet(LocalFleet):
    """There is no room for the machine whose node is `full`."""

    def start(self, instance_ids: Sequence[str]) -> tuple[FleetOutcome, ...]:
        full = [one for one in instance_ids if one.endswith("full")]
        error = CapacityError("There is no room for full.", "The zone has none left.")
        refused = tuple(FleetOutcome(one, InstanceState.STOPPED, error) for one in full)
        return (*super().start([one for one in instance_ids if one not in full]), *refused)


class NoDesk:
    """A farm without workers, which knows nothing of machines."""

    def ask(self, message: AnyMessage) -> tuple[AnyMessage, ...]:
        if isinstance(message, WorkersWanted):
            return (WorkersPart(workers=(), last=True),)
        raise UsageError(f"The manager does not answer a {type(message).__name__}.")

    def snapshot(self, _job_ids: Sequence[str] = ()) -> tuple[JobView, ...]:
        return ()


class Desks(NoDesk):
    """What a manager knows and does of machines, asked without a broker: a store, a scaler and the desks."""

    def __init__(self, folder: Path, fleet: LocalFleet, who: str) -> None:
        self.who, clock, access = who, SystemClock(), access_of("cleo")
        self._store = Store.open(folder, clock=clock)
        self._scaler = Autoscaler(
            self._store, fleet, clock, sight=lambda: FarmSight(workers=()), load=Load, tick_seconds=0.05
        )
        self._desk = FleetDesk(
            self._store, fleet, self._scaler, clock, access=access, finish_seconds=30, look_seconds=0.02
        )
        scaling = ScalingDesk(self._scaler, provider=fleet.provider, access=access)
        self._questions = {**self._desk.questions, **scaling.questions}
        self._scaler.start()
        self._desk.start()

    def ask(self, message: AnyMessage) -> tuple[AnyMessage, ...]:
        found = self._questions.get(type(message))
        return tuple(found(message, self.who)) if found is not None else super().ask(message)

    def close(self) -> None:
        self._desk.stop()
        self._scaler.stop()
        self._store.close()


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Desks]:
    named = ("node1", "full")
    fleet = NoRoomFleet([LocalMachine(node=one, command=SLEEPS, price=0.5) for one in named], SystemClock())
    made = Desks(tmp_path, fleet, "cleo")
    yield made
    made.close()
    fleet.close()


def test_machines_of_a_real_fleet_are_started_and_stopped(at_work: MachinesPanel, desks: Desks, qtbot: QtBot) -> None:
    panel, services = at_work, at_work._services
    notices: list[str] = []
    services.notices.said.connect(lambda text, _undo, _verb: notices.append(text))
    farm = ShownFarm((), (), ())
    farm.owner, farm.client = "cleo", desks
    services.farm.use("Studio A", lambda: farm)
    panel._fleet.watch()
    panel._fleet._timer.setInterval(50)
    model, refused = panel.table.model(), panel.findChildren(ErrorCard)[1]
    qtbot.waitUntil(lambda: model.rowCount() == 2, timeout=PATIENCE)

    def state(place: int) -> str:
        return str(model.data(model.index(place, 0)))

    panel.table.selectAll()
    button(panel, "start").click()
    qtbot.waitUntil(lambda: state(1) == "Running" and refused.error is not None, timeout=PATIENCE)
    assert notices == ["The farm was asked to start 2 machines."]
    assert refused.error is not None
    assert "There is no room for full." in refused.error.cause
    qtbot.waitUntil(lambda: bool(panel._fleet.activities and panel._fleet.activities[-1].outcome), timeout=PATIENCE)

    panel.table.selectRow(1)
    button(panel, "kill").click()
    asked = question(panel)
    assert asked.focusWidget() is asked.findChild(QPushButton, "safe")
    assert "Stop 1 machine now?" in said(asked)
    answer(panel, "safe")
    assert notices[1:] == []

    desks.who = "ann"
    button(panel, "stop").click()
    answer(panel, "verb")
    qtbot.waitUntil(lambda: refused.error is not None and "ann" in refused.error.title, timeout=PATIENCE)
    assert "Ask an admin of the farm." in said(refused)
    assert state(1) == "Running"

    desks.who = "cleo"
    button(panel, "stop").click()
    answer(panel, "verb")
    qtbot.waitUntil(lambda: state(1) == "Stopped", timeout=PATIENCE)
    assert notices[1:] == ["The farm was asked to stop 1 machine after the current piece."]
    assert refused.error is None


def test_a_manager_that_does_not_know_of_machines_is_quoted(at_work: MachinesPanel, qtbot: QtBot) -> None:
    farm = ShownFarm((), (), ())
    farm.client = NoDesk()
    at_work._services.farm.use("Studio A", lambda: farm)
    at_work._fleet.watch()
    qtbot.waitUntil(lambda: "The manager does not answer a FleetWanted." in said(at_work), timeout=PATIENCE)
    assert "The farm's machines are not known" in said(at_work)
    assert at_work._services.farm.link.error is None


def test_a_list_in_many_parts_is_one_list(at_work: MachinesPanel, qtbot: QtBot) -> None:
    panel, services = at_work, at_work._services
    whole = fleet_part(*machines(40), problem=FleetError("Odd.").info())

    class Parts(NoDesk):
        def ask(self, message: AnyMessage) -> tuple[AnyMessage, ...]:
            if isinstance(message, ActivitiesWanted):
                return (ActivitiesPart(activities=(), last=True),)
            if not isinstance(message, FleetWanted):
                return super().ask(message)
            return tuple(
                FleetPart(
                    provider=whole.provider,
                    as_of=whole.as_of,
                    instances=whole.instances[first : first + 10],
                    policy=whole.policy,
                    problem=whole.problem,
                    last=first == 30,
                )
                for first in range(0, 40, 10)
            )

    farm = ShownFarm((), (), ())
    farm.client = Parts()
    services.farm.use("Studio A", lambda: farm)
    panel._fleet.watch()
    qtbot.waitUntil(lambda: panel._fleet.now is not None, timeout=PATIENCE)
    assert panel._fleet.now == whole
