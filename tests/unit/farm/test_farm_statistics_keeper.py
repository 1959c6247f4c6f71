"""The manager's samples and answers, and what clients make of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from store_kit import make_manifest, make_plan, make_request, open_store

from app.core.errors import UsageError
from app.core.fleet import NodeFacts
from app.core.messages import AnyMessage, Claim, StatsPart, StatsWanted, WorkersWanted, WorkerView
from app.core.settings import Settings
from app.core.states import TaskKind
from app.core.statistics import StatsBy, StatsRow
from app.farm.clock import ManualClock
from app.farm.farm_statistics import part_of_ideal, rows, throughput, utilisation
from app.farm.manager.machine_costs import MachineCosts
from app.farm.manager.statistics_keeper import LONGEST_SAMPLE, MOST_SPANS, StatisticsKeeper
from app.farm.store import Store, machines, transitions, wishes


class Sampled:
    """A keeper over a store, both in the test's time, and the manager's view of workers."""

    def __init__(self, folder: Path) -> None:
        self.clock = ManualClock()
        self.clock.advance(-self.clock.now() % 86_400)
        self.store: Store = open_store(folder, self.clock)
        self.keeper = StatisticsKeeper(self.store, self.clock, Settings())
        self.asked: list[StatsWanted] = []

    def ask(self, message: AnyMessage) -> Iterable[AnyMessage]:
        assert isinstance(message, StatsWanted)
        self.asked.append(message)
        return self.keeper.answer(message, "ann")

    def sample(self, *workers: WorkerView, seconds: float = 10.0, costs: dict[str, float] | None = None) -> None:
        self.clock.advance(seconds)
        self.keeper.sample(workers, costs or {})

    def rows(self, by: StatsBy | None = None, step: int = 0) -> dict[str, StatsRow]:
        return {row.key: row for row in rows(self.ask, 0, step=step, by=by)}

    def draw(self, job: str, worker: str, piece: int) -> None:
        request = make_request(job)
        with self.store.change() as change:
            if piece == 0:
                wishes.submit(change, request)
                transitions.start_task(change, job, TaskKind.PREPARE)
                transitions.prepared(change, job, make_plan(request), ())
            claim = Claim(claim_id=f"{job}{piece}", worker=worker, boot="b", engines=("builtin",))
            grant = transitions.grant(change, claim, job, (piece, piece), lease_seconds=12)
            assert grant is not None
            transitions.piece_done(change, make_manifest(make_plan(request), piece, grant.attempt), worker)


def worker(name: str, job: str = "", state: str = "idle", node: str = "") -> WorkerView:
    return WorkerView(
        name=name, boot="b", state=state, engines=("builtin",), silent=0.0, job_id=job, node=node or name.split(".")[0]
    )


@pytest.fixture
def sampled(tmp_path: Path) -> Iterator[Sampled]:
    one = Sampled(tmp_path)
    yield one
    one.store.close()


def test_who_is_there_and_what_it_costs_is_shared_out(sampled: Sampled) -> None:
    crew = (worker("n1.1", "j", "busy"), worker("n1.2"), worker("n2.1", state="lost"))
    sampled.sample(*crew, costs={"n1": 0.4, "n3": 0.1})
    sampled.sample(*crew, costs={"n1": 0.4})
    assert sampled.rows() == {}  # not written yet
    sampled.keeper.write()
    by_worker = sampled.rows(StatsBy.WORKER)
    assert {key: (row.present_seconds, round(row.dollars, 9)) for key, row in by_worker.items()} == {
        "n1.1": (20.0, 0.4),
        "n1.2": (20.0, 0.4),
        "n3": (0.0, 0.1),
    }
    assert sampled.rows()[""].dollars == pytest.approx(0.9)
    job = sampled.rows(StatsBy.JOB)["j"]
    assert (job.present_seconds, round(job.dollars, 9)) == (20.0, 0.4)


def test_a_computer_that_slept_has_not_seen_who_was_there(sampled: Sampled) -> None:
    sampled.sample(worker("w"), seconds=8 * 3600)
    sampled.keeper.write()
    assert sampled.rows()[""].present_seconds == LONGEST_SAMPLE


def test_frames_that_wait_are_those_of_the_end_of_a_span(sampled: Sampled) -> None:
    with sampled.store.change() as change:
        wishes.submit(change, make_request("x", 100))
    sampled.keeper.write()
    sampled.clock.advance(60)
    sampled.draw("j", "w", 0)
    sampled.keeper.write()
    assert [row.queued_frames for row in rows(sampled.ask, 0, step=60)] == [100, 115]
    assert sampled.rows()[""].queued_frames == 115
    assert sampled.rows(StatsBy.OWNER)["ann"].queued_frames == 0


def test_figures_made_of_rows() -> None:
    row = StatsRow(at=0.0, busy_seconds=30.0, present_seconds=40.0, ideal_seconds=8.0, film_seconds=10.0)
    assert (utilisation(row), part_of_ideal(row)) == (0.75, 0.8)
    assert (utilisation(StatsRow(at=0.0)), part_of_ideal(StatsRow(at=0.0))) == (None, None)


def test_the_chart_asks_only_for_what_is_new(sampled: Sampled) -> None:
    sampled.draw("j", "w1", 0)
    sampled.clock.advance(60)
    sampled.draw("j", "w2", 1)
    first = throughput(sampled.ask, 900, sampled.clock.now())
    assert (len(first.times), first.times[-1]) == (16, sampled.clock.now() // 60 * 60)
    assert first.frames_per_minute["w1"][-2:] == (5.0, 0.0)
    assert first.frames_per_minute["w2"][-2:] == (0.0, 5.0)
    sampled.draw("j", "w2", 2)
    sampled.clock.advance(60)
    sampled.asked.clear()
    then = throughput(sampled.ask, 900, sampled.clock.now(), first)
    assert then == throughput(sampled.ask, 900, sampled.clock.now())
    assert {one.since for one in sampled.asked[:2]} == {first.times[-1]}
    assert then.frames_per_minute["w2"][-3:] == (0.0, 10.0, 0.0)
    sampled.clock.advance(3600)
    assert throughput(sampled.ask, 900, sampled.clock.now(), then).frames_per_minute == {}


@pytest.mark.parametrize(
    ("wanted", "title"),
    [
        (StatsWanted(since=0, step=61), "no sums over 61 seconds"),
        (StatsWanted(since=2e9, until=1.9e9), "before its beginning"),
        (StatsWanted(since=-1e18, until=1e300, step=3600), ""),
    ],
)
def test_what_cannot_be_asked_is_said(sampled: Sampled, wanted: StatsWanted, title: str) -> None:
    if not title:
        assert list(sampled.ask(wanted)) == [StatsPart(rows=(), last=True)]
        return
    with pytest.raises(UsageError, match=title):
        list(sampled.ask(wanted))


def test_an_answer_has_bounds(tmp_path: Path) -> None:
    clock = ManualClock()
    with open_store(tmp_path, clock) as store:
        keeper = StatisticsKeeper(store, clock, Settings(statistics_minutes=30))
        wanted = StatsWanted(since=clock.now() - 60 * (MOST_SPANS + 1), step=60)
        with pytest.raises(UsageError, match="fits an answer"):
            list(keeper.answer(wanted, "ann"))
        with pytest.raises(UsageError, match="no question"):
            list(keeper.answer(WorkersWanted(), "ann"))


def test_many_rows_come_in_parts(sampled: Sampled) -> None:
    sampled.sample(*(worker(f"node-with-a-long-name-{number:04d}.1") for number in range(2000)))
    sampled.keeper.write()
    parts = list(sampled.ask(StatsWanted(since=0, by=StatsBy.WORKER)))
    assert [getattr(part, "last", None) for part in parts] == [False] * (len(parts) - 1) + [True]
    assert len(parts) > 1
    assert len(rows(sampled.ask, 0, by=StatsBy.WORKER)) == 2000


def test_the_cost_of_machines_is_that_which_scaling_counts(sampled: Sampled) -> None:
    def cost(instance_id: str, dollars: float) -> None:
        hour = int(sampled.clock.now() // 3600)
        paid = machines.Cost(hour=hour, seconds=60.0, dollars=dollars)
        sampled.store.apply(lambda change: machines.add_costs(change, instance_id, [paid]))

    cost("i-1", 5.0)
    costs = MachineCosts(sampled.store, sampled.clock)
    nodes = (NodeFacts(node="n1", instance_id="i-1"),)
    assert costs(nodes) == {}
    told = 0.0
    for _ in range(20):
        sampled.clock.advance(1800)
        cost("i-1", 0.25)
        cost("i-2", 0.5)
        found = costs(nodes)
        assert found == {"n1": pytest.approx(0.25), "i-2": pytest.approx(0.5)}
        told += sum(found.values())
    assert told == pytest.approx(15.0)
