from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from app.farm.recent import RecentFilm, RecentTemplate, recent_films, recent_templates
from app.ui.application import Application, WindowWiring
from app.ui.pages.home_cards import Card, FilmRow
from app.ui.pages.home_page import DropZone, HomePage
from resources import samples
from tests.ui.conftest import OpenedUrls

SECONDS = 20_000


@pytest.fixture
def known(wiring: WindowWiring, tmp_path: Path) -> list[Path]:
    """A profile that knows two templates, one of them gone, and two films, one of them gone."""
    here = tmp_path / "春節 promo.aepx"
    shutil.copyfile(samples()[0].template, here)
    film = tmp_path / "film.mp4"
    film.write_bytes(b"no film, but there")
    templates, films = recent_templates(wiring.home), recent_films(wiring.home)
    templates.add(RecentTemplate(path=str(tmp_path / "gone.aep"), name="gone", opened=time.time() - 100))
    templates.add(
        RecentTemplate(
            path=str(here),
            name=here.stem,
            width=1280,
            height=720,
            frame_rate=25,
            frames=125,
            fields=3,
            opened=time.time(),
        )
    )
    films.add(RecentFilm(path=str(film), name="film.mp4", width=1280, height=720, duration=5, size=1000, ended=2.0))
    films.add(RecentFilm(path=str(tmp_path / "gone.mp4"), name="gone.mp4", ended=1.0))
    return [here, film]


def home(application: Application) -> HomePage:
    page = application.window.page("home")
    assert isinstance(page, HomePage)
    return page


def cards(application: Application) -> list[Card]:
    return [card for card in home(application).findChildren(Card, "recent-card") if card.isVisible()]


def choose(card: Card, verb: str) -> None:
    """Choose something in a card's context menu."""
    place = card.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, card.mapToGlobal(place))
    QApplication.sendEvent(card, event)
    menu = card.findChild(QMenu)
    assert menu is not None
    action = next(one for one in menu.actions() if one.text() == verb)
    menu.close()
    action.trigger()


def test_new_user_sees_the_drop_zone_and_three_samples(application: Application, qtbot: QtBot) -> None:
    page = home(application)
    shown = [card for card in page.findChildren(Card) if card.isVisible()]
    assert [card.accessibleName() for card in shown] == ["Greeting", "Lower third", "Story"]
    qtbot.waitUntil(lambda: all(card.picture.image is not None for card in shown), timeout=SECONDS)


def test_sample_opens_in_compose_and_is_remembered_with_its_picture(application: Application, qtbot: QtBot) -> None:
    card = home(application).findChild(Card, "sample-greeting")
    assert card is not None
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert application.window.current == "compose"
    with qtbot.waitSignal(application.compose.first_frame_drawn, timeout=SECONDS):
        pass
    application.window.show_page("home")
    qtbot.waitUntil(lambda: any(one.picture.image is not None for one in cards(application)), timeout=SECONDS)
    facts = cards(application)[0].accessibleDescription()
    assert "1280 × 720" in facts
    assert "0:00:05" in facts
    assert "field" in facts


def test_recent_template_opens_by_keyboard(known: list[Path], application: Application, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: len(cards(application)) == 2, timeout=SECONDS)
    here, gone = cards(application)
    assert "The file is gone" in gone.accessibleDescription()
    here.setFocus()
    with qtbot.waitSignal(application.services.navigator.template_wanted) as wanted:
        qtbot.keyClick(here, Qt.Key.Key_Return)
    assert wanted.args == [known[0]]


def test_removed_template_can_be_taken_back(known: list[Path], application: Application, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: len(cards(application)) == 2, timeout=SECONDS)
    choose(cards(application)[0], "Remove from list")
    qtbot.waitUntil(lambda: [card.accessibleName() for card in cards(application)] == ["gone"], timeout=SECONDS)
    undo = next(one for one in application.window.findChildren(QPushButton) if one.text() == "Undo")
    qtbot.mouseClick(undo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(cards(application)) == 2, timeout=SECONDS)
    assert cards(application)[0].accessibleName() == "春節 promo"
    assert known[0].is_file()


