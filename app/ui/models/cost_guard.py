"""What a farm's machines cost today, how near that is to the caps, and what happens when one is reached."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

from app.core.fleet import Instance, InstanceState
from app.core.messages import FleetPart
from app.farm.scaling.caps import DAY, DRAIN_AHEAD, START_AHEAD, Cap
from app.farm.scaling.views import UP
from app.ui.formats import clock_time, money_text
from app.ui.words import translate

NEAR_SHARE: Final = 0.8
"""From this part of a cap on, it is near."""


class GuardLevel(StrEnum):
    """How near the caps are."""

    FINE = "fine"
    NEAR = "near"
    REACHED = "reached"


class Guard(NamedTuple):
    """What is said of costs: how they stand, and what follows from that; `level` is the worst of the caps."""

    level: GuardLevel
    costs: tuple[str, ...]
    follows: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All of it."""
        return " ".join((*self.costs, *self.follows))


def guard_of(part: FleetPart) -> Guard:
    """How the costs of a farm stand, as of when its machines were seen."""
    policy, now = part.policy, part.as_of
    up = [one for one in part.instances if one.state in UP]
    rate, spent = sum(one.price or 0.0 for one in up), sum(one.cost_today for one in part.instances)
    day = Cap("day", policy.cost_per_day, DAY, spent)
    of_day = _level_of_day(day, rate, now, part.instances) if day.dollars else GuardLevel.FINE
    of_hour = _level_of_hour(policy.cost_per_hour, rate)
    level = max(of_day, of_hour, key=list(GuardLevel).index)
    costs, follows = [_spent(day), _rate(rate, policy.cost_per_hour)], list[str]()
    if day.dollars and rate and of_day is not GuardLevel.REACHED:
        costs.append(_when(day.reached(rate, now), now))
    if level is not GuardLevel.FINE:
        follows.append(_then(of_day, level, now))
    if policy.cost_per_day or policy.cost_per_hour:
        follows.append(_not_kept(part))
        unpriced = sum(one.price is None and one.state is not InstanceState.GONE for one in part.instances)
        if unpriced:
            follows.append(_unpriced(unpriced))
    return Guard(level, tuple(costs), tuple(filter(None, follows)))


def _level_of_day(cap: Cap, rate: float, now: float, machines: tuple[Instance, ...]) -> GuardLevel:
    prices = [one.price for one in machines if one.state is InstanceState.STOPPED and one.price]
    stuck = not rate and bool(prices) and cap.projected(min(prices), START_AHEAD, now) > cap.dollars
    if cap.spent >= cap.dollars or stuck or (rate and cap.projected(rate, DRAIN_AHEAD, now) > cap.dollars):
        return GuardLevel.REACHED
    return GuardLevel.NEAR if cap.spent >= NEAR_SHARE * cap.dollars else GuardLevel.FINE


def _level_of_hour(cap: float, rate: float) -> GuardLevel:
    if not cap or rate < NEAR_SHARE * cap:
        return GuardLevel.FINE
    return GuardLevel.REACHED if rate > cap else GuardLevel.NEAR


def _spent(day: Cap) -> str:
    if not day.dollars:
        return translate("CostGuard", "%1 today, without a cap.").replace("%1", money_text(day.spent))
    text = translate("CostGuard", "%1 of %2 today.").replace("%1", money_text(day.spent))
    return text.replace("%2", money_text(day.dollars))


def _rate(rate: float, cap: float) -> str:
    if not rate:
        return translate("CostGuard", "Nothing that costs runs now.")
    if not cap:
        return translate("CostGuard", "Now %1 per hour.").replace("%1", money_text(rate))
    text = translate("CostGuard", "Now %1 per hour, at most %2.").replace("%1", money_text(rate))
    return text.replace("%2", money_text(cap))


def _when(reached: float | None, now: float) -> str:
    if reached is None:
        ends = clock_time(now - now % DAY + DAY)
        text = translate("CostGuard", "At this rate, the cap is not reached before the day (UTC) ends at %1.")
        return text.replace("%1", ends)
    return translate("CostGuard", "At this rate, the cap is reached at %1.").replace("%1", clock_time(reached))


def _then(of_day: GuardLevel, level: GuardLevel, now: float) -> str:
    if level is GuardLevel.NEAR:
        return translate(
            "CostGuard",
            "Near it, no machine is started; a quarter of an hour before it, machines finish what they hold; five "
            "minutes before it, they are stopped.",
        )
    if of_day is GuardLevel.REACHED:
        text = translate(
            "CostGuard",
            "The cap is reached: no machine is started before %1, and those that run are stopped. What they held is "
            "drawn by others.",
        )
        return text.replace("%1", clock_time(now - now % DAY + DAY))
    return translate(
        "CostGuard",
        "The cap per hour is reached: no further machine is started, and those that run are stopped in time.",
    )


def _not_kept(part: FleetPart) -> str:
    if not part.policy.enabled:
        return translate("CostGuard", "Nothing keeps the caps, as scaling is off.")
    if part.policy.dry_run:
        return translate("CostGuard", "Nothing keeps the caps, as scaling only writes down what it would do.")
    return ""


def _unpriced(count: int) -> str:
    return translate(
        "CostGuard", "The price of %n machine(s) is not known: with a cap, they are not started.", "", count
    )
