"""What the farm announces reaches the window merged by job, in portions."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.core.messages import JobView
from app.ui.bridge import PORTION, FarmBridge


def view(number: int, state: str = "rendering", done: int = 0) -> JobView:
    return JobView(job_id=f"job{number}", name=f"Film {number}", owner="ada", state=state, output="", frames_done=done)


def test_only_the_latest_view_of_a_job_is_handed_over(qtbot: QtBot) -> None:
    bridge, seen = FarmBridge(), []
    bridge.changed.connect(seen.extend)
    for done in range(50):
        bridge.push(view(1, done=done))
    bridge.push(view(2))
    bridge.drain()
    assert [(one.job_id, one.frames_done) for one in seen] == [("job1", 49), ("job2", 0)]


def test_many_jobs_come_in_portions_and_none_is_lost(qtbot: QtBot) -> None:
    bridge, portions = FarmBridge(), []
    bridge.changed.connect(portions.append)
    for number in range(3 * PORTION + 1):
        bridge.push(view(number))
    while sum(map(len, portions)) < 3 * PORTION + 1:
        bridge.drain()
    assert max(map(len, portions)) <= PORTION
    assert {one.job_id for portion in portions for one in portion} == {f"job{n}" for n in range(3 * PORTION + 1)}


def test_a_slow_window_gets_the_rest_with_the_next_tick(qtbot: QtBot) -> None:
    bridge, portions = FarmBridge(), []

    def slow(portion: list[JobView]) -> None:
        portions.append(portion)
        qtbot.wait(20)

    bridge.changed.connect(slow)
    for number in range(2 * PORTION):
        bridge.push(view(number))
    bridge.drain()
    assert len(portions) == 1
    bridge.drain()
    assert len(portions) == 2


def test_nothing_is_handed_over_after_stop(qtbot: QtBot) -> None:
    bridge, seen = FarmBridge(), []
    bridge.changed.connect(seen.extend)
    bridge.start()
    bridge.push(view(1))
    bridge.stop()
    bridge.drain()
    assert seen == []
