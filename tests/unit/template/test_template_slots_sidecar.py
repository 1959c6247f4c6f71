"""A template's author may rename, hide, describe and limit slots in a file beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.errors import FillError, TemplateError
from app.core.slots import Slot, SlotKind, TextFill
from app.template.sidecar import Sidecar, noted_slots, read_sidecar
from app.template.slots import find_slot
from app.template.values import parse_value

SLOTS = (
    Slot(key="layer/1/1", kind=SlotKind.TEXT, label="title", aliases=("Main/title",)),
    Slot(key="layer/1/2", kind=SlotKind.TEXT, label="helper"),
    Slot(key="item/7", kind=SlotKind.PHOTO, label="IMG_0042.jpg"),
)

NOTES = """
[slots.title]
label = "Guest"
description = "First name and surname"
max_length = 5
multi_line = true
[slots."layer/1/2"]
hidden = true
[slots."img_0042.JPG"]
label = "Portrait"
"""


def test_slots_are_renamed_described_and_hidden_and_old_names_still_count(tmp_path: Path) -> None:
    (tmp_path / "promo.toml").write_text(NOTES, encoding="utf-8")
    slots = noted_slots(SLOTS, read_sidecar(tmp_path / "promo.aep"))
    assert [slot.label for slot in slots] == ["Guest", "Portrait"]
    assert (slots[0].description, slots[0].multi_line) == ("First name and surname", True)
    assert find_slot(slots, "title") == find_slot(slots, "Main/title") == find_slot(slots, "guest")
    assert find_slot(slots, "img_0042.jpg").key == "item/7"


def test_a_text_longer_than_the_author_allows_is_refused(tmp_path: Path) -> None:
    (tmp_path / "template.toml").write_text(NOTES, encoding="utf-8")
    guest = noted_slots(SLOTS, read_sidecar(tmp_path / "promo.aepx"))[0]
    assert parse_value(guest, "12345", folder=tmp_path) == TextFill("12345")
    with pytest.raises(FillError, match="Guest"):
        parse_value(guest, "123456", folder=tmp_path)


def test_without_notes_slots_stay_as_they_are(tmp_path: Path) -> None:
    assert read_sidecar(tmp_path / "promo.aep") == Sidecar()
    assert noted_slots(SLOTS, Sidecar()) == SLOTS


@pytest.mark.parametrize(
    "content",
    [
        b"[slots",
        b"slots = 3",
        b"[slots.title]\nlable = 'x'",
        b"[slots.title]\nmax_length = 'x'",
        b"[slots.title]\nmax_length = -1",
        b"\xff\xfe",
        b"[slot.title]",
    ],
)
def test_notes_that_cannot_be_read_are_refused_by_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "promo.toml").write_bytes(content)
    with pytest.raises(TemplateError, match=r"promo\.toml"):
        read_sidecar(tmp_path / "promo.aep")


def test_a_note_about_no_slot_is_refused_with_a_suggestion(tmp_path: Path) -> None:
    (tmp_path / "promo.toml").write_text("[slots.tilte]\nhidden = true\n", encoding="utf-8")
    with pytest.raises(TemplateError, match="tilte") as caught:
        noted_slots(SLOTS, read_sidecar(tmp_path / "promo.aep"))
    assert "“title”" in caught.value.cause
