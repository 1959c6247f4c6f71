"""Contrast and colour difference by formula, also as people with colour-blindness see it.

Contrast: WCAG 2.1, relative luminance and contrast ratio (https://www.w3.org/TR/WCAG21/#dfn-relative-luminance).
Colour-blindness: Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision
Deficiency", IEEE Transactions on Visualization and Computer Graphics 15 (2009), with its published matrices.
Difference: CIE 1976 L*a*b* (CIE 15), D65.
"""

from __future__ import annotations

import math

Colour = tuple[float, float, float]

_SEEN = {
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""What the eye is left with, as matrices on linear RGB, at a severity of 1."""


def linear(colour: str) -> Colour:
    """`#RRGGBB` as linear light."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return red, green, blue


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1."""
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Contrast ratio, 1 to 21."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def seen_by(kind: str, colour: Colour) -> Colour:
    """Linear light as a protan, deutan or tritan viewer sees it; anybody else sees what is there."""
    if kind not in _SEEN:
        return colour
    rows = [sum(one * other for one, other in zip(row, colour, strict=True)) for row in _SEEN[kind]]
    red, green, blue = (min(1.0, max(0.0, part)) for part in rows)
    return red, green, blue


def difference(first: str, second: str, kind: str = "") -> float:
    """ΔE*ab between two colours as a viewer of that kind sees them."""
    return math.dist(_lab(seen_by(kind, linear(first))), _lab(seen_by(kind, linear(second))))


def _lab(colour: Colour) -> Colour:
    red, green, blue = colour
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116 for part in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)
