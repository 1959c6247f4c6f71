"""A farm that starts and stops its machines while a batch is drawn and two of them die, as an admin sees it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QTableView, QWidget

from app.ui.application import Application
from app.ui.dialogs.connect_farm import ConnectFarmDialog
from app.ui.widgets.activity_panel import ActivityPanel
from app.ui.widgets.farm_panel import FarmPanel
from app.ui.widgets.machines_panel import MachinesPanel
from app.ui.widgets.scaling_panel import ScalingPanel
from tests.e2e.farm_programs import PASSWORD
from tests.e2e.scaled_farm import (
    LONG_BATCH_SECONDS,
    MACHINES,
    ScaledFarm,
    agents,
    films_for,
    give_up_the_rest,
    kill_with_all,
    submit,
)
from tests.screen.hands import Hands, part
from tests.servers.rabbitmq import RabbitNode

LONGEST_BATCH = 300_000
"""Milliseconds."""

PICTURES = os.environ.get("FARMHAND_TEST_PICTURES")
"""A folder for pictures of the window to look at; read now, as a test's home has no such variables."""

IN_BOX = QPoint(10, 10)
"""In the little box of a check box: beside its words it does not answer."""

RUNS, STOPPED = "Running", "Stopped"


@pytest.fixture
def farm(
    rabbit_node: RabbitNode, tmp_path: Path, application: Application, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ScaledFarm]:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    folder = tmp_path / "studio"
    folder.mkdir()
    one = ScaledFarm(rabbit_node, f"watched-{uuid.uuid4().hex[:8]}", folder)
    one.start()
    yield one
    application.services.farm.close()
    one.close()
    rabbit_node.drop_vhost(one.vhost)


class Admin:
    """Somebody who runs a farm, in front of the window."""

    def __init__(self, application: Application, hands: Hands, pictures: Path) -> None:
        self.application, self.hands, self.pictures = application, hands, pictures
        self.window = application.window
        self.window.resize(1920, 1080)

    def connects(self, farm: ScaledFarm) -> None:
        """The dialog that connects a farm, filled in by hand."""
        self.application.services.navigator.farm_dialog_wanted.emit("")
        dialog = part(self.window, ConnectFarmDialog, "connect-farm")
        for name, text in (
            ("name", "Studio"),
            ("broker", farm.node.url("cleo", farm.vhost)),
            ("secret-broker", PASSWORD),
            ("storage", str(farm.folder / "storage")),
        ):
            self.hands.click(part(dialog, QLineEdit, f"farm-{name}"))
            self.hands.type(text)
        self.hands.click(part(dialog, QPushButton, "connect"))
        link = self.application.services.farm.link
        self.hands.wait(lambda: link.heard > 0 and link.error is None)

    def looks_at(self, panel: str) -> None:
        """A panel of the farm's page, which has to be the page that is shown."""
        self.hands.focus(self.window)
        self.hands.press("ctrl+5")
        self.hands.wait(lambda: self.window.findChild(FarmPanel) is not None)
        found = self.window.findChild(FarmPanel)
        assert found is not None
        found.docks.show_panel(panel, focus=True)

    def sets(self, **figures: int) -> None:
        """Figures of the scaling policy, which is switched on for good, and in force afterwards."""
        self.looks_at("scaling")
        panel = part(self.window, ScalingPanel, "scaling-panel")
        for name, on in (("enabled", True), ("dry_run", False)):
            box = panel.field[name].findChild(QCheckBox)
            assert box is not None
            if box.isChecked() is not on:
                self.hands.click(box, IN_BOX)
        for name, figure in figures.items():
            field = panel.field[name].findChild(QLineEdit)
            assert field is not None
            self.hands.click(field)
            self.hands.wait(field.hasFocus)
            self.hands.press("ctrl+a")
            self.hands.type(str(figure))
            self.hands.wait(lambda field=field, text=str(figure): field.text() == text)
            self.hands.press("Tab")
        self.hands.click(part(panel, QPushButton, "scaling-apply"))
        fleet = self.application.assembly.fleet

        def in_force() -> bool:
            now = fleet.now
            return now is not None and all(getattr(now.policy, name) == to for name, to in figures.items())

        # What starts, stops or costs something is asked about.
        self.hands.wait(lambda: answer(panel) is not None or in_force())
        verb = answer(panel)
        if verb is not None:
            self.hands.click(verb)
        self.hands.wait(in_force)

    def machines(self) -> list[str]:
        """The states of all machines, as the table shows them."""
        panel = self.window.findChild(MachinesPanel)
        return [] if panel is None else column(panel.table, 0)

    def keeps(self, name: str) -> None:
        """A picture of the window as it is now."""
        self.pictures.mkdir(parents=True, exist_ok=True)
        self.window.grab().save(str(self.pictures / f"{name}.png"))


def answer(panel: QWidget) -> QPushButton | None:
    """The button that does what a question asks about."""
    return next((one for one in panel.findChildren(QPushButton, "verb") if one.isVisible()), None)


def column(table: QTableView, number: int) -> list[str]:
    """The texts of a table's column."""
    model = table.model()
    return [str(model.data(model.index(place, number))) for place in range(model.rowCount())]


@pytest.mark.timeout(600)
def test_machines_come_for_a_batch_die_come_again_and_go_before_an_admins_eyes(
    application: Application, hands: Hands, farm: ScaledFarm, tmp_path: Path
) -> None:
    admin = Admin(application, hands, Path(PICTURES) if PICTURES else tmp_path / "pictures")
    admin.connects(farm)
    admin.looks_at("machines")
    hands.wait(lambda: admin.machines() == [STOPPED] * len(MACHINES))
    with farm.person("ann") as ann:
        jobs = submit(ann, films_for(LONG_BATCH_SECONDS))
        hands.wait(lambda: application.services.farm.tally.queued > 0)
        admin.sets(maximum=3, target_minutes=1)
        admin.keeps("1-policy")
        admin.looks_at("machines")
        hands.wait(lambda: admin.machines().count(RUNS) >= 2)
        panel = application.window.findChild(FarmPanel)
        assert panel is not None
        hands.qtbot.waitUntil(lambda: column(panel.workers.table, 0).count("Rendering") >= 2, timeout=LONGEST_BATCH)
        admin.keeps("2-running")
        for one in agents(farm)[:2]:
            kill_with_all(one)
        hands.wait(lambda: admin.machines().count(RUNS) < 2)
        admin.keeps("3-killed")
        hands.wait(lambda: admin.machines().count(RUNS) >= 2)
        begun = give_up_the_rest(ann, jobs)
        tally = application.services.farm.tally
        hands.qtbot.waitUntil(lambda: not tally.busy, timeout=LONGEST_BATCH)
        assert tally.failed == 0
        admin.keeps("4-done")
        assert len(set(farm.films(ann, *begun))) == 1
    admin.looks_at("activity")
    activity = part(application.window, ActivityPanel, "activity-panel")
    hands.wait(lambda: column(activity.table, 2).count("Start") >= 2)
    assert column(activity.table, 1).count("Target time") >= 2
    admin.keeps("5-activity")
    admin.sets(maximum=0)
    admin.looks_at("machines")
    hands.wait(lambda: admin.machines() == [STOPPED] * len(MACHINES))
    assert agents(farm) == []
    admin.keeps("6-stopped")
