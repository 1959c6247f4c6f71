"""One chip per family of states: how many jobs are in it, and whether they are shown."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QToolButton

from app.ui.commands import Commands
from app.ui.formats import number_text
from app.ui.icons import Icons
from app.ui.models.jobs_text import family_text
from app.ui.words import translate

CHIPS: Final = {
    "waiting": "clock",
    "active": "play",
    "done": "circle-check",
    "attention": "triangle-alert",
    "held": "circle-pause",
    "failed": "octagon-x",
}
"""Families in the order of their keys, and the shapes of their icons."""


class StateChips(QObject):
    """`toggled` names the family whose chip was clicked; `all_wanted` is for showing everything again.

    The chips are for whoever lays them out; see `widgets`.
    """

    toggled = Signal(str)
    all_wanted = Signal()

    def __init__(self, icons: Icons, commands: Commands, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icons, self._commands = icons, commands
        self._chips: dict[str, QToolButton] = {}
        for family in CHIPS:
            chip = self._make(family)
            chip.clicked.connect(lambda _checked=False, family=family: self.toggled.emit(family))
            chip.setCheckable(True)
            self._chips[family] = chip
        self._all = self._make("all")
        self._all.clicked.connect(lambda _checked=False: self.all_wanted.emit())
        self.show_counts(dict.fromkeys(CHIPS, 0), 0)
        self.show_wanted(frozenset())
        self.dress()

    @property
    def widgets(self) -> tuple[QToolButton, ...]:
        """The chips in order, and the one for all."""
        return (*self._chips.values(), self._all)

    def show_counts(self, families: dict[str, int], total: int) -> None:
        """How many jobs there are."""
        for family, chip in self._chips.items():
            self._say(chip, family_text(family), families.get(family, 0))
        self._all.setText(translate("Jobs", "All"))
        self._all.setAccessibleName(translate("Jobs", "All %n jobs", "", total))

    def show_wanted(self, families: frozenset[str]) -> None:
        """Which families are shown; all when there is none."""
        for family, chip in self._chips.items():
            chip.setChecked(family in families)
        self._all.setEnabled(bool(families))

    def dress(self) -> None:
        """Take colours and keys anew."""
        for family, chip in self._chips.items():
            chip.setIcon(self._icons.icon(CHIPS[family], f"state.{family}"))
        for family, chip in (*self._chips.items(), ("all", self._all)):
            title, keys = self._commands.title(f"queue.{family}"), self._commands.keys(f"queue.{family}")
            chip.setToolTip(f"{title} ({keys[0]})" if keys else title)

    def _make(self, family: str) -> QToolButton:
        made = QToolButton()
        made.setObjectName(f"chip-{family}")
        made.setProperty("kind", "icon-chip" if family in CHIPS else "chip")
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        return made

    def _say(self, chip: QToolButton, word: str, number: int) -> None:
        text = translate("Jobs", "%1 %2").replace("%1", word).replace("%2", number_text(number))
        if chip.text() != text:
            chip.setText(text)
            chip.setAccessibleName(text)
