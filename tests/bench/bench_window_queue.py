"""How smoothly the queue shows 10,000 jobs of 10 pieces each while 500 news a second come in.

Run it with `QT_QPA_PLATFORM=offscreen python -m tests.bench.bench_window_queue [seconds]`. A thread decodes news as a
client of a farm does and hands them to the bridge of a whole window, whose queue is shown, filtered, and sorted by
progress, which changes all the time. Printed are the durations of the bridge's ticks and of the table's moves (95 % of
the ticks at most 16 ms, none of them above 100), the gaps of a 5 ms timer in the window's thread, and memory (at most
400 MB, and flat). As reference the same without a window: nobody's gaps can be smaller than those.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import msgspec
import psutil
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.core.messages import JobView
from app.farm.settings_store import SettingsStore
from app.main import start_agents
from app.ui.application import Application, WindowWiring
from app.ui.bridge import FarmBridge

JOBS = 10_000
PIECES = 10
FRAMES = 300
NEWS_PER_SECOND = 500
SECONDS = 60
TICK_MILLISECONDS = 5


def view(number: int, pieces: int, drawn: int = 0) -> JobView:
    """A job of which so many pieces are done and so many frames of the next are drawn."""
    running = pieces < PIECES
    return JobView(
        job_id=f"{number:032x}",
        name=f"Spring promo {number:05}",
        owner="ada" if number % 3 else "ben",
        state="rendering" if running else "done",
        output=f"Spring promo {number:05}.mp4",
        batch_id=f"b{number // 50}" if number % 4 else "",
        batch_name=f"Batch {number // 50}",
        row=number,
        frames_total=FRAMES,
        frames_done=min(FRAMES, pieces * FRAMES // PIECES + drawn),
        pieces="d" * pieces + ("g" + "o" * (PIECES - pieces - 1) if running else ""),
        submitted=1_700_000_000.0 + number,
        started=1_700_000_500.0,
        ended=0.0 if running else 1_700_000_900.0,
        workers=1 if running else 0,
        place=float(number),
        template="spring.aepx",
        comp="Main",
        preset="mp4",
        engine="builtin",
    )


class News:
    """A thread that tells of random jobs, so many a second, decoded from what a broker would carry."""

    def __init__(self, push: Callable[[JobView], None]) -> None:
        self._push = push
        self._random = random.Random(7)
        self._stop = threading.Event()
        self._done = [self._random.randrange(PIECES) for _ in range(JOBS)]
        self._decoder = msgspec.json.Decoder(JobView)
        self._thread = threading.Thread(target=self._run, name="news")
        self.told = 0

    def all(self) -> list[JobView]:
        """Every job as it is now."""
        return [view(number, pieces) for number, pieces in enumerate(self._done)]

    def start(self) -> None:
        """Begin to tell."""
        self._thread.start()

    def stop(self) -> None:
        """Tell no more."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        due = time.perf_counter()
        while not self._stop.is_set():
            number = self._random.randrange(JOBS)
            if self._random.random() < 0.1:
                self._done[number] = (self._done[number] + 1) % (PIECES + 1)
            body = msgspec.json.encode(view(number, self._done[number], self._random.randrange(FRAMES // PIECES)))
            self._push(self._decoder.decode(body))
            self.told += 1
            due += 1 / NEWS_PER_SECOND
            time.sleep(max(0.0, due - time.perf_counter()))


class Timed:
    """Durations of calls of a function, in milliseconds."""

    def __init__(self, run: Callable[[], None]) -> None:
        self._run = run
        self.taken: list[float] = []

    def __call__(self) -> None:
        begun = time.perf_counter()
        self._run()
        self.taken.append((time.perf_counter() - begun) * 1000)


class Gaps:
    """Times between two ticks of a 5 ms timer, in milliseconds."""

    def __init__(self) -> None:
        self.found: list[float] = []
        self._last = 0.0
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MILLISECONDS)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Measure anew."""
        self.found, self._last = [], time.perf_counter()
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.found.append((now - self._last) * 1000)
        self._last = now


def spin(seconds: float) -> None:
    """Let the window live."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def told(title: str, values: list[float]) -> str:
    """Median, 95th hundredth and worst."""
    ranked = sorted(values) or [0.0]
    p95 = ranked[min(len(ranked) - 1, int(len(ranked) * 0.95))]
    middle = statistics.median(ranked)
    return f"{title}: median {middle:.1f} ms, p95 {p95:.1f} ms, worst {ranked[-1]:.1f} ms ({len(values)})"


def memory() -> float:
    """Megabytes that this process has in memory."""
    return float(psutil.Process().memory_info().rss) / 1e6


def reference(seconds: float) -> None:
    """The same news, and nobody who shows them."""
    bridge, jobs = FarmBridge(), {}
    bridge.changed.connect(lambda views: jobs.update((one.job_id, one) for one in views))
    news, gaps = News(bridge.push), Gaps()
    bridge.start()
    news.start()
    gaps.start()
    spin(seconds)
    news.stop()
    bridge.stop()
    print(f"reference, {seconds:.0f} s without a window")
    print(f"  {told('gaps of a 5 ms timer', gaps.found)}")


def measure(application: Application, seconds: float) -> None:
    """The whole window."""
    farm, model = application.services.farm, application.queue.model
    bridge = farm.bridge
    drain, move = Timed(bridge.drain), Timed(model.move_now)
    bridge.timer.timeout.disconnect(bridge.drain)
    bridge.timer.timeout.connect(drain)
    model.move_now = move  # type: ignore[method-assign]
    news, gaps = News(bridge.push), Gaps()
    before = memory()
    for one in news.all():
        bridge.push(one)
    gaps.start()
    bridge.start()
    begun = time.perf_counter()
    while model.order.total < JOBS:
        spin(0.05)
    print(f"loaded {JOBS:,} jobs of {PIECES} pieces in {time.perf_counter() - begun:.1f} s")
    print(f"  {told('gaps of a 5 ms timer', gaps.found)}")
    ask(application, gaps)
    application.queue.set_text("promo -00007")
    model.sort(2, Qt.SortOrder.DescendingOrder)
    application.window.page("queue").table.scrollToBottom()
    spin(1.0)
    drain.taken.clear()
    move.taken.clear()
    print(f"  memory {before:.0f} MB before, {memory():.0f} MB loaded")
    news.start()
    gaps.start()
    at_first = memory()
    for second in range(int(seconds)):
        spin(1.0)
        if second % 10 == 9:
            print(f"  after {second + 1} s: {memory():.0f} MB")
    news.stop()
    print(f"{news.told:,} news in {seconds:.0f} s, filtered, sorted by progress, {model.order.matching:,} jobs shown")
    print(f"  {told('ticks of the bridge', drain.taken)} (p95 at most 16, worst below 100)")
    print(f"  {told('moves of the table', move.taken)} (worst below 100)")
    print(f"  {told('gaps of a 5 ms timer', gaps.found)}")
    print(f"  memory {memory():.0f} MB (at most 400), {memory() - at_first:+.0f} MB while news came")


def ask(application: Application, gaps: Gaps) -> None:
    """Sort and filter all jobs."""
    queue = application.queue
    for title, action in (
        ("sorted by name", lambda: queue.model.sort(1, Qt.SortOrder.DescendingOrder)),
        ("sorted by state", lambda: queue.model.sort(0, Qt.SortOrder.AscendingOrder)),
        ("filtered by a word", lambda: queue.set_text("promo")),
        ("nothing left out", lambda: queue.set_text("")),
    ):
        gaps.start()
        action()
        spin(0.5)
        print(f"  {title}: worst gap {max(gaps.found):.0f} ms (below 100)")


def main() -> None:
    """Measure and print."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    qt = QApplication([])
    reference(min(10.0, seconds))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = SettingsStore(folder / "farmhand.toml", {})
        wiring = WindowWiring(start_agents=start_agents, settings=settings, owner="ada", home=folder / "home")
        application = Application(qt, wiring)
        application.start()
        application.window.resize(1920, 1080)
        while not application.assembly.is_ready("queue"):
            spin(0.05)
        application.window.show_page("queue")
        spin(1.0)
        measure(application, seconds)
        application.close()


if __name__ == "__main__":
    main()
