"""Where renders run, to be chosen: this computer, the farms that the window knows, and the way to one more."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QComboBox, QWidget

from app.ui.services import Services
from app.ui.widgets.parts import column, label
from app.ui.words import translate

_CONNECT: Final = object()


def place_text(name: str) -> str:
    """What people read for a place: a farm's name, or this computer where that is empty."""
    return translate("Places", "Farm “%1”").replace("%1", name) if name else translate("Places", "This computer")


class PlaceBox(QWidget):
    """A choice that is in force for the whole window at once."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._box = QComboBox()
        self._box.setObjectName("place")
        self._box.setAccessibleName(self.tr("Rendered on"))
        self._box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._box.setMinimumContentsLength(8)
        self._hint = label("", "hint", wrap=True)
        self.setLayout(column(self._box, self._hint, gap=4))
        services.places.changed.connect(self._fill)
        self._box.activated.connect(self._chosen)
        self._fill()

    def _fill(self) -> None:
        known = self._services.places.known
        self._box.clear()
        for name in ("", *(farm.name for farm in known.farms)):
            self._box.addItem(place_text(name), name)
        self._box.addItem(self.tr("Connect a farm…"), _CONNECT)
        self._box.setCurrentIndex(max(0, self._box.findData(known.chosen)))
        self._hint.setText(
            self.tr("Films go to the farm's results; Play and Show in folder bring them here.") if known.chosen else ""
        )
        self._hint.setVisible(bool(known.chosen))

    def _chosen(self, index: int) -> None:
        wanted = self._box.itemData(index)
        if isinstance(wanted, str):
            self._services.places.choose(wanted)
        else:
            self._fill()
            self._services.navigator.farm_dialog_wanted.emit("")
