"""From what is filled in to films: checked, asked about what is in the way, submitted, and followed to the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot

from app.core.errors import ErrorInfo
from app.core.jobs import JobRequest
from app.core.messages import JobView
from app.core.presets import find_preset
from app.core.settings_choices import ExistingFilms
from app.core.states import END_STATES, JobState
from app.farm.checks import Check, FilmToCheck, LateChecker, blocked, policy_for
from app.farm.compose_film import single_film_name
from app.farm.opened import Opened
from app.farm.submission import Film, FilmWishes, build_requests, films_in_the_way
from app.ui.controllers.coming_films import coming_films, free_name
from app.ui.controllers.compose_wishes import OutputWishes
from app.ui.controllers.farm_foresight import UNDRAWN, InSight
from app.ui.tasks import Task

if TYPE_CHECKING:
    from app.farm.connection import FarmConnection
    from app.ui.controllers.compose import ComposeController

SUBMITTING: Final = "compose/submit"


@dataclass(frozen=True, slots=True)
class Order:
    """One film that is to be rendered, as it was wanted in the moment of asking. `first`: before all others.

    `known` tells of a file name whether the farm's results have it; None: films go to the folder that was chosen.
    `sample` as in `RenderWishes`.
    """

    template: Opened
    checked: FilmToCheck
    wishes: OutputWishes
    frame: int
    first: bool
    known: Callable[[str], bool] | None = None
    sample: float = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check of an order found: its findings, and the films that it would replace."""

    order: Order
    checks: tuple[Check, ...]
    in_the_way: tuple[Path, ...]


