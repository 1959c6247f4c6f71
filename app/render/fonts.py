"""Font files: where they lie, which faces they hold, and which face stands in for a missing one.

Faces are found by PostScript name, the name that projects store. Faces are read with fontTools, which loads only the
tables asked for. Nothing here asks the operating system's font service: the same files give the same faces everywhere.
"""

from __future__ import annotations

import logging
import os
import re
import struct
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTCollection, TTFont, TTLibError

from app.core.errors import RenderError
from app.core.model import Problem
from app.render.scene import FONT_SUFFIXES, FontFile

FALLBACK_FAMILY = "SourceSansPro"
_MAX_FONT_BYTES = 256 * 2**20
_MAX_FACES = 64
_NOT_IN_NAMES = re.compile("[^A-Za-z0-9]")
REGULAR = 400
INSTANCE_BITS = 16
"""The number of bits of `FontFile.face` that count faces; above them stands the named instance of a variable font,
from 1 on, 0 for none, as FreeType and HarfBuzz have it."""

_WEIGHTS = (
    (("extralight", "ultralight", "thin", "hairline"), "ExtraLight"),
    (("semibold", "demibold", "demi", "medium"), "Semibold"),
    (("black", "heavy", "extrabold", "ultrabold", "fat"), "Black"),
    (("bold",), "Bold"),
    (("light",), "Light"),
)
"""Words in a PostScript name and the bundled weight they mean; the first row that has one of its words wins."""

_WEIGHT_NUMBERS = {"ExtraLight": 200, "Light": 300, "": REGULAR, "Semibold": 600, "Bold": 700, "Black": 900}
"""The bundled weights as OpenType counts them."""

# Its remarks on malformed names are for font makers: they go to the log if there is one, not to people's screens.
logging.getLogger("fontTools").addHandler(logging.NullHandler())

# Damaged tables surface as whatever the parser tripped over; these are the exceptions fontTools 4 raises on such files.
DAMAGE = (
    TTLibError,
    OSError,
    EOFError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)
"""What reading a damaged font file raises."""


@dataclass(frozen=True, slots=True)
class FontInfo:
    """What a face says of itself.

    `may_embed` is whether its licence bits let the file travel with a job; `weight` is 100 to 900, 400 is regular.
    """

    postscript_name: str
    family: str
    style: str
    may_embed: bool
    weight: int
    slanted: bool

    @property
    def title(self) -> str:
        """The name that people know the face by."""
        return self.family if self.style in {"", "Regular", "Book"} else f"{self.family} {self.style}"


@dataclass(frozen=True, slots=True)
class NamedFaces:
    """The faces of a font file and their PostScript names; or why it cannot be read."""

    faces: tuple[tuple[str, FontFile], ...]
    problem: str = ""


ReadFolder = Callable[[Path], Iterable[tuple[Path, NamedFaces]]]
"""Reads the names of all faces below a folder, file by file, in a fixed order."""


def read_folder(folder: Path) -> Iterator[tuple[Path, NamedFaces]]:
    """The names of all faces below a folder, from the files themselves."""
    for path in font_files(folder):
        yield path, named_faces(path)


def named_faces(path: Path) -> NamedFaces:
    """The names of a file's faces, from the file itself."""
    try:
        return NamedFaces(tuple(named for font, file in open_faces(path) for named in named_styles(font, file)))
    except DAMAGE as error:
        return NamedFaces((), problem=f"not a readable font file: {error}")


DEEPEST = 4
"""So many levels below a folder are searched for fonts."""

MOST_FOLDERS = 4000


