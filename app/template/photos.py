"""Photos for photo slots: reading foreign picture files safely and fitting them to a placeholder.

A fitted photo is an upright 8-bit sRGB file of exactly the placeholder's pixel size, because After Effects keeps a
layer's anchor, position and scale when its footage changes: a photo of another size would shift and crop.
"""

from __future__ import annotations

import hashlib
import io
import math
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path, PureWindowsPath
from typing import NamedTuple

from PIL import Image

from app.core.errors import FillError
from app.core.jobs import RenderWarning, WarningKind
from app.core.slots import Fit, MediaFill, PlacedMedia, Slot
from app.template.files import write_atomic
from app.template.photo_reading import opened_photo, readable_profile, upright_picture, upright_size

DRAFTED = ("JPEG", "MPO")
"""Formats (Pillow's names) of which less may be decoded than there is."""

_JPEG_PIXELS = 16_000_000
_FINAL_STEM_LENGTH = 40


class Region(NamedTuple):
    """A part of a photo in 0..1 of its width and height."""

    left: float
    top: float
    right: float
    bottom: float


def fit_photo(
    slot: Slot,
    media: MediaFill,
    source: Path,
    folder: Path,
    *,
    platform: str = "linux",
    project_folder: str | None = None,
) -> PlacedMedia:
    """Fit the photo file `source` to `slot` as `media` says and write it into `folder`.

    The file is turned upright by its EXIF orientation, brought to sRGB by its embedded profile, cut or padded (with
    transparency) and resampled to exactly `slot.width` × `slot.height`. Its name starts with the hash of its pixels,
    so the same fill gives the same file. `project_folder` is `folder` as the rendering machine of `platform` sees it.
    Raises `PhotoError` for a file that is missing, empty, damaged, unknown or too large, `FillError` for settings
    that make no sense, `StorageError` when the result cannot be written.
    """
    picture = fitted_picture(slot, media, source)
    name = _write(picture, source.stem, folder)
    return PlacedMedia(
        path=str(folder / name),
        project_path=_project_path(name, folder, platform, project_folder),
        width=slot.width,
        height=slot.height,
        has_alpha=picture.mode == "RGBA",
        platform=platform,
    )


def fitted_picture(
    slot: Slot, media: MediaFill, source: Path, *, upright: Callable[[Image.Image], Image.Image] = upright_picture
) -> Image.Image:
    """The pixels that `fit_photo` writes, in mode RGB or RGBA. `upright` decodes an opened photo, or remembers it.

    Raises as `fit_photo` does, but writes nothing.
    """
    _check_settings(slot, media)
    with opened_photo(source) as image:
        size = upright_size(image)
        _draft(image, *_placement(slot, media, *size))
        picture = upright(image)
    return fitted_decoded(slot, media, picture, size)


