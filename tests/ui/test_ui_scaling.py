"""The scaling panel: what is applied and when, what others change meanwhile, costs against caps, and what if."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QDateTime, Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.core.errors import BrokerError
from app.core.estimates import Spread
from app.core.fleet import ScalingPolicy, Schedule
from app.core.messages import AnyMessage, JobView
from app.farm.clock import SystemClock
from app.farm.connection import LinkNews
from app.farm.estimates.remaining import WorkLeft
from app.farm.farm_parts import access_of
from app.farm.fleet.local import LocalFleet, LocalMachine
from app.farm.scaling.parts import MachineParts
from app.farm.store import Store
from app.ui.controllers.what_if import MOST_JOBS, last_jobs, worker_counts
from app.ui.models.cost_guard import GuardLevel, guard_of
from app.ui.models.policy_edit import PolicyEdit
from app.ui.models.scaling_effects import effects
from app.ui.models.scaling_words import days_text, schedule_text
from app.ui.services import Services
from app.ui.widgets.figure_box import FigureBox
from app.ui.widgets.scaling_fields import DeadlineValue, FigureValue, ScheduleEditor, SwitchValue
from app.ui.widgets.scaling_panel import ScalingPanel
from tests.fakes.shown_farm import ShownClient
from tests.fakes.shown_machines import fleet_part, machine
from tests.fakes.shown_scaling import NO_ADMIN, POLICY, ShownScaling, activity
from tests.screenshots.scenes_farm import workers
from tests.ui.panel_kit import FarmDesk, shared_parts

NOON = 1_800_014_400.0
"""A noon of UTC."""


def job(number: int = 1, state: str = "rendering", **more: object) -> JobView:
    given = {"name": "Spring", "owner": "ann", "output": "a.mp4", "frames_total": 100} | more
    return JobView(job_id=f"j{number}", state=state, **given)  # type: ignore[arg-type]


class Desk(FarmDesk):
    """The panel, and what is done with it."""

    def __init__(self, services: Services, qtbot: QtBot, scaling: ShownScaling) -> None:
        super().__init__(services, qtbot, scaling, (job(),))
        self.panel = ScalingPanel(services, self.fleet)
        qtbot.addWidget(self.panel)
        self.panel.resize(900, 600)
        self.panel.show()
        self.look()

    def type(self, name: str, text: str) -> None:
        self.retype(self.figure(name), text)

    def retype(self, box: QLineEdit, text: str) -> None:
        box.selectAll()
        self.qtbot.keyClicks(box, text)

    def figure(self, name: str) -> FigureBox:
        value = self.panel.field[name].value
        assert isinstance(value, FigureValue)
        return value.box

    def click(self, name: str) -> None:
        self.qtbot.mouseClick(self.button(name), Qt.MouseButton.LeftButton)

    def button(self, name: str) -> QPushButton:
        return next(one for one in self.panel.findChildren(QPushButton, name) if one.isVisible())

    def apply(self) -> None:
        self.click("scaling-apply")
        for verb in self.panel.findChildren(QPushButton, "verb"):
            verb.click()
        self.qtbot.waitUntil(lambda: self.panel._sent is None)

    def words(self) -> str:
        return self.said(self.panel)


@pytest.fixture(scope="module")
def services(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with shared_parts(qapp, tmp_path_factory.mktemp("scaling")) as made:
        yield made


@pytest.fixture
def desk(services: Services, qtbot: QtBot) -> Iterator[Desk]:
    up = (machine(n, "running", price=0.4, cost_today=2.0) for n in (1, 2, 3))
    made = Desk(services, qtbot, ShownScaling(*up))
    yield made
    made.close()


def test_nothing_is_applied_before_people_say_so(desk: Desk) -> None:
    assert not desk.panel.findChild(QPushButton, "scaling-apply").isVisible()  # type: ignore[union-attr]
    desk.type("idle_minutes", "12.5")
    assert desk.panel.field["idle_minutes"].was == "Changed; it was 10 min."
    assert "1 change, not applied yet" in desk.words()
    desk.look()
    assert desk.figure("idle_minutes").text() == "12.5"
    assert desk.scaling.changes == []
    desk.click("scaling-discard")
    assert desk.panel.field["idle_minutes"].was == ""
    assert desk.figure("idle_minutes").text() == "10"


def test_what_is_applied_is_in_force_and_nothing_is_marked_any_more(desk: Desk) -> None:
    desk.type("idle_minutes", "15")
    desk.type("cost_per_hour", "4.5")
    desk.apply()
    wanted = msgspec.structs.replace(POLICY, idle_minutes=15.0, cost_per_hour=4.5)
    assert desk.scaling.changes == [wanted]
    assert desk.panel.field["cost_per_hour"].was == ""


def test_a_change_that_stops_machines_is_asked_about_with_numbers(desk: Desk) -> None:
    desk.type("minimum", "0")
    desk.type("maximum", "2")
    desk.click("scaling-apply")
    verb = desk.button("verb")
    assert verb.text() == "Apply 2 changes"
    said = desk.said(verb.window())
    assert "3 machines run, and at most 2 may: 1 of them is stopped at once where it is idle" in said
    assert desk.scaling.changes == []
    safe = verb.window().findChild(QPushButton, "safe")
    assert safe is not None
    safe.click()
    assert desk.scaling.changes == []


@pytest.mark.parametrize(
    ("values", "field", "text"),
    [
        ({"minimum": "7"}, "minimum", "The minimum, 7, is above the maximum, 6."),
        ({"maximum": "1"}, "schedules", "A schedule wants 2 machines, and the maximum is 1."),
        ({"target_minutes": "0"}, "target_minutes", "Give a number from 1 to 10000."),
        ({"idle_minutes": "abc"}, "idle_minutes", "This is no number that fits here."),
        ({"keep_warm": "1.5"}, "keep_warm", "This is no number that fits here."),
        ({"cost_per_day": "-3"}, "cost_per_day", "Give a number from 0 to 1e+06."),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field(
    desk: Desk, values: dict[str, str], field: str, text: str
) -> None:
    for name, value in values.items():
        desk.type(name, value)
    assert desk.panel.field[field].problem == text
    assert not desk.button("scaling-apply").isEnabled()
    assert desk.button("scaling-apply").toolTip() == "See what is wrong first."
    desk.click("scaling-discard")
    assert all(not one.problem for one in desk.panel.field.values())


def test_who_may_not_change_it_is_told_so_and_keeps_what_was_typed(desk: Desk) -> None:
    desk.scaling.refuses = NO_ADMIN
    desk.type("target_minutes", "45")
    desk.apply()
    assert "ada may not change how the farm scales." in desk.words()
    assert desk.figure("target_minutes").text() == "45"
    assert desk.button("scaling-apply").isEnabled()


def test_what_another_admin_changed_is_shown_and_chosen(desk: Desk) -> None:
    desk.type("maximum", "8")
    desk.scaling.set_policy(maximum=5, idle_minutes=20.0)
    desk.scaling.activities = (activity(4, what="policy", who="cleo"),)
    desk.look()
    assert "cleo has changed what you are changing." in desk.words()
    assert "Most machines: it was 6, is 5 now, and you want 8." in desk.words()
    assert desk.figure("idle_minutes").text() == "20"
    assert not desk.button("scaling-apply").isEnabled()
    keep = next(one for one in desk.panel.findChildren(QPushButton) if one.text() == "Keep mine")
    keep.click()
    desk.apply()
    assert desk.scaling.changes == [msgspec.structs.replace(POLICY, maximum=8, idle_minutes=20.0)]


def test_what_another_admin_changes_in_the_last_moment_is_not_overwritten(desk: Desk) -> None:
    desk.type("maximum", "8")
    desk.scaling.set_policy(maximum=5)
    desk.apply()
    assert desk.scaling.changes == []
    assert "changed by somebody else meanwhile" in desk.words()
    desk.qtbot.waitUntil(lambda: "it was 6, is 5 now, and you want 8" in desk.words())
    take = next(one for one in desk.panel.findChildren(QPushButton) if one.text() == "Take theirs")
    take.click()
    assert desk.figure("maximum").text() == "5"


def test_a_schedule_is_made_in_local_time_and_kept_in_utc(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("app.ui.widgets.scaling_fields", "app.ui.models.scaling_words"):
        monkeypatch.setattr(f"{place}.offset_minutes", lambda: 480)
    assert schedule_text(POLICY.schedules[0]) == "Mon–Fri 16:00–02:00, at least 2 machines"
    desk.click("schedule-add")
    editor = desk.panel.findChild(ScheduleEditor)
    assert editor is not None
    assert editor.isVisible()
    editor.minimum.setText("3")
    for one in editor._days[1:]:
        one.setChecked(False)
    desk.retype(editor.start, "25")
    assert "Give times as 08:00." in desk.words()
    assert not desk.button("schedule-use").isEnabled()
    desk.retype(editor.start, "0")
    desk.click("schedule-use")
    assert desk.panel._edit.draft.schedules[1] == Schedule(days=(6,), start=16 * 60, stop=10 * 60, minimum=3)
    assert desk.panel.field["schedules"].was.startswith("Changed; it was Mon–Fri")


def test_a_deadline_can_be_set_and_cleared_and_is_not_past(desk: Desk) -> None:
    value = desk.panel.field["deadline"].value
    assert isinstance(value, DeadlineValue)
    value.add.click()
    assert desk.panel._edit.draft.deadline > time.time()
    value.box.setDateTime(QDateTime.fromSecsSinceEpoch(int(time.time()) - 7200))
    assert "past" in desk.panel.field["deadline"].problem
    value.set_none.click()
    assert desk.panel._edit.draft.deadline == 0
    assert desk.panel.field["deadline"].problem == ""


def test_a_lost_farm_keeps_what_was_typed_and_says_as_of_when(desk: Desk) -> None:
    desk.type("maximum", "8")
    assert desk.farm.listener is not None
    desk.farm.listener.push_link(LinkNews(error=BrokerError("The broker cannot be reached.").info()))
    desk.qtbot.waitUntil(lambda: desk.services.farm.link.error is not None)
    assert "What you see is as of" in desk.words()
    assert not desk.figure("maximum").isEnabled()
    assert desk.figure("maximum").text() == "8"
    assert not desk.button("scaling-apply").isEnabled()


def test_a_farm_without_machines_says_so(services: Services, qtbot: QtBot) -> None:
    desk = Desk(services, qtbot, ShownScaling(machine(1), provider=""))
    assert "no machines that can be started and stopped" in desk.words()
    assert not desk.panel.findChild(QCheckBox).isVisible()  # type: ignore[union-attr]
    desk.services.farm.use("", None)
    assert "You render on this computer" in desk.words()


def test_what_if_is_told_for_numbers_of_workers_that_fit_the_fleet(desk: Desk) -> None:
    desk.qtbot.waitUntil(lambda: desk.panel.what_if.asked is not None)
    said = desk.words()
    assert "3 workers ≈ 41 min · 6 ≈ 22 min · 10 ≈ 15 min" in said
    assert "from 14 earlier renders of this template" in said
    assert "83%" in said
    # Others ask, too, for the workers that are there.
    assert [one.job_ids for one in desk.scaling.asked if one.workers] == [("j1",)]
    desk.panel.what_if._wait()
    assert desk.panel.what_if._timer.remainingTime() > 10_000
    desk.services.farm.bridge.push(job(state="done"))
    desk.services.farm.bridge.drain()
    assert "Nothing waits to be drawn." in desk.words()


def test_numbers_of_workers_fit_the_fleet() -> None:
    fleet = [machine(number, "running" if number <= 3 else "stopped") for number in range(1, 6)]
    there = [one for one in workers() if one.node in ("render-01", "render-02", "render-03") and one.state != "lost"]
    assert len(there) == 9
    free = [one for one in there if one.state in ("idle", "busy")]
    assert len(free) == 8
    counts = worker_counts(there, fleet, ScalingPolicy(minimum=1, maximum=4))
    assert counts == (3, 4, 8, 12, 15)
    assert worker_counts((), (), ScalingPolicy()) == (1,)


def test_of_very_many_jobs_only_the_last_are_named() -> None:
    views = [job(number, "queued", place=float(number)) for number in range(MOST_JOBS + 50)]
    views += [job(9999, "paused"), job(9998, "joining"), job(9997, "queued", priority=10)]
    found = last_jobs(views)
    assert len(found) == MOST_JOBS
    assert found[-1] == "j9997"
    assert not {"j9999", "j9998", "j0"} & set(found)


# Costs.


def part(*, spent: float, up: int, at: float = NOON, stopped: int = 1, **policy: object):  # type: ignore[no-untyped-def]
    given = {"enabled": True} | policy
    instances = [machine(n, "running", price=2.0, cost_today=spent / max(1, up)) for n in range(1, up + 1)]
    if not up:
        instances = [machine(1, "stopped", price=2.0, cost_today=spent)]
    instances += [machine(n, "stopped", price=2.0) for n in range(50, 50 + stopped)]
    return msgspec.structs.replace(fleet_part(*instances, **given), as_of=at)


@pytest.mark.parametrize(
    ("spent", "up", "level", "words"),
    [
        (10.0, 2, GuardLevel.FINE, "$10.00 of $40.00 today. Now $4.00 per hour. At this rate, the cap is reached at"),
        (33.0, 1, GuardLevel.NEAR, "Near it, no machine is started"),
        (39.9, 1, GuardLevel.REACHED, "those that run are stopped"),
        (39.5, 0, GuardLevel.REACHED, "Nothing that costs runs now."),
        (5.0, 1, GuardLevel.FINE, "the cap is not reached before the day (UTC) ends"),
        (41.0, 1, GuardLevel.REACHED, "$41.00 of $40.00 today."),
    ],
)
def test_costs_are_told_against_the_cap(spent: float, up: int, level: GuardLevel, words: str) -> None:
    guard = guard_of(part(spent=spent, up=up, cost_per_day=40.0))
    assert guard.level is level
    assert words in guard.text


def test_a_cap_that_nothing_keeps_is_told_of() -> None:
    assert "scaling is off" in guard_of(part(spent=1.0, up=1, cost_per_day=40.0, enabled=False)).text
    assert "only writes down" in guard_of(part(spent=1.0, up=1, cost_per_hour=40.0, dry_run=True)).text
    assert guard_of(part(spent=1.0, up=1)).costs == ("$1.00 today, without a cap.", "Now $2.00 per hour.")
    unpriced = msgspec.structs.replace(part(spent=0.0, up=0, cost_per_day=9.0), instances=(machine(1, price=None),))
    assert "The price of 1 machine is not known" in guard_of(unpriced).text


def test_the_cap_per_hour_counts_too() -> None:
    assert guard_of(part(spent=1.0, up=2, cost_per_hour=4.5)).level is GuardLevel.NEAR
    assert guard_of(part(spent=1.0, up=3, cost_per_hour=4.5)).level is GuardLevel.REACHED


# What a change does at once.


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({}, {"cost_per_day": 80.0}, "Cap per day is lifted from $40.00 to $80.00."),
        ({}, {"cost_per_day": 0.0}, "Cap per day is lifted from $40.00 to no cap."),
        ({}, {"enabled": False}, "3 machines run now and go on running"),
        ({"enabled": False}, {"enabled": True}, "0 to 4 of them"),
        ({}, {"minimum": 4}, "1 machine is started, as at least 4 run by it."),
        ({}, {"idle_minutes": 5.0}, "Of the machines that run, up to 3 are stopped if they were idle for 5 min."),
        ({}, {"target_minutes": 10.0}, "Up to 1 machine may be started for what waits."),
        ({}, {"cost_per_day": 6.1}, "machines are stopped at once with what they hold"),
    ],
)
def test_what_happens_at_once_is_told(before: dict[str, object], after: dict[str, object], words: str) -> None:
    base = {"enabled": True, "cost_per_day": 40.0, "maximum": 4} | before
    seen = part(spent=6.0, up=3, stopped=3, **base)
    told = effects(seen.policy, msgspec.structs.replace(seen.policy, **after), seen, waits=True)
    assert words in " ".join(told)


@pytest.mark.parametrize(
    "after", [{"idle_minutes": 20.0}, {"cost_per_day": 30.0}, {"keep_warm": 2}, {"target_minutes": 60.0}]
)
def test_a_change_that_does_nothing_at_once_is_not_asked_about(after: dict[str, object]) -> None:
    seen = part(spent=6.0, up=3, cost_per_day=40.0)
    assert effects(seen.policy, msgspec.structs.replace(seen.policy, **after), seen, waits=True) == ()
    dry = msgspec.structs.replace(seen.policy, dry_run=True)
    assert effects(dry, msgspec.structs.replace(dry, maximum=1), seen, waits=True) == ()


def test_both_change_a_field_to_the_same() -> None:
    edit = PolicyEdit()
    edit.saw(ScalingPolicy())
    edit.set(maximum=8)
    edit.saw(ScalingPolicy(maximum=8))
    assert (edit.changed, edit.conflicts) == ((), ())
    edit.set(maximum=9)
    edit.saw(ScalingPolicy(maximum=7))
    assert edit.conflicts == ("maximum",)
    edit.saw(ScalingPolicy(maximum=8))
    assert (edit.changed, edit.conflicts) == (("maximum",), ())


def test_days_are_read_as_people_write_them() -> None:
    assert days_text(range(7)) == "daily"
    assert days_text((0, 1, 2, 3, 4)) == "Mon–Fri"
    assert days_text((0, 1, 5)) == "Mon, Tue, Sat"


# A real manager behind.


class RealDesk(ShownClient):
    """What a manager's own parts answer; nothing of them runs by itself."""

    def __init__(self, folder: Path, fleet: LocalFleet) -> None:
        super().__init__((), (), {})
        self.who = "cleo"
        self.store = Store.open(folder, clock=SystemClock())
        nothing = WorkLeft(expected=0.0, spread=Spread(p10=0.0, p50=0.0, p90=0.0), frames=0, jobs=0, held=0)
        self.parts = MachineParts(
            self.store,
            fleet,
            SystemClock(),
            access=access_of("cleo"),
            finish_seconds=1.0,
            seen=lambda: ((), ()),
            work=lambda: nothing,
        )

    def ask(self, message: AnyMessage) -> tuple[AnyMessage, ...]:
        found = self.parts.questions.get(type(message))
        return tuple(found(message, self.who)) if found is not None else super().ask(message)


