"""Colour programs: functions of one pixel's colour, written in Skia's shading language, and filters around them.

A program gets and returns straight (not premultiplied) red, green and blue as `half3 change(half3 c)`; alpha stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import skia

Uniform = float | tuple[float, float, float]
"""A value given to a program: a number, or a colour."""

_FRAME: Final = """
{declared}
{program}
half4 main(half4 c) {{
    half3 straight = c.a > 0 ? min(c.rgb / c.a, half3(1)) : half3(0);
    return half4(saturate(change(straight)) * c.a, c.a);
}}
"""

HLS: Final = """
half3 to_hls(half3 c) {
    half top = max(c.r, max(c.g, c.b)), low = min(c.r, min(c.g, c.b));
    half chroma = top - low, light = (top + low) / 2;
    half hue = 0;
    if (chroma > 0) {
        if (top == c.r) { hue = (c.g - c.b) / chroma; }
        else if (top == c.g) { hue = (c.b - c.r) / chroma + 2; }
        else { hue = (c.r - c.g) / chroma + 4; }
    }
    half room = 1 - abs(2 * light - 1);
    return half3(fract(hue / 6), light, room > 0 ? chroma / room : 0);
}
half3 from_hls(half3 c) {
    half3 ramp = saturate(abs(fract(c.x + half3(0, 2.0 / 3.0, 1.0 / 3.0)) * 6 - 3) - 1);
    return c.y + c.z * (ramp - 0.5) * (1 - abs(2 * c.y - 1));
}
"""
"""Conversion of colours to hue (0..1, a turn), lightness and saturation, and back."""


def program_filter(
    program: str, below: skia.ImageFilter | None, uniforms: dict[str, Uniform] | None = None
) -> skia.ImageFilter:
    """The program applied to every pixel; `uniforms` are the values that it names."""
    given = uniforms or {}
    kinds = tuple((name, "half3" if isinstance(value, tuple) else "half") for name, value in given.items())
    builder = skia.RuntimeColorFilterBuilder(_compiled(program, kinds))
    for name, value in given.items():
        builder.setUniform(name, skia.V3(*value) if isinstance(value, tuple) else float(value))
    return skia.ImageFilters.ColorFilter(builder.makeColorFilter(), below)


def table_filter(tables: Sequence[Sequence[float] | None], below: skia.ImageFilter | None) -> skia.ImageFilter:
    """Red, green and blue each looked up in 256 values (0..1, clamped); None leaves a channel alone."""
    rounded = [table if table is None else [round(255.0 * min(1.0, max(0.0, v))) for v in table] for table in tables]
    return skia.ImageFilters.ColorFilter(skia.TableColorFilter.MakeARGB(None, *rounded), below)


@lru_cache(maxsize=64)
def _compiled(program: str, kinds: tuple[tuple[str, str], ...]) -> skia.RuntimeEffect:
    declared = "\n".join(f"uniform {kind} {name};" for name, kind in kinds)
    return skia.RuntimeEffect.MakeForColorFilter(_FRAME.format(declared=declared, program=program))
