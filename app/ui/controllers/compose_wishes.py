"""What people want of a film besides its texts and photos: a plain struct, for Compose and for Batch."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from app.core.frames import FrameRange
from app.core.jobs import EngineChoice, MissingPolicy
from app.core.model import Comp, Struct
from app.core.presets import DEFAULT_PRESET
from app.core.settings import Settings
from app.farm.files import written_path
from app.farm.places import output_folder


class Span(StrEnum):
    """Which part of the composition becomes the film."""

    WHOLE = "whole"
    WORK_AREA = "work_area"
    FRAME = "frame"
    FRAMES = "frames"


class OutputWishes(Struct, frozen=True):
    """What the output panel says.

    `first` and `last` are the frames of `Span.FRAMES`, both included, counted from 0. `pattern` as in
    `app.template.output_names`; empty: the one that is meant when none is given. `folder` and `music` are paths of
    this computer; `music` empty: no sound.
    """

    preset: str = DEFAULT_PRESET
    span: Span = Span.WHOLE
    first: int = 0
    last: int = 0
    pattern: str = ""
    folder: str = ""
    engine: EngineChoice = EngineChoice.AUTO
    music: str = ""
    missing: MissingPolicy = MissingPolicy.FAIL

    def frames(self, comp: Comp, current: int = 0) -> FrameRange:
        """The frames that are wanted of a composition; `current` is the one that is shown. Never empty."""
        last = max(0, comp.frame_count - 1)
        if self.span is Span.FRAME:
            start = min(max(0, current), last)
            return FrameRange(start=start, stop=start + 1)
        if self.span is Span.FRAMES:
            start = min(max(0, self.first), last)
            return FrameRange(start=start, stop=min(max(start, self.last), last) + 1)
        area = work_area(comp)
        if self.span is Span.WORK_AREA and area is not None:
            return area
        return FrameRange(start=0, stop=last + 1)


def work_area(comp: Comp) -> FrameRange | None:
    """The composition's work area, where it is another than the whole."""
    start = min(max(0, comp.work_area_start_frame), max(0, comp.frame_count - 1))
    stop = min(start + comp.work_area_frame_count, comp.frame_count)
    if comp.work_area_frame_count < 1 or (start, stop) == (0, comp.frame_count):
        return None
    return FrameRange(start=start, stop=stop)


def wishes_of(settings: Settings) -> OutputWishes:
    """What the settings say that is wanted."""
    return OutputWishes(
        preset=settings.preset,
        pattern=settings.name_pattern,
        folder=str(output_folder(settings)),
        missing=settings.missing,
    )


def folder_of(wishes: OutputWishes, settings: Settings) -> Path:
    """The folder that films go to."""
    return written_path(wishes.folder) if wishes.folder else output_folder(settings)
