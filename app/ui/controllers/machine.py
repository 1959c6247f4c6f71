"""What This computer shows: which worker draws what, and how busy the computer is. Looked at only while it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.errors import ErrorInfo
from app.core.messages import JobDetail, JobView
from app.core.model import Struct
from app.core.states import TaskState
from app.farm.agents import workers_for
from app.farm.places import output_folder
from app.ui.controllers.farm import FarmState
from app.ui.services import Services
from app.ui.tasks import Task

if TYPE_CHECKING:
    from app.farm.machine import LoadReader, MachineLoad

EVERY_MILLISECONDS: Final = 2000
MOST_JOBS: Final = 16
"""Of so many jobs it is asked who draws them; a computer has about as many workers."""

_KEY: Final = "machine/look"


class WorkerNow(Struct, frozen=True):
    """A worker that draws: its name, the job, the first and last frame that it holds, and since when."""

    worker: str
    job_id: str
    job_name: str
    first: int
    last: int
    since: float


@dataclass(frozen=True, slots=True)
class MachineNow:
    """What was seen last."""

    load: MachineLoad
    drawing: tuple[WorkerNow, ...]


class MachineController(QObject):
    """This computer as a farm of one. `changed` is emitted with every look, and when the farm's state changes."""

    changed = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self.now: MachineNow | None = None
        self.error: ErrorInfo | None = None
        self._reader: LoadReader | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MILLISECONDS)
        self._timer.timeout.connect(self.look)
        services.farm.state_changed.connect(self.changed)

    @property
    def workers(self) -> int:
        """How many workers renders may use."""
        return workers_for(self._services.settings)

    def watch(self) -> None:
        """Look from time to time."""
        self._timer.start()
        self.look()

    def unwatch(self) -> None:
        """Nobody looks."""
        self._timer.stop()
        self._services.tasks.cancel(_KEY)

    def look(self) -> None:
        """See how it is now, in the background."""
        if self._services.tasks.running(_KEY):
            return
        farm = self._services.farm
        drawn = [view for view in farm.jobs.values() if view.workers][:MOST_JOBS]
        connection = farm.connection if drawn and farm.state is FarmState.RUNNING else None
        folder = output_folder(self._services.settings)

        def work(_task: Task) -> MachineNow:
            from app.farm.machine import LoadReader

            reader = self._reader = self._reader or LoadReader()
            drawing: list[WorkerNow] = []
            if connection is not None:
                for view in drawn:
                    drawing += workers_of(view, connection.client.detail(view.job_id))
            return MachineNow(load=reader.read(folder), drawing=tuple(sorted(drawing, key=lambda one: one.worker)))

        self._services.tasks.start(_KEY, work, owner=self, done=self._seen, failed=self._not_seen)

    def close(self) -> None:
        """Look no more."""
        self._timer.stop()

    def _seen(self, now: MachineNow) -> None:
        self.now, self.error = now, None
        self.changed.emit()

    def _not_seen(self, error: ErrorInfo) -> None:
        self.error = error
        self.changed.emit()


def workers_of(view: JobView, detail: JobDetail) -> list[WorkerNow]:
    """The workers that hold chunks of a job."""
    return [
        WorkerNow(
            worker=attempt.worker,
            job_id=view.job_id,
            job_name=view.name,
            first=attempt.frames.start,
            last=attempt.frames.stop - 1,
            since=attempt.granted,
        )
        for attempt in detail.attempts
        if attempt.state == TaskState.RUNNING
    ]
