"""The preview with its real process: drawing what was asked last, living on through faults, leaving nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image

from app.core.slots import MediaFill, TextFill
from app.farm.opened import open_template
from app.farm.preview.answers import Failed, Opened, Restarted, Shown, Surveyed
from app.farm.preview.process import PreviewProcess, PreviewTimes
from app.farm.preview.protocol import FrameWanted, SurveyWanted, values_key
from app.farm.requests import drawing_fonts, find_files
from app.render.renderer import Renderer
from app.template.apply import apply
from tests.fakes.preview import PreviewEars

ROOT = Path(__file__).parents[2]
GREETING = ROOT / "resources" / "samples" / "greeting" / "greeting.aepx"
NAME, MESSAGE, PHOTO = "layer/2/53", "layer/2/52", "item/1"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the preview's folders go."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


@pytest.fixture
def ears() -> PreviewEars:
    return PreviewEars()


@pytest.fixture
def preview(ears: PreviewEars, temporary: Path) -> Iterator[PreviewProcess]:
    preview = PreviewProcess(ears)
    preview.start()
    yield preview
    preview.close()
    assert not list(temporary.iterdir())


def pixels_of(answer: Shown) -> np.ndarray:
    with answer.pixels as pixels:
        return np.frombuffer(pixels.copy(), np.uint8).reshape(answer.height, answer.width, 4)


def test_preview_draws_the_very_pixels_of_the_renderer(preview: PreviewProcess, ears: PreviewEars) -> None:
    generation = preview.open(GREETING)
    values = {NAME: TextFill(text="Ada Lovelace")}
    preview.show(FrameWanted(ticket=7, frame=75, scale=0.5, values=dict(values)))
    assert ears.next(Opened).generation == generation
    shown = ears.next(Shown)
    assert (shown.generation, shown.ticket, shown.frame, shown.width, shown.height) == (generation, 7, 75, 640, 360)
    assert shown.values_key == values_key(values)
    opened = open_template(GREETING)
    comp = opened.comp(None)
    found = find_files(opened.template, opened.path, comp)
    model = apply(opened.template, values)
    fonts = drawing_fonts(model, comp.id, found.fonts, values.values())
    expected = Renderer(model, footage=found.footage, fonts=fonts).render(comp.id, 75, scale=0.5, background=True)
    assert np.array_equal(pixels_of(shown), expected)
    assert {outline.key for outline in shown.outlines} == {NAME, MESSAGE, PHOTO}


def dying(folder: Path) -> list[str]:
    return [sys.executable, "-m", "tests.fakes.dying_preview", str(folder)]


@pytest.fixture
def mortal(ears: PreviewEars, temporary: Path) -> Iterator[PreviewProcess]:
    """A preview whose process dies or hangs where a text says so, with the greeting open."""
    preview = PreviewProcess(ears, times=PreviewTimes(frame_seconds=2.0), command=dying)
    preview.start()
    preview.open(GREETING)
    ears.next(Opened)
    yield preview
    preview.close()
    assert not list(temporary.iterdir())


def wanted(ticket: int, text: str | None = None, **fields: object) -> FrameWanted:
    values = {} if text is None else {NAME: TextFill(text=text)}
    return FrameWanted(**({"ticket": ticket, "frame": 75, "scale": 0.1, "values": values} | fields))  # type: ignore[arg-type]


def wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + 30
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, f"process {pid} lives on"
        time.sleep(0.02)


def test_preview_of_many_wishes_the_newest_is_always_drawn(preview: PreviewProcess, ears: PreviewEars) -> None:
    preview.open(GREETING)
    ears.next(Opened)
    for ticket in range(200):
        preview.show(wanted(ticket, f"Name {ticket}"))
    tickets = []
    while not tickets or tickets[-1] != 199:
        tickets.append(ears.next(Shown).ticket)
    assert tickets == sorted(tickets)
    assert len(tickets) < 200


def test_preview_draws_what_is_queued_in_order_after_what_is_shown(preview: PreviewProcess, ears: PreviewEars) -> None:
    preview.open(GREETING)
    ears.next(Opened)
    preview.queue([wanted(100 + frame, frame=frame) for frame in range(5)])
    preview.queue([wanted(200 + frame, frame=frame) for frame in range(8)])
    preview.show(wanted(1))
    tickets: list[int] = []
    while {1, 207} - set(tickets):
        shown = ears.next(Shown)
        shown.pixels.release()
        tickets.append(shown.ticket)
    assert [ticket for ticket in tickets if ticket >= 200] == list(range(200, 208))
    # Only what was being drawn already came before it.
    assert tickets.index(1) <= 2


def test_preview_never_draws_over_a_picture_that_was_not_released(preview: PreviewProcess, ears: PreviewEars) -> None:
    preview.open(GREETING)
    ears.next(Opened)
    preview.queue([wanted(frame, frame=20 * frame) for frame in range(7)])
    held = [ears.next(Shown) for _ in range(3)]
    seen = [answer.pixels.copy() for answer in held]
    preview.show(wanted(50, "Somebody else"))
    shown = ears.next(Shown)
    assert shown.ticket == 50
    assert [answer.pixels.copy() for answer in held] == seen
    assert ears.heard.empty()
    for answer in (*held, shown):
        answer.pixels.release()
    assert [ears.next(Shown).frame for _ in range(4)] == [60, 80, 100, 120]


def test_preview_pictures_may_grow_and_shrink(preview: PreviewProcess, ears: PreviewEars) -> None:
    preview.open(GREETING)
    ears.next(Opened)
    for scale, size in ((0.1, (128, 72)), (1.0, (1280, 720)), (0.1, (128, 72)), (10.0, (5456, 3069))):
        preview.show(wanted(1, scale=scale))
        shown = ears.next(Shown)
        if scale <= 1.0:
            assert (shown.width, shown.height) == size
        # What would not fit is drawn as large as fits, in its own shape.
        assert shown.width * shown.height <= 4096 * 4096
        assert abs(shown.width / shown.height - 16 / 9) < 0.01
        assert pixels_of(shown).shape == (shown.height, shown.width, 4)


def test_preview_a_broken_photo_names_its_slot_and_spoils_nothing(
    preview: PreviewProcess, ears: PreviewEars, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"\xff\xd8 no photo")
    values = {PHOTO: MediaFill(path=str(photo))}
    preview.open(GREETING)
    ears.next(Opened)
    preview.show(wanted(1, values=values))
    failed = ears.next(Failed)
    assert (failed.ticket, failed.slot_key, failed.error.kind) == (1, PHOTO, "PhotoError")
    assert "“Photo”" in failed.error.title
    preview.show(wanted(2))
    without = pixels_of(ears.next(Shown))
    Image.new("RGB", (800, 800), (0, 255, 0)).save(photo)
    preview.show(wanted(3, values=values))
    assert not np.array_equal(pixels_of(ears.next(Shown)), without)


def test_preview_a_photo_that_changes_on_the_disk_is_read_again(
    preview: PreviewProcess, ears: PreviewEars, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.png"
    preview.open(GREETING)
    ears.next(Opened)
    pictures = []
    for size in ((300, 300), (400, 400)):
        Image.new("RGB", size, (size[0] % 256, 255, 0)).save(photo)
        preview.show(wanted(1, values={PHOTO: MediaFill(path=str(photo))}))
        pictures.append(pixels_of(ears.next(Shown)))
    assert not np.array_equal(*pictures)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"frame": 100_000}, "no frame 100000"),
        ({"comp_id": 4711}, "no composition"),
        ({"values": {"layer/9/9": TextFill(text="x")}}, "no slot"),
    ],
)
def test_preview_impossible_wishes_fail_and_the_next_is_drawn(
    preview: PreviewProcess, ears: PreviewEars, fields: dict[str, object], said: str
) -> None:
    preview.open(GREETING)
    ears.next(Opened)
    preview.show(wanted(1, **fields))
    failed = ears.next(Failed)
    assert failed.ticket == 1
    assert said in failed.error.title
    preview.show(wanted(2))
    assert ears.next(Shown).ticket == 2


def test_preview_a_template_that_cannot_be_opened_fails_and_another_can_be(
    preview: PreviewProcess, ears: PreviewEars, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.aep"
    damaged.write_bytes(b"RIFX no project")
    generation = preview.open(damaged)
    preview.show(wanted(1))
    failed = ears.next(Failed)
    assert (failed.generation, failed.ticket, failed.error.kind) == (generation, None, "TemplateError")
    later = preview.open(GREETING)
    preview.show(wanted(2))
    assert ears.next(Opened).generation == later > generation
    assert ears.next(Shown).ticket == 2


def test_preview_answers_are_of_the_template_opened_last_only(preview: PreviewProcess, ears: PreviewEars) -> None:
    story = ROOT / "resources" / "samples" / "story" / "story.aep"
    for _ in range(5):
        preview.open(GREETING)
        preview.show(wanted(1))
    generation = preview.open(story)
    preview.show(wanted(2))
    while (answer := ears.next((Opened, Shown))).generation != generation:  # type: ignore[arg-type]
        assert answer.generation < generation
    assert isinstance(answer, Opened)
    shown = ears.next(Shown)
    assert (shown.ticket, shown.width, shown.height) == (2, 108, 192)


def test_preview_lives_on_when_its_process_is_killed(preview: PreviewProcess, ears: PreviewEars) -> None:
    preview.open(GREETING)
    preview.show(wanted(1))
    ears.next(Opened)
    before = pixels_of(ears.next(Shown))
    pid = preview.pid
    assert pid is not None
    psutil.Process(pid).kill()
    ears.next(Restarted)
    preview.show(wanted(2))
    assert np.array_equal(pixels_of(ears.next(Shown)), before)
    assert preview.pid != pid


def test_preview_asks_again_what_its_process_died_over(mortal: PreviewProcess, ears: PreviewEars) -> None:
    mortal.show(wanted(1, "crash once"))
    ears.next(Restarted)
    assert ears.next(Shown).ticket == 1


@pytest.mark.parametrize(("text", "said"), [("crash", "exit code 9"), ("hang", "drawing frame 75")])
def test_preview_gives_up_a_wish_that_ends_its_process_twice(
    mortal: PreviewProcess, ears: PreviewEars, text: str, said: str
) -> None:
    mortal.show(wanted(1, text))
    ears.next(Restarted)
    failed = ears.next(Failed)
    assert (failed.ticket, failed.error.kind) == (1, "EngineLostError")
    assert said in failed.error.cause
    ears.next(Restarted)
    mortal.show(wanted(2))
    assert ears.next(Shown).ticket == 2


def test_preview_a_process_that_never_gets_ready_is_reported_and_tried_again_when_wanted(
    ears: PreviewEars, temporary: Path
) -> None:
    preview = PreviewProcess(ears, command=lambda folder: [sys.executable, "-c", "raise SystemExit('no luck')"])
    preview.start()
    ears.next(Restarted)
    ears.next(Restarted)
    failed = ears.next(Failed)
    assert failed.ticket is None
    assert "no luck" in failed.error.cause
    preview.open(GREETING)
    ears.next(Restarted)
    assert ears.next(Failed).ticket is None
    preview.close()
    assert not list(temporary.iterdir())


def test_preview_may_be_closed_from_an_answer(temporary: Path) -> None:
    answers = []

    def take(answer: object) -> None:
        answers.append(answer)
        preview.close()

    preview = PreviewProcess(take)
    preview.start()
    preview.open(GREETING)
    preview.show(wanted(1))
    deadline = time.monotonic() + 60
    while list(temporary.iterdir()) or not answers:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert len(answers) == 1


def test_preview_closes_while_its_process_hangs(mortal: PreviewProcess, ears: PreviewEars) -> None:
    pid = mortal.pid
    mortal.show(wanted(1, "hang"))
    mortal.close()
    assert pid is not None
    wait_until_gone(pid)
    assert ears.heard.empty()


PROGRAM = """
import sys, threading
from pathlib import Path
from app.farm.preview.process import PreviewProcess
from app.farm.preview.protocol import FrameWanted

