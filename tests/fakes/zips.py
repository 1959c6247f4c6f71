"""Archives as nobody should make them: the bytes of ordinary ones, changed by hand."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

from resources import samples

GREETING = next(sample for sample in samples() if sample.name == "greeting").template.with_suffix(".aepx")
PHOTO = GREETING.parent / "(Footage)" / "photo.jpg"

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


def zipped(files: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo()
            # Set afterwards: the class mends names.
            info.filename, info.compress_type = name, method
            archive.writestr(info, data)
    return content.getvalue()


def linked(name: str, mode: int) -> bytes:
    """An archive of a project and one entry of that kind."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.write(GREETING, "card.aepx")
        info = zipfile.ZipInfo(name)
        info.create_system, info.external_attr = 3, mode << 16
        archive.writestr(info, "/etc/passwd")
    return content.getvalue()


def greeting_files(folder: str = "") -> dict[str, bytes]:
    """The greeting sample with its footage, as names and contents."""
    return {f"{folder}greeting.aepx": GREETING.read_bytes(), f"{folder}(Footage)/photo.jpg": PHOTO.read_bytes()}


def with_raw_name(placeholder: str, raw: bytes, files: Mapping[str, bytes]) -> bytes:
    """An archive in which an ASCII name is replaced by bytes of the same length, with nothing said of their kind."""
    assert len(placeholder) == len(raw)
    content = zipped(files)
    assert content.count(placeholder.encode()) == 2
    return content.replace(placeholder.encode(), raw)


def forged(archive: bytes, entry: str, *, size: int | None = None, packed: int | None = None, **more: int) -> bytes:
    """The archive with other sizes, `flags` or `method` of one entry, in both places that tell of it."""
    name, content = entry.encode(), bytearray(archive)
    for mark, name_at, start in ((LOCAL, 30, 6), (CENTRAL, 46, 8)):
        at = -1
        while (at := content.find(mark, at + 1)) >= 0:
            if content[at + name_at : at + name_at + len(name)] != name:
                continue
            # flags, method, time, date, checksum, packed, size: in this order from `start` on.
            if "flags" in more:
                struct.pack_into("<H", content, at + start, more["flags"])
            if "method" in more:
                struct.pack_into("<H", content, at + start + 2, more["method"])
            if packed is not None:
                struct.pack_into("<I", content, at + start + 12, packed)
            if size is not None:
                struct.pack_into("<I", content, at + start + 16, size)
    return bytes(content)


def write(path: Path, content: bytes) -> Path:
    """A file with that content."""
    path.write_bytes(content)
    return path
