"""The list of what was decided about a farm's machines: words, filter, staying in place, and notices of limits."""

from __future__ import annotations

import time
from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.core.errors import BrokerError
from app.core.fleet import Activity
from app.farm.connection import LinkNews
from app.farm.scaling.views import Act, Rule
from app.ui.formats import moment_text
from app.ui.models.activity_model import COLUMNS, ActivityModel, cell_text
from app.ui.models.activity_words import DEEDS, RULES, is_problem, outcome_word
from app.ui.notifications import Notifications
from app.ui.services import Services
from app.ui.widgets.activity_panel import ActivityPanel
from tests.fakes.shown_scaling import ShownScaling, activities, activity
from tests.ui.panel_kit import FarmDesk, shared_parts


class Desk(FarmDesk):
    """The panel, and what is done with it."""

    def __init__(self, services: Services, qtbot: QtBot, *told: Activity) -> None:
        scaling = ShownScaling()
        scaling.activities = told
        super().__init__(services, qtbot, scaling)
        self.panel = ActivityPanel(services, self.fleet)
        qtbot.addWidget(self.panel)
        self.panel.resize(1000, 300)
        self.panel.show()

    def tell(self, *told: Activity) -> None:
        self.scaling.activities = told
        self.look()

    def cells(self, column: str) -> list[str]:
        model = self.panel.model
        number = [one.id for one in COLUMNS].index(column)
        return [str(model.data(model.index(place, number))) for place in range(model.rowCount())]

    def filter(self, text: str) -> None:
        box = self.panel.findChild(QLineEdit, "activity-filter")
        assert box is not None
        with self.qtbot.waitSignal(self.panel.model.modelReset):
            box.setText(text)


