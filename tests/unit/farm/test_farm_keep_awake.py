"""Keeping the computer awake, with a program of the system that is ours."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from app.farm.keep_awake import AwakeStatus, Battery, KeepAwake, WindowsHold, read_battery

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="stands in for a program of Linux")

ROOT = Path(__file__).resolve().parents[3]

INHIBITOR = """#!/bin/sh
echo "asked $*" >> "$HOLD_LOG"
while [ "$1" != cat ]; do shift; done
"$@"
echo "let go" >> "$HOLD_LOG"
"""

REFUSING = """#!/bin/sh
echo "Failed to inhibit: Access denied" >&2
exit 1
"""


class Statuses:
    """What a keeper tells, to be waited for."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.told: list[AwakeStatus] = []

    def __call__(self, status: AwakeStatus) -> None:
        with self._changed:
            self.told.append(status)
            self._changed.notify_all()

    def wait_for(self, *held: bool) -> AwakeStatus:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.told) >= len(held), 20), self.told
        assert [status.held for status in self.told] == list(held)
        return self.told[-1]


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The log of a `systemd-inhibit` on the PATH."""
    install(tmp_path, INHIBITOR)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setenv("HOLD_LOG", str(tmp_path / "log"))
    return tmp_path / "log"


@pytest.fixture
def statuses() -> Statuses:
    return Statuses()


@pytest.fixture
def keeper(log: Path, statuses: Statuses) -> Iterator[KeepAwake]:
    one = KeepAwake(battery=lambda: None, on_change=statuses)
    yield one
    one.close()


def install(folder: Path, script: str) -> None:
    program = folder / "systemd-inhibit"
    program.write_text(script, "utf-8")
    program.chmod(0o755)


def lines(log: Path) -> list[str]:
    return log.read_text("utf-8").splitlines()


def test_awake_while_there_is_work_and_no_longer(keeper: KeepAwake, statuses: Statuses, log: Path) -> None:
    assert keeper.status == AwakeStatus(held=False)
    keeper.want(True)
    statuses.wait_for(True)
    keeper.want(True)
    assert keeper.status == AwakeStatus(held=True)
    keeper.want(False)
    statuses.wait_for(True, False)
    asked, let_go = lines(log)
    assert "--what=idle:sleep" in asked
    assert "Farmhand" in asked
    assert let_go == "let go"
    keeper.want(True)
    statuses.wait_for(True, False, True)
    keeper.close()
    assert lines(log)[2:] == [asked, "let go"]


def test_awake_only_if_the_user_allows_it(keeper: KeepAwake, statuses: Statuses, log: Path) -> None:
    keeper.allow(False)
    keeper.want(True)
    keeper.allow(True)
    statuses.wait_for(True)
    keeper.allow(False)
    assert statuses.wait_for(True, False).reason == ""
    assert lines(log)[-1] == "let go"


def test_awake_as_a_context(log: Path, statuses: Statuses) -> None:
    with KeepAwake(battery=lambda: None, on_change=statuses):
        statuses.wait_for(True)
    assert lines(log)[-1] == "let go"
    assert not [thread for thread in threading.enumerate() if thread.name == "keep-awake"]


def test_awake_ends_on_a_low_battery_and_comes_back_when_plugged_in(log: Path, statuses: Statuses) -> None:
    battery = [Battery(percent=80, plugged_in=False)]
    with KeepAwake(battery=lambda: battery[0], poll_seconds=0.01, on_change=statuses):
        statuses.wait_for(True)
        battery[0] = Battery(percent=19.4, plugged_in=False)
        assert "19 percent" in statuses.wait_for(True, False).reason
        assert lines(log)[-1] == "let go"
        battery[0] = Battery(percent=19.4, plugged_in=True)
        assert statuses.wait_for(True, False, True).reason == ""


def test_awake_is_impossible_where_the_program_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, statuses: Statuses
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    keeper = KeepAwake(battery=lambda: None, on_change=statuses)
    keeper.want(True)
    assert "systemd-inhibit" in statuses.wait_for(False).reason
    keeper.close()


def test_awake_is_impossible_where_the_system_refuses(
    log: Path, tmp_path: Path, keeper: KeepAwake, statuses: Statuses
) -> None:
    install(tmp_path, REFUSING)
    keeper.want(True)
    assert "Access denied" in statuses.wait_for(False).reason


def test_awake_comes_back_when_somebody_ended_the_program(log: Path, statuses: Statuses) -> None:
    with KeepAwake(battery=lambda: None, poll_seconds=0.01, on_change=statuses):
        statuses.wait_for(True)
        [child] = [one for one in psutil.Process().children() if "--who=Farmhand" in one.cmdline()]
        child.kill()
        reason = statuses.wait_for(True, False, True) and statuses.told[1].reason
        assert "was killed" in reason


def test_awake_ends_with_a_program_that_is_killed(log: Path) -> None:
    code = (
        "import sys\n"
        "from app.farm.keep_awake import KeepAwake\n"
        "keeper = KeepAwake(battery=lambda: None, on_change=lambda status: print(status.held, flush=True))\n"
        "keeper.want(True)\n"
        "sys.stdin.read()\n"
    )
    program = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "True\n"
    family = psutil.Process(program.pid).children(recursive=True)
    assert family
    program.kill()
    program.communicate()
    assert psutil.wait_procs(family, timeout=10)[1] == []
    assert lines(log)[-1] == "let go"


def test_awake_battery_of_this_computer_can_be_asked() -> None:
    battery = read_battery()
    assert battery is None or 0 <= battery.percent <= 100


def test_awake_windows_parts_are_harmless_elsewhere() -> None:
    assert WindowsHold().take() == "Windows refused."
