"""What is remembered of pieces is what is in the tables, whatever happened to them, taken back or not."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_kit import make_manifest, make_plan, make_request, open_store

from app.core.errors import ErrorInfo
from app.core.jobs import RenderPlan
from app.core.messages import ChunkEnded, Claim
from app.core.states import TaskKind
from app.farm.store import Change, Store, queries, transitions, wishes

PIECES = 6
DEEDS = ("grant", "finish", "fail", "end", "expire", "revive", "give up", "pause", "resume", "retry", "cancel")
NUMBERS = itertools.count()


class TakenBackError(Exception):
    """Ends a transaction that is not to count."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("store")) as one:
        yield one


def plan(job_id: str) -> RenderPlan:
    return make_plan(make_request(job_id, 5 * PIECES))


def submit(change: Change, job_id: str) -> None:
    wishes.submit(change, make_request(job_id, 5 * PIECES, output=f"{job_id}.mp4"))
    transitions.start_task(change, job_id, TaskKind.PREPARE)
    transitions.prepared(change, job_id, plan(job_id), ())


def act(change: Change, deed: str, job_id: str, number: int, attempt: int) -> None:
    """Do something of which the store decides whether it counts."""
    if deed == "grant":
        claim = Claim(claim_id=f"c{next(NUMBERS)}", worker="w", boot="b", engines=("builtin",))
        transitions.grant(change, claim, job_id, (number, min(number + 1, PIECES - 1)), lease_seconds=1)
    elif deed == "finish":
        transitions.piece_done(change, make_manifest(plan(job_id), number, attempt), "w")
    elif deed in ("fail", "end"):
        error = ErrorInfo(kind="EngineError", title="no") if deed == "fail" else None
        ended = ChunkEnded(worker="w", boot="b", job_id=job_id, attempt=attempt, error=error, piece=number)
        transitions.chunk_ended(change, ended, transitions.Budgets(piece_failures=2))
    elif deed == "expire":
        transitions.expire(change, attempt)
    elif deed == "revive":
        transitions.revive(change, attempt, "w", "b")
    elif deed == "give up":
        transitions.give_up(change, attempt, number)
    else:
        getattr(wishes, deed)(change, job_id)


def do(store: Store, deed: str, job_id: str, number: int, *, counts: bool) -> None:
    with store.change() as change:
        act(change, deed, job_id, number, max(1, store.last_attempt - number // 2))
        queries.job_view(change.session, job_id)
        if not counts:
            raise TakenBackError


def shown(store: Store, jobs: Sequence[str], *, anew: bool) -> list[tuple[str, int, int]]:
    with store.read() as session:
        one_by_one = (queries.job_view(session, job_id) for job_id in jobs)
        views = queries.job_views(session, jobs) if anew else tuple(one_by_one)
    return [(one.pieces, one.frames_done, one.workers) for one in views]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(DEEDS), st.sampled_from((0, 1)), st.integers(0, PIECES - 1), st.booleans()),
        min_size=5,
        max_size=25,
    )
)
def test_what_is_remembered_of_pieces_is_what_is_there(store: Store, way: list[tuple[str, int, int, bool]]) -> None:
    jobs = [f"j{next(NUMBERS)}", f"j{next(NUMBERS)}"]
    with store.change() as change:
        for job_id in jobs:
            submit(change, job_id)
    for deed, job, number, counts in way:
        with suppress(TakenBackError):
            do(store, deed, jobs[job], number, counts=counts)
        assert shown(store, jobs, anew=False) == shown(store, jobs, anew=True)


def test_pieces_of_many_jobs_are_forgotten_before_they_fill_the_memory(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.farm.store.boards.MOST_BOARDS", 3)
    jobs = [f"j{next(NUMBERS)}" for _ in range(6)]
    with store.change() as change:
        for job_id in jobs:
            submit(change, job_id)
            act(change, "grant", job_id, 0, attempt=1)
    assert shown(store, jobs, anew=False) == shown(store, jobs, anew=True)
    with store.read() as session:
        assert len(session.boards._known) <= 3
