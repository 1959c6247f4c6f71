"""From frames on the disk to pieces in storage, as soon as all frames of a piece are there.

By the same code as in the builtin engine, so that a film does not depend on who drew it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from app.core.frames import FrameRange
from app.core.jobs import PieceManifest, RenderPlan
from app.core.log_lines import LogLevel
from app.core.ports import ChunkControl, EngineListener, RenderOrder, Storage
from app.core.presets import find_preset
from app.farm.engines.aerender.frames import Shelf
from app.farm.engines.aerender.run import NoLongerWantedError
from app.farm.engines.aerender.staging import Staged
from app.farm.manager.services import piece_key
from app.farm.pieces import Frame, encode_piece, store_piece
from app.render.surface import lay_under, premultiply, surface_on

GAP_FRAMES = 8
"""Missing frames with so few others between them are rendered in one go: to start After Effects takes longer."""


class PieceMaker:
    """Makes the pieces of one order. Implements `run.RunListener`. `folder` is for unfinished pieces."""

    def __init__(
        self,
        storage: Storage,
        order: RenderOrder,
        plan: RenderPlan,
        staged: Staged,
        shelf: Shelf,
        *,
        folder: Path,
        control: ChunkControl,
        listener: EngineListener,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._storage = storage
        self._order = order
        self._plan = plan
        self._staged = staged
        self._shelf = shelf
        self._folder = folder
        self._control = control
        self._listener = listener
        self._monotonic = monotonic
        self._preset = find_preset(plan.preset)
        self._open = dict(order.pieces)
        self._pieces = {frame: piece for piece, frames in order.pieces for frame in frames}
        self._since = monotonic()

    def wanted(self) -> bool:
        """Whether After Effects is to go on: until it is stopped, or the whole order was given up.

        With only its tail given up it goes on to the end, as the next worker has to start After Effects first; whose
        piece comes first counts.
        """
        return any(self._control.wants(piece) for piece, _ in self._order.pieces)

    def missing(self) -> tuple[FrameRange, ...]:
        """The frames of open pieces that are not on the shelf, as ranges, in order; of pieces that are wanted.

        Short gaps between them are part of the ranges.
        """
        ranges: list[FrameRange] = []
        for piece, frames in sorted(self._open.items()):
            for frame in self._shelf.missing(frames) if self._control.wants(piece) else ():
                if ranges and frame - ranges[-1].stop <= GAP_FRAMES:
                    ranges[-1] = FrameRange(start=ranges[-1].start, stop=frame + 1)
                else:
                    ranges.append(FrameRange(start=frame, stop=frame + 1))
        return tuple(ranges)

    def begin(self) -> None:
        """A run begins: what it takes until the first piece counts for that piece."""
        self._since = self._monotonic()

    def landed(self, frames: tuple[int, ...]) -> None:
        """See `RunListener.landed`: makes the pieces that are complete now."""
        for frame in frames:
            piece = self._pieces.get(frame)
            # What was rendered in a gap belongs to another worker's piece.
            if piece is not None:
                self._listener.frame_drawn(piece, frame)
        self.make()

    def noted(self, text: str, level: LogLevel = LogLevel.INFO) -> None:
        """See `EngineListener.noted`."""
        self._listener.noted(text, level)

    def make(self) -> None:
        """Make every piece whose frames are all there.

        Raises `NoLongerWantedError` on a stop, and `VerifyError` when a frame is not what was verified; it is off the
        shelf then.
        """
        for piece, frames in sorted(self._open.items()):
            if not self._shelf.missing(frames):
                self._make(piece, frames)

    def _make(self, piece: int, frames: FrameRange) -> None:
        path = self._folder / f"{piece:05d}{self._preset.extension}"
        encoded = encode_piece(
            self._drawn(frames),
            path,
            preset=self._preset,
            size=(self._plan.width, self._plan.height),
            frame_rate=self._plan.frame_rate,
        )
        now = self._monotonic()
        manifest = PieceManifest(
            job_id=self._order.job_id,
            piece=piece,
            frames=frames,
            file=piece_key(self._order.job_id, piece, self._order.attempt, self._preset.extension),
            size=encoded.size,
            sha256=encoded.sha256,
            frame_hashes=encoded.frame_hashes,
            attempt=self._order.attempt,
            engine="aerender",
            seconds=now - self._since,
            warnings=self._shelf.warnings,
        )
        self._since = now
        stored = store_piece(self._storage, path, manifest)
        del self._open[piece]
        self._listener.piece_done(stored)
        self._shelf.use(frames)

    def _drawn(self, frames: FrameRange) -> Iterator[Frame]:
        for number in frames:
            if self._control.stopped:
                raise NoLongerWantedError
            frame = self._shelf.open(number)
            if self._shelf.straight:
                frame = premultiply(frame)
            if not self._preset.alpha:
                lay_under(surface_on(frame), self._staged.background)
            yield frame
