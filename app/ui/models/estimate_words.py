"""What people read of estimates: how long, with how many workers, for how much, from what, and how good they were."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QLocale

from app.core.estimates import Basis, Estimate, Spread, TrackRecord
from app.ui.formats import number_text, span_text
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
    match estimate.basis:
        case Basis.RUNNING:
            return translate("Estimates", "from what is finished of it")
        case Basis.HISTORY:
            return translate("Estimates", "from %n earlier renders of this template", "", estimate.renders)
        case Basis.FEATURES:
            return translate("Estimates", "from what the template is made of, as it was never rendered here")
        case Basis.PRIOR:
            return translate("Estimates", "a guess, as too little was rendered here yet")


def money_text(dollars: float) -> str:
    """An amount of US dollars, as the language writes it: “$1.20”."""
    return QLocale().toCurrencyString(max(0.0, dollars), "$", 2)


def cost_text(spread: Spread) -> str:
    """Between what eight of ten lie: “$1.20–$1.60”; one amount where both are the same."""
    return "–".join(dict.fromkeys((money_text(spread.p10), money_text(spread.p90))))


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
