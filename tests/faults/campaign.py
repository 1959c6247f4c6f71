"""Runs a farm through the faults of a seed while it renders a batch, and says whether it stood.

`python -m tests.faults.campaign [--seed N] [--seconds S] [--list]`; the same seed is the same schedule again.
"""

from __future__ import annotations

import argparse
import heapq
import itertools
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.e2e.farm_programs import FILMS_SECONDS, WORKERS
from tests.faults.calls import CallFaults, compile_library, missing
from tests.faults.disturbed_farm import Books, DisturbedFarm, film, read_books
from tests.faults.points import MANAGER, POINTS, WORKER, point_rule
from tests.faults.proxy import Way
from tests.faults.schedule import Fault, Kind, make_schedule
from tests.faults.upkeep import STEADY_SECONDS, Course, Upkeep
from tests.servers.rabbitmq import RabbitNode

FRAMES, FRAME_SECONDS = 40, 0.03
SHARE_BUSY = 0.5
"""What part of the campaign's time the films would keep the workers busy for if nothing happened."""

SETTLE_SECONDS = 3.0
"""How long after the last fault a program may still end of it."""

LOOK_SECONDS = 0.5

Say = Callable[[str], object]


@dataclass(slots=True)
class Verdict:
    """How a campaign ended. `done` faults happened; `skipped` ones could not be made here, or had nobody to hit."""

    seed: int
    films: int
    seconds: float = 0.0
    done: list[Fault] = field(default_factory=list)
    skipped: list[Fault] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    books: Books | None = None
    courses: list[Course] = field(default_factory=list)

    @property
    def stood(self) -> bool:
        """Whether everything is as if nothing had happened."""
        return not self.wrong

    def lines(self) -> list[str]:
        """The verdict for people."""
        counts = Counter(fault.kind.value for fault in self.done)
        told = ", ".join(f"{kind} {count}" for kind, count in sorted(counts.items()))
        books = self.books
        pieces = f"{books.pieces} pieces, {books.redone} drawn twice" if books is not None else "no books"
        return [
            f"seed {self.seed}: {len(self.done)} faults in {self.seconds:.0f} s ({told})",
            f"{self.films} films, {pieces}; {len(self.skipped)} faults had nothing to hit",
            *map(str, self.courses),
            *(f"WRONG: {one}" for one in self.wrong),
            "It stood." if self.stood else "It did not stand.",
        ]


