"""From a shape layer's property tree to what is painted, in After Effects' order.

In a list of items the first is on top. A paint paints every path above it in its list, those of nested groups
included, in one go and with one fill rule. An operator changes every path above it; paints above it paint the changed
paths too, because they paint what the paths finally are. A group places its paths and its paints in its parent.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import skia

from app.core.model import Group
from app.render.shapes_operators import merge, round_corners, trim, trim_in_sequence, trim_spans
from app.render.shapes_outline import BUILDERS, read_outline
from app.render.shapes_paint import READERS, Style, read_style, skia_blend_mode
from app.render.shapes_values import CONTENTS, STILL_VALUES, Node, Values

TRIM: Final = "ADBE Vector Filter - Trim"
ROUND_CORNERS: Final = "ADBE Vector Filter - RC"
MERGE: Final = "ADBE Vector Filter - Merge"
REPEATER: Final = "ADBE Vector Filter - Repeater"
GROUP: Final = "ADBE Vector Group"

MAX_COPIES: Final = 10_000
"""Paths that one repeater makes at most (After Effects itself becomes unusable long before)."""

_KNOWN_TREES = 8192
_KEPT_TREES = 4096
_LARGEST_SCALE = math.log(1e6)
_ABOVE = 2
_ONE_AFTER_ANOTHER = 2


@dataclass(slots=True)
class Outline:
    """A path in the coordinates of the group that holds it. Operators replace `path`; whoever paints it sees that."""

    path: skia.Path


@dataclass(frozen=True, slots=True)
class PlacedOutline:
    """An outline as seen from a group further up: `matrix` leads from the outline's coordinates to that group's."""

    outline: Outline
    matrix: skia.Matrix

    def seen(self) -> skia.Path:
        """The path in the group's coordinates."""
        if self.matrix.isIdentity():
            return self.outline.path
        path = skia.Path()
        self.outline.path.transform(self.matrix, path)
        return path

    def change(self, seen: skia.Path) -> None:
        """Replace the outline's path by one in the group's coordinates; groups scaled to nothing stay as they are."""
        if self.matrix.isIdentity():
            self.outline.path = seen
            return
        back = skia.Matrix()
        if self.matrix.invert(back):
            changed = skia.Path()
            seen.transform(back, changed)
            self.outline.path = changed


@dataclass(frozen=True, slots=True)
class Painted:
    """Paths painted in one style, in the coordinates of the group that holds the paint."""

    style: Style
    outlines: tuple[PlacedOutline, ...]


@dataclass(frozen=True, slots=True)
class Layered:
    """Things painted together, the lowest first, then moved by `matrix` and blended as one."""

    items: tuple[Painted | Layered, ...]
    matrix: skia.Matrix = field(default_factory=skia.Matrix)
    opacity: float = 1.0
    blend_mode: skia.BlendMode = skia.BlendMode.kSrcOver


@dataclass(slots=True)
class Contents:
    """What the items of one list have given so far: `painted` from the lowest up, `outlines` from the first down."""

    painted: list[Painted | Layered] = field(default_factory=list)
    outlines: list[PlacedOutline] = field(default_factory=list)


def read_contents(values: Values, node: Node, *, leave_out: frozenset[str] = frozenset()) -> Contents:
    """The items of one list. Items of the match names `leave_out` are passed over, as are unknown and hidden ones.

    Lists in which nothing changes over time are read once and kept.
    """
    tree = _Tree(node.group)
    if values is not STILL_VALUES and _is_still(tree):
        return _copied_contents(_still_contents(tree, leave_out))
    contents = Contents()
    for item in node.items():
        name = item.group.match_name
        if name in leave_out:
            continue
        if name in BUILDERS:
            contents.outlines.append(PlacedOutline(Outline(read_outline(values, item)), skia.Matrix()))
        elif name in READERS:
            _add_paint(values, item, contents)
        elif name == GROUP:
            _add_group(values, item, contents, leave_out)
        elif name in _OPERATORS:
            _OPERATORS[name](values, item, contents)
    return contents


class _Tree:
    """A cache key that is the group itself: comparing whole trees would cost more than reading them."""

    __slots__ = ("group",)

    def __init__(self, group: Group) -> None:
        self.group = group

    def __hash__(self) -> int:
        return id(self.group)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Tree) and other.group is self.group


@lru_cache(maxsize=_KNOWN_TREES)
def _is_still(tree: _Tree) -> bool:
    return not any(prop.animated for prop in tree.group.walk())


