"""How many machines run at least, at which time."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import msgspec

from app.core.fleet import ScalingPolicy, Schedule

_DAY_MINUTES = 24 * 60
_WEEK_MINUTES = 7 * _DAY_MINUTES
_EPOCH_WEEKDAY = 3
"""The epoch began on a Thursday."""


def is_active(schedule: Schedule, at: float) -> bool:
    """Whether a schedule holds at a time (seconds since the epoch)."""
    day, minute = divmod(int(at // 60), _DAY_MINUTES)
    weekday = (day + _EPOCH_WEEKDAY) % 7
    if schedule.start < schedule.stop:
        return weekday in schedule.days and schedule.start <= minute < schedule.stop
    begun_today = weekday in schedule.days and minute >= schedule.start
    begun_yesterday = (weekday - 1) % 7 in schedule.days and minute < schedule.stop
    return begun_today or begun_yesterday


def scheduled_minimum(policy: ScalingPolicy, at: float, *, ahead: float) -> int:
    """How many machines schedules want at that time, or will want in `ahead` seconds: they need that long to boot."""
    wanted = (one.minimum for one in policy.schedules if is_active(one, at) or is_active(one, at + ahead))
    return max(wanted, default=0)


def shifted(schedule: Schedule, minutes: int) -> Schedule:
    """The same schedule as clocks tell it that are so many minutes ahead of UTC; or back, with the negative number."""
    days, start = divmod(schedule.start + minutes, _DAY_MINUTES)
    return msgspec.structs.replace(
        schedule,
        days=tuple(sorted((day + days) % 7 for day in schedule.days)),
        start=start,
        stop=(schedule.stop + minutes) % _DAY_MINUTES,
    )


def overlapping(schedules: Iterable[Schedule]) -> bool:
    """Whether two of them hold at the same time, when the larger minimum counts."""
    spans: list[tuple[int, int]] = []
    for one in schedules:
        length = (one.stop - one.start) % _DAY_MINUTES or _DAY_MINUTES
        for day in set(one.days):
            begin = day * _DAY_MINUTES + one.start
            spans.append((begin, min(begin + length, _WEEK_MINUTES)))
            if begin + length > _WEEK_MINUTES:
                spans.append((0, begin + length - _WEEK_MINUTES))
    spans.sort()
    return any(after[0] < before[1] for before, after in pairwise(spans))
