"""An error beside the thing that it concerns."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.core.errors import ErrorInfo
from app.ui.widgets.error_card import ErrorCard

ERROR = ErrorInfo(kind="EngineError", title="“Spring promo” stopped.", cause="A photo is missing.", next_step="Retry.")


def test_actions_go_on_below_each_other_rather_than_be_cut(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    card = ErrorCard(window, closable=True)
    card.show_error(ERROR, [("Retry 150 failed frames", lambda: None), ("Show log", lambda: None)])
    window.show()
    qtbot.waitExposed(window)
    card.setGeometry(0, 0, card.minimumSizeHint().width(), 400)
    buttons = [one for one in card.findChildren(QPushButton) if not one.isHidden()]
    assert [one.text() for one in buttons] == ["Retry 150 failed frames", "Show log", "Copy details", "Dismiss"]
    qtbot.waitUntil(lambda: all(one.width() >= one.sizeHint().width() for one in buttons))
    assert all(one.mapTo(card, one.rect().topRight()).x() < card.width() for one in buttons)


def test_a_long_text_is_shown_whole_in_a_narrow_panel(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    card = ErrorCard()
    layout = QVBoxLayout(window)
    layout.addWidget(card)
    layout.addStretch(1)
    card.show_error(ErrorInfo(kind="EngineError", title=30 * "A photo is missing. "), [("Retry", lambda: None)])
    window.resize(260, 600)
    window.show()
    qtbot.waitExposed(window)
    qtbot.waitUntil(lambda: card.height() == card.heightForWidth(card.width()))
    assert card.y() == layout.contentsMargins().top()


def test_the_actions_of_another_error_replace_those_of_the_one_before(qtbot: QtBot) -> None:
    card = ErrorCard()
    qtbot.addWidget(card)
    done: list[str] = []
    card.show_error(ERROR, [("Retry", lambda: done.append("retry"))])
    card.show_error(ERROR, [("Choose photo…", lambda: done.append("choose"))])
    (choose,) = [one for one in card.findChildren(QPushButton) if one.text() == "Choose photo…"]
    choose.click()
    assert done == ["choose"]
    qtbot.waitUntil(lambda: "Retry" not in [one.text() for one in card.findChildren(QPushButton)])
