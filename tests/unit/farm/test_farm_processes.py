"""Process trees, with real programs that do not want to die."""

from __future__ import annotations

import ctypes
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from app.core.errors import EngineError
from app.farm import processes_windows
from app.farm.processes import READ_BYTES, LastLines, ProcessTree

STUBBORN = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
signal.signal(signal.SIGINT, signal.SIG_IGN)
depth = int(sys.argv[1])
if depth:
    subprocess.Popen([sys.executable, __file__, str(depth - 1), sys.argv[2]])
open(os.path.join(sys.argv[2], str(os.getpid())), "w").close()
time.sleep(300)
"""

DAEMON = """
import os, sys, time
if os.fork():
    os._exit(0)
os.setsid()
if os.fork():
    os._exit(0)
open(os.path.join(sys.argv[1], str(os.getpid())), "w").close()
time.sleep(300)
"""


def wait_for_pids(folder: Path, count: int) -> list[int]:
    deadline = time.monotonic() + 20
    while len(names := list(folder.iterdir())) < count:
        assert time.monotonic() < deadline, "the children did not start"
        time.sleep(0.01)
    return [int(path.name) for path in names]


def is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.fixture
def pids(tmp_path: Path) -> Path:
    folder = tmp_path / "pids"
    folder.mkdir()
    return folder


def test_farm_kill_ends_grandchildren_that_ignore_sigterm(tmp_path: Path, pids: Path) -> None:
    script = tmp_path / "stubborn.py"
    script.write_text(STUBBORN, encoding="utf-8")
    tree = ProcessTree([sys.executable, script, "2", pids])
    family = wait_for_pids(pids, 3)
    tree.kill()
    assert not [pid for pid in family if is_alive(pid)]


@pytest.mark.skipif(sys.platform == "win32", reason="a job object leaves nobody this way out")
def test_farm_kill_finds_a_daemon_that_left_session_and_parent(tmp_path: Path, pids: Path) -> None:
    script = tmp_path / "daemon.py"
    script.write_text(DAEMON, encoding="utf-8")
    tree = ProcessTree([sys.executable, script, pids])
    (daemon,) = wait_for_pids(pids, 1)
    assert tree.wait(10) == 0
    assert is_alive(daemon)
    tree.kill()
    assert not is_alive(daemon)


def test_farm_kill_is_harmless_when_all_is_over() -> None:
    tree = ProcessTree([sys.executable, "-c", "raise SystemExit(7)"])
    assert tree.wait(20) == 7
    tree.kill()
    tree.kill()


def test_farm_two_trees_do_not_kill_each_other() -> None:
    first = ProcessTree([sys.executable, "-c", "import time; time.sleep(300)"])
    second = ProcessTree([sys.executable, "-c", "import time; time.sleep(300)"])
    first.kill()
    assert second.exit_code is None
    second.kill()
    assert second.exit_code is not None


def test_farm_missing_program_is_named() -> None:
    with pytest.raises(EngineError, match="no-such-program"):
        ProcessTree(["no-such-program"])


def test_farm_arguments_reach_the_program_as_they_are() -> None:
    argument = 'a "quoted" $HOME; echo `x` & y'
    tree = ProcessTree([sys.executable, "-c", "import sys; print(sys.argv[1])", argument], stdout=subprocess.PIPE)
    assert tree.stdout.read().decode().strip() == argument
    tree.kill()


def test_farm_programs_are_given_variables_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FARMHAND_TEST_ONE", "ours")
    monkeypatch.setenv("FARMHAND_TEST_TWO", "ours")
    code = "import os; print(os.environ['FARMHAND_TEST_ONE'], os.environ['FARMHAND_TEST_TWO'])"
    tree = ProcessTree([sys.executable, "-c", code], stdout=subprocess.PIPE, environment={"FARMHAND_TEST_TWO": "own"})
    assert tree.stdout.read().decode().split() == ["ours", "own"]
    tree.kill()


def test_farm_windows_job_limits_have_the_size_that_windows_expects() -> None:
    # sizeof(JOBOBJECT_EXTENDED_LIMIT_INFORMATION) in 64-bit programs.
    assert ctypes.sizeof(processes_windows._ExtendedLimits) == 144
    assert ctypes.sizeof(processes_windows._Accounting) == 48


def test_farm_processor_time_of_a_tree_counts_its_children(tmp_path: Path) -> None:
    script = tmp_path / "busy.py"
    # The system tells processor time in steps of a hundredth of a second, and may be as much behind.
    child = "import time\nwhile time.process_time() < 0.4: pass\ntime.sleep(60)"
    script.write_text(f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', {child!r}]).wait()", "utf-8")
    tree = ProcessTree([sys.executable, script])
    deadline = time.monotonic() + 30
    while (used := tree.cpu_seconds()) < 0.3:
        assert time.monotonic() < deadline, f"{used} seconds were seen"
        time.sleep(0.05)
    tree.kill()


def test_farm_last_lines_keep_the_end_of_a_flood() -> None:
    code = "import sys\nfor i in range(50000): sys.stderr.write(f'line {i}\\n')\nsys.stderr.write('x' * 3_000_000)"
    tree = ProcessTree([sys.executable, "-c", code], stderr=subprocess.PIPE)
    lines = LastLines(tree.stderr, lines=5, line_bytes=100)
    assert tree.wait(30) == 0
    kept = lines.text(wait=10).splitlines()
    assert len(kept) == 5
    assert max(map(len, kept)) <= 100
    tree.kill()


def test_farm_last_lines_pass_each_line_on_and_cut_the_endless() -> None:
    code = "import sys\nsys.stderr.write('one\\n\\n  zwei ü  \\r\\n' + 'x' * 100_000 + '\\nthree')"
    heard: list[str] = []
    tree = ProcessTree([sys.executable, "-c", code], stderr=subprocess.PIPE)
    lines = LastLines(tree.stderr, lines=3, on_line=heard.append)
    assert tree.wait(30) == 0
    assert lines.text(wait=10).splitlines()[-1] == "three"
    assert [line[:10] for line in heard] == ["one", "  zwei ü", "x" * 10, "three"]
    assert max(map(len, heard)) == READ_BYTES
    tree.kill()


@pytest.mark.parametrize(("logs_in", "seen"), [(False, []), (True, ["AWS_SESSION_TOKEN", "FARMHAND_SECRET_BROKER"])])
def test_only_programs_that_log_in_see_secrets(monkeypatch: pytest.MonkeyPatch, logs_in: bool, seen: list[str]) -> None:
    for name in ("FARMHAND_SECRET_BROKER", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "hunter2")
    monkeypatch.setenv("FARMHAND_STORAGE", "/mnt/farm")
    script = (
        "import os; env = os.environ; "
        "print(sorted(name for name in env if env[name] == 'hunter2'), 'FARMHAND_STORAGE' in env)"
    )
    tree = ProcessTree([sys.executable, "-c", script], stdout=subprocess.PIPE, logs_in=logs_in)
    lines = LastLines(tree.stdout)
    assert tree.wait(20) == 0
    assert lines.text(wait=5.0) == f"{seen} True"
    tree.kill()
