"""Frames that were timed for an estimate: the jobs that are submitted afterwards carry what they took."""

from __future__ import annotations

import platform
from pathlib import Path

import msgspec
import pytest
from batch_kit import Batch, people, write_csv
from compose_kit import GREETING, PATIENCE, Compose
from pytestqt.qtbot import QtBot

from app.core.jobs import EngineChoice, JobRequest
from app.ui.application import Application
from app.ui.controllers.batch_jobs import BatchOrder
from app.ui.controllers.compose_wishes import OutputWishes, Span
from app.ui.controllers.estimates_ahead import EstimatesAhead
from app.ui.models.jobs_facts import settings_facts


def time_frames(ahead: EstimatesAhead, seconds: float) -> None:
    """As if some frames of what is thought of had been drawn in the background."""
    wish = ahead.wanted
    assert wish is not None
    ahead._samples._take(wish, seconds)


def want(compose: Compose, folder: Path, first: int) -> None:
    wishes = OutputWishes(span=Span.FRAMES, first=first, last=first, folder=str(folder))
    compose.controller.set_wishes(wishes)


def submitted(compose: Compose) -> JobRequest:
    films, before = compose.controller.films, compose.controller.films.job
    films.submit(first=True)
    compose.qtbot.waitUntil(
        lambda: films.job is not None and (before is None or films.job.job_id != before.job_id), timeout=PATIENCE
    )
    assert films.job is not None
    request = compose.application.services.farm.connection.client.detail(films.job.job_id).request
    assert request is not None
    return request


@pytest.mark.timeout(240)
def test_a_film_of_compose_carries_what_its_frames_took_and_another_range_does_not(
    application: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    greeting = Compose(application, qtbot)
    greeting.open(GREETING)
    want(greeting, tmp_path / "timed", 70)
    time_frames(greeting.controller.ahead, 0.25)
    request = submitted(greeting)
    assert (request.sample, request.sampled_on) == (0.25, platform.node())
    assert ("A frame took beforehand", f"0.250 s on {platform.node()}") in settings_facts(request, {})[-1][1]
    want(greeting, tmp_path / "other", 71)
    request = submitted(greeting)
    assert (request.sample, request.sampled_on) == (0.0, "")
    assert ("A frame took beforehand", "") in settings_facts(request, {})[-1][1]


def test_the_films_of_a_batch_carry_it_too(
    studio: Application, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = Batch(studio, qtbot)
    batch.begin(tmp_path / "films")
    batch.open(write_csv(tmp_path / "people.csv", people(3)))
    batch.short()
    batch.settled()
    time_frames(batch.controller.ahead, 0.25)
    orders: list[BatchOrder] = []
    monkeypatch.setattr(batch.controller.jobs, "order", orders.append)
    batch.controller.render()
    # Of what After Effects will draw, frames that Farmhand drew say nothing.
    batch.controller.set_wishes(msgspec.structs.replace(batch.controller.wishes, engine=EngineChoice.AERENDER))
    batch.settled()
    batch.controller.render()
    assert [one.wishes.sample for one in orders] == [0.25, 0.0]
