"""A farm over RabbitMQ whose frames only take time: its parts are programs as in a company, one per worker.

Settings are the defaults, as people have them. For benchmarks.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec
import psutil

from app.core.frames import FrameRange
from app.core.jobs import AssetRef, EngineChoice, JobRequest
from app.core.settings import Settings
from app.farm.engines.sleep import SleepScript
from app.farm.programs import Part, agent_variables
from app.farm.rabbitmq.management import apply_setup
from app.farm.rabbitmq.roles import Role, farm_setup
from app.farm.remote import RemoteFarm, remote_farm
from app.farm.secrets_node import NodeSecrets
from tests.servers.rabbitmq import RabbitNode

PASSWORD = "of everybody in a benchmark"
VHOST = "bench"
MANAGER, PERSON, NODE = "boss", "ann", "node"
ROLES = {MANAGER: Role.MANAGER, PERSON: Role.ADMIN, NODE: Role.WORKER}
START_SECONDS = 120.0
_SECRETS = {"FARMHAND_SECRET_BROKER": PASSWORD}


class SleepingFarm:
    """The farm. Made by `sleeping_farm`."""

    def __init__(self, node: RabbitNode, folder: Path, ending: ExitStack, *, sleeps: bool) -> None:
        self.node = node
        self._sleeps = sleeps
        self._folder = folder
        self._ending = ending
        self._config = folder / "farmhand.toml"
        self._config.touch()
        self.manager: Part
        self.workers: Part

    def settings(self, user: str, *, workers: int = 1, engines: str = "sleep") -> Settings:
        """The settings of a part, or of the person."""
        return Settings(
            broker=self.node.url(user, VHOST),
            storage=str(self._folder / "storage"),
            results=str(self._folder / "films"),
            node_home=str(self._folder / user),
            engines=engines,
            workers=workers,
            admins=PERSON,
        )

    def start_manager(self) -> None:
        """Start the manager, also after it was killed."""
        manager = [str(Path(__file__).with_name("sleeping_manager.py"))] if self._sleeps else ["-m", "worker_agent"]
        program = [sys.executable, *manager]
        self.manager = self._part("manager", program, self.settings(MANAGER))

    def start_workers(self, count: int, engines: str = "sleep") -> None:
        """Start a node with so many workers."""
        program = [sys.executable, "-m", "worker_agent"]
        self.workers = self._part("worker", program, self.settings(NODE, workers=count, engines=engines))

    def start_nothing(self, first: int, count: int, seconds: float = 0.0) -> None:
        """Start so many agents that only report, in one process; `first` is the number of the first one.

        Each holds what it is granted for so many seconds.
        """
        program = [sys.executable, str(Path(__file__).with_name("nothing_agents.py"))]
        command = [*program, str(self._config), str(first), str(count), str(seconds)]
        part = Part("agents", command, agent_variables(self.settings(NODE)) | _SECRETS)
        self._ending.callback(part.kill)

    def seats(self) -> list[psutil.Process]:
        """The workers' processes, in the order of their names."""
        children = psutil.Process(self.workers.pid).children()
        return sorted((one for one in children if "seat" in one.cmdline()), key=lambda one: one.cmdline()[-2])

    def submit(self, template: Path, *words: str) -> tuple[str, ...]:
        """Have the command line submit films; the ids of their jobs."""
        settings = self.settings(PERSON)
        known = agent_variables(settings) | _SECRETS
        command = [sys.executable, "-m", "app.main", "submit", str(template), *words, "--json"]
        done = subprocess.run(command, env=os.environ | known, capture_output=True, check=True)
        return tuple(msgspec.json.decode(done.stdout)["jobs"])

    @contextmanager
    def person(self) -> Iterator[RemoteFarm]:
        """Somebody's connection."""
        with remote_farm(self.settings(PERSON), NodeSecrets(self._folder / "nobody", _SECRETS)) as farm:
            yield farm

    def _part(self, role: str, program: Sequence[str], settings: Settings) -> Part:
        command = [*program, "--config", str(self._config), "--role", role]
        part = Part(role, command, agent_variables(settings) | _SECRETS)
        self._ending.callback(part.kill)
        return part


@contextmanager
def sleeping_farm(workers: int = 0, *, engines: str = "sleep") -> Iterator[SleepingFarm]:
    """A farm with so many idle workers, on a RabbitMQ of its own, for as long as the context lasts.

    With other engines than `sleep` it draws like any other.
    """
    with ExitStack() as ending:
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="farmhand-bench-")))
        (folder / "rabbitmq").mkdir()
        node = RabbitNode(folder / "rabbitmq")
        ending.callback(node.close)
        node.start()
        apply_setup(
            node.management(),
            lambda features: farm_setup(ROLES, features, vhost=VHOST),
            known_password=lambda _: PASSWORD,
            hand_over=lambda _, __: None,
        )
        farm = SleepingFarm(node, folder, ending, sleeps=engines == "sleep")
        farm.start_manager()
        if workers:
            farm.start_workers(workers, engines)
            with farm.person() as person:
                wait_for(lambda: len(person.client.workers()) == workers)
        yield farm


def wait_for(condition: Callable[[], object], seconds: float = START_SECONDS, pause: float = 0.05) -> None:
    """Wait until something is so. Raises `TimeoutError`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("It did not come in time.")
        time.sleep(pause)


def sleeping_job(
    name: str, frames: int, script: SleepScript, *, piece_frames: int = 30, engine: EngineChoice = EngineChoice.SLEEP
) -> JobRequest:
    """A film whose frames take the script's times."""
    return JobRequest(
        job_id=uuid.uuid4().hex,
        name=name,
        owner=PERSON,
        template=AssetRef(sha256="0" * 64, name="none.aep", size=0),
        comp_id=piece_frames,
        comp_name=msgspec.json.encode(script).decode(),
        frames=FrameRange(start=0, stop=frames),
        output=f"{name}.mp4",
        preset="mp4",
        engine=engine,
        replace=True,
    )
