"""Runs the manager's own tasks (prepare, join, publish) beside the rendering, in a small pool of threads."""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial

from app.core.errors import (
    ErrorInfo,
    FarmhandError,
    InterruptedRenderError,
    StorageAwayError,
    StoreDiskError,
    StoreError,
)
from app.core.model import Struct
from app.core.ports import Clock
from app.core.states import JobState, TaskKind
from app.farm.attempt_logs import AttemptLog, AttemptLogs, task_source
from app.farm.log_fields import log_fields
from app.farm.manager.services import JobServices
from app.farm.manager.task_logs import log_begun, log_joined, log_prepared, log_published
from app.farm.store import Change, Store, queries, transitions

_log = logging.getLogger(__name__)

LONGEST_PAUSE_SECONDS = 30.0

AWAY_TRIES = 12
"""How often a task is tried at least while the storage is away, as when a file server starts anew: with usual pauses,
for three and a half minutes."""

LOOK_SECONDS = 0.1
"""How often is looked for tasks whose pause is over, while nothing else happens."""


class TaskLimits(Struct, frozen=True):
    """How many tasks run at a time, how often each is tried, and the first pause between tries."""

    threads: int
    tries: int
    pause_seconds: float


class TaskRunner:
    """Starts due tasks and records how they end. `start_due` and `recover` are called by one thread."""

    def __init__(
        self,
        store: Store,
        services: JobServices,
        clock: Clock,
        *,
        limits: TaskLimits,
        executor: Executor,
        logs: AttemptLogs,
        wake: Callable[[], None],
    ) -> None:
        self._store = store
        self._services = services
        self._clock = clock
        self._limits = limits
        self._executor = executor
        self._logs = logs
        self._wake = wake
        self._lock = threading.Lock()
        self._running = 0
        self._recovering: set[str] = set()
        self._unclean: set[str] = set()
        self._unrecorded: dict[queries.DueTask, ErrorInfo] = {}
        self._clean_again: dict[str, tuple[int, float]] = {}
        self._looked = (-1, 0.0)

    def start_due(self) -> None:
        """Start as many due tasks as there are free threads, and again those whose end could not be recorded.

        Work folders that could not be deleted are tried again.
        """
        with self._lock:
            free = self._limits.threads - self._running
            unrecorded = dict(self._unrecorded)
            now = self._clock.monotonic()
            unclean = tuple(job_id for job_id, (_, due) in self._clean_again.items() if due <= now)
        self.clean(unclean)
        for task, error in unrecorded.items():
            retry_at = self._clock.now() + self._limits.pause_seconds
            self._store.apply(partial(_let_go, task=task, error=error, retry_at=retry_at))
            with self._lock:
                del self._unrecorded[task]
        if free <= 0 or not self._may_be_due(now):
            return
        last = self._store.last_due
        begun = self._store.apply(lambda change: self._begin(change, free))
        self._looked = (last, now) if len(begun) < free else (-1, 0.0)
        for task in begun:
            self._submit(partial(self._run, task))

    def _may_be_due(self, now: float) -> bool:
        """Whether something has changed since none was left to start, or time has passed of those that are delayed."""
        last, at = self._looked
        return last != self._store.last_due or now - at >= LOOK_SECONDS

    def _begin(self, change: Change, most: int) -> list[queries.DueTask]:
        due = queries.due_tasks(change.session, self._clock.now(), most, longest_pause=LONGEST_PAUSE_SECONDS)
        return [task for task in due if transitions.start_task(change, task.job_id, task.kind)]

    def recover(self, job_ids: tuple[str, ...]) -> None:
        """Look for pieces of these jobs that lie in storage unreported; meanwhile nothing of them is granted."""
        with self._lock:
            self._recovering.update(job_ids)
        for job_id in job_ids:
            self._submit(partial(self._recover, job_id))

    def recovering(self) -> frozenset[str]:
        """Jobs of which nothing may be granted yet."""
        with self._lock:
            return frozenset(self._recovering)

    def clean(self, job_ids: tuple[str, ...]) -> None:
        """Delete the work folders of jobs that are done, cancelled or removed."""
        with self._lock:
            self._unclean.update(job_ids)
            for job_id in job_ids:
                tries, _ = self._clean_again.get(job_id, (0, 0.0))
                # Until it is done or has failed once more.
                self._clean_again[job_id] = (tries, math.inf)
        for job_id in job_ids:
            self._submit(partial(self._clean, job_id))

    def finish_cleaning(self) -> None:
        """The pool has ended: delete, in this thread, what it did not come to. No later manager knows of it."""
        with self._lock:
            unclean = sorted(self._unclean)
        for job_id in unclean:
            self._clean(job_id)

    def _submit(self, call: Callable[[], None]) -> None:
        with self._lock:
            self._running += 1
        try:
            self._executor.submit(self._guarded, call)
        except RuntimeError:
            # The pool is shutting down; the store knows what was not done, and the next manager does it.
            with self._lock:
                self._running -= 1

    def _guarded(self, call: Callable[[], None]) -> None:
        try:
            call()
        except StoreError as error:
            _log.error("A task's end could not be recorded: %s", error)
        finally:
            with self._lock:
                self._running -= 1
            self._wake()

    def _run(self, task: queries.DueTask) -> None:
        with log_fields(job=task.job_id, task=task.kind):
            try:
                self._carry_out(task)
            except StoreError as error:
                # To the store it still runs, so nobody else would do it before the next manager.
                with self._lock:
                    self._unrecorded[task] = error.info()
                raise

    def _carry_out(self, task: queries.DueTask) -> None:
        log = self._logs.open(task.job_id, task_source(task.kind, task.tries + 1))
        try:
            self._perform(task, log)
        except InterruptedRenderError as error:
            # The program ends. The task stays as it is, and the next manager does it from the start.
            log.write(str(error))
        except StoreDiskError:
            raise
        except FarmhandError as error:
            self._failed(task, error.info(), log)
        # A border: a fault of our own in one job's task must fail that job, not the manager.
        except Exception as error:  # noqa: BLE001
            _log.exception("The %s task of job %s has a fault", task.kind, task.job_id)
            title = f"Job {task.job_id}: {task.kind} met a fault in Farmhand."
            cause = f"{type(error).__name__}: {error}"
            self._failed(task, ErrorInfo(kind="InternalError", title=title, cause=cause), log)
        finally:
            log.close()

    def _perform(self, task: queries.DueTask, log: AttemptLog) -> None:
        with self._store.read() as session:
            request, plan, film = queries.request_of(session, task.job_id)
            pieces = queries.manifests(session, task.job_id) if task.kind is TaskKind.JOIN else ()
        log_begun(log, task.kind, request, task.tries)
        _log.info("The %s task begins, try %d.", task.kind, task.tries + 1)
        begun = self._clock.monotonic()
        if task.kind is TaskKind.PREPARE:
            plan = self._services.prepare(request)
            stored = self._services.recover(request, plan)
            log_prepared(log, plan, stored, self._clock.monotonic() - begun)
            self._store.apply(partial(transitions.prepared, job_id=task.job_id, plan=plan, stored=stored))
            return
        if plan is None:
            raise StoreError(f"The plan of job {task.job_id} is missing.")
        if task.kind is TaskKind.JOIN:
            film = self._services.join(request, plan, pieces)
            log_joined(log, film, len(pieces), self._clock.monotonic() - begun)
            self._store.apply(partial(transitions.joined, job_id=task.job_id, film=film))
            return
        if film is None:
            raise StoreError(f"The film report of job {task.job_id} is missing.")
        film = self._services.publish(request, plan, film)
        log_published(log, film, self._clock.monotonic() - begun)
        self._store.apply(partial(transitions.published, job_id=task.job_id, film=film), durable=True)

    def _failed(self, task: queries.DueTask, error: ErrorInfo, log: AttemptLog) -> None:
        # Once another manager has the store, the task is its own.
        self._store.loss.check()
        _log.warning("The %s task of job %s failed: %s %s", task.kind, task.job_id, error.title, error.cause)
        log.write_error(error)
        retry_at = None
        is_away = error.kind == StorageAwayError.__name__
        most = max(self._limits.tries, AWAY_TRIES) if is_away else self._limits.tries
        if error.retryable and task.tries + 1 < most:
            retry_at = self._clock.now() + min(self._limits.pause_seconds * 2**task.tries, LONGEST_PAUSE_SECONDS)
        self._store.apply(
            lambda change: transitions.task_failed(change, task.job_id, task.kind, error, retry_at=retry_at),
            durable=retry_at is None,
        )

    def _recover(self, job_id: str) -> None:
        with log_fields(job=job_id, task="recover"):
            self._look_for_pieces(job_id)

    def _look_for_pieces(self, job_id: str) -> None:
        try:
            with self._store.read() as session:
                request, plan, _ = queries.request_of(session, job_id)
            pieces = self._services.recover(request, plan) if plan is not None else ()
            self._store.apply(lambda change: [transitions.piece_done(change, manifest) for manifest in pieces])
        except FarmhandError as error:
            _log.warning("Finished pieces of job %s could not be looked for: %s", job_id, error)
        finally:
            with self._lock:
                self._recovering.discard(job_id)

    def _clean(self, job_id: str) -> None:
        with log_fields(job=job_id, task="clean"):
            self._take_away(job_id)

    def _take_away(self, job_id: str) -> None:
        try:
            with self._store.read() as session:
                state = queries.state_of(session, job_id)
            # Tried again since it ended: then the folder is in use.
            if state in (None, JobState.DONE, JobState.CANCELLED):
                self._services.clean(job_id, removed=state is None)
        except FarmhandError as error:
            _log.warning("The work folder of job %s could not be deleted and is tried again: %s", job_id, error)
            with self._lock:
                tries, _ = self._clean_again.get(job_id, (0, 0.0))
                pause = min(self._limits.pause_seconds * 2**tries, LONGEST_PAUSE_SECONDS)
                self._clean_again[job_id] = (min(tries + 1, 10), self._clock.monotonic() + pause)
        else:
            with self._lock:
                self._unclean.discard(job_id)
                self._clean_again.pop(job_id, None)


def _let_go(change: Change, task: queries.DueTask, error: ErrorInfo, retry_at: float) -> None:
    transitions.task_failed(change, task.job_id, task.kind, error, retry_at=retry_at, tries=task.tries)
