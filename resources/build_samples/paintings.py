"""Draws the samples' photos: stylised landscapes in flat layers, gradients and light. Same pixels on every run.

A picture is a function of its size, so the same scene serves as a wide, an upright or a square photo. Coordinates
inside a scene are fractions of the picture's width and height.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import skia
from PIL import Image

SUPERSAMPLING = 2
"""How many times finer a picture is drawn before it is averaged down."""

GRAIN = 1.6
"""Standard deviation of the film grain, in steps of 8-bit colour; hides banding in the skies."""

EXIF_ORIENTATION = 0x0112
"""The EXIF tag that says how stored pixels are to be turned (Exif 2.32, table 4)."""

Stops = Sequence[tuple[float, str]]
Scene = Callable[["Canvas"], None]


class Canvas:
    """A skia canvas of one picture, addressed in fractions of its size."""

    def __init__(self, width: int, height: int) -> None:
        self.width = float(width * SUPERSAMPLING)
        self.height = float(height * SUPERSAMPLING)
        self._surface = skia.Surface(width * SUPERSAMPLING, height * SUPERSAMPLING)
        self._canvas = self._surface.getCanvas()

    def x(self, fraction: float) -> float:
        """Pixels from the left."""
        return fraction * self.width

    def y(self, fraction: float) -> float:
        """Pixels from the top."""
        return fraction * self.height

    @property
    def unit(self) -> float:
        """Pixels of the shorter side: sizes of round things are fractions of it."""
        return min(self.width, self.height)

    def sky(self, stops: Stops, top: float = 0.0, bottom: float = 1.0) -> None:
        """A band across the whole width in a vertical gradient."""
        paint = skia.Paint(Shader=self._vertical(stops, top, bottom), AntiAlias=True)
        self._canvas.drawRect(skia.Rect.MakeLTRB(0, self.y(top), self.width, self.y(bottom)), paint)

    def haze(self, top: float, bottom: float, colour: str, strength: float) -> None:
        """Mist that thickens from nothing at the top to `strength` at the bottom."""
        ends = [skia.Point(0, self.y(top)), skia.Point(0, self.y(bottom))]
        shader = skia.GradientShader.MakeLinear(ends, [_ink(colour, 0.0), _ink(colour, strength)])
        band = skia.Rect.MakeLTRB(0, self.y(top), self.width, self.y(bottom))
        self._canvas.drawRect(band, skia.Paint(Shader=shader))

    def glow(self, x: float, y: float, radius: float, colour: str, strength: float) -> None:
        """Light around a point that fades to nothing at the radius."""
        centre = skia.Point(self.x(x), self.y(y))
        shader = skia.GradientShader.MakeRadial(
            centre,
            radius * self.unit,
            [_ink(colour, strength), _ink(colour, strength * 0.35), _ink(colour, 0.0)],
            [0, 0.4, 1],
        )
        self._canvas.drawPaint(skia.Paint(Shader=shader))

    def disc(self, x: float, y: float, radius: float, colour: str, opacity: float = 1.0) -> None:
        """A filled circle."""
        self._canvas.drawCircle(self.x(x), self.y(y), radius * self.unit, _paint(colour, opacity))

    def oval(self, x: float, y: float, width: float, height: float, colour: str, opacity: float = 1.0) -> None:
        """A filled ellipse; width and height are fractions of the shorter side."""
        half_width, half_height = width * self.unit / 2, height * self.unit / 2
        cx, cy = self.x(x), self.y(y)
        rect = skia.Rect.MakeLTRB(cx - half_width, cy - half_height, cx + half_width, cy + half_height)
        self._canvas.drawOval(rect, _paint(colour, opacity))

    def ridge(self, line: Callable[[np.ndarray[Any, Any]], np.ndarray[Any, Any]], stops: Stops) -> None:
        """Everything below a line y(x), shaded from the line's highest point down to the bottom."""
        across = np.linspace(0.0, 1.0, 400)
        heights = line(across)
        path = skia.Path()
        path.moveTo(0, self.height)
        for x, y in zip(across, heights, strict=True):
            path.lineTo(self.x(float(x)), self.y(float(y)))
        path.lineTo(self.width, self.height)
        path.close()
        shader = self._vertical(stops, float(heights.min()), 1.0)
        self._canvas.drawPath(path, skia.Paint(Shader=shader, AntiAlias=True))

    def polygon(self, points: Sequence[tuple[float, float]], colour: str, opacity: float = 1.0) -> None:
        """A filled polygon."""
        path = skia.Path()
        path.moveTo(self.x(points[0][0]), self.y(points[0][1]))
        for x, y in points[1:]:
            path.lineTo(self.x(x), self.y(y))
        path.close()
        self._canvas.drawPath(path, _paint(colour, opacity))

    def shape(self, path: skia.Path, colour: str, opacity: float = 1.0) -> None:
        """A filled path in pixels."""
        self._canvas.drawPath(path, _paint(colour, opacity))

    def streak(self, x: float, y: float, length: float, thickness: float, colour: str, opacity: float) -> None:
        """A soft-ended horizontal line centred at (x, y), as light on water; thickness of the shorter side."""
        half, thick = self.x(length) / 2, thickness * self.unit
        cx, cy = self.x(x), self.y(y)
        shader = skia.GradientShader.MakeLinear(
            [skia.Point(cx - half, cy), skia.Point(cx + half, cy)],
            [_ink(colour, 0.0), _ink(colour, opacity), _ink(colour, 0.0)],
            [0.0, 0.5, 1.0],
        )
        rect = skia.Rect.MakeLTRB(cx - half, cy - thick / 2, cx + half, cy + thick / 2)
        self._canvas.drawRoundRect(rect, thick / 2, thick / 2, skia.Paint(Shader=shader, AntiAlias=True))

    def picture(self, seed: int) -> Image.Image:
        """The picture at its nominal size, with grain and a slight vignette."""
        pixels = self._surface.makeImageSnapshot().toarray(colorType=skia.kRGBA_8888_ColorType)
        fine = Image.fromarray(pixels).convert("RGB")
        width, height = fine.width // SUPERSAMPLING, fine.height // SUPERSAMPLING
        colours = np.asarray(fine.resize((width, height), Image.Resampling.BOX), dtype=np.float64)
        grain = np.random.default_rng(seed).normal(0.0, GRAIN, (height, width, 1))
        down, across = np.mgrid[-1.0 : 1.0 : height * 1j, -1.0 : 1.0 : width * 1j]
        vignette = 1.0 - 0.10 * np.clip((down**2 + across**2 - 0.6) / 1.4, 0.0, 1.0)
        graded = colours * vignette[:, :, None] + grain
        return Image.fromarray(np.clip(graded + 0.5, 0, 255).astype(np.uint8))

    def _vertical(self, stops: Stops, top: float, bottom: float) -> skia.Shader:
        ends = [skia.Point(0, self.y(top)), skia.Point(0, self.y(bottom))]
        return skia.GradientShader.MakeLinear(ends, [_ink(c, 1.0) for _, c in stops], [at for at, _ in stops])