def fitted_decoded(slot: Slot, media: MediaFill, picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """What `fitted_picture` makes of a photo that is decoded already; `size` is the photo's own, in pixels.

    Raises `FillError` for settings that make no sense.
    """
    _check_settings(slot, media)
    region, inner = _placement(slot, media, *size)
    picture = picture.resize(inner, _filter(region, inner, size), box=_pixel_box(region, picture.size))
    if inner != (slot.width, slot.height):
        picture = _padded(picture, (slot.width, slot.height))
    return _without_idle_alpha(picture)


def photo_warnings(slot: Slot, media: MediaFill, source: Path) -> tuple[RenderWarning, ...]:
    """What a person should know before this photo is used; reads only the file's header.

    Raises like `fit_photo`, except that damaged pixels are not seen.
    """
    _check_settings(slot, media)
    found = []
    with opened_photo(source) as image:
        width, height = upright_size(image)
        profile = image.info.get("icc_profile")
        if profile and readable_profile(profile) is None:
            found.append(f"{source.name} has an unreadable colour profile; its colours are taken as sRGB.")
    region, inner = _placement(slot, media, width, height)
    factor = _scale(region, inner, (width, height))
    if factor > 1.0:
        found.append(
            f"{source.name} ({width} × {height}) is enlarged {factor:.1f} times to {slot.width} × {slot.height}."
        )
    return tuple(RenderWarning(kind=WarningKind.PHOTO, what=what, where=slot.label) for what in found)


def shown_part(slot: Slot, media: MediaFill, width: int, height: int) -> Region:
    """Which part of an upright photo of that size shows in the placeholder. Raises `FillError`."""
    _check_settings(slot, media)
    return _placement(slot, media, width, height)[0]


def _check_settings(slot: Slot, media: MediaFill) -> None:
    if slot.width < 1 or slot.height < 1:
        raise FillError(
            f"The size of “{slot.label}” is not known.", "The template's placeholder has no width or height."
        )
    if not all(math.isfinite(part) and 0.0 <= part <= 1.0 for part in media.focal):
        raise FillError(f"The focal point of “{slot.label}” must lie between 0 and 1.", f"It is {media.focal}.")
    if media.fit is not Fit.CROP:
        return
    if media.crop is None:
        raise FillError(f"The crop of “{slot.label}” is missing.", "", "Give left, top, right and bottom in 0..1.")
    left, top, right, bottom = media.crop
    if not (0.0 <= left < right <= 1.0 and 0.0 <= top < bottom <= 1.0):
        raise FillError(
            f"The crop of “{slot.label}” is not a rectangle within the photo.",
            f"It is {media.crop}.",
            "Give left, top, right and bottom in 0..1, with left < right and top < bottom.",
        )


def _placement(slot: Slot, media: MediaFill, width: int, height: int) -> tuple[Region, tuple[int, int]]:
    """Which part of the upright photo is shown, and at which pixel size it lies in the placeholder."""
    whole = Region(0.0, 0.0, 1.0, 1.0)
    target = (slot.width, slot.height)
    if media.fit is Fit.CONTAIN:
        factor = min(slot.width / width, slot.height / height)
        return whole, (
            min(slot.width, max(1, round(width * factor))),
            min(slot.height, max(1, round(height * factor))),
        )
    if media.fit is Fit.CROP and media.crop is not None:
        area = Region(*media.crop)
        middle = ((area.left + area.right) / 2, (area.top + area.bottom) / 2)
        return _covering(area, middle, target, (width, height)), target
    return _covering(whole, media.focal, target, (width, height)), target


def _covering(area: Region, focal: tuple[float, float], target: tuple[int, int], size: tuple[int, int]) -> Region:
    """The largest part of `area` with the target's shape, as close around the focal point as `area` allows."""
    area_width = (area.right - area.left) * size[0]
    area_height = (area.bottom - area.top) * size[1]
    factor = max(target[0] / area_width, target[1] / area_height)
    width = min(target[0] / factor / size[0], area.right - area.left)
    height = min(target[1] / factor / size[1], area.bottom - area.top)
    left = min(max(focal[0] - width / 2, area.left), area.right - width)
    top = min(max(focal[1] - height / 2, area.top), area.bottom - height)
    return Region(left, top, left + width, top + height)


def _scale(region: Region, inner: tuple[int, int], size: tuple[int, int]) -> float:
    across = inner[0] / ((region.right - region.left) * size[0])
    down = inner[1] / ((region.bottom - region.top) * size[1])
    # A photo of the very size must not count as enlarged because of rounding.
    return round(max(across, down), 3)


def _filter(region: Region, inner: tuple[int, int], size: tuple[int, int]) -> Image.Resampling:
    # Lanczos rings visibly around edges when it enlarges.
    return Image.Resampling.BICUBIC if _scale(region, inner, size) > 1.0 else Image.Resampling.LANCZOS


def _pixel_box(region: Region, size: tuple[int, int]) -> tuple[float, float, float, float]:
    width, height = size
    return (
        max(0.0, region.left * width),
        max(0.0, region.top * height),
        min(float(width), region.right * width),
        min(float(height), region.bottom * height),
    )


def _draft(image: Image.Image, region: Region, inner: tuple[int, int]) -> None:
    """Let the JPEG decoder skip detail: decode at no less than twice the size that is needed."""
    if image.format not in DRAFTED:
        return
    needed = max(inner[0] / (region.right - region.left), inner[1] / (region.bottom - region.top))
    side = math.ceil(2 * needed)
    image.draft(None, (side, side))


def _padded(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    canvas = Image.new("RGBA", size, (0, 0, 0, 0))
    canvas.paste(picture.convert("RGBA"), ((size[0] - picture.width) // 2, (size[1] - picture.height) // 2))
    return canvas


def _without_idle_alpha(picture: Image.Image) -> Image.Image:
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema() == (255, 255):
        return picture.convert("RGB")
    return picture


def _write(picture: Image.Image, stem: str, folder: Path) -> str:
    """Write the picture under a name made of its pixels' hash and `stem`; returns the name.

    PNG, because it is exact; very large pictures without alpha as JPEG at quality 95 without chroma subsampling.
    """
    large = is_kept_roughly(picture)
    digest = hashlib.sha256(f"{picture.mode} {picture.width} {picture.height} ".encode())
    digest.update(picture.tobytes())
    name = f"{digest.hexdigest()[:16]}_{safe_stem(stem)}.{'jpg' if large else 'png'}"
    content = io.BytesIO()
    if large:
        picture.save(content, "JPEG", quality=95, subsampling=0)
    else:
        picture.save(content, "PNG", compress_level=3)
    # A program may hold the finished file open, and Windows would refuse to replace it then.
    target = folder / name
    if not (target.is_file() and target.read_bytes() == content.getvalue()):
        write_atomic(content.getvalue(), target)
    return name


def is_kept_roughly(picture: Image.Image) -> bool:
    """Whether a fitted picture is so large that it is kept as JPEG, which changes its pixels a little."""
    return picture.mode == "RGB" and picture.width * picture.height > _JPEG_PIXELS


def safe_stem(stem: str) -> str:
    """A file name without its ending, in letters that every system, share and archive takes."""
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode("ascii")
    words = re.sub(r"[^A-Za-z0-9-]+", "_", plain).strip("_-")
    return words[:_FINAL_STEM_LENGTH] or "photo"


def _project_path(name: str, folder: Path, platform: str, project_folder: str | None) -> str:
    if project_folder is None:
        return str(folder.resolve() / name)
    if platform == "windows":
        return str(PureWindowsPath(project_folder) / name)
    return f"{project_folder.rstrip('/')}/{name}"
