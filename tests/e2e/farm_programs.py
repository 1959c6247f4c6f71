"""A farm as a company has one: its RabbitMQ, its shared folder, a manager and workers as programs, and people."""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from app.cli.main import run
from app.cli.rendering import Wishes, check, make_requests
from app.cli.wiring import Wiring
from app.core.errors import BrokerError
from app.core.jobs import JobRequest
from app.core.messages import JobView, WorkerView
from app.core.settings import Settings
from app.farm.logs import LOG_NAME
from app.farm.programs import Part, agent_variables
from app.farm.rabbitmq.management import apply_setup
from app.farm.rabbitmq.roles import Role, farm_setup
from app.farm.remote import RemoteFarm, remote_farm
from app.farm.secrets_node import NodeSecrets
from app.main import start_agents
from tests.e2e.conftest import Outcome
from tests.servers.rabbitmq import PEOPLE_PASSWORD, RabbitNode

WAIT = 150.0
FILMS_SECONDS = 250.0
TOLD_JOBS = 5
WORKERS = 2
PASSWORD = PEOPLE_PASSWORD
ROLES = {
    "ann": Role.DESIGNER,
    "bob": Role.DESIGNER,
    "cleo": Role.ADMIN,
    "boss": Role.MANAGER,
    "node": Role.WORKER,
}
QUICK = {
    "beat_seconds": 0.5,
    "lease_seconds": 4.0,
    "reap_seconds": 0.2,
    "reaper_rest_seconds": 4.0,
    "claim_renew_seconds": 1.0,
    "claim_lost_seconds": 10.0,
    "retry_pause_seconds": 0.2,
    "progress_seconds": 0.1,
    # No test depends on how much room its computer has.
    "least_disk_gigabytes": 0,
    "least_memory_percent": 0,
}


class FarmPrograms:
    """The farm. `start` it; whoever kills a part starts it again; `close` it.

    `bucket` has the settings of an S3 storage, which it has then instead of a shared folder.
    """

    def __init__(self, node: RabbitNode, vhost: str, folder: Path, bucket: dict[str, str] | None = None) -> None:
        self.node, self.vhost, self.folder = node, vhost, folder
        self._storage = bucket or {"storage": str(folder / "storage"), "results": str(folder / "films")}
        self.results = folder / "films"
        self._config = folder / "farmhand.toml"
        self._config.touch()
        self.manager: Part
        self.workers: Part

    def settings(self, user: str) -> Settings:
        """The settings of a part, or of a person."""
        return Settings(
            broker=self.node.url(user, self.vhost),
            node_home=str(self.folder / user),
            engines="builtin",
            workers=WORKERS,
            admins="cleo",
            **self._storage,  # type: ignore[arg-type]
            **QUICK,  # type: ignore[arg-type]
        )

    def environment(self, user: str) -> dict[str, str]:
        """What the command line is started with by a person."""
        return {
            "FARMHAND_BROKER": self.settings(user).broker,
            **{f"FARMHAND_{name.upper()}": value for name, value in self._storage.items()},
            "FARMHAND_SECRET_BROKER": PASSWORD,
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }

    def set_up_broker(self) -> None:
        """Users, rights, exchanges and queues, as an admin of RabbitMQ makes them; also after its data are lost."""
        apply_setup(
            self.node.management(),
            lambda features: farm_setup(ROLES, features, vhost=self.vhost),
            known_password=lambda _: PASSWORD,
            hand_over=lambda _, __: None,
        )

    def start(self) -> None:
        """Set the broker up, and start manager and workers."""
        self.set_up_broker()
        self.start_manager()
        self.start_workers()

    def start_manager(self) -> None:
        """Start the manager, also after it was killed."""
        self.manager = self._part("manager", "boss")

    def start_workers(self) -> None:
        """Start the node with its workers, also after it has ended."""
        self.workers = self._part("worker", "node")

    def close(self) -> None:
        """End everything in order."""
        self.workers.end()
        self.manager.end()

    @contextmanager
    def person(self, user: str) -> Iterator[RemoteFarm]:
        """A person's connection."""
        secrets = NodeSecrets(self.folder / "nobody", {"FARMHAND_SECRET_BROKER": PASSWORD})
        with remote_farm(self.settings(user), secrets, answer_seconds=60.0) as farm:
            yield farm

    def seats(self) -> list[psutil.Process]:
        """The workers' processes, in the order of their names."""
        children = psutil.Process(self.workers.pid).children()
        return sorted((one for one in children if "seat" in one.cmdline()), key=lambda one: one.cmdline()[-2])

    def films(self, person: RemoteFarm, *job_ids: str, seconds: float = FILMS_SECONDS) -> list[str]:
        """Wait until jobs are done; the sha256 of each film. What the farm did meanwhile is told when they are not."""
        try:
            views = person.client.wait(job_ids, timeout=seconds)
        except BrokerError as error:
            undone = [view for view in person.client.snapshot(job_ids) if view.state != "done"]
            told = f"{len(undone)} of {len(job_ids)} jobs are not done, among them {undone[:TOLD_JOBS]}"
            pytest.fail(f"{error}\n{told}\n{person.client.workers()}\n{self._last_words()}")
        assert [view.state for view in views] == ["done"] * len(views), [view.error for view in views]
        films = [Path(view.film.path) for view in views if view.film is not None]
        return [hashlib.sha256(film.read_bytes()).hexdigest() for film in films]

    def _last_words(self) -> str:
        logs = sorted(self.folder.rglob(LOG_NAME))
        return "\n".join(f"{log}:\n" + "\n".join(log.read_text("utf-8").splitlines()[-80:]) for log in logs)

    def _part(self, role: str, user: str) -> Part:
        command = [sys.executable, "-m", "worker_agent", "--config", str(self._config), "--role", role]
        return Part(role, command, agent_variables(self.settings(user)) | {"FARMHAND_SECRET_BROKER": PASSWORD})


