"""The keyed background runner: work off the window's thread, results back on it, and never a stale answer.

A new task under a key supersedes the one before: that one is asked to stop and its result is dropped. `work` runs in a
thread and may touch no widget; `done`, `failed` and `progress` run on the window's thread, and not at all once `owner`
is gone.
"""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, TypeVar

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from app.core.errors import ErrorInfo, FarmhandError
from app.core.model import Struct

LANES: Final = {"work": 4, "pictures": 2}
"""Threads per kind of work: `pictures` are many and may wait; everything else is `work`."""

_Result = TypeVar("_Result")

_log = logging.getLogger(__name__)


class Progress(Struct, frozen=True):
    """How far a task is: the step's name, and what of how much is done (`total` 0: not known)."""

    text: str = ""
    done: float = 0.0
    total: float = 0.0


class Task:
    """What `work` gets: whether it should stop, and a place to say how far it is. Thread-safe."""

    def __init__(self, key: str, title: str, report: Callable[[Task, Progress], None]) -> None:
        self.key = key
        self.title = title
        self._report = report
        self._cancelled = threading.Event()

    @property
    def cancelled(self) -> bool:
        """Whether nobody wants the result any more; `work` should return soon, with anything."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask the work to stop; its result will be dropped."""
        self._cancelled.set()

    def report(self, text: str = "", done: float = 0.0, total: float = 0.0) -> None:
        """Say how far the work is; called from the work's thread."""
        self._report(self, Progress(text=text, done=done, total=total))


@dataclass(slots=True)
class _Entry:
    task: Task
    owner: QObject
    done: Callable[..., None] | None
    failed: Callable[[ErrorInfo], None] | None
    progress: Callable[[Progress], None] | None


class TaskRunner(QObject):
    """Runs tasks. Made on the window's thread; `close` waits for what runs."""

    tasks_changed = Signal()
    """A task with a title has started or ended: what the bottom bar shows."""

    _ended = Signal(object, object, object)
    _reported = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: dict[str, _Entry] = {}
        self._numbers = itertools.count(1)
        self._pools = {
            lane: ThreadPoolExecutor(count, thread_name_prefix=f"window {lane}") for lane, count in LANES.items()
        }
        self._ended.connect(self._on_ended)
        self._reported.connect(self._on_reported)

    def start(
        self,
        key: str,
        work: Callable[[Task], _Result],
        *,
        owner: QObject,
        done: Callable[[_Result], None] | None = None,
        failed: Callable[[ErrorInfo], None] | None = None,
        progress: Callable[[Progress], None] | None = None,
        title: str = "",
        lane: str = "work",
    ) -> Task:
        """Run `work` in the background under `key`, or under a key of its own where that is empty.

        A `title` makes it visible in the bottom bar, with a way to cancel it, once it takes long.
        """
        key = key or f"task {next(self._numbers)}"
        self.cancel(key)
        task = Task(key, title, self._reported.emit)
        self._entries[key] = _Entry(task, owner, done, failed, progress)
        self._pools[lane].submit(self._run, task, work)
        if title:
            self.tasks_changed.emit()
        return task

    def cancel(self, key: str) -> None:
        """Nobody wants the result of that key any more."""
        entry = self._entries.pop(key, None)
        if entry is not None:
            entry.task.cancel()
            if entry.task.title:
                self.tasks_changed.emit()

    def running(self, key: str) -> bool:
        """Whether a task of that key is under way or waits."""
        return key in self._entries

    def titled(self) -> tuple[Task, ...]:
        """The tasks that people should know of."""
        return tuple(entry.task for entry in self._entries.values() if entry.task.title)

    def close(self) -> None:
        """Cancel everything and return when the threads are gone."""
        for key in tuple(self._entries):
            self.cancel(key)
        for pool in self._pools.values():
            pool.shutdown(wait=True, cancel_futures=True)

    def _run(self, task: Task, work: Callable[[Task], object]) -> None:
        result, error = None, None
        if not task.cancelled:
            try:
                result = work(task)
            except FarmhandError as caught:
                error = caught.info()
            # A border: whatever goes wrong in the background becomes an error that people see.
            except Exception as caught:  # noqa: BLE001
                _log.exception("The task %s has a fault", task.key)
                error = fault_info(caught)
        try:
            self._ended.emit(task, result, error)
        except RuntimeError:
            _log.debug("The window was gone before the task %s ended", task.key)

    @Slot(object, object, object)
    def _on_ended(self, task: Task, result: object, error: ErrorInfo | None) -> None:
        entry = self._entries.get(task.key)
        if entry is None or entry.task is not task:
            return
        del self._entries[task.key]
        if task.title:
            self.tasks_changed.emit()
        if not isValid(entry.owner):
            return
        if error is not None:
            if entry.failed is not None:
                entry.failed(error)
            else:
                _log.error("The task %s failed and nobody shows it: %s", task.key, error)
        elif entry.done is not None:
            entry.done(result)

    @Slot(object, object)
    def _on_reported(self, task: Task, progress: Progress) -> None:
        entry = self._entries.get(task.key)
        if entry is not None and entry.task is task and entry.progress is not None and isValid(entry.owner):
            entry.progress(progress)


def fault_info(error: BaseException) -> ErrorInfo:
    """A fault of our own, as an error that people see: what happened, without blaming them."""
    return ErrorInfo(
        kind="InternalError",
        title="Farmhand made a mistake here.",
        cause=f"{type(error).__name__}: {error}",
        next_step="Try again. If it happens again, copy the details and send them to us.",
    )
