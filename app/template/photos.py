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
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PureWindowsPath
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageCms, UnidentifiedImageError

from app.core.errors import FillError, PhotoError
from app.core.jobs import RenderWarning, WarningKind
from app.core.slots import Fit, MediaFill, PlacedMedia, Slot
from app.template.files import write_atomic

MAX_PIXELS = 100_000_000
"""Photos with more pixels are refused by their header, before anything is decoded."""

MAX_SIDE = 30_000
"""The longest side in pixels that After Effects takes, and so do we."""

FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "BMP", "GIF", "TGA", "PSD", "AVIF", "JPEG2000")
"""Pillow's names of the formats that are accepted."""

_JPEG_PIXELS = 16_000_000
_FINAL_STEM_LENGTH = 40
_EXIF_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF 2.32 §4.6.4, tag 274: how the stored picture has to be turned to stand upright."""


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
    _check_settings(slot, media)
    with _opened(source) as image:
        width, height = _upright_size(image)
        region, inner = _placement(slot, media, width, height)
        _draft(image, region, inner)
        picture = _upright(image)
    picture = picture.resize(inner, _filter(region, inner, (width, height)), box=_pixel_box(region, picture.size))
    if inner != (slot.width, slot.height):
        picture = _padded(picture, (slot.width, slot.height))
    picture = _without_idle_alpha(picture)
    name = _write(picture, source.stem, folder)
    return PlacedMedia(
        path=str(folder / name),
        project_path=_project_path(name, folder, platform, project_folder),
        width=slot.width,
        height=slot.height,
        has_alpha=picture.mode == "RGBA",
        platform=platform,
    )


def photo_warnings(slot: Slot, media: MediaFill, source: Path) -> tuple[RenderWarning, ...]:
    """What a person should know before this photo is used; reads only the file's header.

    Raises like `fit_photo`, except that damaged pixels are not seen.
    """
    _check_settings(slot, media)
    found = []
    with _opened(source) as image:
        width, height = _upright_size(image)
        profile = image.info.get("icc_profile")
        if profile and _profile(profile) is None:
            found.append(f"{source.name} has an unreadable colour profile; its colours are taken as sRGB.")
    region, inner = _placement(slot, media, width, height)
    factor = _scale(region, inner, (width, height))
    if factor > 1.0:
        found.append(
            f"{source.name} ({width} × {height}) is enlarged {factor:.1f} times to {slot.width} × {slot.height}."
        )
    return tuple(RenderWarning(kind=WarningKind.PHOTO, what=what, where=slot.label) for what in found)


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


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    """Open a photo and check its header; errors of Pillow, here and in the body, become `PhotoError`."""
    _check_file(path)
    try:
        with _header(path) as image:
            _check_size(path, *image.size)
            if image.format == "PNG":
                # Pillow compares a PNG's checksums in `verify` only, and a verified image cannot be decoded any more.
                with _header(path) as copy:
                    copy.verify()
            yield image
    except (PhotoError, FillError):
        raise
    except Image.DecompressionBombError as error:
        raise _too_large(path, str(error)) from error
    except UnidentifiedImageError as error:
        raise PhotoError(
            f"{path.name} is not a photo of a known kind.",
            "Known are JPEG, PNG, TIFF, WebP, AVIF, JPEG 2000, GIF, BMP, TGA and PSD.",
            "Export it as JPEG or PNG.",
        ) from error
    except MemoryError as error:
        raise _too_large(path, "There is not enough memory to open it.") from error
    # A border: on damaged files Pillow's decoders raise what comes, from OSError and SyntaxError to struct.error.
    except Exception as error:
        raise PhotoError(
            f"{path.name} is damaged or incomplete.", str(error), "Copy the file again or export it anew."
        ) from error


def _header(path: Path) -> Image.Image:
    Image.init()
    with warnings.catch_warnings():
        # Size has limits of its own here, and what Pillow says about odd metadata is not for people.
        warnings.simplefilter("ignore")
        return Image.open(path, formats=FORMATS)


def _check_file(path: Path) -> None:
    try:
        if path.is_dir():
            raise PhotoError(f"{path.name} is a folder, not a photo.", str(path), "Choose a file.")
        if not path.is_file():
            raise PhotoError(f"The photo {path.name} was not found.", str(path), "Correct its path or put it there.")
        size = path.stat().st_size
    except (OSError, ValueError) as error:
        raise PhotoError(f"The photo {path.name} cannot be read.", str(error)) from error
    if size == 0:
        raise PhotoError(f"The photo {path.name} is empty.", "The file has no content.", "Copy it again.")


def _check_size(path: Path, width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise PhotoError(f"{path.name} is damaged.", f"Its header says {width} × {height} pixels.")
    if width > MAX_SIDE or height > MAX_SIDE or width * height > MAX_PIXELS:
        raise _too_large(path, f"Its header says {width} × {height} pixels.")


def _too_large(path: Path, cause: str) -> PhotoError:
    limit = f"At most {MAX_PIXELS // 1_000_000} megapixels and {MAX_SIDE} pixels a side are taken."
    return PhotoError(f"The photo {path.name} is too large.", f"{cause} {limit}", "Make it smaller.")


def _orientation(image: Image.Image) -> int:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = image.getexif().get(_EXIF_ORIENTATION, 1)
    # A border: damaged EXIF data is no reason to refuse a photo whose pixels are whole.
    except Exception:  # noqa: BLE001
        return 1
    return value if isinstance(value, int) and value in _UPRIGHT else 1


def _upright_size(image: Image.Image) -> tuple[int, int]:
    width, height = image.size
    # Pillow turns TIFF files upright itself and reports their upright size.
    turned = image.format != "TIFF" and _orientation(image) >= 5
    return (height, width) if turned else (width, height)


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
    if image.format not in ("JPEG", "MPO"):
        return
    needed = max(inner[0] / (region.right - region.left), inner[1] / (region.bottom - region.top))
    side = math.ceil(2 * needed)
    image.draft(None, (side, side))


def _upright(image: Image.Image) -> Image.Image:
    """The decoded photo, upright, as 8-bit sRGB in mode RGB or RGBA."""
    profile = image.info.get("icc_profile")
    image.load()
    turn = _UPRIGHT.get(_orientation(image))
    picture = _to_srgb(_eight_bits(image), profile)
    return picture.transpose(turn) if turn is not None else picture


def _eight_bits(image: Image.Image) -> Image.Image:
    """The picture in one of the modes L, RGB, RGBA or CMYK."""
    if image.mode.startswith("I"):
        deep = np.clip(np.asarray(image).astype(np.int64), 0, 65535)
        return Image.fromarray(((deep * 255 + 32767) // 65535).astype(np.uint8))
    if image.mode == "F":
        return Image.fromarray(np.rint(np.clip(np.asarray(image), 0.0, 1.0) * 255).astype(np.uint8))
    if image.mode == "CMYK":
        return image
    if image.mode == "LAB":
        return _through(image, ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")))
    if "transparency" in image.info or image.mode in ("LA", "PA", "La", "RGBa", "RGBA"):
        return _in_mode(image, "RGBA")
    return _in_mode(image, "L" if image.mode in ("1", "L") else "RGB")


def _in_mode(image: Image.Image, mode: str) -> Image.Image:
    """The picture in that mode; `convert` alone would copy hundreds of megabytes for nothing."""
    return image if image.mode == mode and "transparency" not in image.info else image.convert(mode)


def _to_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Apply an embedded profile where it is readable and fits the picture; without one the colours are sRGB already."""
    source = _profile(profile) if profile else None
    if source is None:
        return picture if picture.mode == "RGBA" else _in_mode(picture, "RGB")
    if picture.mode != "RGBA":
        return _in_mode(_converted(picture, source), "RGB")
    colours = _converted(picture.convert("RGB"), source)
    colours.putalpha(picture.getchannel("A"))
    return colours


def _profile(data: bytes) -> ImageCms.ImageCmsProfile | None:
    try:
        return ImageCms.ImageCmsProfile(io.BytesIO(data))
    except (OSError, ImageCms.PyCMSError):
        return None


def _converted(colours: Image.Image, source: ImageCms.ImageCmsProfile) -> Image.Image:
    if ImageCms.getProfileDescription(source).strip().startswith("sRGB") and colours.mode == "RGB":
        return colours
    try:
        return _through(colours, source)
    except ImageCms.PyCMSError:
        # The profile is for another kind of picture (a grey profile in a colour file, say), so it says nothing.
        return colours


def _through(picture: Image.Image, source: ImageCms.ImageCmsProfile) -> Image.Image:
    transform = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), picture.mode, "RGB")
    return transform.apply(picture)


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
    large = picture.mode == "RGB" and picture.width * picture.height > _JPEG_PIXELS
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
