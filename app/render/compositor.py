"""Draws compositions: layers bottom to top, each with masks, effects, transform, opacity, matte and blending.

The order within a layer is After Effects': source, masks, effects, transform, layer styles, opacity, track matte,
blending mode.
A nested composition becomes a picture of its own size, unless its layer collapses transformations: then its layers
are drawn straight into the outer composition. Everything that can be one Skia call is; a layer of Skia's own (a
“group” below) is opened only where masks, mattes, effects or the opacity of outlines need one.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import TypeVar

import numpy as np
import skia

from app.core.errors import FarmhandError, RenderError
from app.core.jobs import RenderWarning
from app.core.model import Comp, Footage, FootageKind, Layer, LayerKind
from app.render import blend
from app.render.cache import ByteCache
from app.render.content import Content, picture_content, placed_content, recorded, solid_content, vector_content
from app.render.coverage import layer_warnings
from app.render.effects import effect_filter
from app.render.footage import FootageLibrary
from app.render.masks import Mask, clip_of, cut_out, masks_at
from app.render.mattes import LUMA_KINDS, luma_filter, matte_paint
from app.render.motion import average, sample_times
from app.render.placement import Placement
from app.render.scene import Moment, Scene
from app.render.still import StillPictures
from app.render.styles import style_filter, styles_of
from app.render.surface import Picture, Pixels, Surface, new_surface, picture_of
from app.render.timing import is_active, source_time, visible_layers
from app.render.transform import opacity

Kept = TypeVar("Kept")

OUTLINES = frozenset({LayerKind.SHAPE, LayerKind.TEXT})
"""Layers that are drawn as outlines at the size they are shown in."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A surface that a composition is drawn on.

    `matrix` maps the composition to the surface's pixels, `scale` is the size of preview (1 = full), `within` holds
    the ids of the compositions that are being drawn.
    """

    surface: Surface
    matrix: skia.Matrix
    scale: float
    within: frozenset[int]

    @property
    def canvas(self) -> skia.Canvas:
        """The surface's canvas; between layers its matrix is the identity."""
        return self.surface.canvas

    def area(self) -> skia.IRect:
        """All of the surface."""
        return skia.IRect.MakeWH(self.surface.width, self.surface.height)

    def part(self, area: skia.IRect) -> Stage:
        """A new transparent stage for a part of this one."""
        matrix = skia.Matrix.Concat(skia.Matrix.Translate(-area.left(), -area.top()), self.matrix)
        return replace(self, surface=new_surface(area.width(), area.height()), matrix=matrix)


@dataclass(frozen=True, slots=True)
class Item:
    """A layer at a moment, ready to be drawn.

    `matrix` maps it to composition coordinates; `opacity` is 0..1, `inherited` the factor in it that collapsed
    compositions add. `serves` holds the ids of the layers that this one is the matte of, itself included.
    """

    moment: Moment
    matrix: skia.Matrix
    opacity: float
    inherited: float
    serves: frozenset[int]

    @property
    def layer(self) -> Layer:
        """The layer."""
        return self.moment.layer


