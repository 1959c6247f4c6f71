"""The bar at the window's bottom: where renders run, whether that is alive, what is queued and until when."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from app.core.messages import JobView
from app.core.remaining import Remaining, RemainingKind
from app.core.states import END_STATES, JobState, state_word
from app.ui.controllers.farm import FarmController, FarmState
from app.ui.controllers.farm_places import FarmPlaces
from app.ui.formats import clock_time, span_text
from app.ui.icons import Icons
from app.ui.models.jobs_tally import ACTIVE
from app.ui.models.jobs_text import basis_text
from app.ui.navigator import Navigator
from app.ui.tasks import TaskRunner
from app.ui.widgets.parts import label
from app.ui.widgets.place_box import place_text
from app.ui.words import translate

__all__ = ["ACTIVE", "BottomBar", "counts_text", "empty_text"]

LONG_MILLISECONDS: Final = 2000
"""A task that runs longer than this is shown here, with a way to cancel it."""

SETTLE_MILLISECONDS: Final = 250
CLOCK_MILLISECONDS: Final = 2000
"""What jobs do is said at most this often, and how long they take at least this often."""

WIDEST_NAME: Final = 240


class BottomBar(QFrame):
    """Each part is a button that leads to what it speaks of."""

    def __init__(
        self,
        farm: FarmController,
        places: FarmPlaces,
        tasks: TaskRunner,
        navigator: Navigator,
        icons: Icons,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("bottomBar")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._farm, self._tasks, self._icons = farm, tasks, icons
        self._places, self._navigator = places, navigator
        self._latest: JobView | None = None
        self._where = self._part(self._choose_where)
        self._alive = self._part(lambda: navigator.page_wanted.emit("farm"))
        self._counts = self._part(lambda: navigator.page_wanted.emit("queue"))
        self._empty = self._part(lambda: navigator.page_wanted.emit("queue"))
        self._last = self._part(lambda: navigator.job_wanted.emit(self._latest.job_id if self._latest else ""))
        self._running = label("")
        self._cancel = self._part(self._cancel_task)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 0)
        layout.setSpacing(8)
        for part in (self._where, self._alive, self._counts, self._empty):
            layout.addWidget(part)
        layout.addStretch(1)
        for widget in (self._running, self._cancel, self._last):
            layout.addWidget(widget)
        self._long = self._timer(LONG_MILLISECONDS, self._show_task)
        self._settle = self._timer(SETTLE_MILLISECONDS, self.refresh)
        self._clock = self._timer(CLOCK_MILLISECONDS, self.refresh)
        farm.state_changed.connect(self.refresh)
        places.changed.connect(self.refresh)
        farm.link.changed.connect(self.refresh)
        farm.foresight.told.connect(self.refresh)
        farm.jobs_changed.connect(self._jobs_changed)
        tasks.tasks_changed.connect(self._tasks_changed)
        self._tasks_changed()
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Say everything anew."""
        farm = self._farm
        self._say(self._where, place_text(farm.place), "desktop-tower" if farm.is_here else "hard-drives", "text")
        self._say_alive()
        self._say(self._counts, counts_text(farm.tally.running, farm.tally.queued), "queue", "text")
        # A farm that could not be started may have jobs that nobody can count.
        self._counts.setVisible(farm.state is not FarmState.FAILED or bool(farm.jobs))
        told = farm.estimates.to_empty()
        text = empty_text(told)
        if text:
            self._say(self._empty, text, "hourglass", "text.muted")
            self._empty.setToolTip(basis_text(told))
        self._empty.setVisible(bool(text))
        self._say_last()
        self._fit()
        if farm.tally.running:
            self._clock.start()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """There is another amount of room for words."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Words give way to their icons where there is not enough room for all; tooltips keep them."""
        parts = (self._where, self._alive, self._last)
        for part in parts:
            part.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        layout = self.layout()
        for part in parts:
            if layout is None or layout.sizeHint().width() <= self.width():
                return
            part.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            layout.invalidate()

    def _say_alive(self) -> None:
        farm = self._farm
        lost = farm.link.error
        if lost is not None:
            text = self.tr("No connection")
            if farm.link.heard:
                text = self.tr("No answer since %1").replace("%1", clock_time(farm.link.heard))
            if farm.link.seconds_left:
                text = self.tr("%1 · again in %2 s").replace("%1", text).replace("%2", str(farm.link.seconds_left))
            self._say(self._alive, text, "wifi-off", "state.attention")
            self._alive.setToolTip(f"{text}\n{lost.title}")
            return
        words = {
            FarmState.STOPPED: (self.tr("Ready"), "circle", "state.waiting"),
            FarmState.STARTING: (self.tr("Starting…"), "power", "state.waiting"),
            FarmState.RUNNING: (self.tr("Ready"), "circle-check", "state.done"),
            FarmState.FAILED: (self.tr("Could not start"), "octagon-x", "state.failed"),
        }
        if not farm.is_here and farm.state is FarmState.RUNNING:
            words[FarmState.RUNNING] = (self.tr("Connected"), "circle-check", "state.done")
        if farm.link.pending and farm.state is not FarmState.FAILED:
            words[farm.state] = (self.tr("Connecting…"), "power", "state.waiting")
        paused = (self.tr("Paused"), "circle-pause", "state.held")
        self._say(self._alive, *(paused if farm.is_here and farm.paused else words[farm.state]))
        if farm.error is not None:
            self._alive.setToolTip(f"{self._alive.text()}\n{farm.error.title}")

    def _choose_where(self) -> None:
        """Where renders run, as a menu; without any farm there is nothing to choose, and This computer is shown."""
        known = self._places.known
        if not known.farms:
            self._navigator.page_wanted.emit("farm")
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in ("", *(farm.name for farm in known.farms)):
            action = menu.addAction(place_text(name))
            action.setCheckable(True)
            action.setChecked(name == known.chosen)
            action.triggered.connect(partial(self._take_place, name))
        menu.addSeparator()
        menu.addAction(self.tr("Connect a farm…")).triggered.connect(
            lambda _checked=False: self._navigator.farm_dialog_wanted.emit("")
        )
        menu.addAction(self.tr("Farm connection settings")).triggered.connect(
            lambda _checked=False: self._navigator.settings_wanted.emit("connection")
        )
        menu.popup(self._where.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _take_place(self, name: str, _checked: bool = False) -> None:
        self._places.choose(name)

    def _say_last(self) -> None:
        view = self._latest
        if view is not None:
            word = state_word(JobState(view.state), warned=bool(view.warnings))
            text = self.tr("%1: %2").replace("%2", translate("States", word.word))
            metrics = QFontMetrics(self._last.font())
            name = metrics.elidedText(view.name, Qt.TextElideMode.ElideMiddle, WIDEST_NAME)
            self._say(self._last, text.replace("%1", name), word.icon, f"state.{word.family}")
            self._last.setToolTip(text.replace("%1", view.name))
        self._last.setVisible(view is not None)

    @Slot(list)
    def _jobs_changed(self, views: list[JobView]) -> None:
        for view in views:
            latest = self._latest
            if view.removed:
                if latest is not None and view.job_id == latest.job_id:
                    self._latest = None
            elif view.state in END_STATES and (latest is None or view.ended >= latest.ended):
                self._latest = view
        if not self._settle.isActive():
            self._settle.start()

    def _tasks_changed(self) -> None:
        if self._tasks.titled():
            if not self._long.isActive() and not self._cancel.isVisible():
                self._long.start()
            elif self._cancel.isVisible():
                self._show_task()
            return
        self._long.stop()
        self._running.setVisible(False)
        self._cancel.setVisible(False)

    @Slot()
    def _show_task(self) -> None:
        titled = self._tasks.titled()
        if titled:
            self._running.setText(titled[0].title)
            self._running.setVisible(True)
            self._say(self._cancel, self.tr("Cancel"), "x", "text")

    def _cancel_task(self) -> None:
        titled = self._tasks.titled()
        if titled:
            self._running.setText(self.tr("Cancelling…"))
            self._tasks.cancel(titled[0].key)

    def _timer(self, milliseconds: int, run: Callable[[], None]) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(milliseconds)
        made.timeout.connect(run)
        return made

    def _part(self, run: Callable[[], object]) -> QToolButton:
        made = QToolButton()
        made.setProperty("kind", "flat")
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        # Words must not keep the window from being made narrower.
        made.setMinimumWidth(28)
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        made.setVisible(False)
        made.clicked.connect(lambda _checked=False: run())
        return made

    def _say(self, part: QToolButton, text: str, icon: str, token: str) -> None:
        part.setIcon(self._icons.icon(icon, token))
        if part.text() != text:
            part.setText(text)
            part.setToolTip(text)
            part.setAccessibleName(text)
        part.setVisible(True)


def counts_text(running: int, queued: int) -> str:
    """“1 rendering, 3 queued”, or that there is nothing to do."""
    if not running and not queued:
        return translate("BottomBar", "Nothing queued")
    parts = []
    if running:
        parts.append(translate("BottomBar", "%n rendering", "", running))
    if queued:
        parts.append(translate("BottomBar", "%n queued", "", queued))
    return translate("BottomBar", "%1, %2").replace("%1", parts[0]).replace("%2", parts[1]) if parts[1:] else parts[0]


def empty_text(told: Remaining) -> str:
    """When the queue will be empty, where that can be told."""
    if told.kind is RemainingKind.RANGE:
        return translate("BottomBar", "Empty in %1").replace("%1", span_text(told.low, told.high))
    return translate("BottomBar", "Measuring…") if told.kind is RemainingKind.MEASURING else ""
