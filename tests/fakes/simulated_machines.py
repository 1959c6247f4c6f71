"""A fleet in simulated time with everything that goes wrong with machines, and a farm whose work they draw.

The autoscaler that is tried with it is the real one, over a real store. Nothing sleeps.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert

from app.core.errors import CapacityError, FleetAwayError, FleetError
from app.core.fleet import Instance, InstanceState, ScalingPolicy
from app.core.frames import FrameRange
from app.core.jobs import AssetRef, JobRequest
from app.core.messages import WorkerView
from app.core.ports import FleetOutcome
from app.core.states import TaskState, WorkerState
from app.farm.clock import ManualClock
from app.farm.scaling.autoscaler import Autoscaler, FarmSight
from app.farm.scaling.views import UP, Act, Decision, Load, Rule
from app.farm.store import Store, wishes
from app.farm.store.going import nodes_going
from app.farm.store.schema import attempt

TICK = 10.0
HOUR, DAY = 3600, 86400


@dataclass
class Chances:
    """How often what goes wrong. Seconds are means unless they are named otherwise."""

    away: float = 0.1
    outage_every: float = 1200.0
    outage_longest: float = 40.0
    no_room_every: float = 900.0
    no_room: float = 300.0
    never_boots: float = 0.08
    agent_dies_every: float = 3600.0
    restart_every: float = 1500.0
    boot: tuple[float, float] = (60.0, 240.0)
    estimate_error: float = 0.3


CALM = Chances(
    away=0.0,
    outage_every=1e12,
    no_room_every=1e12,
    never_boots=0.0,
    agent_dies_every=1e12,
    restart_every=1e12,
)


@dataclass
class SimMachine:
    """A machine, and the truth about it."""

    name: str
    type: str
    zone: str
    price: float
    workers: int
    state: InstanceState = InstanceState.STOPPED
    launched: float = 0.0
    ready_at: float = 0.0
    alive: bool = False
    dead: bool = False
    changes_at: float = 0.0
    chunks: list[float] = field(default_factory=list)

    @property
    def node(self) -> str:
        return f"n-{self.name}"


class World:
    """Machines, work, bills, and what must never be."""

    def __init__(
        self,
        folder: Path,
        seed: int,
        policy: ScalingPolicy,
        machines: Sequence[SimMachine],
        *,
        chances: Chances,
        begin: float,
        work: Mapping[float, float],
        longest: float = 20.0,
    ) -> None:
        """`work` are the seconds of one worker that come at times (seconds after the beginning)."""
        self.chance = random.Random(seed)
        self.chances = chances
        self.clock = ManualClock(begin)
        self.begin = begin
        self.machines = {one.name: one for one in machines}
        self.arrivals = sorted(work.items())
        self.left = 0.0
        self.longest = longest
        self.drawn_at: float | None = None
        self.bills: dict[int, float] = defaultdict(float)
        self.decisions: list[tuple[float, Decision]] = []
        self.longest_unowned = 0.0
        self.most_up = 0
        self._error = 1.0
        self._outage_until = self._no_outage = 0.0
        self._no_room: dict[tuple[str, str], float] = {}
        self._held: set[str] = set()
        self.store = Store.open(folder, clock=self.clock)
        self.store.apply(lambda change: wishes.submit_all(change, [_FILM]))
        self.autoscaler = self._manager()
        self.autoscaler.change_policy(policy, "cleo")

    def _manager(self) -> Autoscaler:
        return Autoscaler(self.store, SimFleet(self), self.clock, sight=self.sight, load=self.load)

    def run(self, ticks: int, *, until_drawn: bool = False) -> None:
        for _ in range(ticks):
            self._step()
            for decision in self.autoscaler.tick():
                self.decisions.append((self.clock.now(), decision))
            if until_drawn and self.drawn_at is not None and not any(one.state in UP for one in self.machines.values()):
                return

    def close(self) -> None:
        self.store.close()

    # What the autoscaler sees.

    def sight(self) -> FarmSight:
        views = [
            WorkerView(
                name=f"{one.node}.{number + 1}",
                boot="b",
                state=WorkerState.BUSY if number < len(one.chunks) else WorkerState.IDLE,
                engines=("builtin",),
                silent=0.0,
                node=one.node,
            )
            for one in self.machines.values()
            if one.alive
            for number in range(one.workers)
        ]
        return FarmSight(workers=tuple(views))

    def load(self) -> Load:
        whole = self.left + sum(sum(one.chunks) for one in self.machines.values())
        seen = whole * self._error
        return Load(expected=seen, p90=seen * 1.3, longest=self.longest if whole else 0.0)

    def is_away(self) -> bool:
        return self.clock.now() < self._outage_until or self.chance.random() < self.chances.away

    def has_room(self, one: SimMachine) -> bool:
        return self._no_room.get((one.type, one.zone), 0.0) <= self.clock.now()

    # Time.

    def _step(self) -> None:
        self._draw(TICK)
        self._bill(TICK)
        self.clock.advance(TICK)
        now = self.clock.now()
        self._let_things_go_wrong(now)
        for one in self.machines.values():
            self._change(one, now)
        self._work_comes(now)
        self._hand_out()
        self.most_up = max(self.most_up, sum(one.state in UP for one in self.machines.values()))

    def _rare(self, every: float) -> bool:
        return self.chance.random() < TICK / every

    def _let_things_go_wrong(self, now: float) -> None:
        chances = self.chances
        if self._rare(chances.outage_every) and now > self._no_outage:
            self._outage_until = now + self.chance.uniform(0, chances.outage_longest)
            self._no_outage = self._outage_until + 300.0
        for pool in sorted({(one.type, one.zone) for one in self.machines.values()}):
            if self._rare(chances.no_room_every):
                self._no_room[pool] = now + self.chance.expovariate(1 / chances.no_room)
        if self._rare(chances.restart_every):
            # The manager is killed, and another one goes on with its store.
            self.autoscaler = self._manager()
        self._error *= self.chance.lognormvariate(0.0, 0.02)
        self._error = min(1 + chances.estimate_error, max(1 - chances.estimate_error, self._error))

    def _change(self, one: SimMachine, now: float) -> None:
        if one.state is InstanceState.STARTING and now >= one.changes_at:
            one.state = InstanceState.RUNNING
        if one.state is InstanceState.STOPPING and now >= one.changes_at:
            one.state = InstanceState.STOPPED
        if one.state is InstanceState.RUNNING:
            if not one.alive and not one.dead and now >= one.ready_at:
                one.alive = True
            if one.alive and self._rare(self.chances.agent_dies_every):
                one.alive, one.dead, one.ready_at = False, True, now
                self._hand_back(one)
        if one.state in UP and not one.alive:
            # A machine that boots is owned by nobody yet; one whose agent died, not any more.
            silent_since = one.ready_at if one.dead and one.ready_at > one.launched else one.launched
            self.longest_unowned = max(self.longest_unowned, now - silent_since)

    def _hand_back(self, one: SimMachine) -> None:
        self.left += sum(one.chunks)
        one.chunks = []

    def _bill(self, seconds: float) -> None:
        for one in self.machines.values():
            if one.state in UP:
                self.bills[int(self.clock.now() // HOUR)] += seconds * one.price / HOUR

    def bill_stop(self, one: SimMachine) -> None:
        """Every run is billed for a minute at least."""
        missing = max(0.0, 60.0 - (self.clock.now() - one.launched))
        self.bills[int(self.clock.now() // HOUR)] += missing * one.price / HOUR

    def _draw(self, seconds: float) -> None:
        for one in self.machines.values():
            if one.alive:
                one.chunks = [left - seconds for left in one.chunks if left > seconds]

    def _work_comes(self, now: float) -> None:
        while self.arrivals and self.begin + self.arrivals[0][0] <= now:
            self.left += self.arrivals.pop(0)[1]
        if not self.arrivals and self.left <= 0 and not any(one.chunks for one in self.machines.values()):
            self.drawn_at = self.drawn_at or now

    def _hand_out(self) -> None:
        with self.store.read() as session:
            going = set(nodes_going(session))
        for one in self.machines.values():
            while one.alive and self.left > 0 and len(one.chunks) < one.workers and one.node not in going:
                chunk = min(self.left, self.chance.uniform(TICK, max(TICK, self.longest * 2)))
                one.chunks.append(chunk)
                self.left -= chunk
        self._keep_held()

    def _keep_held(self) -> None:
        """Running attempts in the store for those that hold something, as the manager has them."""
        held = {one.node for one in self.machines.values() if one.chunks}
        if held == self._held:
            return
        with self.store.change() as change:
            connection = change.session.connection
            for node in self._held - held:
                connection.execute(delete(attempt).where(attempt.c.worker == f"{node}.1"))
            for node in held - self._held:
                connection.execute(insert(attempt).values(_attempt(change.next_attempt(), node)))
        self._held = held

    # Verdicts.

    def worst_hour(self) -> float:
        return max(self.bills.values(), default=0.0)

    def worst_day(self) -> float:
        days: dict[int, float] = defaultdict(float)
        for hour, dollars in self.bills.items():
            days[hour // 24] += dollars
        return max(days.values(), default=0.0)

    def most_turns(self) -> int:
        """The most turns of direction within ten minutes, of what is decided by load."""
        turns: list[float] = []
        before: Act | None = None
        for at, one in self.decisions:
            up = one.act is Act.START and one.rule in (Rule.TARGET, Rule.DEADLINE)
            down = one.act is Act.STOP and one.rule is Rule.IDLE
            if up or down:
                if before is not None and before is not one.act:
                    turns.append(at)
                before = one.act
        return max((sum(at <= other <= at + 600 for other in turns) for at in turns), default=0)


_FILM = JobRequest(
    job_id="film",
    name="film",
    owner="ann",
    template=AssetRef(sha256="0" * 64, name="a.aepx", size=1),
    comp_id=1,
    comp_name="Main",
    frames=FrameRange(start=0, stop=1),
    output="film.mp4",
    preset="mp4",
)


def _attempt(number: int, node: str) -> dict[str, Any]:
    return {
        "id": number,
        "job_id": "film",
        "worker": f"{node}.1",
        "boot": "b",
        "claim_id": f"c{number}",
        "first": 0,
        "last": 0,
        "state": TaskState.RUNNING.value,
        "suspect": False,
        "granted": 0.0,
        "ended": 0.0,
        "infrastructure": False,
    }


class SimFleet:
    """The port over a world."""

    provider = "simulated"

    def __init__(self, world: World) -> None:
        self._world = world

    def describe(self) -> tuple[Instance, ...]:
        self._check()
        return tuple(
            Instance(
                instance_id=one.name,
                name=one.name,
                state=one.state,
                type=one.type,
                zone=one.zone,
                node=one.node,
                launched=one.launched,
                price=one.price,
            )
            for one in self._world.machines.values()
        )

    def start(self, instance_ids: Sequence[str]) -> tuple[FleetOutcome, ...]:
        self._check()
        return tuple(self._start(self._world.machines[one]) for one in instance_ids)

    def stop(self, instance_ids: Sequence[str], *, at_once: bool = False) -> tuple[FleetOutcome, ...]:
        self._check()
        return tuple(self._stop(self._world.machines[one]) for one in instance_ids)

    def mark(self, instance_ids: Sequence[str], tags: Mapping[str, str]) -> None:
        return None

    def close(self) -> None:
        return None

    def _check(self) -> None:
        if self._world.is_away():
            raise FleetAwayError("Request limit exceeded.")

    def _start(self, one: SimMachine) -> FleetOutcome:
        world = self._world
        if one.state is not InstanceState.STOPPED:
            return FleetOutcome(one.name, one.state, FleetError("It is not stopped."))
        if not world.has_room(one):
            return FleetOutcome(one.name, one.state, CapacityError(f"There is no {one.type} in {one.zone}."))
        now = world.clock.now()
        one.state, one.launched, one.alive, one.dead = InstanceState.STARTING, now, False, False
        one.changes_at = now + world.chance.uniform(10, 40)
        one.ready_at = now + world.chance.uniform(*world.chances.boot)
        if world.chance.random() < world.chances.never_boots:
            one.ready_at = float("inf")
        return FleetOutcome(one.name, one.state)

    def _stop(self, one: SimMachine) -> FleetOutcome:
        if one.state in UP:
            self._world.bill_stop(one)
            one.state = InstanceState.STOPPING
            one.changes_at = self._world.clock.now() + self._world.chance.uniform(10, 60)
            one.alive, one.dead = False, False
            self._world._hand_back(one)
        return FleetOutcome(one.name, one.state)
