"""An uneven fleet in simulated time: the real manager divides the work nearly as well as it can be."""

from __future__ import annotations

from tests.fakes.simulated_fleet import drifting_film, farm_seconds, ideal_seconds, static_seconds, uneven_fleet


def test_a_film_on_an_uneven_fleet_is_done_nearly_as_soon_as_it_can_be() -> None:
    films, fleet = [drifting_film("film", 600, 5.0, seed=1)], uneven_fleet(10)
    ideal = ideal_seconds(films, fleet)
    assert ideal / farm_seconds(films, fleet) >= 0.85
    assert ideal / static_seconds(films, fleet) < 0.4


def test_so_is_a_batch() -> None:
    films, fleet = [drifting_film(f"f{n}", 60, 0.5, seed=n) for n in range(30)], uneven_fleet(10)
    assert ideal_seconds(films, fleet) / farm_seconds(films, fleet) >= 0.85
