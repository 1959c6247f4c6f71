"""Groups of controls in as many columns as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

GAP = 24
GROUP_GAP = 16


class GroupColumns(QWidget):
    """A column is at least `least` and at most `most` pixels wide, but where there is less room than that for one.

    `arranged` tells, from one column on, which groups are in each column.
    """

    def __init__(
        self, groups: Sequence[QWidget], arranged: Sequence[Sequence[Sequence[int]]], *, least: int, most: int
    ) -> None:
        super().__init__()
        self._groups, self._arranged, self._least, self._most = tuple(groups), arranged, least, most
        self._count = 0
        self._across = QHBoxLayout(self)
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.setSpacing(GAP)
        for one in self._groups:
            one.setParent(self)
        self._arrange(1)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Arrange anew where there is room for more or fewer columns."""
        super().resizeEvent(event)
        fits = (event.size().width() + GAP) // (self._least + GAP)
        self._arrange(max(1, min(len(self._arranged), fits)))

    def _arrange(self, count: int) -> None:
        if count == self._count:
            return
        self._count = count
        while (item := self._across.takeAt(0)) is not None:
            inner = item.layout()
            if inner is not None:
                while inner.takeAt(0) is not None:
                    pass
                inner.deleteLater()
        for places in self._arranged[count - 1]:
            below = QVBoxLayout()
            below.setSpacing(GROUP_GAP)
            for place in places:
                self._groups[place].setMaximumWidth(self._most)
                below.addWidget(self._groups[place])
            below.addStretch(1)
            self._across.addLayout(below, 1)
        self._across.addStretch(0)