def test_missing_template_is_removed_by_its_own_button(
    known: list[Path], application: Application, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: len(cards(application)) == 2, timeout=SECONDS)
    remove = cards(application)[1].findChild(QPushButton, "remove-missing")
    assert remove is not None
    qtbot.mouseClick(remove, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(cards(application)) == 1, timeout=SECONDS)


def test_open_in_batch_and_show_in_folder(
    known: list[Path], application: Application, opened_files: OpenedUrls, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: len(cards(application)) == 2, timeout=SECONDS)
    choose(cards(application)[0], "Show in folder")
    assert opened_files.paths == [known[0].parent]
    with qtbot.waitSignal(application.services.navigator.batch_wanted) as batch:
        choose(cards(application)[0], "Open in Batch")
    assert batch.args == [known[0], None]
    assert application.window.current == "batch"


def test_films_are_played_and_gone_ones_say_so(
    known: list[Path], application: Application, opened_files: OpenedUrls, qtbot: QtBot
) -> None:
    page = home(application)
    qtbot.waitUntil(lambda: len(page.findChildren(FilmRow)) == 2, timeout=SECONDS)
    there, gone = page.findChildren(FilmRow)
    assert there.play.isVisible()
    assert not gone.play.isVisible()
    qtbot.mouseClick(there.play, Qt.MouseButton.LeftButton)
    assert opened_files.paths == [known[1]]
    qtbot.mouseClick(there.show_file, Qt.MouseButton.LeftButton)
    assert opened_files.paths == [known[1], known[1].parent]


def test_template_is_dropped(known: list[Path], application: Application, qtbot: QtBot) -> None:
    zone = home(application).findChild(DropZone, "drop-zone")
    assert zone is not None
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(known[0]))])
    copy, none, left = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    QApplication.sendEvent(zone, QDragEnterEvent(QPoint(5, 5), copy, data, left, none))
    assert zone.property("active") is True
    with qtbot.waitSignal(application.services.navigator.files_dropped) as dropped:
        QApplication.sendEvent(zone, QDropEvent(QPointF(5, 5), copy, data, left, none))
    assert dropped.args == [[known[0]]]
    assert zone.property("active") is False
    assert application.window.current == "compose"


def test_what_cannot_be_opened_is_named(application: Application, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(application.services.notices.said) as said:
        application.services.navigator.files_dropped.emit([tmp_path / "holiday.mov"])
    assert "holiday.mov" in said.args[0]
    assert application.window.current == "home"


def test_many_recent_templates_are_shown_on_demand(
    application: Application, wiring: WindowWiring, qtbot: QtBot, tmp_path: Path
) -> None:
    templates = recent_templates(wiring.home)
    templates.add(*(RecentTemplate(path=f"/gone/{n}.aep", name=str(n), opened=float(n + 1)) for n in range(12)))
    application.assembly.home.refresh()
    qtbot.waitUntil(lambda: len(cards(application)) == 8, timeout=SECONDS)
    more = home(application).findChild(QPushButton, "more")
    assert more is not None
    assert "4" in more.text()
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(cards(application)) == 12, timeout=SECONDS)


def test_transparent_pictures_keep_their_alpha(application: Application, qtbot: QtBot, tmp_path: Path) -> None:
    template = tmp_path / "a.aep"
    template.write_bytes(b"x")
    image = QImage(800, 400, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    controller = application.assembly.home
    with qtbot.waitSignal(controller.changed, timeout=SECONDS):
        controller.keep_picture(template, image)
    path = controller.template_picture(str(template))
    assert path is not None
    kept = QImage(str(path))
    assert (kept.width(), kept.height()) == (480, 240)
    assert kept.hasAlphaChannel()
