"""`farmhand farm try`: a whole farm for a few minutes, of which nothing is left but films."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.e2e.conftest import Outcome, environment, heed_interrupts
from tests.servers.rabbitmq import is_installed

pytestmark = pytest.mark.timeout(700)

SHORT_FILMS = """
from dataclasses import replace
from app.cli import farm_try
from app.main import main
whole = farm_try.demo_wishes()
farm_try.demo_wishes = lambda: replace(whole, frames="60-89")
raise SystemExit(main())
"""
"""The program with films of a second, and the rest as it is."""

FILMS = ["jose-nanez.mp4", "ngo-thi-huong.mp4", "zoe-lefevre.mp4"]
WAIT = 300.0


class Tried:
    """The program, with a temporary folder of its own, so that what it starts and keeps is known."""

    def __init__(self, home: Path, folder: Path, *start: str) -> None:
        self.films = folder / "films"
        self._folder = folder / "temporary"
        self._folder.mkdir()
        self.process = subprocess.Popen(
            [sys.executable, *start, "farm", "try", "--out", self.films, "--workers", "2", "--json"],
            env=environment(home) | {"TMPDIR": str(self._folder), "FARMHAND_BROKER": "amqps://somebody@elsewhere"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            preexec_fn=heed_interrupts,
        )

    def ended(self) -> Outcome:
        out, err = self.process.communicate(timeout=2 * WAIT)
        assert "Traceback" not in err, err
        return Outcome(self.process.returncode, out, err)

    def started(self) -> list[psutil.Process]:
        """All that runs because of it, wherever it has gone."""
        return [one for one in psutil.process_iter() if str(self._folder) in _environment_of(one)]

    def part(self, *words: str) -> psutil.Process:
        """The process whose command line has these words, once it is there and films are being made."""
        deadline = time.monotonic() + WAIT
        while True:
            work = list(self._folder.glob("farmhand-farm-*/storage/work/*/pieces/*"))
            found = [one for one in self.started() if set(words) <= set(_command_of(one))]
            if found and work:
                return found[0]
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.1)

    def kept(self) -> list[Path]:
        return list(self._folder.glob("farmhand-farm-*"))


def _environment_of(process: psutil.Process) -> str:
    try:
        return "\n".join(process.environ().values()) if process.pid != os.getpid() else ""
    except (psutil.Error, OSError):
        return ""


def _command_of(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


@pytest.fixture
def try_it(home: Path, tmp_path: Path) -> Iterator[Callable[..., Tried]]:
    if not is_installed():
        if os.environ.get("CI"):
            pytest.fail("RabbitMQ is not installed: apt-get install rabbitmq-server")
        pytest.skip("RabbitMQ is not installed.")
    made: list[Tried] = []

    def make(*start: str) -> Tried:
        made.append(Tried(home, tmp_path, *(start or ("-m", "app.main"))))
        return made[-1]

    yield make
    for one in made:
        for process in one.started():
            process.kill()
        one.process.communicate()


@pytest.mark.parametrize(
    ("start", "frames"),
    [
        pytest.param(("-c", SHORT_FILMS), 30, id="short"),
        pytest.param((), 150, id="whole", marks=pytest.mark.slow),
    ],
)
def test_the_demo_on_a_farm_of_programs(try_it: Callable[..., Tried], start: tuple[str, ...], frames: int) -> None:
    tried = try_it(*start)
    outcome = tried.ended()
    assert outcome.code == 0, outcome.err
    films = outcome.document["films"]
    assert sorted(path.name for path in tried.films.iterdir()) == FILMS
    for film in films:
        assert (film["state"], film["frames"], film["has_audio"]) == ("done", frames, True)
        assert hashlib.sha256(Path(film["path"]).read_bytes()).hexdigest() == film["sha256"]
    assert tried.started() == []
    assert tried.kept() == []


@pytest.mark.slow
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_leaves_nothing_behind(try_it: Callable[..., Tried], sign: signal.Signals) -> None:
    tried = try_it()
    tried.part("--role", "manager")
    assert len(tried.started()) > 5
    tried.process.send_signal(sign)
    outcome = tried.ended()
    assert outcome.code == 130
    assert "kept" in outcome.err
    assert tried.started() == []
    assert tried.kept() == []


@pytest.mark.slow
def test_killed_it_leaves_no_part_running(try_it: Callable[..., Tried]) -> None:
    tried = try_it()
    tried.part("--role", "manager")
    tried.process.kill()
    tried.process.communicate()
    deadline = time.monotonic() + WAIT
    while left := tried.started():
        assert time.monotonic() < deadline, [_command_of(one) for one in left]
        time.sleep(0.1)


@pytest.mark.slow
def test_a_part_that_fails_is_named_and_the_others_end(try_it: Callable[..., Tried]) -> None:
    tried = try_it()
    tried.part("--role", "manager").kill()
    outcome = tried.ended()
    assert outcome.code == 1
    assert "The manager has ended unexpectedly" in outcome.err
    assert outcome.document["error"]["kind"] == "EngineLostError"
    assert tried.started() == []
    [folder] = tried.kept()
    assert str(folder) in outcome.err


def test_without_rabbitmq_it_says_how_to_get_it(home: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from app.farm import try_farm_broker; try_farm_broker._PLACES = (); "
        "from app.main import main; raise SystemExit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "farm", "try", "--out", tmp_path / "films"],
        env=environment(home) | {"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 2
    assert "RabbitMQ is not installed." in done.stderr
    assert "apt-get install" in done.stderr
    assert "Traceback" not in done.stderr
