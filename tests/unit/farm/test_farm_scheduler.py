"""Who gets what, decided from plain values."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.jobs import EngineChoice
from app.farm.manager.scheduler import Award, Candidate, FarmView, schedule
from app.farm.store.queries import LiveAttempt, OpenWork

BUILTIN = ("builtin",)


def idle(name: str, speed: float | None = None, engines: tuple[str, ...] = BUILTIN) -> Candidate:
    return Candidate(worker=name, engines=engines, claim_id=f"claim-{name}", seconds_per_frame=speed)


def busy(name: str, speed: float | None = None, engines: tuple[str, ...] = BUILTIN) -> Candidate:
    return Candidate(worker=name, engines=engines, seconds_per_frame=speed)


def work(job_id: str, pieces: Any, number: int = 1, **more: Any) -> OpenWork:
    values = {"owner": "ann", "priority": 50, "engine": EngineChoice.BUILTIN, "failed_on": {}, "failures": {}} | more
    return OpenWork(job_id=job_id, number=number, open_pieces=tuple(pieces), **values)


def chunk(attempt: int, worker: str, held: Any, **more: Any) -> LiveAttempt:
    numbers = tuple(held)
    values: dict[str, Any] = {"job_id": "j", "owner": "ann", "engine": EngineChoice.BUILTIN, "suspect": False} | more
    return LiveAttempt(
        attempt=attempt,
        worker=worker,
        boot="b",
        claim_id=f"old-{attempt}",
        first=numbers[0],
        last=numbers[-1],
        held=numbers,
        held_frames=(30,) * len(numbers),
        **values,
    )


def view(workers: Any, jobs: Any = (), chunks: Any = (), **more: Any) -> FarmView:
    return FarmView(workers=tuple(workers), work=tuple(jobs), chunks=tuple(chunks), **more)


def pieces_of(award: Award) -> list[int]:
    return list(range(award.first, award.last + 1))


def test_grants_shrink_so_that_workers_end_together() -> None:
    awards = schedule(view([idle("a"), idle("b")], [work("j", range(16))]))
    assert [(one.first, one.last) for one in awards] == [(0, 3), (4, 6)]
    (last,) = schedule(view([idle("a"), busy("b")], [work("j", [15])]))
    assert (last.first, last.last) == (15, 15)


def test_a_grant_is_never_longer_than_the_setting() -> None:
    (award,) = schedule(view([idle("a")], [work("j", range(1000))], longest_chunk=7))
    assert len(pieces_of(award)) == 7


def test_a_grant_ends_where_the_next_piece_is_not_open() -> None:
    (award,) = schedule(view([idle("a")], [work("j", [2, 3, 7, 8, 9, 10, 11, 12])]))
    assert (award.first, award.last) == (2, 3)


def test_priority_comes_before_age() -> None:
    jobs = [work("old", [0], number=1), work("urgent", [0], number=2, priority=90)]
    assert [one.job_id for one in schedule(view([idle("a"), idle("b")], jobs))] == ["urgent", "old"]


def test_an_owner_with_nothing_running_comes_before_one_with_much() -> None:
    jobs = [work("ann1", range(4), number=1), work("ann2", [0], number=2), work("bob1", [0], number=3, owner="bob")]
    awards = schedule(view([idle("a"), idle("b"), idle("c")], jobs))
    assert [one.job_id for one in awards] == ["ann1", "bob1", "ann1"]


@pytest.mark.parametrize(
    ("asked", "engines", "granted"),
    [
        (EngineChoice.AUTO, ("builtin",), True),
        (EngineChoice.AUTO, ("aerender",), True),
        (EngineChoice.AUTO, ("sleep",), False),
        (EngineChoice.AERENDER, ("builtin",), False),
        (EngineChoice.SLEEP, ("sleep", "builtin"), True),
    ],
)
def test_only_a_worker_with_the_engine_gets_the_job(asked: EngineChoice, engines: Any, granted: bool) -> None:
    awards = schedule(view([idle("a", engines=engines)], [work("j", [0], engine=asked)]))
    assert bool(awards) is granted


def test_a_worker_that_failed_three_times_is_blocked_unless_it_is_alone() -> None:
    job = work("j", [0], failures={"a": 3})
    assert schedule(view([idle("a"), busy("b")], [job])) == ()
    assert len(schedule(view([idle("a")], [job]))) == 1
    other_cannot = busy("b", engines=("sleep",))
    assert len(schedule(view([idle("a"), other_cannot], [job]))) == 1


def test_a_failed_piece_goes_to_another_worker_and_its_neighbours_do_not_wait() -> None:
    job = work("j", [0, 1, 2], failed_on={0: frozenset({"a"})}, failures={"a": 1})
    (award,) = schedule(view([idle("a"), busy("b")], [job]))
    assert award.first == 1
    (award,) = schedule(view([idle("a")], [job]))
    assert award.first == 0


def test_an_idle_worker_gets_the_tail_of_the_chunk_that_would_end_last() -> None:
    chunks = [chunk(1, "a", range(3)), chunk(2, "b", range(10, 16))]
    (award,) = schedule(view([idle("c"), busy("a"), busy("b")], chunks=chunks))
    assert (award.taken_from, award.first, award.last) == (2, 13, 15)


def test_a_slow_worker_takes_a_small_tail_and_a_hopeless_one_takes_none() -> None:
    held = [chunk(1, "quick", range(10))]
    (award,) = schedule(view([idle("slow", speed=4.0), busy("quick", speed=1.0)], chunks=held))
    assert len(pieces_of(award)) == 2
    assert schedule(view([idle("hopeless", speed=40.0), busy("quick", speed=1.0)], chunks=held)) == ()


def test_a_piece_in_work_is_not_taken() -> None:
    assert schedule(view([idle("b"), busy("a")], chunks=[chunk(1, "a", [4])])) == ()
    suspects = [chunk(1, "a", range(9), suspect=True)]
    assert schedule(view([idle("b"), busy("a")], chunks=suspects)) == ()


@given(
    st.lists(st.tuples(st.booleans(), st.none() | st.floats(0.01, 50)), min_size=1, max_size=6),
    st.lists(st.tuples(st.sets(st.integers(0, 30), min_size=1), st.integers(0, 3), st.sampled_from("ab")), max_size=5),
    st.lists(st.sets(st.integers(40, 60), min_size=1), max_size=3),
    st.integers(1, 10),
)
def test_nothing_is_given_twice_and_nobody_idles_while_work_is_open(
    workers: Any, jobs: Any, held: Any, longest: int
) -> None:
    candidates = [(idle if is_idle else busy)(f"w{n}", speed) for n, (is_idle, speed) in enumerate(workers)]
    open_work = [
        work(f"j{n}", sorted(pieces), number=n, priority=priority, owner=owner)
        for n, (pieces, priority, owner) in enumerate(jobs)
    ]
    chunks = [chunk(n, f"w{n}", sorted(numbers), job_id=f"c{n}") for n, numbers in enumerate(held)]
    awards = schedule(view(candidates, open_work, chunks, longest_chunk=longest))
    claims = [one.claim_id for one in awards]
    assert len(claims) == len(set(claims))
    given_pieces = [(one.job_id, number) for one in awards for number in pieces_of(one)]
    assert len(given_pieces) == len(set(given_pieces))
    there = {(one.job_id, number) for one in open_work for number in one.open_pieces}
    in_work = {(one.job_id, one.held[0]) for one in chunks}
    stealable = {(one.job_id, number) for one in chunks for number in one.held} - in_work
    assert set(given_pieces) <= there | stealable
    from_open = [one for one in awards if one.taken_from is None]
    assert all(len(pieces_of(one)) <= longest for one in from_open)
    waiting = {one.claim_id for one in candidates if one.claim_id} - set(claims)
    assert not (waiting and there - set(given_pieces))
