"""The proof sheet: stills of rows before their films, saved as PDF or PNG."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from batch_kit import COLUMNS, Batch, people, write_csv
from PIL import Image
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtWidgets import QListView, QWidget
from pytestqt.qtbot import QtBot

from app.core.errors import StorageError, UsageError
from app.core.frames import FrameRange
from app.ui.application import Application
from app.ui.controllers.batch_contact_sheet import PER_PAGE, ContactSheet, Still
from app.ui.controllers.batch_stills import still_frames
from app.ui.models.batch_looks import Extra
from app.ui.models.batch_widths import fitted_widths


@pytest.fixture
def batch(application: Application, qtbot: QtBot) -> Batch:
    return Batch(application, qtbot)


def sheet_list(batch: Batch) -> QListView:
    found = batch.page.findChild(QListView, "proofList")
    assert isinstance(found, QListView)
    return found


def test_stills_of_the_good_rows_are_drawn_and_saved(batch: Batch, tmp_path: Path) -> None:
    batch.open(write_csv(tmp_path / "people.csv", people(12, missing=[3])))
    assert not batch.page.side.footer.findChild(object, "declineProof").isHidden()  # type: ignore[union-attr]
    batch.press("proofSheet")
    proof = batch.controller.proof
    assert sheet_list(batch).isVisible()
    batch.wait(lambda: not proof.running)
    assert [still.number for still in proof.stills] == [2, 3, 4, *range(6, 14)]
    assert all(still.picture is not None and still.error is None for still in proof.stills)
    batch.page.proof.save(str(tmp_path / "proof.pdf"))
    batch.wait(lambda: (tmp_path / "proof.pdf").exists())
    assert (tmp_path / "proof.pdf").read_bytes().startswith(b"%PDF")
    batch.page.proof.save(str(tmp_path / "proof.png"))
    batch.wait(lambda: (tmp_path / "proof.png").exists() and not proof.saving)
    with Image.open(tmp_path / "proof.png") as picture:
        colours = picture.convert("RGB").getcolors(2**24)
    assert colours is not None
    assert len(colours) > 1000
    model = sheet_list(batch).model()
    assert "Row 3" in model.data(model.index(1, 0), int(Qt.ItemDataRole.AccessibleTextRole))
    sheet_list(batch).setCurrentIndex(model.index(4, 0))
    batch.qtbot.keyClick(sheet_list(batch), Qt.Key.Key_Escape)
    assert batch.page.grid.isVisible()
    assert batch.page.model.headerData(batch.current()[0], Qt.Orientation.Vertical) == "7"


def test_several_stills_of_selected_rows_only_and_a_stop(batch: Batch, tmp_path: Path) -> None:
    batch.open(write_csv(tmp_path / "people.csv", people(20)))
    batch.select(1, 0, (2, 0))
    batch.controller.proof.set_per_row(3)
    batch.press("proofSheet")
    proof = batch.controller.proof
    assert len(proof.stills) == 6
    batch.wait(lambda: not proof.running)
    assert len({bytes(still.picture.data()) for still in proof.stills if still.picture is not None}) == 6
    batch.press("closeProof")
    batch.controller.draw_proof()
    batch.wait(lambda: proof.done > 2)
    proof.stop()
    done = proof.done
    assert 2 < done < 60
    assert not proof.running


def test_the_offer_of_a_proof_sheet_can_be_declined(batch: Batch, tmp_path: Path) -> None:
    batch.open(write_csv(tmp_path / "people.csv", people(11)))
    assert batch.button("declineProof").isVisible()
    batch.press("declineProof")
    assert not batch.button("declineProof").isVisible()
    assert batch.button("proofSheet").isVisible()


class Painted(QObject):
    """What of a widget was painted anew."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.region = QRegion()
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if isinstance(event, QPaintEvent):
            self.region += event.region()
        return False


