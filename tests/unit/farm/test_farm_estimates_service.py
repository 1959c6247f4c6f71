"""What a farm answers when it is asked how long films take."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from manual_farm import HandWorker, ManualFarm
from store_kit import make_manifest, make_request

from app.core.estimates import Basis, Estimate, FilmWanted, Noted, PastRender, Spread
from app.core.fleet import Instance, InstanceState
from app.core.jobs import EngineChoice
from app.core.messages import EstimateGiven, EstimateWanted, Grant, HistoryPart, HistoryWanted, PieceDone, Refused
from app.core.ports import RESULTS
from app.farm.estimates.forecasts import Ways
from app.farm.estimates.keeper import EstimateKeeper, stage_of
from app.farm.estimates.machines import crew_of_machines
from app.farm.estimates.records import baseline_seconds, track_record
from app.farm.estimates.service import EstimateService
from app.farm.manager.desk import NOBODY
from app.farm.store import history
from app.farm.store.unended import undrawn_jobs


class EstimatingFarm(ManualFarm):
    """A farm that answers questions about time, and notes what it would have said."""

    def __init__(self, place: Path) -> None:
        self.service: EstimateService
        super().__init__(place, access=lambda sender, owner: sender == owner or sender == "admin")

    def _open(self, more: dict[str, Any]) -> None:
        questions = {
            EstimateWanted: lambda message, sender: self.service.questions[EstimateWanted](message, sender),
            HistoryWanted: lambda message, sender: self.service.questions[HistoryWanted](message, sender),
        }
        super()._open({"questions": questions} | more)
        self.service = EstimateService(
            self.store,
            lambda: self.manager,
            Ways(),
            access=lambda sender, owner: sender == "admin" and owner == NOBODY,
        )
        self.keeper = EstimateKeeper(self.service, self.store, self.clock)
        self.following = self.broker.subscribe(self.keeper.hear)

    def close(self) -> None:
        self.following.close()
        super().close()

    def estimate(self, **wanted: Any) -> Estimate:
        answer = self.ask(EstimateWanted(**wanted))
        assert isinstance(answer, EstimateGiven), answer
        return answer.estimate

    def remember(self, *renders: PastRender) -> None:
        for past in renders:
            self.store.apply(lambda change, past=past: history.remember(change.session, past))  # type: ignore[misc]


@pytest.fixture
def farm(tmp_path: Path) -> Iterator[EstimatingFarm]:
    made = EstimatingFarm(tmp_path)
    yield made
    made.close()


def past(job_id: str, *, template: str = "00" * 32, cost: float = 0.1, frames: int = 100, **more: Any) -> PastRender:
    values: dict[str, Any] = {
        "ended": 1.0,
        "name": "a.aepx",
        "comp": "Main",
        "preset": "mp4",
        "engine": "builtin",
        "width": 64,
        "height": 36,
        "pieces": 4,
        "drawn": cost * frames,
        "prepare": 0.1,
        "join": 0.1,
    } | more
    return PastRender(job_id=job_id, template=template, cost=cost, frames=frames, **values)


def film(**more: Any) -> FilmWanted:
    values: dict[str, Any] = {"template": "00" * 32, "comp": "Main", "engine": "builtin", "frames": 300}
    return FilmWanted(**(values | more))


def p50(estimate: Estimate) -> dict[int, float]:
    return {one.workers: one.seconds.p50 for one in estimate.forecasts}


def test_films_that_nobody_submitted_are_estimated_from_earlier_ones_by_number_of_workers(farm: EstimatingFarm) -> None:
    farm.remember(*(past(f"j{n}", ended=float(n), span=10.0 / (1 + n % 2), workers=1 + n % 2) for n in range(6)))
    found = farm.estimate(films=(film(count=10),), workers=(6, 3, 1))
    assert (found.basis, found.renders) == (Basis.HISTORY, 6)
    seconds = p50(found)
    assert list(seconds) == [1, 3, 6] and seconds[1] > seconds[3] > seconds[6]
    assert seconds[1] == pytest.approx(10 * 300 * 0.1, rel=0.15)
    # 100 frames took one worker 10 s and two 5 s.
    assert found.baseline[1] == pytest.approx(10 * 30.0) and found.baseline[6] == 0.0
    assert farm.store.find_job(make_request("x").key()) is None


def test_a_template_that_was_never_seen_is_estimated_too_but_less_surely(farm: EstimatingFarm) -> None:
    before = farm.estimate(films=(film(features={"film": 2.0, "area": 8.0}),), workers=(2,))
    assert (before.basis, before.renders, before.baseline) == (Basis.PRIOR, 0, {})
    farm.remember(*(past(f"j{n}") for n in range(5)))
    after = farm.estimate(films=(film(),), workers=(2,))
    assert width(after) < width(before)


def width(estimate: Estimate) -> float:
    seconds = estimate.forecasts[0].seconds
    return seconds.p90 / seconds.p10


def test_requests_that_were_not_submitted_can_be_asked_about(farm: EstimatingFarm) -> None:
    found = farm.estimate(jobs=(make_request("a", frames=90), make_request("b", frames=90)), workers=(2,))
    assert p50(found)[2] > 0


def test_what_waits_before_counts(farm: EstimatingFarm) -> None:
    farm.remember(*(past(f"j{n}") for n in range(5)))
    alone = p50(farm.estimate(films=(film(),), workers=(2,)))[2]
    farm.submit("a", "b", frames=600)
    assert p50(farm.estimate(films=(film(),), workers=(2,)))[2] > alone + 40
    # More urgent films do not wait for them.
    assert p50(farm.estimate(films=(film(priority=90),), workers=(2,)))[2] == pytest.approx(alone, rel=0.1)


def draw_what_was_granted(farm: EstimatingFarm, worker: HandWorker, cost: float) -> Grant:
    """The worker reports the pieces of its grant, of five frames each, which took so many seconds a frame."""
    grant = worker.grant
    for number in range(grant.first, grant.last + 1):
        made = msgspec.structs.replace(make_manifest(farm.plan(grant.job_id), number, grant.attempt), seconds=5 * cost)
        worker.send(RESULTS, PieceDone(worker=worker.name, boot="b", manifest=farm.services.keep(made)))
    farm.step()
    return grant


def test_a_running_job_is_estimated_by_its_finished_pieces(farm: EstimatingFarm) -> None:
    farm.remember(*(past(f"j{n}", cost=0.1) for n in range(5)))
    farm.submit("a", frames=100)
    worker = farm.idle_worker("w1")
    farm.step()
    before = farm.estimate(job_ids=("a",))
    assert before.basis is Basis.HISTORY
    grant = draw_what_was_granted(farm, worker, 0.4)
    after = farm.estimate(job_ids=("a",))
    assert after.basis is Basis.RUNNING
    left = 100 - 5 * (grant.last - grant.first + 1)
    # Four times as dear as was expected.
    assert after.forecasts[0].seconds.p50 == pytest.approx(left * 0.4, rel=0.25)


def test_the_first_pieces_of_a_batch_tell_of_its_films_that_wait(farm: EstimatingFarm) -> None:
    batch = ("a", "b", "c", "d")
    farm.submit(*batch, frames=100)
    worker = farm.idle_worker("w1")
    farm.step()
    before = farm.estimate(job_ids=batch)
    grant = draw_what_was_granted(farm, worker, 2.0)
    after = farm.estimate(job_ids=batch)
    left = 4 * 100 - 5 * (grant.last - grant.first + 1)
    # Nothing of the template was ever finished, and a guess says less than a second a frame.
    assert before.forecasts[0].seconds.p50 < 0.5 * left * 2.0
    assert after.forecasts[0].seconds.p50 == pytest.approx(left * 2.0, rel=0.3)
    assert width(after) < width(before)


def test_jobs_that_are_not_there_are_refused_with_a_reason(farm: EstimatingFarm) -> None:
    for job_ids in (("nothing",), ()):
        answer = farm.ask(EstimateWanted(job_ids=job_ids))
        assert isinstance(answer, Refused) and answer.error.kind == "UsageError"


def test_the_history_can_be_had_by_everybody_and_is_forgotten_for_admins_alone(farm: EstimatingFarm) -> None:
    farm.remember(past("j1"), past("j2", template="11" * 32, name="b.aep"))
    answer = farm.ask(HistoryWanted())
    assert isinstance(answer, HistoryPart) and [one.job_id for one in answer.renders] == ["j1", "j2"]
    assert isinstance(farm.ask(HistoryWanted(forget="all")), Refused)
    answer = farm.ask(HistoryWanted(forget="b.aep"), sender="admin")
    assert isinstance(answer, HistoryPart) and answer.forgotten == 1
    assert [one.job_id for one in answer.renders] == ["j1"]
    # What was learnt goes with it.
    assert farm.service.knowledge().renders[0].job_id == "j1" and len(farm.service.knowledge().renders) == 1


def test_what_is_said_on_the_way_is_noted_and_becomes_part_of_the_record(farm: EstimatingFarm) -> None:
    farm.remember(*(past(f"j{n}", cost=0.4) for n in range(3)))
    worker = farm.worker("w1")
    worker.claim()
    farm.step()
    farm.submit("a", frames=100)
    farm.step()
    while farm.state("a") == "rendering":
        grant = worker.grant
        for number in range(grant.first, grant.last + 1):
            farm.step(2.0)
            made = msgspec.structs.replace(make_manifest(farm.plan("a"), number, grant.attempt), seconds=2.0)
            manifest = farm.services.keep(made)
            worker.send(RESULTS, PieceDone(worker="w1", boot="b", manifest=manifest))
            farm.step()
        worker.end(grant)
        worker.claim()
        farm.step()
    with farm.store.read() as session:
        own = next(one for one in history.past_renders(session) if one.job_id == "a")
    assert [one.stage for one in own.notes] == ["before", "quarter", "half"]
    record = track_record([own])
    assert record.renders == 1 and record.coverage is not None
    assert record.error_half is not None and record.error_half < 0.3
    assert farm.estimate(films=(film(),), workers=(1,)).record == record


def test_work_left_rests_on_what_was_learnt(farm: EstimatingFarm) -> None:
    farm.submit("a", frames=100)
    unknown = farm.service.work_left(farm.manager.costs)
    farm.remember(*(past(f"j{n}", cost=2.0) for n in range(8)))
    known = farm.service.work_left(farm.manager.costs)
    assert known.expected == pytest.approx(200.0, rel=0.15) and unknown.expected < 60
    assert known.spread.p90 / known.spread.p10 < unknown.spread.p90 / unknown.spread.p10
    with farm.store.read() as session:
        assert len(undrawn_jobs(session)) == 1


def test_machines_that_are_stopped_come_after_the_workers_that_are_there_with_their_boot_and_price(
    farm: EstimatingFarm,
) -> None:
    instances = (
        Instance(instance_id="i-1", name="one", state=InstanceState.RUNNING, node="w1", price=0.4),
        Instance(instance_id="i-2", name="two", state=InstanceState.STOPPED, type="c5", price=0.8),
        Instance(instance_id="i-3", name="three", state=InstanceState.STOPPING, price=0.8),
    )
    farm.idle_worker("w1")
    farm.step()
    crew = crew_of_machines(farm.store, lambda: instances, farm.manager.paces)(3)
    assert [(one.name, one.machine, one.price, one.boot is None) for one in crew] == [
        ("w1", "i-1", 0.4, True),
        ("i-2.1", "i-2", 0.8, False),
        ("another 0", "", None, True),
    ]


def test_the_record_counts_how_often_the_truth_was_in_the_range() -> None:
    def told(job_id: str, said: float, truth: float) -> PastRender:
        spread = Spread(p10=said * 0.8, p50=said, p90=said * 1.25)
        return past(job_id, ended=100.0 + truth, notes=(Noted(stage="before", at=100.0, seconds=spread),))

    record = track_record([told("a", 10.0, 11.0), told("b", 10.0, 20.0), told("c", 10.0, 10.0), past("d")])
    assert record.renders == 3 and record.coverage == pytest.approx(2 / 3)
    assert record.error_before == pytest.approx(abs(10 / 11 - 1)) and record.error_half is None
    assert track_record([]).coverage is None


def test_the_baseline_needs_two_renders_with_different_numbers_of_workers() -> None:
    same = [past("a", workers=2, span=50.0), past("b", workers=2, span=40.0)]
    assert baseline_seconds(same, 100, (1, 2)) == {}
    disturbed = past("c", workers=8, span=25.0, disturbed=True)
    assert baseline_seconds([*same, disturbed], 100, (1,)) == {}
    talk = [past("a", workers=2, span=100.0), past("b", workers=8, span=50.0)]
    assert baseline_seconds(talk, 100, (6,))[6] == pytest.approx(66.7, abs=0.05)


def test_the_stages_of_a_job(farm: EstimatingFarm) -> None:
    farm.submit("a", frames=100)
    view = farm.view("a")
    stages = [stage_of(msgspec.structs.replace(view, frames_done=done)) for done in (0, 10, 25, 49, 50, 80)]
    assert stages == ["before", "", "quarter", "quarter", "half", ""]
    assert stage_of(msgspec.structs.replace(view, state="joining")) == ""


def test_of_a_job_to_prepare_it_knows_what_frames_take_only_where_its_template_was_seen(farm: EstimatingFarm) -> None:
    job = make_request("a")
    timed, by_aerender = (
        msgspec.structs.replace(job, **more) for more in ({"sample": 4.0}, {"engine": EngineChoice.AERENDER})
    )
    farm.remember(*(past(f"other{n}", template="1" * 64, cost=9.0) for n in range(3)))
    assert farm.service.frame_seconds(job) is None
    # Frames that were timed on one computer tell only roughly of others.
    found = farm.service.frame_seconds(timed)
    assert found is not None and 2.0 < found <= 4.0
    farm.remember(*(past(f"j{n}", cost=2.0, ended=2.0 + n) for n in range(6)))
    assert farm.service.frame_seconds(job) == pytest.approx(2.0, rel=0.1)
    assert farm.service.frame_seconds(by_aerender) is None
