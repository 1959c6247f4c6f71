"""Columns of the farm's tables: what matters is seen whole, what there is no room for is hidden and found in a menu."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QTableView, QToolButton
from pytestqt.qtbot import QtBot

from app.core.fleet import NodeFacts
from app.core.messages import WorkerView
from app.ui.controllers.farm_fleet import FarmFleet
from app.ui.controllers.farm_workers import FarmWorkers, WorkersNow
from app.ui.models.machines_table_model import COLUMN_IDS
from app.ui.models.workers_model import COLUMNS
from app.ui.services import Services
from app.ui.widgets.column_fit import PADDING
from app.ui.widgets.machines_panel import MachinesPanel
from app.ui.widgets.tile import Tile
from app.ui.widgets.workers_panel import WorkersPanel
from tests.fakes.shown_machines import fleet_part, machine
from tests.ui.panel_kit import shared_parts

IDS = [column.id for column in COLUMNS]


@pytest.fixture(scope="module")
def services(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with shared_parts(qapp, tmp_path_factory.mktemp("columns")) as made:
        yield made


@pytest.fixture
def workers(services: Services) -> Iterator[FarmWorkers]:
    made = FarmWorkers(services)
    views = tuple(
        WorkerView(
            name=f"render-01.{one}",
            boot="1",
            state="busy",
            engines=("builtin", "aerender"),
            silent=0.5,
            job_id="greeting",
            attempt=1,
            frames_drawn=122,
            versions={"builtin": "1.4"},
            node="render-01",
        )
        for one in range(3)
    )
    node = NodeFacts(node="render-01", cpu=0.44, memory=0.3, disk_free=111 * 10**9, instance_type="c7i.2xlarge")
    made.now = WorkersNow(at=time.time(), workers=views, nodes=(node,))
    yield made
    made.close()


@pytest.fixture
def panel(services: Services, workers: FarmWorkers, qtbot: QtBot) -> Iterator[WorkersPanel]:
    made = WorkersPanel(services, workers)
    qtbot.addWidget(made)
    made.resize(1052, 220)
    made.show()
    made.show_now()
    settle()
    yield made
    services.state.forget("farm/workers/columns")


def settle() -> None:
    for _ in range(5):
        QApplication.processEvents()


def shown(table: QTableView, ids: list[str]) -> set[str]:
    return {one for number, one in enumerate(ids) if not table.isColumnHidden(number)}


def cut(table: QTableView, services: Services, ids: list[str]) -> set[str]:
    """Columns that are seen in which a text has no room."""
    metrics, model = QFontMetrics(services.theme.font()), table.model()
    return {
        one
        for number, one in enumerate(ids)
        if not table.isColumnHidden(number)
        for place in range(model.rowCount())
        if metrics.horizontalAdvance(str(model.data(model.index(place, number)) or "")) + 2 * PADDING
        > table.columnWidth(number)
    }


def scrolls(table: QTableView) -> bool:
    return table.horizontalScrollBar().maximum() > 0


def test_in_a_small_window_what_matters_is_seen_whole_and_the_rest_gives_way(
    panel: WorkersPanel, services: Services
) -> None:
    table = panel.table
    assert not cut(table, services, IDS) and not scrolls(table)
    there = shown(table, IDS)
    assert {"state", "name", "task", "rate", "engine"} <= there and "type" not in there
    panel.resize(560, 220)
    settle()
    assert not cut(table, services, IDS) and not scrolls(table)
    assert {"state", "name", "task"} <= shown(table, IDS) < there
    panel.resize(1800, 220)
    settle()
    assert shown(table, IDS) == set(IDS)


def test_what_is_hidden_is_told_with_the_name(panel: WorkersPanel) -> None:
    panel.resize(560, 220)
    settle()
    model = panel.table.model()
    told = str(model.data(model.index(0, IDS.index("name")), 3))
    assert "Instance: c7i.2xlarge" in told and "Memory: 30 %" in told


def test_people_choose_columns_and_find_them_again(
    panel: WorkersPanel, services: Services, workers: FarmWorkers, qtbot: QtBot
) -> None:
    menu = panel.columns.menu(panel)
    found = {one.text(): one for one in menu.actions()}
    assert not found["Instance"].isChecked() and "Name" not in found
    found["Instance"].trigger()
    found["CPU"].trigger()
    there = shown(panel.table, IDS)
    assert "type" in there and "cpu" not in there
    again = WorkersPanel(services, workers)
    qtbot.addWidget(again)
    again.resize(1800, 220)
    again.show()
    again.show_now()
    settle()
    assert shown(again.table, IDS) == set(IDS) - {"cpu"}
    {one.text(): one for one in again.columns.menu(again).actions()}["As there is room"].trigger()
    assert shown(again.table, IDS) == set(IDS)
    assert services.state.texts("farm/workers/columns") == ()


def test_the_menu_is_reached_with_the_keyboard_and_from_the_header(panel: WorkersPanel, qtbot: QtBot) -> None:
    found = panel.findChild(QToolButton, "worker-columns")
    assert found is not None and found.accessibleName() == "Columns"
    found.click()
    opened = QApplication.activePopupWidget()
    assert isinstance(opened, QMenu) and "Engine" in [one.text() for one in opened.actions()]
    opened.close()
    panel.table.horizontalHeader().customContextMenuRequested.emit(panel.rect().topLeft())
    opened = QApplication.activePopupWidget()
    assert isinstance(opened, QMenu)
    opened.close()


def test_machines_in_half_a_window_do_not_scroll_sideways(
    services: Services, workers: FarmWorkers, qtbot: QtBot
) -> None:
    fleet = FarmFleet(services)
    made = MachinesPanel(services, workers, fleet)
    qtbot.addWidget(made)
    made.resize(512, 300)
    made.show()
    fleet.now = fleet_part(*(machine(number, "running") for number in (1, 2, 3)))
    fleet.changed.emit()
    settle()
    assert not scrolls(made.table) and not cut(made.table, services, list(COLUMN_IDS))
    assert {"state", "name", "workers", "price"} <= shown(made.table, list(COLUMN_IDS))
    fleet.close()


def test_machines_without_a_price_are_told_by_region(services: Services, workers: FarmWorkers, qtbot: QtBot) -> None:
    fleet = FarmFleet(services)
    made = MachinesPanel(services, workers, fleet)
    qtbot.addWidget(made)
    made.show()
    note = made.findChild(QLabel, "machines-unpriced")
    assert note is not None
    fleet.now = fleet_part(machine(1), machine(2))
    fleet.changed.emit()
    assert note.isHidden()
    fleet.now = fleet_part(machine(1, price=None, zone="eu-central-1a"), machine(2))
    fleet.changed.emit()
    assert note.isVisible() and note.text().startswith("No price is known for eu-central-1 (c7i.2xlarge). Add your own")
    fleet.close()


def test_a_narrow_tile_has_room_for_two_lines_before_they_are_needed(services: Services, qtbot: QtBot) -> None:
    tile = Tile("Cost per hour")
    qtbot.addWidget(tile)
    tile.say("$1.07", "$3.50 today")
    tile.resize(196, tile.sizeHint().height())
    tile.show()
    settle()
    before = tile.sizeHint().height()
    tile.say("$1.07", "$3.50 today (UTC), 17 % of the cap of $20.00")
    rest = tile.findChildren(QLabel)[-1]
    assert rest.heightForWidth(rest.width()) <= rest.height()
    assert tile.sizeHint().height() == before
