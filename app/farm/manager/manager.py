"""The manager: prepare → grant → join → publish, decided over the store.

**Threads.** The broker's consumer threads (requests, claims, results) record what they are told and wake the
*scheduler*, the one thread that grants, ends leases and sends what was decided. A small pool prepares, joins and
publishes beside it. Only the scheduler sends, so messages leave in the order in which they were decided.

**Locks.** The store's lock (one transaction), the roster's and the runner's (memory); none of the last two is held
while the store is called. `Manager._woken` guards only the wake-up flag.

**Order of stopping.** No more requests and claims; the scheduler; the pool (what runs is finished, what waits stays in
the store); results last, so that nothing that workers still report is lost.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor

import msgspec

from app.core.errors import FarmhandError, WorkerLostError
from app.core.messages import Beat, ChunkEnded, Claim, Grant, PieceDone, Withdraw, WorkerGone
from app.core.ports import CLAIMS, REQUESTS, RESULTS, Broker, Clock, Delivery, Subscription, control_queue
from app.core.settings import Settings
from app.core.states import JobState
from app.farm.manager.announcer import Announcer
from app.farm.manager.desk import Access, Desk
from app.farm.manager.roster import Roster
from app.farm.manager.scheduler import LEAST_FOR_TAIL, Award, Candidate, FarmView, schedule
from app.farm.manager.services import JobServices
from app.farm.manager.tasks import TaskLimits, TaskRunner
from app.farm.store import Change, Store, queries, transitions

MOST_JOBS_PER_OWNER = 64
MOST_PIECES_PER_JOB = 1024
"""How much of the open work one decision looks at; what lies beyond is looked at when that is granted."""

_log = logging.getLogger(__name__)


class Manager:
    """One manager over one store. `start` and `stop` it once; `tick` is the scheduler's step.

    `access` says who may change whose jobs; None: everybody, as there is one user.
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
        workers_end_with_me: bool = True,
        executor: Executor | None = None,
        own_thread: bool = True,
    ) -> None:
        self._store = store
        self._broker = broker
        self._clock = clock
        self._settings = settings
        self._workers_end_with_me = workers_end_with_me
        self._woken = threading.Condition()
        self._is_woken = False
        self._stopping = False
        self._roster = Roster(
            lease_seconds=settings.lease_seconds,
            claim_lost_seconds=settings.claim_lost_seconds,
            retry_pause_seconds=settings.retry_pause_seconds,
        )
        self._announcer = Announcer(store, broker, self._roster, progress_seconds=settings.progress_seconds)
        self._desk = Desk(store, broker, self._announcer, access=access, wake=self.wake)
        self._executor = executor or ThreadPoolExecutor(settings.manager_threads, thread_name_prefix="manager task")
        limits = TaskLimits(
            threads=settings.manager_threads, tries=settings.task_tries, pause_seconds=settings.retry_pause_seconds
        )
        self._runner = TaskRunner(store, services, clock, limits=limits, executor=self._executor, wake=self.wake)
        self._thread = threading.Thread(target=self._run, name="manager scheduler") if own_thread else None
        self._subscriptions: dict[str, Subscription] = {}
        self._reaper_rests_until = 0.0

    def start(self) -> None:
        """Take over what an earlier manager left, and begin to listen."""
        with self._store.change(durable=True) as change:
            transitions.take_over(change, workers_are_gone=self._workers_end_with_me)
        if self._workers_end_with_me:
            self._store.forget_messages()
        self._adopt_attempts()
        with self._store.read() as session:
            unfinished = queries.jobs_to_recover(session)
        self._runner.recover(unfinished)
        for queue, handler in ((RESULTS, self.on_result), (CLAIMS, self.on_claim), (REQUESTS, self._desk.handle)):
            self._subscriptions[queue] = self._broker.consume(queue, handler)
        if self._thread is not None:
            self._thread.start()
            self.wake()

    def stop(self) -> None:
        """Stop in order; what is unfinished goes on when the next manager starts."""
        for queue in (REQUESTS, CLAIMS):
            if queue in self._subscriptions:
                self._subscriptions.pop(queue).close()
        with self._woken:
            self._stopping = True
            self._woken.notify_all()
        if self._thread is not None and self._thread.is_alive():
            self._thread.join()
        self._executor.shutdown(wait=True, cancel_futures=True)
        for subscription in self._subscriptions.values():
            subscription.close()
        self._subscriptions.clear()
        self._announcer.flush()

    def wake(self) -> None:
        """Something has changed: let the scheduler look."""
        with self._woken:
            self._is_woken = True
            self._woken.notify()

    def rest_reaper(self) -> None:
        """The manager's own link was down: silence of workers means nothing for a while, and leases begin anew."""
        now = self._clock.monotonic()
        self._reaper_rests_until = now + self._settings.reaper_rest_seconds
        self._roster.extend_all(now)

    def tick(self, now: float) -> None:
        """One step of the scheduler at the monotonic time `now`: end leases, start tasks, grant, tell."""
        self._tell()
        self._reap(now)
        self._runner.start_due()
        self._grant(now)
        self._announcer.progress(now)
        self._tell()

    def on_claim(self, delivery: Delivery) -> None:
        """Handle a message of the claims queue."""
        message = delivery.message
        now = self._clock.monotonic()
        if isinstance(message, Claim):
            self._claimed(message, now)
        elif isinstance(message, Beat):
            self._beaten(message, now)
        elif isinstance(message, Withdraw):
            self._roster.unpark(message.worker, message.boot)
        else:
            _log.warning("A %s from %s does not belong on the claims queue", type(message).__name__, delivery.sender)
            return
        self.wake()

    def on_result(self, delivery: Delivery) -> None:
        """Handle a message of the results queue."""
        message = delivery.message
        if isinstance(message, PieceDone):
            self._piece_done(message)
        elif isinstance(message, ChunkEnded):
            self._chunk_ended(message)
        elif isinstance(message, WorkerGone):
            self._worker_gone(message)
        else:
            _log.warning("A %s from %s does not belong on the results queue", type(message).__name__, delivery.sender)
            return
        self.wake()

    def _run(self) -> None:
        while not self._stopping:
            try:
                self.tick(self._clock.monotonic())
            except FarmhandError as error:
                _log.error("The scheduler's step failed and will be tried again: %s", error)
            # A border: a fault of our own in one step must not leave the farm without a scheduler.
            except Exception:  # noqa: BLE001
                _log.exception("The scheduler's step has a fault and will be tried again")
            with self._woken:
                if not (self._is_woken or self._stopping):
                    self._woken.wait(self._settings.reap_seconds)
                self._is_woken = False

    def _tell(self) -> None:
        finished = [view.job_id for view in self._announcer.flush() if JobState(view.state) is not JobState.FAILED]
        self._runner.clean(tuple(finished))

    def _adopt_attempts(self) -> None:
        with self._store.read() as session:
            live = queries.live_attempts(session)
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
        if before is None:
            return
        with self._store.change() as change:
            transitions.greet_worker(change, claim)
            if before:
                transitions.suspect_worker(change, claim.worker, before)

    def _beaten(self, beat: Beat, now: float) -> None:
        if self._roster.beat(beat.worker, beat.attempt, beat.frames_drawn, now) or beat.attempt is None:
            return
        with self._store.change() as change:
            goes_on = transitions.revive(change, beat.attempt, beat.worker, beat.boot)
            if not goes_on:
                return
            live = next((one for one in queries.live_attempts(change.session) if one.attempt == beat.attempt), None)
        if live is not None:
            self._roster.adopt(live, now)

    def _piece_done(self, message: PieceDone) -> None:
        manifest = message.manifest
        with self._store.change() as change:
            transitions.piece_done(change, manifest)
        self._roster.piece_kept(message.worker, manifest.attempt, len(manifest.frames), manifest.seconds)

    def _chunk_ended(self, message: ChunkEnded) -> None:
        with self._store.change() as change:
            transitions.chunk_ended(change, message, self._budgets())
        self._roster.release(message.attempt)
        error = message.error
        if error is not None and message.infrastructure and error.kind not in transitions.BLAMELESS_KINDS:
            self._roster.rest(message.worker, self._clock.monotonic())

    def _worker_gone(self, message: WorkerGone) -> None:
        error = WorkerLostError(f"Worker {message.worker} has ended unexpectedly.").info()
        with self._store.change() as change:
            transitions.worker_gone(change, message.worker, message.boot, error, self._budgets())
        self._roster.gone(message.worker, message.boot)

    def _budgets(self) -> transitions.Budgets:
        return transitions.Budgets(
            piece_failures=self._settings.piece_failures,
            infrastructure_failures=self._settings.infrastructure_failures,
            workers=len(self._roster.present()),
        )

    def _reap(self, now: float) -> None:
        if now < self._reaper_rests_until:
            return
        ended = self._roster.reap(now)
        if not ended:
            return
        with self._store.change() as change:
            for number in ended:
                transitions.expire(change, number)

    def _grant(self, now: float) -> None:
        claims = {one.claim_id: one for one in self._roster.idle(now)}
        if not claims:
            return
        granted: list[tuple[Grant, Claim]] = []
        refused: list[Claim] = []
        with self._store.change() as change:
            for award in self._awards(change, tuple(claims.values())):
                claim = claims[award.claim_id]
                if award.taken_from is not None and not transitions.give_up(change, award.taken_from, award.first):
                    continue
                grant = transitions.grant(
                    change,
                    claim,
                    award.job_id,
                    (award.first, award.last),
                    lease_seconds=self._settings.lease_seconds,
                )
                if grant is None:
                    refused.append(claim)
                else:
                    granted.append((grant, claim))
            # Leases begin before the commit lets anybody know of the grants.
            for grant, claim in granted:
                self._roster.lease(grant, claim, now)
        for claim in refused:
            self._roster.unpark(claim.worker, claim.boot)

    def _awards(self, change: Change, claims: tuple[Claim, ...]) -> tuple[Award, ...]:
        """What `schedule` decides. Chunks under way are read only where they matter: for tails, and between owners."""
        view = self._view(change, claims)
        owners = {one.owner for one in view.work}
        if len(owners) == 1:
            awards = schedule(view)
            if len(awards) == len(claims):
                return awards
        chunks = queries.live_attempts(change.session, holding=0 if len(owners) > 1 else LEAST_FOR_TAIL)
        return schedule(msgspec.structs.replace(view, chunks=chunks))

    def _view(self, change: Change, claims: tuple[Claim, ...]) -> FarmView:
        held_back = self._runner.recovering()
        work = queries.open_work(change.session, MOST_JOBS_PER_OWNER, MOST_PIECES_PER_JOB)
        return FarmView(
            workers=tuple(self._candidates(claims)),
            work=tuple(one for one in work if one.job_id not in held_back),
            chunks=(),
            longest_chunk=self._settings.longest_chunk,
            worker_failures=self._settings.worker_failures,
        )

    def _candidates(self, claims: tuple[Claim, ...]) -> Iterator[Candidate]:
        present = self._roster.present()
        for claim in claims:
            _, speed = present.pop(claim.worker, ((), None))
            yield Candidate(
                worker=claim.worker, engines=claim.engines, claim_id=claim.claim_id, seconds_per_frame=speed
            )
        for name, (engines, speed) in present.items():
            yield Candidate(worker=name, engines=engines, seconds_per_frame=speed)
