"""Statistics of a farm that was at work for a while, in a real store: for pictures, tests and measurements."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import insert

from app.core.errors import FarmhandError
from app.core.messages import AnyMessage, StatsWanted
from app.core.ports import Clock
from app.core.settings import Settings
from app.core.statistics import StatsBy
from app.farm.manager.statistics_keeper import StatisticsKeeper
from app.farm.store import Store
from app.farm.store.schema_statistics import statistic, statistic_job, statistic_sum
from tests.fakes.shown_farm import ShownFarm

HOUR, DAY = 3600, 86_400

OWNERS = ("ada", "grace", "hedy", "katherine")
TEMPLATES = ("Spring promo.aep", "Name card.aepx", "Score board.aep")
CAUSES = ("EngineLostError", "RenderError", "StorageAwayError", "WorkerLostError")


class Counted:
    """Answers `StatsWanted` from a store, as a manager does; `asked` is what it was asked.

    While there is a `refusal`, that is raised instead.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self.refusal: FarmhandError | None = None
        self._keeper = StatisticsKeeper(store, clock, Settings())
        self.asked: list[StatsWanted] = []

    def ask(self, message: AnyMessage) -> tuple[AnyMessage, ...]:
        assert isinstance(message, StatsWanted)
        self.asked.append(message)
        if self.refusal is not None:
            raise self.refusal
        return tuple(self._keeper.answer(message, "ada"))


class CountedFarm(ShownFarm):
    """A farm that is only looked at, whose statistics are real."""

    def __init__(self, counted: Counted) -> None:
        super().__init__((), (), ())
        asked = self.client.ask
        self.client.ask = lambda message: (counted.ask if isinstance(message, StatsWanted) else asked)(message)


def fill(store: Store, now: float, *, workers: int = 12, hours: int = 0, days: int = 0) -> None:
    """Count what workers did: in the last day by the minute, for hours before that by the hour, then by the day."""
    today = int(now) - int(now) % DAY
    first_hour = today - hours * HOUR
    with store.change() as change:
        connection = change.session.connection
        connection.execute(insert(statistic_job), list(_jobs(int(now))))
        connection.execute(insert(statistic), list(_minutes(today, int(now), workers)))
        spans: list[tuple[int, Iterable[int]]] = [
            (HOUR, range(first_hour, today, HOUR)),
            (DAY, range(first_hour - first_hour % DAY - days * DAY, first_hour - first_hour % DAY, DAY)),
        ]
        for step, begins in spans:
            rows = [row for at in begins for row in _sums(step, at, workers)]
            if rows:
                connection.execute(insert(statistic_sum), rows)


def _jobs(now: int) -> Iterator[dict[str, Any]]:
    for number in range(24):
        yield {
            "job_id": f"job-{number:06}",
            "owner": OWNERS[number % len(OWNERS)],
            "template": TEMPLATES[number % len(TEMPLATES)],
            "name": f"{TEMPLATES[number % len(TEMPLATES)].partition('.')[0]} {number + 1:05}",
            "seen": now,
        }


def _minutes(begin: int, now: int, workers: int) -> Iterator[dict[str, Any]]:
    for at in range(begin, now, 600):
        for number in range(workers):
            job = (at // 600 + number) % 24
            yield {
                **_figures(600, at, number),
                "at": at,
                "worker": _name(number),
                "job_id": f"job-{job:06}",
                "cause": "",
            }
            if (at // 600 + number) % 29 == 0:
                failed = {"failures": 1, "lost_seconds": 41.0 + number, "jobs_failed": int(number % 7 == 0)}
                cause = CAUSES[(at // 600 + number) % len(CAUSES)]
                yield {
                    **_nothing(),
                    **failed,
                    "at": at,
                    "worker": _name(number),
                    "job_id": f"job-{job:06}",
                    "cause": cause,
                }


def _sums(step: int, at: int, workers: int) -> Iterator[dict[str, Any]]:
    names: dict[tuple[str, str], dict[str, float]] = {}
    for number in range(workers):
        figures = _figures(step, at, number)
        failed = int((at // step + number) % 9 == 0)
        figures |= {"failures": failed, "lost_seconds": 55.0 * failed}
        keys = [("", ""), (StatsBy.WORKER, _name(number)), (StatsBy.OWNER, OWNERS[number % len(OWNERS)])]
        keys += [(StatsBy.TEMPLATE, TEMPLATES[number % len(TEMPLATES)])]
        keys += [(StatsBy.JOB, f"job-{number % 24:06}")] if step == HOUR else []
        keys += [(StatsBy.CAUSE, CAUSES[(at // step + number) % len(CAUSES)])] if failed else []
        for made_for, name in keys:
            into = names.setdefault((str(made_for), name), _nothing())
            for figure, value in figures.items():
                into[figure] += value
    for (made_for, name), into in names.items():
        yield {"step": step, "at": at, "made_for": made_for, "name": name, **into}


def _figures(seconds: int, at: int, number: int) -> dict[str, float]:
    """What one worker did: more by day than by night, little at weekends."""
    hour = at % DAY / HOUR
    bright = 0.55 + 0.4 * math.sin((hour - 8) / 24 * 2 * math.pi) if seconds < DAY else 0.6
    busy = seconds * max(0.02, bright * (0.25 if at // DAY % 7 in (2, 3) else 1.0) - 0.03 * (number % 5))
    frames = int(busy / (0.9 + 0.13 * (number % 4)))
    films = frames // 750
    return {
        **_nothing(),
        "frames": frames,
        "pieces": frames // 25,
        "jobs": films,
        "busy_seconds": busy,
        "present_seconds": float(seconds),
        "ideal_seconds": 80.0 * films,
        "film_seconds": (96.0 + number) * films,
        "dollars": seconds / HOUR * 0.178,
    }


def _nothing() -> dict[str, float]:
    whole = dict.fromkeys(("frames", "pieces", "jobs", "jobs_failed", "failures"), 0)
    real = ("busy_seconds", "lost_seconds", "present_seconds", "ideal_seconds", "film_seconds", "dollars")
    return whole | dict.fromkeys(real, 0.0)


def _name(number: int) -> str:
    return f"render-{number // 3 + 1:02}.{number % 3 + 1}"
