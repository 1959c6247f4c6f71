"""Masks: a layer's own shapes that cut it out, combined in their order.

With c the coverage so far and m a mask's coverage times its opacity: add c + m − c·m, subtract c·(1 − m), intersect
c·m, lighten max(c, m), darken min(c, m), difference |c − m|. The start is nothing when the first mask that counts
adds, else everything. Coverage is drawn as grey on opaque black, where Skia's blending modes are these formulas.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import skia

from app.core.model import Group, PathValue
from app.render.paths import to_skia_path
from app.render.scene import Moment, Scene

FEATHER_TO_SIGMA: Final = 0.3
"""σ of the Gaussian per pixel of feather (the ratio that Skia’s player of exported animations uses)."""

MODES: Final = frozenset({"add", "subtract", "intersect", "lighten", "darken", "difference"})
"""Mask modes that have an effect; `none` has not."""

_FROM_NOTHING: Final = frozenset({"add", "lighten", "difference"})
"""Modes in which a mask that comes first starts from an empty picture, and which do nothing where m is 0."""

_SKIA: Final[dict[str, skia.BlendMode]] = {
    "add": skia.BlendMode.kScreen,
    "subtract": skia.BlendMode.kMultiply,
    "intersect": skia.BlendMode.kMultiply,
    "lighten": skia.BlendMode.kLighten,
    "darken": skia.BlendMode.kDarken,
    "difference": skia.BlendMode.kDifference,
}

_OUTSIDE: Final = skia.TileMode.kDecal

_RED_TO_ALPHA: Final = [0.0] * 15 + [1.0, 0.0, 0.0, 0.0, 0.0]


@dataclass(frozen=True, slots=True)
class Mask:
    """A mask at a moment, in layer coordinates. `opacity` is 0..1; feather and expansion are pixels."""

    path: skia.Path
    mode: str
    inverted: bool
    feather: tuple[float, float]
    opacity: float
    expansion: float

    @property
    def hard(self) -> bool:
        """Whether the mask is nothing but its outline."""
        return self.feather == (0.0, 0.0) and self.opacity == 1.0 and self.expansion == 0.0


def masks_at(scene: Scene, moment: Moment) -> list[Mask]:
    """The layer's masks that count, in their order. Open paths cut nothing."""
    parade = moment.layer.root.group("ADBE Mask Parade")
    if parade is None:
        return []
    found = (_mask(scene, child, moment) for child in parade.children if isinstance(child, Group))
    return [mask for mask in found if mask is not None]


def clip_of(masks: list[Mask]) -> tuple[skia.Path, skia.ClipOp] | None:
    """The masks as one clip, when they are a single hard one; None when they have to be drawn."""
    if len(masks) != 1 or not masks[0].hard:
        return None
    mask = masks[0]
    keeps_inside = (mask.mode != "subtract") != mask.inverted
    return mask.path, skia.ClipOp.kIntersect if keeps_inside else skia.ClipOp.kDifference


def cut_out(canvas: skia.Canvas, masks: list[Mask]) -> None:
    """Keep of the canvas's current layer what the masks cover; the canvas is in layer coordinates."""
    if all(_is_simple(mask) for mask in masks) and masks[0].mode == "add":
        _cut_simply(canvas, masks)
        return
    paint = skia.Paint(BlendMode=skia.BlendMode.kDstIn, ColorFilter=skia.ColorFilters.Matrix(_RED_TO_ALPHA))
    canvas.saveLayer(None, paint)
    canvas.drawColor(skia.ColorBLACK if masks[0].mode in _FROM_NOTHING else skia.ColorWHITE)
    for mask in masks:
        _combine(canvas, mask)
    canvas.restore()


def _is_simple(mask: Mask) -> bool:
    return mask.mode in ("add", "subtract") and not mask.inverted and mask.expansion >= 0.0


def _cut_simply(canvas: skia.Canvas, masks: list[Mask]) -> None:
    """For masks that add and subtract what is inside: their formulas are those of alpha itself, which is faster."""
    canvas.saveLayer(None, skia.Paint(BlendMode=skia.BlendMode.kDstIn))
    for mask in masks:
        mode = skia.BlendMode.kSrcOver if mask.mode == "add" else skia.BlendMode.kDstOut
        paint = skia.Paint(AntiAlias=True, Alphaf=mask.opacity, BlendMode=mode, ImageFilter=_feather(mask, _OUTSIDE))
        if mask.expansion > 0.0:
            paint.setStyle(skia.Paint.kStrokeAndFill_Style)
            paint.setStrokeWidth(2.0 * mask.expansion)
            paint.setStrokeJoin(skia.Paint.kRound_Join)
        canvas.drawPath(mask.path, paint)
    canvas.restore()


def _combine(canvas: skia.Canvas, mask: Mask) -> None:
    # Subtracting is multiplying by the opposite: grey inside on white outside.
    opposite = mask.mode == "subtract"
    grey = 1.0 - mask.opacity if opposite else mask.opacity
    ground = 1.0 if opposite else 0.0
    inside, outside = (ground, grey) if mask.inverted else (grey, ground)
    canvas.saveLayer(None, skia.Paint(BlendMode=_SKIA[mask.mode], ImageFilter=_feather(mask, skia.TileMode.kClamp)))
    canvas.drawColor(_grey(outside))
    _draw_shape(canvas, mask, inside=_grey(inside), outside=_grey(outside))
    canvas.restore()


def _draw_shape(canvas: skia.Canvas, mask: Mask, *, inside: skia.Color4f, outside: skia.Color4f) -> None:
    canvas.drawPath(mask.path, _paint(inside))
    if mask.expansion != 0.0:
        edge = _paint(inside if mask.expansion > 0.0 else outside)
        edge.setStyle(skia.Paint.kStroke_Style)
        edge.setStrokeWidth(2.0 * abs(mask.expansion))
        edge.setStrokeJoin(skia.Paint.kRound_Join)
        canvas.drawPath(mask.path, edge)


def _feather(mask: Mask, edge: skia.TileMode) -> skia.ImageFilter | None:
    across, down = (side * FEATHER_TO_SIGMA for side in mask.feather)
    if across <= 0.0 and down <= 0.0:
        return None
    return skia.ImageFilters.Blur(max(0.0, across), max(0.0, down), edge)


def _mask(scene: Scene, group: Group, moment: Moment) -> Mask | None:
    mode = group.mask_mode.lower()
    shape = group.property("ADBE Mask Shape")
    if mode not in MODES or not group.enabled or shape is None:
        return None
    path = scene.evaluator.value(shape, moment)
    if not isinstance(path, PathValue) or not path.closed:
        return None
    across, down = scene.point(group, "ADBE Mask Feather", moment, (0.0, 0.0))[:2]
    percent = scene.number(group, "ADBE Mask Opacity", moment, 100.0)
    return Mask(
        path=to_skia_path(path),
        mode=mode,
        inverted=group.mask_inverted,
        feather=(across, down),
        opacity=min(1.0, max(0.0, percent / 100.0)),
        expansion=scene.number(group, "ADBE Mask Offset", moment, 0.0),
    )


def _paint(color: skia.Color4f) -> skia.Paint:
    paint = skia.Paint(AntiAlias=True)
    paint.setColor4f(color)
    return paint


def _grey(value: float) -> skia.Color4f:
    return skia.Color4f(value, value, value, 1.0)
