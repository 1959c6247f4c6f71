"""Files and jobs that scenes are made of."""

from __future__ import annotations

import csv
import os
import shutil
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import py_aep
from PIL import Image

from app.core.errors import ErrorInfo
from app.core.jobs import FilmReport, RenderWarning
from app.core.messages import JobView
from resources import samples

GREETING, LOWER_THIRD, STORY = samples()
PHOTOS = GREETING.template.parent / "photos"
HARBOUR = PHOTOS / "harbour.jpg"
NAME, MESSAGE, PHOTO = "layer/2/53", "layer/2/52", "item/1"
"""The greeting's slots."""

PEOPLE = (
    ("Ada Lovelace", "Happy birthday!"),
    ("Grace Hopper", "Thank you for ten years."),
    ("Zoë Müller", "Alles Gute zum Geburtstag"),
    ("王小明", "生日快樂"),
    ("Katherine Johnson", "See you at the reunion"),
    ("Nguyễn Thị Minh Khai", "Welcome to the team"),
    ("Hedy Lamarr", "Congratulations, “Doctor”"),
    ("Alan Turing", "We have missed you"),
    ("Margaret Hamilton", "To the Moon and back"),
    ("Søren Kierkegård", "Held og lykke"),
    ("Émilie du Châtelet", "Bonne année"),
    ("Tim Berners-Lee", "Thanks for the web"),
)

REAL_PROJECT = "voc__intro-outro-generator/35c3/intro.aep"
"""Below the folder that FARMHAND_CORPUS names."""


def real_project() -> Path | None:
    """A project that somebody made with After Effects, where there is one here."""
    folder = os.environ.get("FARMHAND_CORPUS", "")
    path = Path(folder, REAL_PROJECT)
    return path if folder and path.is_file() else None


def lacking_project(folder: Path) -> Path:
    """A project with a font and a picture that no computer has."""
    app = py_aep.new()
    picture = folder / "logo.png"
    Image.new("RGB", (400, 300), "#3478c0").save(picture)
    comp = app.project.root_folder.add_comp("Title", 1280, 720, 1.0, 4.0, 25.0)
    for text in ("Spring promo", "Now in every shop"):
        layer = comp.add_text(text)
        layer.text["ADBE Text Document"].value.font = "NoSuchFont-Bold"
    item = app.project.import_file(py_aep.ImportOptions(str(picture)))
    comp.add(item)
    path = folder / "Spring promo.aep"
    app.project.save(path)
    picture.unlink()
    return path


def damaged_project(folder: Path) -> Path:
    """A project whose second half is lost."""
    content = GREETING.template.with_suffix(".aep").read_bytes()
    path = folder / "Summer promo.aep"
    path.write_bytes(content[: len(content) // 2])
    return path


def write_csv(path: Path, rows: Iterable[Sequence[str]]) -> Path:
    """A spreadsheet for the greeting, with the sample's photos beside it."""
    shutil.copytree(PHOTOS, path.parent / PHOTOS.name, dirs_exist_ok=True)
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file).writerows([("Name", "Message", "Photo", "output"), *rows])
    return path


def guests(count: int) -> list[list[str]]:
    """So many rows without a fault."""
    photos = [f"{PHOTOS.name}/{photo.name}" for photo in sorted(PHOTOS.glob("*.jpg"))]
    rows = []
    for place in range(count):
        name, message = PEOPLE[place % len(PEOPLE)]
        number = f" {place + 1}" if count > len(PEOPLE) else ""
        rows.append([f"{name}{number}", message, photos[place % len(photos)], f"greeting {place + 1:05}"])
    return rows


def made_up_job(number: int, state: str, **facts: object) -> JobView:
    """A view of a job that nobody renders."""
    now = time.time()
    given: dict[str, object] = {
        "job_id": f"job-{number:06}",
        "name": f"greeting {number:05}",
        "owner": ("ada", "grace", "alan")[number % 3],
        "state": state,
        "output": f"greeting {number:05}.mp4",
        "frames_total": 150,
        "submitted": now - 60 * (number % 600) - 60,
        "template": "greeting",
        "comp": "Greeting",
        "preset": "mp4",
        "engine": "builtin",
        "place": float(number),
    }
    if state not in ("queued", "preparing"):
        given |= {"started": now - 40 - number % 50}
    if state in ("done", "failed", "cancelled"):
        given |= {"started": now - 3600 - number % 600, "ended": now - 3540 - number % 500}
    if state == "done":
        given |= {"frames_done": 150, "pieces": "d" * 10, "film": made_up_film(number)}
    if state == "failed":
        given |= {"frames_done": 60, "pieces": "ddddffoooo", "error": MISSING_PHOTO, "retries": 3}
    if state in ("rendering", "paused", "cancelling"):
        given |= {"frames_done": 15 * (number % 9), "pieces": "d" * (number % 9) + "g" + "o" * (9 - number % 9)}
        given |= {"workers": 1 if state == "rendering" else 0}
    if state == "joining":
        given |= {"frames_done": 150, "pieces": "d" * 10}
    return JobView(**(given | facts))  # type: ignore[arg-type]


def made_up_film(number: int) -> FilmReport:
    """A report of a film that is not there."""
    return FilmReport(
        path=f"/films/greeting {number:05}.mp4",
        frames=150,
        frame_rate=(30, 1),
        duration=5.0,
        width=1280,
        height=720,
        size=1_400_000 + number * 37,
        sha256="0" * 64,
        has_audio=True,
        seconds=21.0,
    )


MISSING_PHOTO = ErrorInfo(
    kind="MissingError",
    title="“greeting 00009” stopped at frame 60.",
    cause="The photo hero.jpg cannot be opened: it ends in the middle.",
    next_step="Replace the photo, then retry 90 frames.",
)

STAND_IN = RenderWarning(kind="font", what="The font Helvetica-Bold is missing; Source Sans Pro Bold was used.")

EVERY_STATE = (
    "rendering",
    "rendering",
    "preparing",
    "joining",
    "queued",
    "queued",
    "paused",
    "done",
    "done",
    "failed",
    "cancelled",
    "cancelling",
)


def twelve_jobs() -> list[JobView]:
    """Jobs in every state."""
    jobs = [made_up_job(number, state) for number, state in enumerate(EVERY_STATE, start=1)]
    jobs[8] = made_up_job(9, "done", warnings=(STAND_IN,))
    return jobs


def many_jobs(count: int) -> list[JobView]:
    """So many jobs: most are done, some are not, in batches of a hundred and alone."""
    states = ("done", "done", "done", "failed", "done", "queued", "queued", "rendering", "done", "paused")
    return [
        made_up_job(
            number,
            states[number % len(states)],
            **({"batch_id": f"batch-{number // 100}", "batch_name": f"Guests {number // 100}"} if number % 400 else {}),
            row=number % 100 + 2,
        )
        for number in range(1, count + 1)
    ]
