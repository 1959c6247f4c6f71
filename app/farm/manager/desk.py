"""Answers clients: submits, wishes, snapshots, one job in full."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

import msgspec

from app.core.errors import BrokerError, ErrorInfo, FarmhandError, UsageError
from app.core.fleet import NodeFacts
from app.core.messages import (
    SNAPSHOT_PART_BYTES,
    Accepted,
    AnyMessage,
    AttemptView,
    DetailWanted,
    JobAction,
    JobDetail,
    JobView,
    PieceView,
    Refused,
    SnapshotPart,
    SnapshotWanted,
    Submit,
    WorkerAction,
    WorkersPart,
    WorkersWanted,
    WorkerView,
)
from app.core.ports import Broker, Delivery, reply_prefix
from app.farm.manager.actions import ACTIONS, Action
from app.farm.manager.announcer import Announcer
from app.farm.manager.snapshot_pace import SnapshotPace
from app.farm.manager.worker_desk import WorkerDesk
from app.farm.portions import portions
from app.farm.store import Change, Store, details, queries, wishes
from app.farm.store.results import films_of_others

PART_BYTES = SNAPSHOT_PART_BYTES - 1024
"""What fits into one part beside its envelope."""

_log = logging.getLogger(__name__)


Access = Callable[[str, str], bool]
"""Whether a sender (proved by the broker) may submit and change jobs of an owner."""

Question = Callable[[AnyMessage, str], Iterable[AnyMessage]]
"""Answers a request of one kind: gets the message and its sender. It may raise `FarmhandError`, which is the answer."""

NOBODY = ""
"""The owner of what belongs to the farm, such as its workers: only who may change everybody's jobs may steer them."""


MOST_UNANSWERED = 32
"""So many questions that take their time may wait for their answers."""

LONGEST_REST_SECONDS = 1.0


