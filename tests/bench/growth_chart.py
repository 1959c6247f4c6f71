"""The chart of `bench_capacity growth`: what a piece costs by how many there are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 720, 320
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 44, 52
INK, FAINT, OWN, BARE = "#1f2430", "#c9ced8", "#2f6fde", "#8a8f99"


def draw(path: Path, sizes: Sequence[int], own: Sequence[float], bare: Sequence[float]) -> None:
    """Write the chart as a PNG file: milliseconds from zero, pieces on a scale of powers of ten."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(13)
    most = float(math.ceil(max(*own, *bare) * 1.1))

    def at(number: int, value: float) -> tuple[float, float]:
        across = LEFT + (WIDTH - LEFT - RIGHT) * (number + 0.25) / (len(sizes) - 0.5)
        return across, HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / most

    pen.text((LEFT, 14), "Processor time per granted and reported piece, ms", fill=INK, font=font)
    for step in range(5):
        value = most * step / 4
        height = at(0, value)[1]
        pen.line((LEFT, height, WIDTH - RIGHT, height), fill=FAINT)
        pen.text((LEFT - 8, height), f"{value:.1f}", fill=INK, font=font, anchor="rm")
    for number, size in enumerate(sizes):
        pen.text((at(number, 0)[0], HEIGHT - BOTTOM + 8), f"{size:,}", fill=INK, font=font, anchor="ma")
    pen.text((WIDTH / 2, HEIGHT - 18), "pieces in the store", fill=INK, font=font, anchor="ma")
    for name, values, colour in (("Farmhand", own, OWN), ("SQLite bare", bare, BARE)):
        points = [at(number, value) for number, value in enumerate(values)]
        pen.line(points, fill=colour, width=3)
        for across, height in points:
            pen.ellipse((across - 4, height - 4, across + 4, height + 4), fill=colour)
        across, height = points[-1]
        pen.text((across + 4, height - 8), name, fill=colour, font=font, anchor="rb")
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, optimize=True)
