"""The program killed at twenty moments: it goes on, keeps every complete piece, and ends with the same films."""

from __future__ import annotations

import hashlib
import random
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from tests.e2e.conftest import Farmhand

TRIALS, SEED, WORKERS = 10, 20261123, 2
LONGEST_SECONDS = 14.0

Piece = tuple[str, int, int]
"""Job id, index and attempt of a piece."""


def film_hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("*.mp4"))}


def complete_pieces(folder: Path) -> set[Piece]:
    """Pieces whose manifest lies in the work folder, which is written after the piece itself."""
    found = set()
    for path in folder.glob(".farmhand/work/*/pieces/*.mp4.json"):
        index, attempt, *_ = path.name.split(".")
        found.add((path.parents[1].name, int(index), int(attempt.removeprefix("a"))))
    return found


def counted_pieces(folder: Path) -> set[Piece]:
    """Pieces that the store counts, with the attempt that drew each."""
    with closing(sqlite3.connect(folder / ".farmhand" / "farm.sqlite3")) as store:
        rows = store.execute("SELECT job_id, number, attempt FROM piece WHERE state = 'done'").fetchall()
    return {(job, number, attempt) for job, number, attempt in rows}


@pytest.mark.slow
@pytest.mark.timeout(850)
@pytest.mark.parametrize("half", range(2))
def test_twenty_kills_lose_only_the_pieces_in_work(
    farmhand: Farmhand, start: Callable[..., subprocess.Popen[str]], tmp_path: Path, half: int
) -> None:
    assert farmhand("demo", "--out", tmp_path / "whole").code == 0
    expected = film_hashes(tmp_path / "whole")
    assert len(expected) == 3
    moments = random.Random(SEED + half)
    for trial in range(TRIALS):
        folder, seconds = tmp_path / f"trial-{trial}", moments.uniform(0.5, LONGEST_SECONDS)
        process = start("demo", "--out", folder, "--workers", WORKERS)
        time.sleep(seconds)
        children = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert psutil.wait_procs(children, timeout=10)[1] == []
        kept = complete_pieces(folder)
        films = len(film_hashes(folder))
        began = time.monotonic()
        outcome = farmhand("demo", "--out", folder, "--workers", WORKERS)
        assert outcome.code == 0, outcome.err
        assert film_hashes(folder) == expected
        lost = kept - counted_pieces(folder)
        assert lost == set(), "complete pieces were drawn again"
        print(
            f"killed after {seconds:4.1f} s: {films} films and {len(kept):2d} pieces were complete, "
            f"all kept; finished in {time.monotonic() - began:4.1f} s"
        )
