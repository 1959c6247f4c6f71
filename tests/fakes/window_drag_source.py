"""A window of another program that a file can be dragged out of: `python -m tests.fakes.window_drag_source X Y FILE`.

Says `ready` once it is on the screen. It runs until it is killed, as whoever takes a file asks for it afterwards.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QTimer, QUrl
from PySide6.QtGui import QDrag, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

SIDE = 120


class Source(QWidget):
    def __init__(self, x: int, y: int, file: Path) -> None:
        super().__init__()
        self._file = file
        self._told = False
        self.setWindowTitle("files")
        self.setGeometry(x, y, SIDE, SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        super().paintEvent(event)
        if not self._told:
            self._told = True
            QTimer.singleShot(0, lambda: print("ready", flush=True))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.buttons() & Qt.MouseButton.LeftButton:
            data = QMimeData()
            data.setUrls([QUrl.fromLocalFile(str(self._file))])
            drag = QDrag(self)
            drag.setMimeData(data)
            drag.exec(Qt.DropAction.CopyAction)


if __name__ == "__main__":
    program = QApplication(sys.argv[:1])
    window = Source(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
    window.show()
    sys.exit(program.exec())
