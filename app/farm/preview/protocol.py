"""What is asked of the preview, and what its two sides say to each other: msgpack over pipes, pixels in shared files.

The handle sends one message at a time and gets exactly one answer to each; the child decides nothing. So the handle
knows at any moment what the child is doing, and the newest wish is never behind an older one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO

import msgspec

from app.core.decoding import from_messagepack
from app.core.errors import ErrorInfo, MessageError
from app.core.jobs import RenderWarning
from app.core.model import Struct
from app.core.slots import FillValue
from app.core.unreadable import NO_DOCUMENT
from app.farm.chosen_files import ChosenFiles
from app.farm.pipes import read_body, write_body
from app.render.scene import FontFile
from app.render.slot_outline import SlotOutline


class FrameWanted(Struct, frozen=True):
    """A frame that somebody wants to see.

    `ticket` is the asker's own number; the answer carries it. `values` are as the user gave them, by slot key, photos
    with local paths; without any, the template is drawn as it is. `frame` counts from the composition's first as 0,
    `scale` is the size of the picture (1 is full). Without a `comp_id` the composition is the one that was opened.
    `background` lays the composition's background colour below the picture.
    """

    ticket: int
    frame: int
    values: dict[str, FillValue] = {}
    scale: float = 1.0
    comp_id: int | None = None
    background: bool = True


class SurveyWanted(Struct, frozen=True):
    """A look at all of a filled template. Fields as in `FrameWanted`.

    `frames` are drawn at full size, for their warnings and for the time they take; without any, a few are chosen.
    """

    ticket: int
    values: dict[str, FillValue] = {}
    frames: tuple[int, ...] = ()
    comp_id: int | None = None


class SlotFont(Struct, frozen=True):
    """A font that a text asks for by PostScript name, and what it is drawn with: `title` is that font's name.

    `stand_in` is whether that is another font, because the one asked for is missing.
    """

    font: str
    title: str
    stand_in: bool


class MissingFile(Struct, frozen=True):
    """Footage without a file: the item, the name that it has in the project, and its file's."""

    item_id: int
    name: str
    file: str


class Findings(Struct, frozen=True):
    """What a survey found of a filled template.

    By slot key: `first_frames` has the first frame in which the slot plainly shows, unless it never does; `overflow`
    says which texts do not fit; `fonts` are those that texts are drawn with; `photos` has remarks on photos, and
    `broken` why a value cannot be used (it was left out). `warnings` is all that is substituted or approximated, of
    which `approximate` are the layers that are never drawn exactly; `coverage` is the share (0..1) of those that are.
    `seconds_per_frame` is the time in which this computer draws a frame at full size.
    """

    first_frames: dict[str, int]
    overflow: dict[str, RenderWarning]
    fonts: dict[str, tuple[SlotFont, ...]]
    photos: dict[str, tuple[RenderWarning, ...]]
    broken: dict[str, ErrorInfo]
    missing_fonts: tuple[str, ...]
    missing_footage: tuple[MissingFile, ...]
    warnings: tuple[RenderWarning, ...]
    coverage: float
    approximate: tuple[RenderWarning, ...]
    seconds_per_frame: float


class ChosenFont(Struct, frozen=True):
    """A face in a font file."""

    path: str
    face: int = 0


class Open(Struct, frozen=True, tag="open"):
    """To the child: work on this template from now on. Answered by `Opened` or `Failed`.

    `fonts` and `footage` are the files of `ChosenFiles`.
    """

    template: str
    comp_id: int | None = None
    fonts: dict[str, ChosenFont] = {}
    footage: dict[int, str] = {}

    @property
    def chosen(self) -> ChosenFiles:
        """The files that people chose for what the template lacks."""
        return ChosenFiles(
            fonts={name: FontFile(Path(font.path), font.face) for name, font in self.fonts.items()},
            footage={item_id: Path(path) for item_id, path in self.footage.items()},
        )


def open_wish(template: Path, comp_id: int | None, chosen: ChosenFiles) -> Open:
    """The message that opens a template."""
    return Open(
        template=str(template.absolute()),
        comp_id=comp_id,
        fonts={name: ChosenFont(path=str(font.path), face=font.face) for name, font in chosen.fonts.items()},
        footage={item_id: str(path) for item_id, path in chosen.footage.items()},
    )


class Draw(Struct, frozen=True, tag="draw"):
    """To the child: draw a frame into a slot of shared memory. Answered by `Drawn` or `Failed`."""

    wanted: FrameWanted
    slot: int


class Survey(Struct, frozen=True, tag="survey"):
    """To the child: begin a survey, in place of another one. Answered as `GoOn` is."""

    wanted: SurveyWanted


class GoOn(Struct, frozen=True, tag="go_on"):
    """To the child: take the next step of the survey. Answered by `Step`, in the end by `Surveyed`, or by `Failed`."""


class Ready(Struct, frozen=True, tag="ready"):
    """From the child: started, everything imported."""

    pid: int


class Opened(Struct, frozen=True, tag="opened"):
    """From the child: the template is open."""

    seconds: float


class Drawn(Struct, frozen=True, tag="drawn"):
    """From the child: the frame lies at the start of the shared file `file`, which belongs to the slot."""

    slot: int
    file: str
    width: int
    height: int
    outlines: tuple[SlotOutline, ...]
    warnings: tuple[RenderWarning, ...]
    seconds: float


class Step(Struct, frozen=True, tag="step"):
    """From the child: the survey is not finished yet."""


class Surveyed(Struct, frozen=True, tag="surveyed"):
    """From the child: all that the survey found."""

    findings: Findings


class Failed(Struct, frozen=True, tag="failed"):
    """From the child: what was asked for last failed; the next may succeed. `slot_key` names the slot to blame."""

    error: ErrorInfo
    slot_key: str = ""


ToChild = Open | Draw | Survey | GoOn
ToParent = Ready | Opened | Drawn | Step | Surveyed | Failed


def values_key(values: Mapping[str, FillValue]) -> str:
    """A hash (hex) of filled values: equal keys, equal pictures, unless a photo's file was changed meanwhile."""
    plain = msgspec.to_builtins(dict(values), order="deterministic")
    return hashlib.blake2b(msgspec.msgpack.encode(plain), digest_size=16).hexdigest()


def write_message(stream: IO[bytes], message: ToChild | ToParent) -> None:
    """Write one message and flush. Raises `OSError` when the other side is gone."""
    write_body(stream, msgspec.msgpack.encode(message))


def read_for_child(stream: IO[bytes]) -> ToChild | None:
    """The handle's next message, or None when it closed the pipe. Raises `MessageError`."""
    body = read_body(stream)
    if body is None:
        return None
    try:
        message: ToChild = from_messagepack(body, ToChild)
    except NO_DOCUMENT as error:
        raise MessageError("The preview's process was sent a malformed message.", f"{error}.") from error
    return message


def read_for_parent(stream: IO[bytes]) -> ToParent | None:
    """The child's next message, or None when it closed the pipe. Raises `MessageError`."""
    body = read_body(stream)
    if body is None:
        return None
    try:
        message: ToParent = from_messagepack(body, ToParent)
    except NO_DOCUMENT as error:
        raise MessageError("The preview's process sent a malformed message.", f"{error}.") from error
    return message
