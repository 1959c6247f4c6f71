from __future__ import annotations

import pytest

from app.core.errors import MissingError
from app.core.jobs import MissingPolicy, RenderWarning, WarningKind
from app.farm.preflight import enforce
from app.farm.wording import counted, listed, said_once


def font(where: str) -> RenderWarning:
    return RenderWarning(kind=WarningKind.FONT, what="the font Gilroy-Bold is missing", where=where)


def test_a_font_that_many_layers_lack_is_one_line_with_a_count() -> None:
    [line] = said_once(font(f"Main / Title {number}") for number in range(15))
    assert line == (
        "the font Gilroy-Bold is missing (15 places: Main / Title 0, Main / Title 1, Main / Title 2 and 12 more)"
    )


def test_few_places_are_named_and_no_place_needs_no_brackets() -> None:
    assert said_once([font("A"), font("B"), font("A")]) == ("the font Gilroy-Bold is missing (A and B)",)
    assert said_once([font("")]) == ("the font Gilroy-Bold is missing",)


@pytest.mark.parametrize(
    ("names", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and 1 more")]
)
def test_lists(names: list[str], text: str) -> None:
    assert listed(names, 2) == text


def test_refusal_says_each_missing_thing_once_and_on_a_line_of_its_own() -> None:
    warnings = (font("A"), font("B"), RenderWarning(kind=WarningKind.FOOTAGE, what="no logo.png"))
    with pytest.raises(MissingError) as caught:
        enforce(MissingPolicy.FAIL, warnings, name="x.aep")
    assert caught.value.cause.splitlines() == ["the font Gilroy-Bold is missing (A and B).", "no logo.png."]


def test_counts() -> None:
    assert [counted(number, "frame") for number in (0, 1, 2)] == ["0 frames", "1 frame", "2 frames"]
