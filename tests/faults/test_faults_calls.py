"""The library that makes system calls fail: exactly those that a rule names, counted over all processes."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.faults.calls import KILL, STOP, Call, CallFaults, Rule, bad_disk
from tests.servers.fixtures import wait_until

pytestmark = pytest.mark.slow

WRITER = """
import os, sys
path, count = sys.argv[1:]
for number in range(int(count)):
    try:
        with open(path, "ab", buffering=0) as file:
            file.write(b"x")
    except OSError as error:
        print(number, error.errno)
"""
STORE = """
import sqlite3, sys
store = sqlite3.connect(sys.argv[1], isolation_level=None)
store.execute("PRAGMA journal_mode=WAL")
store.execute("PRAGMA synchronous=FULL")
store.execute("CREATE TABLE IF NOT EXISTS t (x)")
for number in range(10):
    try:
        store.execute("INSERT INTO t VALUES (?)", (number,))
    except sqlite3.OperationalError as error:
        print(number, error)
"""


def start(calls: CallFaults, program: str, *words: object, who: str = "writer") -> subprocess.Popen[str]:
    command = [sys.executable, "-c", program, *map(str, words)]
    known = os.environ | calls.variables(who)
    return subprocess.Popen(command, env=known, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def ended(process: subprocess.Popen[str]) -> int:
    process.communicate(timeout=30)
    return process.returncode


def test_calls_fail_by_number_over_all_processes_and_others_do_not(calls: CallFaults, tmp_path: Path) -> None:
    place = calls.arm(Rule(f"{tmp_path}/bad*", Call.WRITE, error=errno.EIO, first=4, count=2, who="writer"))
    told = [start(calls, WRITER, tmp_path / "bad", 3).communicate()[0] for _ in range(3)]
    assert told == ["", f"0 {errno.EIO}\n1 {errno.EIO}\n", ""]
    assert (calls.seen(place), calls.hits(place)) == (9, 2)
    assert (tmp_path / "bad").read_bytes() == b"x" * 7
    assert start(calls, WRITER, tmp_path / "bad", 3, who="another").communicate()[0] == ""
    assert start(calls, WRITER, tmp_path / "good", 3).communicate()[0] == ""
    assert calls.seen(place) == 9
    calls.disarm(place)
    assert start(calls, WRITER, tmp_path / "bad", 9).communicate()[0] == ""


def test_calls_fail_by_a_chance_that_the_seed_decides(calls: CallFaults, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()

    def failing(seed: int) -> str:
        places = [calls.arm(rule) for rule in bad_disk([tmp_path / "disk"], 0.3, seed=seed, calls=Call.WRITE)]
        told = start(calls, WRITER, tmp_path / "disk" / "file", 200).communicate()[0]
        assert [len(told.splitlines())] == [calls.hits(place) for place in places]
        calls.disarm_all()
        return told

    once = failing(7)
    assert once == failing(7) != failing(8)
    assert 30 <= len(once.splitlines()) <= 90


def test_calls_end_their_process_or_let_it_stand_still(calls: CallFaults, tmp_path: Path) -> None:
    before = calls.arm(Rule(f"{tmp_path}/a", Call.WRITE, signal=KILL, first=3))
    after = calls.arm(Rule(f"{tmp_path}/b", Call.WRITE, signal=KILL, first=3, after=True))
    stopped = calls.arm(Rule(f"{tmp_path}/c", Call.WRITE, signal=STOP, first=3, count=1))
    for name in "ab":
        assert ended(start(calls, WRITER, tmp_path / name, 9)) == -KILL
    assert ((tmp_path / "a").read_bytes(), (tmp_path / "b").read_bytes()) == (b"xx", b"xxx")
    standing = start(calls, WRITER, tmp_path / "c", 9)
    wait_until(lambda: calls.pid(stopped) == standing.pid)
    wait_until(lambda: psutil.Process(standing.pid).status() == psutil.STATUS_STOPPED)
    assert (tmp_path / "c").read_bytes() == b"xx"
    psutil.Process(standing.pid).resume()
    assert ended(standing) == 0
    assert (tmp_path / "c").read_bytes() == b"x" * 9
    assert [calls.hits(place) for place in (before, after, stopped)] == [1, 1, 1]


def test_calls_of_a_database_s_files_are_seen(calls: CallFaults, tmp_path: Path) -> None:
    place = calls.arm(Rule(f"{tmp_path}/s.db-wal", Call.SYNC, error=errno.EIO, first=4, count=1))
    told = start(calls, STORE, tmp_path / "s.db").communicate()[0]
    assert "disk I/O error" in told and len(told.splitlines()) == 1
    assert calls.hits(place) == 1
    calls.arm(Rule(f"{tmp_path}/s.db", Call.READ, error=errno.EIO, first=2))
    assert ended(start(calls, STORE, tmp_path / "s.db")) == 1
