"""What is done to the rows and cells of a batch: commands of its table, for keys, menus and drops alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from app.template.pasting import Cells, format_cells, parse_cells
from app.template.photo_paths import path_text
from app.ui.controllers.batch import BatchController
from app.ui.dropping import PHOTO_ENDINGS
from app.ui.models.batch_grid import BatchGridModel
from app.ui.services import Services
from app.ui.widgets.batch_selection import BatchSelection


class BatchRowCommands(QObject):
    """Works on what is selected in the table."""

    def __init__(
        self, services: Services, controller: BatchController, model: BatchGridModel, selection: BatchSelection
    ) -> None:
        super().__init__(selection.view)
        self._services, self._controller, self._model = services, controller, model
        self._selection = selection

    # Cells

    def fill_down(self) -> None:
        """Copy the first selected row's cells into the other selected rows, or the row above into a single one."""
        self._controller.document.fill_down(self._selection.row_ids(), self._selection.columns())

    def copy(self) -> None:
        """Put the selected cells on the clipboard, as spreadsheet programs do."""
        places, columns = self._selection.places(), self._selection.columns(all_columns=True)
        index = self._model.index
        block = [[str(self._model.data(index(place, column))) for column in columns] for place in places]
        if block:
            QGuiApplication.clipboard().setText(format_cells(block))

    def paste(self) -> None:
        """Write the clipboard's cells from the first selected cell on; a single one into all that are selected."""
        text, columns, places = QGuiApplication.clipboard().text(), self._selection.columns(), self._selection.places()
        if not text or not columns or not places:
            return
        block = parse_cells(text)
        cells = list(self._selection.cells())
        if len(block) == 1 and len(block[0]) == 1 and len(cells) > 1:
            self._controller.document.put(dict.fromkeys(cells, block[0][0]), self.tr("Paste"))
            return
        targets = [row.id for row in self._model.rows()[places[0] :]]
        self._controller.document.paste(block, targets, columns[0], grow=not self._controller.only_bad)
        self._tell_left_out(block, columns[0], len(targets))

    def clear(self) -> None:
        """Empty the selected cells."""
        self._controller.document.put(dict.fromkeys(self._selection.cells(), ""), self.tr("Clear cells"))

    def next_problem(self) -> None:
        """Go to the next cell with a problem, from the current one on, and around."""
        rows = self._model.rows()
        here = self._selection.current()
        start = max(0, here[0])
        for turn, place in enumerate([*range(start, len(rows)), *range(start + 1)]):
            for column in self._model.looks.problem_cells(rows[place]) if place < len(rows) else ():
                if turn > 0 or (place, column) > here:
                    self._selection.go(place, column)
                    return

    # Rows

    def remove(self) -> None:
        """Take the selected rows out; a notice brings them back."""
        row_ids = self._selection.row_ids()
        if not row_ids:
            return
        stack = self._controller.document.stack
        self._controller.document.remove(row_ids)
        place = stack.index()

        def undo() -> None:
            if stack.index() >= place:
                stack.setIndex(place - 1)

        self._services.notices.say(self.tr("%n row(s) removed.", "", len(row_ids)), undo)

    def insert(self) -> None:
        """Add an empty row above the current one, or the first one."""
        rows = self._controller.document.grid.rows
        place, _ = self._selection.current()
        here = self._model.row(place).id if place >= 0 else None
        index = next((position for position, row in enumerate(rows) if row.id == here), len(rows))
        (row_id,) = self._controller.document.insert(index)
        self._selection.go(self._model.place(row_id), 0)

    def duplicate(self) -> None:
        """Put a copy behind each selected row."""
        self._controller.document.duplicate(self._selection.row_ids())

    def move(self, step: int) -> None:
        """Move the selected rows up (-1) or down (1) by one."""
        ids = [row.id for row in self._controller.document.grid.rows]
        row_ids = self._selection.row_ids()
        places = [ids.index(row_id) for row_id in row_ids]
        if not places or min(places) + step < 0 or max(places) + step >= len(ids):
            return
        target = min(places) - 1 if step < 0 else max(places) + 2
        self._controller.document.move(row_ids, ids[target] if target < len(ids) else None)

    # Photos

    def photo_column(self, column: int) -> int | None:
        """The column that takes a photo dropped on a column: that one, or the only one that takes any."""
        looks, width = self._model.looks, self._model.width
        if 0 <= column < width and looks.is_photo(column):
            return column
        found = [other for other in range(width) if looks.is_photo(other)]
        return found[0] if len(found) == 1 else None

    def choose_photo(self) -> None:
        """Choose a photo for the photo column of the selected rows."""
        column = self.photo_column(self._selection.current()[1])
        if column is None:
            return
        dialog = QFileDialog(self._selection.view.window(), self.tr("Choose a photo"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(f"{self.tr('Photos')} ({' '.join(f'*{ending}' for ending in sorted(PHOTO_ENDINGS))})")
        dialog.setDirectory(str(self._controller.source.folder))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        row_ids = self._selection.row_ids()
        dialog.fileSelected.connect(lambda name: self.put_photos([Path(name)], row_ids, column))
        dialog.open()

    def put_photos(self, photos: Sequence[Path], row_ids: Sequence[int], column: int) -> None:
        """Name these photos in a column of these rows; a single one in all of them."""
        folder = self._controller.source.folder
        texts = [path_text(photo, folder) for photo in photos]
        if len(texts) == 1:
            texts *= len(row_ids)
        cells = {(row_id, column): text for row_id, text in zip(row_ids, texts, strict=False)}
        self._controller.document.put(cells, self.tr("Put in photos"))

    def refuse_photos(self) -> None:
        """Say why photos cannot be dropped there."""
        looks = self._model.looks
        known = [looks.title(column) for column in range(self._model.width) if looks.is_photo(column)]
        text = self.tr("Drop the photo on a row, in the column %1.").replace("%1", ", ".join(known))
        self._services.notices.say(text if known else self.tr("No column of this spreadsheet takes a photo."))

    # The menu

    def actions(self, parent: QWidget) -> list[QAction]:
        """What can be done with the selected rows, for the context menu."""
        row_ids = self._selection.row_ids()
        wanted = set(row_ids)
        rows = [row for row in self._controller.document.grid.rows if row.id in wanted]
        can_be = {row.id for row, _ in self._controller.checks.ready_rows(wanted)}
        ready = len(can_be - self._controller.standing()[0])
        disabled = all(not row.enabled for row in rows)
        photo = self.photo_column(self._selection.current()[1]) is not None
        render = self.tr("Render only this row") if len(row_ids) == 1 else self.tr("Render %n row(s)", "", ready)
        no_photo = self.tr("No column of this spreadsheet takes a photo.")
        none, coming = self.tr("None of these rows can be rendered."), self.tr("These films are on their way.")
        not_ready = coming if can_be else none
        return [
            _action(parent, self.tr("Preview this row"), lambda: self._controller.set_current(row_ids[0])),
            _action(parent, render, lambda: self._controller.render(row_ids), "" if ready else not_ready),
            *self._film_actions(parent, row_ids[0]),
            _separator(parent),
            _action(parent, self.tr("Choose photo…"), self.choose_photo, "" if photo else no_photo),
            _action(parent, self.tr("Insert row above"), self.insert),
            _action(parent, self.tr("Duplicate"), self.duplicate),
            _action(
                parent,
                self.tr("Enable") if disabled else self.tr("Disable"),
                lambda: self._controller.document.set_enabled(row_ids, enabled=disabled),
            ),
            _action(parent, self.tr("Move up"), lambda: self.move(-1)),
            _action(parent, self.tr("Move down"), lambda: self.move(1)),
            _action(parent, self.tr("Remove"), self.remove),
        ]

    def _film_actions(self, parent: QWidget, row_id: int) -> list[QAction]:
        """What can be done with the film of a row, where there is one."""
        view, navigator = self._controller.jobs.job(row_id), self._services.navigator
        if view is None:
            return []
        job_id, film = view.job_id, view.film
        found = [_action(parent, self.tr("Show in the queue"), lambda: navigator.job_wanted.emit(job_id))]
        if film is not None:
            play = partial(navigator.job_film_wanted.emit, view, False)
            found.insert(0, _action(parent, self.tr("Play result"), play))
        return found

    def _tell_left_out(self, block: Cells, column: int, rows: int) -> None:
        wide = max(len(cells) for cells in block) - (self._model.width - column)
        if wide > 0:
            self._services.notices.say(self.tr("%n column(s) to the right of the last one were not pasted.", "", wide))
        elif self._controller.only_bad and len(block) > rows:
            said = self.tr("%n row(s) were not pasted, because not all rows are shown.", "", len(block) - rows)
            self._services.notices.say(said)


def _action(parent: QWidget, text: str, run: Callable[[], object], why_not: str = "") -> QAction:
    """An action; `why_not` says why it cannot be done now."""
    action = QAction(text, parent)
    action.setEnabled(not why_not)
    action.setToolTip(why_not or text)
    action.triggered.connect(lambda _checked=False: run())
    return action


def _separator(parent: QWidget) -> QAction:
    action = QAction(parent)
    action.setSeparator(True)
    return action
