"""The tags of a machine in full, to be read and copied."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.core.fleet import Instance
from app.ui.models.machines_model import title_of
from app.ui.widgets.facts import Facts
from app.ui.widgets.parts import button, label, row


class MachineTagsDialog(QDialog):
    """Window-modal; gone when it is closed."""

    def __init__(self, machine: Instance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("machine-tags")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        title = self.tr("Tags of %1").replace("%1", title_of(machine))
        self.setWindowTitle(title)
        self._facts = Facts()
        self._facts.say([("", sorted(machine.tags.items()))])
        close = button(self.tr("Close"), self.accept, name="close")
        buttons = row(button(self.tr("Copy"), self._copy, name="copy-tags"), close)
        buttons.insertStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(label(title, "title", wrap=True))
        layout.addWidget(self._facts, 1)
        layout.addLayout(buttons)
        self.resize(480, 320)
        close.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._facts.text())
