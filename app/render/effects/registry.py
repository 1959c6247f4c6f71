"""Which effects are drawn, and the chain of image filters that a layer's effects make.

Filters work in layer coordinates for pictures and in composition coordinates for shapes and text, which After
Effects draws as outlines before their effects; the canvas's matrix scales them to pixels.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import skia

from app.core.model import Group, Layer, Value
from app.render.effects import adjust, color, generate, geometry, patterns, reveal, stylize, wipe
from app.render.effects.parameters import Effect
from app.render.scene import Moment, Scene

Apply = Callable[[Effect, skia.ImageFilter | None], skia.ImageFilter | None]

EFFECTS: Final[dict[str, Apply]] = {
    "ADBE Fill": color.fill,
    "ADBE Tint": color.tint,
    "ADBE Invert": color.invert,
    "ADBE Easy Levels2": color.levels,
    "ADBE Ramp": color.ramp,
    "ADBE Circle": generate.circle,
    "ADBE Gaussian Blur 2": geometry.gaussian_blur,
    "ADBE Gaussian Blur": geometry.gaussian_blur,
    "ADBE Fast Blur": geometry.gaussian_blur,
    "ADBE Box Blur2": geometry.box_blur,
    "ADBE Drop Shadow": geometry.drop_shadow,
    "ADBE Geometry2": geometry.transform,
    "ADBE Linear Wipe": wipe.linear_wipe,
    "ADBE Offset": wipe.offset,
    "ADBE Solid Composite": wipe.solid_composite,
    "ADBE Brightness & Contrast 2": adjust.brightness_contrast,
    "ADBE Brightness & Contrast": adjust.brightness_contrast,
    "ADBE Exposure2": adjust.exposure,
    "ADBE HUE SATURATION": adjust.hue_saturation,
    "ADBE Tritone": adjust.tritone,
    "CC Toner": adjust.toner,
    "ADBE Black&White": adjust.black_and_white,
    "ADBE Posterize": adjust.posterize,
    "ADBE Threshold2": adjust.threshold,
    "ADBE Threshold": adjust.threshold,
    "ADBE Shift Channels": adjust.shift_channels,
    "ADBE Change To Color": adjust.change_to_color,
    "ADBE Glo2": stylize.glow,
    "ADBE Sharpen": stylize.sharpen,
    "ADBE Unsharp Mask2": stylize.unsharp_mask,
    "ADBE Unsharp Mask": stylize.unsharp_mask,
    "ADBE Motion Blur": stylize.directional_blur,
    "ADBE Camera Lens Blur": stylize.lens_blur,
    "ADBE Mosaic": stylize.mosaic,
    "ADBE Mirror": stylize.mirror,
    "ADBE Simple Choker": stylize.simple_choker,
    "ADBE 4ColorGradient": patterns.four_color_gradient,
    "ADBE Checkerboard": patterns.checkerboard,
    "ADBE Grid": patterns.grid,
    "ADBE Radial Wipe": reveal.radial_wipe,
    "ADBE Venetian Blinds": reveal.venetian_blinds,
    "ADBE Block Dissolve": reveal.block_dissolve,
}
"""Effects that are drawn."""

APPROXIMATE: Final = frozenset(
    {
        "ADBE Brightness & Contrast 2",
        "ADBE Exposure2",
        "ADBE Change To Color",
        "ADBE Glo2",
        "ADBE Sharpen",
        "ADBE Unsharp Mask2",
        "ADBE Unsharp Mask",
        "ADBE Motion Blur",
        "ADBE Camera Lens Blur",
        "ADBE Mosaic",
        "ADBE Simple Choker",
        "ADBE 4ColorGradient",
        "ADBE Block Dissolve",
    }
)
"""Drawn effects whose formula Adobe does not document: close, but not the same."""

LEFT_OUT: Final[dict[str, dict[int, tuple[float, ...]]]] = {
    "ADBE Ramp": {6: (0.0,)},
    "ADBE Geometry2": {5: (0.0,)},
    "ADBE Circle": {3: (1.0,), 6: (0.0,), 7: (0.0,)},
    "ADBE Invert": {1: (1.0, 2.0, 3.0, 4.0)},
    "ADBE Offset": {2: (0.0,)},
    "ADBE Solid Composite": {4: (1.0,)},
    "ADBE HUE SATURATION": {2: (1.0,), 7: (0.0,)},
    "CC Toner": {5: (1.0, 2.0, 3.0)},
    "ADBE Black&White": {7: (0.0,)},
    "ADBE Shift Channels": dict.fromkeys((1, 2, 3, 4), (1.0, 2.0, 3.0, 4.0, 5.0, 9.0, 10.0)),
    "ADBE Checkerboard": {7: (0.0,), 8: (0.0,), 12: (1.0, 2.0)},
    "ADBE Grid": {8: (0.0,), 9: (0.0,), 11: (0.0,), 14: (1.0, 2.0)},
    "ADBE Radial Wipe": {5: (0.0,)},
    "ADBE Venetian Blinds": {4: (0.0,)},
}
"""Parameters of drawn effects that are not looked at, with the values for which that makes no difference."""

STAND_INS: Final[dict[str, Apply]] = {
    "ADBE AudSpect": generate.nothing,
    "ADBE AudWave": generate.nothing,
    "CC Particle World": generate.nothing,
    "CC Particle Systems II": generate.nothing,
}
"""Effects that are not drawn, but without which the layer would hide what lies below."""

CONTROLS: Final = frozenset(
    {
        "ADBE Slider Control",
        "ADBE Angle Control",
        "ADBE Checkbox Control",
        "ADBE Color Control",
        "ADBE Point Control",
        "ADBE Point3D Control",
        "ADBE Layer Control",
        "ADBE Dropdown Control",
        "ADBE CM TransDissolve",
    }
)
"""Effects that only hold values for expressions: the controls, and the master of the dissolving presets."""


def is_control(match_name: str) -> bool:
    """Whether an effect of this match name is an expression control, which has no pixels."""
    return match_name in CONTROLS or match_name.startswith("Pseudo/")


def effects_of(layer: Layer) -> list[Group]:
    """The layer's enabled effects that have pixels, in their order."""
    parade = layer.root.group("ADBE Effect Parade")
    if parade is None or not layer.effects_active:
        return []
    groups = [child for child in parade.children if isinstance(child, Group)]
    return [group for group in groups if group.enabled and not is_control(group.match_name)]


