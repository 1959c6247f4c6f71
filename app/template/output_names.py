"""File names of films, made from a pattern and a row, that every platform takes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping

from app.core.errors import RowError, UsageError
from app.template.names import plain_name, suggestion
from app.template.rows import ColumnMapping
from app.template.sheets import Row

_FIELD = re.compile(r"\{([^{}]*)\}")
_ILLEGAL = re.compile(r'[<>:"/\\|?*]+')
_RESERVED = re.compile(r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|COM[0-9¹²³]|LPT[0-9¹²³])(\..*)?", re.IGNORECASE)
"""Names that Windows keeps for devices, whatever ending follows (Microsoft, “Naming Files, Paths, and Namespaces”)."""

_INVISIBLE = frozenset({"Cc", "Cf", "Cs"})
_MAX_BYTES = 180


def default_pattern(mapping: ColumnMapping) -> str:
    """The pattern that is meant when none is given: the name column where there is one, else the row's number."""
    return "{name}" if mapping.name_index is not None else "{template}_{row}"


def output_name(pattern: str, row: Row, mapping: ColumnMapping, *, fields: Mapping[str, str] | None = None) -> str:
    """The file name, without its ending, of the film that `row` makes.

    `pattern` holds fields in braces: `{row}` the spreadsheet's row number (`{row:04}` with leading zeros), `{name}`
    the name column, any column by its name, and those of `fields`, such as `{template}` or `{comp}`. Raises
    `UsageError` for an unknown field.
    """
    return NamePattern(pattern, mapping, fields=fields).name(row)


class NamePattern:
    """A pattern as in `output_name`, read once for many rows. Raises `UsageError` for an unknown field."""

    def __init__(self, pattern: str, mapping: ColumnMapping, *, fields: Mapping[str, str] | None = None) -> None:
        self._pattern = pattern
        self._columns = {plain_name(name): index for index, name in enumerate(mapping.columns) if name}
        if mapping.name_index is not None:
            self._columns["name"] = mapping.name_index
        self._fields = {plain_name(name): value for name, value in (fields or {}).items()}
        self._known = ["row", *(fields or {}), *(name for name in mapping.columns if name)]
        pieces = _FIELD.split(pattern)
        self._parts = [
            piece if index % 2 == 0 else self._field(piece) for index, piece in enumerate(pieces) if piece or index % 2
        ]

    def name(self, row: Row) -> str:
        """The name of the film that the row makes."""
        parts = [part if isinstance(part, str) else part(row) for part in self._parts]
        return safe_file_name("".join(parts)) or f"row_{row.number}"

    def _field(self, field: str) -> str | Callable[[Row], str]:
        name, _, width = field.partition(":")
        if plain_name(name) == "row" and re.fullmatch(r"0\d{1,2}", width):
            return lambda row: str(row.number).zfill(int(width))
        wanted = plain_name(field)
        if wanted == "row":
            return lambda row: str(row.number)
        if wanted in self._columns:
            index = self._columns[wanted]
            return lambda row: row.cells[index]
        if wanted in self._fields:
            return self._fields[wanted]
        raise UsageError(
            f"The file name pattern “{self._pattern}” names an unknown field “{field}”.",
            suggestion(field, self._known),
            "Correct the pattern.",
        )


def output_names(
    pattern: str, rows: Iterable[Row], mapping: ColumnMapping, *, fields: Mapping[str, str] | None = None
) -> dict[int, str]:
    """The file names of all rows, by row number. Raises `RowError` when rows would write the same file.

    Upper and lower case count as the same, because Windows and macOS keep them in one file.
    """
    wanted = NamePattern(pattern, mapping, fields=fields)
    names = {row.number: wanted.name(row) for row in rows}
    doubled = shared_names(names)
    if doubled:
        raise next(iter(doubled.values()))
    return names


def shared_names(names: Mapping[int, str]) -> dict[int, RowError]:
    """For each row whose file name another row has too, the error that says so and lists the rows."""
    by_name: dict[str, list[int]] = {}
    for number, name in names.items():
        by_name.setdefault(name.casefold(), []).append(number)
    errors = {}
    for numbers in by_name.values():
        if len(numbers) > 1:
            error = RowError(
                f"Rows {_listed(numbers)} would write the same film, “{names[numbers[0]]}”.",
                "",
                "Give them different names, or add {row} to the file name pattern.",
            )
            errors.update(dict.fromkeys(numbers, error))
    return errors


def safe_file_name(name: str) -> str:
    """`name` as a file name that Windows, macOS and Linux take; may be empty when nothing of it is left."""
    plain = unicodedata.normalize("NFC", " ".join(_visible(name).split()))
    cut = _ILLEGAL.sub("_", plain).encode("utf-8")[:_MAX_BYTES].decode("utf-8", errors="ignore")
    # Windows drops trailing dots and spaces, and a leading dot hides the file elsewhere.
    safe = cut.strip(" ").rstrip(". ").lstrip(". ")
    return f"_{safe}" if _RESERVED.fullmatch(safe) else safe


def _visible(name: str) -> str:
    if name.isascii() and name.isprintable():
        return name  # As most names are, and there are thousands of them.
    return "".join(letter for letter in name if letter.isspace() or unicodedata.category(letter) not in _INVISIBLE)


def _listed(numbers: list[int]) -> str:
    shown = [str(number) for number in numbers[:10]]
    if len(numbers) > len(shown):
        return f"{', '.join(shown)} and {len(numbers) - len(shown)} more"
    return f"{', '.join(shown[:-1])} and {shown[-1]}"
