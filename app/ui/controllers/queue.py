"""The queue: all jobs, which of them are shown and chosen, and what is known of the one that is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.core.messages import JobView
from app.core.states import JobState
from app.ui.controllers.farm import FarmState
from app.ui.controllers.farm_foresight import InSight
from app.ui.controllers.queue_actions import QueueActions
from app.ui.controllers.queue_detail import QueueDetail
from app.ui.controllers.queue_films import QueueFilms
from app.ui.controllers.queue_logs import QueueLogs
from app.ui.controllers.queue_removal import QueueRemoval
from app.ui.controllers.queue_slots import QueueSlots
from app.ui.models.jobs_model import JobsModel
from app.ui.models.jobs_rows import GroupRow, JobRow, Row
from app.ui.models.pieces_model import PiecesModel
from app.ui.services import Services

_FED_AT_ONCE: Final = 500
"""So many jobs are taken over at once when the queue is first looked at."""

_LOOK_MILLISECONDS: Final = 250
"""What can be done with the chosen jobs is found anew at most this often while they change."""


class QueueController(QObject):
    """State of the page, kept while pages come and go."""

    filter_changed = Signal()
    """Other jobs are to be shown."""

    shown = Signal(list)
    """Somebody wants these jobs to be seen: choose their rows."""

    current_changed = Signal()
    """Another row is looked at, or it has changed."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        farm, tasks = services.farm, services.tasks
        self.model = JobsModel(farm.estimates, owner=services.owner, parent=self)
        self.pieces = PiecesModel(self)
        self.removal = QueueRemoval(farm, self.model, services.notices, self)
        self.actions = QueueActions(services, self.model, self.removal, self)
        self.detail = QueueDetail(services, self.model, self)
        self.logs = QueueLogs(farm, tasks, self)
        self.films = QueueFilms(self.model, farm, tasks, self)
        self.slots = QueueSlots(services, self)
        self.text = ""
        self.families: frozenset[str] = frozenset()
        self.chosen: tuple[str, ...] = ()
        self._current = ""
        self._wanted = ""
        self._feeding = iter(list(farm.jobs.values()))
        self._feed_timer = QTimer(self)
        self._feed_timer.timeout.connect(self._feed)
        self._look_timer = QTimer(self)
        self._look_timer.setSingleShot(True)
        self._look_timer.setInterval(_LOOK_MILLISECONDS)
        self._look_timer.timeout.connect(self._look)
        farm.jobs_changed.connect(self._take)
        farm.foresight.add(self._in_sight)
        farm.foresight.told.connect(self._foretold)
        farm.link.changed.connect(self._look_timer.start)
        self.detail.changed.connect(self._detail_changed)
        self.model.move_wanted.connect(self.actions.place)
        self.model.moved.connect(self._look_timer.start)
        services.languages.changed.connect(self._retranslate)
        farm.state_changed.connect(self._know_owner)
        self._feed_timer.start(0)

    @property
    def current(self) -> Row | None:
        """The row that is looked at: a job, a batch, or none."""
        place = self.model.order.place(self._current)
        return self.model.order.find(self._current) if place < 0 else self.model.order.shown[place]

    def enter(self) -> None:
        """The page is shown."""
        self._services.farm.show_earlier()
        self.films.start()

    def leave(self) -> None:
        """It is not any more."""
        self.films.stop()

    def _in_sight(self) -> list[InSight]:
        """What is seen of what is under way: what is looked at first."""
        seen = self.model.seen_rows()
        current = self.current
        if current in seen:
            seen.insert(0, current)
        return [InSight(row.id, _views(row)) for row in seen if _is_under_way(row)]

    @Slot()
    def _foretold(self) -> None:
        row = self.current
        if row is not None and _is_under_way(row):
            self.current_changed.emit()

    def set_text(self, text: str) -> None:
        """Show the jobs that this text finds."""
        self.text = text
        self.model.set_filter(text)
        self.filter_changed.emit()

    def set_families(self, families: Iterable[str]) -> None:
        """Show the jobs of these families of states only; all when there is none."""
        self.families = frozenset(families)
        self.model.set_families(self.families)
        self.filter_changed.emit()

    def toggle_family(self, family: str) -> None:
        """Show the jobs of a family too, or not any more."""
        self.set_families(self.families ^ {family})

    def clear_filter(self) -> None:
        """Show all jobs."""
        self.set_families(())
        self.set_text("")

    def filter_text(self) -> str:
        """What is filtered by, as one could type it."""
        states = [f"state:{family}" for family in sorted(self.families)]
        return " ".join((*states, self.text.strip())).strip()

    def choose(self, row_ids: Sequence[str], current: str) -> None:
        """These rows are chosen, and this one is looked at."""
        self.chosen = tuple(row_ids)
        self._look()
        if current != self._current:
            self._current = current
            row = self.current
            view = row.view if isinstance(row, JobRow) else None
            self.detail.show(view)
            self.logs.show(view)
            self.current_changed.emit()

    def show_job(self, job_id: str) -> None:
        """Have a job seen, now or as soon as the farm has told of it."""
        row = self.model.order.find(job_id)
        if row is None:
            self._wanted = job_id
            return
        self._wanted = ""
        if not row.shown:
            self.clear_filter()
        if row.group is not None and not row.group.expanded:
            self.model.open_batch(row.group.batch_id, opened=True)
        self.model.move_now()
        self.shown.emit([job_id])

    def _know_owner(self) -> None:
        """People may have another name at another farm."""
        owner = self._services.farm.owner
        if owner:
            self.model.set_owner(owner)

    def refresh(self) -> None:
        """Look at everything anew."""
        if self._services.farm.state is FarmState.FAILED:
            self._services.farm.ensure_started()
        self.detail.refresh()
        self.films.forget()
        self.model.move_now()

    @Slot()
    def _feed(self) -> None:
        """Take over the jobs that were known before there was a queue, in portions."""
        portion = list(islice(self._feeding, _FED_AT_ONCE))
        # What was told meanwhile is newer.
        current = self._services.farm.jobs
        self.model.take([current[view.job_id] for view in portion if view.job_id in current])
        if len(portion) < _FED_AT_ONCE:
            self._feed_timer.stop()
            if self._wanted:
                self.show_job(self._wanted)

    @Slot(list)
    def _take(self, views: list[JobView]) -> None:
        self.model.take(views)
        chosen = set(self.chosen)
        for view in views:
            if view.job_id == self.detail.job_id:
                self.detail.news(view)
            if view.job_id in chosen and not self._look_timer.isActive():
                self._look_timer.start()
            if view.job_id == self._wanted:
                self.show_job(view.job_id)
        row = self.current
        if isinstance(row, GroupRow) and not self._look_timer.isActive():
            self._look_timer.start()

    @Slot()
    def _look(self) -> None:
        self.actions.look(self.model.order.jobs_in(self.chosen))
        if isinstance(self.current, GroupRow):
            self.current_changed.emit()

    @Slot()
    def _detail_changed(self) -> None:
        self.logs.show(self.detail.view)
        self.logs.describe(self.detail.detail)
        self.pieces.show(self.detail.view, self.detail.detail)
        self.current_changed.emit()

    @Slot()
    def _retranslate(self) -> None:
        self.model.retranslate()
        self._look()


def _is_under_way(row: Row) -> bool:
    return row.view.state in (JobState.PREPARING, JobState.RENDERING)


def _views(row: Row) -> tuple[JobView, ...]:
    return tuple(one.view for one in row.children.values()) if isinstance(row, GroupRow) else (row.view,)
