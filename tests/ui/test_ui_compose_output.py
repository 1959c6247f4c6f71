"""From what is filled in to a film, a project or a picture on the disk, and what stands before that."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
)

from app.core.jobs import EngineChoice, MissingPolicy
from app.core.messages import JobView
from app.core.slots import TextFill
from app.core.states import JobState
from app.farm.checks import CheckKind, CheckLevel
from app.farm.chosen_files import ChosenFiles
from app.farm.film import measure_film
from app.farm.opened import open_template
from app.render.fonts import bundled_font_folder
from app.ui.controllers.compose_wishes import OutputWishes, Span
from app.ui.widgets.error_card import ErrorCard
from app.ui.widgets.notices import NoticeBar
from app.ui.widgets.output_panel import OutputPanel
from tests.ui.compose_kit import (
    GREETING,
    HARBOUR,
    NAME,
    PATIENCE,
    PHOTO,
    Compose,
    shared,
    with_missing_font,
)

__all__ = ["shared"]

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def compose(shared: Compose) -> Compose:
    """The page, in the window that the tests of this module share."""
    return shared


@pytest.fixture
def greeting(compose: Compose) -> Compose:
    """The page with the greeting opened anew: nothing is filled in."""
    compose.open(GREETING)
    return compose


class Player(QObject):
    """Stands in for the system's player, which a computer without a screen does not have."""

    def __init__(self) -> None:
        super().__init__()
        self.played: list[Path] = []

    @Slot(QUrl)
    def play(self, url: QUrl) -> None:
        self.played.append(Path(url.toLocalFile()))


def want(compose: Compose, folder: Path, **wishes: object) -> None:
    """A film of a few frames in that folder."""
    fields = {"span": Span.FRAMES, "first": 70, "last": 72, "folder": str(folder)} | wishes
    compose.controller.set_wishes(OutputWishes(**fields))  # type: ignore[arg-type]


def done(compose: Compose) -> JobView:
    """Wait for the film that was submitted last."""

    def is_done() -> bool:
        job = compose.controller.films.job
        assert job is None or job.state != JobState.FAILED, job
        return job is not None and job.state == JobState.DONE

    compose.qtbot.waitUntil(is_done, timeout=PATIENCE)
    job = compose.controller.films.job
    assert job is not None
    return job


def levels(compose: Compose, kind: CheckKind) -> list[CheckLevel]:
    return [one.level for one in compose.controller.preflight.checks if one.kind is kind]


@pytest.mark.timeout(240)
def test_compose_renders_what_is_filled_in_to_a_film_that_is_there(greeting: Compose, tmp_path: Path) -> None:
    said: list[str] = []
    greeting.application.services.notices.said.connect(lambda text, _undo, _verb: said.append(text))
    greeting.retype(NAME, "Ada Lovelace")
    greeting.controller.values.set_photo(PHOTO, HARBOUR)
    want(greeting, tmp_path / "films", pattern="{name} {comp}")
    greeting.press(Qt.Key.Key_Return, CONTROL)
    job = done(greeting)
    film = tmp_path / "films" / "Ada Lovelace Greeting.mp4"
    assert job.film is not None
    assert Path(job.film.path) == film
    measure = measure_film(film)
    assert (measure.frames, measure.width, measure.height) == (3, 1280, 720)
    assert "“Ada Lovelace Greeting” is rendering." in said
    assert greeting.application.window.findChild(NoticeBar).isHidden()
    card = greeting.page.editor.output.card
    play = card.findChild(QPushButton, "playFilm")
    assert play is not None
    assert not card.isHidden()
    # One primary button: what is most likely wanted next.
    assert (play.property("kind"), greeting.page.editor.output.render_button.property("kind")) == ("primary", "")
    player = Player()
    QDesktopServices.setUrlHandler("file", player, "play")
    play.click()
    QDesktopServices.unsetUrlHandler("file")
    assert player.played == [film]


@pytest.mark.timeout(240)
def test_compose_a_small_window_shows_the_output_when_there_is_something_to_tell(
    greeting: Compose, tmp_path: Path
) -> None:
    greeting.application.window.resize(1100, 700)
    output = greeting.page.editor.output
    greeting.qtbot.waitUntil(output.isHidden, timeout=PATIENCE)
    greeting.controller.set_wishes(OutputWishes(folder=str(tmp_path), music=str(tmp_path / "gone.mp3")))
    greeting.press(Qt.Key.Key_Return, CONTROL)
    greeting.qtbot.waitUntil(lambda: not output.isHidden(), timeout=PATIENCE)
    fold = greeting.page.findChild(QToolButton, "foldOutput")
    assert fold is not None
    fold.click()
    said: list[str] = []
    greeting.application.services.notices.said.connect(lambda text, _undo, _verb: said.append(text))
    want(greeting, tmp_path)
    greeting.press(Qt.Key.Key_Return, CONTROL)
    done(greeting)
    assert output.isHidden()
    assert "“greeting.mp4” is done." in said


