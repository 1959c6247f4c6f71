"""Fonts that may not travel: which files those are, and that each is read once."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from app.farm import bound_fonts as module
from app.farm.bound_fonts import bound_fonts
from tests.fakes.fonts import make_font

RESTRICTED = 0x2


def short_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    make_font(fonts / "free.ttf", "a", name="Free")
    make_font(fonts / "bound.ttf", "b", name="Bound", kind=RESTRICTED)
    (fonts / "broken.ttf").write_bytes(b"\0\1\0\0 no font")
    return fonts


def test_the_files_that_may_not_travel_are_told(folder: Path, tmp_path: Path) -> None:
    assert bound_fonts(tmp_path / "m", [folder]) == (short_of(folder / "bound.ttf"),)
    assert bound_fonts(tmp_path / "m", [tmp_path / "nowhere"]) == ()


def test_a_file_is_read_again_only_when_it_has_changed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = bound_fonts(tmp_path / "m", [folder])
    read: list[Path] = []
    real = module.open_faces
    monkeypatch.setattr(module, "open_faces", lambda path: read.append(path) or real(path))
    assert bound_fonts(tmp_path / "m", [folder]) == first and [one.name for one in read] == ["broken.ttf"]
    make_font(folder / "free.ttf", "abc", name="Free", kind=RESTRICTED)
    os.utime(folder / "free.ttf", ns=(1, 1))
    assert bound_fonts(tmp_path / "m", [folder]) == tuple(sorted((*first, short_of(folder / "free.ttf"))))


@pytest.mark.parametrize("content", [b"", b"no JSON", b'{"a": 1}'])
def test_a_damaged_memory_is_made_anew(folder: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m").write_bytes(content)
    found = bound_fonts(tmp_path / "m", [folder])
    assert len(found) == 1 and bound_fonts(tmp_path / "m", [folder]) == found