def test_a_real_manager_takes_a_policy_from_admins_only_and_writes_it_down(
    services: Services, qtbot: QtBot, tmp_path: Path
) -> None:
    local = LocalFleet([LocalMachine(node="node1", command=("true",), price=0.5)], SystemClock())
    real = RealDesk(tmp_path, local)
    scaler = real.parts.autoscaler
    assert scaler is not None
    scaler.tick()
    desk = Desk(services, qtbot, ShownScaling(machine(1)))
    desk.farm.client = real
    desk.look()
    desk.type("cost_per_day", "12.5")
    desk.type("maximum", "2")
    desk.apply()
    assert scaler.policy() == ScalingPolicy(cost_per_day=12.5, maximum=2)
    desk.qtbot.waitUntil(lambda: bool(desk.fleet.activities))
    told = desk.fleet.activities[-1]
    assert (told.who, told.why) == ("cleo", "maximum: 4 → 2, cost per day: 0 → 12.5")
    # It gives no estimates, which is no silence.
    desk.panel.what_if.look()
    desk.qtbot.waitUntil(lambda: desk.panel.what_if.error is not None)
    assert services.farm.link.error is None
    real.who = "ada"
    desk.type("maximum", "1")
    desk.apply()
    assert "ada may not change how the farm scales." in desk.words()
    assert scaler.policy().maximum == 2
    desk.close()
    real.store.close()
    local.close()


