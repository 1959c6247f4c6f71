"""Thumbnails: found again by content and size, small, true in colour, and never too many."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.core.errors import StorageError, VerifyError
from app.core.presets import find_preset
from app.farm.pieces import encode_piece
from app.farm.stills import Still
from app.farm.thumbnails import ThumbnailCache, content_of_file, still_of_pixels


def plain(color: tuple[int, int, int, int], width: int = 64, height: int = 36) -> Still:
    return Still(frame=0, width=width, height=height, pixels=bytes(color) * (width * height))


@pytest.fixture
def cache(tmp_path: Path) -> ThumbnailCache:
    return ThumbnailCache(tmp_path / "thumbnails")


def test_thumbnail_is_found_by_content_and_size(cache: ThumbnailCache) -> None:
    assert cache.find("a", 32) is None
    path = cache.put("a", 32, plain((200, 100, 50, 255)))
    assert cache.find("a", 32) == path
    assert cache.find("a", 64) is cache.find("b", 32) is None
    with Image.open(path) as image:
        assert (image.format, image.size) == ("JPEG", (32, 18))
        assert np.abs(np.asarray(image)[9, 16].astype(int) - (200, 100, 50)).max() <= 4


def test_thumbnail_keeps_what_shows_through(cache: ThumbnailCache) -> None:
    drawn = bytes((100, 50, 25, 128)) * 100
    path = cache.put("a", 10, still_of_pixels(drawn, 10, 10))
    with Image.open(path) as image:
        assert image.format == "PNG"
        assert image.getpixel((5, 5)) == (199, 100, 50, 128)


def test_thumbnail_is_never_enlarged_and_replaced_by_a_newer_one(cache: ThumbnailCache) -> None:
    first = cache.put("a", 500, plain((0, 0, 0, 0)))
    second = cache.put("a", 500, plain((9, 9, 9, 255)))
    assert not first.exists()
    assert cache.find("a", 500) == second
    with Image.open(second) as image:
        assert image.size == (64, 36)


def test_thumbnails_that_were_not_looked_up_for_longest_go_first(tmp_path: Path) -> None:
    cache = ThumbnailCache(tmp_path, most=3)
    for number, name in enumerate("abc"):
        path = cache.put(name, 32, plain((number, 0, 0, 255)))
        os.utime(path, (number, number))
    assert cache.find("a", 32) is not None
    cache.put("d", 32, plain((9, 0, 0, 255)))
    assert [name for name in "abcd" if cache.find(name, 32)] == ["a", "c", "d"]


def test_thumbnail_of_a_film_shows_its_middle_and_follows_its_file(cache: ThumbnailCache, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"

    def make(grey: int) -> None:
        frames = [np.full((36, 64, 4), (level, level, level, 255), np.uint8) for level in (0, 0, 0, grey, grey, grey)]
        encode_piece(frames, film, preset=find_preset("mp4"), size=(64, 36), frame_rate=(25, 1))

    make(200)
    path = cache.of_film(film, 32)
    assert cache.of_film(film, 32) == path
    make(240)
    os.utime(film, (1, 1))
    assert cache.of_film(film, 32) != path


def test_thumbnail_of_no_film_is_refused(cache: ThumbnailCache, tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        cache.of_film(tmp_path / "gone.mp4", 32)
    (tmp_path / "text.mp4").write_text("no film")
    with pytest.raises(VerifyError):
        cache.of_film(tmp_path / "text.mp4", 32)


def test_thumbnails_need_a_folder_that_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = ThumbnailCache(tmp_path / "file" / "thumbnails")
    assert cache.find("a", 32) is None
    with pytest.raises(StorageError):
        cache.put("a", 32, plain((0, 0, 0, 255)))


def test_content_of_a_file_follows_its_bytes_not_its_name(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(b"same")
    other.write_bytes(b"same")
    assert content_of_file(one) == content_of_file(other)
    other.write_bytes(b"different")
    assert content_of_file(one) != content_of_file(other)
    with pytest.raises(StorageError):
        content_of_file(tmp_path / "gone")
