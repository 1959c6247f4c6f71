"""Which machines are started and stopped, and why: the policy, situation by situation."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import UsageError
from app.core.fleet import Instance, InstanceState, ScalingPolicy, Schedule
from app.farm.scaling.caps import DAY, Cap
from app.farm.scaling.checks import check_policy
from app.farm.scaling.policy import decide, finish_seconds
from app.farm.scaling.schedules import is_active, overlapping, scheduled_minimum, shifted
from app.farm.scaling.views import Act, Decision, Load, MachineView, Rule, ScalingView
from app.farm.scaling.words import changed_words

NOON = 1_700_049_600.0
"""12:00 UTC, a Wednesday."""

RUNNING, STOPPED, STARTING = InstanceState.RUNNING, InstanceState.STOPPED, InstanceState.STARTING


def machine(name: str, state: InstanceState = STOPPED, **more: Any) -> MachineView:
    own = {one: more.pop(one) for one in ("type", "zone", "price") if one in more}
    instance = Instance(instance_id=name, name=name, state=state, **({"type": "c7i", "price": 1.0} | own))
    values = {"workers": 2 if state is RUNNING else 0, "usual_workers": 2, "boot_seconds": 120.0}
    return MachineView(instance=instance, **(values | more))


def view(*machines: MachineView, work: float = 0.0, at: float = NOON, **more: Any) -> ScalingView:
    seen = {name: more.pop(name) for name in tuple(more) if name in ScalingView.__struct_fields__}
    policy = ScalingPolicy(**({"enabled": True, "maximum": 10, "target_minutes": 30.0} | more))
    load = Load(expected=work, p90=work * 1.2, longest=20.0 if work else 0.0)
    return ScalingView(
        **{"now": at, "policy": policy, "machines": machines, "load": load, "listening_seconds": 1e6, **seen}
    )


def the(seen: ScalingView) -> Decision:
    [decision] = decide(seen)
    assert decision.why.endswith(".")
    return decision


def acts(seen: ScalingView) -> list[tuple[Act, Rule, tuple[str, ...]]]:
    return [(one.act, one.rule, one.instances) for one in decide(seen)]


def stopped(count: int, **more: Any) -> tuple[MachineView, ...]:
    return tuple(machine(f"s{number}", **more) for number in range(count))


# Up.


def test_nothing_is_done_where_the_policy_is_off() -> None:
    assert decide(view(*stopped(3), work=1e6, enabled=False)) == ()


def test_nothing_is_started_without_work() -> None:
    assert decide(view(*stopped(3))) == ()


def test_as_many_are_started_as_the_target_takes() -> None:
    # 4 workers running have 2 hours of work done in 30 minutes: nothing more is needed.
    up = (machine("a", RUNNING, busy=2), machine("b", RUNNING, busy=2))
    assert decide(view(*up, *stopped(3), work=4 * 1800.0)) == ()
    found = the(view(*up, *stopped(3), work=5 * 1800.0))
    assert (found.act, found.rule, found.instances) == (Act.START, Rule.TARGET, ("s0",))
    assert "2 h 30 min of work for one worker" in found.why and "target is 30 min" in found.why
    assert found.numbers["work_seconds"] == 9000.0 and found.numbers["seconds_after"] < 1800.0


def test_one_is_started_for_a_little_work_when_nothing_runs_and_two_at_most_for_a_lot() -> None:
    assert the(view(*stopped(5), work=30.0)).instances == ("s0",)
    assert the(view(*stopped(5), work=1e6)).instances == ("s0", "s1")


def test_at_most_as_many_are_started_as_run() -> None:
    up = tuple(machine(f"u{number}", RUNNING, busy=2) for number in range(3))
    assert len(the(view(*up, *stopped(9), work=1e6)).instances) == 3


def test_the_maximum_counts_those_that_start() -> None:
    up = (machine("a", RUNNING, busy=2), machine("b", STARTING))
    found = the(view(*up, *stopped(5), work=1e6, maximum=3))
    assert found.instances == ("s0",)


def test_at_the_maximum_it_is_said_that_the_target_is_missed() -> None:
    found = the(view(machine("a", RUNNING, busy=2), *stopped(5), work=1e6, maximum=1))
    assert (found.act, found.instances) == (Act.NONE, ())
    assert "at most 1 machine may run" in found.why


def test_a_minute_passes_before_more_are_started() -> None:
    up = machine("a", RUNNING, busy=2)
    assert decide(view(up, *stopped(3), work=1e6, last_up=NOON - 59)) == ()
    assert decide(view(up, *stopped(3), work=1e6, last_up=NOON - 60))


def test_machines_that_boot_are_counted_with_what_they_still_need() -> None:
    booting = machine("a", STARTING, silent_seconds=60.0)
    assert decide(view(booting, *stopped(3), work=2 * 1700.0)) == ()


def test_a_machine_that_boots_longer_than_it_would_draw_is_not_started() -> None:
    up = machine("a", RUNNING, busy=2)
    # 2 workers need 5 minutes; one more machine would boot for 2 of them and draw for 90 seconds.
    found = the(view(up, *stopped(1, boot_seconds=120.0), work=600.0, target_minutes=1.0))
    assert found.act is Act.NONE
    assert "s0 would boot for 2 min to draw for 90 s" in found.why
    found = the(view(up, *stopped(1, boot_seconds=400.0), work=600.0, target_minutes=1.0))
    assert "all would be drawn before s0 had booted" in found.why
    assert the(view(up, *stopped(1, boot_seconds=50.0), work=600.0, target_minutes=1.0)).act is Act.START


def test_the_cheapest_per_worker_comes_first_and_those_that_failed_lately_wait() -> None:
    dear = machine("a", price=3.0, usual_workers=2)
    cheap = machine("b", price=4.0, usual_workers=8)
    assert the(view(dear, cheap, work=600.0)).instances == ("b",)
    no_room = machine("b", price=4.0, usual_workers=8, start_after=NOON + 1)
    assert the(view(dear, no_room, work=600.0)).instances == ("a",)


def test_none_is_started_while_one_like_it_is_idle() -> None:
    idle = machine("a", RUNNING, idle_seconds=90.0)
    found = the(view(idle, *stopped(2), work=1e6))
    assert found.act is Act.NONE and "a, which is like s0, is idle" in found.why
    other = machine("g", type="g5")
    assert the(view(idle, *stopped(2), other, work=1e6)).instances == ("g",)


# Deadlines.


def test_a_deadline_counts_instead_of_the_target() -> None:
    # 10 hours of work, in 9 of 10 cases 12: the deadline is in 6 hours and a half.
    soon = NOON + 6.5 * 3600
    up = machine("a", RUNNING, busy=2)
    found = the(view(up, *stopped(5), work=10 * 3600.0, deadline=soon))
    assert (found.rule, found.instances) == (Rule.DEADLINE, ("s0",))
    assert "until the deadline" in found.why
    assert decide(view(up, *stopped(5), work=8 * 3600.0, deadline=soon)) == ()


def test_a_deadline_that_is_past_leaves_the_target() -> None:
    assert the(view(*stopped(5), work=3600.0, deadline=NOON - 1)).rule is Rule.TARGET


def test_for_a_deadline_a_machine_is_started_that_draws_shorter_than_it_boots() -> None:
    up = machine("a", RUNNING, busy=2)
    asked = view(up, *stopped(1), work=700.0, deadline=NOON + 420)
    assert the(asked).act is Act.START


def test_a_deadline_that_cannot_be_met_is_told() -> None:
    found = the(view(machine("a", RUNNING, busy=2), work=1e6, deadline=NOON + 600))
    assert (found.act, found.rule) == (Act.NONE, Rule.DEADLINE) and "no other is there" in found.why


# Minimum, schedules, warm machines.


def test_the_minimum_runs_without_work() -> None:
    found = the(view(*stopped(3), minimum=1))
    assert (found.act, found.rule, found.instances) == (Act.START, Rule.MINIMUM, ("s0",))
    assert decide(view(machine("a", RUNNING), *stopped(3), minimum=1)) == ()


def test_a_schedule_starts_its_machines_as_much_earlier_as_they_boot() -> None:
    plan = (Schedule(days=(2,), start=12 * 60 + 2, stop=18 * 60, minimum=2),)
    assert the(view(*stopped(3), schedules=plan)).rule is Rule.SCHEDULE
    assert decide(view(*stopped(3), schedules=plan, at=NOON - 60)) == ()


@pytest.mark.parametrize(
    ("minute", "day", "active"),
    [
        (22 * 60, 2, True),
        (22 * 60 - 1, 2, False),
        (60, 3, True),
        (60, 2, False),
        (6 * 60, 3, False),
        (5 * 60 + 59, 3, True),
    ],
)
def test_a_schedule_may_go_over_midnight(minute: int, day: int, active: bool) -> None:
    night = Schedule(days=(2,), start=22 * 60, stop=6 * 60, minimum=1)
    at = NOON - 12 * 3600 + (day - 2) * 86400 + minute * 60
    assert is_active(night, at) is active


def test_a_schedule_that_stops_when_it_starts_lasts_for_a_day() -> None:
    whole = Schedule(days=(2,), start=16 * 60, stop=16 * 60, minimum=1)
    begin = NOON + 4 * 3600
    assert [is_active(whole, begin + hours * 3600) for hours in (-1, 0, 12, 23, 24)] == [False, True, True, True, False]


@pytest.mark.parametrize("minutes", [480, -300, 345, 0, -720])
def test_a_schedule_holds_at_the_same_time_on_every_clock(minutes: int) -> None:
    for one in (
        Schedule(days=(0, 6), start=9 * 60, stop=17 * 60, minimum=1),
        Schedule(days=(6,), start=22 * 60, stop=6 * 60, minimum=1),
        Schedule(days=(3,), start=0, stop=1440, minimum=1),
    ):
        there = shifted(one, minutes)
        for quarter in range(0, 7 * 86400, 900):
            assert is_active(one, NOON + quarter) is is_active(there, NOON + quarter + minutes * 60)


def test_it_is_known_which_schedules_hold_at_the_same_time() -> None:
    night = Schedule(days=(6,), start=22 * 60, stop=6 * 60, minimum=1)
    monday = Schedule(days=(0,), start=6 * 60, stop=8 * 60, minimum=2)
    assert not overlapping((night, monday))
    assert overlapping((night, Schedule(days=(0,), start=5 * 60, stop=8 * 60, minimum=2)))
    assert overlapping((monday, monday))


def test_the_largest_of_several_schedules_counts() -> None:
    plan = tuple(Schedule(days=(2,), start=0, stop=1439, minimum=number) for number in (1, 3, 2))
    assert scheduled_minimum(ScalingPolicy(schedules=plan), NOON, ahead=0) == 3


# Down.


def test_an_idle_machine_is_stopped_after_its_time_and_not_below_the_minimum() -> None:
    idle = [machine(name, RUNNING, idle_seconds=700.0) for name in "ab"]
    busy = machine("c", RUNNING, busy=1)
    assert acts(view(*idle, busy)) == [(Act.STOP, Rule.IDLE, ("a", "b"))]
    assert acts(view(*idle, busy, minimum=2)) == [(Act.STOP, Rule.IDLE, ("a",))]
    assert decide(view(*idle, busy, idle_minutes=12.0)) == ()


def test_the_dearest_idle_machine_goes_first() -> None:
    cheap = machine("a", RUNNING, idle_seconds=700.0, price=1.0)
    dear = machine("b", RUNNING, idle_seconds=700.0, price=2.0)
    assert the(view(cheap, dear, minimum=1)).instances == ("b",)


def test_nothing_is_stopped_soon_after_a_stop_or_a_start() -> None:
    idle, busy = machine("a", RUNNING, idle_seconds=700.0), machine("b", RUNNING, busy=2)
    assert decide(view(idle, busy, work=60.0, last_down=NOON - 299)) == ()
    assert decide(view(idle, busy, work=60.0, last_up=NOON - 599)) == ()
    assert decide(view(idle, busy, work=60.0, last_down=NOON - 300, last_up=NOON - 600))
    # Where nothing is left to draw, nothing is kept for it.
    assert decide(view(idle, last_down=NOON - 10))
    assert decide(view(idle, last_up=NOON - 599)) == ()


def test_warm_machines_stay_longer() -> None:
    idle = machine("a", RUNNING, idle_seconds=700.0)
    assert decide(view(idle, keep_warm=1, keep_warm_minutes=30.0)) == ()
    cold = machine("a", RUNNING, idle_seconds=1900.0)
    assert the(view(cold, keep_warm=1, keep_warm_minutes=30.0)).rule is Rule.IDLE


def test_above_the_maximum_idle_machines_are_stopped_and_busy_ones_drained() -> None:
    machines = (machine("a", RUNNING, busy=1), machine("b", RUNNING, busy=1), machine("c", RUNNING))
    assert acts(view(*machines, maximum=1)) == [
        (Act.STOP, Rule.MAXIMUM, ("c",)),
        (Act.DRAIN, Rule.MAXIMUM, ("a",)),
    ]


def test_a_drained_machine_is_stopped_when_it_holds_nothing() -> None:
    assert decide(view(machine("a", RUNNING, busy=1, going=True))) == ()
    assert the(view(machine("a", RUNNING, going=True))).rule is Rule.DRAINED
    assert decide(view(machine("a", RUNNING, going=True, stop_after=NOON + 1))) == ()


# Guards.


def test_a_machine_of_which_nothing_is_heard_is_stopped() -> None:
    silent = machine("a", RUNNING, workers=0, silent_seconds=541.0)
    found = the(view(silent))
    assert (found.act, found.rule) == (Act.STOP, Rule.UNOWNED) and "nothing was heard" in found.why
    assert decide(view(msgspec.structs.replace(silent, busy=1))) == ()
    assert decide(view(silent, listening_seconds=10.0)) == ()


def test_a_cap_per_hour_counts_what_may_come() -> None:
    up = machine("a", RUNNING, busy=2)
    # At noon the whole hour is ahead: two machines of a dollar are what two dollars an hour permit.
    assert the(view(up, *stopped(3), work=1e6, cost_per_hour=2.0)).instances == ("s0",)
    found = the(view(up, *stopped(3), work=1e6, cost_per_hour=1.99))
    assert (found.act, found.rule) == (Act.NONE, Rule.COST_CAP)
    assert "$2.00" in found.why and "$1.99 per hour" in found.why
    # At the end of an hour the next one counts.
    assert the(view(up, *stopped(3), work=1e6, cost_per_hour=1.99, at=NOON + 3500)).act is Act.NONE


def test_a_cap_per_day_leaves_an_hour_for_what_runs() -> None:
    assert the(view(*stopped(2), work=1e6, cost_per_day=2.5, spent_day=1.0)).instances == ("s0",)
    assert the(view(*stopped(2), work=1e6, cost_per_day=2.5, spent_day=1.6)).act is Act.NONE


def test_close_to_a_cap_machines_are_drained_and_at_it_stopped() -> None:
    up = (machine("a", RUNNING, busy=2), machine("b", RUNNING, busy=2))
    more = {"cost_per_day": 3.0, "at": NOON + 600}
    assert decide(view(*up, spent_day=2.4, **more)) == ()
    assert acts(view(*up, spent_day=2.6, **more)) == [(Act.DRAIN, Rule.COST_CAP, ("a",))]
    assert acts(view(*up, spent_day=2.9, **more)) == [
        (Act.STOP, Rule.COST_CAP, ("a",)),
        (Act.DRAIN, Rule.COST_CAP, ("b",)),
    ]


def test_nothing_without_a_price_is_started_below_a_cap() -> None:
    unknown = machine("a", price=None)
    assert "not known" in the(view(unknown, work=100.0, cost_per_day=5.0)).why
    assert the(view(unknown, work=100.0)).act is Act.START


# Laws.


@given(
    st.floats(0, 1e6),
    st.lists(st.tuples(st.integers(1, 9), st.floats(0, 1e4)), min_size=1, max_size=6),
    st.tuples(st.integers(1, 9), st.floats(0, 1e4)),
)
def test_more_workers_are_never_slower(
    work: float, capacities: list[tuple[float, float]], more: tuple[float, float]
) -> None:
    before = finish_seconds(work, capacities)
    assert finish_seconds(work, [*capacities, more]) <= before * (1 + 1e-9) + 1e-6
    drawn = sum(workers * max(0.0, before - ready) for workers, ready in capacities)
    assert drawn == pytest.approx(work, rel=1e-6, abs=1e-3)


@given(st.data())
def test_the_caps_the_maximum_and_the_step_hold_for_every_farm(data: st.DataObject) -> None:
    states = st.sampled_from([RUNNING, STOPPED, STARTING])
    machines = tuple(
        machine(
            f"m{number}",
            data.draw(states),
            price=data.draw(st.floats(0.1, 5.0)),
            busy=data.draw(st.integers(0, 2)),
            silent_seconds=data.draw(st.sampled_from([0.0, 100.0, 800.0])),
        )
        for number in range(data.draw(st.integers(0, 8)))
    )
    cap = data.draw(st.floats(0.5, 20.0))
    most = data.draw(st.integers(0, 8))
    seen = view(*machines, work=data.draw(st.floats(0, 1e6)), cost_per_hour=cap, maximum=most)
    up = [one for one in machines if one.is_up]
    started = [name for one in decide(seen) if one.act is Act.START for name in one.instances]
    by_name = {one.instance.instance_id: one for one in machines}
    if started:
        assert sum(one.price for one in up) + sum(by_name[name].price for name in started) <= cap + 1e-9
        assert len(up) + len(started) <= most
        assert len(started) <= max(2, len(up))
    touched = [name for one in decide(seen) for name in one.instances]
    assert len(touched) == len(set(touched))


@pytest.mark.parametrize(
    "bad",
    [
        {"minimum": -1},
        {"minimum": 5, "maximum": 4},
        {"maximum": 1001},
        {"target_minutes": 0.0},
        {"target_minutes": float("nan")},
        {"idle_minutes": 0.5},
        {"cost_per_hour": -1.0},
        {"cost_per_day": float("inf")},
        {"deadline": -5.0},
        {"keep_warm": -1},
        {"schedules": (Schedule(days=(7,), start=0, stop=1, minimum=1),)},
        {"schedules": (Schedule(days=(1,), start=1440, stop=1, minimum=1),)},
        {"schedules": (Schedule(days=(1,), start=0, stop=1, minimum=-1),)},
        {"schedules": (Schedule(days=(1,), start=0, stop=1, minimum=1),) * 101},
        {"schedules": (Schedule(days=(), start=0, stop=1, minimum=1),)},
        {"schedules": (Schedule(days=(1,), start=0, stop=1, minimum=5),)},
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(bad: dict[str, Any]) -> None:
    check_policy(ScalingPolicy())
    with pytest.raises(UsageError):
        check_policy(ScalingPolicy(**bad))


def test_it_is_told_when_a_cap_is_reached_before_its_window_ends() -> None:
    cap = Cap("day", 40.0, DAY, 30.0)
    noon = 86400.0 * 20 + 43200
    assert cap.reached(2.0, noon) == noon + 5 * 3600
    assert cap.reached(0.5, noon) is None
    assert cap.reached(0.0, noon) is None
    assert Cap("day", 40.0, DAY, 41.0).reached(0.0, noon) == noon


def test_what_is_changed_in_a_policy_is_told_in_words() -> None:
    now = ScalingPolicy(
        enabled=True, target_minutes=45.0, schedules=(Schedule(days=(0, 4), start=480, stop=1080, minimum=2),)
    )
    assert changed_words(ScalingPolicy(), now) == (
        "enabled: no → yes, target minutes: 30 → 45, schedules: none → mon, fri 08:00-18:00: at least 2 machines (UTC)"
    )
    assert changed_words(now, now) == "Nothing changed."
