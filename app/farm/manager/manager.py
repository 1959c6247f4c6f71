"""The manager: prepare → grant → join → publish, decided over the store.

**Threads.** The broker's consumer threads (requests, claims, results) record what they are told and wake the
*scheduler*, the one thread that grants, ends leases and sends what was decided. A small pool prepares, joins and
publishes beside it. Only the scheduler sends, so messages leave in the order in which they were decided.

**Locks.** The store's lock (one transaction), the roster's and the runner's (memory); none of the last two is held
while the store is called. `Manager._woken` guards only the wake-up flag.

**Order of stopping.** No more requests and claims; the scheduler; the pool (what runs is finished, what waits stays in
the store); then results, so that nothing that workers still report is lost; last, what there still is to delete.
"""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from app.core.errors import FarmhandError, MessageError, StoreDiskError, StoreError
from app.core.fleet import NodeFacts
from app.core.jobs import EngineChoice
from app.core.messages import (
    AnyMessage,
    Beat,
    Claim,
    Event,
    JobView,
    MayStop,
    NodeReport,
    Withdraw,
    WorkerView,
)
from app.core.ports import CLAIMS, REQUESTS, RESULTS, Broker, Clock, Delivery, Subscription, control_queue, worker_user
from app.core.settings import Settings
from app.core.states import JobState
from app.farm.attempt_logs import AttemptLogs
from app.farm.manager.announcer import MANAGER, Announcer
from app.farm.manager.departures import Departures
from app.farm.manager.desk import Access, Desk, Question
from app.farm.manager.granting import Granting
from app.farm.manager.nodes import Nodes
from app.farm.manager.reports import Reports
from app.farm.manager.roster import Roster
from app.farm.manager.services import JobServices
from app.farm.manager.tasks import TaskLimits, TaskRunner
from app.farm.manager.troubles import StoreTroubles
from app.farm.manager.worker_desk import OWN_NODE, WorkerDesk
from app.farm.store import Change, Store, queries, transitions, work

STORE_SECONDS = 0.5
"""Pause before a message is handled again that the store's disk did not take."""

REAP_PAUSE_SECONDS = 0.05
"""Leases end so much late at most: to look at all of them in every step would cost a busy farm a tenth of its time."""

_D = TypeVar("_D")
_log = logging.getLogger(__name__)


