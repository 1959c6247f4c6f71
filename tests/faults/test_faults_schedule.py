"""Schedules of faults: the same from the same seed, and such that a farm can bear them."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from tests.faults.campaign import too_much_redone
from tests.faults.schedule import FIRST_SECONDS, Fault, Kind, make_schedule
from tests.faults.upkeep import Sample, courses


def test_schedule_is_decided_by_its_seed() -> None:
    assert make_schedule(7, 600) == make_schedule(7, 600) != make_schedule(8, 600)
    # What a short campaign does is how a longer one begins.
    short = make_schedule(7, 60)
    assert make_schedule(7, 600)[: len(short)] == short
    # A seed that somebody wrote down stays worth something.
    kill, silence = Fault(2.0, Kind.KILL_NODE, "", 0.77), Fault(4.8, Kind.HALF_OPEN_DOWN, "boss", 4.6)
    assert make_schedule(1, 6) == (kill, silence)


def test_schedule_has_every_kind_and_leaves_time_between() -> None:
    found = make_schedule(3, 3600)
    assert set(Counter(fault.kind for fault in found)) == set(Kind)
    assert found[0].at >= FIRST_SECONDS and found[-1].at < 3600
    assert all(later.at - earlier.at >= 0.99 for earlier, later in pairwise(found))
    lasting: dict[str, float] = {}
    for fault in found:
        if fault.kind in (Kind.KILL_BROKER, Kind.WIPE_BROKER, Kind.FREEZE_BROKER):
            assert lasting.get("broker", 0.0) <= fault.at
            lasting["broker"] = fault.at + fault.seconds


@pytest.mark.parametrize(
    ("redone", "kinds", "is_wrong"),
    [
        (2, [Kind.KILL_WORKER, Kind.KILL_WORKER], False),
        (3, [Kind.KILL_WORKER, Kind.KILL_WORKER], True),
        (2, [Kind.FREEZE_WORKER], False),
        (3, [Kind.FREEZE_WORKER], True),
        (2, [Kind.KILL_NODE], False),
        (1, [Kind.KILL_WORKER, Kind.BLACK_HOLE], False),
        (50, [Kind.BLACK_HOLE], False),
        (1, [], True),
    ],
)
def test_pieces_may_be_drawn_again_once_for_each_kill(redone: int, kinds: list[Kind], is_wrong: bool) -> None:
    assert bool(too_much_redone(redone, [Fault(0.0, kind) for kind in kinds])) is is_wrong


def grown(memory: int, files: int) -> list[str]:
    """What is wrong with a program that takes so much more from the middle of a hundred seconds on."""
    samples = [
        Sample(
            float(at), "manager", float(at), 100_000_000 + (memory if at > 60 else 0), 30 + (files if at > 60 else 0)
        )
        for at in range(100)
    ]
    # A young one still loads what it needs.
    samples += [Sample(99.5, "manager", 1.0, 900_000_000, 90)]
    [course] = courses(samples)
    assert course.memory[:2] == (100_000_000, 100_000_000)
    return course.wrong()


def test_upkeep_that_grows_is_wrong() -> None:
    assert grown(4_900_000, 3) == []
    assert grown(5_100_000, 0) == ["manager: 100.0 → 100.0 → 105.1 MB, 30 → 30 → 30 files: its memory grows"]
    assert grown(-50_000_000, 4) == ["manager: 100.0 → 100.0 → 50.0 MB, 30 → 30 → 34 files: its files grow"]
    assert courses([]) == []
