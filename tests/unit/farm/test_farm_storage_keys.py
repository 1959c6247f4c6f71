"""Which keys storage takes."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import StorageError
from app.farm.storage_keys import check_key, check_prefix, file_name_problem, path_inside

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
    "．．",
    "a/．．/b",
    "．．／etc／passwd",
    "‥/a",
    "／etc",
    "Ｃ：＼a",
    "ＣＯＮ.txt",
    "a/ｎｕｌ",
    "photo\u202egnp.exe",
    "a\u200bb",
    "\ufeffa",
    "a\u2066b",
    "a" * 241,
    "/".join(["abcdefgh"] * 120),
]


@pytest.mark.parametrize("key", HOSTILE)
def test_farm_hostile_keys_are_refused(key: str) -> None:
    with pytest.raises(StorageError):
        check_key(key)


@pytest.mark.parametrize(
    "key",
    [
        "a",
        "work/j-1/pieces/00003.a7.mp4.json",
        "Größe – 映画.mp4",
        "console/a.b.c",
        "com10",
        "問：１／２？.mp4",
        "می\u200cخواهم.mp4",
        "👩\u200d🎨.mp4",
        "e\u0301.mp4",
    ],
)
def test_farm_ordinary_keys_are_taken(key: str) -> None:
    assert "/".join(check_key(key)) == key


@given(st.text(alphabet=st.sampled_from("ab./\\: \x00CONnul1¹*~\u202e映．／＼：Ｃ‥"), max_size=24))
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
    # Also for who simplifies letters.
    simple = PureWindowsPath(unicodedata.normalize("NFKC", key))
    assert not simple.is_absolute() and not {".", ".."} & set(simple.parts)


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


@pytest.mark.parametrize(
    "name", ["", ".", "..", "a/b", "a\\b", "a\x00", "a\n", "．．", "ＣＯＮ", "x\u202egnp.exe", "a\ud800", "a" * 241]
)
def test_farm_names_of_files_that_mislead_do_not_travel(name: str) -> None:
    assert file_name_problem(name)


@pytest.mark.parametrize(
    "name", ["photo: 1?.jpg", ".hidden", "con.png", "Q：常見問題.png", "a ", "trailing.", "١٢.png", "Größe – 映画.mp4"]
)
def test_farm_names_of_files_that_only_windows_would_refuse_do(name: str) -> None:
    assert file_name_problem(name) == ""


def make_link(link: Path, target: Path) -> None:
    """A link to a folder; on Windows a junction, which needs no rights."""
    if os.name == "nt":
        import _winapi

        _winapi.CreateJunction(str(target), str(link))
    else:
        link.symlink_to(target, target_is_directory=True)


def test_farm_links_do_not_lead_out_of_the_storage(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    (root / "work" / "j").mkdir(parents=True)
    outside.mkdir()
    make_link(root / "work" / "out", outside)
    make_link(root / "work" / "within", root / "work" / "j")
    for key in ("work/out/a", "work/out/b/c"):
        with pytest.raises(StorageError, match="leads out of the storage"):
            path_inside(root, key)
    assert path_inside(root, "work/within/a") == root / "work" / "within" / "a"
    assert path_inside(root, "not/there/yet") == root / "not" / "there" / "yet"
    make_link(tmp_path / "alias", root)
    assert path_inside(tmp_path / "alias", "work/j/a") == tmp_path / "alias" / "work" / "j" / "a"
