"""What this program is."""

from __future__ import annotations

import platform

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

import app
from app.ui.widgets.parts import button, label, row


class AboutDialog(QDialog):
    """Name, version, and what it stands on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("about")
        self.setWindowTitle(self.tr("About Farmhand"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        version = self.tr("Version %1").replace("%1", app.__version__)
        layout.addWidget(label("Farmhand", "title"))
        layout.addWidget(label(version, selectable=True))
        layout.addWidget(label(self.tr("Turns After Effects templates into finished videos."), wrap=True))
        below = f"Python {platform.python_version()} · Qt {qVersion()} · {platform.platform()}"
        layout.addWidget(label(below, "hint", wrap=True, selectable=True))
        close = button(self.tr("Close"), self.accept, name="close")
        buttons = row(close)
        buttons.insertStretch(0, 1)
        layout.addLayout(buttons)
        self.setMinimumWidth(400)
        close.setFocus()
