"""Batch."""

from __future__ import annotations

import shutil
from pathlib import Path

from msgspec.structs import replace

from app.core.jobs import MissingPolicy
from app.ui.controllers.compose_wishes import Span
from tests.screenshots.props import GREETING, guests, write_csv
from tests.screenshots.scene import scene
from tests.screenshots.studio import Studio


def open_sheet(studio: Studio, sheet: Path | None, template: Path | None = GREETING.template) -> None:
    """Open both, and wait until every row was looked at."""
    studio.application.services.navigator.batch_wanted.emit(template, sheet)
    batch = studio.application.batch
    studio.wait(lambda: batch.source.template is not None and not batch.source.busy and batch.checks.complete)


@scene("batch-empty")
def empty(studio: Studio) -> None:
    studio.go("batch")


@scene("batch-template-only")
def template_only(studio: Studio) -> None:
    open_sheet(studio, None)


@scene("batch-3")
def three(studio: Studio) -> None:
    open_sheet(studio, GREETING.csv)
    studio.wait(lambda: not studio.application.batch.pictures.feed.updating)


@scene("batch-problems", main=True)
def problems(studio: Studio) -> None:
    rows = guests(12)
    rows[2][2] = "photos/gone.jpg"
    rows[5][3] = rows[4][3]
    rows[8][1] = "be\x07ll"
    rows[9][0] = "A very long name that goes on and on, far beyond the width of any column"
    open_sheet(studio, write_csv(studio.home / "guests.csv", rows))
    studio.wait(lambda: not studio.application.batch.pictures.feed.updating)
    studio.pause(3)


@scene("batch-columns")
def columns(studio: Studio) -> None:
    path = studio.home / "customers.csv"
    path.write_text(
        "Full name;Message;Portrait;E-mail\nAda;Hello;;ada@example.org\nZoë;Hi;;zoe@example.org\n", "cp1252"
    )
    open_sheet(studio, path)


@scene("batch-10000")
def many(studio: Studio) -> None:
    rows = guests(10_000)
    for place in range(7, 10_000, 2500):
        rows[place][2] = "gone.jpg"
    open_sheet(studio, write_csv(studio.home / "guests.csv", rows))


@scene("batch-proof", main=True)
def proof(studio: Studio) -> None:
    open_sheet(studio, write_csv(studio.home / "guests.csv", guests(12)))
    studio.application.window.page("batch").show_proof()  # type: ignore[attr-defined]
    batch = studio.application.batch
    studio.wait(lambda: batch.proof.stills and not studio.application.services.tasks.titled())
    studio.pause(8)


@scene("batch-damaged")
def damaged(studio: Studio) -> None:
    path = studio.home / "guests.csv"
    path.write_bytes(b"Name,Message,Photo\n\x00\x81\x8d\xff\x90,b,\n\x00\x00\x01")
    studio.application.services.navigator.batch_wanted.emit(GREETING.template, path)
    source = studio.application.batch.source
    studio.wait(lambda: source.sheet_error is not None and source.template is not None and not source.busy)


@scene("batch-damaged-template")
def damaged_template(studio: Studio) -> None:
    path = studio.home / "broken.aep"
    shutil.copy(GREETING.csv, path)
    studio.application.services.navigator.batch_wanted.emit(path, GREETING.csv)
    studio.wait(lambda: studio.application.batch.source.template_error is not None)


@scene("batch-refused")
def refused(studio: Studio) -> None:
    template = studio.home / "template" / GREETING.template.name
    shutil.copytree(GREETING.template.parent, template.parent, ignore=shutil.ignore_patterns("*.jpg"))
    rows = [row if place else [*row[:2], "", row[3]] for place, row in enumerate(guests(3))]
    open_sheet(studio, write_csv(studio.home / "guests.csv", rows), template)
    told: list[object] = []
    batch = studio.application.batch
    batch.jobs.refused.connect(lambda error: told.append(error) if error is not None else None)
    batch.render()
    studio.wait(lambda: told)


@scene("batch-no-music")
def no_music(studio: Studio) -> None:
    open_sheet(studio, write_csv(studio.home / "guests.csv", guests(3)))
    batch = studio.application.batch
    batch.set_wishes(replace(batch.wishes, music=str(studio.home / "Music" / "theme.mp3")))
    told: list[object] = []
    batch.jobs.blocked.connect(told.append)
    batch.render()
    studio.wait(lambda: told)


@scene("batch-only-bad")
def only_bad(studio: Studio) -> None:
    problems(studio)
    studio.application.batch.set_only_bad(on=True)


@scene("batch-rendering", anew=True)
def rendering(studio: Studio) -> None:
    farm, batch = studio.application.services.farm, studio.application.batch
    if not farm.jobs:
        open_sheet(studio, write_csv(studio.home / "guests.csv", guests(8)))
        batch.set_wishes(replace(batch.wishes, span=Span.FRAMES, first=60, last=89, missing=MissingPolicy.SUBSTITUTE))
        studio.wait(lambda: batch.checks.complete)
        batch.render()
    studio.wait(lambda: sum(job.state == "done" for job in farm.jobs.values()) >= 3)
