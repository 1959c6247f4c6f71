"""What a farm has done, in the window: figures with what was before, chart and table, and what is said without any."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPersistentModelIndex, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.core.errors import BrokerError, UsageError
from app.core.statistics import StatsBy, StatsRow
from app.farm.clock import SystemClock
from app.farm.connection import LinkNews
from app.farm.farm_statistics import added_up, rows
from app.farm.statistics_report import DAY, HOUR, StatsReport, StatsSpan, make_report
from app.farm.store import Store
from app.ui.application import Application
from app.ui.controllers.farm_statistics import StatsState
from app.ui.formats import number_text
from app.ui.models.statistics_series import StatsChart, ceiling, shown_chart, summary, values_text
from app.ui.models.statistics_table import StatisticsModel
from app.ui.models.statistics_words import NONE, notes, tile_words
from app.ui.widgets.error_card import ErrorCard
from app.ui.widgets.statistics_panel import StatisticsPanel
from app.ui.widgets.tile import Tile
from tests.fakes.counted import Counted, CountedFarm, fill
from tests.unit.farm.store_kit import open_store

WORKERS = 11
NOON = 1_800_000_000.0 - 1_800_000_000.0 % DAY + DAY / 2


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("store")) as made:
        fill(made, time.time(), workers=WORKERS, hours=48, days=20)
        yield made


@pytest.fixture
def counted(store: Store) -> Counted:
    return Counted(store, SystemClock())


@pytest.fixture
def panel(application: Application, counted: Counted, qtbot: QtBot) -> Iterator[StatisticsPanel]:
    """The panel of a farm, before anybody looks."""
    farm = CountedFarm(counted)
    application.services.farm.use("Studio A", lambda: farm)
    qtbot.waitUntil(lambda: application.services.farm.link.heard > 0)
    made = StatisticsPanel(application.services)
    qtbot.addWidget(made)
    made.resize(1000, 640)
    yield made


def look(panel: StatisticsPanel, qtbot: QtBot) -> StatsReport:
    panel.show()
    return told(panel, qtbot)


def told(panel: StatisticsPanel, qtbot: QtBot) -> StatsReport:
    """What the farm told; with the first of it, what draws charts is brought in."""
    qtbot.waitUntil(lambda: panel.controller.report is not None, timeout=60_000)
    report = panel.controller.report
    assert report is not None
    return report


def part(panel: StatisticsPanel, name: str) -> QPushButton:
    found = panel.findChild(QPushButton, name)
    assert found is not None
    return found


def sums_asked(counted: Counted) -> int:
    """How often this page asked: the farm's other page looks at minutes."""
    return sum(one.step == 0 for one in counted.asked)


def said(panel: StatisticsPanel) -> str:
    return "\n".join(one.text() for one in panel.findChildren(QLabel) if one.isVisibleTo(panel))


def test_figures_are_told_with_what_was_before_and_what_is_known(
    panel: StatisticsPanel, counted: Counted, qtbot: QtBot
) -> None:
    assert not sums_asked(counted)
    report = look(panel, qtbot)
    assert panel.controller.range == "week"
    (whole,) = rows(counted.ask, report.span.since, until=report.span.until)
    tiles = {one.accessibleName().partition(":")[0]: one.accessibleName() for one in panel.findChildren(Tile)}
    assert tiles["Frames"].startswith(f"Frames: {number_text(whole.frames)} ")
    assert "than the 7 days before" in tiles["Frames"]
    assert f"{number_text(whole.failures)} attempts failed" in tiles["Time lost"]
    part(panel, "stats-range-year").click()
    assert panel.controller.state is StatsState.LOADING
    told(panel, qtbot)
    assert "There are figures from" in said(panel)
    assert "no figures of the time before" in said(panel)


