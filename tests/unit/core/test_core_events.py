"""A client's picture of the jobs when some of them leave the list."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.core.events import EventKind, JobBoard, is_ended
from app.core.messages import Event, JobView, SnapshotPart


def view(job_id: str, state: str = "done", *, removed: bool = False) -> JobView:
    return JobView(job_id=job_id, name=job_id, owner="ann", state=state, output="o", removed=removed)


def removal(seq: int, job_id: str) -> Event:
    return Event(seq=seq, kind=EventKind.REMOVED, job=view(job_id, removed=True))


def board_of(*names: str, seq: int = 1) -> JobBoard:
    board = JobBoard()
    board.take_part(SnapshotPart(seq=seq, jobs=tuple(view(name) for name in names), last=True))
    return board


def test_a_removed_job_leaves_the_picture_and_is_told_once_more() -> None:
    board = board_of("a", "b")
    assert board.take_event(removal(2, "a")) == (view("a", removed=True),)
    assert board.jobs() == {"b": view("b")} and board.find("a") is None and board.seq == 2


def test_a_job_that_a_snapshot_lacks_was_removed() -> None:
    board = board_of("a", "b", "c")
    board.begin_snapshot()
    assert board.take_part(SnapshotPart(seq=7, jobs=(view("a"),), last=False)) == ()
    changed = board.take_part(SnapshotPart(seq=7, jobs=(view("d"),), last=True))
    assert {one.job_id: one.removed for one in changed} == {"b": True, "c": True, "d": False}
    assert set(board.jobs()) == {"a", "d"}


def test_a_job_that_came_while_a_snapshot_was_under_way_was_not_removed() -> None:
    board = board_of("a")
    board.begin_snapshot()
    board.take_event(Event(seq=8, kind=EventKind.SUBMITTED, job=view("new", "queued")))
    changed = board.take_part(SnapshotPart(seq=7, jobs=(view("a"),), last=True))
    assert changed == (view("new", "queued"),) and set(board.jobs()) == {"a", "new"}


def test_a_removal_that_came_before_the_snapshot_was_whole_counts_after_it() -> None:
    board = board_of("a", "b")
    board.begin_snapshot()
    board.take_event(removal(8, "a"))
    changed = board.take_part(SnapshotPart(seq=7, jobs=(view("a"), view("b")), last=True))
    assert changed == (view("a", removed=True),) and set(board.jobs()) == {"b"}


def test_progress_brings_no_removed_job_back() -> None:
    board = board_of("a")
    board.take_event(removal(2, "a"))
    assert board.take_event(Event(seq=0, kind=EventKind.PROGRESS, job=view("a"))) == ()
    assert board.jobs() == {}


def test_a_removed_job_has_ended_whatever_was_last_known_of_it() -> None:
    assert is_ended(view("a", "rendering", removed=True)) and not is_ended(view("a", "rendering"))


def test_one_event_may_stand_for_several_and_nothing_was_missed_then() -> None:
    board = board_of("a", seq=3)
    news = view("a", "joining")
    assert board.take_event(Event(seq=6, first=4, kind=EventKind.JOINING, job=news)) == (news,)
    assert board.seq == 6 and not board.needs_snapshot
    board.take_event(Event(seq=9, first=8, kind=EventKind.JOINING, job=news))
    assert board.needs_snapshot


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["deliver", "lose", "snapshot"])), max_size=30))
def test_after_any_losses_a_picture_of_its_news_is_the_picture(way: list[tuple[str, str]]) -> None:
    """Who only listens to what the board tells knows what the board knows."""
    board, told, truth, seq = JobBoard(), dict[str, JobView](), dict[str, JobView](), 0

    def hear(views: tuple[JobView, ...]) -> None:
        for one in views:
            told[one.job_id] = one
            if one.removed:
                del told[one.job_id]

    def take_snapshot() -> None:
        board.begin_snapshot()
        hear(board.take_part(SnapshotPart(seq=seq, jobs=tuple(truth.values()), last=True)))

    take_snapshot()
    for name, fate in way:
        seq += 1
        if name in truth:
            event = removal(seq, name)
            del truth[name]
        else:
            truth[name] = view(name)
            event = Event(seq=seq, kind=EventKind.SUBMITTED, job=truth[name])
        if fate == "deliver":
            hear(board.take_event(event))
        if fate == "snapshot" or board.needs_snapshot:
            take_snapshot()
            assert board.jobs() == truth
        assert told == board.jobs()
