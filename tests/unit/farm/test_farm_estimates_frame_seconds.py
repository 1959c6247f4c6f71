from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from store_kit import make_request

from app.core.jobs import EngineChoice, JobRequest
from app.farm.estimates.frame_seconds import LATEST, likely_frame_seconds
from app.farm.store import Store, history
from tests.fakes.past_films import past

SLOW = 4.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path) as opened:
        yield opened


@pytest.fixture
def job() -> JobRequest:
    """A job of the composition that films are remembered of here."""
    return replace(make_request("a", sample=0.5), comp_name="Greeting")


def remember(store: Store, number: int, request: JobRequest, cost: float, **more: object) -> None:
    made = past(number, cost=cost, **({"template": request.template.sha256} | more))
    store.apply(lambda change: history.remember(change.session, made))


def test_of_a_template_that_was_never_drawn_the_timed_frames_tell(store: Store, job: JobRequest) -> None:
    assert likely_frame_seconds(store, job) == 0.5
    assert likely_frame_seconds(store, replace(job, sample=0.0)) is None


def test_frames_that_the_builtin_engine_drew_do_not_tell_of_after_effects(store: Store, job: JobRequest) -> None:
    remember(store, 1, job, SLOW)
    assert likely_frame_seconds(store, replace(job, engine=EngineChoice.AERENDER)) is None
    remember(store, 2, job, 7.0, engine="aerender")
    assert likely_frame_seconds(store, replace(job, engine=EngineChoice.AERENDER)) == 7.0
    assert likely_frame_seconds(store, job) == SLOW


def test_only_films_of_the_same_composition_and_project_tell(store: Store, job: JobRequest) -> None:
    remember(store, 1, job, SLOW, comp="Other")
    remember(store, 2, job, SLOW, template="1" * 64)
    assert likely_frame_seconds(store, job) == 0.5


def test_the_median_of_the_latest_films_counts(store: Store, job: JobRequest) -> None:
    for number in range(LATEST):
        remember(store, number, job, 100.0)
    for number in range(LATEST):
        remember(store, LATEST + number, job, 1.0 if number else 50.0)
    assert likely_frame_seconds(store, job) == 1.0
