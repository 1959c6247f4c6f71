"""Columns are matched by name or by people's decisions, and what is not clear is told, not guessed."""

from __future__ import annotations

import pytest

from app.core.errors import RowError
from app.core.slots import Slot, SlotKind
from app.template.columns import (
    ColumnChoice,
    ColumnProblem,
    ColumnRole,
    ColumnUse,
    column_key,
    map_columns,
    match_columns,
)
from app.template.sheets import Sheet

TITLE = Slot(key="layer/1/1", kind=SlotKind.TEXT, label="Title")
OTHER_TITLE = Slot(key="layer/2/1", kind=SlotKind.TEXT, label="Title")
NOTE = Slot(key="layer/1/2", kind=SlotKind.TEXT, label="Note")
HERO = Slot(key="item/7", kind=SlotKind.PHOTO, label="Hero")
SLOTS = (TITLE, NOTE, HERO)


def sheet(*columns: str) -> Sheet:
    return Sheet(name="rows.csv", columns=columns, rows=())


def fills(slot: Slot, use: ColumnUse = ColumnUse.VALUE) -> ColumnChoice:
    return ColumnChoice(role=ColumnRole.SLOT, slot=slot.key, use=use)


def test_decisions_come_before_names() -> None:
    choices = {
        "guest": fills(TITLE),
        "note": ColumnChoice(role=ColumnRole.IGNORED),
        "picture": fills(HERO),
        "cut": fills(HERO, ColumnUse.CROP),
        "file": ColumnChoice(role=ColumnRole.NAME),
    }
    mapping, problems = match_columns(sheet("Guest", "Note", "Picture", "Cut", "FILE", "output"), SLOTS, choices)
    assert problems == ()
    assert [(column.index, column.slot.label, column.use) for column in mapping.slot_columns] == [
        (0, "Title", ColumnUse.VALUE),
        (2, "Hero", ColumnUse.VALUE),
        (3, "Hero", ColumnUse.CROP),
    ]
    assert (mapping.name_index, mapping.ignored) == (4, (1,))
    assert mapping.unmatched == ("output",)
    assert mapping.unfilled == (NOTE.key,)


def test_a_column_that_may_mean_several_slots_is_told_with_them() -> None:
    mapping, problems = match_columns(sheet("title", "Note"), (TITLE, OTHER_TITLE, NOTE), {})
    assert problems == (ColumnProblem(index=0, slots=(TITLE, OTHER_TITLE)),)
    assert mapping.unfilled == (TITLE.key, OTHER_TITLE.key)
    assert mapping.unmatched == ()
    decided, none = match_columns(sheet("title", "Note"), (TITLE, OTHER_TITLE, NOTE), {"title": fills(OTHER_TITLE)})
    assert none == ()
    assert [column.slot.key for column in decided.slot_columns] == [OTHER_TITLE.key, NOTE.key]


def test_a_second_column_for_a_slot_is_told_and_a_decided_one_wins() -> None:
    mapping, problems = match_columns(sheet("Title", "Guest"), SLOTS, {"guest": fills(TITLE)})
    assert problems == (ColumnProblem(index=0, slots=(TITLE,), other=1),)
    assert [column.index for column in mapping.slot_columns] == [1]
    with pytest.raises(RowError, match=r"Two columns of rows\.csv fill “Title”"):
        map_columns(sheet("Title", "Guest"), SLOTS, choices={"guest": fills(TITLE)})


def test_decisions_about_slots_that_are_gone_do_not_count() -> None:
    gone = ColumnChoice(role=ColumnRole.SLOT, slot="layer/9/9")
    mapping, _ = match_columns(sheet("Title"), SLOTS, {"title": gone})
    assert [column.slot.label for column in mapping.slot_columns] == ["Title"]


def test_only_one_column_names_the_films() -> None:
    name = ColumnChoice(role=ColumnRole.NAME)
    mapping, _ = match_columns(sheet("a", "b"), SLOTS, {"a": name, "b": name})
    assert (mapping.name_index, mapping.ignored) == (0, (1,))


def test_decisions_are_kept_under_a_column_s_loose_name_or_letter() -> None:
    columns = ("Ünter Titel", "")
    assert [column_key(columns, index) for index in (0, 1)] == ["untertitel", "#B"]
