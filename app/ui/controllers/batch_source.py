"""Where a batch comes from: a template that is open, and a spreadsheet in a file; waiting is done off-thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.core.errors import ErrorInfo
from app.core.model import Comp
from app.farm.compose_fields import offered_comps, start_comp
from app.farm.opened import Opened, open_template
from app.template.grid import Grid, grid_of
from app.template.locate import locate_footage
from app.template.new_sheet import new_records
from app.template.photo_paths import moved_photos
from app.template.sheet_files import SheetFormat, write_sheet
from app.template.sheets import Records, read_records
from app.ui.services import Services
from app.ui.tasks import Task

TEMPLATE, SHEET, SAVE, WATCH = "batch/template", "batch/sheet", "batch/save", "batch/watch"

WATCH_MILLISECONDS: Final = 2000
"""How often the spreadsheet's file is looked at while its page is shown."""

Moved = dict[tuple[int, int], str]
"""Cells by row id and column, and their texts."""

Stamp = tuple[int, int]
"""When a file was changed last (nanoseconds) and its size; it is another file when this is another."""


@dataclass(frozen=True, slots=True)
class SheetFile:
    """An open spreadsheet. `path` None: it is not saved yet. `encoding_given` and so on: people said so."""

    name: str
    path: Path | None
    form: SheetFormat
    stamp: Stamp | None = None
    encoding_given: str | None = None
    delimiter_given: str | None = None


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A spreadsheet as it was read just now."""

    file: SheetFile
    grid: Grid
    numbers: dict[int, int]


class BatchSource(QObject):
    """The template and the spreadsheet of the batch page."""

    template_changed = Signal()
    sheet_read = Signal(object)
    """A `ReadSheet` is to be edited from now on."""

    sheet_reread = Signal(object)
    """A `ReadSheet`: the open file's content as it is now."""

    file_changed = Signal()
    """What is known about the spreadsheet's file: its path, format, or that it was changed by somebody else."""

    busy_changed = Signal()

    def __init__(self, services: Services, fresh: count[int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._fresh = fresh
        self.template: Opened | None = None
        self.comp: Comp | None = None
        self.template_path: Path | None = None
        self.template_error: ErrorInfo | None = None
        self.sheet: SheetFile | None = None
        self.sheet_path: Path | None = None
        self.sheet_error: ErrorInfo | None = None
        self.save_error: ErrorInfo | None = None
        self.changed_on_disk = False
        self._seen: Stamp | None = None
        self._declined: Stamp | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(WATCH_MILLISECONDS)
        self._timer.timeout.connect(self.look)

    @property
    def busy(self) -> bool:
        """Whether something is being opened or saved."""
        return any(self._services.tasks.running(key) for key in (TEMPLATE, SHEET, SAVE))

    @property
    def comps(self) -> tuple[Comp, ...]:
        """The compositions that films can be made of."""
        return offered_comps(self.template) if self.template is not None else ()

    @property
    def folder(self) -> Path:
        """Where relative photo paths start: beside the spreadsheet, else beside the template."""
        if self.sheet is not None and self.sheet.path is not None:
            return self.sheet.path.absolute().parent
        return self.template.origin.parent if self.template is not None else Path.home()

    def open_template(self, path: Path, *, comp_id: int | None = None, then: Callable[[], None] | None = None) -> None:
        """Open a template in place of the one that is open."""
        self.template_path, self.template_error = path, None
        parser = self._services.parser

        def work(task: Task) -> tuple[Opened, Comp]:
            opened = open_template(path, parser=parser, cancelled=lambda: task.cancelled)
            return opened, start_comp(opened, comp_id)

        def done(found: tuple[Opened, Comp]) -> None:
            self.template, self.comp = found
            self.template_path = self.template.origin
            self.template_changed.emit()
            self.busy_changed.emit()
            if then is not None:
                then()

        self._services.tasks.start(
            TEMPLATE,
            work,
            owner=self,
            done=done,
            failed=self._template_failed,
            title=self.tr("Opening %1").replace("%1", path.name),
        )
        self.busy_changed.emit()

    def set_comp(self, comp_id: int) -> None:
        """Make films of another composition."""
        comp = self.template.template.comp(comp_id) if self.template is not None else None
        if comp is not None and comp != self.comp:
            self.comp = comp
            self.template_changed.emit()

    def open_sheet(self, path: Path, *, encoding: str | None = None, delimiter: str | None = None) -> None:
        """Read a spreadsheet, to be edited in place of the one that is open."""
        self.sheet_path, self.sheet_error = path, None
        self._read(path, encoding, delimiter, self._opened)

    def reload(self) -> None:
        """Read the open file again."""
        sheet = self.sheet
        if sheet is not None and sheet.path is not None:
            self._read(sheet.path, sheet.encoding_given, sheet.delimiter_given, self._reloaded)

    def reopen(self, *, encoding: str | None = None, delimiter: str | None = None) -> None:
        """Read the file again, with an encoding or a delimiter that people know better."""
        if self.sheet_path is None:
            return
        if self.sheet is not None and self.sheet.path == self.sheet_path:
            self._read(self.sheet_path, encoding, delimiter, self._reloaded)
        else:
            self.open_sheet(self.sheet_path, encoding=encoding, delimiter=delimiter)

    def new_sheet(self) -> None:
        """A spreadsheet for the open template: its columns, and a row that says what it says itself."""
        template, comp = self.template, self.comp
        if template is None or comp is None:
            return
        name = self.tr("New spreadsheet")

        def work(_task: Task) -> Records:
            footage = locate_footage(template.template, template.path)
            return new_records(template.slots_of(comp), footage, template.origin.parent, name=name)

        def done(records: Records) -> None:
            self.sheet_path, self.sheet_error = None, None
            self._opened(self._as_read(records, None, None))

        self._services.tasks.start(SHEET, work, owner=self, done=done, failed=self._sheet_failed)
        self.busy_changed.emit()

    def save(
        self,
        path: Path,
        grid: Grid,
        photo_columns: Sequence[int],
        *,
        saved: Callable[[Moved], None],
    ) -> None:
        """Write the spreadsheet to a file, which is the open one from then on.

        In another folder, relative photo paths are written so that they mean the same photos: `saved` gets those
        cells.
        """
        sheet, before, after = self.sheet, self.folder, path.absolute().parent
        if sheet is None:
            return
        form = sheet.form

        def work(_task: Task) -> tuple[Moved, SheetFormat, Stamp | None]:
            moved = moved_photos(grid, photo_columns, before, after) if before != after else {}
            rows = [row.cells for row in grid.with_cells(moved).rows]
            return moved, write_sheet(path, grid.columns, rows, form), stamp_of(path)

        def done(written: tuple[Moved, SheetFormat, Stamp | None]) -> None:
            moved, form, stamp = written
            self.save_error = None
            self.sheet = SheetFile(path.name, path, form, stamp=stamp)
            self.sheet_path = path
            self._set_changed(changed=False)
            saved(moved)
            self.busy_changed.emit()

        def not_saved(error: ErrorInfo) -> None:
            self.save_error = error
            self.busy_changed.emit()

        title = self.tr("Saving %1").replace("%1", path.name)
        self._services.tasks.start(SAVE, work, owner=self, done=done, failed=not_saved, title=title)
        self.busy_changed.emit()

    def take(self, sheet: SheetFile) -> None:
        """Go on with a spreadsheet whose rows are known already."""
        self.sheet, self.sheet_path, self.sheet_error = sheet, sheet.path, None
        self._declined, self.changed_on_disk = None, False
        self.file_changed.emit()

    def close_sheet(self) -> None:
        """No spreadsheet is open any more."""
        self._services.tasks.cancel(SHEET)
        self.sheet = self.sheet_path = self.sheet_error = None
        self.file_changed.emit()

    # The file on the disk

    def watch(self, *, on: bool) -> None:
        """Look at the file from time to time, while somebody sees the page."""
        if on:
            self.look()
            self._timer.start()
        else:
            self._timer.stop()

    @Slot()
    def look(self) -> None:
        """See whether the file is still the one that was read."""
        sheet = self.sheet
        if sheet is None or sheet.path is None or self.busy or self._services.tasks.running(WATCH):
            return
        path = sheet.path

        def done(stamp: Stamp | None) -> None:
            if self.sheet is sheet and stamp is not None:
                self._set_changed(changed=stamp not in (sheet.stamp, self._declined), stamp=stamp)

        self._services.tasks.start(WATCH, lambda _task: stamp_of(path), owner=self, done=done)

    def keep_mine(self) -> None:
        """Do not ask again about the change that was seen."""
        self._declined = self._seen
        self._set_changed(changed=False)

    def _set_changed(self, *, changed: bool, stamp: Stamp | None = None) -> None:
        self._seen = stamp or self._seen
        if changed != self.changed_on_disk:
            self.changed_on_disk = changed
            self.file_changed.emit()

    # Reading

    def _read(self, path: Path, encoding: str | None, delimiter: str | None, done: Callable[[ReadSheet], None]) -> None:
        def work(_task: Task) -> ReadSheet:
            stamp = stamp_of(path)
            records = read_records(path, encoding=encoding, delimiter=delimiter)
            return self._as_read(records, path, stamp, encoding, delimiter)

        self._services.tasks.start(
            SHEET,
            work,
            owner=self,
            done=done,
            failed=self._sheet_failed,
            title=self.tr("Reading %1").replace("%1", path.name),
        )
        self.busy_changed.emit()

    def _as_read(
        self,
        records: Records,
        path: Path | None,
        stamp: Stamp | None,
        encoding: str | None = None,
        delimiter: str | None = None,
    ) -> ReadSheet:
        grid, numbers = grid_of(records, self._fresh)
        form = SheetFormat(
            encoding=records.encoding, delimiter=records.delimiter, separator_line=records.separator_line
        )
        return ReadSheet(SheetFile(records.name, path, form, stamp, encoding, delimiter), grid, numbers)

    def _opened(self, read: ReadSheet) -> None:
        self.sheet, self.sheet_error = read.file, None
        self._declined = None
        self.changed_on_disk = False
        self.sheet_read.emit(read)
        self.file_changed.emit()
        self.busy_changed.emit()

    def _reloaded(self, read: ReadSheet) -> None:
        self.sheet, self.sheet_error = read.file, None
        self.changed_on_disk = False
        self.sheet_reread.emit(read)
        self.file_changed.emit()
        self.busy_changed.emit()

    def forget_errors(self) -> None:
        """People have read what went wrong."""
        self.template_error = self.sheet_error = self.save_error = None
        self.file_changed.emit()

    def _template_failed(self, error: ErrorInfo) -> None:
        self.template_error = error
        if self.template is not None:
            self.template_path = self.template.origin
        self.template_changed.emit()
        self.busy_changed.emit()

    def _sheet_failed(self, error: ErrorInfo) -> None:
        self.sheet_error = error
        self.file_changed.emit()
        self.busy_changed.emit()


def stamp_of(path: Path) -> Stamp | None:
    """What tells a file from the one that it was before; None: it is not there now."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
