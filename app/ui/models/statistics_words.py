"""A farm's statistics in words and figures, as tiles, tables and charts tell them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from app.core.model import Struct
from app.core.statistics import StatsBy, StatsRow
from app.farm.farm_statistics import dollars_per_film, frames_per_minute, lost_seconds, part_of_ideal, utilisation
from app.farm.statistics_report import DAY, HOUR, MINUTE, StatsReport
from app.ui.formats import clock_time, date_text, duration_text, moment_text, money_text, number_text
from app.ui.words import marked, translate, worker_name

NONE: Final = "–"
"""A figure that there is none of."""

LEAST_DOLLARS: Final = 0.005
"""Less is no cent."""

GROUPS: Final = {
    None: marked("Statistics", "Whole farm"),
    StatsBy.WORKER: marked("Statistics", "Worker"),
    StatsBy.OWNER: marked("Statistics", "Owner"),
    StatsBy.TEMPLATE: marked("Statistics", "Template"),
    StatsBy.JOB: marked("Statistics", "Job"),
    StatsBy.CAUSE: marked("Statistics", "Cause of failure"),
}
"""What sums are made for."""

_CAUSES: Final = {
    "TemplateError": marked("Statistics", "The template could not be read"),
    "FillError": marked("Statistics", "A value did not fit"),
    "PhotoError": marked("Statistics", "A photo could not be used"),
    "MissingError": marked("Statistics", "A font, footage or effect was missing"),
    "RenderError": marked("Statistics", "A frame could not be drawn"),
    "EncodeError": marked("Statistics", "Frames could not be encoded"),
    "JoinError": marked("Statistics", "The film could not be joined"),
    "FfmpegError": marked("Statistics", "The film could not be joined"),
    "VerifyError": marked("Statistics", "The result was not as it has to be"),
    "StorageError": marked("Statistics", "A file could not be read or written"),
    "DiskFullError": marked("Statistics", "A disk was full"),
    "StorageAwayError": marked("Statistics", "The storage could not be reached"),
    "PrecedingJobError": marked("Statistics", "A job that it waited for failed"),
    "EngineError": marked("Statistics", "The engine failed"),
    "EngineLostError": marked("Statistics", "The engine ended without a word"),
    "WorkerLostError": marked("Statistics", "The worker was lost"),
    "UsageError": marked("Statistics", "What was asked for cannot be done"),
}


class TileWords(Struct, frozen=True):
    """What a tile says: a figure, the sentence behind it, how it was before, and what it is at more length."""

    number: str
    sentence: str
    compared: str
    hint: str


TILES: Final = {
    "frames": marked("Statistics", "Frames"),
    "films": marked("Statistics", "Films"),
    "rate": marked("Statistics", "Frames per minute"),
    "utilisation": marked("Statistics", "Utilisation"),
    "ideal": marked("Statistics", "Percent of ideal"),
    "lost": marked("Statistics", "Time lost"),
    "cost": marked("Statistics", "Cost"),
    "per_film": marked("Statistics", "Cost per film"),
}
"""The tiles' titles, in their order."""


def tile_words(report: StatsReport) -> dict[str, TileWords]:
    """What each of `TILES` says."""
    return {**_work_words(report), **_use_words(report), **_cost_words(report)}


def _work_words(report: StatsReport) -> dict[str, TileWords]:
    now, before, lasted = report.whole, report.before, report.span.lasted
    rate = frames_per_minute(now, lasted)
    return {
        "frames": TileWords(
            number=number_text(now.frames),
            sentence=translate("Statistics", "drawn, each counted once"),
            compared=_amount(report, now.frames, before.frames),
            hint=translate("Statistics", "Frames that were drawn and count. One that was drawn twice is counted once."),
        ),
        "films": TileWords(
            number=number_text(now.jobs),
            sentence=translate("Statistics", "finished; %n job(s) failed", "", now.jobs_failed),
            compared=_amount(report, now.jobs, before.jobs),
            hint=translate("Statistics", "Films that were published, and jobs that failed."),
        ),
        "rate": TileWords(
            number=rate_text(rate),
            sentence=translate("Statistics", "on average, pauses included"),
            compared=_amount(report, rate, frames_per_minute(before, lasted)),
            hint=translate("Statistics", "Frames, divided by all of the time, also when nothing was to do."),
        ),
    }


