"""What a change of the scaling policy does at once: which machines it may start or stop, which caps it lifts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from app.core.fleet import ScalingPolicy
from app.core.messages import FleetPart
from app.farm.scaling.caps import DAY, STOP_AHEAD, Cap
from app.farm.scaling.schedules import scheduled_minimum
from app.farm.scaling.views import UP
from app.ui.formats import money_text
from app.ui.models.scaling_words import title_of, value_text
from app.ui.words import translate


class _Change(NamedTuple):
    before: ScalingPolicy
    after: ScalingPolicy
    part: FleetPart
    waits: bool

    @property
    def begins(self) -> bool:
        """Whether machines come and go by the policy from now on, and did not before."""
        return _acts(self.after) and not _acts(self.before)

    @property
    def up(self) -> int:
        return sum(one.state in UP for one in self.part.instances)

    def floor(self, policy: ScalingPolicy) -> int:
        return max(policy.minimum, scheduled_minimum(policy, self.part.as_of, ahead=0))

    def differs(self, *names: str) -> bool:
        return any(getattr(self.before, name) != getattr(self.after, name) for name in names)


def effects(before: ScalingPolicy, after: ScalingPolicy, part: FleetPart, *, waits: bool) -> tuple[str, ...]:
    """What people should know before it is applied; nothing where nothing happens at once.

    `part` are the machines as they were seen last, `waits` whether there is something to draw.
    """
    change = _Change(before, after, part, waits)
    if not _acts(after):
        return tuple(_of_end(change)) if _acts(before) else ()
    return tuple((*_of_begin(change), *_of_count(change), *_of_idle(change), *_of_caps(change)))


def _acts(policy: ScalingPolicy) -> bool:
    return policy.enabled and not policy.dry_run


def _of_end(change: _Change) -> Iterator[str]:
    if change.up:
        yield translate(
            "ScalingEffects",
            "%n machine(s) run now and go on running, also when they are idle: nothing stops them any more.",
            "",
            change.up,
        )
    if change.before.cost_per_day or change.before.cost_per_hour:
        yield translate("ScalingEffects", "Nothing keeps the caps any more.")


def _of_begin(change: _Change) -> Iterator[str]:
    if change.begins:
        text = translate(
            "ScalingEffects", "From now on, machines are started and stopped by themselves: %1 to %2 of them."
        )
        yield text.replace("%1", str(change.after.minimum)).replace("%2", str(change.after.maximum))


def _of_count(change: _Change) -> Iterator[str]:
    up, after = change.up, change.after
    floor = min(change.floor(after), after.maximum)
    there = sum(one.state in UP or one.state == "stopped" for one in change.part.instances)
    if up > after.maximum and (change.begins or change.differs("maximum")):
        text = translate(
            "ScalingEffects",
            "%1 machines run, and at most %2 may: %n of them are stopped at once where they are idle, and after what "
            "they hold where they are busy.",
            "",
            up - after.maximum,
        )
        yield text.replace("%1", str(up)).replace("%2", str(after.maximum))
    elif (missing := min(floor, there) - up) > 0 and (change.begins or floor > change.floor(change.before)):
        text = translate("ScalingEffects", "%n machine(s) are started, as at least %1 run by it.", "", missing)
        yield text.replace("%1", str(floor))
    room = min(after.maximum, there) - up
    if change.waits and room > 0 and (change.begins or _is_sooner(change)):
        yield translate("ScalingEffects", "Up to %n machine(s) may be started for what waits.", "", room)


def _is_sooner(change: _Change) -> bool:
    before, after = change.before, change.after
    hurries = after.deadline != before.deadline and after.deadline > change.part.as_of
    return hurries or after.target_minutes < before.target_minutes or after.maximum > before.maximum


def _of_idle(change: _Change) -> Iterator[str]:
    before, after = change.before, change.after
    stops_sooner = after.idle_minutes < before.idle_minutes or change.floor(after) < change.floor(before)
    is_colder = after.keep_warm < before.keep_warm or (
        after.keep_warm and after.keep_warm_minutes < before.keep_warm_minutes
    )
    most = change.up - min(change.floor(after), after.maximum)
    if most > 0 and (change.begins or stops_sooner or is_colder):
        text = translate(
            "ScalingEffects", "Of the machines that run, up to %n are stopped if they were idle for %1.", "", most
        )
        yield text.replace("%1", value_text(after, "idle_minutes"))


def _of_caps(change: _Change) -> Iterator[str]:
    before, after, part = change.before, change.after, change.part
    for name in ("cost_per_hour", "cost_per_day"):
        was, now = getattr(before, name), getattr(after, name)
        if _acts(before) and was and (not now or now > was):
            text = translate("ScalingEffects", "%1 is lifted from %2 to %3.").replace("%1", title_of(name))
            yield text.replace("%2", value_text(before, name)).replace("%3", value_text(after, name))
    spent = sum(one.cost_today for one in part.instances)
    rate = sum(one.price or 0.0 for one in part.instances if one.state in UP)
    day = Cap("day", after.cost_per_day, DAY, spent)
    lowered = change.begins or change.differs("cost_per_day")
    if day.dollars and rate and lowered and day.projected(rate, STOP_AHEAD, part.as_of) > day.dollars:
        text = translate(
            "ScalingEffects",
            "%1 were spent today already, which is at the cap of %2: machines are stopped at once with what they hold.",
        )
        yield text.replace("%1", money_text(spent)).replace("%2", money_text(day.dollars))
