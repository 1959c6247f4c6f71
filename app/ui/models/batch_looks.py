"""What the cells of a batch show: text, icon, colour, and what is wrong with them, from what is known about a row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

from app.core.states import JobState, state_word
from app.template.batch import CheckedRow
from app.template.columns import is_photo_column
from app.template.grid import GridRow
from app.template.problems import ProblemKind
from app.template.sheets import column_letter
from app.ui.controllers.batch import BatchController
from app.ui.formats import number_text
from app.ui.models.error_words import sentences
from app.ui.words import translate


class Extra(IntEnum):
    """The columns behind the spreadsheet's own."""

    CHECK = 0
    OUTPUT = 1
    STATUS = 2
    THUMBNAIL = 3


class Cut(IntEnum):
    """Where a text for which there is no room is cut: paths at their start, and names whose end tells in the middle."""

    END = 0
    MIDDLE = 1
    START = 2


@dataclass(frozen=True, slots=True)
class CellLook:
    """What a cell shows: its text, and an icon (see `app.ui.icons`) in the colour of the token `tone`.

    `problem` is what is wrong or worth knowing, in lines; `hint`: the text stands for an empty cell and is not in it.
    `stated`: the icon belongs to the text, as a state's does, and gives it its colour. `short` is shown where there is
    no room for the text, which then is not cut; `cut`: where the text is cut else.
    """

    text: str = ""
    icon: str = ""
    tone: str = "text"
    problem: str = ""
    muted: bool = False
    hint: bool = False
    progress: float | None = None
    stated: bool = False
    short: str | None = None
    cut: Cut = Cut.END


