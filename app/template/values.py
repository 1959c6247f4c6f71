"""Values as people write them: `KEY=VALUE` on the command line, text and photo cells of a spreadsheet.

A photo's value is a path, optionally with settings behind bars: `photo.jpg|fit=contain|focal=0.5,0.3`, or
`photo.jpg|crop=0,0,1,0.8`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path, PureWindowsPath

from app.core.errors import FillError, PhotoError, UsageError
from app.core.slots import FillValue, Fit, MediaFill, Slot, SlotKind, TextFill
from app.template.names import suggestion
from app.template.slots import find_slot

MAX_TEXT_LENGTH = 30_000
"""Characters that a text layer takes; After Effects refuses texts a little longer than this."""

_SETTING = re.compile(r"\s*(\w+)\s*=(.*)", re.DOTALL)

_FIRST_HALF = 0xD800
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Unicode's categories Cc but for tab and line ends, and Cs; both will never have other characters."""

_ESCAPES = {r"\n": "\n", r"\t": "\t", r"\\": "\\"}


def parse_assignments(slots: Iterable[Slot], assignments: Iterable[str], *, folder: Path) -> dict[str, FillValue]:
    r"""Values by slot key from `KEY=VALUE` strings; a later one for the same slot counts.

    In texts `\n` stands for a line feed, `\t` for a tab and `\\` for a backslash. Relative photo paths start at
    `folder`. Raises `UsageError` for an unknown slot or a missing `=`, `FillError` for a value that does not fit.
    """
    known = tuple(slots)
    values: dict[str, FillValue] = {}
    for assignment in assignments:
        name, separator, text = assignment.partition("=")
        if not separator:
            raise UsageError(f"“{assignment}” gives no value.", "", "Write KEY=VALUE.")
        slot = find_slot(known, name.strip())
        if slot.kind is SlotKind.TEXT:
            text = re.sub(r"\\[nt\\]", lambda match: _ESCAPES[match.group()], text)
        values[slot.key] = parse_value(slot, text, folder=folder)
    return values


def parse_value(slot: Slot, text: str, *, folder: Path) -> FillValue:
    """The value that `text` means for `slot`. Raises `FillError`, and `PhotoError` when the photo is not there."""
    if slot.kind is SlotKind.TEXT:
        return TextFill(_limited(slot, clean_text(text, slot.label)))
    if slot.kind is SlotKind.PHOTO:
        return parse_photo(text, slot.label, folder=folder)
    raise FillError(f"“{slot.label}” cannot be filled yet.", f"It takes {slot.kind.value}, not a text or a photo.")


def _limited(slot: Slot, text: str) -> str:
    if slot.max_length and len(text) > slot.max_length:
        raise FillError(
            f"The text of “{slot.label}” is too long.",
            f"It has {len(text)} characters, the template's author allows {slot.max_length}.",
            "Shorten it.",
        )
    return text


def clean_text(text: str, where: str) -> str:
    """`text` with line feeds as its only line ends. Raises `FillError` for what no text layer can hold.

    Control characters other than tab and line ends are refused, because neither After Effects nor XML takes them;
    half surrogate pairs, because they are no text.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    bad = forbidden_character(lines)
    if bad is not None:
        raise FillError(f"The text of “{where}” holds {bad}.", "", "Delete it and type the text again.")
    if len(lines) > MAX_TEXT_LENGTH:
        raise FillError(
            f"The text of “{where}” is too long.", f"It has {len(lines)} characters, at most {MAX_TEXT_LENGTH} fit."
        )
    return lines


def forbidden_character(text: str) -> str | None:
    """Names the first character that no text may hold ("the control character U+0007 at position 3"), or None."""
    found = _FORBIDDEN.search(text)
    if found is None:
        return None
    code, position = ord(found[0]), found.start() + 1
    if code >= _FIRST_HALF:
        return f"half a character (U+{code:04X}) at position {position}"
    return f"the control character U+{code:04X} at position {position}"


def split_photo(text: str) -> tuple[str, list[str]]:
    """A photo's path, which may hold bars itself, and the settings behind it."""
    path, *settings = text.split("|")
    while settings and _SETTING.fullmatch(settings[0]) is None:
        path += "|" + settings.pop(0)
    return path, settings


