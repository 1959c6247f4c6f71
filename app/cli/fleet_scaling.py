"""`farmhand fleet scaling` and `farmhand fleet activity`: by which rules machines come and go, and what was decided."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from app.cli.console import Output
from app.cli.farm_jobs import aligned
from app.cli.farm_link import connected
from app.cli.wiring import Wiring
from app.core.errors import UsageError
from app.core.fleet import Activity, ScalingPolicy, Schedule
from app.core.messages import ActivitiesPart, ActivitiesWanted, AnyMessage, FleetPart, FleetWanted, ScalingChange
from app.farm.scaling.checks import check_policy
from app.farm.scaling.words import DAYS, schedule_words
from app.farm.wording import dollars

NEVER = "never"
_SCHEDULE = re.compile(r"(\S+)\s+(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})\s+(\d+)")


class ScalingWishes(msgspec.Struct, frozen=True):
    """What was given on the command line; None: as it is. `mode` is live, dry-run, off, or empty."""

    minimum: int | None = None
    maximum: int | None = None
    warm: int | None = None
    idle: float | None = None
    target: float | None = None
    by: str | None = None
    cap_hour: float | None = None
    cap_day: float | None = None
    schedules: tuple[str, ...] | None = None
    mode: str = ""


class ScalingDocument(msgspec.Struct, frozen=True):
    """The `--json` document of `fleet scaling`."""

    policy: ScalingPolicy


class ActivityDocument(msgspec.Struct, frozen=True):
    """The `--json` document of `fleet activity`."""

    activities: tuple[Activity, ...]


def scaling(wiring: Wiring, wishes: ScalingWishes, output: Output) -> None:
    """Print the policy, after changing what is wished for. Raises `UsageError` and `BrokerError`."""
    with connected(wiring, output) as farm:
        part = _last_part(farm.client.ask(FleetWanted()))
        if wishes != ScalingWishes():
            policy = changed(part.policy, wishes, now=datetime.now().astimezone())
            part = _last_part(farm.client.ask(ScalingChange(policy=policy)))
    output.result(ScalingDocument(policy=part.policy), "\n".join(policy_lines(part.policy)))


def _last_part(answer: Sequence[AnyMessage]) -> FleetPart:
    part = answer[-1]
    assert isinstance(part, FleetPart)
    return part


def activity(wiring: Wiring, most: int, output: Output) -> None:
    """Print what was decided about machines, the latest last. Raises `BrokerError`."""
    with connected(wiring, output) as farm:
        parts = farm.client.ask(ActivitiesWanted(most=most))
    found = tuple(one for part in parts if isinstance(part, ActivitiesPart) for one in part.activities)
    output.result(ActivityDocument(activities=found), "\n".join(_activity_lines(found)))
    if not found:
        output.say("Nothing was decided yet.")


def changed(policy: ScalingPolicy, wishes: ScalingWishes, *, now: datetime) -> ScalingPolicy:
    """The policy with what is wished for. Raises `UsageError` when that makes no sense. `now` has a time zone."""
    given: dict[str, Any] = {
        "minimum": wishes.minimum,
        "maximum": wishes.maximum,
        "keep_warm": wishes.warm,
        "idle_minutes": wishes.idle,
        "target_minutes": wishes.target,
        "cost_per_hour": wishes.cap_hour,
        "cost_per_day": wishes.cap_day,
    }
    values = {name: value for name, value in given.items() if value is not None}
    if wishes.by is not None:
        values["deadline"] = deadline(wishes.by, now)
    if wishes.schedules is not None:
        values["schedules"] = tuple(schedule(text) for text in wishes.schedules if text != NEVER)
    if wishes.mode:
        values |= {"enabled": wishes.mode != "off", "dry_run": wishes.mode == "dry-run"}
    new = msgspec.structs.replace(policy, **values)
    check_policy(new)
    return new


def deadline(text: str, now: datetime) -> float:
    """A time of today or tomorrow (17:00), or of a day (2026-12-24T17:00), in seconds since the epoch; never: 0.

    Raises `UsageError` for anything else, and for what is past.
    """
    if text == NEVER:
        return 0.0
    try:
        if "T" in text:
            found = datetime.fromisoformat(text)
            at = found if found.tzinfo is not None else found.replace(tzinfo=now.tzinfo)
        else:
            hour, _, minute = text.partition(":")
            at = now.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
            at = at if at > now else at + timedelta(days=1)
    except ValueError:
        raise UsageError(f"“{text}” is no time.", next_step="Write it as 17:00, 2026-12-24T17:00, or never.") from None
    if at <= now:
        raise UsageError(f"{text} is past.", next_step="Give a time that is to come.")
    return at.timestamp()


def schedule(text: str) -> Schedule:
    """A schedule from words like `mon-fri 08:00-18:00 2`, in UTC. Raises `UsageError`."""
    found = _SCHEDULE.fullmatch(text.strip().lower())
    if found is None:
        raise UsageError(
            f"“{text}” is no schedule.", next_step="Write it as “mon-fri 08:00-18:00 2”, or “sat,sun 10:00-12:00 1”."
        )
    days, *numbers = found.groups()
    start_hour, start_minute, stop_hour, stop_minute, minimum = map(int, numbers)
    return Schedule(
        days=_days(days), start=start_hour * 60 + start_minute, stop=stop_hour * 60 + stop_minute, minimum=minimum
    )


def _days(text: str) -> tuple[int, ...]:
    found: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.partition("-")
        if first not in DAYS or (dash and last not in DAYS):
            raise UsageError(f"“{part}” is no day.", next_step=f"Days are {', '.join(DAYS)}, and daily is mon-sun.")
        number = DAYS.index(first)
        found.add(number)
        while dash and number != DAYS.index(last):
            number = (number + 1) % len(DAYS)
            found.add(number)
    return tuple(sorted(found))


def policy_lines(policy: ScalingPolicy) -> list[str]:
    """The policy for people."""
    mode = "off" if not policy.enabled else "on, as a dry run: it only writes down what it would do"
    if policy.enabled and not policy.dry_run:
        mode = "on"
    aim = f"within {policy.target_minutes:g} minutes"
    if policy.deadline:
        aim = f"by {datetime.fromtimestamp(policy.deadline, tz=UTC).astimezone():%Y-%m-%d %H:%M}"
    rows = [
        ("Scaling", mode),
        ("Machines", f"{policy.minimum} to {policy.maximum}"),
        ("What waits is drawn", aim),
        ("Idle machines", f"stopped after {policy.idle_minutes:g} minutes"),
        ("Cost per hour", _cap(policy.cost_per_hour)),
        ("Cost per day", _cap(policy.cost_per_day)),
    ]
    if policy.keep_warm:
        rows.append(("Kept warm", f"{policy.keep_warm} for {policy.keep_warm_minutes:g} minutes"))
    rows += [("Schedule (UTC)", schedule_words(one)) for one in policy.schedules]
    return aligned(rows)


def _cap(amount: float) -> str:
    return f"at most {dollars(amount)}" if amount else "without a cap"


def _activity_lines(activities: Sequence[Activity]) -> list[str]:
    lines: list[str] = []
    for one in activities:
        at = datetime.fromtimestamp(one.at, tz=UTC).astimezone()
        dry = " (dry run)" if one.dry_run else ""
        targets = f" {', '.join(one.targets)}" if one.targets else ""
        lines.append(f"{at:%Y-%m-%d %H:%M:%S}  {one.who}: {one.what}{targets}{dry}. {one.why}".rstrip())
        if one.outcome != "done":
            lines.append(f"{'':21}→ {one.outcome or 'under way'}")
    return lines
