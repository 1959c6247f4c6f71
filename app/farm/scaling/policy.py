"""Which machines to start and stop now: a pure function from a view of the farm to decisions.

**Up.** As many machines run as it takes to have what is left drawn within the target time, or by the deadline where
one is set: then by what the work is in nine of ten cases, with the time that machines boot. At least the minimum and
what schedules want, at most the maximum and what the caps permit. At once at most as many are started as run, and no
more for a minute. A machine is not started where the work would be done before it had drawn for as long as it boots,
and not while one of its type stands idle.

**Down.** A machine whose workers have held nothing for the idle time is stopped, down to the minimum. Soon after a
start or a stop no further one follows, so that the number of machines does not swing. One that is to go although it
draws (above the maximum, above a cap) is drained first.

**Guard.** A machine that costs money and of which nothing is heard is stopped, whoever started it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from app.core.fleet import InstanceState
from app.farm.scaling import caps
from app.farm.scaling.schedules import scheduled_minimum
from app.farm.scaling.views import Act, Decision, MachineView, Rule, ScalingView, spelled
from app.farm.wording import counted, dollars, listed

UP_PAUSE: Final = 60.0
DOWN_PAUSE: Final = 300.0
TURN_PAUSE: Final = 600.0
"""Seconds from one start to the next, from one stop to the next while there is work, and from a start to a stop. They
permit at most two turns of direction within ten minutes."""

FIRST_STEP: Final = 2
"""So many machines are started at once when none runs."""

UNOWNED_SECONDS: Final = 540.0
"""A machine of which nothing is heard for so long is stopped: within ten minutes, with room to try again."""

LISTENING_SECONDS: Final = 30.0
"""A manager that has not listened for so long does not know who is silent."""

IDLE_LIKE_SECONDS: Final = 60.0
"""While a machine is idle for so long, none of its type is started."""

LEAST_IDLE: Final = 60.0

DEADLINE_PART: Final = 0.1
DEADLINE_SECONDS: Final = 60.0
"""So much earlier than the deadline all should be drawn: films are joined, and estimates err."""

_LISTED: Final = 4


def decide(view: ScalingView) -> tuple[Decision, ...]:
    """What to do now, in this order. Nothing where the policy is not enabled."""
    if not view.policy.enabled:
        return ()
    taken: set[str] = set()
    decisions: list[Decision] = []
    for rule in (_unowned, _drained, _above_caps, _above_maximum):
        for decision in rule(_without(view, taken)):
            taken.update(decision.instances)
            decisions.append(decision)
    if not any(one.act is not Act.NONE for one in decisions):
        decisions += _up(view) or _idle(view)
    return tuple(decisions)


def finish_seconds(work: float, capacities: Iterable[tuple[float, float]]) -> float:
    """When `work` seconds are done by workers of which so many (first) are there in so many seconds (second)."""
    done, rate, at = 0.0, 0.0, 0.0
    for workers, ready in sorted(capacities, key=lambda one: one[1]):
        if rate and done + rate * (ready - at) >= work:
            break
        done, at = done + rate * max(0.0, ready - at), max(at, ready)
        rate += workers
    if work <= 0:
        return 0.0
    return at + (work - done) / rate if rate else float("inf")


def _without(view: ScalingView, taken: set[str]) -> ScalingView:
    return msgspec.structs.replace(
        view, machines=tuple(one for one in view.machines if one.instance.instance_id not in taken)
    )


# Machines that should not run, whatever there is to draw.


def _unowned(view: ScalingView) -> Iterable[Decision]:
    if view.listening_seconds < LISTENING_SECONDS:
        return
    for one in view.machines:
        if one.is_up and not one.busy and one.silent_seconds >= UNOWNED_SECONDS and one.stop_after <= view.now:
            yield Decision(
                act=Act.STOP,
                rule=Rule.UNOWNED,
                instances=(one.instance.instance_id,),
                why=f"{one.name} runs, but nothing was heard of it for {spelled(one.silent_seconds)}. It is stopped, "
                "as it costs money and draws nothing. See why its agent does not reach the broker.",
                numbers={"silent_seconds": one.silent_seconds, "price": one.price},
            )


def _drained(view: ScalingView) -> Iterable[Decision]:
    for one in view.machines:
        if one.going and one.is_up and not one.busy and one.stop_after <= view.now:
            yield Decision(
                act=Act.STOP,
                rule=Rule.DRAINED,
                instances=(one.instance.instance_id,),
                why=f"{one.name} was to go, and its workers hold nothing any more.",
            )


def _above_caps(view: ScalingView) -> Iterable[Decision]:
    staying = sorted((one for one in view.machines if one.is_up), key=_dearest_first)
    while staying and (cap := caps.exceeding(view, caps.rate_of(staying), caps.STOP_AHEAD)) is not None:
        one = staying.pop(0)
        if one.stop_after <= view.now:
            yield _too_dear(one, cap, Act.STOP, caps.STOP_AHEAD)
    staying = [one for one in staying if not one.going]
    while staying and (cap := caps.exceeding(view, caps.rate_of(staying), caps.DRAIN_AHEAD)) is not None:
        one = staying.pop(0)
        if one.stop_after <= view.now:
            yield _too_dear(one, cap, Act.DRAIN if one.busy else Act.STOP, caps.DRAIN_AHEAD)


def _dearest_first(one: MachineView) -> tuple[bool, float, str]:
    return (one.busy > 0, -one.price / max(1, one.usual_workers), one.name)


def _too_dear(one: MachineView, cap: caps.Cap, act: Act, ahead: float) -> Decision:
    how = "It is stopped." if act is Act.STOP else "It finishes what it holds, and is stopped then."
    return Decision(
        act=act,
        rule=Rule.COST_CAP,
        instances=(one.instance.instance_id,),
        why=f"{dollars(cap.spent)} of the {dollars(cap.dollars)} per {cap.name} are spent, and the machines that run "
        f"would exceed them within {spelled(ahead)}. {one.name}: {how}",
        numbers={"spent": cap.spent, "cap": cap.dollars, "price": one.price},
    )


def _above_maximum(view: ScalingView) -> Iterable[Decision]:
    up = [one for one in view.machines if one.is_up and not one.going]
    excess = sorted(up, key=_dearest_first)[: max(0, len(up) - view.policy.maximum)]
    for one in excess:
        if one.stop_after <= view.now:
            yield Decision(
                act=Act.DRAIN if one.busy else Act.STOP,
                rule=Rule.MAXIMUM,
                instances=(one.instance.instance_id,),
                why=f"{_running(len(up))}, and at most {view.policy.maximum} may. {one.name} goes"
                f"{' when it has finished what it holds' if one.busy else ''}.",
                numbers={"up": len(up), "maximum": view.policy.maximum},
            )


# Up.


class _Aim:
    """What more machines are started for: to be done in so many seconds, or to be so many."""

    def __init__(self, view: ScalingView) -> None:
        policy, now = view.policy, view.now
        self.has_deadline = policy.deadline > now
        self.rule = Rule.DEADLINE if self.has_deadline else Rule.TARGET
        left = policy.deadline - now if self.has_deadline else policy.target_minutes * 60
        self.limit = max(0.0, left * (1 - DEADLINE_PART) - DEADLINE_SECONDS) if self.has_deadline else left
        self.work = view.load.p90 if self.has_deadline else view.load.expected
        # The last worker to take a piece has it drawn so much later than all have drawn their share.
        self.tail = view.load.longest if self.has_deadline else 0.0

    def finish(self, capacities: Sequence[tuple[float, float]]) -> float:
        return finish_seconds(self.work, capacities) + self.tail


def _up(view: ScalingView) -> list[Decision]:
    up = [one for one in view.machines if one.is_up and not one.going]
    room = min(view.policy.maximum - len(up), max(FIRST_STEP, len(up)))
    free = sorted((one for one in view.machines if _may_start(one, view.now)), key=_cheapest_first)
    if view.now - view.last_up < UP_PAUSE:
        return []
    if room <= 0 or not free:
        return _at_the_end(view, up)
    rest = min((one.boot_seconds for one in free), default=0.0)
    scheduled = scheduled_minimum(view.policy, view.now, ahead=rest)
    floor = max(view.policy.minimum, scheduled)
    if len(up) < floor:
        rule = Rule.SCHEDULE if scheduled > view.policy.minimum else Rule.MINIMUM
        return _to_floor(view, up, free, min(room, floor - len(up)), rule)
    return _for_work(view, up, free, room)


def _may_start(one: MachineView, now: float) -> bool:
    return one.instance.state is InstanceState.STOPPED and one.start_after <= now


def _cheapest_first(one: MachineView) -> tuple[float, str]:
    return (one.price / max(1, one.usual_workers), one.name)


def _to_floor(
    view: ScalingView, up: Sequence[MachineView], free: Sequence[MachineView], missing: int, rule: Rule
) -> list[Decision]:
    chosen, hindrance = _affordable(view, free, missing)
    wanted = "the schedule wants" if rule is Rule.SCHEDULE else "the minimum is"
    numbers = {"up": float(len(up)), "wanted": float(len(up) + missing), "dollars_per_hour": _rate(view)}
    if not chosen:
        why = f"More machines should run ({wanted} more than {len(up)}), but {hindrance}."
        return [_nothing(Rule.COST_CAP, why, numbers)]
    why = f"{_running(len(up))}, and {wanted} more. Started: {_names(chosen)}."
    return [_start(chosen, rule, why, numbers)]


def _affordable(view: ScalingView, free: Iterable[MachineView], most: int) -> tuple[list[MachineView], str]:
    rate, chosen, hindrance = _rate(view), list[MachineView](), ""
    for one in free:
        said = caps.hindrance(view, one, rate)
        if said:
            hindrance = hindrance or said
        elif len(chosen) < most:
            chosen.append(one)
            rate += one.price
    return chosen, hindrance


def _for_work(view: ScalingView, up: Sequence[MachineView], free: Sequence[MachineView], room: int) -> list[Decision]:
    aim = _Aim(view)
    if aim.work <= 0:
        return []
    capacities = _capacities(view, up)
    before = now_done = aim.finish(capacities)
    chosen: list[MachineView] = []
    hindrance, hindered_by = "", aim.rule
    rate = _rate(view)
    for one in free:
        if now_done <= aim.limit or len(chosen) >= room:
            break
        said, rule = _idle_like(view, one) or _pointless(aim, capacities, one), aim.rule
        if not said:
            said, rule = caps.hindrance(view, one, rate), Rule.COST_CAP
        if said:
            if not hindrance:
                hindrance, hindered_by = said, rule
            continue
        chosen.append(one)
        rate += one.price
        capacities.append((float(one.usual_workers), one.boot_seconds))
        now_done = aim.finish(capacities)
    numbers = _load_numbers(view, aim, up, before, now_done)
    if chosen:
        return [_start(chosen, aim.rule, _load_words(aim, chosen, before, now_done, capacities), numbers)]
    if before > aim.limit and hindrance:
        return [_nothing(hindered_by, f"{_too_late(aim, before)}, but {hindrance}.", numbers)]
    return []


def _at_the_end(view: ScalingView, up: Sequence[MachineView]) -> list[Decision]:
    """What there is to say where no further machine may be started, or there is none."""
    aim = _Aim(view)
    done = aim.finish(_capacities(view, up))
    if aim.work <= 0 or done <= aim.limit:
        return []
    numbers = _load_numbers(view, aim, up, done, done)
    is_most = len(up) >= view.policy.maximum
    limit = f"at most {counted(view.policy.maximum, 'machine')} may run" if is_most else "no other is there"
    return [
        Decision(
            act=Act.NONE, rule=aim.rule, instances=(), why=f"{_too_late(aim, done)}, but {limit}.", numbers=numbers
        )
    ]


def _capacities(view: ScalingView, up: Iterable[MachineView]) -> list[tuple[float, float]]:
    """How many workers there are in how many seconds."""
    there = [(float(view.others), 0.0)] if view.others else []
    for one in up:
        if one.workers:
            there.append((float(one.workers), 0.0))
        elif one.silent_seconds < UNOWNED_SECONDS:
            ready = max(one.boot_seconds * 0.1, one.boot_seconds - one.silent_seconds)
            there.append((float(one.usual_workers), ready))
    return there


def _idle_like(view: ScalingView, one: MachineView) -> str:
    """Whether a machine like it stands idle, so that one more would get nothing either."""
    for other in view.machines:
        same = other.instance.type == one.instance.type and not other.going
        if same and other.workers and not other.busy and other.idle_seconds >= IDLE_LIKE_SECONDS:
            return f"{other.name}, which is like {one.name}, is idle for {spelled(other.idle_seconds)}"
    return ""


def _pointless(aim: _Aim, capacities: Sequence[tuple[float, float]], one: MachineView) -> str:
    """Why booting a machine would cost more than it saves: what it pays for without drawing, against what it draws."""
    if not capacities:
        return ""  # Without it, nothing is ever drawn.
    draws = aim.finish([*capacities, (float(one.usual_workers), one.boot_seconds)]) - one.boot_seconds
    least = max(1.0, aim.tail) if aim.has_deadline else one.boot_seconds
    if draws >= least:
        return ""
    if draws <= 0:
        return f"all would be drawn before {one.name} had booted, which takes {spelled(one.boot_seconds)}"
    return f"{one.name} would boot for {spelled(one.boot_seconds)} to draw for {spelled(draws)}"


def _start(chosen: Sequence[MachineView], rule: Rule, why: str, numbers: dict[str, float]) -> Decision:
    return Decision(
        act=Act.START,
        rule=rule,
        instances=tuple(one.instance.instance_id for one in chosen),
        why=why,
        numbers={**numbers, "boot_seconds": max(one.boot_seconds for one in chosen)},
    )


def _nothing(rule: Rule, why: str, numbers: dict[str, float]) -> Decision:
    return Decision(act=Act.NONE, rule=rule, instances=(), why=why, numbers=numbers)


def _too_late(aim: _Aim, done: float) -> str:
    told = f"will be drawn in {spelled(done)}" if done != float("inf") else "waits for a worker"
    if aim.has_deadline:
        return f"What is left {told}, with {spelled(aim.limit)} until the deadline and its reserve"
    return f"What is left {told}, and the target is {spelled(aim.limit)}"


def _load_words(
    aim: _Aim,
    chosen: Sequence[MachineView],
    before: float,
    after: float,
    capacities: Sequence[tuple[float, float]],
) -> str:
    boots = max(one.boot_seconds for one in chosen)
    workers = int(sum(count for count, _ in capacities))
    late = " That is still too late." if after > aim.limit else ""
    return (
        f"{_too_late(aim, before)}. There are {spelled(aim.work)} of work for one worker. With {_names(chosen)}, which "
        f"boot for about {spelled(boots)}, {counted(workers, 'worker')} would have it drawn in {spelled(after)}.{late}"
    )


def _load_numbers(
    view: ScalingView, aim: _Aim, up: Sequence[MachineView], before: float, after: float
) -> dict[str, float]:
    numbers = {
        "work_seconds": aim.work,
        "limit_seconds": aim.limit,
        "seconds_before": before,
        "seconds_after": after,
        "up": float(len(up)),
        "dollars_per_hour": _rate(view),
        "spent_hour": view.spent_hour,
        "spent_day": view.spent_day,
    }
    return {name: round(value, 3) for name, value in numbers.items() if value != float("inf")}


def _rate(view: ScalingView) -> float:
    return caps.rate_of(view.machines)


def _running(count: int) -> str:
    return f"{counted(count, 'machine')} {'runs' if count == 1 else 'run'}"


def _names(machines: Sequence[MachineView]) -> str:
    return listed([one.name for one in machines], _LISTED)


# Down.


def _idle(view: ScalingView) -> list[Decision]:
    if view.now - view.last_up < TURN_PAUSE or (view.load.expected and view.now - view.last_down < DOWN_PAUSE):
        return []
    up = [one for one in view.machines if one.is_up and not one.going]
    floor = max(view.policy.minimum, scheduled_minimum(view.policy, view.now, ahead=_longest_boot(view.machines)))
    least = max(LEAST_IDLE, view.policy.idle_minutes * 60)
    warm = max(least, view.policy.keep_warm_minutes * 60)
    idle = [one for one in up if _is_idle(one, least) and one.stop_after <= view.now]
    chosen: list[MachineView] = []
    for one in sorted(idle, key=_dearest_first):
        left = len(up) - len(chosen)
        if left > max(floor, view.policy.keep_warm) or (left > floor and _is_idle(one, warm)):
            chosen.append(one)
    if not chosen:
        return []
    shortest = min(one.idle_seconds for one in chosen)
    return [
        Decision(
            act=Act.STOP,
            rule=Rule.IDLE,
            instances=tuple(one.instance.instance_id for one in chosen),
            why=f"{_names(chosen)} had nothing to draw for {spelled(shortest)} and more; "
            f"{_running(len(up) - len(chosen))} on.",
            numbers={
                "idle_seconds": round(shortest, 3),
                "up": float(len(up)),
                "minimum": float(floor),
                "work_seconds": round(view.load.expected, 3),
            },
        )
    ]


def _is_idle(one: MachineView, seconds: float) -> bool:
    return one.instance.state is InstanceState.RUNNING and not one.busy and one.idle_seconds >= seconds


def _longest_boot(machines: Iterable[MachineView]) -> float:
    return max((one.boot_seconds for one in machines), default=0.0)
