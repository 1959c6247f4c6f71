"""The page of a large farm: the throughput chart with many workers over a day, and the table of workers scrolled.

`python -m tests.bench.bench_window_farm [--workers N] [--rows N]` prints milliseconds per update and per painted
scroll step: medians, the 95th percentile and the worst, and the median of the processor time, which a busy computer
does not lengthen as much.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtWidgets import QApplication

from app.core.fleet import NodeFacts
from app.core.messages import WorkerView
from app.ui.controllers.farm_workers import WorkersNow
from app.ui.icons import Icons
from app.ui.models.throughput import MINUTES, ThroughputBook
from app.ui.models.workers_model import SPARK_MINUTES, WorkersModel, rows_of
from app.ui.theme import Theme
from app.ui.widgets.throughput_chart import ThroughputChart
from app.ui.widgets.workers_table import WorkersTable

ROUNDS = 60


def measured(name: str, rounds: int, step: Callable[[int], object]) -> None:
    """Do a step so often and print how long it took."""
    taken, busy = [], []
    for number in range(rounds):
        begun, used = time.perf_counter(), time.process_time()
        step(number)
        taken.append((time.perf_counter() - begun) * 1000)
        busy.append((time.process_time() - used) * 1000)
    taken.sort()
    median, late, worst = statistics.median(taken), taken[int(len(taken) * 0.95)], taken[-1]
    print(
        f"{name}: median {median:.1f} ms, p95 {late:.1f} ms, worst {worst:.1f} ms; "
        f"processor {statistics.median(busy):.1f} ms"
    )


def full_book(workers: int, now: float) -> ThroughputBook:
    """A day of work, a look a minute."""
    book, chance = ThroughputBook(), np.random.default_rng(1)
    drawn = np.zeros(workers)
    for minute in range(MINUTES, -1, -1):
        drawn += chance.gamma(4, 5, workers)
        views = [
            WorkerView(
                name=f"node{one // 4}.{one % 4 + 1}",
                boot="1",
                state="busy",
                engines=("builtin",),
                silent=0.0,
                attempt=1,
                frames_drawn=int(drawn[one]),
            )
            for one in range(workers)
        ]
        book.look(now - 60 * minute, views, 200_000 - 100 * (MINUTES - minute))
    return book


def bench_chart(qt: QApplication, theme: Theme, workers: int) -> None:
    """Updates of the chart over the whole day, painted."""
    book = full_book(workers, time.time())
    chart = ThroughputChart(book, theme)
    chart.resize(1100, 360)
    chart.show()
    chart.set_minutes(MINUTES)
    qt.processEvents()

    def update(_number: int) -> None:
        chart.show_now()
        qt.processEvents()

    measured(f"chart, {workers} workers, 24 h, update with its painting", ROUNDS, update)
    chart.close()


def bench_table(qt: QApplication, theme: Theme, rows: int) -> None:
    """The table scrolled row by row and page by page, and updated."""
    chance = np.random.default_rng(2)
    workers = tuple(
        WorkerView(
            name=f"render-{one // 4:03}.{one % 4 + 1}",
            boot="1",
            state=("busy", "idle", "lost", "draining")[one % 7 % 4],
            engines=("builtin", "aerender"),
            silent=float(one % 9),
            seconds_per_frame=0.2 + one % 13 / 10,
            job_id="0123456789abcdef",
            attempt=1,
            frames_drawn=one,
            versions={"builtin": "1.2.0"},
        )
        for one in range(rows)
    )
    nodes = tuple(NodeFacts(node=f"render-{one:03}", cpu=0.5, memory=0.4, disk_free=10**11) for one in range(rows // 4))
    sparks = {one.name: tuple(map(float, chance.gamma(4, 5, SPARK_MINUTES))) for one in workers}
    model = WorkersModel()
    table = WorkersTable(model, theme, Icons(theme))
    table.resize(1280, 700)
    now = WorkersNow(at=time.time(), workers=workers, nodes=nodes)
    begun = time.perf_counter()
    model.show(rows_of(now, {}, sparks))
    print(f"table, {rows} workers: first filled in {(time.perf_counter() - begun) * 1000:.1f} ms")
    table.show()
    qt.processEvents()
    bar = table.verticalScrollBar()
    for name, step in (("a row", 28), ("a page", 600)):

        def scroll(number: int, step: int = step) -> None:
            bar.setValue(number * step % max(1, bar.maximum()))
            table.viewport().repaint()

        measured(f"table, {rows} workers, scrolled by {name}, painted", ROUNDS * 2, scroll)

    def update(number: int) -> None:
        model.show(rows_of(WorkersNow(at=now.at + number, workers=workers, nodes=nodes), {}, sparks))
        qt.processEvents()

    measured(f"table, {rows} workers, all of them updated", ROUNDS, update)
    table.close()


def main() -> None:
    """Measure and print."""
    words = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    words.add_argument("--workers", type=int, default=50)
    words.add_argument("--rows", type=int, default=1000)
    wanted = words.parse_args()
    qt = QApplication([])
    theme = Theme(qt)
    theme.apply("dark")
    bench_chart(qt, theme, wanted.workers)
    bench_table(qt, theme, wanted.rows)


if __name__ == "__main__":
    main()