class BatchLooks:
    """Looks up what the controller knows. Columns count as in the table: the spreadsheet's, then `Extra`."""

    def __init__(self, controller: BatchController) -> None:
        self._controller = controller

    @property
    def width(self) -> int:
        """How many columns the spreadsheet has."""
        return len(self._controller.document.grid.columns)

    def behind(self, column: int) -> Extra | None:
        """Which of the columns behind the spreadsheet's that is; None: it is one of the spreadsheet's."""
        return Extra(column - self.width) if column >= self.width else None

    def is_photo(self, column: int) -> bool:
        """Whether the cells of a column name photos."""
        found = self._controller.checks.mapping.slot_column(column)
        return found is not None and is_photo_column(found)

    def needless(self) -> frozenset[Extra]:
        """The columns behind the spreadsheet's that say nothing now."""
        if not self._controller.checks.checking:
            return frozenset(Extra)
        found = set()
        if self._controller.checks.named_by_column:
            found.add(Extra.OUTPUT)
        if not self._controller.jobs.any:
            found.add(Extra.STATUS)
        return frozenset(found)

    def problem_cells(self, row: GridRow) -> list[int]:
        """The columns with problems in a row, from the left."""
        checked = self._controller.checks.of(row.id)
        if checked is None or not row.enabled:
            return []
        return sorted({self._problem_column(problem.kind, problem.column) for problem in checked.problems})

    def title(self, column: int) -> str:
        """What a column is called; a column without a name by its letter."""
        extra = self.behind(column)
        if extra is None:
            return self._controller.document.grid.columns[column] or column_letter(column)
        return {
            Extra.CHECK: translate("BatchGrid", "Check"),
            Extra.OUTPUT: translate("BatchGrid", "Output name"),
            Extra.STATUS: translate("BatchGrid", "Status"),
            Extra.THUMBNAIL: translate("BatchGrid", "Thumbnail"),
        }[extra]

    def look(self, row: GridRow, column: int) -> CellLook:
        """What the cell shows."""
        checked = self._controller.checks.of(row.id)
        extra = self.behind(column)
        if extra is None:
            return self._cell(row, column, checked)
        if extra is Extra.CHECK:
            return self._check(row, checked)
        if extra is Extra.OUTPUT:
            return self._output(row, column, checked)
        if extra is Extra.STATUS:
            return self._status(row, checked)
        return CellLook(muted=not row.enabled)

    def spoken(self, row: GridRow, column: int) -> str:
        """The cell as screen readers say it."""
        look = self.look(row, column)
        parts = [self.title(column), look.text or translate("BatchGrid", "empty"), look.problem]
        if look.progress is not None:
            parts.append(translate("BatchGrid", "%n percent", "", round(100 * look.progress)))
        return ", ".join(part for part in parts if part)

    def tooltip(self, row: GridRow, column: int) -> str:
        """What is wrong with the cell, and its text."""
        look = self.look(row, column)
        return "\n\n".join(part for part in (look.problem, look.text) if part)

    def _cell(self, row: GridRow, column: int, checked: CheckedRow | None) -> CellLook:
        text = row.cell(column)
        hint = not text.strip() and self.is_photo(column)
        plain = CellLook(
            text=translate("BatchGrid", "Template’s photo") if hint else text,
            hint=hint,
            cut=self._cut(column),
        )
        if not row.enabled or checked is None:
            return replace(plain, muted=not row.enabled)
        said = _said(checked, column)
        if said:
            return replace(plain, icon="octagon-x", tone="state.failed", problem=said)
        notes = "\n".join(note.warning.what for note in checked.notes if note.column == column)
        return replace(plain, icon="triangle-alert", tone="state.attention", problem=notes) if notes else plain

    def _check(self, row: GridRow, checked: CheckedRow | None) -> CellLook:
        if not row.enabled:
            text = translate("BatchGrid", "Left out")
            return CellLook(text=text, icon="circle-dashed", tone="state.off", muted=True, stated=True, short="")
        if checked is None:
            if not self._controller.checks.checking:
                return CellLook()
            text = translate("BatchGrid", "Checking…")
            return CellLook(text=text, icon="clock", tone="state.waiting", stated=True, short="")
        if checked.problems:
            count = len(checked.problems)
            text = translate("BatchGrid", "%n problem(s)", "", count)
            said = _said(checked, None)
            return CellLook(
                text=text, icon="octagon-x", tone="state.failed", problem=said, stated=True, short=number_text(count)
            )
        ready = CellLook(
            text=translate("BatchGrid", "Ready"), icon="circle-check", tone="state.done", stated=True, short=""
        )
        if checked.notes:
            notes = "\n".join(note.warning.what for note in checked.notes)
            return replace(ready, icon="triangle-alert", tone="state.attention", problem=notes)
        return ready

    def _output(self, row: GridRow, column: int, checked: CheckedRow | None) -> CellLook:
        if checked is None:
            return CellLook(muted=not row.enabled)
        here = [one for one in checked.problems if one.kind is ProblemKind.NAME]
        if row.enabled and here and self._problem_column(here[0].kind, here[0].column) == column:
            said = here[0].what
            return CellLook(text=checked.name, icon="octagon-x", tone="state.failed", problem=said, cut=Cut.MIDDLE)
        return CellLook(text=checked.name, muted=not row.enabled, cut=Cut.MIDDLE)

    def _status(self, row: GridRow, checked: CheckedRow | None) -> CellLook:
        jobs = self._controller.jobs
        view = jobs.job(row.id)
        if view is None and jobs.skipped(row.id, checked):
            said = translate("BatchGrid", "A film of that name exists already, and was kept.")
            text = translate("BatchGrid", "Skipped")
            return CellLook(text=text, icon="ban", tone="state.off", problem=said, stated=True)
        if view is None:
            return CellLook(muted=not row.enabled)
        if jobs.outdated(row.id, checked):
            text = translate("BatchGrid", "Changed since")
            said = translate(
                "BatchGrid",
                "The row was edited after its film was queued. Render it again to bring the film up to date.",
            )
            return CellLook(text=text, icon="rotate-ccw", tone="state.attention", problem=said, stated=True)
        state = JobState(view.state)
        word = state_word(state, warned=bool(view.warnings))
        counting = view.frames_total > 0 and state is JobState.RENDERING
        error = view.error
        return CellLook(
            text=translate("States", word.word),
            icon=word.icon,
            tone=f"state.{word.family}",
            problem=sentences(error) if error is not None else "",
            progress=view.frames_done / view.frames_total if counting else None,
            stated=True,
        )

    def _cut(self, column: int) -> Cut:
        if self.is_photo(column):
            return Cut.START
        return Cut.MIDDLE if self._controller.checks.mapping.name_index == column else Cut.END

    def _problem_column(self, kind: ProblemKind, column: int | None) -> int:
        """Where a problem is shown: in its cell, the output name, or the check's column."""
        if column is not None:
            return column
        return self.width + (Extra.OUTPUT if kind is ProblemKind.NAME else Extra.CHECK)


def _said(checked: CheckedRow, column: int | None) -> str:
    lines = [
        " ".join(filter(None, (problem.what, problem.error.cause, problem.error.next_step)))
        for problem in checked.problems
        if column is None or problem.column == column
    ]
    return "\n".join(lines)