def paint(scene: Scene, width: int, height: int, *, seed: int = 7) -> Image.Image:
    """Draw a scene at a size."""
    canvas = Canvas(width, height)
    scene(canvas)
    return canvas.picture(seed)


def jpeg(image: Image.Image, *, quality: int = 86) -> bytes:
    """The picture as a JPEG file."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality, optimize=True, subsampling=0)
    return buffer.getvalue()


def jpeg_turned(image: Image.Image, *, quality: int = 86) -> bytes:
    """A JPEG as a phone held upright stores it: pixels lie on their side, EXIF orientation 6 says turn them right."""
    exif = Image.Exif()
    exif[EXIF_ORIENTATION] = 6
    buffer = io.BytesIO()
    stored = image.transpose(Image.Transpose.ROTATE_90)
    stored.save(buffer, "JPEG", quality=quality, optimize=True, subsampling=0, exif=exif)
    return buffer.getvalue()


def sunset_hills(canvas: Canvas) -> None:
    """Hills in the evening, the sun just above them, a few birds."""
    canvas.sky(
        [(0.0, "#3d2a63"), (0.28, "#8c4a7f"), (0.5, "#e8727a"), (0.68, "#f9a66c"), (0.85, "#ffd9a0"), (1, "#ffe9c4")]
    )
    canvas.glow(0.60, 0.60, 0.75, "#ffe2a8", 0.75)
    for x, y, length, opacity in (
        (0.2, 0.22, 0.5, 0.28),
        (0.75, 0.16, 0.6, 0.2),
        (0.42, 0.33, 0.7, 0.22),
        (0.85, 0.38, 0.5, 0.3),
    ):
        canvas.streak(x, y, length, 0.018, "#ffd0b0", opacity)
        canvas.streak(x + 0.06, y + 0.016, length * 0.6, 0.012, "#ffc0a0", opacity)
    canvas.disc(0.60, 0.60, 0.105, "#fff1cf")
    canvas.ridge(_hill(0.68, (0.030, 1.3, 0.4), (0.012, 3.7, 2.0)), [(0, "#d9788a"), (0.35, "#eea18c"), (1, "#f4b48f")])
    canvas.ridge(_hill(0.74, (0.040, 1.0, 2.6), (0.010, 4.3, 0.3)), [(0, "#a9557f"), (0.5, "#c97186"), (1, "#d98a88")])
    canvas.ridge(_hill(0.81, (0.045, 1.2, 5.0), (0.012, 3.1, 1.2)), [(0, "#6f3a72"), (0.6, "#91507d"), (1, "#a2617f")])
    canvas.ridge(_hill(0.885, (0.035, 0.9, 1.0), (0.012, 2.7, 4.4)), [(0, "#412659"), (1, "#5d3868")])
    _conifers(canvas, _hill(0.885, (0.035, 0.9, 1.0), (0.012, 2.7, 4.4)), "#412659", seed=11, count=26)
    canvas.ridge(_hill(0.965, (0.025, 1.1, 3.2), (0.006, 4.0, 0.0)), [(0, "#271a42"), (1, "#2f1f49")])
    for x, y, size in ((0.39, 0.40, 0.030), (0.45, 0.375, 0.022), (0.34, 0.365, 0.018), (0.485, 0.41, 0.016)):
        _bird(canvas, x, y, size, "#4a2a5c")


def harbour(canvas: Canvas) -> None:
    """A calm bay in the morning with three sailing boats."""
    horizon = 0.50
    canvas.sky([(0, "#7cc4dd"), (0.45, "#b9e2e3"), (0.8, "#fdeccb"), (1, "#ffdfae")], 0, horizon)
    canvas.glow(0.30, horizon - 0.06, 0.6, "#fff3d0", 0.9)
    canvas.disc(0.30, horizon - 0.085, 0.052, "#fffaf0")
    _cloud(canvas, 0.66, 0.20, 0.20, "#ffffff", 0.85)
    _cloud(canvas, 0.36, 0.13, 0.13, "#ffffff", 0.7)
    _cloud(canvas, 0.80, 0.315, 0.10, "#fff6e8", 0.75)
    _band(canvas, horizon - 0.055, horizon, "#8fb8bd", (0.018, 1.4, 0.2), (0.008, 4.1, 1.0))
    _band(canvas, horizon - 0.030, horizon, "#5d959f", (0.016, 1.1, 3.5), (0.006, 5.0, 2.0))
    canvas.sky([(0, "#bfe0d6"), (0.12, "#7cc3c6"), (0.5, "#2f8fa3"), (1, "#155d78")], horizon, 1.0)
    random = np.random.default_rng(3)
    for _ in range(90):
        depth = float(random.random()) ** 1.4
        y = horizon + 0.008 + depth * (1 - horizon - 0.02)
        near = 0.25 + depth
        near_sun = abs(float(random.normal(0, 0.10))) < 0.12
        x = 0.30 + float(random.normal(0, 0.05 + 0.10 * depth)) if near_sun else float(random.random())
        colour = "#fff4d6" if near_sun else "#d6f3ee"
        canvas.streak(x, y, 0.10 * near + 0.03, 0.0055 * near, colour, 0.75 if near_sun else 0.35)
    _boat(canvas, 0.79, horizon + 0.045, 0.15, "#f4f1e6", "#e2694f", "#b9483d")
    _boat(canvas, 0.13, horizon + 0.075, 0.17, "#fff7e6", "#f3b54a", "#2e5568")
    _boat(canvas, 0.52, horizon + 0.255, 0.40, "#ffffff", "#ef6f5b", "#23485c")


def mountain_lake(canvas: Canvas) -> None:
    """Snowy mountains and their mirror image in a lake, firs on the shore."""
    shore = 0.60
    canvas.sky([(0, "#2b5c8f"), (0.4, "#5f97bd"), (0.75, "#b5d7de"), (1, "#f8e3cf")], 0, shore)
    canvas.glow(0.75, 0.36, 0.6, "#fff0d8", 0.8)
    _cloud(canvas, 0.27, 0.20, 0.14, "#ffffff", 0.6)
    _cloud(canvas, 0.68, 0.17, 0.12, "#ffffff", 0.5)
    _mountains(canvas, shore, 1.0)
    canvas.haze(shore - 0.16, shore, "#e9e2d6", 0.55)
    canvas.sky([(0, "#d9e6df"), (0.10, "#9cc3cc"), (0.55, "#4d88a6"), (1, "#1f4f77")], shore, 1.0)
    _mountains(canvas, shore, -0.82)
    random = np.random.default_rng(21)
    for _ in range(70):
        depth = float(random.random())
        canvas.streak(
            float(random.random()),
            shore + 0.01 + depth * 0.39,
            0.12 + 0.22 * depth,
            0.003 + 0.004 * depth,
            "#eef8f6",
            0.30,
        )
    canvas.streak(0.5, shore, 1.8, 0.006, "#f6f3e4", 0.8)
    _band(canvas, shore - 0.022, shore + 0.004, "#2f5f57", (0.010, 1.7, 0.4), (0.006, 4.4, 1.0))
    _shore_trees(canvas, shore)
    canvas.ridge(
        lambda x: 0.955 - 0.05 * np.cos(x * 3.1) ** 2 + 0.006 * np.sin(x * 30), [(0, "#1c3f3c"), (1, "#10302f")]
    )
    for x, size in ((0.045, 0.44), (0.135, 0.34), (0.215, 0.22), (0.955, 0.38), (0.875, 0.26)):
        _fir(canvas, x, 0.965, size, "#14383a")


def terrace(canvas: Canvas) -> None:
    """Tea fields in the morning haze under a pale sun."""
    canvas.sky([(0, "#f3b58a"), (0.25, "#f8cf9f"), (0.45, "#fde6c2"), (0.6, "#fff2da")])
    canvas.glow(0.36, 0.30, 0.8, "#fff7df", 0.95)
    canvas.disc(0.36, 0.30, 0.125, "#fffdf4")
    canvas.ridge(_hill(0.44, (0.045, 1.5, 0.9), (0.012, 4.2, 0.4)), [(0, "#c9cfae"), (0.3, "#e6dcbb"), (1, "#efe1c0")])
    canvas.ridge(_hill(0.51, (0.050, 1.1, 3.7), (0.012, 3.6, 1.4)), [(0, "#9fbd9a"), (0.3, "#c5d0a8"), (1, "#d3d7ae")])
    canvas.ridge(_hill(0.58, (0.045, 1.0, 1.7), (0.010, 4.8, 2.0)), [(0, "#6f9f84"), (0.4, "#94b690"), (1, "#a9c199")])
    _conifers(canvas, _hill(0.58, (0.045, 1.0, 1.7), (0.010, 4.8, 2.0)), "#6f9f84", seed=5, count=22)
    rows = 9
    for row in range(rows):
        share = row / (rows - 1)
        line = _hill(0.66 + 0.30 * share**1.1, (0.035, 0.8, 0.4 + 0.32 * row), (0.006, 2.9, row * 0.7))
        top, low = _mix("#4e8f73", "#143f3d", share), _mix("#3a7a66", "#0d3033", share)
        lit = _mix(top, "#ffe0a0", 0.42 * (1 - share) + 0.06)
        canvas.ridge(line, [(0, lit), (0.10, top), (0.34, low), (1, low)])
    _tree(canvas, 0.80, 0.665, 0.20)


def _hill(base: float, *waves: tuple[float, float, float]) -> Callable[[np.ndarray[Any, Any]], np.ndarray[Any, Any]]:
    """A line made of sine waves given as (height, waves across the picture, phase)."""

    def line(across: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        total = np.full_like(across, base)
        for height, count, phase in waves:
            total += height * np.sin(across * count * 2 * np.pi + phase)
        return total

    return line


def _band(canvas: Canvas, top: float, bottom: float, colour: str, *waves: tuple[float, float, float]) -> None:
    across = np.linspace(0.0, 1.0, 200)
    line = np.minimum(_hill(top, *waves)(across), bottom)
    points = [(float(x), float(y)) for x, y in zip(across, line, strict=True)]
    canvas.polygon([(0.0, bottom), *points, (1.0, bottom)], colour)


def _conifers(
    canvas: Canvas, line: Callable[[np.ndarray[Any, Any]], np.ndarray[Any, Any]], colour: str, *, seed: int, count: int
) -> None:
    random = np.random.default_rng(seed)
    for _ in range(count):
        cluster = 0.18 if random.random() < 0.5 else 0.84
        x = float(np.clip(random.normal(cluster, 0.10), -0.02, 1.02))
        ground = float(line(np.array([x]))[0]) + 0.008
        _fir(canvas, x, ground, float(random.uniform(0.045, 0.085)), colour)


def _fir(canvas: Canvas, x: float, ground: float, size: float, colour: str) -> None:
    """A fir of three tiers; size is its height in fractions of the shorter side."""
    height = size * canvas.unit
    cx, foot = canvas.x(x), canvas.y(ground)
    path = skia.Path()
    tiers = ((0.10, 0.44, 0.26), (0.32, 0.70, 0.20), (0.55, 1.0, 0.14))
    for low, high, half in tiers:
        path.moveTo(cx - half * height, foot - low * height)
        path.quadTo(cx - half * height * 0.35, foot - (low + 0.06) * height, cx, foot - high * height)
        path.quadTo(cx + half * height * 0.35, foot - (low + 0.06) * height, cx + half * height, foot - low * height)
        path.close()
    path.addRect(skia.Rect.MakeLTRB(cx - 0.025 * height, foot - 0.12 * height, cx + 0.025 * height, foot))
    canvas.shape(path, colour)


def _bird(canvas: Canvas, x: float, y: float, size: float, colour: str) -> None:
    span = size * canvas.unit
    cx, cy = canvas.x(x), canvas.y(y)
    path = skia.Path()
    path.moveTo(cx - span, cy - span * 0.35)
    path.quadTo(cx - span * 0.4, cy - span * 0.5, cx, cy)
    path.quadTo(cx + span * 0.4, cy - span * 0.5, cx + span, cy - span * 0.35)
    path.quadTo(cx + span * 0.4, cy - span * 0.32, cx, cy + span * 0.14)
    path.quadTo(cx - span * 0.4, cy - span * 0.32, cx - span, cy - span * 0.35)
    canvas.shape(path, colour, 0.9)


def _cloud(canvas: Canvas, x: float, y: float, size: float, colour: str, opacity: float) -> None:
    """A flat-bottomed cloud; size is its width in fractions of the shorter side."""
    path = skia.Path()
    unit = size * canvas.unit
    cx, cy = canvas.x(x), canvas.y(y)
    for dx, dy, radius in ((-0.32, -0.08, 0.16), (-0.08, -0.17, 0.24), (0.20, -0.11, 0.19), (0.40, -0.05, 0.12)):
        path.addCircle(cx + dx * unit, cy + dy * unit, radius * unit)
    clip = skia.Path()
    clip.addRect(skia.Rect.MakeLTRB(cx - unit, cy - unit, cx + unit, cy))
    base = skia.Path()
    base.addRRect(
        skia.RRect.MakeRectXY(
            skia.Rect.MakeLTRB(cx - 0.5 * unit, cy - 0.10 * unit, cx + 0.54 * unit, cy), 0.05 * unit, 0.05 * unit
        )
    )
    puff = skia.Op(skia.Op(path, clip, skia.kIntersect_PathOp), base, skia.kUnion_PathOp)
    canvas.shape(puff, colour, opacity)


def _boat(canvas: Canvas, x: float, y: float, size: float, sail: str, jib: str, hull: str) -> None:
    """A sailing boat with its reflection; size is the mast's height in fractions of the shorter side."""
    unit = size * canvas.unit
    cx, cy = canvas.x(x), canvas.y(y)
    for mirrored, opacity in ((-0.55, 0.20), (1.0, 1.0)):

        def point(px: float, py: float, flip: float = mirrored) -> tuple[float, float]:
            return cx + px * unit, cy - py * unit * flip

        main = skia.Path()
        main.moveTo(*point(0.02, 1.0))
        main.quadTo(*point(0.36, 0.50), *point(0.38, 0.14))
        main.lineTo(*point(0.02, 0.14))
        main.close()
        fore = skia.Path()
        fore.moveTo(*point(-0.02, 0.88))
        fore.quadTo(*point(-0.20, 0.45), *point(-0.34, 0.14))
        fore.lineTo(*point(-0.02, 0.14))
        fore.close()
        body = skia.Path()
        body.moveTo(*point(-0.42, 0.10))
        body.lineTo(*point(0.46, 0.10))
        body.quadTo(*point(0.38, -0.02), *point(0.30, -0.03))
        body.lineTo(*point(-0.30, -0.03))
        body.quadTo(*point(-0.39, 0.02), *point(-0.42, 0.10))
        body.close()
        canvas.shape(main, sail, opacity)
        canvas.shape(fore, jib, opacity)
        canvas.shape(body, hull, opacity)
    canvas.streak(x, y + 0.006 * size / 0.2, size * 1.5, 0.010 * size / 0.2, "#eafaf5", 0.7)


