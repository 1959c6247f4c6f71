"""Desktop notices: the rules decide what is told when, the tray shows it, a click leads to what it is about."""

from __future__ import annotations

import time
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from app.core.messages import JobView
from app.core.notices import Notice, NoticeKind, NoticeRules
from app.ui.controllers.farm_fleet import FarmFleet
from app.ui.services import Services
from app.ui.tray import Tray
from app.ui.words import translate

SETTLE_MILLISECONDS: Final = 500
"""So long news is gathered before it is told, as a batch may end in the same moment."""

FLEET_MILLISECONDS: Final = 60_000
"""How often it is looked what a farm did with its machines, while nobody looks at its page."""


class Notifications(QObject):
    """Tells while no window of the program has the focus. `told` is emitted with title and text of each notice."""

    told = Signal(str, str)
    opened = Signal(str)
    """A notice was clicked: the job to show."""

    farm_opened = Signal()
    """A notice about the farm's machines was clicked."""

    def __init__(self, services: Services, tray: Tray, fleet: FarmFleet, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services, self._tray, self._fleet = services, tray, fleet
        self._rules = NoticeRules(time.time())
        self._told_of_farm = False
        # What a farm did before it was worked with here is no news.
        self._joined, self._known = time.time(), 0
        # Qt does not say which message was clicked, so the latest one counts.
        self._target = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._tell)
        self._looks = QTimer(self)
        self._looks.setInterval(FLEET_MILLISECONDS)
        self._looks.timeout.connect(self._look)
        services.farm.jobs_changed.connect(self._news)
        services.farm.place_changed.connect(self._other_farm)
        fleet.changed.connect(self._acted)
        tray.message_clicked.connect(self.clicked)

    def clicked(self) -> None:
        """Lead to what the latest notice was about."""
        if self._told_of_farm:
            self.farm_opened.emit()
        elif self._target:
            self.opened.emit(self._target)

    def _other_farm(self) -> None:
        self._joined, self._known = time.time(), 0
        (self._looks.stop if self._services.farm.is_here else self._looks.start)()

    def _look(self) -> None:
        if self._services.settings.notify_limit:
            self._fleet.look()

    def _acted(self) -> None:
        """The farm may have done something with its machines."""
        new = [one for one in self._fleet.activities if one.number > self._known]
        if new:
            self._known = new[-1].number
            self._rules.acted([one for one in new if one.at > self._joined], self._services.settings)
            self._wait()

    def _news(self, views: list[JobView]) -> None:
        self._rules.news(views, self._services.settings)
        self._wait()

    def _wait(self) -> None:
        left = self._rules.wait(time.time())
        if left is not None and not self._timer.isActive():
            self._timer.start(max(SETTLE_MILLISECONDS, round(left * 1000)))

    def _tell(self) -> None:
        window = QGuiApplication.focusWindow()
        notice = self._rules.due(time.time(), focused=window is not None and window.isVisible())
        if notice is not None:
            self._target, self._told_of_farm = notice.job_id, not notice.job_id
            title, text = notice_words(notice)
            self._tray.tell(title, text)
            self.told.emit(title, text)
        self._wait()


def notice_words(notice: Notice) -> tuple[str, str]:
    """Title and text of a notice."""
    if notice.kind is NoticeKind.COST_LIMIT:
        return translate("Notifications", "The cost limit of the farm is reached"), _stopped(notice.name)
    if notice.kind is NoticeKind.IDLE_LIMIT:
        return translate("Notifications", "Machines of the farm had nothing to draw"), _stopped(notice.name)
    if not notice.batch and notice.name:
        if notice.failed:
            return translate("Notifications", "A render failed"), notice.name
        if notice.warned:
            return translate("Notifications", "Done with warnings"), notice.name
        return translate("Notifications", "Your film is done"), notice.name
    done = translate("Notifications", "%n film(s) done", "", notice.done)
    failed = translate("Notifications", "%n failed", "", notice.failed)
    counted = done
    if notice.failed and notice.done:
        counted = translate("Notifications", "%1, %2").replace("%1", done).replace("%2", failed)
    elif notice.failed:
        counted = failed
    if notice.batch:
        return notice.name, counted
    return translate("Notifications", "Renders have ended"), counted


def _stopped(names: str) -> str:
    if not names:
        return translate("Notifications", "No further machine is started.")
    return translate("Notifications", "Stopped, or about to be: %1").replace("%1", names)
