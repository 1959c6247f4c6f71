"""The order of jobs: after any wishes it is that of a plain list, and clients hear of every place that changes."""

from __future__ import annotations

import itertools
import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_kit import PIECE, make_plan, make_request, open_store

from app.core.errors import UsageError
from app.core.jobs import EngineChoice
from app.core.messages import Event, JobView
from app.core.needs import Equipment
from app.core.states import TaskKind
from app.farm.manager.scheduler import Candidate, FarmView, schedule
from app.farm.store import Store, places, transitions, wishes, work
from app.farm.store.places import LEAST_GAP
from tests.fakes.examples import examples


class Jobs:
    """Jobs of one piece each in a store, and beside it a client's picture of them from events alone."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.seen: dict[str, JobView] = {}
        self.events = 0

    def submit(self, job_id: str, priority: int = 50) -> None:
        with self.store.change() as change:
            wishes.submit(change, make_request(job_id, PIECE, priority=priority))
        self._prepare(job_id)

    def _prepare(self, job_id: str) -> None:
        with self.store.change() as change:
            transitions.start_task(change, job_id, TaskKind.PREPARE)
            transitions.prepared(change, job_id, make_plan(make_request(job_id, PIECE)), ())
        self._hear()

    def retry(self, job_id: str) -> None:
        with self.store.change() as change:
            wishes.retry(change, job_id)
        self._prepare(job_id)

    def wish(self, wish: Any, *arguments: Any) -> Any:
        with self.store.change() as change:
            found = wish(change, *arguments)
        self._hear()
        return found

    def _hear(self) -> None:
        for entry in self.store.take_outbox():
            if isinstance(entry.message, Event):
                self.events += 1
                self.seen[entry.message.job.job_id] = entry.message.job

    def granted(self) -> list[str]:
        """The jobs in the order in which idle workers would get them."""
        with self.store.read() as session:
            found = work.open_work(session, work.Amount(jobs=1000, pieces=10, enough=10_000)).work
        has = Equipment(engines=("builtin",))
        idle = tuple(Candidate(worker=f"w{n}", equipment=has, claim_id=f"c{n}") for n in range(len(found)))
        return [award.job_id for award in schedule(FarmView(workers=idle, work=found))]

    def pictured(self) -> list[str]:
        """The waiting jobs in the order in which a client that heard the events would show them."""
        waiting = [view for view in self.seen.values() if view.state == "ready"]
        return [view.job_id for view in sorted(waiting, key=lambda view: (-view.priority, view.place))]


@contextmanager
def some_jobs() -> Iterator[Jobs]:
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder)) as store:
        yield Jobs(store)


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    with some_jobs() as found:
        for name in "abcde":
            found.submit(name)
        yield found


class PlainList:
    """What the order is by definition: one list of all jobs, and their priorities."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self.priority: dict[str, int] = {}
        self.ended: set[str] = set()

    def waiting(self) -> list[str]:
        return sorted((one for one in self.order if one not in self.ended), key=lambda one: -self.priority[one])

    def move(self, names: Sequence[str], way: str, target: str = "") -> None:
        waiting = self.waiting()
        moving = [one for one in waiting if one in names]
        if not moving:
            return
        levels = [self.priority[one] for one in waiting]
        rest = [one for one in self.order if one not in moving]
        if way == "top":
            at, level = 0, max(levels)
        elif way == "bottom":
            at, level = len(rest), min(levels)
        else:
            following = [one for one in self.order[self.order.index(target) :] if one not in moving]
            at, level = rest.index(following[0]) if following else len(rest), self.priority[target]
        self.order = [*rest[:at], *moving, *rest[at:]]
        self.priority.update(dict.fromkeys(moving, level))


NAMES = "abcdefgh"
names = st.sampled_from(NAMES)
some_names = st.lists(names, min_size=1, max_size=4)
steps = st.one_of(
    st.tuples(st.just("top"), some_names),
    st.tuples(st.just("bottom"), some_names),
    st.tuples(st.just("before"), some_names, names),
    st.tuples(st.just("before"), some_names, names),
    st.tuples(st.just("priority"), names, st.sampled_from([10, 50, 90])),
    st.tuples(st.just("cancel"), names),
    st.tuples(st.just("retry"), names),
    st.tuples(st.just("remove"), names),
    st.tuples(st.just("submit"), names),
)


def take(step: tuple[Any, ...], jobs: Jobs, plain: PlainList) -> None:
    """The same wish to both, if it is one that the store grants."""
    kind, whom = step[0], step[1]
    if kind == "submit":
        if whom not in plain.order:
            jobs.submit(whom)
            plain.order.append(whom)
            plain.priority[whom] = 50
        return
    known = [one for one in dict.fromkeys(whom) if one in plain.order]
    if not known:
        return
    if kind in ("top", "bottom"):
        jobs.wish(places.to_top if kind == "top" else places.to_bottom, known)
        plain.move(known, kind)
    elif kind == "before":
        if step[2] in plain.order and step[2] not in plain.ended:
            jobs.wish(places.before, known, step[2])
            plain.move(known, kind, step[2])
    elif kind == "priority":
        if jobs.wish(wishes.set_priority, whom, step[2]):
            plain.priority[whom] = step[2]
    elif kind == "cancel":
        jobs.wish(wishes.cancel, whom)
        plain.ended.add(whom)
    elif kind == "retry" and whom in plain.ended:
        jobs.retry(whom)
        plain.ended.discard(whom)
    elif kind == "remove" and whom in plain.ended:
        assert jobs.wish(wishes.remove, [whom]) == (whom,)
        assert jobs.seen.pop(whom).removed
        plain.order.remove(whom)
        plain.ended.discard(whom)


