"""Whether a scaling policy makes sense."""

from __future__ import annotations

import math

from app.core.errors import UsageError
from app.core.fleet import ScalingPolicy

MOST_MACHINES = 1000
MOST_SCHEDULES = 100
_DAY_MINUTES = 24 * 60
_WEEK_DAYS = 7


def check_policy(policy: ScalingPolicy) -> None:
    """Raise `UsageError` naming what is wrong."""
    for name, least, most in (
        ("minimum", 0, MOST_MACHINES),
        ("maximum", 0, MOST_MACHINES),
        ("keep_warm", 0, MOST_MACHINES),
        ("target_minutes", 1, 10_000),
        ("idle_minutes", 1, 10_000),
        ("keep_warm_minutes", 0, 10_000),
        ("deadline", 0, 1e11),
        ("cost_per_hour", 0, 1e6),
        ("cost_per_day", 0, 1e6),
    ):
        value = getattr(policy, name)
        if not math.isfinite(value) or not least <= value <= most:
            raise UsageError(f"{_words(name)} is {value}.", next_step=f"Give a number from {least} to {most:g}.")
    if policy.minimum > policy.maximum:
        raise UsageError(f"The minimum, {policy.minimum}, is above the maximum, {policy.maximum}.")
    if len(policy.schedules) > MOST_SCHEDULES:
        raise UsageError(
            f"There are {len(policy.schedules)} schedules.", next_step=f"At most {MOST_SCHEDULES} are kept."
        )
    for schedule in policy.schedules:
        times_fit = 0 <= schedule.start < _DAY_MINUTES and 0 <= schedule.stop <= _DAY_MINUTES
        days_fit = all(0 <= day < _WEEK_DAYS for day in schedule.days)
        if not times_fit or not days_fit or not 0 <= schedule.minimum <= MOST_MACHINES:
            raise UsageError(
                "A schedule makes no sense.",
                f"It says: days {schedule.days}, from minute {schedule.start} to {schedule.stop}, at least "
                f"{schedule.minimum}.",
                "Days are numbers from 0 (Monday) to 6, times minutes after midnight.",
            )


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
