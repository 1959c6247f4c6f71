"""Slots of a template and the values that fill them."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from app.core.model import Struct


class SlotKind(StrEnum):
    """What a slot takes."""

    TEXT = "text"
    PHOTO = "photo"
    VIDEO = "video"
    AUDIO = "audio"
    COLOUR = "colour"
    NUMBER = "number"
    SWITCH = "switch"


class Fit(StrEnum):
    """How a photo is brought to the placeholder's size: fill it and cut the rest, fit inside it, or a given crop."""

    COVER = "cover"
    CONTAIN = "contain"
    CROP = "crop"


class Slot(Struct, frozen=True):
    """One thing in a template that can be filled.

    `key` is stable while the project's ids are: `layer/<comp id>/<layer id>` or `item/<item id>`. `label` is what
    people see and may name the slot on the command line and in a spreadsheet when it is unique; `aliases` are other
    names that do so (the layer name, a `$key` name, the Essential Graphics name). `comp_ids` are the compositions
    that show it, directly or nested. `driven` means that an expression decides the text, so a value may not show.
    `description` and `max_length` (characters of a text, 0: no limit) come from the template's author.
    """

    key: str
    kind: SlotKind
    label: str
    aliases: tuple[str, ...] = ()
    comp_id: int | None = None
    layer_id: int | None = None
    item_id: int | None = None
    comp_ids: tuple[int, ...] = ()
    default: str = ""
    width: int = 0
    height: int = 0
    font: str = ""
    multi_line: bool = False
    driven: bool = False
    description: str = ""
    max_length: int = 0


class TextFill(msgspec.Struct, frozen=True, tag="text"):
    """A text for a text slot. Lines end with a line feed."""

    text: str


class MediaFill(msgspec.Struct, frozen=True, tag="media", kw_only=True):
    """A photo for a photo slot, as the user gave it.

    `path` is a local file, or inside a job the name of an asset. `focal` is the point (0..1 from the left and top)
    that COVER keeps in sight; `crop` is (left, top, right, bottom) in 0..1 of the upright photo, for CROP.
    """

    path: str
    fit: Fit = Fit.COVER
    focal: tuple[float, float] = (0.5, 0.5)
    crop: tuple[float, float, float, float] | None = None


class PlacedMedia(msgspec.Struct, frozen=True, tag="placed", kw_only=True):
    """A photo that was fitted to its placeholder: a file of exactly `width` × `height` pixels.

    `path` is where the file lies now; `project_path` is the path to write into the project, in the style of the
    platform that will render it (`platform` is `windows`, `macos` or `linux`).
    """

    path: str
    project_path: str
    width: int
    height: int
    has_alpha: bool = False
    platform: str = "linux"


FillValue = TextFill | MediaFill
PlacedValue = TextFill | PlacedMedia
