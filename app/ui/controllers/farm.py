"""The farm that the window works with: started on demand, its jobs as they are now, and what people wish of them.

Everything that may wait (starting, storing files, asking the manager) runs in the background; what the farm announces
comes through the bridge in bounded portions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Signal

from app.core.errors import ErrorInfo, UsageError
from app.core.jobs import JobRequest
from app.core.messages import JobDetail
from app.core.settings import Settings
from app.ui.bridge import BridgeFollower
from app.ui.controllers.farm_foresight import FarmForesight
from app.ui.controllers.farm_history import FarmHistory
from app.ui.controllers.farm_jobs import FarmJobs, FilmsThere
from app.ui.controllers.farm_link import FarmLink
from app.ui.controllers.this_computer import MakeFarm, ThisComputer
from app.ui.tasks import Progress, Task, TaskRunner

if TYPE_CHECKING:
    from app.farm.connection import FarmConnection, WindowFarm
    from app.farm.desktop import DesktopFarm


class FarmState(StrEnum):
    """How the window stands to its farm."""

    STOPPED = "stopped"
    STARTING = "starting"
    RUNNING = "running"
    FAILED = "failed"


MakeOther = Callable[[], "WindowFarm"]
"""Makes a farm of many computers in the same way. Raises `FarmhandError`."""

_Started = tuple["WindowFarm", Callable[[], None]]
"""A farm that was started, and what ends its being followed."""

BuildRequests = Callable[["FarmConnection", Task], Sequence[JobRequest]]
"""Makes job requests in a background thread: brings files into storage, watches whether it was cancelled."""


class FarmController(FarmJobs):
    """The farm that renders run on: this computer's, or one of many computers. Models and pages listen to it.

    This computer's goes on with its jobs also while another one is worked with. `tally` counts the jobs of the one
    that is, `estimates` knows how long they still take, `link` whether the farm answers, `history` what it remembers.
    """

    state_changed = Signal()
    place_changed = Signal()
    """Another farm is worked with now; the jobs of the one before are leaving the list."""

    closing = Signal()
    """The farm is about to be stopped: the last moment for what still waits to be asked of it."""

    submitted = Signal(list)
    """Ids of jobs that were submitted just now."""

    def __init__(self, make_farm: MakeFarm, home: Path, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.here = ThisComputer(make_farm, home)
        self._farm: WindowFarm | None = None
        self._others: list[WindowFarm] = []
        self._make_other: MakeOther | None = None
        self._place = ""
        self._tasks = tasks
        self._state = FarmState.STOPPED
        self._error: ErrorInfo | None = None
        self._waiting: list[tuple[Callable[[], object], Callable[[ErrorInfo], None] | None]] = []
        self.link = FarmLink(partial(_ask_anything, self, tasks), self, hurry=lambda: self.connection.try_now())  # noqa: PLW0108
        self.bridge.link_changed.connect(self.link.told)
        self.bridge.changed.connect(self.link.answered)
        self._unwatch: Callable[[], None] | None = None
        self.history = FarmHistory(self, tasks)
        self.foresight = FarmForesight(self, tasks)

    @property
    def state(self) -> FarmState:
        """How the window stands to the farm."""
        return self._state

    @property
    def error(self) -> ErrorInfo | None:
        """Why the farm did not start, when it did not."""
        return self._error

    @property
    def home(self) -> Path:
        """The profile's folder."""
        return self.here.home

    @property
    def connection(self) -> WindowFarm:
        """The farm; only while it is running. Raises `UsageError`."""
        if self._farm is None:
            raise UsageError("The farm does not run.", next_step="Start it first.")
        return self._farm

    @property
    def place(self) -> str:
        """The name of the farm that is worked with; empty: this computer."""
        return self._place

    @property
    def is_here(self) -> bool:
        """Whether renders run on this computer."""
        return self._make_other is None

    @property
    def answers(self) -> bool:
        """Whether something can be asked of the farm: it runs, and the way to it is there."""
        return self._state is FarmState.RUNNING and self.link.error is None and not self.link.pending

    @property
    def owner(self) -> str:
        """Who people are to the farm; empty while it is not known."""
        return self._farm.owner if self._farm is not None else ""

    @property
    def paused(self) -> bool:
        """Whether rendering on this computer is paused, by `pause_all`."""
        return self.here.paused

    @property
    def busy_here(self) -> bool:
        """Whether this computer renders something, or will without anybody's doing."""
        if self.is_here:
            return self.tally.busy and not self.paused
        return self.here.busy

    def films_there(self) -> Callable[[str], bool] | None:
        """Tells of a file name whether the farm's results have such a film; for background threads.

        None where films go to folders of this computer. What is returned raises `FarmhandError`.
        """
        return None if self.is_here else FilmsThere(lambda: self.connection)

    def use(self, place: str, make: MakeOther | None) -> None:
        """Work with another farm from now on: this computer's (`make` None), or the one of that name.

        Nothing waits for it. Jobs of the farm before go on there, and leave the list here.
        """
        self._leave()
        self._place, self._make_other = place, make
        self._farm = self.here.farm if make is None else None
        self._error = None
        self.link.begin(by_itself=make is not None)
        self._set_state(FarmState.STOPPED)
        self.place_changed.emit()
        if make is not None:
            self.ensure_started()
        else:
            self.show_earlier()

    def resume_earlier(self) -> None:
        """Have this computer go on with jobs of an earlier run, as after a crash; without a question."""
        if self.is_here:
            self._start_where(self.here.has_unfinished, "farm/look")
        else:
            self._tasks.start("farm/look", lambda _task: self.here.go_on(), owner=self, failed=_nothing_of)

    def show_earlier(self) -> None:
        """Start when there are jobs of earlier runs to show. Nothing that draws is started for that."""
        if self._state is FarmState.STOPPED and not self._tasks.running("farm/earlier"):
            self._start_where(self.here.has_jobs if self.is_here else lambda: True, "farm/earlier")

    def _start_where(self, look: Callable[[], bool], key: str) -> None:
        def found(there: bool) -> None:
            if there:
                self.ensure_started()

        self._tasks.start(key, lambda _task: look(), owner=self, done=found)

    def ensure_started(
        self, then: Callable[[], object] | None = None, failed: Callable[[ErrorInfo], None] | None = None
    ) -> None:
        """Start the farm unless it runs, and call `then` when it does."""
        if self._state is FarmState.RUNNING:
            if then is not None:
                then()
            return
        self._waiting.append((then or _nothing, failed))
        if self._state is FarmState.STARTING:
            return
        self._set_state(FarmState.STARTING)
        work = partial(self._start, self._make_other, self.bridge.follower())
        self._tasks.start("farm/start", work, owner=self, done=self._started, failed=self._not_started)

    def submit(
        self,
        build: BuildRequests,
        *,
        owner: QObject,
        done: Callable[[tuple[str, ...]], None],
        failed: Callable[[ErrorInfo], None],
        progress: Callable[[Progress], None] | None = None,
        title: str = "",
    ) -> None:
        """Make requests in the background and submit them; `done` gets the jobs' ids in order."""

        def work(task: Task) -> tuple[str, ...]:
            farm = self.connection
            requests = build(farm, task)
            if task.cancelled or not requests:
                return ()
            return farm.client.submit([as_of_farm(one, farm.owner, here=here) for one in requests])

        here = self.is_here

        def accepted(job_ids: tuple[str, ...]) -> None:
            self.link.answered()
            self.submitted.emit(list(job_ids))
            done(job_ids)

        def refused(error: ErrorInfo) -> None:
            self.link.failed(error)
            failed(error)

        def begin() -> None:
            self._tasks.start("", work, owner=owner, done=accepted, failed=refused, progress=progress, title=title)

        self.ensure_started(begin, failed)

    def act(
        self,
        action: Callable[[FarmConnection], object],
        *,
        owner: QObject,
        done: Callable[[], None] | None = None,
        failed: Callable[[ErrorInfo], None] | None = None,
    ) -> None:
        """Ask something of the farm in the background, such as `lambda farm: farm.client.pause(ids)`."""

        def acted(_result: object) -> None:
            self.link.answered()
            if done is not None:
                done()

        def refused(error: ErrorInfo) -> None:
            self.link.failed(error)
            if failed is not None:
                failed(error)

        def begin() -> None:
            self._tasks.start("", lambda _task: action(self.connection), owner=owner, done=acted, failed=refused)

        self.ensure_started(begin, failed)

    def detail(
        self,
        job_id: str,
        *,
        owner: QObject,
        done: Callable[[JobDetail], None],
        failed: Callable[[ErrorInfo], None] | None = None,
    ) -> None:
        """Everything about one job; a later call supersedes an earlier one."""

        def found(detail: JobDetail) -> None:
            self.link.answered()
            done(detail)

        def refused(error: ErrorInfo) -> None:
            self.link.failed(error)
            if failed is not None:
                failed(error)

        if self._state is FarmState.RUNNING:
            work = lambda _task: self.connection.client.detail(job_id)  # noqa: E731
            self._tasks.start("farm/detail", work, owner=owner, done=found, failed=refused)

    def apply(self, settings: Settings) -> None:
        """Change how much of this computer renders use, at once."""
        self._tasks.start("farm/workers", lambda _task: self.here.apply(settings), owner=self)

    def pause_all(self, failed: Callable[[ErrorInfo], None] | None = None) -> None:
        """Render nothing until `resume_all`; what is being drawn is finished."""
        self._order(lambda farm: farm.pause_all(), failed)

    def resume_all(self, failed: Callable[[ErrorInfo], None] | None = None) -> None:
        """Go on with what `pause_all` held."""
        self._order(lambda farm: farm.resume_all(), failed)

    def close(self) -> None:
        """Stop the farm in order; what is unfinished goes on at the next start. Blocks until its processes are gone."""
        self.closing.emit()
        self.link.stop()
        self.bridge.stop()
        if self._unwatch is not None:
            self._unwatch()
            self._unwatch = None
        for farm in self._others:
            farm.stop()
        self.here.stop()
        self._state = FarmState.STOPPED

    def _start(self, make: MakeOther | None, follower: BridgeFollower, _task: Task) -> _Started:
        if make is None:
            farm: WindowFarm = self.here.started()
        else:
            farm = make()
            # Kept before it is started, so that `close` stops also what is only just starting.
            self._others.append(farm)
            farm.start()
        return farm, farm.follow(follower)

    def _leave(self) -> None:
        """Let go of the farm that is worked with; one of many computers is left for good, in the background."""
        self.closing.emit()
        for key in ("farm/start", "farm/earlier", "farm/look", "farm/detail", "farm/link"):
            self._tasks.cancel(key)
        self.bridge.stop()
        if self._unwatch is not None:
            self._unwatch()
            self._unwatch = None
        waiting, self._waiting = self._waiting, []
        error = ErrorInfo(kind=UsageError.__name__, title="Another farm was chosen meanwhile.")
        for _then, failed in waiting:
            if failed is not None:
                failed(error)
        left, self._others = self._others, []
        for farm in left:
            self._tasks.start("", partial(_stop, farm), owner=self)
        self.forget_jobs()

    def _order(self, order: Callable[[DesktopFarm], None], failed: Callable[[ErrorInfo], None] | None) -> None:
        self.ensure_started(
            lambda: self._tasks.start(
                "",
                lambda _task: order(self.here.started()),
                owner=self,
                done=lambda _result: self.state_changed.emit(),
                failed=failed,
            ),
            failed,
        )

    def _started(self, started: _Started) -> None:
        self._farm, self._unwatch = started
        self._error = None
        self.bridge.start()
        self._set_state(FarmState.RUNNING)
        waiting, self._waiting = self._waiting, []
        for then, _failed in waiting:
            then()

    def _not_started(self, error: ErrorInfo) -> None:
        self._error = error
        self._set_state(FarmState.FAILED)
        waiting, self._waiting = self._waiting, []
        for _then, failed in waiting:
            if failed is not None:
                failed(error)

    def _set_state(self, state: FarmState) -> None:
        self._state = state
        self.state_changed.emit()


def _ask_anything(farm: FarmController, tasks: TaskRunner) -> None:
    """See whether the farm answers, with a question that has a short answer."""
    tasks.start(
        "farm/link",
        lambda _task: farm.connection.client.snapshot(("none",)),
        owner=farm,
        done=lambda _views: farm.link.answered(),
        failed=farm.link.failed,
    )


def _nothing() -> None:
    """What follows a start that nobody waits for."""


def _nothing_of(_error: ErrorInfo) -> None:
    """This computer's store is locked or damaged, which is said when this computer is worked with."""


def as_of_farm(request: JobRequest, owner: str, *, here: bool) -> JobRequest:
    """The request as its farm takes it: from who people are there, with a folder of theirs only on this computer."""
    if here:
        return request
    return msgspec.structs.replace(request, owner=owner, folder="")


def _stop(farm: WindowFarm, _task: Task) -> None:
    farm.stop()
