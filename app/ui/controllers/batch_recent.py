"""Tells of the templates that films of a batch are made of, so that they are found again among the recent ones."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.farm.opened import Opened
from app.farm.recent import recent_of
from app.ui.controllers.batch_pictures import BatchPictures
from app.ui.controllers.batch_source import BatchSource
from app.ui.preview.feed import PreviewFrame


class BatchRecent(QObject):
    """Watches what is opened and what is drawn of it."""

    opened = Signal(object)
    """A template is open: a `RecentTemplate` with what a card says of it."""

    first_frame_drawn = Signal(Path, object)
    """The path of the template and the first picture (a `QImage`) that was drawn of it, with a row filled in."""

    def __init__(self, source: BatchSource, pictures: BatchPictures, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._known: Opened | None = None
        self._drawn_once = True
        source.template_changed.connect(self._on_template)
        pictures.shown.connect(self._on_picture)

    @Slot()
    def _on_template(self) -> None:
        template, comp = self._source.template, self._source.comp
        if template is not None and comp is not None and template is not self._known:
            self._known, self._drawn_once = template, False
            self.opened.emit(recent_of(template, comp))

    @Slot(object)
    def _on_picture(self, picture: PreviewFrame) -> None:
        if not self._drawn_once and self._known is not None:
            self._drawn_once = True
            self.first_frame_drawn.emit(self._known.origin, picture.image)