def test_the_table_sums_sorts_filters_copies_and_exports(panel: StatisticsPanel, qtbot: QtBot, tmp_path: Path) -> None:
    report = look(panel, qtbot)
    model = panel.model
    first = model.row(0)
    assert first is not None
    assert first.is_sum
    assert first.row.frames == report.whole.frames
    assert model.data(model.index(0, 0)) == f"Sum of {WORKERS} rows"
    assert "11 rows" in said(panel)
    box = panel.findChild(QLineEdit, "stats-filter")
    assert box is not None
    box.setText("RENDER 04")
    qtbot.waitUntil(lambda: model.count == 2)
    assert "2 of 11 rows" in said(panel)
    assert model.data(model.index(0, 0)) == "Sum of 2 rows"
    panel.table.setFocus()
    panel.table.selectRow(1)
    QTest.keyClick(panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert [line.split("\t")[0] for line in lines] == ["Worker", "render-04.2"]
    path = tmp_path / "Übersicht.csv"
    part(panel, "stats-export").click()
    dialog = panel.findChild(QFileDialog, "statsExport")
    assert dialog is not None
    with qtbot.waitSignal(panel.controller.exported):
        dialog.fileSelected.emit(str(path))
    dialog.close()
    text = path.read_bytes().decode("utf-8")
    assert text.startswith("\ufeffWorker,Frames,")
    assert [line.split(",")[0] for line in text.split("\r\n")[1:3]] == ["render-04.2", "render-04.1"]
    with qtbot.waitSignal(panel.controller.failed):
        panel.controller.export(tmp_path / "nowhere" / "a.csv", [["a"]])
    assert str(tmp_path / "nowhere") in said(panel)
    box.setText("nobody")
    qtbot.waitUntil(lambda: model.count == 0)
    assert not part(panel, "stats-export").isEnabled()
    assert part(panel, "stats-export").toolTip() == "There is no row to take."


def test_the_chart_is_read_by_keyboard_and_under_the_mouse(panel: StatisticsPanel, qtbot: QtBot) -> None:
    report = look(panel, qtbot)
    assert panel._charts is not None
    chart = panel._charts.chart
    assert chart.height() >= 200
    assert chart.accessibleDescription().startswith("Most: ")
    QTest.keyClick(chart, Qt.Key.Key_Home)
    assert chart.place == 0
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.place == 0
    QTest.keyClick(chart, Qt.Key.Key_End)
    assert chart.place == len(report.steps) - 1
    QTest.keyClick(chart, Qt.Key.Key_Left)
    step = report.steps[-2]
    assert f"{number_text(step.frames)} frames" in chart.accessibleDescription()
    assert "Others" in chart.accessibleDescription()
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.accessibleDescription().startswith("Most: ")
    box = chart._plot.getPlotItem().vb
    chart._moved(box.mapViewToScene(QPointF(step.at + 1, 1.0)))
    assert chart.place == len(report.steps) - 2
    chart._moved(QPointF(-10, -10))
    assert chart.place is None
    part(panel, "stats-chart-use").click()
    assert "Percent of ideal" in chart.accessibleDescription()
    part(panel, "stats-chart-cost").click()
    assert "$" in chart.accessibleDescription()
    assert chart.accessibleName() == "US$ per hour"


def test_a_lost_farm_keeps_its_figures_greyed_and_says_how_old_they_are(
    panel: StatisticsPanel, application: Application, counted: Counted, qtbot: QtBot
) -> None:
    report = look(panel, qtbot)
    lost = BrokerError("The broker cannot be reached.", "It does not answer.", "See whether it runs.")
    application.services.farm.link.told(LinkNews(error=lost.info()))
    asked = sums_asked(counted)
    panel.controller.refresh()
    assert not panel.controller.loading
    assert sums_asked(counted) == asked
    assert panel.controller.report is report
    assert "What is shown is as of" in said(panel)
    assert not any(one.isEnabled() for one in panel.findChildren(Tile))
    assert not part(panel, "stats-range-year").isEnabled()
    application.services.farm.link.told(LinkNews())
    assert all(one.isEnabled() for one in panel.findChildren(Tile))
    panel.hide()
    panel.controller.group(StatsBy.OWNER)
    assert not panel.controller.loading
    panel.show()
    told(panel, qtbot)
    assert panel.model.data(panel.model.index(1, 0)) in ("ada", "grace", "hedy", "katherine")


def test_a_farm_without_statistics_and_a_refusal_are_told(
    panel: StatisticsPanel, counted: Counted, qtbot: QtBot
) -> None:
    counted.refusal = UsageError("The manager does not answer a StatsWanted.")
    panel.show()
    qtbot.waitUntil(lambda: panel.controller.state is StatsState.REFUSED)
    card = next(one for one in panel.findChildren(ErrorCard) if one.error is not None)
    assert card.error is not None
    assert card.error.title == "This farm tells no statistics."
    counted.refusal = UsageError("More is asked for than fits an answer.", "It has more.", "Choose longer spans.")
    retry = next(one for one in card.findChildren(QPushButton) if one.text() == "Try again")
    retry.click()
    qtbot.waitUntil(lambda: "More is asked for than fits an answer." in said(panel))
    counted.refusal = None
    panel.controller.choose_between(NOON, NOON - DAY)
    assert panel.controller.between == (NOON - DAY, NOON)
    panel.controller.choose_between(time.time() - 300 * DAY, time.time() - 290 * DAY)
    told(panel, qtbot)
    assert "No films were finished in this span." in said(panel)
    show_year = next(one for one in panel.findChildren(QPushButton) if one.text() == "Show a year")
    show_year.click()
    told(panel, qtbot)
    assert part(panel, "stats-range-year").isChecked()


def test_this_computer_tells_what_it_rendered_itself(application: Application, qtbot: QtBot) -> None:
    farm = application.services.farm
    panel = StatisticsPanel(application.services)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitUntil(lambda: panel.controller.state is StatsState.NOTHING)
    assert "Nothing was rendered on this computer yet." in said(panel)
    panel.hide()
    farm.home.mkdir(parents=True, exist_ok=True)
    with open_store(farm.home) as made:
        fill(made, time.time(), workers=2)
        (whole,) = rows(Counted(made, SystemClock()).ask, 0.0)
    assert look(panel, qtbot).whole.frames == whole.frames
    assert panel.model.data(panel.model.index(1, 0)) == "render-01.1"


# Words and figures.


def report_of(
    whole: StatsRow, before: StatsRow, *, by: StatsBy | None = None, hours: int = 24, **more: object
) -> StatsReport:
    span = StatsSpan(since=NOON - hours * HOUR, until=NOON, step=HOUR, seconds=hours * HOUR)
    given = {"known_since": NOON - 90 * DAY} | more
    return StatsReport(span=span, by=by, whole=whole, before=before, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "before", "text"),
    [
        (112, 100, "12 % more than the 24 hour(s) before"),
        (50, 100, "50 % less than the 24 hour(s) before"),
        (100, 100, "as in the 24 hour(s) before"),
        (1000, 100, "10 times that of the 24 hour(s) before"),
        (5, 0, "none in the 24 hour(s) before"),
        (0, 5, "100 % less than the 24 hour(s) before"),
    ],
)
def test_figures_are_compared_in_words(qapp: QGuiApplication, now: int, before: int, text: str) -> None:
    made = report_of(StatsRow(at=0, frames=now), StatsRow(at=0, frames=before))
    assert tile_words(made)["frames"].compared == text
    week = report_of(StatsRow(at=0, frames=1), StatsRow(at=0, frames=1), hours=24 * 7)
    assert tile_words(week)["frames"].compared == "as in the 7 day(s) before"
    young = report_of(StatsRow(at=0, frames=1), StatsRow(at=0, frames=1), known_since=NOON)
    assert tile_words(young)["frames"].compared == "no figures of the time before"
    words = tile_words(made)
    assert (words["utilisation"].number, words["cost"].number, words["per_film"].number) == (NONE, NONE, NONE)


