"""The window on a farm of many computers: connecting it, rendering there, and losing and finding it again."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.core.settings_kinds import SettingValue
from app.farm.farm_profiles import FILE_NAME, FarmProfile, FarmProfiles, KnownFarms
from app.ui.application import Application, WindowWiring
from app.ui.controllers.farm_trial import StepState
from app.ui.dialogs.connect_farm import ConnectFarmDialog
from app.ui.widgets.farm_panel import FarmPanel
from tests.servers.rabbitmq import RabbitNode
from tests.ui.conftest import OpenedUrls
from tests.ui.farm_kit import PASSWORD, Office
from tests.ui.queue_kit import LEFT, PATIENCE, Queue
from tests.ui.running import running


@pytest.fixture
def office(rabbit_node: RabbitNode, rabbit_vhost: str, tmp_path: Path) -> Iterator[Office]:
    made = Office(rabbit_node, rabbit_vhost, tmp_path / "office")
    yield made
    made.close()


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")


def dialog(application: Application, qtbot: QtBot, name: str = "") -> ConnectFarmDialog:
    application.services.navigator.farm_dialog_wanted.emit(name)
    found = application.window.findChild(ConnectFarmDialog, "connect-farm")
    assert found is not None
    qtbot.waitUntil(found.isVisible, timeout=PATIENCE)
    return found


def type_into(shown: ConnectFarmDialog, **texts: str) -> None:
    for name, text in texts.items():
        box = shown.findChild(QLineEdit, f"farm-{name}")
        assert box is not None, name
        box.setText(text)


def click(shown: QWidget, name: str, qtbot: QtBot) -> None:
    found = next(one for one in shown.findChildren(QPushButton, name) if one.isVisible())
    qtbot.mouseClick(found, LEFT)


def states(shown: ConnectFarmDialog) -> dict[str, StepState]:
    return {one.step: one.state for one in shown.trial.steps}


def bottom(application: Application) -> str:
    bar = application.window._bottom
    return " | ".join(one.text() for one in bar.findChildren(QToolButton) if one.isVisible())


@pytest.mark.timeout(300)
def test_a_farm_is_tried_connected_and_renders(
    application: Application, office: Office, qtbot: QtBot, tmp_path: Path, opened_files: OpenedUrls
) -> None:
    office.start_manager()
    office.start_worker()
    shown = dialog(application, qtbot)
    type_into(shown, name="Studio A", broker=office.url("ann"), storage=str(office.storage))
    password = shown._secrets["broker"]
    assert password.echoMode() is QLineEdit.EchoMode.Password
    password.setText(PASSWORD)
    click(shown, "test", qtbot)
    qtbot.waitUntil(lambda: not shown.trial.running, timeout=PATIENCE)
    found = states(shown)
    assert found.pop("tls") is StepState.LEFT_OUT
    assert set(found.values()) <= {StepState.GOOD, StepState.DOUBTFUL}, shown.trial.steps
    click(shown, "connect", qtbot)
    farm = application.services.farm
    qtbot.waitUntil(lambda: farm.link.heard > 0 and farm.link.error is None, timeout=PATIENCE)
    assert farm.place == "Studio A"
    assert "Farm “Studio A” | Connected" in bottom(application)

    queue = Queue(application, qtbot)
    (job_id,) = queue.submit(tmp_path, "Ada", frames=50)
    qtbot.waitUntil(lambda: queue.state(job_id) == "done", timeout=PATIENCE)
    view = farm.jobs[job_id]
    assert (view.owner, view.folder) == ("ann", "")
    assert Path(view.film.path).is_relative_to(office.storage) if view.film else False
    queue.click(job_id)
    queue.do("play")
    qtbot.waitUntil(lambda: bool(opened_files.paths), timeout=PATIENCE)
    assert opened_files.paths[0].is_file()

    application.window.show_page("farm")
    panel = application.window.page("farm").findChild(FarmPanel)
    assert panel is not None
    qtbot.waitUntil(lambda: panel.workers.table.model().rowCount() == 1, timeout=PATIENCE)
    assert panel.sentence() == "Nothing waits. Films that you queue are rendered on this farm."
    panel.workers.table.selectRow(0)
    click(panel, "ping-workers", qtbot)
    refused = panel._refused
    qtbot.waitUntil(lambda: refused.error is not None, timeout=PATIENCE)
    assert "ann" in refused.accessibleName()

    application.services.places.choose("")
    qtbot.waitUntil(lambda: not farm.jobs, timeout=PATIENCE)
    assert "This computer" in bottom(application)
    application.services.places.choose("Studio A")
    qtbot.waitUntil(lambda: job_id in farm.jobs, timeout=PATIENCE)
    kept = (farm.home / "farms.toml").read_text("utf-8")
    assert "Studio A" in kept
    assert PASSWORD not in kept


@pytest.mark.timeout(200)
def test_each_wrong_thing_is_named_where_it_goes_wrong(application: Application, office: Office, qtbot: QtBot) -> None:
    shown = dialog(application, qtbot)
    office.storage.mkdir(parents=True)
    type_into(shown, name="Studio A", broker=office.url("ann"), storage=str(office.storage))
    shown._secrets["broker"].setText("not hers")
    click(shown, "test", qtbot)
    qtbot.waitUntil(lambda: not shown.trial.running, timeout=PATIENCE)
    found = states(shown)
    assert found["network"] is StepState.GOOD
    assert found["login"] is StepState.BAD
    assert found["rights"] is StepState.LEFT_OUT
    assert found["storage"] is StepState.GOOD
    login = next(one for one in shown.trial.steps if one.step == "login")
    assert "does not let “ann” in" in login.seen
    assert "password" in login.next_step
    said = " ".join(one.text() for one in shown.findChildren(QLabel))
    assert "not hers" not in said
    type_into(shown, broker="amqp://ann@127.0.0.1:1/farmhand")
    click(shown, "test", qtbot)
    qtbot.waitUntil(lambda: not shown.trial.running, timeout=PATIENCE)
    assert states(shown)["network"] is StepState.BAD
    assert states(shown)["login"] is StepState.LEFT_OUT
    type_into(shown, broker="mq.studio.local")
    click(shown, "test", qtbot)
    qtbot.waitUntil(lambda: not shown.trial.running, timeout=PATIENCE)
    assert states(shown)["address"] is StepState.BAD


@pytest.mark.timeout(200)
def test_a_lost_farm_is_counted_down_to_and_comes_back(
    application: Application, office: Office, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FARMHAND_SECRET_BROKER", PASSWORD)
    office.start_manager()
    profile = FarmProfile(name="Studio A", values={"broker": office.url("ann"), "storage": str(office.storage)})
    application.services.places.put(profile, {})
    farm = application.services.farm
    qtbot.waitUntil(lambda: farm.link.heard > 0, timeout=PATIENCE)
    queue = Queue(application, qtbot)
    (job_id,) = queue.submit(tmp_path, "Ada", frames=50)
    qtbot.waitUntil(lambda: job_id in farm.jobs, timeout=PATIENCE)
    office.shut_out("ann")
    try:
        qtbot.waitUntil(lambda: farm.link.error is not None, timeout=PATIENCE)
        assert job_id in farm.jobs
        assert queue.table.delegate.faded
        qtbot.waitUntil(lambda: farm.link.seconds_left > 0, timeout=PATIENCE)
        said = " ".join(one.text() for one in queue.page.findChildren(QLabel) if one.isVisible())
        assert "as of" in said
        qtbot.waitUntil(lambda: not queue.button("cancel").isEnabled(), timeout=PATIENCE)
    finally:
        office.let_in("ann")
    farm.link.try_now()
    qtbot.waitUntil(lambda: farm.link.error is None, timeout=PATIENCE)
    qtbot.waitUntil(lambda: not queue.table.delegate.faded, timeout=PATIENCE)


def test_an_unreachable_farm_keeps_neither_the_start_nor_the_end_waiting(
    application: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FARMHAND_SECRET_BROKER", PASSWORD)
    profile = FarmProfile(name="Studio A", values={"broker": "amqp://ann@127.0.0.1:1/farmhand"})
    application.services.places.put(profile, {})
    farm = application.services.farm
    qtbot.waitUntil(lambda: farm.link.error is not None, timeout=PATIENCE)
    assert application.window.isVisible()
    assert "No connection" in bottom(application)
    refused: list[object] = []
    farm.act(lambda connection: connection.client.snapshot(), owner=application, failed=refused.append)
    qtbot.waitUntil(lambda: bool(refused), timeout=PATIENCE)


def test_a_farm_that_is_put_before_the_list_is_read_is_used_and_the_list_stays(
    qapp: QApplication, wiring: WindowWiring, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FARMHAND_SECRET_BROKER", PASSWORD)
    values: dict[str, SettingValue] = {"broker": "amqp://ann@127.0.0.1:1/farmhand"}
    kept = FarmProfiles(wiring.home / FILE_NAME)
    kept.save(KnownFarms().with_farm(FarmProfile(name="Studio Z", values=values)))
    load, may_read = FarmProfiles.load, threading.Event()

    def late(self: FarmProfiles) -> KnownFarms:
        assert may_read.wait(PATIENCE / 1000)
        return load(self)

    monkeypatch.setattr(FarmProfiles, "load", late)
    with running(qapp, wiring) as application:
        application.services.places.put(FarmProfile(name="Studio A", values=values), {})
        farm = application.services.farm
        qtbot.waitUntil(lambda: farm.link.error is not None, timeout=PATIENCE)
        may_read.set()
        qtbot.waitUntil(lambda: len(load(kept).farms) == 2, timeout=PATIENCE)
        assert [one.name for one in application.services.places.known.farms] == ["Studio A", "Studio Z"]
        assert (farm.place, load(kept).chosen) == ("Studio A", "Studio A")


def test_trial_is_given_up_at_once(application: Application, qtbot: QtBot) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        shown = dialog(application, qtbot)
        port = silent.getsockname()[1]
        type_into(shown, name="Studio A", broker=f"amqps://ann@127.0.0.1:{port}/farmhand")
        click(shown, "test", qtbot)
        qtbot.waitUntil(lambda: states(shown).get("tls") is StepState.RUNNING, timeout=PATIENCE)
        click(shown, "test", qtbot)
        assert not shown.trial.running
        assert states(shown)["tls"] is StepState.LEFT_OUT
        shown.reject()


def test_farms_are_listed_changed_and_forgotten(application: Application, qtbot: QtBot) -> None:
    places = application.services.places
    places.put(FarmProfile(name="Studio A", values={"broker": "amqps://ann@a.invalid/f"}), {}, use=False)
    places.put(FarmProfile(name="Studio B", values={"broker": "amqps://ann@b.invalid/f"}), {}, use=False)
    application.services.navigator.settings_wanted.emit("connection")
    page = application.window.page("settings")
    qtbot.waitUntil(lambda: page.findChild(QPushButton, "forget-Studio B") is not None, timeout=PATIENCE)
    shown = dialog(application, qtbot, "Studio B")
    type_into(shown, name="Studio C")
    shown._accept()
    assert [one.name for one in places.known.farms] == ["Studio A", "Studio C"]
    qtbot.waitUntil(lambda: page.findChild(QPushButton, "forget-Studio C") is not None, timeout=PATIENCE)
    forget = page.findChild(QPushButton, "forget-Studio C")
    assert forget is not None
    qtbot.mouseClick(forget, Qt.MouseButton.LeftButton)
    verb = next(one for one in page.findChildren(QPushButton, "verb") if one.isVisible())
    qtbot.mouseClick(verb, Qt.MouseButton.LeftButton)
    assert [one.name for one in places.known.farms] == ["Studio A"]
    assert application.services.farm.is_here
