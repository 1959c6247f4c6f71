"""Text animators: what they add to each character of a laid-out text at a moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from app.core.model import Group, Layer, TextValue
from app.render.layout import Layout, compose
from app.render.scene import Moment, Scene
from app.render.text_selectors import RANGE_SELECTOR, WIGGLY_SELECTOR, read_selectors, selected

ANIMATORS = "ADBE Text Animators"
_SELECTORS = "ADBE Text Selectors"
_PROPERTIES = "ADBE Text Animator Properties"
_OFFSET = "ADBE Text Character Offset"
_REPLACE = "ADBE Text Character Replace"
_RANGE = "ADBE Text Character Range"

Color = tuple[float, float, float]

_DRAWN = frozenset(
    {
        "ADBE Text Anchor Point 3D",
        "ADBE Text Position 3D",
        "ADBE Text Scale 3D",
        "ADBE Text Rotation",
        "ADBE Text Opacity",
        "ADBE Text Fill Color",
        "ADBE Text Fill Opacity",
        "ADBE Text Stroke Color",
        "ADBE Text Stroke Opacity",
        "ADBE Text Stroke Width",
        "ADBE Text Tracking Amount",
        "ADBE Text Track Type",
        _OFFSET,
        _REPLACE,
        _RANGE,
        "ADBE Text Character Change Type",
    }
)


@dataclass(slots=True)
class CharacterLook:
    """What animators make of one character, on top of its own style.

    Lengths are pixels, `rotation` clockwise degrees, scales and opacities factors; a colour of None is the style's own.
    `before` and `after` are added tracking on each side, pixels.
    """

    anchor: tuple[float, float] = (0.0, 0.0)
    position: tuple[float, float] = (0.0, 0.0)
    scale: tuple[float, float] = (1.0, 1.0)
    rotation: float = 0.0
    opacity: float = 1.0
    fill: Color | None = None
    fill_opacity: float = 1.0
    stroke: Color | None = None
    stroke_opacity: float = 1.0
    stroke_width: float = 0.0
    before: float = 0.0
    after: float = 0.0

    @property
    def moved(self) -> bool:
        """Whether the outline is placed otherwise than the layout has it."""
        return self.anchor != (0.0, 0.0) or self.scale != (1.0, 1.0) or self.rotation != 0.0


@dataclass(frozen=True, slots=True)
class AnimatedText:
    """A layout with the look of each of its characters."""

    layout: Layout
    looks: Sequence[CharacterLook]


def animated(scene: Scene, at: Moment, text: Group, layout: Layout) -> AnimatedText | None:
    """A layout with its animators applied at a moment, or None when the layer has no animators.

    Where animators exchange characters, the text is laid out again.
    """
    animators = _animators(text)
    if not animators:
        return None
    document = _exchanged(scene, at, animators, layout)
    if document is not layout.document:
        layout = compose(document, scene.fonts)
    looks = [CharacterLook() for _ in layout.document.text]
    for animator in animators:
        amounts = selected(read_selectors(scene, animator.group(_SELECTORS), at, layout), layout)
        change = _Change(scene, animator.group(_PROPERTIES), at)
        for index, (look, amount) in enumerate(zip(looks, amounts, strict=True)):
            if amount:
                change.apply(look, amount, size=_size(layout.document, index), own=_own(layout.document, index))
    return AnimatedText(layout, looks)


def uncovered_animators(layer: Layer) -> Iterator[str]:
    """What a text layer's animators ask for that is not drawn, or not as After Effects does, in words for people."""
    for animator in _animators(layer.root.group("ADBE Text Properties")):
        for selector in _children(animator.group(_SELECTORS)):
            if selector.match_name == WIGGLY_SELECTOR:
                yield "wiggly text selector (other random values)"
            elif selector.match_name != RANGE_SELECTOR:
                yield f"text selector “{selector.name}”"
        properties = animator.group(_PROPERTIES)
        for child in properties.children if properties is not None else ():
            if child.match_name not in _DRAWN:
                yield f"text animator property “{child.name}”"


def _animators(text: Group | None) -> list[Group]:
    return [child for child in _children(text.group(ANIMATORS) if text is not None else None) if child.enabled]


def _children(group: Group | None) -> list[Group]:
    return [child for child in group.children if isinstance(child, Group)] if group is not None else []


def _own(document: TextValue, index: int) -> tuple[Color, Color]:
    """A character's own fill and stroke colour; white and black where it has none."""
    run = next((run for run in document.runs if run.start <= index < run.stop), None)
    fill = run.fill if run is not None else None
    stroke = run.stroke if run is not None else None
    return fill or (1.0, 1.0, 1.0), stroke or (0.0, 0.0, 0.0)


def _size(document: TextValue, index: int) -> float:
    return next((run.size for run in document.runs if run.start <= index < run.stop), 36.0)


