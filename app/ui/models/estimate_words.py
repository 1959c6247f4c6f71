"""What people read of estimates: how long, with how many workers, for how much, from what, and how good they were."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.core.estimates import Basis, Estimate, Forecast, PastRender, Spread, TrackRecord
from app.ui.formats import money_text, number_text, span_text
from app.ui.words import translate

APART: Final = " · "

_MINUTE, _HOUR = 60.0, 3600.0


def range_text(spread: Spread) -> str:
    """Between what eight of ten lie: “6–8 min”."""
    return span_text(max(0.0, spread.p10), max(0.0, spread.p90))


def about_text(seconds: float) -> str:
    """One duration in round numbers: “45 s”, “41 min”, “2.5 h”; never negative."""
    seconds = max(0.0, seconds)
    if seconds < 1.5 * _MINUTE:
        text, number = translate("Formats", "%1 s"), seconds
    elif seconds < 1.5 * _HOUR:
        text, number = translate("Formats", "%1 min"), seconds / _MINUTE
    else:
        text, number = translate("Formats", "%1 h"), seconds / _HOUR
    rounded = round(number, 1) if number < 9.95 else float(round(number))
    return text.replace("%1", number_text(rounded, 1 if rounded % 1 else 0))


def what_if_text(estimate: Estimate) -> str:
    """How long it takes with each number of workers: “3 workers ≈ 41 min · 6 ≈ 22 min · 10 ≈ 15 min”."""
    parts: list[str] = []
    for one in estimate.forecasts:
        if parts:
            text = translate("Estimates", "%1 ≈ %2").replace("%1", number_text(one.workers))
        else:
            text = translate("Estimates", "%n workers ≈ %2", "", one.workers)
        parts.append(text.replace("%2", about_text(one.seconds.p50)))
    return APART.join(parts)


def basis_text(estimate: Estimate) -> str:
    """What the estimate rests on: “from 14 earlier renders of this template”."""
    return basis_words(estimate.basis, estimate.renders)


def basis_words(basis: Basis, renders: int) -> str:
    """What an estimate rests on; `renders` are earlier ones of the template."""
    match basis:
        case Basis.RUNNING:
            return translate("Estimates", "from what is finished of it")
        case Basis.HISTORY:
            return translate("Estimates", "from %n earlier renders of this template", "", renders)
        case Basis.SAMPLE:
            return translate("Estimates", "from a few frames that were drawn of it, as it was never rendered here")
        case Basis.FEATURES:
            return translate("Estimates", "from what the template is made of, as it was never rendered here")
        case Basis.PRIOR:
            return translate("Estimates", "a guess, as too little was rendered here yet")


def cost_text(spread: Spread) -> str:
    """Between what eight of ten lie: “$1.20–$1.60”; one amount where both are the same."""
    return money_span_text(spread.p10, spread.p90)


def money_span_text(low: float, high: float) -> str:
    """Between two amounts of US dollars; one where both are the same."""
    return "–".join(dict.fromkeys((money_text(low), money_text(high))))


def ahead_text(estimate: Estimate, *, waits: bool) -> str:
    """When films will be there that nobody has submitted yet; `waits`: other jobs come first."""
    if waits:
        text = translate("Estimates", "Ready in %1, after what waits now")
    else:
        text = translate("Estimates", "Ready in %1")
    return text.replace("%1", range_text(estimate.forecasts[0].seconds))


def details_text(estimate: Estimate) -> str:
    """What more workers would do, what it costs, and how good earlier estimates were: a line each, where known."""
    lines = [what_if_text(estimate), costs_text(estimate.forecasts), record_text(estimate.record)]
    return "\n".join(line for line in lines if line)


def costs_text(forecasts: Sequence[Forecast]) -> str:
    """What the machines cost with each number of workers; empty where no price is known."""
    priced = [(one.workers, one.dollars) for one in forecasts if one.dollars is not None]
    if not priced:
        return ""
    if len(priced) == 1:
        return translate("Estimates", "Machines: %1").replace("%1", cost_text(priced[0][1]))
    each = translate("Estimates", "%1: %2")
    parts = [each.replace("%1", number_text(workers)).replace("%2", cost_text(dollars)) for workers, dollars in priced]
    return translate("Estimates", "Machines, by workers – %1").replace("%1", APART.join(parts))


def forecast_text(forecast: Forecast) -> str:
    """One number of workers in full: “6 workers: 20–25 min, most likely 22 min · $1.20–$1.60”."""
    text = translate("Estimates", "%n workers: %1, most likely %2", "", forecast.workers)
    text = text.replace("%1", range_text(forecast.seconds)).replace("%2", about_text(forecast.seconds.p50))
    return text if forecast.dollars is None else APART.join((text, cost_text(forecast.dollars)))


def noted_texts(past: PastRender) -> list[str]:
    """What was estimated of a film while it was under way, and what it took then; a line per stage."""
    stages = {
        "before": translate("Estimates", "Before the start: %1 estimated, %2 taken"),
        "quarter": translate("Estimates", "At a quarter: %1 estimated for the rest, %2 taken"),
        "half": translate("Estimates", "At half: %1 estimated for the rest, %2 taken"),
    }
    return [
        stages[one.stage].replace("%1", range_text(one.seconds)).replace("%2", about_text(past.ended - one.at))
        for one in past.notes
        if one.stage in stages and past.ended > one.at
    ]


def record_text(record: TrackRecord) -> str:
    """How good earlier estimates were, in parts; empty where none were noted."""
    if record.coverage is None:
        return ""
    held = translate("Estimates", "%n earlier estimates: %1 of the ranges held", "", record.renders)
    parts = [held.replace("%1", _percent(record.coverage))]
    for error, text in (
        (record.error_before, translate("Estimates", "usually off by %1 before the start")),
        (record.error_quarter, translate("Estimates", "by %1 at a quarter")),
        (record.error_half, translate("Estimates", "by %1 at half")),
    ):
        if error is not None:
            parts.append(text.replace("%1", _percent(error)))
    return APART.join(parts)


def _percent(share: float) -> str:
    return translate("Jobs", "%1%").replace("%1", number_text(round(100 * share)))
