"""The few building blocks that every page is made of: labels, lines, columns and buttons of one look."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

_Layout = TypeVar("_Layout", bound=QBoxLayout)


def label(text: str, kind: str = "", *, wrap: bool = False, selectable: bool = False) -> QLabel:
    """A label of a kind of the style sheet: `title`, `tile`, `hint`, `strong`, or plain. Text is shown as it is."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if kind:
        made.setProperty("kind", kind)
    if selectable:
        made.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
    return made


def button(
    text: str, run: Callable[[], object] | None = None, kind: str = "", *, icon: QIcon | None = None, name: str = ""
) -> QPushButton:
    """A push button of a kind: `primary`, `danger`, `link`, `flat`, or plain. `name` is for tests."""
    made = QPushButton(text)
    if kind:
        made.setProperty("kind", kind)
    if icon is not None:
        made.setIcon(icon)
    if name:
        made.setObjectName(name)
    if run is not None:
        made.clicked.connect(lambda _checked=False: run())
    return made


def icon_button(icon: QIcon, text: str, run: Callable[[], object] | None = None, *, size: int = 28) -> QToolButton:
    """A flat button that shows only an icon; `text` is its tooltip and its name for screen readers."""
    made = QToolButton()
    made.setIcon(icon)
    made.setProperty("kind", "flat")
    made.setToolTip(text)
    made.setAccessibleName(text)
    made.setMinimumSize(size, size)
    if run is not None:
        made.clicked.connect(lambda _checked=False: run())
    return made


def action_button(action: QAction, icon: QIcon | None = None) -> QToolButton:
    """A flat button for an action, its tooltip with the shortcut; with `icon` it shows only that."""
    made = QToolButton()
    if icon is not None:
        action.setIcon(icon)
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    made.setDefaultAction(action)
    made.setProperty("kind", "flat")
    made.setAccessibleName(action.text().rstrip("…"))
    made.setMinimumSize(28, 28)
    return made


def column(*parts: QWidget | QBoxLayout, gap: int = 8, margin: int = 0) -> QVBoxLayout:
    """Parts below each other."""
    return _filled(QVBoxLayout(), parts, gap, margin)


def row(*parts: QWidget | QBoxLayout, gap: int = 8, margin: int = 0) -> QHBoxLayout:
    """Parts beside each other."""
    return _filled(QHBoxLayout(), parts, gap, margin)


def line() -> QFrame:
    """A thin horizontal line between groups."""
    made = QFrame()
    made.setProperty("kind", "line")
    return made


def card(*parts: QWidget | QBoxLayout, kind: str = "card", gap: int = 8, margin: int = 12) -> QFrame:
    """A frame of a kind of the style sheet around parts below each other."""
    made = QFrame()
    made.setProperty("kind", kind)
    made.setLayout(column(*parts, gap=gap, margin=margin))
    return made


def breakable(text: str, longest: int = 18) -> str:
    """A text that can be wrapped also inside of long names: with places to break that are not seen.

    For labels only: what is copied from them would carry these places along.
    """
    parted = re.sub(r"(?<=\w)([_.\-/\\]+)(?=\w)", "\\1\u200b", text)
    return re.sub(rf"(\w{{{longest}}})(?=\w)", "\\1\u200b", parted)


def set_property(widget: QWidget, name: str, value: str | bool) -> None:
    """Change a property that the style sheet looks at, and show the widget accordingly."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def _filled(layout: _Layout, parts: tuple[QWidget | QBoxLayout, ...], gap: int, margin: int) -> _Layout:
    layout.setSpacing(gap)
    layout.setContentsMargins(margin, margin, margin, margin)
    for part in parts:
        if isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)
    return layout
