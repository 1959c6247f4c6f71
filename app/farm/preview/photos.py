"""The preview's fitted photos: each way to show a photo is made once and kept for a while.

They have the same pixels as those of a film, but lie uncompressed and undurably in the preview's own folder: somebody
is dragging the photo about meanwhile.
"""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from app.core.errors import FillError, PhotoError
from app.core.slots import FillValue, MediaFill, PlacedMedia, PlacedValue, Slot, TextFill
from app.farm.files import translated
from app.template.photo_reading import upright_picture
from app.template.photos import DRAFTED, fit_photo, fitted_decoded, fitted_picture, is_kept_roughly

KEPT = 200
"""Fitted photos that stay on the disk, at least; more only while one fill needs more."""

REMEMBERED_PIXELS = 40_000_000
"""A larger decoded photo is not remembered."""


class SlotError(Exception):
    """A value cannot be used; `key` names its slot. Never leaves this package."""

    def __init__(self, key: str, error: FillError) -> None:
        super().__init__(key)
        self.key = key
        self.error = error


@dataclass(frozen=True, slots=True)
class _Decoded:
    """The photo that was decoded last; `size` is how much was decoded, `whole` whether that is all there is."""

    source: Path
    identity: Hashable
    size: tuple[int, int]
    picture: Image.Image
    whole: bool


class FittedPhotos:
    """Fits photos into files in `folder`. A photo is fitted again when its file, its slot or its fill is another."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._placed: OrderedDict[Hashable, PlacedMedia] = OrderedDict()
        self._decoded: _Decoded | None = None

    def place(self, slots: Mapping[str, Slot], values: Mapping[str, FillValue]) -> dict[str, PlacedValue]:
        """The values with their photos fitted. Raises `SlotError` for one that cannot be used, and `StorageError`."""
        placed: dict[str, PlacedValue] = {}
        for key, value in values.items():
            slot = slots.get(key)
            if slot is None:
                raise SlotError(key, FillError(f"The template has no slot “{key}”.", "", "Open it again."))
            placed[key] = value if isinstance(value, TextFill) else self._fitted(slot, value)
        self._prune(max(KEPT, len(values)))
        return placed

    def _fitted(self, slot: Slot, media: MediaFill) -> PlacedMedia:
        source = Path(media.path)
        identity = _identity(source)
        key = (slot.key, slot.width, slot.height, media, identity)
        if key not in self._placed:
            try:
                self._placed[key] = self._fit(slot, media, source, identity)
            except PhotoError as error:
                title = f"The photo for “{slot.label}” cannot be shown: {error.title}"
                raise SlotError(slot.key, PhotoError(title, error.cause, error.next_step)) from error
            except FillError as error:
                raise SlotError(slot.key, error) from error
        self._placed.move_to_end(key)
        return self._placed[key]

    def _fit(self, slot: Slot, media: MediaFill, source: Path, identity: Hashable) -> PlacedMedia:
        picture = self._fitted_picture(slot, media, source, identity)
        if is_kept_roughly(picture):
            return fit_photo(slot, media, source, self._folder)
        path = self._folder / f"{uuid.uuid4().hex}.tif"
        with translated("write", path, needed=picture.width * picture.height * len(picture.mode)):
            path.parent.mkdir(exist_ok=True)
            picture.save(path, "TIFF")
        return PlacedMedia(
            path=str(path),
            project_path=str(path),
            width=slot.width,
            height=slot.height,
            has_alpha=picture.mode == "RGBA",
        )

    def _fitted_picture(self, slot: Slot, media: MediaFill, source: Path, identity: Hashable) -> Image.Image:
        """The photo as a film has it, from the decoded one that is remembered where it is the same."""
        known = self._decoded
        if known is not None and known.whole and (known.source, known.identity) == (source, identity):
            return fitted_decoded(slot, media, known.picture, known.picture.size)

        def upright(image: Image.Image) -> Image.Image:
            # What a draft leaves of a photo depends on its size only.
            size = image.size
            if known is not None and (known.source, known.identity, known.size) == (source, identity, size):
                return known.picture
            picture = upright_picture(image)
            self._decoded = None
            if picture.width * picture.height <= REMEMBERED_PIXELS:
                self._decoded = _Decoded(source, identity, size, picture, whole=image.format not in DRAFTED)
            return picture

        return fitted_picture(slot, media, source, upright=upright)

    def _prune(self, most: int) -> None:
        while len(self._placed) > most:
            _, gone = self._placed.popitem(last=False)
            if all(other.path != gone.path for other in self._placed.values()):
                Path(gone.path).unlink(missing_ok=True)


def _identity(path: Path) -> tuple[int, ...]:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return ()
    return status.st_mtime_ns, status.st_size
