"""Asks for the priority of jobs: four names for what people mean, and the number for those who want it exactly."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QDialog, QHBoxLayout, QRadioButton, QSpinBox, QVBoxLayout, QWidget

from app.ui.widgets.parts import button, label

LEVELS: Final = (90, 70, 50, 30)
LOWEST, HIGHEST = 0, 100


class PriorityDialog(QDialog):
    """`chosen` is emitted with the number when people have chosen one; nothing when they think better of it."""

    chosen = Signal(int)

    def __init__(self, count: int, value: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        title = self.tr("Priority of %n jobs", "", count)
        self.setWindowTitle(title)
        self._number = QSpinBox()
        self._number.setObjectName("priority")
        self._number.setRange(LOWEST, HIGHEST)
        self._number.setAccessibleName(self.tr("Priority"))
        self._levels = QButtonGroup(self)
        levels = QVBoxLayout()
        levels.setSpacing(4)
        for level, word in zip(LEVELS, self._words(), strict=True):
            choice = QRadioButton(word)
            self._levels.addButton(choice, level)
            levels.addWidget(choice)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(button(self.tr("Keep as it is"), self.reject))
        do = button(self.tr("Set priority"), self.accept, "primary", name="verb")
        do.setDefault(True)
        buttons.addWidget(do)
        exact = QHBoxLayout()
        exact.setSpacing(8)
        exact.addWidget(label(self.tr("Exactly (0 to 100)")))
        exact.addWidget(self._number)
        exact.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(label(title, "title", wrap=True))
        layout.addWidget(label(self.tr("Jobs of a higher priority are rendered first."), "hint", wrap=True))
        layout.addLayout(levels)
        layout.addLayout(exact)
        layout.addLayout(buttons)
        self._levels.idClicked.connect(self._number.setValue)
        self._number.valueChanged.connect(self._mark)
        self._number.setValue(value)
        self._mark(value)
        self.accepted.connect(lambda: self.chosen.emit(self._number.value()))

    def _words(self) -> tuple[str, ...]:
        return (self.tr("Urgent"), self.tr("High"), self.tr("Normal"), self.tr("Low"))

    def _mark(self, value: int) -> None:
        """Show which of the names a number is, if any."""
        self._levels.setExclusive(False)
        for choice in self._levels.buttons():
            choice.setChecked(self._levels.id(choice) == value)
        self._levels.setExclusive(True)
