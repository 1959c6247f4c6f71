"""How long a log of a million lines takes to be opened, grown, filtered and searched in the window.

Run it with `QT_QPA_PLATFORM=offscreen python -m tests.bench.bench_window_log`. Printed are the seconds from handing the
lines over until they have been painted (at most 0.5), the same for a plain list of Qt's with the same lines as
reference, and the worst gap of a 5 ms timer in the window's thread while lines come and while text is looked for.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QStringListModel, Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListView

from app.core.log_lines import LogLevel, LogLine
from app.ui.models.log_model import LogModel
from app.ui.tasks import TaskRunner
from app.ui.theme import Theme
from app.ui.widgets.log_view import LogView

LINES = 1_000_000
CHUNK = 5000
CHUNKS = 40
TICK_MILLISECONDS = 5


def make_lines(count: int) -> tuple[LogLine, ...]:
    """Lines as an engine writes them; one in a thousand is an error."""
    levels = [LogLevel.INFO] * 999 + [LogLevel.ERROR]
    return tuple(
        LogLine(time=1.7e9 + number / 100, level=levels[number % 1000], text=f"Frame {number} drawn in 0.041 s")
        for number in range(count)
    )


class Gaps:
    """The worst time between two ticks of a timer in the window's thread, in milliseconds."""

    def __init__(self) -> None:
        self.worst = 0.0
        self._last = 0.0
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MILLISECONDS)
        self._timer.timeout.connect(self._tick)

    def begin(self) -> None:
        """Measure anew."""
        self.worst, self._last = 0.0, time.perf_counter()
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.worst = max(self.worst, (now - self._last) * 1000)
        self._last = now


def spin(until: Callable[[], bool]) -> float:
    """Let the window live until something is so; the seconds that took."""
    begun = time.perf_counter()
    while not until():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
    return time.perf_counter() - begun


def opened(view: QAbstractItemView, fill: Callable[[], None]) -> float:
    """Seconds until what fills a view has been laid out and painted."""
    begun = time.perf_counter()
    fill()
    QApplication.processEvents()
    view.viewport().repaint()
    return time.perf_counter() - begun


def main() -> None:
    """Measure and print."""
    qt = QApplication([])
    theme = Theme(qt)
    theme.apply("dark")
    lines = make_lines(LINES)
    longest = max(len(line.text) for line in lines)

    plain, texts = QStringListModel(), [line.text for line in lines]
    bare = QListView()
    bare.setUniformItemSizes(True)
    bare.setModel(plain)
    bare.resize(1000, 600)
    bare.show()
    print(f"reference, a plain list: {opened(bare, lambda: plain.setStringList(texts)):.2f} s")
    bare.close()

    model = LogModel()
    view = LogView(model, theme)
    view.resize(1000, 600)
    view.show()
    QApplication.processEvents()
    print(f"{LINES:,} lines opened in {opened(view, lambda: model.append(lines, longest=longest)):.2f} s (at most 0.5)")
    gaps = Gaps()
    gaps.begin()
    for number in range(CHUNKS):
        model.append(lines[number * CHUNK : (number + 1) * CHUNK], longest=longest)
        spin(lambda: True)
        QApplication.processEvents()
    print(f"{CHUNKS} chunks of {CHUNK:,} lines more, followed: worst gap {gaps.worst:.0f} ms")
    only_errors = opened(view, lambda: model.set_levels(frozenset({LogLevel.ERROR})))
    print(f"only errors, {model.rowCount():,} lines: {only_errors:.2f} s")
    print(f"all lines again: {opened(view, lambda: model.set_levels(None)):.2f} s")
    tasks, found = TaskRunner(), []
    gaps.begin()
    tasks.start("find", lambda _task: model.buffer.find("nothing like it", 0), owner=model, done=found.append)
    seconds = spin(lambda: bool(found))
    print(f"a text that is nowhere: {seconds:.2f} s in the background, worst gap {gaps.worst:.0f} ms")
    tasks.close()


if __name__ == "__main__":
    main()
