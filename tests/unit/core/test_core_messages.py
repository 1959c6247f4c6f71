"""Messages survive the wire, and nothing else gets through."""

from __future__ import annotations

import json
import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import ErrorInfo, MessageError
from app.core.events import EventKind, JobBoard
from app.core.messages import (
    MAX_MESSAGE_BYTES,
    AnyMessage,
    Beat,
    ChunkEnded,
    Claim,
    Event,
    GiveUp,
    Grant,
    JobView,
    Refused,
    SnapshotPart,
    Stop,
    WorkerAction,
    WorkerGone,
    WorkersPart,
    WorkersWanted,
    WorkerView,
    decode,
    encode,
)

names = st.text(min_size=1, max_size=20)
numbers = st.integers(0, 2**40)
MESSAGES = st.one_of(
    st.builds(Claim, claim_id=names, worker=names, boot=names, engines=st.tuples(names)),
    st.builds(Beat, worker=names, boot=names, attempt=st.none() | numbers, frames_drawn=numbers),
    st.builds(
        Grant,
        claim_id=names,
        attempt=numbers,
        job_id=names,
        plan=names,
        first=numbers,
        last=numbers,
        lease_seconds=st.floats(0, 100),
    ),
    st.builds(ChunkEnded, worker=names, boot=names, job_id=names, attempt=numbers, piece=st.none() | numbers),
    st.builds(GiveUp, attempt=numbers, first=numbers),
    st.builds(Stop, attempt=numbers, reason=names),
    st.builds(WorkerGone, worker=names, boot=names),
    st.builds(WorkersWanted),
    st.builds(WorkerAction, action=names, workers=st.tuples(names)),
    st.builds(
        WorkersPart,
        workers=st.tuples(
            st.builds(
                WorkerView,
                name=names,
                boot=names,
                state=names,
                engines=st.tuples(names),
                silent=st.floats(0, 100),
                attempt=st.none() | numbers,
                frames_drawn=numbers,
            )
        ),
        last=st.booleans(),
    ),
    st.builds(Refused, error=st.builds(ErrorInfo, kind=names, title=names, cause=names, next_step=names)),
)


@given(MESSAGES)
def test_a_message_comes_back_as_it_was_sent(message: AnyMessage) -> None:
    assert decode(encode(message)) == message


@given(st.binary(max_size=200))
def test_random_bytes_are_refused_with_a_reason(body: bytes) -> None:
    with pytest.raises(MessageError) as caught:
        decode(body)
    assert caught.value.cause


@pytest.mark.parametrize(
    "document",
    [
        {"v": [1, 0], "m": {"type": "unheard_of"}},
        {"v": [1, 0], "m": {"type": "stop", "attempt": "7", "reason": "x"}},
        {"v": [1, 0], "m": {"type": "stop"}},
        {"v": [1, 0]},
        {"m": {"type": "drain"}},
        [],
    ],
)
def test_malformed_documents_are_refused(document: object) -> None:
    with pytest.raises(MessageError):
        decode(json.dumps(document).encode())


def test_another_major_version_is_refused_by_its_number_and_a_newer_minor_one_is_read() -> None:
    with pytest.raises(MessageError, match=r"2\.0"):
        decode(b'{"v":[2,0],"m":{"type":"drain"}}')
    newer = b'{"v":[1,9],"m":{"type":"stop","attempt":7,"reason":"r","added_later":1}}'
    assert decode(newer) == Stop(attempt=7, reason="r")


def test_a_huge_message_is_refused_unread() -> None:
    with pytest.raises(MessageError, match="refused"):
        decode(b" " * (MAX_MESSAGE_BYTES + 1))


def view(job_id: str, state: str = "rendering", done: int = 0) -> JobView:
    return JobView(job_id=job_id, name=job_id, owner="ann", state=state, output="o", frames_done=done)


def event(seq: int, job: JobView) -> Event:
    return Event(seq=seq, kind=EventKind.PIECE_DONE, job=job)


def test_a_board_shows_a_snapshot_and_the_events_after_it() -> None:
    board = JobBoard()
    assert board.take_event(event(5, view("a", done=5))) == ()
    assert board.take_event(event(4, view("a", done=4))) == ()
    board.take_part(SnapshotPart(seq=4, jobs=(view("a", done=4),), last=False))
    assert board.needs_snapshot
    changed = board.take_part(SnapshotPart(seq=4, jobs=(view("b"),), last=True))
    assert {one.job_id for one in changed} == {"a", "b"}
    assert board.seq == 5 and board.find("a") == view("a", done=5)


def test_a_gap_asks_for_a_snapshot_and_the_early_event_counts_after_it() -> None:
    board = JobBoard()
    board.take_part(SnapshotPart(seq=1, jobs=(view("a"),), last=True))
    assert board.take_event(event(3, view("a", done=3))) == () and board.needs_snapshot
    board.take_part(SnapshotPart(seq=2, jobs=(view("a", done=2),), last=True))
    assert not board.needs_snapshot and board.find("a") == view("a", done=3)


def test_an_event_sent_again_asks_for_a_snapshot_even_when_numbers_went_back() -> None:
    board = JobBoard()
    board.take_part(SnapshotPart(seq=9, jobs=(view("a", done=9),), last=True))
    assert board.take_event(event(7, view("a", done=7))) == () and board.needs_snapshot
    board.take_part(SnapshotPart(seq=7, jobs=(view("a", done=7),), last=True))
    assert board.seq == 7 and board.find("a") == view("a", done=7)


def test_progress_of_a_job_in_another_state_is_old_news() -> None:
    board = JobBoard()
    board.take_part(SnapshotPart(seq=1, jobs=(view("a", state="done", done=20),), last=True))
    assert board.take_event(event(0, view("a", done=3))) == ()
    assert board.take_event(event(0, view("unknown"))) == ()


@given(st.lists(st.sampled_from(["deliver", "lose", "double", "snapshot"]), max_size=40))
def test_after_any_losses_and_doubles_a_snapshot_makes_the_board_right(faults: list[str]) -> None:
    board, truth, seq = JobBoard(), view("a"), 0
    board.take_part(SnapshotPart(seq=0, jobs=(truth,), last=True))
    for fault in faults:
        if fault != "snapshot":
            seq += 1
            truth = view("a", done=seq)
            for _ in range({"deliver": 1, "lose": 0, "double": 2}[fault]):
                board.take_event(event(seq, truth))
        if fault == "snapshot" or board.needs_snapshot:
            board.begin_snapshot()
            board.take_part(SnapshotPart(seq=seq, jobs=(truth,), last=True))
            assert board.find("a") == truth
    assert board.seq <= seq and (board.seq < seq or board.find("a") == truth)


def test_nothing_that_travels_has_a_place_for_secrets() -> None:
    schema = msgspec.json.schema(AnyMessage | Event)
    fields = {name for part in schema["$defs"].values() for name in part.get("properties", ())}
    assert {"job_id", "sha256", "seq"} <= fields
    telling = re.compile(r"password|passwd|secret|token|credential|signature|(api|access|private)_?key", re.IGNORECASE)
    assert [name for name in sorted(fields) if telling.search(name)] == []
