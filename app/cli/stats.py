"""`farmhand stats`: what a farm has done."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from app.cli.console import Output, clock_text
from app.cli.farm_jobs import aligned
from app.cli.farm_link import SHORT_ID, connected
from app.cli.wiring import Wiring
from app.core.errors import UsageError
from app.core.statistics import StatsBy, StatsRow
from app.farm.embedded import HOME_NAME
from app.farm.farm_statistics import Ask, lost_seconds, part_of_ideal, rows, utilisation
from app.farm.places import profile_home
from app.farm.statistics_ledger import open_ledger
from app.farm.store.sqlite import DATABASE_NAME
from app.farm.wording import dollars

UNITS = {"m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400}
STEPS = {"all": 0, "minute": 60, "5min": 300, "hour": 3600, "day": 86_400}

_SPAN = re.compile(r"([1-9][0-9]{0,5})([mhdw])")


@dataclass(frozen=True, slots=True)
class StatsWishes:
    """What is asked for, as it was typed; `out` is the results folder of films that this computer rendered alone."""

    since: str = "24h"
    by: str | None = None
    step: str = "all"
    out: Path | None = None


class StatsDocument(msgspec.Struct, frozen=True):
    """The `--json` document of `stats`. Times are seconds since the epoch; `step` 0: all in one."""

    since: float
    until: float
    step: int
    by: str | None
    rows: tuple[StatsRow, ...]


def stats(wiring: Wiring, wishes: StatsWishes, output: Output) -> None:
    """Print what the farm that the settings name has done, or this computer alone."""
    seconds, by, step = _seconds(wishes.since), _by(wishes.by), _step(wishes.step)
    with _asked(wiring, wishes.out, output) as ask:
        now = time.time()
        found = rows(ask, now - seconds, step=step, by=by)
    document = StatsDocument(since=now - seconds, until=now, step=step, by=by.value if by else None, rows=found)
    output.result(document, "\n".join(_table(found, by, step)))
    if not found:
        output.say(f"Nothing was done in the last {wishes.since}.")


@contextmanager
def _asked(wiring: Wiring, out: Path | None, output: Output) -> Iterator[Ask]:
    settings = wiring.settings()
    if settings.broker and out is None:
        with connected(wiring, output) as farm:
            yield farm.client.ask
        return
    home = profile_home() if out is None else out.absolute() / HOME_NAME
    if not (home / DATABASE_NAME).is_file():
        raise UsageError(
            "No farm is set up, and this computer has rendered nothing by itself."
            if out is None
            else f"Nothing was rendered to “{out}” by this computer.",
            next_step="Set the setting broker, or name with --out where films were rendered to.",
        )
    with open_ledger(home, settings) as ledger:
        yield ledger.ask


def _seconds(text: str) -> int:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise UsageError(
            f"“{text[:40]}” is no length of time.", next_step="Write it as 90m, 24h, 7d or 4w: a number and a unit."
        )
    return int(found[1]) * UNITS[found[2]]


def _by(text: str | None) -> StatsBy | None:
    if text is None:
        return None
    try:
        return StatsBy(text)
    except ValueError:
        known = ", ".join(StatsBy)
        raise UsageError(f"There are no statistics by “{text[:40]}”.", next_step=f"Choose one of: {known}.") from None


def _step(text: str) -> int:
    if text not in STEPS:
        raise UsageError(f"There is no step “{text[:40]}”.", next_step=f"Choose one of: {', '.join(STEPS)}.")
    return STEPS[text]


def _table(found: Sequence[StatsRow], by: StatsBy | None, step: int) -> list[str]:
    if not found:
        return []
    head = ("from",) * bool(step) + ((by.value,) if by else ())
    columns = _CAUSE_COLUMNS if by is StatsBy.CAUSE else _COLUMNS
    lines = [(*head, *(name for name, _ in columns))]
    for row in found:
        moment = (datetime.fromtimestamp(row.at).astimezone().strftime("%Y-%m-%d %H:%M"),) if step else ()
        key = (_key(row, by),) if by else ()
        lines.append((*moment, *key, *(text(row) for _, text in columns)))
    return aligned(lines)


def _key(row: StatsRow, by: StatsBy | None) -> str:
    return f"{row.key[:SHORT_ID]}  {row.label}".rstrip() if by is StatsBy.JOB else row.key


def _percent(part: float | None) -> str:
    return "" if part is None else f"{part:.0%}"


def _dollars(row: StatsRow) -> str:
    return dollars(row.dollars) if row.dollars else ""


_COLUMNS = (
    ("frames", lambda row: str(row.frames)),
    ("films", lambda row: str(row.jobs)),
    ("failed", lambda row: str(row.jobs_failed)),
    ("failures", lambda row: str(row.failures)),
    ("drawing", lambda row: clock_text(row.busy_seconds)),
    ("lost", lambda row: clock_text(lost_seconds(row))),
    ("in use", lambda row: _percent(utilisation(row))),
    ("of ideal", lambda row: _percent(part_of_ideal(row))),
    ("cost", _dollars),
)
_CAUSE_COLUMNS = (
    ("failures", lambda row: str(row.failures)),
    ("failed jobs", lambda row: str(row.jobs_failed)),
    ("lost", lambda row: clock_text(lost_seconds(row))),
)
