"""Effects that correct colours pixel by pixel and keep the layer's shape.

Formulas are Adobe's documented ones; where Adobe documents none, the function says whose measurements it follows, and
the registry lists the effect as approximate.
"""

from __future__ import annotations

import math
from typing import Final

import skia

from app.render.blend import LUMA
from app.render.effects.parameters import Effect
from app.render.effects.programs import HLS, Uniform, program_filter, table_filter

DISPLAY_GAMMA: Final = 2.2
"""Exponent taken for the project's colours where an effect works on light; After Effects asks the working space."""

STEPS: Final = tuple(step / 255.0 for step in range(256))
"""The values of an 8-bit channel."""

_LUMINANCE: Final = f"half luminance(half3 c) {{ return dot(c, half3({LUMA[0]}, {LUMA[1]}, {LUMA[2]})); }}\n"


def brightness_contrast(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter | None:
    """Brightness & Contrast: brightness −150..150, contrast −50..100; with the legacy switch both −100..100.

    Legacy is linear: a factor of 1/(1 − c) or 1 + c about the middle, brightness in 255ths. The newer curves are not
    documented; these, fitted to measurements by the authors of Skia's player of exported animations, come close:
    1 − (1 − x)^(2^(1.8 b)), then x − c sin(2πx)/3π.
    """
    brightness, contrast = effect.number(1, 0.0), effect.number(2, 0.0)
    if brightness == 0.0 and contrast == 0.0:
        return below
    legacy = effect.group.match_name == "ADBE Brightness & Contrast" or effect.number(3, 0.0) != 0.0
    if legacy:
        offset, amount = _within(brightness, 100.0) / 255.0, _within(contrast, 100.0) / 100.0
        factor = 1.0 / max(1e-3, 1.0 - amount) if amount > 0.0 else 1.0 + amount
        table = [(value - 0.5) * factor + 0.5 + offset * max(factor, 1.0) for value in STEPS]
    else:
        exponent = 2.0 ** (1.8 * _within(brightness, 150.0) / 150.0)
        amount = max(-0.5, _within(contrast, 100.0) / 100.0)
        lit = [1.0 - (1.0 - value) ** exponent for value in STEPS]
        table = [value - amount * math.sin(2.0 * math.pi * value) / (3.0 * math.pi) for value in lit]
    return table_filter([table] * 3, below)


def exposure(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter | None:
    """Exposure of all channels: stops, offset, gamma correction, on linear light of the exponent `DISPLAY_GAMMA`."""
    stops, offset = effect.number(3, 0.0), effect.number(4, 0.0)
    gamma = max(0.01, effect.number(5, 1.0))
    if (stops, offset, gamma) == (0.0, 0.0, 1.0):
        return below
    factor = 2.0 ** _within(stops, 32.0)
    light = [max(0.0, value**DISPLAY_GAMMA * factor + offset) ** (1.0 / gamma) for value in STEPS]
    return table_filter([[value ** (1.0 / DISPLAY_GAMMA) for value in light]] * 3, below)


def hue_saturation(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter | None:
    """Hue/Saturation of all colours: hue in degrees, saturation and lightness −100..100.

    Saturation scales the distance of the channels from the middle between the largest and the smallest, by 1 + s or
    1/(1 − s), at most until one of them reaches black or white; lightness blends with black or white.
    """
    hue = effect.number(4, 0.0) / 360.0
    saturation = _within(effect.number(5, 0.0), 100.0) / 100.0
    lightness = _within(effect.number(6, 0.0), 100.0) / 100.0
    if hue % 1.0 == 0.0 and saturation == 0.0 and lightness == 0.0:
        return below
    scale = 1.0 + saturation if saturation < 0.0 else 1.0 / max(1.0 / 126.0, 1.0 - saturation)
    return program_filter(_HUE_SATURATION, below, {"hue": hue % 1.0, "scale": scale, "lightness": lightness})


_HUE_SATURATION: Final = (
    HLS
    + """
half3 change(half3 c) {
    half3 hls = to_hls(c);
    half3 turned = from_hls(half3(fract(hls.x + hue), hls.yz));
    half top = max(turned.r, max(turned.g, turned.b)), low = min(turned.r, min(turned.g, turned.b));
    half middle = (top + low) / 2;
    half most = 2 * min(middle, 1 - middle) / max(top - low, 0.0001);
    half3 saturated = middle + (turned - middle) * min(scale, most);
    return mix(saturated, half3(lightness > 0 ? 1 : 0), abs(lightness));
}
"""
)


def tritone(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter:
    """Tritone: luminance runs from shadows over midtones to highlights; blend with original 0..100."""
    colors = [effect.color(index, default) for index, default in ((3, _BLACK), (2, (0.498, 0.392, 0.275)), (1, _WHITE))]
    return _toned(colors, effect.number(4, 0.0) / 100.0, below)


def toner(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter:
    """CC Toner: luminance runs over two, three or five colours, or one that is mixed in; blend with original 0..1.

    Tones: 1 two colours, 2 three, 3 five (the order of its menu).
    """
    tones = round(effect.number(5, 2.0))
    indices = {1: (3, 1), 3: (3, 7, 2, 6, 1)}.get(tones, (3, 2, 1))
    middle = (0.5, 0.5, 0.5)
    defaults = {3: _BLACK, 1: _WHITE}
    colors = [effect.color(index, defaults.get(index, middle)) for index in indices]
    return _toned(colors, effect.number(4, 0.0), below)


def _toned(colors: list[tuple[float, float, float]], kept: float, below: skia.ImageFilter | None) -> skia.ImageFilter:
    """Luminance mapped to evenly spread colours; `kept` 0..1 of the original stays."""
    last = len(colors) - 1
    lines = "".join(
        f"    tone = mix(tone, tone{index}, saturate(place - {index - 1}));\n" for index in range(1, len(colors))
    )
    program = (
        _LUMINANCE
        + "half3 change(half3 c) {\n"
        + f"    half place = luminance(c) * {last};\n    half3 tone = tone0;\n{lines}"
        + "    return mix(tone, c, kept);\n}"
    )
    uniforms: dict[str, Uniform] = {f"tone{index}": color for index, color in enumerate(colors)}
    return program_filter(program, below, uniforms | {"kept": min(1.0, max(0.0, kept))})


def black_and_white(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter:
    """Black & White: how bright reds, yellows, greens, cyans, blues and magentas become, in percent.

    A colour is its smallest channel of grey, plus a share of one primary and one secondary colour, each weighed.
    """
    names = ("reds", "yellows", "greens", "cyans", "blues", "magentas")
    defaults = (40.0, 60.0, 40.0, 60.0, 20.0, 80.0)
    weights: dict[str, Uniform] = {
        name: effect.number(index + 1, default) / 100.0
        for index, (name, default) in enumerate(zip(names, defaults, strict=True))
    }
    return program_filter(_BLACK_AND_WHITE, below, weights)


_BLACK_AND_WHITE: Final = """
half3 change(half3 c) {
    half grey = min(c.r, min(c.g, c.b));
    half3 rest = c - grey;
    half3 pairs = min(rest, rest.gbr);
    half3 single = rest - pairs - pairs.brg;
    half3 primary = half3(reds, greens, blues), secondary = half3(yellows, cyans, magentas);
    return half3(grey + dot(single, primary) + dot(pairs, secondary));
}
"""


def posterize(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter:
    """Posterize: every channel in `level` bands of equal width, the first black, the last full."""
    levels = max(2, round(effect.number(1, 7.0)))
    table = [min(levels - 1, math.floor(step * levels / 256.0)) / (levels - 1) for step in range(256)]
    return table_filter([table] * 3, below)


def threshold(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter:
    """Threshold: white where the luminance reaches the level, else black; 0..1, in the older effect 0..255."""
    old = effect.group.match_name == "ADBE Threshold"
    level = effect.number(1, 128.0) / 255.0 if old else effect.number(1, 0.5)
    # Half an 8-bit step below, so that a colour that is the level counts in spite of rounding.
    program = _LUMINANCE + "half3 change(half3 c) { return half3(luminance(c) >= level ? 1 : 0); }"
    return program_filter(program, below, {"level": level - 0.5 / 255.0})


def shift_channels(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter:
    """Shift Channels: alpha, red, green and blue taken from 1 alpha, 2..4 a colour, 5 luminance, 9 full, 10 nothing."""
    rows: list[float] = []
    for index in (2, 3, 4, 1):
        rows += _SOURCES.get(round(effect.number(index, float(index))), _SOURCES[index])
    return skia.ImageFilters.ColorFilter(skia.ColorFilters.Matrix(rows), below)


_SOURCES: Final[dict[int, tuple[float, ...]]] = {
    1: (0, 0, 0, 1, 0),
    2: (1, 0, 0, 0, 0),
    3: (0, 1, 0, 0, 0),
    4: (0, 0, 1, 0, 0),
    5: (*LUMA, 0, 0),
    9: (0, 0, 0, 0, 1),
    10: (0, 0, 0, 0, 0),
}


def change_to_color(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter:
    """Change to Color: colours near one (tolerances of hue, lightness, saturation 0..1) become another.

    Changes 1 hue, 2 hue and lightness, 3 hue and saturation, 4 all of them; set to the colour (1), or moved by the
    difference of the two (2). How much a colour is changed falls from the tolerance's edge on over a reach that grows
    with softness; Adobe documents no curve, this one is straight.
    """
    change = round(effect.number(3, 1.0))
    uniforms: dict[str, Uniform] = {
        "source": effect.color(1, (1.0, 0.0, 0.0)),
        "target": effect.color(2, (0.0, 0.0, 1.0)),
        "tolerance": (effect.number(5, 0.05), effect.number(6, 0.5), effect.number(7, 0.5)),
        "softness": min(1.0, max(0.0, effect.number(8, 0.5))),
        "changed": (1.0, float(change in (2, 4)), float(change in (3, 4))),
        "setting": float(round(effect.number(4, 1.0)) == 1),
    }
    return program_filter(_CHANGE_TO_COLOR, below, uniforms)


_CHANGE_TO_COLOR: Final = (
    HLS
    + """
half3 change(half3 c) {
    half3 from = to_hls(source), to = to_hls(target), own = to_hls(c);
    half3 apart = abs(own - from);
    apart.x = min(apart.x, 1 - apart.x) * 2;
    half3 reach = max(tolerance * softness, half3(0.002));
    half3 near = saturate((tolerance + reach - apart) / reach);
    half share = near.x * near.y * near.z;
    half3 moved = setting > 0.5 ? to : half3(fract(own.x + to.x - from.x), saturate(own.yz + to.yz - from.yz));
    return mix(c, from_hls(mix(own, moved, changed)), share);
}
"""
)

_BLACK: Final = (0.0, 0.0, 0.0)
_WHITE: Final = (1.0, 1.0, 1.0)


def _within(value: float, limit: float) -> float:
    return min(limit, max(-limit, value))
