"""What machines cost today against the caps, and how long all that waits would take: the head of the scaling panel."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QWidget

from app.core.states import StateWord
from app.ui.icons import Icons
from app.ui.models.cost_guard import Guard, GuardLevel
from app.ui.theme import Theme
from app.ui.widgets.parts import column, label, row
from app.ui.words import marked, translate

_ICON: Final = 16

_WORDS: Final = {
    GuardLevel.FINE: StateWord(family="done", word=marked("CostGuard", "Cost"), icon="circle-check"),
    GuardLevel.NEAR: StateWord(family="attention", word=marked("CostGuard", "Near the cap"), icon="triangle-alert"),
    GuardLevel.REACHED: StateWord(family="failed", word=marked("CostGuard", "Cap reached"), icon="octagon-x"),
}


class CostGuardLine(QWidget):
    """Icon, word and sentences; the word has the colour of the level, or none where it may be out of date."""

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        self.setObjectName("cost-guard")
        self._theme, self._icons = theme, icons
        self._guard: Guard | None = None
        self._faded = False
        self._icon, self._word = QLabel(), label("", "strong")
        self._text = label("", wrap=True, selectable=True)
        self._follows = label("", "hint", wrap=True, selectable=True)
        head = row(self._icon, self._word, gap=8)
        head.addStretch(1)
        self.setLayout(column(head, self._text, self._follows, gap=4))
        theme.changed.connect(self._dress)

    @property
    def level(self) -> GuardLevel:
        """How near the caps are."""
        return self._guard.level if self._guard is not None else GuardLevel.FINE

    @property
    def text(self) -> str:
        """What is said."""
        return self._guard.text if self._guard is not None else ""

    def say(self, guard: Guard, *, faded: bool) -> None:
        """Show how costs stand; `faded`: as they stood."""
        self._guard, self._faded = guard, faded
        for part, sentences in ((self._text, guard.costs), (self._follows, guard.follows)):
            part.setText(" ".join(sentences))
            part.setVisible(bool(sentences))
            part.setEnabled(not faded)
        self._dress()
        self.setAccessibleName(f"{self._word.text()}. {guard.text}")

    def _dress(self) -> None:
        if self._guard is None:
            return
        word = _WORDS[self._guard.level]
        token = "text.disabled" if self._faded else f"state.{word.family}"
        self._word.setText(translate("CostGuard", word.word))
        palette = self._word.palette()
        palette.setColor(QPalette.ColorRole.WindowText, self._theme.color(token))
        self._word.setPalette(palette)
        self._icon.setPixmap(self._icons.pixmap(word.icon, token, _ICON, self.devicePixelRatioF()))
