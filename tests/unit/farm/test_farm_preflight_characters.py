"""Which characters of a film its fonts lack."""

from __future__ import annotations

from typing import Any

from app.core.model import Layer, LayerKind, Template, TextParagraph, TextRun, TextValue
from app.farm.preflight_characters import character_warnings, lacking_characters
from app.render.fonts import FontLibrary
from tests.fakes.models import make_comp, make_group, make_layer, make_property, make_template

FONT = "SourceSansPro-Regular"
FONTS = FontLibrary()


def document(text: str, **run: Any) -> TextValue:
    style = TextRun(start=0, stop=len(text), font=FONT, size=20.0, **run)
    return TextValue(text=text, runs=(style,), paragraphs=(TextParagraph(start=0, stop=len(text)),))


def text_layer(layer_id: int, text: str, *, expression: str = "", all_caps: bool = False, **fields: Any) -> Layer:
    prop = make_property(
        "ADBE Text Document",
        document(text, all_caps=all_caps),
        expression=expression,
        expression_enabled=bool(expression),
    )
    return make_layer(layer_id, LayerKind.TEXT, content=[make_group("ADBE Text Properties", prop)], **fields)


def template(*layers: Layer) -> Template:
    return make_template(make_comp(1, 100, 100, *layers))


def lacking(shown: Template, *values: str) -> dict[str, frozenset[str]]:
    return lacking_characters(shown, 1, FONTS, values=values)


def test_only_layers_that_show_count() -> None:
    shown = template(
        text_layer(1, "漢a", name="name"), text_layer(2, "字", enabled=False), text_layer(3, "é\n b\u200d")
    )
    assert lacking(shown) == {FONT: {"漢"}}
    (warning,) = character_warnings(shown, 1, FONTS)
    assert (warning.what, warning.where.split(" / ")[1]) == (f"no font has the character 漢 of {FONT}", "name")


def test_capitals_are_looked_for_where_the_style_shows_them() -> None:
    assert lacking(template(text_layer(1, "ա", all_caps=True))) == {FONT: {"Ա"}}


def test_filled_texts_may_show_where_an_expression_decides() -> None:
    shown = template(text_layer(1, "a", expression='comp("Edit").layer(1).text.sourceText'), text_layer(2, "b"))
    assert lacking(shown, "漢 b") == {FONT: {"漢"}}
    assert character_warnings(shown, 1, FONTS) == ()


def test_nothing_lacks_where_there_is_no_text() -> None:
    assert lacking(template(make_layer(1)), "漢") == {}
