"""Stills of films: the very frame that was asked for, small, with its alpha, and clear words about broken files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.core.errors import StorageError, VerifyError
from app.core.presets import find_preset
from app.farm.ffmpeg import find_ffmpeg, join_pieces
from app.farm.pieces import encode_piece
from app.farm.stills import Still, still_of_film, stills_of_film

SIZE = (64, 36)
FRAMES = 24
BOX = (32, 32)


def frames(first: int, count: int, alpha: int = 255) -> Iterator[np.ndarray]:
    """Frames whose grey tells their number: ten steps a frame; premultiplied."""
    for number in range(first, first + count):
        frame = np.full((SIZE[1], SIZE[0], 4), number * 10 * alpha // 255, np.uint8)
        frame[..., 3] = alpha
        yield frame


def make_film(folder: Path, name: str, *, piece: int = 8, alpha: int = 255) -> Path:
    """A film of 24 frames, joined from pieces as a job's is."""
    preset = find_preset(name)
    pieces = [folder / f"{first}{preset.extension}" for first in range(0, FRAMES, piece)]
    for first, path in zip(range(0, FRAMES, piece), pieces, strict=True):
        encode_piece(frames(first, piece, alpha), path, preset=preset, size=SIZE, frame_rate=(30000, 1001))
    film = folder / f"film{preset.extension}"
    join_pieces(find_ffmpeg(), pieces, film, preset=preset, frame_rate=(30000, 1001), frame_count=FRAMES)
    return film


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_film(tmp_path_factory.mktemp("film"), "mp4")


def number_of(still: Still) -> int:
    """The frame that a still shows, read from its pixels."""
    pixels = np.frombuffer(still.pixels, np.uint8).reshape(still.height, still.width, 4)
    return round(float(pixels[..., :3].mean()) / 10)


def test_still_is_the_very_frame(film: Path) -> None:
    stills = [still_of_film(film, number, BOX) for number in range(FRAMES)]
    assert [number_of(still) for still in stills] == [still.frame for still in stills] == list(range(FRAMES))


def test_still_of_a_piece_of_one_frame(tmp_path: Path) -> None:
    path = tmp_path / "one.mp4"
    encode_piece(frames(9, 1), path, preset=find_preset("mp4"), size=SIZE, frame_rate=(25, 1))
    assert [number_of(still) for still in stills_of_film(path, 4, BOX)] == [9]


def test_still_of_a_piece_counts_from_its_own_first_frame(film: Path) -> None:
    assert number_of(still_of_film(film.with_name("8.mp4"), 3, BOX)) == 11


@pytest.mark.parametrize(
    ("box", "size"),
    [((32, 32), (32, 18)), ((9, 9), (9, 5)), ((500, 18), (32, 18)), ((500, 500), SIZE), ((1, 1), (1, 1))],
)
def test_still_fits_into_its_box_and_is_never_enlarged(film: Path, box: tuple[int, int], size: tuple[int, int]) -> None:
    still = still_of_film(film, 0, box)
    assert (still.width, still.height) == size
    assert len(still.pixels) == still.width * still.height * 4


def test_still_keeps_alpha_and_does_not_multiply_colours_with_it(tmp_path: Path) -> None:
    still = still_of_film(make_film(tmp_path, "prores4444", alpha=128), 20, BOX)
    pixel = np.frombuffer(still.pixels, np.uint8).reshape(-1, 4)[40].astype(int)
    assert abs(pixel - (200, 200, 200, 128)).max() <= 3


@pytest.mark.parametrize("count", [1, 3, 5, 10, 24, 50])
@pytest.mark.parametrize("piece", [8, 24])
def test_filmstrip_is_spread_over_all_of_the_film(tmp_path: Path, count: int, piece: int) -> None:
    strip = stills_of_film(make_film(tmp_path, "mp4", piece=piece), count, BOX)
    parts = min(count, FRAMES)
    assert len(strip) == parts
    for part, still in enumerate(strip):
        assert FRAMES * part // parts <= still.frame < FRAMES * (part + 1) // parts
        # Frames that no other needs are left out, so that what is shown may be a little later.
        assert still.frame <= number_of(still) <= still.frame + 2


def test_filmstrip_of_nothing_is_empty(film: Path) -> None:
    assert stills_of_film(film, 0, BOX) == ()


@pytest.mark.parametrize("number", [-1, FRAMES, 10**9])
def test_still_of_a_frame_that_is_not_there_is_refused(film: Path, number: int) -> None:
    with pytest.raises(VerifyError, match="has no frame"):
        still_of_film(film, number, BOX)


def test_still_of_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="not there"):
        still_of_film(tmp_path / "gone.mp4", 0, BOX)
    with pytest.raises(VerifyError):
        stills_of_film(tmp_path, 3, BOX)


@pytest.mark.parametrize("content", [b"", b"no film at all", b"\x00" * 5000])
def test_still_of_something_else_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(content)
    with pytest.raises(VerifyError, match=r"film\.mp4"):
        stills_of_film(path, 3, BOX)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_still_of_a_film_that_is_cut_off_is_refused_or_right(film: Path, tmp_path: Path, share: float) -> None:
    whole = film.read_bytes()
    path = tmp_path / "cut.mp4"
    path.write_bytes(whole[: int(len(whole) * share)])
    try:
        assert number_of(still_of_film(path, 20, BOX)) == 20
    except VerifyError as error:
        assert "cut.mp4" in error.title


def test_stills_of_damaged_films_end_in_plain_errors(film: Path, tmp_path: Path) -> None:
    whole = film.read_bytes()
    random = np.random.default_rng(7)
    for _ in range(60):
        damaged = bytearray(whole)
        for place in random.integers(0, len(whole), 20):
            damaged[place] = random.integers(0, 256)
        path = tmp_path / "damaged.mp4"
        path.write_bytes(damaged)
        try:
            stills_of_film(path, 4, BOX)
        except (VerifyError, StorageError) as error:
            assert "damaged.mp4" in error.title
