"""Arrangements of Queue's panels by name: two that ship, and those that people have saved."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QByteArray

from app.ui.view_state import ViewState
from app.ui.words import marked, translate

DESIGN: Final = "design"
FARM: Final = "farm"

SHIPPED: Final = {DESIGN: marked("Layouts", "Design"), FARM: marked("Layouts", "Farm")}
"""Layouts that ship: their keys, and what people call them."""

MOST_OWN: Final = 12

_NAMES: Final = "own layouts/names"
_STATES: Final = "own layouts/states"


class Layouts:
    """People's own layouts are kept in the view state, and survive “Reset layout”."""

    def __init__(self, state: ViewState) -> None:
        self._state = state

    @property
    def own(self) -> tuple[str, ...]:
        """The names of people's own, in the order in which they were saved."""
        return self._state.texts(_NAMES)

    @property
    def full(self) -> bool:
        """Whether no more can be saved, but in the place of others."""
        return len(self.own) >= MOST_OWN

    def problem(self, name: str) -> str:
        """Why a layout cannot have this name; empty where it can."""
        if not name.strip():
            return translate("Layouts", "Give it a name.")
        if name.strip().casefold() in {translate("Layouts", title).casefold() for title in SHIPPED.values()}:
            return translate("Layouts", "A layout that comes with Farmhand has this name.")
        return ""

    def keep(self, name: str, arrangement: QByteArray) -> None:
        """Save an arrangement, in place of an earlier one of that name."""
        names = self.own
        if name not in names:
            self._state.put(_NAMES, (*names, name))
            names = self.own
        self._state.put(f"{_STATES}/{names.index(name)}", arrangement)

    def find(self, name: str) -> QByteArray:
        """One of people's own; empty where there is none of that name, or it was lost."""
        names = self.own
        return self._state.bytes(f"{_STATES}/{names.index(name)}") if name in names else QByteArray()

    def forget(self, name: str) -> None:
        """Keep one no longer."""
        left = [(one, self.find(one)) for one in self.own if one != name]
        self._state.forget(_STATES)
        self._state.put(_NAMES, tuple(one for one, _ in left))
        for one, arrangement in left:
            self.keep(one, arrangement)
