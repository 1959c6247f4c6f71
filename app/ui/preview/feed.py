"""Between the window and the preview's process: wishes out, pictures in, on the window's thread.

The newest wish wins: an answer that is older than what is shown is dropped. Pictures stay in a cache of bounded size
until the same one is wanted again, which is what playing lives on.
"""

from __future__ import annotations

import itertools
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from app.core.errors import ErrorInfo
from app.core.jobs import RenderWarning
from app.core.model import Struct
from app.core.slots import FillValue
from app.farm.chosen_files import ChosenFiles
from app.farm.preview.answers import Failed, Opened, PreviewAnswer, Restarted, Shown, Surveyed
from app.farm.preview.process import PreviewProcess
from app.farm.preview.protocol import FrameWanted, SurveyWanted, values_key
from app.render.slot_outline import SlotOutline

CACHE_BYTES: Final = 384 * 1024 * 1024
"""Pictures kept in the window, at most."""

CLOSED: Final = -1
"""A generation that no answer is of."""

MOST_TICKETS: Final = 256
"""Wishes that are remembered until they are answered; older ones were overtaken."""


class Look(Struct, frozen=True):
    """What all frames of one sight of a template share. `scale` 1 is full size; `background` as in `FrameWanted`."""

    comp_id: int
    values: dict[str, FillValue] = {}
    scale: float = 0.5
    background: bool = True

    def key(self) -> tuple[int, str, float, bool]:
        """Equal keys, equal pictures."""
        return self.comp_id, values_key(self.values), self.scale, self.background


