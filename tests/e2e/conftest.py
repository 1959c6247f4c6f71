"""Running the program as people do: as a process, with arguments, reading what it prints."""

from __future__ import annotations

import json
import os
import signal
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import py_aep
import pytest

from app.cli.main import run
from app.cli.wiring import Wiring
from app.main import read_settings, start_agents, user_name

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
def farmhand_here(home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Farmhand:
    """Runs the program inside the test, for what does not depend on its start, which takes seconds."""
    for name in [name for name in os.environ if name.startswith(("FARMHAND_", "XDG_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    wiring = Wiring(start_agents=start_agents, settings=read_settings, owner=user_name())

    def run_here(*arguments: str | Path, cwd: Path | None = None, **extra: str) -> Outcome:
        with monkeypatch.context() as patch:
            for name, value in extra.items():
                patch.setenv(name, value)
            if cwd is not None:
                patch.chdir(cwd)
            code = run([str(word) for word in arguments], wiring)
        told = capfd.readouterr()
        assert "Traceback" not in told.err, told.err
        return Outcome(code, told.out, told.err)

    return run_here


def heed_interrupts() -> None:
    """A shell that starts the tests in the background has them ignore SIGINT, and children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def start(home: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start the program without waiting for it; whatever is still running at the end of the test is killed."""

    def run(*arguments: str | Path) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.main", *map(str, arguments)],
            env=environment(home),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            preexec_fn=heed_interrupts,
        )
        started.append(process)
        return process

    started: list[subprocess.Popen[str]] = []
    yield run
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.communicate()


@pytest.fixture
def project_with_comps(tmp_path: Path) -> Callable[..., Path]:
    """Makes a project with an empty composition of each given name."""

    def make(*names: str) -> Path:
        app = py_aep.new()
        for name in names:
            app.project.root_folder.add_comp(name, 320, 180, 1.0, 1.0, 25.0)
        path = tmp_path / "comps.aep"
        app.project.save(path)
        return path

    return make


@pytest.fixture
def project_with_font(tmp_path: Path) -> Callable[[str], Path]:
    """Makes a project whose one text layer uses the given font."""

    def make(font: str) -> Path:
        app = py_aep.new()
        comp = app.project.root_folder.add_comp("Title", 320, 180, 1.0, 1.0, 25.0)
        layer = comp.add_text("Hello")
        layer.text["ADBE Text Document"].value.font = font
        path = tmp_path / "font.aep"
        app.project.save(path)
        return path

    return make


@pytest.fixture
def newer_project(project_with_comps: Callable[..., Path]) -> Path:
    """A project that says it was saved by an After Effects two versions after the newest known one."""
    path = project_with_comps("Main")
    data = bytearray(path.read_bytes())
    head = data.index(b"head") + 8
    [version] = struct.unpack_from(">H", data, head)
    struct.pack_into(">H", data, head, version + 2)
    path.write_bytes(data)
    return path
