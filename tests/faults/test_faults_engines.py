"""After Effects lies, hangs, dies or floods, again and again: each time it is told, and nothing of it is left."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import psutil
import pytest

from app.core.errors import EngineError, EngineLostError, FarmhandError, RenderError
from app.farm.engines.plans import load_plan
from app.farm.pieces import recover_pieces
from app.farm.processes import LastLines, ProcessTree
from app.farm.storage_folder import FolderStorage
from tests.integration.test_engine_aerender_failures import HASTY, PATIENT, Attempt
from tests.servers.fixtures import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

TIMES = 5
LIES: dict[str, type[FarmhandError]] = {
    "silent-exit": EngineLostError,
    "partial-frames": EngineLostError,
    "truncated-file": EngineLostError,
    "empty-file": EngineLostError,
    "half-size": EngineError,
    "error-exit-0": RenderError,
}
"""Ways to lie, and what is told of each."""

HANGS = {
    "mid-hang": HASTY["mid-hang"][0],
    "computing-hang": HASTY["computing-hang"][0],
    "launcher-dies": PATIENT,
    "another-instance": PATIENT,
}

FLOOD_BYTES = 50_000_000
FLOOD = """
import os, signal, sys
if os.fork() == 0:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    line, said = b"x" * 999 + b"\\n", 0
    while True:
        said += os.write(2, line * 100)
        if said % 10_000_000 == 0:
            with open(sys.argv[1] + ".new", "w") as file:
                file.write(f"{os.getpid()} {said}")
            os.replace(sys.argv[1] + ".new", sys.argv[1])
signal.pause()
"""


@pytest.mark.parametrize("lie", LIES)
def test_14_output_that_lies_is_caught_before_it_counts(lie: str, tmp_path: Path) -> None:
    begun = time.monotonic()
    for number in range(TIMES):
        storage = FolderStorage(tmp_path / f"home-{number}", tmp_path / "results")
        attempt = Attempt(storage, tmp_path / str(number), lie, "ok")
        frames = 10 + 3 * number
        with pytest.raises(LIES[lie]) as caught:
            attempt.draw(frames=frames)
        assert caught.value.title and caught.value.cause
        plan = load_plan(storage, f"work/job-{frames}/plan.json")
        kept = recover_pieces(storage, plan.job_id, plan)
        assert sum(len(one.frames) for one in kept) < frames
        if lie == "half-size":
            assert kept == ()
        # An honest one makes what is missing, and its film has what the first one's good pieces have.
        attempt.draw(frames=frames, attempt=2)
        whole = recover_pieces(storage, plan.job_id, plan)
        assert [frame for one in whole for frame in one.frames] == list(range(frames))
        assert {one.piece for one in kept if one not in whole} == set()
        attempt.engine.close()
    print(f"{lie}: {TIMES} of {TIMES} caught, {time.monotonic() - begun:.1f} s")


@pytest.mark.parametrize("mode", HANGS)
def test_15_an_engine_that_hangs_or_dies_leaves_nobody(mode: str, tmp_path: Path) -> None:
    slowest = 0.0
    for number in range(TIMES):
        storage = FolderStorage(tmp_path / f"home-{number}", tmp_path / "results")
        attempt = Attempt(storage, tmp_path / str(number), mode, times=HANGS[mode])
        begun = time.monotonic()
        error: FarmhandError = attempt.fails(EngineLostError)
        slowest = max(slowest, time.monotonic() - begun)
        assert error.next_step
        attempt.engine.close()
    print(f"{mode}: {TIMES} times told and gone, the slowest after {slowest:.1f} s")


def is_gone(pid: int) -> bool:
    """Whether it has ended, waited for by whoever has it now or not."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
def test_15_a_grandchild_that_floods_and_ignores_requests_is_ended(tmp_path: Path) -> None:
    before = psutil.Process().memory_info().rss
    for number in range(TIMES):
        told = tmp_path / str(number)
        tree = ProcessTree([sys.executable, "-c", FLOOD, str(told)], stderr=-1)
        words = LastLines(tree.stderr)
        try:
            wait_until(lambda told=told: told.exists() and int(told.read_text().split()[1]) >= FLOOD_BYTES, 60.0)  # type: ignore[misc]
        finally:
            tree.kill()
        wait_until(lambda told=told: is_gone(int(told.read_text().split()[0])))  # type: ignore[misc]
        assert 0 < len(words.text()) < 40_000
    grown = psutil.Process().memory_info().rss - before
    print(f"{TIMES} floods of {FLOOD_BYTES // 1_000_000} MB ended; memory grew by {grown / 1e6:.1f} MB")
    assert grown < 100_000_000
