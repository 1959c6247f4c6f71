"""Project files on disk: told by content, refused in people's words, written whole or not at all."""

from __future__ import annotations

import errno
import os
import struct
import sys
from pathlib import Path

import own_projects
import pytest

from app.core.errors import DiskFullError, StorageError, TemplateError, UsageError
from app.template import files
from app.template.aepx import write_aepx
from app.template.chunks import Chunk, ChunkTree, read_rifx
from app.template.files import ProjectForm, convert, describe, read_project, sniff, write_project

OLD_ALIAS = ChunkTree(
    Chunk("RIFX", "Egg!", b"", (Chunk("head", "", b"\x00\x51"), Chunk("alas", "", b"\0\0\1\2alias record")))
)


@pytest.fixture(scope="module")
def project() -> bytes:
    return own_projects.empty_project()


def test_a_project_is_told_by_content_not_by_extension(tmp_path: Path, project: bytes) -> None:
    tree = read_rifx(project, "own")
    binary = read_project(own_projects.write(tmp_path, "binary.aepx", project))
    text = read_project(own_projects.write(tmp_path, "text.aep", write_aepx(tree)))
    assert (binary.name, binary.format, binary.tree) == ("binary.aepx", ProjectForm.BINARY, tree)
    assert (text.name, text.format, text.tree) == ("text.aep", ProjectForm.XML, tree)


def test_conversion_there_and_back_gives_the_same_bytes(tmp_path: Path, project: bytes) -> None:
    source = own_projects.write(tmp_path, "a.aep", project)
    convert(source, tmp_path / "new folder" / "b.AEPX")
    assert (tmp_path / "new folder" / "b.AEPX").read_bytes().startswith(b"<?xml")
    convert(tmp_path / "new folder" / "b.AEPX", tmp_path / "c.aet")
    assert (tmp_path / "c.aet").read_bytes() == project


def test_an_old_alias_stays_exact_in_binary_and_is_refused_in_xml(tmp_path: Path) -> None:
    write_project(OLD_ALIAS, tmp_path / "old.aep")
    assert read_project(tmp_path / "old.aep").tree == OLD_ALIAS
    with pytest.raises(TemplateError, match="CC 2018 or later"):
        convert(tmp_path / "old.aep", tmp_path / "old.aepx")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old.aep"]


@pytest.mark.parametrize(
    ("data", "looks_like"),
    [
        (b"PK\x03\x04....", "Motion Graphics template"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00", "Git LFS pointer"),
        (b"\x89PNG\r\n\x1a\n", "PNG image"),
        (b"\xff\xd8\xff\xe0", "JPEG image"),
        (b"8BPS\0\1", "Photoshop document"),
        (b"RIFF\0\0\0\0WAVE", "RIFF file"),
        (b"\0\0\0\x18ftypmp42", "MP4 or QuickTime"),
        (b"RIFX\0\0\0\4AVI ", "RIFX file of the kind 'AVI '"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "another XML"),
        (b"<!DOCTYPE html><html></html>", "another XML or HTML"),
        (bytes(4096), "a file of zeros"),
        (b"Just a note.", "a text file"),
        (b"\x01\x02\x03\x04\x05\x06\x07\x08\x09", "01 02 03 04"),
    ],
)
def test_what_is_no_project_is_described(tmp_path: Path, data: bytes, looks_like: str) -> None:
    assert sniff(data) is None
    with pytest.raises(TemplateError, match=looks_like):
        read_project(own_projects.write(tmp_path, "thing.aep", data))


def test_xml_of_another_program_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="not an After Effects project"):
        read_project(own_projects.write(tmp_path, "a.aepx", b"<?xml version='1.0'?>\n<timeline/>"))


def test_missing_empty_and_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="is not there"):
        read_project(tmp_path / "gone.aep")
    with pytest.raises(TemplateError, match="is empty"):
        read_project(own_projects.write(tmp_path, "empty.aep", b""))
    with pytest.raises(TemplateError, match="is a folder"):
        read_project(tmp_path)
    with pytest.raises(TemplateError, match="cannot be read"):
        read_project(Path("bad\0name.aep"))


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.aep"
    with path.open("wb") as file:
        file.truncate(files.check_size.__globals__["MAX_BYTES"] + 1)
    with pytest.raises(TemplateError, match="too large"):
        read_project(path)


def test_other_extensions_are_refused_before_anything_is_written(tmp_path: Path, project: bytes) -> None:
    source = own_projects.write(tmp_path, "a.aep", project)
    with pytest.raises(UsageError, match=r"\.zip is not the extension"):
        convert(source, tmp_path / "a.zip")
    with pytest.raises(UsageError, match="No extension"):
        convert(source, tmp_path / "a")
    assert [path.name for path in tmp_path.iterdir()] == ["a.aep"]


def test_a_failed_write_keeps_the_old_file_and_leaves_no_rest(
    tmp_path: Path, project: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = own_projects.write(tmp_path, "a.aep", b"old")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFullError, match=r"a\.aep was not written"):
        write_project(read_rifx(project, "own"), path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_a_written_file_is_readable_as_any_other_new_file(tmp_path: Path, project: bytes) -> None:
    plain = own_projects.write(tmp_path, "plain", b"")
    write_project(read_rifx(project, "own"), tmp_path / ("long name " * 24 + ".aep"))
    write_project(read_rifx(project, "own"), tmp_path / "a.aep")
    assert (tmp_path / "a.aep").stat().st_mode == plain.stat().st_mode


def test_a_folder_in_the_way_is_a_storage_error(tmp_path: Path, project: bytes) -> None:
    (tmp_path / "a.aep").mkdir()
    with pytest.raises(StorageError, match=r"a\.aep was not written"):
        write_project(read_rifx(project, "own"), tmp_path / "a.aep")


def test_descriptions_never_fail_on_short_input() -> None:
    for length in range(12):
        assert describe(struct.pack(">12B", *range(200, 212))[:length])
