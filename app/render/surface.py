"""Pixels to draw on: a numpy array and a Skia canvas over the same memory.

All pictures of the renderer are 8-bit RGBA, premultiplied, in the project's own gamma (`aepx-format.md` §4.1: no
project of the corpus blends linearly).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import skia

Pixels = npt.NDArray[np.uint8]
"""An array of (height, width, 4), C-contiguous unless it is a view."""

MAX_SIDE = 30_000
"""Longest side in pixels that After Effects allows for a composition."""

MAX_PIXELS = 150_000_000
"""Most pixels of one picture, 600 MB: a composition that is larger is damaged, or beyond this renderer."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Pixels that Skia can draw. Skia only borrows their memory, so keep the picture for as long as its image."""

    image: skia.Image
    pixels: Pixels

    @property
    def width(self) -> int:
        """Width in pixels."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Height in pixels."""
        return int(self.pixels.shape[0])


@dataclass(frozen=True, slots=True)
class Surface:
    """An array with its canvas. The canvas draws straight into `pixels`, so nothing has to be flushed or read back."""

    pixels: Pixels
    canvas: skia.Canvas
    _surface: skia.Surface

    @property
    def width(self) -> int:
        """Width in pixels."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Height in pixels."""
        return int(self.pixels.shape[0])

    def picture(self) -> Picture:
        """The pixels as a picture that shares their memory: draw it only while nobody draws on this surface."""
        return picture_of(self.pixels)


def new_surface(width: int, height: int) -> Surface:
    """A transparent surface. Raises `ValueError` when the size is impossible."""
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        raise ValueError(f"a picture of {width} × {height} pixels cannot be drawn, sides are 1 to {MAX_SIDE} pixels")
    if width * height > MAX_PIXELS:
        raise ValueError(f"a picture of {width} × {height} pixels would need too much memory")
    pixels: Pixels = np.zeros((height, width, 4), np.uint8)
    return surface_on(pixels)


def surface_on(pixels: Pixels) -> Surface:
    """A surface over the memory of a C-contiguous premultiplied array."""
    surface = skia.Surface.MakeRasterDirect(_info(pixels.shape[1], pixels.shape[0]), pixels)
    return Surface(pixels=pixels, canvas=surface.getCanvas(), _surface=surface)


def lay_under(surface: Surface, color: tuple[float, float, float]) -> None:
    """Make what is drawn opaque, over a composition's background colour (0..1 each)."""
    surface.canvas.drawColor(skia.Color4f(*color, 1.0), skia.BlendMode.kDstOver)


def picture_of(pixels: Pixels, *, mipmaps: bool = False) -> Picture:
    """A C-contiguous premultiplied array as a picture; `mipmaps` prepares it for being drawn smaller many times."""
    # Opaque pictures are copied instead of blended, which is several times faster; finding out pays when it is kept.
    opaque = mipmaps and bool((pixels[..., 3] == 255).all())
    alpha = skia.AlphaType.kOpaque_AlphaType if opaque else skia.AlphaType.kPremul_AlphaType
    image = skia.Image.fromarray(pixels, skia.ColorType.kRGBA_8888_ColorType, alpha, copy=False)
    return Picture(image=image.withDefaultMipmaps() if mipmaps else image, pixels=pixels)


def premultiply(straight: Pixels) -> Pixels:
    """A straight-alpha array as a premultiplied one, rounded to nearest."""
    if bool((straight[..., 3] == 255).all()):
        return straight
    alpha = straight[..., 3:4].astype(np.uint16)
    product = straight[..., :3].astype(np.uint16) * alpha + 128
    result = straight.copy()
    result[..., :3] = (product + (product >> 8)) >> 8
    return result


def _info(width: int, height: int) -> skia.ImageInfo:
    return skia.ImageInfo.Make(width, height, skia.ColorType.kRGBA_8888_ColorType, skia.AlphaType.kPremul_AlphaType)
