"""Names of fonts: read once from each file, again when it changes, and never wrong for being remembered."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.render import fonts_names
from app.render.fonts import FontLibrary, NamedFaces, named_faces, read_folder
from app.render.fonts_names import FontNames
from tests.fakes.fonts import make_font


@pytest.fixture
def fonts(tmp_path: Path) -> Path:
    folder = tmp_path / "fonts"
    (folder / "more").mkdir(parents=True)
    make_font(folder / "one.ttf", "a", name="One-Regular")
    make_font(folder / "more" / "two.ttf", "a", name="Two-Bold")
    (folder / "damaged.otf").write_bytes(b"no font")
    return folder


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of files that were really read."""
    found: list[str] = []

    def counted(path: Path) -> NamedFaces:
        found.append(path.name)
        return named_faces(path)

    monkeypatch.setattr(fonts_names, "named_faces", counted)
    return found


def test_remembered_names_are_those_of_the_files(fonts: Path, tmp_path: Path) -> None:
    for _ in range(2):
        assert list(FontNames(tmp_path / "cache" / "names").read_folder(fonts)) == list(read_folder(fonts))


def test_each_file_is_read_once_by_all_who_share_the_cache(fonts: Path, tmp_path: Path, read: list[str]) -> None:
    for _ in range(3):
        library = FontLibrary([fonts], read=FontNames(tmp_path / "names").read_folder)
        assert library.find("Two-Bold") is not None
        assert [Path(problem.where).name for problem in library.problems] == ["damaged.otf"]
    assert sorted(read) == ["damaged.otf", "one.ttf", "two.ttf"]


def test_what_is_new_or_changed_is_read_and_what_is_gone_forgotten(
    fonts: Path, tmp_path: Path, read: list[str]
) -> None:
    names = FontNames(tmp_path / "names")
    list(names.read_folder(fonts))
    read.clear()
    make_font(fonts / "one.ttf", "a", name="Other-Name")
    os.utime(fonts / "one.ttf", (1, 1))
    make_font(fonts / "three.ttf", "a", name="Three-Regular")
    (fonts / "more" / "two.ttf").unlink()
    library = FontLibrary([fonts], read=names.read_folder)
    assert library.find("Other-Name") is not None
    assert library.find("Three-Regular") is not None
    assert library.find("One-Regular") is library.find("Two-Bold") is None
    assert sorted(read) == ["one.ttf", "three.ttf"]


@pytest.mark.parametrize("content", [b"", b"noise", b"\x82\xa7version\x00\xa5files\x80"])
def test_a_damaged_or_older_cache_only_costs_time(fonts: Path, tmp_path: Path, content: bytes) -> None:
    cache = tmp_path / "names"
    cache.write_bytes(content)
    assert list(FontNames(cache).read_folder(fonts)) == list(read_folder(fonts))


def test_a_cache_that_cannot_be_written_only_costs_time(fonts: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert list(FontNames(tmp_path / "file" / "names").read_folder(fonts)) == list(read_folder(fonts))