def _use_words(report: StatsReport) -> dict[str, TileWords]:
    now, before = report.whole, report.before
    drawing = translate("Statistics", "busy for %1 of %2")
    drawing = drawing.replace("%1", duration_text(now.busy_seconds)).replace("%2", duration_text(now.present_seconds))
    nobody = translate("Statistics", "Nobody was there.")
    of_ideal = translate(
        "Statistics",
        "The least time in which its workers could have drawn a film, in percent of the time that it took.",
    )
    of_lost = translate(
        "Statistics", "The time of attempts that failed, were stopped or fell silent, and of frames that do not count."
    )
    return {
        "utilisation": TileWords(
            number=part_text(utilisation(now)),
            sentence=drawing if now.present_seconds > 0 else nobody,
            compared=_was(report, part_text(utilisation(before))),
            hint=translate(
                "Statistics", "The time spent on frames that count, in percent of the time that workers were there."
            ),
        ),
        "ideal": TileWords(
            number=part_text(part_of_ideal(now)),
            sentence=translate("Statistics", "least time, of the time taken"),
            compared=_was(report, part_text(part_of_ideal(before))),
            hint=of_ideal,
        ),
        "lost": TileWords(
            number=duration_text(lost_seconds(now)),
            sentence=translate("Statistics", "%n attempt(s) failed", "", now.failures),
            compared=_amount(report, lost_seconds(now), lost_seconds(before)),
            hint=of_lost,
        ),
    }


def _cost_words(report: StatsReport) -> dict[str, TileWords]:
    now, before = report.whole, report.before
    each, each_before = dollars_per_film(now) or 0.0, dollars_per_film(before) or 0.0
    return {
        "cost": TileWords(
            number=dollars_text(now.dollars),
            sentence=translate("Statistics", "for machines, idle time included"),
            compared=_amount(report, now.dollars, before.dollars),
            hint=translate(
                "Statistics", "What the farm’s machines cost in US dollars, as far as their prices are known."
            ),
        ),
        "per_film": TileWords(
            number=dollars_text(each),
            sentence=translate("Statistics", "for each film that was finished"),
            compared=_amount(report, each, each_before),
            hint=translate("Statistics", "The cost of machines, divided by the films that were finished."),
        ),
    }


def rate_text(rate: float) -> str:
    """A rate with a decimal where it is small."""
    return number_text(rate, 1 if 0 < rate < 10 else 0)


def part_text(part: float | None) -> str:
    """A part of 1 in percent."""
    return NONE if part is None else f"{number_text(100 * part)} %"


def dollars_text(dollars: float) -> str:
    """US dollars with cents; nothing where there is no cost."""
    return money_text(dollars) if dollars >= LEAST_DOLLARS else NONE


def key_name(by: StatsBy | None, row: StatsRow, step: int) -> str:
    """What people call what a row is about; of the whole farm's steps, when they were."""
    if by is None:
        return step_name(row.at, step)
    return name_of(by, row.key, row.label)


def name_of(by: StatsBy | None, key: str, label: str = "") -> str:
    """What people call a worker, owner, template, job or cause."""
    if by is StatsBy.WORKER:
        return worker_name(key)
    if by is StatsBy.CAUSE:
        known = _CAUSES.get(key)
        return translate("Statistics", known) if known else key
    if by is StatsBy.JOB:
        return label or key[:8]
    return key


def step_name(at: float, step: int) -> str:
    """When a step was: a day by its date, anything else by its beginning."""
    # Days are those of the universal time, of which most lies in the local day that their noon is in.
    return date_text(at + DAY / 2) if step >= DAY else moment_text(at)


def span_name(report: StatsReport) -> str:
    """From when to when."""
    span = report.span
    ends = translate("Statistics", "%1 to %2").replace("%1", moment_text(span.since))
    same_day = date_text(span.since) == date_text(span.until)
    return ends.replace("%2", clock_time(span.until) if same_day else moment_text(span.until))


