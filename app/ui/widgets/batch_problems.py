"""Above a batch's table: how its rows stand, and which columns and fields do not meet."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QWidget

from app.core.jobs import MissingPolicy
from app.template.problems import ProblemKind
from app.template.sheets import column_letter
from app.ui.controllers.batch import BatchController
from app.ui.controllers.batch_checks import CheckSummary
from app.ui.formats import number_text
from app.ui.models.batch_grid import BatchGridModel
from app.ui.widgets.beside import BesideRow
from app.ui.widgets.parts import action_button, button, column, label, row, set_property
from app.ui.words import translate


class BatchProblemsBar(QWidget):
    """“4 of 300 rows need attention: …”, with what leads to them."""

    def __init__(
        self,
        controller: BatchController,
        model: BatchGridModel,
        next_problem: QAction,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._controller, self._model = controller, model
        self._head = self._whole = ""
        self._text = label("", wrap=True)
        self._text.setObjectName("problemText")
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._kinds = label("", "hint", wrap=True)
        self._only = QPushButton(self.tr("Show only these"))
        self._only.setObjectName("onlyBad")
        self._only.setCheckable(True)
        self._only.toggled.connect(self._toggled)
        self._accept = button(self.tr("Accept substitutes"), self._accept_substitutes, name="acceptSubstitutes")
        self._accept.setToolTip(self.tr("Make films although their fonts lack characters: other fonts stand in"))
        self._next = action_button(next_problem)
        self._next.setObjectName("nextProblem")
        # Its text is never cut: what it wants is the least.
        self._next.setMinimumWidth(0)
        self._next.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._line = BesideRow(self._text, (self._accept, self._only, self._next), self._least)
        self._line.arranged.connect(self._say)
        self.setLayout(column(self._line, self._kinds, gap=4))
        controller.checks.summary_changed.connect(self.refresh)
        controller.checks.mapping_changed.connect(self.refresh)
        controller.only_bad_changed.connect(self.refresh)
        model.shown_changed.connect(self.refresh)
        self.refresh()

    @property
    def last(self) -> QWidget:
        """The last of its parts in the tab order."""
        return self._next

    @Slot()
    def refresh(self) -> None:
        """Count anew."""
        summary, only = self._controller.checks.summary, self._controller.only_bad
        if self._controller.checks.checking:
            self._head, self._whole = summary_head(summary), summary_text(summary)
        else:
            self._head = self._whole = self.tr("Choose a template to have the rows checked.")
        self._text.setAccessibleName(self._whole)
        blocked = self._only.blockSignals(True)
        self._only.setChecked(only)
        self._only.blockSignals(blocked)
        self._only.setVisible(summary.bad > 0 or only)
        self._next.setVisible(summary.bad > 0)
        self._accept.setVisible(any(kind is ProblemKind.CHARACTERS for kind, _ in summary.kinds))
        self._line.arrange()
        self._say()

    @Slot()
    def _say(self) -> None:
        """All in one line where it has room; else how many rows beside the buttons, and below it what is wrong."""
        parted = self._line.beside and self._width(self._whole) > self._line.room and self._head != self._whole
        self._text.setText(self._head if parted else self._whole)
        self._kinds.setText(kinds_text(self._controller.checks.summary) if parted else "")
        self._kinds.setVisible(parted)

    def _least(self) -> int:
        return self._width(self._head)

    def _width(self, text: str) -> int:
        return self._text.fontMetrics().horizontalAdvance(text) + 2

    def _accept_substitutes(self) -> None:
        wishes = msgspec.structs.replace(self._controller.wishes, missing=MissingPolicy.SUBSTITUTE)
        self._controller.set_wishes(wishes)

    def _toggled(self, on: bool) -> None:
        self._controller.set_only_bad(on=on)


class BatchCount(QLabel):
    """Below the table: how many rows there are, how many of them are shown, and why not all."""

    def __init__(self, controller: BatchController, model: BatchGridModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller, self._model = controller, model
        self.setObjectName("rowCount")
        self.setProperty("kind", "hint")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        model.shown_changed.connect(self.refresh)
        controller.checks.summary_changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Count anew."""
        rows, bad = len(self._controller.document.grid.rows), self._controller.checks.summary.bad
        if self._controller.only_bad:
            text = self.tr("%1 of %n row(s) · only those that need attention", "", rows)
            text = text.replace("%1", number_text(self._model.rowCount()))
        else:
            text = self.tr("%n row(s)", "", rows)
            if bad:
                text = f"{text} · {self.tr('%n need(s) attention', '', bad)}"
        self.setText(text)