@settings(deadline=None, max_examples=examples(150))
@given(st.lists(st.tuples(names, st.sampled_from([10, 50, 90])), max_size=8), st.lists(steps, max_size=40))
def test_after_any_wishes_the_order_is_that_of_the_list(
    beginning: list[tuple[str, int]], way: list[tuple[Any, ...]]
) -> None:
    with some_jobs() as jobs:
        plain = PlainList()
        for name, priority in dict(beginning).items():
            jobs.submit(name, priority)
            plain.order.append(name)
            plain.priority[name] = priority
        for step in way:
            take(step, jobs, plain)
            assert jobs.granted() == plain.waiting(), step
            assert jobs.pictured() == plain.waiting(), step


def test_jobs_go_to_the_top_and_to_the_bottom_in_their_order(jobs: Jobs) -> None:
    assert jobs.wish(places.to_top, ["e", "c"]) == ("e", "c")
    assert jobs.granted() == ["c", "e", "a", "b", "d"]
    assert jobs.wish(places.to_bottom, ["d", "c"]) == ("d", "c")
    assert jobs.granted() == ["e", "a", "b", "c", "d"]


def test_the_top_is_before_jobs_of_a_higher_priority_and_the_bottom_behind_those_of_a_lower_one(jobs: Jobs) -> None:
    jobs.submit("urgent", 90)
    jobs.submit("idle", 10)
    jobs.wish(places.to_top, ["b"])
    jobs.wish(places.to_bottom, ["c"])
    assert jobs.granted() == ["b", "urgent", "a", "d", "e", "idle", "c"]
    assert (jobs.seen["b"].priority, jobs.seen["c"].priority) == (90, 10)


def test_the_priority_of_a_job_that_has_ended_raises_nobody(jobs: Jobs) -> None:
    jobs.submit("urgent", 90)
    jobs.wish(wishes.cancel, "urgent")
    jobs.wish(places.to_top, ["b"])
    assert jobs.seen["b"].priority == 50 and jobs.granted()[0] == "b"


def test_before_a_job_takes_its_priority(jobs: Jobs) -> None:
    jobs.submit("urgent", 90)
    assert jobs.wish(places.before, ["e", "a"], "urgent") == ("e", "a")
    assert jobs.granted() == ["a", "e", "urgent", "b", "c", "d"]
    assert jobs.wish(places.before, ["urgent"], "d") == ("urgent",)
    assert jobs.granted() == ["a", "e", "b", "c", "urgent", "d"]


def test_jobs_gather_where_the_target_is_one_of_them(jobs: Jobs) -> None:
    jobs.wish(places.before, ["a", "c", "e"], "c")
    assert jobs.granted() == ["b", "a", "c", "e", "d"]
    jobs.wish(places.before, ["d"], "d")
    assert jobs.granted() == ["b", "a", "c", "e", "d"]


def test_a_job_that_is_tried_again_is_where_it_was(jobs: Jobs) -> None:
    jobs.wish(places.to_top, ["c"])
    jobs.wish(wishes.cancel, "c")
    assert jobs.granted() == ["a", "b", "d", "e"]
    jobs.retry("c")
    assert jobs.granted() == ["c", "a", "b", "d", "e"]


def test_jobs_that_have_ended_stay_where_they_are_and_are_no_target(jobs: Jobs) -> None:
    jobs.wish(wishes.cancel, "b")
    before = jobs.seen["b"].place
    assert jobs.wish(places.to_top, ["b", "d"]) == ("d",)
    assert jobs.wish(places.to_bottom, ["b"]) == ()
    assert jobs.seen["b"].place == before
    with pytest.raises(UsageError, match="before “b”"):
        jobs.wish(places.before, ["a"], "b")


def test_an_unknown_job_moves_nothing(jobs: Jobs) -> None:
    for wish, arguments in (
        (places.to_top, (["e", "x"],)),
        (places.to_bottom, (["a", "x"],)),
        (places.before, (["e", "x"], "a")),
        (places.before, (["e"], "x")),
    ):
        with pytest.raises(UsageError, match="no job “x”"):
            jobs.wish(wish, *arguments)
    assert jobs.granted() == list("abcde")


def test_there_is_always_room_between_two_jobs(jobs: Jobs) -> None:
    expected = list("abcde")
    chance = random.Random(1)
    for turn in range(400):
        # Always into the same gap, from both sides of it: the worst for numbers that are halved.
        name = chance.choice([one for one in expected if one != "d"])
        jobs.wish(places.before, [name], "d")
        expected.remove(name)
        expected.insert(expected.index("d"), name)
        assert jobs.granted() == jobs.pictured() == expected, turn
    found = sorted(view.place for view in jobs.seen.values())
    assert min(after - before for before, after in itertools.pairwise(found)) >= LEAST_GAP / 2


def test_few_jobs_are_told_of_for_a_move_among_many() -> None:
    with some_jobs() as jobs:
        for number in range(300):
            jobs.submit(f"j{number}")
        before = jobs.events
        for number in range(200, 300):
            jobs.wish(places.before, [f"j{number}"], "j100")
        assert jobs.events - before < 500
        expected = [*range(100), *range(200, 300), *range(100, 200)]
        assert jobs.granted() == jobs.pictured() == [f"j{number}" for number in expected]


def test_the_order_of_owners_jobs_is_kept_beside_others(jobs: Jobs) -> None:
    with jobs.store.change() as change:
        wishes.submit(change, make_request("bobs", PIECE, owner="bob", engine=EngineChoice.BUILTIN))
    jobs._prepare("bobs")
    jobs.wish(places.to_top, ["c"])
    granted = jobs.granted()
    assert granted[:2] == ["c", "bobs"] and granted[2:] == ["a", "b", "d", "e"]
