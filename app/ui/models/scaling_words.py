"""A scaling policy as people read it: its fields and their values, schedules in local time, and what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import QLocale, QTimeZone

from app.core.fleet import ScalingPolicy, Schedule
from app.farm.scaling.checks import PolicyProblem, filled
from app.farm.scaling.schedules import shifted
from app.ui.formats import moment_text, money_text, number_text
from app.ui.words import marked, translate

TITLES: Final[dict[str, str]] = {
    "enabled": marked("Scaling", "Scale by itself"),
    "dry_run": marked("Scaling", "Only write down (dry run)"),
    "minimum": marked("Scaling", "Least machines"),
    "maximum": marked("Scaling", "Most machines"),
    "target_minutes": marked("Scaling", "All drawn within"),
    "deadline": marked("Scaling", "Done by"),
    "idle_minutes": marked("Scaling", "Stop when idle for"),
    "keep_warm": marked("Scaling", "Machines kept warm"),
    "keep_warm_minutes": marked("Scaling", "Kept warm for"),
    "cost_per_hour": marked("Scaling", "Cap per hour"),
    "cost_per_day": marked("Scaling", "Cap per day"),
    "schedules": marked("Scaling", "Schedules"),
}

_MINUTES: Final = ("target_minutes", "idle_minutes", "keep_warm_minutes")
_DOLLARS: Final = ("cost_per_hour", "cost_per_day")
_LEAST_RUN: Final = 3
"""So many days in a row are written as a range."""


def title_of(field: str) -> str:
    """What a field is called."""
    return translate("Scaling", TITLES[field])


def value_text(policy: ScalingPolicy, field: str) -> str:
    """The value of a field."""
    value = getattr(policy, field)
    if field == "schedules":
        texts = [schedule_text(one) for one in policy.schedules]
        return "; ".join(texts) or translate("Scaling", "none")
    if field == "deadline":
        return moment_text(policy.deadline) if policy.deadline else translate("Scaling", "none")
    if isinstance(value, bool):
        return translate("Scaling", "on") if value else translate("Scaling", "off")
    if field in _DOLLARS:
        return money_text(value) if value else translate("Scaling", "no cap")
    text = number_text(value, 0 if value % 1 == 0 else 1)
    return translate("Formats", "%1 min").replace("%1", text) if field in _MINUTES else text


def problem_text(problem: PolicyProblem) -> str:
    """What is wrong with a field."""
    return filled(translate("ScalingProblems", problem.text), problem.values)


def offset_minutes(now: datetime | None = None) -> int:
    """By how much this computer's clock is ahead of UTC, at this time of the year."""
    ahead = (now or datetime.now()).astimezone().utcoffset()
    return round(ahead.total_seconds() / 60) if ahead is not None else 0


def zone_text() -> str:
    """The time zone in which schedules are shown: “Asia/Taipei, UTC+8”."""
    if not offset_minutes():
        return "UTC"
    hours, minutes = divmod(abs(offset_minutes()), 60)
    sign = "-" if offset_minutes() < 0 else "+"
    ahead = f"UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")
    name = bytes(QTimeZone.systemTimeZoneId().data()).decode("utf-8", "replace")
    return f"{name}, {ahead}" if name else ahead


def schedule_text(schedule: Schedule) -> str:
    """A schedule in local time: “Mon–Fri 08:00–18:00, at least 2 machines”."""
    local = shifted(schedule, offset_minutes())
    text = translate("Scaling", "%1 %2–%3, at least %n machine(s)", "", local.minimum)
    for mark, value in (
        ("%1", days_text(local.days)),
        ("%2", minute_text(local.start)),
        ("%3", minute_text(local.stop)),
    ):
        text = text.replace(mark, value)
    return text


def minute_text(minute: int) -> str:
    """A time of the day, from minutes after midnight."""
    return f"{minute // 60:02}:{minute % 60:02}"


def day_name(day: int) -> str:
    """A day of the week in short, from 0 (Monday)."""
    return QLocale().standaloneDayName(day + 1, QLocale.FormatType.ShortFormat)


def days_text(days: Sequence[int]) -> str:
    """Days of the week: “daily”, “Mon–Fri”, “Mon, Wed”."""
    if len(set(days)) == 7:
        return translate("Scaling", "daily")
    runs: list[list[int]] = []
    for day in sorted(set(days)):
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    texts: list[str] = []
    for run in runs:
        if len(run) >= _LEAST_RUN:
            texts.append(f"{day_name(run[0])}–{day_name(run[-1])}")
        else:
            texts += [day_name(day) for day in run]
    return ", ".join(texts)