preview = PreviewProcess(lambda answer: print(type(answer).__name__, preview.pid, flush=True))
preview.start()
preview.open(Path(sys.argv[1]))
preview.show(FrameWanted(ticket=1, frame=75))
threading.Event().wait()
"""


def test_preview_ends_with_its_program_and_takes_its_files_away(temporary: Path) -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(GREETING)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert program.stdout is not None
    pid = int(program.stdout.readline().split()[1])
    assert list(temporary.iterdir())
    os.kill(program.pid, signal.SIGKILL)
    program.communicate()
    wait_until_gone(pid)
    assert not list(temporary.iterdir())


def test_preview_removes_the_folders_of_programs_that_are_gone(ears: PreviewEars, temporary: Path) -> None:
    program = subprocess.Popen([sys.executable, "-c", ""])
    program.wait()
    orphan = temporary / f"farmhand-preview-{program.pid}-abc"
    alive = temporary / f"farmhand-preview-{os.getpid()}-abc"
    for folder in (orphan, alive):
        (folder / "photos").mkdir(parents=True)
    preview = PreviewProcess(ears)
    preview.start()
    preview.open(GREETING)
    ears.next(Opened)
    preview.close()
    assert list(temporary.iterdir()) == [alive]


def test_preview_surveys_bit_by_bit_between_frames(preview: PreviewProcess, ears: PreviewEars) -> None:
    generation = preview.open(GREETING)
    ears.next(Opened)
    values = {NAME: TextFill(text="Ada")}
    preview.survey(SurveyWanted(ticket=5, values=dict(values), frames=tuple(range(0, 150, 3))))
    for ticket in range(3):
        preview.show(wanted(ticket))
        # The survey takes longer than any frame, but does not keep one waiting until its end.
        assert pixels_of(ears.next(Shown)).any()
    surveyed = ears.next(Surveyed)
    assert (surveyed.generation, surveyed.ticket, surveyed.values_key) == (generation, 5, values_key(values))
    assert set(surveyed.findings.first_frames) == {NAME, MESSAGE, PHOTO}


def test_preview_begins_a_survey_again_when_its_process_is_lost(preview: PreviewProcess, ears: PreviewEars) -> None:
    preview.open(GREETING)
    ears.next(Opened)
    preview.survey(SurveyWanted(ticket=5, frames=tuple(range(0, 150, 2))))
    preview.show(wanted(1))
    ears.next(Shown).pixels.release()
    assert preview.pid is not None
    psutil.Process(preview.pid).kill()
    ears.next(Restarted)
    assert ears.next(Surveyed).ticket == 5
