"""The estimators: exact on data without noise, never negative, in order, and never longer with more workers."""

from __future__ import annotations

import itertools
import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.estimates import Basis, PastRender
from app.farm.estimates.beliefs import Belief, certain, log_of, total
from app.farm.estimates.forecasts import CrewMember, FilmLeft, Ways, forecast
from app.farm.estimates.knowledge import Beside, Knowledge, Wanted, worker_paces
from app.farm.estimates.lines import amdahl_through, fit_amdahl, fit_positive, straight_between
from app.farm.estimates.regression import FeatureModel, Seen
from tests.fakes.examples import examples

seconds = st.floats(0.01, 1e5)
counts = st.floats(1, 64)


def past(job_id: str, template: str, cost: float, **more: object) -> PastRender:
    values = {
        "comp": "Main",
        "preset": "mp4",
        "engine": "builtin",
        "name": f"{template}.aep",
        "ended": 1.0,
        "width": 1920,
        "height": 1080,
        "frames": 150,
        "pieces": 5,
        "drawn": cost * 150,
        "join": 0.8,
        "prepare": 0.5,
    } | more
    return PastRender(job_id=job_id, template=template, cost=cost, **values)  # type: ignore[arg-type]


def wanted(template: str, **more: object) -> Wanted:
    values = {"comp": "Main", "engine": "builtin", "preset": "mp4", "frames": 150} | more
    return Wanted(template=template, **values)  # type: ignore[arg-type]


def test_the_baseline_is_the_straight_line_of_the_talk() -> None:
    line = straight_between((2, 100.0), (8, 50.0))
    assert line is not None
    assert line.at(6) == pytest.approx(66.7, abs=0.05)
    assert line.at(100) == 0.0
    assert straight_between((2, 100.0), (2, 50.0)) is None


def test_amdahl_through_two_runs_meets_both() -> None:
    law = amdahl_through((2, 100.0), (8, 50.0))
    assert law is not None
    assert (law.seconds(2), law.seconds(8)) == (pytest.approx(100), pytest.approx(50))
    assert law.seconds(6) == pytest.approx(55.56, abs=0.01)


@given(st.floats(0, 1e4), st.floats(0.1, 1e5), st.lists(st.integers(1, 64), min_size=2, max_size=9, unique=True))
def test_the_fit_is_exact_on_data_without_noise(fixed: float, divided: float, workers: list[int]) -> None:
    law = fit_amdahl([(count, fixed + divided / count) for count in workers])
    assert law is not None
    for count in (*workers, 1, 100):
        assert law.seconds(count) == pytest.approx(fixed + divided / count, rel=1e-3, abs=1e-6)


@given(st.lists(st.tuples(counts, seconds), max_size=12), counts, counts)
def test_the_fit_is_never_negative_and_never_longer_with_more_workers(
    runs: list[tuple[float, float]], one: float, other: float
) -> None:
    law = fit_amdahl(runs)
    assert (law is None) == (not runs)
    if law is not None:
        few, many = sorted((one, other))
        assert law.fixed >= 0 and law.divided >= 0
        assert law.seconds(few) >= law.seconds(many) >= 0


def test_the_fit_beats_the_exact_line_through_two_on_noisy_runs() -> None:
    chance = random.Random(3)
    errors: dict[str, list[float]] = {"fit": [], "two": []}
    for _ in range(200):
        runs = [(w, (20 + 400 / w) * math.exp(0.12 * chance.gauss(0, 1))) for w in (1, 2, 2, 3, 4, 4, 6, 8)]
        fitted, exact = fit_amdahl(runs), amdahl_through(*chance.sample(runs[:2] + runs[3:5], 2))
        truth = 20 + 400 / 16
        assert fitted is not None
        errors["fit"].append(abs(fitted.seconds(16) / truth - 1))
        errors["two"].append(abs(exact.seconds(16) / truth - 1) if exact is not None else 1.0)
    assert sum(errors["fit"]) < sum(errors["two"]) / 1.5


@given(
    st.lists(st.tuples(st.floats(0, 1e4), seconds), min_size=1, max_size=9).filter(lambda all: any(x for x, _ in all))
)
def test_a_positive_line_has_no_negative_part(points: list[tuple[float, float]]) -> None:
    line = fit_positive(points)
    assert line.start >= 0 and line.slope >= 0