def parse_photo(text: str, where: str, *, folder: Path) -> MediaFill:
    """A photo's path and settings; the path is made absolute from `folder` and must be a file."""
    path, settings = split_photo(text)
    fit, focal, crop = Fit.COVER, (0.5, 0.5), None
    given = {}
    for setting in settings:
        match = _SETTING.fullmatch(setting)
        if match is None:
            raise FillError(f"“{setting}” of “{where}” is not a setting.", "", "Write fit=…, focal=… or crop=….")
        given[match.group(1).lower()] = match.group(2).strip()
    if "crop" in given:
        fit, crop = Fit.CROP, parse_crop(given.pop("crop"), where)
    if "fit" in given:
        fit = parse_fit(given.pop("fit"), where)
    if "focal" in given:
        focal = parse_focal(given.pop("focal"), where)
    if given:
        name = next(iter(given))
        raise FillError(f"A photo has no setting “{name}”, given for “{where}”.", suggestion(name, _SETTINGS))
    return MediaFill(path=str(_existing_photo(path.strip(), where, folder).absolute()), fit=fit, focal=focal, crop=crop)


_SETTINGS = ("fit", "focal", "crop")


def parse_fit(text: str, where: str) -> Fit:
    """`cover`, `contain` or `crop`. Raises `FillError`."""
    try:
        return Fit(text.strip().lower())
    except ValueError as error:
        choices = suggestion(text, (fit.value for fit in Fit))
        raise FillError(f"“{text}” is no way to fit the photo of “{where}”.", choices) from error


def parse_focal(text: str, where: str) -> tuple[float, float]:
    """A point such as `0.5,0.3`, from the left and the top in 0..1. Raises `FillError`."""
    left, top = _parts(text, 2, f"The focal point of “{where}”")
    return left, top


def parse_crop(text: str, where: str) -> tuple[float, float, float, float]:
    """A part of the photo such as `0,0,1,0.8`: left, top, right, bottom in 0..1. Raises `FillError`."""
    left, top, right, bottom = _parts(text, 4, f"The crop of “{where}”")
    if not (left < right and top < bottom):
        raise FillError(f"The crop of “{where}” is empty.", f"It is {text}.", "Give left < right and top < bottom.")
    return left, top, right, bottom


def _parts(text: str, count: int, what: str) -> list[float]:
    try:
        numbers = [float(part) for part in re.split(r"[,;\s]+", text.strip())]
    except ValueError:
        numbers = []
    if len(numbers) != count or not all(math.isfinite(part) and 0.0 <= part <= 1.0 for part in numbers):
        raise FillError(f"{what} is not {count} numbers from 0 to 1.", f"It is “{text}”.")
    return numbers


@lru_cache(maxsize=4096)
def photo_candidates(text: str, folder: Path) -> tuple[Path, ...]:
    """The files that a photo's path may name; relative ones start at `folder`."""
    # A sheet that was made on Windows names "photos\a.jpg", which elsewhere is one odd file name.
    return tuple(folder / spelling for spelling in dict.fromkeys((Path(text), Path(PureWindowsPath(text).as_posix()))))


def _existing_photo(text: str, where: str, folder: Path) -> Path:
    if not text:
        raise PhotoError(f"No photo is named for “{where}”.", "", "Give the path of a photo.")
    bad = forbidden_character(text)
    if bad is not None:
        raise PhotoError(f"The photo path of “{where}” holds {bad}.", "", "Delete it and type the path again.")
    for candidate in photo_candidates(text, folder):
        try:
            if candidate.is_file():
                return candidate
            if candidate.is_dir():
                raise PhotoError(f"The photo of “{where}” is a folder.", f"It lies at {candidate}.", "Choose a file.")
        except OSError as error:
            raise PhotoError(f"The photo of “{where}” cannot be read.", str(error), "Correct its path.") from error
    cause = f"It was looked for at {folder / text}."
    raise PhotoError(f"The photo of “{where}” was not found.", cause, "Correct its path or put it there.")