class Disturber:
    """Makes the faults of a schedule happen to a farm, one by one, in the thread that calls `run`.

    Programs that end by themselves meanwhile, as their disk is bad, are started again, as services are.
    """

    def __init__(self, farm: DisturbedFarm, verdict: Verdict, say: Say) -> None:
        self._farm, self._verdict, self._say = farm, verdict, say
        self._ends: list[tuple[float, int, Callable[[], object]]] = []
        self._numbers = itertools.count()
        self._down: set[str] = set()

    def run(self, schedule: Sequence[Fault]) -> None:
        """Return when all have ended."""
        begun = time.monotonic()
        for fault in schedule:
            self._end_until(begun + fault.at)
            self._rest(begun + fault.at)
            end = self._begin(fault)
            late = time.monotonic() - begun
            if end is None:
                self._verdict.skipped.append(fault)
                self._say(f"{late:7.1f} s  (skipped) {fault}")
                continue
            self._verdict.done.append(fault)
            self._say(f"{late:7.1f} s  {fault}")
            heapq.heappush(self._ends, (time.monotonic() + fault.seconds, next(self._numbers), end))
        self._end_until(None)
        self._rest(time.monotonic() + SETTLE_SECONDS)

    def _rest(self, until: float) -> None:
        """Wait until then, and start what has ended."""
        while True:
            self._farm.start_missing(but=self._down)
            left = until - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(left, LOOK_SECONDS))

    def _end_until(self, moment: float | None) -> None:
        """End what ends before that moment, at its time; or everything."""
        while self._ends and (moment is None or self._ends[0][0] <= moment):
            at, _, end = heapq.heappop(self._ends)
            self._rest(at)
            end()

    def _begin(self, fault: Fault) -> Callable[[], object] | None:
        """Begin it; what ends it, or None when there was nothing to hit."""
        if fault.kind in (Kind.BAD_DISK, Kind.KILL_AT, Kind.STOP_AT):
            return self._disturb_calls(fault, self._farm.calls) if self._farm.calls is not None else None
        if fault.target in self._farm.links and fault.kind not in (Kind.FULL_DISK, Kind.CLOCK):
            return self._disturb_link(fault)
        if fault.kind is Kind.FULL_DISK:
            if fault.target not in self._farm.disks:
                return None
            self._farm.fill_disk(fault.target)
            return lambda: self._farm.empty_disk(fault.target)
        if fault.kind is Kind.CLOCK:
            self._farm.set_clock_ahead(fault.amount)
            return lambda: self._farm.set_clock_ahead(0.0)
        return self._disturb_process(fault)

    def _disturb_calls(self, fault: Fault, calls: CallFaults) -> Callable[[], object]:
        if fault.kind is Kind.BAD_DISK:
            rules = self._farm.bad_disk(fault.target, fault.amount, seed=self._verdict.seed)
        else:
            rules = [point_rule(self._farm.folder, fault.target, int(fault.amount), stops=fault.kind is Kind.STOP_AT)]
            self._down.add(POINTS[fault.target].who)
        places = [calls.arm(rule) for rule in rules]

        def end() -> None:
            for place in places:
                calls.disarm(place)
            hits = sum(calls.hits(place) for place in places)
            self._say(f"           {fault.kind} {fault.target}: {hits} calls were hit")
            if not hits:
                # Nobody came by.
                self._verdict.done.remove(fault)
                self._verdict.skipped.append(fault)
            elif fault.kind is Kind.STOP_AT:
                with suppress(psutil.NoSuchProcess):
                    psutil.Process(calls.pid(places[0])).resume()
            if fault.kind is not Kind.BAD_DISK:
                self._down.discard(POINTS[fault.target].who)

        return end

    def _disturb_link(self, fault: Fault) -> Callable[[], object]:
        link = self._farm.links[fault.target]
        act: dict[Kind, Callable[[], object]] = {
            Kind.DELAY: lambda: link.change(delay=fault.amount, jitter=fault.amount),
            Kind.DRIP: lambda: link.change(bytes_per_second=int(fault.amount)),
            Kind.CUT_MID_FRAME: lambda: link.cut_after(int(fault.amount), reset=int(fault.amount) % 2 == 0),
            Kind.RESET: link.reset,
            Kind.HALF_OPEN_UP: lambda: link.change(Way.UP, swallowed=True),
            Kind.HALF_OPEN_DOWN: lambda: link.change(Way.DOWN, swallowed=True),
            Kind.BLACK_HOLE: link.black_hole,
        }
        act[fault.kind]()
        # A cut comes once so many bytes have passed, and needs no end.
        return link.heal if fault.seconds else lambda: None

    def _disturb_process(self, fault: Fault) -> Callable[[], object] | None:
        farm = self._farm
        if fault.kind is Kind.KILL_NODE:
            farm.workers.kill()
            self._down.add(WORKER)
            return lambda: self._down.discard(WORKER)
        if fault.kind is Kind.KILL_MANAGER:
            farm.manager.kill()
            self._down.add(MANAGER)
            return lambda: self._down.discard(MANAGER)
        if fault.kind in (Kind.KILL_BROKER, Kind.WIPE_BROKER):
            farm.node.kill()
            return lambda: self._start_broker(wiped=fault.kind is Kind.WIPE_BROKER)
        pid = self._pid(fault)
        if pid is None:
            return None
        freezing = ExitStack()
        try:
            if fault.kind is Kind.KILL_WORKER:
                psutil.Process(pid).kill()
            else:
                freezing.enter_context(farm.frozen(pid))
        except psutil.NoSuchProcess:
            # It has ended just now, by another fault.
            return None
        return freezing.close

    def _pid(self, fault: Fault) -> int | None:
        if fault.kind is Kind.FREEZE_BROKER:
            return self._farm.broker_pid()
        if fault.kind is Kind.FREEZE_MANAGER:
            return self._farm.manager.pid if self._farm.manager.exit_code is None else None
        with suppress(psutil.NoSuchProcess):
            for seat in self._farm.seats():
                if seat.cmdline()[-2].endswith(f".{fault.target}"):
                    return int(seat.pid)
        # Just now it may be starting again.
        return None

    def _start_broker(self, *, wiped: bool) -> None:
        if wiped:
            self._farm.node.wipe()
        self._farm.node.start()
        if wiped:
            self._farm.set_up_broker()
        self._farm.node.settle()


