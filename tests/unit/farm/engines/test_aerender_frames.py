"""Frames on the disk: read exactly, taken only when complete, kept by number."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.core.errors import VerifyError
from app.core.frames import FrameRange
from app.farm.clock import ManualClock
from app.farm.engines.aerender.command import Span
from app.farm.engines.aerender.frames import Landing, Shelf, WrongSizeError
from app.farm.engines.aerender.images import UnreadableFrameError, read_frame
from app.farm.pieces import Frame
from tests.fakes.aerender.tiff import tiff_bytes

SIZE = (7, 5)
"""Width and height."""


def picture(seed: int = 0) -> Frame:
    """Colours brighter than their alpha too: what is stored has to come back as it is, whatever it means."""
    return np.random.default_rng(seed).integers(0, 256, (SIZE[1], SIZE[0], 4), np.uint8)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("extra", [0, 1, 2])
def test_farm_aerender_frames_of_a_tiff_are_what_is_stored_whatever_it_says_of_alpha(
    tmp_path: Path, order: str, extra: int
) -> None:
    path = tmp_path / "1.tif"
    path.write_bytes(tiff_bytes(picture(), order=order, extra=extra))
    assert (read_frame(path) == picture()).all()


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_adobe_deflate", "packbits", None])
def test_farm_aerender_frames_of_compressed_tiffs_are_read_too(tmp_path: Path, compression: str | None) -> None:
    path = tmp_path / "1.tif"
    Image.fromarray(picture()).save(path, compression=compression)
    assert (read_frame(path) == picture()).all()


def test_farm_aerender_frames_of_sixteen_bits_and_without_alpha(tmp_path: Path) -> None:
    path = tmp_path / "1.tif"
    path.write_bytes(tiff_bytes(picture().astype(np.uint16) * 257))
    assert (read_frame(path) == picture()).all()
    opaque = picture()
    opaque[..., 3] = 255
    path.write_bytes(tiff_bytes(opaque[..., :3]))
    assert (read_frame(path) == opaque).all()
    Image.fromarray(opaque[..., :3]).save(tmp_path / "1.png")
    assert (read_frame(tmp_path / "1.png") == opaque).all()


def test_farm_aerender_frames_of_a_png(tmp_path: Path) -> None:
    Image.fromarray(picture()).save(tmp_path / "1.png")
    assert (read_frame(tmp_path / "1.png") == picture()).all()


def test_farm_aerender_half_written_frames_are_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "1.png"
    Image.fromarray(picture()).save(path)
    for content in (path.read_bytes(), tiff_bytes(picture()), tiff_bytes(picture(), directory_first=True)):
        for length in range(0, len(content), 7):
            path.write_bytes(content[:length])
            with pytest.raises(UnreadableFrameError):
                read_frame(path)
        path.write_bytes(content)
        read_frame(path)


def test_farm_aerender_frames_in_other_forms_are_refused(tmp_path: Path) -> None:
    lost = struct.pack("<4sI", b"II*\0", 9999)
    for content in (b"\x89PNG\r\n\x1a\nIEND\xaeB`\x82", b"II*\0" + bytes(50), b"BM", lost):
        path = tmp_path / "1.tif"
        path.write_bytes(content)
        with pytest.raises(UnreadableFrameError):
            read_frame(path)
    Image.new("L", SIZE).save(tmp_path / "grey.tif")
    with pytest.raises(UnreadableFrameError, match="red, green"):
        read_frame(tmp_path / "grey.tif")
    with pytest.raises(UnreadableFrameError, match="cannot be read"):
        read_frame(tmp_path / "nowhere.tif")


@given(st.binary(max_size=60), st.integers(0, 300))
def test_farm_aerender_damaged_frames_are_an_error_of_one_kind(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, place: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "noisy.tif"
    content = bytearray(tiff_bytes(picture()))
    content[place : place + len(noise)] = noise
    path.write_bytes(content)
    try:
        frame = read_frame(path)
    except UnreadableFrameError:
        return
    assert frame.dtype == np.uint8


def landing(folder: Path, clock: ManualClock, *, counts_from: int = 0) -> tuple[Shelf, Landing]:
    shelf = Shelf(SIZE)
    span = Span(frames=FrameRange(start=0, stop=10), counts_from=counts_from)
    return shelf, Landing(shelf, folder, span, settle_seconds=1.0, monotonic=clock.monotonic)


def test_farm_aerender_frames_are_taken_when_they_have_settled(tmp_path: Path) -> None:
    clock = ManualClock()
    shelf, watched = landing(tmp_path, clock)
    whole = tiff_bytes(picture(4))
    (tmp_path / "00004.tif").write_bytes(whole[:50])
    assert watched.look() == ()
    clock.advance(2)
    assert watched.look() == (), "it is settled, and not complete"
    (tmp_path / "00004.tif").write_bytes(whole)
    assert watched.look() == ()
    assert watched.growing
    clock.advance(2)
    assert watched.look() == (4,)
    assert watched.look() == ()
    assert not watched.growing
    assert shelf.missing(FrameRange(start=3, stop=6)) == (3, 5)
    assert (shelf.open(4) == picture(4)).all()


def test_farm_aerender_frames_of_a_run_that_ended_need_not_settle(tmp_path: Path) -> None:
    shelf, watched = landing(tmp_path, ManualClock(), counts_from=100)
    for number in (109, 100, 105, 110, 7):
        (tmp_path / f"{number:05d}.tif").write_bytes(tiff_bytes(picture(number)))
    (tmp_path / "00103.tif").write_bytes(b"")
    (tmp_path / "notes.txt").write_bytes(b"")
    assert watched.look(ended=True) == (0, 5, 9)
    assert watched.strange == {110, 7}
    assert watched.problem(3) == "is empty"
    assert watched.problem(4) == "was not written"
    assert 9 in shelf


def test_farm_aerender_frames_with_negative_numbers_are_known(tmp_path: Path) -> None:
    _, watched = landing(tmp_path, ManualClock(), counts_from=-5)
    for name in ("-0005.tif", "-00001.tif", "00004.tif"):
        (tmp_path / name).write_bytes(tiff_bytes(picture()))
    assert watched.look(ended=True) == (0, 4, 9)


def test_farm_aerender_frames_of_another_size_are_an_error_at_once(tmp_path: Path) -> None:
    _, watched = landing(tmp_path, ManualClock())
    (tmp_path / "00001.tif").write_bytes(tiff_bytes(picture()[:4]))
    with pytest.raises(WrongSizeError, match="7 × 4 pixels instead of 7 × 5"):
        watched.look(ended=True)


def test_farm_aerender_frames_that_change_after_they_were_verified_do_not_count(tmp_path: Path) -> None:
    shelf, watched = landing(tmp_path, ManualClock())
    path = tmp_path / "00001.tif"
    path.write_bytes(tiff_bytes(picture()))
    watched.look(ended=True)
    os.utime(path, (1, 1))
    with pytest.raises(VerifyError, match="Frame 1"):
        shelf.open(1)
    assert 1 not in shelf


def test_farm_aerender_frames_are_deleted_when_they_were_used(tmp_path: Path) -> None:
    shelf, watched = landing(tmp_path, ManualClock())
    for number in (0, 1, 2):
        (tmp_path / f"{number:05d}.tif").write_bytes(tiff_bytes(picture()))
    watched.look(ended=True)
    shelf.use(FrameRange(start=0, stop=2))
    assert [path.name for path in tmp_path.iterdir()] == ["00002.tif"]
    assert shelf.missing(FrameRange(start=0, stop=4)) == (3,)
    shelf.begin()
    assert shelf.missing(FrameRange(start=0, stop=4)) == (0, 1, 3)
