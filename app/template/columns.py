"""Which column of a spreadsheet is for what: matched by its name, or as a person decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from app.core.errors import RowError
from app.core.model import Struct
from app.core.slots import Slot, SlotKind
from app.template.names import plain_name, suggestion
from app.template.sheets import Sheet, column_letter, column_title
from app.template.slots import match_slots, slot_name

NAME_COLUMNS = ("output", "filename", "name")
"""Columns that give a film its name, when no slot has that name."""


class ColumnUse(StrEnum):
    """What a column says about its slot: the value itself, or how its photo is fitted (`fit:<slot>` and so on)."""

    VALUE = "value"
    FIT = "fit"
    FOCAL = "focal"
    CROP = "crop"


class ColumnRole(StrEnum):
    """What a column is for when a person decides it."""

    IGNORED = "ignored"
    NAME = "name"
    SLOT = "slot"


class ColumnChoice(Struct, frozen=True):
    """A person's decision about a column. `slot` is a slot's key and `use` what the column says about it."""

    role: ColumnRole
    slot: str = ""
    use: ColumnUse = ColumnUse.VALUE


class SlotColumn(Struct, frozen=True):
    """A column, by its index, and the slot that it fills or whose photo it describes."""

    index: int
    slot: Slot
    use: ColumnUse = ColumnUse.VALUE


class ColumnMapping(Struct, frozen=True):
    """Which columns fill which slots.

    `name_index` is the column with the film's name. `unmatched` are the names of columns that mean nothing to the
    template, `unfilled` the keys of slots that no column fills. `ignored` are indexes of columns that a person wants
    unused.
    """

    sheet: str
    columns: tuple[str, ...]
    slot_columns: tuple[SlotColumn, ...]
    name_index: int | None = None
    unmatched: tuple[str, ...] = ()
    unfilled: tuple[str, ...] = ()
    ignored: tuple[int, ...] = ()

    def slot_column(self, index: int) -> SlotColumn | None:
        """What the column of that index says about a slot, if anything."""
        return next((column for column in self.slot_columns if column.index == index), None)


class ColumnProblem(Struct, frozen=True):
    """A column that is not used because it is not clear what for.

    `slots` are those that it may mean; where another column fills its slot already, `other` is that column's index.
    """

    index: int
    slots: tuple[Slot, ...]
    other: int | None = None


def is_photo_column(column: SlotColumn) -> bool:
    """Whether the column's cells name photos."""
    return column.slot.kind is SlotKind.PHOTO and column.use is ColumnUse.VALUE


def column_key(columns: Sequence[str], index: int) -> str:
    """What a choice about a column is kept under: its name, compared loosely, or its letter where it has none."""
    return plain_name(columns[index]) or f"#{column_letter(index)}"


def map_columns(
    sheet: Sheet,
    slots: Iterable[Slot],
    *,
    required: Iterable[str] = (),
    choices: Mapping[str, ColumnChoice] | None = None,
) -> ColumnMapping:
    """Match columns to slots by key, label or alias, without case, spaces and accents.

    `choices` as in `match_columns`. Raises `RowError` when a `required` column is not there, when a column may mean
    several slots, or when two columns fill the same slot.
    """
    _check_required(sheet, required)
    mapping, problems = match_columns(sheet, slots, choices or {})
    unclear = sorted(problems, key=lambda problem: problem.other is not None)
    if unclear:
        raise _column_error(sheet, unclear[0])
    return mapping


