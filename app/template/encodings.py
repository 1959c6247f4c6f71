"""Finding out in which encoding a text file was saved, when it does not say."""

from __future__ import annotations

import codecs
import csv
import io
import re
from itertools import islice

from app.core.errors import RowError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAVE_AS_UTF8 = "Save the sheet as “CSV UTF-8”."
_ODD_SHARE = 0.2
_TYPOGRAPHY = frozenset("‘’“”‚„–—…•‹›«»¡¿\u00a0ªº€")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_JUDGED = 100_000
"""So many characters that are not ASCII tell what a file is; a larger one is not looked through for more."""

_BIG5_COMMON = range(0xA1, 0xC7)
"""First bytes of Big5's punctuation (A1–A3) and its 5,401 common characters (A4–C6)."""


def decode_sheet(data: bytes, name: str, encoding: str | None = None) -> tuple[str, str]:
    """The text of a spreadsheet and the encoding that it was in.

    A given `encoding` is trusted; else a byte order mark decides, then UTF-8 if all of it is UTF-8, then Big5 or
    Windows-1252, whichever makes plausible words. Raises `RowError`, naming the row, when none does.
    """
    try:
        if encoding is not None:
            return data.decode(encoding).removeprefix("\ufeff"), encoding
        for mark, marked in _BOMS:
            if data.startswith(mark):
                return data.decode(marked), marked
        return data.decode("utf-8"), "utf-8"
    except LookupError as error:
        raise RowError(f"There is no encoding “{encoding}”.", "", "Try utf-8, cp1252 or big5.") from error
    except UnicodeDecodeError as error:
        if encoding is not None or error.encoding != "utf-8" or data.startswith(codecs.BOM_UTF8):
            raise _unreadable(data, name, error) from error
        found = _guess(data)
        if found is None:
            raise _unreadable(data, name, error) from error
        return data.decode(found), found


def _guess(data: bytes) -> str | None:
    if b"\0" in data:
        return None
    odd = _odd_western_share(data)
    if odd is not None and odd <= _ODD_SHARE:
        return "cp1252"
    return "big5" if _is_plausible_big5(data) else None


def _odd_western_share(data: bytes) -> float | None:
    """Which part of the non-ASCII characters looks out of place in Windows-1252, or None when the bytes are not that.

    At home are lower-case letters, capitals that do not follow a small letter, typographic marks, and symbols beside
    a space or a digit.
    """
    try:
        text = f" {data.decode('cp1252')} "
    except UnicodeDecodeError:
        return None
    odd = count = 0
    for found in islice(_NOT_ASCII.finditer(text), _JUDGED):
        before, character, after = tuple(text[found.start() - 1 : found.start() + 2])
        count += 1
        if character.isalpha() and character not in "ªº":
            odd += character.isupper() and (before.islower() or (not before.isascii() and before.isalpha()))
        elif character not in _TYPOGRAPHY:
            odd += not (before.isspace() or before.isdigit() or after.isspace() or after.isdigit())
    return odd / count if count else 0.0


def _is_plausible_big5(data: bytes) -> bool:
    """Whether the bytes are Big5 whose characters are nearly all common ones."""
    try:
        text = data.decode("big5")
    except UnicodeDecodeError:
        return False
    wide = [found[0].encode("big5") for found in islice(_NOT_ASCII.finditer(text), _JUDGED)]
    common = sum(pair[0] in _BIG5_COMMON for pair in wide)
    return bool(wide) and common >= (1 - _ODD_SHARE) * len(wide)


def _unreadable(data: bytes, name: str, error: UnicodeDecodeError) -> RowError:
    encoding = error.encoding
    before = data[: error.start].decode(encoding, errors="replace") + "\ufffd"
    try:
        row = max(1, sum(1 for _ in csv.reader(io.StringIO(before, newline=""))))
    except csv.Error:
        row = before.count("\n") + 1
    byte = data[error.start] if error.start < len(data) else 0
    return RowError(
        f"Row {row} of {name} holds characters that cannot be read.",
        f"The byte {byte:02X} is not {encoding.upper()}, and no other encoding makes sense of the file.",
        _SAVE_AS_UTF8,
    )
