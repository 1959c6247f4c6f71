"""Answers clients: submits, wishes, snapshots."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import msgspec

from app.core.errors import BrokerError, ErrorInfo, FarmhandError, UsageError
from app.core.messages import (
    SNAPSHOT_PART_BYTES,
    Accepted,
    AnyMessage,
    JobAction,
    JobView,
    Refused,
    SnapshotPart,
    SnapshotWanted,
    Submit,
)
from app.core.ports import Broker, Delivery
from app.farm.manager.announcer import MANAGER, Announcer
from app.farm.store import Change, Store, queries, wishes

JOBS_PER_READ = 200

_log = logging.getLogger(__name__)


Access = Callable[[str, str], bool]
"""Whether a sender (proved by the broker) may submit and change jobs of an owner."""


class Desk:
    """Handles the deliveries of the request queue, in that queue's thread."""

    def __init__(
        self, store: Store, broker: Broker, announcer: Announcer, *, access: Access | None, wake: Callable[[], None]
    ) -> None:
        self._store = store
        self._broker = broker
        self._announcer = announcer
        self._access = access
        self._wake = wake
        self._actions: dict[str, Callable[[Change, str, int], bool]] = {
            "cancel": lambda change, job_id, _: wishes.cancel(change, job_id),
            "pause": lambda change, job_id, _: wishes.pause(change, job_id),
            "resume": lambda change, job_id, _: wishes.resume(change, job_id),
            "retry": lambda change, job_id, _: wishes.retry(change, job_id),
            "priority": wishes.set_priority,
        }

    def handle(self, delivery: Delivery) -> None:
        """Do what a client asks for and answer it."""
        try:
            for answer in self._answers(delivery):
                self._reply(delivery, answer)
        except FarmhandError as error:
            self._reply(delivery, Refused(error=error.info()))
        # A border: a fault of our own must reach the client as an answer; without one it would wait in vain.
        except Exception as error:  # noqa: BLE001
            _log.exception("A %s from %s met a fault", type(delivery.message).__name__, delivery.sender)
            cause = f"{type(error).__name__}: {error}"
            self._reply(
                delivery,
                Refused(
                    error=ErrorInfo(kind="InternalError", title="The manager met a fault in Farmhand.", cause=cause)
                ),
            )
        finally:
            self._wake()

    def _answers(self, delivery: Delivery) -> Iterator[AnyMessage]:
        message = delivery.message
        if isinstance(message, Submit):
            yield self._submit(message, delivery.sender)
        elif isinstance(message, JobAction):
            yield self._act(message, delivery.sender)
        elif isinstance(message, SnapshotWanted):
            yield from self._snapshot(message)
        else:
            _log.warning("A %s from %s is not a request", type(message).__name__, delivery.sender)

    def _submit(self, message: Submit, sender: str) -> Accepted:
        for request in message.jobs:
            if not self._may(sender, request.owner):
                raise UsageError(f"{sender} may not submit jobs for {request.owner}.")
        with self._store.change(durable=True) as change:
            return Accepted(job_ids=tuple(wishes.submit(change, request) for request in message.jobs))

    def _act(self, message: JobAction, sender: str) -> Accepted:
        action = self._actions.get(message.action)
        if action is None:
            known = ", ".join(sorted(self._actions))
            raise UsageError(f"There is no action “{message.action}”.", next_step=f"Choose one of: {known}.")
        with self._store.change(durable=True) as change:
            changed = []
            for job_id in message.job_ids:
                self._check_owner(change, job_id, sender)
                if action(change, job_id, message.value):
                    changed.append(job_id)
            if message.job_ids and not changed:
                view = queries.job_view(change.session, message.job_ids[0])
                raise UsageError(
                    f"“{view.name}” cannot be changed by {message.action}.", f"The job is {view.state}.", ""
                )
        return Accepted(job_ids=tuple(changed))

    def _may(self, sender: str, owner: str) -> bool:
        """On an embedded farm there are no rules: it has one user."""
        return self._access is None or self._access(sender, owner)

    def _check_owner(self, change: Change, job_id: str, sender: str) -> None:
        owner = queries.owner_of(change.session, job_id)
        if owner is not None and not self._may(sender, owner):
            raise UsageError(f"{sender} may not change jobs of {owner}.", next_step="Ask an admin of the farm.")

    def _snapshot(self, message: SnapshotWanted) -> Iterator[SnapshotPart]:
        """Parts of limited size. Jobs read later may be newer than `seq` tells; their events then come once more."""
        with self._store.read() as session:
            seq = self._store.last_event
            job_ids = message.job_ids or queries.all_job_ids(session)
        part: list[JobView] = []
        size = 0
        for view in self._views(job_ids):
            length = len(msgspec.json.encode(view)) + 1
            if part and size + length > SNAPSHOT_PART_BYTES - 1024:
                yield SnapshotPart(seq=seq, jobs=tuple(part), last=False)
                part, size = [], 0
            part.append(view)
            size += length
        yield SnapshotPart(seq=seq, jobs=tuple(part), last=True)

    def _views(self, job_ids: tuple[str, ...]) -> Iterator[JobView]:
        for start in range(0, len(job_ids), JOBS_PER_READ):
            with self._store.read() as session:
                views = queries.job_views(session, job_ids[start : start + JOBS_PER_READ])
            yield from self._announcer.decorate(views)

    def _reply(self, delivery: Delivery, answer: AnyMessage) -> None:
        if not delivery.reply_to:
            return
        try:
            self._broker.send(delivery.reply_to, answer, sender=MANAGER, correlation_id=delivery.correlation_id)
        except BrokerError as error:
            # The client has gone; what it asked for is done, and it will see that when it comes back.
            _log.info("An answer was not delivered: %s", error)
