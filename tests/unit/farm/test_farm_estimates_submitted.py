"""What a farm makes of frames that were timed before a job was submitted, and of what cannot be such a time."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from manual_farm import ManualFarm
from store_kit import make_request

from app.core.errors import MessageError, UsageError
from app.core.estimates import Basis
from app.core.jobs import LONGEST_COMPUTER_NAME, MOST_SAMPLE_SECONDS, EngineChoice
from app.core.messages import EstimateWanted, Refused, Submit, decode, encode
from app.farm.estimates.forecasts import Ways
from app.farm.estimates.service import EstimateService
from app.farm.store import wishes

FRAMES = 300
SAMPLE = 2.0


class Estimating(ManualFarm):
    """A farm that has drawn nothing yet, and is asked about time."""

    def __init__(self, place: Path) -> None:
        super().__init__(place)
        self.service = EstimateService(self.store, lambda: self.manager, Ways(cores=1))

    def told(self, job_id: str) -> tuple[Basis, float, float]:
        """Basis, seconds, and how many times as long it may take as it may."""
        found = self.service.estimate(EstimateWanted(job_ids=(job_id,), workers=(1,)))
        seconds = found.forecasts[0].seconds
        return found.basis, seconds.p50, seconds.p90 / seconds.p10


@pytest.fixture
def farm(tmp_path: Path) -> Iterator[Estimating]:
    made = Estimating(tmp_path)
    yield made
    made.close()


def test_a_job_is_estimated_by_the_frames_that_were_timed_before_its_submit(farm: Estimating) -> None:
    farm.submit("blind", frames=FRAMES)
    basis, seconds, unsure = farm.told("blind")
    assert basis is Basis.PRIOR and seconds < FRAMES * SAMPLE / 3
    farm.act("cancel", "blind")
    farm.submit("timed", frames=FRAMES, sample=SAMPLE, sampled_on="DESK-1")
    basis, seconds, surer = farm.told("timed")
    assert basis is Basis.SAMPLE
    assert seconds == pytest.approx(FRAMES * SAMPLE, rel=0.2) and surer < unsure / 2


def test_a_sample_tells_of_its_own_job_and_of_those_far_behind_in_the_queue(
    farm: Estimating, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.farm.estimates.service.MOST_QUEUED", 2)
    farm.submit("a", "b", "c", "d", frames=FRAMES, sample=SAMPLE)
    basis, seconds, _ = farm.told("d")
    assert basis is Basis.SAMPLE and seconds == pytest.approx(4 * FRAMES * SAMPLE, rel=0.2)
    farm.submit("other", frames=FRAMES, priority=90)
    assert farm.told("other")[0] is Basis.PRIOR


def test_work_left_and_requests_that_nobody_submitted_rest_on_samples_too(farm: Estimating) -> None:
    farm.submit("timed", frames=FRAMES, sample=SAMPLE)
    left = farm.service.work_left(farm.manager.costs)
    assert left.expected == pytest.approx(FRAMES * SAMPLE, rel=0.2)
    asked = EstimateWanted(jobs=(make_request("other", frames=FRAMES, sample=SAMPLE, priority=90),), workers=(1,))
    assert farm.service.estimate(asked).basis is Basis.SAMPLE


def test_after_effects_is_not_estimated_by_frames_that_farmhand_drew(farm: Estimating) -> None:
    farm.submit("ae", frames=FRAMES, sample=SAMPLE, engine=EngineChoice.AERENDER)
    assert farm.told("ae")[0] is Basis.PRIOR


@pytest.mark.parametrize("sample", [-1.0, -0.001, MOST_SAMPLE_SECONDS * 1.01, 1e308])
def test_times_that_cannot_be_are_refused_with_the_job(farm: Estimating, sample: float) -> None:
    answer = farm.ask(Submit(jobs=(make_request("good"), make_request("bad", sample=sample))))
    assert isinstance(answer, Refused) and answer.error.kind == "UsageError" and "a frame took" in answer.error.cause
    assert farm.store.find_job(make_request("good").key()) is None


@pytest.mark.parametrize("sample", [math.inf, -math.inf, math.nan])
def test_what_is_no_number_is_refused_by_the_store_and_cannot_travel(farm: Estimating, sample: float) -> None:
    request = make_request("bad", sample=sample)
    with pytest.raises(UsageError, match="cannot be estimated"):
        farm.store.apply(lambda change: wishes.submit(change, request))
    with pytest.raises(MessageError):
        decode(encode(Submit(jobs=(request,))))


def test_names_of_computers_without_end_are_refused(farm: Estimating) -> None:
    name = "x" * (LONGEST_COMPUTER_NAME + 1)
    answer = farm.ask(Submit(jobs=(make_request("bad", sample=SAMPLE, sampled_on=name),)))
    assert isinstance(answer, Refused) and len(answer.error.cause) < 200


@pytest.mark.parametrize("sample", [1e-300, 1e-9, MOST_SAMPLE_SECONDS])
def test_the_farthest_times_that_can_be_give_an_estimate(farm: Estimating, sample: float) -> None:
    farm.submit("edge", frames=FRAMES, sample=sample)
    basis, seconds, _ = farm.told("edge")
    assert basis is Basis.SAMPLE and 0 < seconds < math.inf


def test_the_sample_does_not_decide_the_film(farm: Estimating) -> None:
    assert make_request("a").key() == make_request("a", sample=SAMPLE, sampled_on="DESK-1").key()


def test_programs_that_know_nothing_of_samples_and_those_that_know_more_understand_each_other() -> None:
    body = json.loads(encode(Submit(jobs=(make_request("a"),))))
    (sent,) = body["m"]["jobs"]
    assert "sample" not in sent and "sampled_on" not in sent
    sent["added_later"] = {"any": 1}
    assert decode(msgspec.json.encode(body)) == Submit(jobs=(make_request("a"),))
