"""What stands before a film: a line for each finding with an icon, a sentence, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.farm.checks import SUBSTITUTABLE, Check, CheckKind, CheckLevel
from app.ui.icons import Icons
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.parts import breakable, button, label
from app.ui.widgets.preflight_words import sentence, summary

LOOKS: Final = {
    CheckLevel.ERROR: ("octagon-x", "state.failed"),
    CheckLevel.WARNING: ("triangle-alert", "state.attention"),
    CheckLevel.NOTE: ("info", "text.muted"),
}
FEW: Final = 4
"""So many findings are listed at first."""


class PreflightList(QWidget):
    """Shows findings. What people want to do about one is signalled with it."""

    substitute_wanted = Signal(object)
    """The findings (a tuple of `Check`) for which substitutes are accepted."""

    file_wanted = Signal(object)
    """A file is to be chosen for what the `Check` says is missing."""

    field_wanted = Signal(str)
    """Go to the field of that slot."""

    folder_wanted = Signal()
    """Choose another folder."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self.setObjectName("preflight")
        self._head = label("", "strong", wrap=True)
        self._all = button(self.tr("Substitute all"), self._on_all, name="substituteAll")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(8)
        self._more = button("", self._on_more, "link", name="moreChecks")
        self._unfolded = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._head)
        layout.addLayout(self._lines)
        foot = QWidget()
        flow = FlowLayout(foot)
        flow.addWidget(self._all)
        flow.addWidget(self._more)
        layout.addWidget(foot)
        self._checks: tuple[Check, ...] = ()
        self.show_checks((), current=False)

    def show_checks(self, checks: Sequence[Check], *, current: bool) -> None:
        """Show findings; `current` is whether they are about what is filled in now."""
        self._checks, self._current = tuple(checks), current
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                # Not to be seen below the new ones for a moment.
                widget.hide()
                widget.deleteLater()
        # One more is not worth a button.
        few = len(self._checks) <= FEW + 1
        for check in self._checks if few or self._unfolded else self._checks[:FEW]:
            self._lines.addWidget(self._line(check))
        hidden = len(self._checks) - FEW
        self._more.setText(self.tr("Show fewer") if self._unfolded else self.tr("Show %n more", "", hidden))
        self._more.setVisible(not few)
        self._all.setVisible(len(self._blocking()) > 1)
        self._head.setText(summary(self._checks, current=current)[0])

    def _blocking(self) -> tuple[Check, ...]:
        return tuple(one for one in self._checks if one.level is CheckLevel.ERROR and one.kind in SUBSTITUTABLE)

    def _on_more(self) -> None:
        self._unfolded = not self._unfolded
        self.show_checks(self._checks, current=self._current)

    def _on_all(self) -> None:
        self.substitute_wanted.emit(self._blocking())

    def _line(self, check: Check) -> QFrame:
        icon, token = LOOKS[check.level]
        mark = QLabel()
        mark.setPixmap(self._icons.pixmap(icon, token, 16, self.devicePixelRatioF()))
        text = label(breakable(sentence(check)), wrap=True)
        levels = {
            CheckLevel.ERROR: self.tr("Must be settled: %1"),
            CheckLevel.WARNING: self.tr("Remark: %1"),
            CheckLevel.NOTE: self.tr("Note: %1"),
        }
        text.setAccessibleName(levels[check.level].replace("%1", sentence(check)))
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(text)
        actions = self._actions(check)
        if actions:
            holder = QWidget()
            flow = FlowLayout(holder)
            for verb, run in actions:
                flow.addWidget(button(verb, run))
            column.addWidget(holder)
        line = QFrame()
        across = QHBoxLayout(line)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(8)
        across.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(column, 1)
        return line

    def _actions(self, check: Check) -> list[tuple[str, Callable[[], None]]]:
        found: list[tuple[str, Callable[[], None]]] = []
        if check.kind is CheckKind.FONT:
            found.append((self.tr("Choose font file…"), lambda: self.file_wanted.emit(check)))
        elif check.kind is CheckKind.FOOTAGE:
            found.append((self.tr("Choose file…"), lambda: self.file_wanted.emit(check)))
        elif check.kind is CheckKind.MUSIC:
            found.append((self.tr("Choose music…"), lambda: self.file_wanted.emit(check)))
        elif check.kind in (CheckKind.FOLDER, CheckKind.SPACE):
            found.append((self.tr("Choose folder…"), self.folder_wanted.emit))
        if check.kind in SUBSTITUTABLE and check.level is CheckLevel.ERROR:
            found.append((self.tr("Substitute"), lambda: self.substitute_wanted.emit((check,))))
        key = check.slot_key or (check.slot_keys[0] if check.slot_keys else "")
        if key and check.kind is not CheckKind.FOOTAGE:
            found.append((self.tr("Show field"), lambda: self.field_wanted.emit(key)))
        return found