def left_out(group: Group) -> list[str]:
    """Names of the parameters that would change the picture and are not looked at."""
    names = ["compositing options"] if _is_masked(group) else []
    for index, harmless in LEFT_OUT.get(group.match_name, {}).items():
        prop = group.property(f"{group.match_name}-{index:04d}")
        if prop is not None and (prop.animated or not _is_one_of(prop.value, harmless)):
            names.append(prop.name)
    return names


def _is_masked(group: Group) -> bool:
    """Whether the effect is confined to masks or thinned, by its compositing options."""
    options = group.group("ADBE Effect Built In Params")
    if options is None:
        return False
    opacity = options.property("ADBE Effect Mask Opacity")
    thinned = opacity is not None and (opacity.animated or not _is_one_of(opacity.value, (100.0,)))
    masks = options.group("ADBE Effect Mask Parade")
    return thinned or (masks is not None and bool(masks.children))


def _is_one_of(value: Value, harmless: tuple[float, ...]) -> bool:
    return not isinstance(value, tuple) or not value or value[0] in harmless


def effect_filter(scene: Scene, moment: Moment, size: tuple[float, float] | None) -> skia.ImageFilter | None:
    """All effects of the layer that are known, as one filter; None when there is nothing to do.

    `size` is the layer's in its own pixels, None for shapes and text.
    """
    chain: skia.ImageFilter | None = None
    for group in effects_of(moment.layer):
        apply = EFFECTS.get(group.match_name) or STAND_INS.get(group.match_name)
        if apply is not None:
            chain = apply(Effect(scene=scene, group=group, moment=moment, size=size), chain)
    return chain
