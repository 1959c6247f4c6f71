"""Pictures of rows: the one that is looked at, and small stills, one after the other, while nothing else is drawn."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from app.core.errors import ErrorInfo
from app.core.model import Comp
from app.core.slots import FillValue
from app.farm.opened import Opened
from app.ui.preview.feed import Look, PreviewFeed, PreviewFrame

STILL_PIXELS: Final = 384 * 216
"""A still has about so many: enough for a contact sheet, and soon drawn."""


@dataclass(frozen=True, slots=True)
class StillWanted:
    """A still of somebody's: `values` as they are to be filled in, and what to do with the picture or the error."""

    key: tuple[str, int]
    values: Mapping[str, FillValue]
    frame: int
    done: Callable[[QImage], None]
    failed: Callable[[ErrorInfo], None]


class BatchPictures(QObject):
    """Draws for the batch page. `open` first; `close` ends the process that draws."""

    shown = Signal(object)
    """The `PreviewFrame` of the row that is looked at."""

    failed = Signal(object)
    """Why it cannot be drawn (`ErrorInfo`), or None when it can."""

    updating_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.feed = PreviewFeed(self)
        self._template: Opened | None = None
        self._comp: Comp | None = None
        self._waiting: OrderedDict[tuple[str, int], StillWanted] = OrderedDict()
        self._drawing: StillWanted | None = None
        self.feed.shown.connect(self._on_shown)
        self.feed.failed.connect(self._on_failed)
        self.feed.updating_changed.connect(self.updating_changed)

    def open(self, template: Opened, comp: Comp) -> None:
        """Draw this composition of this template from now on."""
        self.drop_stills()
        self._template, self._comp = template, comp
        self.feed.open(template.path, comp.id)

    def try_again(self) -> None:
        """Open the template anew, as after it could not be drawn; what is to be shown has to be said again."""
        if self._template is None or self._comp is None:
            return
        drawing, self._drawing = self._drawing, None
        self.feed.open(self._template.path, self._comp.id)
        if drawing is not None:
            self.want_still(drawing, first=True)

    def show(self, values: Mapping[str, FillValue], frame: int) -> None:
        """Show a frame with these values."""
        if self._comp is not None:
            self.feed.show(Look(comp_id=self._comp.id, values=dict(values), scale=0.5), frame)

    def want_still(self, wanted: StillWanted, *, first: bool = False) -> None:
        """Draw a still when there is time; one that waits under the same key is not wanted any more."""
        self._waiting.pop(wanted.key, None)
        self._waiting[wanted.key] = wanted
        if first:
            self._waiting.move_to_end(wanted.key, last=False)
        self._next()

    def drop_stills(self, purpose: str | None = None) -> None:
        """Forget the stills that wait: those whose keys begin with `purpose`, or all."""
        for key in [key for key in self._waiting if purpose is None or key[0] == purpose]:
            del self._waiting[key]
        if self._drawing is not None and (purpose is None or self._drawing.key[0] == purpose):
            self._drawing = None

    def close(self) -> None:
        """End the process. Blocks until it is gone."""
        self.drop_stills()
        self._template = self._comp = None
        self.feed.close()

    def _next(self) -> None:
        """One at a time, so that what is wanted first is drawn next."""
        if self._drawing is not None or not self._waiting or self._comp is None:
            return
        _, wanted = self._waiting.popitem(last=False)
        self._drawing = wanted
        scale = min(1.0, math.sqrt(STILL_PIXELS / max(1, self._comp.width * self._comp.height)))
        look = Look(comp_id=self._comp.id, values=dict(wanted.values), scale=scale)

        def done(frame: PreviewFrame) -> None:
            self._answered(wanted, lambda: wanted.done(frame.image))

        def failed(error: ErrorInfo) -> None:
            self._answered(wanted, lambda: wanted.failed(error))

        self.feed.draw_still(look, wanted.frame, done=done, failed=failed)

    def _answered(self, wanted: StillWanted, tell: Callable[[], None]) -> None:
        if self._drawing is wanted:
            self._drawing = None
            tell()
        self._next()

    @Slot(object)
    def _on_shown(self, frame: PreviewFrame) -> None:
        self.failed.emit(None)
        self.shown.emit(frame)

    @Slot(object, str)
    def _on_failed(self, error: ErrorInfo, _slot_key: str) -> None:
        self.failed.emit(error)
