"""A farm over RabbitMQ with default settings: how much of the time goes into anything but drawing.

Run `python -m tests.bench.bench_farm [PART …]`, where RabbitMQ is installed. Each part prints one JSON line with its
reference beside it; figures depend on what else the computer does, so nothing is asserted.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT)]

import msgspec  # noqa: E402
import numpy as np  # noqa: E402
import psutil  # noqa: E402

from app.core.jobs import JobRequest  # noqa: E402
from app.core.messages import JobView  # noqa: E402
from app.core.presets import find_preset  # noqa: E402
from app.farm.client import FarmClient  # noqa: E402
from app.farm.engines.sleep import SleepScript  # noqa: E402
from app.farm.pieces import encode_piece  # noqa: E402
from tests.bench.bench_store import tasks_per_second  # noqa: E402
from tests.bench.drawn_pieces import BareFilm, longer_template  # noqa: E402
from tests.bench.sleeping_farm import SleepingFarm, sleeping_farm, sleeping_job, wait_for  # noqa: E402
from tests.bench.sleeping_manager import NOTHING  # noqa: E402

WARM = SleepScript(seconds_per_frame=0.3)
"""What is drawn before it is measured; that of a job of nothing would not even be joined."""

SAMPLE = ROOT / "resources" / "samples" / "greeting" / "greeting.aep"
GRANTS = 40
SHORT_JOBS = 20
FILM_FRAMES = 300
FRAME_SECONDS = 0.1
IDLE_SECONDS = 30.0
TROUBLE_FRAMES, TROUBLE_FRAME_SECONDS = 600, 0.2
ROUNDS = 3
AGENTS, AGENTS_PER_PROCESS = 200, 50
EMPTY_JOBS, EMPTY_PIECES = 150, 20
UNEVEN_WORKERS, UNEVEN_FRAMES = 8, 900


class Watched:
    """When a job changed, as a client of the farm sees it."""

    def __init__(self, client: FarmClient) -> None:
        self._seen: list[tuple[float, JobView]] = []
        self._stop = client.watch(lambda view: self._seen.append((time.perf_counter(), view)))

    def first(self, job_id: str, condition: Callable[[JobView], bool], seconds: float = 120.0) -> float:
        """When the job was first so."""

        def found() -> list[float]:
            return [at for at, view in tuple(self._seen) if view.job_id == job_id and condition(view)]

        wait_for(found, seconds, pause=0.002)
        return found()[0]

    def close(self) -> None:
        """Watch no more."""
        self._stop()


def done_seconds(client: FarmClient, jobs: Sequence[Any]) -> float:
    """From the submit of jobs to the last film, verified and published."""
    begun = time.perf_counter()
    views = client.wait(client.submit(jobs), timeout=600)
    assert all(view.state == "done" for view in views), [view.error for view in views]
    return time.perf_counter() - begun


def first_grants() -> dict[str, float]:
    """From the confirmed submit of a job to its first frame, on an idle farm with a warm engine; milliseconds."""
    with sleeping_farm(2) as farm, farm.person() as person:
        client = person.client
        watched = Watched(client)
        client.wait(client.submit([sleeping_job("warm", 1, WARM, piece_frames=1)]))
        confirmed, granted = [], []
        for number in range(GRANTS):
            job = sleeping_job(f"g{number}", 1, SleepScript(seconds_per_frame=0.5), piece_frames=1)
            begun = time.perf_counter()
            client.submit([job])
            confirmed.append(time.perf_counter() - begun)
            granted.append(watched.first(job.job_id, lambda view: view.workers > 0) - begun - confirmed[-1])
            client.wait([job.job_id])
        watched.close()
        node = farm.seats()[0]
        before = node.cpu_times()
        time.sleep(IDLE_SECONDS)
        after = node.cpu_times()
    busy = (after.user + after.system - before.user - before.system) / IDLE_SECONDS
    return {
        "submit_confirmed_ms": 1000 * statistics.median(confirmed),
        "granted_after_ms": 1000 * statistics.median(granted),
        "granted_after_p95_ms": 1000 * sorted(granted)[int(0.95 * GRANTS)],
        "idle_agent_percent_of_a_core": 100 * busy,
    }


def short_jobs() -> dict[str, float]:
    """20 jobs of one task of 1 s, join and publish included: percent of ideal on 2 and on 4 workers.

    The reference: as many bare processes that sleep and encode the same pieces, without a farm, joining and publishing.
    """
    found = {}
    for workers in (2, 4):
        with sleeping_farm(workers) as farm, farm.person() as person:
            script = SleepScript(seconds_per_frame=1.0)
            done_seconds(person.client, [sleeping_job(f"w{n}", 1, WARM, piece_frames=1) for n in range(workers)])
            jobs = [sleeping_job(f"s{number}", 1, script, piece_frames=1) for number in range(SHORT_JOBS)]
            taken = done_seconds(person.client, jobs)
        found[f"percent_of_ideal_{workers}_workers"] = 100 * SHORT_JOBS / workers / taken
        found[f"bare_percent_{workers}_processes"] = 100 * SHORT_JOBS / workers / _bare_seconds(workers)
    return found


def _bare_seconds(processes: int) -> float:
    """The pieces of the short jobs by bare processes."""
    with (
        tempfile.TemporaryDirectory() as folder,
        ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool,
    ):
        paths = [Path(folder) / f"{number}.mp4" for number in range(SHORT_JOBS)]
        list(pool.map(bare_piece, paths[:processes]))
        begun = time.perf_counter()
        list(pool.map(bare_piece, paths))
        return time.perf_counter() - begun


def bare_piece(path: Path) -> None:
    """Sleep for a second, and encode one frame."""
    time.sleep(1.0)
    frame = np.full((36, 64, 4), 255, np.uint8)
    encode_piece([frame], path, preset=find_preset("mp4"), size=(64, 36), frame_rate=(30, 1))


def one_film() -> dict[str, float]:
    """One film of 300 frames that take 0.1 s each: how many times as fast on 4 workers as on one."""
    taken = {}
    for workers in (1, 4):
        with sleeping_farm(workers) as farm, farm.person() as person:
            done_seconds(person.client, [sleeping_job("warm", 1, WARM, piece_frames=1)])
            film = sleeping_job("film", FILM_FRAMES, SleepScript(seconds_per_frame=FRAME_SECONDS), piece_frames=15)
            taken[workers] = done_seconds(person.client, [film])
    return {"one_worker_s": taken[1], "four_workers_s": taken[4], "times_as_fast": taken[1] / taken[4]}


def drawn_film() -> dict[str, float]:
    """One film of 300 frames, really drawn and encoded: how many times as fast on two workers as on one; medians.

    The reference: as many bare processes that draw and encode the same pieces, without a farm, joining and publishing.
    """
    taken: dict[int, list[float]] = {1: [], 2: []}
    bare: dict[int, list[float]] = {1: [], 2: []}
    with tempfile.TemporaryDirectory() as folder:
        template = longer_template(SAMPLE, Path(folder))
        film = BareFilm(template, Path(folder))
        for _ in range(ROUNDS):
            for workers in taken:
                bare[workers].append(film.seconds(workers))
                taken[workers].append(_drawn_seconds(workers, template, "--name", "film"))
    one, two = (statistics.median(taken[workers]) for workers in (1, 2))
    return {
        "one_worker_s": one,
        "two_workers_s": two,
        "times_as_fast": one / two,
        "bare_times_as_fast": statistics.median(bare[1]) / statistics.median(bare[2]),
    }


def drawn_batch() -> dict[str, float]:
    """Three films of a sample, 450 frames in an odd number of pieces, really drawn: two workers against one."""
    rows = ("--csv", str(SAMPLE.with_name("sample.csv")))
    taken = {workers: _drawn_seconds(workers, SAMPLE, *rows) for workers in (1, 2)}
    return {"one_worker_s": taken[1], "two_workers_s": taken[2], "times_as_fast": taken[1] / taken[2]}


def _drawn_seconds(workers: int, template: Path, *words: str) -> float:
    """From the first piece's begin to the last film, verified and published, on a farm that has drawn before."""
    with sleeping_farm(workers, engines="builtin") as farm, farm.person() as person:
        person.client.wait(farm.submit(template, "--name", "warm", "--range", "0-59"), timeout=600)
        views = person.client.wait(farm.submit(template, *words), timeout=600)
    assert all(view.state == "done" for view in views), [view.error for view in views]
    return max(view.ended or 0 for view in views) - min(view.started or 0 for view in views)


