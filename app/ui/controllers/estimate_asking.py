"""How long films or jobs take, by numbers of workers: what is asked, and of whom, in the background.

A farm that answers is asked, as its queue counts too; this computer's history tells it where its farm does not run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from app.core.errors import BrokerError
from app.core.estimates import Estimate, FilmWanted
from app.core.frames import FrameRange
from app.core.model import Comp
from app.farm.agents import all_cores, workers_for
from app.farm.opened import Opened
from app.ui.services import Services
from app.ui.tasks import Task

if TYPE_CHECKING:
    from app.farm.client import FarmClient

LEAST_CURVE: Final = 4
LEAST_CURVE_OF_FARM: Final = 10
MOST_CURVE: Final = 200
"""A curve goes at least to the first, on a farm to the second, and never beyond the third number of workers."""

_STEPS: Final = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64, 80, 96, 128, 160, MOST_CURVE)


@dataclass(frozen=True, slots=True)
class FilmsWish:
    """`count` equal films that somebody thinks of."""

    opened: Opened
    comp: Comp
    frames: FrameRange
    preset: str
    engine: str
    count: int


class Answered(NamedTuple):
    """An estimate whose first forecast is with the workers that are there now.

    `waits`: other jobs come first, and count. `here`: it is about this computer.
    """

    estimate: Estimate
    present: int
    waits: bool = False
    here: bool = False


def film_of(wish: FilmsWish) -> FilmWanted:
    """The films as a farm can estimate them. Counts the template's features: for background threads."""
    from app.farm.estimates.asking import films_of

    return films_of(
        wish.opened, wish.comp, wish.frames, preset=wish.preset, engine=wish.engine, count=max(1, wish.count)
    )


def question_of_films(
    services: Services, film: Callable[[], FilmWanted], *, curve: bool = False
) -> Callable[[Task], Answered]:
    """What asks how long a film takes, for a background thread. It raises `FarmhandError`.

    `curve`: by many numbers of workers instead of a few.
    """
    farm, settings = services.farm, services.settings
    here, answers = farm.is_here, farm.answers
    waits = answers and farm.tally.busy
    present = workers_for(settings)

    def ask_there(_task: Task) -> Answered:
        from app.farm.estimates.asking import estimate_films

        client, wanted = farm.connection.client, (film(),)
        counts = counts_here(present, curve=curve) if here else ()
        if not counts:
            there = estimate_films(client, wanted).forecasts[0].workers
            counts = counts_there(there, curve=curve)
            return Answered(estimate_films(client, wanted, counts), there, waits)
        return Answered(estimate_films(client, wanted, counts), present, waits, here=True)

    def ask_here(_task: Task) -> Answered:
        from app.farm.estimates.local import estimate_here, read_history
        from app.farm.estimates.service import ways_of

        counts = counts_here(present, curve=curve)
        ways = ways_of(settings, cores=all_cores())
        return Answered(estimate_here(read_history(farm.home), (film(),), counts, ways), present, here=True)

    if answers:
        return ask_there
    return ask_here if here else _silent


def question_of_jobs(services: Services, job_ids: Sequence[str]) -> Callable[[Task], Answered]:
    """What asks how long jobs still take, by many numbers of workers. It raises `FarmhandError`."""
    farm, ids = services.farm, tuple(job_ids)
    if not farm.answers:
        return _silent

    def ask(_task: Task) -> Answered:
        client: FarmClient = farm.connection.client
        from app.farm.estimates.asking import estimate_jobs

        if farm.is_here:
            present = workers_for(services.settings)
            counts = counts_here(present, curve=True)
        else:
            present = estimate_jobs(client, ids).forecasts[0].workers
            counts = counts_there(present, curve=True)
        return Answered(estimate_jobs(client, ids, counts), present, here=farm.is_here)

    return ask


def counts_here(present: int, *, curve: bool) -> tuple[int, ...]:
    """Numbers of workers to tell of this computer: more of them than cores help nobody."""
    most = max(present, all_cores())
    return _curve(present, max(LEAST_CURVE, most)) if curve else tuple(sorted({present, most}))


def counts_there(present: int, *, curve: bool) -> tuple[int, ...]:
    """Numbers of workers to tell of a farm that has so many: those, and what more would do."""
    if curve:
        return _curve(present, max(LEAST_CURVE_OF_FARM, min(MOST_CURVE, 3 * present)))
    return tuple(present * factor for factor in (1, 2, 3))


def _curve(present: int, most: int) -> tuple[int, ...]:
    return tuple(sorted({present, most, *(one for one in _STEPS if one < most)}))


def _silent(_task: Task) -> Answered:
    raise BrokerError("The farm does not answer.")
