"""What the shell knows of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from app.ui.widgets.docks import Docks


class Page(QWidget):
    """Base of all pages. A page is a view: it may be built anew at any time, so its state lives in its controller."""

    key = ""
    """The page's key in `app.ui.navigator.PAGES`."""

    docks: Docks | None = None
    """Its panels, where it has some that can be arranged now."""

    def entered(self) -> None:
        """The page is shown now."""

    def left(self) -> None:
        """Another page is shown now."""

    def undo_stack(self) -> QUndoStack | None:
        """What Undo and Redo work on while this page is shown."""
        return None
