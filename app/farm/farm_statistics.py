"""What a farm has done, for clients: rows of statistics, the throughput chart's numbers, and the figures made of them.

`ask` is everywhere what asks the farm: `FarmClient.ask`, or `Ledger.ask` for a farm that does not run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from app.core.messages import AnyMessage, StatsPart, StatsWanted
from app.core.model import Struct
from app.core.statistics import StatsBy, StatsRow

Ask = Callable[[AnyMessage], Iterable[AnyMessage]]

RANGES = {15 * 60: 60, 3600: 60, 6 * 3600: 60, 24 * 3600: 300}
"""What the throughput chart may show, in seconds, and the span of each of its points."""


class Throughput(Struct, frozen=True):
    """Frames per minute of each worker, and frames that waited, over spans of `step` seconds.

    `times` are the beginnings of the spans (seconds since the epoch), rising, without gaps; the last one still runs.
    Every sequence is as long as `times`. A worker is there when it finished something in them; by name.
    """

    step: int
    times: tuple[float, ...] = ()
    frames_per_minute: dict[str, tuple[float, ...]] = {}
    queued_frames: tuple[int, ...] = ()


def rows(
    ask: Ask,
    since: float,
    *,
    until: float = 0.0,
    step: int = 0,
    by: StatsBy | None = None,
    keys: Sequence[str] = (),
) -> tuple[StatsRow, ...]:
    """Sums from `since` to `until` (0: now), by time and key; with `keys`, of these only.

    Raises what the farm refuses it for, and `BrokerError` when nobody answers.
    """
    parts = ask(StatsWanted(since=since, until=until, step=step, by=by, keys=tuple(keys)))
    return tuple(row for part in parts if isinstance(part, StatsPart) for row in part.rows)


def throughput(ask: Ask, seconds: int, now: float, known: Throughput | None = None) -> Throughput:
    """The chart's numbers for one of `RANGES`, up to `now`. With what is `known` from before, only the rest is asked.

    Raises as `rows`.
    """
    step = RANGES[seconds]
    last = now - now % step
    times = tuple(float(last - step * back) for back in range(seconds // step, -1, -1))
    kept = known if known is not None and known.step == step else Throughput(step=step)
    # What still ran then is asked for again.
    since = max(times[0], kept.times[-1]) if kept.times else times[0]
    frames = {
        (worker, at): rate
        for worker, rates in kept.frames_per_minute.items()
        for at, rate in zip(kept.times, rates, strict=True)
        if at < since
    }
    queued = {at: number for at, number in zip(kept.times, kept.queued_frames, strict=True) if at < since}
    frames.update({(row.key, row.at): row.frames * 60 / step for row in rows(ask, since, step=step, by=StatsBy.WORKER)})
    queued.update({row.at: row.queued_frames for row in rows(ask, since, step=step)})
    shown = sorted({worker for (worker, at), rate in frames.items() if rate and at >= times[0]})
    return Throughput(
        step=step,
        times=times,
        frames_per_minute={worker: tuple(frames.get((worker, at), 0.0) for at in times) for worker in shown},
        queued_frames=tuple(queued.get(at, 0) for at in times),
    )


def utilisation(row: StatsRow) -> float | None:
    """The part of their time that workers spent on pieces that count, 0 to 1; None when nobody was there."""
    return min(1.0, row.busy_seconds / row.present_seconds) if row.present_seconds > 0 else None


def part_of_ideal(row: StatsRow) -> float | None:
    """How near films came to the least time that their workers could have drawn them in, 0 to 1; None without any."""
    return row.ideal_seconds / row.film_seconds if row.film_seconds > 0 else None


def frames_per_minute(row: StatsRow, seconds: float) -> float:
    """Frames that were drawn per minute of so many seconds."""
    return row.frames * 60 / seconds if seconds > 0 else 0.0


def lost_seconds(row: StatsRow) -> float:
    """The time that was lost, as people are told it: over a short span the sum may be negative."""
    return max(0.0, row.lost_seconds)


def dollars_per_film(row: StatsRow) -> float | None:
    """What machines cost for each film that was finished; None without any, or without a cost."""
    return row.dollars / row.jobs if row.jobs and row.dollars else None


def added_up(found: Iterable[StatsRow], *, at: float = 0.0) -> StatsRow:
    """The sum of rows, without a key; of frames that waited, those of the last row."""
    sums: dict[str, float] = dict.fromkeys(_SUMMED, 0)
    queued = 0
    for row in found:
        for name in _SUMMED:
            sums[name] += getattr(row, name)
        queued = row.queued_frames
    return StatsRow(at=at, queued_frames=queued, **sums)  # type: ignore[arg-type]


_SUMMED = tuple(name for name in StatsRow.__struct_fields__ if name not in ("at", "key", "label", "queued_frames"))
