"""The window in tests: a whole application over an empty home, real agents, and no tolerance for noise or leaks."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.application import Application, WindowWiring
from app.ui.services import Services
from app.ui.watchdog import Stall, Watchdog
from tests.ui.running import move_in, nothing_left, running, wiring_in

LONGEST_STALL = 0.4
LONGEST_WAIT = 5.0
"""Seconds that the window's thread may compute, and may be away in all, in a test marked `stall_free`.

Test machines are slow, and do other things besides: how long a thread was away tells of them more than of the thread.
"""

_EVENTS = ("pytestqt/qtbot.py", "pytestqt\\qtbot.py", "pytestqt/wait_signal.py", "pytestqt\\wait_signal.py")
"""In the stack of whatever runs because of an event; what a test does by itself is nobody's stall."""

_stalls: list[tuple[str, Stall]] = []


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "stall_free: the window's thread may not be busy for long in this test")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for name, stall in sorted(_stalls, key=lambda one: -one[1].seconds)[:8]:
        line = next((one for one in reversed(stall.stack.splitlines()) if "/app/" in one or "\\app\\" in one), "")
        terminalreporter.write_line(f"stall of {stall.seconds * 1000:.0f} ms in {name}:{line}")


def too_long(stalls: Iterable[Stall], *, busy: float = LONGEST_STALL) -> list[str]:
    """What the window's thread was doing in stalls that nobody has to bear."""
    return [stall.stack for stall in stalls if stall.busy > busy or stall.seconds > LONGEST_WAIT]


@pytest.fixture(scope="session")
def caches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What earlier tests have left in their caches of fonts and parsed projects: each takes a second to make."""
    return tmp_path_factory.mktemp("caches")


@pytest.fixture(autouse=True)
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caches: Path) -> Iterator[Path]:
    """A home folder of the test's own, in which nothing is set."""
    home = tmp_path / "home"
    move_in(home, monkeypatch)
    own = home / ".cache" / "farmhand"
    shutil.copytree(caches, own)
    yield home
    for kept in (*own.glob("fonts.*"), *own.glob("models/*")):
        target = caches / kept.relative_to(own)
        if not target.exists():
            target.parent.mkdir(exist_ok=True)
            shutil.copy2(kept, target)


@pytest.fixture(scope="session", autouse=True)
def kept_is_not_counted() -> Iterator[None]:
    """A window only asks whether it is the first of its process; to count all that a suite keeps takes long."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(gc, "get_freeze_count", lambda: 1)
        yield


@pytest.fixture(autouse=True)
def garbage_on_this_thread() -> Iterator[None]:
    """As in a running window, no other thread looks for garbage; see `app.ui.garbage`.

    What is there before a test is not looked through again: with the modules of the whole program and what tests keep,
    that took most of a short test's time.
    """
    gc.disable()
    gc.freeze()
    yield
    gc.collect()


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that leaves threads or child processes; a window that tests share is looked at when it ends."""
    if "studio" in request.fixturenames:
        yield
        return
    with nothing_left():
        yield


class OpenedUrls(QObject):
    """Takes what would be opened in other programs."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: list[Path] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.paths.append(Path(url.toLocalFile()))


@pytest.fixture(autouse=True)
def opened_files(qapp: QApplication) -> Iterator[OpenedUrls]:
    """Files and folders that were opened in other programs: none of them starts in tests."""
    taker = OpenedUrls()
    QDesktopServices.setUrlHandler("file", taker, "take")  # type: ignore[arg-type]
    yield taker
    QDesktopServices.unsetUrlHandler("file")


@pytest.fixture(autouse=True)
def no_key_is_held(qapp: QApplication) -> Iterator[None]:
    """Qt takes Ctrl as held from a key with it until the next event: what the next test selects would add up."""
    yield
    QTest.keyRelease(QWidget(), Qt.Key.Key_Shift)


@pytest.fixture
def wiring(empty_home: Path) -> WindowWiring:
    """What the composition root would hand to the window of a new user."""
    return wiring_in(empty_home)


@pytest.fixture
def stalls(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[Watchdog]:
    """Watches the window's thread; told at the end of the run, and fails a test marked `stall_free`."""
    watchdog = Watchdog()
    watchdog.start()
    yield watchdog
    watchdog.stop()
    found = [stall for stall in watchdog.stalls if any(mark in stall.stack for mark in _EVENTS)]
    _stalls.extend((request.node.name, stall) for stall in found)
    if request.node.get_closest_marker("stall_free"):
        assert too_long(found) == []


@pytest.fixture
def application(qapp: QApplication, wiring: WindowWiring, stalls: Watchdog) -> Iterator[Application]:
    """A whole running window."""
    with running(qapp, wiring) as made:
        yield made


@pytest.fixture(scope="module")
def studio(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """A window that the tests of a module share; what is not undone by opening a template again, they undo."""
    home = tmp_path_factory.mktemp("studio")
    with nothing_left(), pytest.MonkeyPatch.context() as monkeypatch:
        move_in(home, monkeypatch)
        with running(qapp, wiring_in(home)) as made:
            yield made


@pytest.fixture
def services(application: Application) -> Services:
    """The parts that pages share."""
    return application.services
