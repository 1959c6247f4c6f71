"""`farmhand-agent service`: what it installs, what it says, and what it refuses."""

from __future__ import annotations

import json
import os
import plistlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import ServiceError, UsageError
from app.core.settings import Settings
from worker_agent.main import run
from worker_agent.service_launchd import Launchd
from worker_agent.service_plan import (
    STOP_SECONDS,
    ServicePlan,
    ServiceSession,
    ServiceState,
    plan_service,
    session_warning,
)
from worker_agent.service_systemd import Systemd
from worker_agent.worker_role import LEAVE_SECONDS
from worker_agent.worker_role import STOP_SECONDS as SEAT_STOP_SECONDS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="The installer's tests do that.")

SYSTEMCTL = """#!{python}
import json, pathlib, sys
words = [word for word in sys.argv[1:] if word not in ("--user", "--no-pager")]
folder = pathlib.Path({folder!r})
with (folder / "calls").open("a") as calls:
    calls.write(json.dumps(words) + "\\n")
state = folder / "state"
if words == ["--version"]:
    print("systemd {version} (stand-in)")
elif words[0] == "start":
    state.write_text("active")
elif words[0] in ("stop", "disable"):
    state.write_text("inactive")
elif words[0] == "show":
    print(state.read_text() if state.exists() else "inactive")
elif words[0] == "enable" and (folder / "broken").exists():
    sys.exit("Failed to enable unit: it is masked")
"""


def systemd(folder: Path, *, system: bool = False, version: int = 252) -> Systemd:
    """Services of a stand-in for systemd, which keeps what it was told in `folder`."""
    program = folder / "systemctl"
    program.write_text(SYSTEMCTL.format(python=sys.executable, folder=str(folder), version=version))
    program.chmod(0o755)
    return Systemd(system=system, folder=folder / "units", systemctl=str(program))


def calls(folder: Path) -> list[list[str]]:
    lines = (folder / "calls").read_text().splitlines()
    return [words for line in lines if (words := json.loads(line)) != ["--version"]]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "farm 100%.toml"
    file.write_text(f'storage = "{tmp_path / "my $hare"}"\nnode_home = "{tmp_path / "node"}"\n')
    return file


def plan(config: Path, tmp_path: Path, **more: Any) -> ServicePlan:
    settings = Settings(storage=str(tmp_path / "my $hare"), results="s3://films/out")
    return plan_service("worker", config, settings, **more)


def unit_lines(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        name, equals, value = line.partition("=")
        if equals:
            found.setdefault(name, []).append(value)
    return found


def test_a_service_of_a_user_from_beginning_to_end(tmp_path: Path, config: Path) -> None:
    services = systemd(tmp_path)
    assert services.state("worker") is ServiceState.ABSENT
    said = services.install(plan(config, tmp_path))
    assert "enable-linger" in said
    assert services.state("worker") is ServiceState.STOPPED
    services.start("worker")
    assert services.state("worker") is ServiceState.RUNNING
    services.stop("worker")
    assert services.state("worker") is ServiceState.STOPPED
    services.remove("worker")
    assert services.state("worker") is ServiceState.ABSENT
    unit = "farmhand-worker.service"
    told = [words for words in calls(tmp_path) if words[0] != "show"]
    assert told == [
        ["daemon-reload"],
        ["enable", unit],
        ["start", unit],
        ["stop", unit],
        ["disable", "--now", unit],
        ["daemon-reload"],
    ]


def test_what_is_not_installed_cannot_be_started(tmp_path: Path) -> None:
    for act in (systemd(tmp_path).start, systemd(tmp_path).stop, systemd(tmp_path).remove):
        with pytest.raises(ServiceError, match=r"no service farmhand-manager\.service"):
            act("manager")


def test_systemds_own_words_are_passed_on(tmp_path: Path, config: Path) -> None:
    (tmp_path / "broken").touch()
    with pytest.raises(ServiceError, match="it is masked"):
        systemd(tmp_path).install(plan(config, tmp_path))


def test_unit_of_the_system(tmp_path: Path, config: Path) -> None:
    password = tmp_path / "password"
    password.write_text("secret-word")
    planned = plan(config, tmp_path, user="render", secrets=(f"broker={password}",))
    text = systemd(tmp_path, system=True).describe(planned)
    found = unit_lines(text)
    assert "secret-word" not in text
    assert found["LoadCredential"] == [f"broker:{password}"]
    assert found["User"] == ["render"]
    assert found["Restart"] == ["on-failure"] and found["KillMode"] == ["mixed"]
    assert found["TimeoutStopSec"] == [str(STOP_SECONDS)]
    assert {"ProtectSystem", "NoNewPrivileges", "PrivateTmp"} <= found.keys()
    # It may write to the shared folder, and only what systemd reads literally is in what it starts.
    assert found["ReadWritePaths"] == [f'"-{tmp_path}/my $hare"']
    [started] = found["ExecStart"]
    assert started.endswith('farm 100%%.toml"') and '"--role" "worker"' in started


def test_unit_of_a_user_asks_for_nothing_that_only_root_may_set(tmp_path: Path, config: Path) -> None:
    found = unit_lines(systemd(tmp_path).describe(plan(config, tmp_path)))
    assert found["WantedBy"] == ["default.target"]
    assert not {"User", "CapabilityBoundingSet", "ProtectSystem"} & found.keys()


def test_pauses_between_restarts_grow_where_systemd_can(tmp_path: Path, config: Path) -> None:
    old = unit_lines(systemd(tmp_path, version=252).describe(plan(config, tmp_path)))
    new = unit_lines(systemd(tmp_path, version=255).describe(plan(config, tmp_path)))
    assert "RestartSteps" not in old
    assert new["RestartMaxDelaySec"] == ["256"] and new["RestartSec"] == ["2"]


@pytest.mark.parametrize("system", [False, True])
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path, config: Path, system: bool) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("systemd-analyze is not installed: apt-get install systemd")
        pytest.skip("systemd-analyze is not installed.")
    unit = tmp_path / "farmhand-worker.service"
    unit.write_text(systemd(tmp_path, system=system).describe(plan(config, tmp_path)))
    done = subprocess.run([program, "verify", unit], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("system", "changes", "said"),
    [
        (True, {"session": ServiceSession.USER}, "logged-on user"),
        (False, {"user": "render"}, "Only root"),
        (True, {"config": ""}, "settings file of its own"),
        (True, {"user": 'a"b'}, "quotes"),
        (False, {"folders": ("/srv\nUser=root",)}, "line ends"),
    ],
)
def test_services_that_cannot_be(tmp_path: Path, system: bool, changes: dict[str, object], said: str) -> None:
    made = {"role": "worker", "command": ("/opt/agent",), "config": "/etc/f.toml"} | changes
    with pytest.raises(UsageError, match=said):
        systemd(tmp_path, system=system).install(ServicePlan(**made))
    assert not (tmp_path / "units").exists()


