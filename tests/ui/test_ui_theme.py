from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QToolButton, QToolTip
from pytestqt.qtbot import QtBot

from app.core.errors import UsageError
from app.core.states import DONE_WITH_WARNINGS, STATE_WORDS
from app.ui.icons import SHAPES, Icons
from app.ui.theme import SMALL_PIXELS, Theme, all_tokens
from tests.ui.colour_science import contrast, difference

ROOT = Path(__file__).resolve().parents[2]
THEMES = tuple(all_tokens())
FAMILIES = ("waiting", "active", "done", "attention", "held", "failed")
GROUNDS = ("bg.window", "bg.table", "bg.alt", "bg.raised", "bg.hover")

ON_PAPER = ("batch_contact_sheet.py",)
"""What is printed is black on white in every theme."""

SMALLEST_DIFFERENCE = 20.0
"""ΔE between two families, also for people with colour-blindness."""


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    made = Theme(qapp)
    yield made
    made.apply("dark")
    made.deleteLater()


def test_all_themes_have_the_same_tokens() -> None:
    names = {name: set(tokens) for name, tokens in all_tokens().items()}
    assert set(names) == {"dark", "light", "high_contrast"}
    assert len({frozenset(tokens) for tokens in names.values()}) == 1
    for tokens in all_tokens().values():
        for token, value in tokens.items():
            # What lies over a picture lets it show through.
            assert re.fullmatch("#[0-9A-F]{8}" if token.startswith("overlay.") else "#[0-9A-F]{6}", value), token


@pytest.mark.parametrize("name", THEMES)
def test_text_can_be_read_on_everything_it_stands_on(name: str) -> None:
    tokens = all_tokens()[name]
    pairs = [(text, ground, 4.5) for text in ("text", "text.muted", "accent") for ground in GROUNDS]
    pairs += [
        ("text.disabled", "bg.window", 4.5),
        ("text.selected", "bg.selected", 4.5),
        ("accent", "bg.selected", 3.0),
    ]
    pairs += [("button.text", button, 4.5) for button in ("button.primary", "button.danger")]
    pairs += [(f"banner.{level}.text", f"banner.{level}.bg", 7.0) for level in ("info", "warn", "error")]
    pairs += [("border.control", ground, 3.0) for ground in GROUNDS]
    assert [
        (text, ground, round(contrast(tokens[text], tokens[ground]), 2))
        for text, ground, least in pairs
        if contrast(tokens[text], tokens[ground]) < least
    ] == []


@pytest.mark.parametrize("name", THEMES)
def test_states_can_be_read_on_rows_and_selections_and_in_bars(name: str) -> None:
    tokens = all_tokens()[name]
    for family in (*FAMILIES, "off"):
        text = tokens[f"state.{family}"]
        for ground in (*GROUNDS, "bg.selected"):
            assert contrast(text, tokens[ground]) >= 4.5, (family, ground)
        bar = tokens[f"bar.{family}"]
        assert contrast(bar, tokens["bar.track"]) >= 3.3, family
        assert contrast(bar, tokens["bar.text"]) >= 5.1, family


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("viewer", ["everybody", "protan", "deutan", "tritan"])
def test_states_stay_apart_for_every_viewer(name: str, viewer: str) -> None:
    tokens = all_tokens()[name]
    found = {
        (one, other): difference(tokens[f"state.{one}"], tokens[f"state.{other}"], viewer)
        for one, other in itertools.combinations(FAMILIES, 2)
    }
    assert {pair: round(value, 1) for pair, value in found.items() if value < SMALLEST_DIFFERENCE} == {}


@pytest.mark.parametrize("name", THEMES)
def test_greys_do_not_tint_what_is_judged_by_colour(name: str) -> None:
    for token, value in all_tokens()[name].items():
        if token.startswith(("bg.", "text", "border.")) and token != "bg.selected":
            assert value[1:3] == value[3:5] == value[5:7], token


def test_every_state_has_its_own_icon_and_word_in_its_family() -> None:
    words = [*STATE_WORDS.values(), DONE_WITH_WARNINGS]
    assert {word.family for word in words} <= {*FAMILIES, "off"}
    assert all(word.icon in SHAPES for word in words)
    # What differs in colour only could not be told apart in greyscale.
    for one, other in itertools.combinations(words, 2):
        if one.word != other.word:
            assert (one.icon, one.word) != (other.icon, other.word)


