"""Hands on a real screen: keys and mouse events that come from the X server, as a person's do.

There is no window manager on it, so that hands also do what one would: the window that is clicked gets the keyboard.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QPoint, QRect, QTimer
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

SECONDS = 120_000
"""How long (milliseconds) hands wait for what they have caused, however busy the computer is."""

WHEEL_DOWN = 5
MOST_TURNS = 120

Place = tuple[int, int]
"""Where on the screen, in pixels from its upper left corner."""

Found = TypeVar("Found", bound=QWidget)


@dataclass(frozen=True, slots=True)
class Hands:
    """Moves the pointer, clicks and types through the X server, and lets the window answer."""

    qtbot: QtBot

    def click(self, widget: QWidget, at: QPoint | None = None, *, button: int = 1) -> None:
        """Click on a widget, in its middle unless told where; it is scrolled into sight before, with the wheel."""
        self.reach(widget, at)
        self.focus(widget)
        self._run([*move_to(place_of(widget, at)), "click", str(button)])

    def choose(self, opener: QWidget, *keys: str) -> None:
        """Open a menu with the mouse, and press keys in it once it is there; these have to close it."""
        # Qt's menu buttons do not return before the menu is closed, so the keys come from a timer.
        pressing: list[subprocess.Popen[bytes]] = []
        timer = QTimer()

        def look() -> None:
            if not pressing and QApplication.activePopupWidget() is not None:
                pressing.append(subprocess.Popen(["xdotool", "key", "--delay", "50", *keys]))

        timer.timeout.connect(look)
        timer.start(50)
        self.click(opener)
        self.wait(lambda: bool(pressing) and pressing[0].poll() is not None)
        timer.stop()

    def reach(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Wait until a widget is shown and stands still, and turn the wheel until that point of it is in sight.

        What was done before may still move it: a click would meet what is there by then.
        """
        self.wait(widget.isVisible)
        before: Place | None = None
        for _ in range(MOST_TURNS):
            place = place_of(widget, at)
            if place == before:
                if in_sight(widget, at):
                    return
                area = scroll_area(widget)
                if area is not None and not area.viewport().visibleRegion().contains(area_point(widget, area, at)):
                    self._run([*move_to(place_of(area)), "click", str(WHEEL_DOWN)])
            before = place
            self.qtbot.wait(50)
        raise AssertionError(f"{widget.objectName() or widget} cannot be reached with the mouse")

    def focus(self, widget: QWidget) -> None:
        """Give a widget's window the keyboard, as a window manager does."""
        window = widget.window()
        self.wait(lambda: bool(window.windowHandle() is not None and window.windowHandle().isExposed()))
        self._run(["windowfocus", "--sync", str(int(window.winId()))])
        self.wait(window.isActiveWindow)

    def drag(self, start: Place, end: tuple[QWidget, QPoint | None]) -> None:
        """Press on a place of the screen, move in small steps to a widget, let go there."""
        (x1, y1), (x2, y2) = start, place_of(*end)
        words = [*move_to(start), "mousedown", "1"]
        for step in range(1, 13):
            words += [*move_to((x1 + (x2 - x1) * step // 12, y1 + (y2 - y1) * step // 12)), "sleep", "0.04"]
        # Where it is let go has to have seen it before, and said that it takes it.
        self._run([*words, *move_to((x2 + 1, y2 + 1)), "sleep", "0.3", "mouseup", "1"])

    def type(self, text: str) -> None:
        """Type text into what has the focus."""
        self._run(["type", "--delay", "20", text])

    def press(self, *keys: str) -> None:
        """Press key combinations, in X's words: `ctrl+Return`, `F8`."""
        self._run(["key", "--delay", "20", *keys])

    def wait(self, fact: Callable[[], bool]) -> None:
        """Let the window go on until something holds."""
        self.qtbot.waitUntil(fact, timeout=SECONDS)

    def _run(self, words: Sequence[str]) -> None:
        """Run xdotool while the window goes on; its events are in the X server when it ends."""
        process = subprocess.Popen(["xdotool", *words])
        self.wait(lambda: process.poll() is not None)
        assert process.returncode == 0


def part(parent: QWidget, kind: type[Found], name: str) -> Found:
    """A part of a window by its name."""
    found = parent.findChild(kind, name)
    assert found is not None, f"there is no {name}"
    return found


def move_to(place: Place) -> list[str]:
    """The words that move the pointer."""
    return ["mousemove", str(place[0]), str(place[1])]


def place_of(widget: QWidget, at: QPoint | None = None) -> Place:
    """Where a point of a widget is on the screen; its middle unless told."""
    place = widget.mapToGlobal(at if at is not None else widget.rect().center())
    return place.x(), place.y()


def in_sight(widget: QWidget, at: QPoint | None = None) -> bool:
    """Whether the mouse would hit the widget there."""
    hit = QApplication.widgetAt(widget.mapToGlobal(at if at is not None else widget.rect().center()))
    return hit is not None and (hit is widget or widget.isAncestorOf(hit))


def scroll_area(widget: QWidget) -> QScrollArea | None:
    """What scrolls a widget."""
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    return parent


def area_point(widget: QWidget, area: QScrollArea, at: QPoint | None) -> QPoint:
    """A point of a widget as a point of what scrolls it."""
    return widget.mapTo(area.viewport(), at if at is not None else widget.rect().center())


def picture(widget: QWidget, path: Path) -> Path:
    """What the widget shows now, as a file to look at when a test has failed."""
    widget.grab().save(str(path))
    return path


def on_screen(widget: QWidget) -> QRect:
    """A widget's rectangle on the screen."""
    return QRect(widget.mapToGlobal(QPoint()), widget.size())
