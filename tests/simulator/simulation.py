"""One run: a farm from its first job to its last, through the faults of a seed, and whether all was well."""

from __future__ import annotations

import gc
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial

import msgspec

from app.core.messages import AnyMessage, Claim, Withdraw
from app.core.ports import CLAIMS, REQUESTS, RESULTS, Delivery
from app.core.settings import Settings
from app.farm.manager.manager import Manager
from app.farm.store import Store
from tests.simulator.broker import Disturbance, VirtualBroker
from tests.simulator.client import Client
from tests.simulator.database import MemoryDatabase, Tables
from tests.simulator.ledger import ENDED, Ledger, Truth
from tests.simulator.scene import (
    BROKER,
    CALM_SECONDS,
    PIECE_SECONDS,
    STORM_SECONDS,
    SUBMITTED_TOGETHER,
    Scene,
    job_name,
    make_scene,
)
from tests.simulator.services import MemoryServices, VirtualExecutor, make_request
from tests.simulator.workers import EngineFaults, SimulatedWorker, Surroundings
from tests.simulator.world import KilledError, World

SETTINGS = Settings(
    beat_seconds=30.0,
    lease_seconds=120.0,
    reap_seconds=20.0,
    reaper_rest_seconds=300.0,
    claim_renew_seconds=90.0,
    claim_lost_seconds=270.0,
    retry_pause_seconds=2.0,
    progress_seconds=60.0,
)
"""Times of a farm about ten times as long: virtual time costs nothing, what is said again does."""

OWNERS = ("ann", "bob", "cleo")
WISHES = ("pause", "pause", "cancel", "priority", "retry", "top", "bottom", "remove")
LONGEST_FREEZE = 240.0
LONGEST_FULL_DISK = 200.0
LONGEST_MANAGER_PAUSE = 90.0
JOBS_PER_THREAD = 25
"""The manager has a thread for its own tasks for so many jobs, and eight at least."""

LOOKS_AFTER = 16
"""So many events lie between two looks whether all is over."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run. `wrong` is empty when all held; `states` counts how jobs ended; `drawn` counts pieces."""

    seed: int
    workers: int
    pieces: int
    wrong: tuple[str, ...]
    events: int
    commits: int
    drawn: int
    states: dict[str, int]
    virtual_seconds: float
    seconds: float
    last: tuple[str, ...]

    @property
    def replay(self) -> str:
        """What shows the run again."""
        return f"python -m tests.simulator --seed {self.seed} --workers {self.workers} --pieces {self.pieces} --trace"

    def told(self) -> str:
        """The verdict, for people."""
        ended = ", ".join(f"{count} {state}" for state, count in sorted(self.states.items()))
        lines = [
            f"seed {self.seed}: {self.workers} workers, {self.pieces} pieces ({self.drawn} drawn), jobs: {ended}",
            f"{self.events} events, {self.commits} commits, {self.virtual_seconds / 60:.0f} virtual minutes "
            f"in {self.seconds:.2f} s ({self.events / max(self.seconds, 1e-9):.0f} events a second)",
        ]
        if self.wrong:
            lines += ["last events:", *self.last]
        lines += [f"WRONG: {one}" for one in self.wrong]
        lines.append(f"replay: {self.replay}" if self.wrong else "all invariants held")
        return "\n".join(lines)


def simulate(seed: int, workers: int, pieces: int, tell: Callable[[str], object] | None = None) -> Outcome:
    """Run the scene of a seed. `tell` gets a line for each event."""
    begun = time.perf_counter()
    simulation = Simulation(seed, make_scene(seed, workers, pieces), tell)
    try:
        with _faults_of_ours(simulation.ledger):
            simulation.run()
    finally:
        simulation.close()
    world, ledger = simulation.world, simulation.ledger
    return Outcome(
        seed=seed,
        workers=workers,
        pieces=pieces,
        wrong=tuple(ledger.wrong),
        events=world.events,
        commits=ledger.commits,
        drawn=simulation.truth.drawn,
        states=dict(Counter(one.state for one in ledger.jobs.values())),
        virtual_seconds=world.now,
        seconds=time.perf_counter() - begun,
        last=world.last,
    )


