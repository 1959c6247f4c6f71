"""The manager's program with what a campaign has to see and to turn: started by `DisturbedFarm`.

It prepares jobs for the sleep engine, notes what it was asked to do and which pieces lay in storage when a job's work
folder went, and has a clock that a file sets wrong. Folder of both files: the variable `FAULTS_FOLDER`.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT)]

from app.core.jobs import FilmReport, JobRequest, PieceManifest, RenderPlan  # noqa: E402
from app.farm.clock import SystemClock  # noqa: E402
from tests.bench.sleeping_manager import SleepServices  # noqa: E402
from worker_agent import manager_role  # noqa: E402
from worker_agent.main import main  # noqa: E402

FOLDER = "FAULTS_FOLDER"
NOTES, CLOCK = "notes.txt", "clock.txt"


class WatchedServices(SleepServices):
    """Notes each call as a line: what, the job, and for a piece its number and attempt."""

    def join(self, request: JobRequest, plan: RenderPlan, pieces: tuple[PieceManifest, ...]) -> FilmReport:
        """See `JobServices.join`."""
        film = super().join(request, plan, pieces)
        note("joined", request.job_id)
        return film

    def publish(self, request: JobRequest, plan: RenderPlan, film: FilmReport) -> FilmReport:
        """See `JobServices.publish`."""
        published = super().publish(request, plan, film)
        note("published", request.job_id)
        return published

    def clean(self, job_id: str, *, removed: bool) -> None:
        """See `JobServices.clean`."""
        for stored in self._storage.list(f"work/{job_id}/pieces/"):
            number, attempt, *_, last = stored.key.rpartition("/")[2].split(".")
            if last == "json":
                note("piece", job_id, str(int(number)), attempt)
        super().clean(job_id, removed=removed)


class WrongClock(SystemClock):
    """The computer's clock, ahead by as many seconds as the file says."""

    def now(self) -> float:
        """See `SystemClock.now`."""
        try:
            ahead = float((Path(os.environ[FOLDER]) / CLOCK).read_text("ascii") or 0)
        except FileNotFoundError:
            ahead = 0.0
        return time.time() + ahead


def note(*words: str) -> None:
    """Add a line to the notes, whole or not at all."""
    with (Path(os.environ[FOLDER]) / NOTES).open("a", encoding="ascii") as file:
        file.write(" ".join(words) + "\n")


if __name__ == "__main__":
    role: Any = manager_role
    role.LocalJobServices, role.SystemClock = WatchedServices, WrongClock
    raise SystemExit(main())
