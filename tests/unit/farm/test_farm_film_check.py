"""A film that was made is looked at again: moved, cut, damaged or replaced films are not called done."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from app.core.jobs import FilmReport
from app.farm.film import measure_film
from app.farm.film_check import check_film, missing_film
from app.farm.storage_folder import FolderStorage
from tests.fakes.farm_jobs import make_piece, make_plan


@pytest.fixture
def film(tmp_path: Path) -> FilmReport:
    """A small film of five frames; a piece is one."""
    storage = FolderStorage(tmp_path / "storage", tmp_path)
    manifest = make_piece(storage, make_plan(), 0)
    path = tmp_path / "film.mp4"
    storage.fetch(manifest.file).rename(path)
    measure = measure_film(path)
    return FilmReport(
        path=str(path),
        frames=measure.frames,
        frame_rate=measure.frame_rate,
        duration=measure.duration,
        width=measure.width,
        height=measure.height,
        size=path.stat().st_size,
        sha256=manifest.sha256,
        has_audio=False,
        seconds=1.0,
    )


def test_a_film_that_is_there_as_it_was_made_is_fine(film: FilmReport) -> None:
    assert missing_film(film) is None
    assert check_film(film) is None


def test_a_film_that_was_moved_away_is_missed(film: FilmReport) -> None:
    Path(film.path).rename(f"{film.path}.moved")
    for problem in (missing_film(film), check_film(film)):
        assert problem is not None
        assert "is not where it was put" in problem.title
        assert film.path in problem.cause


def test_a_file_of_another_size_is_not_the_film(film: FilmReport) -> None:
    path = Path(film.path)
    path.write_bytes(path.read_bytes()[:-1])
    problem = missing_film(film)
    assert problem is not None
    assert "another file" in problem.title


def test_a_file_that_does_not_open_is_not_a_film(film: FilmReport) -> None:
    Path(film.path).write_bytes(b"\0" * film.size)
    assert missing_film(film) is None
    problem = check_film(film)
    assert problem is not None
    assert "does not open" in problem.title


def test_a_film_of_another_length_is_another_film(film: FilmReport) -> None:
    problem = check_film(msgspec.structs.replace(film, duration=film.duration + 1))
    assert problem is not None
    assert "seconds" in problem.cause


def test_a_folder_in_the_way_is_missed_too(film: FilmReport) -> None:
    Path(film.path).unlink()
    Path(film.path).mkdir()
    assert check_film(film) is not None
