"""What a farm that only looks like one tells of its machines, its scaling, its history and its past."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import Any

from app.core.estimates import Basis, Estimate, Forecast, PastRender, Spread, TrackRecord
from app.core.fleet import Activity, Instance, InstanceState, ScalingPolicy, Schedule
from app.core.messages import (
    ActivitiesPart,
    ActivitiesWanted,
    AnyMessage,
    EstimateGiven,
    EstimateWanted,
    FleetPart,
    FleetWanted,
    HistoryPart,
    HistoryWanted,
    StatsPart,
    StatsWanted,
)
from app.core.statistics import StatsBy, StatsRow
from tests.fakes.shown_farm import Answer

HOUR = 3600.0
POLICY = ScalingPolicy(
    enabled=True,
    minimum=1,
    maximum=6,
    target_minutes=30.0,
    cost_per_hour=2.5,
    cost_per_day=20.0,
    schedules=(Schedule(days=(0, 1, 2, 3, 4), start=8 * 60, stop=18 * 60, minimum=2),),
    keep_warm=1,
)
KEYS = {
    StatsBy.WORKER: tuple(f"render-{node:02}.{one}" for node in range(1, 5) for one in range(1, 4)),
    StatsBy.OWNER: ("ada", "ben", "chen"),
    StatsBy.TEMPLATE: ("greeting", "spring promo", "lower third"),
    StatsBy.JOB: tuple(f"job-{number:06}" for number in range(1, 9)),
    StatsBy.CAUSE: ("FootageMissing", "EngineStopped", "DiskFull"),
}


def machines(now: float, running: int = 4) -> tuple[Instance, ...]:
    """Six machines, the first of which run."""
    kinds = (("c7i.2xlarge", 0.357), ("c7i.xlarge", 0.1785))
    found = []
    for number in range(1, 7):
        kind, price = kinds[number % 2]
        runs = number <= running
        found.append(
            Instance(
                instance_id=f"i-0a1b2c3d4e5f6{number:04x}",
                name=f"render-{number:02}",
                state=InstanceState.RUNNING if runs else InstanceState.STOPPED,
                type=kind,
                zone="eu-central-1a" if number < 4 else "eu-central-1b",
                pool="builtin",
                node=f"render-{number:02}",
                address=f"10.0.4.{20 + number}" if runs else "",
                launched=now - (0.6 + number) * HOUR if runs else 0.0,
                price=price,
                cost_today=round(price * (0.6 + number), 2) if runs else 0.0,
                spot=number in (3, 4),
                tags={"farmhand:farm": "studio-a", "Team": "motion"},
                note="" if runs or number == 5 else "Stopped when it was idle for 10 minutes.",
            )
        )
    return tuple(found)


def activities(now: float) -> tuple[Activity, ...]:
    """What scaling and people have done in the last hours, by rising number."""
    told: tuple[tuple[float, str, str, str, tuple[str, ...], str, str], ...] = (
        (7.5, "scaling", "start", "schedule", ("render-01", "render-02"), "2 machines are to run until 18:00.", "done"),
        (5.2, "cleo", "stop", "", ("render-05",), "Asked for.", "done"),
        (3.1, "scaling", "start", "target", ("render-03",), "What waits takes 52 minutes, and may take 30.", "done"),
        (
            2.9,
            "scaling",
            "start",
            "target",
            ("render-04",),
            "What waits takes 41 minutes, and may take 30.",
            "There is no capacity for c7i.xlarge in eu-central-1b now.",
        ),
        (1.4, "scaling", "none", "cost cap", (), "Another machine would cost more than $2.50 an hour.", "done"),
        (0.7, "scaling", "stop", "idle", ("render-06",), "It was idle for 10 minutes.", "done"),
        (0.1, "cleo", "policy", "", (), "maximum: 4 → 6", "done"),
    )
    return tuple(
        Activity(
            number=number,
            at=now - hours * HOUR,
            who=who,
            what=what,
            rule=rule,
            targets=targets,
            why=why,
            outcome=outcome,
            numbers={"up": 3.0, "dollars_per_hour": 0.89} if who == "scaling" else {},
        )
        for number, (hours, who, what, rule, targets, why, outcome) in enumerate(told, start=1)
    )


def estimate(workers: Sequence[int]) -> Estimate:
    """An estimate for what waits, with these numbers of workers (or those that are there)."""
    forecasts = []
    for count in workers or (11,):
        seconds = 70.0 + 9000.0 / count
        dollars = 0.09 * (seconds / HOUR) * count
        forecasts.append(
            Forecast(
                workers=count,
                seconds=Spread(p10=seconds * 0.85, p50=seconds, p90=seconds * 1.25),
                dollars=Spread(p10=dollars * 0.9, p50=dollars, p90=dollars * 1.2),
            )
        )
    record = TrackRecord(renders=14, coverage=0.79, error_before=0.11, error_quarter=0.07, error_half=0.04)
    return Estimate(forecasts=tuple(forecasts), basis=Basis.HISTORY, renders=14, record=record)


def history(now: float) -> tuple[PastRender, ...]:
    """Fourteen earlier films of a template."""
    return tuple(
        PastRender(
            job_id=f"past-{number}",
            ended=now - number * 5 * HOUR,
            template="greeting",
            name="greeting.aepx",
            comp="Main",
            preset="mp4",
            engine="builtin",
            width=1280,
            height=720,
            frames=120,
            pieces=12,
            cost=0.5,
            drawn=60.0 + number,
            workers=1 + number % 9,
            share=1.0 + number % 9,
            span=12.0 + 60.0 / (1 + number % 9),
            wall=15.0 + 60.0 / (1 + number % 9),
        )
        for number in range(14)
    )


def statistics(wanted: StatsWanted, now: float) -> tuple[StatsRow, ...]:
    """Sums with a rhythm of days, by what was asked for."""
    until = wanted.until or now
    step = wanted.step or max(60.0, until - wanted.since)
    keys = KEYS[wanted.by] if wanted.by is not None else ("",)
    begun = math.floor(wanted.since / step) * step if wanted.step else wanted.since
    rows = []
    for place in range(max(1, math.ceil((until - begun) / step))):
        at = begun + place * step
        day = 1.2 + math.sin(at / (4 * HOUR))
        for number, key in enumerate(keys):
            share = day * (1 + number % 3) / (2 * len(keys))
            causes = wanted.by is StatsBy.CAUSE
            rows.append(
                StatsRow(
                    at=at,
                    key=key,
                    label=f"greeting {number + 1:05}" if wanted.by is StatsBy.JOB else "",
                    frames=0 if causes else round(step * 8 * share),
                    pieces=0 if causes else round(step * share / 2),
                    jobs=0 if causes else round(step * share / 300),
                    failures=round(step * share / 6000) + (place + number) % 2,
                    busy_seconds=0.0 if causes else step * 7 * share,
                    lost_seconds=step * share / 9,
                    present_seconds=0.0 if causes else step * 9 * share,
                    ideal_seconds=0.0 if causes else step * 0.8 * share,
                    film_seconds=0.0 if causes else step * share,
                    dollars=0.0 if causes else step / HOUR * share,
                    jobs_failed=int((place + number) % 7 == 0),
                )
            )
    return tuple(rows)


def fleet_answers(running: int = 4) -> dict[type[AnyMessage], Answer]:
    """Answers for `ShownFarm`: six machines of which so many run, a policy, activities, estimates and statistics."""

    def fleet(_message: Any) -> tuple[AnyMessage, ...]:
        now = time.time()
        return (FleetPart(provider="ec2", as_of=now, instances=machines(now, running), policy=POLICY),)

    def acts(message: ActivitiesWanted) -> tuple[AnyMessage, ...]:
        found = tuple(one for one in activities(time.time()) if one.number > message.after)
        return (ActivitiesPart(activities=found, last=True),)

    def stats(message: StatsWanted) -> tuple[AnyMessage, ...]:
        return (StatsPart(rows=statistics(message, time.time()), last=True),)

    return {
        FleetWanted: fleet,
        ActivitiesWanted: acts,
        EstimateWanted: lambda message: (EstimateGiven(estimate=estimate(message.workers)),),
        HistoryWanted: lambda _message: (HistoryPart(renders=history(time.time()), last=True),),
        StatsWanted: stats,
    }
