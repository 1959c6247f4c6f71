"""What machines may cost: per hour and per day of UTC.

A cap is kept by looking ahead. A machine is started only if all that run then may run on for another hour (or to the
end of the hour or day, where that is nearer) and the sum stays below the cap; the hour after counts too. Machines are
drained when they could run on for a quarter of an hour only, and stopped with what they hold when it is five minutes,
so that also a provider that does not answer at once cannot make it exceed. What a manager that is away should have
stopped is counted when it is back.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from app.core.model import Struct
from app.farm.scaling.views import MachineView, ScalingView
from app.farm.wording import dollars

HOUR, DAY = 3600.0, 86400.0

START_AHEAD = HOUR
DRAIN_AHEAD = 900.0
STOP_AHEAD = 300.0

LEAST_BILLED = 60.0
"""Seconds that every start costs at least."""


class Cap(Struct, frozen=True):
    """A cap: what it is called, dollars, the length of its window, what is spent of it."""

    name: str
    dollars: float
    window: float
    spent: float

    def projected(self, rate: float, ahead: float, now: float) -> float:
        """Dollars at the end of the window, when machines of `rate` dollars an hour run on for `ahead` seconds."""
        left = self.window - now % self.window
        return self.spent + rate * max(LEAST_BILLED, min(left, ahead)) / HOUR

    def reached(self, rate: float, now: float) -> float | None:
        """When machines of `rate` dollars an hour have cost as much, in seconds since the epoch; None: not before the
        window ends."""
        if self.spent >= self.dollars:
            return now
        at = now + (self.dollars - self.spent) * HOUR / rate if rate > 0 else math.inf
        return at if at < now - now % self.window + self.window else None


def caps_of(view: ScalingView) -> tuple[Cap, ...]:
    """The caps that there are."""
    policy = view.policy
    both = (
        Cap("hour", policy.cost_per_hour, HOUR, view.spent_hour),
        Cap("day", policy.cost_per_day, DAY, view.spent_day),
    )
    return tuple(cap for cap in both if cap.dollars > 0)


def hindrance(view: ScalingView, machine: MachineView, rate: float) -> str:
    """Why this machine may not be started beside others of `rate` dollars an hour; empty where it may."""
    caps = caps_of(view)
    if not caps:
        return ""
    if machine.instance.price is None:
        return f"what {machine.name} costs is not known, so that no cap could be kept"
    rate += machine.price
    for cap in caps:
        then = max(cap.projected(rate, START_AHEAD, view.now), rate * START_AHEAD / HOUR)
        if then > cap.dollars:
            return (
                f"the cap of {dollars(cap.dollars)} per {cap.name} could be exceeded: {dollars(cap.spent)} are "
                f"spent, and with {machine.name} it could be {dollars(then)}"
            )
    return ""


def exceeding(view: ScalingView, rate: float, ahead: float) -> Cap | None:
    """The cap that machines of `rate` dollars an hour would exceed within so many seconds."""
    return next((cap for cap in caps_of(view) if cap.projected(rate, ahead, view.now) > cap.dollars), None)


def rate_of(machines: Iterable[MachineView]) -> float:
    """Dollars an hour of machines while they are up."""
    return sum(machine.price for machine in machines if machine.is_up)
