"""Films that tests look at: decoded from beginning to end."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import av


@dataclass(frozen=True, slots=True)
class Seen:
    """What a film turned out to be; `sha256` is of all its decoded frames."""

    frames: int
    size: tuple[int, int]
    rate: float
    sha256: str


def watch(film: Path) -> Seen:
    """Decode a film from beginning to end."""
    digest, frames, size = hashlib.sha256(), 0, (0, 0)
    with av.open(str(film)) as container:
        stream = container.streams.video[0]
        for frame in container.decode(stream):
            digest.update(frame.to_ndarray().tobytes())
            frames, size = frames + 1, (frame.width, frame.height)
        rate = float(stream.average_rate or 0)
    return Seen(frames, size, rate, digest.hexdigest())