@pytest.mark.timeout(240)
def test_compose_asks_before_a_film_is_replaced(greeting: Compose, tmp_path: Path) -> None:
    film = tmp_path / "greeting.mp4"
    film.write_bytes(b"somebody's film")
    want(greeting, tmp_path)
    greeting.press(Qt.Key.Key_Return, CONTROL)
    greeting.qtbot.waitUntil(lambda: greeting.page.findChild(QDialog, "existingFilms") is not None, timeout=PATIENCE)
    dialog = greeting.page.findChild(QDialog, "existingFilms")
    assert dialog is not None
    assert dialog.windowTitle() == "1 film of that name exists already"
    buttons = sorted(dialog.findChildren(QPushButton), key=lambda one: one.x())
    assert [one.objectName() for one in buttons] == ["cancel", "skip", "overwrite", "number"]
    holder = buttons[-1].parentWidget()
    assert holder is not None and buttons[-1].geometry().right() == holder.rect().right()
    dialog.reject()
    assert greeting.controller.films.job is None
    greeting.press(Qt.Key.Key_M, CONTROL)
    greeting.qtbot.waitUntil(lambda: greeting.page.findChild(QDialog, "existingFilms") is not dialog, timeout=PATIENCE)
    greeting.qtbot.waitUntil(lambda: greeting.page.findChild(QDialog, "existingFilms") is not None, timeout=PATIENCE)
    again = greeting.page.findChild(QDialog, "existingFilms")
    assert again is not None
    number = again.findChild(QPushButton, "number")
    assert number is not None
    number.click()
    done(greeting)
    assert film.read_bytes() == b"somebody's film"
    assert measure_film(tmp_path / "greeting (2).mp4").frames == 3


@pytest.mark.timeout(240)
def test_compose_a_film_that_failed_says_why_and_is_tried_again(greeting: Compose, tmp_path: Path) -> None:
    want(greeting, tmp_path)
    greeting.press(Qt.Key.Key_Return, CONTROL)
    films = greeting.controller.films
    greeting.qtbot.waitUntil(lambda: films.job is not None, timeout=PATIENCE)
    # What lies where the film is to go cannot be replaced.
    (tmp_path / "greeting.mp4").mkdir()
    greeting.qtbot.waitUntil(lambda: films.job is not None and films.job.state == JobState.FAILED, timeout=PATIENCE)
    card = greeting.page.editor.output.card
    error = card.findChild(ErrorCard)
    assert error is not None and not error.isHidden()
    assert films.job is not None and films.job.error is not None
    assert films.job.error.title in error.accessibleName()
    retry = next(one for one in error.findChildren(QPushButton) if one.text() == "Retry")
    (tmp_path / "greeting.mp4").rmdir()
    greeting.qtbot.mouseClick(retry, Qt.MouseButton.LeftButton)
    greeting.qtbot.waitUntil(lambda: films.job is not None and films.job.state == JobState.DONE, timeout=PATIENCE)
    assert error.isHidden()
    assert measure_film(tmp_path / "greeting.mp4").frames == 3


@pytest.mark.timeout(240)
def test_compose_two_films_of_one_name_on_their_way_do_not_meet(greeting: Compose, tmp_path: Path) -> None:
    want(greeting, tmp_path)
    jobs = []
    for text in ("Ada", "Grace"):
        greeting.retype(NAME, text)
        greeting.press(Qt.Key.Key_Return, CONTROL)
        greeting.qtbot.waitUntil(
            lambda: greeting.controller.films.job is not None and greeting.controller.films.job.job_id not in jobs,
            timeout=PATIENCE,
        )
        jobs.append(greeting.controller.films.job.job_id)
    farm = greeting.application.services.farm
    greeting.qtbot.waitUntil(
        lambda: all(one in farm.jobs and farm.jobs[one].state == JobState.DONE for one in jobs), timeout=PATIENCE
    )
    assert {path.name for path in tmp_path.glob("*.mp4")} == {"greeting.mp4", "greeting (2).mp4"}