@dataclass(slots=True)
class Compositor:
    """Draws compositions of one scene. Not thread-safe."""

    scene: Scene
    footage: FootageLibrary
    cache: ByteCache
    still: StillPictures
    _frame: dict[tuple[int, float, float], Picture] = field(default_factory=dict)
    _noted: dict[tuple[int, int], list[RenderWarning]] = field(default_factory=dict)

    def draw(self, comp: Comp, time: float, scale: float, within: frozenset[int] = frozenset()) -> Surface:
        """The composition at `time` (seconds) on a transparent surface. Raises `RenderError`."""
        if comp.id in within:
            raise RenderError(f"“{comp.name}” contains itself.", next_step="Remove the composition from itself.")
        if not within:
            self._frame.clear()
        width, height = scaled_size(comp, scale)
        matrix = skia.Matrix.Scale(width / comp.width, height / comp.height)
        stage = Stage(new_surface(width, height), matrix, scale, within | {comp.id})
        placement = Placement(scene=self.scene, comp=comp, time=time)
        layers = placement.order(visible_layers(comp, time))
        ground = list(takewhile(lambda layer: self.still.stays(comp, layer), layers))
        if ground:
            self._ground(stage, placement, ground)
        self._layers(stage, placement, layers[len(ground) :])
        return stage.surface

    def _ground(self, stage: Stage, placement: Placement, layers: list[Layer]) -> None:
        """Draw the lowest layers, which never change, from what was drawn of them before.

        What lies below the first text is kept by itself: of one template many films are made, with other texts.
        """
        below = list(takewhile(lambda layer: layer.kind is not LayerKind.TEXT, layers))

        def make() -> tuple[Pixels, int]:
            part = stage.part(stage.area())
            if 0 < len(below) < len(layers):
                self._ground(part, placement, below)
                self._layers(part, placement, layers[len(below) :])
            else:
                self._layers(part, placement, layers)
            return part.surface.pixels, part.surface.pixels.nbytes

        key = self.still.ground_key(placement.comp, layers, placement.time, stage.scale)
        np.copyto(stage.surface.pixels, _kept(self.cache, self.scene, key, make))

    def _layers(self, stage: Stage, placement: Placement, layers: list[Layer], inherited: float = 1.0) -> None:
        comp = placement.comp
        for layer in layers:
            with _border(comp, layer):
                self._note(comp, layer)
                item = self._item(placement, layer, inherited)
                if item.opacity > 0.0:
                    self._layer(stage, item)

    def _item(self, placement: Placement, layer: Layer, inherited: float = 1.0) -> Item:
        moment = Moment(comp=placement.comp, layer=layer, time=placement.time)
        return Item(
            moment=moment,
            matrix=placement.matrix(layer),
            opacity=opacity(self.scene, moment) * inherited,
            inherited=inherited,
            serves=frozenset({layer.id}),
        )

    def _layer(self, stage: Stage, item: Item) -> None:
        if item.layer.adjustment:
            self._adjust(stage, item)
        elif self._passes_through(item):
            self._collapsed(stage, item, item.opacity)
        elif (samples := self._motion(stage, item)) and len(samples) > 1:
            self._moving(stage, samples)
        else:
            self._still_layer(stage, item)

    def _still_layer(self, stage: Stage, item: Item) -> None:
        mode = skia_mode_of(item.layer)
        if mode is not None:
            self._paint(stage, item, mode)
            return
        content = self._content(stage, item)
        area = self._area(stage, item, content)
        if content is not None and not area.isEmpty():
            part = stage.part(area)
            self._paint(part, item, skia.BlendMode.kSrcOver, content)
            _blend_part(stage, area, part.surface.pixels, item.layer)

    def _paint(self, stage: Stage, item: Item, mode: skia.BlendMode, content: Content | None = None) -> None:
        """Draw one layer with everything but numpy's blending modes."""
        content = content or self._content(stage, item)
        if content is None:
            return
        masks = masks_at(self.scene, item.moment)
        clip = clip_of(masks)
        effects = self._effects(item, content)
        paint = _paint_of(item, mode)
        unbounded = item.layer.blend_mode in blend.UNBOUNDED_MODES
        plain = item.opacity == 1.0 and mode == skia.BlendMode.kSrcOver
        grouped = (
            item.layer.matte is not None
            or bool(masks and clip is None)
            or effects is not None
            or bool(styles_of(item.layer))
            or unbounded
            or item.layer.blend_mode in blend.LUMA_MODES
            or not (plain or content.takes_paint)
        )
        if grouped and content.bounds is None:
            # A group costs time by its area, and most texts and shapes cover little of their composition.
            content = recorded(content)
        canvas = stage.canvas
        canvas.save()
        if grouped and not unbounded:
            canvas.clipRect(skia.Rect.Make(self._area(stage, item, content)))
        if grouped:
            canvas.saveLayer(None, paint)
            self._cut_content(stage, item, content, effects, masks)
            self._matte(stage, item)
            canvas.restore()
        else:
            self._bare_content(stage, item, content, clip, paint)
        canvas.restore()

    def _bare_content(
        self, stage: Stage, item: Item, content: Content, clip: tuple[skia.Path, skia.ClipOp] | None, paint: skia.Paint
    ) -> None:
        canvas = stage.canvas
        canvas.save()
        canvas.concat(stage.matrix)
        canvas.concat(item.matrix)
        if clip is not None:
            canvas.clipPath(clip[0], clip[1], True)
        if content.placed:
            canvas.resetMatrix()
        content.draw(canvas, paint)
        canvas.restore()

    def _cut_content(
        self, stage: Stage, item: Item, content: Content, effects: skia.ImageFilter | None, masks: list[Mask]
    ) -> None:
        canvas = stage.canvas
        canvas.save()
        covered = self._covered(item, content) if styles_of(item.layer) else None
        styles = style_filter(self.scene, item.moment, covered)
        if styles is not None:
            canvas.concat(stage.matrix)
            canvas.saveLayer(covered, skia.Paint(ImageFilter=styles))
            canvas.resetMatrix()
        if effects is not None:
            # Without the bounds Skia would filter all of the picture, however small the layer is.
            matrix, bounds = _effect_space(stage, item, content)
            canvas.concat(matrix)
            canvas.saveLayer(bounds, skia.Paint(ImageFilter=effects))
            canvas.resetMatrix()
        clip = clip_of(masks)
        self._bare_content(stage, item, content, clip, skia.Paint(AntiAlias=True))
        if masks and clip is None:
            canvas.concat(stage.matrix)
            canvas.concat(item.matrix)
            cut_out(canvas, masks)
        canvas.restore()
        if effects is not None:
            canvas.restore()
        if styles is not None:
            canvas.restore()

    def _matte(self, stage: Stage, item: Item) -> None:
        matte = item.layer.matte
        layer = item.moment.comp.layer(matte.layer_id) if matte is not None else None
        if matte is None or layer is None or layer.id in item.serves:
            return
        canvas = stage.canvas
        canvas.saveLayer(None, matte_paint(matte.kind))
        if matte.kind in LUMA_KINDS:
            canvas.drawColor(skia.ColorBLACK)
        if is_active(layer, item.moment.time):
            self._note(item.moment.comp, layer)
            placement = Placement(scene=self.scene, comp=item.moment.comp, time=item.moment.time)
            server = replace(self._item(placement, layer), serves=item.serves | {layer.id})
            if server.opacity > 0.0:
                self._paint(stage, server, skia.BlendMode.kSrcOver)
        canvas.restore()

    def _content(self, stage: Stage, item: Item) -> Content | None:
        layer = item.layer
        if layer.kind in OUTLINES:
            return vector_content(self.scene, item.moment)
        if layer.source_id is None:
            return None
        nested = self.scene.template.comp(layer.source_id)
        if nested is not None:
            return self._nested_content(stage, item, nested)
        footage = self.scene.template.footage_item(layer.source_id)
        return footage_content(self.footage, self.scene, stage, item, footage) if footage is not None else None

    def _nested_content(self, stage: Stage, item: Item, nested: Comp) -> Content:
        if item.layer.collapse:
            whole = stage.part(stage.area())
            self._collapsed(whole, item, 1.0)
            return placed_content(whole.surface.picture())
        time = source_time(self.scene, item.moment)
        return picture_content(self._nested_picture(nested, time, stage), nested.width, nested.height)

    def _nested_picture(self, nested: Comp, time: float, stage: Stage) -> Picture:
        key = self.still.key(nested, time, stage.scale)
        if key is None:
            return self._moving_picture(nested, time, stage)

        def make() -> tuple[Picture, int]:
            surface = self.draw(nested, time, stage.scale, stage.within)
            return surface.picture(), surface.pixels.nbytes

        return _kept(self.cache, self.scene, key, make)

    def _moving_picture(self, nested: Comp, time: float, stage: Stage) -> Picture:
        # Templates often show one composition several times in a frame: as a matte, a shadow, a reflection.
        key = (nested.id, time, stage.scale)
        picture = self._frame.get(key) or self.draw(nested, time, stage.scale, stage.within).picture()
        if self.still.is_shared(nested):
            self._frame[key] = picture
        return picture

    def _collapsed(self, stage: Stage, item: Item, inherited: float) -> None:
        source_id = item.layer.source_id
        nested = self.scene.template.comp(source_id) if source_id is not None else None
        if nested is None:
            return
        if nested.id in stage.within:
            raise RenderError(f"“{nested.name}” contains itself.", next_step="Remove the composition from itself.")
        inner = replace(stage, matrix=skia.Matrix.Concat(stage.matrix, item.matrix), within=stage.within | {nested.id})
        time = source_time(self.scene, item.moment)
        placement = Placement(scene=self.scene, comp=nested, time=time)
        self._layers(inner, placement, placement.order(visible_layers(nested, time)), inherited)

    def _passes_through(self, item: Item) -> bool:
        """Whether the layer is a collapsed composition with nothing of its own that needs it as one picture."""
        layer = item.layer
        return (
            layer.collapse
            and layer.kind is LayerKind.COMP
            and layer.matte is None
            and not layer.preserve_transparency
            and not masks_at(self.scene, item.moment)
            and effect_filter(self.scene, item.moment, None) is None
            and not styles_of(layer)
        )

    def _adjust(self, stage: Stage, item: Item) -> None:
        """Apply an adjustment layer's effects to what is drawn so far, as far as its shape covers it."""
        size = (float(item.layer.width), float(item.layer.height))
        effects = effect_filter(self.scene, item.moment, size)
        if effects is None:
            return
        changed = stage.part(stage.area())
        changed.canvas.save()
        changed.canvas.concat(stage.matrix)
        changed.canvas.saveLayer(None, skia.Paint(ImageFilter=effects))
        changed.canvas.resetMatrix()
        changed.canvas.drawImage(stage.surface.picture().image, 0, 0)
        changed.canvas.restore()
        changed.canvas.restore()
        cover = stage.part(stage.area())
        white = solid_content(item.layer.width, item.layer.height, (1.0, 1.0, 1.0))
        self._paint(cover, item, skia.BlendMode.kSrcOver, white)
        _mix(stage.surface.pixels, changed.surface.pixels, cover.surface.pixels[..., 3:4])

    def _effects(self, item: Item, content: Content) -> skia.ImageFilter | None:
        if item.layer.adjustment:
            return None
        bounds = content.bounds
        if bounds is None or content.placed or item.layer.kind in OUTLINES:
            return effect_filter(self.scene, item.moment, None)
        return effect_filter(self.scene, item.moment, (bounds.width(), bounds.height()))

    def _motion(self, stage: Stage, item: Item) -> list[Item]:
        """The layer at each moment that its motion blur averages; a single one when it does not move."""
        comp, layer = item.moment.comp, item.layer
        if not (comp.motion_blur and layer.motion_blur):
            return []
        items: dict[float, Item] = {}

        def at(time: float) -> Item:
            if time not in items:
                placement = Placement(scene=self.scene, comp=comp, time=time)
                items[time] = self._item(placement, layer, item.inherited)
            return items[time]

        corner = (float(layer.width or comp.width), float(layer.height or comp.height))
        scale = stage.matrix.getMaxScale()
        times = sample_times(comp, item.moment.time, corner, lambda time: at(time).matrix, scale)
        return [at(time) for time in times]

    def _moving(self, stage: Stage, samples: list[Item]) -> None:
        layer = samples[0].layer
        content = None if layer.kind in OUTLINES else self._content(stage, samples[len(samples) // 2])
        area = skia.IRect.MakeEmpty()
        for sample in samples:
            area.join(self._area(stage, sample, content))
        if area.isEmpty():
            return
        part = stage.part(area)

        def frames() -> Iterator[Pixels]:
            for sample in samples:
                part.surface.pixels.fill(0)
                self._paint(part, sample, skia.BlendMode.kSrcOver, content)
                yield part.surface.pixels

        blurred = average(frames(), part.surface.pixels.shape)
        mode = skia_mode_of(layer)
        if mode is None:
            _blend_part(stage, area, blurred, layer)
        else:
            paint = skia.Paint(BlendMode=mode)
            stage.canvas.drawImage(picture_of(blurred).image, area.left(), area.top(), skia.SamplingOptions(), paint)

    def _area(self, stage: Stage, item: Item, content: Content | None) -> skia.IRect:
        """The pixels of the stage that the layer may change; all of them where that is not known."""
        bounds = self._covered(item, content) if content is not None else None
        if bounds is None:
            return stage.area()
        styles = style_filter(self.scene, item.moment, bounds)
        if styles is not None:
            bounds = styles.computeFastBounds(bounds)
        covered = stage.matrix.mapRect(bounds).roundOut()
        return covered if covered.intersect(stage.area()) else skia.IRect.MakeEmpty()

    def _covered(self, item: Item, content: Content) -> skia.Rect | None:
        """What the layer covers with its effects, in composition coordinates; None where that is not known."""
        if content.bounds is None or content.placed:
            return None
        outlines = item.layer.kind in OUTLINES
        bounds = item.matrix.mapRect(content.bounds) if outlines else content.bounds
        effects = self._effects(item, content)
        if effects is not None:
            if not effects.canComputeFastBounds():
                return None
            bounds = effects.computeFastBounds(bounds)
        return bounds if outlines else item.matrix.mapRect(bounds)

    def _note(self, comp: Comp, layer: Layer) -> None:
        known = self._noted.get((comp.id, layer.id))
        if known is None:
            known = self._noted[comp.id, layer.id] = layer_warnings(self.scene.template, comp, layer)
        self.scene.warnings.extend(known)


def scaled_size(comp: Comp, scale: float) -> tuple[int, int]:
    """The pixels of a composition at a size of preview, at least one each way."""
    return max(1, round(comp.width * scale)), max(1, round(comp.height * scale))


def skia_mode_of(layer: Layer) -> skia.BlendMode | None:
    """Skia's blending mode for the layer; None when numpy has to blend it."""
    if not layer.preserve_transparency:
        return blend.skia_mode(layer.blend_mode)
    return skia.BlendMode.kSrcATop if layer.blend_mode == "normal" else None


def _kept(cache: ByteCache, scene: Scene, key: Hashable, make: Callable[[], tuple[Kept, int]]) -> Kept:
    """What the cache has or `make` draws, with the warnings that belong to it: others may share the cache."""

    def recorded_make() -> tuple[tuple[Kept, tuple[RenderWarning, ...]], int]:
        with scene.warnings.recording() as heard:
            made, size = make()
        return (made, tuple(heard)), size

    kept, warnings = cache.get(key, recorded_make)
    scene.warnings.extend(warnings)
    return kept


def _effect_space(stage: Stage, item: Item, content: Content) -> tuple[skia.Matrix, skia.Rect | None]:
    """The matrix under which the layer's effects work, and the layer's bounds there.

    Effects of pictures turn and grow with the layer; outlines are drawn first, then get their effects.
    """
    if item.layer.kind in OUTLINES:
        return stage.matrix, None if content.bounds is None else item.matrix.mapRect(content.bounds)
    return skia.Matrix.Concat(stage.matrix, item.matrix), None if content.placed else content.bounds


def _paint_of(item: Item, mode: skia.BlendMode) -> skia.Paint:
    paint = skia.Paint(AntiAlias=True, BlendMode=mode, Alphaf=item.opacity)
    if item.layer.blend_mode in blend.LUMA_MODES:
        paint.setColorFilter(luma_filter())
    return paint


def _blend_part(stage: Stage, area: skia.IRect, above: Pixels, layer: Layer) -> None:
    below = stage.surface.pixels[area.top() : area.bottom(), area.left() : area.right()]
    blend.blend_into(below, above, layer.blend_mode, preserve=layer.preserve_transparency)


def _mix(pixels: Pixels, changed: Pixels, cover: Pixels) -> None:
    share = cover.astype(np.uint16)
    mixed = pixels * (255 - share) + changed * share + 127
    pixels[...] = (mixed // 255).astype(np.uint8)


def footage_content(
    library: FootageLibrary, scene: Scene, stage: Stage, item: Item, footage: Footage
) -> Content | None:
    """What a layer shows of its footage item; None for sounds."""
    if footage.kind is FootageKind.SOLID:
        return solid_content(footage.width, footage.height, footage.color or (0.0, 0.0, 0.0))
    if not footage.has_video or footage.kind is FootageKind.AUDIO:
        return None
    # Vector footage is sharp at any size where its layer is continuously rasterised.
    shown = skia.Matrix.Concat(stage.matrix, item.matrix).getMaxScale() if item.layer.collapse else 1.0
    picture = library.picture(footage, source_time(scene, item.moment), shown=shown)
    if footage.kind is FootageKind.VECTOR and footage.width > 0 and footage.height > 0:
        return picture_content(picture, footage.width, footage.height)
    return picture_content(picture, picture.width, picture.height)


@contextmanager
def _border(comp: Comp, layer: Layer) -> Iterator[None]:
    """Every failure inside becomes a `RenderError` that names the layer."""
    try:
        yield
    except FarmhandError:
        raise
    # The declared border of drawing: Skia, numpy and model values can fail in any way, and a farm needs to know where.
    except Exception as error:
        raise RenderError(
            f"Layer “{layer.label}” in “{comp.name}” could not be drawn.", f"{type(error).__name__}: {error}"
        ) from error
