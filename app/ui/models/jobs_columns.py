"""The columns of the table of jobs: their titles, widths, alignment, and what jobs are sorted by. Without Qt."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple, Protocol

from app.core.remaining import NOTHING, Remaining, RemainingKind
from app.core.states import PIECE_LETTERS, PieceState
from app.ui.models.jobs_rows import GroupRow, Row, elapsed, progress, rank
from app.ui.words import marked


class Estimates(Protocol):
    """Who knows what remains, as `app.core.remaining.RemainingBook` does."""

    def of_job(self, job_id: str) -> Remaining:
        """Of a job."""
        ...

    def of_batch(self, key: str, left: int) -> Remaining:
        """Of a batch by its row's id, of which so many frames are left."""
        ...


class Moment(NamedTuple):
    """What depends on time: seconds since the epoch now, and who knows what remains."""

    now: float
    estimates: Estimates


class Column(NamedTuple):
    """A column. `width` is in pixels at a text size of 100 %. `timed`: what it shows changes with time alone."""

    id: str
    title: str
    width: int
    key: Callable[[Row, Moment], Any]
    right: bool = False
    first: bool = False
    timed: bool = False


_FAILED = PIECE_LETTERS[PieceState.FAILED]
_DIGITS = re.compile(r"(\d+)")
_NEVER: Final = float("inf")


def natural(text: str) -> tuple[Any, ...]:
    """A text as people order it: numbers inside it by their value."""
    return tuple(int(part) if number % 2 else part for number, part in enumerate(_DIGITS.split(text.casefold())))


def failed_frames(row: Row) -> int:
    """Frames that nobody will draw unless somebody has them tried again."""
    return row.segments.failed


def remaining(row: Row, moment: Moment) -> Remaining:
    """What remains of a job, or of the frames of a batch."""
    if isinstance(row, GroupRow):
        under_way = row.word.family in ("active", "waiting")
        return moment.estimates.of_batch(row.id, row.segments.active + row.segments.waiting) if under_way else NOTHING
    return moment.estimates.of_job(row.id)


def _remaining(row: Row, moment: Moment) -> float:
    told = remaining(row, moment)
    return (told.low + told.high) / 2 if told.kind is RemainingKind.RANGE else _NEVER


COLUMNS: Final = (
    Column("state", marked("Jobs", "State"), 176, lambda row, _: rank(row), first=True),
    Column("name", marked("Jobs", "Name"), 228, lambda row, _: natural(row.view.name), first=True),
    Column("progress", marked("Jobs", "Progress"), 132, lambda row, _: progress(row), first=True),
    Column("frames", marked("Jobs", "Frames"), 108, lambda row, _: row.view.frames_total, right=True, first=True),
    Column(
        "elapsed",
        marked("Jobs", "Elapsed"),
        76,
        lambda row, moment: elapsed(row.view, moment.now),
        right=True,
        first=True,
        timed=True,
    ),
    Column("remaining", marked("Jobs", "Remaining"), 104, _remaining, right=True, first=True, timed=True),
    Column("owner", marked("Jobs", "Owner"), 84, lambda row, _: row.view.owner.casefold(), first=True),
    Column("queued", marked("Jobs", "Queued"), 100, lambda row, _: row.view.submitted, right=True, first=True),
    Column("template", marked("Jobs", "Template"), 160, lambda row, _: natural(row.view.template)),
    Column("row", marked("Jobs", "Row"), 60, lambda row, _: -1 if row.view.row is None else row.view.row, right=True),
    Column("priority", marked("Jobs", "Priority"), 72, lambda row, _: row.view.priority, right=True),
    Column("workers", marked("Jobs", "Workers"), 76, lambda row, _: row.view.workers, right=True),
    Column("failed", marked("Jobs", "Failed frames"), 104, lambda row, _: failed_frames(row), right=True),
    Column("retries", marked("Jobs", "Retries"), 72, lambda row, _: row.view.retries, right=True),
    Column("engine", marked("Jobs", "Engine"), 88, lambda row, _: row.view.engine),
    Column("output", marked("Jobs", "Output"), 240, lambda row, _: natural(row.view.output)),
    Column("started", marked("Jobs", "Started"), 100, lambda row, _: row.view.started, right=True),
    Column("finished", marked("Jobs", "Finished"), 100, lambda row, _: row.view.ended, right=True),
    Column("cost", marked("Jobs", "Cost"), 64, lambda _row, _: 0, right=True),
)
"""All columns, in the order in which they are shown first; those that are not `first` on demand."""

COLUMN_IDS: Final = tuple(column.id for column in COLUMNS)
DEFAULT_SORT: Final = "state"
"""The queue's own order: what is rendered, what failed, what comes next, what is over."""
