"""The farm in simulated time for estimates takes as long as the real manager over a real store does."""

from __future__ import annotations

import random

import pytest

from app.core.frames import FrameRange, piece_grid, piece_length
from app.core.jobs import EngineChoice
from app.farm.estimates import forecasts
from app.farm.estimates.beliefs import Belief, certain
from app.farm.estimates.forecasts import CrewMember, FilmLeft, Ways, forecast
from app.farm.estimates.knowledge import Beside
from app.farm.estimates.simulation import SimJob, SimWorker, simulate
from tests.fakes.simulated_fleet import Film, Fleet, drifting_film, farm_seconds, ideal_seconds, uneven_fleet


def sim_job(film: Film, place: int) -> SimJob:
    mean = sum(film.costs) / len(film.costs)
    length = piece_length(25.0, mean)
    grid = piece_grid(FrameRange(start=0, stop=len(film.costs)), length)
    return SimJob(
        job_id=film.name,
        seconds=tuple(sum(film.costs[one.start : one.stop]) for one in grid),
        piece_frames=length,
        owner="ann",
        place=float(place),
        engine=film.engine,
    )


def sim_seconds(films: list[Film], fleet: Fleet) -> float:
    jobs = [sim_job(film, number) for number, film in enumerate(films)]
    workers = [SimWorker(name=f"w{number:03d}", pace=1 / speed) for number, speed in enumerate(fleet.speeds)]
    return simulate(jobs, workers, threads=4, longest_chunk=16).end


@pytest.mark.parametrize(
    ("films", "fleet"),
    [
        ([drifting_film("film", 900, 0.4, 1)], Fleet(speeds=(1.0,) * 4)),
        ([drifting_film("film", 900, 0.4, 2)], uneven_fleet(10)),
        ([drifting_film(f"f{n:02d}", 150, 0.2, n) for n in range(60)], uneven_fleet(10)),
        ([drifting_film(f"f{n:02d}", 60 + 40 * n, 0.3, n) for n in range(8)], Fleet(speeds=(1.0, 0.5, 2.0))),
    ],
    ids=["one film", "uneven", "batch", "mixed"],
)
def test_it_takes_as_long_as_the_real_manager_takes(films: list[Film], fleet: Fleet) -> None:
    real, simulated = farm_seconds(films, fleet), sim_seconds(films, fleet)
    # Which of equal workers begins first is chance, and so is who has the last pieces.
    assert simulated == pytest.approx(real, rel=0.12)
    assert simulated >= ideal_seconds(films, fleet) * 0.999


def test_every_job_ends_and_work_is_neither_lost_nor_doubled_for_free() -> None:
    chance = random.Random(5)
    jobs = [
        SimJob(
            job_id=f"j{n}",
            seconds=tuple(chance.uniform(1, 30) for _ in range(chance.randint(0, 9))),
            piece_frames=30,
            owner=chance.choice(("ann", "bob")),
            priority=chance.choice((10, 50)),
            place=float(n),
            prepare=chance.choice((0.0, 2.0)),
            finish=1.0,
            opening=0.5,
            engine=chance.choice((EngineChoice.BUILTIN, EngineChoice.AERENDER)),
        )
        for n in range(25)
    ]
    workers = [SimWorker(name=f"w{n}", pace=chance.uniform(0.5, 3), ready=5.0 * n) for n in range(5)]
    outcome = simulate(jobs, workers, threads=2, longest_chunk=16)
    assert set(outcome.ends) == {job.job_id for job in jobs}
    work = sum(sum(job.seconds) for job in jobs)
    assert outcome.end >= work / sum(1 / one.pace for one in workers)


def test_the_managers_own_tasks_can_be_what_takes_longest() -> None:
    jobs = [SimJob(job_id=f"j{n}", seconds=(0.1,), piece_frames=30, prepare=1.0, finish=1.0) for n in range(10)]
    workers = [SimWorker(name=f"w{n}") for n in range(4)]
    assert simulate(jobs, workers, threads=1, longest_chunk=16).end == pytest.approx(20.0, abs=0.2)
    assert simulate(jobs, workers, threads=4, longest_chunk=16).end < 8.0


@pytest.mark.parametrize("workers", [2, 5, 9])
def test_a_long_queue_of_which_only_the_end_is_simulated_takes_as_long_as_all_of_it(
    workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    films = [
        FilmLeft(
            job_id=f"j{n}",
            pieces=(30,) * (3 + n % 4),
            cost=Belief(mean=-1.5 - 0.1 * (n % 5), variance=0.05),
            beside=Beside(),
            group=str(n % 5),
            place=float(n),
        )
        for n in range(50)
    ]
    crew = [
        CrewMember(name=f"w{n}", pace=1 + 0.2 * (n % 3), boot=certain(20.0) if n % 4 == 3 else None) for n in range(9)
    ]
    short = forecast(films, crew, (workers,), Ways())[0].seconds
    monkeypatch.setattr(forecasts, "_LEAST_PIECES", 10**6)
    monkeypatch.setattr(forecasts, "_BUDGET", 10**6)
    whole = forecast(films, crew, (workers,), Ways())[0].seconds
    for name in ("p10", "p50", "p90"):
        assert getattr(short, name) == pytest.approx(getattr(whole, name), rel=0.03)


@pytest.mark.parametrize(("cores", "end"), [(0, 2.0), (1, 4.0), (2, 2.5), (3, 2.0)])
def test_workers_of_one_computer_share_its_cores_and_the_last_has_one_for_itself(cores: int, end: float) -> None:
    job = SimJob(job_id="a", seconds=(1.0,) * 4, piece_frames=30)
    crew = [SimWorker(name=name) for name in ("w1", "w2", "w3")]
    outcome = simulate([job], crew, threads=1, longest_chunk=1, cores=cores)
    assert outcome.end == pytest.approx(end)
