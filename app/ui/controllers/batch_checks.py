"""Checks the rows of a spreadsheet in the background, those first that changed last, and compares the films' names.

An edit checks its own rows again and no others. What was found about a row that has changed meanwhile is dropped.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.core.errors import ErrorInfo, UsageError
from app.core.jobs import MissingPolicy
from app.core.slots import Slot as Field
from app.template.batch import CheckedRow, RowChecker, TextLook, with_shared_name
from app.template.columns import ColumnMapping, ColumnProblem, match_columns
from app.template.grid import Grid, GridRow, header_of, row_of
from app.template.output_names import NamePattern, default_pattern, shared_names
from app.template.problems import ProblemKind
from app.ui.controllers.batch_document import BatchDocument, BatchSnapshot, changed_rows
from app.ui.tasks import Task, TaskRunner

CHECKING: Final = "batch/check"

FIRST_SECONDS, PORTION_SECONDS = 0.05, 0.3
"""What was found is handed to the window this often: soon at first, then rarely, as every time it is painted."""

YIELD_SECONDS: Final = 0.0003
"""The interpreter is let go this often, as the window may wait for it at every single thing that it paints."""

BUSY_SECONDS, REST_SECONDS, PATIENCE_SECONDS = 0.0003, 0.004, 0.3
"""When it takes longer than this to get the interpreter back, the window is at something, and gets a rest of that
length to finish it; for a whole check the rests are no longer than the last of these."""

MANY_ROWS, PAINT_MILLISECONDS = 500, 40
"""With more rows than this, the window is left time to paint them before they are looked at."""

NO_MAPPING: Final = ColumnMapping(sheet="", columns=(), slot_columns=())


@dataclass(frozen=True, slots=True)
class CheckTerms:
    """What rows are checked against. `folder` is where relative photo paths start; `pattern` empty: the default one.

    `texts` says of texts what lacks in their fonts, and `missing` whether that keeps a row from being rendered.
    """

    sheet: str
    folder: Path
    slots: tuple[Field, ...]
    fields: Mapping[str, str]
    pattern: str = ""
    texts: TextLook | None = None
    missing: MissingPolicy = MissingPolicy.FAIL


@dataclass(frozen=True, slots=True)
class CheckSummary:
    """How the rows stand. `ready` can be rendered, `disabled` are left out by people; `kinds` counts bad rows by the
    first problem of each. `unchecked` is how many are not looked at yet."""

    rows: int = 0
    ready: int = 0
    disabled: int = 0
    bad: int = 0
    kinds: tuple[tuple[ProblemKind, int], ...] = ()
    unchecked: int = 0


@dataclass(frozen=True, slots=True)
class _Portion:
    run: int
    found: tuple[tuple[GridRow, CheckedRow], ...]


class BatchChecks(QObject):
    """What is known about the rows of a document. Nothing is known until `begin` says what to check against."""

    mapping_changed = Signal()
    rows_checked = Signal(object)
    """Ids of rows (a set) about which something new is known."""

    summary_changed = Signal()
    settled = Signal()
    """Every row has been looked at."""

    failed = Signal(object)
    """Why rows could not be looked at (`ErrorInfo`), which is a fault of ours."""

    _found = Signal(object)

    def __init__(self, document: BatchDocument, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._tasks = tasks
        self._terms: CheckTerms | None = None
        self._checker: RowChecker | None = None
        self._run = 0
        self._settled = True
        self._waiting: dict[int, None] = {}
        self._alone: dict[int, CheckedRow] = {}
        self._clashes: dict[int, CheckedRow] = {}
        self.mapping = NO_MAPPING
        self.unclear: tuple[ColumnProblem, ...] = ()
        self.pattern_error: ErrorInfo | None = None
        self.summary = CheckSummary()
        self._launch = QTimer(self)
        self._launch.setSingleShot(True)
        self._launch.timeout.connect(self._go)
        self._found.connect(self._take)
        document.changed.connect(self._on_edit)
        document.begun.connect(self._on_begun)

    def begin(self, terms: CheckTerms | None) -> None:
        """Check against other terms from now on; None: there is nothing to check against."""
        self._terms = terms
        self._remap()

    def close(self) -> None:
        """Look at nothing any more."""
        self._forget_all()

    def set_wishes(self, pattern: str, missing: MissingPolicy) -> None:
        """Name films by another pattern, or take what lacks in another way; then all rows are looked at again."""
        if self._terms is not None and (self._terms.pattern, self._terms.missing) != (pattern, missing):
            self.begin(replace(self._terms, pattern=pattern, missing=missing))

    def of(self, row_id: int) -> CheckedRow | None:
        """What is known about a row; None: it is not looked at yet."""
        return self._clashes.get(row_id) or self._alone.get(row_id)

    @property
    def pattern(self) -> str:
        """The pattern in force."""
        wanted = self._terms.pattern if self._terms is not None else ""
        return wanted or default_pattern(self.mapping)

    @property
    def named_by_column(self) -> bool:
        """Whether a column holds the films' names just as they will be."""
        return self.mapping.name_index is not None and self.pattern == default_pattern(self.mapping)

    @property
    def checking(self) -> bool:
        """Whether rows can be looked at: there is a template and it has fields."""
        return self._checker is not None

    @property
    def complete(self) -> bool:
        """Whether every row has been looked at, and the names of all were compared."""
        return self._settled

    def ready_rows(self, row_ids: Iterable[int] | None = None) -> list[tuple[GridRow, CheckedRow]]:
        """The rows that can be rendered, in their order; of these ids only, where any are given."""
        wanted = None if row_ids is None else set(row_ids)
        found = []
        for row in self._document.grid.rows:
            checked = self.of(row.id)
            if row.enabled and checked is not None and not checked.problems and (wanted is None or row.id in wanted):
                found.append((row, checked))
        return found

    def recheck_photos(self) -> None:
        """Files may have been put in their place: look again at rows whose photos were not right."""
        wanted = {ProblemKind.MISSING_PHOTO, ProblemKind.PHOTO}
        again = [
            row_id
            for row_id, checked in self._alone.items()
            if any(problem.kind in wanted for problem in checked.problems)
        ]
        if again and self._checker is not None:
            self._checker.forget_photos()
            self._check(again, forget=False)

    def recheck_all(self) -> None:
        """Look at everything again."""
        self._remap()

    # What happens

    @Slot()
    def _on_begun(self) -> None:
        """Nothing is known about another spreadsheet until it is said what to check against."""
        self._terms = None
        self._forget_all()

    @Slot(object, object)
    def _on_edit(self, before: BatchSnapshot, now: BatchSnapshot) -> None:
        if before.grid.columns != now.grid.columns or before.choices != now.choices:
            self._remap()
            return
        if len(before.grid.rows) != len(now.grid.rows):
            self._forget_gone(now.grid)
        self._check([row.id for row in changed_rows(before.grid, now.grid)])

    def _forget_all(self) -> None:
        self._run += 1
        self._launch.stop()
        self._tasks.cancel(CHECKING)
        self._waiting.clear()
        self._alone.clear()
        self._clashes.clear()
        self._checker = None
        self.mapping, self.unclear, self.pattern_error = NO_MAPPING, (), None

    def _remap(self) -> None:
        self._forget_all()
        terms, snapshot = self._terms, self._document.snapshot
        if terms is not None and snapshot.grid.columns:
            self.mapping, self.unclear = match_columns(
                header_of(snapshot.grid, terms.sheet), terms.slots, snapshot.choices
            )
            self._checker = self._new_checker(terms)
        self.mapping_changed.emit()
        self._check([row.id for row in snapshot.grid.rows])

    def _new_checker(self, terms: CheckTerms) -> RowChecker:
        """A checker; where the pattern cannot be used it says why, and names films by the default one."""
        pattern = self.pattern
        try:
            NamePattern(pattern, self.mapping, fields=terms.fields)
        except UsageError as error:
            self.pattern_error = error.info()
            pattern = default_pattern(self.mapping)
        return RowChecker(
            self.mapping,
            terms.folder,
            pattern=pattern,
            fields=terms.fields,
            texts=terms.texts,
            missing=terms.missing,
        )

    def _forget_gone(self, grid: Grid) -> None:
        here = {row.id for row in grid.rows}
        self._waiting = {row_id: None for row_id in self._waiting if row_id in here}
        self._alone = {row_id: checked for row_id, checked in self._alone.items() if row_id in here}

    def _check(self, row_ids: Iterable[int], *, forget: bool = True) -> None:
        """Look at these rows, before those that wait already."""
        first = dict.fromkeys(row_ids)
        self._waiting = {**first, **self._waiting} if self._waiting else first
        for known in (self._alone, self._clashes) if forget and first else ():
            for row_id in first.keys() & known.keys():
                del known[row_id]
        self._start()

    def _start(self) -> None:
        checker = self._checker
        if checker is None:
            self._waiting.clear()
        if checker is None or not self._waiting:
            self._launch.stop()
            self._tasks.cancel(CHECKING)
            self._settle()
            return
        # What an earlier run finds from now on is not about these rows.
        self._run += 1
        self._settled = False
        self._launch.start(PAINT_MILLISECONDS if len(self._waiting) > MANY_ROWS else 0)
        self._tell_progress()

    @Slot()
    def _go(self) -> None:
        checker, run, grid = self._checker, self._run, self._document.grid
        if checker is None:
            return
        rows = {row.id: row for row in grid.rows}
        numbered = [(rows[row_id], self._document.numbers.of(row_id)) for row_id in self._waiting]

        def work(task: Task) -> None:
            look_at(checker, grid, numbered, task, lambda found: self._found.emit(_Portion(run, tuple(found))))

        def done(_nothing: None) -> None:
            if run == self._run:
                self._settle()

        self._tasks.start(CHECKING, work, owner=self, done=done, failed=self.failed.emit)

    @Slot(object)
    def _take(self, portion: _Portion) -> None:
        if portion.run != self._run:
            return
        for row, checked in portion.found:
            self._waiting.pop(row.id, None)
            self._alone[row.id] = checked
        if self._waiting:
            self._tell_progress()
        self.rows_checked.emit({row.id for row, _ in portion.found})

    def _settle(self) -> None:
        """All rows are known: compare their names."""
        self._settled = True
        by_number = {
            checked.number: (row.id, checked)
            for row in self._document.grid.rows
            if row.enabled and (checked := self._alone.get(row.id)) is not None
        }
        shared = shared_names({number: checked.name for number, (_, checked) in by_number.items()})
        before = self._clashes
        self._clashes = {
            by_number[number][0]: with_shared_name(by_number[number][1], error, self.mapping)
            for number, error in shared.items()
        }
        self._count()
        changed = {row_id for row_id in before.keys() | self._clashes if before.get(row_id) != self.of(row_id)}
        if changed:
            self.rows_checked.emit(changed)
        self.settled.emit()

    def _tell_progress(self) -> None:
        """How many rows are not looked at yet; what those before them come to is counted when all are."""
        rows = len(self._document.grid.rows)
        self.summary = replace(self.summary, rows=rows, unchecked=len(self._waiting))
        self.summary_changed.emit()

    def _count(self) -> None:
        kinds: dict[ProblemKind, int] = {}
        ready = disabled = bad = 0
        for row in self._document.grid.rows:
            checked = self.of(row.id)
            if not row.enabled:
                disabled += 1
            elif checked is not None and checked.problems:
                bad += 1
                kinds[checked.problems[0].kind] = kinds.get(checked.problems[0].kind, 0) + 1
            elif checked is not None:
                ready += 1
        self.summary = CheckSummary(
            rows=len(self._document.grid.rows),
            ready=ready,
            disabled=disabled,
            bad=bad,
            kinds=tuple(sorted(kinds.items(), key=lambda one: list(ProblemKind).index(one[0]))),
            unchecked=len(self._waiting),
        )
        self.summary_changed.emit()


def look_at(
    checker: RowChecker,
    grid: Grid,
    rows: Sequence[tuple[GridRow, int]],
    task: Task,
    tell: Callable[[list[tuple[GridRow, CheckedRow]]], None],
) -> None:
    """Check rows with their numbers, telling what was found in portions; ends soon when the task is cancelled."""
    found: list[tuple[GridRow, CheckedRow]] = []
    told = yielded = time.perf_counter()
    pause, patience = FIRST_SECONDS, PATIENCE_SECONDS
    for row, number in rows:
        if task.cancelled:
            return
        found.append((row, checker.check(row_of(grid, row, number))))
        now = time.perf_counter()
        if now - yielded > YIELD_SECONDS:
            patience -= step_aside(patience)
            yielded = time.perf_counter()
        if now - told > pause:
            tell(found)
            found, told, pause = [], now, PORTION_SECONDS
    tell(found)


def step_aside(patience: float) -> float:
    """Let the window have the interpreter if it wants it; how long of `patience` (seconds) was spent."""
    asked = time.perf_counter()
    time.sleep(0)
    if time.perf_counter() - asked < BUSY_SECONDS or patience <= 0:
        return 0.0
    time.sleep(REST_SECONDS)
    return REST_SECONDS
