"""A whole farm under faults of one kind, and of all kinds: every film is the undisturbed one, every piece counts once.

Each test is a schedule of the campaign; its number is that of the list in docs/testing.md.
"""

from __future__ import annotations

import random
import time
from contextlib import suppress
from pathlib import Path

import pytest

from app.core.errors import FarmhandError
from tests.faults.calls import CallFaults
from tests.faults.campaign import Verdict, films_for, run_campaign
from tests.faults.disturbed_farm import DisturbedFarm, film, read_books
from tests.faults.schedule import Fault, Kind, make_schedule
from tests.servers.rabbitmq import RabbitNode

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

SEEDS = (1, 5)
CAMPAIGN_SECONDS = 60.0


def disturbed(node: RabbitNode, folder: Path, *faults: Fault) -> Verdict:
    """Run a farm through these faults; fail with all that is wrong in the end."""
    farm = folder / "farm"
    farm.mkdir()
    last = max(fault.at + fault.seconds for fault in faults)
    verdict = run_campaign(node, farm, 0, faults, films=films_for(last + 4.0))
    print("\n".join(verdict.lines()))
    assert verdict.stood, verdict.lines()
    assert verdict.skipped == []
    return verdict


def each(kind: Kind, targets: str, *, every: float, seconds: float = 0.0, amount: float = 0.0) -> list[Fault]:
    """One fault after another, of these targets in turn."""
    return [
        Fault(2.0 + number * every, kind, target, seconds, amount) for number, target in enumerate(targets.split(","))
    ]


def test_01_workers_are_killed_one_after_another(rabbit_node: RabbitNode, tmp_path: Path) -> None:
    workers = 6
    kills = [Fault(2.0 + 2.5 * number, Kind.KILL_WORKER, str(1 + number % workers)) for number in range(24)]
    farm = tmp_path / "farm"
    farm.mkdir()
    verdict = run_campaign(rabbit_node, farm, 1, kills, films=films_for(64.0, workers), workers=workers)
    print("\n".join(verdict.lines()))
    # That no more than one piece is drawn again for each kill is part of standing. One may just be starting.
    assert verdict.stood, verdict.lines()
    assert len(verdict.done) >= 20


def test_02_workers_stand_still_and_come_back(rabbit_node: RabbitNode, tmp_path: Path) -> None:
    disturbed(rabbit_node, tmp_path, *each(Kind.FREEZE_WORKER, "1,2,1,2", every=8.0, seconds=7.0))


def test_04_the_broker_is_killed_for_a_moment_and_for_long(rabbit_node: RabbitNode, tmp_path: Path) -> None:
    kills = (Fault(3.0, Kind.KILL_BROKER, seconds=1.0), Fault(25.0, Kind.KILL_BROKER, seconds=20.0))
    verdict = disturbed(rabbit_node, tmp_path, *kills)
    # Nobody was at fault, and workers went on with what they had.
    assert verdict.books is not None and (verdict.books.redone, verdict.books.failed) == (0, 0)


def test_05_the_broker_s_data_are_lost(rabbit_node: RabbitNode, tmp_path: Path) -> None:
    disturbed(rabbit_node, tmp_path, *each(Kind.WIPE_BROKER, ",", every=25.0, seconds=1.0))


@pytest.mark.parametrize("who", ["node", "boss"])
def test_07_a_link_goes_silent_without_an_end(rabbit_node: RabbitNode, tmp_path: Path, who: str) -> None:
    kinds = (Kind.BLACK_HOLE, Kind.HALF_OPEN_UP, Kind.HALF_OPEN_DOWN)
    faults = [Fault(2.0 + 20.0 * number, kind, who, 16.0) for number, kind in enumerate(kinds)]
    disturbed(rabbit_node, tmp_path, *faults)


