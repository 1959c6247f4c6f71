"""The question what to do about films that exist already, asked while somebody is there to answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.core.settings_choices import ExistingFilms
from app.ui.dialogs.confirm import named
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.parts import button, label
from app.ui.words import translate

LEAST_WIDTH: Final = 520


def ask_about_existing(
    parent: QWidget,
    films: Sequence[Path],
    *,
    answered: Callable[[ExistingFilms], object],
    dropped: Callable[[], object],
) -> QDialog:
    """Ask what is to be done; `dropped` is called when the dialog is closed without an answer. Window-modal; returns
    at once. Enter keeps both.
    """
    dialog = QDialog(parent)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setObjectName("existingFilms")
    title = translate("ExistingFilms", "%n film(s) of that name exist already", "", len(films))
    dialog.setWindowTitle(title)
    text = translate("ExistingFilms", "%1 in %2.")
    text = text.replace("%1", named([film.name for film in films])).replace("%2", str(films[0].parent))

    def answer(choice: ExistingFilms) -> Callable[[], None]:
        def chosen() -> None:
            dialog.accept()
            answered(choice)

        return chosen

    keep = button(translate("ExistingFilms", "Keep both, with a number"), answer(ExistingFilms.NUMBER), "primary")
    replace = button(translate("ExistingFilms", "Replace"), answer(ExistingFilms.OVERWRITE), "danger")
    skip = button(translate("ExistingFilms", "Skip what exists"), answer(ExistingFilms.SKIP))
    cancel = button(translate("ExistingFilms", "Cancel"), dialog.reject)
    for one, name in ((keep, "number"), (replace, "overwrite"), (skip, "skip"), (cancel, "cancel")):
        one.setObjectName(name)
        one.setAutoDefault(one is keep)
    keep.setDefault(True)
    buttons = QWidget()
    flow = FlowLayout(buttons, gap=8, at_end=True)
    for one in (cancel, skip, replace, keep):
        flow.addWidget(one)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(16, 16, 16, 16)
    layout.setSpacing(12)
    layout.addWidget(label(title, "title", wrap=True))
    layout.addWidget(label(text, wrap=True, selectable=True))
    layout.addWidget(buttons)
    # The buttons stand in one row where the window has room for that.
    wanted = max(LEAST_WIDTH, buttons.sizeHint().width() + 32)
    dialog.setMinimumWidth(max(LEAST_WIDTH, min(wanted, parent.window().width() - 48)))
    dialog.rejected.connect(dropped)
    dialog.open()
    keep.setFocus()
    return dialog
