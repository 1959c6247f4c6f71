"""How long a large spreadsheet takes to be checked in the window, and how long the window does not answer meanwhile.

Run it with `QT_QPA_PLATFORM=offscreen python -m tests.bench.bench_window_batch`. A sheet of 10,000 rows is opened on
the batch page of a whole window. Printed are the seconds until every row is checked (at most 2), the worst gap of a
5 ms timer in the window's thread (at most 100 ms) while the sheet is opened and checked, while one cell is edited, a
column is filled down, and the table is scrolled; as reference the seconds of `check_rows` alone.
"""

from __future__ import annotations

import csv
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.farm.opened import open_template
from app.farm.settings_store import SettingsStore
from app.main import start_agents
from app.template.batch import check_rows
from app.template.rows import map_columns
from app.template.sheets import read_sheet
from app.ui.application import Application, WindowWiring
from app.ui.pages.batch_page import BatchPage
from resources import samples

ROWS = 10_000
TICK_MILLISECONDS = 5


class Gaps:
    """The worst time between two ticks of a timer in the window's thread."""

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MILLISECONDS)
        self._timer.timeout.connect(self._tick)
        self._last = time.perf_counter()
        self.worst = 0.0

    def begin(self) -> None:
        """Measure anew."""
        self._last, self.worst = time.perf_counter(), 0.0
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.worst = max(self.worst, now - self._last)
        self._last = now


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sheet = write_sheet(folder / "rows.csv")
        print(f"check_rows alone: {reference(sheet):.2f} s for {ROWS} rows")
        qt = QApplication([])
        settings = SettingsStore(folder / "farmhand.toml", {})
        wiring = WindowWiring(start_agents=start_agents, settings=settings, owner="ada", home=folder / "home")
        application = Application(qt, wiring)
        application.start()
        application.window.resize(1440, 900)
        application.window.show_page("batch")
        measure(qt, application, sheet)
        application.close()


def measure(qt: QApplication, application: Application, sheet: Path) -> None:
    """Open the sheet, edit it, scroll it."""
    batch, page = application.batch, application.window.page("batch")
    assert isinstance(page, BatchPage)
    gaps = Gaps()

    def spin(until: Callable[[], bool], at_least: float = 0.0) -> float:
        started = time.perf_counter()
        while not until() or time.perf_counter() - started < at_least:
            qt.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        return time.perf_counter() - started

    batch.open(samples()[0].template, None)
    spin(lambda: batch.source.template is not None and not batch.source.busy, 3.0)
    gaps.begin()
    batch.open(None, sheet)
    spin(lambda: bool(batch.document.grid.rows))
    opened = gaps.worst
    worked = time.process_time()
    seconds = spin(lambda: batch.checks.complete)
    worked = time.process_time() - worked
    print(f"opened: worst gap {opened * 1000:.0f} ms")
    print(f"checked: {seconds:.2f} s (at most 2), at work for {worked:.2f} s of processor time")
    print(f"while it was checked: worst gap {gaps.worst * 1000:.0f} ms (at most 100)")
    summary = batch.checks.summary
    assert (summary.rows, summary.bad) == (ROWS, 0), summary
    rows = batch.document.grid.rows
    for title, action in (
        ("edit of a cell", lambda: batch.document.edit(rows[5000].id, 0, "new")),
        ("fill down 10,000 rows", lambda: batch.document.fill_down([row.id for row in rows], [0])),
        ("undo", batch.document.stack.undo),
        ("removal of a row", lambda: batch.document.remove([rows[1].id])),
        ("only rows that need attention", lambda: batch.set_only_bad(on=True)),
        ("all rows", lambda: batch.set_only_bad(on=False)),
    ):
        gaps.begin()
        action()
        seconds = spin(lambda: batch.checks.complete, 0.3)
        print(f"{title}: worst gap {gaps.worst * 1000:.0f} ms")
    bar = page.grid.verticalScrollBar()
    gaps.begin()
    for step in range(60):
        bar.setValue(step * bar.maximum() // 60)
        spin(lambda: True, 0.02)
    print(f"scrolling: worst gap {gaps.worst * 1000:.0f} ms")


def write_sheet(path: Path) -> Path:
    """A sheet of rows that are all right, each with one of three photos."""
    photos = sorted((samples()[0].csv.parent / "photos").glob("*.jpg"))
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(["Name", "Message", "Photo", "output"])
        for place in range(ROWS):
            writer.writerow([f"Guest {place}", "Hello there", str(photos[place % len(photos)]), f"film {place}"])
    return path


def reference(sheet: Path) -> float:
    """The seconds that checking takes with nothing beside it."""
    opened = open_template(samples()[0].template)
    read = read_sheet(sheet, keep_bad_rows=True)
    mapping = map_columns(read, opened.slots)
    started = time.perf_counter()
    check_rows(read, mapping, sheet.parent, pattern="{name}", fields={"template": "greeting"})
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