class _Change:
    """An animator's properties at a moment; a property that the animator doesn't have changes nothing."""

    def __init__(self, scene: Scene, group: Group | None, at: Moment) -> None:
        self._scene, self._group, self._at = scene, group, at
        self.anchor = self._pair("ADBE Text Anchor Point 3D", (0.0, 0.0, 0.0))
        self.position = self._pair("ADBE Text Position 3D", (0.0, 0.0, 0.0))
        self.scale = self._pair("ADBE Text Scale 3D", (100.0, 100.0, 100.0))
        self.rotation = self._number("ADBE Text Rotation", 0.0)
        self.opacity = self._number("ADBE Text Opacity", 100.0) / 100.0
        self.fill = self._color("ADBE Text Fill Color")
        self.fill_opacity = self._number("ADBE Text Fill Opacity", 100.0) / 100.0
        self.stroke = self._color("ADBE Text Stroke Color")
        self.stroke_opacity = self._number("ADBE Text Stroke Opacity", 100.0) / 100.0
        self.stroke_width = self._number("ADBE Text Stroke Width", 0.0)
        self.tracking = self._number("ADBE Text Tracking Amount", 0.0)
        self.track_type = self._number("ADBE Text Track Type", 1.0)

    def apply(self, look: CharacterLook, amount: float, *, size: float, own: tuple[Color, Color]) -> None:
        """Change a character's look by an amount."""
        look.anchor = _plus(look.anchor, self.anchor, amount)
        look.position = _plus(look.position, self.position, amount)
        look.scale = (
            look.scale[0] * (1.0 + amount * (self.scale[0] / 100.0 - 1.0)),
            look.scale[1] * (1.0 + amount * (self.scale[1] / 100.0 - 1.0)),
        )
        look.rotation += self.rotation * amount
        look.opacity *= _towards(self.opacity, amount)
        look.fill_opacity *= _towards(self.fill_opacity, amount)
        look.stroke_opacity *= _towards(self.stroke_opacity, amount)
        look.stroke_width += self.stroke_width * amount
        if self.fill is not None:
            look.fill = _mixed(look.fill or own[0], self.fill, amount)
        if self.stroke is not None:
            look.stroke = _mixed(look.stroke or own[1], self.stroke, amount)
        space = self.tracking * amount * size / 1000.0
        share = {2.0: 1.0, 3.0: 0.0}.get(self.track_type, 0.5)
        look.before += space * share
        look.after += space * (1.0 - share)

    def _number(self, name: str, default: float) -> float:
        return self._scene.number(self._group, name, self._at, default)

    def _pair(self, name: str, default: tuple[float, float, float]) -> tuple[float, float]:
        x, y = self._scene.point(self._group, name, self._at, default)[:2]
        return x, y

    def _color(self, name: str) -> Color | None:
        if self._group is None or self._group.property(name) is None:
            return None
        red, green, blue = self._scene.point(self._group, name, self._at, (1.0, 0.0, 0.0, 1.0))[:3]
        return red, green, blue


def _plus(base: tuple[float, float], change: tuple[float, float], amount: float) -> tuple[float, float]:
    return base[0] + change[0] * amount, base[1] + change[1] * amount


def _towards(factor: float, amount: float) -> float:
    return min(max(1.0 + amount * (factor - 1.0), 0.0), 1.0)


def _mixed(base: Color, color: Color, amount: float) -> Color:
    share = min(abs(amount), 1.0)
    red, green, blue = (a + (b - a) * share for a, b in zip(base, color, strict=True))
    return red, green, blue


def _exchanged(scene: Scene, at: Moment, animators: Sequence[Group], layout: Layout) -> TextValue:
    """The document with the characters that animators exchange; one stands for one, so styles stay where they are."""
    text = list(layout.document.text)
    for animator in animators:
        properties = animator.group(_PROPERTIES)
        offset = scene.number(properties, _OFFSET, at, 0.0)
        value = scene.number(properties, _REPLACE, at, 0.0)
        if not offset and not value:
            continue
        kept = scene.number(properties, _RANGE, at, 1.0) != 2.0
        amounts = selected(read_selectors(scene, animator.group(_SELECTORS), at, layout), layout)
        for index, amount in enumerate(amounts):
            if value and amount >= 0.5:
                text[index] = _code_character(int(value), text[index])
            text[index] = _offset(text[index], round(offset * amount), kept=kept)
    changed = "".join(text)
    return layout.document if changed == layout.document.text else replace(layout.document, text=changed)


def _offset(character: str, steps: int, *, kept: bool) -> str:
    """The character so many steps on; letters and digits stay letters of their case and digits when `kept`."""
    if not steps or character.isspace():
        return character
    if not kept:
        return _code_character(ord(character) + steps, character)
    for first, count in (("a", 26), ("A", 26), ("0", 10)):
        place = ord(character) - ord(first)
        if 0 <= place < count:
            return chr(ord(first) + (place + steps) % count)
    return character


def _code_character(code: int, otherwise: str) -> str:
    """A character by its code; what is not a character, or would break lines, leaves the one there was."""
    usable = 0x20 <= code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF and otherwise != "\n"
    return chr(code) if usable else otherwise
