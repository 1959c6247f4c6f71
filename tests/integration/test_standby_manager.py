"""Two managers as processes over RabbitMQ and MariaDB: one manages, the other stands by and takes over."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from app.core.settings import Settings
from app.farm.client import FarmClient
from app.farm.remote import remote_farm
from app.farm.secrets_node import NodeSecrets
from tests.fakes.farm_jobs import make_plan, make_request
from tests.servers.fixtures import wait_until
from tests.servers.mariadb import PASSWORD, without_password
from tests.servers.rabbitmq import ROOT_PASSWORD, ROOT_USER, RabbitNode

WAIT = 60.0

pytestmark = pytest.mark.timeout(240)


class ManagerProcess:
    """`farmhand-agent --role manager`, and what it says."""

    def __init__(self, name: str, folder: Path, settings: dict[str, str]) -> None:
        home = folder / name
        home.mkdir()
        config = home / "agent.toml"
        lines = [f'{key} = "{value}"' for key, value in ({"node_home": str(home)} | settings).items()]
        config.write_text("\n".join(lines) + "\n", "utf-8")
        self._said = home / "said.txt"
        variables = {"FARMHAND_SECRET_STORE": PASSWORD, "FARMHAND_SECRET_BROKER": ROOT_PASSWORD}
        with self._said.open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "worker_agent", "--role", "manager", "--config", str(config)],
                stdout=said,
                stderr=said,
                env={**os.environ, **variables, "HOME": str(home)},
                cwd=Path(__file__).parents[2],
            )

    @property
    def said(self) -> str:
        return self._said.read_text("utf-8")

    def says(self, pattern: str) -> bool:
        assert self.process.poll() is None, self.said
        return re.search(pattern, self.said) is not None

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    def ended(self) -> int:
        """Wait for its end; the exit code."""
        return self.process.wait(WAIT)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


class Farm:
    """Managers, and a client who follows its jobs."""

    def __init__(self, node: RabbitNode, vhost: str, database: URL, folder: Path) -> None:
        self.ending = ExitStack()
        self._folder = folder
        self._settings = {
            "broker": node.url(ROOT_USER, vhost),
            "storage": str(folder / "storage"),
            "store": without_password(database),
        }

    def start(self, name: str) -> ManagerProcess:
        manager = ManagerProcess(name, self._folder, self._settings)
        self.ending.callback(manager.close)
        return manager

    def client(self) -> FarmClient:
        secrets = NodeSecrets(self._folder, {"FARMHAND_SECRET_BROKER": ROOT_PASSWORD})
        settings = Settings(broker=self._settings["broker"], storage=self._settings["storage"])
        return self.ending.enter_context(remote_farm(settings, secrets)).client


@pytest.fixture
def farm(rabbit_node: RabbitNode, rabbit_vhost: str, database: URL, tmp_path: Path) -> Iterator[Farm]:
    one = Farm(rabbit_node, rabbit_vhost, database, tmp_path)
    yield one
    one.ending.close()


def runs(client: FarmClient, name: str) -> None:
    """A job is taken and brought to an end: its template is nowhere, which somebody has to find out."""
    ids = client.submit([make_request(make_plan(name), owner=ROOT_USER)])
    assert [view.state for view in client.wait(ids, timeout=WAIT)] == ["failed"]


@pytest.mark.parametrize(
    "fate", ["killed", *(pytest.param(fate, marks=pytest.mark.slow) for fate in ("frozen", "told to end"))]
)
def test_a_manager_that_stands_by_takes_over(farm: Farm, fate: str) -> None:
    first = farm.start("first")
    wait_until(lambda: first.says("The manager runs"), WAIT)
    client = farm.client()
    runs(client, "a")
    second = farm.start("second")
    wait_until(lambda: second.says(f"Standing by: .*process {first.process.pid} manages the farm"), WAIT)
    begun = time.monotonic()
    first.signal({"killed": signal.SIGKILL, "frozen": signal.SIGSTOP, "told to end": signal.SIGTERM}[fate])
    wait_until(lambda: second.says("This manager takes over"), WAIT)
    print(f"{fate}: taken over after {time.monotonic() - begun:.1f} s")
    runs(client, "b")
    if fate == "frozen":
        first.signal(signal.SIGCONT)
        assert first.ended() == 1
        assert "Another manager has taken the store over." in first.said and "Traceback" not in first.said
    assert {view.job_id: view.state for view in client.snapshot()} == {"a": "failed", "b": "failed"}
    runs(client, "c")
    second.signal(signal.SIGTERM)
    assert second.ended() == 0


@pytest.mark.slow
def test_a_manager_that_stands_by_can_be_told_to_end(farm: Farm) -> None:
    first = farm.start("first")
    wait_until(lambda: first.says("The manager runs"), WAIT)
    second = farm.start("second")
    wait_until(lambda: second.says("Standing by"), WAIT)
    second.signal(signal.SIGTERM)
    assert second.ended() == 0
    runs(farm.client(), "a")
    assert PASSWORD not in first.said + second.said
