"""What is learnt of jobs and workers from the pieces that they finish."""

from __future__ import annotations

import math
import random

import pytest

from app.farm.manager import paces
from app.farm.manager.paces import Paces
from app.farm.manager.sizing import CHUNK_SECONDS, chunk_length, tail_length
from app.farm.manager.waiting import Waiting


def test_jobs_and_workers_are_told_apart_although_only_products_are_seen() -> None:
    costs = {"light": 0.02, "usual": 0.5, "heavy": 8.0}
    speeds = {"quick": 0.5, "usual": 1.0, "slow": 3.0}
    chance = random.Random(1)
    known = Paces()
    for _ in range(300):
        job, worker = chance.choice(list(costs)), chance.choice(list(speeds))
        known.drawn(worker, job, costs[job] * speeds[worker] * chance.uniform(0.9, 1.1))
    for job, cost in costs.items():
        for worker, speed in speeds.items():
            expected = known.cost(job), known.pace(worker)
            assert expected[0] is not None and expected[1] is not None
            assert expected[0] * expected[1] == pytest.approx(cost * speed, rel=0.2)
    slow, quick = known.pace("slow"), known.pace("quick")
    assert slow is not None and quick is not None
    assert slow / quick == pytest.approx(6, rel=0.2)


def test_a_worker_that_draws_something_heavy_for_the_first_time_does_not_count_as_slow() -> None:
    known = Paces()
    known.drawn("a", "light", 0.1)
    known.drawn("b", "light", 0.1)
    known.drawn("a", "heavy", 60.0)
    assert known.pace("a") == pytest.approx(1.0) and known.cost("heavy") == pytest.approx(60.0)


@pytest.mark.parametrize("odd", [0.0, -1.0, math.inf, math.nan])
def test_what_cannot_be_a_time_teaches_nothing(odd: float) -> None:
    known = Paces()
    known.drawn("a", "j", odd)
    assert (known.cost("j"), known.pace("a")) == (None, None)


def test_the_oldest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paces, "MOST_KNOWN", 3)
    known = Paces()
    for number in range(5):
        known.drawn("w", f"j{number}", 1.0)
    assert [known.cost(f"j{number}") is None for number in range(5)] == [True, True, False, False, False]


def test_the_length_of_a_chunk_has_its_bounds() -> None:
    for left in (0, 1, 7, 1000):
        for share in (0.0, 0.01, 1.0):
            for seconds in (None, 0.001, 1.0, 500.0):
                for launch in (0.0, 25.0):
                    found = chunk_length(left=left, share=share, longest=16, piece_seconds=seconds, launch=launch)
                    assert 1 <= found <= 16
                    if seconds and not launch:
                        assert found * seconds <= max(CHUNK_SECONDS, seconds)


def test_a_tail_makes_the_end_come_earlier_or_is_not_taken() -> None:
    for held in (2, 3, 10):
        for own in (0.1, 1.0, 30.0):
            for launch in (0.0, 5.0):
                taken = tail_length(held=held, theirs=1.0, own=own, launch=launch)
                assert 0 <= taken < held
                if taken:
                    assert taken * own + launch < held


def test_lines_wait_from_when_they_are_passed_over_until_they_get_something() -> None:
    waiting = Waiting()
    assert waiting.seen([("ann", 50), ("bob", 50)], 100.0) == {("ann", 50): 0.0, ("bob", 50): 0.0}
    waiting.granted(("ann", 50), 110.0)
    waiting.granted(("nobody", 50), 110.0)
    assert waiting.seen([("ann", 50), ("bob", 50)], 130.0) == {("ann", 50): 20.0, ("bob", 50): 30.0}
    assert waiting.seen([("bob", 50)], 140.0) == {("bob", 50): 40.0}
    assert waiting.seen([("ann", 50), ("bob", 50)], 150.0) == {("ann", 50): 0.0, ("bob", 50): 50.0}
