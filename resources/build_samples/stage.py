"""Short words for what the samples put on stage with py-aep: eased keyframes, shapes, texts, masks and mattes.

Times are seconds of the composition, sizes and positions pixels from the composition's top left corner, colours
`#rrggbb`. An influence is what After Effects' Keyframe Velocity dialog calls so: percent of the way between two
keyframes, 0.1 to 100; every keyframe here rests (speed 0), so a larger influence is a softer start or landing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from py_aep import CompItem, KeyframeEase, ParagraphJustification, Shape, TrackMatteType
from py_aep.models.properties.gradient import Gradient, GradientAlphaStop, GradientColorStop

Layer = Any
Prop = Any

KAPPA = 0.5522847498
"""Length of a Bézier tangent that draws a quarter of a circle of radius 1 (to 0.03 %)."""


@dataclass(frozen=True, slots=True)
class Ease:
    """How a movement starts and lands, as influences in percent."""

    leave: float
    arrive: float


SOFT = Ease(leave=45, arrive=75)
GLIDE = Ease(leave=15, arrive=88)
LEAVE = Ease(leave=80, arrive=20)
DRIFT = Ease(leave=10, arrive=40)


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a text layer is set. `leading` is the distance of two lines in pixels."""

    font: str
    size: float
    colour: str
    tracking: int = 0
    leading: float | None = None
    justification: ParagraphJustification = ParagraphJustification.LEFT_JUSTIFY


def rgb(colour: str) -> tuple[float, float, float]:
    """The three channels of `#rrggbb` as floats 0..1."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red / 255, green / 255, blue / 255


def animate(prop: Prop, *keys: tuple[float, object], ease: Ease = SOFT) -> None:
    """Keyframe a property at (time, value) pairs in order of time; all eased alike."""
    for time, value in keys:
        prop.set_value_at_time(time, value)
    for keyframe in prop.keyframes:
        dimensions = len(keyframe.in_temporal_ease)
        keyframe.in_temporal_ease = [KeyframeEase(0.0, ease.arrive)] * dimensions
        keyframe.out_temporal_ease = [KeyframeEase(0.0, ease.leave)] * dimensions


def transform(layer: Layer, name: str) -> Prop:
    """A property of a layer's transform by the name the timeline shows, e.g. `Position`."""
    match_names = {"Rotation": "ADBE Rotate Z", "Anchor Point": "ADBE Anchor Point"}
    return layer.transform.property(match_names.get(name, f"ADBE {name}"))


def place(layer: Layer, x: float, y: float, *, anchor: tuple[float, float] | None = None) -> None:
    """Put a layer's anchor point at (x, y); `anchor` moves the anchor point within the layer first."""
    if anchor is not None:
        transform(layer, "Anchor Point").value = [*anchor, 0.0]
    transform(layer, "Position").value = [x, y, 0.0]


def slide(layer: Layer, start: tuple[float, float], end: tuple[float, float], *, at: float, lasts: float) -> None:
    """Move a layer between two positions with a quick start and a long landing."""
    position = transform(layer, "Position")
    animate(position, (at, [*start, 0.0]), (at + lasts, [*end, 0.0]), ease=GLIDE)


def fade(layer: Layer, *keys: tuple[float, float], ease: Ease = SOFT) -> None:
    """Keyframe a layer's opacity, in percent."""
    animate(transform(layer, "Opacity"), *keys, ease=ease)


def pop(layer: Layer, at: float, *, size: float = 100.0, overshoot: float = 1.14, lasts: float = 0.6) -> None:
    """Let a layer grow from nothing to `size` percent, a little beyond, and settle."""
    over = size * overshoot
    animate(
        transform(layer, "Scale"),
        (at, [0.0, 0.0, 100.0]),
        (at + lasts * 0.55, [over, over, 100.0]),
        (at + lasts, [size, size, 100.0]),
        ease=Ease(leave=30, arrive=60),
    )


def shape_layer(comp: CompItem, name: str, x: float, y: float) -> Layer:
    """An empty shape layer on top of the others, its origin at (x, y)."""
    layer = comp.add_shape()
    layer.name = name
    place(layer, x, y)
    return layer


