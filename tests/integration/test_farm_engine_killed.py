"""Engines that are killed while the whole farm works: manager, agents, storage, joining, all of them real."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from app.core.frames import FrameRange
from app.core.jobs import FilmReport, JobRequest, PieceManifest, RenderPlan
from app.core.messages import JobView
from app.core.ports import Storage
from app.core.settings import Settings
from app.farm.broker_memory import MemoryBroker
from app.farm.client import FarmClient
from app.farm.clock import SystemClock
from app.farm.engines.builtin import BuiltinEngine
from app.farm.film import join_film, publish_film
from app.farm.manager.manager import Manager
from app.farm.pieces import recover_pieces
from app.farm.storage_folder import FolderStorage
from app.farm.store import Store
from tests.fakes.farm_jobs import make_plan, make_request, store_plan
from worker_agent.pool import AgentPool

FAST = Settings(retry_pause_seconds=0.05, progress_seconds=0.0, beat_seconds=0.05)
PLAN = make_plan("film", frames=FrameRange(start=0, stop=210), piece_length=30, width=480, height=270)


class PatternServices:
    """The manager's heavy work for drawn patterns: as on an embedded farm, but that nothing has to be filled."""

    def __init__(self, storage: FolderStorage) -> None:
        self._storage = storage

    def prepare(self, request: JobRequest) -> RenderPlan:
        del request
        return store_plan(self._storage, PLAN)

    def join(self, request: JobRequest, plan: RenderPlan, pieces: tuple[PieceManifest, ...]) -> FilmReport:
        return join_film(self._storage, request, plan, pieces)

    def publish(self, request: JobRequest, plan: RenderPlan, film: FilmReport) -> FilmReport:
        del plan
        return publish_film(self._storage, request, film)

    def recover(self, request: JobRequest, plan: RenderPlan) -> tuple[PieceManifest, ...]:
        return recover_pieces(self._storage, request.job_id, plan)

    def clean(self, job_id: str, *, removed: bool) -> None:
        self._storage.delete(f"work/{job_id}/")


@contextmanager
def farm(home: Path, workers: int) -> Iterator[tuple[FarmClient, list[BuiltinEngine]]]:
    """A farm over a folder, and the engines of its workers."""
    storage, broker, clock = FolderStorage(home / "storage", home / "results"), MemoryBroker(), SystemClock()
    engines: list[BuiltinEngine] = []

    def make_engine(of: Storage, /, *, low_priority: bool) -> BuiltinEngine:
        engines.append(BuiltinEngine(of, source="pattern", low_priority=low_priority))
        return engines[-1]

    with Store.open(home / "store") as store:
        manager = Manager(store, broker, PatternServices(storage), clock, FAST)
        manager.start()
        pool = AgentPool(workers, broker=broker, storage=storage, clock=clock, settings=FAST, make_engine=make_engine)
        client = FarmClient(broker, "tester")
        try:
            yield client, engines
        finally:
            client.close()
            pool.stop()
            manager.stop()
            broker.close()


def film_of(home: Path, *, workers: int, kills: int) -> tuple[JobView, bytes, int]:
    """Make the film; after every second finished piece an engine is killed, so often. How often it was, too."""
    with farm(home, workers) as (client, engines):
        killed: list[int] = []

        def kill_one(view: JobView) -> None:
            if len(killed) == kills or view.state != "rendering" or view.pieces.count("d") < 2 * len(killed) + 1:
                return
            pid = engines[len(killed) % len(engines)].child_pid
            if pid is not None and psutil.pid_exists(pid):
                psutil.Process(pid).kill()
                killed.append(pid)

        (job_id,) = client.submit([make_request(PLAN)])
        (view,) = client.wait([job_id], timeout=60, on_progress=kill_one)
    return view, (home / "results" / "film.mp4").read_bytes(), len(killed)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The film as it is when nothing happens."""
    view, film, _ = film_of(tmp_path_factory.mktemp("undisturbed"), workers=2, kills=0)
    assert view.state == "done"
    return film


@pytest.mark.parametrize("workers", [pytest.param(1, marks=pytest.mark.slow), 2])
def test_engines_that_are_killed_cost_no_frame_and_change_no_byte(
    tmp_path: Path, undisturbed: bytes, workers: int
) -> None:
    view, film, killed = film_of(tmp_path, workers=workers, kills=3)
    assert killed == 3
    assert (view.state, view.error) == ("done", None)
    assert film == undisturbed