def focused(desk: Desk) -> object:
    """What the keyboard goes to in the panel's window, be it in front or not."""
    return desk.panel.window().focusWidget()


@pytest.mark.parametrize("name", ["idle_minutes", "dry_run", "deadline"])
@pytest.mark.parametrize("ending", ["scaling-apply", "scaling-discard"])
def test_the_keyboard_goes_on_with_what_was_edited_when_that_is_applied_or_discarded(
    desk: Desk, name: str, ending: str
) -> None:
    value = desk.panel.field[name].value
    match value:
        case FigureValue():
            desk.type(name, "17")
        case SwitchValue():
            value.box.click()
        case DeadlineValue():
            value.add.click()
    desk.button(ending).setFocus()
    if ending == "scaling-apply":
        desk.apply()
    else:
        desk.click(ending)
    held = focused(desk)
    assert isinstance(held, QWidget) and value.isAncestorOf(held) and held.isVisible()


def test_after_a_refusal_the_keyboard_is_on_apply_again(desk: Desk) -> None:
    desk.scaling.refuses = NO_ADMIN
    desk.type("idle_minutes", "15")
    desk.button("scaling-apply").setFocus()
    desk.apply()
    assert focused(desk) is desk.button("scaling-apply")


def test_the_keyboard_is_not_taken_from_what_people_went_on_with(desk: Desk) -> None:
    elsewhere = QLineEdit(desk.panel)
    elsewhere.show()
    desk.type("idle_minutes", "15")
    desk.click("scaling-apply")
    elsewhere.setFocus()
    desk.qtbot.waitUntil(lambda: desk.panel._sent is None)
    assert focused(desk) is elsewhere
