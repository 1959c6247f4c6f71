"""New jobs from jobs that exist, and the way back to the template."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.core.errors import StorageError
from app.core.frames import FrameRange
from app.core.jobs import AssetRef, FontRef, JobRequest
from app.core.slots import MediaFill, TextFill
from app.farm.job_copies import (
    free_output,
    lay_out_template,
    local_values,
    original_template,
    requests_again,
    requests_beside,
)
from app.farm.storage_folder import FolderStorage


def request(job_id: str, output: str, **more: Any) -> JobRequest:
    return JobRequest(
        job_id=job_id,
        name=Path(output).stem,
        owner="ada",
        template=more.pop("template", AssetRef(sha256="0" * 64, name="a.aepx", size=1)),
        comp_id=1,
        comp_name="Main",
        frames=FrameRange(start=0, stop=10),
        output=output,
        preset="mp4",
        **more,
    )


def test_again_is_the_same_film_in_the_same_place() -> None:
    before = request("a", "film.mp4", batch_id="b")
    (again,) = requests_again([before])
    assert again.key() == before.key()
    assert again.job_id != "a"
    assert again.replace


def test_a_duplicate_is_another_film_beside_the_first(tmp_path: Path) -> None:
    (tmp_path / "film (2).mp4").touch()
    before = request("a", "film.mp4", batch_id="b", batch_name="May", row=3, replace=True)
    (copy,) = requests_beside([before], tmp_path, {"film (3).mp4"}.__contains__)
    assert (copy.output, copy.name) == ("film (4).mp4", "film (4)")
    assert (copy.batch_id, copy.batch_name, copy.row, copy.replace) == ("", "", None, False)
    assert copy.key() != before.key()


def test_duplicates_of_a_batch_are_a_batch_of_their_own(tmp_path: Path) -> None:
    jobs = [request(str(row), f"{row}.mp4", batch_id="b", batch_name="May", row=row) for row in (1, 2)]
    copies = requests_beside(jobs, tmp_path, lambda _: False)
    assert len({copy.batch_id for copy in copies}) == 1
    assert copies[0].batch_id not in ("", "b")
    assert [copy.row for copy in copies] == [1, 2]


def test_the_same_job_twice_gets_two_names(tmp_path: Path) -> None:
    copies = requests_beside([request("a", "x.mp4"), request("b", "X.mp4")], tmp_path, lambda _: False)
    assert len({copy.output.casefold() for copy in copies}) == 2


def test_a_free_name_is_looked_for_in_the_film_s_own_folder(tmp_path: Path) -> None:
    assert free_output("below/film.mov", tmp_path, lambda _: False) == "below/film (2).mov"


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path / "storage", tmp_path / "results")


def stored(storage: FolderStorage, folder: Path, name: str, content: bytes) -> AssetRef:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return storage.put_asset(path)


def test_the_original_is_the_file_of_that_name_and_content(tmp_path: Path, storage: FolderStorage) -> None:
    asset = stored(storage, tmp_path / "a", "card.aepx", b"one")
    other = tmp_path / "b" / "card.aepx"
    other.parent.mkdir()
    other.write_bytes(b"two")
    assert original_template(asset, [other, tmp_path / "gone" / "card.aepx"]) is None
    assert original_template(asset, [other, tmp_path / "a" / "card.aepx"]) == tmp_path / "a" / "card.aepx"


def test_a_template_is_laid_out_with_footage_and_fonts_under_their_names(
    tmp_path: Path, storage: FolderStorage
) -> None:
    job = request(
        "a",
        "film.mp4",
        template=stored(storage, tmp_path / "a", "card.aepx", b"project"),
        footage={7: stored(storage, tmp_path / "a", "hero.jpg", b"picture")},
        fonts={"Lato": FontRef(asset=stored(storage, tmp_path / "a", "Lato.ttf", b"font"))},
    )
    for _ in range(2):
        path = lay_out_template(storage, job, tmp_path / "copies")
        assert (path.name, path.read_bytes()) == ("card.aepx", b"project")
        assert (path.parent / "(Footage)" / "hero.jpg").read_bytes() == b"picture"
        assert (path.parent / "Lato.ttf").read_bytes() == b"font"


def test_a_name_that_came_with_a_job_cannot_leave_the_folder(tmp_path: Path, storage: FolderStorage) -> None:
    asset = stored(storage, tmp_path / "a", "card.aepx", b"project")
    wild = AssetRef(sha256=asset.sha256, name="../../..\\card.aepx", size=asset.size)
    path = lay_out_template(storage, request("a", "film.mp4", template=wild), tmp_path / "copies")
    assert path.parent.parent == tmp_path / "copies"


def test_photos_come_back_as_files(tmp_path: Path, storage: FolderStorage) -> None:
    photo = stored(storage, tmp_path / "a", "ada.jpg", b"photo")
    job = request(
        "a",
        "film.mp4",
        fill={"layer/1/1": TextFill("Ada"), "item/7": MediaFill(path=photo.sha256)},
        assets=(photo,),
    )
    values = local_values(storage, job)
    assert values["layer/1/1"] == TextFill("Ada")
    value = values["item/7"]
    assert isinstance(value, MediaFill)
    assert Path(value.path).read_bytes() == b"photo"


def test_a_file_that_left_storage_is_said(tmp_path: Path, storage: FolderStorage) -> None:
    with pytest.raises(StorageError):
        lay_out_template(storage, request("a", "film.mp4"), tmp_path / "copies")
