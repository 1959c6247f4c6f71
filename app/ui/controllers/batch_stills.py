"""Small pictures of rows: thumbnails of those in sight, and the proof sheet's stills of many."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QObject, Qt, Signal
from PySide6.QtGui import QImage

from app.core.errors import ErrorInfo, UsageError
from app.core.frames import FrameRange
from app.core.model import Comp
from app.farm.preview.protocol import values_key
from app.template.batch import CheckedRow
from app.template.grid import GridRow
from app.ui.controllers.batch_checks import BatchChecks
from app.ui.controllers.batch_contact_sheet import ContactSheet, Still
from app.ui.controllers.batch_pictures import BatchPictures, StillWanted
from app.ui.tasks import TaskRunner

THUMB, PROOF = "thumb", "proof"
SAVING: Final = "batch/contact"

THUMB_HEIGHT: Final = 56
"""Pixels: twice a row's height, for screens with small pixels."""

KEPT_THUMBS: Final = 1000
QUALITY: Final = 88
"""Of the JPEG that a still is kept as: thousands of stills would not fit into memory otherwise."""

MOST_STILLS: Final = 3


class BatchThumbs(QObject):
    """The thumbnails of rows that were in sight. A row that has changed has none until it is drawn anew."""

    changed = Signal(int)
    """The id of a row whose thumbnail is another."""

    def __init__(self, checks: BatchChecks, pictures: BatchPictures, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._checks, self._pictures = checks, pictures
        self._images: OrderedDict[int, tuple[str, QImage]] = OrderedDict()
        self._failed: dict[int, str] = {}

    def begin(self) -> None:
        """Another spreadsheet, template or composition: no row has a thumbnail."""
        self._images.clear()
        self._failed.clear()
        self._pictures.drop_stills(THUMB)

    def image(self, row_id: int) -> QImage | None:
        """The thumbnail of a row, if it has one."""
        kept = self._images.get(row_id)
        checked = self._checks.of(row_id)
        return kept[1] if kept is not None and checked is not None and not checked.problems else None

    def want(self, row_ids: Iterable[int], frame: int) -> None:
        """These rows are in sight: draw those that have no thumbnail, or one of other values."""
        self._pictures.drop_stills(THUMB)
        for row_id in row_ids:
            checked = self._checks.of(row_id)
            if checked is None or checked.problems:
                continue
            key = f"{values_key(checked.values)}/{frame}"
            kept = self._images.get(row_id)
            if (kept is None or kept[0] != key) and self._failed.get(row_id) != key:
                self._pictures.want_still(
                    StillWanted(
                        key=(THUMB, row_id),
                        values=checked.values,
                        frame=frame,
                        done=partial(self._take, row_id, key),
                        failed=partial(self._fail, row_id, key),
                    )
                )

    def _take(self, row_id: int, key: str, image: QImage) -> None:
        small = image.scaledToHeight(THUMB_HEIGHT, Qt.TransformationMode.SmoothTransformation)
        self._images[row_id] = (key, small)
        self._images.move_to_end(row_id)
        while len(self._images) > KEPT_THUMBS:
            self._images.popitem(last=False)
        self.changed.emit(row_id)

    def _fail(self, row_id: int, key: str, _error: ErrorInfo) -> None:
        """The row has no thumbnail; why is told when it is looked at."""
        self._failed[row_id] = key


@dataclass(slots=True)
class ProofStill:
    """One picture of the proof sheet: which row, how it is called, and the picture once it is there."""

    row_id: int
    number: int
    name: str
    frame: int
    picture: QByteArray | None = None
    error: ErrorInfo | None = None


class BatchProof(QObject):
    """The proof sheet: stills of rows, one after the other, until all are there or it is stopped."""

    begun = Signal()
    """Other stills are wanted."""

    drawn = Signal(int)
    """The still at that place is there, or failed."""

    running_changed = Signal()
    saving_changed = Signal()

    def __init__(self, pictures: BatchPictures, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures, self._tasks = pictures, tasks
        self._rows: list[tuple[GridRow, CheckedRow]] = []
        self._frames = FrameRange(start=0, stop=1)
        self._run = 0
        self.stills: list[ProofStill] = []
        self.done = 0
        self.running = False
        self.per_row = 1

    def start(self, rows: Sequence[tuple[GridRow, CheckedRow]], frames: FrameRange) -> None:
        """Draw stills of these rows, spread over these frames, in place of what was drawn before."""
        self.stop()
        self._rows, self._frames = list(rows), frames
        self._run += 1
        places = still_frames(frames, self.per_row)
        self.stills = [
            ProofStill(row.id, checked.number, checked.name, frame) for row, checked in rows for frame in places
        ]
        self.done = 0
        self.running = bool(self.stills)
        self.begun.emit()
        self.running_changed.emit()
        wanted = [(checked, frame) for _, checked in rows for frame in places]
        for place, (checked, frame) in enumerate(wanted):
            self._pictures.want_still(
                StillWanted(
                    key=(PROOF, place),
                    values=checked.values,
                    frame=frame,
                    done=partial(self._take, self._run, place),
                    failed=partial(self._fail, self._run, place),
                )
            )

    def set_per_row(self, count: int) -> None:
        """Draw so many stills of each row, 1 to `MOST_STILLS`."""
        bounded = min(max(1, count), MOST_STILLS)
        if bounded != self.per_row:
            self.per_row = bounded
            if self._rows:
                self.start(self._rows, self._frames)

    def stop(self) -> None:
        """Draw no more; what is there stays."""
        self._pictures.drop_stills(PROOF)
        if self.running:
            self.running = False
            self.running_changed.emit()

    def begin(self) -> None:
        """Another spreadsheet or template: there is no proof sheet."""
        self.stop()
        self._run += 1
        self._rows, self.stills, self.done = [], [], 0
        self.begun.emit()

    @property
    def saving(self) -> bool:
        """Whether the sheet is being written to a file."""
        return self._tasks.running(SAVING)

    def save(
        self,
        path: Path,
        title: str,
        *,
        saved: Callable[[tuple[Path, ...]], None],
        failed: Callable[[ErrorInfo], None],
    ) -> None:
        """Write the sheet as a PDF or as PNG pictures, by the name's ending; `saved` gets the files' paths."""
        stills = [
            Still(caption=f"{still.number} · {still.name}", picture=bytes(still.picture.data()))
            for still in self.stills
            if still.picture is not None
        ]

        text = self.tr("Saving %1").replace("%1", path.name)

        def ended(paths: tuple[Path, ...]) -> None:
            self.saving_changed.emit()
            saved(paths)

        def not_saved(error: ErrorInfo) -> None:
            self.saving_changed.emit()
            failed(error)

        def placed(_result: None) -> None:
            sheet.paint()
            go_on()

        def go_on() -> None:
            if sheet.complete:
                self._tasks.start(
                    SAVING, lambda _task: sheet.finish(), owner=self, done=ended, failed=not_saved, title=text
                )
            else:
                self._tasks.start(
                    SAVING, lambda _task: sheet.place(), owner=self, done=placed, failed=not_saved, title=text
                )

        try:
            sheet = ContactSheet(path, title, stills)
        except UsageError as error:
            failed(error.info())
            return
        go_on()
        self.saving_changed.emit()

    def _take(self, run: int, place: int, image: QImage) -> None:
        if run != self._run:
            return
        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        image.convertToFormat(QImage.Format.Format_RGB32).save(buffer, "JPG", QUALITY)  # type: ignore[call-overload]
        self.stills[place].picture = buffer.data()
        self._answered(place)

    def _fail(self, run: int, place: int, error: ErrorInfo) -> None:
        if run == self._run:
            self.stills[place].error = error
            self._answered(place)

    def _answered(self, place: int) -> None:
        self.done += 1
        self.drawn.emit(place)
        if self.done == len(self.stills):
            self.running = False
            self.running_changed.emit()


def poster_frame(comp: Comp) -> int:
    """The frame that small pictures show: the middle of the work area."""
    length = comp.work_area_frame_count or comp.frame_count
    return min(max(0, comp.work_area_start_frame + length // 2), max(0, comp.frame_count - 1))


def still_frames(frames: FrameRange, count: int) -> list[int]:
    """So many frames, evenly spread and away from the ends, where films fade in and out."""
    length = len(frames)
    found = [frames.start + (position + 1) * length // (count + 1) for position in range(count)]
    return sorted({min(frame, frames.stop - 1) for frame in found})
