"""What every storage must do. An adapter joins by adding its factory to `FACTORIES`."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.errors import StorageError
from app.core.ports import Storage, Stored
from app.farm.asset_cache import CacheLimits
from app.farm.s3.options import S3Limits
from app.farm.storage_folder import FolderStorage
from app.farm.storage_s3 import S3Storage
from app.farm.storage_s3_films import S3Films
from app.farm.storage_share import ShareStorage
from tests.fakes.shares import Share
from tests.servers.s3 import S3Server

Machine = Callable[[str], Storage]
"""Opens the storage of a test as the computer of that name sees it."""


def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Machine:
    return lambda name: FolderStorage(tmp_path / "storage", tmp_path / "results")


def share(request: pytest.FixtureRequest, tmp_path: Path) -> Machine:
    """A share of a server that does little, but where the parameter asks for what a folder of one's own can."""
    place = tmp_path
    if request.param == "share without hard links":
        served = Share(tmp_path / "server", request.getfixturevalue("monkeypatch"))
        request.addfinalizer(served.close)
        place = served.folder

    def open_storage(name: str) -> Storage:
        storage = ShareStorage(
            place / "storage", place / "results", tmp_path / name, cache=CacheLimits(reserve_bytes=0)
        )
        request.addfinalizer(storage.close)
        return storage

    return open_storage


def s3(request: pytest.FixtureRequest, tmp_path: Path) -> Machine:
    server: S3Server = request.getfixturevalue(request.param.removeprefix("s3 on "))
    request.getfixturevalue("s3_keys")
    options = server.options(server.make_bucket(), "farm")

    def open_storage(name: str) -> Storage:
        # In parts of their least size, so that they are made here too.
        storage = S3Storage(options, tmp_path / name, limits=S3Limits(part_bytes=5 * 1024 * 1024))
        request.addfinalizer(storage.close)
        return storage

    return open_storage


FACTORIES: dict[str, Callable[[pytest.FixtureRequest, Path], Machine]] = {
    "folder": folder,
    "share": share,
    "share without hard links": share,
    "s3 on moto": s3,
    "s3 on rclone": s3,
}


@pytest.fixture(params=FACTORIES)
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> Machine:
    return FACTORIES[request.param](request, tmp_path)


@pytest.fixture
def storage(machine: Machine) -> Storage:
    return machine("one")


def write(storage: Storage, content: bytes, name: str = "file") -> Path:
    path = storage.scratch("contract") / name
    path.write_bytes(content)
    return path


def published(storage: Storage, place: Path | str) -> bytes:
    """The content of a published film."""
    if isinstance(storage, S3Storage) and isinstance(place, str) and isinstance(storage.films, S3Films):
        place = storage.films.download(place, storage.scratch("contract") / "downloaded")
    return Path(place).read_bytes()


def put(storage: Storage, key: str, content: bytes) -> None:
    storage.put(write(storage, content), key)


def keys(storage: Storage, prefix: str) -> list[str]:
    return [stored.key for stored in storage.list(prefix)]


def test_contract_what_is_put_is_found_and_fetched(storage: Storage) -> None:
    stored = storage.put(write(storage, b"content"), "work/j/pieces/00003.a7.mp4")
    assert (stored.key, stored.size) == ("work/j/pieces/00003.a7.mp4", 7)
    assert storage.find("work/j/pieces/00003.a7.mp4") == stored
    assert storage.fetch("work/j/pieces/00003.a7.mp4").read_bytes() == b"content"


def test_contract_what_need_not_be_durable_is_stored_all_the_same(storage: Storage) -> None:
    stored = storage.put(write(storage, b"a log"), "logs/j/join-1/00000.log.gz", durable=False)
    assert storage.find("logs/j/join-1/00000.log.gz") == stored
    storage.put(write(storage, b"another"), "logs/j/join-1/00000.log.gz", durable=False)
    assert storage.fetch("logs/j/join-1/00000.log.gz").read_bytes() == b"a log"


