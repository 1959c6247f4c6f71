"""Project files on disk: what a file is, reading it to a chunk tree, writing it back whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from uuid import uuid4

import msgspec

from app.core.errors import DiskFullError, StorageError, TemplateError, UsageError
from app.template.aepx import ROOT_NAME, read_aepx, write_aepx
from app.template.chunks import FORM_TYPE, ROOT_TAG, ChunkTree, check_size, read_rifx, write_rifx

NEWEST_KNOWN_VERSION = 97
"""Major file version of the newest After Effects this was measured with (26.x)."""

BINARY_SUFFIXES = frozenset({".aep", ".aet"})
XML_SUFFIXES = frozenset({".aepx"})

_CHOOSE_STEP = "Choose an .aep, .aet or .aepx file."
_DISK_FULL_ERRNOS = frozenset({28, 122})  # ENOSPC, EDQUOT
_DISK_FULL_WINDOWS = frozenset({39, 112})  # ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL
_LOOKS: tuple[tuple[bytes, str], ...] = (
    (b"version https://git-lfs", "a Git LFS pointer instead of the file itself"),
    (b"PK\x03\x04", "a ZIP archive, or a Motion Graphics template (.mogrt)"),
    (b"RIFF", "a RIFF file (sound, video or an image)"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"8BPS", "a Photoshop document"),
    (b"%PDF", "a PDF or Illustrator document"),
    (b"%!PS", "a PostScript document"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"Rar!", "a RAR archive"),
    (b"MZ", "a Windows program"),
    (b"{", "a JSON file"),
)


class ProjectForm(StrEnum):
    """How a project is stored; the same chunk tree either way."""

    BINARY = "aep"
    XML = "aepx"


class ProjectFile(msgspec.Struct, frozen=True):
    """A project as it was read: the file's name (no folder), its format, and its chunks."""

    name: str
    format: ProjectForm
    tree: ChunkTree


def sniff(data: bytes) -> ProjectForm | None:
    """The form of a project by its first bytes, never by its name; None when it is not a project."""
    if data[:4] == ROOT_TAG.encode():
        return ProjectForm.BINARY if data[8:12] in (FORM_TYPE.encode(), b"") else None
    head = data[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[2:].replace(b"\0", b"")
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    is_xml = head.startswith(b"<?xml") or head.startswith(b"<" + ROOT_NAME.encode())
    return ProjectForm.XML if is_xml and not _is_other_xml(head) else None


def read_project(path: Path) -> ProjectFile:
    """Read the project file at `path`.

    Raises TemplateError when it is not there, a folder, empty, too large, not a project (the message says what it
    looks like), or damaged.
    """
    return parse_project(read_bytes(path), path.name)


def parse_project(data: bytes, name: str) -> ProjectFile:
    """The project in `data`; `name` is what error messages call it. Raises TemplateError as `read_project` does."""
    form = recognise(data, name)
    tree = read_rifx(data, name) if form is ProjectForm.BINARY else read_aepx(data, name)
    return ProjectFile(name, form, tree)


def recognise(data: bytes, name: str) -> ProjectForm:
    """The form of a project. Raises TemplateError when it is empty, too large, or not a project."""
    check_size(len(data), name)
    form = sniff(data)
    if form is None:
        raise TemplateError(
            f"{name} is not an After Effects project.", f"It looks like {describe(data)}.", _CHOOSE_STEP
        )
    return form


def read_bytes(path: Path) -> bytes:
    """The bytes of a project file. Raises TemplateError when it cannot be read or is too large."""
    try:
        if is_folder(path):
            raise TemplateError(f"{path.name} is a folder.", "A project file was expected.", _CHOOSE_STEP)
        check_size(path.stat().st_size, path.name)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise TemplateError(
            f"{path.name} is not there.", f"There is no file {path}.", "Check the path, or choose the file again."
        ) from error
    except (OSError, ValueError) as error:
        raise TemplateError(
            f"{path.name} cannot be read.", _reason(error), "Check that the file may be read and is not locked."
        ) from error


def is_file(path: Path) -> bool:
    """Whether there is a file; a path that the system cannot even look up, as it is too long, leads to none."""
    try:
        return path.is_file()
    except OSError:
        return False


def is_folder(path: Path) -> bool:
    """Whether there is a folder; as `is_file`."""
    try:
        return path.is_dir()
    except OSError:
        return False


def serialize(tree: ChunkTree, form: ProjectForm) -> bytes:
    """The bytes of a project in the wanted form. Raises TemplateError when `.aepx` cannot express it."""
    return write_aepx(tree) if form is ProjectForm.XML else write_rifx(tree)


def form_of(path: Path) -> ProjectForm:
    """The form that a file of this name is written in. Raises UsageError for other extensions."""
    suffix = path.suffix.lower()
    if suffix in BINARY_SUFFIXES:
        return ProjectForm.BINARY
    if suffix in XML_SUFFIXES:
        return ProjectForm.XML
    raise UsageError(
        f"{path.name} cannot be written.",
        f"{suffix or 'No extension'} is not the extension of a project.",
        "Give the file a name that ends with .aep, .aet or .aepx.",
    )


def write_project(tree: ChunkTree, path: Path) -> None:
    """Write `tree` to `path` in the form its extension says, replacing what is there; whole or not at all.

    Raises UsageError for another extension, TemplateError for content that XML cannot express, and StorageError
    (DiskFullError) when the file cannot be written.
    """
    write_atomic(serialize(tree, form_of(path)), path)


def convert(source: Path, target: Path) -> None:
    """Read the project `source` and write it as `target`, in the form of the target's extension."""
    form_of(target)
    write_project(read_project(source).tree, target)


def write_atomic(data: bytes, path: Path) -> None:
    """Write `data` to a temporary file beside `path`, flush it to disk and rename it.

    Raises StorageError, or DiskFullError when that is why.
    """
    # Not tempfile: its files are for their owner alone, and a worker may run as somebody else.
    temporary = path.with_name(f".{uuid4().hex}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except (OSError, ValueError) as error:
        with suppress(OSError, ValueError):
            temporary.unlink(missing_ok=True)
        raise _write_error(path, error) from error


def describe(data: bytes) -> str:
    """What a file that is not a project looks like, for people."""
    for start, text in _LOOKS:
        if data.startswith(start):
            return text
    if data[4:8] == b"ftyp":
        return "an MP4 or QuickTime file"
    if data[:4] == ROOT_TAG.encode():
        return f"a RIFX file of the kind {data[8:12].decode('latin-1')!r}"
    if data[:256].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return "another XML or HTML file"
    if not any(data[:512]):
        return "a file of zeros, as a broken copy leaves it"
    if all(byte >= 32 or byte in (9, 10, 13) for byte in data[:512]):
        return "a text file"
    return "something else (its first bytes are " + data[:8].hex(" ") + ")"


def _is_other_xml(head: bytes) -> bool:
    """Whether XML text clearly belongs to another program; doubtful text is left to the XML reader."""
    return any(mark in head for mark in (b"<svg", b"<html", b"<plist", b"<PremiereData", b"<xmeml"))


def _write_error(path: Path, error: OSError | ValueError) -> StorageError:
    number = getattr(error, "errno", None)
    if number in _DISK_FULL_ERRNOS or getattr(error, "winerror", None) in _DISK_FULL_WINDOWS:
        return DiskFullError(f"{path.name} was not written.", "The disk is full.", "Free some space and try again.")
    return StorageError(
        f"{path.name} was not written.", _reason(error), "Check that the folder is there and may be written to."
    )


def _reason(error: OSError | ValueError) -> str:
    """The operating system's words for an error, as a sentence."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return f"{text}."