def colour_literals(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if re.search(r"#[0-9A-Fa-f]{3}(?:[0-9A-Fa-f]{3}){0,1}\b(?!;)", node.value) or "rgb(" in node.value:
                yield f"{path.name}:{node.lineno} {node.value[:40]!r}"
        elif (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Attribute)
            and node.value.attr == "GlobalColor"
            # Which is none.
            and node.attr != "transparent"
        ):
            yield f"{path.name}:{node.lineno} Qt.GlobalColor.{node.attr}"
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name | ast.Attribute)
            and (node.func.id if isinstance(node.func, ast.Name) else node.func.attr) == "QColor"
            and any(isinstance(argument, ast.Constant) for argument in node.args)
        ):
            yield f"{path.name}:{node.lineno} QColor of a literal"


def test_no_colour_is_written_outside_the_tokens() -> None:
    modules = [path for path in sorted((ROOT / "app" / "ui").rglob("*.py")) if path.name not in ON_PAPER]
    assert [literal for path in modules for literal in colour_literals(path)] == []


@pytest.mark.parametrize("name", THEMES)
def test_theme_is_applied_to_palette_style_sheet_and_fonts(theme: Theme, qapp: QApplication, name: str) -> None:
    theme.apply(name, text_size=150)
    assert theme.name == name
    assert qapp.palette().window().color() == QColor(all_tokens()[name]["bg.window"])
    assert all_tokens()[name]["button.primary"] in qapp.styleSheet()
    assert qapp.font().pixelSize() == round(13 * 1.5)
    theme.apply(name, text_size=75)
    assert theme.pixels(13) >= SMALL_PIXELS


def test_unknown_theme_is_refused(theme: Theme) -> None:
    with pytest.raises(UsageError, match="neon"):
        theme.apply("neon")


def test_system_theme_follows_the_desktop(theme: Theme) -> None:
    theme.apply("system")
    assert theme.name in ("dark", "light")


@pytest.mark.parametrize("name", THEMES)
def test_tick_of_a_checked_box_is_seen(theme: Theme, name: str) -> None:
    theme.apply(name)
    box = QCheckBox("On")
    off = box.grab().toImage()
    box.setChecked(True)
    on = box.grab().toImage()
    assert different_pixels(off, on) > 40
    # Not only another colour: the tick is drawn in it.
    assert sum(on.pixelColor(x, y) == QColor(all_tokens()[name]["button.text"]) for x, y in pixels(on)) > 3


def test_icons_take_the_themes_colours(theme: Theme) -> None:
    icons = Icons(theme)
    pictures = []
    for name in THEMES:
        theme.apply(name)
        pictures.append(icons.pixmap("circle-check", "state.done", 16, 1.0).toImage())
    assert len({bytes(picture.constBits()) for picture in pictures}) == len(THEMES)


def test_icons_of_buttons_follow_the_theme_also_those_that_are_shown_already(theme: Theme, qtbot: QtBot) -> None:
    icons = Icons(theme)
    made = QToolButton()
    qtbot.addWidget(made)
    made.setIcon(icons.icon("eye"))
    for name in THEMES:
        theme.apply(name)
        for mode, token in ((QIcon.Mode.Normal, "text"), (QIcon.Mode.Disabled, "text.disabled")):
            drawn = made.icon().pixmap(QSize(32, 32), 2.0, mode).toImage()
            assert drawn.width() == 64
            wanted = QColor(all_tokens()[name][token])
            assert any(drawn.pixelColor(x, y) == wanted for x, y in pixels(drawn)), (name, token)


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_icons_are_crisp_at_every_ratio(theme: Theme, ratio: float) -> None:
    pixmap = Icons(theme).pixmap("house", "text", 16, ratio)
    assert pixmap.width() == round(16 * ratio)
    assert pixmap.devicePixelRatio() == ratio


def test_labels_show_markup_as_it_is(theme: Theme) -> None:
    from app.ui.widgets.parts import label

    made = label("<b>春節</b>")
    assert isinstance(made, QLabel)
    assert made.textFormat() is Qt.TextFormat.PlainText


def pixels(image: QImage) -> Iterator[tuple[int, int]]:
    return itertools.product(range(image.width()), range(image.height()))


def different_pixels(one: QImage, other: QImage) -> int:
    return sum(one.pixel(x, y) != other.pixel(x, y) for x, y in pixels(one))


def test_a_tooltip_shows_its_text_and_opens_no_file(theme: Theme, qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply("dark")
    written = '<img src="file:///nowhere/x.png"> <b>bold</b>'
    over = QToolButton()
    qtbot.addWidget(over)
    over.show()
    QToolTip.showText(QPoint(5, 5), written, over)
    (tip,) = (one for one in qapp.topLevelWidgets() if isinstance(one, QLabel) and one.inherits("QTipLabel"))
    assert tip.textFormat() is Qt.TextFormat.PlainText and tip.text() == written
    QToolTip.hideText()