@pytest.mark.parametrize("size", [0, 1, 5 * 1024 * 1024, 5 * 1024 * 1024 + 1, 12_345_678])
def test_contract_another_computer_gets_what_was_put(machine: Machine, size: int) -> None:
    here, there = machine("one"), machine("two")
    content = random.Random(1).randbytes(size)
    assert here.put(write(here, content), "work/j/film.mp4").size == size
    assert there.find("work/j/film.mp4") == Stored(key="work/j/film.mp4", size=size)
    assert there.fetch("work/j/film.mp4").read_bytes() == content
    assert there.fetch("work/j/film.mp4").read_bytes() == content


def test_contract_a_key_that_was_put_again_elsewhere_is_seen(machine: Machine) -> None:
    here, there = machine("one"), machine("two")
    put(here, "work/j/a", b"old")
    assert there.fetch("work/j/a").read_bytes() == b"old"
    here.delete("work/j/")
    assert there.find("work/j/a") is None
    with pytest.raises(StorageError):
        there.fetch("work/j/a")
    put(here, "work/j/a", b"new!")
    assert there.fetch("work/j/a").read_bytes() == b"new!"


def test_contract_unfinished_files_of_one_computer_are_not_those_of_another(machine: Machine) -> None:
    here, there = machine("one"), machine("two")
    put(here, "work/j/a", b"here")
    put(there, "work/j/b", b"there")
    assert keys(there, "work/") == ["work/j/a", "work/j/b"]


def test_contract_what_was_fetched_stays_while_it_is_held(storage: Storage) -> None:
    put(storage, "work/j/a", b"content")
    with storage.hold():
        path = storage.fetch("work/j/a")
        assert path.read_bytes() == b"content"
        with storage.hold():
            assert storage.fetch("work/j/a").read_bytes() == b"content"
        assert path.read_bytes() == b"content"


def test_contract_empty_files_are_files(storage: Storage) -> None:
    put(storage, "work/empty", b"")
    assert storage.fetch("work/empty").read_bytes() == b""
    assert keys(storage, "work/") == ["work/empty"]


def test_contract_the_first_of_two_puts_stays(storage: Storage) -> None:
    put(storage, "work/a", b"first")
    stored = storage.put(write(storage, b"the second"), "work/a")
    assert stored.size == 5
    assert storage.fetch("work/a").read_bytes() == b"first"


