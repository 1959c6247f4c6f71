"""Boxes for numbers and times that may be wrong while they are typed: what is typed stays, and whoever asks is told."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from app.ui.formats import number_text

_LETTERS: Final = 6
_TIME: Final = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?")
_STEP_MINUTES: Final = 15
_DAY_MINUTES: Final = 24 * 60


class FigureBox(QLineEdit):
    """`edited` is emitted with every key that changes the text. Arrow keys step by one.

    `decimals` is how many digits may follow the point, 0 for whole numbers. An empty box means `empty`, which is shown
    so; None: an empty box is no number.
    """

    edited = Signal()

    def __init__(self, *, decimals: int = 0, empty: float | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._decimals, self._empty = decimals, empty
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("0" * _LETTERS) + 24)
        self.textEdited.connect(lambda _text: self.edited.emit())

    @property
    def value(self) -> float | None:
        """The number; None where there is none."""
        text = self.text().strip()
        if not text:
            return self._empty
        locale = QLocale()
        found, is_number = locale.toDouble(text)
        if not is_number:
            found, is_number = QLocale.c().toDouble(text)
        if not is_number or round(found, self._decimals) != found:
            return None
        return found

    def set_value(self, value: float) -> None:
        """Show a number; nobody is told. A text that means it already stays as it was typed."""
        if self.text().strip() and self.value == value:
            return
        if value == self._empty:
            self.setText("")
            return
        digits = 0 if float(value).is_integer() and self._decimals < 2 else self._decimals
        self.setText(number_text(value, digits))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrow keys step."""
        steps = {Qt.Key.Key_Up: 1.0, Qt.Key.Key_Down: -1.0}
        step = steps.get(Qt.Key(event.key()))
        if step is None or self.isReadOnly():
            super().keyPressEvent(event)
            return
        self.set_value(max(0.0, (self.value or 0.0) + step))
        self.edited.emit()


class TimeBox(QLineEdit):
    """A time of the day, such as `8`, `08:30` or `0830`, in minutes after midnight. Arrow keys step by a quarter of an
    hour; `edited` is as in `FigureBox`."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("0" * _LETTERS) + 24)
        self.textEdited.connect(lambda _text: self.edited.emit())

    @property
    def value(self) -> int | None:
        """The minutes; None where it says no time. 24:00 is midnight."""
        found = _TIME.fullmatch(self.text().strip())
        if found is None:
            return None
        minutes = int(found[1]) * 60 + int(found[2] or 0)
        fits = minutes <= _DAY_MINUTES and int(found[2] or 0) < 60
        return minutes % _DAY_MINUTES if fits else None

    def set_value(self, value: int) -> None:
        """Show a time; nobody is told."""
        self.setText(f"{value // 60 % 24:02}:{value % 60:02}")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrow keys step."""
        steps = {Qt.Key.Key_Up: _STEP_MINUTES, Qt.Key.Key_Down: -_STEP_MINUTES}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self.set_value(((self.value or 0) + step) % _DAY_MINUTES)
        self.edited.emit()
