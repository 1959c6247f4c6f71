"""A scaling policy in words, for lists and activities."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from app.core.fleet import ScalingPolicy, Schedule
from app.farm.wording import counted

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def schedule_words(one: Schedule) -> str:
    """A schedule as people write it: “mon, tue 08:00-18:00: at least 2 machines”, in UTC."""
    days = ", ".join(DAYS[day] for day in one.days)
    start, stop = (f"{minute // 60:02d}:{minute % 60:02d}" for minute in (one.start, one.stop))
    return f"{days} {start}-{stop}: at least {counted(one.minimum, 'machine')}"


def changed_words(before: ScalingPolicy, now: ScalingPolicy) -> str:
    """What is another in a policy than it was."""
    names = [name for name in ScalingPolicy.__struct_fields__ if getattr(before, name) != getattr(now, name)]
    parts = (f"{name.replace('_', ' ')}: {_value(before, name)} → {_value(now, name)}" for name in names)
    return ", ".join(parts) or "Nothing changed."


def _value(policy: ScalingPolicy, name: str) -> str:
    value = getattr(policy, name)
    if name == "schedules":
        return "; ".join(f"{schedule_words(one)} (UTC)" for one in policy.schedules) or "none"
    if name == "deadline":
        return f"{datetime.fromtimestamp(policy.deadline, tz=UTC):%Y-%m-%d %H:%M} UTC" if policy.deadline else "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}"
