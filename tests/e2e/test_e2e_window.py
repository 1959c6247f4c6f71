"""The window on a real screen (Xvfb), driven with real keys and the real mouse; but for a farm, without any network.

The tests themselves are in `tests/screen`; a process with another screen has to run them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

SCREEN_TESTS = sorted((ROOT / "tests" / "screen").glob("test_*.py"))


def name_of(path: Path) -> str:
    return path.stem.removeprefix("test_screen_")


@pytest.fixture(scope="module")
def screen() -> Iterator[str]:
    """The display of a private X server that nobody reaches over a network."""
    program = shutil.which("Xvfb")
    assert program is not None, "Xvfb is missing; run.py test installs it on Debian"
    reading, writing = os.pipe()
    command = [program, "-displayfd", str(writing), "-screen", "0", "1920x1200x24", "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        display = f":{pipe.readline().strip()}"
    yield display
    process.terminate()
    process.wait(10)


def run_on(screen: str, *words: str, seconds: int, network: bool = False) -> None:
    unshare = [] if network else without_network()
    environment = {
        **os.environ,
        "DISPLAY": screen,
        "QT_QPA_PLATFORM": "xcb",
        "FARMHAND_TEST_SCREEN": "no network" if unshare else "network",
    }
    command = [*unshare, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=seconds, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def without_network() -> list[str]:
    """What starts a program without any network, where the system lets us."""
    unshare = ["unshare", "--map-root-user", "--net", "--"]
    if shutil.which("unshare") is None:
        return []
    allowed = subprocess.run([*unshare, "true"], capture_output=True, check=False).returncode == 0
    return unshare if allowed else []


SLOW = {"restart": "kills the program again and again", "scaling": "a batch on machines that come, die and go"}
"""What takes a minute and more is not for every day."""


@pytest.mark.timeout(900)
def test_on_a_screen(screen: str) -> None:
    # All in one process, as that of each would need seconds to start.
    run_on(screen, *(str(path) for path in SCREEN_TESTS if name_of(path) not in SLOW), seconds=880)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("tests", [path for path in SCREEN_TESTS if name_of(path) in SLOW], ids=name_of)
def test_long_on_a_screen(screen: str, tests: Path) -> None:
    run_on(screen, str(tests), seconds=880, network=name_of(tests) == "scaling")
