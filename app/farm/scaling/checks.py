"""Whether a scaling policy makes sense."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from app.core.errors import UsageError
from app.core.fleet import ScalingPolicy, Schedule
from app.core.model import Struct

MOST_MACHINES: Final = 1000
MOST_SCHEDULES: Final = 100
_DAY_MINUTES = 24 * 60
_WEEK_DAYS = 7

LIMITS: Final[dict[str, tuple[float, float]]] = {
    "minimum": (0, MOST_MACHINES),
    "maximum": (0, MOST_MACHINES),
    "keep_warm": (0, MOST_MACHINES),
    "target_minutes": (1, 10_000),
    "idle_minutes": (1, 10_000),
    "keep_warm_minutes": (0, 10_000),
    "deadline": (0, 1e11),
    "cost_per_hour": (0, 1e6),
    "cost_per_day": (0, 1e6),
}
"""Between what the numbers of a policy lie, both ends included."""

RANGE: Final = "Give a number from %1 to %2."
ABOVE: Final = "The minimum, %1, is above the maximum, %2."
TOO_MANY: Final = "There are %1 schedules."
KEPT: Final = "At most %1 are kept."
SENSELESS: Final = "A schedule makes no sense."
NO_DAYS: Final = "A schedule has no days."
SCHEDULED_ABOVE: Final = "A schedule wants %1 machines, and the maximum is %2."

TEXTS: Final = (RANGE, ABOVE, TOO_MANY, KEPT, SENSELESS, NO_DAYS, SCHEDULED_ABOVE)
"""What is said of policies that make no sense; `%1` and `%2` stand for the values."""


class PolicyProblem(Struct, frozen=True):
    """What is wrong with a field of a policy: one of `TEXTS` and its values. `error` says it in full."""

    field: str
    text: str
    error: UsageError
    values: tuple[str, ...] = ()


def check_policy(policy: ScalingPolicy) -> None:
    """Raise `UsageError` naming what is wrong."""
    for problem in policy_problems(policy):
        raise problem.error


def policy_problems(policy: ScalingPolicy) -> Iterator[PolicyProblem]:
    """All that is wrong with it."""
    for name, (least, most) in LIMITS.items():
        value = getattr(policy, name)
        if not math.isfinite(value) or not least <= value <= most:
            values = (f"{least:g}", f"{most:g}")
            error = UsageError(f"{_words(name)} is {value}.", next_step=filled(RANGE, values))
            yield PolicyProblem(field=name, text=RANGE, values=values, error=error)
    if policy.minimum > policy.maximum:
        yield _problem("minimum", ABOVE, policy.minimum, policy.maximum)
    if len(policy.schedules) > MOST_SCHEDULES:
        error = UsageError(
            filled(TOO_MANY, (str(len(policy.schedules)),)), next_step=filled(KEPT, (str(MOST_SCHEDULES),))
        )
        yield PolicyProblem(field="schedules", text=KEPT, values=(str(MOST_SCHEDULES),), error=error)
    for schedule in policy.schedules:
        yield from _of_schedule(schedule, policy.maximum)


def filled(text: str, values: tuple[str, ...]) -> str:
    """A text with its values."""
    for number, value in enumerate(values, start=1):
        text = text.replace(f"%{number}", value)
    return text


def _of_schedule(schedule: Schedule, maximum: int) -> Iterator[PolicyProblem]:
    times_fit = 0 <= schedule.start < _DAY_MINUTES and 0 <= schedule.stop <= _DAY_MINUTES
    days_fit = all(0 <= day < _WEEK_DAYS for day in schedule.days)
    if not times_fit or not days_fit or not 0 <= schedule.minimum <= MOST_MACHINES:
        error = UsageError(
            SENSELESS,
            f"It says: days {schedule.days}, from minute {schedule.start} to {schedule.stop}, at least "
            f"{schedule.minimum}.",
            "Days are numbers from 0 (Monday) to 6, times minutes after midnight.",
        )
        yield PolicyProblem(field="schedules", text=SENSELESS, error=error)
    elif not schedule.days:
        yield _problem("schedules", NO_DAYS)
    elif schedule.minimum > maximum:
        yield _problem("schedules", SCHEDULED_ABOVE, schedule.minimum, maximum)


def _problem(field: str, text: str, *values: float) -> PolicyProblem:
    told = tuple(str(value) for value in values)
    return PolicyProblem(field=field, text=text, values=told, error=UsageError(filled(text, told)))


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
