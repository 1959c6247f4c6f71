"""What storage in a folder does beyond the contract: full and read-only disks, other disks, assets."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.errors import DiskFullError, StorageError
from app.farm.files import long_path, readable_size, write_durably
from app.farm.storage_folder import FolderStorage
from tests.fakes.small_disk import SmallDisk


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path / "storage", tmp_path / "results")


def all_files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    disk = SmallDisk(tmp_path / "small")
    yield disk
    disk.close()


FILL = """
import resource, signal, sys
from pathlib import Path
from app.core.errors import StorageError
from app.farm.storage_folder import FolderStorage
if sys.argv[3] == "limited":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
disk, source = Path(sys.argv[1]), Path(sys.argv[2])
storage = FolderStorage(disk / "storage", disk / "results")
for call in (lambda: storage.put(source, "work/j/a"), lambda: storage.put_asset(source),
             lambda: storage.publish(source, "film.mp4", replace=False)):
    try:
        call()
    except StorageError as error:
        print(type(error).__name__, error)
"""


def test_farm_a_full_disk_is_named_with_numbers_and_leaves_no_part(small_disk: SmallDisk, tmp_path: Path) -> None:
    source = tmp_path / "big"
    source.write_bytes(b"x" * 3_000_000)
    mode = "mounted" if small_disk.mounted else "limited"
    command = [sys.executable, "-c", FILL, str(small_disk.folder), str(source), mode]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3])
    lines = done.stdout.splitlines()
    assert len(lines) == 3
    if small_disk.mounted:
        assert all(line.startswith("DiskFullError") and "3.0 MB needed" in line for line in lines)
    assert all_files(small_disk.folder) == []
    assert source.stat().st_size == 3_000_000


def test_farm_put_moves_across_disks(small_disk: SmallDisk, tmp_path: Path) -> None:
    storage = FolderStorage(small_disk.folder / "storage", tmp_path / "results")
    source = tmp_path / "elsewhere"
    source.write_bytes(b"content")
    storage.put(source, "work/a")
    assert storage.fetch("work/a").read_bytes() == b"content"
    assert not source.exists()


def test_farm_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match="file"):
        FolderStorage(tmp_path / "file" / "storage", tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="Linux lets root write to read-only folders, but not to /proc")
def test_farm_a_read_only_folder_is_named(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path / "storage", Path("/proc/1"))
    source = tmp_path / "film"
    source.write_bytes(b"film")
    with pytest.raises(StorageError, match="/proc/1"):
        storage.publish(source, "film.mp4", replace=True)


def test_farm_unfinished_files_of_a_crash_are_never_listed_and_can_be_cleared(storage: FolderStorage) -> None:
    (storage.scratch("engine-1") / "00001.mp4").write_bytes(b"torn")
    assert list(storage.list("")) == []
    storage.clear_unfinished()
    assert all_files(storage.root) == []
    assert storage.scratch("engine-1").is_dir()


def test_farm_links_are_not_followed_out_of_the_storage(storage: FolderStorage, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    (storage.root / "work").mkdir()
    (storage.root / "work" / "link").symlink_to(secret)
    assert storage.find("work/link") is None
    assert list(storage.list("work/")) == []
    with pytest.raises(StorageError):
        storage.fetch("work/link")


def test_farm_assets_are_addressed_by_content_and_stored_once(storage: FolderStorage, tmp_path: Path) -> None:
    photo, copy = tmp_path / "Photo One.JPG", tmp_path / "copy.jpg"
    photo.write_bytes(b"pixels" * 500_000)
    copy.write_bytes(photo.read_bytes())
    asset = storage.put_asset(photo)
    assert asset.sha256 == hashlib.sha256(photo.read_bytes()).hexdigest()
    assert (asset.name, asset.size) == ("Photo One.JPG", 3_000_000)
    again = storage.put_asset(copy, "other name.jpg")
    assert again.sha256 == asset.sha256
    assert len(list(storage.list("assets/"))) == 1
    assert photo.exists()
    assert copy.exists()


def test_farm_a_damaged_asset_is_repaired(storage: FolderStorage, tmp_path: Path) -> None:
    photo = tmp_path / "a.png"
    photo.write_bytes(b"pixels")
    storage.put_asset(photo)
    (key,) = [stored.key for stored in storage.list("assets/")]
    (storage.root / key).write_bytes(b"pix")
    storage.put_asset(photo)
    assert storage.fetch(key).read_bytes() == b"pixels"


def test_farm_a_missing_or_odd_asset_is_named(storage: FolderStorage, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"gone\.png"):
        storage.put_asset(tmp_path / "gone.png")
    with pytest.raises(StorageError):
        storage.put_asset(tmp_path)


def test_farm_delete_leaves_no_empty_folders(storage: FolderStorage, tmp_path: Path) -> None:
    source = tmp_path / "x"
    source.write_bytes(b"1")
    storage.put(source, "work/j1/pieces/a")
    storage.delete("work/j1/")
    assert not (storage.root / "work" / "j1").exists()


def test_farm_a_small_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    write_durably(path, b"old")
    write_durably(path, b"new")
    assert path.read_bytes() == b"new"
    assert all_files(tmp_path) == ["state.json"]


def test_farm_sizes_are_readable() -> None:
    assert [readable_size(size) for size in (0, 999, 1500, 2_000_000, 3_500_000_000, 5 * 10**12)] == [
        "0 bytes",
        "999 bytes",
        "1.5 kB",
        "2.0 MB",
        "3.5 GB",
        "5.0 TB",
    ]


@pytest.mark.skipif(os.name == "nt", reason="on Windows it does change long paths")
def test_farm_long_paths_need_nothing_here(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 200) / ("y" * 200)
    assert long_path(path) == path


def test_farm_full_disk_error_may_be_tried_again() -> None:
    assert DiskFullError("full").info().retryable
