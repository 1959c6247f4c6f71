"""What people do with the chosen jobs: asked of the farm in the background, with a question where something is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.core.errors import ErrorInfo
from app.core.jobs import JobRequest
from app.core.messages import JobView
from app.core.states import END_STATES
from app.farm.places import output_folder
from app.ui.controllers.queue_removal import QueueRemoval
from app.ui.dialogs.confirm import ask, named
from app.ui.models.jobs_actions import Offer, cancel_text, offers
from app.ui.models.jobs_model import JobsModel
from app.ui.models.jobs_report import jobs_report
from app.ui.models.jobs_rows import JobRow
from app.ui.services import Services
from app.ui.tasks import Task
from app.ui.widgets.priority_dialog import PriorityDialog

if TYPE_CHECKING:
    from app.farm.client import FarmClient
    from app.farm.connection import FarmConnection

_AT_ONCE: Final = frozenset({"retry", "top", "bottom"})


class QueueActions(QObject):
    """The actions of `app.ui.models.jobs_actions`, by name, for the jobs that are chosen now."""

    changed = Signal()
    """Other actions are possible than before, or they read otherwise."""

    failed = Signal(object)
    """Something that was asked for was not done: an `ErrorInfo`."""

    def __init__(self, services: Services, model: JobsModel, removal: QueueRemoval, parent: QObject) -> None:
        super().__init__(parent)
        self._services, self._model, self._removal = services, model, removal
        self._rows: list[JobRow] = []
        self.offers: dict[str, Offer] = {}
        self._runs: dict[str, Callable[[Offer, QWidget], None]] = {
            "play": self._play,
            "show": self._show,
            "again": self._again,
            "pause": self._pause,
            "priority": self._priority,
            "up": self._up,
            "down": self._down,
            "duplicate": self._duplicate,
            "compose": self._compose,
            "copy": self._copy,
            "cancel": self._cancel,
            "clear": self._clear,
        }
        removal.failed.connect(self.failed)
        self.look([])

    def look(self, rows: list[JobRow]) -> None:
        """These jobs are chosen now, or have changed."""
        self._rows = rows
        order = self._model.order
        by_queue = order.sort_column == "state" and not order.descending
        trouble = ""
        if self._services.farm.link.error is not None:
            trouble = self.tr("The farm does not answer. What you see is not up to date.")
        found = offers(rows, by_queue=by_queue, trouble=trouble)
        if found != self.offers:
            self.offers = found
            self.changed.emit()

    def run(self, name: str, parent: QWidget) -> None:
        """Do it, where it can be done; questions belong to the window of `parent`."""
        offer = self.offers[name]
        if not offer.enabled:
            self._services.notices.say(offer.reason)
        elif name in _AT_ONCE:
            orders: dict[str, Callable[[FarmClient, Sequence[str]], object]] = {
                "retry": lambda client, ids: client.retry(ids),
                "top": lambda client, ids: client.move_to_top(ids),
                "bottom": lambda client, ids: client.move_to_bottom(ids),
            }
            self._order(orders[name], offer.job_ids)
        else:
            self._runs[name](offer, parent)

    def cancel_or_remove(self, parent: QWidget) -> None:
        """Remove jobs that have all ended; else cancel those that have not."""
        ended = bool(self._rows) and all(row.view.state in END_STATES for row in self._rows)
        self.run("clear" if ended else "cancel", parent)

    def place(self, job_ids: Sequence[str], before: str) -> None:
        """Place jobs before another one, or (empty) behind all."""
        if before:
            self._order(lambda client, ids: client.move_before(ids, before), job_ids)
        else:
            self._order(lambda client, ids: client.move_to_bottom(ids), job_ids)

    def _order(self, order: Callable[[FarmClient, Sequence[str]], object], job_ids: Sequence[str]) -> None:
        self._services.farm.act(lambda farm: order(farm.client, job_ids), owner=self, failed=self.failed.emit)

    def _views(self, offer: Offer) -> list[JobView]:
        rows = (self._model.order.find(job_id) for job_id in offer.job_ids)
        return [row.view for row in rows if row is not None]

    def _play(self, offer: Offer, _parent: QWidget) -> None:
        for view in self._views(offer)[:1]:
            self._services.navigator.job_film_wanted.emit(view, False)

    def _show(self, offer: Offer, _parent: QWidget) -> None:
        for view in self._views(offer)[:1]:
            self._services.navigator.job_film_wanted.emit(view, True)

    def _pause(self, offer: Offer, _parent: QWidget) -> None:
        if offer.resumes:
            self._order(lambda client, ids: client.resume(ids), offer.job_ids)
        else:
            self._order(lambda client, ids: client.pause(ids), offer.job_ids)

    def _priority(self, offer: Offer, parent: QWidget) -> None:
        views = self._views(offer)
        if views:
            dialog = PriorityDialog(len(views), views[0].priority, parent)
            dialog.chosen.connect(
                lambda value: self._order(lambda client, ids: client.set_priority(ids, value), offer.job_ids)
            )
            dialog.open()

    def _up(self, offer: Offer, _parent: QWidget) -> None:
        sequence = self._sequence()
        places = [place for place, job_id in enumerate(sequence) if job_id in offer.job_ids]
        above = next((one for one in reversed(sequence[: places[0]]) if one not in offer.job_ids), "") if places else ""
        if above:
            self.place(offer.job_ids, above)

    def _down(self, offer: Offer, _parent: QWidget) -> None:
        sequence = self._sequence()
        places = [place for place, job_id in enumerate(sequence) if job_id in offer.job_ids]
        below = [one for one in sequence[places[-1] + 1 :] if one not in offer.job_ids] if places else []
        if below:
            self.place(offer.job_ids, below[1] if len(below) > 1 else "")

    def _sequence(self) -> list[str]:
        """The jobs that are shown and have a place in the queue, in its order."""
        rows = self._model.order.jobs_in(row.id for row in self._model.order.shown)
        placed = [row.view for row in rows if row.view.state not in END_STATES]
        return [view.job_id for view in sorted(placed, key=lambda view: (-view.priority, view.place))]

    def _duplicate(self, offer: Offer, _parent: QWidget) -> None:
        from app.farm.job_copies import requests_beside

        outputs = {row.view.output.casefold() for row in self._model.order.jobs()}
        results = output_folder(self._services.settings)
        self._submit(
            offer,
            lambda requests: requests_beside(requests, results, lambda name: name.casefold() in outputs),
            self.tr("Duplicating jobs"),
        )

    def _again(self, offer: Offer, parent: QWidget) -> None:
        from app.farm.job_copies import requests_again

        views = self._views(offer)
        title = self.tr("Render %n jobs again?", "", len(views))
        text = self.tr("%1 – the films that are there are replaced once the new ones are done.")
        ask(
            parent,
            title,
            text.replace("%1", named([view.name for view in views])),
            safe=self.tr("Keep the films"),
            verb=self.tr("Render again"),
            answered=lambda: self._submit(offer, requests_again, self.tr("Queueing jobs")),
            danger=False,
        )

    def _submit(self, offer: Offer, make: Callable[[list[JobRequest]], Sequence[JobRequest]], title: str) -> None:
        """Submit jobs made from the requests of others."""

        def build(farm: FarmConnection, task: Task) -> Sequence[JobRequest]:
            found = [request for job_id in offer.job_ids if (request := farm.client.detail(job_id).request) is not None]
            return [] if task.cancelled else make(found)

        self._services.farm.submit(build, owner=self, done=lambda _ids: None, failed=self.failed.emit, title=title)

    def _compose(self, offer: Offer, _parent: QWidget) -> None:
        from app.ui.controllers.queue_compose import open_in_compose

        open_in_compose(self._services, offer.job_ids[0], owner=self, failed=self.failed.emit)

    def _copy(self, offer: Offer, _parent: QWidget) -> None:
        rows = [row for job_id in offer.job_ids if (row := self._model.order.find(job_id)) is not None]
        QGuiApplication.clipboard().setText(jobs_report(rows, self._model.moment))
        self._services.notices.say(self.tr("Details of %n jobs were copied.", "", len(rows)))

    def _cancel(self, offer: Offer, parent: QWidget) -> None:
        rows = [row for job_id in offer.job_ids if (row := self._model.order.find(job_id)) is not None]
        ask(
            parent,
            self.tr("Cancel %n jobs?", "", len(rows)),
            cancel_text(rows, named([row.view.name for row in rows])),
            safe=self.tr("Keep rendering"),
            verb=self.tr("Cancel %n jobs", "", len(rows)),
            answered=lambda: self._order(lambda client, ids: client.cancel(ids), offer.job_ids),
        )

    def _clear(self, offer: Offer, _parent: QWidget) -> None:
        views = self._views(offer)
        if views:
            films = any(view.film is not None for view in views)
            self._removal.remove(offer.job_ids, views[0].name, films=films)


Failed = Callable[[ErrorInfo], object]
