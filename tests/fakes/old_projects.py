"""Projects in the form of After Effects CS6, made from those of today."""

from __future__ import annotations

import struct
from collections.abc import Callable

from msgspec.structs import replace

from app.template.chunks import Chunk, read_rifx, write_rifx

WINDOWS_PATH = "C:\\filme\\größe\\photo.png"
"""Where the files of an old project say they are."""


def record(path: bytes, file_type: bytes = b"PNGf", extra: bytes = b"\x01\x13") -> bytes:
    """A binary file reference (`alas`) to a path."""
    stored = b"\\" + path + b"\0"
    return struct.pack("<4s4s4xH", b"\x01\0\0\x0d", file_type, len(stored)) + stored + extra


def changed(chunk: Chunk, change: Callable[[Chunk], Chunk]) -> Chunk:
    """The tree with every chunk changed, the innermost first."""
    if chunk.children is not None:
        chunk = replace(chunk, children=tuple(changed(child, change) for child in chunk.children))
    return change(chunk)


def old_form(data: bytes, path: bytes = WINDOWS_PATH.encode("cp1252")) -> bytes:
    """A project with the short solids and binary file references of CS6."""

    def age(chunk: Chunk) -> Chunk:
        if chunk.name == "Als2":
            return replace(chunk, list_type="Alas", children=(Chunk("alas", "", record(path)),))
        if chunk.tag == "opti" and chunk.body.startswith(b"Soli"):
            return replace(chunk, body=b"Soli\0\x08\0\0\0\x5a" + chunk.body[10:90])
        return chunk

    tree = read_rifx(data, "own.aep")
    return write_rifx(replace(tree, root=changed(tree.root, age)))
