"""Films brought from the results: the right one, whole, and nothing else in its place."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest

from app.core.errors import StorageError, VerifyError
from app.core.jobs import FilmReport
from app.farm.files import unfinished_name
from app.farm.film_download import LEFT_SECONDS, download_film
from app.farm.storage_folder import FolderStorage

CONTENT = b"a film"


def report(path: str, content: bytes = CONTENT) -> FilmReport:
    return FilmReport(
        path=path,
        frames=1,
        frame_rate=(25, 1),
        duration=0.04,
        width=64,
        height=36,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        has_audio=False,
        seconds=1.0,
    )


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    results = tmp_path / "results"
    (results / "deep").mkdir(parents=True)
    (results / "a.mp4").write_bytes(CONTENT)
    (results / "deep" / "b.mp4").write_bytes(CONTENT)
    return FolderStorage(tmp_path / "storage", results)


def test_a_film_is_copied_whatever_the_manager_calls_its_place(storage: FolderStorage, tmp_path: Path) -> None:
    out = tmp_path / "out" / "deep"
    for _ in range(2):
        assert download_film(storage, report("X:\\films\\a.mp4"), "a.mp4", out, replace=False) == out / "a.mp4"
    assert download_film(storage, report("elsewhere"), "deep/b.mp4", out, replace=False) == out / "b.mp4"
    assert sorted(path.name for path in out.iterdir()) == ["a.mp4", "b.mp4"]
    assert (out / "a.mp4").read_bytes() == CONTENT


def test_another_file_stays_unless_it_may_be_replaced(storage: FolderStorage, tmp_path: Path) -> None:
    mine = tmp_path / "a.mp4"
    mine.write_bytes(b"mine")
    with pytest.raises(StorageError, match="exists already"):
        download_film(storage, report(""), "a.mp4", tmp_path, replace=False)
    assert mine.read_bytes() == b"mine"
    download_film(storage, report(""), "a.mp4", tmp_path, replace=True)
    assert mine.read_bytes() == CONTENT


@pytest.mark.parametrize("replace", [False, True])
def test_a_film_that_was_changed_is_not_taken(storage: FolderStorage, tmp_path: Path, replace: bool) -> None:
    out = tmp_path / "out"
    with pytest.raises(VerifyError, match="not the film that was made"):
        download_film(storage, report("", b"another film"), "a.mp4", out, replace=replace)
    assert list(out.iterdir()) == []


def test_a_film_that_is_gone(storage: FolderStorage, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="is not there") as caught:
        download_film(storage, report("/nowhere/c.mp4"), "c.mp4", tmp_path, replace=False)
    assert "results" in caught.value.next_step


@pytest.mark.parametrize("output", ["../a.mp4", "/etc/passwd", "a\\b.mp4", ""])
def test_names_that_leave_the_results_are_refused(storage: FolderStorage, tmp_path: Path, output: str) -> None:
    with pytest.raises(StorageError, match="refused"):
        download_film(storage, report(""), output, tmp_path / "out", replace=True)
    assert not (tmp_path / "out").exists()


def test_a_bucket_needs_the_storage_that_it_is_in(storage: FolderStorage, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="not in the storage that this computer knows"):
        download_film(storage, report("s3://films/a.mp4"), "a.mp4", tmp_path, replace=False)


def test_what_a_killed_download_left_goes_with_the_next_one(storage: FolderStorage, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    left, written, other = (out / unfinished_name(name) for name in ("a[1].mp4", "a[1].mp4", "b.mp4"))
    for path in (left, written, other):
        path.write_bytes(b"a part")
    for path in (left, other):
        os.utime(path, times=(0.0, time.time() - LEFT_SECONDS - 60))
    download_film(storage, report(""), "a.mp4", out, replace=False, name="a[1].mp4")
    # One may be written just now, and another belongs to another film.
    assert {path.name for path in out.iterdir()} == {"a[1].mp4", written.name, other.name}
