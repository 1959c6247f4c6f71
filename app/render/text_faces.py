"""Which face draws which characters: the style's own font, else its stand-in, else the fallbacks that a job carries."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TypeVar

from app.core.model import TextParagraph, TextRun, TextValue
from app.render.fonts import font_info
from app.render.scene import FontFile, Fonts
from app.render.shaping import Face, displayed, invisible, open_face

Styled = TypeVar("Styled", TextRun, TextParagraph)
_JOINER = "\u200d"


class FaceChooser:
    """Chooses faces and remembers what was substituted. Raises RenderError when a font file cannot be opened."""

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts
        self._faces: dict[str, Face] = {}
        self._chosen: dict[tuple[str, str], Face] = {}
        self._missing_fonts: dict[str, None] = {}
        self._substituted: dict[tuple[str, FontFile], dict[str, None]] = {}
        self.lacking: dict[str, dict[str, None]] = {}
        """By font, the characters that no face has."""

    def face(self, font: str) -> Face:
        """The face of a PostScript name, or the one that stands in for it."""
        found = self._faces.get(font)
        if found is None:
            file = self._fonts.find(font)
            if file is None:
                file = self._fonts.fallback(font)
                self._missing_fonts[f"the font {font or '(none)'} is missing, {file.path.stem} is used"] = None
            found = self._faces[font] = open_face(file)
        return found

    def faces(self, text: str, runs: Sequence[TextRun]) -> list[Face]:
        """The face of each character of a line of text; characters that belong together share one."""
        faces: list[Face] = []
        for start, stop in _clusters(text, runs):
            run = runs[start]
            shown = "".join(displayed(character, run) for character in text[start:stop])
            face = self._cluster(shown, run.font)
            # Joiners and the like that start a line or a style belong to what is before them.
            alone = all(invisible(character) for character in text[start:stop])
            faces += [faces[-1] if alone and faces else face] * (stop - start)
        return faces

    def examine(self, document: TextValue) -> None:
        """Choose faces for all of a document, as laying it out would."""
        runs = spread(document.runs, TextRun(start=0, stop=0), len(document.text))
        start = 0
        for line in document.text.split("\n"):
            self.faces(line, runs[start : start + len(line)])
            start += len(line) + 1

    def notes(self) -> tuple[str, ...]:
        """What was substituted so far, fonts first, in words for people."""
        return (*self._missing_fonts, *self.character_notes())

    def character_notes(self) -> tuple[str, ...]:
        """The characters that were taken from other fonts or that no font has, in words for people."""
        taken = [
            f"{_listed(characters)} not in {font or 'the font (none)'}; {font_info(file).title} is used"
            for (font, file), characters in self._substituted.items()
        ]
        return (*taken, *(f"no font has {_named(found)} of {font}" for font, found in self.lacking.items()))

    def foreign(self) -> dict[str, tuple[str, ...]]:
        """By font, the characters that it does not have itself, in the order in which they were met."""
        found: dict[str, dict[str, None]] = {}
        for (font, _file), characters in self._substituted.items():
            found.setdefault(font, {}).update(characters)
        for font, characters in self.lacking.items():
            found.setdefault(font, {}).update(characters)
        return {font: tuple(characters) for font, characters in found.items()}

    def _cluster(self, shown: str, font: str) -> Face:
        key = (font, shown)
        if key not in self._chosen:
            self._chosen[key] = self._choose(shown, font)
        return self._chosen[key]

    def _choose(self, shown: str, font: str) -> Face:
        own = self.face(font)
        if _has(own, shown):
            return own
        others = [open_face(file) for file in (self._fonts.fallback(font), *self._fonts.fallbacks(font))]
        whole = next((face for face in others if _has(face, shown)), None)
        # A mark that nobody has is better lost than the letter below it.
        found = whole or next((face for face in (own, *others) if _has(face, shown[0])), own)
        gone = dict.fromkeys(character for character in shown if not _has(found, character))
        if gone:
            self.lacking.setdefault(font, {}).update(gone)
        if found is not own:
            there = dict.fromkeys(
                character for character in shown if character not in gone and not invisible(character)
            )
            self._substituted.setdefault((font, found.file), {}).update(there)
        return found


def spread(spans: tuple[Styled, ...], default: Styled, length: int) -> list[Styled]:
    """One style per character; the last one goes on past the end, for the terminator and for gaps.

    An empty text has a style too, of no characters: its caret is as high as that style's font.
    """
    default = spans[-1] if spans else default
    found: list[Styled] = []
    for span in spans:
        found += [found[-1] if found else span] * (span.start - len(found))
        found += [span] * (min(span.stop, length) - len(found))
    return found + [found[-1] if found else default] * (length - len(found))


def _has(face: Face, shown: str) -> bool:
    """Whether a face draws characters that belong together, as they are, composed, or taken apart."""
    forms = (shown, unicodedata.normalize("NFC", shown), unicodedata.normalize("NFD", shown))
    return any(all(_drawn(face, character) for character in form) for form in forms)


def _drawn(face: Face, character: str) -> bool:
    # HarfBuzz makes the other spaces from the plain one where a font lacks them.
    return invisible(character) or face.has(" " if unicodedata.category(character) == "Zs" else character)


def _clusters(text: str, runs: Sequence[TextRun]) -> list[tuple[int, int]]:
    """(start, stop) of the parts of a text that one face must draw: a character and what joins or sits on it."""
    cuts = [0]
    for index in range(1, len(text)):
        joined = _extends(text[index]) or text[index - 1] == _JOINER
        if not joined or runs[index].font != runs[index - 1].font:
            cuts.append(index)
    return list(zip(cuts, [*cuts[1:], len(text)], strict=True)) if text else []


def stands_alone(character: str) -> bool:
    """Whether a character is drawn by the same face whatever is beside it."""
    return character != _JOINER and not _extends(character)


def _extends(character: str) -> bool:
    """Whether a character changes the one before it: marks, joiners, variation selectors, skin colours of emoji."""
    if unicodedata.category(character) == "Cc":
        return False
    return unicodedata.category(character).startswith("M") or invisible(character) or _is_skin(character)


def _is_skin(character: str) -> bool:
    return "\U0001f3fb" <= character <= "\U0001f3ff"


def _listed(characters: Sequence[str] | dict[str, None]) -> str:
    listed = list(characters)
    return f"the character {listed[0]} is" if len(listed) == 1 else f"characters {' '.join(listed)} are"


def _named(characters: dict[str, None]) -> str:
    return f"the character{'s' if len(characters) > 1 else ''} {' '.join(characters)}"
