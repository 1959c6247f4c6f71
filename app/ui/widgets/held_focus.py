"""The keyboard's focus while what has it is greyed or hidden: Qt would give it to whatever comes next, on any page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


class HeldFocus:
    """Keeps the focus in a part of a page. `holder` has it meanwhile; nobody comes to it in another way."""

    def __init__(self, holder: QWidget) -> None:
        self._holder = holder

    def before_leaving(self, part: QWidget) -> None:
        """A part is greyed or hidden next."""
        # Also of a window that is not in front.
        focused = part.window().focusWidget()
        if focused is not None and (focused is part or part.isAncestorOf(focused)):
            self._holder.setFocus()

    def give_back(self, part: QWidget) -> None:
        """Go on in that part, unless people have gone on somewhere else."""
        if self._holder.window().focusWidget() is self._holder:
            first_focusable(part).setFocus()


def first_focusable(part: QWidget) -> QWidget:
    """What the keyboard comes to first in a part; the part itself where there is nothing."""
    one: QWidget | None = part.focusProxy() or part.nextInFocusChain()
    while one is not None and one is not part and part.isAncestorOf(one):
        if one.isVisible() and one.isEnabled() and one.focusPolicy() & Qt.FocusPolicy.TabFocus:
            return one
        one = one.nextInFocusChain()
    return part
