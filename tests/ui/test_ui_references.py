"""A library that loses references to None or True ends a program with Python 3.11 after a few hundred signals.

PySide6 6.12.0 does; see docs/troubleshooting.md and the pin in pyproject.toml.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QLabel, QWidget

TIMES = 200
FEW = 20
"""What other parts of the interpreter may do to these counts meanwhile."""


class Sender(QObject):
    told = Signal(bool)
    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.told.connect(self.take)
        self.changed.connect(self.take)

    def take(self, _value: object) -> None:
        """Nothing."""


def calls(widget: QWidget) -> dict[str, Callable[[], object]]:
    sender, label, timer = Sender(), QLabel(widget), QTimer(widget)
    image = QImage(8, 8, QImage.Format.Format_ARGB32_Premultiplied)

    def paint() -> None:
        with QPainter(image) as painter:
            painter.fillRect(0, 0, 8, 8, QColor("black"))

    return {
        "update": widget.update,
        "signal of a truth": lambda: sender.told.emit(True),
        "signal of nothing": lambda: sender.changed.emit(None),
        "text": lambda: label.setText("Farmhand"),
        "timer": timer.stop,
        "painting": paint,
    }


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None and True are immortal there")
@pytest.mark.parametrize("name", ["update", "signal of a truth", "signal of nothing", "text", "timer", "painting"])
def test_calls_lose_no_references(qapp: QApplication, name: str) -> None:
    widget = QWidget()
    call = calls(widget)[name]
    before = [sys.getrefcount(one) for one in (None, True, False)]
    for _ in range(TIMES):
        call()
    lost = [one - sys.getrefcount(value) for one, value in zip(before, (None, True, False), strict=True)]
    assert max(lost) < FEW
