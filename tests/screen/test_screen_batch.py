"""A batch with keys and mouse: twenty rows, two of them bad; the good ones become films."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QTableView, QToolButton

from app.core.states import JobState
from app.ui.application import Application
from app.ui.watchdog import Watchdog
from tests.fakes.window_files import HEIGHT, RATE, WIDTH, guest_list, small_template
from tests.screen.films import watch
from tests.screen.hands import Hands, part

ROWS, FRAMES = 20, 25
BAD = (6, 15)
"""Rows, counted from 0, that cannot be rendered: one name is too long, one has a character that no text may have."""


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    names = [f"Guest {number}" for number in range(ROWS)]
    names[BAD[0]] = "Somebody with a very long name"
    names[BAD[1]] = "be\x07ll"
    return guest_list(tmp_path / "guests.csv", names)


class Batch:
    """What somebody does who has a spreadsheet and a template."""

    def __init__(self, application: Application, hands: Hands) -> None:
        self.application, self.hands = application, hands
        self.controller = application.batch

    def opens(self, sheet: Path, template: Path) -> None:
        """The template through the page's menu, the spreadsheet through what the page then offers."""
        window = self.application.window
        self.hands.focus(window)
        self.hands.press("ctrl+3")
        self.hands.choose(part(window.page("batch"), QToolButton, "templateButton"), "Down", "Return")
        self.chooses(template)
        source = self.controller.source
        self.hands.wait(lambda: source.template is not None and not source.busy)
        [choose] = [one for one in window.findChildren(QPushButton) if one.isVisible() and one.text() == "Open a CSV…"]
        self.hands.click(choose)
        self.chooses(sheet)
        checks = self.controller.checks
        self.hands.wait(lambda: checks.complete and checks.summary.ready == ROWS - len(BAD))

    def chooses(self, file: Path) -> None:
        """A file in the dialog that is open."""
        self.hands.wait(lambda: isinstance(QApplication.activeModalWidget(), QFileDialog))
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        self.hands.focus(dialog)
        self.hands.type(str(file))
        self.hands.press("Return")
        self.hands.wait(lambda: QApplication.activeModalWidget() is None)

    def goes_to_the_bad_ones(self) -> None:
        """F8, from one to the next, and around."""
        grid = part(self.application.window, QTableView, "batchGrid")
        header = grid.horizontalHeader().height()
        self.hands.click(grid, QPoint(grid.verticalHeader().width() + 20, header + 10))
        self.hands.wait(lambda: grid.currentIndex().row() == 0)
        for row in (*BAD, BAD[0]):
            self.hands.press("F8")
            self.hands.wait(lambda row=row: grid.currentIndex().row() == row)

    def renders(self) -> None:
        """The good ones, all of them."""
        self.hands.press("ctrl+Return")
        jobs = self.application.services.farm.jobs
        self.hands.wait(lambda: len(jobs) == ROWS - len(BAD))
        self.hands.wait(lambda: all(job.state == JobState.DONE for job in jobs.values()))

    def shown(self, column: str) -> list[str]:
        """What the table shows in a column, row by row."""
        model = part(self.application.window, QTableView, "batchGrid").model()
        titles = [model.headerData(place, Qt.Orientation.Horizontal) for place in range(model.columnCount())]
        return [str(model.index(row, titles.index(column)).data()) for row in range(model.rowCount())]


@pytest.mark.timeout(200)
def test_twenty_rows_of_which_two_are_bad(
    application: Application, stalls: Watchdog, hands: Hands, empty_home: Path, sheet: Path, tmp_path: Path
) -> None:
    batch = Batch(application, hands)
    batch.opens(sheet, small_template(tmp_path / "card.aep", frames=FRAMES))
    text = part(application.window, QLabel, "problemText").text()
    assert text.startswith("2 of 20 row")
    assert part(application.window, QPushButton, "renderBatch").text() == "Render 18 of 20"
    batch.goes_to_the_bad_ones()
    batch.renders()
    films = {film.stem: watch(film) for film in (empty_home / "Videos" / "Farmhand").iterdir()}
    good = [number for number in range(ROWS) if number not in BAD]
    assert sorted(films) == [f"film {number + 1:02}" for number in good]
    assert {(seen.frames, seen.size, seen.rate) for seen in films.values()} == {(FRAMES, (WIDTH, HEIGHT), RATE)}
    assert len({seen.sha256 for seen in films.values()}) == len(good), "every film shows its own name"
    statuses = batch.shown("Status")
    assert [statuses[number] for number in good] == ["Done"] * len(good)
    assert [statuses[number] for number in BAD] == [""] * len(BAD)
