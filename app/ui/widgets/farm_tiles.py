"""The numbers of a farm at a glance, each with the sentence behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QGridLayout, QWidget

from app.core.remaining import RemainingKind
from app.ui.controllers.farm_fleet import FarmFleet
from app.ui.controllers.farm_workers import FarmWorkers
from app.ui.formats import number_text, span_text
from app.ui.models.jobs_text import basis_text
from app.ui.models.machines_model import cost_line
from app.ui.services import Services
from app.ui.widgets.tile import Tile

GAP: Final = 12


class FarmTiles(QWidget):
    """Says what was seen last, when it is told to. There is no tile of costs where the farm has no machines."""

    def __init__(self, services: Services, workers: FarmWorkers, fleet: FarmFleet) -> None:
        super().__init__()
        self._farm, self._workers, self._fleet = services.farm, workers, fleet
        self._tiles = {
            "workers": Tile(self.tr("Workers")),
            "waiting": Tile(self.tr("Frames waiting")),
            "rate": Tile(self.tr("Frames per minute")),
            "empty": Tile(self.tr("Time to empty")),
            "cost": Tile(self.tr("Cost per hour")),
        }
        for name, tile in self._tiles.items():
            tile.setObjectName(f"tile-{name}")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP)
        self._across, self._room = 0, 1000
        self._place()

    def set_compact(self, *, compact: bool) -> None:
        """Take a line each, or as much room as is good to read."""
        for tile in self._tiles.values():
            tile.set_compact(compact=compact)
        self._place()
        self._grid.activate()

    def set_room(self, width: int) -> None:
        """As many are beside each other as have room for their numbers in so many pixels.

        Whoever scrolls them says it: what they need in height must not change with a scroll bar that comes of that.
        """
        self._room = width
        self._place()

    def _place(self) -> None:
        shown = [tile for tile in self._tiles.values() if not tile.isHidden()] or [*self._tiles.values()]
        across = self._fitting([tile.minimumSizeHint().width() for tile in shown])
        if across == self._across and all(self._grid.indexOf(tile) >= 0 for tile in shown):
            return
        self._across = across
        for tile in self._tiles.values():
            self._grid.removeWidget(tile)
        for place, tile in enumerate(shown):
            self._grid.addWidget(tile, place // across, place % across)
        for column in range(len(self._tiles)):
            self._grid.setColumnStretch(column, int(column < across))

    def _fitting(self, widths: Sequence[int]) -> int:
        """How many tiles of these least widths go into a row."""
        for across in range(len(widths), 1, -1):
            columns = [max(widths[column::across]) for column in range(across)]
            if sum(columns) + GAP * (across - 1) <= self._room:
                # In rows of about the same number.
                return -(-len(widths) // -(-len(widths) // across))
        return 1

    def say(self) -> None:
        """Say what is known now; greyed while it may be out of date."""
        self.setEnabled(self._farm.link.error is None)
        self._say_workers()
        self._say_rate()
        self._say_empty()
        part = self._fleet.now
        self._tiles["cost"].setVisible(part is not None and bool(part.provider))
        if part is not None:
            self._tiles["cost"].say(*cost_line(part))
        self._place()

    def _say_workers(self) -> None:
        busy, idle, lost = self._workers.counts()
        drawn = self.tr("%1 rendering, %2 idle or held, %3 not responding")
        for mark, count in (("%1", busy), ("%2", idle), ("%3", lost)):
            drawn = drawn.replace(mark, number_text(count))
        self._tiles["workers"].say(number_text(busy + idle), drawn)
        tally = self._farm.tally
        jobs = self.tr("in %n job(s)", "", tally.running + tally.queued)
        self._tiles["waiting"].say(number_text(self._workers.waiting_frames()), jobs)

    def _say_rate(self) -> None:
        now, rate = self._workers.now, 0.0
        if now is not None:
            # The minute that runs is not over yet.
            recent = self._workers.throughput.between(now.at, 6).rates
            rate = float(recent[:, :-1].sum()) / 5 if recent.size else 0.0
        self._tiles["rate"].say(number_text(rate, 1 if rate < 10 else 0), self.tr("over the last five minutes"))

    def _say_empty(self) -> None:
        told = self._farm.estimates.to_empty()
        known = told.kind is RemainingKind.RANGE
        measuring = self.tr("Measuring…") if told.kind is RemainingKind.MEASURING else "–"
        self._tiles["empty"].say(span_text(told.low, told.high) if known else measuring, basis_text(told))
