"""Jobs for tests of what does the work: plans in storage, drawn patterns, and ears for engines."""

from __future__ import annotations

import wave
from pathlib import Path

import msgspec
import numpy as np

from app.core.frames import FrameRange, piece_grid
from app.core.jobs import AssetRef, EngineChoice, JobRequest, PieceManifest, RenderPlan
from app.core.log_lines import LogLevel
from app.core.ports import ChunkControl, RenderOrder, Storage
from app.core.presets import find_preset
from app.farm.engines.sources import PatternSource
from app.farm.manager.services import piece_key, plan_key
from app.farm.pieces import encode_piece, store_piece


def make_plan(job_id: str = "job-1", **fields: object) -> RenderPlan:
    """A plan of 20 small frames in pieces of 5."""
    given: dict[str, object] = {
        "version": 1,
        "job_id": job_id,
        "model": "",
        "project": "",
        "comp_id": 1,
        "frames": FrameRange(start=0, stop=20),
        "piece_length": 5,
        "width": 64,
        "height": 36,
        "frame_rate": (25, 1),
        "preset": "mp4",
        "engine": EngineChoice.BUILTIN,
    }
    return RenderPlan(**(given | fields))  # type: ignore[arg-type]


def store_bytes(storage: Storage, key: str, content: bytes) -> str:
    """Put bytes into storage."""
    source = storage.scratch("tests") / "content"
    source.write_bytes(content)
    storage.put(source, key)
    return key


def store_plan(storage: Storage, plan: RenderPlan) -> RenderPlan:
    """Put a plan where `prepare` puts it."""
    store_bytes(storage, plan_key(plan.job_id), msgspec.json.encode(plan))
    return plan


def make_order(plan: RenderPlan, *, attempt: int = 1, pieces: tuple[int, ...] | None = None) -> RenderOrder:
    """An order for some pieces of a plan, by default all."""
    grid = tuple(enumerate(piece_grid(plan.frames, plan.piece_length)))
    wanted = grid if pieces is None else tuple(grid[piece] for piece in pieces)
    return RenderOrder(job_id=plan.job_id, plan=plan_key(plan.job_id), attempt=attempt, pieces=wanted)


def make_request(plan: RenderPlan, **fields: object) -> JobRequest:
    """The request that a plan might come from."""
    given: dict[str, object] = {
        "job_id": plan.job_id,
        "name": "a film",
        "owner": "tester",
        "template": AssetRef(sha256="0" * 64, name="a.aepx", size=1),
        "comp_id": plan.comp_id,
        "comp_name": "Main",
        "frames": plan.frames,
        "output": f"{plan.job_id}{find_preset(plan.preset).extension}",
        "preset": plan.preset,
    }
    return JobRequest(**(given | fields))  # type: ignore[arg-type]


def make_piece(storage: Storage, plan: RenderPlan, piece: int, *, attempt: int = 1) -> PieceManifest:
    """Draw a piece of the pattern, encode it and store it."""
    frames = piece_grid(plan.frames, plan.piece_length)[piece]
    preset = find_preset(plan.preset)
    source = PatternSource(plan)
    path = storage.scratch("tests") / f"{piece}{preset.extension}"
    encoded = encode_piece(
        (source.frame(number) for number in frames),
        path,
        preset=preset,
        size=(plan.width, plan.height),
        frame_rate=plan.frame_rate,
    )
    manifest = PieceManifest(
        job_id=plan.job_id,
        piece=piece,
        frames=frames,
        file=piece_key(plan.job_id, piece, attempt, preset.extension),
        size=encoded.size,
        sha256=encoded.sha256,
        frame_hashes=encoded.frame_hashes,
        attempt=attempt,
        engine="builtin",
        seconds=0.1,
    )
    return store_piece(storage, path, manifest)


def make_pieces(storage: Storage, plan: RenderPlan, *, attempt: int = 1) -> tuple[PieceManifest, ...]:
    """All pieces of a plan."""
    count = len(piece_grid(plan.frames, plan.piece_length))
    return tuple(make_piece(storage, plan, piece, attempt=attempt) for piece in range(count))


def write_tone(path: Path, seconds: float, *, rate: int = 44_100, level: int = 20_000) -> Path:
    """A WAV file with a 440 Hz tone; `level` 0 is silence."""
    times = np.arange(int(seconds * rate)) / rate
    samples = (np.sin(times * 2 * np.pi * 440) * level).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return path


class Ears:
    """An engine's listener that keeps what it hears, and may steer after so many frames or pieces."""

    def __init__(self, control: ChunkControl | None = None, *, stop_after: int = -1, give_up_from: int = -1) -> None:
        self.control = control or ChunkControl()
        self.frames: list[tuple[int, int]] = []
        self.manifests: list[PieceManifest] = []
        self.notes: list[tuple[LogLevel, str]] = []
        self._stop_after = stop_after
        self._give_up_from = give_up_from

    def frame_drawn(self, piece: int, frame: int) -> None:
        """See `EngineListener`."""
        self.frames.append((piece, frame))
        if len(self.frames) == self._stop_after:
            self.control.stop()
        if self._give_up_from >= 0:
            self.control.give_up(self._give_up_from)

    def piece_done(self, manifest: PieceManifest) -> None:
        """See `EngineListener`."""
        self.manifests.append(manifest)

    def noted(self, text: str, level: LogLevel = LogLevel.INFO) -> None:
        """See `EngineListener`."""
        self.notes.append((level, text))
