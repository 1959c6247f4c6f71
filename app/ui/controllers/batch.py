"""One open batch: a template, a spreadsheet, what is known about its rows, and which of them are looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot

from app.core.slots import FillValue
from app.farm.row_texts import RowTexts, row_texts
from app.template.columns import ColumnChoice, ColumnRole, column_key, is_photo_column
from app.template.grid import Grid, row_of
from app.template.rows import column_names, read_values
from app.ui.controllers.batch_checks import BatchChecks, CheckTerms
from app.ui.controllers.batch_choices import KeptChoices
from app.ui.controllers.batch_document import BatchDocument, BatchSnapshot
from app.ui.controllers.batch_jobs import BatchJobs, film_wishes, order_of
from app.ui.controllers.batch_output import BatchOutput
from app.ui.controllers.batch_pictures import BatchPictures
from app.ui.controllers.batch_recent import BatchRecent
from app.ui.controllers.batch_session import BatchSession, session_of
from app.ui.controllers.batch_source import BatchSource, Moved, ReadSheet
from app.ui.controllers.batch_stills import BatchProof, BatchThumbs, poster_frame
from app.ui.controllers.compose_wishes import OutputWishes, wishes_of
from app.ui.controllers.estimates_ahead import EstimatesAhead, batch_wish
from app.ui.services import Services

VALUES: Final = "batch/values"


class BatchController(QObject):
    """At most one batch. Its parts: `document` (the cells), `source` (the files), `checks`, `jobs`, `pictures`."""

    state_changed = Signal()
    """What is open is another, or something is being opened."""

    current_changed = Signal(object)
    """The id of the row that is looked at, or None."""

    frame_changed = Signal(int)
    wishes_changed = Signal()
    only_bad_changed = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.services = services
        self.document = BatchDocument(self)
        self.source = BatchSource(services, self.document.fresh, self)
        self.checks = BatchChecks(self.document, services.tasks, self)
        self.output = BatchOutput(self)
        self.jobs = BatchJobs(services, self.output.checker, self)
        self.pictures = BatchPictures(self)
        self.recent = BatchRecent(self.source, self.pictures, self)
        self.thumbs = BatchThumbs(self.checks, self.pictures, self)
        self.proof = BatchProof(self.pictures, services.tasks, self)
        self.wishes = wishes_of(services.settings)
        self.current: int | None = None
        self.frame = 0
        self.only_bad = False
        self.ahead = EstimatesAhead(services, "batch/estimate", partial(batch_wish, self), self)
        for news in (self.state_changed, self.wishes_changed, self.checks.summary_changed):
            news.connect(self.ahead.schedule)
        self._restoring: BatchSession | None = None
        self._texts: RowTexts | None = None
        self._kept = KeptChoices(services.state)
        self._session: tuple[tuple[object, ...], BatchSession | None] = ((), None)
        self.source.template_changed.connect(self._on_template)
        self.source.sheet_read.connect(self._on_sheet)
        self.source.sheet_reread.connect(self._on_reread)
        self.source.file_changed.connect(self.state_changed)
        self.source.busy_changed.connect(self.state_changed)
        self.document.changed.connect(self._on_edit)
        self.checks.rows_checked.connect(self._on_checked)

    # What is open

    def open(self, template: Path | None, sheet: Path | None) -> None:
        """Make many films of a template, begin with a spreadsheet, or both.

        A spreadsheet that is not named stays, but for one of another template's that holds no edits.
        """
        if template is not None:
            known = self.source.template_path
            if sheet is None and known is not None and template != known and not self.document.unsaved:
                self.close_sheet()
            self.use_template(template)
        if sheet is not None:
            self.open_sheet(sheet)

    def use_template(self, path: Path) -> None:
        """Use another template for the spreadsheet that is open."""
        self.source.open_template(path)
        self.pictures.feed.warm()

    def open_sheet(self, path: Path) -> None:
        """Open a spreadsheet; one that is open with unsaved edits can be had back."""
        self._offer_back()
        self.source.open_sheet(path)

    def new_sheet(self) -> None:
        """Begin a spreadsheet for the open template."""
        self._offer_back()
        self.source.new_sheet()

    def close_sheet(self) -> None:
        """No spreadsheet is open any more."""
        self.source.close_sheet()
        self._forget_rows()
        self.document.begin(Grid(), {}, {}, saved=True)
        self._new_terms()
        self.set_current(None)

    def save(self, path: Path) -> None:
        """Write the spreadsheet to a file."""
        grid, sheet = self.document.grid, self.source.sheet
        if sheet is None:
            return
        encoding = sheet.form.encoding

        def saved(moved: Moved) -> None:
            if self.document.grid is grid:
                self.document.put(moved, self.tr("Save in another folder"))
                self.document.mark_saved(self.document.grid)
            self._new_terms()
            self.state_changed.emit()
            now = self.source.sheet
            if now is not None and now.form.encoding != encoding:
                text = self.tr("“%1” was saved as UTF-8, because its former encoding lacks some of the characters.")
                self.services.notices.say(text.replace("%1", path.name))

        columns = [one.index for one in self.checks.mapping.slot_columns if is_photo_column(one)]
        self.source.save(path, grid, columns, saved=saved)

    def close(self) -> None:
        """End what runs: the look at the file, the preview. Blocks until its process is gone."""
        self.source.watch(on=False)
        self.checks.close()
        self.output.close()
        self.pictures.close()

    def session(self) -> BatchSession | None:
        """What has to be kept to come back here; None when nothing is open."""
        source, document = self.source, self.document
        facts = (
            *(source.template_path, source.comp, source.sheet, document.snapshot, document.unsaved),
            *(self.wishes, self.current, self.frame),
        )
        if facts != self._session[0]:
            made = session_of(source, document, self.wishes, row=self.current, frame=self.frame)
            self._session = (facts, made)
        return self._session[1]

    def restore(self, session: BatchSession) -> None:
        """Open that again."""
        self._restoring = session
        if session.template:
            self.source.open_template(Path(session.template), comp_id=session.comp_id)
        if session.columns:
            self._take_session(session)

    # What is looked at

    def set_current(self, row_id: int | None) -> None:
        """Look at another row."""
        if row_id != self.current:
            self.current = row_id
            self.current_changed.emit(row_id)
            self.refresh()

    def set_frame(self, frame: int) -> None:
        """Look at another frame."""
        comp = self.source.comp
        last = max(0, comp.frame_count - 1) if comp is not None else 0
        bounded = min(max(0, frame), last)
        if bounded != self.frame:
            self.frame = bounded
            self.frame_changed.emit(bounded)
            self.refresh()

    def draw_proof(self, row_ids: Iterable[int] | None = None) -> None:
        """Begin a proof sheet of these rows, or of all that can be rendered."""
        rows = self.checks.ready_rows(row_ids)
        if self.source.comp is not None and rows:
            self.proof.start(rows, self.wishes.frames(self.source.comp, self.frame))

    def set_only_bad(self, *, on: bool) -> None:
        """Show only the rows that need attention."""
        if on != self.only_bad:
            self.only_bad = on
            self.only_bad_changed.emit()

    @Slot()
    def refresh(self) -> None:
        """Draw the row that is looked at as it is now; cells that cannot be used are left as in the template."""
        row = self.document.grid.row(self.current) if self.current is not None else None
        if row is None or self.source.template is None:
            return
        checked = self.checks.of(row.id)
        if checked is not None and not checked.problems:
            self.pictures.show(checked.values, self.frame)
            return
        mapping, folder = self.checks.mapping, self.source.folder
        plain = row_of(self.document.grid, row, self.document.numbers.of(row.id))

        def done(found: Mapping[str, FillValue]) -> None:
            self.pictures.show(found, self.frame)

        self.services.tasks.start(VALUES, lambda _task: read_values(plain, mapping, folder)[0], owner=self, done=done)

    # What is wanted

    def set_wishes(self, wishes: OutputWishes) -> None:
        """Want something else of the films."""
        before, self.wishes = self.wishes, wishes
        if wishes != before:
            self.wishes_changed.emit()
        self.checks.set_wishes(wishes.pattern, wishes.missing)

    def choose(self, column: int, choice: ColumnChoice | None) -> None:
        """Decide what a column is for; None: what its name says. Only one column names the films."""
        grid = self.document.grid
        choices = dict(self.document.snapshot.choices)
        if choice is not None and choice.role is ColumnRole.NAME:
            choices = {key: other for key, other in choices.items() if other.role is not ColumnRole.NAME}
        key = column_key(grid.columns, column)
        choices.pop(key, None)
        if choice is not None:
            choices[key] = choice
        self.document.choose(choices)

    def add_missing_columns(self) -> None:
        """Add a column for each field that no column fills."""
        source = self.source
        if source.template is None or source.comp is None:
            return
        missing = set(self.checks.mapping.unfilled)
        fields = source.template.slots_of(source.comp)
        self.document.add_columns(column_names([field for field in fields if field.key in missing], fields))

    # What is rendered

    def render(self, row_ids: Iterable[int] | None = None) -> None:
        """Render those of these rows that can be, but for films that are on their way.

        None: all rows without a film, or once more all when every row has one.
        """
        template, comp, sheet = self.source.template, self.source.comp, self.source.sheet
        coming, made = self.standing()
        rows = [found for found in self.checks.ready_rows(row_ids) if found[0].id not in coming]
        if row_ids is None and (left := [found for found in rows if found[0].id not in made]):
            rows = left
        if template is not None and comp is not None and sheet is not None and rows:
            wanted = replace(
                film_wishes(self.wishes, comp, self.frame, self.services.settings),
                owner=self.services.owner,
                batch_name=Path(sheet.name).stem,
                sample=self.ahead.sample,
            )
            self.jobs.order(order_of(template, rows, wanted, self.services.farm.jobs.values()))

    def standing(self) -> tuple[set[int], set[int]]:
        """Ids of the rows whose films are on their way, and of those whose films are there, as the rows are now."""
        checks, jobs = self.checks, self.jobs
        coming, made = (
            {row_id for row_id in row_ids if not jobs.outdated(row_id, checks.of(row_id))}
            for row_ids in (jobs.coming, jobs.made)
        )
        return coming, made

    # What happens

    @Slot()
    def _on_template(self) -> None:
        source = self.source
        if source.template is not None and source.comp is not None and source.template_error is None:
            self.pictures.open(source.template, source.comp)
            self.thumbs.begin()
            self.proof.begin()
            session = self._restoring
            self.frame = (
                session.frame if session is not None and session.frame is not None else poster_frame(source.comp)
            )
            self._restoring = None
            self.frame_changed.emit(self.frame)
            stored = self._kept.of(source.template_path)
            if stored:
                self.document.choose({**self.document.snapshot.choices, **stored})
            self._new_terms()
        self.state_changed.emit()
        self.refresh()

    @Slot(object)
    def _on_sheet(self, read: ReadSheet) -> None:
        self._forget_rows()
        self.document.begin(
            read.grid, read.numbers, self._kept.of(self.source.template_path), saved=read.file.path is not None
        )
        self._new_terms()
        self.set_current(read.grid.rows[0].id if read.grid.rows else None)
        self.state_changed.emit()

    def _forget_rows(self) -> None:
        self.jobs.begin()
        self.thumbs.begin()
        self.proof.begin()
        self.current = None

    @Slot(object)
    def _on_reread(self, read: ReadSheet) -> None:
        self.document.reread(read.grid, read.numbers)
        self.checks.recheck_all()

    @Slot(object)
    def _on_checked(self, row_ids: set[int]) -> None:
        if self.current in row_ids:
            self.refresh()

    @Slot(object, object)
    def _on_edit(self, before: BatchSnapshot, now: BatchSnapshot) -> None:
        if before.choices != now.choices:
            self._kept.keep(self.source.template_path, now.choices)
        if self.current is not None and now.grid.row(self.current) is None:
            self._leave_row(before.grid, now.grid)
        self.state_changed.emit()

    def _leave_row(self, before: Grid, now: Grid) -> None:
        """The row that was looked at is gone: look at the next one that is still there, or the last."""
        here = {row.id for row in now.rows}
        place = next((index for index, row in enumerate(before.rows) if row.id == self.current), 0)
        following = (row.id for row in before.rows[place:] if row.id in here)
        self.set_current(next(following, now.rows[-1].id if now.rows else None))

    def _new_terms(self) -> None:
        template, comp, sheet = self.source.template, self.source.comp, self.source.sheet
        if template is None or comp is None or sheet is None:
            self.checks.begin(None)
            return
        # Kept while it can be, as it knows the fonts of this computer.
        self._texts = row_texts(template, comp, self._texts)
        self.checks.begin(
            CheckTerms(
                sheet=sheet.name,
                folder=self.source.folder,
                slots=template.slots_of(comp),
                fields={"template": template.origin.stem, "comp": comp.name},
                pattern=self.wishes.pattern,
                texts=self._texts.look,
                missing=self.wishes.missing,
            )
        )

    def _offer_back(self) -> None:
        session = self.session()
        if session is not None and session.rows and self.document.unsaved and self.document.stack.count():
            self.services.notices.say(
                self.tr("“%1” was closed with edits that are not saved.").replace("%1", session.title),
                lambda: self.restore(session),
                verb=self.tr("Bring back"),
            )

    def _take_session(self, session: BatchSession) -> None:
        grid, numbers = session.grid(self.document.fresh)
        self.source.take(session.file())
        self.wishes = session.wishes
        self.wishes_changed.emit()
        self._forget_rows()
        self.document.begin(grid, numbers, session.choices, saved=session.saved)
        self._new_terms()
        first = grid.rows[0].id if grid.rows else None
        self.set_current(next((row_id for row_id, number in numbers.items() if number == session.row), first))
        self.state_changed.emit()
