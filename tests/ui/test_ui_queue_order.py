"""The order of the jobs against a plain reference: filtered, sorted, grouped, whatever happens in whatever order."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from queue_kit import job

from app.core.jobs import RenderWarning, WarningKind
from app.core.messages import JobView
from app.core.remaining import RemainingBook
from app.core.states import END_STATES, JobState
from app.ui.models.jobs_columns import COLUMN_IDS, COLUMNS, Moment
from app.ui.models.jobs_filter import JobFilter
from app.ui.models.jobs_order import FEW, JobsOrder
from app.ui.models.jobs_rows import FAMILIES, GroupRow, JobRow, segments_of
from tests.fakes.examples import examples

NOW = 100_000.0


def ids(order: JobsOrder) -> list[str]:
    order.settle(NOW)
    return [row.id for row in order.shown]


def order_of(*views: JobView) -> JobsOrder:
    order = JobsOrder()
    order.take(views, NOW)
    order.settle(NOW)
    return order


@dataclass
class Reference:
    """The same wishes, answered from scratch every time."""

    views: dict[str, JobView] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    opened: dict[str, bool] = field(default_factory=dict)
    filter: JobFilter = field(default_factory=JobFilter)
    families: frozenset[str] = frozenset()
    column: str = "state"
    descending: bool = False

    def shown(self) -> list[str]:
        listed = {one: view for one, view in self.views.items() if one not in self.hidden}
        batches: dict[str, list[JobView]] = {}
        for view in listed.values():
            if view.batch_id:
                batches.setdefault(view.batch_id, []).append(view)
        tops: list[tuple[tuple[object, ...], str, list[str]]] = []
        for view in listed.values():
            if len(batches.get(view.batch_id, [])) < 2 and self._wants(view):
                tops.append((self._key(view), view.job_id, []))
        for batch_id, views in batches.items():
            wanted = [view for view in views if self._wants(view)]
            if len(views) > 1 and wanted:
                group = GroupRow(batch_id)
                for view in views:
                    group.add(JobRow(view, str))
                below = sorted(wanted, key=self._key, reverse=self.descending)
                tops.append((self._row_key(group), group.id, [view.job_id for view in below]))
        found: list[str] = []
        for _, row_id, below in sorted(tops, key=lambda top: top[0], reverse=self.descending):
            found.append(row_id)
            batch_id = row_id.removeprefix("batch:")
            narrowed = bool(self.filter) or bool(self.families)
            if below and self.opened.get(batch_id, narrowed or len(batches[batch_id]) <= FEW):
                found += below
        return found

    def _wants(self, view: JobView) -> bool:
        row = JobRow(view, str)
        return (not self.families or row.word.family in self.families) and self.filter.matches(row)

    def _key(self, view: JobView) -> tuple[object, ...]:
        return self._row_key(JobRow(view, str))

    def _row_key(self, row: JobRow | GroupRow) -> tuple[object, ...]:
        column = next(one for one in COLUMNS if one.id == self.column)
        return (column.key(row, Moment(NOW, RemainingBook(float))), row.view.submitted, row.id)


jobs = st.builds(
    job,
    st.sampled_from([f"j{number}" for number in range(8)]),
    state=st.sampled_from(list(JobState)),
    name=st.sampled_from(["Spring 2", "Spring 10", "autumn", "Ada Lovelace"]),
    owner=st.sampled_from(["ada", "ben"]),
    batch_id=st.sampled_from(["", "", "x", "y"]),
    pieces=st.sampled_from(["", "oooo", "dgoo", "ddfo", "dddd"]),
    done=st.integers(0, 100),
    priority=st.sampled_from([10, 50]),
    place=st.sampled_from([1.0, 2.0, 3.0]),
    submitted=st.sampled_from([1.0, 5.0, 9.0]),
    started=st.sampled_from([0.0, 20.0]),
    ended=st.sampled_from([0.0, 50.0]),
    workers=st.integers(0, 2),
    retries=st.integers(0, 1),
)
wishes = st.one_of(
    st.tuples(st.just("take"), st.lists(jobs, min_size=1, max_size=5)),
    st.tuples(st.just("remove"), st.lists(jobs, min_size=1, max_size=2)),
    st.tuples(st.just("hide"), st.tuples(jobs, st.booleans())),
    st.tuples(st.just("filter"), st.sampled_from(["", "spring", "-spring", "state:failed", "owner:me", "spring -10"])),
    st.tuples(st.just("families"), st.frozensets(st.sampled_from(FAMILIES), max_size=2)),
    st.tuples(st.just("sort"), st.tuples(st.sampled_from(COLUMN_IDS), st.booleans())),
    st.tuples(st.just("open"), st.tuples(st.sampled_from("xy"), st.booleans())),
    st.tuples(st.just("settle"), st.none()),
)


def apply(order: JobsOrder, plain: Reference, wish: str, what: object) -> None:
    match wish, what:
        case "take", list(views):
            order.take(views, NOW)
            plain.views.update((view.job_id, view) for view in views)
        case "remove", list(views):
            order.take([msgspec.structs.replace(view, removed=True) for view in views], NOW)
            for view in views:
                plain.views.pop(view.job_id, None)
                plain.hidden.discard(view.job_id)
        case "hide", (JobView() as view, bool(hidden)):
            order.set_hidden([view.job_id], hidden=hidden)
            if view.job_id in plain.views:
                (plain.hidden.add if hidden else plain.hidden.discard)(view.job_id)
        case "filter", str(text):
            plain.filter = JobFilter(text, me="ada", midnight=1.0)
            order.set_filter(plain.filter)
        case "families", frozenset() as families:
            plain.families = families
            order.set_families(families)
        case "sort", (str(column), bool(descending)):
            plain.column, plain.descending = column, descending
            order.set_sort(column, descending=descending)
        case "open", (str(batch_id), bool(opened)):
            plain.opened[batch_id] = opened
            order.open(batch_id, opened=opened)


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(wishes, max_size=30))
def test_it_shows_what_a_plain_reference_shows(steps: list[tuple[str, object]]) -> None:
    order, plain = JobsOrder(), Reference()
    for wish, what in steps:
        apply(order, plain, wish, what)
        if wish == "settle":
            order.settle(NOW)
        if not order.stale:
            assert [row.id for row in order.shown] == plain.shown()
    assert ids(order) == plain.shown()
    listed = [view for one, view in plain.views.items() if one not in plain.hidden]
    assert order.total == len(listed)
    assert order.families == {
        family: sum(JobRow(view, str).word.family == family for view in listed) for family in FAMILIES
    }
    assert all(order.place(row.id) == place for place, row in enumerate(order.shown))
    for row in order.shown:
        if isinstance(row, GroupRow):
            assert_sums(row)


def assert_sums(group: GroupRow) -> None:
    views = [row.view for row in group.children.values()]
    assert group.view.frames_total == sum(view.frames_total for view in views)
    assert group.view.workers == sum(view.workers for view in views)
    assert group.view.retries == sum(view.retries for view in views)
    assert group.view.submitted == min(view.submitted for view in views)
    assert bool(group.view.ended) == (
        all(view.state in END_STATES for view in views) and any(view.ended for view in views)
    )
    assert group.segments == tuple(map(sum, zip(*(segments_of(view) for view in views), strict=True)))


def test_the_queue_s_own_order_tells_what_runs_what_failed_what_comes_next_and_what_is_over() -> None:
    order = order_of(
        job("done", state="done", ended=50.0),
        job("later", state="queued", place=3.0),
        job("next", state="queued", place=1.0),
        job("urgent", state="queued", place=9.0, priority=90),
        job("failed", state="failed", ended=40.0),
        job("runs", state="rendering"),
        job("cancelled", state="cancelled", ended=60.0),
        job("paused", state="paused"),
    )
    assert ids(order) == ["runs", "failed", "urgent", "next", "later", "paused", "done", "cancelled"]


def test_names_are_sorted_by_the_numbers_in_them() -> None:
    order = order_of(job("b", name="Spring 10"), job("a", name="spring 9"), job("c", name="Spring 100"))
    order.set_sort("name", descending=False)
    assert ids(order) == ["a", "b", "c"]


def test_a_large_batch_is_closed_until_it_is_opened() -> None:
    order = order_of(*(job(f"{number:02}", batch_id="x", name=f"Film {number}") for number in range(FEW + 1)))
    assert ids(order) == ["batch:x"]
    order.open("x", opened=True)
    assert len(ids(order)) == FEW + 2
    order.open("x", opened=False)
    order.set_filter(JobFilter("12"))
    assert ids(order) == ["batch:x"]
    assert order.matching == 1


def test_rows_that_a_filter_hid_while_the_sort_changed_are_sorted_when_they_come_back() -> None:
    order = order_of(job("a", name="b", done=10), job("b", name="a", done=20))
    order.set_filter(JobFilter("nothing"))
    order.settle(NOW)
    order.set_sort("name", descending=False)
    order.settle(NOW)
    order.set_filter(JobFilter())
    assert ids(order) == ["b", "a"]
    order.set_sort("progress", descending=False)
    assert ids(order) == ["a", "b"]


def test_a_filter_opens_batches_so_that_what_it_finds_is_seen() -> None:
    order = order_of(*(job(f"{number:02}", batch_id="x", name=f"Film {number}") for number in range(FEW + 1)))
    order.set_filter(JobFilter('"Film 12"'))
    assert ids(order) == ["batch:x", "12"]


def test_a_batch_of_one_is_just_a_job() -> None:
    order = order_of(job("a", batch_id="x"), job("b", batch_id="x"))
    assert ids(order) == ["batch:x", "a", "b"]
    order.take([msgspec.structs.replace(job("b", batch_id="x"), removed=True)], NOW)
    assert ids(order) == ["a"]


def test_acting_on_a_batch_means_the_jobs_that_the_filter_shows() -> None:
    order = order_of(job("a", batch_id="x", state="failed"), job("b", batch_id="x", state="done"), job("c"))
    assert [row.id for row in order.jobs_in(["batch:x", "a", "c"])] == ["a", "b", "c"]
    order.set_filter(JobFilter("state:failed"))
    order.settle(NOW)
    assert [row.id for row in order.jobs_in(["batch:x"])] == ["a"]


def test_news_name_the_rows_that_changed_and_their_batch() -> None:
    order = order_of(job("a", batch_id="x"), job("b", batch_id="x"), job("c"))
    changed = order.take([job("a", batch_id="x", done=5), job("c", done=7)], NOW)
    assert {row.id for row in changed} == {"a", "batch:x", "c"}
    assert not order.stale


def test_a_silent_job_is_told_apart_until_it_is_heard_of() -> None:
    order = order_of(job("a", state="rendering", workers=1))
    assert order.mark("a", silent=True)
    assert not order.mark("a", silent=True)
    row = order.find("a")
    assert row is not None
    assert row.word.word == "No news for 2 min"
    assert order.families["attention"] == 1
    order.take([job("a", state="rendering", workers=1, done=3)], NOW)
    assert row.word.word == "Rendering"
    assert order.families["attention"] == 0
    assert not order.mark("unknown", silent=True)


def test_a_film_that_is_gone_is_not_called_done() -> None:
    order = order_of(job("a", state="done"))
    order.mark("a", gone=True)
    row = order.find("a")
    assert row is not None
    assert (row.word.word, row.word.family) == ("Film is gone", "attention")


def test_time_alone_changes_the_order_by_remaining_time() -> None:
    clock = [0.0]
    book = RemainingBook(lambda: clock[0])
    order = JobsOrder(estimates=book)
    for clock[0], drawn in ((0.0, 0), (10.0, 20)):
        for view in (job("a", state="rendering", workers=1, done=drawn), job("b", state="rendering", workers=1)):
            book.note(view)
            order.take([view], NOW)
    order.set_sort("remaining", descending=False)
    assert order.timed
    assert ids(order) == ["a", "b"]
    clock[0] = 30.0
    book.note(job("b", state="rendering", workers=1, done=99))
    assert ids(order) == ["b", "a"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "abcd"),
        ("spring", "ab"),
        ("SPRING 10", "b"),
        ('"spring 1"', "b"),
        ("-spring", "cd"),
        ("state:failed", "c"),
        ("-state:failed state:done", "bd"),
        ("state:warnings", "d"),
        ("owner:me", "a"),
        ("owner:be", "bcd"),
        ("tmpl:greeting -owner:me", "b"),
        ("template:story", "cd"),
        ("batch:may", "d"),
        ("ended:today", "d"),
        ("c:films", ""),
        ("failed", "c"),
        ('tmpl:"gree', "ab"),
        ("- state: :", ""),
    ],
)
def test_the_filter_finds_by_words_and_by_what_they_are_about(text: str, found: str) -> None:
    soft = RenderWarning(kind=WarningKind.FONT, what="Lato")
    order = order_of(
        job("a", name="Spring 2", owner="Ada", template="greeting.aepx", batch_id="1"),
        job("b", name="Spring 10", owner="ben", template="greeting.aepx", state="done", ended=5.0),
        job("c", name="Story", owner="ben", template="story.aepx", state="failed", ended=6.0),
        job(
            "d",
            name="Tale",
            owner="ben",
            template="story.aepx",
            batch_name="May",
            state="done",
            ended=99.0,
            warnings=(soft,),
        ),
    )
    order.set_filter(JobFilter(text, me="ada", midnight=50.0))
    assert "".join(sorted(ids(order))) == found


def test_frames_are_shared_out_by_the_state_of_their_pieces() -> None:
    assert segments_of(job(state="rendering", pieces="ddgo", total=100)) == (50, 25, 25, 0)
    assert segments_of(job(state="failed", pieces="ddfo", total=100)) == (50, 0, 0, 50)
    assert segments_of(job(state="cancelled", pieces="ddoo", total=100)) == (50, 0, 0, 0)
    assert segments_of(job(state="queued", total=100)) == (0, 0, 100, 0)
    assert segments_of(job(state="joining", pieces="dddd", total=100)) == (0, 100, 0, 0)
    assert segments_of(job(state="preparing", total=0)) == (0, 0, 0, 0)
