"""Which of this computer's fonts draw the characters that a template's fonts lack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fontTools import unicodedata as scripts

from app.core.errors import RenderError
from app.render.fonts import spoken_style, style_distance
from app.render.fonts_index import FontIndex, IndexedFace, IndexedStyle
from app.render.scene import FontFile
from app.render.shaping import open_face

_TRADITIONAL = ("Noto Sans CJK TC", "Noto Sans TC", "Source Han Sans TC", "Microsoft JhengHei", "PingFang TC")
_SIMPLIFIED = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC")
_JAPANESE = ("Noto Sans CJK JP", "Noto Sans JP", "Source Han Sans JP", "Yu Gothic", "Hiragino Sans", "Meiryo")
_KOREAN = ("Noto Sans CJK KR", "Noto Sans KR", "Source Han Sans KR", "Malgun Gothic", "Apple SD Gothic Neo")
_GENERAL = (
    *("Noto Sans", "Noto Sans Symbols", "Noto Sans Symbols2", "Segoe UI", "Segoe UI Symbol", "Segoe UI Emoji"),
    *("Arial", "Helvetica Neue", "Geeza Pro", "Apple Symbols", "DejaVu Sans", "Arial Unicode MS", "Tahoma"),
)
_KANA = frozenset({"Hira", "Kana"})
_EAST_ASIAN = frozenset({"Hani", "Bopo", *_KANA})
_NO_LETTERS = ("lastresort", "adobeblank", "unifont")
"""Families that have every character, as a box."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    path: Path
    face: IndexedFace
    style: IndexedStyle
    has: frozenset[str]

    @property
    def file(self) -> FontFile:
        return FontFile(path=self.path, face=self.style.face)


def choose_fallbacks(lacking: Mapping[str, Iterable[str]], index: FontIndex) -> tuple[FontFile, ...]:
    """Faces that together draw the characters that each font (by PostScript name) lacks, as far as there are any.

    Characters of one script are drawn with as few faces as can be; then the style of the font they stand in for
    decides, then the family: well-known sans-serif families of the script come first. Only files with the same
    content and names decide, never the order in which a disk lists them.
    """
    chosen: dict[FontFile, None] = {}
    for font, characters in sorted(lacking.items()):
        for group, families in _by_script(characters):
            chosen.update(dict.fromkeys(_covering(font, group, families, index)))
    return tuple(chosen)


def _by_script(characters: Iterable[str]) -> Iterator[tuple[frozenset[str], tuple[str, ...]]]:
    """The characters by script, and the families to prefer for each; Chinese and Japanese are of one."""
    groups: dict[str, set[str]] = {}
    for character in characters:
        script = scripts.script(character)
        groups.setdefault("Hani" if script in _EAST_ASIAN else script, set()).add(character)
    for script, group in sorted(groups.items()):
        east_asian = {"Hani": _han_families(group), "Hang": _KOREAN}
        yield frozenset(group), (*east_asian.get(script, ()), *_GENERAL)


def _han_families(characters: set[str]) -> tuple[str, ...]:
    """Ideographs look different by country: kana tell Japanese, and what is in one country's standard tells Chinese."""
    text = "".join(sorted(characters))
    if any(scripts.script(character) in _KANA for character in characters):
        return _JAPANESE + _TRADITIONAL + _SIMPLIFIED
    if _encodable(text, "gb2312") and not _encodable(text, "big5"):
        return _SIMPLIFIED + _TRADITIONAL + _JAPANESE
    return _TRADITIONAL + _SIMPLIFIED + _JAPANESE


def _encodable(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _covering(font: str, characters: frozenset[str], families: tuple[str, ...], index: FontIndex) -> Iterator[FontFile]:
    candidates = [
        _Candidate(path, face, style, has)
        for path, face in index.faces()
        if not face.family.lower().replace(" ", "").lstrip(".").startswith(_NO_LETTERS) and (has := face.of(characters))
        for style in face.styles
    ]
    lacking = characters
    while candidates:
        best = min(candidates, key=lambda one: _rank(one, font, families, lacking))
        drawn = lacking & best.has and _with_outlines(best.file, lacking & best.has)
        if drawn:
            yield best.file
        lacking -= drawn
        candidates = [one for one in candidates if one is not best and one.has & lacking]


def _rank(candidate: _Candidate, font: str, families: tuple[str, ...], lacking: frozenset[str]) -> tuple[object, ...]:
    face, style = candidate.face, candidate.style
    weight, slanted = spoken_style(font)
    return (
        -len(candidate.has & lacking),
        face.coloured,
        face.serif,
        face.fixed_width,
        abs(face.width - 5),
        style_distance(style.weight - weight, slant_differs=style.slanted != slanted),
        _family_rank(face.family, families),
        abs(style.weight - weight),
        style.postscript_name,
        candidate.path.name,
        candidate.path,
    )


def _family_rank(family: str, families: tuple[str, ...]) -> int:
    # Noto has a family for each script, named after it.
    named = "Noto Sans" if family.startswith("Noto Sans ") and family not in families else family
    return families.index(named) if named in families else len(families)


def _with_outlines(file: FontFile, characters: frozenset[str]) -> frozenset[str]:
    """Those of the characters that the face draws; colour fonts may hold only pictures of them."""
    try:
        face = open_face(file)
    except RenderError:
        return frozenset()
    return frozenset(character for character in characters if face.draws(character))
