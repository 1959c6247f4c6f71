"""Text animators: which characters a selector takes, how much, and what that does to the ink."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
import skia

from app.core.model import Justification, LayerKind, PropertyKind, TextParagraph, TextRun, TextValue
from app.render.evaluate import CurveEvaluator
from app.render.fonts import FontLibrary
from app.render.layout import compose
from app.render.scene import Moment, Scene
from app.render.text import draw_text, text_rect, uncovered
from app.render.text_animators import AnimatedText, animated
from app.render.text_selectors import Basis, Mode, RangeSelector, Shape, Units, WigglySelector, selected, units_of
from tests.fakes.models import make_comp, make_group, make_layer, make_property, make_template

FONTS = FontLibrary()
ADVANCED = {
    "units": "ADBE Text Range Units",
    "basis": "ADBE Text Range Type2",
    "mode": "ADBE Text Selector Mode",
    "amount": "ADBE Text Selector Max Amount",
    "shape": "ADBE Text Range Shape",
    "smoothness": "ADBE Text Selector Smoothness",
    "shuffle": "ADBE Text Randomize Order",
    "seed": "ADBE Text Random Seed",
}


def document(text: str, justification: Justification = Justification.LEFT) -> TextValue:
    return TextValue(
        text=text,
        runs=(TextRun(start=0, stop=len(text), font="SourceSansPro-Regular", size=100.0, fill=(0.0, 0.0, 0.0)),),
        paragraphs=(TextParagraph(start=0, stop=len(text), justification=justification),),
    )


def selector(start: Any = 0.0, end: Any = 100.0, offset: Any = 0.0, *, kind: str = "Percent", **advanced: float) -> Any:
    return make_group(
        "ADBE Text Selector",
        _maybe_keyed(f"ADBE Text {kind} Start", start),
        _maybe_keyed(f"ADBE Text {kind} End", end),
        _maybe_keyed(f"ADBE Text {kind} Offset", offset),
        make_group(
            "ADBE Text Range Advanced", *(make_property(ADVANCED[name], value) for name, value in advanced.items())
        ),
    )


def _maybe_keyed(name: str, value: Any) -> Any:
    return make_property(name, None, keys=value) if isinstance(value, list) else make_property(name, value)


def animator(properties: dict[str, Any], *selectors: Any, enabled: bool = True) -> Any:
    return make_group(
        "ADBE Text Animator",
        make_group("ADBE Text Selectors", *selectors),
        make_group(
            "ADBE Text Animator Properties",
            *(make_property(f"ADBE Text {name}", value, name=name) for name, value in properties.items()),
        ),
        enabled=enabled,
    )


def scene_of(text: TextValue, *animators: Any, more: tuple[Any, ...] = ()) -> tuple[Scene, Moment]:
    prop = make_property("ADBE Text Document", text, kind=PropertyKind.TEXT)
    options = make_group("ADBE Text More Options", *more)
    group = make_group("ADBE Text Properties", prop, options, make_group("ADBE Text Animators", *animators))
    layer = make_layer(1, LayerKind.TEXT, content=[group])
    comp = make_comp(1, 10, 10, layer)
    return Scene(make_template(comp), CurveEvaluator(), FONTS, {}), Moment(comp, layer, 0.0)


def looks(text: str, *animators: Any, time: float = 0.0) -> AnimatedText:
    scene, at = scene_of(document(text), *animators)
    group = at.layer.root.group("ADBE Text Properties")
    assert group is not None
    found = animated(scene, Moment(at.comp, at.layer, time), group, compose(document(text), FONTS))
    assert found is not None
    return found


def amounts(text: str, *selectors: Any, time: float = 0.0) -> list[float]:
    """How much each character is taken, read off an animator that moves wholly taken characters by 1 pixel."""
    found = looks(text, animator({"Position 3D": (1.0, 0.0, 0.0)}, *selectors), time=time)
    return [round(look.position[0], 6) for look in found.looks]


@pytest.mark.parametrize(
    ("selectors", "expected"),
    [
        ((), [1, 1, 1, 1]),
        ((selector(),), [1, 1, 1, 1]),
        ((selector(0.0, 50.0),), [1, 1, 0, 0]),
        ((selector(50.0, 100.0),), [0, 0, 1, 1]),
        ((selector(100.0, 50.0),), [0, 0, 1, 1]),
        ((selector(0.0, 37.5),), [1, 0.5, 0, 0]),
        ((selector(0.0, 50.0, 25.0),), [0, 1, 1, 0]),
        ((selector(0.0, 50.0, -50.0),), [0, 0, 0, 0]),
        ((selector(0.0, 31.25, smoothness=0.0),), [1, 0, 0, 0]),
        ((selector(0.0, 40.0, smoothness=0.0),), [1, 1, 0, 0]),
        ((selector(1.0, 3.0, kind="Index", units=2.0),), [0, 1, 1, 0]),
        ((selector(amount=-50.0),), [-0.5, -0.5, -0.5, -0.5]),
        ((selector(shape=2.0),), [0.125, 0.375, 0.625, 0.875]),
        ((selector(shape=3.0),), [0.875, 0.625, 0.375, 0.125]),
        ((selector(shape=4.0),), [0.25, 0.75, 0.75, 0.25]),
        ((selector(shape=6.0),), [0.146447, 0.853553, 0.853553, 0.146447]),
        ((selector(0.0, 50.0, shape=2.0),), [0.25, 0.75, 1, 1]),
        ((selector(0.0, 50.0, mode=2.0),), [0, 0, 1, 1]),
        ((selector(0.0, 50.0), selector(25.0, 100.0, mode=3.0)), [0, 1, 0, 0]),
        ((selector(0.0, 50.0), selector(25.0, 75.0, mode=6.0)), [1, 0, 1, 0]),
        ((selector(0.0, 50.0), selector(25.0, 75.0)), [1, 1, 1, 0]),
        ((selector(0.0, 50.0), selector(25.0, 75.0, mode=4.0)), [0, 1, 0, 0]),
        ((selector(0.0, 50.0), selector(25.0, 75.0, mode=5.0)), [1, 1, 1, 0]),
    ],
)
def test_range_selectors(selectors: tuple[Any, ...], expected: list[float]) -> None:
    assert amounts("abcd", *selectors) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("basis", "of", "count"),
    [
        (Basis.CHARACTERS, (0, 1, 2, 3, None, 4), 5),
        (Basis.CHARACTERS_WITHOUT_SPACES, (0, 1, None, 2, None, 3), 4),
        (Basis.WORDS, (0, 0, 0, 1, None, 2), 3),
        (Basis.LINES, (0, 0, 0, 0, None, 1), 2),
    ],
)
def test_what_selectors_count(basis: Basis, of: tuple[int | None, ...], count: int) -> None:
    assert units_of(compose(document("ab c\nd"), FONTS), basis) == Units(of, count)


def test_words_and_lines_are_taken_whole() -> None:
    assert amounts("ab cd", selector(0.0, 50.0, basis=3.0)) == [1, 1, 1, 0, 0]
    assert amounts("ab\ncd", selector(50.0, 100.0, basis=4.0)) == [0, 0, 0, 1, 1]


def test_selectors_move_with_their_keyframes() -> None:
    typing = selector([(0.0, 0.0), (2.0, 100.0)])
    assert amounts("abcd", typing, time=0.0) == [1, 1, 1, 1]
    assert amounts("abcd", typing, time=1.0) == [0, 0, 1, 1]
    assert amounts("abcd", typing, time=2.0) == [0, 0, 0, 0]


def test_random_order_takes_as_many_always_the_same_ones() -> None:
    shuffled = amounts("abcdefghij", selector(0.0, 30.0, shuffle=1.0, seed=4.0))
    assert sum(shuffled) == 3
    assert shuffled == amounts("abcdefghij", selector(0.0, 30.0, shuffle=1.0, seed=4.0))
    assert shuffled != amounts("abcdefghij", selector(0.0, 30.0, shuffle=1.0, seed=5.0))


def test_eases_flatten_the_ends_only() -> None:
    units = Units(tuple(range(9)), 9)
    plain = RangeSelector(basis=Basis.CHARACTERS, mode=Mode.ADD, shape=Shape.RAMP_UP, start=0.0, end=9.0)
    eased = RangeSelector(
        basis=Basis.CHARACTERS, mode=Mode.ADD, shape=Shape.RAMP_UP, start=0.0, end=9.0, ease_high=1.0, ease_low=1.0
    )
    straight, curved = plain.amounts(units), eased.amounts(units)
    assert curved[0] < straight[0]
    assert curved[-1] > straight[-1]
    assert curved[4] == pytest.approx(straight[4])
    assert all(before < after for before, after in pairwise(curved))


def test_wiggly_selectors_stay_in_bounds_move_and_repeat() -> None:
    def wiggled(time: float, correlation: float = 0.0) -> list[float]:
        layout = compose(document("abcdef"), FONTS)
        wiggly = WigglySelector(
            basis=Basis.CHARACTERS,
            mode=Mode.ADD,
            low=-0.5,
            high=0.75,
            frequency=2.0,
            correlation=correlation,
            seed=3,
            time=time,
        )
        return selected([wiggly], layout)

    assert all(-0.5 <= amount <= 0.75 for time in range(20) for amount in wiggled(time / 7))
    assert wiggled(0.3) == wiggled(0.3) != wiggled(0.5)
    assert len(set(wiggled(0.3))) == 6
    assert len(set(wiggled(0.3, correlation=1.0))) == 1


def test_properties_add_up_over_animators() -> None:
    half = selector(0.0, 50.0)
    first = animator(
        {"Position 3D": (10.0, -4.0, 0.0), "Rotation": 90.0, "Scale 3D": (200.0, 50.0, 100.0), "Opacity": 50.0}, half
    )
    second = animator({"Position 3D": (1.0, 1.0, 0.0), "Opacity": 50.0, "Fill Color": (1.0, 0.5, 0.0, 1.0)}, selector())
    one, two = looks("ab", first, second).looks
    assert (one.position, one.rotation, one.scale, one.opacity) == ((11.0, -3.0), 90.0, (2.0, 0.5), 0.25)
    assert (two.position, two.rotation, two.scale, two.opacity) == ((1.0, 1.0), 0.0, (1.0, 1.0), 0.5)
    assert one.fill == (1.0, 0.5, 0.0)


def test_disabled_animators_do_nothing() -> None:
    scene, at = scene_of(document("ab"), animator({"Opacity": 0.0}, enabled=False))
    assert not text_rect(scene, at).isEmpty()


def test_hidden_characters_leave_no_ink() -> None:
    whole = text_rect(*scene_of(document("ab")))
    half = text_rect(*scene_of(document("ab"), animator({"Opacity": 0.0}, selector(50.0, 100.0))))
    assert half.left() == pytest.approx(whole.left())
    assert half.right() < whole.right() - 20
    assert text_rect(*scene_of(document("ab"), animator({"Opacity": 0.0}))).isEmpty()


@pytest.mark.parametrize(
    ("justification", "left", "right"),
    [(Justification.LEFT, 5.0, 25.0), (Justification.CENTER, -10.0, 10.0), (Justification.RIGHT, -25.0, -5.0)],
)
def test_added_tracking_grows_the_line_as_it_is_aligned(
    justification: Justification, left: float, right: float
) -> None:
    plain = text_rect(*scene_of(document("IXI", justification)))
    tracked = text_rect(*scene_of(document("IXI", justification), animator({"Tracking Amount": 100.0}, selector())))
    assert tracked.left() - plain.left() == pytest.approx(left, abs=0.01)
    assert tracked.right() - plain.right() == pytest.approx(right, abs=0.01)


def test_characters_turn_around_their_middle_or_that_of_their_group() -> None:
    plain = text_rect(*scene_of(document("HH")))
    turned = animator({"Rotation": 180.0})
    alone = text_rect(*scene_of(document("HH"), turned))
    assert alone.centerX() == pytest.approx(plain.centerX(), abs=0.5)
    assert alone.top() == pytest.approx(0.0, abs=0.5)
    flipped = animator({"Scale 3D": (-100.0, 100.0, 100.0)})
    word = make_property("ADBE Text Anchor Point Option", 2.0)
    lifted = make_property("ADBE Text Anchor Point Align", (0.0, -50.0))
    assert text_rect(*scene_of(document("Hi"), flipped, more=(word,))).centerX() == pytest.approx(
        text_rect(*scene_of(document("Hi"))).centerX(), abs=8.0
    )
    raised = text_rect(*scene_of(document("HH"), turned, more=(lifted,)))
    assert raised.bottom() == pytest.approx(-100.0 - plain.top(), abs=0.5)


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"Character Offset": 1.0}, "Bcz 0"),
        ({"Character Offset": -1.0}, "Zax 8"),
        ({"Character Offset": 1.0, "Character Range": 2.0}, "Bcz :"),
        ({"Character Replace": 88.0}, "XXXXX"),
        ({"Character Replace": 1.0}, "Aby 9"),
        ({"Character Offset": 9e9, "Character Range": 2.0}, "Aby 9"),
    ],
)
def test_characters_can_be_exchanged(properties: dict[str, float], expected: str) -> None:
    assert looks("Aby 9", animator(properties)).layout.document.text == expected


def test_animated_text_is_drawn() -> None:
    scene, at = scene_of(document("ab"), animator({"Fill Color": (1.0, 0.0, 0.0, 1.0), "Stroke Width": 3.0}))
    surface = skia.Surface(120, 120)
    surface.getCanvas().translate(5, 90)
    draw_text(surface.getCanvas(), scene, at)
    image = surface.makeImageSnapshot().toarray(colorType=skia.kRGBA_8888_ColorType)
    assert image[..., 0].max() == 255
    assert image[..., 1].max() == 0


def test_what_is_not_drawn_is_listed_once() -> None:
    wiggly = make_group("ADBE Text Wiggly Selector")
    expression = make_group("ADBE Text Expressible Selector", name="Expression Selector 1")
    unknown = animator({"Skew": 10.0, "Opacity": 0.0}, wiggly, expression)
    _, at = scene_of(document("ab"), unknown, unknown)
    assert uncovered(at.layer) == (
        "wiggly text selector (other random values)",
        "text selector “Expression Selector 1”",
        "text animator property “Skew”",
    )
