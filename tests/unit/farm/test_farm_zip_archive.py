"""Archives that anybody may have made: what is taken, what is refused, and that nothing leaves the folder."""

from __future__ import annotations

import io
import stat
import string
import struct
import tempfile
import unicodedata
import zipfile
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import FarmhandError, TemplateError
from app.farm.packages import project_in
from app.farm.project_search import is_left_out
from app.farm.zip_archive import MAX_ENTRIES, MAX_LIST_BYTES, open_archive
from app.farm.zip_names import MAX_DEPTH, doubled, entry_names, name_problem
from tests.fakes.examples import examples
from tests.fakes.zips import END, forged, greeting_files, linked, with_raw_name, write, zipped

HOSTILE = {
    "/etc/cron.d/farmhand": "not relative",
    "//host/share/x.png": "not relative",
    "../outside.png": "leads out",
    "a/../../outside.png": "leads out",
    "a/b/..": "leads out",
    "__MACOSX/../../outside.png": "leads out",
    "..\\outside.png": "leads out",
    ".git\\..\\..\\outside.png": "leads out",
    "a\\b.png": "not allowed",
    "\\\\host\\share\\x.png": "not allowed",
    "C:/Windows/x.png": "not allowed",
    "C:x.png": "not allowed",
    "photo.jpg:stream": "not allowed",
    "\\\\?\\C:\\x.png": "not allowed",
    "CON": "device name",
    "a/nul.png": "device name",
    "Lpt1.tar.gz/x": "device name",
    "COM¹": "device name",
    "what?.png": "not allowed",
    "a|b.png": "not allowed",
    "tab\there.png": "not allowed",
    "line\nbreak.png": "not allowed",
    "nothing\0.png": "not allowed",
    "photo.jpg.": "ends with a dot",
    "folder /x.png": "ends with a dot or a space",
    "a//b.png": "empty part",
    "x" * 300 + ".png": "longer than",
    "/".join(["a" * 100] * 20): "longer than",
    "/".join(["a"] * (MAX_DEPTH + 1)): "folders deep",
}


def opened(path: Path, unpacked: Path) -> Path:
    return project_in(path, unpacked=unpacked)


def refusal(content: bytes, folder: Path) -> TemplateError:
    """Why an archive is refused; nothing of it may be left."""
    path = write(folder / "pack.zip", content)
    with pytest.raises(TemplateError) as caught:
        opened(path, folder / "unpacked")
    assert caught.value.title.startswith("pack.zip ")
    assert caught.value.cause
    assert caught.value.next_step
    left = [one for one in folder.rglob("*") if one != path and one != folder / "unpacked"]
    assert left == []
    return caught.value


