"""Facts as pairs of a name and a value, in groups; values can be chosen and copied."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.ui.widgets.parts import label

Group = tuple[str, Sequence[tuple[str, str]]]
"""A title (may be empty) and its pairs; pairs without a value are left out."""


class Facts(QScrollArea):
    """Rebuilt only when what it says is something else."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said: list[tuple[str, list[tuple[str, str]]]] | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.say([])

    def say(self, groups: Sequence[Group]) -> None:
        """Show these."""
        wanted = [(title, [(name, value) for name, value in pairs if value]) for title, pairs in groups]
        wanted = [group for group in wanted if group[1]]
        if wanted == self._said:
            return
        self._said = wanted
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(16)
        for title, pairs in wanted:
            layout.addLayout(_group(title, pairs))
        layout.addStretch(1)
        self.setWidget(inside)

    def text(self) -> str:
        """Everything that is said, a line per fact."""
        return "\n".join(f"{name}: {value}" for _, pairs in self._said or [] for name, value in pairs)


def _group(title: str, pairs: Sequence[tuple[str, str]]) -> QVBoxLayout:
    form = QFormLayout()
    form.setContentsMargins(0, 0, 0, 0)
    form.setHorizontalSpacing(16)
    form.setVerticalSpacing(4)
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
    for name, value in pairs:
        said = label(value, wrap=True, selectable=True)
        said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        said.setAccessibleName(f"{name}: {value}")
        form.addRow(label(name, "hint"), said)
    column = QVBoxLayout()
    column.setSpacing(8)
    if title:
        column.addWidget(label(title, "strong"))
    column.addLayout(form)
    return column
