"""How many machines run at least, at which time."""

from __future__ import annotations

from app.core.fleet import ScalingPolicy, Schedule

_DAY_MINUTES = 24 * 60
_EPOCH_WEEKDAY = 3
"""The epoch began on a Thursday."""


def is_active(schedule: Schedule, at: float) -> bool:
    """Whether a schedule holds at a time (seconds since the epoch)."""
    day, minute = divmod(int(at // 60), _DAY_MINUTES)
    weekday = (day + _EPOCH_WEEKDAY) % 7
    if schedule.start <= schedule.stop:
        return weekday in schedule.days and schedule.start <= minute < schedule.stop
    begun_today = weekday in schedule.days and minute >= schedule.start
    begun_yesterday = (weekday - 1) % 7 in schedule.days and minute < schedule.stop
    return begun_today or begun_yesterday


def scheduled_minimum(policy: ScalingPolicy, at: float, *, ahead: float) -> int:
    """How many machines schedules want at that time, or will want in `ahead` seconds: they need that long to boot."""
    wanted = (one.minimum for one in policy.schedules if is_active(one, at) or is_active(one, at + ahead))
    return max(wanted, default=0)
