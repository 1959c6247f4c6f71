"""A whole job over a storage far away: client, manager and worker each with their own view of it; the same film."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.core.jobs import FilmReport
from app.core.settings import Settings
from app.farm.asset_cache import CacheLimits
from app.farm.broker_memory import MemoryBroker
from app.farm.client import FarmClient
from app.farm.clock import SystemClock
from app.farm.connection import FarmStorage
from app.farm.job_services import LocalJobServices
from app.farm.manager.manager import Manager
from app.farm.storage_folder import FolderStorage
from app.farm.storage_s3_films import S3Films
from app.farm.storage_share import ShareStorage
from app.farm.store import Store
from app.main import start_agents
from resources import samples
from tests.fakes.desktop_farms import make_requests
from tests.fakes.shares import Share
from tests.servers.s3 import S3Server
from tests.servers.s3_kit import Opener

FRAMES = 35
Machines = Callable[[str], FarmStorage]
TINY = CacheLimits(most_bytes=1, recent_seconds=0, reserve_bytes=0)
"""A cache that keeps nothing but what is held."""


def rendered(machines: Machines, home: Path) -> FilmReport:
    """The film of a sample with footage, rendered by one worker in two pieces."""
    home.mkdir()
    sample = next(one for one in samples() if one.name == "story")
    settings = Settings(workers=1, progress_seconds=0.0)
    with ExitStack() as stack:
        store = stack.enter_context(Store.open(home))
        broker, clock = MemoryBroker(), SystemClock()
        stack.callback(broker.close)
        services = LocalJobServices(machines("manager"), cache=home / "models")
        manager = Manager(store, broker, services, clock, settings)
        manager.start()
        stack.callback(manager.stop)
        agents = start_agents(1, broker=broker, storage=machines("worker"), clock=clock, settings=settings)
        stack.callback(agents.stop)
        client = FarmClient(broker, owner="ann")
        stack.callback(client.close)
        requests = make_requests(machines("client"), sample.template, ["film"], frames=FRAMES)
        (view,) = client.wait(client.submit(requests), timeout=90)
    assert view.error is None and view.film is not None, view.error
    return view.film


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> FilmReport:
    """The film as it is on a folder of one's own."""
    folder = tmp_path_factory.mktemp("folder")
    return rendered(lambda name: FolderStorage(folder / "storage", folder / "results"), folder / "manager")


def keys(storage: FarmStorage) -> Sequence[str]:
    return [stored.key.split("/")[0] for stored in storage.list("")]


@pytest.mark.parametrize("s3_server", ["moto", pytest.param("rclone", marks=pytest.mark.slow)], indirect=True)
def test_s3_a_job_over_a_bucket_makes_the_same_film(
    s3_server: S3Server, opened: Opener, tmp_path: Path, expected: FilmReport
) -> None:
    options = s3_server.options(s3_server.make_bucket(), "farm")
    film = rendered(lambda name: opened(options, name, cache=TINY), tmp_path / "manager")
    assert film.path == f"s3://{options.bucket}/{options.prefix}/films/film.mp4"
    assert (film.sha256, film.size) == (expected.sha256, expected.size)
    looking = opened(options, "looking")
    assert isinstance(looking.films, S3Films)
    got = looking.films.download(film.path, tmp_path / "film.mp4")
    assert got.read_bytes() == Path(expected.path).read_bytes()
    # The work folder is gone once the film is there.
    assert set(keys(looking)) <= {"assets", "logs", "work"}


def test_s3_a_job_over_a_share_makes_the_same_film(
    tmp_path: Path, expected: FilmReport, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    share = Share(tmp_path / "server", monkeypatch)
    request.addfinalizer(share.close)

    def machine(name: str) -> FarmStorage:
        storage = ShareStorage(share.folder / "storage", share.folder / "films", tmp_path / name, cache=TINY)
        request.addfinalizer(storage.close)
        return storage

    film = rendered(machine, tmp_path / "manager")
    assert film.sha256 == expected.sha256
    assert Path(film.path).read_bytes() == Path(expected.path).read_bytes()