def run_campaign(
    node: RabbitNode,
    folder: Path,
    seed: int,
    schedule: Sequence[Fault],
    *,
    films: int,
    workers: int = WORKERS,
    calls: CallFaults | None = None,
    say: Say = print,
) -> Verdict:
    """Start a farm in `folder`, disturb it while it makes so many films, and compare them with an undisturbed one.

    Without `calls`, no system call fails: such faults are skipped.
    """
    verdict = Verdict(seed, films)
    disks = any(fault.kind is Kind.FULL_DISK for fault in schedule)
    farm = DisturbedFarm(node, folder, small_disks=disks, calls=calls, workers=workers)
    begun = time.monotonic()
    with ExitStack() as ending:
        ending.callback(farm.free_disks)
        with ExitStack() as running:
            farm.start()
            running.callback(farm.close)
            upkeep = Upkeep(farm.pids, farm.scratch())
            running.callback(upkeep.close)
            with farm.person("ann") as ann:
                [calm] = ann.client.submit([film("calm", FRAMES, seconds=0.0)])
                [expected] = farm.films(ann, calm)
                batch = [film(f"film-{number:04d}", FRAMES, seconds=FRAME_SECONDS) for number in range(films)]
                jobs = ann.client.submit(batch)
                Disturber(farm, verdict, say).run(schedule)
                for link in farm.links.values():
                    link.heal()
                # What faults took from the farm, it may take once more; where little is to do, that is not much.
                hashes = farm.films(ann, *jobs, seconds=FILMS_SECONDS + (schedule[-1].at if schedule else 0.0))
        verdict.courses = upkeep.courses()
        if upkeep.samples[-1].at - upkeep.samples[0].at >= STEADY_SECONDS:
            verdict.wrong += [one for course in verdict.courses for one in course.wrong()]
        different = sum(one != expected for one in hashes)
        if different:
            verdict.wrong.append(f"{different} of {films} films differ from the undisturbed one")
        verdict.books = read_books(farm, (calm, *jobs))
        verdict.wrong += [*verdict.books.wrong, *farm.leftovers()]
        verdict.wrong += too_much_redone(verdict.books.redone, verdict.done)
    verdict.seconds = time.monotonic() - begun
    return verdict


def too_much_redone(redone: int, faults: Sequence[Fault]) -> list[str]:
    """A fault that hits workers may cost each of them the piece in work, and no more.

    One that stood still may have begun the next one before it is told what others were granted meanwhile. A fault that
    cuts a worker off makes it draw on while others are granted its pieces: then there is no such bound.
    """
    costs = {Kind.KILL_WORKER: 1, Kind.FREEZE_WORKER: 2, Kind.KILL_NODE: WORKERS, Kind.KILL_MANAGER: 0}
    if any(fault.kind not in (*costs, Kind.KILL_AT) for fault in faults):
        return []
    most = sum(_kill_costs(fault) if fault.kind is Kind.KILL_AT else costs[fault.kind] for fault in faults)
    return [f"{redone} pieces were drawn again after faults that may cost {most}"] if redone > most else []


def _kill_costs(fault: Fault) -> int:
    return 0 if POINTS[fault.target].who == MANAGER else 1


def films_for(seconds: float, workers: int = WORKERS) -> int:
    """How many films keep a farm busy for a campaign of that length."""
    return max(3, round(seconds * SHARE_BUSY * workers / (FRAMES * FRAME_SECONDS)))


def main(words: Sequence[str]) -> int:
    """The command line; 1 when the farm did not stand."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.campaign", description=__doc__)
    parser.add_argument("--seed", type=int, default=None, help="of the schedule; by default any")
    parser.add_argument("--seconds", type=float, default=60.0, help="within which faults begin (60)")
    parser.add_argument("--list", action="store_true", help="show the schedule only")
    chosen = parser.parse_args(words)
    seed = random.SystemRandom().randrange(1_000_000) if chosen.seed is None else chosen.seed
    schedule = make_schedule(seed, chosen.seconds)
    print(f"seed {seed}, {len(schedule)} faults within {chosen.seconds:g} s")
    if chosen.list:
        print("\n".join(map(str, schedule)))
        return 0
    with tempfile.TemporaryDirectory(prefix="farmhand-faults-") as place:
        broker = Path(place) / "rabbitmq"
        broker.mkdir()
        node = RabbitNode(broker)
        node.start()
        try:
            (Path(place) / "farm").mkdir()
            calls = None if missing() else CallFaults(Path(place), compile_library(Path(place)))
            films = films_for(chosen.seconds)
            verdict = run_campaign(node, Path(place) / "farm", seed, schedule, films=films, calls=calls)
        finally:
            node.close()
    print("\n".join(verdict.lines()))
    return 0 if verdict.stood else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