@pytest.mark.parametrize("name", HOSTILE)
def test_names_that_cannot_become_files_here(tmp_path: Path, name: str) -> None:
    error = refusal(zipped(greeting_files() | {name: b"x"}), tmp_path)
    assert HOSTILE[name] in error.cause
    assert "because of its entry “" in error.title
    assert "\n" not in error.title


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_links_and_devices(tmp_path: Path, kind: int) -> None:
    error = refusal(linked("photos", kind | 0o777), tmp_path)
    assert "“photos”" in error.title
    assert "link" in error.cause


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("photo.jpg", "Photo.JPG"),
        ("a/b/photo.jpg", "A/b/photo.jpg"),
        ("caf\u00e9.png", "cafe\u0301.png"),
        ("photo", "photo/inside.jpg"),
        ("photo/inside.jpg", "PHOTO"),
    ],
)
def test_names_that_meet_where_case_does_not_count(tmp_path: Path, first: str, second: str) -> None:
    error = refusal(zipped(greeting_files() | {first: b"1", second: b"2"}), tmp_path)
    assert second in error.title
    assert "upper and lower case" in error.cause


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_is_there_twice(tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for text in ("one", "another"):
            archive.writestr("card.aepx", text)
    assert "card.aepx" in refusal(content.getvalue(), tmp_path).title


@pytest.mark.parametrize("flags", [0x1, 0x41, 0x2001])
def test_passwords(tmp_path: Path, flags: int) -> None:
    error = refusal(forged(zipped(greeting_files()), "greeting.aepx", flags=flags), tmp_path)
    assert "greeting.aepx" in error.title
    assert "password" in error.cause


@pytest.mark.parametrize("method", [1, 9, 12, 14, 93, 99])
def test_ways_of_packing_that_are_not_read(tmp_path: Path, method: int) -> None:
    assert (
        f"method {method}" in refusal(forged(zipped(greeting_files()), "greeting.aepx", method=method), tmp_path).cause
    )


def test_one_entry_that_would_fill_the_disk(tmp_path: Path) -> None:
    content = zipped(greeting_files() | {"zeros.bin": bytes(110_000_000)})
    assert len(content) < 1_000_000
    error = refusal(content, tmp_path)
    assert "zeros.bin" in error.title
    assert "to 110.0 MB" in error.cause


def test_many_entries_that_would_fill_the_disk_together(tmp_path: Path) -> None:
    error = refusal(zipped(greeting_files() | {f"{number}.bin": bytes(30_000_000) for number in range(5)}), tmp_path)
    assert "150." in error.cause


def test_more_than_is_ever_unpacked(tmp_path: Path) -> None:
    names = ("a.mov", "b.mov")
    content = zipped(greeting_files() | dict.fromkeys(names, b"film"))
    for name in names:
        content = forged(content, name, size=2_100_000_000, packed=2_000_000_000)
    assert "4.2 GB" in refusal(content, tmp_path).cause


def test_too_many_entries(tmp_path: Path) -> None:
    content = zipped({f"{number}": b"" for number in range(MAX_ENTRIES)} | greeting_files())
    assert str(MAX_ENTRIES + 2) in refusal(content, tmp_path).cause


def test_a_list_of_entries_that_would_fill_the_memory(tmp_path: Path) -> None:
    size = MAX_LIST_BYTES + 1
    end = END + struct.pack("<HHHHIIH", 0, 0, 65535, 65535, size, 4, 0)
    assert "list of entries is too long" in refusal(b"PK\x03\x04" + bytes(size) + end, tmp_path).cause


def test_an_entry_with_more_in_it_than_it_says(tmp_path: Path) -> None:
    error = refusal(forged(zipped(greeting_files()), "greeting.aepx", size=1000), tmp_path)
    assert "greeting.aepx" in error.title
    assert "damaged" in error.title


def test_an_entry_with_less_in_it_than_it_says(tmp_path: Path) -> None:
    error = refusal(forged(zipped(greeting_files() | {"a.txt": b"short"}), "a.txt", size=6), tmp_path)
    assert "a.txt" in error.title


def test_entries_that_share_their_content(tmp_path: Path) -> None:
    content = bytearray(zipped({"card.aepx": b"x" * 999, "a.bin": b"y" * 999}, method=zipfile.ZIP_STORED))
    at = content.rfind(b"PK\x01\x02")
    struct.pack_into("<I", content, at + 42, 0)
    assert "a.bin" in refusal(bytes(content), tmp_path).title


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK", b"MZ" + bytes(600), b"\x1f\x8b\x08" + bytes(20)])
def test_other_files_with_the_name_of_an_archive(tmp_path: Path, content: bytes) -> None:
    error = refusal(content, tmp_path)
    assert error.title == "pack.zip is not a .zip archive."


@pytest.mark.parametrize("share", [0.001, 0.3, 0.6, 0.95, 0.999])
def test_archives_that_did_not_come_whole(tmp_path: Path, share: float) -> None:
    content = zipped(greeting_files())
    error = refusal(content[: max(4, int(len(content) * share))], tmp_path)
    assert "damaged or not complete" in error.title


def test_damaged_content_names_the_entry(tmp_path: Path) -> None:
    content = bytearray(zipped(greeting_files()))
    at = content.find(b"(Footage)/photo.jpg") + 20_000
    content[at : at + 100] = bytes(100)
    assert "(Footage)/photo.jpg" in refusal(bytes(content), tmp_path).title


# Names

JAPANESE = "\u5199\u771f/\u30c6\u30b9\u30c8.png"
CYRILLIC = "\u0444\u043e\u0442\u043e.png"
WESTERN = "M\u00f6bel R\u00e9sum\u00e9.png"


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("cp932", JAPANESE),
        ("utf-8", JAPANESE),
        ("utf-8", CYRILLIC),
        ("cp437", WESTERN),
        ("cp437", "R\u00e9union.png"),
        ("cp437", "H\u00f6he.png"),
        ("utf-8", WESTERN),
        ("ascii", "plain.png"),
    ],
)
def test_names_in_the_letters_of_their_author(tmp_path: Path, encoding: str, name: str) -> None:
    raw = name.encode(encoding)
    content = with_raw_name("~" * len(raw), raw, greeting_files() | {"~" * len(raw): b"picture"})
    project = opened(write(tmp_path / "pack.zip", content), tmp_path / "unpacked")
    assert (project.parent / name).read_bytes() == b"picture"


def test_names_that_say_that_they_are_utf8(tmp_path: Path) -> None:
    content = zipped(greeting_files() | {JAPANESE: b"1", CYRILLIC: b"2", WESTERN: b"3"})
    project = opened(write(tmp_path / "pack.zip", content), tmp_path / "unpacked")
    assert [(project.parent / name).read_bytes() for name in (JAPANESE, CYRILLIC, WESTERN)] == [b"1", b"2", b"3"]


