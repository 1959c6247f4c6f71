"""A farm's scaling that only looks so: policy, costs, activities, estimates; for pictures and tests of the window."""

from __future__ import annotations

import time

import msgspec

from app.core.errors import UsageError
from app.core.estimates import Basis, Estimate, Forecast, Spread, TrackRecord
from app.core.fleet import Activity, Instance, ScalingPolicy, Schedule
from app.core.messages import (
    ActivitiesPart,
    ActivitiesWanted,
    AnyMessage,
    EstimateGiven,
    EstimateWanted,
    FleetPart,
    FleetWanted,
    JobView,
    ScalingChange,
    WorkerView,
)
from tests.fakes.shown_farm import ShownFarm
from tests.fakes.shown_machines import fleet_part, machines

POLICY = ScalingPolicy(
    enabled=True,
    minimum=1,
    maximum=6,
    cost_per_day=40.0,
    cost_per_hour=5.0,
    schedules=(Schedule(days=(0, 1, 2, 3, 4), start=480, stop=1080, minimum=2),),
    keep_warm=1,
)
ESTIMATE = Estimate(
    forecasts=tuple(
        Forecast(
            workers=workers,
            seconds=Spread(p10=0.9 * minutes * 60, p50=minutes * 60.0, p90=1.2 * minutes * 60),
            dollars=Spread(p10=1.1, p50=1.3, p90=1.7),
        )
        for workers, minutes in ((3, 41), (6, 22), (10, 15))
    ),
    basis=Basis.HISTORY,
    renders=14,
    record=TrackRecord(renders=14, coverage=0.83, error_before=0.12, error_quarter=0.07, error_half=0.04),
)
NO_ADMIN = UsageError("ada may not change how the farm scales.", next_step="Ask an admin of the farm.")

_DECIDED = (
    (
        "scaling",
        "start",
        ("render-03", "render-04"),
        "target",
        "What is left will be drawn in 84 min, and the target is 30 min. With render-03 and render-04, which boot for "
        "about 2 min, 6 workers would have it drawn in 28 min.",
        "done",
    ),
    (
        "scaling",
        "none",
        (),
        "cost cap",
        "What is left will be drawn in 52 min, and the target is 30 min, but the cap of $5.00 per hour could be "
        "exceeded: $3.20 are spent, and with render-05 it could be $5.41.",
        "done",
    ),
    ("cleo", "stop", ("render-02",), "", "Asked for by a person; workers finish what they hold first.", ""),
    (
        "scaling",
        "start",
        ("render-10",),
        "target",
        "What is left waits for a worker, and the target is 30 min.",
        "render-10: AWS has no room for a c7i.2xlarge in eu-west-1b just now.",
    ),
    ("cleo", "policy", (), "", "maximum: 4 → 6, cost per day: 0 → 40", "done"),
    (
        "scaling",
        "stop",
        ("render-06",),
        "idle",
        "render-06 had nothing to draw for 11 min and more; 5 machines run on.",
        "done",
    ),
)
"""Who, what, which machines, by which rule, why, with what end."""


def activity(number: int, *, at: float = 0.0, **more: object) -> Activity:
    """The activities differ by turns."""
    who, what, targets, rule, why, outcome = _DECIDED[number % len(_DECIDED)]
    numbers = {"work_seconds": 5040.0, "up": 4.0, "spent_day": 12.4} if who == "scaling" else {}
    given = {
        "number": number,
        "at": at or time.time() - 60,
        "who": who,
        "what": what,
        "targets": targets,
        "rule": rule,
        "why": why,
        "outcome": outcome,
        "numbers": numbers,
    }
    return Activity(**(given | more))  # type: ignore[arg-type]


def activities(count: int) -> tuple[Activity, ...]:
    """So many, the last one a minute ago, one every seven minutes."""
    now = time.time()
    return tuple(activity(number, at=now - 60 - 420 * (count - number)) for number in range(1, count + 1))


class ShownScaling:
    """What the manager of such a farm knows and is told. `refuses` answers a change of the policy."""

    def __init__(self, *instances: Instance, provider: str = "ec2", policy: ScalingPolicy = POLICY) -> None:
        self.part: FleetPart = msgspec.structs.replace(
            fleet_part(*(instances or machines()), provider=provider), policy=policy
        )
        self.activities: tuple[Activity, ...] = ()
        self.estimate = ESTIMATE
        self.refuses: UsageError | None = None
        self.changes: list[ScalingPolicy] = []
        self.asked: list[EstimateWanted] = []

    def farm(self, jobs: tuple[JobView, ...] = (), workers: tuple[WorkerView, ...] = ()) -> ShownFarm:
        """A farm that answers so."""
        answers = {
            FleetWanted: lambda _message: (self.part,),
            ActivitiesWanted: self._activities,
            ScalingChange: self._change,
            EstimateWanted: self._estimate,
        }
        return ShownFarm(jobs, workers, (), answers)  # type: ignore[arg-type]

    def set_policy(self, **values: object) -> None:
        """Another admin changes the policy."""
        self.part = msgspec.structs.replace(self.part, policy=msgspec.structs.replace(self.part.policy, **values))

    def _activities(self, message: ActivitiesWanted) -> tuple[AnyMessage, ...]:
        found = [one for one in self.activities if one.number > message.after][-message.most :]
        return (ActivitiesPart(activities=tuple(found), last=True),)

    def _change(self, message: ScalingChange) -> tuple[AnyMessage, ...]:
        if self.refuses is not None:
            raise self.refuses
        self.changes.append(message.policy)
        self.part = msgspec.structs.replace(self.part, policy=message.policy)
        return (self.part,)

    def _estimate(self, message: EstimateWanted) -> tuple[AnyMessage, ...]:
        self.asked.append(message)
        return (EstimateGiven(estimate=self.estimate),)
