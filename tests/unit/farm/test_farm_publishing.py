"""Films in folders of people's choice: made when missing, refused in time, and nothing replaced unasked."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import msgspec
import pytest

from app.core.errors import DiskFullError, StorageError
from app.core.jobs import FilmReport, JobRequest, RenderPlan
from app.farm.film import film_key, publish_film
from app.farm.job_services import LocalJobServices
from app.farm.publishing import make_writable, publish_file
from app.farm.storage_folder import FolderStorage
from tests.fakes.farm_jobs import make_plan, make_request, store_bytes
from tests.fakes.small_disk import SmallDisk


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path / "storage", tmp_path / "results")


def film_of(storage: FolderStorage, plan: RenderPlan, content: bytes) -> FilmReport:
    """A joined film in the job's work folder; nothing looks into it any more."""
    key = store_bytes(storage, film_key(plan.job_id, ".mp4"), content)
    return FilmReport(
        path=key,
        frames=20,
        frame_rate=(25, 1),
        duration=0.8,
        width=64,
        height=36,
        size=len(content),
        sha256="",
        has_audio=False,
        seconds=0.0,
    )


def try_folder(folder: Path) -> None:
    make_writable(folder, shown=folder, called="The folder", next_step="Choose another folder.")


def publish(storage: FolderStorage, folder: Path, content: bytes, job_id: str, *, replace: bool = False) -> Path:
    plan = make_plan(job_id)
    request = make_request(plan, output="Größe – film.mp4", folder=str(folder), replace=replace)
    return Path(publish_film(storage, request, film_of(storage, plan, content)).path)


def test_two_jobs_of_one_name_go_into_two_folders(storage: FolderStorage, tmp_path: Path) -> None:
    one, two = tmp_path / "one" / "deep", tmp_path / "two"
    assert publish(storage, one, b"first", "j1") == one / "Größe – film.mp4"
    assert publish(storage, two, b"second", "j2") == two / "Größe – film.mp4"
    assert (one / "Größe – film.mp4").read_bytes() == b"first"
    assert (two / "Größe – film.mp4").read_bytes() == b"second"
    assert not (tmp_path / "results").exists()
    assert [path.name for path in one.iterdir()] == ["Größe – film.mp4"]


def test_a_film_in_a_folder_is_replaced_only_when_that_is_asked_for(storage: FolderStorage, tmp_path: Path) -> None:
    first = publish(storage, tmp_path / "films", b"first", "j1")
    assert publish(storage, tmp_path / "films", b"first", "j2") == first
    with pytest.raises(StorageError, match="exists already"):
        publish(storage, tmp_path / "films", b"second", "j3")
    assert first.read_bytes() == b"first"
    publish(storage, tmp_path / "films", b"third", "j4", replace=True)
    assert first.read_bytes() == b"third"