@given(st.floats(-8, 8), st.floats(0, 4), seconds, st.floats(1e-6, 4))
def test_an_observation_moves_a_belief_towards_itself_and_makes_it_surer(
    mean: float, variance: float, observed: float, noise: float
) -> None:
    before = Belief(mean=mean, variance=variance)
    after = before.seen(observed, noise)
    low, high = sorted((mean, log_of(observed)))
    assert low - 1e-9 <= after.mean <= high + 1e-9
    assert after.variance <= before.variance + 1e-12
    spread = after.spread()
    assert 0 < spread.p10 <= spread.p50 <= spread.p90


@pytest.mark.parametrize("odd", [0.0, -3.0, math.nan, math.inf])
def test_what_cannot_be_seconds_teaches_nothing(odd: float) -> None:
    belief = Belief(mean=1.0, variance=1.0)
    assert belief.seen(odd, 0.1) == belief


def test_many_observations_without_noise_are_believed_exactly() -> None:
    belief = Belief(mean=3.0, variance=2.0)
    assert belief.seen(0.25, 0.0).median == pytest.approx(0.25)
    for _ in range(500):
        belief = belief.seen(0.25, 0.04)
    assert belief.median == pytest.approx(0.25, rel=0.01)


def test_sums_of_beliefs_have_the_sum_of_their_means() -> None:
    parts = [(2.0, Belief(mean=0.0, variance=0.5)), (3.0, Belief(mean=1.0, variance=0.1))]
    whole = total(parts)
    assert whole.expected == pytest.approx(sum(factor * belief.expected for factor, belief in parts))
    assert total([(4.0, certain(2.0))]).median == pytest.approx(8.0)
    assert total([]).median < 1e-6


def features_of_kind(area: float, effects: float) -> dict[str, float]:
    return {"film": 2.0736, "area": area, "effect_area": effects}


def test_templates_teach_what_others_like_them_cost() -> None:
    chance = random.Random(1)
    seen = []
    for _ in range(40):
        area, effects = chance.uniform(1, 30), chance.uniform(0, 20)
        log_cost = -4 + 0.6 * math.log1p(area) + 0.3 * math.log1p(effects)
        seen.append(Seen(features=features_of_kind(area, effects), log_cost=log_cost, noise=1e-4))
    model = FeatureModel(seen)
    for area, effects in ((2.0, 10.0), (20.0, 0.0), (10.0, 5.0)):
        truth = -4 + 0.6 * math.log1p(area) + 0.3 * math.log1p(effects)
        belief = model.expect(features_of_kind(area, effects))
        assert belief.mean == pytest.approx(truth, abs=0.15)
    # What the features do not explain is learnt to be little.
    assert model.misfit < 0.06 < FeatureModel().misfit


def test_without_templates_dearer_features_are_expected_to_cost_more() -> None:
    model = FeatureModel()
    light, heavy = model.expect({"film": 0.9, "area": 1.0}), model.expect({"film": 2.0, "area": 30.0, "blur": 100.0})
    assert light.median < heavy.median
    assert light.variance > 0.5


def test_a_template_that_was_rendered_before_is_expected_to_cost_the_same_again() -> None:
    known = Knowledge([past(f"j{number}", "aa", 0.3) for number in range(6)])
    expected = known.expect(wanted("aa"))
    assert (expected.basis, expected.renders) == (Basis.HISTORY, 6)
    assert expected.cost.median == pytest.approx(0.3, rel=0.05)
    assert expected.beside.prepare == 0.5 and expected.beside.join == pytest.approx(0.8, rel=0.01)
    unknown = known.expect(wanted("bb"))
    assert (unknown.basis, unknown.renders) == (Basis.PRIOR, 0)
    assert unknown.cost.variance > 4 * expected.cost.variance
    other_comp = known.expect(wanted("aa", comp="Other"))
    assert other_comp.renders == 0


def test_the_basis_says_when_only_features_are_known() -> None:
    films = [past(f"j{n}", f"t{n}", 0.1 * (n + 1), features={"film": 2.0, "area": n + 1.0}) for n in range(5)]
    assert Knowledge(films).expect(wanted("new", features={"film": 2.0, "area": 3.0})).basis is Basis.FEATURES
    assert Knowledge(films[:1]).expect(wanted("new", features={"film": 2.0, "area": 3.0})).basis is Basis.PRIOR