def match_columns(
    sheet: Sheet, slots: Iterable[Slot], choices: Mapping[str, ColumnChoice]
) -> tuple[ColumnMapping, tuple[ColumnProblem, ...]]:
    """As `map_columns`, but columns that are not clear are left unused and told of.

    `choices` are people's decisions by `column_key`; those about slots that are not there any more do not count.
    """
    known = tuple(slots)
    by_key = {slot.key: slot for slot in known}
    matcher = _Matcher(sheet, known)
    name_index: int | None = None
    ignored: list[int] = []
    for index in range(len(sheet.columns)):
        choice = choices.get(column_key(sheet.columns, index))
        if choice is None or (choice.role is ColumnRole.SLOT and choice.slot not in by_key):
            continue
        matcher.decided.add(index)
        if choice.role is ColumnRole.SLOT:
            matcher.take(index, (by_key[choice.slot],), choice.use)
        elif choice.role is ColumnRole.NAME and name_index is None:
            name_index = index
        else:
            ignored.append(index)
    matcher.match_names()
    free = matcher.free()
    if name_index is None:
        name_index = next(
            (index for name in NAME_COLUMNS for index in free if plain_name(sheet.columns[index]) == name), None
        )
    slot_columns = matcher.slot_columns()
    filled = {column.slot.key for column in slot_columns if column.use is ColumnUse.VALUE}
    mapping = ColumnMapping(
        sheet=sheet.name,
        columns=sheet.columns,
        slot_columns=slot_columns,
        name_index=name_index,
        unmatched=tuple(sheet.columns[index] for index in free if index != name_index and sheet.columns[index]),
        unfilled=tuple(slot.key for slot in known if slot.key not in filled),
        ignored=tuple(ignored),
    )
    return mapping, tuple(sorted(matcher.problems, key=lambda problem: problem.index))


class _Matcher:
    """Goes through the columns: those that were `decided` first, then the others by their names."""

    def __init__(self, sheet: Sheet, slots: tuple[Slot, ...]) -> None:
        self._sheet = sheet
        self._slots = slots
        self._taken: dict[tuple[str, ColumnUse], SlotColumn] = {}
        self._unclear: set[int] = set()
        self.decided: set[int] = set()
        self.problems: list[ColumnProblem] = []

    def take(self, index: int, slots: tuple[Slot, ...], use: ColumnUse) -> None:
        """The column may mean these slots."""
        if len(slots) > 1:
            self._tell(ColumnProblem(index=index, slots=slots))
            return
        column = SlotColumn(index=index, slot=slots[0], use=use)
        other = self._taken.setdefault((column.slot.key, use), column)
        if other is not column:
            self._tell(ColumnProblem(index=index, slots=slots, other=other.index))

    def match_names(self) -> None:
        """Look at the names of all columns about which nothing was decided."""
        for index in range(len(self._sheet.columns)):
            if index not in self.decided:
                slots, use = self._meant(self._sheet.columns[index])
                if slots:
                    self.take(index, slots, use)

    def slot_columns(self) -> tuple[SlotColumn, ...]:
        """The columns that say something about a slot, from the left."""
        return tuple(sorted(self._taken.values(), key=lambda column: column.index))

    def free(self) -> list[int]:
        """Columns that mean no slot, about which nothing was decided."""
        used = {column.index for column in self._taken.values()} | self._unclear | self.decided
        return [index for index in range(len(self._sheet.columns)) if index not in used]

    def _tell(self, problem: ColumnProblem) -> None:
        self.problems.append(problem)
        self._unclear.add(problem.index)

    def _meant(self, name: str) -> tuple[tuple[Slot, ...], ColumnUse]:
        found = match_slots(self._slots, name)
        if found:
            return tuple(found), ColumnUse.VALUE
        prefix, separator, rest = name.partition(":")
        settings = {use.value for use in ColumnUse} - {ColumnUse.VALUE.value}
        if not separator or prefix.strip().lower() not in settings:
            return (), ColumnUse.VALUE
        photos = [slot for slot in match_slots(self._slots, rest.strip()) if slot.kind is SlotKind.PHOTO]
        return tuple(photos), ColumnUse(prefix.strip().lower())


def _check_required(sheet: Sheet, required: Iterable[str]) -> None:
    present = {plain_name(column) for column in sheet.columns}
    absent = [name for name in required if plain_name(name) not in present]
    if absent:
        names = ", ".join(f"“{name}”" for name in absent)
        raise RowError(
            f"{sheet.name} has no column {names}.",
            suggestion(absent[0], (column for column in sheet.columns if column)),
            "Add the column or correct its name in row 1.",
        )


def _column_error(sheet: Sheet, problem: ColumnProblem) -> RowError:
    title = column_title(sheet.columns, problem.index)
    if problem.other is None:
        return RowError(
            f"In {sheet.name}, {title} may mean several slots.",
            f"They are {', '.join(slot_name(slot) for slot in problem.slots)}.",
            "Name the column by one of these.",
        )
    both = f"{column_title(sheet.columns, problem.other)} and {title}"
    return RowError(f"Two columns of {sheet.name} fill “{problem.slots[0].label}”.", f"They are {both}.")
