"""A page of the settings: a title, settings or other parts, and Restore defaults."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.widgets.parts import button, label, line, row

MakeParts = Callable[[], Iterator[QWidget]]
"""Makes what is on a page: widgets whose `words` a search looks at, in small letters."""


class Section(QWidget):
    """Parts below each other, with lines between; made one after the other, by `fill`."""

    def __init__(self, key: str, title: str, make: MakeParts, *, restore: Callable[[], object] | None = None) -> None:
        super().__init__()
        self.setObjectName(f"settings-{key}")
        self.key = key
        self.title = title
        self._coming = make()
        self._parts: list[QWidget] = []
        self._words: tuple[str, ...] = ()
        self.complete = False
        """Whether all parts are there."""
        head = row(label(title, "title", wrap=True))
        head.setStretch(0, 1)
        if restore is not None:
            head.addWidget(button(self.tr("Restore defaults"), restore, name="restore-defaults"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 24)
        self._column.setSpacing(4)
        self._column.addLayout(head)
        self._lines: list[QWidget] = []

    def fill(self, seconds: float = math.inf) -> None:
        """Make parts, for about so long; what they show obeys the last `filter`."""
        until = time.perf_counter() + seconds
        while not self.complete:
            part = next(self._coming, None)
            if part is None:
                self.complete = True
                return
            between = line()
            self._lines.append(between)
            self._parts.append(part)
            self._column.addWidget(between)
            self._column.addWidget(part)
            self._judge(part, between)
            if time.perf_counter() > until:
                return

    def filter(self, words: Sequence[str]) -> int:
        """Show only the parts in which all these words are; all of them where the title has them.

        The number of those that are there already.
        """
        self._words = tuple(words)
        return sum([self._judge(*pair) for pair in zip(self._parts, self._lines, strict=True)])

    def _judge(self, part: QWidget, between: QWidget) -> bool:
        text: str = getattr(part, "words", "")
        title = self.title.casefold()
        found = all(word in title for word in self._words) or all(word in text for word in self._words)
        part.setVisible(found)
        between.setVisible(found)
        return found
