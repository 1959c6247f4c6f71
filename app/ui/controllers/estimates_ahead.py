"""How long the films take that people are about to render: asked anew whenever something of it changes."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.core.errors import ErrorInfo
from app.core.estimates import UNSEEN, FilmWanted
from app.core.jobs import EngineChoice
from app.ui.controllers.estimate_asking import Answered, FilmsWish, film_of, question_of_films
from app.ui.controllers.film_samples import FilmSamples
from app.ui.services import Services

if TYPE_CHECKING:
    from app.ui.controllers.batch import BatchController
    from app.ui.controllers.compose import ComposeController

PAUSE_MILLISECONDS: Final = 300
"""Nothing is asked before nothing was changed for this long."""

QUEUE_MILLISECONDS: Final = 15_000
"""When other jobs come and go, it is asked anew so much later."""

OLD_SECONDS: Final = 60.0
"""Whoever comes back after this long is told anew."""

_Facts = tuple[object, ...]


class EstimatesAhead(QObject):
    """`answer` is of what was wanted when it was asked; see `current`. Nothing is asked while nobody watches."""

    changed = Signal()

    def __init__(self, services: Services, key: str, wish: Callable[[], FilmsWish | None], parent: QObject) -> None:
        """`wish` tells what films are thought of, None while there are none; `key` is of the background task."""
        super().__init__(parent)
        self.services = services
        self._key, self._wish = key, wish
        self._watched = False
        self._asked: _Facts = ()
        self._asked_at = float("-inf")
        self._films: tuple[_Facts, FilmWanted] | None = None
        self.answer: Answered | None = None
        self.error: ErrorInfo | None = None
        self.current = False
        self._samples = FilmSamples(services, f"{key}/sample", self)
        self._samples.found.connect(partial(self._look, anew=True))
        self._soon, self._later = QTimer(self), QTimer(self)
        for timer, pause in ((self._soon, PAUSE_MILLISECONDS), (self._later, QUEUE_MILLISECONDS)):
            timer.setSingleShot(True)
            timer.setInterval(pause)
        self._soon.timeout.connect(self._look)
        self._later.timeout.connect(partial(self._look, anew=True))
        farm = services.farm
        farm.place_changed.connect(self._other_place)
        farm.state_changed.connect(self.schedule)
        farm.link.changed.connect(self.schedule)
        farm.jobs_changed.connect(self._on_jobs)
        services.preferences.changed.connect(self.schedule)

    @property
    def wanted(self) -> FilmsWish | None:
        """The films that are thought of."""
        return self._wish()

    @property
    def sample(self) -> float:
        """What timed frames of the films that are thought of have taken, in seconds per frame; 0.0: none were."""
        wish = self._wish()
        return 0.0 if wish is None or wish.engine == EngineChoice.AERENDER.value else self._samples.of(wish)

    def watch(self, *, on: bool) -> None:
        """Somebody looks now, or not any more."""
        self._watched = on
        if on:
            if time.monotonic() - self._asked_at > OLD_SECONDS:
                self._asked = ()
            self.schedule()
        else:
            self._soon.stop()
            self._later.stop()
            self._samples.drop()

    @Slot()
    def schedule(self) -> None:
        """Something may have changed: look when it rests, and ask if the question is another one."""
        if self._watched:
            self._soon.start()

    def film(self, wish: FilmsWish) -> Callable[[], FilmWanted]:
        """What makes the question of these films, in the background; a template is counted once."""
        facts = (wish.opened.loaded.sha256, wish.comp.id, wish.frames)
        sample = self._samples.of(wish)

        def make() -> FilmWanted:
            known = self._films
            if known is None or known[0] != facts:
                known = self._films = (facts, film_of(wish))
            changes = {"preset": wish.preset, "engine": wish.engine, "count": max(1, wish.count), "sample": sample}
            return msgspec.structs.replace(known[1], **changes)

        return make

    def _facts(self, wish: FilmsWish) -> _Facts:
        """All that the answer depends on, but for the queue."""
        farm, settings = self.services.farm, self.services.settings
        template = (wish.opened.loaded.sha256, wish.opened.path.name, wish.comp.id)
        place = (farm.place, farm.answers, settings.workers, settings.keep_usable, settings.manager_threads)
        return (*template, wish.frames, wish.preset, wish.engine, wish.count, *place)

    @Slot()
    def _look(self, *, anew: bool = False) -> None:
        wish = self._wish()
        if wish is None:
            self._drop()
            return
        facts = self._facts(wish)
        if facts == self._asked and not anew:
            return
        self._asked, self._asked_at = facts, time.monotonic()
        self._later.stop()
        if self.current:
            self.current = False
            self.changed.emit()
        work = question_of_films(self.services, self.film(wish))
        take = partial(self._take, wish)
        self.services.tasks.start(self._key, work, owner=self, done=take, failed=self._fail)

    def _take(self, wish: FilmsWish, answer: Answered) -> None:
        self.answer, self.error, self.current = answer, None, True
        self.changed.emit()
        if answer.estimate.basis in UNSEEN and self._watched:
            self._samples.want(wish)

    def _fail(self, error: ErrorInfo) -> None:
        self.answer, self.error, self.current = None, error, True
        self.changed.emit()

    def _drop(self) -> None:
        self._soon.stop()
        self._later.stop()
        self.services.tasks.cancel(self._key)
        self._samples.drop()
        self._asked = ()
        if self.answer is not None or self.error is not None:
            self.answer = self.error = None
            self.changed.emit()

    @Slot()
    def _other_place(self) -> None:
        """What was said of another place says nothing of this one."""
        self._drop()
        self.schedule()

    @Slot(list)
    def _on_jobs(self, _views: object) -> None:
        """The queue is another; it is asked anew some time later, and what was said stays until then."""
        if self._watched and self._asked and self.services.farm.answers and not self._later.isActive():
            self._later.start()


def compose_wish(controller: ComposeController) -> FilmsWish | None:
    """The film of the open template."""
    template, comp, wishes = controller.template, controller.comp, controller.wishes
    if template is None or comp is None:
        return None
    frames = wishes.frames(comp, controller.sight.frame)
    return FilmsWish(template, comp, frames, wishes.preset, wishes.engine.value, 1) if len(frames) else None


def batch_wish(controller: BatchController) -> FilmsWish | None:
    """The films that the batch would render now: those without one, or all once more when every row has one."""
    template, comp, wishes = controller.source.template, controller.source.comp, controller.wishes
    ready = controller.checks.summary.ready
    if template is None or comp is None or not ready:
        return None
    coming, made = controller.standing()
    count = max(0, ready - len(coming | made)) or ready
    frames = wishes.frames(comp, controller.frame)
    return FilmsWish(template, comp, frames, wishes.preset, wishes.engine.value, count) if len(frames) else None
