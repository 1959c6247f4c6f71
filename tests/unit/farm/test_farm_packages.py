"""From a folder or a .zip to the project in it, and how long what was unpacked is kept."""

from __future__ import annotations

import os
import shutil
import threading
import time
from pathlib import Path

import pytest

from app.core.errors import FarmhandError, InterruptedRenderError, StorageError, UsageError
from app.farm import unpacking
from app.farm.packages import project_in
from app.template.load import load_template
from app.template.locate import locate_footage
from tests.fakes.small_disk import SmallDisk
from tests.fakes.zips import GREETING, PHOTO, greeting_files, write, zipped


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "unpacked"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write(tmp_path / "pack.zip", zipped(greeting_files("Greeting/")))


def test_a_project_file_stands_for_itself(tmp_path: Path, unpacked: Path) -> None:
    for path in (GREETING, tmp_path / "gone.aep", tmp_path / "gone.zip", tmp_path / "n\0"):
        assert project_in(path, unpacked=unpacked) == path
    assert not unpacked.exists()


def test_a_folder_stands_for_its_project(tmp_path: Path, unpacked: Path) -> None:
    shutil.copytree(GREETING.parent, tmp_path / "sample")
    assert project_in(tmp_path / "sample", unpacked=unpacked) == tmp_path / "sample" / "greeting.aepx"
    assert not unpacked.exists()


def test_an_archive_is_unpacked_with_its_footage(pack: Path, unpacked: Path) -> None:
    project = project_in(pack, unpacked=unpacked)
    assert project.is_relative_to(unpacked)
    assert project.name == "greeting.aepx"
    template = load_template(project, isolated=False).template
    [photo] = locate_footage(template, project).values()
    assert photo.read_bytes() == PHOTO.read_bytes()


def test_what_a_file_is_counts_and_not_its_name(tmp_path: Path, unpacked: Path) -> None:
    content = zipped(greeting_files())
    for name in ("pack.ZIP", "pack", "pack.aep"):
        assert project_in(write(tmp_path / name, content), unpacked=unpacked).name == "greeting.aepx"
    project = write(tmp_path / "project.zip", GREETING.read_bytes())
    assert project_in(project, unpacked=unpacked) == project
    motion = write(tmp_path / "graphics.mogrt", content)
    assert project_in(motion, unpacked=unpacked) == motion


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "no After Effects project in pack.zip"),
        ({"photo.jpg": b"x", "inner.zip": b"PK"}, "no After Effects project in pack.zip"),
        ({"wide/a.aep": b"x", "tall/a.aep": b"x"}, "2 projects in pack.zip"),
    ],
)
def test_archives_of_no_project_and_of_several_are_not_unpacked(
    tmp_path: Path, unpacked: Path, files: dict[str, bytes], said: str
) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        project_in(write(tmp_path / "pack.zip", zipped(files)), unpacked=unpacked)
    assert "Unpack it" in caught.value.next_step
    assert not unpacked.exists()


def test_an_archive_is_unpacked_once(pack: Path, tmp_path: Path, unpacked: Path) -> None:
    project = project_in(pack, unpacked=unpacked)
    project.write_bytes(b"x" * project.stat().st_size)
    again = shutil.copyfile(pack, tmp_path / "other name.zip")
    assert project_in(again, unpacked=unpacked) == project
    assert project.read_bytes().startswith(b"xxx")
    other = write(tmp_path / "pack.zip", zipped(greeting_files("Greeting 2/")))
    assert project_in(other, unpacked=unpacked) != project
    assert len(list(unpacked.iterdir())) == 2


@pytest.mark.parametrize("damage", ["gone", "cut", "only the folder"])
def test_what_is_not_complete_any_more_is_unpacked_again(pack: Path, unpacked: Path, damage: str) -> None:
    project = project_in(pack, unpacked=unpacked)
    photo = project.parent / "(Footage)" / "photo.jpg"
    if damage == "gone":
        photo.unlink()
    elif damage == "cut":
        photo.write_bytes(b"")
    else:
        shutil.rmtree(project.parent)
    assert project_in(pack, unpacked=unpacked) == project
    assert photo.read_bytes() == PHOTO.read_bytes()
    assert [one.name for one in unpacked.iterdir()] == [project.parent.parent.name]


