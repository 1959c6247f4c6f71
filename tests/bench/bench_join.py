"""How fast pieces become a film, against making the film from a PNG sequence as render farms commonly do.

Run it with `python -m tests.bench.bench_join`. 300 frames of 1920 × 1080 are drawn once and kept both ways: as ten
pieces and as PNG files. Printed are the seconds for each way to the film, and their ratio: joining must take at most
1 s and be at least 8 × faster. Verifying the film by decoding it is printed too, as it comes on top of either.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from app.core.frames import FrameRange
from app.core.presets import find_preset
from app.farm.engines.sources import PatternSource
from app.farm.ffmpeg import find_ffmpeg, join_pieces, run_ffmpeg
from app.farm.film import measure_film
from app.farm.storage_folder import FolderStorage
from tests.fakes.farm_jobs import make_pieces, make_plan

FRAMES = 300
RATE = 30


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plan = make_plan(
            frames=FrameRange(start=0, stop=FRAMES), piece_length=30, width=1920, height=1080, frame_rate=(RATE, 1)
        )
        storage = FolderStorage(folder / "storage", folder / "results")
        pieces = [storage.fetch(manifest.file) for manifest in make_pieces(storage, plan)]
        source = PatternSource(plan)
        for number in plan.frames:
            Image.fromarray(source.frame(number)).save(folder / f"{number:05d}.png", compress_level=1)
        preset = find_preset(plan.preset)
        film, other = folder / "film.mp4", folder / "other.mp4"

        def join() -> None:
            join_pieces(find_ffmpeg(), pieces, film, preset=preset, frame_rate=(RATE, 1), frame_count=FRAMES)

        def encode() -> None:
            options = [part for key, value in preset.options for part in (f"-{key}:v", value)]
            arguments = ["-framerate", str(RATE), "-i", folder / "%05d.png", "-c:v", preset.codec, *options]
            run_ffmpeg(
                find_ffmpeg(), [*arguments, "-pix_fmt", preset.pixel_format, "-y", other], doing="encode the sequence"
            )

        joined = min(seconds(join) for _ in range(3))
        encoded = seconds(encode)
        verified = seconds(lambda: measure_film(film))
        print(f"join of {len(pieces)} pieces: {joined:.2f} s; from {FRAMES} PNG files: {encoded:.2f} s")
        print(f"ratio: {encoded / joined:.1f} (must be 8 or more); verifying by decoding: {verified:.2f} s")


def seconds(action: Callable[[], object]) -> float:
    """How long a call takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
