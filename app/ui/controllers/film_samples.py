"""What a frame costs of templates that were never rendered: found out by drawing a few, once the window rests."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.jobs import EngineChoice
from app.ui.services import Services
from app.ui.tasks import Task

if TYPE_CHECKING:
    from app.ui.controllers.estimate_asking import FilmsWish

REST_MILLISECONDS: Final = 2000
"""So long after the first answer: what is drawn for people to look at comes first."""

MOST: Final = 64
"""So many are remembered."""

_Film = tuple[object, ...]


class FilmSamples(QObject):
    """Samples by template, composition, frames and preset, while the window is open."""

    found = Signal()
    """A frame's cost that was wanted is known now."""

    def __init__(self, services: Services, key: str, parent: QObject) -> None:
        """`key` is of the background task."""
        super().__init__(parent)
        self._services, self._key = services, key
        self._known: dict[_Film, float] = {}
        self._wish: FilmsWish | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MILLISECONDS)
        self._rest.timeout.connect(self._draw)

    def of(self, wish: FilmsWish) -> float:
        """Seconds per frame; 0.0 while that is not known."""
        return self._known.get(_film(wish), 0.0)

    def want(self, wish: FilmsWish) -> None:
        """Find it out soon, unless it is known, could not be found out before, or another program draws the film."""
        if self._services.ahead and wish.engine != EngineChoice.AERENDER.value and _film(wish) not in self._known:
            self._wish = wish
            self._rest.start()

    def drop(self) -> None:
        """Nobody wants it any more."""
        self._rest.stop()
        self._wish = None
        self._services.tasks.cancel(self._key)

    def _draw(self) -> None:
        wish = self._wish
        if wish is not None:
            self._services.tasks.start(self._key, partial(_sampled, wish), owner=self, done=partial(self._take, wish))

    def _take(self, wish: FilmsWish, cost: float) -> None:
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[_film(wish)] = cost
        if cost > 0 and wish is self._wish:
            self.found.emit()


def _film(wish: FilmsWish) -> _Film:
    return wish.opened.loaded.sha256, wish.comp.id, wish.frames, wish.preset


def _sampled(wish: FilmsWish, task: Task) -> float:
    from app.farm.estimates.sampling import sample_cost  # brings in what reads fonts and footage

    return sample_cost(wish.opened, wish.comp, wish.frames, preset=wish.preset, cancelled=lambda: task.cancelled)