def test_contract_of_many_puts_at_once_one_wins_whole(storage: Storage) -> None:
    barrier = threading.Barrier(8)
    failures: list[Exception] = []

    def race(number: int) -> None:
        source = write(storage, bytes([number]) * 100_000, f"source-{number}")
        barrier.wait()
        try:
            storage.put(source, "work/raced")
        except StorageError as error:
            failures.append(error)

    threads = [threading.Thread(target=race, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    content = storage.fetch("work/raced").read_bytes()
    assert failures == []
    assert len(content) == 100_000
    assert len(set(content)) == 1


def test_contract_missing_files_are_named(storage: Storage) -> None:
    assert storage.find("work/none") is None
    assert storage.find("work/none/below") is None
    with pytest.raises(StorageError, match="work/none"):
        storage.fetch("work/none")
    with pytest.raises(StorageError):
        storage.put(Path("does-not-exist-anywhere"), "work/x")


def test_contract_a_folder_is_not_a_file(storage: Storage) -> None:
    put(storage, "work/a/b", b"1")
    assert storage.find("work/a") is None
    with pytest.raises(StorageError):
        storage.fetch("work/a")


def test_contract_list_is_sorted_and_by_prefix_of_the_key(storage: Storage) -> None:
    for key in ("work/j2/b", "work/j1/z", "work/j1/a/c", "work/j10/a", "assets/x"):
        put(storage, key, b"1")
    assert keys(storage, "work/j1/") == ["work/j1/a/c", "work/j1/z"]
    assert keys(storage, "work/j1") == ["work/j1/a/c", "work/j1/z", "work/j10/a"]
    assert keys(storage, "") == ["assets/x", "work/j1/a/c", "work/j1/z", "work/j10/a", "work/j2/b"]
    assert keys(storage, "work/nothing/here") == []


def test_contract_ages_are_told_by_the_storage(machine: Machine) -> None:
    here, there = machine("one"), machine("two")
    put(here, "work/j/a", b"123")
    assert isinstance(there, FolderStorage | S3Storage)
    (file,) = there.ages("work/")
    assert (file.key, file.size) == ("work/j/a", 3)
    assert -2 < file.age < 60


def test_contract_an_asset_that_is_put_again_is_young_again(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.farm.storage_s3.REFRESH_SECONDS", 0.5)
    photo = tmp_path / "photo.png"
    photo.write_bytes(b"pixels")
    here, there = machine("one"), machine("two")
    assert isinstance(here, FolderStorage | S3Storage) and isinstance(there, FolderStorage | S3Storage)
    asset = here.put_asset(photo)
    # Servers stamp with whole seconds.
    deadline = time.monotonic() + 30
    while next(iter(here.ages("assets/"))).age < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert there.put_asset(photo) == asset
    (file,) = here.ages("assets/")
    assert file.age < 2
    assert machine("three").fetch(file.key).read_bytes() == b"pixels"


def test_contract_delete_takes_what_starts_with_the_prefix_and_nothing_else(storage: Storage) -> None:
    for key in ("work/j1/a", "work/j1/b/c", "work/j10/a"):
        put(storage, key, b"1")
    storage.delete("work/j1/")
    storage.delete("work/j1/")
    assert keys(storage, "") == ["work/j10/a"]
    with pytest.raises(StorageError):
        storage.delete("")


def test_contract_a_deleted_key_can_be_put_again(storage: Storage) -> None:
    put(storage, "work/j/a", b"old")
    storage.delete("work/j/")
    put(storage, "work/j/a", b"new")
    assert storage.fetch("work/j/a").read_bytes() == b"new"


def test_contract_scratch_files_are_no_stored_files(storage: Storage) -> None:
    write(storage, b"unfinished")
    assert storage.scratch("contract").is_dir()
    assert keys(storage, "") == []


def test_contract_publish_refuses_to_overwrite_unless_asked(storage: Storage) -> None:
    first = storage.publish(write(storage, b"one"), "sub folder/Größe – film.mp4", replace=False)
    assert published(storage, first) == b"one"
    with pytest.raises(StorageError, match="exists already"):
        storage.publish(write(storage, b"two"), "sub folder/Größe – film.mp4", replace=False)
    assert published(storage, first) == b"one"
    assert storage.publish(write(storage, b"two"), "sub folder/Größe – film.mp4", replace=True) == first
    assert published(storage, first) == b"two"


def test_contract_publishing_the_same_film_again_is_no_overwriting(storage: Storage) -> None:
    first = storage.publish(write(storage, b"one"), "film.mp4", replace=False)
    assert storage.publish(write(storage, b"one"), "film.mp4", replace=False) == first


def test_contract_publish_keeps_the_source(storage: Storage) -> None:
    put(storage, "work/j/film.mp4", b"film")
    storage.publish(storage.fetch("work/j/film.mp4"), "film.mp4", replace=False)
    assert storage.fetch("work/j/film.mp4").read_bytes() == b"film"


@pytest.mark.parametrize(
    "key", ["", "/etc/passwd", "../x", "work/../../x", "C:/x", "a\\b", "work/./x", "work//x", "．．/x", "a\u202eb"]
)
def test_contract_keys_that_lead_out_are_refused_everywhere(storage: Storage, key: str) -> None:
    source = write(storage, b"1")
    for call in (
        lambda: storage.put(source, key),
        lambda: storage.fetch(key),
        lambda: storage.find(key),
        lambda: storage.publish(source, key, replace=True),
        lambda: storage.scratch(key),
    ):
        with pytest.raises(StorageError):
            call()


def test_contract_free_space_is_known(storage: Storage) -> None:
    assert storage.free_bytes() > 0
