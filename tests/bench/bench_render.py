"""How much the renderer costs over Skia itself, and what a second process gains.

Run it with `python -m tests.bench.bench_render`. The same full-HD scene is drawn twice: by the renderer from a model,
and by the bare Skia calls that it comes down to, written out by hand. Both pictures are compared first, so that the
ratio is of equal work. Printed are medians; the renderer must stay within 1.3 × the bare calls, and two processes
must draw at least 1.8 × as many frames as one.
"""

from __future__ import annotations

import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import skia
from PIL import Image

from app.core.model import LayerKind, MatteKind, Template, TrackMatte
from app.render.content import SAMPLING
from app.render.masks import FEATHER_TO_SIGMA
from app.render.renderer import Renderer
from app.render.surface import Picture, Pixels, new_surface, picture_of
from tests.fakes.fonts import NoFonts
from tests.fakes.models import (
    make_comp,
    make_image,
    make_layer,
    make_mask,
    make_solid,
    make_template,
    rectangle,
    transform_group,
)

WIDTH, HEIGHT = 1920, 1080
PHOTO = (2400, 1600)
FRAMES = 12
ORANGE, TEAL, GREY = (0.9, 0.5, 0.1), (0.1, 0.5, 0.5), (0.3, 0.3, 0.3)
FAST = skia.Canvas.SrcRectConstraint.kFast_SrcRectConstraint


def scene() -> Template:
    """Photo below, turned photo, feathered solid, screen, matted photo, moving nested comp, overlay at half.

    The lowest layer moves, so that nothing but the photo's file can be kept from one frame to the next.
    """
    nested = make_comp(
        2,
        800,
        400,
        make_layer(1, source_id=101, transform=_at((100, 50), rotation=[(0.0, 0.0), (10.0, 90.0)])),
        make_layer(2, source_id=102),
    )
    mask = make_mask(rectangle(100, 100, 700, 300), feather=(40, 40))
    matte = TrackMatte(kind=MatteKind.ALPHA, layer_id=4)
    photo = {"kind": LayerKind.FOOTAGE, "source_id": 100}
    layers = [
        make_layer(1, **photo, blend_mode="overlay", transform=_at((0, 0), scale=(80, 67.5), opacity=50.0)),
        make_layer(2, LayerKind.COMP, source_id=2, transform=_at((900.5, 600.25), scale=(90, 90))),
        make_layer(4, source_id=101, is_matte=True, enabled=False, transform=_at((600, 400), rotation=15.0)),
        make_layer(5, **photo, matte=matte, transform=_at((300, 100), scale=(50, 50))),
        make_layer(6, source_id=103, blend_mode="screen"),
        make_layer(7, source_id=101, masks=[mask], transform=_at((1000, 80), opacity=80.0)),
        make_layer(
            8,
            **photo,
            transform=_at([(0.0, (150.0, 90.0, 0.0)), (10.0, (600.0, 90.0, 0.0))], rotation=8.0, scale=(40, 40)),
        ),
        make_layer(9, **photo, transform=_at([(0.0, (0.0, 0.0, 0.0)), (10.0, (-20.0, 0.0, 0.0))], scale=(82, 82))),
    ]
    footage = [
        make_image(100, *PHOTO),
        make_solid(101, 800, 400, ORANGE),
        make_solid(102, 800, 400, TEAL),
        make_solid(103, WIDTH, HEIGHT, GREY),
    ]
    return make_template(make_comp(1, WIDTH, HEIGHT, *layers), nested, footage=footage)


def bare(photo: Picture, frame: int) -> Pixels:
    """The same frame in Skia calls alone."""
    seconds = frame / 25
    surface = new_surface(WIDTH, HEIGHT)
    canvas = surface.canvas
    _photo(canvas, photo, _matrix((-2 * seconds, 0), scale=(0.82, 0.82)))
    _photo(canvas, photo, _matrix((150 + 45 * seconds, 90), degrees=8, scale=(0.4, 0.4)))
    _feathered(canvas)
    canvas.drawRect(skia.Rect.MakeWH(WIDTH, HEIGHT), _paint(GREY, BlendMode=skia.BlendMode.kScreen))
    _matted(canvas, photo)
    nested = new_surface(800, 400)
    nested.canvas.drawRect(skia.Rect.MakeWH(800, 400), _paint(TEAL))
    nested.canvas.concat(_matrix((100, 50), degrees=9 * seconds))
    nested.canvas.drawRect(skia.Rect.MakeWH(800, 400), _paint(ORANGE))
    _photo(canvas, nested.picture(), _matrix((900.5, 600.25), scale=(0.9, 0.9)))
    overlay = skia.Paint(AntiAlias=True, BlendMode=skia.BlendMode.kOverlay, Alphaf=0.5)
    _photo(canvas, photo, _matrix((0, 0), scale=(0.8, 0.675)), overlay)
    return surface.pixels


