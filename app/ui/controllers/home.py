"""What Home shows: the templates that were opened last and the films that were made last, kept in the profile."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec
from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QImage

from app.core.messages import JobView
from app.core.states import JobState
from app.farm.files import translated
from app.farm.recent import RecentFilm, RecentTemplate, recent_films, recent_templates
from app.ui.services import Services
from app.ui.tasks import Task

SHOWN_FILMS: Final = 5

PICTURE_SIDE: Final = 480
"""Pixels of the longer side of pictures; enough for a card on a screen of twice the usual density."""

_Lists = tuple[tuple[RecentTemplate, ...], tuple[RecentFilm, ...], frozenset[str]]


class HomeController(QObject):
    """Two short lists. All that touches the disk runs in the background, one after the other."""

    changed = Signal()

    def __init__(self, services: Services, home: Path) -> None:
        super().__init__()
        self._services = services
        self._template_list, self._film_list = recent_templates(home), recent_films(home)
        self._templates: tuple[RecentTemplate, ...] = ()
        self._films: tuple[RecentFilm, ...] = ()
        self._missing: frozenset[str] = frozenset()
        self._loaded = False
        self._told: set[str] = set()
        self._waiting: list[Callable[[], object]] = []
        services.farm.jobs_changed.connect(self._jobs_changed)

    @property
    def loaded(self) -> bool:
        """Whether the lists were read already."""
        return self._loaded

    @property
    def templates(self) -> tuple[RecentTemplate, ...]:
        """The templates that were opened last, the newest first."""
        return self._templates

    @property
    def films(self) -> tuple[RecentFilm, ...]:
        """The films that were made last, the newest first."""
        return self._films[:SHOWN_FILMS]

    def is_missing(self, path: str) -> bool:
        """Whether that file was gone when it was looked for last."""
        return path in self._missing

    def refresh(self) -> None:
        """Look anew at the lists, and whether their files are there."""
        self._do(lambda: None)

    @Slot(object)
    def remember(self, template: RecentTemplate) -> None:
        """A template was opened."""
        opened = msgspec.structs.replace(template, opened=time.time())
        self._do(lambda: self._template_list.add(opened))

    @Slot(Path, object)
    def keep_picture(self, template: Path, image: QImage) -> None:
        """A frame of a template was drawn: its card shows it from now on."""
        self._put_picture(template, image, anew=True)

    @Slot(Path, object)
    def offer_picture(self, template: Path, image: QImage) -> None:
        """A frame of a template was drawn, filled in: its card shows it where there is no other picture."""
        self._put_picture(template, image, anew=False)

    def _put_picture(self, template: Path, image: QImage, *, anew: bool) -> None:
        def work(_task: Task) -> None:
            from app.farm.stills import Still
            from app.farm.thumbnails import ThumbnailCache

            if not anew and ThumbnailCache().find(_content(template), PICTURE_SIDE) is not None:
                return
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            small = image.scaled(PICTURE_SIDE, PICTURE_SIDE, keep, smooth)
            # Four bytes a pixel need no gaps between rows.
            straight = small.convertToFormat(QImage.Format.Format_RGBA8888)
            still = Still(0, straight.width(), straight.height(), bytes(straight.constBits()))
            ThumbnailCache().put(_content(template), PICTURE_SIDE, still)

        self._services.tasks.start("", work, owner=self, done=lambda _result: self.changed.emit(), lane="pictures")

    def template_picture(self, path: str) -> Path | None:
        """The picture's file of a template; for background threads."""
        from app.farm.thumbnails import ThumbnailCache

        return ThumbnailCache().find(_content(Path(path)), PICTURE_SIDE)

    def film_picture(self, path: str) -> Path | None:
        """The picture's file of a film, made if there is none; for background threads. Raises `FarmhandError`."""
        from app.farm.thumbnails import ThumbnailCache

        return ThumbnailCache().of_film(Path(path), PICTURE_SIDE)

    def remove(self, template: RecentTemplate) -> None:
        """Take a template from the list; the file stays. Can be undone for ten seconds."""
        self._do(lambda: self._template_list.remove(template.path))
        self._services.notices.say(
            self.tr("“%1” was removed from the list.").replace("%1", template.name), lambda: self.put_back(template)
        )

    def put_back(self, template: RecentTemplate) -> None:
        """Take the removal back."""
        self._do(lambda: self._template_list.add(template))

    def _jobs_changed(self, views: list[JobView]) -> None:
        if not self._services.farm.is_here:
            return  # Films that are with a farm are no files of this computer.
        films = [
            film_of(view)
            for view in views
            if JobState(view.state) is JobState.DONE and not view.removed and view.job_id not in self._told
        ]
        found = [film for film in films if film is not None]
        if found:
            self._told.update(film.job_id for film in found)
            self._do(lambda: self._film_list.add(*found))

    def _do(self, change: Callable[[], object]) -> None:
        self._waiting.append(change)
        if not self._services.tasks.running("home/lists"):
            self._next()

    def _next(self) -> None:
        changes, self._waiting = self._waiting, []

        def work(_task: Task) -> _Lists:
            for change in changes:
                change()
            templates, films = self._template_list.all(), self._film_list.all()
            paths = (*(one.path for one in templates), *(one.path for one in films[:SHOWN_FILMS]))
            return templates, films, frozenset(path for path in paths if not Path(path).is_file())

        self._services.tasks.start("home/lists", work, owner=self, done=self._take)

    def _take(self, found: _Lists) -> None:
        before = (self._loaded, self._templates, self._films, self._missing)
        self._templates, self._films, self._missing = found
        self._loaded = True
        if before != (True, *found):
            self.changed.emit()
        if self._waiting:
            self._next()


def _content(path: Path) -> str:
    """What a template's picture is kept under: cheap to get, and another once the file was changed."""
    with translated("read", path):
        status = path.stat()
    return f"template {path.absolute()} {status.st_mtime_ns} {status.st_size}"


def film_of(view: JobView) -> RecentFilm | None:
    """The film that a finished job made, as the list keeps it."""
    if view.film is None:
        return None
    return RecentFilm(
        path=view.film.path,
        name=Path(view.film.path).name,
        job_id=view.job_id,
        width=view.film.width,
        height=view.film.height,
        duration=view.film.duration,
        size=view.film.size,
        warned=bool(view.warnings),
        ended=view.ended,
    )
