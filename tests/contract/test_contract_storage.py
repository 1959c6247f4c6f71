"""What every storage must do. An adapter joins by adding its factory to `FACTORIES`."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.errors import StorageError
from app.core.ports import Storage
from app.farm.storage_folder import FolderStorage


def folder(tmp_path: Path) -> Storage:
    return FolderStorage(tmp_path / "storage", tmp_path / "results")


FACTORIES: dict[str, Callable[[Path], Storage]] = {"folder": folder}


@pytest.fixture(params=FACTORIES)
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    return FACTORIES[request.param](tmp_path)


def write(storage: Storage, content: bytes, name: str = "file") -> Path:
    path = storage.scratch("contract") / name
    path.write_bytes(content)
    return path


def put(storage: Storage, key: str, content: bytes) -> None:
    storage.put(write(storage, content), key)


def keys(storage: Storage, prefix: str) -> list[str]:
    return [stored.key for stored in storage.list(prefix)]


def test_contract_what_is_put_is_found_and_fetched(storage: Storage) -> None:
    stored = storage.put(write(storage, b"content"), "work/j/pieces/00003.a7.mp4")
    assert (stored.key, stored.size) == ("work/j/pieces/00003.a7.mp4", 7)
    assert storage.find("work/j/pieces/00003.a7.mp4") == stored
    assert storage.fetch("work/j/pieces/00003.a7.mp4").read_bytes() == b"content"


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
    assert Path(first).read_bytes() == b"one"
    with pytest.raises(StorageError, match="exists already"):
        storage.publish(write(storage, b"two"), "sub folder/Größe – film.mp4", replace=False)
    assert Path(first).read_bytes() == b"one"
    assert storage.publish(write(storage, b"two"), "sub folder/Größe – film.mp4", replace=True) == first
    assert Path(first).read_bytes() == b"two"


def test_contract_publishing_the_same_film_again_is_no_overwriting(storage: Storage) -> None:
    first = storage.publish(write(storage, b"one"), "film.mp4", replace=False)
    assert storage.publish(write(storage, b"one"), "film.mp4", replace=False) == first


def test_contract_publish_keeps_the_source(storage: Storage) -> None:
    put(storage, "work/j/film.mp4", b"film")
    storage.publish(storage.fetch("work/j/film.mp4"), "film.mp4", replace=False)
    assert storage.fetch("work/j/film.mp4").read_bytes() == b"film"


@pytest.mark.parametrize("key", ["", "/etc/passwd", "../x", "work/../../x", "C:/x", "a\\b", "work/./x", "work//x"])
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
