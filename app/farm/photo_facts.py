"""What people should know of a photo before it is used, and a small picture of it. Reads foreign files safely."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import PhotoError
from app.core.jobs import RenderWarning
from app.core.slots import MediaFill, Slot
from app.farm.opened import Opened
from app.template.locate import locate_footage, needs_file

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SmallPicture:
    """An upright photo made small: `pixels` are RGBA, not premultiplied, in rows without gaps."""

    width: int
    height: int
    pixels: bytes


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """A photo's upright size in pixels, what to warn of, and a small picture of it."""

    width: int
    height: int
    warnings: tuple[RenderWarning, ...]
    picture: SmallPicture


@dataclass(frozen=True, slots=True)
class OwnPicture:
    """The template's own picture for a photo slot: None where it is `missing`, or where nobody has looked yet."""

    picture: SmallPicture | None = None
    missing: bool = False


def own_pictures(opened: Opened, *, side: int, stopped: Callable[[], bool]) -> dict[str, OwnPicture]:
    """By slot key, small pictures of the template's own files for its photo slots. `stopped` is asked between them."""
    located = locate_footage(opened.template, opened.path)
    found: dict[str, OwnPicture] = {}
    for slot in opened.slots:
        item = opened.template.footage_item(slot.item_id) if slot.item_id is not None else None
        if item is None or stopped():
            continue
        path = located.get(item.id)
        if path is None:
            found[slot.key] = OwnPicture(missing=needs_file(item))
            continue
        try:
            found[slot.key] = OwnPicture(picture=small_photo(path, side=side)[2])
        except PhotoError as error:
            _log.info("No small picture of %s: %s", path, error)
    return found


def photo_facts(slot: Slot, media: MediaFill, *, side: int) -> PhotoFacts:
    """Look at a photo as it would fill a slot; the picture's longer side is at most `side` pixels.

    Raises `PhotoError` for a file that cannot be used, `FillError` for settings that make no sense.
    """
    from app.template.photos import photo_warnings  # the packages that read pictures take long to import

    source = Path(media.path)
    warnings = photo_warnings(slot, media, source)
    width, height, picture = small_photo(source, side=side)
    return PhotoFacts(width=width, height=height, warnings=warnings, picture=picture)


def small_photo(source: Path, *, side: int) -> tuple[int, int, SmallPicture]:
    """A photo's upright size in pixels, and a small picture of it. Raises `PhotoError`."""
    from app.template.photo_reading import opened_photo, upright_picture, upright_size

    with opened_photo(source) as image:
        width, height = upright_size(image)
        if image.format in ("JPEG", "MPO"):
            # The decoder leaves out detail that is not needed.
            image.draft(None, (2 * side, 2 * side))
        picture = upright_picture(image).convert("RGBA")
        picture.thumbnail((side, side))
        small = SmallPicture(width=picture.width, height=picture.height, pixels=picture.tobytes())
    return width, height, small