class ComposeFilms(QObject):
    """The films of the open template. One is submitted at a time."""

    busy_changed = Signal()
    """Whether a film is being brought into the queue."""

    refused = Signal(object)
    """Why a film cannot be rendered (`ErrorInfo`), or None when there is nothing to say any more."""

    existing_found = Signal(object)
    """A `Verdict` whose films exist: `go_on` or nothing."""

    job_changed = Signal()
    """The film that was submitted last, as it is now; see `job`."""

    done = Signal(object)
    """The path of the film that was submitted last, once it is there on this computer."""

    def __init__(self, controller: ComposeController) -> None:
        super().__init__(controller)
        self._controller = controller
        self._busy = False
        self._job_id = ""
        self._job: JobView | None = None
        self._notice = ""
        controller.services.farm.jobs_changed.connect(self._on_jobs)
        controller.services.farm.foresight.add(self._in_sight)

    @property
    def busy(self) -> bool:
        """Whether a film is being brought into the queue."""
        return self._busy

    @property
    def job(self) -> JobView | None:
        """The film of this template that was submitted last, as it is now."""
        return self._job

    def begin(self) -> None:
        """Another template: its films are none of the one before."""
        self._controller.services.tasks.cancel(SUBMITTING)
        self._set_busy(busy=False)
        self.forget_job()
        self.refused.emit(None)

    def forget_job(self) -> None:
        """Do not show the last film any more; it stays in the queue."""
        self._job_id, self._job = "", None
        self.job_changed.emit()

    def retry(self) -> None:
        """Render the frames of the last film that failed once more; what is drawn of it is kept."""
        job_id = self._job_id
        if job_id:
            self.refused.emit(None)
            farm = self._controller.services.farm
            farm.act(lambda connection: connection.client.retry([job_id]), owner=self, failed=self.refused.emit)

    def submit(self, *, first: bool) -> None:
        """Render the film: before all others (`first`), or after what waits already."""
        order = self._order(first=first)
        checker = self._controller.preflight.checker
        if order is None or checker is None or self._busy:
            return
        self._set_busy(busy=True)
        self.refused.emit(None)

        def work(_task: Task) -> Verdict:
            return judge(checker, order)

        self._controller.services.tasks.start(SUBMITTING, work, owner=self, done=self._judged, failed=self._fail)

    def go_on(self, verdict: Verdict, existing: ExistingFilms) -> None:
        """Submit although films exist: with a number, in their place, or not at all."""
        if existing is ExistingFilms.SKIP:
            return
        order, checks = verdict.order, verdict.checks
        self._set_busy(busy=True)
        wishes = film_wishes(order, checks, existing, owner=self._controller.services.owner)
        film = film_of(order)
        if existing is ExistingFilms.NUMBER:
            film = replace(film, name=self._free_name(film.name, wishes))

        def build(farm: FarmConnection, task: Task) -> tuple[JobRequest, ...]:
            return build_requests(order.template, [film], wishes, farm.storage, stopped=lambda: task.cancelled)

        def done(job_ids: tuple[str, ...]) -> None:
            self._submitted(job_ids, film.name, first=order.first)

        self._controller.services.farm.submit(
            build,
            owner=self,
            done=done,
            failed=self._fail,
            title=self.tr("Adding %1 to the queue").replace("%1", film.name),
        )

    def _free_name(self, name: str, wishes: FilmWishes) -> str:
        """The name, with a number while a film of that name is on its way to the same folder."""
        coming = coming_films(self._controller.services.farm.jobs.values(), wishes.folder)
        return free_name(name, find_preset(wishes.preset).extension, coming)

    def _order(self, *, first: bool) -> Order | None:
        controller = self._controller
        film = controller.preflight.film()
        if controller.template is None or film is None:
            return None
        known = controller.services.farm.films_there()
        frame, sample = controller.sight.frame, controller.ahead.sample
        return Order(controller.template, film, controller.wishes, frame, first, known, sample)

    def _judged(self, verdict: Verdict) -> None:
        self._set_busy(busy=False)
        self._controller.preflight.take(verdict.checks)
        if blocked(verdict.checks):
            self.refused.emit(self._blocked_error(verdict.checks))
            return
        existing = self._controller.services.settings.existing
        if not verdict.in_the_way:
            self.go_on(verdict, ExistingFilms.NUMBER)
        elif existing is ExistingFilms.ASK:
            self.existing_found.emit(verdict)
        elif existing is ExistingFilms.SKIP:
            self._controller.services.notices.say(
                self.tr("“%1” exists already, so nothing was rendered.").replace("%1", verdict.in_the_way[0].name)
            )
        else:
            self.go_on(verdict, existing)

    def _blocked_error(self, checks: tuple[Check, ...]) -> ErrorInfo:
        count = sum(1 for one in checks if blocked([one]))
        return ErrorInfo(
            kind="MissingError",
            title=self.tr("%n thing(s) must be settled before this film can be rendered.", "", count),
            next_step=self.tr("They are marked in the list above, each with what can be done about it."),
        )

    def _submitted(self, job_ids: tuple[str, ...], name: str, *, first: bool) -> None:
        self._set_busy(busy=False)
        if not job_ids:
            return
        services = self._controller.services
        self._job_id = job_ids[0]
        self._job = services.farm.jobs.get(self._job_id)
        self.job_changed.emit()
        if first:
            services.farm.act(lambda farm: farm.client.move_to_top(job_ids), owner=self, failed=_nothing)
        text = self.tr("“%1” is rendering.") if first else self.tr("“%1” was added to the queue.")
        navigator, job_id = services.navigator, self._job_id
        self._notice = text.replace("%1", name)
        services.notices.say(self._notice, lambda: navigator.job_wanted.emit(job_id), verb=self.tr("Show"))

    def _fail(self, error: ErrorInfo) -> None:
        self._set_busy(busy=False)
        self.refused.emit(error)

    def _set_busy(self, *, busy: bool) -> None:
        if busy != self._busy:
            self._busy = busy
            self.busy_changed.emit()

    def _in_sight(self) -> list[InSight]:
        job = self._job
        return [InSight(job.job_id, (job,))] if job is not None and job.state in UNDRAWN else []

    @Slot(list)
    def _on_jobs(self, views: list[JobView]) -> None:
        for view in views:
            if view.job_id != self._job_id:
                continue
            before, self._job = self._job, None if view.removed else view
            self.job_changed.emit()
            newly = before is None or before.state != view.state
            if view.state in END_STATES and newly:
                self._controller.services.notices.take_back(self._notice)
            here = self._controller.services.farm.is_here
            if newly and here and view.state == JobState.DONE and view.film is not None:
                self.done.emit(Path(view.film.path))


def film_of(order: Order) -> Film:
    """The film that is ordered. Raises `UsageError` for a file-name pattern that cannot be used."""
    checked = order.checked
    name = single_film_name(order.wishes.pattern, order.template, checked.comp, checked.values)
    return Film(name=name, values=checked.values)


def film_wishes(order: Order, checks: tuple[Check, ...], existing: ExistingFilms, *, owner: str) -> FilmWishes:
    """What is wanted of the ordered film."""
    wishes, checked = order.wishes, order.checked
    return FilmWishes(
        comp=checked.comp,
        frames=wishes.frames(checked.comp, order.frame),
        folder=checked.folder.absolute(),
        preset=find_preset(wishes.preset).name,
        missing=policy_for(checks, wishes.missing),
        engine=wishes.engine,
        music=checked.music,
        owner=owner,
        existing=existing,
        chosen=checked.chosen,
        known=order.known,
        sample=order.sample,
    )


def judge(checker: LateChecker, order: Order) -> Verdict:
    """Check an order, and look for films that it would replace."""
    checks = checker.check(order.checked)
    if blocked(checks):
        return Verdict(order, checks, ())
    wishes = film_wishes(order, checks, ExistingFilms.ASK, owner="")
    return Verdict(order, checks, films_in_the_way([film_of(order)], wishes))


def _nothing(_error: ErrorInfo) -> None:
    """The job may have ended before it could be placed first, and then nothing is lost."""
