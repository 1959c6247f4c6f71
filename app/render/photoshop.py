"""Single layers of Photoshop files: 8-bit RGB and grey, with layer masks, without layer styles.

After Effects binds a footage item to one layer by its place and name (`aepx-format.md` §4.4); the item's size tells
whether it shows the layer alone or the layer in its document. The layout of the file is Adobe's published “Photoshop
File Formats Specification”: header, colour mode data, resources, then layer records followed by their channels.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from app.core.model import Footage
from app.render.surface import MAX_PIXELS, MAX_SIDE, Pixels
from app.render.video import UnreadableError

Plane = npt.NDArray[np.uint8]
Box = tuple[int, int, int, int]
"""Top, left, bottom, right in document pixels."""

GREY, RGB = 1, 3
ALPHA, MASK = -1, -2
RAW, PACKED, ZIPPED, PREDICTED = range(4)
MASK_DISABLED: Final = 2
MOST_LAYERS: Final = 8000


@dataclass(slots=True)
class _Record:
    """A layer record; `channels` holds (id, length in bytes), `offset` is where the first channel's data starts."""

    name: str
    box: Box
    channels: list[tuple[int, int]]
    mask_box: Box | None
    mask_outside: int
    offset: int = 0


def read_photoshop_layer(path: Path, item: Footage) -> Pixels:
    """The layer that the footage item names, as straight RGBA of the item's size where that fits layer or document.

    Raises `UnreadableError` when the file or the layer is not of a kind that is understood, and `OSError`.
    """
    data = path.read_bytes()
    try:
        return _read(data, item)
    except (struct.error, ValueError, zlib.error, IndexError) as error:
        raise UnreadableError("damaged, or not an 8-bit Photoshop file") from error


def _read(data: bytes, item: Footage) -> Pixels:
    signature, version, height, width, depth, mode = struct.unpack_from(">4sH8xIIHH", data)
    if signature != b"8BPS" or version != 1 or depth != 8 or mode not in (GREY, RGB):
        raise UnreadableError("not an 8-bit RGB or grey Photoshop file")
    record = _choose(_records(data, _layers_start(data)), item)
    top, left, bottom, right = record.box
    if right <= left or bottom <= top:
        raise UnreadableError(f"its layer “{record.name}” is empty")
    _check_area(right - left, bottom - top)
    _check_area(width, height)
    pixels = _pixels(data, record, mode)
    if (item.width, item.height) == (width, height) != (right - left, bottom - top):
        return _in_document(pixels, record.box, (height, width))
    return pixels


def _check_area(width: int, height: int) -> None:
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise UnreadableError(f"{width} × {height} pixels are too many")


def _layers_start(data: bytes) -> int:
    offset = 26
    for _ in range(2):
        offset += 4 + _u32(data, offset)
    if _u32(data, offset) == 0 or _u32(data, offset + 4) == 0:
        raise UnreadableError("it has no layers")
    return offset + 8


def _records(data: bytes, offset: int) -> list[_Record]:
    count = abs(struct.unpack_from(">h", data, offset)[0])
    if count > MOST_LAYERS:
        raise UnreadableError(f"it has {count} layers")
    offset += 2
    records = []
    for _ in range(count):
        record, offset = _record(data, offset)
        records.append(record)
    for record in records:
        record.offset = offset
        offset += sum(length for _, length in record.channels)
    return records


