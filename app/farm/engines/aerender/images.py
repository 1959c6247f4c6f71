"""Reading the frames that After Effects writes, exactly, and knowing half-written ones.

TIFF is read here and not by a library where it is stored plainly, as After Effects' own template does: libraries
change the colours by what the file says of its alpha channel. Facts: TIFF 6.0 (Adobe, 1992), PNG (W3C).
"""

from __future__ import annotations

import struct
from io import BytesIO
from pathlib import Path

import av
import numpy as np
from PIL import Image

from app.core.model import Struct
from app.farm.pieces import Frame

MAX_FILE_BYTES = 2 * 1024**3

_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC = 256, 257, 258, 259, 262
_STRIPS, _SAMPLES, _STRIP_BYTES, _PLANAR = 273, 277, 279, 284
_TYPES = {1: "B", 3: "H", 4: "I"}
_MOST_ENTRIES = 200
_RGB = 2
_PNG_HEAD, _PNG_TAIL = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"


class UnreadableFrameError(Exception):
    """A file is no complete frame (yet); the text completes “it …”. Never leaves this package."""


class _Directory(Struct, frozen=True):
    """What a TIFF file says of its picture. `order` is `<` or `>`."""

    order: str
    tags: dict[int, tuple[int, ...]]

    def one(self, tag: int, default: int) -> int:
        return next(iter(self.tags.get(tag, ())), default)


def read_frame(path: Path) -> Frame:
    """The RGBA samples of a frame as they are stored, 8 bits each (of 16, the upper half); opaque without alpha.

    Raises `UnreadableFrameError` when the file is empty, incomplete, damaged, or neither TIFF nor PNG.
    """
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise UnreadableFrameError("is too large for a frame")
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFrameError(f"cannot be read ({error.strerror or error})") from error
    if data.startswith((b"II*\0", b"MM\0*")):
        return _read_tiff(path, data)
    if data.startswith(_PNG_HEAD):
        return _read_png(data)
    raise UnreadableFrameError("is empty" if not data else "is neither TIFF nor PNG")


def _read_png(data: bytes) -> Frame:
    if _PNG_TAIL not in data[-64:]:
        raise UnreadableFrameError("is not complete")
    try:
        # Every check sum is verified while it is loaded.
        with Image.open(BytesIO(data), formats=["PNG"]) as image:
            image.load()
            return np.array(image.convert("RGBA"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnreadableFrameError(f"does not decode ({error})") from error


def _read_tiff(path: Path, data: bytes) -> Frame:
    directory = _directory(data)
    width, height = directory.one(_WIDTH, 0), directory.one(_HEIGHT, 0)
    strips = tuple(zip(directory.tags.get(_STRIPS, ()), directory.tags.get(_STRIP_BYTES, ()), strict=False))
    if not (width and height and strips):
        raise UnreadableFrameError("is not complete: it has no picture")
    if max(start + size for start, size in strips) > len(data):
        raise UnreadableFrameError("is not complete")
    if directory.one(_PHOTOMETRIC, _RGB) != _RGB or directory.one(_SAMPLES, 1) not in (3, 4):
        raise UnreadableFrameError("has no red, green and blue")
    if directory.one(_COMPRESSION, 1) != 1:
        return _decoded(path, width, height)
    return _plain(directory, data, strips, width, height)


def _plain(directory: _Directory, data: bytes, strips: tuple[tuple[int, int], ...], width: int, height: int) -> Frame:
    """The picture of an uncompressed TIFF."""
    bits, samples = set(directory.tags.get(_BITS, (1,))), directory.one(_SAMPLES, 1)
    if bits not in ({8}, {16}):
        raise UnreadableFrameError(f"has {' and '.join(map(str, sorted(bits)))} bits per channel")
    kind = np.dtype(np.uint8) if bits == {8} else np.dtype(f"{directory.order}u2")
    pixels = np.frombuffer(b"".join(data[start : start + size] for start, size in strips), np.uint8)
    if pixels.size < width * height * samples * kind.itemsize:
        raise UnreadableFrameError("is not complete")
    values = pixels[: width * height * samples * kind.itemsize].view(kind)
    if kind.itemsize > 1:
        values = (values >> 8).astype(np.uint8)
    if directory.one(_PLANAR, 1) == 1:
        picture = values.reshape(height, width, samples)
    else:
        picture = values.reshape(samples, height, width).transpose(1, 2, 0)
    frame = np.full((height, width, 4), 255, np.uint8)
    frame[..., :samples] = picture
    return frame


def _decoded(path: Path, width: int, height: int) -> Frame:
    """The picture of a compressed TIFF, by libavcodec, which leaves its samples as they are."""
    try:
        with av.open(str(path), options={"protocol_whitelist": "file"}) as container:
            picture = next(container.decode(video=0)).to_ndarray(format="rgba")
    except (av.error.FFmpegError, StopIteration, ValueError, IndexError) as error:
        raise UnreadableFrameError(f"does not decode ({error})") from error
    if picture.shape != (height, width, 4):
        raise UnreadableFrameError("does not decode to its own size")
    return picture.astype(np.uint8, copy=False)


def _directory(data: bytes) -> _Directory:
    """The first image file directory. Raises `UnreadableFrameError` when a part of it is not there (yet)."""
    order = "<" if data.startswith(b"II") else ">"
    try:
        (start,) = struct.unpack_from(order + "I", data, 4)
        (count,) = struct.unpack_from(order + "H", data, start)
        if not start or count > _MOST_ENTRIES:
            raise UnreadableFrameError("is not complete: its directory is not there")
        tags = dict(_entry(data, order, start + 2 + 12 * index) for index in range(count))
    except struct.error as error:
        raise UnreadableFrameError("is not complete: its directory is not there") from error
    return _Directory(order=order, tags=tags)


def _entry(data: bytes, order: str, place: int) -> tuple[int, tuple[int, ...]]:
    tag, kind, count = struct.unpack_from(order + "HHI", data, place)
    letter = _TYPES.get(kind)
    # What is longer than the file is not there; what is of another type is not needed.
    if letter is None or count > len(data):
        return tag, ()
    layout = struct.Struct(order + letter * count) if count < 5 else struct.Struct(f"{order}{count}{letter}")
    where = place + 8
    if layout.size > 4:
        (where,) = struct.unpack_from(order + "I", data, where)
    return tag, layout.unpack_from(data, where)