@pytest.fixture(scope="module")
def services(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with shared_parts(qapp, tmp_path_factory.mktemp("activity")) as made:
        yield made


@pytest.fixture
def desk(services: Services, qtbot: QtBot) -> Iterator[Desk]:
    made = Desk(services, qtbot)
    yield made
    made.close()


def test_every_rule_and_deed_of_scaling_has_words() -> None:
    assert set(RULES) == {one.value for one in Rule}
    assert {one.value for one in Act} <= set(DEEDS)


def test_an_activity_says_when_by_whom_what_why_and_what_came_of_it(desk: Desk) -> None:
    started = activity(6, at=time.time() - 300)
    desk.tell(started, activity(7), activity(8, dry_run=True), activity(9))
    assert desk.cells("at")[3] == "5 min ago"
    at = desk.panel.model.index(3, 0)
    assert desk.panel.model.data(at, Qt.ItemDataRole.ToolTipRole) == moment_text(started.at)
    assert desk.cells("by") == ["Target time", "cleo", "Cost cap", "Target time"]
    assert desk.cells("what") == ["Start", "Stop", "Not possible", "Start"]
    assert desk.cells("machines")[3] == "render-03, render-04"
    assert desk.cells("outcome")[0].startswith("render-10: AWS has no room")
    assert desk.cells("outcome")[3] == "Done"
    assert "84 min of work for one worker · 4 running · $12.40 today" in desk.cells("numbers")
    assert [is_problem(one) for one in desk.scaling.activities] == [False, True, False, True]


def test_a_dry_run_and_what_is_under_way_look_different_from_what_was_done() -> None:
    words = [outcome_word(one).word for one in (activity(6), activity(6, dry_run=True), activity(6, outcome=""))]
    assert words == ["Done", "Dry run", "Under way"]
    newer = activity(6, what="levitate", rule="gravity", numbers={"lift_factor": 2.5})
    assert [cell_text(newer, one) for one in ("by", "what", "numbers")] == ["gravity", "levitate", "lift factor 2.50"]
    assert cell_text(activity(6, rule=""), "by") == "Scaling"


def test_an_outcome_is_told_when_it_is_known(desk: Desk) -> None:
    under_way = activity(8, outcome="")
    desk.tell(under_way)
    assert desk.cells("outcome") == ["Under way"]
    desk.tell(msgspec.structs.replace(under_way, outcome="done"))
    assert desk.cells("outcome") == ["Done"]


def test_what_is_looked_for_is_found_and_counted(desk: Desk) -> None:
    desk.tell(*activities(12))
    desk.filter("cleo -policy")
    assert desk.cells("what") == ["Stop", "Stop"]
    assert "2 of 12" in desk.said(desk.panel)
    problems = desk.panel.findChild(QCheckBox, "activity-problems")
    assert problems is not None
    problems.click()
    assert desk.cells("what") == []
    assert "No activity matches the filter." in desk.said(desk.panel)
    clear = desk.panel.findChild(QPushButton, "activity-clear")
    assert clear is not None
    clear.click()
    assert len(desk.cells("what")) == 12
    problems.click()
    assert set(desk.cells("what")) == {"Start", "Not possible"}


def test_whoever_reads_further_down_stays_there_when_more_is_decided(desk: Desk) -> None:
    desk.tell(*activities(100))
    table, bar = desk.panel.table, desk.panel.table.verticalScrollBar()
    bar.setValue(40 * table.rowHeight(0) + 5)
    table.selectRow(45)
    top, chosen = table.rowAt(0), table.chosen()
    seen = desk.panel.model.row(top)
    desk.tell(*desk.scaling.activities, activity(101), activity(102), activity(103))
    assert desk.panel.model.row(table.rowAt(0)) == seen
    assert table.chosen() == chosen
    bar.setValue(0)
    desk.tell(*desk.scaling.activities, activity(104))
    assert table.rowAt(0) == 0


def test_chosen_lines_are_copied_with_exact_times(desk: Desk) -> None:
    desk.tell(*activities(12))
    copy = desk.panel.findChild(QPushButton, "activity-copy")
    assert copy is not None
    assert not copy.isEnabled()
    assert copy.toolTip() == "Choose activities in the table first."
    desk.panel.table.selectRow(1)
    desk.panel.table.setFocus()
    desk.qtbot.keyClick(desk.panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    first = desk.panel.model.row(1)
    assert first is not None
    assert QGuiApplication.clipboard().text().startswith(f"{moment_text(first.at)}\tIdle\tStop\trender-06\tDone\t")


def test_it_is_said_why_there_is_nothing(desk: Desk) -> None:
    assert "Looking at what was decided…" in desk.said(desk.panel)
    desk.look()
    assert "Nothing was decided yet." in desk.said(desk.panel)
    desk.tell(*activities(3))
    assert desk.farm.listener is not None
    desk.farm.listener.push_link(LinkNews(error=BrokerError("The broker cannot be reached.").info()))
    desk.qtbot.waitUntil(lambda: "What you see is as of" in desk.said(desk.panel))
    assert len(desk.cells("what")) == 3


def test_only_what_is_another_is_painted_anew(qapp: QApplication) -> None:
    del qapp
    model = ActivityModel()
    model.show(activities(1000))
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    model.rowsInserted.connect(lambda _parent, first, last: told.append((first, last)))
    model.rowsRemoved.connect(lambda _parent, first, last: told.append((first, last)))
    model.modelReset.connect(lambda: told.append((-1, -1)))
    rows = [model.row(place) for place in range(1000)]
    kept = tuple(one for one in reversed(rows) if one is not None)
    model.show((*kept[2:-1], msgspec.structs.replace(kept[-1], outcome="late"), activity(1001), activity(1002)))
    assert told == [(998, 999), (0, 1), (2, 2)]


class FakeTray(QObject):
    message_clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[str, str]] = []

    def tell(self, title: str, text: str) -> None:
        self.told.append((title, text))


def test_limits_that_are_reached_are_told_once_and_lead_to_the_farm(desk: Desk, qtbot: QtBot) -> None:
    tray = FakeTray()
    notices = Notifications(desk.services, tray, desk.fleet)  # type: ignore[arg-type]
    desk.panel.hide()
    earlier = activity(1, at=time.time() - 600, what="stop", rule="idle")
    over = activity(2, at=time.time() + 5, what="stop", rule="cost cap", targets=("render-04",))
    desk.tell(earlier, over)
    qtbot.waitUntil(lambda: bool(tray.told))
    assert tray.told == [("The cost limit of the farm is reached", "Stopped, or about to be: render-04")]
    with qtbot.waitSignal(notices.farm_opened):
        tray.message_clicked.emit()
    desk.look()
    assert len(tray.told) == 1