def test_names_that_say_so_wrongly(tmp_path: Path) -> None:
    content = with_raw_name("~~~~", b"\xff\xfe\xfd\xfc", greeting_files() | {"~~~~": b""})
    content = content.replace(b"\x14\x00\x00\x00\x08\x00", b"\x14\x00\x00\x08\x08\x00")
    assert "damaged" in refusal(content, tmp_path).title


@given(st.lists(st.tuples(st.binary(min_size=1, max_size=40), st.booleans()), max_size=8))
def test_any_bytes_are_a_name(names: list[tuple[bytes, bool]]) -> None:
    infos = []
    for raw, marked in names:
        info = zipfile.ZipInfo()
        info.orig_filename = raw.decode("utf-8", "replace") if marked else raw.decode("cp437")
        info.flag_bits = 0x800 if marked else 0
        infos.append(info)
    decoded = entry_names(infos)
    assert len(decoded) == len(names)
    for name, (raw, marked) in zip(decoded, names, strict=True):
        if raw.isascii() and not marked:
            assert name == raw.decode()


_NAMES = st.lists(
    st.one_of(
        st.sampled_from(["..", ".", "", "a", "B", "CON", "aux.txt", "C:", "a ", "...", "~", "\\", "\u2025"]),
        st.text(st.characters(codec="utf-8"), max_size=8),
        st.text(string.printable, max_size=8),
    ),
    min_size=1,
    max_size=6,
).map("/".join)


@given(_NAMES)
@settings(max_examples=examples(500))
def test_a_name_that_is_taken_stays_below_every_folder_on_every_system(name: str) -> None:
    if name_problem(name) or is_left_out(PurePosixPath(name)):
        return
    for kind, root in ((PurePosixPath, "/safe/place"), (PureWindowsPath, "C:\\safe\\place")):
        folder = kind(root)
        path = folder / PurePosixPath(name)
        assert path.is_relative_to(folder)
        assert ".." not in path.parts
        assert not path.is_reserved()


_MEETING = st.lists(st.sampled_from(["a", "A", "b", "\u00e9", "e\u0301", "\u00c9", "c.png"]), min_size=1, max_size=3)


@given(st.lists(_MEETING.map("/".join), max_size=6))
def test_files_that_do_not_meet_can_all_be_written_on_every_system(names: list[str]) -> None:
    # What a system does that tells neither case nor ways to write an accent apart.
    folded = [PurePosixPath(unicodedata.normalize("NFD", name).lower()) for name in names]
    meet = any(
        one == other or one in other.parents or other in one.parents
        for number, one in enumerate(folded)
        for other in folded[:number]
    )
    assert bool(doubled(names)) is meet


@given(st.data())
@settings(max_examples=examples(300), deadline=None)
def test_damage_anywhere_is_refused_in_order_and_leaves_nothing_outside(data: st.DataObject) -> None:
    content = bytearray(zipped({"pack/card.aepx": b"<?xml?>" * 20, "pack/(Footage)/a.png": b"png", "b": bytes(400)}))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "inside"
        place.mkdir()
        path = write(place / "pack.zip", bytes(content))
        try:
            project = opened(path, place / "unpacked")
        except FarmhandError as error:
            assert error.title
        else:
            assert project == path or project.is_relative_to(place / "unpacked")
        assert list(Path(folder).iterdir()) == [place]
        assert {one.name for one in place.iterdir()} <= {"pack.zip", "unpacked"}


def test_what_is_no_part_of_a_template_is_left_where_it_is(tmp_path: Path) -> None:
    more = {
        "__MACOSX/._greeting.aepx": b"fork",
        "__MACOSX/pack/._what?.png": b"fork",
        ".DS_Store": b"",
        "Icon\r": b"",
        "Thumbs.db": b"",
        "Adobe After Effects Auto-Save/greeting auto-save 1.aepx": b"old",
        "Auto-save button.png": b"footage",
        "./here.txt": b"1",
        "inner.zip": zipped({"other.aep": b"x"}),
    }
    path = write(tmp_path / "pack.zip", zipped(greeting_files() | more))
    with open_archive(path) as archive:
        names = {str(entry.path) for entry in archive.entries}
    assert names == {"greeting.aepx", "(Footage)/photo.jpg", "Auto-save button.png", "here.txt", "inner.zip"}
    project = opened(path, tmp_path / "unpacked")
    assert sorted(one.name for one in project.parent.iterdir()) == sorted(
        ["greeting.aepx", "(Footage)", "Auto-save button.png", "here.txt", "inner.zip"]
    )
