"""Storage on a share: servers that answer twice, tell no capitals, have no links or go away; several computers."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import StorageAwayError, StorageError
from app.farm.asset_cache import CacheLimits
from app.farm.files import extended, flush_folder, move, patiently, place_new, translated
from app.farm.storage_share import LEFT_SECONDS, ShareStorage
from tests.fakes.shares import Share

ROOT = Path(__file__).resolve().parents[3]
Open = Callable[[Path], ShareStorage]


@pytest.fixture
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Share]:
    share = Share(tmp_path / "server", monkeypatch)
    yield share
    share.close()


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    storages: list[ShareStorage] = []

    def opened(place: Path) -> ShareStorage:
        cache = CacheLimits(reserve_bytes=0)
        storages.append(ShareStorage(place / "storage", place / "results", tmp_path / "one", cache=cache))
        return storages[-1]

    yield opened
    for storage in storages:
        storage.close()


@pytest.fixture
def storage(tmp_path: Path, opened: Open) -> ShareStorage:
    return opened(tmp_path)


def written(storage: ShareStorage, content: bytes, name: str = "file") -> Path:
    path = storage.scratch("tests") / name
    path.write_bytes(content)
    return path


def twice(call: Callable[..., Any], answer: type[OSError], code: int) -> Callable[..., Any]:
    """A request that is sent again since its first answer was lost: it is done, and answered as the second one."""

    def done_twice(*args: Any, **more: Any) -> Any:
        call(*args, **more)
        raise answer(code, os.strerror(code))

    return done_twice


def test_farm_share_a_link_that_was_made_twice_is_ours(storage: ShareStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    storage.put(written(storage, b"other"), "work/other")
    monkeypatch.setattr(os, "link", twice(os.link, FileExistsError, errno.EEXIST))
    source = written(storage, b"content")
    assert storage.put(source, "work/a").size == 7
    assert not source.exists()
    film = storage.publish(written(storage, b"film"), "film.mp4", replace=False)
    assert film.read_bytes() == b"film"
    assert [path.name for path in film.parent.iterdir()] == ["film.mp4"]


def test_farm_share_a_move_that_was_made_twice_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(b"content")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", twice(Path.replace, FileNotFoundError, errno.ENOENT))
        move(source, target)
    assert target.read_bytes() == b"content"
    # But a file that is gone is gone, also where another one of the name is.
    source.write_bytes(b"another")
    with monkeypatch.context() as patch:

        def gone(path: Path, _target: Path) -> None:
            path.unlink()
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))

        patch.setattr(Path, "replace", gone)
        target.write_bytes(b"of another size")
        with pytest.raises(FileNotFoundError):
            move(source, target)


class SharingViolationError(PermissionError):
    """What Windows says of a file that another program has open."""

    winerror = 32  # type: ignore[assignment]


def test_farm_share_files_in_other_hands_are_waited_for() -> None:
    tries: list[int] = []

    def work() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise SharingViolationError(errno.EACCES, "in use")
        return "done"

    assert patiently(work) == "done"
    with pytest.raises(PermissionError):
        patiently(lambda: (_ for _ in ()).throw(PermissionError(errno.EACCES, "forbidden")))


def test_farm_share_files_in_other_hands_for_ever_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.farm.files.PATIENCE_SECONDS", 0.1)
    with pytest.raises(SharingViolationError):
        patiently(lambda: (_ for _ in ()).throw(SharingViolationError(errno.EACCES, "in use")))


@pytest.mark.parametrize("code", [errno.ESTALE, errno.ETIMEDOUT, errno.EHOSTUNREACH, errno.ECONNRESET])
def test_farm_share_that_is_away_may_come_back(code: int) -> None:
    with pytest.raises(StorageAwayError, match="cannot be reached") as caught, translated("read", Path("/mnt/a")):
        raise OSError(code, os.strerror(code))
    assert caught.value.info().retryable and caught.value.next_step


def test_farm_share_windows_errors_of_the_network_are_known() -> None:
    class NetworkPathError(OSError):
        winerror = 53  # type: ignore[assignment]

    with pytest.raises(StorageAwayError), translated("read", Path("a")):
        raise NetworkPathError(errno.ENOENT, "The network path was not found")


def test_farm_share_servers_that_cannot_flush_folders_need_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(code: int) -> Callable[[int], None]:
        def fsync(_descriptor: int) -> None:
            raise OSError(code, os.strerror(code))

        return fsync

    monkeypatch.setattr(os, "fsync", refuse(errno.EINVAL))
    flush_folder(tmp_path)
    monkeypatch.setattr(os, "fsync", refuse(errno.EIO))
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        flush_folder(tmp_path)


def test_farm_share_paths_of_any_length_on_windows() -> None:
    assert extended("C:\\a\\b") == "\\\\?\\C:\\a\\b"
    assert extended("\\\\nas\\films\\a") == "\\\\?\\UNC\\nas\\films\\a"
    assert extended("\\\\?\\UNC\\nas\\films\\a") == "\\\\?\\UNC\\nas\\films\\a"


def test_farm_share_names_that_differ_in_capitals_are_refused_where_they_are_one(share: Share, opened: Open) -> None:
    if not share.mounted:
        pytest.skip("needs a disk that does not tell capitals apart")
    storage = opened(share.folder)
    storage.put(written(storage, b"one"), "work/j/Footage.png")
    assert storage.put(written(storage, b"two"), "work/j/Footage.png").size == 3
    with pytest.raises(StorageError, match=r"“Footage\.png” already") as caught:
        storage.put(written(storage, b"two"), "work/j/footage.PNG")
    assert caught.value.next_step
    assert storage.fetch("work/j/Footage.png").read_bytes() == b"one"


PUBLISH = """
import sys, time
from pathlib import Path
from app.core.errors import StorageError
from app.farm.asset_cache import CacheLimits
from app.farm.storage_share import ShareStorage
place, local, links = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[5]
number, start = int(sys.argv[3]), float(sys.argv[4])
if links == "refused":
    import errno, os
    def no_links(*_args, **_more):
        raise OSError(errno.EPERM, "no links")
    os.link = no_links