class Manager:
    """One manager over one store. `start` and `stop` it once; `tick` is the scheduler's step.

    `access` says who may change whose jobs; None: everybody, as there is one user. `takes_folders`: films may go to
    folders that clients name, as these are on the same computer (embedded farm). `logs` takes what is worth reading of
    its own tasks. `user` is who the manager is at the broker.
    `questions` answer requests of further kinds, the `slow` ones in a thread of their own. `may_leave` says whether
    the farm can do without a node that asks whether it may shut itself down.
    `on_ended` is told, by the scheduler, of jobs that have ended; of the last ones once more after a restart.
    `on_event` is told of all that is announced, and must not wait.
    `workers_end_with_me`: workers run in this program, so those of an earlier run are gone (embedded farm).
    `executor` and `own_thread` are for simulations: with `own_thread` False, nothing happens but by `tick`.
    """

    def __init__(
        self,
        store: Store,
        broker: Broker,
        services: JobServices,
        clock: Clock,
        settings: Settings,
        *,
        access: Access | None = None,
        takes_folders: bool = False,
        logs: AttemptLogs | None = None,
        workers_end_with_me: bool = True,
        user: str = MANAGER,
        on_ended: Callable[[JobView], None] | None = None,
        on_event: Callable[[Event], None] = lambda _: None,
        questions: Mapping[type[AnyMessage], Question] | None = None,
        slow: Collection[type[AnyMessage]] = (),
        may_leave: Callable[[str], bool] = lambda _: True,
        executor: Executor | None = None,
        own_thread: bool = True,
    ) -> None:
        self._store, self._broker = store, broker
        self._clock = clock
        self._settings = settings
        self._workers_end_with_me = workers_end_with_me
        self._on_ended = on_ended
        self._woken = threading.Condition()
        self._is_woken = self._stopping = False
        self._ending = threading.Event()
        self._troubles = StoreTroubles()
        self._roster = Roster(
            lease_seconds=settings.lease_seconds,
            claim_lost_seconds=settings.claim_lost_seconds,
            retry_pause_seconds=settings.retry_pause_seconds,
        )
        self._announcer = Announcer(
            store, broker, self._roster, progress_seconds=settings.progress_seconds, sender=user, on_event=on_event
        )
        self._nodes = Nodes()
        self._departures = Departures(store, self._roster, broker, clock, sender=user, may_leave=may_leave)
        self._workers = self._make_worker_desk(user)
        self._desk = self._make_desk(access, questions or {}, slow, takes_folders=takes_folders)
        self._executor = executor or ThreadPoolExecutor(settings.manager_threads, thread_name_prefix="manager task")
        self._runner = self._make_runner(services, logs or AttemptLogs(None, clock))
        self._granting = Granting(self._roster, settings, held_back=self._runner.recovering)
        self._reports = Reports(store, self._roster, self._granting, self._runner, clock, settings)
        self._thread = threading.Thread(target=self._run, name="manager scheduler") if own_thread else None
        self._subscriptions: dict[str, Subscription] = {}
        self._reaper_rests_until = 0.0
        self._reaped_at = -math.inf
        self._expired: tuple[int, ...] = ()
        self._ungreeted: dict[str, str] = {}

    def _make_desk(
        self,
        access: Access | None,
        questions: Mapping[type[AnyMessage], Question],
        slow: Collection[type[AnyMessage]],
        *,
        takes_folders: bool,
    ) -> Desk:
        return Desk(
            self._store,
            self._broker,
            self._announcer,
            self._workers,
            access=access,
            takes_folders=takes_folders,
            wake=self.wake,
            monotonic=self._clock.monotonic,
            trouble=self._troubles.now,
            questions=questions,
            slow=slow,
        )

    def _make_worker_desk(self, user: str) -> WorkerDesk:
        return WorkerDesk(
            self._roster,
            self._nodes,
            self._broker,
            self._clock,
            sender=user,
            node_of=(lambda _: OWN_NODE) if self._workers_end_with_me else worker_user,
        )

    def _make_runner(self, services: JobServices, logs: AttemptLogs) -> TaskRunner:
        settings = self._settings
        limits = TaskLimits(
            threads=settings.manager_threads, tries=settings.task_tries, pause_seconds=settings.retry_pause_seconds
        )
        return TaskRunner(
            self._store,
            services,
            self._clock,
            limits=limits,
            executor=self._executor,
            logs=logs,
            wake=self.wake,
        )

    def start(self) -> None:
        """Take over what an earlier manager left, and begin to listen."""
        self._store.apply(
            lambda change: transitions.take_over(change, workers_are_gone=self._workers_end_with_me), durable=True
        )
        if self._workers_end_with_me:
            self._store.forget_messages()
        self._adopt_attempts()
        with self._store.read() as session:
            unfinished = queries.jobs_to_recover(session)
        self._runner.recover(unfinished)
        consume, handle = self._broker.consume, self._handle
        self._subscriptions[RESULTS] = consume(
            RESULTS, partial(handle, self.on_result), together=partial(handle, self.on_results)
        )
        self._subscriptions[CLAIMS] = consume(
            CLAIMS, partial(handle, self.on_claim), together=partial(handle, self._on_claims)
        )
        self._subscriptions[REQUESTS] = consume(REQUESTS, partial(handle, self._desk.handle))
        if self._thread is not None:
            self._thread.start()
            self.wake()

    def stop(self) -> None:
        """Stop in order; what is unfinished goes on when the next manager starts."""
        self._ending.set()
        self._store.hurry()
        for queue in (REQUESTS, CLAIMS):
            if queue in self._subscriptions:
                self._subscriptions.pop(queue).close()
        with self._woken:
            self._stopping = True
            self._woken.notify_all()
        if self._thread is not None and self._thread.is_alive():
            self._thread.join()
        self._desk.close()
        self._executor.shutdown(wait=True, cancel_futures=True)
        for subscription in self._subscriptions.values():
            subscription.close()
        self._subscriptions.clear()
        if self._store.loss.error is None:
            self._tell()
            self._runner.finish_cleaning()

    def wake(self) -> None:
        """Something has changed: let the scheduler look."""
        with self._woken:
            if not self._is_woken:
                self._is_woken = True
                self._woken.notify()

    def hold_reaper(self) -> None:
        """The manager's own link is down: nobody can be heard, so no lease ends until `rest_reaper`."""
        self._reaper_rests_until = math.inf

    def rest_reaper(self) -> None:
        """The manager's own link was down: silence of workers means nothing for a while, and leases begin anew."""
        now = self._clock.monotonic()
        self._reaper_rests_until = now + self._settings.reaper_rest_seconds
        self._roster.extend_all(now)

    def has_engine(self, engine: EngineChoice) -> bool:
        """Whether a worker that is there draws with that engine."""
        return self._roster.has_engine(engine.value)

    def seen(self) -> tuple[tuple[WorkerView, ...], tuple[NodeFacts, ...]]:
        """The workers, and what is known of their computers."""
        return self._workers.all(), self._workers.nodes()

    def costs(self, job_ids: Iterable[str]) -> dict[str, float]:
        """Seconds that a frame of these jobs takes a usual worker, where finished pieces tell it (see `Paces`)."""
        return self._roster.costs(job_ids)

    def pieces_in_work(self) -> dict[int, tuple[int, float]]:
        """Per attempt, frames that are drawn of its piece in work, and the seconds that they took."""
        return self._roster.pieces_in_work()

    def paces(self) -> dict[str, float]:
        """The workers that are there: how many times as long as a usual one each takes, 1 where that is not known."""
        present = self._roster.present()
        return dict.fromkeys(present, 1.0) | self._roster.paces(present)

    def tick(self, now: float) -> None:
        """One step of the scheduler at the monotonic time `now`: end leases, start tasks, grant, tell."""
        self._desk.answer_late(now)
        self._tell()
        self._reap(now)
        self._runner.start_due()
        self._granting.grant(self._store, now)
        self._announcer.progress(now)
        self._tell()

    def _handle(self, handler: Callable[[_D], None], delivered: _D) -> None:
        while True:
            try:
                handler(delivered)
                self._troubles.end()
                break
            except StoreDiskError as error:
                self._troubles.begin(error)
                # Given back, it would soon be set aside, and what a worker has drawn would be drawn again.
                _log.error("A message waits for the store: %s", error)
                if self._ending.wait(STORE_SECONDS):
                    raise
            except StoreError:
                if self._store.loss.error is not None:
                    # The message belongs to the manager that has the store now, and is let go when this one ends. Tried
                    # again here, it would be set aside.
                    self._ending.wait()
                raise

    def on_claim(self, delivery: Delivery) -> None:
        """Handle a message of the claims queue."""
        message = delivery.message
        now = self._clock.monotonic()
        _check_worker(delivery)
        if isinstance(message, Claim):
            self._claimed(message, now)
        elif isinstance(message, Beat):
            self._beaten(message, now)
        elif isinstance(message, Withdraw) and message.problem:
            self._roster.keep_resting(message, now)
        elif isinstance(message, Withdraw):
            self._roster.leave(message.worker, message.boot)
        elif isinstance(message, MayStop):
            self._departures.asked(message, now)
            return
        elif isinstance(message, NodeReport):
            self._nodes.hear(message.facts, delivery.sender, now)
            return
        else:
            _log.warning("A %s from %s does not belong on the claims queue", type(message).__name__, delivery.sender)
            return
        self.wake()

    def _on_claims(self, deliveries: Sequence[Delivery]) -> None:
        """Handle messages of the claims queue. When that raises, it is harmless to hear them once more."""
        for delivery in deliveries:
            self.on_claim(delivery)

    def on_result(self, delivery: Delivery) -> None:
        """Handle a message of the results queue."""
        self.on_results((delivery,))

    def on_results(self, deliveries: Sequence[Delivery]) -> None:
        """Handle messages of the results queue at once: all of them, or none when that raises."""
        for delivery in deliveries:
            _check_worker(delivery)
        self._reports.take(deliveries)
        self.wake()

    def _run(self) -> None:
        while not self._stopping:
            try:
                self.tick(self._clock.monotonic())
                self._troubles.end()
            except FarmhandError as error:
                if isinstance(error, StoreDiskError):
                    self._troubles.begin(error)
                if self._store.loss.error is not None:
                    break
                _log.error("The scheduler's step failed and will be tried again: %s", error)
            # A border: a fault of our own in one step must not leave the farm without a scheduler.
            except Exception:  # noqa: BLE001
                _log.exception("The scheduler's step has a fault and will be tried again")
            with self._woken:
                if not (self._is_woken or self._stopping):
                    self._woken.wait(self._settings.reap_seconds)
                self._is_woken = False

    def _tell(self) -> None:
        ended = self._announcer.flush()
        if self._on_ended is not None:
            for view in ended:
                if not view.removed:
                    self._on_ended(view)
        self._runner.clean(
            tuple(one.job_id for one in ended if one.removed or JobState(one.state) is not JobState.FAILED)
        )

    def _adopt_attempts(self) -> None:
        with self._store.read() as session:
            live = work.live_attempts(session)
        for one in live:
            if not one.suspect:
                self._roster.adopt(one, self._clock.monotonic())

    def _claimed(self, claim: Claim, now: float) -> None:
        answered, grant = self._roster.answer(claim.claim_id)
        if grant is not None:
            self._announcer.send_again(control_queue(claim.worker, claim.boot), grant)
        if answered:
            return
        before = self._roster.park(claim, now)
        if before is not None:
            self._ungreeted[claim.worker] = before
        if (missed := self._ungreeted.get(claim.worker)) is not None:
            self._store.apply(lambda change: transitions.greet_worker(change, claim, before=missed))
            del self._ungreeted[claim.worker]

    def _beaten(self, beat: Beat, now: float) -> None:
        if self._roster.beat(beat.worker, beat.attempt, beat.frames_drawn, now) or beat.attempt is None:
            return
        number = beat.attempt

        def revive(change: Change) -> work.LiveAttempt | None:
            if not transitions.revive(change, number, beat.worker, beat.boot):
                return None
            return next(iter(work.attempts_of(change.session, (number,))), None)

        live = self._store.apply(revive)
        if live is not None:
            self._roster.adopt(live, now)

    def _reap(self, now: float) -> None:
        if now < self._reaper_rests_until or 0 < now - self._reaped_at < REAP_PAUSE_SECONDS:
            return
        self._reaped_at = now
        # The roster tells each once, also when the store does not take it now.
        self._expired += self._roster.reap(now)
        if self._expired:
            self._store.apply(lambda change: transitions.expire_all(change, self._expired))
            self._expired = ()


def _check_worker(delivery: Delivery) -> None:
    """Raise `MessageError` when a worker's message comes from somebody else."""
    worker = getattr(delivery.message, "worker", None)
    if worker is not None and worker_user(worker) != delivery.sender:
        raise MessageError(f"A message of worker {worker[:100]} was refused.", f"It was sent by {delivery.sender}.")
