"""Shape layers: drawing, bounds, and what of them is not drawn exactly."""

from __future__ import annotations

from collections.abc import Iterator

import skia

from app.core.model import Group, Property
from app.render.blend import skia_mode
from app.render.scene import Moment, Scene
from app.render.shapes_paint import blend_mode_name
from app.render.shapes_tree import DRAWN, REPEATER, TRIM, Contents, Layered, Painted, read_contents
from app.render.shapes_values import CONTENTS, ROOT, Node, values_at

_ALWAYS_DRAWN = {"ADBE Vector Transform Group", "ADBE Vector Materials Group", CONTENTS, ROOT}
_TAPER_AND_WAVE = {
    "ADBE Vector Stroke Taper": ("ADBE Vector Taper Start Length", "ADBE Vector Taper End Length"),
    "ADBE Vector Stroke Wave": ("ADBE Vector Taper Wave Amount",),
}


def draw_shapes(canvas: skia.Canvas, scene: Scene, at: Moment) -> None:
    """Draw a shape layer in layer coordinates. Items that cannot be drawn are left out (see `uncovered`)."""
    contents = _contents(scene, at)
    if contents is not None:
        for painting in contents.painted:
            _draw(canvas, painting, 1.0)


def shape_rect(scene: Scene, at: Moment, *, extents: bool = False) -> skia.Rect:
    """A shape layer's bounds in layer coordinates, as `sourceRectAtTime` gives them; empty when nothing is painted.

    Only painted paths count, strokes only with `extents`, and then as far as a miter or cap could ever reach. Trim
    Paths and repeaters do not change After Effects' answer (py-aep's measurements).
    """
    contents = _contents(scene, at, leave_out=frozenset({TRIM, REPEATER}))
    boxes: list[skia.Rect] = []
    for painting in contents.painted if contents is not None else ():
        boxes += _boxes(painting, skia.Matrix(), extents=extents)
    if not boxes:
        return skia.Rect.MakeEmpty()
    # Not Rect.join, which takes a flat box (a straight line's) for nothing.
    return skia.Rect.MakeLTRB(
        min(box.left() for box in boxes),
        min(box.top() for box in boxes),
        max(box.right() for box in boxes),
        max(box.bottom() for box in boxes),
    )


def uncovered(group: Group) -> tuple[str, ...]:
    """Names of what is not drawn exactly below a group of a shape tree, each once, in order of appearance."""
    found: dict[str, None] = {}
    _find_uncovered(group, found)
    return tuple(found)


def _contents(scene: Scene, at: Moment, leave_out: frozenset[str] = frozenset()) -> Contents | None:
    root = at.layer.root.group(ROOT)
    if root is None or not root.enabled:
        return None
    return read_contents(values_at(scene, at), Node(root, (ROOT,)), leave_out=leave_out)


def _draw(canvas: skia.Canvas, painting: Painted | Layered, opacity: float) -> None:
    """Draw with an opacity on top of the painting's own; only a single thing may be drawn with one."""
    if isinstance(painting, Painted):
        _paint(canvas, painting, opacity)
        return
    opacity *= painting.opacity
    if opacity <= 0.0:
        return
    plain = painting.blend_mode == skia.BlendMode.kSrcOver
    separate = not plain or (opacity < 1.0 and len(painting.items) > 1)
    canvas.save()
    canvas.concat(painting.matrix)
    if separate:
        together = skia.Paint(Alphaf=opacity)
        together.setBlendMode(painting.blend_mode)
        canvas.saveLayer(None, together)
    for item in painting.items:
        _draw(canvas, item, 1.0 if separate else opacity)
    if separate:
        canvas.restore()
    canvas.restore()


def _paint(canvas: skia.Canvas, painting: Painted, opacity: float) -> None:
    path = _compound(painting)
    paint = painting.style.paint
    if opacity < 1.0:
        paint = skia.Paint(paint)
        paint.setAlphaf(paint.getAlphaf() * opacity)
    canvas.drawPath(path, paint)


def _compound(painting: Painted) -> skia.Path:
    path = skia.Path()
    for placed in painting.outlines:
        path.addPath(placed.outline.path, placed.matrix)
    path.setFillType(skia.PathFillType.kEvenOdd if painting.style.even_odd else skia.PathFillType.kWinding)
    return path


def _boxes(painting: Painted | Layered, matrix: skia.Matrix, *, extents: bool) -> Iterator[skia.Rect]:
    """The boxes of what is painted, and with `extents` those of the strokes, in the coordinates `matrix` leads to."""
    if isinstance(painting, Layered):
        inner = skia.Matrix.Concat(matrix, painting.matrix)
        for item in painting.items:
            yield from _boxes(item, inner, extents=extents)
        return
    path = _compound(painting)
    if path.isEmpty():
        return
    reach = painting.style.reach
    if extents and reach:
        grown = path.computeTightBounds()
        grown.outset(reach, reach)
        yield matrix.mapRect(grown)
    path.transform(matrix)
    yield path.computeTightBounds()


def _find_uncovered(group: Group, found: dict[str, None]) -> None:
    for child in group.children:
        if isinstance(child, Property):
            if child.match_name == "ADBE Vector Blend Mode" and not _blends_exactly(child):
                found["Blend mode of a shape"] = None
        elif child.enabled:
            if child.match_name in _TAPER_AND_WAVE:
                if any(_is_set(child.property(name)) for name in _TAPER_AND_WAVE[child.match_name]):
                    found[child.name or child.match_name] = None
            elif child.match_name.startswith("ADBE Vector Filter") and child.match_name not in DRAWN:
                found[child.name or child.match_name] = None
            elif child.match_name in DRAWN or child.match_name in _ALWAYS_DRAWN:
                _find_uncovered(child, found)


def _blends_exactly(prop: Property) -> bool:
    return not isinstance(prop.value, tuple) or skia_mode(blend_mode_name(round(prop.value[0]))) is not None


def _is_set(prop: Property | None) -> bool:
    if prop is None:
        return False
    values = [prop.value, *(keyframe.value for keyframe in prop.keyframes)]
    return prop.driven or any(isinstance(value, tuple) and any(value) for value in values)
