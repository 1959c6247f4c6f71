"""Which worker gets which job, and jobs that wait for others: the manager over a store, SQLite and MariaDB."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from manual_farm import HandWorker, ManualFarm
from sqlalchemy.engine import URL
from store_kit import make_request

from app.core.errors import TemplateError
from app.core.events import EventKind
from app.core.frames import FrameRange
from app.core.jobs import AssetRef, EngineChoice, PieceOrder
from app.core.messages import Accepted, Refused, Submit
from app.core.needs import short
from app.farm.store import work
from app.farm.store.work import Amount, first_pieces

FONT = "ab" * 32


@pytest.fixture
def farm(store_place: Path | URL) -> Iterator[ManualFarm]:
    one = ManualFarm(store_place, settings={"longest_chunk": 4})
    yield one
    one.close()


def finish(farm: ManualFarm, job_id: str) -> None:
    """Let a fresh worker draw all of a job."""
    drawing = farm.worker("finisher", boot=f"after-{farm.store.last_event}")
    while farm.state(job_id) in ("ready", "rendering"):
        drawing.claim()
        farm.step()
        drawing.finish(drawing.grant)
        farm.step()


def got(worker: HandWorker) -> list[str]:
    return [grant.job_id for grant in worker.grants]


# What workers have.


def test_a_job_waits_for_a_worker_that_has_what_it_needs(farm: ManualFarm) -> None:
    farm.submit("tagged", frames=5, tags=("gpu",))
    farm.submit("fonts", frames=5, local_fonts={"Serif": FONT})
    farm.submit("version", frames=5, engine_version="2")
    plain = farm.idle_worker("plain")
    farm.step(60)
    assert plain.grants == []
    workers = {
        "tagged": farm.idle_worker("w1", tags=("gpu",)),
        "fonts": farm.idle_worker("w2", fonts=(short(FONT),)),
        "version": farm.idle_worker("w3", versions={"builtin": "2.1"}),
    }
    farm.step()
    assert {name: got(worker) for name, worker in workers.items()} == {name: [name] for name in workers}
    assert plain.grants == []


def test_what_a_worker_has_may_change_between_two_of_its_claims(farm: ManualFarm) -> None:
    farm.submit("tagged", frames=5, tags=("gpu",))
    worker = farm.idle_worker("w")
    farm.step()
    assert worker.grants == []
    worker.has["tags"] = ("gpu",)
    worker.claim("w-b-1")
    farm.step()
    assert got(worker) == ["tagged"]


def test_tails_go_to_workers_that_may_draw_them(farm: ManualFarm) -> None:
    farm.submit("tagged", frames=20, tags=("gpu",))
    holders = 0
    while "o" in farm.view("tagged").pieces:
        farm.idle_worker(f"holder{holders}", tags=("gpu",))
        farm.step()
        holders += 1
    plain = farm.idle_worker("plain")
    farm.step()
    assert plain.grants == []
    fit = farm.idle_worker("fit", tags=("gpu",))
    farm.step()
    assert got(fit) == ["tagged"]


def test_nothing_is_taken_from_a_worker_that_claims_again(farm: ManualFarm) -> None:
    farm.submit("a", frames=60)
    busy = farm.idle_worker("busy")
    farm.step()
    held = busy.grant
    others = []
    while "o" in farm.view("a").pieces:
        others.append(farm.idle_worker(f"other{len(others)}"))
        farm.step()
    assert held.last > held.first, "there is a tail"
    # Its reports may be behind others' in their queue: it has drawn all that it was granted.
    busy.claim("next")
    idle = farm.idle_worker("idle")
    farm.step()
    assert busy.given_up == []
    assert all(grant.first > held.last for grant in idle.grants), "others' tails are there to be taken"


def test_the_idle_worker_that_has_the_files_gets_the_job(farm: ManualFarm) -> None:
    large = AssetRef(sha256="cd" * 32, name="large.mov", size=10**9)
    farm.idle_worker("w1")
    warm = farm.idle_worker("w2", assets=(short(large.sha256),))
    farm.submit("a", frames=5, assets=(large,))
    assert got(warm) == ["a"]


def test_first_middle_and_last_piece_come_first(farm: ManualFarm) -> None:
    farm.submit("a", frames=45, piece_order=PieceOrder.FIRST_MIDDLE_LAST)
    workers = [farm.idle_worker(f"w{number}") for number in range(4)]
    farm.step()
    assert [(one.grant.first, one.grant.last) for one in workers] == [(0, 0), (4, 4), (8, 8), (1, 1)]


def test_they_do_so_in_long_films_too(farm: ManualFarm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "LARGE_JOB", 5)
    farm.submit("a", frames=100, piece_order=PieceOrder.FIRST_MIDDLE_LAST)
    with farm.store.read() as session:
        (found,) = work.open_work(session, Amount(jobs=9, pieces=3, enough=99)).work
    assert found.open_pieces == (0, 1, 2, 10, 19) and found.pieces == 20
    assert first_pieces(20) == (0, 10, 19)


@pytest.mark.parametrize("wrong", [{"tags": ("two words",)}, {"priority": 10**9}, {"row": -1}, {"row": 2**40}])
def test_a_request_that_asks_for_what_cannot_be_is_refused(farm: ManualFarm, wrong: dict[str, Any]) -> None:
    answer = farm.ask(Submit(jobs=(make_request("a", **wrong),)))
    assert isinstance(answer, Refused) and answer.error.kind == "UsageError"


@pytest.mark.parametrize(("start", "stop"), [(0, 0), (10, 5), (-3, 5), (0, 10**9)])
def test_a_job_without_frames_that_could_be_drawn_is_refused(farm: ManualFarm, start: int, stop: int) -> None:
    request = msgspec.structs.replace(make_request("a"), frames=FrameRange(start=start, stop=stop))
    answer = farm.ask(Submit(jobs=(request,)))
    assert isinstance(answer, Refused) and answer.error.kind == "UsageError" and "no frames" in answer.error.title


def test_a_priority_that_cannot_be_is_refused(farm: ManualFarm) -> None:
    farm.submit("a")
    answer = farm.act("priority", "a", value=2**40)
    assert isinstance(answer, Refused) and answer.error.kind == "UsageError"


def draw_on(farm: ManualFarm, worker: HandWorker, seconds: float) -> None:
    """A worker draws for so long, and gives its signs of life."""
    for _ in range(int(seconds / farm.settings.beat_seconds)):
        farm.step(farm.settings.beat_seconds)
        worker.beat(worker.grant.attempt)
    farm.step()


@pytest.fixture
def pair(farm: ManualFarm) -> tuple[HandWorker, HandWorker]:
    """Two workers that had a piece each; the quick one is done, and idle."""
    farm.submit("a", frames=10)
    slow, quick = farm.idle_worker("slow"), farm.idle_worker("quick")
    farm.step()
    assert [(one.grant.first, one.grant.last) for one in (slow, quick)] == [(0, 0), (1, 1)]
    quick.finish(quick.grant)
    quick.claim("idle")
    draw_on(farm, slow, 9.0)
    assert len(quick.grants) == 1, "the slow one may be done any moment"
    draw_on(farm, slow, 6.0)
    assert (quick.grant.first, quick.grant.last) == (0, 0) and [one.first for one in slow.given_up] == [0]
    return slow, quick


def test_a_piece_that_takes_too_long_is_drawn_by_an_idle_worker_too(
    farm: ManualFarm, pair: tuple[HandWorker, HandWorker]
) -> None:
    slow, quick = pair
    draw_on(farm, slow, 6.0)
    assert slow.stops == [], "it may still be first"
    quick.finish(quick.grant)
    farm.step()
    assert [one.attempt for one in slow.stops] == [slow.grant.attempt]
    slow.end(slow.grant)
    farm.step()
    assert farm.state("a") == "done"


def test_the_slow_one_s_piece_counts_when_it_is_first_after_all(
    farm: ManualFarm, pair: tuple[HandWorker, HandWorker]
) -> None:
    slow, quick = pair
    slow.finish_piece(slow.grant, 0)
    slow.end(slow.grant)
    farm.step()
    assert [one.attempt for one in quick.stops] == [quick.grant.attempt]
    assert farm.state("a") == "done"


# How much of the open work is read.


def test_no_more_jobs_are_read_than_there_is_need_for(farm: ManualFarm) -> None:
    names = [f"j{number:02d}" for number in range(40)]
    farm.submit(*names, frames=20)
    with farm.store.read() as session:
        few = work.open_work(session, Amount(jobs=64, pieces=99, enough=9))
        everything = work.open_work(session, Amount(jobs=64, pieces=99, enough=999))
        none = work.open_work(session, Amount(jobs=64, pieces=99, enough=9), is_wanted=lambda _engine, _needs: False)
    assert [one.job_id for one in few.work] == names[:3]
    assert few.more == (40 - 3) * 4
    assert [one.job_id for one in everything.work] == names and everything.more == 0
    assert none.work == () and none.lines == few.lines == (("ann", 50),)


def test_a_job_of_a_rare_kind_is_found_behind_many_others(farm: ManualFarm) -> None:
    farm.submit(*(f"j{number}" for number in range(40)), frames=20)
    farm.submit("rare", frames=5, engine=EngineChoice.SLEEP)
    with farm.store.read() as session:
        found = work.open_work(
            session, Amount(jobs=64, pieces=9, enough=1), is_wanted=lambda engine, _: engine is EngineChoice.SLEEP
        )
    assert [one.job_id for one in found.work] == ["rare"]
    rare = farm.idle_worker("rare", engines=("sleep",))
    farm.step()
    assert got(rare) == ["rare"]


# Jobs that wait for others.


def test_a_job_begins_when_those_before_it_are_done(farm: ManualFarm) -> None:
    farm.submit("a", "b", frames=5)
    farm.submit("c", frames=5, after=("a", "b"))
    assert (farm.state("c"), farm.view("c").waits_for) == ("queued", 2)
    finish(farm, "a")
    assert (farm.state("c"), farm.view("c").waits_for) == ("queued", 1)
    assert [one.kind for one in farm.events if one.job.job_id == "c" and one.seq][-1] == EventKind.RELEASED
    finish(farm, "b")
    assert farm.view("c").waits_for == 0
    finish(farm, "c")
    assert farm.state("c") == "done"
    farm.submit("d", after=("a", "c"))
    assert (farm.state("d"), farm.view("d").waits_for) == ("ready", 0)


def test_jobs_of_one_submit_may_wait_for_each_other_also_where_an_earlier_job_stands_for_one(farm: ManualFarm) -> None:
    farm.submit("a", frames=5)
    chain = (make_request("again", 5, output="a.mp4"), make_request("b", 5, after=("again",)))
    assert farm.ask(Submit(jobs=chain)) == Accepted(job_ids=("a", "b"))
    assert farm.view("b").waits_for == 1
    finish(farm, "a")
    finish(farm, "b")
    assert farm.state("b") == "done"


def test_a_job_fails_with_the_cause_when_one_before_it_fails(farm: ManualFarm) -> None:
    farm.services.troubles["prepare"] = [TemplateError("a.aepx is damaged.")]
    jobs = (
        make_request("a", name="Intro"),
        make_request("b", name="Film", after=("a",)),
        make_request("c", name="Trailer", after=("b",)),
        make_request("free", 5),
    )
    farm.ask(Submit(jobs=jobs))
    farm.step()
    assert {name: farm.state(name) for name in ("a", "b", "c")} == {name: "failed" for name in ("a", "b", "c")}
    error = farm.view("b").error
    assert error is not None and error.kind == "PrecedingJobError"
    assert (error.title, error.cause) == (
        "“Film” cannot begin.",
        "“Intro”, which it waits for, has failed. a.aepx is damaged.",
    )
    second = farm.view("c").error
    assert second is not None and "“Film”, which it waits for, has failed" in second.cause
    assert farm.state("free") == "ready"


def test_a_long_chain_fails_from_end_to_end(farm: ManualFarm) -> None:
    names = [f"j{number}" for number in range(60)]
    chain = tuple(make_request(name, 5, after=(before,)) for before, name in itertools.pairwise(names))
    farm.ask(Submit(jobs=(make_request("j0", 5), *chain)))
    farm.act("cancel", "j0")
    assert farm.state("j0") == "cancelled"
    assert {farm.state(name) for name in names[1:]} == {"failed"}
    error = farm.view("j1").error
    assert error is not None and "was cancelled" in error.cause


def test_waiting_jobs_can_be_paused_cancelled_and_go_on_after_a_restart(farm: ManualFarm) -> None:
    farm.submit("a", frames=5)
    farm.submit("paused", "cancelled", "waits", frames=5, after=("a",))
    farm.act("pause", "paused")
    farm.act("cancel", "cancelled")
    farm.restart()
    finish(farm, "a")
    finish(farm, "waits")
    states = {name: farm.state(name) for name in ("paused", "cancelled", "waits")}
    assert states == {"paused": "paused", "cancelled": "cancelled", "waits": "done"}
    farm.act("resume", "paused")
    finish(farm, "paused")
    assert farm.state("paused") == "done"


def test_failed_jobs_are_tried_again_in_whatever_order_they_are_named(farm: ManualFarm) -> None:
    farm.services.troubles["prepare"] = [TemplateError("a.aepx is damaged.")]
    farm.ask(
        Submit(jobs=(make_request("a", 5), make_request("b", 5, after=("a",)), make_request("c", 5, after=("b",))))
    )
    farm.step()
    assert farm.act("retry", "b") == Accepted(job_ids=("b",))
    assert farm.state("b") == "failed", "that one before it is still failed"
    assert farm.act("retry", "c", "b", "a") == Accepted(job_ids=("c", "b", "a"))
    assert [farm.view(name).waits_for for name in "abc"] == [0, 1, 1]
    for name in "abc":
        finish(farm, name)
    assert {farm.state(name) for name in "abc"} == {"done"}


def test_a_job_whose_predecessor_was_removed_says_so(farm: ManualFarm) -> None:
    farm.submit("a", frames=5)
    farm.submit("b", frames=5, after=("a",))
    farm.act("cancel", "a")
    farm.act("remove", "a")
    assert farm.state("b") == "failed"
    farm.act("retry", "b")
    error = farm.view("b").error
    assert error is not None and "was removed" in error.cause
    farm.act("remove", "b")


@pytest.mark.parametrize(
    "after", [("nowhere",), ("self",), ("later",), ("cancelled",), tuple(f"x{n}" for n in range(300))]
)
def test_a_job_cannot_wait_for_what_will_never_be(farm: ManualFarm, after: tuple[str, ...]) -> None:
    farm.submit("cancelled")
    farm.act("cancel", "cancelled")
    answer = farm.ask(Submit(jobs=(make_request("self", after=after), make_request("later"))))
    assert isinstance(answer, Refused) and answer.error.kind == "UsageError" and "“self”" in answer.error.title
    assert farm.ask(Submit(jobs=(make_request("later"),))) == Accepted(job_ids=("later",)), "nothing of it was kept"
