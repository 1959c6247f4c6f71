"""The names of the faces in font files, remembered on the disk: reading a thousand fonts takes seconds."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import msgspec
from platformdirs import user_cache_path

from app.core.decoding import from_messagepack
from app.core.errors import FarmhandError
from app.core.model import Struct
from app.core.unreadable import NO_DOCUMENT
from app.render.fonts import NamedFaces, font_files, named_faces
from app.render.scene import FontFile
from app.template.files import write_atomic

NAMES_VERSION = 1
"""Raised when what is remembered changes its meaning; what was remembered before is then read again."""

_log = logging.getLogger(__name__)


class _KnownFile(Struct, frozen=True):
    """A font file as it was when it was read, told by its time and size. `faces` are (name, face number)."""

    modified: int
    size: int
    faces: tuple[tuple[str, int], ...]
    problem: str = ""


class _Known(Struct, frozen=True):
    version: int
    files: dict[str, _KnownFile]


class FontNames:
    """Reads folders of fonts as `fonts.read_folder` does, but each file only once, as long as it stays the same.

    `cache` is the file that remembers, by default in the user's cache folder; it may be deleted at any time.
    """

    def __init__(self, cache: Path | None = None) -> None:
        self._cache = cache or user_cache_path("farmhand", appauthor=False) / "fonts.names"
        self._files: dict[str, _KnownFile] | None = None

    def read_folder(self, folder: Path) -> Iterator[tuple[Path, NamedFaces]]:
        """The names of all faces below a folder, file by file; what was new is remembered in the end."""
        files = self._files = self._files if self._files is not None else self._remembered()
        news = False
        for path in font_files(folder):
            known = files.get(str(path))
            now = _state(path)
            if known is None or (known.modified, known.size) != now:
                read = named_faces(path)
                faces = tuple((name, file.face) for name, file in read.faces)
                known = files[str(path)] = _KnownFile(modified=now[0], size=now[1], faces=faces, problem=read.problem)
                news = True
            named = tuple((name, FontFile(path=path, face=face)) for name, face in known.faces)
            yield path, NamedFaces(named, known.problem)
        if news:
            self._remember(files)

    def _remembered(self) -> dict[str, _KnownFile]:
        try:
            known = from_messagepack(self._cache.read_bytes(), _Known)
        except (OSError, *NO_DOCUMENT):
            return {}
        return known.files if known.version == NAMES_VERSION else {}

    def _remember(self, files: dict[str, _KnownFile]) -> None:
        kept = {path: file for path, file in list(files.items()) if Path(path).exists()}
        try:
            write_atomic(msgspec.msgpack.encode(_Known(version=NAMES_VERSION, files=kept)), self._cache)
        except (OSError, FarmhandError) as error:
            _log.info("The names of fonts cannot be kept: %s", error)


@lru_cache(maxsize=1)
def known_names() -> FontNames:
    """What this process knows of font files, from the user's cache folder."""
    return FontNames()


def _state(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size
