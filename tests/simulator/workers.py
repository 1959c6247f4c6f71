"""Workers in virtual time: production protocol code, an engine that only takes time, and what goes wrong with both."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any

from app.core.errors import BrokerError, DiskFullError, EngineError, EngineLostError, FarmhandError, StorageError
from app.core.frames import FrameRange
from app.core.messages import AnyMessage, Drain, WorkerGone
from app.core.ports import RESULTS, Delivery, control_queue
from app.core.settings import Settings
from tests.simulator.broker import VirtualBroker
from tests.simulator.ledger import Truth
from tests.simulator.services import MemoryServices, make_manifest
from tests.simulator.world import World
from worker_agent.chunk import Chunk
from worker_agent.claiming import Claiming
from worker_agent.guards import Guards
from worker_agent.reports import Reports

SUPERVISOR_SECONDS = 5.0
"""A supervisor that could not report the end of its worker tries again so often."""


LOOK_SECONDS = 1.5
"""Workers look at their disks about so often."""

ROOM = 10**15
"""Free bytes on a disk that is not full."""

SICK = 0.5
"""How often the engine of a sick worker fails."""


class Poison(Enum):
    """What a piece that cannot be drawn does to who tries."""

    FAILS = "the engine fails"
    LOSES_ENGINE = "the engine is lost"
    KILLS = "the worker's process dies"


@dataclass(slots=True)
class EngineFaults:
    """How often, of the pieces drawn, what happens."""

    fails: float = 0.0
    loses_engine: float = 0.0
    fills_disk: float = 0.0
    dies_drawing: float = 0.0
    dies_before_report: float = 0.0


class _Engine:
    """What a chunk asks of its engine beside drawing."""

    name = "builtin"
    offers = ("builtin",)


_ENGINE: Any = _Engine()


class _Kept:
    """The folder of a worker's reports, which is there for its next run."""

    def __init__(self) -> None:
        self._reports: dict[int, AnyMessage] = {}
        self._next = 0

    def load(self) -> tuple[list[tuple[int, AnyMessage]], int]:
        return sorted(self._reports.items()), self._next

    def write(self, number: int, message: AnyMessage) -> None:
        self._reports[number] = message
        self._next = number + 1

    def delete(self, number: int) -> None:
        del self._reports[number]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all workers have in common. `faults` may change; `poison` has the pieces that cannot be drawn.

    `say` tells what is wrong.
    """

    world: World
    broker: VirtualBroker
    services: MemoryServices
    truth: Truth
    settings: Settings
    faults: EngineFaults
    poison: dict[tuple[str, int], Poison]
    say: Callable[[str], None]
    piece_seconds: float


class SimulatedWorker:
    """One worker over all its runs. `pace`: how many times as long as a usual one it takes."""

    def __init__(self, name: str, pace: float, around: Surroundings, *, is_sick: bool = False) -> None:
        self.name = name
        self.boot = ""
        self.is_sick = is_sick
        self._pace = pace
        self._around = around
        self._world = around.world
        self._runs = 0
        self._kept = _Kept()
        self._chunk: Chunk | None = None
        self._todo: deque[tuple[int, FrameRange]] = deque()
        self._postponed: list[Callable[[], None]] | None = None
        self._is_waiting_to_send = False
        self._claim_number = 0
        self._free = ROOM
        self._is_told_to_leave = False
        self._reports: Reports
        self._claiming: Claiming

    @property
    def is_alive(self) -> bool:
        return bool(self.boot)

    @property
    def is_idle(self) -> bool:
        """Whether it is there, holds nothing and has told everything."""
        return self.is_alive and self._chunk is None and not self._reports.are_waiting

    def start(self) -> None:
        """Begin a run, under a boot that there never was."""
        if self.boot:
            return
        self._runs += 1
        self.boot = f"b{self._runs}"
        around, world = self._around, self._world
        self._postponed = None
        self._is_waiting_to_send = False
        self._chunk = None
        self._is_told_to_leave = False
        self._reports = Reports(around.broker, sender=self.name, kept=self._kept, chance=world.chance)
        self._claiming = Claiming(
            self.name,
            self.boot,
            broker=around.broker,
            outbox=self._reports,
            offers=_ENGINE.offers,
            clock=world.clock,
            settings=around.settings,
            on_granted=self._granted,
            guards=Guards(world.clock, Path(), around.settings, free=lambda _: self._free, memory=lambda: 1.0),
            chance=world.chance,
        )
        if self.name not in around.broker.cut_off:
            around.broker.consume(control_queue(self.name, self.boot), self._hear)
        self._send()
        self._claim()

    def die(self, *, is_seen: bool) -> None:
        """The process ends. `is_seen`: its supervisor reports that, at once and until the broker has it."""
        if not self.boot:
            return
        self._world.note((" ", self.name, self.boot, "dies" if is_seen else "dies unseen"))
        self._around.truth.dead.add((self.name, self.boot))
        self._around.broker.close_queue(control_queue(self.name, self.boot))
        gone = WorkerGone(worker=self.name, boot=self.boot)
        self.boot = ""
        self._chunk = None
        if is_seen:
            self._report(gone)

    def freeze(self, seconds: float) -> None:
        """Stand still for so long; what is due meanwhile is done afterwards."""
        if not self.boot or self._postponed is not None:
            return
        self._postponed = []
        self._world.at(seconds, partial(self._thaw, self.boot), (self.name, "goes on"))

    def cut_off(self, seconds: float) -> None:
        """Be without a link for so long: nothing goes in or out, and drawing goes on."""
        broker = self._around.broker
        if not self.boot or self.name in broker.cut_off:
            return
        broker.cut_off.add(self.name)
        broker.close_queue(control_queue(self.name, self.boot))
        self._world.at(seconds, self.join_again, (self.name, "has its link again"))

    def join_again(self) -> None:
        """The link is there again, and so is the queue."""
        self._around.broker.cut_off.discard(self.name)
        if self.boot:
            self._around.broker.consume(control_queue(self.name, self.boot), self._hear)

    def fill_disk(self, seconds: float) -> None:
        """Have no room on the disk for so long: nothing is claimed meanwhile, and what is held is drawn."""
        if not self.boot or self._free != ROOM:
            return
        self._free = 1
        self._world.at(seconds, self._free_disk, (self.name, "has room on its disk again"))
        self._later(LOOK_SECONDS, self._look, "sees that its disk is full")

    def _free_disk(self) -> None:
        self._free = ROOM
        if self.boot:
            self._later(LOOK_SECONDS, self._look, "sees that there is room")

    def _look(self) -> None:
        """See whether work may be claimed, and say so when that has changed."""
        if self._chunk is None and not self._claiming.is_draining:
            self._renew(self._claim_number)

    def _thaw(self, boot: str) -> None:
        if self.boot != boot:
            return
        postponed, self._postponed = self._postponed or [], None
        for act in postponed:
            if self.boot == boot:
                act()

    def _report(self, gone: WorkerGone) -> None:
        try:
            self._around.broker.send(RESULTS, gone, sender=self.name)
        except BrokerError:
            self._world.at(SUPERVISOR_SECONDS, partial(self._report, gone), ("supervisor of", self.name))

    def _later(self, seconds: float, act: Callable[[], None], *about: object) -> None:
        """Let this run do something in so many seconds."""
        self._world.at(seconds, partial(self._when_able, self.boot, act), (self.name, *about))

    def _when_able(self, boot: str, act: Callable[[], None]) -> None:
        if boot != self.boot:
            return
        if self._postponed is not None:
            self._postponed.append(act)
        else:
            act()

    def _hear(self, delivery: Delivery) -> None:
        self._when_able(self.boot, partial(self._obey, delivery.message))

    def _obey(self, message: AnyMessage) -> None:
        self._is_told_to_leave = self._is_told_to_leave or isinstance(message, Drain)
        self._claiming.obey(message)
        self._send()
        if self._claiming.is_draining:
            self._later(LOOK_SECONDS, self._leave_when_idle, "sees that it is to leave")

    def _leave_when_idle(self) -> None:
        """End in order, as the manager wishes it. What the broker has not taken is told by the next run."""
        if self._chunk is not None:
            return
        self._world.note((" ", self.name, self.boot, "leaves"))
        self._claiming.forget()
        self._claiming.withdraw()
        self._around.broker.close_queue(control_queue(self.name, self.boot))
        self.boot = ""

    def _claim(self) -> None:
        if self._claiming.is_draining:
            self._leave_when_idle()
            return
        self._claim_number += 1
        self._claiming.begin()
        self._renew(self._claim_number)

    def _renew(self, number: int) -> None:
        if number == self._claim_number and self._chunk is None:
            at = self._claiming.renew()
            self._later(max(0.01, at - self._world.now), partial(self._renew, number), "renews its claim")

    def _send(self) -> None:
        if self._is_waiting_to_send:
            return
        while self._reports.are_waiting:
            pause = self._reports.send_next()
            if pause:
                self._is_waiting_to_send = True
                self._later(pause, self._send_again, "tries its report again")
                return

    def _send_again(self) -> None:
        self._is_waiting_to_send = False
        self._send()

    def _granted(self, chunk: Chunk) -> None:
        if self._is_told_to_leave:
            self._around.say(f"{self.name} was told to leave, and begins attempt {chunk.grant.attempt}")
        self._chunk = chunk
        plan = self._around.services.plans.get(chunk.grant.job_id)
        try:
            if plan is None:
                raise StorageError("The plan is not there.")
            self._todo = deque(chunk.begin(plan, _ENGINE).pieces)
        except FarmhandError as error:
            self._end(error)
            return
        self._beat(chunk)
        self._draw()

    def _beat(self, chunk: Chunk) -> None:
        if self._chunk is chunk:
            self._claiming.beat()
            self._later(self._around.settings.beat_seconds, partial(self._beat, chunk), "beats")

    def _draw(self) -> None:
        chunk = self._chunk
        if chunk is None:
            return
        while self._todo and not chunk.control.wants(self._todo[0][0]):
            self._todo.popleft()
        if not self._todo:
            self._end(None)
            return
        seconds = self._around.piece_seconds * self._pace * self._world.chance.uniform(0.7, 1.3)
        grant, piece = chunk.grant, self._todo[0][0]
        what = ("has piece", piece, "of", grant.job_id, "by attempt", grant.attempt)
        self._later(seconds, partial(self._drawn, chunk, seconds), *what)

    def _drawn(self, chunk: Chunk, seconds: float) -> None:
        if self._chunk is not chunk:
            return
        if chunk.control.stopped:
            self._end(None)
            return
        number, frames = self._todo[0]
        faults, chance = self._around.faults, self._world.chance
        poison = self._around.poison.get((chunk.grant.job_id, number))
        if poison is Poison.KILLS or chance.random() < faults.dies_drawing:
            self.die(is_seen=True)
            return
        error = self._error(poison)
        if error is not None:
            self._end(error)
            return
        self._todo.popleft()
        for frame in frames:
            chunk.frame_drawn(number, frame)
        manifest = make_manifest(chunk.grant.job_id, number, frames, chunk.grant.attempt, seconds)
        self._around.services.keep(manifest)
        if chance.random() < faults.dies_before_report:
            self.die(is_seen=True)
            return
        chunk.piece_done(manifest)
        self._send()
        self._draw()

    def _error(self, poison: Poison | None) -> FarmhandError | None:
        faults, roll = self._around.faults, self._world.chance.random
        if poison is Poison.FAILS or roll() < (SICK if self.is_sick else faults.fails):
            return EngineError("The engine failed.")
        if poison is Poison.LOSES_ENGINE or roll() < faults.loses_engine:
            return EngineLostError("The engine was lost.")
        return DiskFullError("The disk is full.") if roll() < faults.fills_disk else None

    def _end(self, error: FarmhandError | None) -> None:
        chunk = self._chunk
        if chunk is None:
            return
        self._chunk = None
        sound = chunk.end(error)
        if error is not None:
            attempt = (chunk.grant.attempt, self.name, self.boot)
            self._around.truth.failed[attempt] = (type(error).__name__, not sound)
        pause = self._claiming.ended(chunk, sound=sound)
        self._send()
        # Never at once: what has just come in is heard first.
        self._later(max(0.01, pause), self._claim, "claims")
