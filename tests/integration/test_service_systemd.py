"""An agent as a service of a real systemd."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.servers.systemd import beside_systemd, missing

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

BEGINNING = """
import pathlib, subprocess, time
from app.core.settings import Settings
from worker_agent.service_plan import ServiceState, plan_service
from worker_agent.service_systemd import Systemd
units = pathlib.Path.home() / ".config/systemd/user"
config = pathlib.Path.home() / "farm.toml"
def shown(name):
    words = ["systemctl", "--user", "show", "--value", "--property=" + name, "farmhand-manager.service"]
    return subprocess.check_output(words, text=True).strip()
def wait(condition):
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline, "It did not come in time."
        time.sleep(0.1)
"""

USERS_SERVICE = """
services = Systemd(system=False, folder=units, systemctl="systemctl")
services.install(plan_service("manager", config, Settings()))
assert services.state("manager") is ServiceState.STOPPED
services.start("manager")
store = pathlib.Path.home() / "node" / "farm.sqlite3"
wait(store.exists)
assert services.state("manager") is ServiceState.RUNNING
first = shown("MainPID")
services.stop("manager")
assert services.state("manager") is ServiceState.STOPPED
assert (shown("Result"), shown("ExecMainStatus")) == ("success", "0")
assert not store.with_name("farm.sqlite3-wal").exists()
services.remove("manager")
assert services.state("manager") is ServiceState.ABSENT
assert not list(units.rglob("farmhand*"))
"""

SYSTEMS_UNIT = """
password = pathlib.Path.home() / "password"
settings = Settings(storage=str(pathlib.Path.home() / "storage"))
plan = plan_service("worker", config, settings, secrets=(f"broker={password}",))
text = Systemd(system=True, folder=units, systemctl="systemctl").describe(plan)
# Containers may not mount over /proc, and what this test needs is in the temporary folder that it shares.
left_out = ("ProtectKernelTunables", "ProtectKernelLogs", "PrivateTmp", "Restart=", "Wants", "After")
lines = [line for line in text.splitlines() if not line.startswith(left_out)]
at = next(index for index, line in enumerate(lines) if line.startswith("ExecStart"))
lines[at] += ' "doctor" "--json"'
lines.insert(at, "ReadWritePaths=/tmp")
lines.insert(at, f"StandardOutput=file:{pathlib.Path.home()}/found.json")
units.mkdir(parents=True)
(units / "farmhand-manager.service").write_text("\\n".join(lines))
subprocess.run(["systemctl", "--user", "start", "farmhand-manager.service"], check=True)
wait(lambda: shown("ActiveState") in ("inactive", "failed"))
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A user's home, with settings and a password of a farm whose broker does not answer."""
    if reason := missing():
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    (tmp_path / "storage").mkdir()
    (tmp_path / "password").write_text("secret-word")
    (tmp_path / "farm.toml").write_text(
        f'storage = "{tmp_path}/storage"\nnode_home = "{tmp_path}/node"\nbroker = "amqp://ann@127.0.0.1:1/farm"\n'
    )
    return tmp_path


def test_a_users_service_from_beginning_to_end(home: Path) -> None:
    (home / "node" / "secrets").mkdir(parents=True)
    secret = home / "node" / "secrets" / "broker"
    secret.write_text("secret-word")
    secret.chmod(0o600)
    done = beside_systemd(home, BEGINNING + USERS_SERVICE)
    assert done.returncode == 0, done.stderr + (home / "systemd.log").read_text()


def test_the_engine_works_within_the_limits_of_the_systems_service(home: Path) -> None:
    done = beside_systemd(home, BEGINNING + SYSTEMS_UNIT)
    assert done.returncode == 0, done.stderr + (home / "systemd.log").read_text()
    found = {one["part"]: one for one in json.loads((home / "found.json").read_text())}
    assert [found[part]["verdict"] for part in ("storage", "engine")] == ["good", "good"]
    # The password came as a credential, so that what is wrong with the broker is that it does not answer.
    assert "Nothing listens there" in found["broker"]["seen"]
