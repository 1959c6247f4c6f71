"""Arrangements of a page's panels by name: two that ship, and those that people have saved."""

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

QUEUE_PAGE, FARM_PAGE = "queue", "farm"
"""Pages that have panels; each has layouts of its own."""

_STORED: Final = {QUEUE_PAGE: "own layouts", FARM_PAGE: "own farm layouts"}


class Layouts:
    """A page's. People's own are kept in the view state, and survive “Reset layout”."""

    def __init__(self, state: ViewState, page: str = QUEUE_PAGE) -> None:
        self.state, self.page = state, page
        self._names, self._states = f"{_STORED[page]}/names", f"{_STORED[page]}/states"

    @property
    def own(self) -> tuple[str, ...]:
        """The names of people's own, in the order in which they were saved."""
        return self.state.texts(self._names)

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
            self.state.put(self._names, (*names, name))
            names = self.own
        self.state.put(f"{self._states}/{names.index(name)}", arrangement)

    def find(self, name: str) -> QByteArray:
        """One of people's own; empty where there is none of that name, or it was lost."""
        names = self.own
        return self.state.bytes(f"{self._states}/{names.index(name)}") if name in names else QByteArray()

    def forget(self, name: str) -> None:
        """Keep one no longer."""
        left = [(one, self.find(one)) for one in self.own if one != name]
        self.state.forget(self._states)
        self.state.put(self._names, tuple(one for one, _ in left))
        for one, arrangement in left:
            self.keep(one, arrangement)
