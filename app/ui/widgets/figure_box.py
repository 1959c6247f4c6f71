"""A box for a number that may be wrong while it is typed: what is typed stays, and whoever asks is told."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from app.ui.formats import number_text

_LETTERS = 7


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
