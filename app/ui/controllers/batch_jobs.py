"""From checked rows to jobs: asked about films that exist, submitted in the background, and followed row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.core.errors import ErrorInfo
from app.core.jobs import JobRequest, MissingPolicy
from app.core.messages import JobView
from app.core.model import Comp
from app.core.presets import find_preset
from app.core.settings import Settings
from app.core.settings_choices import ExistingFilms
from app.core.states import END_STATES, JobState
from app.farm.checks import Check, blocked
from app.farm.connection import FarmConnection
from app.farm.opened import Opened
from app.farm.output_checks import OutputChecker
from app.farm.submission import Film, FilmWishes, build_requests, films_in_the_way
from app.template.batch import CheckedRow
from app.template.grid import GridRow
from app.ui.controllers.coming_films import coming_films, free_name
from app.ui.controllers.compose_wishes import OutputWishes, folder_of
from app.ui.services import Services
from app.ui.tasks import Task

LOOKING = "batch/existing"


@dataclass(frozen=True, slots=True)
class BatchOrder:
    """Films that are to be rendered, as they were wanted in the moment of asking; `row_ids` by row number, `checked`
    what the rows said by their ids."""

    template: Opened
    films: tuple[Film, ...]
    wishes: FilmWishes
    row_ids: Mapping[int, int]
    checked: Mapping[int, CheckedRow]


def film_wishes(wishes: OutputWishes, comp: Comp, frame: int, settings: Settings) -> FilmWishes:
    """What is wanted of every film; `frame` is the one that is looked at."""
    return FilmWishes(
        comp=comp,
        frames=wishes.frames(comp, frame),
        folder=folder_of(wishes, settings).absolute(),
        preset=find_preset(wishes.preset).name,
        missing=wishes.missing,
        engine=wishes.engine,
        music=Path(wishes.music) if wishes.music else None,
    )


def order_of(
    template: Opened, rows: Sequence[tuple[GridRow, CheckedRow]], wishes: FilmWishes, jobs: Iterable[JobView]
) -> BatchOrder:
    """An order of the films of these rows, none called like one that a job is making."""
    coming, extension = coming_films(jobs, wishes.folder), find_preset(wishes.preset).extension
    return BatchOrder(
        template=template,
        films=tuple(
            Film(name=free_name(found.name, extension, coming), values=found.values, number=found.number)
            for _, found in rows
        ),
        wishes=wishes,
        row_ids={found.number: row.id for row, found in rows},
        checked={row.id: found for row, found in rows},
    )


@dataclass(frozen=True, slots=True)
class RowJob:
    """The job that was made from a row, and what the row said then."""

    job_id: str
    checked: CheckedRow


class BatchJobs(QObject):
    """The jobs of the open spreadsheet. One order is submitted at a time."""

    busy_changed = Signal()
    progress_changed = Signal(object)
    """A `Progress`: how many films of how many are ready to be submitted."""

    refused = Signal(object)
    """Why an order was not submitted (`ErrorInfo`), or None when there is nothing to say any more."""

    blocked = Signal(object)
    """What keeps every film of an order from being made: checks of its folder and its music (a tuple of `Check`)."""

    existing_found = Signal(object, object)
    """A `BatchOrder` and the files that it would replace (a tuple of paths): `submit` or `drop`."""

    submitted = Signal(int)
    """So many films are in the queue now."""

    rows_changed = Signal(object)
    """Ids of rows (a set) whose jobs are others or have changed."""

    def __init__(self, services: Services, outputs: OutputChecker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services, self._outputs = services, outputs
        self._skipped: dict[int, CheckedRow] = {}
        self._coming: set[int] = set()
        self._made: set[int] = set()
        self._by_row: dict[int, RowJob] = {}
        self._rows: dict[str, set[int]] = {}
        self._order: BatchOrder | None = None
        self._task: Task | None = None
        self._stop = False
        services.farm.jobs_changed.connect(self._on_jobs)
        services.tasks.tasks_changed.connect(self._on_tasks)

    @property
    def busy(self) -> bool:
        """Whether an order is on its way."""
        return self._order is not None

    @property
    def any(self) -> bool:
        """Whether any row has, or had, a job, or was skipped."""
        return bool(self._by_row or self._skipped)

    def begin(self) -> None:
        """Another spreadsheet or template: no row has a job."""
        self._by_row.clear()
        self._skipped.clear()
        self._coming.clear()
        self._made.clear()
        self._rows.clear()
        self.refused.emit(None)

    def job(self, row_id: int) -> JobView | None:
        """The job that was made from a row, as it is now; None also when it has left the queue."""
        link = self._by_row.get(row_id)
        return self._services.farm.jobs.get(link.job_id) if link is not None else None

    @property
    def coming(self) -> frozenset[int]:
        """Ids of the rows whose films are on their way."""
        return frozenset(self._coming)

    @property
    def made(self) -> frozenset[int]:
        """Ids of the rows whose films are there."""
        return frozenset(self._made)

    def skipped(self, row_id: int, checked: CheckedRow | None) -> bool:
        """Whether a row had no film made last, because one of that name existed, and says the same since."""
        kept = self._skipped.get(row_id)
        return kept is not None and checked is not None and _decisive(kept) == _decisive(checked)

    def outdated(self, row_id: int, checked: CheckedRow | None) -> bool:
        """Whether a row says something else than the film that was made from it."""
        link = self._by_row.get(row_id)
        return link is not None and checked is not None and _decisive(link.checked) != _decisive(checked)

    def order(self, order: BatchOrder) -> None:
        """Render these films: see that they can be written, look for files in the way, ask about them where the
        settings say so, and submit."""
        if self.busy or not order.films:
            return
        known = self._services.farm.films_there()
        order = replace(order, wishes=replace(order.wishes, known=known))
        self._order, self._stop = order, False
        self.refused.emit(None)
        self.busy_changed.emit()

        def work(_task: Task) -> tuple[tuple[Check, ...], tuple[Path, ...]]:
            checks = self._outputs.check(
                order.wishes.folder if known is None else None, order.wishes.music, writing=True
            )
            return checks, () if blocked(checks) else films_in_the_way(order.films, order.wishes)

        def found(answer: tuple[tuple[Check, ...], tuple[Path, ...]]) -> None:
            checks, paths = answer
            existing = self._services.settings.existing
            if blocked(checks):
                self._end()
                self.blocked.emit(checks)
            elif paths and existing is ExistingFilms.ASK:
                self.existing_found.emit(order, paths)
            else:
                self.submit(order, existing if paths else ExistingFilms.NUMBER)

        self._services.tasks.start(LOOKING, work, owner=self, done=found, failed=self._fail)

    def submit(self, order: BatchOrder, existing: ExistingFilms) -> None:
        """Submit an order; `existing` says what happens to films that are there already."""
        self._order = order
        wishes = replace(order.wishes, existing=existing)
        rows: list[int] = []

        def build(farm: FarmConnection, task: Task) -> Sequence[JobRequest]:
            self._task = task
            requests = build_requests(
                order.template,
                order.films,
                wishes,
                farm.storage,
                progress=lambda done, total: task.report(done=done, total=total),
                stopped=lambda: task.cancelled or self._stop,
            )
            rows.extend(request.row or 0 for request in requests)
            return () if self._stop else requests

        def done(job_ids: tuple[str, ...]) -> None:
            self._link(order, dict(zip(rows, job_ids, strict=False)), skipping=existing is ExistingFilms.SKIP)
            self._end()
            self.submitted.emit(len(job_ids))

        self._services.farm.submit(
            build,
            owner=self,
            done=done,
            failed=self._fail,
            progress=self.progress_changed.emit,
            title=self.tr("Adding %n film(s) to the queue", "", len(order.films)),
        )

    def accept_substitutes(self, order: BatchOrder) -> None:
        """Order again, with substitutes for what is missing."""
        self.order(replace(order, wishes=replace(order.wishes, missing=MissingPolicy.SUBSTITUTE)))

    @property
    def refused_order(self) -> BatchOrder | None:
        """The order that was refused last."""
        return self._refused

    _refused: BatchOrder | None = None

    def drop(self) -> None:
        """The order is not wanted any more: nothing is submitted of it."""
        self._stop = True
        self._services.tasks.cancel(LOOKING)
        if self._task is None:
            self._end()

    def _link(self, order: BatchOrder, jobs: Mapping[int, str], *, skipping: bool) -> None:
        """Films of an order without a job were skipped, where that was wanted, or it was cancelled before them."""
        changed = set()
        for film in order.films:
            number = film.number or 0
            row_id, job_id = order.row_ids[number], jobs.get(number)
            checked = order.checked[row_id]
            if job_id is not None:
                self._by_row[row_id] = RowJob(job_id, checked)
                self._rows.setdefault(job_id, set()).add(row_id)
                self._skipped.pop(row_id, None)
                self._coming.add(row_id)
                self._made.discard(row_id)
            elif skipping and jobs:
                self._skipped[row_id] = checked
            else:
                continue
            changed.add(row_id)
        self.rows_changed.emit(changed)

    def _end(self) -> None:
        self._order = self._task = None
        self.busy_changed.emit()

    def _fail(self, error: ErrorInfo) -> None:
        self._refused = self._order
        self._end()
        self.refused.emit(error)

    @Slot()
    def _on_tasks(self) -> None:
        """The bottom bar cancels tasks, too."""
        if self._task is not None and self._task.cancelled:
            self._end()

    @Slot(list)
    def _on_jobs(self, views: list[JobView]) -> None:
        changed: set[int] = set()
        for view in views:
            rows = {one for one in self._rows.get(view.job_id, ()) if self._by_row[one].job_id == view.job_id}
            ended = view.removed or view.state in END_STATES
            self._coming = self._coming - rows if ended else self._coming | rows
            there = view.state == JobState.DONE and not view.removed
            self._made = self._made | rows if there else self._made - rows
            changed |= rows
        if changed:
            self.rows_changed.emit(changed)


def _decisive(checked: CheckedRow) -> tuple[str, object]:
    return checked.name, checked.values
