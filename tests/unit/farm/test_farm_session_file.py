from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from app.core.errors import StorageError
from app.core.model import Struct
from app.farm.session_file import LARGEST_FILE, Session, SessionFile, SessionPart


class Open(Struct, frozen=True):
    path: str
    values: dict[str, str]


OPEN = Open(path="/films/春節.aep", values={"layer/1/2": "Ada\nLovelace 🎬"})


def test_what_was_open_comes_back(tmp_path: Path) -> None:
    file = SessionFile(tmp_path / "profile")
    assert file.read() == Session()
    file.write(Session(pages={"compose": SessionPart(title="春節", data=OPEN)}))
    found = SessionFile(tmp_path / "profile").read().pages["compose"]
    assert found.title == "春節"
    assert msgspec.convert(found.data, type=Open) == OPEN


def test_nothing_open_leaves_no_file(tmp_path: Path) -> None:
    file = SessionFile(tmp_path)
    file.write(Session(pages={"compose": SessionPart(title="a", data=OPEN)}))
    file.write(Session())
    file.write(Session())
    assert not file.path.exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\x00", b'{"version": 2}', b'{"pages": []}', b'{"pages": {"a": {"title": 1}}}', b"[" * 100_000],
)
def test_damaged_file_is_set_aside(tmp_path: Path, content: bytes) -> None:
    file = SessionFile(tmp_path)
    file.path.write_bytes(content)
    assert file.read() == Session()
    assert not file.path.exists()
    assert file.path.with_suffix(".damaged").read_bytes() == content


def test_huge_file_is_not_read(tmp_path: Path) -> None:
    file = SessionFile(tmp_path)
    with file.path.open("wb") as stream:
        stream.truncate(LARGEST_FILE + 1)
    assert file.read() == Session()


def test_profile_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    (tmp_path / "profile").write_bytes(b"a file")
    with pytest.raises(StorageError):
        SessionFile(tmp_path / "profile").write(Session(pages={"a": SessionPart(title="a", data={})}))
