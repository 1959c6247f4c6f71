"""Which keys storage takes."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import StorageError
from app.farm.storage_keys import check_key, check_prefix

HOSTILE = [
    "",
    "/",
    "/a",
    "//server/share/a",
    "\\\\server\\share\\a",
    "a/",
    "a//b",
    ".",
    "..",
    "a/..",
    "a/../b",
    "./a",
    "C:a",
    "C:/a",
    "a:stream",
    "a\\..\\b",
    "a/\x00",
    "a\n",
    "con",
    "CON.txt",
    "a/nul",
    "a/Com1.mp4",
    "lpt9",
    "COM¹",
    "conin$",
    "a.",
    "a ",
    "a/b. /c",
    ".hidden",
    "a/.part",
    "a*",
    "a?",
    'a"',
    "a<b",
    "a|b",
    "\ud800",
    "a" * 241,
    "/".join(["abcdefgh"] * 120),
]


@pytest.mark.parametrize("key", HOSTILE)
def test_farm_hostile_keys_are_refused(key: str) -> None:
    with pytest.raises(StorageError):
        check_key(key)


@pytest.mark.parametrize(
    "key", ["a", "work/j-1/pieces/00003.a7.mp4.json", "Größe – 映画.mp4", "console/a.b.c", "com10"]
)
def test_farm_ordinary_keys_are_taken(key: str) -> None:
    assert "/".join(check_key(key)) == key


@given(st.text(alphabet=st.sampled_from("ab./\\: \x00CONnul1¹*~\u202e映"), max_size=24))
def test_farm_no_key_leads_out_of_the_storage_on_any_system(key: str) -> None:
    try:
        names = check_key(key)
    except StorageError:
        return
    for path in (PurePosixPath(*names), PureWindowsPath(*names)):
        assert not path.is_absolute()
        assert not path.drive
        assert path.parts == names
        assert not {"", ".", ".."} & set(path.parts)
    root = Path("/storage")
    assert root.joinpath(*names).resolve().is_relative_to(root.resolve())


@given(st.text(max_size=300))
def test_farm_any_text_is_taken_whole_or_refused(key: str) -> None:
    try:
        assert "/".join(check_key(key)) == key
    except StorageError as error:
        str(error).encode("utf-8")


def test_farm_prefixes_may_end_inside_a_name() -> None:
    assert check_prefix("work/j1/pieces/0000") == ("work", "j1", "pieces")
    assert check_prefix("work/j1/") == ("work", "j1")
    assert check_prefix("") == ()
    with pytest.raises(StorageError):
        check_prefix("../")