def _mountains(canvas: Canvas, shore: float, up: float) -> None:
    """Two ranges above the shore line, or mirrored below it and paler."""
    pale = up < 0
    far = (
        (-0.05, 0.17), (0.16, 0.27), (0.26, 0.19), (0.36, 0.30), (0.50, 0.20),
        (0.66, 0.25), (0.76, 0.18), (0.85, 0.27), (1.05, 0.14),
    )  # fmt: skip
    near = (
        (-0.05, 0.13), (0.02, 0.16), (0.16, 0.09), (0.30, 0.27), (0.44, 0.40),
        (0.56, 0.24), (0.66, 0.29), (0.80, 0.11), (0.96, 0.18), (1.05, 0.12),
    )  # fmt: skip
    opacity = 0.40 if pale else 1.0
    _range(
        canvas,
        shore,
        up,
        far if not pale else tuple((x, height * 0.9) for x, height in far),
        ("#8fb0c4", "#a9c5d1", "#f3f6f4"),
        opacity * 0.9,
    )
    _range(canvas, shore, up, near, ("#3f6482", "#5c83a0", "#ffffff"), opacity)


def _range(
    canvas: Canvas,
    shore: float,
    up: float,
    peaks: Sequence[tuple[float, float]],
    colours: tuple[str, str, str],
    opacity: float,
) -> None:
    shade, light, snow = colours
    outline = [(x, shore - height * up) for x, height in peaks]
    canvas.polygon([(peaks[0][0], shore), *outline, (peaks[-1][0], shore)], shade, opacity)
    for before, peak, after in zip(peaks, peaks[1:], peaks[2:], strict=False):
        if peak[1] <= max(before[1], after[1]):
            continue
        x, height = peak

        def at(px: float, py: float) -> tuple[float, float]:
            return px, shore - py * up

        ridge = (x + 0.012, height * 0.62), (x - 0.006, height * 0.38), (x + 0.02, 0.0)
        canvas.polygon([at(x, height), *(at(*p) for p in ridge), at(*after)], light, opacity)
        down = 0.34
        left = (x + (before[0] - x) * down, height + (before[1] - height) * down)
        right = (x + (after[0] - x) * down, height + (after[1] - height) * down)
        zigzag = [
            (x + (right[0] - x) * 0.62, height - (height - right[1]) * 0.70 - height * 0.05),
            (x + (right[0] - x) * 0.28, height - height * 0.075),
            (x, height - height * 0.19),
            (x + (left[0] - x) * 0.36, height - height * 0.09),
            (x + (left[0] - x) * 0.66, height - (height - left[1]) * 0.70 - height * 0.07),
        ]
        canvas.polygon([at(x, height), at(*right), *(at(*p) for p in zigzag), at(*left)], snow, opacity)


