"""Project packages: archives that anybody may have made, and folders."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable
from functools import partial

from app.farm.packages import project_in
from app.farm.zip_archive import MAX_ENTRIES, MAX_LIST_BYTES
from tests.fakes.zips import END, forged, greeting_files, linked, with_raw_name, zipped
from tests.hostile.harness import PLANTED, Case, Place
from tests.unit.farm.test_farm_zip_archive import HOSTILE


def _opened(make: Callable[[], bytes], place: Place) -> None:
    path = place.folder / "pack.zip"
    path.write_bytes(make())
    unpacked = place.folder / "unpacked"
    project = project_in(path, unpacked=unpacked)
    assert project == path or project.resolve().is_relative_to(unpacked)
    for file in unpacked.rglob("*"):
        assert not file.is_symlink()
        assert file.is_dir() or PLANTED.encode() not in file.read_bytes()


def _with(name: str, content: bytes = b"x") -> bytes:
    return zipped(greeting_files() | {name: content})


def _named(raw: bytes) -> bytes:
    """An archive with a name of these bytes, of which nothing says what letters they are."""
    return with_raw_name("~" * len(raw), raw, greeting_files() | {"~" * len(raw): b"x"})


def _twice(first: str, second: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in greeting_files().items():
            archive.writestr(name, data)
        for name in (first, second):
            info = zipfile.ZipInfo("x")
            info.filename = name
            archive.writestr(info, name)
    return content.getvalue()


def _doubled_name() -> bytes:
    content = zipped({"card.aepx": b"<?xml?>", "carb.aepx": b"another"})
    return content.replace(b"carb.aepx", b"card.aepx")


def _bomb_in_bomb() -> bytes:
    inner = zipped({f"{number}.bin": bytes(5_000_000) for number in range(4)})
    return zipped(greeting_files() | {f"{number}.zip": inner for number in range(16)})


def _patched(at_end: int, form: str, value: int) -> bytes:
    """An archive whose last record says something else."""
    content = bytearray(zipped(greeting_files()))
    struct.pack_into(form, content, content.rfind(END) + at_end, value)
    return bytes(content)


def _link_and_below() -> bytes:
    """A link to a folder, then a file in it: what has unpacked the first writes the second elsewhere."""
    content = io.BytesIO(linked("photos", stat.S_IFLNK | 0o777))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("photos/evil.png", "x")
    return content.getvalue()


_ARCHIVES: dict[str, Callable[[], bytes]] = {
    "a link": lambda: linked("photos", stat.S_IFLNK | 0o777),
    "a link and a file below it": _link_and_below,
    "a pipe": lambda: linked("pipe", stat.S_IFIFO | 0o666),
    "a device": lambda: linked("disk", stat.S_IFBLK | 0o666),
    "a terminal": lambda: linked("tty", stat.S_IFCHR | 0o666),
    "a socket": lambda: linked("socket", stat.S_IFSOCK | 0o666),
    "an entry that grows": lambda: _with("zeros.bin", bytes(101_000_000)),
    "entries that grow together": lambda: zipped(greeting_files() | {f"{n}.bin": bytes(30_000_000) for n in range(4)}),
    "archives in archives": _bomb_in_bomb,
    "the same name twice": _doubled_name,
    "names that differ in case": lambda: _twice("a/Photo.png", "A/photo.PNG"),
    "names that differ in how an accent is written": lambda: _twice("caf\u00e9.png", "cafe\u0301.png"),
    "names that differ in a ligature": lambda: _twice("\ufb01lm.png", "film.png"),
    "a sharp s and two": lambda: _twice("stra\u00dfe.png", "STRASSE.png"),
    "a file that is a folder": lambda: _twice("photo", "photo/a.png"),
    "too many entries": lambda: zipped({f"{n}": b"" for n in range(MAX_ENTRIES)} | greeting_files()),
    "a list of entries without end": lambda: (
        b"PK\x03\x04"
        + bytes(MAX_LIST_BYTES + 1)
        + END
        + struct.pack("<HHHHIIH", 0, 0, 65535, 65535, MAX_LIST_BYTES + 1, 4, 0)
    ),
    "a password": lambda: forged(zipped(greeting_files()), "greeting.aepx", flags=1),
    "another way of packing": lambda: forged(zipped(greeting_files()), "greeting.aepx", method=99),
    "more than it says": lambda: forged(zipped(greeting_files()), "greeting.aepx", size=10),
    "less than it says": lambda: forged(zipped(greeting_files()), "greeting.aepx", size=4_000_000_000),
    "begins elsewhere": lambda: _patched(16, "<I", 0xFFFFFFFF),
    "has entries that are not there": lambda: _patched(10, "<H", 0xFFFF),
    "has a comment without end": lambda: _patched(20, "<H", 0xFFFF),
    "says that it is on another disk": lambda: _patched(4, "<H", 7),
    "half of it": lambda: zipped(greeting_files())[: len(zipped(greeting_files())) // 2],
    "only its end": lambda: END + bytes(18),
    "no project": lambda: zipped({"readme.txt": b"x"}),
    "many projects": lambda: zipped({f"{number}.aep": b"x" for number in range(50)}),
    "a project that is an archive": lambda: zipped({"card.aep": zipped({"card.aep": b"x"})}),
    "a name that turns direction": lambda: _with("photo\u202egnp.exe"),
    "a name of no letters": lambda: _with("\u200b.png"),
    "a name of dots of another script": lambda: _with("．．／evil.png"),
    "a name in bytes of no alphabet": lambda: _named(b"\xff\xfe\x00\x01.png"),
    "a way out in another alphabet": lambda: _named(b"\x81\x5c..\x81\x5c..\x81\x5cx.png"),
}


def _listed() -> list[Case]:
    found = [
        Case("packages", f"name {name[:40]!a}", partial(_opened, partial(_with, name)), "pack.zip", True)
        for name in HOSTILE
    ]
    found += [Case("packages", name, partial(_opened, make), "pack.zip") for name, make in _ARCHIVES.items()]
    return found


CASES = tuple(_listed())