class Simulation:
    """The parts, and what happens to them."""

    def __init__(self, seed: int, scene: Scene, tell: Callable[[str], object] | None) -> None:
        self.world = World(seed, tell)
        self.truth = Truth()
        self.ledger = Ledger(self.truth, SETTINGS, self._present)
        self.scene = scene
        # Joining takes as long as ever, however many there are.
        self.settings = msgspec.structs.replace(SETTINGS, manager_threads=max(8, len(scene.jobs) // JOBS_PER_THREAD))
        self.services = MemoryServices(self.world, self.truth)
        self.services.ledger = self.ledger
        self.services.trouble = scene.troubles
        self.broker = VirtualBroker(self.world, self.ledger.published)
        self.broker.disturbance = BROKER
        self.broker.handled = self._handled
        self.tables = Tables(self.ledger.committed, self.world.chance)
        self.client = Client(self.world, self.broker, self.truth, self.ledger.promises)
        self.engine_faults = scene.engine
        around = Surroundings(
            world=self.world,
            broker=self.broker,
            services=self.services,
            truth=self.truth,
            settings=SETTINGS,
            faults=scene.engine,
            poison=scene.poison,
            say=self.ledger.say,
            piece_seconds=PIECE_SECONDS,
        )
        self.workers = [
            SimulatedWorker(f"w{n:03d}", pace, around, is_sick=n in scene.sick) for n, pace in enumerate(scene.paces)
        ]
        self.store: Store | None = None
        self.manager: Manager | None = None
        self.is_calm = False
        self._database: MemoryDatabase | None = None
        self._executor = VirtualExecutor(self.world)
        self._tick_at = -1.0
        self._power_fails = False

    def run(self) -> None:
        """From the first event to the last, or until something is wrong."""
        self._plan()
        world = self.world
        while not self.ledger.wrong and (world.events % LOOKS_AFTER or not self._is_over()):
            try:
                if not world.step():
                    self.ledger.say("nothing happens any more")
            except KilledError:
                self._manager_died()
            # A border: whatever production code lets out of a step is what this looks for.
            except Exception as error:  # noqa: BLE001
                self.ledger.say(f"{type(error).__name__}: {error}")
        if not self.ledger.wrong:
            self._end()

    def close(self) -> None:
        self._executor.shutdown()
        self.tables.close()

    # What is to happen.

    def _plan(self) -> None:
        world, chance, mishaps = self.world, self.world.chance, self.scene.mishaps
        self._start_manager()
        requests = [
            make_request(
                job_name(number),
                pieces,
                chance.choice(OWNERS),
                chance.choice((20, 50, 50, 80)),
                tuple(job_name(one) for one in self.scene.after.get(number, ())),
            )
            for number, pieces in enumerate(self.scene.jobs)
        ]
        self.truth.after.update((one.job_id, one.after) for one in requests if one.after)
        for start in range(0, len(requests), SUBMITTED_TOGETHER):
            part = tuple(requests[start : start + SUBMITTED_TOGETHER])
            world.at(chance.uniform(0.0, 60.0), partial(self.client.submit, part), "jobs are submitted")
        for worker in self.workers:
            world.at(chance.uniform(0.0, 30.0), worker.start, f"{worker.name} starts")
        several: tuple[tuple[int, Callable[[], None], str], ...] = (
            (mishaps.kills, self._kill_worker, "a worker is killed"),
            (mishaps.unseen_deaths, self._lose_worker, "a worker is gone with its computer"),
            (mishaps.freezes, self._freeze_worker, "a worker is frozen"),
            (mishaps.cuts, self._cut_worker_off, "a worker loses its link"),
            (mishaps.manager_kills, self._kill_manager, "the manager is to be killed"),
            (mishaps.outages, self._take_broker_away, "the broker is away"),
            (mishaps.wipes, self._wipe_broker, "the broker is wiped"),
            (mishaps.wishes, self._wish, "somebody has a wish"),
            (mishaps.drains, self._drain_worker, "a worker is to be drained"),
            (mishaps.full_disks, self._fill_disk, "a worker's disk is full"),
            (mishaps.power_cuts, self._cut_power, "the power is to fail at the manager's"),
        )
        busy = sum(self.scene.jobs) * PIECE_SECONDS / len(self.workers)
        for count, act, about in several:
            for _ in range(count):
                world.at(chance.uniform(10.0, min(STORM_SECONDS, 60.0 + 4 * busy)), act, about)
        for _ in range(mishaps.removals):
            world.at(chance.uniform(30.0, 1.5 * STORM_SECONDS), self._remove_job, "somebody tidies the list")
        world.at(STORM_SECONDS, self._calm, "the faults are over")
        self._revive()

    def _revive(self) -> None:
        """Workers that are gone come back after a while."""
        for worker in self.workers:
            if not worker.is_alive and (self.is_calm or self.world.chance.random() < 0.5):
                worker.start()
        self.world.at(60.0, self._revive, "workers that are gone come back")

    def _kill_worker(self) -> None:
        self.world.chance.choice(self.workers).die(is_seen=True)

    def _lose_worker(self) -> None:
        self.world.chance.choice(self.workers).die(is_seen=False)

    def _freeze_worker(self) -> None:
        chance = self.world.chance
        chance.choice(self.workers).freeze(chance.uniform(1.0, LONGEST_FREEZE))

    def _cut_worker_off(self) -> None:
        chance = self.world.chance
        chance.choice(self.workers).cut_off(chance.uniform(1.0, LONGEST_FREEZE))

    def _drain_worker(self) -> None:
        self.client.drain(self.world.chance.choice(self.workers).name)

    def _fill_disk(self) -> None:
        chance = self.world.chance
        chance.choice(self.workers).fill_disk(chance.uniform(1.0, LONGEST_FULL_DISK))

    def _kill_manager(self) -> None:
        if self._database is not None:
            self._database.commits_left = self.world.chance.randint(1, 8)
            self._database.dies_after_commit = self.world.chance.random() < 0.5

    def _cut_power(self) -> None:
        """The manager's computer goes out with one of the next commits, half of the time with the broker on it."""
        self._kill_manager()
        self._power_fails = self._database is not None

    def _take_broker_away(self) -> None:
        self.broker.is_down = True
        if self.manager is not None:
            self.manager.hold_reaper()
        self.world.at(self.world.chance.uniform(1.0, LONGEST_FREEZE), self._bring_broker_back, "the broker is back")

    def _bring_broker_back(self) -> None:
        self.broker.is_down = False
        if self.manager is not None:
            self.manager.rest_reaper()

    def _wipe_broker(self) -> None:
        self.broker.wipe()
        self._take_broker_away()

    def _wish(self) -> None:
        chance = self.world.chance
        job_id = job_name(chance.randrange(len(self.scene.jobs)))
        if job_id not in self.ledger.jobs:
            return
        action = chance.choice(WISHES)
        self.client.wish(action, job_id, value=chance.randrange(100) if action == "priority" else 0)
        if action == "pause":
            self.world.at(chance.uniform(1.0, 300.0), partial(self.client.wish, "resume", job_id), "and resumes it")

    def _remove_job(self) -> None:
        ended = [job_id for job_id, line in self.ledger.jobs.items() if line.state in ENDED]
        if ended:
            self.client.wish("remove", self.world.chance.choice(ended))

    def _calm(self) -> None:
        self.is_calm = True
        self.broker.disturbance = Disturbance()
        self.services.trouble = 0.0
        for name in EngineFaults.__slots__:
            setattr(self.engine_faults, name, 0.0)
        for worker in self.workers:
            worker.is_sick = False
        if self._database is not None:
            self._database.commits_left = None
        self._resume_all()

    def _resume_all(self) -> None:
        for job_id, line in self.ledger.jobs.items():
            if line.state == "paused":
                self.client.wish("resume", job_id)
        self.world.at(300.0, self._resume_all, "what is paused is resumed")

    # The manager.

    def _start_manager(self) -> None:
        if self.manager is not None:
            return
        self._database = database = MemoryDatabase(self.tables)
        self.ledger.may_repeat = True
        self.store = Store.over(database, self.world.clock)
        self._executor = VirtualExecutor(self.world)
        self.manager = Manager(
            self.store,
            self.broker,
            self.services,
            self.world.clock,
            self.settings,
            workers_end_with_me=False,
            executor=self._executor,
            own_thread=False,
        )
        self.manager.start()
        if self.broker.is_down:
            self.manager.hold_reaper()
        self._wake()

    def _manager_died(self) -> None:
        self.world.note("  the manager is killed")
        if self._power_fails:
            self.world.note("  the power has failed")
            self._power_fails = False
            self.ledger.power_failed(*self.tables.lose_power())
            if self.world.chance.random() < 0.5:
                self._take_broker_away()
        self.truth.withdrawn.clear()
        for queue in (REQUESTS, CLAIMS, RESULTS):
            self.broker.close_queue(queue)
        self._executor.shutdown()
        self.manager = self.store = self._database = None
        pause = self.world.chance.uniform(0.5, LONGEST_MANAGER_PAUSE)
        self.world.at(pause, self._start_manager, "a manager begins")

    def _handled(self, queue: str, deliveries: Sequence[Delivery]) -> None:
        if queue == CLAIMS:
            for delivery in deliveries:
                self._was_told(delivery.message)
        if queue in (REQUESTS, CLAIMS, RESULTS):
            self._wake()

    def _was_told(self, message: AnyMessage) -> None:
        """The manager has heard who claims, and who does not."""
        if isinstance(message, Claim):
            self.truth.withdrawn.discard((message.worker, message.boot))
        elif isinstance(message, Withdraw):
            self.truth.withdrawn.add((message.worker, message.boot))

    def _wake(self) -> None:
        """The scheduler looks soon: what comes meanwhile is seen by the same look."""
        self._tick_within(self.world.chance.uniform(0.5, SETTINGS.reap_seconds))

    def _tick_within(self, seconds: float) -> None:
        at = self.world.now + seconds
        if not self.world.now < self._tick_at <= at:
            self._tick_at = at
            self.world.at(seconds, partial(self._tick, at), "the scheduler looks")

    def _tick(self, at: float) -> None:
        if at != self._tick_at or self.manager is None:
            return
        self._tick_at = -1.0
        self.manager.tick(self.world.now)
        self._tick_within(SETTINGS.reap_seconds)

    def _present(self) -> frozenset[str]:
        return frozenset(self.manager.paces()) if self.manager is not None else frozenset()

    # The end.

    def _is_over(self) -> bool:
        if self.world.now > STORM_SECONDS + CALM_SECONDS:
            stuck = {name: line.state for name, line in self.ledger.jobs.items() if line.state not in ENDED}
            self.ledger.say(f"after all that time there are jobs that have not ended: {stuck}")
            return True
        known = len(self.ledger.jobs.keys() | self.ledger.left.keys())
        return known == len(self.scene.jobs) and not self.ledger.unended and self._is_quiet()

    def _is_quiet(self) -> bool:
        return (
            self.manager is not None
            and not self.broker.under_way
            and not self.client.waits
            and not self._executor.under_way
            and not self.ledger.live()
            and all(one.is_idle for one in self.workers)
        )

    def _end(self) -> None:
        ledger = self.ledger
        if self.manager is not None:
            self.manager.stop()
        if self.store is not None:
            if self.store.take_outbox():
                ledger.say("the manager has stopped with messages that were not sent")
            self.store.close()
        left = self.tables.raw.execute("SELECT count(*) FROM outbox").fetchone()[0]
        if left:
            ledger.say(f"{left} messages are left in the outbox")
        if ledger.announced != ledger.seq:
            ledger.say(f"{ledger.seq} events are stored, and {ledger.announced} were announced")
        for number, pieces in enumerate(self.scene.jobs):
            self._check_film(job_name(number), pieces)

    def _check_film(self, job_id: str, pieces: int) -> None:
        left, film = self.ledger.left.get(job_id), self.services.films.get(f"{job_id}.mp4")
        state = self.ledger.jobs[job_id].state if job_id in self.ledger.jobs else left
        frames = tuple(f"{job_id}/{frame}" for frame in range(2 * pieces))
        if state == "done" and film != frames:
            self.ledger.say(f"{job_id} is done, and its film is {film}")
        if state == "cancelled" and film is not None and left != "done":
            self.ledger.say(f"{job_id} is cancelled, and there is a film of it")
        if state == "done" and any(one == job_id for one, _ in self.scene.poison):
            self.ledger.say(f"{job_id} is done, though a piece of it cannot be drawn")


class _Faults(logging.Handler):
    """What production code took for a fault of its own, at one of its borders."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(logging.ERROR)
        self._ledger = ledger

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info:
            self._ledger.say(f"{record.getMessage()}: {record.exc_info[1]!r}")


@contextmanager
def _faults_of_ours(ledger: Ledger) -> Iterator[None]:
    """Nothing is logged meanwhile, and faults are told to the ledger. Garbage is collected when there is much of it."""
    handler = _Faults(ledger)
    loggers = [logging.getLogger(name) for name in ("app", "worker_agent")]
    before = [(one.level, one.propagate) for one in loggers]
    for one in loggers:
        one.setLevel(logging.ERROR)
        one.propagate = False
        one.addHandler(handler)
    threshold = gc.get_threshold()
    gc.set_threshold(50_000, 20, 100)
    try:
        with suppress(KilledError):
            yield
    finally:
        gc.set_threshold(*threshold)
        for one, (level, propagate) in zip(loggers, before, strict=True):
            one.removeHandler(handler)
            one.setLevel(level)
            one.propagate = propagate