class Desk:
    """Handles the deliveries of the request queue, in that queue's thread; `slow` questions in a thread of their own.

    Those change nothing: one that was not answered when the manager ends is asked again. So are snapshots for which
    their client has to wait a while (`SnapshotPace`).
    """

    def __init__(
        self,
        store: Store,
        broker: Broker,
        announcer: Announcer,
        workers: WorkerDesk,
        *,
        access: Access | None,
        takes_folders: bool,
        wake: Callable[[], None],
        monotonic: Callable[[], float],
        trouble: Callable[[], ErrorInfo | None],
        questions: Mapping[type[AnyMessage], Question],
        slow: Collection[type[AnyMessage]] = (),
    ) -> None:
        self._questions = questions
        self._slow = frozenset(slow)
        self._answering = ThreadPoolExecutor(1, thread_name_prefix="manager answers")
        self._room = threading.BoundedSemaphore(MOST_UNANSWERED)
        self._closing = threading.Event()
        self._monotonic = monotonic
        self._trouble = trouble
        self._pace = SnapshotPace()
        self._late_lock = threading.Lock()
        self._late: dict[str, tuple[float, Delivery]] = {}
        """By the address of the answer: when the last snapshot that was asked for there may be told."""
        self._store = store
        self._broker = broker
        self._announcer = announcer
        self._workers = workers
        self._access = access
        self._takes_folders = takes_folders
        self._wake = wake

    def close(self) -> None:
        """Answer no more."""
        self._closing.set()
        self._answering.shutdown(wait=True, cancel_futures=True)

    def handle(self, delivery: Delivery) -> None:
        """Do what a client asks for and answer it, or have it answered."""
        if _wants_all(delivery) and self._is_put_off(delivery):
            return
        if type(delivery.message) not in self._slow:
            self._handle(delivery)
        elif self._room.acquire(blocking=False):
            self._answering.submit(self._ponder, delivery).add_done_callback(lambda _: self._room.release())
        else:
            busy = UsageError("The manager has too many questions to answer.", next_step="Ask again in a minute.")
            self._reply(delivery, Refused(error=busy.info()))

    def answer_late(self, now: float) -> None:
        """Have the snapshots told whose time has come, the monotonic time being `now`."""
        with self._late_lock:
            due = [client for client, (at, _) in self._late.items() if at <= now]
            deliveries = [self._late.pop(client)[1] for client in due]
        for delivery in deliveries:
            self._answering.submit(self._ponder, delivery)

    def _is_put_off(self, delivery: Delivery) -> bool:
        """Whether the client has to wait; what it asked for before is not wanted any more then."""
        now = self._monotonic()
        pause = self._pace.pause(delivery.reply_to, now)
        with self._late_lock:
            if pause > 0:
                at, _ = self._late.get(delivery.reply_to, (now + pause, delivery))
                self._late[delivery.reply_to] = (at, delivery)
            else:
                self._late.pop(delivery.reply_to, None)
        return pause > 0

    def _ponder(self, delivery: Delivery) -> None:
        """Answer, and rest as long as that took: whoever asks much must not keep the scheduler from working."""
        begun = time.monotonic()
        self._handle(delivery)
        self._closing.wait(min(LONGEST_REST_SECONDS, time.monotonic() - begun))

    def _handle(self, delivery: Delivery) -> None:
        begun = time.monotonic()
        try:
            for answer in self._answers(delivery):
                self._reply(delivery, answer)
        except FarmhandError as error:
            if self._store.loss.error is not None:
                # Another manager has the store now, and answers.
                raise
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
            if _wants_all(delivery):
                self._pace.took(delivery.reply_to, time.monotonic() - begun, self._monotonic())
            self._wake()

    def _answers(self, delivery: Delivery) -> Iterator[AnyMessage]:
        message = delivery.message
        if isinstance(message, Submit):
            yield self._submit(message, delivery.sender)
        elif isinstance(message, JobAction):
            yield self._act(message, delivery.sender)
        elif isinstance(message, SnapshotWanted):
            yield from self._snapshot(message)
        elif isinstance(message, DetailWanted):
            yield from self._detail(message)
        elif isinstance(message, WorkersWanted):
            yield from _parts(self._workers.all(), self._workers.nodes())
        elif isinstance(message, WorkerAction):
            yield from _parts(self._steer(message, delivery.sender))
        elif type(message) in self._questions:
            yield from self._questions[type(message)](message, delivery.sender)
        else:
            raise UsageError(
                f"The manager does not answer a {type(message).__name__}.",
                "This program and the manager may be of different versions.",
                "Bring both to the same version.",
            )

    def _submit(self, message: Submit, sender: str) -> Accepted:
        for request in message.jobs:
            if not self._may(sender, request.owner):
                raise UsageError(f"{sender} may not submit jobs for {request.owner}.")
            if request.folder and not self._takes_folders:
                raise UsageError(
                    f"“{request.name}” cannot go to “{request.folder[:200]}”.",
                    "A folder can be chosen for films that are rendered only on this computer; a farm has one for all.",
                    "Leave the folder out, or render on this computer.",
                )
        return Accepted(
            job_ids=self._store.apply(lambda change: self._submit_in(change, message, sender), durable=True)
        )

    def _submit_in(self, change: Change, message: Submit, sender: str) -> tuple[str, ...]:
        replacing = {one.output for one in message.jobs if one.replace}
        if replacing and not self._may(sender, NOBODY):
            for name, owner in films_of_others(change.session, replacing, sender).items():
                raise UsageError(
                    f"“{name[:200]}” is a film of {owner}.",
                    "Films of others are replaced by admins of the farm only.",
                    "Choose another name, or have the films numbered.",
                )
        return wishes.submit_all(change, message.jobs)

    def _act(self, message: JobAction, sender: str) -> Accepted:
        action = ACTIONS.get(message.action)
        if action is None:
            known = ", ".join(sorted(ACTIONS))
            raise UsageError(f"There is no action “{message.action}”.", next_step=f"Choose one of: {known}.")
        return Accepted(
            job_ids=self._store.apply(lambda change: self._act_in(change, action, message, sender), durable=True)
        )

    def _act_in(self, change: Change, action: Action, message: JobAction, sender: str) -> tuple[str, ...]:
        for job_id in message.job_ids:
            self._check_owner(change, job_id, sender)
        changed = action.apply(change, message)
        if message.job_ids and not changed:
            view = queries.job_view(change.session, message.job_ids[0])
            raise UsageError(f"“{view.name}” cannot be {action.done}.", f"The job is {view.state}.", "")
        return changed

    def _steer(self, message: WorkerAction, sender: str) -> tuple[WorkerView, ...]:
        if not self._may(sender, NOBODY):
            raise UsageError(f"{sender} may not steer workers.", next_step="Ask an admin of the farm.")
        return self._workers.act(message)

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
        for part, is_last in portions(self._views(job_ids), PART_BYTES):
            yield SnapshotPart(seq=seq, jobs=part, last=is_last, trouble=self._trouble())

    def _detail(self, message: DetailWanted) -> Iterator[JobDetail]:
        with self._store.read() as session:
            record = details.read_record(session, message.job_id)
        head = JobDetail(
            job_id=message.job_id, request=details.request_in(record), tasks=details.tasks_in(record), last=False
        )
        shown = (*details.attempts_in(record), *details.pieces_in(record))
        first_piece = 0
        for part, is_last in portions(shown, PART_BYTES, taken=len(msgspec.json.encode(head))):
            pieces = tuple(one for one in part if isinstance(one, PieceView))
            attempts = tuple(one for one in part if isinstance(one, AttemptView))
            yield msgspec.structs.replace(head, attempts=attempts, first_piece=first_piece, pieces=pieces, last=is_last)
            first_piece += len(pieces)
            head = JobDetail(job_id=message.job_id)

    def _views(self, job_ids: tuple[str, ...]) -> Iterator[JobView]:
        for start in range(0, len(job_ids), queries.JOBS_PER_QUERY):
            with self._store.read() as session:
                views = queries.job_views(session, job_ids[start : start + queries.JOBS_PER_QUERY])
            yield from self._announcer.decorate(views)

    def _reply(self, delivery: Delivery, answer: AnyMessage) -> None:
        address = delivery.reply_to
        if not address:
            return
        if not address.startswith(reply_prefix(delivery.sender)):
            _log.warning(
                "%s wants an answer to go to “%s”, which is not an address of theirs", delivery.sender, address
            )
            return
        try:
            self._broker.send(address, answer, sender=self._announcer.sender, correlation_id=delivery.correlation_id)
        except BrokerError as error:
            # The client has gone; what it asked for is done, and it will see that when it comes back.
            _log.info("An answer was not delivered: %s", error)


def _wants_all(delivery: Delivery) -> bool:
    return isinstance(delivery.message, SnapshotWanted) and not delivery.message.job_ids


def _parts(workers: tuple[WorkerView, ...], nodes: tuple[NodeFacts, ...] = ()) -> Iterator[WorkersPart]:
    for part, is_last in portions((*workers, *nodes), PART_BYTES):
        yield WorkersPart(
            workers=tuple(one for one in part if isinstance(one, WorkerView)),
            nodes=tuple(one for one in part if isinstance(one, NodeFacts)),
            last=is_last,
        )
