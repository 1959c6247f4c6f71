"""The real program, which also says what its window shows: `python -m tests.fakes.window_program [FILE …]`.

Each line of its standard input is a question: `facts`, or `where NAME` for a part of the window (or a button's text).
Each is answered with a line of JSON. It does nothing that it would not do without questions.
"""

from __future__ import annotations

import json
import sys
import threading
from typing import Any

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from app import main
from app.core.slots import TextFill
from app.ui import startup
from app.ui.application import Application


class TellingApplication(Application):
    """The application, with ears for questions."""

    def start(self) -> None:
        super().start()
        self._ears = Ears(self)
        self._ears.listen()


class Ears(QObject):
    """Hears questions in a thread, and answers them on the window's."""

    heard = Signal(str)

    def __init__(self, application: Application) -> None:
        super().__init__(application)
        self._application = application
        self.heard.connect(self._answer)

    def listen(self) -> None:
        threading.Thread(target=self._read, name="ears", daemon=True).start()

    def _read(self) -> None:
        for line in sys.stdin:
            self.heard.emit(line.strip())

    @Slot(str)
    def _answer(self, question: str) -> None:
        word, _, name = question.partition(" ")
        print(json.dumps(where(name) if word == "where" else facts(self._application)), flush=True)


def where(name: str) -> list[int] | None:
    """Left, top, width and height of a part that is shown, on the screen."""
    for window in QApplication.topLevelWidgets():
        for part in window.findChildren(QWidget):
            named = part.objectName() == name or (isinstance(part, QAbstractButton) and part.text() == name)
            if named and part.isVisible():
                place = part.mapToGlobal(QPoint())
                return [place.x(), place.y(), part.width(), part.height()]
    return None


def facts(application: Application) -> dict[str, Any]:
    """What the window shows now."""
    window, assembly = application.window, application.assembly
    found: dict[str, Any] = {
        "window": int(window.winId()),
        "active": window.isActiveWindow(),
        "windows": [one.windowTitle() for one in QApplication.topLevelWidgets() if one.isVisible() and one.isWindow()],
        "page": window.current,
        "restore": window.banners.banner("session") is not None,
        "jobs": {view.output: view.state for view in application.services.farm.jobs.values()},
    }
    if assembly.controller("batch") is not None:
        found["batch"] = assembly.batch.checks.summary.ready
    if assembly.controller("compose") is not None:
        entries = assembly.compose.values.entries
        found["compose"] = str(assembly.compose.state)
        found["texts"] = {key: entry.text for key, entry in entries.items() if isinstance(entry, TextFill)}
    return found


if __name__ == "__main__":
    startup.Application = TellingApplication  # type: ignore[misc]
    sys.exit(main.main())