class Typed:
    """Commands run inside the test, as their program would need seconds to start each time."""

    def __init__(self, farm: FarmPrograms, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._farm, self._capsys, self._monkeypatch = farm, capsys, monkeypatch

    def __call__(self, user: str, *words: str | Path, code: int = 0) -> Outcome:
        for name, value in self._farm.environment(user).items():
            self._monkeypatch.setenv(name, value)
        wiring = Wiring(start_agents=start_agents, settings=lambda: self._farm.settings(user), owner="nobody")
        ended = run([str(word) for word in words], wiring)
        told = self._capsys.readouterr()
        assert ended == code, told.err
        return Outcome(ended, told.out, told.err)


def submit_films(person: RemoteFarm, wishes: Wishes, names: Iterable[str]) -> tuple[str, ...]:
    """Submit the film that is wished for under these names; the ids of their jobs."""
    requests: list[JobRequest] = []
    for name in names:
        requests += make_requests(
            check(replace(wishes, pattern=name), ("builtin",)),
            wishes,
            storage=person.storage,
            exists=lambda _: False,
            replaces=lambda _: True,
            number=False,
            owner=person.user,
        )
    return person.client.submit(requests)


def wait_for_job(farm: RemoteFarm, job_id: str, condition: Callable[[JobView], bool]) -> JobView:
    """Wait until a job is as wanted; the broker may be away meanwhile."""
    deadline = time.monotonic() + WAIT
    seen: JobView | None = None
    while True:
        with suppress(BrokerError):
            (seen,) = farm.client.snapshot([job_id])
            if condition(seen):
                return seen
        assert time.monotonic() < deadline, seen
        time.sleep(0.05)


def wait_for_workers(farm: RemoteFarm, condition: Callable[[dict[str, WorkerView]], bool]) -> dict[str, WorkerView]:
    """Wait until the workers are as wanted."""
    deadline = time.monotonic() + WAIT
    while True:
        views = {view.name: view for view in farm.client.workers()}
        if condition(views):
            return views
        assert time.monotonic() < deadline, views
        time.sleep(0.05)
