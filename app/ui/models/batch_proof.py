"""The stills of the proof sheet as a list."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Slot
from PySide6.QtGui import QImage

from app.ui.controllers.batch_stills import BatchProof, ProofStill
from app.ui.models.error_words import told

Index = QModelIndex | QPersistentModelIndex
NO_INDEX: Final = QModelIndex()
DISPLAY = int(Qt.ItemDataRole.DisplayRole)
ACCESSIBLE, TOOLTIP = int(Qt.ItemDataRole.AccessibleTextRole), int(Qt.ItemDataRole.ToolTipRole)
KEPT_IMAGES: Final = 200


class BatchProofModel(QAbstractListModel):
    """One item per still, in the order of the rows."""

    def __init__(self, proof: BatchProof) -> None:
        super().__init__()
        self._proof = proof
        self._images: OrderedDict[int, QImage] = OrderedDict()
        proof.begun.connect(self._reset)
        proof.drawn.connect(self._drawn)

    def still(self, place: int) -> ProofStill:
        """The still at a place."""
        return self._proof.stills[place]

    def image(self, place: int) -> QImage | None:
        """Its picture, once it is drawn."""
        picture = self._proof.stills[place].picture
        if picture is None:
            return None
        if place not in self._images:
            self._images[place] = QImage.fromData(picture)
            while len(self._images) > KEPT_IMAGES:
                self._images.popitem(last=False)
        return self._images[place]

    def caption(self, place: int) -> str:
        """What stands below it."""
        still = self._proof.stills[place]
        return f"{still.number} · {still.name}"

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """How many stills there are to be."""
        return 0 if parent.isValid() else len(self._proof.stills)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        """The caption; the picture itself is painted by the delegate."""
        still = self._proof.stills[index.row()]
        if role == DISPLAY:
            return self.caption(index.row())
        if role == TOOLTIP:
            return told(still.error).title if still.error is not None else self.caption(index.row())
        if role == ACCESSIBLE:
            state = self.tr("drawn") if still.picture is not None else self.tr("not drawn yet")
            said = told(still.error).title if still.error is not None else state
            return (
                self.tr("Row %1, %2, %3").replace("%1", str(still.number)).replace("%2", still.name).replace("%3", said)
            )
        return None

    @Slot()
    def _reset(self) -> None:
        self.beginResetModel()
        self._images.clear()
        self.endResetModel()

    @Slot(int)
    def _drawn(self, place: int) -> None:
        index = self.index(place)
        self.dataChanged.emit(index, index)
