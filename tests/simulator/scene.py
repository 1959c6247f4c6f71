"""What a seed stands for: the jobs, the workers, and which faults there are how often."""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.simulator.broker import Disturbance
from tests.simulator.workers import EngineFaults, Poison

BROKER = Disturbance(lost=0.2, doubled=0.2, late=0.2, overtaken=0.2)

PIECE_SECONDS = 10.0
MOST_PIECES = 40
"""Jobs are small, as films in batches are; there are the more of them."""

SUBMITTED_TOGETHER = 10
"""So many jobs are submitted with one request."""

STORM_SECONDS = 600.0
"""So long there are faults. What is not done then has to be done without them."""

CALM_SECONDS = 4 * 3600.0
"""In this time at most."""


@dataclass(frozen=True, slots=True)
class Mishaps:
    """How many there are of each kind while the storm lasts."""

    kills: int
    unseen_deaths: int
    freezes: int
    cuts: int
    manager_kills: int
    outages: int
    wipes: int
    wishes: int
    removals: int
    drains: int
    full_disks: int
    power_cuts: int


@dataclass(frozen=True, slots=True)
class Scene:
    """A run of the simulator. `jobs`: how many pieces each has; `after`: for which others jobs wait, by number; `paces`
    and `sick` are of workers, by number.

    Engines of sick workers fail again and again while the storm lasts. `troubles`: how often storage refuses a task.
    """

    jobs: tuple[int, ...]
    after: dict[int, tuple[int, ...]]
    paces: tuple[float, ...]
    sick: frozenset[int]
    mishaps: Mishaps
    engine: EngineFaults
    troubles: float
    poison: dict[tuple[str, int], Poison]


def job_name(number: int) -> str:
    return f"j{number:04d}"


def make_scene(seed: int, workers: int, pieces: int) -> Scene:
    """The scene of a seed. Each has some kinds of faults only, so that none hides what another one would show."""
    chance = random.Random(f"scene {seed} {workers} {pieces}")
    jobs: list[int] = []
    while sum(jobs) < pieces:
        jobs.append(min(pieces - sum(jobs), chance.randint(1, MOST_PIECES)))
    return Scene(
        jobs=tuple(jobs),
        after=_after(chance, len(jobs)),
        paces=tuple(chance.choice((0.7, 1.0, 1.0, 1.3, 3.0)) for _ in range(workers)),
        sick=frozenset(chance.sample(range(workers), min(workers, _some(chance, max(1, workers // 8))))),
        mishaps=Mishaps(
            kills=_some(chance, workers // 5),
            unseen_deaths=_some(chance, workers // 8),
            freezes=_some(chance, workers // 4),
            cuts=_some(chance, workers // 4),
            manager_kills=_some(chance, 6),
            outages=_some(chance, 2),
            wipes=_some(chance, 2),
            wishes=_some(chance, len(jobs)),
            removals=_some(chance, len(jobs) // 2),
            drains=_some(chance, workers // 5),
            full_disks=_some(chance, workers // 2),
            power_cuts=_some(chance, 4),
        ),
        engine=EngineFaults(
            fails=_some_part(chance, 0.03),
            loses_engine=_some_part(chance, 0.02),
            fills_disk=_some_part(chance, 0.04),
            dies_drawing=_some_part(chance, 0.01),
            dies_before_report=_some_part(chance, 0.01),
        ),
        troubles=_some_part(chance, 0.15),
        poison=_poison(chance, jobs),
    )


def _some(chance: random.Random, most: int) -> int:
    return chance.randint(1, max(1, most)) if chance.random() < 0.6 else 0


def _some_part(chance: random.Random, most: float) -> float:
    return chance.uniform(0.0, most) if chance.random() < 0.5 else 0.0


def _after(chance: random.Random, jobs: int) -> dict[int, tuple[int, ...]]:
    """In some scenes, a part of the jobs waits for others that are submitted with them."""
    part = _some_part(chance, 0.5)
    found: dict[int, tuple[int, ...]] = {}
    for number in range(jobs):
        before = range(number - number % SUBMITTED_TOGETHER, number)
        if before and chance.random() < part:
            found[number] = tuple(sorted(chance.sample(before, min(len(before), chance.randint(1, 3)))))
    return found


def _poison(chance: random.Random, jobs: list[int]) -> dict[tuple[str, int], Poison]:
    kinds = list(Poison)
    return {
        (job_name(number), chance.randrange(pieces)): chance.choice(kinds)
        for number, pieces in enumerate(jobs)
        if chance.random() < 0.08
    }
