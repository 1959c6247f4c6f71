"""What a layer shows before masks, effects and transform: a solid, a picture, a nested composition, shapes or text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import skia

from app.core.model import LayerKind
from app.render.scene import Moment, Scene
from app.render.shapes import draw_shapes
from app.render.surface import Picture
from app.render.text import draw_text

SAMPLING = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
"""Bilinear, from mipmaps where the picture shrinks, so that fine detail does not flicker. Measured: without the
mipmap mode Skia's processor path is three times slower even where no mipmap is used, with the same pixels to ±1."""


@dataclass(frozen=True, slots=True)
class Content:
    """Something that can be drawn in layer coordinates.

    `bounds` encloses all of it, or is None when that is not known. `draw` takes a canvas and a paint that carries
    opacity, blending mode and colour filter; `takes_paint` False means that it ignores the paint and needs a layer of
    its own for these. `placed` contents are already in the coordinates of the surface: no matrix applies to them.
    """

    draw: Callable[[skia.Canvas, skia.Paint], None]
    bounds: skia.Rect | None
    takes_paint: bool
    placed: bool = False


def vector_content(scene: Scene, moment: Moment) -> Content:
    """A shape or text layer, drawn as outlines at whatever size it is shown."""
    draw = draw_shapes if moment.layer.kind is LayerKind.SHAPE else draw_text
    return Content(draw=lambda canvas, _: draw(canvas, scene, moment), bounds=None, takes_paint=False)


def recorded(content: Content) -> Content:
    """The same drawing as a recording, which knows its bounds. That costs time; only the caller knows what it saves."""
    recorder, hierarchy = skia.PictureRecorder(), skia.RTreeFactory()()
    content.draw(recorder.beginRecording(_EVERYWHERE, hierarchy), skia.Paint())
    recording = recorder.finishRecordingAsPicture()
    # With a hierarchy Skia trims the recording's bounds to what was drawn, strokes and antialiasing included.
    return replace(content, draw=lambda canvas, _: canvas.drawPicture(recording), bounds=recording.cullRect())


def solid_content(width: int, height: int, color: tuple[float, float, float]) -> Content:
    """A rectangle of one colour."""
    bounds = skia.Rect.MakeWH(width, height)

    def draw(canvas: skia.Canvas, paint: skia.Paint) -> None:
        filled = skia.Paint(paint)
        filled.setColor4f(skia.Color4f(*color, paint.getAlphaf()))
        canvas.drawRect(bounds, filled)

    return Content(draw=draw, bounds=bounds, takes_paint=True)


def picture_content(picture: Picture, width: float, height: float) -> Content:
    """A picture stretched to `width` × `height` layer pixels."""
    bounds = skia.Rect.MakeWH(width, height)
    source = skia.Rect.MakeWH(picture.width, picture.height)

    def draw(canvas: skia.Canvas, paint: skia.Paint) -> None:
        canvas.drawImageRect(picture.image, source, bounds, SAMPLING, paint, _CONSTRAINT)

    return Content(draw=draw, bounds=bounds, takes_paint=True)


def placed_content(picture: Picture) -> Content:
    """A picture that is as large as the surface and lies on it pixel by pixel."""
    bounds = skia.Rect.MakeWH(picture.width, picture.height)
    return Content(
        draw=lambda canvas, paint: canvas.drawImage(picture.image, 0, 0, skia.SamplingOptions(), paint),
        bounds=bounds,
        takes_paint=True,
        placed=True,
    )


_EVERYWHERE = skia.Rect.MakeLTRB(-1e6, -1e6, 1e6, 1e6)
_CONSTRAINT = skia.Canvas.SrcRectConstraint.kFast_SrcRectConstraint
