"""Running the program as people do: as a process, with arguments, reading what it prints."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Outcome:
    """What a finished run of the program left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


Farmhand = Callable[..., Outcome]


def environment(home: Path) -> dict[str, str]:
    """A fresh home, so that no cache or setting of this computer is used."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FARMHAND_", "XDG_"))}
    return kept | {"HOME": str(home), "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def farmhand(home: Path) -> Farmhand:
    def run(*arguments: str | Path, cwd: Path | None = None, **extra: str) -> Outcome:
        done = subprocess.run(
            [sys.executable, "-m", "app.main", *map(str, arguments)],
            cwd=cwd,
            env=environment(home) | extra,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=100,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Outcome(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def start(home: Path) -> Callable[..., subprocess.Popen[str]]:
    """Start the program without waiting for it; whatever is still running at the end of the test is killed."""

    def run(*arguments: str | Path) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.main", *map(str, arguments)],
            env=environment(home),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        started.append(process)
        return process

    started: list[subprocess.Popen[str]] = []
    yield run
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.communicate()
