"""How long the window's preview takes from a key to the repainted picture, at half size.

Run it with `python -m tests.bench.bench_window_preview`. For each sample template, a whole window over an empty profile
opens it offscreen, and a hundred characters are typed into its first text field, each when the picture of the one
before was painted. Printed are median and 95th percentile from the key event to the painted picture, and beside them
the time that the drawing process itself took; what remains is the window's own. The median must stay within 150 ms.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core.slots import SlotKind
from app.farm.preview.protocol import values_key
from app.farm.settings_store import SettingsStore
from app.main import start_agents
from app.ui.application import Application, WindowWiring
from app.ui.assembly import HEAVY
from app.ui.controllers.compose import ComposeState
from app.ui.pages.compose_page import ComposePage
from resources import samples

EDITS = 100
BUDGET_MILLISECONDS = 150
LETTERS = "The quick brown fox jumps over the lazy dog. "


class Painted(QObject):
    """Notes what a preview paints."""

    def __init__(self, page: ComposePage) -> None:
        super().__init__()
        self._view = page.editor.pane.view
        self._sight = page.editor.pane.sight
        self.key = ""
        self._view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() is QEvent.Type.Paint and self._sight.picture is not None:
            self.key = self._sight.picture.key[1]
        return super().eventFilter(watched, event)


def until(done: object) -> None:
    """Let the window work until something is so."""
    while not done():  # type: ignore[operator]
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def measure(application: Application, template: Path) -> tuple[list[float], list[float]]:
    """Milliseconds from each key to its painted picture, and of those the drawing process's own."""
    compose = application.compose
    application.services.navigator.template_wanted.emit(template)
    until(lambda: compose.state is ComposeState.OPEN and compose.path == template)
    until(lambda: compose.sight.picture is not None and compose.preflight.findings is not None)
    page = application.window.page("compose")
    assert isinstance(page, ComposePage)
    painted = Painted(page)
    key = next(one for one in page.editor.fields.keys if compose.values.slots[one].kind is SlotKind.TEXT)
    page.editor.fields.go_to(key)
    totals, drawing = [], []
    for number in range(EDITS):
        box = QApplication.focusWidget()
        assert box is not None
        started = time.perf_counter()
        QTest.keyClick(box, LETTERS[number % len(LETTERS)])
        wanted = values_key(compose.values.usable)
        until(lambda wanted=wanted: painted.key == wanted)
        totals.append(1000 * (time.perf_counter() - started))
        picture = compose.sight.picture
        assert picture is not None
        drawing.append(1000 * picture.seconds)
    return totals, drawing


def percentile(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for name in ("CONFIG", "DATA", "CACHE", "STATE"):
            os.environ[f"XDG_{name}_HOME"] = str(home / name.lower())
        qt = QApplication([])
        wiring = WindowWiring(start_agents, SettingsStore(home / "farmhand.toml", {}), "bench", home / "profile")
        application = Application(qt, wiring)
        application.start()
        until(lambda: all(application.assembly.is_ready(key) for key in HEAVY))
        application.window.resize(1440, 900)
        print(f"{EDITS} keys per template, half size; milliseconds from the key to the painted picture")
        print(f"{'template':14} {'median':>8} {'p95':>8}   {'drawing':>8} {'p95':>8}")
        for sample in samples():
            totals, drawing = measure(application, sample.template)
            median = statistics.median(totals)
            print(
                f"{sample.name:14} {median:8.1f} {percentile(totals):8.1f}   "
                f"{statistics.median(drawing):8.1f} {percentile(drawing):8.1f}"
                f"{'' if median <= BUDGET_MILLISECONDS else '   over budget'}"
            )
        application.close()


if __name__ == "__main__":
    main()