def _record(data: bytes, offset: int) -> tuple[_Record, int]:
    box = struct.unpack_from(">4i", data, offset)
    count = struct.unpack_from(">H", data, offset + 16)[0]
    channels = [struct.unpack_from(">hI", data, offset + 18 + 6 * index) for index in range(count)]
    offset += 18 + 6 * count + 12
    end = offset + 4 + _u32(data, offset)
    offset += 4
    mask_box, outside = _mask_of(data, offset)
    offset += 4 + _u32(data, offset)
    offset += 4 + _u32(data, offset)
    length = data[offset]
    name = data[offset + 1 : offset + 1 + length].decode("mac_roman")
    unicode_name = _unicode_name(data, offset + (length + 4) // 4 * 4, end)
    return _Record(unicode_name or name, box, channels, mask_box, outside), end


def _mask_of(data: bytes, offset: int) -> tuple[Box | None, int]:
    if _u32(data, offset) < 18:
        return None, 0
    top, left, bottom, right, outside, flags = struct.unpack_from(">4iBB", data, offset + 4)
    return (None if flags & MASK_DISABLED else (top, left, bottom, right)), outside


def _unicode_name(data: bytes, offset: int, end: int) -> str:
    while offset + 12 <= end:
        key, length = data[offset + 4 : offset + 8], _u32(data, offset + 8)
        if key == b"luni":
            characters = _u32(data, offset + 12)
            return data[offset + 16 : offset + 16 + 2 * characters].decode("utf-16-be").rstrip("\0")
        offset += 12 + length + length % 2
    return ""


def _choose(records: list[_Record], item: Footage) -> _Record:
    named = [record for record in records if record.name == item.photoshop_layer]
    if len(named) == 1:
        return named[0]
    index = item.photoshop_layer_index
    if index is not None and 0 <= index < len(records) and (not named or records[index] in named):
        return records[index]
    if named:
        return named[0]
    raise UnreadableError(f"it has no layer “{item.photoshop_layer}”")


def _pixels(data: bytes, record: _Record, mode: int) -> Pixels:
    top, left, bottom, right = record.box
    height, width = bottom - top, right - left
    pixels: Pixels = np.full((height, width, 4), 255, np.uint8)
    offset = record.offset
    for channel, length in record.channels:
        body = data[offset : offset + length]
        offset += length
        if channel == MASK and record.mask_box is not None:
            _apply_mask(pixels, record, body)
        elif channel in (0, 1, 2, ALPHA):
            plane = _plane(body, height, width)
            if mode == GREY and channel == 0:
                pixels[..., :3] = plane[..., None]
            elif channel == ALPHA:
                pixels[..., 3] = (pixels[..., 3].astype(np.uint16) * plane + 127) // 255
            else:
                pixels[..., channel] = plane
    return pixels


def _apply_mask(pixels: Pixels, record: _Record, body: bytes) -> None:
    assert record.mask_box is not None
    top, left, bottom, right = record.mask_box
    cover: Plane = np.full(pixels.shape[:2], record.mask_outside, np.uint8)
    if bottom > top and right > left:
        _check_area(right - left, bottom - top)
        plane = _plane(body, bottom - top, right - left)
        _paste(plane, cover, top - record.box[0], left - record.box[1])
    pixels[..., 3] = (pixels[..., 3].astype(np.uint16) * cover + 127) // 255


def _plane(body: bytes, height: int, width: int) -> Plane:
    kind, packed = struct.unpack_from(">H", body)[0], body[2:]
    if kind == RAW:
        flat = np.frombuffer(packed, np.uint8, height * width)
    elif kind == PACKED:
        image = Image.frombytes("L", (width, height), packed[2 * height :], "packbits", "L")
        flat = np.asarray(image, np.uint8).ravel()
    elif kind in (ZIPPED, PREDICTED):
        flat = np.frombuffer(zlib.decompressobj().decompress(packed, height * width), np.uint8, height * width)
    else:
        raise UnreadableError("a channel is compressed in an unknown way")
    plane = flat.reshape(height, width)
    return np.cumsum(plane, axis=1, dtype=np.uint8) if kind == PREDICTED else plane


def _in_document(pixels: Pixels, box: Box, shape: tuple[int, int]) -> Pixels:
    whole: Pixels = np.zeros((*shape, 4), np.uint8)
    _paste(pixels, whole, box[0], box[1])
    return whole


def _paste(source: npt.NDArray[np.uint8], target: npt.NDArray[np.uint8], top: int, left: int) -> None:
    rows, columns = target.shape[:2]
    first_row, first_column = max(0, top), max(0, left)
    last_row, last_column = min(rows, top + source.shape[0]), min(columns, left + source.shape[1])
    if first_row < last_row and first_column < last_column:
        part = source[first_row - top : last_row - top, first_column - left : last_column - left]
        target[first_row:last_row, first_column:last_column] = part


def _u32(data: bytes, offset: int) -> int:
    value: int = struct.unpack_from(">I", data, offset)[0]
    return value