def group(layer: Layer, name: str) -> Prop:
    """A new vector group of a shape layer; the first one is drawn on top. Gives its contents."""
    added = layer.property("ADBE Root Vectors Group").add_property("ADBE Vector Group")
    added.name = name
    return added.property("ADBE Vectors Group")


def rectangle(
    contents: Prop, width: float, height: float, *, roundness: float = 0.0, x: float = 0, y: float = 0
) -> Prop:
    """A rectangle path centred at (x, y) of its group."""
    path = contents.add_property("ADBE Vector Shape - Rect")
    path.property("ADBE Vector Rect Size").value = [width, height]
    path.property("ADBE Vector Rect Position").value = [x, y]
    path.property("ADBE Vector Rect Roundness").value = roundness
    return path


def ellipse(contents: Prop, width: float, height: float) -> Prop:
    """An ellipse path centred at its group's origin."""
    path = contents.add_property("ADBE Vector Shape - Ellipse")
    path.property("ADBE Vector Ellipse Size").value = [width, height]
    return path


def outline(contents: Prop, shape: Shape) -> Prop:
    """A Bézier path."""
    path = contents.add_property("ADBE Vector Shape - Group")
    path.property("ADBE Vector Shape").value = shape
    return path


def fill(contents: Prop, colour: str, opacity: float = 100.0) -> Prop:
    """Fills the paths above it; opacity in percent."""
    paint = contents.add_property("ADBE Vector Graphic - Fill")
    paint.property("ADBE Vector Fill Color").value = [*rgb(colour), 1.0]
    paint.property("ADBE Vector Fill Opacity").value = opacity
    return paint


def stroke(contents: Prop, colour: str, width: float, *, round_caps: bool = True, opacity: float = 100.0) -> Prop:
    """Strokes the paths above it; width in pixels."""
    paint = contents.add_property("ADBE Vector Graphic - Stroke")
    paint.property("ADBE Vector Stroke Color").value = [*rgb(colour), 1.0]
    paint.property("ADBE Vector Stroke Width").value = width
    paint.property("ADBE Vector Stroke Opacity").value = opacity
    paint.property("ADBE Vector Stroke Line Cap").value = 2 if round_caps else 1
    return paint


def gradient_fill(
    contents: Prop,
    start: tuple[float, float],
    end: tuple[float, float],
    stops: Sequence[tuple[float, str, float]],
    *,
    radial: bool = False,
) -> Prop:
    """Fills the paths above it with a gradient; stops are (offset 0..1, colour, alpha 0..1)."""
    paint = contents.add_property("ADBE Vector Graphic - G-Fill")
    paint.property("ADBE Vector Grad Type").value = 2 if radial else 1
    paint.property("ADBE Vector Grad Start Pt").value = list(start)
    paint.property("ADBE Vector Grad End Pt").value = list(end)
    paint.property("ADBE Vector Grad Colors").value = Gradient(
        color_stops=[GradientColorStop(offset, 0.5, rgb(colour)) for offset, colour, _ in stops],
        alpha_stops=[GradientAlphaStop(offset, 0.5, alpha) for offset, _, alpha in stops],
    )
    return paint


def trim(contents: Prop) -> Prop:
    """Trims the paths above it; keyframe its `ADBE Vector Trim Start` and `ADBE Vector Trim End`, in percent."""
    return contents.add_property("ADBE Vector Filter - Trim")


def text_layer(comp: CompItem, name: str, text: str, style: TextStyle, x: float, y: float) -> Layer:
    """A point text layer whose first baseline starts (or is centred) at (x, y)."""
    layer = comp.add_text(text)
    layer.name = name
    _set_style(layer, style)
    place(layer, x, y)
    return layer


def paragraph_layer(
    comp: CompItem, name: str, text: str, style: TextStyle, box: tuple[float, float, float, float]
) -> Layer:
    """A box text layer; `box` is left, top, width, height in the composition."""
    left, top, width, height = box
    layer = comp.add_box_text([width, height], text)
    layer.name = name
    _set_style(layer, style)
    document = _document(layer)
    box_left, box_top = document.box_text_pos or [-width / 2, -height / 2]
    place(layer, left - box_left, top - box_top)
    return layer