@pytest.mark.parametrize("words", ["broker", "=file", "broker=", "broker=/nowhere/at/all"])
def test_secrets_that_are_none(words: str) -> None:
    with pytest.raises(UsageError, match="names no secret"):
        plan_service("worker", None, Settings(), secrets=(words,))


def test_without_systemd_people_are_told_what_to_do(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("worker_agent.service_systemd._BOOTED", tmp_path / "not-there")
    named = ["--role", "manager", "--config", str(config)]
    assert run(["service", "install", *named]) == 1
    assert "no systemd running" in capsys.readouterr().err
    assert run(["service", "install", *named, "--print"]) == 0
    assert "ExecStart=" in capsys.readouterr().out
    assert run(["service", "status"]) == 1
    assert capsys.readouterr().out.count("not installed") == 2


def test_a_role_must_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["service", "install"]) == 2
    assert "--role" in capsys.readouterr().err


def test_parts_of_windows_services_are_refused_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--role", "worker", "service", "guest", "lifeline"]) == 2
    assert "Windows" in capsys.readouterr().err


def test_after_effects_in_a_service_is_warned_of() -> None:
    offers, without = Settings(engines="builtin,aerender"), Settings(engines="builtin")
    assert "--session user" in session_warning("worker", offers, ServiceSession.SERVICE)
    assert session_warning("worker", offers, ServiceSession.USER) == ""
    assert session_warning("worker", without, ServiceSession.SERVICE) == ""
    assert session_warning("manager", offers, ServiceSession.SERVICE) == ""


def test_a_worker_is_gone_before_the_system_kills_its_service() -> None:
    assert LEAVE_SECONDS + SEAT_STOP_SECONDS + SEAT_STOP_SECONDS < STOP_SECONDS


def test_property_list_of_macos(tmp_path: Path, config: Path) -> None:
    listed = plistlib.loads(Launchd(system=False, folder=tmp_path).describe(plan(config, tmp_path)).encode())
    assert listed["ProgramArguments"][-4:] == ["--role", "worker", "--config", str(config)]
    assert listed["KeepAlive"] == {"SuccessfulExit": False} and listed["ExitTimeOut"] == STOP_SECONDS
    with pytest.raises(UsageError, match="Only root"):
        Launchd(system=False, folder=tmp_path).describe(plan(config, tmp_path, user="ann"))
    with pytest.raises(UsageError, match="node_home"):
        Launchd(system=True, folder=tmp_path).describe(plan(config, tmp_path))


def test_a_windows_service_answers_before_the_agents_parts_are_imported() -> None:
    heavy = ("typer", "sqlalchemy", "pika", "numpy", "psutil")
    program = f"import sys, worker_agent.__main__; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
