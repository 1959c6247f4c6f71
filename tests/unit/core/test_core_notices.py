from __future__ import annotations

import msgspec

from app.core.fleet import Activity
from app.core.jobs import RenderWarning, WarningKind
from app.core.messages import JobView
from app.core.notices import PAUSE_SECONDS, Notice, NoticeKind, NoticeRules
from app.core.settings import Settings
from app.core.states import JobState

START = 1000.0
WARNING = RenderWarning(kind=WarningKind.FONT, what="Inter")


def job(name: str, state: JobState, *, ended: float = 0.0, batch: str = "") -> JobView:
    return JobView(
        job_id=f"id-{name}",
        name=name,
        owner="ada",
        state=state,
        output=f"{name}.mp4",
        batch_id=batch,
        batch_name="Spring" if batch else "",
        ended=ended,
    )


class Desk:
    """The rules with the jobs that they are told of."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.rules = NoticeRules(START)
        self.settings = settings or Settings()

    def say(self, *views: JobView) -> None:
        self.rules.news(views, self.settings)

    def told(self, now: float, *, focused: bool = False) -> Notice | None:
        return self.rules.due(now, focused=focused)


def test_film_that_is_done_is_told_once() -> None:
    desk = Desk()
    desk.say(job("a", JobState.RENDERING))
    assert desk.told(START) is None
    desk.say(job("a", JobState.DONE, ended=START + 5))
    desk.say(job("a", JobState.DONE, ended=START + 5))
    assert desk.told(START + 5) == Notice(kind=NoticeKind.DONE, name="a", job_id="id-a", done=1)
    assert desk.told(START + 200) is None


def test_old_news_and_cancelled_jobs_are_not_told() -> None:
    desk = Desk()
    desk.say(job("old", JobState.DONE, ended=START - 1), job("mine", JobState.CANCELLED, ended=START + 1))
    assert desk.told(START + 2) is None


def test_what_is_seen_in_the_window_is_not_told_later() -> None:
    desk = Desk()
    desk.say(job("a", JobState.FAILED, ended=START + 1))
    assert desk.told(START + 1, focused=True) is None
    assert desk.told(START + 2) is None


def test_at_most_one_a_minute_and_the_rest_together() -> None:
    desk = Desk()
    desk.say(job("a", JobState.DONE, ended=START + 1))
    assert desk.told(START + 1) is not None
    desk.say(job("b", JobState.DONE, ended=START + 2), job("c", JobState.FAILED, ended=START + 3))
    assert desk.told(START + 4) is None
    assert desk.rules.wait(START + 4) == 1 + PAUSE_SECONDS - 4
    told = desk.told(START + 1 + PAUSE_SECONDS)
    assert told == Notice(kind=NoticeKind.FAILED, name="", job_id="id-c", done=1, failed=1)
    assert desk.rules.wait(START + 200) is None


def test_batches_are_told_apart_and_removed_jobs_hold_nothing_up() -> None:
    desk = Desk()
    desk.say(job("1", JobState.DONE, ended=START + 1, batch="b"), job("2", JobState.RENDERING, batch="b"))
    desk.say(job("x", JobState.RENDERING, batch="other"))
    assert desk.told(START + 2) is None
    desk.say(msgspec.structs.replace(job("2", JobState.CANCELLED, ended=START + 3, batch="b"), removed=True))
    desk.say(job("1", JobState.DONE, ended=START + 4, batch="b"))
    told = desk.told(START + 5)
    assert told is not None
    assert (told.name, told.done, told.batch) == ("Spring", 1, True)


def test_ends_of_a_large_batch_are_followed_one_by_one() -> None:
    desk = Desk()
    names = [f"{number:04}" for number in range(5000)]
    desk.say(*(job(name, JobState.RENDERING, batch="b") for name in names))
    for number, name in enumerate(names, start=1):
        desk.say(job(name, JobState.DONE, ended=START + number, batch="b"))
    told = desk.told(START + 6000)
    assert told is not None
    assert told.done == 5000


def test_batch_is_told_when_all_of_it_has_ended() -> None:
    desk = Desk()
    desk.say(job("1", JobState.DONE, ended=START + 1, batch="b"), job("2", JobState.RENDERING, batch="b"))
    desk.say(job("3", JobState.FAILED, ended=START + 2, batch="b"))
    assert desk.told(START + 3) is None
    desk.say(msgspec.structs.replace(job("2", JobState.DONE, ended=START + 9, batch="b"), warnings=(WARNING,)))
    assert desk.told(START + 9) == Notice(
        kind=NoticeKind.ATTENTION, name="Spring", job_id="id-3", done=2, failed=1, warned=1, batch=True
    )
    # Retried, the batch ends again and is told again.
    desk.say(job("3", JobState.QUEUED, batch="b"))
    desk.say(job("3", JobState.DONE, ended=START + 90, batch="b"))
    told = desk.told(START + 90)
    assert told is not None
    assert (told.kind, told.done, told.failed) == (NoticeKind.DONE, 3, 0)


def test_cancelled_batch_is_not_told() -> None:
    desk = Desk()
    desk.say(job("1", JobState.CANCELLED, ended=START + 1, batch="b"))
    assert desk.told(START + 2) is None


def test_each_kind_has_a_switch() -> None:
    done = job("a", JobState.DONE, ended=START + 1)
    failed = job("b", JobState.FAILED, ended=START + 1)
    batch = job("c", JobState.FAILED, ended=START + 1, batch="b")
    for name, view in (("notify_done", done), ("notify_failed", failed), ("notify_attention", batch)):
        desk = Desk(msgspec.structs.replace(Settings(), **{name: False}))
        desk.say(view)
        assert desk.told(START + 2) is None
        others = Desk()
        others.say(view)
        assert others.told(START + 2) is not None


def activity(number: int, at: float, rule: str, **more: object) -> Activity:
    values = {"who": "scaling", "what": "stop", "targets": ("render-01",)} | more
    return Activity(number=number, at=at, rule=rule, **values)  # type: ignore[arg-type]


def test_limits_of_a_farm_are_told_once_an_hour() -> None:
    desk = Desk()
    acted = (
        activity(1, START - 5, "idle"),
        activity(2, START + 1, "target", what="start"),
        activity(3, START + 2, "cost cap"),
        activity(4, START + 3, "cost cap"),
        activity(5, START + 4, "idle", dry_run=True),
    )
    desk.rules.acted(acted, desk.settings)
    assert desk.told(START + 5) == Notice(kind=NoticeKind.COST_LIMIT, name="render-01", job_id="")
    assert desk.told(START + 5 + PAUSE_SECONDS) is None
    desk.rules.acted([activity(6, START + 3700, "cost cap")], desk.settings)
    desk.say(job("a", JobState.DONE, ended=START + 3700))
    first, second = desk.told(START + 3700), desk.told(START + 3700 + PAUSE_SECONDS)
    assert first is not None
    assert second is not None
    assert (first.kind, second.kind) == (NoticeKind.COST_LIMIT, NoticeKind.DONE)


def test_limits_are_told_only_to_whom_they_matter() -> None:
    desk = Desk(msgspec.structs.replace(Settings(), notify_limit=False))
    desk.rules.acted([activity(1, START + 1, "cost cap")], desk.settings)
    assert desk.told(START + 2) is None
