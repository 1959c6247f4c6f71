"""A layout that sets its widgets beside each other and goes on below where there is no more room."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Rows of widgets in their own sizes, from the reading direction's start, or `at_end`, to its end."""

    def __init__(
        self, parent: QWidget | None = None, *, gap: int = 4, stretch: bool = False, at_end: bool = False
    ) -> None:
        """`stretch`: all widgets of a row are as high as the highest."""
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._sizes: list[tuple[QLayoutItem, QSize, QSize]] | None = None
        self._gap = gap
        self._stretch = stretch
        self._at_end = at_end
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's name
        """Take an item; called by `addWidget`."""
        self._items.append(item)
        self._sizes = None

    def count(self) -> int:
        """How many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        """The item at an index, or None."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        """Let go of the item at an index."""
        self._sizes = None
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def invalidate(self) -> None:
        """A widget is of another size, is shown or hidden."""
        self._sizes = None
        super().invalidate()

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 - Qt's name
        """None: what is left stays empty."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """The height that is needed at a width."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802 - Qt's name
        """Place everything."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """All in one row."""
        shown = [hint for _, hint, _ in self._shown()]
        width = sum(one.width() for one in shown) + self._gap * max(0, len(shown) - 1)
        return QSize(width, max((one.height() for one in shown), default=0))

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        """The widest widget."""
        shown = [smallest for _, _, smallest in self._shown()]
        return QSize(max((one.width() for one in shown), default=0), max((one.height() for one in shown), default=0))

    def _shown(self) -> list[tuple[QLayoutItem, QSize, QSize]]:
        """The items that are shown, with the size that each wants and its smallest: asked once, as it takes long."""
        if self._sizes is None:
            self._sizes = [(item, item.sizeHint(), item.minimumSize()) for item in self._items if not item.isEmpty()]
        return self._sizes

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        rows: list[list[tuple[QLayoutItem, QSize]]] = [[]]
        x = 0
        for item, hint, smallest in self._shown():
            size = hint.boundedTo(QSize(max(rect.width(), smallest.width()), hint.height()))
            if rows[-1] and x + size.width() > rect.width():
                rows.append([])
                x = 0
            rows[-1].append((item, size))
            x += size.width() + self._gap
        y = rect.top()
        for row in rows:
            height = max((size.height() for _, size in row), default=0)
            if move:
                self._place(row, rect, y, height)
            y += height + self._gap
        return y - self._gap - rect.top() if rows[0] else 0

    def _place(self, row: list[tuple[QLayoutItem, QSize]], rect: QRect, y: int, height: int) -> None:
        parent = self.parentWidget()
        mirrored = parent is not None and parent.layoutDirection() is Qt.LayoutDirection.RightToLeft
        used = sum(size.width() for _, size in row) + self._gap * (len(row) - 1)
        x = max(0, rect.width() - used) if self._at_end else 0
        for item, size in row:
            left = rect.right() + 1 - x - size.width() if mirrored else rect.left() + x
            if self._stretch:
                item.setGeometry(QRect(left, y, size.width(), height))
            else:
                item.setGeometry(QRect(QPoint(left, y + (height - size.height()) // 2), size))
            x += size.width() + self._gap