class FontLibrary:
    """The font files that texts are drawn with, by PostScript name; implements `scene.Fonts`.

    `folders` are searched in order, each with its subfolders, and only as far as needed; the bundled faces come last.
    When `files` is given, exactly those and the bundled faces are known and no folder is searched: that is how workers
    draw with the very files a job carries. Files that cannot be read are skipped and listed in `problems`.
    `fallbacks` are asked, in order, for characters that neither a font nor its stand-in has. `read` reads the folders,
    or remembers what is in them.
    """

    def __init__(
        self,
        folders: Sequence[Path] = (),
        *,
        files: Mapping[str, FontFile] | None = None,
        fallbacks: Sequence[FontFile] = (),
        read: ReadFolder = read_folder,
    ) -> None:
        self._read = read
        self._fallbacks = tuple(fallbacks)
        self._faces: dict[str, FontFile] = dict(files or {})
        self._waiting: list[Path] = [] if files else [*folders]
        self._problems: list[Problem] = []

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Font files that could not be read so far."""
        return tuple(self._problems)

    def find(self, postscript_name: str) -> FontFile | None:
        """The file that has exactly that face, or None; the first folder that has it wins."""
        while postscript_name not in self._faces and self._waiting:
            self._index(self._waiting.pop(0))
        return self._faces.get(postscript_name) or _bundled_faces().get(postscript_name)

    def fallback(self, postscript_name: str) -> FontFile:
        """The bundled face that stands in for a missing one: of the weight and slant that the name speaks of."""
        name = fallback_name(postscript_name)
        return FontFile(path=bundled_font_folder() / f"{name}.otf")

    def fallbacks(self, postscript_name: str) -> tuple[FontFile, ...]:
        """The faces to ask for characters that a font lacks: those nearest to its weight and slant first.

        Raises RenderError when one of them cannot be read.
        """
        weight, slanted = spoken_style(postscript_name)

        def distance(file: FontFile) -> int:
            info = font_info(file)
            return style_distance(info.weight - weight, slant_differs=info.slanted != slanted)

        return tuple(sorted(self._fallbacks, key=distance)) if len(self._fallbacks) > 1 else self._fallbacks

    def names(self) -> tuple[str, ...]:
        """All PostScript names known, in alphabetical order; indexes every folder."""
        while self._waiting:
            self._index(self._waiting.pop(0))
        return tuple(sorted(self._faces.keys() | _bundled_faces().keys()))

    def _index(self, folder: Path) -> None:
        for path, named in self._read(folder):
            if named.problem:
                self._problems.append(Problem(where=str(path), what=named.problem))
            for name, file in named.faces:
                self._faces.setdefault(name, file)


def fallback_name(postscript_name: str) -> str:
    """The PostScript name of the bundled face for a missing one, e.g. `Arial-BoldItalicMT` → `SourceSansPro-BoldIt`."""
    weight, slanted = _spoken(postscript_name)
    return f"{FALLBACK_FAMILY}-{weight + ('It' if slanted else '') or 'Regular'}"


def spoken_style(postscript_name: str) -> tuple[int, bool]:
    """The weight (100 to 900, 400 is regular) and whether a slant is spoken of in a font's name."""
    weight, slanted = _spoken(postscript_name)
    return _WEIGHT_NUMBERS[weight], slanted


def style_distance(weight: int, *, slant_differs: bool) -> int:
    """How unlike two styles are, from 0, given how far their weights are apart; near weights count as the same."""
    return (abs(weight) + 99) // 200 + int(slant_differs)


def _spoken(postscript_name: str) -> tuple[str, bool]:
    # The family is left out where there is a style part, so that e.g. "BlackHan-Regular" is not drawn black.
    family, _, style = postscript_name.rpartition("-")
    words = style.lower() if family else postscript_name.lower()
    weight = next((name for keys, name in _WEIGHTS if any(key in words for key in keys)), "")
    return weight, "italic" in words or "oblique" in words or style.endswith("It")


@lru_cache(maxsize=1)
def _bundled_faces() -> Mapping[str, FontFile]:
    faces: dict[str, FontFile] = {}
    for path in font_files(bundled_font_folder()):
        for font, file in open_faces(path):
            for name, style in named_styles(font, file):
                faces.setdefault(name, style)
    return faces


def bundled_font_folder() -> Path:
    """The folder of the font files that Farmhand brings along (Source Sans Pro, SIL Open Font License)."""
    return Path(str(package_files("font_source_sans_pro"))) / "files"


def system_font_folders(
    platform: str = sys.platform, environment: Mapping[str, str] = os.environ, home: Path | None = None
) -> tuple[Path, ...]:
    """The folders where that platform keeps fonts, the user's own before the machine's; they need not exist."""
    user = home or Path.home()
    if platform == "win32":
        local = Path(environment.get("LOCALAPPDATA") or user / "AppData" / "Local")
        windows = Path(environment.get("WINDIR") or "C:/Windows")
        return (local / "Microsoft" / "Windows" / "Fonts", windows / "Fonts")
    if platform == "darwin":
        return (user / "Library" / "Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts"))
    data = Path(environment.get("XDG_DATA_HOME") or user / ".local" / "share")
    return (data / "fonts", user / ".fonts", Path("/usr/local/share/fonts"), Path("/usr/share/fonts"))


