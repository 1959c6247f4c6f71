"""The jobs as a table shows them: filtered, sorted, batches grouped. Without Qt, so that it is fast and testable.

News change rows at once (`take`); which rows are shown, and in what order, changes only in `settle`, so that whoever
shows them decides when the table may move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any, Final

from app.core.messages import JobView
from app.core.remaining import RemainingBook
from app.ui.models.jobs_columns import COLUMNS, DEFAULT_SORT, Estimates, Moment
from app.ui.models.jobs_filter import JobFilter
from app.ui.models.jobs_rows import FAMILIES, GroupRow, JobRow, Row, Translate, settled_by

FEW: Final = 12
"""The jobs of a batch of up to so many are shown unless people close it; those of a larger one when they open it."""

_COLUMNS = {column.id: column for column in COLUMNS}
_by_key: Callable[[Row], Any] = attrgetter("key")


class JobsOrder:
    """All jobs of a list, and `shown`: the rows of the table, in order. Not thread-safe.

    `stale` says that `settle` would change `shown`. `translate` gives the word that people read for a state's word;
    `estimates` knows what remains of jobs.
    """

    def __init__(
        self,
        *,
        translate: Translate = str,
        estimates: Estimates | None = None,
    ) -> None:
        self.shown: list[Row] = []
        self.stale = False
        self.matching = 0
        self.families: dict[str, int] = dict.fromkeys(FAMILIES, 0)
        self._translate = translate
        self._estimates = estimates or RemainingBook(float)
        self._rows: dict[str, JobRow] = {}
        self._groups: dict[str, GroupRow] = {}
        self._places: dict[str, int] = {}
        self._tops: list[Row] = []
        self._opened: dict[str, bool] = {}
        self._filter = JobFilter()
        self._wanted: frozenset[str] = frozenset()
        self._column = _COLUMNS[DEFAULT_SORT]
        self._descending = False

    @property
    def total(self) -> int:
        """How many jobs there are, those about to be removed left out."""
        return sum(self.families.values())

    @property
    def sort_column(self) -> str:
        """What the rows are sorted by."""
        return self._column.id

    @property
    def descending(self) -> bool:
        """Whether the highest comes first."""
        return self._descending

    @property
    def timed(self) -> bool:
        """Whether the order changes with time alone."""
        return self._column.timed

    def find(self, job_id: str) -> JobRow | None:
        """The row of a job, shown or not."""
        return self._rows.get(job_id)

    def place(self, row_id: str) -> int:
        """Where a row stands in `shown`; -1 when it does not."""
        return self._places.get(row_id, -1)

    def jobs(self) -> Iterable[JobRow]:
        """All jobs, shown or not."""
        return self._rows.values()

    def jobs_in(self, row_ids: Iterable[str]) -> list[JobRow]:
        """The jobs that rows stand for, each once: a batch for all of its jobs that the filter lets through."""
        found: dict[str, JobRow] = {}
        for row_id in row_ids:
            place = self._places.get(row_id, -1)
            row = self.shown[place] if place >= 0 else self._rows.get(row_id)
            if isinstance(row, GroupRow):
                found.update((child.id, child) for child in row.children.values() if child.shown)
            elif row is not None:
                found[row.id] = row
        return list(found.values())

    def take(self, views: Iterable[JobView], now: float) -> list[Row]:
        """The jobs as they are now, each in its row; the rows among them, and their batches, that are shown."""
        changed: dict[str, Row] = {}
        moment = Moment(now, self._estimates)
        for view in views:
            row = self._rows.get(view.job_id)
            if view.removed:
                if row is not None:
                    self._drop(row)
            elif row is None:
                self._add(view)
            else:
                self._change(row, view, moment)
                changed[row.id] = row
                if row.group is not None:
                    changed[row.group.id] = row.group
        return list(changed.values())

    def mark(self, job_id: str, *, silent: bool | None = None, gone: bool | None = None) -> bool:
        """Note that nothing was heard of a job, or that its film is gone; whether that is news."""
        row = self._rows.get(job_id)
        if row is None:
            return False
        before = (row.silent, row.gone)
        after = (row.silent if silent is None else silent, row.gone if gone is None else gone)
        if after == before:
            return False
        self._uncount(row)
        row.silent, row.gone = after
        row.key = None
        row.dress(self._translate)
        self._recount(row)
        self.stale = True
        return True

    def set_filter(self, wanted: JobFilter) -> None:
        """Show only jobs that the filter matches."""
        self._filter = wanted
        self._refilter()

    def set_families(self, wanted: frozenset[str]) -> None:
        """Show only jobs of these families of states; of all when there is none."""
        self._wanted = wanted
        self._refilter()

    def set_sort(self, column: str, *, descending: bool) -> None:
        """Sort by a column."""
        if column != self._column.id:
            # Also of rows that are not shown now: what they were sorted by cannot be compared with this.
            for row in self._rows.values():
                row.key = None
        self._column, self._descending = _COLUMNS[column], descending
        self.stale = True

    def set_hidden(self, job_ids: Iterable[str], *, hidden: bool) -> None:
        """Leave jobs out, as they are about to be removed, or show them again."""
        for job_id in job_ids:
            row = self._rows.get(job_id)
            if row is None or row.hidden == hidden:
                continue
            row.hidden = hidden
            if hidden:
                self.families[row.word.family] -= 1
                self._leave_group(row)
            else:
                self.families[row.word.family] += 1
                self._join_group(row)
            self.stale = True

    def open(self, batch_id: str, *, opened: bool) -> None:
        """Show the jobs of a batch below it, or not."""
        self._opened[batch_id] = opened
        self.stale = True

    def retranslate(self) -> None:
        """The window speaks another language."""
        for row in self._rows.values():
            row.dress(self._translate)
        self._refilter()

    def settle(self, now: float) -> None:
        """Bring `shown` up to date."""
        moment = Moment(now, self._estimates)
        tops = self._find_tops(moment, fresh=self._column.timed)
        tops.sort(key=_by_key, reverse=self._descending)
        shown: list[Row] = []
        matching = 0
        for row in tops:
            shown.append(row)
            if not isinstance(row, GroupRow):
                matching += 1
                continue
            matching += row.matching
            if row.expanded:
                children: list[Row] = [one for one in row.children.values() if one.shown]
                children.sort(key=_by_key, reverse=self._descending)
                shown += children
        self.shown, self.matching, self._tops = shown, matching, tops
        self._places = {row.id: place for place, row in enumerate(shown)}
        self.stale = False

    def _find_tops(self, moment: Moment, *, fresh: bool) -> list[Row]:
        """The rows that stand by themselves, about in the order in which they stood, their keys up to date."""
        key = self._column.key
        found: dict[str, Row] = {}
        rows = [row for row in self._rows.values() if row.shown and not row.hidden]
        for row in rows:
            if fresh or row.key is None:
                row.key = (key(row, moment), row.view.submitted, row.view.job_id)
            group = row.group
            top = row if group is None or len(group.children) < 2 else group
            found[top.id] = top
        for one in found.values():
            if isinstance(one, GroupRow):
                self._settle_group(one, moment)
        ordered = [row for row in self._tops if found.get(row.id) is row]
        for known in ordered:
            del found[known.id]
        return [*ordered, *found.values()]

    def _settle_group(self, group: GroupRow, moment: Moment) -> None:
        if group.moved:
            group.settle()
        group.matching = sum(1 for row in group.children.values() if row.shown)
        narrowed = bool(self._filter) or bool(self._wanted)
        group.expanded = self._opened.get(group.batch_id, narrowed or len(group.children) <= FEW)
        group.key = (self._column.key(group, moment), group.view.submitted, group.id)

    def _add(self, view: JobView) -> None:
        row = JobRow(view, self._translate)
        row.shown = self._matches(row)
        self._rows[view.job_id] = row
        self.families[row.word.family] += 1
        self._join_group(row)
        self.stale = True

    def _drop(self, row: JobRow) -> None:
        del self._rows[row.id]
        if not row.hidden:
            self.families[row.word.family] -= 1
        self._leave_group(row)
        self.stale = True

    def _change(self, row: JobRow, view: JobView, moment: Moment) -> None:
        before = row.view
        other_batch = view.batch_id != before.batch_id
        if other_batch:
            self._leave_group(row)
            self.stale = True
        self._uncount(row)
        row.update(view, self._translate)
        self._recount(row)
        if other_batch and not row.hidden:
            self._join_group(row)
        elif row.group is not None and settled_by(view) != settled_by(before):
            row.group.moved = True
        key = (self._column.key(row, moment), view.submitted, view.job_id)
        if key != row.key:
            row.key = key
            self.stale = True

    def _uncount(self, row: JobRow) -> None:
        """A row is about to change."""
        if not row.hidden:
            self.families[row.word.family] -= 1
        if row.group is not None:
            row.group.count(row, -1)

    def _recount(self, row: JobRow) -> None:
        """A row has changed."""
        if not row.hidden:
            self.families[row.word.family] += 1
        if row.group is not None:
            row.group.count(row, 1)
        shown = self._matches(row)
        if shown != row.shown:
            row.shown = shown
            self.stale = True

    def _join_group(self, row: JobRow) -> None:
        batch = row.view.batch_id
        if batch:
            group = self._groups.get(batch)
            if group is None:
                group = self._groups[batch] = GroupRow(batch)
            group.add(row)
            row.group = group

    def _leave_group(self, row: JobRow) -> None:
        group = row.group
        if group is not None:
            group.remove(row)
            row.group = None
            if not group.children:
                del self._groups[group.batch_id]

    def _matches(self, row: JobRow) -> bool:
        return (not self._wanted or row.word.family in self._wanted) and self._filter.matches(row)

    def _refilter(self) -> None:
        for row in self._rows.values():
            row.shown = self._matches(row)
        self.stale = True
