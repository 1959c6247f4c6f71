"""Pictures of the job that is looked at: its last frame and some of all, from finished pieces or from the film."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.core.errors import ErrorInfo, FarmhandError
from app.core.messages import JobDetail, JobView, PieceView
from app.core.states import JobState, PieceState
from app.ui.controllers.farm import FarmController
from app.ui.tasks import Task, TaskRunner

if TYPE_CHECKING:
    from app.farm.connection import FarmConnection
    from app.farm.stills import Still

STRIP: Final = 8
"""So many frames show what a film is about."""

STRIP_SIZE: Final = (240, 135)
LARGE_SIZE: Final = (1280, 720)

_KEY: Final = "queue/pictures"


@dataclass(frozen=True, slots=True)
class JobPicture:
    """A frame of a job, counted from its composition's first as 0."""

    frame: int
    image: QImage


@dataclass(frozen=True, slots=True)
class JobPictures:
    """The last frame that is there, and frames from all over the job; nothing before anything is finished."""

    last: JobPicture | None = None
    strip: tuple[JobPicture, ...] = ()


class QueuePictures(QObject):
    """Fetches them in the background, one job at a time; what was fetched of a job is not fetched again."""

    changed = Signal()

    def __init__(self, farm: FarmController, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._farm, self._tasks = farm, tasks
        self._job_id = ""
        self._wanted: tuple[object, ...] = ()
        self._next: tuple[JobView, JobDetail] | None = None
        self._small: dict[str, JobPicture] = {}
        self.pictures = JobPictures()
        self.error: ErrorInfo | None = None

    def clear(self) -> None:
        """No job is looked at."""
        self._tasks.cancel(_KEY)
        self._job_id, self._wanted, self._next = "", (), None
        self._small = {}
        self._set(JobPictures())

    def show(self, view: JobView, detail: JobDetail) -> None:
        """Have the pictures of this job as it is now."""
        if view.job_id != self._job_id:
            self.clear()
            self._job_id = view.job_id
        wanted = _wanted(view, detail)
        if wanted == self._wanted:
            return
        if self._tasks.running(_KEY):
            self._next = (view, detail)
            return
        self._wanted, self._next = wanted, None
        film = view.film.path if view.state == JobState.DONE and view.film is not None else ""
        first = detail.request.frames.start if detail.request is not None else 0
        pieces = _chosen([one for one in detail.pieces if one.state == PieceState.DONE and one.file])
        known, here = dict(self._small), self._farm.is_here

        def work(task: Task) -> tuple[JobPictures, dict[str, JobPicture]]:
            if film:
                # A film that is with a farm elsewhere is seen once it was brought here.
                seen = here or Path(film).is_file()
                return (_of_film(Path(film), first) if seen else JobPictures()), known
            return _of_pieces(self._farm.connection, pieces, known, task)

        self._tasks.start(_KEY, work, owner=self, done=self._found, failed=self._not_found, lane="pictures")

    def _found(self, found: tuple[JobPictures, dict[str, JobPicture]]) -> None:
        pictures, self._small = found
        self._set(pictures)
        self._go_on()

    def _not_found(self, error: ErrorInfo) -> None:
        self._set(JobPictures(), error)
        self._go_on()

    def _go_on(self) -> None:
        following, self._next = self._next, None
        if following is not None:
            self.show(*following)

    def _set(self, pictures: JobPictures, error: ErrorInfo | None = None) -> None:
        self.pictures, self.error = pictures, error
        self.changed.emit()


def _wanted(view: JobView, detail: JobDetail) -> tuple[object, ...]:
    """What the pictures depend on."""
    if view.state == JobState.DONE and view.film is not None:
        return (view.job_id, view.film.path, view.film.sha256)
    pieces = [one for one in detail.pieces if one.state == PieceState.DONE and one.file]
    return (view.job_id, *(one.file for one in _chosen(pieces)))


def _chosen(pieces: Sequence[PieceView]) -> tuple[PieceView, ...]:
    """Pieces from all over those that are there, the last one among them."""
    if len(pieces) <= STRIP:
        return tuple(pieces)
    return tuple(pieces[round(number * (len(pieces) - 1) / (STRIP - 1))] for number in range(STRIP))


def _of_film(film: Path, first: int) -> JobPictures:
    from app.farm.stills import still_of_film, stills_of_film

    strip = tuple(JobPicture(first + one.frame, _image(one)) for one in stills_of_film(film, STRIP, STRIP_SIZE))
    large = still_of_film(film, strip[-1].frame - first, LARGE_SIZE) if strip else None
    last = JobPicture(first + large.frame, _image(large)) if large is not None else None
    return JobPictures(last=last, strip=strip)


def _of_pieces(
    farm: FarmConnection, pieces: tuple[PieceView, ...], known: dict[str, JobPicture], task: Task
) -> tuple[JobPictures, dict[str, JobPicture]]:
    """From pieces in storage; those of a job that ends in this moment may be gone, and are left out."""
    from app.farm.stills import stills_of_film

    strip: list[JobPicture] = []
    last: JobPicture | None = None
    for piece in pieces:
        if task.cancelled:
            break
        try:
            picture = known.get(piece.file)
            is_last = piece is pieces[-1]
            if picture is None or is_last:
                path = farm.storage.fetch(piece.file)
                large = stills_of_film(path, 1, LARGE_SIZE if is_last else STRIP_SIZE)[0]
                shown = JobPicture(piece.frames.start + large.frame, _image(large))
                last = shown if is_last else last
                picture = known[piece.file] = picture or JobPicture(shown.frame, _smaller(shown.image))
        except (FarmhandError, IndexError):
            continue
        strip.append(picture)
    return JobPictures(last=last, strip=tuple(strip)), known


def _image(still: Still) -> QImage:
    """An image of its own, safe to hand over to the window's thread."""
    image = QImage(still.pixels, still.width, still.height, 4 * still.width, QImage.Format.Format_RGBA8888)
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def _smaller(image: QImage) -> QImage:
    from PySide6.QtCore import QSize, Qt

    size = QSize(*STRIP_SIZE)
    if image.width() <= size.width() and image.height() <= size.height():
        return image
    return image.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
