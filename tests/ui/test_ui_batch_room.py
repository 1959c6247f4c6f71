"""Batch: what is shown has room, in small windows and with large text."""

from __future__ import annotations

from pathlib import Path

import pytest
from batch_kit import Batch, people, write_csv
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from app.ui.application import Application
from app.ui.models.batch_widths import still_width


@pytest.fixture
def batch(application: Application, qtbot: QtBot) -> Batch:
    application.window.resize(1100, 700)
    return Batch(application, qtbot)


def lines(label: QLabel) -> int:
    return round(label.heightForWidth(label.width()) / label.fontMetrics().height())


def test_how_many_rows_need_attention_is_one_line_beside_the_buttons(batch: Batch, tmp_path: Path) -> None:
    rows = people(20, missing=[4], doubled=[9])
    rows[2][0] = "王小明"
    batch.open(write_csv(tmp_path / "people.csv", rows))
    text = batch.page.findChild(QLabel, "problemText")
    assert isinstance(text, QLabel)
    batch.wait(lambda: text.text() == "4 of 20 rows need attention")
    assert lines(text) == 1
    only = batch.button("onlyBad")
    assert abs(only.mapTo(batch.page, only.rect().center()).y() - text.mapTo(batch.page, text.rect().center()).y()) < 4
    assert text.accessibleName().startswith("4 of 20 rows need attention: 1 missing photo")
    count = batch.page.findChild(QLabel, "rowCount")
    assert isinstance(count, QLabel)
    assert count.text() == "20 rows · 4 need attention"
    assert lines(count) == 1
    batch.application.window.resize(1900, 1000)
    batch.wait(lambda: text.text() == text.accessibleName() and lines(text) == 1)


def test_the_head_of_the_table_has_room_for_boxes_only_where_there_are_any(batch: Batch, tmp_path: Path) -> None:
    sheet = write_csv(tmp_path / "people.csv", people(3))
    batch.application.services.navigator.batch_wanted.emit(None, sheet)
    batch.wait(lambda: len(batch.texts()) == 3)
    header = batch.page.header
    without = header.sizeHint().height()
    batch.open(None)
    assert header.sizeHint().height() >= without + header.boxes[0].height()


def test_nothing_of_the_proof_sheet_is_cut_with_large_text(batch: Batch, tmp_path: Path) -> None:
    batch.application.services.theme.apply("dark", text_size=175)
    batch.open(write_csv(tmp_path / "people.csv", people(12)))
    batch.press("proofSheet")
    sheet = batch.page.proof
    batch.wait(lambda: not batch.controller.proof.running)
    for name in ("saveProof", "closeProof"):
        button = sheet.findChild(QPushButton, name)
        assert isinstance(button, QPushButton)
        batch.wait(lambda one=button: one.width() >= one.sizeHint().width())
    assert sheet.list.height() > sheet.height() / 2


def test_the_output_s_parts_end_where_the_buttons_below_them_end(batch: Batch, tmp_path: Path) -> None:
    batch.open(write_csv(tmp_path / "people.csv", people(2)))
    side = batch.page.side
    area = side.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    render, output = batch.button("renderBatch"), side.output

    def right(one: QWidget) -> int:
        return one.mapTo(side, one.rect().topRight()).x()

    for height in (700, 1200):
        batch.application.window.resize(1100, height)
        batch.wait(lambda tall=height: area.verticalScrollBar().isVisible() is (tall == 700))
        batch.wait(lambda: right(output) == right(render))


@pytest.mark.parametrize(
    ("room", "count", "expected"),
    [
        ((740, 500), 11, (740 - 3 * 16) // 3),
        ((1370, 880), 11, (1370 - 4 * 16) // 4),
        ((1370, 880), 3, 384),
        ((100, 100), 5, 84),
        ((740, 500), 0, 384),
    ],
)
def test_stills_fill_their_rows_and_are_as_large_as_all_fit(room: tuple[int, int], count: int, expected: int) -> None:
    assert still_width(room, count, 9 / 16, (16, 40), range(208, 384)) == expected
