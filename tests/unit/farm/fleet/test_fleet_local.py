"""Machines that are processes of this computer."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from app.core.fleet import Instance, InstanceState
from app.farm.clock import SystemClock
from app.farm.fleet.local import LocalFleet, LocalMachine

WAIT_SECONDS = 60.0
SLEEPS = (sys.executable, "-c", "import time; time.sleep(600)")


def machine(command: tuple[str, ...] = SLEEPS) -> LocalMachine:
    return LocalMachine(node="node1", command=command, price=0.5)


def wait_for(fleet: LocalFleet, condition: Callable[[Instance], bool]) -> Instance:
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        (found,) = fleet.describe()
        if condition(found):
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.01)


def test_a_machine_boots_before_its_agent_runs() -> None:
    fleet = LocalFleet([machine()], SystemClock(), boot_seconds=0.3)
    (outcome,) = fleet.start(["local-node1"])
    assert outcome.state is InstanceState.STARTING
    wait_for(fleet, lambda one: one.state is InstanceState.RUNNING)
    fleet.stop(["local-node1"], at_once=True)
    wait_for(fleet, lambda one: one.state is InstanceState.STOPPED)


def test_a_machine_that_is_stopped_while_it_boots_never_runs(tmp_path: Path) -> None:
    command = (sys.executable, "-c", f"open({str(tmp_path / 'ran')!r}, 'w')")
    fleet = LocalFleet([machine(command)], SystemClock(), boot_seconds=600.0)
    fleet.start(["local-node1"])
    fleet.stop(["local-node1"])
    wait_for(fleet, lambda one: one.state is InstanceState.STOPPED)
    fleet.close()
    assert not (tmp_path / "ran").exists()


def test_a_machine_whose_agent_ends_is_stopped_as_one_that_switches_itself_off() -> None:
    fleet = LocalFleet([machine((sys.executable, "-c", ""))], SystemClock())
    fleet.start(["local-node1"])
    found = wait_for(fleet, lambda one: one.state is InstanceState.STOPPED)
    assert found.note == ""
    assert found.launched > 0


def test_an_agent_that_fails_or_is_not_there_is_told_of(tmp_path: Path) -> None:
    fleet = LocalFleet([machine((sys.executable, "-c", "raise SystemExit(3)"))], SystemClock())
    fleet.start(["local-node1"])
    assert "exit code 3" in wait_for(fleet, lambda one: one.state is InstanceState.STOPPED).note
    absent = LocalFleet([machine((str(tmp_path / "no such program"),))], SystemClock())
    absent.start(["local-node1"])
    assert "could not be started" in wait_for(absent, lambda one: bool(one.note)).note


def test_an_agent_that_does_not_end_is_killed_in_the_end(tmp_path: Path) -> None:
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); open('ready', 'w'); time.sleep(600)"
    stubborn = stubborn.replace("'ready'", repr(str(tmp_path / "ready")))
    fleet = LocalFleet([machine((sys.executable, "-c", stubborn))], SystemClock(), end_seconds=0.2)
    fleet.start(["local-node1"])
    wait_for(fleet, lambda one: (tmp_path / "ready").exists())
    fleet.stop(["local-node1"])
    wait_for(fleet, lambda one: one.state is InstanceState.STOPPED)


def arguments(process: psutil.Process) -> list[str]:
    """Of a process that may have ended meanwhile; then there are none."""
    try:
        return process.cmdline()[1:]
    except psutil.Error:
        return []


def test_closing_leaves_no_process() -> None:
    fleet = LocalFleet([machine()], SystemClock())
    fleet.start(["local-node1"])
    wait_for(fleet, lambda one: one.state is InstanceState.RUNNING)
    before = [one for one in psutil.Process().children(recursive=True) if arguments(one) == list(SLEEPS[1:])]
    assert len(before) == 1
    fleet.close()
    assert not [one for one in before if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
    assert fleet.describe()[0].state is InstanceState.STOPPED


def test_an_agent_ends_with_a_program_that_is_killed() -> None:
    program = f"""
import sys, time
from app.core.fleet import InstanceState
from app.farm.clock import SystemClock
from app.farm.fleet.local import LocalFleet, LocalMachine
fleet = LocalFleet([LocalMachine(node="node1", command={SLEEPS!r})], SystemClock())
fleet.start(["local-node1"])
while fleet.describe()[0].state is not InstanceState.RUNNING: time.sleep(0.01)
print("runs", flush=True)
time.sleep(600)
"""
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process:
        assert process.stdout.readline() == "runs\n"
        agents = [one for one in psutil.Process(process.pid).children() if one.cmdline()[1:] == list(SLEEPS[1:])]
        assert len(agents) == 1
        process.kill()
    _, alive = psutil.wait_procs(agents, timeout=WAIT_SECONDS)
    assert alive == []
