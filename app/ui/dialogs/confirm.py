"""The question before something is lost: names what it hits, buttons are verbs, the safe one has the focus."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.widgets.parts import button, label
from app.ui.words import translate

NAMED: Final = 5
"""So many of the things affected are named; the rest is counted."""


def ask(
    parent: QWidget,
    title: str,
    text: str,
    *,
    safe: str,
    verb: str,
    answered: Callable[[], object],
    danger: bool = True,
) -> QDialog:
    """Ask whether to do something that cannot be taken back; `answered` is called only for yes.

    Enter and Escape choose the safe button. The dialog is window-modal and this returns at once.
    """
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    keep = button(safe, dialog.reject, name="safe")
    do = button(verb, dialog.accept, "danger" if danger else "primary", name="verb")
    do.setAutoDefault(False)
    keep.setDefault(True)
    buttons = QHBoxLayout()
    buttons.addStretch(1)
    buttons.addWidget(keep)
    buttons.addWidget(do)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(16, 16, 16, 16)
    layout.setSpacing(12)
    layout.addWidget(label(title, "title", wrap=True))
    layout.addWidget(label(text, wrap=True))
    layout.addLayout(buttons)
    dialog.setMinimumWidth(440)
    dialog.accepted.connect(answered)
    dialog.open()
    keep.setFocus()
    return dialog


def named(names: Sequence[str]) -> str:
    """The names of the things affected: up to five, then “and 14 more”."""
    shown = ", ".join(names[:NAMED])
    left = len(names) - NAMED
    return shown if left <= 0 else translate("Confirm", "%1 and %n more", "", left).replace("%1", shown)