def test_a_thumbnail_has_only_its_own_row_painted(batch: Batch, tmp_path: Path) -> None:
    batch.open(write_csv(tmp_path / "people.csv", people(6)))
    rows = batch.controller.document.grid.rows
    batch.wait(lambda: all(batch.page.model.thumb(row.id) is not None for row in rows))
    grid = batch.page.grid
    # What has been asked for before is painted first.
    grid.viewport().repaint()
    painted = Painted(grid.viewport())
    batch.page.model.thumb_changed.emit(batch.page.model.index(2, len(COLUMNS) + Extra.THUMBNAIL))
    batch.wait(lambda: not painted.region.isEmpty())
    shown = painted.region.boundingRect()
    assert (shown.top(), shown.height()) == (grid.rowViewportPosition(2), grid.rowHeight(2))


def test_thumbnails_are_drawn_of_rows_in_sight(batch: Batch, tmp_path: Path) -> None:
    batch.open(write_csv(tmp_path / "people.csv", people(3, missing=[1])))
    rows = batch.controller.document.grid.rows
    batch.wait(
        lambda: batch.page.model.thumb(rows[0].id) is not None and batch.page.model.thumb(rows[2].id) is not None
    )
    assert batch.page.model.thumb(rows[1].id) is None
    before = batch.page.model.thumb(rows[0].id)
    batch.controller.document.edit(rows[0].id, 0, "Somebody else altogether")
    batch.wait(lambda: batch.page.model.thumb(rows[0].id) not in (None, before))


@pytest.mark.parametrize(
    ("frames", "count", "expected"),
    [((0, 100), 1, [50]), ((0, 100), 3, [25, 50, 75]), ((60, 66), 2, [62, 64]), ((5, 6), 3, [5])],
)
def test_stills_keep_away_from_the_ends(frames: tuple[int, int], count: int, expected: list[int]) -> None:
    assert still_frames(FrameRange(start=frames[0], stop=frames[1]), count) == expected


def made(path: Path, stills: Sequence[Still]) -> tuple[Path, ...]:
    sheet = ContactSheet(path, "People", stills)
    while not sheet.complete:
        sheet.place()
        sheet.paint()
    return sheet.finish()


def test_a_contact_sheet_of_several_pages(tmp_path: Path) -> None:
    Image.new("RGB", (32, 18), "red").save(tmp_path / "still.jpg")
    picture = (tmp_path / "still.jpg").read_bytes()
    stills = [Still(caption=f"row {place}", picture=picture) for place in range(PER_PAGE + 1)]
    paths = made(tmp_path / "sheet.png", stills)
    assert [path.name for path in paths] == ["sheet.png", "sheet 2.png"]
    counts = [_red(path) for path in paths]
    assert counts[0] == pytest.approx(PER_PAGE * counts[1], rel=0.02)
    assert made(tmp_path / "sheet.pdf", stills) == (tmp_path / "sheet.pdf",)
    assert (tmp_path / "sheet.pdf").read_bytes().count(b"/Type /Page\n") == 2
    with pytest.raises(UsageError, match="neither a PDF nor a PNG"):
        made(tmp_path / "sheet.doc", stills)
    with pytest.raises(UsageError, match="no still"):
        made(tmp_path / "sheet.pdf", [])
    for name in ("sheet.pdf", "sheet.png"):
        with pytest.raises(StorageError):
            made(tmp_path / "still.jpg" / name, stills)


def _red(path: Path) -> int:
    """How many pixels of a picture are red."""
    with Image.open(path) as picture:
        colours = picture.convert("RGB").getcolors(2**24) or []
    return sum(count for count, (red, green, _) in colours if red > 240 and green < 20)


@pytest.mark.parametrize(
    ("wanted", "room", "expected"),
    [
        ([100, 100], 300, [150, 150]),
        ([100, 300], 300, [100, 200]),
        ([500, 300, 90], 490, [200, 200, 90]),
        ([500, 300], 100, [80, 80]),
        ([10], 50, [80]),
        ([], 50, []),
    ],
)
def test_columns_share_the_room(wanted: list[int], room: int, expected: list[int]) -> None:
    assert fitted_widths(wanted, room, least=80) == expected