@dataclass(frozen=True, slots=True)
class PreviewFrame:
    """A drawn frame. `outlines` are in composition pixels; `seconds` is the time in the drawing process."""

    key: tuple[int, str, float, bool]
    frame: int
    image: QImage
    outlines: tuple[SlotOutline, ...]
    warnings: tuple[RenderWarning, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class _Asked:
    key: tuple[int, str, float, bool]
    frame: int
    done: Callable[[PreviewFrame], None] | None = None
    failed: Callable[[ErrorInfo], None] | None = None
    ahead: bool = False


class PreviewFeed(QObject):
    """One preview process. Made on the window's thread; `close` ends the process."""

    opened = Signal(float)
    """The template is open in the process; how many seconds that took."""

    shown = Signal(object)
    """A `PreviewFrame` that was wanted, or one on the way to it that is newer than the last."""

    cached = Signal(object)
    """A `PreviewFrame` that was drawn ahead is there now."""

    failed = Signal(object, str)
    """An `ErrorInfo`, and the key of the slot whose value is to blame, where it is one's."""

    surveyed = Signal(object, str)
    """The `Findings` of a survey, and the `values_key` of the values that it was about."""

    updating_changed = Signal(bool)
    """Whether a newer picture than the shown one is awaited."""

    _answered = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: PreviewProcess | None = None
        self._generation = 0
        self._tickets = itertools.count(1)
        self._asked: OrderedDict[int, _Asked] = OrderedDict()
        self._wanted = self._last = 0
        self._updating = False
        self._stills: list[FrameWanted] = []
        self._ahead: list[FrameWanted] = []
        self._cache: OrderedDict[tuple[tuple[int, str, float, bool], int], PreviewFrame] = OrderedDict()
        self._cached_bytes = 0
        self._keyed: tuple[Look, tuple[int, str, float, bool]] | None = None
        self._answered.connect(self._take)

    @property
    def updating(self) -> bool:
        """Whether a newer picture than the shown one is awaited."""
        return self._updating

    @property
    def pid(self) -> int | None:
        """The drawing process; None while there is none."""
        return self._process.pid if self._process is not None else None

    def warm(self) -> None:
        """Start the process, so that it is ready when a template is opened."""
        if self._process is None:
            self._process = PreviewProcess(self._receive)
            self._process.start()

    def open(self, template: Path, comp_id: int, chosen: ChosenFiles | None = None) -> None:
        """Draw this template from now on; `chosen` are files for what it lacks."""
        self.warm()
        self._forget()
        if self._process is not None:
            self._generation = self._process.open(template, comp_id, chosen)

    def show(self, look: Look, frame: int) -> None:
        """Show a frame as soon as it can be had; at once when it was drawn before."""
        if self._process is None:
            return
        ticket = next(self._tickets)
        self._wanted = ticket
        known = self.find(look, frame)
        if known is not None:
            self._last = ticket
            self._set_updating(False)
            self.shown.emit(known)
            return
        self._remember(ticket, _Asked(self._key(look), frame))
        self._set_updating(True)
        self._process.show(_wish(ticket, look, frame))

    def draw_ahead(self, look: Look, frames: Sequence[int]) -> None:
        """Draw these frames while nothing else is wanted, in place of what was to be drawn ahead before."""
        key = self._key(look)
        for ticket in [ticket for ticket, asked in self._asked.items() if asked.ahead][:-2]:
            del self._asked[ticket]
        self._ahead = []
        for frame in frames:
            ticket = next(self._tickets)
            self._remember(ticket, _Asked(key, frame, ahead=True))
            self._ahead.append(_wish(ticket, look, frame))
        self._queue()

    def draw_still(
        self,
        look: Look,
        frame: int,
        *,
        done: Callable[[PreviewFrame], None],
        failed: Callable[[ErrorInfo], None],
    ) -> None:
        """Draw one frame for somebody: `done` gets it, on the window's thread."""
        known = self.find(look, frame)
        if known is not None:
            done(known)
            return
        self.warm()
        ticket = next(self._tickets)
        self._remember(ticket, _Asked(self._key(look), frame, done, failed))
        self._stills.append(_wish(ticket, look, frame))
        self._queue()

    def survey(self, look: Look) -> None:
        """Look at all of the composition with these values while nothing is to be drawn; the newest survey wins."""
        if self._process is not None:
            ticket = next(self._tickets)
            self._process.survey(SurveyWanted(ticket=ticket, values=dict(look.values), comp_id=look.comp_id))

    def find(self, look: Look, frame: int) -> PreviewFrame | None:
        """The frame if it was drawn before and is still kept."""
        found = self._cache.get((self._key(look), frame))
        if found is not None:
            self._cache.move_to_end((found.key, frame))
        return found

    def has(self, look: Look, frame: int) -> bool:
        """Whether the frame was drawn before and is still kept."""
        return (self._key(look), frame) in self._cache

    def forget_pictures(self) -> None:
        """Keep none of the pictures, as after a file that they show was changed."""
        self._cache.clear()
        self._cached_bytes = 0

    def close(self) -> None:
        """End the process. Blocks until it is gone."""
        if self._process is not None:
            self._process.close()
            self._process = None
            # Answers may be on their way from the handle's thread to this one.
            self._generation = CLOSED
        self._forget()

    def _key(self, look: Look) -> tuple[int, str, float, bool]:
        """The look's key, made once while the same look is asked about."""
        if self._keyed is None or self._keyed[0] is not look:
            self._keyed = look, look.key()
        return self._keyed[1]

    def _queue(self) -> None:
        if self._process is not None:
            self._process.queue([*self._stills, *self._ahead])

    def _forget(self) -> None:
        self._asked.clear()
        self._stills.clear()
        self._ahead.clear()
        self.forget_pictures()
        self._wanted = self._last = next(self._tickets)
        self._set_updating(False)

    def _remember(self, ticket: int, asked: _Asked) -> None:
        self._asked[ticket] = asked
        while len(self._asked) > MOST_TICKETS:
            self._asked.popitem(last=False)

    def _receive(self, answer: PreviewAnswer) -> None:
        """In the handle's thread: the picture becomes the window's own, and the slot is free again."""
        image = None
        if isinstance(answer, Shown):
            with answer.pixels as pixels:
                raw = QImage(
                    pixels.view(),
                    answer.width,
                    answer.height,
                    4 * answer.width,
                    QImage.Format.Format_RGBA8888_Premultiplied,
                )
                # Converting copies; in this format it is painted without converting it again and again.
                image = raw.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
        self._answered.emit(answer, image)

    @Slot(object, object)
    def _take(self, answer: PreviewAnswer, image: QImage | None) -> None:
        if isinstance(answer, Restarted):
            return
        if answer.generation != self._generation:
            return
        if isinstance(answer, Opened):
            self.opened.emit(answer.seconds)
        elif isinstance(answer, Failed):
            self._take_failure(answer)
        elif isinstance(answer, Shown) and image is not None:
            self._take_picture(answer, image)
        elif isinstance(answer, Surveyed):
            self.surveyed.emit(answer.findings, answer.values_key)

    def _take_picture(self, answer: Shown, image: QImage) -> None:
        asked = self._asked.pop(answer.ticket, None)
        if asked is None:
            return
        frame = PreviewFrame(asked.key, answer.frame, image, answer.outlines, answer.warnings, answer.seconds)
        self._keep(frame)
        if asked.done is not None:
            self._stills = [wish for wish in self._stills if wish.ticket != answer.ticket]
            asked.done(frame)
        elif asked.ahead:
            self._ahead = [wish for wish in self._ahead if wish.ticket != answer.ticket]
            self.cached.emit(frame)
        elif answer.ticket > self._last:
            self._last = answer.ticket
            self._set_updating(self._last < self._wanted)
            self.shown.emit(frame)

    def _take_failure(self, answer: Failed) -> None:
        asked = self._asked.pop(answer.ticket, None) if answer.ticket is not None else None
        if answer.ticket is not None and asked is None:
            return
        if asked is not None and asked.failed is not None:
            self._stills = [wish for wish in self._stills if wish.ticket != answer.ticket]
            asked.failed(answer.error)
        elif asked is not None and asked.ahead:
            # What is drawn ahead fails again when it is shown, and is told of then.
            self._ahead = [wish for wish in self._ahead if wish.ticket != answer.ticket]
        elif answer.ticket in (None, self._wanted):
            self._last = self._wanted
            self._set_updating(False)
            self.failed.emit(answer.error, answer.slot_key)

    def _keep(self, frame: PreviewFrame) -> None:
        place = (frame.key, frame.frame)
        old = self._cache.pop(place, None)
        if old is not None:
            self._cached_bytes -= old.image.sizeInBytes()
        self._cache[place] = frame
        self._cached_bytes += frame.image.sizeInBytes()
        while self._cached_bytes > CACHE_BYTES and len(self._cache) > 1:
            _, gone = self._cache.popitem(last=False)
            self._cached_bytes -= gone.image.sizeInBytes()

    def _set_updating(self, updating: bool) -> None:
        if updating != self._updating:
            self._updating = updating
            self.updating_changed.emit(updating)


def _wish(ticket: int, look: Look, frame: int) -> FrameWanted:
    values: Mapping[str, FillValue] = look.values
    return FrameWanted(
        ticket=ticket,
        frame=frame,
        values=dict(values),
        scale=look.scale,
        comp_id=look.comp_id,
        background=look.background,
    )