storage = ShareStorage(place / "storage", place / "results", local, cache=CacheLimits(reserve_bytes=0))
won = []
for count in range(10):
    source = storage.scratch("tests") / "film"
    source.write_bytes(bytes([number]) * 20_000)
    time.sleep(max(0, start + count * 0.3 - time.monotonic()))
    try:
        storage.publish(source, f"film-{count}.mp4", replace=False)
        won.append(count)
    except StorageError as error:
        assert "exists already" in error.title, error
    storage.put(source, f"work/j/{count}.{number}")
storage.close()
print(won)
"""


def test_farm_share_of_many_computers_one_gets_the_name(share: Share, tmp_path: Path) -> None:
    start = time.monotonic() + 2
    links = "as they are" if share.mounted else "refused"
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PUBLISH, share.folder, tmp_path / f"{number}", str(number), str(start), links],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(4)
    ]
    outputs = [process.communicate()[0] for process in running]
    assert [process.returncode for process in running] == [0] * 4
    won = [count for output in outputs for count in json.loads(output)]
    assert sorted(won) == list(range(10))
    for count in range(10):
        assert len(set((share.folder / "results" / f"film-{count}.mp4").read_bytes())) == 1
    assert len(list((share.folder / "storage" / "work" / "j").iterdir())) == 40


def test_farm_share_unfinished_files_are_made_on_the_local_disk(tmp_path: Path, storage: ShareStorage) -> None:
    assert storage.scratch("engine-1").is_relative_to(tmp_path / "one")
    assert not storage.scratch("engine-1").is_relative_to(storage.root)


def test_farm_share_what_others_are_at_is_not_cleared(tmp_path: Path, storage: ShareStorage) -> None:
    unfinished = storage.root / ".unfinished"
    (unfinished / "engine-old").mkdir()
    (unfinished / "engine-old" / "frame").write_bytes(b"1")
    for name in (".old.part", ".young.part"):
        (unfinished / name).write_bytes(b"1")
    for path in (unfinished / "engine-old", unfinished / ".old.part"):
        os.utime(path, (time.time() - LEFT_SECONDS - 100,) * 2)
    storage.clear_unfinished()
    assert [path.name for path in unfinished.iterdir()] == [".young.part"]


def test_farm_share_assets_are_copied_once_and_verified(tmp_path: Path, storage: ShareStorage) -> None:
    photo = tmp_path / "photo.png"
    photo.write_bytes(b"pixels")
    storage.put_asset(photo)
    (stored,) = storage.list("assets/")
    copy = storage.fetch(stored.key)
    assert copy.is_relative_to(tmp_path / "one") and copy.read_bytes() == b"pixels"
    (storage.root / stored.key).unlink()
    assert storage.fetch(stored.key) == copy


def test_farm_share_a_damaged_asset_is_not_given_out(tmp_path: Path, storage: ShareStorage) -> None:
    photo = tmp_path / "photo.png"
    photo.write_bytes(b"pixels")
    storage.put_asset(photo)
    (stored,) = storage.list("assets/")
    (storage.root / stored.key).write_bytes(b"piXels")
    with pytest.raises(StorageError, match="damaged"):
        storage.fetch(stored.key)
    storage.put_asset(photo)


def test_farm_share_a_link_of_a_folder_on_the_way_is_refused(tmp_path: Path, storage: ShareStorage) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (storage.root / "work").mkdir()
    (storage.root / "work" / "j").symlink_to(outside)
    with pytest.raises(StorageError, match="leads out"):
        storage.put(written(storage, b"1"), "work/j/a")
    with pytest.raises(StorageError, match="leads out"):
        storage.fetch("work/j/a")
    assert list(outside.iterdir()) == []


def test_farm_placing_a_file_never_replaces_another(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(b"new")
    target.write_bytes(b"old")
    assert not place_new(source, target)
    assert (source.read_bytes(), target.read_bytes()) == (b"new", b"old")
