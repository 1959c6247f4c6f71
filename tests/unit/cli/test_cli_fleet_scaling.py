"""What is typed about scaling, and what people read of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.cli.fleet_scaling import ScalingWishes, changed, deadline, policy_lines, schedule
from app.core.errors import UsageError
from app.core.fleet import ScalingPolicy, Schedule

NOW = datetime(2026, 11, 27, 15, 30, tzinfo=UTC)


def test_what_is_not_given_stays() -> None:
    before = ScalingPolicy(enabled=True, minimum=1, maximum=9, cost_per_day=5.0)
    assert changed(before, ScalingWishes(maximum=3, mode="dry-run"), now=NOW) == ScalingPolicy(
        enabled=True, dry_run=True, minimum=1, maximum=3, cost_per_day=5.0
    )
    assert changed(before, ScalingWishes(mode="off"), now=NOW).enabled is False
    live = changed(ScalingPolicy(), ScalingWishes(mode="live"), now=NOW)
    assert (live.enabled, live.dry_run) == (True, False)


def test_what_makes_no_sense_is_refused_before_it_is_sent() -> None:
    with pytest.raises(UsageError, match="above the maximum"):
        changed(ScalingPolicy(maximum=2), ScalingWishes(minimum=3), now=NOW)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("17:00", datetime(2026, 11, 27, 17, 0, tzinfo=UTC)),
        ("15:30", datetime(2026, 11, 28, 15, 30, tzinfo=UTC)),
        ("2026-12-24T17:00", datetime(2026, 12, 24, 17, 0, tzinfo=UTC)),
        ("2026-12-24T17:00+02:00", datetime(2026, 12, 24, 15, 0, tzinfo=UTC)),
    ],
)
def test_deadlines(text: str, expected: datetime) -> None:
    assert deadline(text, NOW) == expected.timestamp()


def test_no_deadline() -> None:
    assert deadline("never", NOW) == 0.0


@pytest.mark.parametrize("text", ["", "soon", "25:00", "17", "17:61", "2026-13-01T10:00", "2020-01-01T10:00", "-1:00"])
def test_what_is_no_deadline_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        deadline(text, NOW)


@pytest.mark.parametrize(
    ("text", "days", "start", "stop", "minimum"),
    [
        ("mon-fri 08:00-18:00 2", (0, 1, 2, 3, 4), 480, 1080, 2),
        ("sat,sun 10:30-12:00 1", (5, 6), 630, 720, 1),
        ("Fri-Mon 22:00-06:00 3", (0, 4, 5, 6), 1320, 360, 3),
        ("wed 0:00-24:00 1", (2,), 0, 1440, 1),
    ],
)
def test_schedules(text: str, days: tuple[int, ...], start: int, stop: int, minimum: int) -> None:
    assert schedule(text) == Schedule(days=days, start=start, stop=stop, minimum=minimum)


@pytest.mark.parametrize(
    "text", ["", "mon", "mon 8-18 2", "mo 08:00-18:00 2", "mon-xyz 08:00-18:00 2", "mon 08:00-18:00"]
)
def test_what_is_no_schedule_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        schedule(text)


def test_hours_that_there_are_not_are_refused() -> None:
    with pytest.raises(UsageError, match="schedule makes no sense"):
        changed(ScalingPolicy(), ScalingWishes(schedules=("mon 08:00-25:00 1",)), now=NOW)


def test_schedules_can_be_taken_away() -> None:
    before = ScalingPolicy(schedules=(Schedule(days=(1,), start=0, stop=5, minimum=1),))
    assert changed(before, ScalingWishes(schedules=("never",)), now=NOW).schedules == ()


def test_people_read_the_whole_policy() -> None:
    policy = ScalingPolicy(
        enabled=True,
        dry_run=True,
        minimum=1,
        cost_per_hour=2.5,
        keep_warm=1,
        schedules=(Schedule(days=(0, 4), start=480, stop=1080, minimum=2),),
    )
    text = "\n".join(policy_lines(policy))
    for words in (
        "dry run",
        "1 to 4",
        "within 30 minutes",
        "at most $2.50",
        "without a cap",
        "08:00-18:00: at least 2",
    ):
        assert words in text
