"""The bundles for Linux: built from the locks in an environment of their own, then used as people would."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
QT = ("PySide6", "shiboken6", "libQt6*")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(5400),
    pytest.mark.skipif(sys.platform != "linux", reason="The bundles of another system are built there."),
]


@pytest.fixture(scope="module")
def agent() -> Path:
    """The agent's bundle, newly built."""
    return build("farmhand-agent")


@pytest.fixture(scope="module")
def window() -> Path:
    """The bundle with everything, newly built."""
    return build("farmhand")


def build(name: str) -> Path:
    command = [sys.executable, ROOT / "installer" / "build.py", "linux", "--no-archive", "--only", name]
    subprocess.run(command, check=True, timeout=3600)
    return ROOT / "dist" / name


def smoke(bundle: Path) -> None:
    command = [sys.executable, ROOT / "installer" / "smoke.py", bundle]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=3600)
    assert done.returncode == 0, done.stdout + done.stderr


def test_bundle_of_the_agent(agent: Path) -> None:
    smoke(agent)
    assert [path for pattern in QT for path in agent.rglob(pattern)] == []
    assert not os.access(agent / "farmhand", os.F_OK)


def test_bundle_with_the_window(window: Path) -> None:
    smoke(window)


def test_the_service_of_a_bundle_starts_the_bundle(agent: Path, tmp_path: Path) -> None:
    config = tmp_path / "farm.toml"
    config.write_text("storage = '/srv/farm'\n")
    words = ("service", "install", "--role", "worker", "--config", config, "--print")
    program = agent / "farmhand-agent"
    done = subprocess.run([program, *words], capture_output=True, text=True, check=True, timeout=300)
    assert f'ExecStart="{program}" "--role" "worker" "--config" "{config}"' in done.stdout
