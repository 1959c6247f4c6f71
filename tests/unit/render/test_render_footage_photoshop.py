"""Layers of Photoshop files, from files written here byte by byte after Adobe's specification."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.model import Footage, FootageKind
from app.render.photoshop import read_photoshop_layer
from app.render.video import UnreadableError
from tests.fakes.examples import examples

Box = tuple[int, int, int, int]


def channel(plane: np.ndarray, kind: int) -> bytes:
    plane = np.ascontiguousarray(plane, np.uint8)
    if kind == 0:
        body = plane.tobytes()
    elif kind == 1:
        rows = [b"".join(bytes([0, value]) for value in row) for row in plane]
        body = b"".join(struct.pack(">H", len(row)) for row in rows) + b"".join(rows)
    elif kind == 2:
        body = zlib.compress(plane.tobytes())
    else:
        steps = np.diff(plane.astype(np.int16), axis=1, prepend=0).astype(np.uint8)
        body = zlib.compress(steps.tobytes())
    return struct.pack(">H", kind) + body


def layer(
    name: str, box: Box, pixels: np.ndarray, *, kind: int = 0, mask: tuple[Box, np.ndarray, int] | None = None
) -> tuple[bytes, bytes]:
    """A layer record and its channel data."""
    planes = [(index if index < 3 else -1, channel(pixels[..., index], kind)) for index in range(pixels.shape[2])]
    mask_data = b""
    if mask is not None:
        planes.append((-2, channel(mask[1], kind)))
        mask_data = struct.pack(">4iBBxx", *mask[0], mask[2], 0)
    record = struct.pack(">4iH", *box, len(planes))
    record += b"".join(struct.pack(">hI", number, len(data)) for number, data in planes)
    record += b"8BIMnorm" + bytes([255, 0, 0, 0])
    pascal = bytes([4]) + b"ansi" + b"\0\0\0"
    text = name.encode("utf-16-be")
    luni = struct.pack(">I", len(name)) + text
    luni += b"\0" * (len(luni) % 2)
    extra = struct.pack(">I", len(mask_data)) + mask_data + struct.pack(">I", 0) + pascal
    extra += b"8BIMluni" + struct.pack(">I", len(luni)) + luni
    return record + struct.pack(">I", len(extra)) + extra, b"".join(data for _, data in planes)


def photoshop(size: tuple[int, int], *layers: tuple[bytes, bytes], mode: int = 3, depth: int = 8) -> bytes:
    header = struct.pack(">4sH6xHIIHH", b"8BPS", 1, 3, size[1], size[0], depth, mode)
    info = struct.pack(">h", len(layers)) + b"".join(record for record, _ in layers)
    info += b"".join(data for _, data in layers)
    section = struct.pack(">I", len(info)) + info
    return header + struct.pack(">II", 0, 0) + struct.pack(">I", len(section)) + section


def item_of(name: str, width: int, height: int, **fields: Any) -> Footage:
    return Footage(
        id=1, name=name, kind=FootageKind.PHOTOSHOP, width=width, height=height, photoshop_layer=name, **fields
    )


def picture(height: int, width: int, channels: int = 4) -> np.ndarray:
    return np.random.default_rng(height * width).integers(0, 256, (height, width, channels), dtype=np.uint8)


@pytest.mark.parametrize("kind", [0, 1, 2, 3])
def test_a_layer_is_read_in_every_compression(tmp_path: Path, kind: int):
    path = tmp_path / "doc.psd"
    pixels = picture(5, 7)
    below = layer("below", (0, 0, 3, 3), picture(3, 3, 3), kind=kind)
    path.write_bytes(photoshop((20, 10), below, layer("größe 大", (2, 4, 7, 11), pixels, kind=kind)))
    assert np.array_equal(read_photoshop_layer(path, item_of("größe 大", 7, 5)), pixels)
    assert (read_photoshop_layer(path, item_of("below", 3, 3))[..., 3] == 255).all()


def test_an_item_of_the_documents_size_shows_the_layer_in_its_place_even_where_it_sticks_out(tmp_path: Path):
    path = tmp_path / "doc.psd"
    pixels = picture(6, 6)
    path.write_bytes(photoshop((8, 8), layer("out", (-2, 5, 4, 11), pixels)))
    drawn = read_photoshop_layer(path, item_of("out", 8, 8))
    assert np.array_equal(drawn[:4, 5:], pixels[2:, :3])
    assert drawn[4:].max() == 0


def test_a_layer_mask_cuts_the_layer(tmp_path: Path):
    path = tmp_path / "doc.psd"
    pixels = np.full((4, 4, 4), 255, np.uint8)
    mask = ((1, 1, 3, 3), np.full((2, 2), 255, np.uint8), 0)
    path.write_bytes(photoshop((4, 4), layer("cut", (0, 0, 4, 4), pixels, mask=mask)))
    alpha = read_photoshop_layer(path, item_of("cut", 4, 4))[..., 3]
    assert alpha.sum() == 4 * 255
    assert (alpha[1:3, 1:3] == 255).all()


def test_of_two_layers_with_one_name_the_index_decides(tmp_path: Path):
    path = tmp_path / "doc.psd"
    first, second = picture(2, 2), picture(3, 2)
    path.write_bytes(photoshop((9, 9), layer("copy", (0, 0, 2, 2), first), layer("copy", (0, 0, 3, 2), second)))
    found = read_photoshop_layer(path, item_of("copy", 2, 3, photoshop_layer_index=1))
    assert np.array_equal(found, second)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "damaged"),
        (b"8BPS", "damaged"),
        (photoshop((4, 4), depth=16), "not an 8-bit"),
        (photoshop((4, 4), mode=4), "not an 8-bit"),
        (photoshop((4, 4), layer("other", (0, 0, 2, 2), picture(2, 2))), "no layer"),
        (photoshop((4, 4), layer("wanted", (2, 2, 2, 2), np.zeros((0, 0, 4), np.uint8))), "is empty"),
        (photoshop((4, 4), layer("wanted", (0, 0, 2, 2), picture(2, 2)))[:-9], "damaged"),
        (photoshop((4, 4), layer("wanted", (0, 0, 29_999, 29_999), picture(2, 2))), "too many"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, content: bytes, reason: str):
    path = tmp_path / "doc.psd"
    path.write_bytes(content)
    with pytest.raises(UnreadableError, match=reason):
        read_photoshop_layer(path, item_of("wanted", 4, 4))


@settings(max_examples=examples(150))
@given(st.data())
def test_damaged_files_never_fail_in_another_way(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject):
    whole = photoshop((8, 8), layer("wanted", (1, 1, 5, 5), picture(4, 4), kind=data.draw(st.integers(0, 3))))
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "damaged.psd"
    path.write_bytes(bytes(damaged[: data.draw(st.integers(len(damaged) // 2, len(damaged)))]))
    try:
        pixels = read_photoshop_layer(path, item_of("wanted", 4, 4))
    except UnreadableError:
        return
    assert pixels.shape[2] == 4