def test_11_a_second_manager_is_refused_and_the_first_goes_on(rabbit_node: RabbitNode, tmp_path: Path) -> None:
    farm = DisturbedFarm(rabbit_node, tmp_path)
    farm.start()
    try:
        with farm.person("ann") as ann:
            jobs = ann.client.submit([film(f"film-{number}") for number in range(4)])
            first = farm.manager
            for _ in range(3):
                farm.start_manager()
                second = farm.manager
                while second.exit_code is None:
                    time.sleep(0.05)
                assert second.exit_code != 0 and "in use by another Farmhand" in second.last_words()
                second.kill()
            farm.manager = first
            assert first.exit_code is None
            assert len(set(farm.films(ann, *jobs))) == 1
    finally:
        farm.close()
    assert read_books(farm, jobs).wrong == ()
    assert farm.leftovers() == []


def test_16_jobs_are_cancelled_at_any_moment(rabbit_node: RabbitNode, tmp_path: Path) -> None:
    chance, rounds, longest = random.Random(16), 25, 0.0
    farm = DisturbedFarm(rabbit_node, tmp_path)
    farm.start()
    try:
        with farm.person("ann") as ann:
            for number in range(rounds):
                jobs = ann.client.submit([film(f"film-{number}-{place}", 20, seconds=0.02) for place in range(4)])
                submitted = time.monotonic()
                for job, moment in zip(jobs, sorted(chance.uniform(0.0, 2.5) for _ in jobs), strict=True):
                    time.sleep(max(0.0, submitted + moment - time.monotonic()))
                    begun = time.monotonic()
                    with suppress(FarmhandError):
                        # It may be done by now, which is said.
                        ann.client.cancel([job])
                    longest = max(longest, time.monotonic() - begun)
            views = ann.client.wait([view.job_id for view in ann.client.snapshot()], timeout=60.0)
    finally:
        farm.close()
    films = {path.name for path in farm.results.iterdir()}
    assert films == {view.output for view in views if view.state == "done"}
    assert {view.state for view in views} == {"done", "cancelled"}
    assert farm.leftovers() == []
    print(f"{len(views)} jobs, {len(views) - len(films)} cancelled, the slowest answer after {longest:.2f} s")


def test_13_disks_are_full(rabbit_node: RabbitNode, tmp_path: Path) -> None:
    disks = "storage,boss,node,storage,boss,node"
    farm = tmp_path / "farm"
    farm.mkdir()
    faults = each(Kind.FULL_DISK, disks, every=5.0, seconds=2.5)
    verdict = run_campaign(rabbit_node, farm, 13, faults, films=films_for(36.0))
    if verdict.skipped:
        pytest.skip("No small disks can be made here.")
    print("\n".join(verdict.lines()))
    assert verdict.stood, verdict.lines()


def test_22_the_manager_s_clock_jumps(rabbit_node: RabbitNode, tmp_path: Path) -> None:
    ahead = each(Kind.CLOCK, "boss,boss", every=12.0, seconds=5.0, amount=3600.0)
    behind = [Fault(8.0 + 12.0 * number, Kind.CLOCK, "boss", 5.0, -3600.0) for number in range(2)]
    verdict = disturbed(rabbit_node, tmp_path, *sorted([*ahead, *behind], key=lambda fault: fault.at))
    # No lease ended for it.
    assert verdict.books is not None and (verdict.books.redone, verdict.books.failed) == (0, 0)


@pytest.mark.parametrize("seed", SEEDS)
def test_25_everything_goes_wrong(rabbit_node: RabbitNode, tmp_path: Path, calls: CallFaults, seed: int) -> None:
    farm = tmp_path / "farm"
    farm.mkdir()
    schedule = make_schedule(seed, CAMPAIGN_SECONDS)
    verdict = run_campaign(rabbit_node, farm, seed, schedule, films=films_for(CAMPAIGN_SECONDS), calls=calls)
    print("\n".join(verdict.lines()))
    assert verdict.stood, verdict.lines()