def uneven_film() -> dict[str, float]:
    """One film on 8 worker processes whose frames scatter and grow to three times: percent of ideal."""
    chance = random.Random(1)
    costs = [
        (1 + 2 * number / UNEVEN_FRAMES) * chance.lognormvariate(-0.08, 0.4) * 0.15 for number in range(UNEVEN_FRAMES)
    ]
    with sleeping_farm(UNEVEN_WORKERS) as farm, farm.person() as person:
        done_seconds(person.client, [sleeping_job("warm", 1, WARM, piece_frames=1)])
        script = SleepScript(frames=dict(enumerate(costs)))
        taken = done_seconds(person.client, [sleeping_job("uneven", UNEVEN_FRAMES, script, piece_frames=15)])
    ideal = sum(costs) / UNEVEN_WORKERS
    share = -(-UNEVEN_FRAMES // UNEVEN_WORKERS)
    static = max(sum(costs[start : start + share]) for start in range(0, UNEVEN_FRAMES, share))
    return {"percent_of_ideal": 100 * ideal / taken, "static_split_percent": 100 * ideal / static}


def troubles() -> dict[str, float]:
    """Seconds until a dead, frozen or cancelled worker's pieces are elsewhere or it has stopped; medians."""
    found: dict[str, list[float]] = {}
    with sleeping_farm(2) as farm, farm.person() as person:
        for _ in range(ROUNDS):
            found.setdefault("killed_worker_s", []).append(_after_trouble(farm, person.client, "kill"))
            wait_for(lambda: _idle(person.client) == 2)
            found.setdefault("frozen_worker_s", []).append(_after_trouble(farm, person.client, "suspend"))
            wait_for(lambda: _idle(person.client) == 2)
            found.setdefault("cancel_s", []).append(_cancel(person.client))
            found.setdefault("manager_back_s", []).append(_manager_back(farm, person.client))
    return {name: statistics.median(values) for name, values in found.items()}


def _idle(client: FarmClient) -> int:
    return sum(1 for view in client.workers() if view.state == "idle")


def _after_trouble(farm: SleepingFarm, client: FarmClient, what: str) -> float:
    """Seconds until what the first worker held is granted to the other one. It has 2 s more to draw then."""
    script = SleepScript(seconds_per_frame=TROUBLE_FRAME_SECONDS)
    job = sleeping_job("trouble", TROUBLE_FRAMES, script, piece_frames=TROUBLE_FRAMES // 2)
    client.submit([job])
    wait_for(lambda: len(_running(client, job.job_id)) == 2)
    held = next(one for one in _running(client, job.job_id) if one.worker == "node.1")
    client.set_priority([job.job_id], 60)
    seat = farm.seats()[0]
    begun = time.perf_counter()
    getattr(seat, what)()
    # The piece is open again as soon as somebody else may have it.
    wait_for(lambda: client.detail(job.job_id).pieces[held.first].attempt != held.attempt, pause=0.01)
    taken = time.perf_counter() - begun
    if what == "suspend":
        seat.resume()
    client.cancel([job.job_id])
    client.wait([job.job_id])
    return taken


def _running(client: FarmClient, job_id: str) -> list[Any]:
    return [one for one in client.detail(job_id).attempts if one.state == "running"]


def _cancel(client: FarmClient) -> float:
    script = SleepScript(seconds_per_frame=TROUBLE_FRAME_SECONDS)
    job = sleeping_job("cancelled", TROUBLE_FRAMES, script, piece_frames=TROUBLE_FRAMES // 2)
    client.submit([job])
    wait_for(lambda: len(_running(client, job.job_id)) == 2)
    begun = time.perf_counter()
    client.cancel([job.job_id])
    client.wait([job.job_id])
    return time.perf_counter() - begun


def _manager_back(farm: SleepingFarm, client: FarmClient) -> float:
    """From the start of a new manager to its first answer. Python's own start is in it."""
    farm.manager.kill()
    begun = time.perf_counter()
    farm.start_manager()
    client.workers()
    return time.perf_counter() - begun


def empty_tasks() -> dict[str, float]:
    """Tasks that do nothing, with all their state, by 200 agents with connections of their own; each job has 20 pieces.

    The reference is the same over the memory broker, in one process (`bench_store`).
    """
    with sleeping_farm() as farm, farm.person() as person:
        for first in range(1, AGENTS, AGENTS_PER_PROCESS):
            farm.start_nothing(first, AGENTS_PER_PROCESS)
        wait_for(lambda: len(person.client.workers()) == AGENTS)
        used = processor_seconds(farm.manager.pid)
        seconds = done_seconds(person.client, empty_jobs(EMPTY_JOBS))
        used = processor_seconds(farm.manager.pid) - used
    with tempfile.TemporaryDirectory() as folder:
        reference = tasks_per_second(Path(folder))["tasks"]
    tasks = EMPTY_JOBS * (EMPTY_PIECES + 3)
    return {
        "tasks_per_second": tasks / seconds,
        "manager_ms_per_task": 1000 * used / tasks,
        "pieces_per_second": EMPTY_JOBS * EMPTY_PIECES / seconds,
        "memory_broker": reference,
    }


def empty_jobs(count: int) -> list[JobRequest]:
    """Jobs of `EMPTY_PIECES` pieces that nobody draws, and that are not joined and published either."""
    jobs = [sleeping_job(f"n{n}", EMPTY_PIECES, SleepScript(), piece_frames=1) for n in range(count)]
    return [msgspec.structs.replace(job, comp_name=NOTHING) for job in jobs]


def processor_seconds(pid: int) -> float:
    """What a process has used up to now."""
    used = psutil.Process(pid).cpu_times()
    return float(used.user + used.system)


PARTS: dict[str, Callable[[], dict[str, float]]] = {
    "first_grants": first_grants,
    "short_jobs": short_jobs,
    "one_film": one_film,
    "drawn_film": drawn_film,
    "drawn_batch": drawn_batch,
    "uneven_film": uneven_film,
    "troubles": troubles,
    "empty_tasks": empty_tasks,
}


def main(names: Sequence[str]) -> None:
    """Measure and print."""
    for name in names or PARTS:
        print(json.dumps({name: {key: round(value, 3) for key, value in PARTS[name]().items()}}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