def font_files(folder: Path) -> tuple[Path, ...]:
    """The font files below a folder, in a fixed order; none when there is no such folder or it may not be read.

    A template may lie in somebody's home folder: what is deeper than `DEEPEST` levels, and folders beyond the first
    `MOST_FOLDERS`, are not looked at.
    """
    found: list[Path] = []
    for count, (parent, folders, names) in enumerate(os.walk(folder)):
        if count == MOST_FOLDERS:
            break
        depth = len(Path(parent).parts) - len(folder.parts)
        folders[:] = sorted(name for name in folders if not name.startswith(".")) if depth < DEEPEST else []
        found.extend(Path(parent) / name for name in sorted(names) if Path(name).suffix.lower() in FONT_SUFFIXES)
    return tuple(found)


@lru_cache(maxsize=64)
def font_info(file: FontFile) -> FontInfo:
    """What a face says of itself; read once per process.

    Raises RenderError when the file cannot be read. The permission follows `fsType` of the OpenType OS/2 table: 0 or
    the bits for preview & print (4) and editable (8) allow it; restricted (2) alone, bitmaps only (0x200) and a
    missing table do not.
    """
    try:
        number = file.face & (1 << INSTANCE_BITS) - 1
        with file.path.open("rb") as stream, TTFont(stream, fontNumber=number, lazy=True) as font:
            base = FontFile(path=file.path, face=number)
            weight, slanted = style_of(font, file)
            named = named_styles(font, base)
            return FontInfo(
                postscript_name=next((name for name, style in named if style == file), ""),
                family=_name(font, 16, 1),
                style=_name(font, 17, 2),
                may_embed=may_embed(font),
                weight=weight,
                slanted=slanted,
            )
    except DAMAGE as error:
        raise RenderError(
            f"The font file {file.path.name} cannot be read.", str(error), "Install the font again or choose another."
        ) from error


def may_embed(font: TTFont) -> bool:
    """Whether the licence bits of an open face let its file travel with a job, see `font_info`."""
    kind = font["OS/2"].fsType if "OS/2" in font else 0x2
    usage = kind & 0xF
    return not kind & 0x200 and (usage == 0 or bool(usage & 0xC))


def style_of(font: TTFont, file: FontFile) -> tuple[int, bool]:
    """The weight of an open face or of its named instance, and whether it is slanted."""
    table = font.get("OS/2")
    weight = table.usWeightClass if table is not None else REGULAR
    slanted = bool(font["head"].macStyle & 2 or (table is not None and table.fsSelection & 1))
    instance = file.face >> INSTANCE_BITS
    if instance and "fvar" in font:
        weight = font["fvar"].instances[instance - 1].coordinates.get("wght", weight)
    return int(weight), slanted


def open_faces(path: Path) -> Iterator[tuple[TTFont, FontFile]]:
    """Every face of a file, open while it is looked at. Raises one of `DAMAGE` when the file is no font file."""
    if path.stat().st_size > _MAX_FONT_BYTES:
        raise TTLibError("the file is larger than any font")
    with path.open("rb") as stream:
        if stream.read(4) != b"ttcf":
            stream.seek(0)
            with TTFont(stream, lazy=True) as font:
                yield font, FontFile(path=path)
            return
        stream.seek(0)
        with TTCollection(stream, lazy=True) as collection:
            for index, font in enumerate(collection.fonts[:_MAX_FACES]):
                yield font, FontFile(path=path, face=index)


def named_styles(font: TTFont, file: FontFile) -> Iterator[tuple[str, FontFile]]:
    """(PostScript name, face) of an open face and of its named instances."""
    name = font["name"].getDebugName(6)
    if name:
        yield str(name), file
    for index, instance in enumerate(font["fvar"].instances[:_MAX_FACES] if "fvar" in font else ()):
        name = _instance_name(font, instance)
        if name:
            yield name, FontFile(path=file.path, face=file.face | (index + 1) << INSTANCE_BITS)


def _name(font: TTFont, *numbers: int) -> str:
    """The first of these entries of the name table that the face has."""
    return next((str(name) for number in numbers if (name := font["name"].getDebugName(number))), "")


def _instance_name(font: TTFont, instance: Any) -> str:
    """The PostScript name of a variable font's named instance: its own, else composed as Adobe's note 5902 says."""
    names = font["name"]
    own = names.getDebugName(instance.postscriptNameID) if instance.postscriptNameID not in {0, 0xFFFF} else ""
    if own:
        return str(own)
    family = names.getDebugName(25) or names.getDebugName(16) or names.getDebugName(1) or ""
    style = names.getDebugName(instance.subfamilyNameID) or ""
    short_family, short_style = (_NOT_IN_NAMES.sub("", str(part)) for part in (family, style))
    return f"{short_family}-{short_style}" if short_family and short_style else ""
