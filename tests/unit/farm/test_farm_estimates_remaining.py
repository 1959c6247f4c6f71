"""What is left on a farm, as those who scale it see it."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from manual_farm import ManualFarm

from app.farm.estimates.beliefs import Belief
from app.farm.estimates.remaining import USUAL_COST, remaining_work, work_of
from app.farm.store.unended import UndrawnJob


def test_work_left_is_counted_in_worker_seconds_and_shrinks_as_pieces_are_finished(tmp_path: Path) -> None:
    farm = ManualFarm(tmp_path)
    try:
        nothing = remaining_work(farm.store, farm.manager.costs)
        assert (nothing.expected, nothing.frames, nothing.jobs, nothing.longest) == (0.0, 0, 0, 0.0)
        farm.submit("a", "b", frames=20)
        before = remaining_work(farm.store, farm.manager.costs)
        assert before.frames == 40 and before.jobs == 2 and before.held == 0
        assert before.expected == pytest.approx(40 * USUAL_COST.expected)
        worker = farm.idle_worker("w1")
        farm.step()
        grant = worker.grant
        assert remaining_work(farm.store, farm.manager.costs).held == 5 * (grant.last - grant.first + 1)
        worker.finish_piece(grant, grant.first)
        farm.step()
        after = remaining_work(farm.store, farm.manager.costs)
        # 0.01 s for 5 frames were measured of the one job; of the other nothing is known yet.
        assert after.frames == 35
        other = 20 * USUAL_COST.expected
        assert after.expected - other == pytest.approx(15 * 0.002, rel=0.05)
        farm.act("pause", "a", "b")
        assert remaining_work(farm.store, farm.manager.costs).frames == 0
    finally:
        farm.close()


def undrawn(job_id: str, frames: int, template: str = "t") -> UndrawnJob:
    return UndrawnJob(
        job_id=job_id,
        name=job_id,
        owner="ann",
        priority=50,
        place=1.0,
        engine="builtin",
        template=template,
        comp="Main",
        preset="mp4",
        frames=frames,
        frames_total=frames,
        pieces=math.ceil(frames / 30),
        held=0,
        submitted=0.0,
        started=0.0,
    )


@given(
    st.lists(st.integers(1, 5000), min_size=1, max_size=8),
    st.floats(-6, 6),
    st.floats(0, 2),
    st.lists(st.floats(1e-4, 100), max_size=8),
)
def test_work_left_is_never_negative_and_its_percentiles_are_in_order(
    frames: list[int], mean: float, variance: float, costs: list[float]
) -> None:
    jobs = [undrawn(f"j{number}", count) for number, count in enumerate(frames)]
    known = {f"j{number}": cost for number, cost in enumerate(costs)}
    left = work_of(jobs, known, lambda _: Belief(mean=mean, variance=variance))
    assert 0 < left.spread.p10 <= left.spread.p50 <= left.spread.p90
    assert left.expected > 0 and 0 < left.longest <= left.expected * 1.0001
    assert left.frames == sum(frames)


def test_many_jobs_of_one_template_are_as_uncertain_as_one_and_different_ones_make_up_for_each_other() -> None:
    def span(templates: list[str]) -> float:
        jobs = [undrawn(f"j{number}", 100, template) for number, template in enumerate(templates)]
        spread = work_of(jobs, {}, lambda _: USUAL_COST).spread
        return spread.p90 / spread.p10

    assert span(["t"] * 20) == pytest.approx(span(["t"]))
    assert span([f"t{number}" for number in range(20)]) < span(["t"]) / 4