def test_several_at_once_get_the_same_project(pack: Path, unpacked: Path) -> None:
    found: list[Path] = []
    failed: list[FarmhandError] = []

    def work() -> None:
        for _ in range(5):
            try:
                project = project_in(pack, unpacked=unpacked)
                assert project.read_bytes() == GREETING.read_bytes()
                found.append(project)
            except FarmhandError as error:
                failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(found) == 20
    assert len(set(found)) == 1
    assert len(list(unpacked.iterdir())) == 1


def test_unpacking_that_is_not_wanted_any_more_ends_at_once_and_leaves_nothing(pack: Path, unpacked: Path) -> None:
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > 2

    with pytest.raises(InterruptedRenderError):
        project_in(pack, unpacked=unpacked, cancelled=cancelled)
    assert asked == 3
    assert list(unpacked.rglob("*")) == []
    assert project_in(pack, unpacked=unpacked).is_file()


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, pack: Path) -> None:
    disk = SmallDisk(tmp_path / "disk")
    try:
        if not disk.mounted:
            pytest.skip("no small disk can be mounted here")
        large = write(tmp_path / "large.zip", zipped(greeting_files() | {"large.bin": os.urandom(2_000_000)}))
        with pytest.raises(StorageError) as caught:
            project_in(large, unpacked=disk.folder / "unpacked")
        assert "large.zip" in caught.value.title
        assert "free" in caught.value.cause
        assert list(disk.folder.rglob("*")) == []
    finally:
        disk.close()


def test_a_cache_that_cannot_be_written_to(tmp_path: Path, pack: Path) -> None:
    with pytest.raises(StorageError):
        project_in(pack, unpacked=write(tmp_path / "file", b"") / "unpacked")


# What is kept


def aged(folder: Path, seconds: float) -> Path:
    moment = time.time() - seconds
    os.utime(folder, (moment, moment))
    return folder


def kept(unpacked: Path, name: str, *, size: int = 10, idle: float = 0) -> Path:
    folder = unpacked / name
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "file").write_bytes(bytes(size))
    return aged(folder, idle)


DAY = 24 * 3600


def test_what_was_not_used_for_long_is_deleted(pack: Path, unpacked: Path) -> None:
    old = kept(unpacked, "a" * 64, idle=31 * DAY)
    recent = kept(unpacked, "b" * 64, idle=29 * DAY)
    left_over = kept(unpacked, ".half.1234.part", idle=2 * DAY)
    in_work = kept(unpacked, ".half.5678.part", idle=60)
    others = kept(unpacked, "somebody's folder", idle=400 * DAY)
    project_in(pack, unpacked=unpacked)
    assert not old.exists()
    assert not left_over.exists()
    assert recent.exists()
    assert in_work.exists()
    assert others.exists()
    assert len(list(unpacked.iterdir())) == 4


def test_opening_an_archive_again_keeps_it(pack: Path, tmp_path: Path, unpacked: Path) -> None:
    project = project_in(pack, unpacked=unpacked)
    aged(project.parent.parent, 31 * DAY)
    assert project_in(pack, unpacked=unpacked) == project
    project_in(write(tmp_path / "other.zip", zipped(greeting_files())), unpacked=unpacked)
    assert project.exists()


def test_too_much_altogether_goes_from_the_oldest_on(
    pack: Path, unpacked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "KEPT_BYTES", 1_000_000)
    perhaps_open = kept(unpacked, "a" * 64, size=2_000_000, idle=DAY / 2)
    idle = kept(unpacked, "b" * 64, size=10, idle=2 * DAY)
    older = kept(unpacked, "c" * 64, size=10, idle=3 * DAY)
    project = project_in(pack, unpacked=unpacked)
    assert project.exists()
    assert perhaps_open.exists()
    assert not idle.exists()
    assert not older.exists()
