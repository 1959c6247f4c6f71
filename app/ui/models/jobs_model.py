"""The jobs as an item model: a thin adapter over `JobsOrder` that decides when the table may move.

News repaint the visible rows that they change. The order itself moves at most once a second, and never while people
have their hands on the table (`TableWatch.is_busy`); what they ask for themselves happens at once.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Final, Protocol

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    Qt,
    QTimer,
    Signal,
    Slot,
)

from app.core.messages import JobView
from app.core.remaining import RemainingBook
from app.ui.models.jobs_columns import COLUMNS, Moment
from app.ui.models.jobs_filter import JobFilter
from app.ui.models.jobs_rows import JobRow, Row
from app.ui.models.jobs_table_model import JobsTableModel

MOVE_MILLISECONDS: Final = 1000
"""The order changes by itself at most this often."""

_BUSY_MILLISECONDS: Final = 200
_CLOCK_MILLISECONDS: Final = 1000
_LOOKED_AT_ONCE: Final = 500
"""So many jobs are looked at a second, whether they have fallen silent."""

_LAYOUT: Final = ("QList<QPersistentModelIndex>", "QAbstractItemModel::LayoutChangeHint")
"""The signals with the hint: without it a selection keeps an index for every cell instead of every row."""


class TableWatch(Protocol):
    """What the model asks of the table that shows it."""

    def visible_rows(self) -> range:
        """The rows that are seen now; none while the table is not."""
        ...

    def is_busy(self) -> bool:
        """Whether people have their hands on it: a menu is open, a button is down, it is scrolled."""
        ...


class JobsModel(JobsTableModel):
    """All jobs of the farm. Its rows change by what it is told here, and by time."""

    moving = Signal()
    """The rows are about to be put in another order, or to come and go."""

    moved = Signal()
    """They were."""

    counted = Signal()
    """The numbers of jobs may be others."""

    def __init__(self, estimates: RemainingBook, *, owner: str, parent: QObject | None = None) -> None:
        super().__init__(estimates, parent)
        self._estimates = estimates
        self._owner = owner
        self._watch: TableWatch | None = None
        self._moved_at = 0.0
        self._ticks = 0
        self._to_look_at: list[str] = []
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self._move_if_allowed)
        self._clock = QTimer(self)
        self._clock.setInterval(_CLOCK_MILLISECONDS)
        self._clock.timeout.connect(self._tick)

    def attach(self, watch: TableWatch) -> None:
        """This table shows the model from now on."""
        self._watch = watch
        self._clock.start()

    def detach(self, watch: TableWatch) -> None:
        """That table is gone."""
        if self._watch is watch:
            self._watch = None
            self._clock.stop()

    def seen_rows(self) -> list[Row]:
        """The rows that are seen now."""
        visible = self._visible()
        return list(self._rows[visible.start : visible.stop])

    def visible_jobs(self) -> list[JobRow]:
        """The jobs that are seen now."""
        return [row for row in self.seen_rows() if isinstance(row, JobRow)]

    def take(self, views: Iterable[JobView]) -> None:
        """The jobs as they are now."""
        changed = self.order.take(views, time.time())
        self._repaint(self.order.place(row.id) for row in changed)
        self.counted.emit()
        self._move_soon()

    def mark_gone(self, job_id: str, *, gone: bool) -> None:
        """The film of a done job is not, or is again, where it was put."""
        if self.order.mark(job_id, gone=gone):
            self._repaint([self.order.place(job_id)])
            self.counted.emit()
            self._move_soon()

    def set_owner(self, owner: str) -> None:
        """People are somebody else to the farm; what is found by `owner:me` follows with the next text."""
        self._owner = owner

    def set_filter(self, text: str) -> None:
        """Show the jobs that a text of `JobFilter` finds."""
        self.order.set_filter(JobFilter(text, me=self._owner, midnight=_midnight()))
        self.move_now()

    def set_families(self, families: frozenset[str]) -> None:
        """Show the jobs of these families only; all when there is none."""
        self.order.set_families(families)
        self.move_now()

    def set_hidden(self, job_ids: Iterable[str], *, hidden: bool) -> None:
        """Leave jobs out that are about to be removed, or show them again."""
        self.order.set_hidden(job_ids, hidden=hidden)
        self.counted.emit()
        self.move_now()

    def open_batch(self, batch_id: str, *, opened: bool) -> None:
        """Show the jobs of a batch below it, or not."""
        self.order.open(batch_id, opened=opened)
        self.move_now()

    def retranslate(self) -> None:
        """The window speaks another language."""
        self.order.retranslate()
        self.move_now()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; called by the header."""
        if 0 <= column < len(COLUMNS):
            self.order.set_sort(COLUMNS[column].id, descending=order is Qt.SortOrder.DescendingOrder)
            self.move_now()

    def move_now(self) -> None:
        """Bring the rows up to date."""
        self._wait.stop()
        self.moment = Moment(time.time(), self._estimates)
        self.order.settle(self.moment.now)
        self._moved_at = time.monotonic()
        # Rows are themselves; two lists of the same rows in the same order show the same.
        if self.order.shown != self._rows:
            self._show_rows()
        self._repaint(self._visible())

    def _show_rows(self) -> None:
        hint = QAbstractItemModel.LayoutChangeHint.VerticalSortHint
        self.moving.emit()
        self.layoutAboutToBeChanged[_LAYOUT].emit([], hint)  # type: ignore[index]
        before = self.persistentIndexList()
        kept = [(self._rows[index.row()].id, index.column()) for index in before]
        self._rows = self.order.shown
        place = self.order.place
        after = [
            self.createIndex(found, column) if (found := place(row_id)) >= 0 else QModelIndex()
            for row_id, column in kept
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged[_LAYOUT].emit([], hint)  # type: ignore[index]
        self.moved.emit()

    def _move_soon(self) -> None:
        if self.order.stale and not self._wait.isActive():
            passed = (time.monotonic() - self._moved_at) * 1000
            self._wait.start(max(0, round(MOVE_MILLISECONDS - passed)))

    @Slot()
    def _move_if_allowed(self) -> None:
        if self._watch is not None and self._watch.is_busy():
            self._wait.start(_BUSY_MILLISECONDS)
        else:
            self.move_now()

    @Slot()
    def _tick(self) -> None:
        """A second has passed: durations and ranges are others, and jobs may have fallen silent."""
        self.moment = Moment(time.time(), self._estimates)
        self._ticks += 1
        self._look_for_silent()
        if self.order.timed:
            self.order.stale = True
        self._move_soon()
        visible = self._visible()
        if any(not row.view.ended for row in self._rows[visible.start : visible.stop]) or self._ticks % 30 == 0:
            self._repaint(visible)

    def _look_for_silent(self) -> None:
        """Some of the jobs that are under way, others the next time."""
        if not self._to_look_at:
            self._to_look_at = [row.id for row in self.order.jobs() if row.word.family == "active"]
        looked, self._to_look_at = self._to_look_at[:_LOOKED_AT_ONCE], self._to_look_at[_LOOKED_AT_ONCE:]
        for job_id in looked:
            if self._estimates.is_silent(job_id) and self.order.mark(job_id, silent=True):
                self.counted.emit()

    def _visible(self) -> range:
        seen = self._watch.visible_rows() if self._watch is not None else range(0)
        return range(max(0, seen.start), min(len(self._rows), seen.stop))

    def _repaint(self, places: Iterable[int]) -> None:
        """Say that these rows have changed, as far as they are seen."""
        visible = self._visible()
        if not visible:
            return
        last_column = len(COLUMNS) - 1
        seen = sorted(place for place in places if place in visible)
        while seen:
            first = last = seen.pop(0)
            while seen and seen[0] == last + 1:
                last = seen.pop(0)
            self.dataChanged.emit(self.createIndex(first, 0), self.createIndex(last, last_column))


def _midnight() -> float:
    today = time.localtime()
    return time.mktime((today.tm_year, today.tm_mon, today.tm_mday, 0, 0, 0, 0, 0, -1))
