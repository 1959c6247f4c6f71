"""Who gets what, decided from plain values."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.jobs import EngineChoice, PieceOrder
from app.core.needs import Equipment, Needs, can_draw
from app.farm.manager.scheduler import AGEING_SECONDS, SURE, Award, Candidate, FarmView, schedule
from app.farm.manager.waiting import Waiting
from app.farm.store.work import LiveAttempt, OpenWork

BUILTIN = ("builtin",)


def idle(name: str, pace: float | None = None, engines: tuple[str, ...] = BUILTIN, **more: Any) -> Candidate:
    return Candidate(worker=name, equipment=Equipment(engines=engines, **more), claim_id=f"claim-{name}", pace=pace)


def busy(name: str, pace: float | None = None, engines: tuple[str, ...] = BUILTIN, **more: Any) -> Candidate:
    return Candidate(worker=name, equipment=Equipment(engines=engines, **more), pace=pace)


def work(job_id: str, open_pieces: Any, place: float = 1.0, **more: Any) -> OpenWork:
    values = {"owner": "ann", "priority": 50, "engine": EngineChoice.BUILTIN, "failed_on": {}, "failures": {}} | more
    return OpenWork(job_id=job_id, place=place, open_pieces=tuple(open_pieces), **values)


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


def test_a_worker_that_alone_has_after_effects_starts_it_seldom() -> None:
    job = work("j", range(10), engine=EngineChoice.AERENDER)
    others = [idle(name) for name in ("b", "c", "d")]
    (award,) = schedule(view([idle("a", engines=("builtin", "aerender")), *others], [job], longest_chunk=8))
    assert (award.first, award.last) == (0, 7)


def test_a_grant_ends_where_the_next_piece_is_not_open() -> None:
    (award,) = schedule(view([idle("a")], [work("j", [2, 3, 7, 8, 9, 10, 11, 12])]))
    assert (award.first, award.last) == (2, 3)


def test_priority_comes_before_place() -> None:
    jobs = [work("old", [0], place=1), work("urgent", [0], place=2, priority=90)]
    assert [one.job_id for one in schedule(view([idle("a"), idle("b")], jobs))] == ["urgent", "old"]


def test_an_owner_with_nothing_running_comes_before_one_with_much() -> None:
    jobs = [work("ann1", range(4), place=1), work("ann2", [0], place=2), work("bob1", [0], place=3, owner="bob")]
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


def test_who_has_failed_too_often_in_a_job_gets_no_tail_of_it() -> None:
    held = [chunk(7, "busy", range(8))]
    for limit, takes in ((3, False), (4, True)):
        seen = view(
            [idle("sick"), busy("busy")], chunks=held, failures={held[0].job_id: {"sick": 3}}, worker_failures=limit
        )
        assert bool(schedule(seen)) is takes


def test_a_slow_worker_takes_a_small_tail_and_a_hopeless_one_takes_none() -> None:
    held = [chunk(1, "quick", range(10))]
    (award,) = schedule(view([idle("slow", pace=4.0), busy("quick", pace=1.0)], chunks=held))
    assert len(pieces_of(award)) == 2
    assert schedule(view([idle("hopeless", pace=40.0), busy("quick", pace=1.0)], chunks=held)) == ()


def test_a_piece_in_work_is_not_taken() -> None:
    assert schedule(view([idle("b"), busy("a")], chunks=[chunk(1, "a", [4])])) == ()
    suspects = [chunk(1, "a", range(9), suspect=True)]
    assert schedule(view([idle("b"), busy("a")], chunks=suspects)) == ()


@settings(deadline=None)
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
        work(f"j{n}", sorted(pieces), place=n, priority=priority, owner=owner)
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


# What workers have.


def needing(**what: Any) -> Needs:
    return Needs(**{name: frozenset(value) if isinstance(value, set) else value for name, value in what.items()})


@pytest.mark.parametrize(
    ("needs", "has"),
    [
        ({"tags": {"gpu"}}, {"tags": frozenset({"gpu", "x"})}),
        ({"fonts": {"f" * 16}}, {"fonts": frozenset({"f" * 16})}),
        ({"version": "1.2"}, {"versions": {"builtin": "1.2.3"}}),
    ],
)
def test_only_a_worker_that_has_what_is_needed_gets_the_job_and_tails_of_it(needs: Any, has: Any) -> None:
    job = work("j", range(4), needs=needing(**needs))
    assert schedule(view([idle("bare")], [job])) == ()
    assert [one.claim_id for one in schedule(view([idle("bare"), idle("fit", **has)], [job]))] == ["claim-fit"]
    held = [chunk(1, "other", range(10), needs=needing(**needs))]
    assert schedule(view([idle("bare"), busy("other")], chunks=held)) == ()
    (tail,) = schedule(view([idle("bare"), idle("fit", **has), busy("other")], chunks=held))
    assert tail.claim_id == "claim-fit"


def test_of_idle_workers_the_one_with_the_job_s_files_gets_it() -> None:
    files = {"1" * 16, "2" * 16, "3" * 16}
    some, all_of_them = idle("some", assets=frozenset({"1" * 16})), idle("all", assets=frozenset(files))
    (award,) = schedule(view([idle("none"), some, all_of_them], [work("j", [0], needs=needing(assets=files))]))
    assert award.claim_id == "claim-all"


def test_a_worker_that_others_wait_for_is_spared() -> None:
    plain, special = work("plain", [0], place=1), work("special", [0], place=2, needs=needing(tags={"gpu"}))
    awards = schedule(view([idle("gpu", tags=frozenset({"gpu"})), idle("any")], [plain, special]))
    assert {one.job_id: one.claim_id for one in awards} == {"plain": "claim-any", "special": "claim-gpu"}
    drawn, film = work("drawn", [0], place=1), work("film", [0], place=2, engine=EngineChoice.AERENDER)
    awards = schedule(view([idle("ae", engines=("builtin", "aerender")), idle("any")], [drawn, film]))
    assert {one.job_id: one.claim_id for one in awards} == {"drawn": "claim-any", "film": "claim-ae"}


def test_a_job_that_nobody_can_draw_holds_up_no_other() -> None:
    jobs = [work("stuck", range(9), place=1, priority=90, needs=needing(tags={"none-has-it"})), work("j", [0])]
    assert [one.job_id for one in schedule(view([idle("a")], jobs))] == ["j"]


# Which pieces first, and how many.


def test_first_middle_and_last_piece_come_first_and_alone() -> None:
    job = work("j", range(9), order=PieceOrder.FIRST_MIDDLE_LAST, pieces=9)
    awards = schedule(view([idle(name) for name in "abcd"], [job]))
    assert [(one.first, one.last) for one in awards] == [(0, 0), (4, 4), (8, 8), (1, 1)]


@pytest.mark.parametrize(("pieces", "expected"), [(1, [0]), (2, [0, 1]), (3, [0, 1, 2]), (4, [0, 2, 3])])
def test_so_they_do_in_short_films(pieces: int, expected: list[int]) -> None:
    job = work("j", range(pieces), order=PieceOrder.FIRST_MIDDLE_LAST, pieces=pieces)
    awards = schedule(view([idle(name) for name in "abc"], [job]))
    assert [one.first for one in awards][: len(expected)] == expected


def test_a_quick_worker_gets_more_at_once_than_a_slow_one() -> None:
    (quick, slow) = schedule(
        view([idle("quick", pace=0.5), idle("slow", pace=2.0)], [work("j", range(100))], longest_chunk=100)
    )
    assert len(pieces_of(quick)) == 40 and len(pieces_of(slow)) < 10


def test_a_grant_does_not_take_much_longer_than_a_minute() -> None:
    (award,) = schedule(view([idle("a")], [work("j", range(100), piece_frames=30)], costs={"j": 0.5}))
    assert len(pieces_of(award)) == 4
    (award,) = schedule(view([idle("a")], [work("j", range(100), piece_frames=30)], costs={"j": 90.0}))
    assert len(pieces_of(award)) == 1


def test_starting_after_effects_must_be_worth_it() -> None:
    job = work("j", range(24), engine=EngineChoice.AERENDER, piece_frames=30)
    fleet = [idle(name, engines=("aerender",)) for name in "ab"]
    awards = schedule(view(fleet, [job], costs={"j": 0.5}))
    assert [len(pieces_of(one)) for one in awards] == [12, 6]
    held = [chunk(1, "busy", range(3), engine=EngineChoice.AERENDER)]
    idler = [idle("a", engines=("aerender",)), busy("busy", engines=("aerender",))]
    assert schedule(view(idler, chunks=held, costs={"j": 0.1})) == (), "three pieces take nine seconds"
    assert len(schedule(view(idler, chunks=held, costs={"j": 2.0}))) == 1


# A slow worker at the end.


def test_a_slow_worker_leaves_the_last_pieces_to_quick_ones_but_not_for_ever() -> None:
    job = work("j", range(4), piece_frames=30)
    fleet = [idle("slow", pace=5.0), *(busy(f"quick{n}", pace=1.0) for n in range(4))]
    known = {"costs": {"j": 1.0}}
    assert schedule(view(fleet, [job], **known)) == ()
    assert len(schedule(view(fleet, [job]))) == 1, "nothing is known of the job"
    assert len(schedule(view(fleet[:1], [job], **known))) == 1, "it is alone"
    assert len(schedule(view(fleet, [work("j", range(60), piece_frames=30)], **known))) == 1, "there is much left"
    assert len(schedule(view(fleet, [job], waited={("ann", 50): 151.0}, **known))) == 1, "the others don't come"
    usual = [idle("usual", pace=1.1), *fleet[1:]]
    assert len(schedule(view(usual, [work("j", [0], piece_frames=30)], **known))) == 1


def test_a_piece_in_work_is_drawn_once_more_where_that_is_much_earlier() -> None:
    fleet = [idle("quick", pace=1.0), busy("slow", pace=10.0)]
    held = [chunk(1, "slow", [4])]
    (award,) = schedule(view(fleet, chunks=held, costs={"j": 1.0}, elapsed={1: 10.0}))
    assert award == Award(claim_id="claim-quick", job_id="j", first=4, last=4, taken_from=1, doubles=True)
    assert schedule(view(fleet, chunks=held, costs={"j": 1.0}, elapsed={1: 280.0})) == (), "it is nearly done"
    assert len(schedule(view(fleet, chunks=held, costs={"j": 1.0}, elapsed={1: 400.0}))) == 1, "it is long overdue"
    assert schedule(view(fleet, chunks=held, elapsed={1: 10.0})) == (), "nothing is known of the job"
    alike = [idle("quick", pace=1.0), busy("slow", pace=1.0)]
    assert schedule(view(alike, chunks=held, costs={"j": 1.0}, elapsed={1: 0.0})) == ()


def test_a_tail_is_taken_before_a_piece_is_drawn_once_more() -> None:
    fleet = [idle("quick", pace=1.0), busy("slow", pace=10.0), busy("other", pace=1.0)]
    held = [chunk(1, "slow", [4]), chunk(2, "other", range(10, 14))]
    (award,) = schedule(view(fleet, chunks=held, costs={"j": 1.0}, elapsed={1: 0.0, 2: 0.0}))
    assert award.taken_from == 2 and not award.doubles


# Laws.

TAGS = st.frozensets(st.sampled_from(["gpu", "big"]))
FONTS = st.frozensets(st.sampled_from(["a" * 16, "b" * 16]))
ENGINES = st.sets(st.sampled_from(["builtin", "aerender", "sleep"]), min_size=1).map(tuple)
VERSIONS = st.dictionaries(st.sampled_from(["builtin", "aerender"]), st.sampled_from(["1.0", "1.1", "2.0"]))
EQUIPMENT = st.builds(Equipment, engines=ENGINES, versions=VERSIONS, tags=TAGS, fonts=FONTS, assets=FONTS)
NEEDS = st.builds(Needs, version=st.sampled_from(["", "", "1", "1.1", "2"]), tags=TAGS, fonts=FONTS, assets=FONTS)
KINDS = st.tuples(NEEDS, st.sampled_from(EngineChoice), st.integers(0, 3), st.sampled_from("ab"))
NUMBERS = st.sets(st.integers(0, 30), min_size=1).map(sorted)


@settings(deadline=None)
@given(
    st.lists(st.tuples(EQUIPMENT, st.booleans(), st.none() | st.floats(0.05, 20)), min_size=1, max_size=6),
    st.lists(st.tuples(KINDS, NUMBERS, st.sampled_from(PieceOrder), st.none() | st.floats(0.01, 100)), max_size=5),
    st.lists(st.tuples(KINDS, NUMBERS), max_size=3),
    st.dictionaries(st.tuples(st.sampled_from("ab"), st.integers(0, 3)), st.floats(0, 5000)),
    st.dictionaries(st.integers(0, 2), st.floats(0, 1000)),
)
def test_nobody_gets_what_it_cannot_draw_nothing_twice_and_nobody_idles_beside_open_work(
    workers: Any, jobs: Any, held: Any, waited: Any, elapsed: Any
) -> None:
    fleet = tuple(
        Candidate(worker=f"w{n}", equipment=has, claim_id=f"claim-{n}" if is_idle else "", pace=pace)
        for n, (has, is_idle, pace) in enumerate(workers)
    )
    open_work = tuple(
        work(
            f"j{n}",
            numbers,
            place=n,
            needs=needs,
            engine=engine,
            priority=priority,
            owner=owner,
            order=order,
            pieces=31,
            piece_frames=30,
        )
        for n, ((needs, engine, priority, owner), numbers, order, _) in enumerate(jobs)
    )
    chunks = tuple(
        chunk(n, f"w{n}", numbers, job_id=f"c{n}", needs=needs, engine=engine, owner=owner)
        for n, ((needs, engine, _, owner), numbers) in enumerate(held)
    )
    costs = {f"j{n}": cost for n, (_, _, _, cost) in enumerate(jobs) if cost is not None} | {"c0": 1.0}
    found = schedule(
        FarmView(workers=fleet, work=open_work, chunks=chunks, costs=costs, waited=waited, elapsed=elapsed)
    )
    of = {one.claim_id: one for one in fleet if one.claim_id}
    kinds = {one.job_id: (one.engine, one.needs) for one in (*open_work, *chunks)}
    assert len({one.claim_id for one in found}) == len(found)
    for award in found:
        engine, needs = kinds[award.job_id]
        assert can_draw(of[award.claim_id].equipment, engine, needs)
    granted = [(one.job_id, number) for one in found for number in pieces_of(one)]
    assert len(granted) == len(set(granted))
    open_pieces = {(one.job_id, number) for one in open_work for number in one.open_pieces}
    assert set(granted) <= open_pieces | {(one.job_id, number) for one in chunks for number in one.held}
    for claim_id in of.keys() - {one.claim_id for one in found}:
        pace = of[claim_id].pace or 1.0
        is_slow = any(SURE * (one.pace or 1.0) < pace for one in fleet)
        for job_id, _ in open_pieces - set(granted):
            assert not can_draw(of[claim_id].equipment, *kinds[job_id]) or (is_slow and job_id in costs)


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 6), min_size=2, max_size=4),
    st.integers(1, 12),
    st.lists(st.integers(0, 20), min_size=2, max_size=4),
)
def test_owners_share_the_workers(running: list[int], free: int, amounts: list[int]) -> None:
    """Whoever got something has at most one chunk more than anybody who still has open pieces."""
    owners = [f"o{number}" for number in range(min(len(running), len(amounts)))]
    jobs = [
        work(owner, range(amount), place=n, owner=owner)
        for n, (owner, amount) in enumerate(zip(owners, amounts, strict=False))
    ]
    before = dict(zip(owners, running, strict=False))
    jobs = [one for one in jobs if one.open_pieces]
    awards = schedule(view([idle(f"w{n}") for n in range(free)], jobs, running=before, longest_chunk=1))
    got = {owner: sum(one.job_id == owner for one in awards) for owner in owners}
    after = {owner: before[owner] + got[owner] for owner in owners}
    left = [one.owner for one in jobs if got[one.owner] < len(one.open_pieces)]
    for owner in owners:
        if got[owner]:
            assert all(after[owner] <= after[other] + 1 for other in left)


@pytest.mark.parametrize("gap", [1, 10, 40])
def test_a_job_of_low_priority_is_begun_although_better_ones_never_end(gap: int) -> None:
    waiting = Waiting()
    begun: list[float] = []
    now, seconds = 0.0, 10.0
    for step in range(1, int(3 * gap * AGEING_SECONDS / seconds) + 20):
        now = step * seconds
        jobs = [
            work("low", range(50), priority=50),
            work(f"urgent{step}", [0], priority=50 + gap, owner="bob", place=2),
        ]
        waited = waiting.seen([(one.owner, one.priority) for one in jobs], now)
        (award,) = schedule(view([idle("w")], jobs, waited=waited, running={"ann": 0, "bob": 0}))
        line = next((one.owner, one.priority) for one in jobs if one.job_id == award.job_id)
        waiting.granted(line, now)
        if award.job_id == "low":
            begun.append(now)
    assert begun and begun[0] <= gap * AGEING_SECONDS + 2 * seconds
    assert len(begun) <= now / (gap * AGEING_SECONDS) + 1, "urgent jobs stay urgent"