def test_compose_a_missing_font_blocks_until_a_substitute_is_accepted(compose: Compose, tmp_path: Path) -> None:
    compose.open(with_missing_font(tmp_path))
    compose.checked()
    assert levels(compose, CheckKind.FONT) == [CheckLevel.ERROR]
    want(compose, tmp_path / "films")
    compose.controller.films.submit(first=True)
    compose.qtbot.waitUntil(lambda: not compose.controller.films.busy, timeout=PATIENCE)
    assert compose.controller.films.job is None
    assert list(tmp_path.rglob("*.mp4")) == []
    lists = compose.page.editor.output.preflight
    substitute = next(one for one in lists.findChildren(QPushButton) if one.text() == "Substitute")
    substitute.click()
    assert levels(compose, CheckKind.FONT) == [CheckLevel.WARNING]
    compose.checked()
    assert levels(compose, CheckKind.FONT) == [CheckLevel.WARNING]
    compose.controller.films.submit(first=True)
    job = done(compose)
    assert any("GoneSansProX-Bold9" in warning.what for warning in job.warnings)
    assert compose.controller.wishes.missing is MissingPolicy.FAIL


def test_compose_a_missing_font_is_replaced_by_a_file_that_people_choose(compose: Compose, tmp_path: Path) -> None:
    compose.open(with_missing_font(tmp_path))
    compose.checked()
    missing = next(one for one in compose.controller.preflight.checks if one.kind is CheckKind.FONT)
    compose.page.editor.output.preflight.file_wanted.emit(missing)
    dialog = compose.page.findChild(QFileDialog, "missingFile")
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "gone.aep"))
    dialog.close()
    cards = compose.page.editor.output.findChildren(ErrorCard)
    compose.qtbot.waitUntil(lambda: any(card.error is not None for card in cards), timeout=PATIENCE)
    assert any(card.error is not None and "cannot be used as a font" in card.error.title for card in cards)
    font = bundled_font_folder() / "SourceSansPro-Black.otf"
    compose.page.editor.output.choose_for(missing, str(font))
    compose.qtbot.waitUntil(lambda: compose.controller.preflight.chosen != ChosenFiles(), timeout=PATIENCE)
    compose.checked()
    assert levels(compose, CheckKind.FONT) == []


def test_compose_the_file_name_follows_the_pattern(greeting: Compose) -> None:
    pattern = greeting.page.findChild(QLineEdit, "pattern")
    assert pattern is not None
    greeting.retype(NAME, "Ada: Lovelace?")
    pattern.setFocus()
    greeting.qtbot.keyClicks(pattern, "{name}_{row}")
    panel = greeting.page.editor.output.panel
    assert panel.result == "Ada_ Lovelace__1.mp4"
    greeting.qtbot.keyClicks(pattern, "{guest}")
    assert "guest" in panel.result
    greeting.checked()
    assert levels(greeting, CheckKind.NAME) == [CheckLevel.ERROR]


def test_compose_says_what_is_still_as_in_the_template(greeting: Compose) -> None:
    greeting.checked()
    notes = [one for one in greeting.controller.preflight.checks if one.kind is CheckKind.UNFILLED]
    assert notes[0].number == 3
    assert levels(greeting, CheckKind.UNFILLED) == [CheckLevel.NOTE]
    greeting.retype(NAME, " ")
    greeting.checked()
    assert levels(greeting, CheckKind.EMPTY) == [CheckLevel.WARNING]


def test_compose_the_output_says_what_will_be_rendered(greeting: Compose) -> None:
    panel = greeting.page.editor.output.panel
    span = panel.findChild(QComboBox, "span")
    assert span is not None
    span.setCurrentIndex(span.findData(Span.FRAMES))
    last = panel.findChild(QLineEdit, "last")
    assert last is not None
    last.setFocus()
    last.selectAll()
    greeting.qtbot.keyClicks(last, "9")
    greeting.press(Qt.Key.Key_Return)
    wishes = greeting.controller.wishes
    comp = greeting.controller.comp
    assert comp is not None
    assert list(wishes.frames(comp)) == list(range(10))
    span.setCurrentIndex(span.findData(Span.FRAME))
    assert list(greeting.controller.wishes.frames(comp, 12)) == [12]


def test_compose_saves_the_filled_project_and_the_frame(greeting: Compose, tmp_path: Path) -> None:
    greeting.retype(NAME, "Ada Lovelace")
    greeting.controller.values.set_photo(PHOTO, HARBOUR)
    project, picture = tmp_path / "ada.aepx", tmp_path / "ada.png"
    greeting.press(Qt.Key.Key_S, CONTROL)
    dialog = greeting.page.findChild(QFileDialog, "saveDialog")
    assert dialog is not None
    dialog.fileSelected.emit(str(project))
    dialog.close()
    greeting.qtbot.waitUntil(project.exists, timeout=PATIENCE)
    filled = open_template(project)
    assert {slot.key: slot.default for slot in filled.slots}[NAME] == "Ada Lovelace"
    assert list((tmp_path / "(Footage)").iterdir())
    greeting.controller.saving.save_frame(picture)
    greeting.qtbot.waitUntil(picture.exists, timeout=PATIENCE)
    greeting.qtbot.waitUntil(lambda: not greeting.application.services.tasks.titled(), timeout=PATIENCE)
    with Image.open(picture) as image:
        assert image.size == (1280, 720)


