"""What a frame of a template costs that was never rendered: a few frames are drawn and encoded, and timed.

They are drawn as a film's are, by a child process of the built-in engine, which is killed when it takes too long.
"""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from app.core.errors import FarmhandError
from app.core.frames import FrameRange, piece_length, rational_rate
from app.core.jobs import PLAN_VERSION, EngineChoice, RenderPlan
from app.core.model import Comp
from app.core.presets import find_preset
from app.farm.engines.child_process import ChildProcess
from app.farm.engines.protocol import Draw, Ended, Failed, LocalFont, Open, Written
from app.farm.files import translated
from app.farm.opened import Opened
from app.farm.requests import find_files
from app.template.model_bytes import encode_model

LIMIT_SECONDS: Final = 12.0
"""How long it may take on the whole; what was drawn until then counts."""

PLACES: Final = 3
"""Frames are drawn at so many places, spread evenly over the film."""

RUN_FRAMES: Final = 6
"""Frames one after the other at each place, as what is kept from frame to frame makes later ones cheaper."""

_POLL_SECONDS: Final = 0.1

_log = logging.getLogger(__name__)

Timed = tuple[int, float]
"""Frames of a piece, and the seconds that it took."""


def sample_cost(
    opened: Opened,
    comp: Comp,
    frames: FrameRange,
    *,
    preset: str,
    limit: float = LIMIT_SECONDS,
    cancelled: Callable[[], bool] = bool,
) -> float:
    """Seconds per frame, drawing and encoding, on a core of this computer; 0.0 where it could not be found out.

    Blocks for up to `limit` seconds, or until it is cancelled, so it belongs into a background thread. That drawing
    fails is no error here: it is one when the film is rendered, and is written to the log.
    """
    pieces = sampled_pieces(frames)
    if not pieces:
        return 0.0
    try:
        # Without a place for temporary files, even asking where they go raises.
        with (
            translated("write", Path("temporary files")),
            tempfile.TemporaryDirectory(prefix="farmhand-sample-", ignore_cleanup_errors=True) as folder,
        ):
            sampling = _Sampling(Path(folder), time.monotonic() + limit, cancelled)
            timed = sampling.draw(_opening(opened, comp, frames, preset, Path(folder)), pieces)
    except FarmhandError as error:
        _log.info("No frames of %s could be timed: %s %s", opened.path.name, error.title, error.cause)
        return 0.0
    return cost_of(timed, piece_length(comp.frame_rate))


def sampled_pieces(frames: FrameRange) -> tuple[FrameRange, ...]:
    """Which frames are drawn, as pieces: at each place one frame alone, then a run; a first frame only warms up."""
    if len(frames) < 1:
        return ()
    length = min(RUN_FRAMES + 1, len(frames))
    starts = sorted({frames.start + (len(frames) - length) * place // (PLACES - 1) for place in range(PLACES)})
    # The middle comes first: it is most like the rest where time runs out.
    ordered = sorted(starts, key=lambda start: abs(2 * start + length - frames.start - frames.stop))
    found = [FrameRange(start=ordered[0], stop=ordered[0] + 1)]
    for start in ordered:
        found.append(FrameRange(start=start, stop=start + 1))
        if length > 1:
            found.append(FrameRange(start=start + 1, stop=start + length))
    return tuple(found)


def cost_of(timed: list[Timed], usual_length: int) -> float:
    """Seconds per frame in pieces of the usual length, from what pieces took of which the first only warmed up.

    A piece takes a part of its own, o, and one for each of its frames, c: from pieces of n frames that took s seconds
    c = Σ(sₙ − s₁) / Σ(n − 1), o = mean(s₁) − c. Where only the warming up was finished, it is that.
    """
    singles = [seconds for count, seconds in timed[1:] if count == 1]
    runs = [(count, seconds) for count, seconds in timed[1:] if count > 1]
    if not runs:
        return singles[0] if singles else timed[0][1] if timed else 0.0
    # Runs were drawn after their single frames, place by place.
    begun = sum(singles[: len(runs)])
    total, drawn = sum(seconds for _, seconds in runs), sum(count for count, _ in runs)
    slope = (total - begun) / (drawn - len(runs))
    # The first frame of a place may be dearer than all others together.
    each = min(slope, total / drawn) if slope > 0 else total / drawn
    own = max(0.0, begun / len(runs) - each)
    return each + min(own, total / len(runs)) / max(1, usual_length)


def _opening(opened: Opened, comp: Comp, frames: FrameRange, preset: str, folder: Path) -> Open:
    files = find_files(opened.template, opened.path, comp)
    model = folder / "model"
    model.write_bytes(encode_model(opened.template))
    width, height = find_preset(preset).film_size(comp.width, comp.height)
    plan = RenderPlan(
        version=PLAN_VERSION,
        job_id="sample",
        model="",
        project="",
        comp_id=comp.id,
        frames=frames,
        piece_length=RUN_FRAMES,
        width=width,
        height=height,
        frame_rate=rational_rate(comp.frame_rate),
        preset=preset,
        engine=EngineChoice.BUILTIN,
    )
    return Open(
        plan=plan,
        model=str(model),
        footage={item: str(path) for item, path in files.footage.items()},
        fonts={name: LocalFont(path=str(font.path), face=font.face) for name, font in files.fonts.items()},
    )


class _Sampling:
    """Has a child process draw into `folder` until `end` (monotonic), or until it is `cancelled`."""

    def __init__(self, folder: Path, end: float, cancelled: Callable[[], bool]) -> None:
        self._folder, self._end, self._cancelled = folder, end, cancelled

    def draw(self, message: Open, pieces: tuple[FrameRange, ...]) -> list[Timed]:
        """What pieces took, in their order, as far as they were drawn."""
        child = ChildProcess("renderer")
        try:
            child.send(message)
            child.send(Draw(order=1, folder=str(self._folder), pieces=tuple(enumerate(pieces))))
            return [(len(written.frames), written.seconds) for written in self._written(child)]
        finally:
            child.close(0.0)

    def _written(self, child: ChildProcess) -> Iterator[Written]:
        while (left := self._end - time.monotonic()) > 0 and not self._cancelled():
            message = child.receive(min(left, _POLL_SECONDS))
            if isinstance(message, Failed):
                raise FarmhandError(message.error.title, message.error.cause)
            if isinstance(message, Ended):
                return
            if isinstance(message, Written):
                yield message
