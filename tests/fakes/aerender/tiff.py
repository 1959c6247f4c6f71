"""TIFF files as After Effects writes them: uncompressed, mostly big endian, the directory at the end."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
import numpy.typing as npt

ASSOCIATED = 1
"""Extra samples: alpha that colours are multiplied by."""


def tiff_bytes(
    pixels: npt.NDArray[Any], *, order: str = ">", extra: int = ASSOCIATED, directory_first: bool = False
) -> bytes:
    """A picture of height × width × 3 or 4, of 8 or 16 bits, as a file. `extra` is what it says of its alpha."""
    height, width, samples = pixels.shape
    bits = pixels.dtype.itemsize * 8
    rows = 3
    kind = pixels.dtype.newbyteorder("<" if order == "<" else ">")
    strips = [np.ascontiguousarray(pixels[top : top + rows], kind).tobytes() for top in range(0, height, rows)]
    tags: list[tuple[int, str, tuple[int, ...]]] = [
        (256, "I", (width,)),
        (257, "I", (height,)),
        (258, "H", (bits,) * samples),
        (259, "H", (1,)),
        (262, "H", (2,)),
        (273, "I", (0,) * len(strips)),
        (277, "H", (samples,)),
        (278, "I", (rows,)),
        (279, "I", tuple(map(len, strips))),
        (284, "H", (1,)),
        *([(338, "H", (extra,))] if samples == 4 else []),
    ]
    body = sum(map(len, strips))
    length = 2 + 12 * len(tags) + 4 + sum(size for _, kind, values in tags if (size := _size(kind, values)) > 4)
    start = 8 if directory_first else 8 + body
    first = 8 + length if directory_first else 8
    places = tuple(first + sum(map(len, strips[:index])) for index in range(len(strips)))
    tags = [(tag, kind, places if tag == 273 else values) for tag, kind, values in tags]
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", start)
    directory = _directory(tags, start, order)
    return b"".join([head, directory, *strips] if directory_first else [head, *strips, directory])


def _directory(tags: list[tuple[int, str, tuple[int, ...]]], start: int, order: str) -> bytes:
    entries, values_after = struct.pack(order + "H", len(tags)), b""
    after = start + 2 + 12 * len(tags) + 4
    for tag, kind, values in tags:
        packed = struct.pack(f"{order}{len(values)}{kind}", *values)
        if len(packed) > 4:
            place = struct.pack(order + "I", after + len(values_after))
            values_after += packed
        else:
            place = packed.ljust(4, b"\0")
        entries += struct.pack(order + "HHI", tag, 3 if kind == "H" else 4, len(values)) + place
    return entries + bytes(4) + values_after


def _size(kind: str, values: tuple[int, ...]) -> int:
    return struct.calcsize(f">{len(values)}{kind}")