def test_what_is_missing_in_the_rows_is_said(qapp: QGuiApplication) -> None:
    whole = StatsRow(at=0, frames=100, jobs=1, dollars=3.0)
    jobs = report_of(whole, whole, by=StatsBy.JOB, rows=(StatsRow(at=0, key="j", frames=60, dollars=3.0),))
    assert notes(jobs) == ("Of 40 frame(s) it is not known any more which jobs they were for.",)
    owners = report_of(whole, whole, by=StatsBy.OWNER, rows=(StatsRow(at=0, key="ann", frames=100, dollars=1.0),))
    assert notes(owners) == ("$2.00 of the cost is in no row: for it, workers waited for work.",)
    assert notes(report_of(StatsRow(at=0, frames=1), whole)) == ("No films were finished in this span.",)


def test_rows_are_ordered_by_figures_and_stay_chosen(qapp: QGuiApplication) -> None:
    found = tuple(
        StatsRow(at=0, key=key, failures=failures, jobs_failed=failed, lost_seconds=-1.0)
        for key, failures, failed in (("RenderError", 2, 1), ("Unheard", 9, 0), ("DiskFullError", 2, 3))
    )
    model = StatisticsModel()
    model.show(report_of(added_up(found), StatsRow(at=0), by=StatsBy.CAUSE, rows=found))

    def names() -> list[object]:
        return [model.data(model.index(place, 0)) for place in range(1, model.rowCount())]

    assert model.columnCount() == 4
    assert names() == ["Unheard", "A disk was full", "A frame could not be drawn"]
    model.sort(2, Qt.SortOrder.DescendingOrder)
    assert names()[0] == "A disk was full"
    chosen = QPersistentModelIndex(model.index(1, 0))
    model.sort(0, Qt.SortOrder.AscendingOrder)
    assert names() == ["A disk was full", "A frame could not be drawn", "Unheard"]
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert (names()[0], chosen.row()) == ("Unheard", 2)
    model.show(report_of(added_up(found[2:]), StatsRow(at=0), by=StatsBy.CAUSE, rows=found[2:]))
    assert (model.count, chosen.row()) == (1, 1)
    model.show(report_of(added_up(found), StatsRow(at=0), by=StatsBy.CAUSE, rows=found))
    model.sort(0, Qt.SortOrder.AscendingOrder)
    assert model.data(model.index(2, 0), Qt.ItemDataRole.ToolTipRole) == "RenderError"
    spoken = model.data(model.index(3, 1), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Unheard: Failures 9"
    assert model.texts([0])[1][1:] == ["13", "4", "0:00:00"]
    assert model.figures()[0] == ["Cause of failure", "Id", "Failures", "Failed", "Lost (s)"]
    assert model.figures()[1] == ["A disk was full", "DiskFullError", 2, 3, 0.0]
    steps = report_of(StatsRow(at=0), StatsRow(at=0), rows=(StatsRow(at=NOON, busy_seconds=3.0, present_seconds=4.0),))
    model.show(steps)
    moment = datetime.fromtimestamp(NOON).astimezone().strftime("%Y-%m-%d %H:%M")
    assert [model.figures()[1][column] for column in (0, 5, 7, 8)] == [moment, 3.0, 75.0, ""]
    assert model.data(model.index(99, 0)) is None
    model.show(None)
    assert (model.count, model.rowCount(), model.total) == (0, 0, 0)


def test_charts_say_what_was_most_and_that_there_is_nothing(counted: Counted, qapp: QGuiApplication) -> None:
    now = time.time()
    span = StatsSpan(since=now - now % HOUR - 5 * HOUR, until=now, step=HOUR, seconds=6 * HOUR)
    report = make_report(counted.ask, span, StatsBy.OWNER)
    assert report is not None
    chart = shown_chart(report, StatsChart.FRAMES)
    most = max(row.frames for row in report.steps)
    assert f"{most} frame(s)" in summary(chart)
    assert most <= ceiling(chart) <= 2 * most
    assert {one.name for one in chart.series} == {"ada", "grace", "hedy", "katherine"}
    assert all(one.name in values_text(chart, 0) for one in chart.series)
    causes = shown_chart(report, StatsChart.FAILURES)
    assert causes.is_empty or all("Error" not in one.name for one in causes.series)
    nothing = report_of(StatsRow(at=0), StatsRow(at=0), steps=(StatsRow(at=NOON - HOUR),))
    assert summary(shown_chart(nothing, StatsChart.FAILURES)) == "Nothing failed in this span."
    assert ceiling(shown_chart(nothing, StatsChart.COST)) == 1.0


def test_what_draws_charts_and_reads_stores_is_brought_in_when_it_is_needed() -> None:
    program = (
        "import sys, app.ui.widgets.statistics_panel;"
        "print([one for one in ('numpy', 'pyqtgraph', 'sqlalchemy') if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
