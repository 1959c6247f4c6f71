"""The autoscaler through hours of simulated trouble: no cap exceeded, no swinging, no machine that nobody owns."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from app.core.fleet import ScalingPolicy, Schedule
from tests.fakes.simulated_machines import HOUR, Chances, SimMachine, World

TICKS = 500
EVERYDAY, ALL = 5, 100
_MIDNIGHT = 1_700_006_400.0
"""A midnight of UTC."""


def troubled(folder: Path, seed: int) -> World:
    """A farm of its own for each seed: machines, prices, policy, work and what goes wrong."""
    chance = random.Random(f"world {seed}")
    types = [("small", 0.4, 1), ("large", 1.7, 4), ("gpu", 3.1, 4)]
    machines = [
        SimMachine(f"m{number:02d}", *_kind(chance.choice(types), chance)) for number in range(chance.randint(3, 12))
    ]
    maximum = chance.randint(1, 10)
    begin = _MIDNIGHT + chance.choice([23, 5, 14]) * HOUR + chance.uniform(0, HOUR)
    start = int((begin // 60 + 20) % 1440)
    policy = ScalingPolicy(
        enabled=True,
        minimum=chance.choice([0, 0, 0, 1]),
        maximum=maximum,
        target_minutes=chance.uniform(8, 60),
        idle_minutes=chance.choice([1, 5, 10]),
        deadline=begin + chance.uniform(900, 5000) if chance.random() < 0.3 else 0.0,
        cost_per_hour=chance.choice([0.0, 0.5, 2.0, 5.0]),
        cost_per_day=chance.choice([0.0, 1.0, 3.0, 8.0]),
        keep_warm=chance.choice([0, 0, 1]),
        schedules=(Schedule(days=tuple(range(7)), start=start, stop=(start + 30) % 1440, minimum=1),)
        if chance.random() < 0.3
        else (),
    )
    work = {chance.uniform(0, 4000): chance.lognormvariate(7.5, 1.3) for _ in range(chance.randint(1, 6))}
    return World(folder, seed, policy, machines, chances=Chances(), begin=begin, work=work)


def _kind(kind: tuple[str, float, int], chance: random.Random) -> tuple[str, str, float, int]:
    name, price, workers = kind
    return name, chance.choice("ab"), price, workers


def check(folder: Path, seed: int) -> World:
    world = troubled(folder, seed)
    try:
        world.run(TICKS)
        policy = world.autoscaler.policy()
        for cap, spent in ((policy.cost_per_hour, world.worst_hour()), (policy.cost_per_day, world.worst_day())):
            assert not cap or spent <= cap, (seed, policy, spent)
        assert world.most_turns() <= 2, (seed, world.decisions)
        assert world.longest_unowned <= 600, (seed, world.longest_unowned)
        assert world.most_up <= policy.maximum, (seed, world.most_up, policy)
        told = world.autoscaler.activities(most=1000)
        assert all(one.why for one in told)
        assert [one.number for one in told] == sorted(one.number for one in told)
    finally:
        world.close()
    return world


def run_all(folder: Path, seeds: range) -> None:
    begun = time.monotonic()
    decisions = 0
    for seed in seeds:
        decisions += len(check(folder / str(seed), seed).decisions)
    print(f"{len(seeds)} farms, {TICKS} looks each: {decisions} decisions in {time.monotonic() - begun:.1f} s")
    assert decisions > 5 * len(seeds)


def test_no_cap_is_exceeded_nothing_swings_and_no_machine_is_left_alone(tmp_path: Path) -> None:
    run_all(tmp_path, range(EVERYDAY))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_same_for_many_farms(tmp_path: Path) -> None:
    run_all(tmp_path, range(EVERYDAY, ALL))