def notes(report: StatsReport) -> tuple[str, ...]:
    """What one has to know about the figures: what is missing in them, and where days begin."""
    found = []
    if not report.whole.jobs and not report.is_empty:
        found.append(translate("Statistics", "No films were finished in this span."))
    if report.is_partial:
        text = translate("Statistics", "There are figures from %1 on only.")
        found.append(text.replace("%1", date_text(report.known_since + DAY / 2)))
    unknown = report.whole.frames - sum(row.frames for row in report.rows) if report.by is StatsBy.JOB else 0
    idle = report.whole.dollars - sum(row.dollars for row in report.rows)
    if unknown > 0:
        text = translate("Statistics", "Of %n frame(s) it is not known any more which jobs they were for.", "", unknown)
        found.append(text)
    elif report.by in (StatsBy.OWNER, StatsBy.TEMPLATE, StatsBy.JOB) and idle >= LEAST_DOLLARS:
        text = translate("Statistics", "%1 of the cost is in no row: for it, workers waited for work.")
        found.append(text.replace("%1", dollars_text(idle)))
    if report.span.step >= DAY and clock_time(report.span.since) != "00:00":
        text = translate("Statistics", "Days begin at %1, which is midnight in universal time.")
        found.append(text.replace("%1", clock_time(report.span.since)))
    return tuple(found)


def _amount(report: StatsReport, now: float, before: float) -> str:
    """How much more or less it is than before."""
    if not report.is_compared:
        return translate("Statistics", "no figures of the time before")
    if before <= 0:
        return _before(report, _NONE_BEFORE)
    percent = round(100 * (now / before - 1))
    if percent == 0:
        return _before(report, _SAME)
    if percent >= 300:
        return _before(report, _TIMES).replace("%1", number_text(now / before, 1 if now / before < 10 else 0))
    return _before(report, _MORE if percent > 0 else _LESS).replace("%1", number_text(abs(percent)))


def _was(report: StatsReport, text: str) -> str:
    """What it was before."""
    if not report.is_compared:
        return translate("Statistics", "no figures of the time before")
    return _before(report, _NONE_BEFORE if text == NONE else _WAS).replace("%1", text)


Say = Callable[[int], str]


def _before(report: StatsReport, words: tuple[Say, Say, Say]) -> str:
    """One of three texts, in minutes, hours or days, with how many of them there were."""
    seconds = report.span.seconds
    place, unit = (0, MINUTE) if seconds < 2 * HOUR else (1, HOUR) if seconds < 3 * DAY else (2, DAY)
    return words[place](max(1, round(seconds / unit)))


_MORE: Final[tuple[Say, Say, Say]] = (
    lambda n: translate("Statistics", "%1 % more than the %n minute(s) before", "", n),
    lambda n: translate("Statistics", "%1 % more than the %n hour(s) before", "", n),
    lambda n: translate("Statistics", "%1 % more than the %n day(s) before", "", n),
)
_LESS: Final[tuple[Say, Say, Say]] = (
    lambda n: translate("Statistics", "%1 % less than the %n minute(s) before", "", n),
    lambda n: translate("Statistics", "%1 % less than the %n hour(s) before", "", n),
    lambda n: translate("Statistics", "%1 % less than the %n day(s) before", "", n),
)
_TIMES: Final[tuple[Say, Say, Say]] = (
    lambda n: translate("Statistics", "%1 times that of the %n minute(s) before", "", n),
    lambda n: translate("Statistics", "%1 times that of the %n hour(s) before", "", n),
    lambda n: translate("Statistics", "%1 times that of the %n day(s) before", "", n),
)
_SAME: Final[tuple[Say, Say, Say]] = (
    lambda n: translate("Statistics", "as in the %n minute(s) before", "", n),
    lambda n: translate("Statistics", "as in the %n hour(s) before", "", n),
    lambda n: translate("Statistics", "as in the %n day(s) before", "", n),
)
_NONE_BEFORE: Final[tuple[Say, Say, Say]] = (
    lambda n: translate("Statistics", "none in the %n minute(s) before", "", n),
    lambda n: translate("Statistics", "none in the %n hour(s) before", "", n),
    lambda n: translate("Statistics", "none in the %n day(s) before", "", n),
)
_WAS: Final[tuple[Say, Say, Say]] = (
    lambda n: translate("Statistics", "%1 in the %n minute(s) before", "", n),
    lambda n: translate("Statistics", "%1 in the %n hour(s) before", "", n),
    lambda n: translate("Statistics", "%1 in the %n day(s) before", "", n),
)
