"""Films that are asked about: what is expected of them, and the estimate that is made of that. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.core.estimates import Basis, Estimate, FilmWanted, Forecast, PastRender
from app.farm.estimates.forecasts import FilmLeft
from app.farm.estimates.knowledge import Expected, Knowledge, Wanted
from app.farm.estimates.records import baseline_seconds, track_record
from app.farm.estimates.running import engine_of, film_ahead

_CERTAINTY = (Basis.PRIOR, Basis.FEATURES, Basis.SAMPLE, Basis.HISTORY, Basis.RUNNING)


class Asked:
    """What was asked about: what is left of it, and what is known of it, by its least certain film."""

    def __init__(self, left: Sequence[FilmLeft], expected: Sequence[Expected], earlier: Iterable[PastRender]) -> None:
        self.left = tuple(left)
        self.basis = min((one.basis for one in expected), key=_CERTAINTY.index, default=Basis.PRIOR)
        self.renders = min((one.renders for one in expected), default=0)
        self.earlier = tuple({one.job_id: one for one in earlier}.values())


def asked_films(knowledge: Knowledge, films: Sequence[FilmWanted], *, place: float = 0.0) -> Asked:
    """Films that somebody thinks of: granted in this order, after all of their priority up to a place."""
    left: list[FilmLeft] = []
    expected: list[Expected] = []
    earlier: list[PastRender] = []
    for number, film in enumerate(films):
        wanted = wanted_of(film)
        one = knowledge.expect(wanted)
        expected.append(one)
        earlier += knowledge.earlier(wanted)
        for copy in range(max(1, film.count)):
            place += 1.0
            more = {"group": group_of(wanted), "priority": film.priority, "place": place}
            made = film_ahead(
                f"new {number}.{copy}", film.frames, film.frame_rate, one, engine=engine_of(film.engine), **more
            )
            left.append(made)
    return Asked(left, expected, earlier)


def estimated(asked: Asked, forecasts: Sequence[Forecast], *, baseline: Mapping[int, float] | None = None) -> Estimate:
    """The answer to what was asked."""
    return Estimate(
        forecasts=tuple(forecasts),
        basis=asked.basis,
        renders=asked.renders,
        record=track_record(asked.earlier),
        baseline=dict(baseline or {}),
    )


def baseline_of(knowledge: Knowledge, films: Sequence[FilmWanted], counts: Sequence[int]) -> dict[int, float]:
    """What the line through two earlier renders says of all films, one after the other; empty where there are none."""
    whole: dict[int, float] = dict.fromkeys(counts, 0.0)
    for film in films:
        one = baseline_seconds(knowledge.earlier(wanted_of(film)), film.frames, counts)
        if not one:
            return {}
        for count in counts:
            whole[count] += one[count] * max(1, film.count)
    return whole


def group_of(wanted: Wanted) -> str:
    """Which films err together."""
    return f"{wanted.template}/{wanted.comp}"


def wanted_of(film: FilmWanted) -> Wanted:
    """A film as what was learnt is asked for it."""
    return Wanted(
        template=film.template,
        name=film.name,
        comp=film.comp,
        engine=film.engine,
        preset=film.preset,
        frames=film.frames,
        features=film.features,
        width=film.width,
        height=film.height,
        sample=film.sample,
    )
