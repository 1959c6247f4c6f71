"""A box for a path shows its end where there is no room for all."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui.widgets.path_box import PathBox

LONG = "/home/somebody/with a long name/Videos/Farmhand/Greetings"


def test_a_path_without_room_is_cut_at_its_start_until_it_is_edited(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 80)
    other = PathBox(Path.is_dir, window)
    box = PathBox(Path.is_dir, window)
    box.setGeometry(0, 40, 200, 32)
    box.setText(LONG)
    window.show()
    qtbot.waitExposed(window)
    other.setFocus()
    assert box.shown.startswith("…") and LONG.endswith(box.shown[1:])
    assert (box.text(), box.toolTip()) == (LONG, LONG)
    cut = box.grab().toImage()
    box.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(box.hasFocus)
    assert box.grab().toImage() != cut
    box.resize(400, 32)
    box.setClearButtonEnabled(True)
    assert box.shown.startswith("…")
    box.resize(900, 32)
    assert box.shown == LONG


def test_a_file_that_is_dragged_marks_the_box_that_would_take_it(qtbot: QtBot, tmp_path: Path) -> None:
    box = PathBox(Path.is_dir)
    qtbot.addWidget(box)
    refused: list[Path] = []
    box.refused.connect(refused.append)
    for dropped, taken in ((tmp_path / "song.mp3", False), (tmp_path, True)):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(dropped))])
        rest = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(box, QDragEnterEvent(box.rect().center(), *rest))
        assert bool(box.property("aimed")) is taken
        QApplication.sendEvent(box, QDropEvent(QPointF(box.rect().center()), *rest))
        assert not box.property("aimed")
    assert refused == [tmp_path / "song.mp3"]
    assert box.text() == str(tmp_path)
