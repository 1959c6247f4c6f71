"""Which characters the fonts of this computer have: read from their `cmap` tables once, and remembered on the disk."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt
import uharfbuzz as hb
from fontTools.ttLib import TTFont
from platformdirs import user_cache_path

from app.core.decoding import from_messagepack
from app.core.errors import FarmhandError
from app.core.model import Struct
from app.core.unreadable import NO_DOCUMENT
from app.render.fonts import DAMAGE, font_files, may_embed, named_styles, open_faces, style_of
from app.render.scene import FontFile
from app.template.files import write_atomic

INDEX_VERSION = 1
"""Raised when what is remembered of a font changes; what was remembered before is then read again."""

_OUTLINES = ("glyf", "CFF ", "CFF2")
_COLOURS = ("COLR", "CBDT", "sbix", "SVG ")
_SERIF_WORDS = ("serif", "song", "ming", "mincho", "batang", "times")
_log = logging.getLogger(__name__)


class IndexedStyle(Struct, frozen=True):
    """A style of a face: a named instance of a variable font, or the face itself. `face` as in `FontFile`."""

    face: int
    postscript_name: str
    weight: int
    slanted: bool


class IndexedFace(Struct, frozen=True, dict=True):
    """What is remembered of a face. `ranges` holds first and last characters of runs, as little-endian 32-bit pairs.

    `width` is 1 to 9, 5 is normal; `coloured` faces show some characters as coloured pictures, which are not drawn.
    """

    family: str
    styles: tuple[IndexedStyle, ...]
    ranges: bytes
    width: int
    serif: bool
    fixed_width: bool
    coloured: bool

    @cached_property
    def _pairs(self) -> npt.NDArray[np.uint32]:
        return np.frombuffer(self.ranges, "<u4").reshape(-1, 2)

    def of(self, characters: Iterable[str]) -> frozenset[str]:
        """Those of the characters that the face has."""
        wanted = sorted(characters)
        codes = np.array([ord(character) for character in wanted], np.uint32)
        place = np.searchsorted(self._pairs[:, 0], codes, "right") - 1
        there = (place >= 0) & (codes <= self._pairs[place, 1]) if len(self._pairs) else np.zeros(len(codes), bool)
        return frozenset(character for character, has in zip(wanted, there, strict=True) if has)


class _IndexedFile(Struct, frozen=True):
    """A font file as it was when it was read, told by its time and size; only faces that may be used are kept."""

    modified: int
    size: int
    faces: tuple[IndexedFace, ...]


class _Index(Struct, frozen=True):
    version: int
    files: dict[str, _IndexedFile]


class FontIndex:
    """The characters of all fonts in some folders. Nothing is read before it is asked; then only what is new is.

    `cache` is the file that remembers, by default in the user's cache folder; it may be deleted at any time.
    """

    def __init__(self, folders: Sequence[Path], *, cache: Path | None = None) -> None:
        self._folders = tuple(folders)
        self._cache = cache or user_cache_path("farmhand", appauthor=False) / "fonts.index"
        self._found: tuple[tuple[Path, IndexedFace], ...] | None = None

    def faces(self) -> tuple[tuple[Path, IndexedFace], ...]:
        """All faces that have outlines and may travel with a job, with their files."""
        if self._found is None:
            known = self._remembered()
            now = {path: _indexed(path, known) for folder in self._folders for path in font_files(folder)}
            if any(known.get(str(path)) is not file for path, file in now.items()):
                self._remember(known | {str(path): file for path, file in now.items()})
            self._found = tuple((path, face) for path, file in now.items() for face in file.faces)
        return self._found

    def _remembered(self) -> dict[str, _IndexedFile]:
        try:
            index = from_messagepack(self._cache.read_bytes(), _Index)
        except (OSError, *NO_DOCUMENT):
            return {}
        return index.files if index.version == INDEX_VERSION else {}

    def _remember(self, files: dict[str, _IndexedFile]) -> None:
        kept = {path: file for path, file in files.items() if Path(path).exists()}
        try:
            self._cache.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(msgspec.msgpack.encode(_Index(version=INDEX_VERSION, files=kept)), self._cache)
        except (OSError, FarmhandError) as error:
            _log.info("The index of fonts cannot be kept: %s", error)


def _indexed(path: Path, known: dict[str, _IndexedFile]) -> _IndexedFile:
    try:
        status = path.stat()
    except OSError:
        return _IndexedFile(modified=0, size=0, faces=())
    before = known.get(str(path))
    if before is not None and (before.modified, before.size) == (status.st_mtime_ns, status.st_size):
        return before
    try:
        faces = tuple(_face(font, file) for font, file in open_faces(path) if _usable(font))
    except DAMAGE:
        faces = ()
    return _IndexedFile(modified=status.st_mtime_ns, size=status.st_size, faces=faces)


def _usable(font: TTFont) -> bool:
    return "cmap" in font and "maxp" in font and any(table in font for table in _OUTLINES) and bool(may_embed(font))


def _face(font: TTFont, file: FontFile) -> IndexedFace:
    family = str(font["name"].getDebugName(16) or font["name"].getDebugName(1) or "")
    styles = []
    for name, style in named_styles(font, file):
        weight, slanted = style_of(font, style)
        styles.append(IndexedStyle(face=style.face, postscript_name=name, weight=weight, slanted=slanted))
    return IndexedFace(
        family=family,
        styles=tuple(styles),
        ranges=_ranges(font),
        width=int(font["OS/2"].usWidthClass),
        serif=_serif(font, family),
        fixed_width=bool(font["post"].isFixedPitch) if "post" in font else False,
        coloured=any(table in font for table in _COLOURS),
    )


def _serif(font: TTFont, family: str) -> bool:
    """Whether a face has serifs, by PANOSE's second number where it is a Latin text face, or by its family's name."""
    words = family.lower()
    if "sans" in words:
        return False
    panose = font["OS/2"].panose
    return (panose.bFamilyType == 2 and 2 <= panose.bSerifStyle <= 10) or any(word in words for word in _SERIF_WORDS)


def _ranges(font: TTFont) -> bytes:
    # HarfBuzz reads the table a hundred times faster; it needs the number of glyphs to leave out those beyond it.
    tables = {tag: font.reader[tag] for tag in ("cmap", "maxp")}
    unicodes = hb.Face.create_for_tables(lambda _face, tag, _data: tables.get(tag, b""), None).unicodes
    codes = np.fromiter(unicodes, np.uint32)
    ends = np.flatnonzero(np.diff(codes) != 1) if len(codes) else np.empty(0, np.intp)
    first = codes[np.concatenate(([0], ends + 1))] if len(codes) else codes
    last = codes[np.concatenate((ends, [-1]))] if len(codes) else codes
    return np.stack((first, last), axis=1).astype("<u4").tobytes()
