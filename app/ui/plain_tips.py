"""Tooltips show their text as it is, never as HTML: they carry cells, names and paths, which anybody may have written.

Qt takes a text that looks like HTML for such, and reads the files that it names; on Windows, from other computers too.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QLabel, QProxyStyle, QWidget

_TIP = "QTipLabel"
"""The class of Qt's own label, which is made anew for each tooltip, and polished before it gets its text."""


class PlainTips(QProxyStyle):
    """A style in which tooltips are plain text; everything else is as in the style that it stands for."""

    def polish(self, thing: QWidget | QPalette | QApplication) -> object:  # type: ignore[override]
        """See `QStyle.polish`."""
        if isinstance(thing, QLabel) and thing.inherits(_TIP):
            thing.setTextFormat(Qt.TextFormat.PlainText)
        return super().polish(thing)