@pytest.mark.parametrize("name", ["../film.mp4", "/film.mp4", "a/../../film.mp4", ""])
def test_a_name_does_not_lead_out_of_the_folder(tmp_path: Path, name: str) -> None:
    source = tmp_path / "film"
    source.write_bytes(b"film")
    with pytest.raises(StorageError):
        publish_file(source, tmp_path / "films", name, replace=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["film"]


def test_of_many_films_at_once_one_gets_the_name(tmp_path: Path) -> None:
    barrier = threading.Barrier(6)
    published: list[Path] = []
    refused: list[str] = []

    def race(number: int) -> None:
        source = tmp_path / f"source-{number}"
        source.write_bytes(bytes([number]) * 50_000)
        barrier.wait()
        try:
            published.append(publish_file(source, tmp_path / "films", "film.mp4", replace=False))
        except StorageError as error:
            refused.append(error.title)

    threads = [threading.Thread(target=race, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(published) == 1 and len(refused) == 5
    assert len(set(published[0].read_bytes())) == 1
    assert [path.name for path in (tmp_path / "films").iterdir()] == ["film.mp4"]


DIES = """
import os, sys
from pathlib import Path
from app.farm import publishing
from app.farm.files import place_new

def die(unfinished, target):
    if moment == "placed":
        os.link(unfinished, target)
    os._exit(9)

source, folder, name, key, moment = sys.argv[1:]
publishing.publish_file(Path(source), Path(folder), name, replace=False, key=key, place=die)
"""


def die_while_publishing(source: Path, folder: Path, name: str, key: str, moment: str) -> None:
    command = [sys.executable, "-c", DIES, str(source), str(folder), name, key, moment]
    assert subprocess.run(command, cwd=Path(__file__).parents[3], check=False).returncode == 9


@pytest.mark.parametrize("moment", ["copied", "placed"])
def test_what_a_killed_program_left_of_a_film_is_taken_away(tmp_path: Path, moment: str) -> None:
    source, folder = tmp_path / "source", tmp_path / "films"
    source.write_bytes(b"film")
    die_while_publishing(source, folder, "film.mp4", "work/j1/film.mp4", moment)
    die_while_publishing(source, folder, "other.mp4", "work/j2/film.mp4", "copied")
    others = [path for path in folder.iterdir() if path.name.startswith(".other")]
    assert len(others) == 1 and len(list(folder.iterdir())) == (3 if moment == "placed" else 2)
    published = publish_file(source, folder, "film.mp4", replace=False, key="work/j1/film.mp4")
    assert set(folder.iterdir()) == {published, *others}
    assert published.read_bytes() == b"film"


def test_a_folder_is_made_and_left_as_it_was_found(tmp_path: Path) -> None:
    try_folder(tmp_path / "new" / "films")
    assert list((tmp_path / "new" / "films").iterdir()) == []
    (tmp_path / "new" / "films" / "mine").write_bytes(b"1")
    try_folder(tmp_path / "new" / "films")
    assert [path.name for path in (tmp_path / "new" / "films").iterdir()] == ["mine"]


def test_a_folder_may_be_tried_by_many_jobs_at_once(tmp_path: Path) -> None:
    failures: list[StorageError] = []

    def work() -> None:
        for _ in range(50):
            try:
                try_folder(tmp_path / "films")
            except StorageError as error:
                failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


@pytest.mark.parametrize("below", ["", "deeper/still"])
def test_a_file_in_the_way_of_a_folder_is_named(tmp_path: Path, below: str) -> None:
    (tmp_path / "films").write_bytes(b"a file")
    with pytest.raises(StorageError, match="not a folder") as caught:
        try_folder(tmp_path / "films" / below)
    assert caught.value.next_step


@pytest.mark.skipif(sys.platform != "linux", reason="Linux lets root write to read-only folders, but not to /proc")
def test_a_folder_that_may_not_be_written_to_is_named() -> None:
    with pytest.raises(StorageError, match="/proc/1 cannot be written to") as caught:
        try_folder(Path("/proc/1"))
    assert caught.value.cause and caught.value.next_step


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    disk = SmallDisk(tmp_path / "small")
    try:
        if not disk.mounted:
            pytest.skip("needs a small disk of its own")
        with pytest.raises(OSError, match="space"):
            (disk.folder / "filler").write_bytes(b"x" * 10**8)
        with pytest.raises(DiskFullError):
            try_folder(disk.folder / "films")
    finally:
        disk.close()


def services(tmp_path: Path, storage: FolderStorage) -> LocalJobServices:
    return LocalJobServices(storage, cache=tmp_path / "models")


def request_for(folder: str) -> JobRequest:
    return msgspec.structs.replace(make_request(make_plan("j1")), folder=folder)


def test_a_job_fails_before_it_is_drawn_when_its_folder_cannot_be_used(storage: FolderStorage, tmp_path: Path) -> None:
    (tmp_path / "films").write_bytes(b"a file")
    with pytest.raises(StorageError, match="films is not a folder"):
        services(tmp_path, storage).prepare(request_for(str(tmp_path / "films")))
    # A folder that can be used is not what is wrong with this request.
    with pytest.raises(StorageError, match="not in storage"):
        services(tmp_path, storage).prepare(request_for(str(tmp_path / "good")))
    assert (tmp_path / "good").is_dir()


def test_cleaning_up_takes_the_logs_of_removed_jobs_only(storage: FolderStorage, tmp_path: Path) -> None:
    for key in ("work/j1/a", "work/j10/a", "logs/j1/1.txt", "logs/j10/1.txt", "assets/aa/x"):
        store_bytes(storage, key, b"1")
    services(tmp_path, storage).clean("j1", removed=False)
    assert [one.key for one in storage.list("")] == ["assets/aa/x", "logs/j1/1.txt", "logs/j10/1.txt", "work/j10/a"]
    services(tmp_path, storage).clean("j1", removed=True)
    assert [one.key for one in storage.list("")] == ["assets/aa/x", "logs/j10/1.txt", "work/j10/a"]
