"""What is remembered of finished films: made with the publication, outliving the job, and forgotten when told to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from manual_farm import ManualFarm
from sqlalchemy.engine import URL
from store_kit import make_manifest, make_plan, make_request

from app.core.estimates import Noted, PastRender, Spread
from app.core.messages import PieceDone
from app.core.ports import RESULTS
from app.farm.store import history
from app.farm.store.chronicle import costs_of


@pytest.fixture
def farm(store_place: Path | URL) -> Iterator[ManualFarm]:
    made = ManualFarm(store_place)
    yield made
    made.close()


def remembered(farm: ManualFarm) -> tuple[PastRender, ...]:
    with farm.store.read() as session:
        return history.past_renders(session)


def render(farm: ManualFarm, name: str, seconds: float = 1.0, frames: int = 20) -> None:
    """A worker draws a film alone; each of its pieces of 5 frames takes so many seconds."""
    farm.submit(name, frames=frames)
    worker = farm.worker(f"w-{name}", boot=name)
    worker.claim()
    farm.step()
    while farm.state(name) == "rendering":
        grant = worker.grant
        for number in range(grant.first, grant.last + 1):
            farm.step(seconds)
            made = make_manifest(farm.plan(name), number, grant.attempt)
            manifest = farm.services.keep(msgspec.structs.replace(made, seconds=seconds))
            worker.send(RESULTS, PieceDone(worker=worker.name, boot=worker.boot, manifest=manifest))
        worker.end(grant)
        worker.claim()
        farm.step()
    assert farm.state(name) == "done"


def test_a_finished_film_is_remembered_with_what_it_took(farm: ManualFarm) -> None:
    render(farm, "a", seconds=1.0)
    (past,) = remembered(farm)
    assert (past.job_id, past.template, past.name, past.comp) == ("a", "00" * 32, "a.aepx", "Main")
    assert (past.frames, past.pieces, past.width, past.engine, past.preset) == (20, 4, 64, "builtin", "mp4")
    assert past.cost == pytest.approx(0.2) and past.drawn == pytest.approx(4.0)
    assert past.scatter == pytest.approx(0.0, abs=1e-9) and past.drift == pytest.approx(0.0, abs=1e-9)
    assert past.drawing == pytest.approx(4.0) and past.span == pytest.approx(4.0) and past.wall == pytest.approx(4.0)
    assert past.workers == 1 and past.share == pytest.approx(1.0) and past.speeds == {"w-a": (20, 4.0)}
    assert past.alone and not past.disturbed
    assert past.timeline == ((1.0, 0, 5, 1.0), (2.0, 1, 5, 1.0), (3.0, 2, 5, 1.0), (4.0, 3, 5, 1.0))


def test_it_outlives_its_job_and_is_forgotten_when_told_to(farm: ManualFarm) -> None:
    for name in ("a", "b"):
        render(farm, name)
    farm.act("remove", "a", "b")
    assert [past.job_id for past in remembered(farm)] == ["a", "b"]
    assert farm.store.apply(lambda change: history.forget(change.session, "other.aepx")) == 0
    assert farm.store.apply(lambda change: history.forget(change.session, "a.aepx")) == 2
    assert remembered(farm) == ()
    render(farm, "c")
    assert farm.store.apply(lambda change: history.forget(change.session, "")) == 1
    assert remembered(farm) == ()


def test_a_film_that_was_paused_counts_as_disturbed_and_one_beside_another_not_as_alone(farm: ManualFarm) -> None:
    farm.submit("other")
    other = farm.idle_worker("w9")
    farm.step()
    farm.submit("a")
    farm.act("pause", "a")
    farm.act("resume", "a")
    worker = farm.idle_worker("w1")
    farm.step()
    ended: set[int] = set()
    for _ in range(8):
        for one in (worker, other):
            if one.grants and one.grant.attempt not in ended:
                ended.add(one.grant.attempt)
                one.finish(one.grant)
                one.claim()
            farm.step(1.0)
    by_name = {past.job_id: past for past in remembered(farm)}
    assert by_name["a"].disturbed and not by_name["a"].alone
    assert not by_name["other"].disturbed


def test_notes_become_part_of_what_is_remembered_and_the_first_of_a_stage_stays(farm: ManualFarm) -> None:
    def noted(stage: str, p50: float) -> Noted:
        return Noted(stage=stage, at=5.0, seconds=Spread(p10=1.0, p50=p50, p90=9.0))

    def keep(stage: str, p50: float) -> bool:
        return farm.store.apply(lambda change: history.note(change.session, "a", noted(stage, p50), 20))

    assert keep("before", 4.0) and keep("half", 2.0) and not keep("before", 7.0)
    render(farm, "a")
    (past,) = remembered(farm)
    assert [(one.stage, one.seconds.p50) for one in past.notes] == [("before", 4.0), ("half", 2.0)]
    with farm.store.read() as session:
        assert history.notes_of(session, "a") == ()


def test_the_oldest_are_forgotten(farm: ManualFarm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MOST_RENDERS", 2)
    for name in ("a", "b", "c"):
        render(farm, name)
        farm.step(1.0)
    assert [past.job_id for past in remembered(farm)] == ["b", "c"]


def test_costs_tell_mean_scatter_and_drift() -> None:
    plan = make_plan(make_request("a", frames=40))
    pieces = [make_manifest(plan, number) for number in range(8)]
    rising = [
        msgspec.structs.replace(one, seconds=0.5 * 2.0 ** ((number + 0.5) / 8)) for number, one in enumerate(pieces)
    ]
    found = costs_of(rising)
    assert found.drift == pytest.approx(0.6931, abs=1e-3) and found.scatter == pytest.approx(0.0, abs=1e-6)
    assert found.cost == pytest.approx(sum(one.seconds for one in rising) / 40)
    assert costs_of(rising[:1]).scatter == 0.0