@lru_cache(maxsize=_KEPT_TREES)
def _still_contents(tree: _Tree, leave_out: frozenset[str]) -> Contents:
    return read_contents(STILL_VALUES, Node(tree.group, ()), leave_out=leave_out)


def group_matrix(values: Values, node: Node) -> skia.Matrix:
    """The matrix of a `ADBE Vector Transform Group`: position · rotation · skew · scale · −anchor.

    The skew shears by −tan(skew) along its axis (py-aep's measurements).
    """
    anchor = values.pair(node, "ADBE Vector Anchor", (0.0, 0.0))
    position = values.pair(node, "ADBE Vector Position", (0.0, 0.0))
    scale = values.pair(node, "ADBE Vector Scale", (100.0, 100.0))
    skew = values.number(node, "ADBE Vector Skew", 0.0)
    matrix = skia.Matrix.Translate(*position)
    matrix.preRotate(values.number(node, "ADBE Vector Rotation", 0.0))
    if skew:
        axis = values.number(node, "ADBE Vector Skew Axis", 0.0)
        matrix.preRotate(-axis)
        matrix.preSkew(-math.tan(math.radians(skew)), 0.0)
        matrix.preRotate(axis)
    matrix.preScale(scale[0] / 100.0, scale[1] / 100.0)
    matrix.preTranslate(-anchor[0], -anchor[1])
    return matrix


def _add_paint(values: Values, item: Node, contents: Contents) -> None:
    style = read_style(values, item)
    if style is None or not contents.outlines:
        return
    painted = Painted(style, tuple(contents.outlines))
    if values.choice(item, "ADBE Vector Composite Order") == _ABOVE:
        contents.painted.append(painted)
    else:
        contents.painted.insert(0, painted)


def _add_group(values: Values, item: Node, contents: Contents, leave_out: frozenset[str]) -> None:
    inner_node = item.child(CONTENTS)
    if inner_node is None:
        return
    inner = read_contents(values, inner_node, leave_out=leave_out)
    transform = item.child("ADBE Vector Transform Group")
    matrix, opacity = skia.Matrix(), 1.0
    if transform is not None:
        matrix = group_matrix(values, transform)
        opacity = _percent(values.number(transform, "ADBE Vector Group Opacity", 100.0))
    if inner.painted:
        mode = skia_blend_mode(values.choice(item, "ADBE Vector Blend Mode"))
        contents.painted.insert(0, Layered(tuple(inner.painted), matrix, opacity, mode))
    contents.outlines += _placed(inner.outlines, matrix)


def _placed(outlines: list[PlacedOutline], matrix: skia.Matrix) -> list[PlacedOutline]:
    return [PlacedOutline(placed.outline, skia.Matrix.Concat(matrix, placed.matrix)) for placed in outlines]


def _trim(values: Values, item: Node, contents: Contents) -> None:
    spans = trim_spans(
        values.number(item, "ADBE Vector Trim Start", 0.0) / 100.0,
        values.number(item, "ADBE Vector Trim End", 100.0) / 100.0,
        values.number(item, "ADBE Vector Trim Offset", 0.0) / 360.0,
    )
    if spans == ((0.0, 1.0),):
        return
    paths = [placed.seen() for placed in contents.outlines]
    if values.choice(item, "ADBE Vector Trim Type") == _ONE_AFTER_ANOTHER:
        trimmed = trim_in_sequence(paths, spans)
    else:
        trimmed = [trim(path, spans) for path in paths]
    _change_all(contents, trimmed)


def _round_corners(values: Values, item: Node, contents: Contents) -> None:
    radius = values.number(item, "ADBE Vector RoundCorner Radius", 10.0)
    _change_all(contents, [round_corners(placed.seen(), radius) for placed in contents.outlines])


def _change_all(contents: Contents, paths: list[skia.Path]) -> None:
    for placed, path in zip(contents.outlines, paths, strict=True):
        placed.change(path)


def _merge(values: Values, item: Node, contents: Contents) -> None:
    """One path instead of all above; those are no longer rendered, not even by paints above the operator."""
    merged = merge([placed.seen() for placed in contents.outlines], values.choice(item, "ADBE Vector Merge Type"))
    for placed in contents.outlines:
        placed.outline.path = skia.Path()
    contents.outlines = [PlacedOutline(Outline(merged), skia.Matrix())]


