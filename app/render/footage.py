"""Footage files as pictures: images, sequences, Photoshop and PDF files, and video; placeholders for the rest."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from app.core.jobs import WarningKind
from app.core.model import AlphaKind, Footage, FootageKind
from app.render.cache import ByteCache
from app.render.footage_vector import approximate_vector, drawing_scale, not_drawn_as_vector, read_vector
from app.render.photoshop import read_photoshop_layer
from app.render.placeholder import draw_placeholder, footage_label
from app.render.scene import Warnings
from app.render.surface import MAX_SIDE, Picture, Pixels, picture_of, premultiply
from app.render.video import UnreadableError, VideoLibrary
from app.template.locate import stored_name
from app.template.photo_reading import FORMATS

STILL_FORMATS = (*FORMATS, "DIB", "ICO", "PCX", "PPM", "SGI")
"""Pillow's names of the formats that still footage may have, whatever the file is called.

Not among them: those for which Pillow starts another program or asks the system to draw (EPS, WMF).
"""

FALLBACK_SIZE = (640, 360)
"""Size of a placeholder for footage whose size the project does not know."""

NOT_DRAWN = {
    FootageKind.OTHER: "this kind of footage is not drawn",
    FootageKind.PLACEHOLDER: "placeholder",
}
"""Why footage of a kind is shown as a placeholder."""


class FootageLibrary:
    """Finds and decodes footage. Pictures are cached by file identity, so a file that changes is read again."""

    def __init__(self, files: Mapping[int, Path], *, cache: ByteCache, notes: Warnings) -> None:
        self._files = files
        self._cache = cache
        self._notes = notes
        self._videos = VideoLibrary()

    def picture(self, item: Footage, time: float, *, shown: float = 1.0) -> Picture:
        """The footage at `time` (seconds inside it); a labelled placeholder, noted as a warning, when there is none.

        `shown` is how much larger than its own size it is to be shown sharply; only vector footage takes notice.
        """
        path = self._file(item, time)
        reason = not_drawn(item)
        if reason:
            # The compositor notes this with the layer's name, whether the file is there or not.
            return self._placeholder(item, reason, noted=True)
        if path is None:
            return self._placeholder(item, "file not found")
        try:
            if item.kind is FootageKind.VIDEO:
                return picture_of(as_premultiplied(self._videos.pixels(path, item, time), item.alpha))
            stat = path.stat()
            layer = (item.photoshop_layer, item.photoshop_layer_index, item.width, item.height)
            scale = drawing_scale(item, shown) if item.kind is FootageKind.VECTOR else 1.0
            looks = (layer if _is_layer(item) or item.kind is FootageKind.VECTOR else (), scale)
            key = ("still", str(path), stat.st_mtime_ns, stat.st_size, item.alpha, looks)
            return self._cache.get(key, lambda: _load(path, item, scale))
        except (UnreadableError, OSError) as error:
            return self._placeholder(item, f"cannot be read: {error}")

    def _file(self, item: Footage, time: float) -> Path | None:
        path = self._files.get(item.id)
        if path is None or item.kind is not FootageKind.SEQUENCE or not item.sequence_files:
            return path
        folder = path if path.is_dir() else path.parent
        index = int(time * (item.frame_rate or 1.0) + 1e-3)
        # Of what the project says, the name alone: it could be a path, and lead anywhere.
        return folder / stored_name(item.sequence_files[min(max(index, 0), len(item.sequence_files) - 1)])

    def _placeholder(self, item: Footage, reason: str, *, noted: bool = False) -> Picture:
        label = footage_label(item)
        if not noted:
            self._notes.add(WarningKind.FOOTAGE, f"{label}: {reason}")
        width, height = (item.width, item.height) if item.width > 0 and item.height > 0 else FALLBACK_SIZE
        note = f"{width} × {height}, {reason.split(':')[0]}"

        def make() -> tuple[Picture, int]:
            return _picture(draw_placeholder(label, note, width, height).pixels)

        return self._cache.get(("placeholder", label, note), make)


def not_drawn(item: Footage) -> str:
    """Why footage of this kind cannot be drawn even when its file is there; empty when it can."""
    return not_drawn_as_vector(item) if item.kind is FootageKind.VECTOR else NOT_DRAWN.get(item.kind, "")


def approximate(item: Footage) -> str:
    """What of this footage is drawn otherwise than designed; empty when nothing is."""
    return approximate_vector(item) if item.kind is FootageKind.VECTOR else ""


def read_still(path: Path, alpha: AlphaKind) -> Pixels:
    """Decode an image file to premultiplied RGBA, without turning it upright (After Effects ignores EXIF, too).

    Files without an alpha channel are opaque. Raises `UnreadableError`.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            Image.init()
            with Image.open(path, formats=STILL_FORMATS) as image:
                if max(image.size) > MAX_SIDE:
                    raise UnreadableError(f"it is {image.size[0]} × {image.size[1]} pixels")
                pixels = np.array(_rgba(image))
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise UnreadableError("damaged or of an unknown kind") from error
    return as_premultiplied(pixels, alpha)


def as_premultiplied(pixels: Pixels, alpha: AlphaKind) -> Pixels:
    """RGBA as a file holds it, read as the project says. May change `pixels` in place."""
    if alpha is AlphaKind.IGNORE:
        pixels[..., 3] = 255
        return pixels
    if alpha is AlphaKind.PREMULTIPLIED:
        np.minimum(pixels[..., :3], pixels[..., 3:4], out=pixels[..., :3])
        return pixels
    return premultiply(pixels)


def _rgba(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16") or image.mode == "I":
        wide = np.asarray(image)
        return Image.fromarray((wide.astype(np.uint32) >> 8).clip(0, 255).astype(np.uint8)).convert("RGBA")
    return image.convert("RGBA")


def _load(path: Path, item: Footage, scale: float) -> tuple[Picture, int]:
    if item.kind is FootageKind.VECTOR:
        return _picture(read_vector(path, item, scale))
    if _is_layer(item):
        return _picture(premultiply(read_photoshop_layer(path, item)))
    return _picture(read_still(path, item.alpha))


def _is_layer(item: Footage) -> bool:
    return item.kind is FootageKind.PHOTOSHOP and bool(item.photoshop_layer or item.photoshop_layer_index is not None)


def _picture(pixels: Pixels) -> tuple[Picture, int]:
    # Mipmaps take a third of the picture again.
    return picture_of(pixels, mipmaps=True), pixels.nbytes * 4 // 3
