"""Reading foreign picture files safely: header first, every failure named, upright 8-bit sRGB as the result."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, UnidentifiedImageError

from app.core.errors import FillError, PhotoError

MAX_PIXELS = 100_000_000
"""Photos with more pixels are refused by their header, before anything is decoded."""

MAX_SIDE = 30_000
"""The longest side in pixels that After Effects takes, and so do we."""

FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "BMP", "GIF", "TGA", "PSD", "AVIF", "JPEG2000")
"""Pillow's names of the formats that are accepted."""

_AGAIN_STEP = "Copy the file again or export it anew."
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


@contextmanager
def opened_photo(path: Path) -> Iterator[Image.Image]:
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
        raise PhotoError(f"{path.name} is damaged or incomplete.", str(error), _AGAIN_STEP) from error


def _header(path: Path) -> Image.Image:
    Image.init()
    with warnings.catch_warnings():
        # Size has limits of its own here, and what Pillow says about odd metadata is not for people.
        warnings.simplefilter("ignore")
        return Image.open(path, formats=FORMATS)


def _check_file(path: Path) -> None:
    try:
        if path.is_dir():
            raise PhotoError(f"{path.name} is a folder, not a photo.", f"It lies at {path}.", "Choose a file.")
        if not path.is_file():
            cause = f"It was looked for at {path}."
            raise PhotoError(f"The photo {path.name} was not found.", cause, "Correct its path or put it there.")
        size = path.stat().st_size
    except (OSError, ValueError) as error:
        raise PhotoError(f"The photo {path.name} cannot be read.", str(error), "Correct its path.") from error
    if size == 0:
        raise PhotoError(f"The photo {path.name} is empty.", "The file has no content.", "Copy it again.")


def _check_size(path: Path, width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise PhotoError(f"{path.name} is damaged.", f"Its header says {width} × {height} pixels.", _AGAIN_STEP)
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


def upright_size(image: Image.Image) -> tuple[int, int]:
    """Width and height of a photo when it stands upright, from its header."""
    width, height = image.size
    # Pillow turns TIFF files upright itself and reports their upright size.
    turned = image.format != "TIFF" and _orientation(image) >= 5
    return (height, width) if turned else (width, height)


def upright_picture(image: Image.Image) -> Image.Image:
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
    source = readable_profile(profile) if profile else None
    if source is None:
        return picture if picture.mode == "RGBA" else _in_mode(picture, "RGB")
    if picture.mode != "RGBA":
        return _in_mode(_converted(picture, source), "RGB")
    colours = _converted(picture.convert("RGB"), source)
    colours.putalpha(picture.getchannel("A"))
    return colours


def readable_profile(data: bytes) -> ImageCms.ImageCmsProfile | None:
    """The colour profile that a photo embeds, or None when its data are damaged."""
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
