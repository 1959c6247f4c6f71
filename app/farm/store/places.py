"""The order of jobs within a priority, and people's wishes about it: to the top, to the bottom, before another one.

Every job has a `place`, a number that no other job has; within a priority, jobs are granted by rising place. A job
keeps its place when it ends, so that it has it again when it is tried once more. Part of the guarded place that
`transitions` describes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from app.core.errors import UsageError
from app.core.events import EventKind
from app.core.states import END_STATES, JobState
from app.farm.store import queries, rows
from app.farm.store.database import Change
from app.farm.store.session import AnyRow

LEAST_GAP = 2.0**-20
"""Places are set at least this far apart: far more than what two floats of their size (below 2³⁰) must differ by."""

SPREAD_GAP = 2.0**-4
"""Where there is no room for that, so many neighbours are placed anew that they are this far apart."""

_ROWS_AT_A_TIME = 32


def place_of_new(change: Change) -> float:
    """The place of a job that is submitted now: behind all others."""
    return math.floor(rows.last_place(change.session)) + 1.0


def to_top(change: Change, job_ids: Sequence[str]) -> tuple[str, ...]:
    """Place jobs before all others, with the highest priority that a job has which has not ended.

    They keep their order among each other. The ids of those that were moved; ended ones are not. Raises `UsageError`
    when an id is not known.
    """
    moving = _movable(change, job_ids)
    if moving:
        _, highest = rows.priorities(change.session)
        first = rows.first_place(change.session) - len(moving)
        _place(change, moving, (first + number for number in range(len(moving))), priority=highest)
    return _as_asked(job_ids, moving)


def to_bottom(change: Change, job_ids: Sequence[str]) -> tuple[str, ...]:
    """Place jobs behind all others, with the lowest priority that a job has which has not ended; else as `to_top`."""
    moving = _movable(change, job_ids)
    if moving:
        lowest, _ = rows.priorities(change.session)
        first = place_of_new(change)
        _place(change, moving, (first + number for number in range(len(moving))), priority=lowest)
    return _as_asked(job_ids, moving)


def before(change: Change, job_ids: Sequence[str], target: str) -> tuple[str, ...]:
    """Place jobs directly before the job `target`, with its priority; else as `to_top`.

    When the target is among them, they gather where it is. Raises `UsageError` when it has ended.
    """
    aim = _known(change, target)
    if JobState(aim.state) in END_STATES:
        raise UsageError(
            f"Nothing can be moved before “{aim.name}”.", f"The job is {aim.state}.", "Choose one that has not ended."
        )
    moving = _movable(change, job_ids)
    if moving:
        _squeeze_in(change, moving, aim)
    return _as_asked(job_ids, moving)


def _squeeze_in(change: Change, moving: Sequence[AnyRow], aim: AnyRow) -> None:
    """Place the moving jobs before the first job from the aim on that is not one of them."""
    ids = {row.id for row in moving}
    following = rows.next_placed(change.session, aim.place, len(ids) + 1)
    upper = next((row.place for row in following if row.id not in ids), None)
    if upper is None:
        upper = place_of_new(change) + len(moving)
    spread: list[AnyRow] = list(moving)
    least = LEAST_GAP
    for row in _jobs_before(change, upper, ids):
        gap = (upper - row.place) / (len(spread) + 1)
        if gap >= least:
            break
        spread.insert(0, row)
        least = SPREAD_GAP
    else:
        gap = 1.0
    count = len(spread)
    places = [upper - gap * (count - number) for number in range(count)]
    neighbours = count - len(moving)
    _place(change, spread[:neighbours], places[:neighbours])
    _place(change, moving, places[neighbours:], priority=aim.priority)


def _jobs_before(change: Change, place: float, without: set[str]) -> Iterator[AnyRow]:
    """Jobs before a place, the nearest first."""
    while found := rows.previous_placed(change.session, place, _ROWS_AT_A_TIME):
        yield from (row for row in found if row.id not in without)
        place = found[-1].place


def _place(change: Change, jobs: Sequence[AnyRow], places: Iterator[float] | Sequence[float], **values: int) -> None:
    for row, place in zip(jobs, places, strict=True):
        rows.set_job(change.session, row.id, place=place, **values)
        change.event(row.id, EventKind.MOVED)


def _movable(change: Change, job_ids: Sequence[str]) -> list[AnyRow]:
    """Those of the jobs that have not ended, in their present order."""
    found = [_known(change, job_id) for job_id in dict.fromkeys(job_ids)]
    waiting = [row for row in found if JobState(row.state) not in END_STATES]
    return sorted(waiting, key=lambda row: (-row.priority, row.place))


def _known(change: Change, job_id: str) -> AnyRow:
    found = rows.find_place(change.session, job_id)
    if found is None:
        raise queries.no_job(job_id)
    return found


def _as_asked(job_ids: Sequence[str], moved: Sequence[AnyRow]) -> tuple[str, ...]:
    ids = {row.id for row in moved}
    return tuple(one for one in dict.fromkeys(job_ids) if one in ids)
