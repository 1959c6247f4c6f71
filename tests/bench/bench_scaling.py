"""Deadlines by scaling, in simulated time: how often they are met, and what that costs beside a lower bound.

    python tests/bench/bench_scaling.py [SEEDS]

Each seed is a farm of its own: work for 4 to 40 hours of one worker comes at the beginning, and a deadline is set that
is 1.3 to 3 times as far away as it takes with all machines that may run. Machines boot in 1 to 4 minutes, which the
autoscaler has to learn; what it is told of the work is up to 20 % wrong, and its upper bound is 1.3 times that. The
real autoscaler decides, over a real store; nothing goes wrong with the provider (that is
`tests/unit/farm/scaling/test_scaling_simulated.py`), or, as a second row, what usually does.

The lower bound of the cost is the work alone at the cheapest price per worker: no boot, no idle second, nothing
divided badly. No schedule costs less. “With boots” adds what nobody can avoid who meets the deadline: the fewest
machines that can, each booting once, in the usual time.
"""

from __future__ import annotations

import logging
import math
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.core.fleet import ScalingPolicy
from tests.fakes.simulated_machines import CALM, Chances, SimMachine, World

SEEDS = 40
HOUR = 3600.0
NOON = 1_700_049_600.0
CALM_BUT_WRONG = replace(CALM, estimate_error=0.2)
USUAL_TROUBLE = Chances(
    away=0.05, never_boots=0.03, agent_dies_every=6 * HOUR, restart_every=2 * HOUR, estimate_error=0.2
)


@dataclass
class Result:
    """A seed: whether the deadline was met, how much earlier (a part of the time there was), and the cost."""

    met: bool
    spare: float
    dollars: float
    bound: float
    bound_with_boots: float


def simulate(folder: Path, seed: int, chances: Chances) -> Result:
    """One farm, until all is drawn and all machines are stopped."""
    chance = random.Random(f"deadline {seed}")
    workers = chance.choice([1, 2, 4, 8])
    price = chance.uniform(0.2, 1.0) * workers
    most = chance.randint(3, 12)
    machines = [SimMachine(f"m{n:02d}", "c7i", "ab"[n % 2], price, workers) for n in range(most + 2)]
    work = chance.uniform(4, 40) * HOUR
    quickest = work / (most * workers) + 300.0
    deadline = max(1500.0, quickest * chance.uniform(1.3, 3.0))
    policy = ScalingPolicy(enabled=True, maximum=most, deadline=NOON + deadline, idle_minutes=2.0)
    world = World(folder, seed, policy, machines, chances=chances, begin=NOON, work={0.0: work}, longest=20.0)
    try:
        world.run(int((deadline * 3 + 3 * HOUR) / 10), until_drawn=True)
        drawn, boot = world.drawn_at, sum(chances.boot) / 2
        fewest = math.ceil(work / workers / (deadline - boot))
        return Result(
            met=drawn is not None and drawn <= NOON + deadline,
            spare=1.0 - ((drawn or 1e18) - NOON) / deadline,
            dollars=sum(world.bills.values()),
            bound=work / HOUR * price / workers,
            bound_with_boots=(work / workers + fewest * boot) / HOUR * price,
        )
    finally:
        world.close()


def report(name: str, results: Sequence[Result]) -> None:
    """A row of the table."""
    met = sum(one.met for one in results) / len(results)
    costs = sorted(one.dollars / one.bound for one in results)
    spare = median(one.spare for one in results if one.met)
    print(
        f"{name:<28} {met:6.1%} {spare:10.1%} {median(costs):12.2f} {costs[int(0.9 * (len(costs) - 1))]:8.2f} "
        f"{sum(one.dollars for one in results) / sum(one.bound for one in results):8.2f} "
        f"{median(one.dollars / one.bound_with_boots for one in results):14.2f}"
    )


def main() -> None:
    """Print the table."""
    logging.disable(logging.CRITICAL)
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else SEEDS
    print(f"{seeds} farms; cost as a multiple of the lower bound (work alone, no boot, no idle second)")
    print(f"{'':<28} {'met':>6} {'spare':>10} {'cost median':>12} {'p90':>8} {'sum':>8} {'with boots':>14}")
    for name, chances in (("nothing goes wrong", CALM_BUT_WRONG), ("usual trouble", USUAL_TROUBLE)):
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            results = [simulate(Path(folder) / str(seed), seed, chances) for seed in range(seeds)]
        report(name, results)
        print(f"  ({time.monotonic() - begun:.0f} s)")


if __name__ == "__main__":
    main()
