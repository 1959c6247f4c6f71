"""A part of a page that scrolls up and down only."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QMargins, QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

LEAST_HEIGHT: Final = 160


class TallArea(QScrollArea):
    """As wide as what is in it. The bar stands in the margin at the end of that, whose parts are as wide as without."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._margins = QMargins()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalScrollBar().rangeChanged.connect(self._make_room)

    def setWidget(self, inside: QWidget) -> None:  # noqa: N802 - Qt's name
        """Show a widget that has a layout, which has its margins."""
        layout = inside.layout()
        self._margins = layout.contentsMargins() if layout is not None else QMargins()
        super().setWidget(inside)
        self._make_room()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wide enough for its parts and the scroll bar."""
        inside = self.widget()
        wide = inside.minimumSizeHint().width() if inside is not None else 0
        return QSize(wide + (self._bar if self._scrolls else max(0, self._bar - self._margin)), LEAST_HEIGHT)

    @property
    def _bar(self) -> int:
        return self.verticalScrollBar().sizeHint().width()

    @property
    def _mirrored(self) -> bool:
        return self.layoutDirection() is Qt.LayoutDirection.RightToLeft

    @property
    def _margin(self) -> int:
        """The margin beside the bar."""
        return self._margins.left() if self._mirrored else self._margins.right()

    @property
    def _scrolls(self) -> bool:
        return self.verticalScrollBar().maximum() > 0

    @Slot()
    def _make_room(self) -> None:
        inside = self.widget()
        layout = inside.layout() if inside is not None else None
        if layout is None:
            return
        wanted = QMargins(self._margins)
        if self._scrolls:
            end = max(0, self._margin - self._bar)
            (wanted.setLeft if self._mirrored else wanted.setRight)(end)
        if wanted != layout.contentsMargins():
            layout.setContentsMargins(wanted)
