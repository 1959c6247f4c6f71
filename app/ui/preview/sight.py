"""What is looked at: one composition of one template with values, at a frame, playing or not. Compose and Batch each
have one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot

from app.core.errors import ErrorInfo
from app.core.frames import FrameRange
from app.core.model import Comp
from app.core.settings_choices import PreviewQuality
from app.core.slots import FillValue
from app.farm.chosen_files import ChosenFiles
from app.ui.preview.feed import Look, PreviewFeed, PreviewFrame
from app.ui.preview.player import Player

SCALES: Final = {PreviewQuality.FULL: 1.0, PreviewQuality.HALF: 0.5, PreviewQuality.QUARTER: 0.25}


class Sight(QObject):
    """State of a preview. Its widget is `app.ui.preview.pane.PreviewPane`, which may be made anew at any time."""

    began = Signal()
    """Another template or composition is looked at."""

    picture_changed = Signal(object)
    """The `PreviewFrame` to be shown."""

    before_changed = Signal(object)
    """The same frame of the template as it is: a `PreviewFrame`, or None."""

    frame_changed = Signal(int)

    quality_changed = Signal()

    failed = Signal(object)
    """Why there is no picture of what is wanted (`ErrorInfo`), or None when there is one again."""

    blamed = Signal(str, object)
    """The slot whose value cannot be drawn, and why (`ErrorInfo`)."""

    def __init__(
        self, feed: PreviewFeed, quality: PreviewQuality = PreviewQuality.HALF, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.feed = feed
        self.player = Player(self.feed, self)
        self._path: Path | None = None
        self._comp: Comp | None = None
        self._values: dict[str, FillValue] = {}
        self._chosen = ChosenFiles()
        self._frame = 0
        self._quality = quality
        self._background = True
        self._comparing = False
        self._picture: PreviewFrame | None = None
        self._error: ErrorInfo | None = None
        self.feed.shown.connect(self._on_picture)
        self.feed.failed.connect(self._on_failure)
        self.player.frame_due.connect(self._on_picture)
        self.player.moved.connect(self._on_moved)
        self.player.playing_changed.connect(self._on_playing)

    @property
    def comp(self) -> Comp | None:
        """The composition that is looked at."""
        return self._comp

    @property
    def frame(self) -> int:
        """The frame that is looked at, from 0."""
        return self._frame

    @property
    def quality(self) -> PreviewQuality:
        """The size that the preview is drawn in."""
        return self._quality

    @property
    def picture(self) -> PreviewFrame | None:
        """What is shown now; None before the first picture."""
        return self._picture

    @property
    def error(self) -> ErrorInfo | None:
        """Why there is no picture of what is wanted."""
        return self._error

    @property
    def look(self) -> Look | None:
        """What all frames have in common now."""
        return self._look(self._values)

    def begin(
        self,
        template: Path,
        comp: Comp,
        *,
        frame: int,
        values: Mapping[str, FillValue],
        chosen: ChosenFiles | None = None,
    ) -> None:
        """Look at a composition of a template; `chosen` are files for what it lacks."""
        self.player.stop()
        self._path, self._comp, self._values = template, comp, dict(values)
        self._chosen = chosen or ChosenFiles()
        self._picture = None
        self._frame = min(max(0, frame), max(0, comp.frame_count - 1))
        self._say(None)
        self.feed.open(template, comp.id, self._chosen)
        self.began.emit()
        self.frame_changed.emit(self._frame)
        self.refresh()

    def hide(self) -> None:
        """Look at nothing until something is begun."""
        self.player.stop()
        self._path = self._comp = self._picture = None
        self._values = {}

    def set_values(self, values: Mapping[str, FillValue]) -> None:
        """Look at other values."""
        if dict(values) != self._values:
            self._values = dict(values)
            self.refresh()

    def set_chosen(self, chosen: ChosenFiles) -> None:
        """Use other files for what the template lacks."""
        if self._path is not None and self._comp is not None and chosen != self._chosen:
            self.begin(self._path, self._comp, frame=self._frame, values=self._values, chosen=chosen)

    def set_frame(self, frame: int) -> None:
        """Look at another frame; the nearest that exists."""
        if self._comp is None:
            return
        self.player.stop()
        bounded = min(max(0, frame), max(0, self._comp.frame_count - 1))
        if bounded != self._frame:
            self._frame = bounded
            self.frame_changed.emit(bounded)
            self.refresh()

    def step(self, frames: int) -> None:
        """Look so many frames on, or back."""
        self.set_frame(self._frame + frames)

    def set_quality(self, quality: PreviewQuality) -> None:
        """Draw in another size."""
        if quality is not self._quality:
            self._quality = quality
            self.quality_changed.emit()
            self.refresh()

    def set_background(self, *, on: bool) -> None:
        """Lay the composition's background below the picture, as a film without transparency has it."""
        if on != self._background:
            self._background = on
            self.refresh()

    def set_comparing(self, *, on: bool) -> None:
        """Have the template as it is drawn, too."""
        self._comparing = on
        self._draw_before()

    def toggle_playing(self) -> None:
        """Play, or stop."""
        look, comp = self.look, self._comp
        if self.player.playing:
            self.player.stop()
        elif look is not None and comp is not None and comp.frame_count > 1:
            frames = FrameRange(start=0, stop=comp.frame_count)
            self.player.play(look, frames, start=self._frame, frame_rate=comp.frame_rate)

    def try_again(self) -> None:
        """Open the template in the drawing process anew, as after it was lost."""
        if self._path is not None and self._comp is not None:
            self.begin(self._path, self._comp, frame=self._frame, values=self._values, chosen=self._chosen)

    def refresh(self) -> None:
        """Have drawn what is wanted now."""
        look = self.look
        if look is not None:
            self.player.look_changed(look)
            self.feed.show(look, self._frame)
            self._draw_before()

    def close(self) -> None:
        """End the drawing process. Blocks until it is gone."""
        self.hide()
        self.feed.close()

    def _look(self, values: Mapping[str, FillValue]) -> Look | None:
        if self._comp is None:
            return None
        return Look(
            comp_id=self._comp.id,
            values=dict(values),
            scale=SCALES[self._quality],
            background=self._background,
        )

    def _draw_before(self) -> None:
        look = self._look({})
        if self._comparing and look is not None:
            self.feed.draw_still(look, self._frame, done=self.before_changed.emit, failed=self._no_before)
        elif not self._comparing:
            self.before_changed.emit(None)

    def _no_before(self, _error: ErrorInfo) -> None:
        self.before_changed.emit(None)

    def _say(self, error: ErrorInfo | None) -> None:
        if error != self._error:
            self._error = error
            self.failed.emit(error)

    @Slot(object)
    def _on_picture(self, picture: PreviewFrame) -> None:
        self._picture = picture
        self._say(None)
        self.picture_changed.emit(picture)

    @Slot(object, str)
    def _on_failure(self, error: ErrorInfo, slot_key: str) -> None:
        if slot_key:
            self.blamed.emit(slot_key, error)
        else:
            self._say(error)

    @Slot(int)
    def _on_moved(self, frame: int) -> None:
        self._frame = frame
        self.frame_changed.emit(frame)

    @Slot(bool)
    def _on_playing(self, playing: bool) -> None:
        if not playing:
            self.refresh()
