"""Names of files that lead elsewhere, mean devices, or look like others."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import msgspec

from app.core.errors import FarmhandError
from app.core.jobs import AssetRef
from app.farm.film_names import film_names
from app.farm.job_paths import check_request
from app.farm.manager.services import asset_key
from app.farm.packages import project_in
from app.farm.storage_folder import FolderStorage
from app.template.batch import CheckedRow
from app.template.load import load_template
from app.template.output_names import safe_file_name
from app.template.photos import safe_stem
from tests.fakes.farm_jobs import make_plan, make_request
from tests.fakes.zips import zipped
from tests.hostile.harness import Case, Place
from tests.unit.farm.test_farm_storage_keys import HOSTILE

_MORE = (
    "../../../../../../../../etc/passwd",
    "..\\..\\..\\Windows\\System32\\drivers\\etc\\hosts",
    "....//....//etc/passwd",
    "..;/..;/x",
    "a/../../../../x.mp4",
    "a/./../../x.mp4",
    "%2e%2e%2f%2e%2e%2fx.mp4/..",
    "..%c0%af..%c0%afx/..",
    "file:///etc/passwd",
    "~/../x.mp4:",
    "/proc/self/environ",
    "/dev/sda",
    "\\\\?\\C:\\x.mp4",
    "\\\\.\\PhysicalDrive0",
    "\\\\?\\UNC\\203.0.113.9\\share\\x.mp4",
    "//203.0.113.9/share/x.mp4",
    "\\\\203.0.113.9@SSL@443\\DavWWWRoot\\x.mp4",
    "C:x.mp4",
    "C:\\x.mp4",
    "c:/x.mp4",
    "film.mp4:$DATA",
    "film.mp4::$INDEX_ALLOCATION",
    "CON",
    "PRN.mp4",
    "aux.tar.gz",
    "NUL .mp4:",
    "COM1.mp4",
    "com\u00b2.mp4",
    "LPT9.mp4",
    "CONIN$",
    "conout$.mp4",
    "CLOCK$:.mp4",
    "film.mp4.",
    "film.mp4 ",
    "film.mp4. . .",
    " ",
    ".",
    "...",
    ".ssh/authorized_keys",
    ".\u200b./x.mp4",
    "film\u202e4pm.exe",
    "\u2066film\u2069.mp4",
    "film\u200f.mp4",
    "film\x1b[2J.mp4",
    "film\x7f.mp4",
    "film\x00.mp4",
    "film\r\nSet-Cookie: x.mp4",
    "film\u2028.mp4",
    "film\ud83c.mp4",
    "\uff0e\uff0e\uff0fx.mp4",
    "\u2024\u2024/x.mp4",
    "\u2025/x.mp4",
    "C\uff1a\\x.mp4",
    "\u24b8\u24c4\u24c3/../x",
    "<script>.mp4",
    "a|b.mp4",
    "a*?.mp4",
    'a".mp4',
    "$(touch x).mp4/",
    "`touch x`.mp4/",
    "a;touch x/..",
    "-rf/../*",
    "x" * 256 + ".mp4",
    "\u6620" * 90 + ".mp4",
    "a/" * 600 + "x.mp4",
    "x/" * 33 + "/x.mp4",
)


def _below(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _everywhere(name: str, place: Place) -> None:
    """The name given wherever a name may come from: a job, an archive, a row, a photo. At least one refuses it.

    What is made of it where names are mended lies below its folder, on every system.
    """
    storage = FolderStorage(place.folder / "storage", place.folder / "films")
    refusals: list[FarmhandError] = []
    for way in (_stored, _published, _requested, _packed):
        try:
            way(name, storage, place)
        except FarmhandError as error:
            refusals.append(error)
    for made in (safe_file_name(name), safe_stem(name)):
        assert made in ("", Path(made).name) and ".." not in Path(made).parts
        assert _below(place.folder / "films" / made, place.folder / "films")
        made.encode()
    [film] = film_names([CheckedRow(number=2, name=safe_file_name(name))], ".mp4", lambda _: False, number=True)
    assert Path(film).name == film
    files = [file for file in place.folder.rglob("*") if file.is_file()]
    assert all(_below(file, place.folder) for file in files)
    assert refusals, "Nothing refuses it."
    for refusal in refusals[1:]:
        assert refusal.title
        str(refusal).encode()
    raise refusals[0]


def _stored(name: str, storage: FolderStorage, place: Place) -> None:
    source = storage.scratch("case") / "content"
    source.write_bytes(b"x")
    storage.put(source, name)


def _published(name: str, storage: FolderStorage, place: Place) -> None:
    source = storage.scratch("case") / "film"
    source.write_bytes(b"x")
    assert _below(Path(storage.publish(source, name, replace=True)), storage.results)


def _requested(name: str, storage: FolderStorage, place: Place) -> None:
    request = make_request(make_plan("j1"))
    asset = AssetRef(sha256="0" * 64, name=name, size=5)
    try:
        check_request(msgspec.structs.replace(request, assets=(asset,)))
    except FarmhandError:
        check_request(msgspec.structs.replace(request, output=name))
    else:
        # A name of people's, which is only shown: where the file gets one of its own, that is safe.
        assert _below(storage.root / asset_key(asset.sha256, name), storage.root)


def _packed(name: str, storage: FolderStorage, place: Place) -> None:
    path = place.folder / "pack.zip"
    try:
        path.write_bytes(zipped({"card.aepx": b"<?xml", name: b"x"}))
    except UnicodeEncodeError:
        return  # No archive can have it.
    assert _below(project_in(path, unpacked=place.folder / "unpacked"), place.folder / "unpacked")


def _named(name: str, place: Place) -> None:
    """A template that is called so on the command line or by another program."""
    load_template(project_in(Path(name), unpacked=place.folder / "unpacked"), isolated=False)


_LONG = {
    "a name beyond what systems take": "x" * 300 + ".aep",
    "a path beyond what systems take": "/".join(["x" * 100] * 60) + ".aep",
    "a zero byte": "a\0.aep",
    "half a character": "a\ud800.aep",
    "a folder that is a file": "/dev/null/a.aep",
    "a path that is a circle": "/proc/self/cwd/" * 50 + "a.aep",
    "an address": "http://203.0.113.9/a.aep",
}

CASES = (
    *(
        Case("file names", f"{number} {name[:40]!a}", partial(_everywhere, name))
        for number, name in enumerate(dict.fromkeys((*HOSTILE, *_MORE)))
    ),
    *(Case("file names", f"template: {what}", partial(_named, name), refused=True) for what, name in _LONG.items()),
)