def measure(*draws: Callable[[int], Pixels]) -> list[float]:
    """Median milliseconds per frame of each, measured in turns, so that a busy computer slows all of them."""
    times: list[list[float]] = [[] for _ in draws]
    for frame in range(FRAMES):
        for draw, spent in zip(draws, times, strict=True):
            started = time.perf_counter()
            draw(frame)
            spent.append((time.perf_counter() - started) * 1000)
    return [statistics.median(spent) for spent in times]


def frames_per_second(path: Path, processes: int) -> float:
    """Frames drawn per second by several processes together."""
    context = multiprocessing.get_context("spawn")
    barrier, spent = context.Barrier(processes), context.Queue()
    workers = [context.Process(target=_work, args=(path, barrier, spent)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    slowest = max(spent.get() for _ in workers)
    for worker in workers:
        worker.join()
    return processes * FRAMES / slowest


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "photo.png"
        noise = np.random.default_rng(1).integers(0, 256, (PHOTO[1] // 8, PHOTO[0] // 8, 3), dtype=np.uint8)
        Image.fromarray(noise).resize(PHOTO, Image.Resampling.BICUBIC).save(path, compress_level=1)
        pixels = np.array(Image.open(path).convert("RGBA"))
        photo = picture_of(pixels, mipmaps=True)
        renderer = Renderer(scene(), footage={100: path}, fonts=NoFonts())
        difference = int(np.abs(renderer.render(1, 5).astype(int) - bare(photo, 5)).max())
        print(f"largest difference of the two pictures: {difference} of 255")
        ours, theirs = measure(lambda frame: renderer.render(1, frame), lambda frame: bare(photo, frame))
        print(f"renderer {ours:.1f} ms, bare Skia {theirs:.1f} ms a frame: {ours / theirs:.2f} × (at most 1.3)")
        one, two = frames_per_second(path, 1), frames_per_second(path, 2)
        print(f"1 process {one:.1f}, 2 processes {two:.1f} frames a second: {two / one:.2f} × (at least 1.8)")


def _work(path: Path, barrier: object, spent: object) -> None:
    renderer = Renderer(scene(), footage={100: path}, fonts=NoFonts())
    renderer.render(1, 0)
    barrier.wait()  # type: ignore[attr-defined]
    started = time.perf_counter()
    for frame in range(FRAMES):
        renderer.render(1, frame)
    spent.put(time.perf_counter() - started)  # type: ignore[attr-defined]


def _at(position: object, **transform: object) -> object:
    return transform_group(position=position, **transform)  # type: ignore[arg-type]


def _matrix(
    position: tuple[float, float], *, degrees: float = 0.0, scale: tuple[float, float] = (1.0, 1.0)
) -> skia.Matrix:
    matrix = skia.Matrix.Translate(*position)
    matrix.preRotate(degrees)
    matrix.preScale(*scale)
    return matrix


def _paint(color: tuple[float, float, float], **options: object) -> skia.Paint:
    paint = skia.Paint(AntiAlias=True, **options)
    paint.setColor4f(skia.Color4f(*color, 1.0))
    return paint


def _photo(canvas: skia.Canvas, picture: Picture, matrix: skia.Matrix, paint: skia.Paint | None = None) -> None:
    whole = skia.Rect.MakeWH(picture.width, picture.height)
    canvas.save()
    canvas.concat(matrix)
    canvas.drawImageRect(picture.image, whole, whole, SAMPLING, paint or skia.Paint(AntiAlias=True), FAST)
    canvas.restore()


def _feathered(canvas: skia.Canvas) -> None:
    sigma = 40 * FEATHER_TO_SIGMA
    whole = skia.Rect.MakeXYWH(1000, 80, 800, 400)
    canvas.save()
    canvas.clipRect(whole)
    canvas.saveLayer(None, skia.Paint(Alphaf=0.8))
    canvas.drawRect(whole, _paint(ORANGE))
    canvas.saveLayer(None, skia.Paint(BlendMode=skia.BlendMode.kDstIn))
    blur = skia.ImageFilters.Blur(sigma, sigma)
    canvas.drawRect(skia.Rect.MakeXYWH(1100, 180, 600, 200), _paint((1, 1, 1), ImageFilter=blur))
    canvas.restore()
    canvas.restore()
    canvas.restore()


def _matted(canvas: skia.Canvas, photo: Picture) -> None:
    canvas.save()
    canvas.clipRect(skia.Rect.MakeXYWH(300, 100, PHOTO[0] / 2, PHOTO[1] / 2))
    canvas.saveLayer(None, None)
    _photo(canvas, photo, _matrix((300, 100), scale=(0.5, 0.5)))
    canvas.saveLayer(None, skia.Paint(BlendMode=skia.BlendMode.kDstIn))
    canvas.concat(_matrix((600, 400), degrees=15))
    canvas.drawRect(skia.Rect.MakeWH(800, 400), _paint(ORANGE))
    canvas.restore()
    canvas.restore()
    canvas.restore()


if __name__ == "__main__":
    main()