def _shore_trees(canvas: Canvas, shore: float) -> None:
    random = np.random.default_rng(8)
    for _ in range(46):
        x = float(random.uniform(-0.01, 1.01))
        _fir(canvas, x, shore + 0.002, float(random.uniform(0.030, 0.062)), "#274f4d")


def _tree(canvas: Canvas, x: float, ground: float, size: float) -> None:
    """A broad round tree; size is its height in fractions of the shorter side."""
    unit = size * canvas.unit
    cx, foot = canvas.x(x), canvas.y(ground)
    trunk = skia.Path()
    trunk.moveTo(cx - 0.05 * unit, foot + 0.03 * unit)
    trunk.quadTo(cx - 0.02 * unit, foot - 0.2 * unit, cx - 0.03 * unit, foot - 0.5 * unit)
    trunk.lineTo(cx + 0.03 * unit, foot - 0.5 * unit)
    trunk.quadTo(cx + 0.02 * unit, foot - 0.2 * unit, cx + 0.05 * unit, foot + 0.03 * unit)
    trunk.close()
    canvas.shape(trunk, "#33403f")
    for dx, dy, radius, colour in (
        (-0.20, 0.48, 0.20, "#2f6657"), (0.20, 0.50, 0.19, "#2f6657"), (0.0, 0.62, 0.28, "#3a7863"),
        (-0.10, 0.72, 0.17, "#5c9a78"), (-0.24, 0.56, 0.10, "#5c9a78"), (0.08, 0.80, 0.09, "#79b088"),
    ):  # fmt: skip
        crown = skia.Path()
        crown.addCircle(cx + dx * unit, foot - dy * unit, radius * unit)
        canvas.shape(crown, colour)


def _mix(first: str, second: str, share: float) -> str:
    a, b = bytes.fromhex(first[1:]), bytes.fromhex(second[1:])
    return "#" + "".join(f"{round(x + (y - x) * share):02x}" for x, y in zip(a, b, strict=True))


def _ink(colour: str, opacity: float) -> int:
    red, green, blue = bytes.fromhex(colour[1:])
    return int(skia.Color(red, green, blue, round(opacity * 255)))


def _paint(colour: str, opacity: float) -> skia.Paint:
    return skia.Paint(Color=_ink(colour, opacity), AntiAlias=True)
