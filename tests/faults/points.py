"""Places in the work of a farm's programs at which one can die or stand still, named by what it has just done.

Each is a system call by which the world learns of a step, so no program has to know of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from tests.faults.calls import KILL, STOP, Call, Rule

WORKER, MANAGER = "worker", "manager"


class Point(NamedTuple):
    """Who comes by, the call and its path, and whether it is done by then."""

    who: str
    calls: Call
    pattern: str
    after: bool


POINTS = {
    # A piece has its name in storage, and no manifest yet.
    "piece": Point(WORKER, Call.LINK, "storage/work/*/pieces/*.mp4", True),
    # It has its manifest, and nobody was told.
    "manifest": Point(WORKER, Call.LINK, "storage/work/*/pieces/*.json", True),
    # The report is on the disk, and was not sent.
    "report": Point(WORKER, Call.RENAME, "*/outbox/*.msg", True),
    # The report was sent, and is still on the disk.
    "reported": Point(WORKER, Call.UNLINK, "*/outbox/*.msg", False),
    # What was decided is committed, and nobody was told.
    "commit": Point(MANAGER, Call.SYNC, "*/farm.sqlite3-wal", True),
    # In the middle of a commit.
    "torn commit": Point(MANAGER, Call.WRITE, "*/farm.sqlite3-wal", False),
    # The plan is in storage, and the store does not know.
    "plan": Point(MANAGER, Call.LINK, "storage/work/*/plan*", True),
    # The film is where people find it, and the job is not done.
    "film": Point(MANAGER, Call.LINK | Call.RENAME, "films/*.mp4", True),
    # Something is about to be told to somebody.
    "send": Point(MANAGER, Call.SEND, "socket:*", False),
    # The work folder is half deleted.
    "clean": Point(MANAGER, Call.UNLINK, "storage/work/*", True),
}


def point_rule(folder: Path, point: str, number: int, *, stops: bool = False) -> Rule:
    """Whoever of the farm in `folder` comes by for the `number`th time dies there, or stands still."""
    who, calls, pattern, after = POINTS[point]
    whole = pattern if pattern.startswith("socket:") else f"{folder}/{pattern}"
    return Rule(whole, calls, signal=STOP if stops else KILL, who=who, after=after, first=number, count=1)