def test_compose_never_saves_over_the_template_itself(greeting: Compose) -> None:
    before = GREETING.read_bytes()
    with greeting.qtbot.waitSignal(greeting.controller.saving.failed, timeout=PATIENCE) as failed:
        greeting.controller.saving.save_project(GREETING)
    assert "made from" in failed.args[0].title
    assert GREETING.read_bytes() == before


def test_compose_music_that_is_none_blocks(greeting: Compose, tmp_path: Path) -> None:
    music = tmp_path / "song.mp3"
    music.write_bytes(b"no song")
    want(greeting, tmp_path, music=str(music))
    greeting.checked()
    assert levels(greeting, CheckKind.MUSIC) == [CheckLevel.ERROR]
    want(greeting, tmp_path, music=str(GREETING.parent / "music.m4a"))
    greeting.checked()
    assert levels(greeting, CheckKind.MUSIC) == []


def test_compose_a_template_without_fields_can_be_rendered(compose: Compose, tmp_path: Path) -> None:
    for part in ("greeting.aepx", "(Footage)/photo.jpg"):
        (tmp_path / part).parent.mkdir(exist_ok=True)
        (tmp_path / part).write_bytes((GREETING.parent / part).read_bytes())
    hidden = "\n".join(f"[slots.{name}]\nhidden = true" for name in ("Name", "Message", "Photo"))
    (tmp_path / "greeting.toml").write_text(hidden)
    compose.open(tmp_path / "greeting.aepx")
    assert compose.page.editor.fields.keys == ()
    assert compose.page.editor.pane.view.hasFocus() or QApplication.focusWidget() is not None
    want(compose, tmp_path / "films")
    compose.press(Qt.Key.Key_Return, CONTROL)
    assert done(compose).film is not None


def test_compose_values_for_the_film_are_those_that_can_be_used(greeting: Compose) -> None:
    greeting.controller.values.set_text(NAME, "Ada\x00")
    film = greeting.controller.preflight.film()
    assert film is not None
    assert film.values == {}
    assert NAME in film.problems
    greeting.controller.values.set_text(NAME, "Ada")
    film = greeting.controller.preflight.film()
    assert film is not None
    assert film.values == {NAME: TextFill(text="Ada")}


def test_compose_nothing_of_the_output_is_cut_with_large_text(greeting: Compose, tmp_path: Path) -> None:
    greeting.application.window.resize(1100, 700)
    greeting.application.services.theme.apply("dark", text_size=175)
    want(greeting, tmp_path)
    greeting.press(Qt.Key.Key_Return, CONTROL)
    done(greeting)
    output = greeting.page.editor.output
    scroll = output.findChild(QScrollArea)
    assert scroll is not None
    inside = scroll.widget()
    assert inside is not None
    greeting.qtbot.waitUntil(lambda: not output.isHidden(), timeout=PATIENCE)
    greeting.qtbot.waitUntil(
        lambda: inside.minimumSizeHint().width() <= scroll.viewport().width() == inside.width(), timeout=PATIENCE
    )
    said = [one for one in inside.findChildren(QLabel) if one.isVisible() and one.wordWrap()]
    assert said
    greeting.qtbot.waitUntil(
        lambda: all(one.height() >= one.heightForWidth(one.width()) for one in said), timeout=PATIENCE
    )
    edge = output.mapTo(greeting.application.window, output.rect().topRight()).x()
    assert edge < greeting.application.window.width()


def test_after_effects_can_be_chosen_where_it_is(compose: Compose, tmp_path: Path) -> None:
    def choosable() -> bool:
        engine = panel.findChild(QComboBox, "engine")
        assert engine is not None
        index = engine.model().index(engine.findData(EngineChoice.AERENDER), 0)
        return bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)

    services = compose.application.services
    panel = OutputPanel(services)
    compose.qtbot.addWidget(panel)
    compose.qtbot.waitUntil(lambda: not services.tasks.titled(), timeout=PATIENCE)
    assert not choosable()
    program = tmp_path / "aerender"
    program.write_text("#!/bin/sh\n")
    services.preferences.set("after_effects", str(program))
    panel = OutputPanel(services)
    compose.qtbot.addWidget(panel)
    compose.qtbot.waitUntil(choosable, timeout=PATIENCE)
    services.preferences.set("after_effects", "")