def _repeat(values: Values, item: Node, contents: Contents) -> None:
    """Copies of everything above, paths and paints; the number is rounded up, as Lottie players do."""
    number = values.number(item, "ADBE Vector Repeater Copies", 3.0)
    most = MAX_COPIES // max(len(contents.outlines), 1)
    count = math.ceil(min(max(number - 1e-9, 0.0), most))
    transform = item.child("ADBE Vector Repeater Transform")
    copies = [_copy(contents, _repeater_step(values, item, transform, index, count)) for index in range(count)]
    # The first copy is the topmost, unless the copies are composited above the earlier ones.
    upwards = copies if values.choice(item, "ADBE Vector Repeater Order") == _ABOVE else copies[::-1]
    contents.painted = [copy.painted[0] for copy in upwards if copy.painted]
    contents.outlines = [placed for copy in copies for placed in copy.outlines]


def _repeater_step(
    values: Values, item: Node, transform: Node | None, index: int, count: int
) -> tuple[skia.Matrix, float]:
    """Place and opacity of one copy: the transform applied as often as the copy's number plus the offset says."""
    if transform is None:
        return skia.Matrix(), 1.0
    times = index + values.number(item, "ADBE Vector Repeater Offset", 0.0)
    anchor = values.pair(transform, "ADBE Vector Repeater Anchor", (0.0, 0.0))
    position = values.pair(transform, "ADBE Vector Repeater Position", (100.0, 0.0))
    scale = values.pair(transform, "ADBE Vector Repeater Scale", (100.0, 100.0))
    matrix = skia.Matrix.Translate(anchor[0] + position[0] * times, anchor[1] + position[1] * times)
    matrix.preRotate(values.number(transform, "ADBE Vector Repeater Rotation", 0.0) * times)
    matrix.preScale(_power(scale[0] / 100.0, times), _power(scale[1] / 100.0, times))
    matrix.preTranslate(-anchor[0], -anchor[1])
    first = _percent(values.number(transform, "ADBE Vector Repeater Opacity 1", 100.0))
    last = _percent(values.number(transform, "ADBE Vector Repeater Opacity 2", 100.0))
    return matrix, first + (last - first) * (index / (count - 1) if count > 1 else 0.0)


def _power(scale: float, times: float) -> float:
    """`scale` to the power of `times`, which need not be whole; a mirror image stays one for whole numbers."""
    if scale == 0.0:
        return 1.0 if times == 0.0 else 0.0
    sign = -1.0 if scale < 0.0 and math.floor(times) % 2 else 1.0
    return sign * math.exp(min(math.log(abs(scale)) * times, _LARGEST_SCALE))


def _copy(contents: Contents, step: tuple[skia.Matrix, float]) -> Contents:
    matrix, opacity = step
    copies: dict[int, Outline] = {}
    outlines = [_copied(placed, copies) for placed in contents.outlines]
    painted = tuple(_copied_painting(painting, copies) for painting in contents.painted)
    return Contents(painted=[Layered(painted, matrix, opacity)] if painted else [], outlines=_placed(outlines, matrix))


def _copied_contents(contents: Contents) -> Contents:
    """The same with outlines of its own, which operators further down may then change."""
    copies: dict[int, Outline] = {}
    return Contents(
        painted=[_copied_painting(painting, copies) for painting in contents.painted],
        outlines=[_copied(placed, copies) for placed in contents.outlines],
    )


def _copied(placed: PlacedOutline, copies: dict[int, Outline]) -> PlacedOutline:
    outline = copies.setdefault(id(placed.outline), Outline(placed.outline.path))
    return PlacedOutline(outline, placed.matrix)


def _copied_painting(painting: Painted | Layered, copies: dict[int, Outline]) -> Painted | Layered:
    if isinstance(painting, Painted):
        return Painted(painting.style, tuple(_copied(placed, copies) for placed in painting.outlines))
    items = tuple(_copied_painting(item, copies) for item in painting.items)
    return Layered(items, painting.matrix, painting.opacity, painting.blend_mode)


def _percent(number: float) -> float:
    return min(max(number / 100.0, 0.0), 1.0)


_OPERATORS: Final[dict[str, Callable[[Values, Node, Contents], None]]] = {
    TRIM: _trim,
    ROUND_CORNERS: _round_corners,
    MERGE: _merge,
    REPEATER: _repeat,
}

DRAWN: Final = frozenset({*BUILDERS, *READERS, *_OPERATORS, GROUP})
"""Match names of the shape items that are drawn."""
