"""A box for a whole number without arrows of its own: type it, or step with the arrow keys."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget


class NumberBox(QLineEdit):
    """`chosen` is emitted when people have given another number, not while they type it."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = 0
        self._lowest, self._highest = 0, 0
        self._allowed = QIntValidator(0, 0, self)
        self.setValidator(self._allowed)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.editingFinished.connect(self._on_typed)
        self.set_range(0, 0)

    @property
    def value(self) -> int:
        """The number."""
        return self._value

    @property
    def highest(self) -> int:
        """The largest number that is allowed."""
        return self._highest

    def set_range(self, lowest: int, highest: int) -> None:
        """Which numbers are allowed; the box is as wide as they need."""
        self._lowest, self._highest = lowest, max(lowest, highest)
        self._allowed.setRange(lowest, self._highest)
        widest = self.fontMetrics().horizontalAdvance("0" * (len(str(self._highest)) + 1))
        self.setFixedWidth(max(56, widest + 24))
        self.set_value(self._value)

    def set_value(self, value: int) -> None:
        """Show a number; nobody is told."""
        self._value = min(max(value, self._lowest), self._highest)
        if self.text() != str(self._value):
            self.setText(str(self._value))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrow keys step."""
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        if event.key() in steps:
            self._choose(self._value + steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    @Slot()
    def _on_typed(self) -> None:
        self._choose(int(self.text() or self._value))

    def _choose(self, value: int) -> None:
        before = self._value
        self.set_value(value)
        if self._value != before:
            self.chosen.emit(self._value)
