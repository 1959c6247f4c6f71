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

from tests.e2e.farm_programs import WORKERS
from tests.faults.disturbed_farm import Books, DisturbedFarm, film, read_books
from tests.faults.proxy import Way
from tests.faults.schedule import Fault, Kind, make_schedule
from tests.servers.rabbitmq import RabbitNode

FRAMES, FRAME_SECONDS = 40, 0.03
SHARE_BUSY = 0.5
"""What part of the campaign's time the films would keep the workers busy for if nothing happened."""

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
            *(f"WRONG: {one}" for one in self.wrong),
            "It stood." if self.stood else "It did not stand.",
        ]


class Disturber:
    """Makes the faults of a schedule happen to a farm, one by one, in the thread that calls `run`."""

    def __init__(self, farm: DisturbedFarm, verdict: Verdict, say: Say) -> None:
        self._farm, self._verdict, self._say = farm, verdict, say
        self._ends: list[tuple[float, int, Callable[[], object]]] = []
        self._numbers = itertools.count()

    def run(self, schedule: Sequence[Fault]) -> None:
        """Return when all have ended."""
        begun = time.monotonic()
        for fault in schedule:
            self._end_until(begun + fault.at)
            time.sleep(max(0.0, begun + fault.at - time.monotonic()))
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

    def _end_until(self, moment: float | None) -> None:
        """End what ends before that moment, at its time; or everything."""
        while self._ends and (moment is None or self._ends[0][0] <= moment):
            at, _, end = heapq.heappop(self._ends)
            time.sleep(max(0.0, at - time.monotonic()))
            end()

    def _begin(self, fault: Fault) -> Callable[[], object] | None:
        """Begin it; what ends it, or None when there was nothing to hit."""
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
            return farm.start_workers
        if fault.kind is Kind.KILL_MANAGER:
            farm.manager.kill()
            return farm.start_manager
        if fault.kind in (Kind.KILL_BROKER, Kind.WIPE_BROKER):
            farm.node.kill()
            return lambda: self._start_broker(wiped=fault.kind is Kind.WIPE_BROKER)
        pid = self._pid(fault)
        if pid is None:
            return None
        if fault.kind is Kind.KILL_WORKER:
            psutil.Process(pid).kill()
            return lambda: None
        freezing = ExitStack()
        freezing.enter_context(farm.frozen(pid))
        return freezing.close

    def _pid(self, fault: Fault) -> int | None:
        if fault.kind is Kind.FREEZE_BROKER:
            return self._farm.broker_pid()
        if fault.kind is Kind.FREEZE_MANAGER:
            return self._farm.manager.pid if self._farm.manager.exit_code is None else None
        with suppress(psutil.NoSuchProcess):
            seats = self._farm.seats()
            # Just now one may be starting again.
            if len(seats) == WORKERS:
                return int(seats[int(fault.target) - 1].pid)
        return None

    def _start_broker(self, *, wiped: bool) -> None:
        if wiped:
            self._farm.node.wipe()
        self._farm.node.start()
        if wiped:
            self._farm.set_up_broker()
        self._farm.node.settle()


def run_campaign(
    node: RabbitNode, folder: Path, seed: int, schedule: Sequence[Fault], *, films: int, say: Say = print
) -> Verdict:
    """Start a farm in `folder`, disturb it while it makes so many films, and compare them with an undisturbed one."""
    verdict = Verdict(seed, films)
    disks = any(fault.kind is Kind.FULL_DISK for fault in schedule)
    farm = DisturbedFarm(node, folder, small_disks=disks)
    begun = time.monotonic()
    with ExitStack() as ending:
        ending.callback(farm.free_disks)
        with ExitStack() as running:
            farm.start()
            running.callback(farm.close)
            with farm.person("ann") as ann:
                [calm] = ann.client.submit([film("calm", FRAMES, seconds=0.0)])
                [expected] = farm.films(ann, calm)
                batch = [film(f"film-{number:04d}", FRAMES, seconds=FRAME_SECONDS) for number in range(films)]
                jobs = ann.client.submit(batch)
                Disturber(farm, verdict, say).run(schedule)
                for link in farm.links.values():
                    link.heal()
                hashes = farm.films(ann, *jobs)
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

    One that cuts a worker off makes it draw on while others are granted its pieces: then there is no such bound.
    """
    costs = {Kind.KILL_WORKER: 1, Kind.FREEZE_WORKER: 1, Kind.KILL_NODE: WORKERS}
    if any(fault.kind not in costs for fault in faults):
        return []
    most = sum(costs[fault.kind] for fault in faults)
    return [f"{redone} pieces were drawn again after faults that may cost {most}"] if redone > most else []


def films_for(seconds: float) -> int:
    """How many films keep a farm busy for a campaign of that length."""
    return max(3, round(seconds * SHARE_BUSY * WORKERS / (FRAMES * FRAME_SECONDS)))


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
            verdict = run_campaign(node, Path(place) / "farm", seed, schedule, films=films_for(chosen.seconds))
        finally:
            node.close()
    print("\n".join(verdict.lines()))
    return 0 if verdict.stood else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
