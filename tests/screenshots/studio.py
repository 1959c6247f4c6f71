"""A window over an empty home, off the screen, that is brought into a state and photographed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.farm.settings_store import SettingsStore
from app.main import start_agents
from app.ui.application import Application, WindowWiring
from app.ui.assembly import HEAVY
from tests.screenshots.scene import Look

PATIENCE = 90.0
"""Seconds that a state may take to come about, however busy the computer is."""

CALM = 0.3
"""Seconds without a change of what is shown, after which a picture is taken."""

Found = TypeVar("Found", bound=QWidget)


def private_home(home: Path) -> None:
    """Make this process one of a user who has nothing yet."""
    for name in [name for name in os.environ if name.startswith("FARMHAND_") and name != "FARMHAND_CORPUS"]:
        del os.environ[name]
    os.environ["HOME"] = str(home)
    for name, folder in (("CONFIG", ".config"), ("DATA", ".local/share"), ("CACHE", ".cache"), ("STATE", ".local/st")):
        os.environ[f"XDG_{name}_HOME"] = str(home / folder)
    os.environ["XDG_VIDEOS_DIR"] = str(home / "Videos")


class Studio:
    """One application. What `wait` and `settle` wait for comes about in real threads and processes."""

    def __init__(self, qt: QApplication, home: Path) -> None:
        self.qt = qt
        self.home = home
        self.wiring = WindowWiring(
            start_agents=start_agents,
            settings=SettingsStore(home / ".config" / "farmhand" / "farmhand.toml", {}),
            owner="ada",
            home=home / ".local" / "share" / "farmhand" / "profiles" / "default",
        )
        self.application = Application(qt, self.wiring)

    def open(self) -> None:
        """Show the window, with every page at hand."""
        self.application.start()
        self.wait(lambda: all(self.application.assembly.is_ready(key) for key in HEAVY))

    def close(self) -> None:
        """End everything that was started."""
        self.application.close()
        self.application.deleteLater()
        self.qt.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    @property
    def window(self) -> QWidget:
        """The main window."""
        return self.application.window

    def wait(self, fact: Callable[[], object], *, seconds: float = PATIENCE) -> None:
        """Let the window go on until something holds. Raises `TimeoutError`."""
        until = time.monotonic() + seconds
        tick = QTimer()
        tick.start(20)
        while not fact():
            if time.monotonic() > until:
                raise TimeoutError(
                    f"waited {seconds:.0f} s in vain in {fact.__code__.co_filename}:{fact.__code__.co_firstlineno}"
                )
            self.qt.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            # What is let go of goes with the program's own loop only, and would be in the pictures.
            self.qt.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def pause(self, seconds: float) -> None:
        """Let the window go on for so long."""
        until = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() >= until)

    def settle(self) -> None:
        """Wait until what is shown does not change any more; what never rests is taken as it is."""
        last, since, begun = self.picture(), time.monotonic(), time.monotonic()
        while time.monotonic() - since < CALM and time.monotonic() - begun < 5:
            self.pause(0.1)
            now = self.picture()
            if now.toImage() != last.toImage():
                last, since = now, time.monotonic()

    def wear(self, look: Look) -> None:
        """Dress the window in a look."""
        preferences, languages = self.application.services.preferences, self.application.services.languages
        for name, value in (("theme", look.theme), ("text_size", look.text_size)):
            if getattr(preferences.settings, name) != value:
                preferences.set(name, value)
        languages.apply(look.language)
        self.window.resize(*look.size)
        self.pause(0.2)
        for front in self._fronts():
            front.move(self.window.geometry().center() - front.rect().center())

    def picture(self) -> QPixmap:
        """What people would see: the window, and what is open in front of it."""
        window = self.window
        shot = window.grab()
        if fronts := self._fronts():
            with QPainter(shot) as painter:
                for front in sorted(fronts, key=lambda one: one.windowModality().value):
                    place = front.mapToGlobal(QPoint()) - window.mapToGlobal(QPoint())
                    painter.setPen(QColor("#808080"))
                    painter.drawPixmap(place, front.grab())
                    painter.drawRect(front.rect().translated(place).adjusted(-1, -1, 0, 0))
        return shot

    def dismiss(self) -> None:
        """Close what is open in front of the window."""
        for front in self._fronts():
            front.close()
        self.wait(lambda: not self._fronts())

    def _fronts(self) -> list[QWidget]:
        """What is open in front of the window."""
        tops = self.qt.topLevelWidgets()
        return [one for one in tops if one is not self.window and one.isVisible() and one.isWindow()]

    def part(self, kind: type[Found], name: str, within: QWidget | None = None) -> Found:
        """A part of the window, or of what is in front of it, by its name."""
        places = [within] if within is not None else [self.window, *self.qt.topLevelWidgets()]
        for place in places:
            found = [one for one in place.findChildren(kind, name) if one.isVisible()]
            if found:
                return found[0]
        raise LookupError(f"there is no {name}")

    def click(self, kind: type[QWidget], name: str) -> None:
        """Click on a part."""
        QTest.mouseClick(self.part(kind, name), Qt.MouseButton.LeftButton)

    def go(self, page: str) -> None:
        """Show a page."""
        self.application.window.show_page(page)
        self.wait(lambda: self.application.window.page(page).isVisible())
