"""What outlives a killed program, and what does not."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from app.farm.processes import ProcessTree

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows' job objects need no guardian")

WAIT = 60.0
ROOT = Path(__file__).resolve().parents[3]

STARTER = """
import subprocess, sys, time
from app.farm.processes import ProcessTree
leader = "import subprocess, sys, time; own = {}; " \\
    "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'], start_new_session=True); " \\
    "print(p.pid, flush=True); time.sleep(600)"
tree = ProcessTree([sys.executable, "-c", leader], stdout=subprocess.PIPE, guarded=True)
print(tree.pid, int(tree.stdout.readline()), flush=True)
time.sleep(600)
"""


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM])
def test_a_guarded_tree_ends_with_its_killed_program(sign: signal.Signals) -> None:
    starter = subprocess.Popen([sys.executable, "-c", STARTER], stdout=subprocess.PIPE, cwd=ROOT)
    try:
        assert starter.stdout is not None
        pids = [int(word) for word in starter.stdout.readline().split()]
        assert len(pids) == 2 and not any(map(is_gone, pids))
        starter.send_signal(sign)
        starter.wait(WAIT)
        wait_until(lambda: all(map(is_gone, pids)))
    finally:
        starter.kill()
        starter.communicate()


def test_a_tree_that_was_ended_leaves_no_guardian() -> None:
    before = set(psutil.Process().children())
    tree = ProcessTree([sys.executable, "-c", "import time; time.sleep(600)"], guarded=True)
    assert len(set(psutil.Process().children()) - before) == 2
    tree.kill()
    assert set(psutil.Process().children()) <= before