def rounded_shape(left: float, top: float, right: float, bottom: float, *, upper: float, lower: float) -> Shape:
    """A closed rectangle with round corners of radius `upper` at the top and `lower` at the bottom."""
    corners = [
        ((left, top + upper), (left + upper, top), upper),
        ((right - upper, top), (right, top + upper), upper),
        ((right, bottom - lower), (right - lower, bottom), lower),
        ((left + lower, bottom), (left, bottom - lower), lower),
    ]
    directions = [((0, -1), (-1, 0)), ((1, 0), (0, -1)), ((0, 1), (1, 0)), ((-1, 0), (0, 1))]
    vertices: list[list[float]] = []
    in_tangents: list[list[float]] = []
    out_tangents: list[list[float]] = []
    for (first, second, radius), (leaving, arriving) in zip(corners, directions, strict=True):
        handle = radius * KAPPA
        vertices += [list(first), list(second)]
        out_tangents += [[leaving[0] * handle, leaving[1] * handle], [0.0, 0.0]]
        in_tangents += [[0.0, 0.0], [arriving[0] * handle, arriving[1] * handle]]
    return Shape(vertices, in_tangents, out_tangents)


def box_shape(left: float, top: float, right: float, bottom: float) -> Shape:
    """A closed rectangle."""
    return Shape([[left, top], [right, top], [right, bottom], [left, bottom]])


def open_line(start: tuple[float, float], end: tuple[float, float]) -> Shape:
    """A straight line."""
    return Shape([list(start), list(end)], closed=False)


def mask(layer: Layer, name: str, *, feather: tuple[float, float] = (0.0, 0.0)) -> Prop:
    """A new Add mask, whole layer at first; `feather` is across and down, in pixels.

    Gives its path property, to set or keyframe with shapes in layer pixels.
    """
    added = layer.masks.add_property("ADBE Mask Atom")
    added.name = name
    added.property("ADBE Mask Feather").value = list(feather)
    return added.property("ADBE Mask Shape")


def alpha_matte(layer: Layer, matte: Layer) -> None:
    """Show a layer only where another layer of the composition is opaque; the other is no longer drawn itself."""
    layer.set_track_matte(matte, TrackMatteType.ALPHA)


def rise(
    layer: Layer, end: tuple[float, float], window: tuple[float, float, float, float], *, at: float, lasts: float = 1.0
) -> None:
    """Let a layer rise to its place behind an invisible edge: its mask stands still while it moves through it.

    `window` is left, top, right, bottom in the layer's own pixels; the layer starts just below it. Mask and position
    have the same keyframes and eases, so the edge stands still on every frame.
    """
    left, top, right, bottom = window
    height = bottom - top
    slide(layer, (end[0], end[1] + height), end, at=at, lasts=lasts)
    animate(
        mask(layer, "Edge"),
        (at, box_shape(left, top - height, right, bottom - height)),
        (at + lasts, box_shape(left, top, right, bottom)),
        ease=GLIDE,
    )


def wipe(layer: Layer, window: tuple[float, float, float, float], *, feather: float, at: float, lasts: float) -> None:
    """Uncover a layer from left to right with a soft edge; `window` is left, top, right, bottom in its own pixels."""
    left, top, right, bottom = window
    hidden = box_shape(left - 3 * feather, top, left - 2 * feather, bottom)
    shown = box_shape(left - 3 * feather, top, right + feather, bottom)
    animate(mask(layer, "Wipe", feather=(feather, 0.0)), (at, hidden), (at + lasts, shown), ease=SOFT)


def _document(layer: Layer) -> Any:
    return layer.text.property("ADBE Text Document").value


def _set_style(layer: Layer, style: TextStyle) -> None:
    document = _document(layer)
    document.font = style.font
    document.font_size = style.size
    document.fill_color = list(rgb(style.colour))
    document.apply_stroke = False
    document.tracking = style.tracking
    document.justification = style.justification
    if style.leading is not None:
        document.leading = style.leading
