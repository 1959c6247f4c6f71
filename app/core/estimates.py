"""How long films will take and what they will cost: always a range, and what it rests on."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec

from app.core.model import Struct


class Basis(StrEnum):
    """What an estimate rests on, from the least to the most certain."""

    PRIOR = "prior"
    FEATURES = "features"
    SAMPLE = "sample"
    HISTORY = "history"
    RUNNING = "running"


UNSEEN = frozenset({Basis.PRIOR, Basis.FEATURES})
"""What an estimate rests on whose template was never rendered there, nor drawn to be timed."""


class Spread(Struct, frozen=True):
    """A quantity that is not known: in one of ten cases it is below `p10`, in nine of ten below `p90`."""

    p10: float
    p50: float
    p90: float


class Forecast(Struct, frozen=True):
    """When what was asked about will be done with so many workers, and what that costs.

    `seconds` from now until the last film is there; `dollars` None where a price is not known.
    """

    workers: int
    seconds: Spread
    dollars: Spread | None = None


class TrackRecord(Struct, frozen=True):
    """How good earlier estimates were: of how many renders, how often the truth lay between p10 and p90 (0..1).

    The errors are medians of |estimate / truth - 1|, made before the start and at 25 and 50 % of the frames; None
    where nothing was measured.
    """

    renders: int = 0
    coverage: float | None = None
    error_before: float | None = None
    error_quarter: float | None = None
    error_half: float | None = None


class Estimate(Struct, frozen=True):
    """An answer to "how long": a forecast per number of workers, and how much it can be trusted.

    `baseline` is what the line through two earlier renders says (seconds, by number of workers), for comparison.
    """

    forecasts: tuple[Forecast, ...]
    basis: Basis
    renders: int = 0
    record: TrackRecord = TrackRecord()
    baseline: dict[int, float] = {}


class FilmWanted(Struct, frozen=True):
    """Films that somebody thinks of, as far as it matters for their time: `count` equal ones.

    `template` is the sha256 of the project file, `name` its file name; `frames` and `frame_rate` of each film, `width`
    and `height` of its composition; `features` as `features_of` counts them, empty where they are not known. `sample`
    is what `sample_cost` measured, in seconds per frame on the computer of who asks; 0.0 where nothing was measured.
    """

    template: str
    name: str = ""
    comp: str = ""
    engine: str = "auto"
    preset: str = "mp4"
    frames: int = 0
    frame_rate: float = 25.0
    width: int = 0
    height: int = 0
    features: dict[str, float] = {}
    sample: Annotated[float, msgspec.Meta(ge=0.0)] = 0.0
    count: int = 1
    priority: int = 50


class Noted(Struct, frozen=True):
    """An estimate that was made of a job while it was under way, kept to be compared with what it took.

    `stage` is before, quarter or half (of the frames), `at` when it was made (seconds since the epoch), `seconds` what
    was said of the time from then until the film is there.
    """

    stage: str
    at: float
    seconds: Spread


class PastRender(Struct, frozen=True):
    """What is kept of a finished film, to estimate others by: no texts, no photos, no names of people or of files but
    the template's.

    `template` is the sha256 of the project file, `name` what people call it; `ended` is seconds since the epoch;
    `features` as `features_of` counts them, of the film's own frames. Times in seconds: `prepare`, `join` and `publish`
    of those tasks, `span` from the first grant to the end of the film, `drawing` from the first grant to the last
    piece, `wall` from the submission to the end; `drawn` is the sum over all pieces. `cost` is the mean of seconds per
    frame, `scatter` the standard deviation of its logarithm among pieces, `drift` by how much that logarithm rises from
    the film's beginning to its end. `workers` have drawn pieces of it, `share` of them at the same time on average;
    `speeds` tells each one's frames and seconds. `opening` is what a worker's first grant took beside the pieces,
    `handing` what a further one did. `alone`: no other job was drawn meanwhile; `disturbed`: it was paused, failed and
    tried again, or found unfinished. `timeline` has the pieces in the order in which they were finished: about when
    (seconds after the first grant), number, frames, and seconds of drawing; of a film of very many, it is empty.
    """

    job_id: str
    ended: float
    template: str
    name: str
    comp: str
    preset: str
    engine: str
    width: int
    height: int
    frames: int
    pieces: int
    cost: float
    drawn: float
    scatter: float = 0.0
    drift: float = 0.0
    workers: int = 1
    share: float = 1.0
    prepare: float = 0.0
    drawing: float = 0.0
    join: float = 0.0
    publish: float = 0.0
    span: float = 0.0
    wall: float = 0.0
    opening: float = 0.0
    handing: float = 0.0
    alone: bool = True
    disturbed: bool = False
    features: dict[str, float] = {}
    speeds: dict[str, tuple[int, float]] = {}
    notes: tuple[Noted, ...] = ()
    timeline: tuple[tuple[float, int, int, float], ...] = ()
