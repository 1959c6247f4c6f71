"""Percent of ideal on an uneven fleet, in simulated time, beside a split that is fixed beforehand.

Run: `python tests/bench/bench_dispatch.py`. Ideal is what no way of dividing the work can beat: all workers busy all
the time, or the dearest frame on the quickest worker. One worker in ten has 0.35 of the others' speed; frames scatter,
and cost three times as much at a film's end as at its beginning.
"""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.core.jobs import EngineChoice
from tests.fakes.simulated_fleet import (
    Film,
    Fleet,
    drifting_film,
    farm_seconds,
    ideal_seconds,
    static_seconds,
    uneven_fleet,
)

SEEDS = 10


def one_film(frames: int, mean: float, engine: EngineChoice = EngineChoice.BUILTIN) -> Callable[[int], list[Film]]:
    """A film whose frames take so many seconds on average."""
    return lambda seed: [drifting_film("film", frames, mean, seed, engine)]


def batch(films: int, frames: int, mean: float) -> Callable[[int], list[Film]]:
    """Films of one batch."""
    return lambda seed: [drifting_film(f"f{n:03d}", frames, mean, seed * 1000 + n) for n in range(films)]


SCENES: dict[str, tuple[Callable[[int], list[Film]], Fleet, int]] = {
    "one film of 1500 frames of 1 s, 20 workers": (one_film(1500, 1.0), uneven_fleet(20), SEEDS),
    "one film of 1500 frames of 5 s, 20 workers": (one_film(1500, 5.0), uneven_fleet(20), SEEDS),
    "one film of 9000 frames of 1 s, 100 workers": (one_film(9000, 1.0), uneven_fleet(100), 3),
    "batch of 100 films of 150 frames of 0.2 s, 20 workers": (batch(100, 150, 0.2), uneven_fleet(20), 3),
    "After Effects (starts in 25 s), 1500 frames of 5 s, 20 workers": (
        one_film(1500, 5.0, EngineChoice.AERENDER),
        uneven_fleet(20, launch=25.0),
        SEEDS,
    ),
}


def percent(films: Sequence[Film], fleet: Fleet, seconds: Callable[[Sequence[Film], Fleet], float]) -> float:
    """Percent of ideal of a way of dividing the work."""
    return 100.0 * ideal_seconds(films, fleet) / seconds(films, fleet)


def measure(make: Callable[[int], list[Film]], fleet: Fleet, seeds: int) -> dict[str, float]:
    """Median and worst over the seeds, and the median of the fixed split."""
    farm = [percent(make(seed), fleet, farm_seconds) for seed in range(seeds)]
    static = [percent(make(seed), fleet, static_seconds) for seed in range(seeds)]
    found = {"median": statistics.median(farm), "worst": min(farm), "static split": statistics.median(static)}
    return {name: round(value, 1) for name, value in found.items()}


def main() -> None:
    """Measure and print."""
    for name, scene in SCENES.items():
        print(json.dumps({name: measure(*scene)}), flush=True)


if __name__ == "__main__":
    main()
