"""How long what waits still takes, by number of workers: everything, or one job that is chosen."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from app.core.errors import ErrorInfo
from app.core.messages import JobView
from app.farm.estimates.records import measured_points
from app.ui.controllers.estimate_asking import Answered, question_of_jobs
from app.ui.controllers.farm_foresight import UNDRAWN, last_undrawn
from app.ui.formats import clock_time
from app.ui.services import Services
from app.ui.widgets.estimate_chart import EstimateView
from app.ui.widgets.parts import column, label

ASK_MILLISECONDS: Final = 15_000
SETTLE_MILLISECONDS: Final = 500
MOST_JOBS: Final = 50
"""So many jobs can be chosen: those that are granted first."""

ASKING: Final = "estimate/waiting"


class EstimatePanel(QWidget):
    """Asks the farm while it is seen."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("estimatePanel")
        self._services = services
        self._asked = ""
        self._what = QComboBox()
        self._what.setObjectName("estimate-what")
        self._what.setAccessibleName(self.tr("What the estimate is about"))
        self._what.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._what.setMinimumContentsLength(12)
        self._what.addItem(self.tr("Everything that waits"), "")
        self._lost = label("", "hint", wrap=True)
        self.view = EstimateView(services.theme)
        self.setLayout(column(self._what, self._lost, self.view))
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.setStretch(2, 1)
        self._soon, self._again = QTimer(self), QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SETTLE_MILLISECONDS)
        self._soon.timeout.connect(self._fill)
        self._again.setInterval(ASK_MILLISECONDS)
        self._again.timeout.connect(self.ask)
        farm = services.farm
        self._what.activated.connect(lambda _index: self.ask())
        farm.jobs_changed.connect(self._settle)
        farm.place_changed.connect(self._other_place)
        farm.link.changed.connect(self._on_link)
        farm.state_changed.connect(self._on_link)
        farm.history.changed.connect(self._show_points)
        self._fill()

    def choose(self, job_id: str) -> None:
        """Show this job, if something of it is left; empty: everything that waits."""
        place = self._what.findData(job_id)
        if place >= 0:
            self._what.setCurrentIndex(place)
            self.ask()

    @Slot()
    def ask(self) -> None:
        """Ask now, in the background."""
        farm = self._services.farm
        if not self.isVisible() or not farm.answers:
            return
        chosen = self._what.currentData()
        last = last_undrawn(self._jobs())
        if last is None:
            self._services.tasks.cancel(ASKING)
            self.view.say(self.tr("Nothing waits, so there is nothing to estimate."))
            return
        if chosen != self._asked:
            self._asked = chosen
            self.view.set_current(current=False)
        farm.history.want()
        work = question_of_jobs(self._services, (last.job_id,))
        self._services.tasks.start(ASKING, work, owner=self, done=self._show, failed=self._fail)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Somebody looks: ask now and then."""
        super().showEvent(event)
        self._again.start()
        self._fill()
        self._on_link()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nobody does any more."""
        super().hideEvent(event)
        self._again.stop()

    def _jobs(self) -> list[JobView]:
        """The jobs that the estimate is about."""
        jobs, chosen = self._services.farm.jobs, self._what.currentData()
        if chosen:
            return [jobs[chosen]] if chosen in jobs else []
        return list(jobs.values())

    def _up_to_them(self) -> list[JobView]:
        """All of which something is left that is granted until the last of them is: they count in the estimate."""
        last = last_undrawn(self._jobs())
        left = [view for view in self._services.farm.jobs.values() if view.state in UNDRAWN]
        return [] if last is None else [view for view in left if _rank(view) <= _rank(last)]

    def _show(self, answer: Answered) -> None:
        self.view.show_answer(answer)
        self.view.set_current(current=True)
        self._show_points()

    def _fail(self, error: ErrorInfo) -> None:
        self.view.say(self.tr("No estimate: %1").replace("%1", error.title))

    @Slot()
    def _show_points(self) -> None:
        """Earlier renders, where all that is drawn until then is of one template."""
        left = self._up_to_them()
        if len({(view.template, view.comp, view.engine) for view in left}) != 1:
            self.view.show_points(())
            return
        one = left[0]
        frames = sum(max(0, view.frames_total - view.frames_done) for view in left)
        earlier = self._services.farm.history.of_film(one.template, one.comp)
        self.view.show_points(measured_points(earlier, one.engine, frames))

    @Slot(list)
    def _settle(self, _views: object) -> None:
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    @Slot()
    def _fill(self) -> None:
        """Offer the jobs of which something is left, and keep the one that is chosen while it is there."""
        left = [view for view in self._services.farm.jobs.values() if view.state in UNDRAWN]
        first = sorted(left, key=lambda view: (-view.priority, view.place))[:MOST_JOBS]
        wanted = ["", *(view.job_id for view in first)]
        if wanted == [self._what.itemData(place) for place in range(self._what.count())]:
            return
        chosen = self._what.currentData()
        while self._what.count() > 1:
            self._what.removeItem(self._what.count() - 1)
        for view in first:
            self._what.addItem(view.name, view.job_id)
        self._what.setCurrentIndex(max(0, self._what.findData(chosen)))
        self.ask()

    @Slot()
    def _other_place(self) -> None:
        self._services.tasks.cancel(ASKING)
        self.view.say(self.tr("Estimating…"))
        self._fill()

    @Slot()
    def _on_link(self) -> None:
        farm = self._services.farm
        lost = farm.link.error
        self.view.set_current(current=lost is None)
        as_of = clock_time(farm.link.heard) if farm.link.heard else ""
        self._lost.setText(self.tr("As of %1.").replace("%1", as_of) if lost is not None and as_of else "")
        self._lost.setVisible(bool(self._lost.text()))
        if lost is None:
            self.ask()


def _rank(view: JobView) -> tuple[int, float]:
    return -view.priority, view.place