class BatchColumnsNote(QFrame):
    """Columns that mean nothing and fields that nothing fills; hidden when all is well."""

    def __init__(self, controller: BatchController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self.setObjectName("columnsNote")
        self._text = label("", wrap=True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._add = button(self.tr("Add columns"), self._add_columns, name="addColumns")
        self.setLayout(row(self._text, self._add, margin=8))
        # Not shown before it has its place: it would be a window of its own.
        self.setVisible(False)
        controller.checks.mapping_changed.connect(self.refresh)
        controller.state_changed.connect(self.refresh)

    @Slot()
    def refresh(self) -> None:
        """Say it anew."""
        lines = self._lines() if self._controller.document.grid.columns else []
        self._text.setText("\n".join(lines))
        self._add.setVisible(bool(self._unfilled()))
        # A field that no column fills is the same in every film, which few people want.
        warn = bool(self._controller.checks.unclear or self._unfilled())
        set_property(self, "kind", "banner-warn" if warn else "banner-info")
        self.setVisible(bool(lines))

    def _lines(self) -> list[str]:
        checks, columns = self._controller.checks, self._controller.document.grid.columns
        lines = []
        for problem in checks.unclear:
            name = columns[problem.index] or column_letter(problem.index)
            if problem.other is None:
                fields = ", ".join(
                    next((alias for alias in field.aliases if "/" in alias), field.label) for field in problem.slots
                )
                text = self.tr("The column “%1” may be for several fields: %2. Choose one above the column.")
                lines.append(text.replace("%1", name).replace("%2", fields))
            else:
                text = self.tr("The columns “%1” and “%2” are both for “%3”; the second one is not used.")
                other = columns[problem.other] or column_letter(problem.other)
                label_text = problem.slots[0].label
                lines.append(text.replace("%1", other).replace("%2", name).replace("%3", label_text))
        unmatched, unfilled = checks.mapping.unmatched, self._unfilled()
        if unmatched:
            text = self.tr("Not used, because no field has that name: %1.", "", len(unmatched))
            lines.append(text.replace("%1", ", ".join(f"“{name}”" for name in unmatched)))
        if unfilled:
            text = self.tr("No column fills %1, so every film keeps what the template has there.", "", len(unfilled))
            lines.append(text.replace("%1", ", ".join(f"“{name}”" for name in unfilled)))
        return lines

    def _unfilled(self) -> list[str]:
        source = self._controller.source
        if source.template is None or source.sheet is None:
            return []
        labels = {field.key: field.label for field in source.template.slots}
        return [labels[key] for key in self._controller.checks.mapping.unfilled if key in labels]

    def _add_columns(self) -> None:
        self._controller.add_missing_columns()


class BatchReloadCard(QFrame):
    """The spreadsheet's file was changed by another program: read it again, or go on with what is here."""

    def __init__(self, controller: BatchController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self.setObjectName("reloadCard")
        self.setProperty("kind", "banner-info")
        self._text = label("", wrap=True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        reload = button(self.tr("Reload"), controller.source.reload, name="reloadSheet")
        keep = button(self.tr("Keep what is here"), controller.source.keep_mine, name="keepSheet")
        self.setLayout(row(self._text, reload, keep, margin=8))
        self.setVisible(False)
        controller.state_changed.connect(self.refresh)

    @Slot()
    def refresh(self) -> None:
        """Ask, or ask no more."""
        source = self._controller.source
        if source.sheet is not None and source.changed_on_disk:
            text = self.tr("“%1” was changed by another program.")
            if self._controller.document.unsaved:
                edits = self.tr("Reloading replaces your edits; Undo brings them back.")
                text = f"{text} {edits}"
            self._text.setText(text.replace("%1", source.sheet.name))
        self.setVisible(source.sheet is not None and source.changed_on_disk)


def summary_text(summary: CheckSummary) -> str:
    """“4 of 300 rows need attention: 3 missing photos, 1 duplicate output name”."""
    if not summary.rows:
        return ""
    if summary.unchecked:
        text = translate("BatchSummary", "Checking %1 of %2 rows…")
        return text.replace("%1", number_text(summary.rows - summary.unchecked)).replace(
            "%2", number_text(summary.rows)
        )
    if summary.bad:
        text = translate("BatchSummary", "%n of %1 rows need(s) attention: %2", "", summary.bad)
        said = text.replace("%1", number_text(summary.rows)).replace("%2", kinds_text(summary))
    else:
        said = translate("BatchSummary", "%n row(s) ready", "", summary.ready)
    return _with_left_out(said, summary)


def summary_head(summary: CheckSummary) -> str:
    """“4 of 300 rows need attention”; without problems all that there is to say."""
    if not summary.bad or summary.unchecked:
        return summary_text(summary)
    text = translate("BatchSummary", "%n of %1 rows need(s) attention", "", summary.bad)
    return _with_left_out(text.replace("%1", number_text(summary.rows)), summary)


def kinds_text(summary: CheckSummary) -> str:
    """“3 missing photos, 1 duplicate output name”."""
    return ", ".join(kind_text(kind, count) for kind, count in summary.kinds)


def _with_left_out(text: str, summary: CheckSummary) -> str:
    if not summary.disabled:
        return text
    return f"{text} · {translate('BatchSummary', '%n left out', '', summary.disabled)}"


def kind_text(kind: ProblemKind, count: int) -> str:
    """How many rows have that kind of problem."""
    texts = {
        ProblemKind.MISSING_PHOTO: translate("BatchSummary", "%n missing photo(s)", "", count),
        ProblemKind.PHOTO: translate("BatchSummary", "%n unusable photo(s)", "", count),
        ProblemKind.TEXT: translate("BatchSummary", "%n unusable text(s)", "", count),
        ProblemKind.CHARACTERS: translate("BatchSummary", "%n text(s) with characters that the font lacks", "", count),
        ProblemKind.SETTING: translate("BatchSummary", "%n unusable photo setting(s)", "", count),
        ProblemKind.CELLS: translate("BatchSummary", "%n row(s) with too few or too many cells", "", count),
        ProblemKind.NAME: translate("BatchSummary", "%n duplicate output name(s)", "", count),
    }
    return texts[kind]
