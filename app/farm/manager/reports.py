"""What workers report: finished pieces, ended chunks, dead workers.

Used by the thread of the results' queue. Reports that wait there are written down together, in one transaction, each
with its event; what is only remembered of them changes after the commit.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from app.core.errors import WorkerLostError
from app.core.messages import AnyMessage, ChunkEnded, PieceDone, WorkerGone
from app.core.ports import Clock, Delivery
from app.core.settings import Settings
from app.core.states import JobState
from app.farm.log_fields import message_fields
from app.farm.manager.granting import Granting
from app.farm.manager.roster import Roster
from app.farm.store import Change, Store, queries, transitions

_log = logging.getLogger(__name__)


class Cleaner(Protocol):
    """Who deletes the work folders of jobs: see `TaskRunner`."""

    def clean(self, job_ids: tuple[str, ...]) -> None:
        """Delete them if the jobs are done, cancelled or removed."""
        ...


class Reports:
    """Writes reports down, and has roster and granting remember what follows from them."""

    def __init__(
        self, store: Store, roster: Roster, granting: Granting, cleaner: Cleaner, clock: Clock, settings: Settings
    ) -> None:
        self._store = store
        self._roster = roster
        self._granting = granting
        self._cleaner = cleaner
        self._clock = clock
        self._settings = settings

    def take(self, deliveries: Sequence[Delivery]) -> None:
        """Write down what is reported, all or nothing. Raises `StoreError`."""
        durable = any(_may_end_a_job(one.message) for one in deliveries)
        written = self._store.apply(lambda change: [self._write(change, one) for one in deliveries], durable=durable)
        for after in written:
            after()

    def _write(self, change: Change, delivery: Delivery) -> Callable[[], None]:
        """Write one report down; what is to be done after the commit."""
        message = delivery.message
        if isinstance(message, PieceDone):
            return self._piece_done(change, message)
        if isinstance(message, ChunkEnded):
            budgets = transitions.Budgets()
            if message.error is not None:
                budgets = self._budgets(self._roster.able(*queries.pool_of(change.session, message.job_id)))
            transitions.chunk_ended(change, message, budgets)
            return partial(self._chunk_ended, message)
        if isinstance(message, WorkerGone):
            error = WorkerLostError(f"Worker {message.worker} has ended unexpectedly.").info()
            transitions.worker_gone(
                change, message.worker, message.boot, error, self._budgets(len(self._roster.present()))
            )
            return partial(self._roster.gone, message.worker, message.boot)
        return partial(
            _log.warning,
            "A %s from %s does not belong on the results queue",
            type(message).__name__,
            delivery.sender,
        )

    def _piece_done(self, change: Change, message: PieceDone) -> Callable[[], None]:
        manifest = message.manifest
        if not queries.was_granted(change.session, manifest.attempt, manifest.job_id, message.worker):
            return partial(_refuse, message)
        if transitions.piece_done(change, manifest, message.worker):
            slower = self._granting.doubled.get(manifest.attempt)
            if slower is not None:
                transitions.outrun(change, slower)
            return partial(self._piece_kept, message)
        is_over = queries.state_of(change.session, manifest.job_id) in (JobState.DONE, JobState.CANCELLED)
        return partial(self._piece_kept, message, too_late=is_over)

    def _piece_kept(self, message: PieceDone, *, too_late: bool = False) -> None:
        manifest = message.manifest
        if too_late:
            # Who was cut off has put it where the job's folder had been taken away before.
            self._cleaner.clean((manifest.job_id,))
        self._granting.doubled.pop(manifest.attempt, None)
        self._roster.piece_kept(message.worker, manifest, self._clock.monotonic())

    def _chunk_ended(self, message: ChunkEnded) -> None:
        self._roster.release(message.attempt, (message.worker, message.boot))
        self._granting.doubled.pop(message.attempt, None)
        error = message.error
        if error is not None and message.infrastructure and error.kind not in transitions.BLAMELESS_KINDS:
            self._roster.rest(message.worker, self._clock.monotonic())

    def _budgets(self, workers: int) -> transitions.Budgets:
        return transitions.Budgets(
            piece_failures=self._settings.piece_failures,
            infrastructure_failures=self._settings.infrastructure_failures,
            workers=workers,
        )


def _may_end_a_job(message: AnyMessage) -> bool:
    """Whether a job may fail by that, which people are told: a power failure must not take it back."""
    return isinstance(message, WorkerGone) or (isinstance(message, ChunkEnded) and message.error is not None)


def _refuse(message: PieceDone) -> None:
    """A worker reports a piece of an attempt that was never its own."""
    with message_fields(message):
        _log.warning(
            "Worker %s reports piece %d of job %s, of which it was granted nothing.",
            message.worker,
            message.manifest.piece,
            message.manifest.job_id,
        )
