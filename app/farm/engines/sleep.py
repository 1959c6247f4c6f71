"""The sleep engine, for benchmarks only: frames cost time but no work, so the farm around them can be measured."""

from __future__ import annotations

import shutil
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

from app.core.decoding import from_json
from app.core.errors import StorageError
from app.core.frames import FrameRange
from app.core.jobs import PieceManifest, RenderPlan
from app.core.model import Struct
from app.core.ports import ChunkControl, EngineListener, RenderOrder, Storage
from app.core.presets import find_preset
from app.core.unreadable import NO_DOCUMENT
from app.farm.engines.plans import load_plan
from app.farm.engines.sources import PatternSource
from app.farm.files import translated
from app.farm.manager.services import piece_key
from app.farm.pieces import Frame, encode_piece, store_piece

_NAP_SECONDS = 0.05
"""Longest sleep at once, so that a stop is seen soon."""


class SleepScript(Struct, frozen=True):
    """What the frames of a job cost, in seconds: stored as JSON where other jobs have their model.

    `frames` names frames that differ from `seconds_per_frame`.
    """

    seconds_per_frame: float = 0.0
    frames: dict[int, float] = {}

    def seconds(self, frame: int) -> float:
        """What that frame costs."""
        return self.frames.get(frame, self.seconds_per_frame)


class SleepEngine:
    """Implements `app.core.ports.Engine`: sleeps for each frame and writes small real pieces of the plan's size.

    `speed` divides the times, for fleets of unequal workers.
    """

    def __init__(self, storage: Storage, *, speed: float = 1.0) -> None:
        self._storage = storage
        self._speed = speed
        self._folder: Path | None = None

    @property
    def name(self) -> str:
        """`sleep`."""
        return "sleep"

    @property
    def offers(self) -> tuple[str, ...]:
        """See `Engine.offers`."""
        return (self.name,)

    def render(self, order: RenderOrder, control: ChunkControl, listener: EngineListener) -> None:
        """See `Engine.render`."""
        plan = load_plan(self._storage, order.plan)
        script = self._script(plan)
        for piece, frames in order.pieces:
            if not control.wants(piece):
                continue
            try:
                manifest = self._make(order, plan, script, piece, frames, control, listener)
            except _StoppedError:
                return
            listener.piece_done(manifest)

    def close(self) -> None:
        """See `Engine.close`."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _script(self, plan: RenderPlan) -> SleepScript:
        if not plan.model:
            return SleepScript()
        path = self._storage.fetch(plan.model)
        try:
            with translated("read", path):
                return from_json(path.read_bytes(), SleepScript)
        except NO_DOCUMENT as error:
            raise StorageError(f"The sleep script of job {plan.job_id} is damaged.", f"{error}.") from error

    def _make(
        self,
        order: RenderOrder,
        plan: RenderPlan,
        script: SleepScript,
        piece: int,
        frames: FrameRange,
        control: ChunkControl,
        listener: EngineListener,
    ) -> PieceManifest:
        if self._folder is None:
            self._folder = self._storage.scratch(f"sleep-{uuid.uuid4().hex}")
        started = time.monotonic()
        preset = find_preset(plan.preset)
        path = self._folder / f"{piece:05d}{preset.extension}"
        encoded = encode_piece(
            self._frames(plan, script, piece, frames, control, listener),
            path,
            preset=preset,
            size=(plan.width, plan.height),
            frame_rate=plan.frame_rate,
        )
        manifest = PieceManifest(
            job_id=order.job_id,
            piece=piece,
            frames=frames,
            file=piece_key(order.job_id, piece, order.attempt, preset.extension),
            size=encoded.size,
            sha256=encoded.sha256,
            frame_hashes=encoded.frame_hashes,
            attempt=order.attempt,
            engine=self.name,
            seconds=time.monotonic() - started,
        )
        return store_piece(self._storage, path, manifest)

    def _frames(
        self,
        plan: RenderPlan,
        script: SleepScript,
        piece: int,
        frames: FrameRange,
        control: ChunkControl,
        listener: EngineListener,
    ) -> Iterator[Frame]:
        source = PatternSource(plan)
        due = time.monotonic()
        for number in frames:
            # Against the clock, so that encoding and late wake-ups do not add up.
            due += script.seconds(number) / self._speed
            _sleep_until(due, control)
            yield source.frame(number)
            listener.frame_drawn(piece, number)


class _StoppedError(Exception):
    """The order was stopped; never leaves this module."""


def _sleep_until(due: float, control: ChunkControl) -> None:
    while True:
        if control.stopped:
            raise _StoppedError
        remaining = due - time.monotonic()
        if remaining <= 0:
            return
        time.sleep(min(remaining, _NAP_SECONDS))
