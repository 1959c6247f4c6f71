"""The logs of the job that is looked at: which there are, and their lines as they come; read in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.core.messages import AttemptView, JobDetail, JobView
from app.core.states import END_STATES
from app.ui.controllers.farm import FarmController, FarmState
from app.ui.models.log_model import LogModel
from app.ui.tasks import Task, TaskRunner

if TYPE_CHECKING:
    from app.farm.attempt_logs import LogSource, LogText

FOLLOW_MILLISECONDS: Final = 1000
AFTERWARDS: Final = 5
"""So often a log is looked at once more after its job has ended: the last lines come a moment later."""

SIDES: Final = (0, 1)
"""The log, and the one beside it that it is compared with."""


class LogTail(QObject):
    """One log that is read, and followed while its job runs."""

    failed = Signal(object)
    """Its lines cannot be read: an `ErrorInfo`."""

    def __init__(self, farm: FarmController, tasks: TaskRunner, side: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._farm, self._tasks = farm, tasks
        self._key = f"queue/log {side}"
        self.job_id = self.source = ""
        self.model = LogModel(self)
        self.read_once = False
        self._next_part = 0

    def show(self, job_id: str, source: str) -> None:
        """Read this log; empty: none."""
        if (job_id, source) == (self.job_id, self.source):
            return
        self._tasks.cancel(self._key)
        self.job_id, self.source, self._next_part = job_id, source, 0
        self.read_once = False
        self.model.clear()
        self.follow()

    def follow(self) -> None:
        """See whether there are more lines."""
        if not self.source or self._tasks.running(self._key) or self._farm.state is not FarmState.RUNNING:
            return
        job_id, source, part = self.job_id, self.source, self._next_part

        def work(_task: Task) -> tuple[LogText, int]:
            from app.farm.attempt_logs import read_log

            text = read_log(self._farm.connection.storage, job_id, source, from_part=part)
            return text, max((len(line.text) for line in text.lines), default=0)

        self._tasks.start(self._key, work, owner=self, done=self._take, failed=self.failed.emit)

    def _take(self, found: tuple[LogText, int]) -> None:
        text, longest = found
        self._next_part = text.next_part
        self.read_once = True
        self.model.append(text.lines, longest=longest)
        if not text.lines:
            self.model.replaced.emit()


class QueueLogs(QObject):
    """`sources` are the logs of the job; `tails` the one that is read, and the one it is compared with."""

    changed = Signal()
    """There are other logs, or another one is chosen."""

    failed = Signal(object)

    def __init__(self, farm: FarmController, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._farm, self._tasks = farm, tasks
        self.view: JobView | None = None
        self.attempts: dict[int, AttemptView] = {}
        self.sources: tuple[LogSource, ...] = ()
        self.listed = False
        self.comparing = False
        self.tails = tuple(LogTail(farm, tasks, side, self) for side in SIDES)
        for tail in self.tails:
            tail.failed.connect(self.failed)
        self._chosen_by_hand = False
        self._afterwards = 0
        self._timer = QTimer(self)
        self._timer.setInterval(FOLLOW_MILLISECONDS)
        self._timer.timeout.connect(self._look)
        self._watched = False

    @property
    def job_id(self) -> str:
        """The job whose logs they are; empty: none."""
        return self.view.job_id if self.view is not None else ""

    def watch(self, *, watched: bool) -> None:
        """Whether somebody looks; nothing is read while nobody does."""
        self._watched = watched
        if watched:
            self._afterwards = AFTERWARDS
            self._timer.start()
            self._look()
        else:
            self._timer.stop()

    def show(self, view: JobView | None) -> None:
        """The logs of this job, or of none."""
        other = (view.job_id if view is not None else "") != self.job_id
        if view is not None and self.view is not None and view.state != self.view.state:
            self._afterwards = AFTERWARDS
        self.view = view
        if other:
            self.sources, self.attempts = (), {}
            self.listed = self._chosen_by_hand = self.comparing = False
            self._afterwards = AFTERWARDS
            for tail in self.tails:
                tail.show("", "")
            self.changed.emit()
            if self._watched:
                self._look()

    def describe(self, detail: JobDetail | None) -> None:
        """What is known of the attempts: on which workers they were, and how they ended."""
        found = {one.attempt: one for one in detail.attempts} if detail is not None else {}
        if found != self.attempts:
            self.attempts = found
            self.changed.emit()

    def choose(self, source: str, side: int = 0) -> None:
        """Read this log."""
        self._chosen_by_hand = self._chosen_by_hand or side == 0
        self._read(source, side)

    def compare(self, comparing: bool) -> None:
        """Show another log beside it: the one before, at first."""
        self.comparing = comparing
        if comparing:
            names = [one.source for one in self.sources]
            others = [name for name in names if name != self.tails[0].source]
            self._read(others[-1] if others else "", 1)
        else:
            self._read("", 1)

    def _read(self, source: str, side: int) -> None:
        self.tails[side].show(self.job_id if source else "", source)
        self.changed.emit()

    @Slot()
    def _look(self) -> None:
        """Once a second, while somebody looks and something may come."""
        view = self.view
        if view is None or self._farm.state is not FarmState.RUNNING:
            return
        if view.state in END_STATES:
            if self._afterwards <= 0:
                return
            self._afterwards -= 1
        for tail in self.tails:
            tail.follow()
        self._list(view.job_id)

    def _list(self, job_id: str) -> None:
        if self._tasks.running("queue/logs"):
            return

        def work(_task: Task) -> tuple[str, tuple[LogSource, ...]]:
            from app.farm.attempt_logs import list_logs

            return job_id, list_logs(self._farm.connection.storage, job_id)

        self._tasks.start("queue/logs", work, owner=self, done=self._listed, failed=self.failed.emit)

    def _listed(self, found: tuple[str, tuple[LogSource, ...]]) -> None:
        job_id, sources = found
        if job_id != self.job_id:
            return
        news = not self.listed or [one.source for one in sources] != [one.source for one in self.sources]
        self.sources, self.listed = sources, True
        if sources and not self._chosen_by_hand and not self._is_growing(self.tails[0].source):
            self._read(self._telling(), 0)
        elif news:
            self.changed.emit()

    def _is_growing(self, source: str) -> bool:
        """Whether that is the log of an attempt that still runs, so that nobody should be torn away from it."""
        number = source.removeprefix("attempt-")
        attempt = self.attempts.get(int(number)) if number.isdecimal() else None
        return attempt is not None and not attempt.ended

    def _telling(self) -> str:
        """The log that says most: of the attempt that failed last where the job has failed, else the newest."""
        names = [one.source for one in self.sources]
        if self.view is not None and self.view.error is not None:
            failed = {f"attempt-{number:06d}" for number, one in self.attempts.items() if one.error is not None}
            return next((name for name in reversed(names) if name in failed), names[-1])
        return names[-1]