def test_a_slow_worker_does_not_make_a_template_dear() -> None:
    both = {"quick": (100, 10.0), "slow": (50, 20.0)}
    films = [past(f"b{n}", "aa", 30 / 150, speeds=both) for n in range(4)]
    films += [past(f"s{n}", "bb", 0.4, speeds={"slow": (150, 60.0)}) for n in range(4)]
    paces = worker_paces(films)
    assert paces["slow"] / paces["quick"] == pytest.approx(4.0)
    known = Knowledge(films)
    assert known.expect(wanted("bb")).cost.median < 0.3


pieces = st.lists(st.integers(1, 60), min_size=1, max_size=12)


@settings(max_examples=examples(25), deadline=None)
@given(
    st.lists(st.tuples(pieces, st.floats(-5, 2), st.floats(0, 1), st.integers(0, 3)), min_size=1, max_size=5),
    st.lists(st.tuples(st.floats(0.3, 4), st.booleans()), min_size=6, max_size=6),
    st.integers(0, 4),
)
def test_forecasts_are_in_order_never_negative_and_never_longer_with_more_workers(
    films: list[tuple[list[int], float, float, int]], workers: list[tuple[float, bool]], cores: int
) -> None:
    left = [
        FilmLeft(
            job_id=f"j{number}",
            pieces=tuple(frames),
            cost=Belief(mean=mean, variance=variance),
            beside=Beside(),
            group=str(group),
            place=float(number),
        )
        for number, (frames, mean, variance, group) in enumerate(films)
    ]
    crew = [
        CrewMember(name=f"w{number}", pace=pace, boot=Belief(mean=4.0, variance=0.1) if stopped else None, price=0.5)
        for number, (pace, stopped) in enumerate(workers)
    ]
    found = forecast(left, crew, (1, 2, 4, 6), Ways(cores=cores))
    assert [one.workers for one in found] == [1, 2, 4, 6]
    for one in found:
        assert 0 < one.seconds.p10 <= one.seconds.p50 <= one.seconds.p90 < math.inf
        assert one.dollars is not None and 0 < one.dollars.p10 <= one.dollars.p50 <= one.dollars.p90
    for few, more in itertools.pairwise(found):
        for name in ("p10", "p50", "p90"):
            assert getattr(few.seconds, name) >= getattr(more.seconds, name)


def test_a_forecast_is_exact_where_everything_is_known() -> None:
    beside = Beside(prepare=0.0, join=0.0, publish=0.0, opening=0.0, handing=0.0)
    film = FilmLeft(job_id="a", pieces=(30,) * 40, cost=certain(0.1), beside=beside, scatter=0.0, known=True)
    crew = [CrewMember(name=f"w{number}") for number in range(4)]
    found = {one.workers: one.seconds for one in forecast([film], crew, (1, 2, 4), Ways())}
    assert found[1].p50 == pytest.approx(120.0) and found[1].p10 == pytest.approx(found[1].p90)
    assert found[2].p50 == pytest.approx(60.0)
    assert found[4].p50 == pytest.approx(30.0, rel=0.11)


def test_nothing_takes_no_time_and_prices_that_are_not_known_are_not_made_up() -> None:
    crew = [CrewMember(name="w", price=None)]
    assert forecast([], crew, (1,), Ways())[0].seconds.p90 == 0.0
    film = FilmLeft(job_id="a", pieces=(30,), cost=certain(0.1), beside=Beside())
    assert forecast([film], crew, (1,), Ways())[0].dollars is None


def test_machines_that_must_boot_first_are_paid_from_their_start_and_help_only_once_they_are_there() -> None:
    film = FilmLeft(job_id="a", pieces=(30,) * 20, cost=certain(0.1), beside=Beside(), known=True)
    here = CrewMember(name="w0", price=0.0)
    booting = CrewMember(name="w1", boot=certain(600.0), machine="m", price=3600.0)
    alone, both = forecast([film], [here, booting], (1, 2), Ways())
    # The film is done before the machine is there.
    assert both.seconds.p50 == pytest.approx(alone.seconds.p50, rel=0.01)
    assert both.dollars is not None and both.dollars.p50 >= 60.0
