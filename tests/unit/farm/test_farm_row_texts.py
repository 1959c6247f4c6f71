"""Which characters of a spreadsheet's texts the template's fonts lack."""

from __future__ import annotations

import pytest

from app.core.slots import Slot, SlotKind, TextFill
from app.farm.opened import Opened, open_template
from app.farm.preflight_characters import character_warnings
from app.farm.requests import find_files
from app.farm.row_texts import RowTexts
from app.render.fonts import FontLibrary
from app.template.apply import apply
from resources import samples


@pytest.fixture(scope="module")
def greeting() -> Opened:
    return open_template(samples()[0].template)


def text_slot(opened: Opened) -> Slot:
    return next(slot for slot in opened.slots if slot.kind is SlotKind.TEXT)


def said(opened: Opened, text: str) -> str | None:
    warning = RowTexts(opened, opened.comp(None)).look(text_slot(opened), text)
    return warning.what if warning is not None else None


@pytest.mark.parametrize("text", ["", "Ada Lovelace", "Zoë\nNgô Thị Hương", "e\u0301", "a\u200db"])
def test_texts_that_the_font_can_write_are_all_right(greeting: Opened, text: str) -> None:
    assert said(greeting, text) is None


def test_the_characters_that_the_font_lacks_are_named_once(greeting: Opened) -> None:
    assert str(said(greeting, "王小明 Ada 王")).endswith("lacks the characters 王 小 明.")
    assert str(said(greeting, "Ada 王")).endswith("lacks the character 王.")


def test_many_are_named_up_to_a_point(greeting: Opened) -> None:
    text = "".join(chr(0x4E00 + place) for place in range(15))
    assert str(said(greeting, text)).endswith("and 3 more.")


def test_what_was_learned_of_one_text_does_not_hide_another_ones_characters(greeting: Opened) -> None:
    texts, slot = RowTexts(greeting, greeting.comp(None)), text_slot(greeting)
    assert texts.look(slot, "Ada") is None
    assert texts.look(slot, "Ada 王") is not None
    assert texts.look(slot, "Ada") is None
    assert texts.look(slot, "Ada 王") is not None


def test_slots_that_take_no_text_have_nothing_to_say(greeting: Opened) -> None:
    photo = next(slot for slot in greeting.slots if slot.kind is SlotKind.PHOTO)
    assert RowTexts(greeting, greeting.comp(None)).look(photo, "王") is None


def test_a_text_says_what_rendering_it_would_say(greeting: Opened) -> None:
    """Whether it is looked at character by character or, for those that join, as a whole."""
    comp, slot = greeting.comp(None), text_slot(greeting)
    texts, files = RowTexts(greeting, comp), find_files(greeting.template, greeting.path, comp)
    library = FontLibrary(files=files.fonts)
    for text in (
        "Ada",
        "王 Ada",
        "A\u0301da",
        "王\u0301 a",
        "\U0001f468\u200d\U0001f469",
        "a\n王",
        "ա",
        "1\u2003\u00a02",
    ):
        filled = apply(greeting.template, {slot.key: TextFill(text)})
        before = {one.what for one in character_warnings(greeting.template, comp.id, library)}
        lacks = {one.what for one in character_warnings(filled, comp.id, library)} - before
        assert (texts.look(slot, text) is not None) is bool(lacks), text
