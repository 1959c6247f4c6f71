"""Home."""

from __future__ import annotations

import shutil
import time

from PySide6.QtGui import QImage

from app.farm.recent import RecentFilm, RecentTemplate, recent_films, recent_templates
from tests.screenshots.props import GREETING, LOWER_THIRD, STORY
from tests.screenshots.scene import scene
from tests.screenshots.studio import Studio


@scene("home-first")
def first(studio: Studio) -> None:
    studio.go("home")


@scene("home-used", main=True)
def used(studio: Studio) -> None:
    home, now = studio.wiring.home, time.time()
    own = studio.home / "Projects"
    own.mkdir()
    templates = recent_templates(home)
    for place, (sample, name) in enumerate(
        ((GREETING, "Spring promo 2026"), (STORY, "Story_Template_Autumn_Campaign_final_v12"), (LOWER_THIRD, "Names"))
    ):
        path = own / f"{name}{sample.template.suffix}"
        shutil.copy(sample.template, path)
        studio.application.assembly.home.keep_picture(path, QImage(str(sample.thumbnail)))
        templates.add(
            RecentTemplate(
                path=str(path),
                name=name,
                width=1280,
                height=720,
                frame_rate=30.0,
                frames=150,
                fields=3 + place,
                opened=now - 86_400 * place * place - 300,
            )
        )
    templates.add(RecentTemplate(path=str(own / "Lost.aep"), name="Lost", opened=now - 900_000))
    films = studio.home / "Videos" / "Farmhand"
    films.mkdir(parents=True)
    for number in range(1, 5):
        path = films / f"greeting {number:05}.mp4"
        if number != 3:
            path.write_bytes(bytes(1000))
        recent_films(home).add(
            RecentFilm(
                path=str(path),
                name=path.name,
                width=1280,
                height=720,
                duration=5.0,
                size=1_412_345,
                warned=number == 2,
                ended=now - 200 * number * number,
            )
        )
    studio.wait(lambda: not studio.application.services.tasks.titled())
    studio.pause(1)
    studio.application.assembly.home.refresh()
    studio.wait(lambda: len(studio.application.assembly.home.templates) == 4)
