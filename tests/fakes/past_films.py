"""Films that a farm remembers, and what its estimator says: made up, for tests and pictures."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from app.core.estimates import Basis, Estimate, Forecast, Noted, PastRender, Spread, TrackRecord
from app.core.messages import AnyMessage, EstimateGiven, EstimateWanted, HistoryPart, HistoryWanted
from app.farm.store import Store, history
from resources import samples

GREETING = next(sample for sample in samples() if sample.name == "greeting")


def spread(middle: float, wide: float = 0.15) -> Spread:
    """So many seconds, more or less by that share."""
    return Spread(p10=middle * (1 - wide), p50=middle, p90=middle * (1 + wide))


def estimate(
    seconds: float = 360.0,
    workers: Sequence[int] = (3, 6, 9),
    *,
    basis: Basis = Basis.HISTORY,
    price: float | None = None,
    renders: int = 14,
) -> Estimate:
    """What a farm would say: with each number of workers, of work that one of them would need `seconds` for.

    `price` is of a worker in dollars an hour.
    """
    forecasts = []
    for count in workers:
        one = spread(seconds / count + 4)
        dollars = None if price is None else spread(price * count * one.p50 / 3600)
        forecasts.append(Forecast(workers=count, seconds=one, dollars=dollars))
    record = TrackRecord(renders=renders, coverage=0.82, error_before=0.19, error_quarter=0.12, error_half=0.07)
    return Estimate(forecasts=tuple(forecasts), basis=basis, renders=renders, record=record)


def past(number: int, **more: Any) -> PastRender:
    """The greeting, rendered by one worker or more."""
    workers = 1 + number % 3
    noise = 1 + (number * 37 % 11 - 5) / 40
    span = (30.0 / workers + 3.0) * noise
    ended = 1_700_000_000.0 + 1000.0 * number
    notes = (
        Noted(stage="before", at=ended - span, seconds=spread(span * 1.1)),
        Noted(stage="quarter", at=ended - span * 0.75, seconds=spread(span * 0.8)),
        Noted(stage="half", at=ended - span * 0.5, seconds=spread(span * 0.5)),
    )
    values: dict[str, Any] = {
        "job_id": f"earlier-{number}",
        "ended": ended,
        "template": hashlib.sha256(GREETING.template.read_bytes()).hexdigest(),
        "name": GREETING.template.name,
        "comp": "Greeting",
        "preset": "mp4",
        "engine": "builtin",
        "width": 1280,
        "height": 720,
        "frames": 150,
        "pieces": 5,
        "cost": 0.2 * noise,
        "drawn": 30.0 * noise,
        "workers": workers,
        "span": span,
        "notes": notes,
    }
    return PastRender(**(values | more))


def remember(home: Path, renders: Iterable[PastRender]) -> None:
    """Have the farm of a folder, which does not run, remember these films."""
    home.mkdir(parents=True, exist_ok=True)
    with Store.open(home) as store, store.change() as change:
        for one in renders:
            history.remember(change.session, one)


def estimating(
    workers: int, renders: Sequence[PastRender] = (), *, seconds: float = 5400.0, price: float | None = 0.34
) -> dict[type[AnyMessage], Callable[[Any], tuple[AnyMessage, ...]]]:
    """What a `ShownFarm` of so many workers answers about time and about the films that it remembers."""

    def given(message: EstimateWanted) -> tuple[AnyMessage, ...]:
        return (EstimateGiven(estimate=estimate(seconds, message.workers or (workers,), price=price)),)

    def told(_message: HistoryWanted) -> tuple[AnyMessage, ...]:
        return (HistoryPart(renders=tuple(renders), last=True),)

    return {EstimateWanted: given, HistoryWanted: told}
