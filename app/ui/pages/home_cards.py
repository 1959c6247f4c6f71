"""The cards of Home: a template or a sample with its picture and facts, and a film with what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.farm.recent import RecentFilm, RecentTemplate
from app.ui.formats import ago_text, duration_text, moment_text, number_text, size_text
from app.ui.services import Services
from app.ui.widgets.elided import ElidedLabel
from app.ui.widgets.parts import button, label
from app.ui.widgets.picture import FindFile, Picture
from app.ui.words import translate

CARD_PICTURE: Final = QSize(220, 124)
LARGEST_CARD: Final = 1.4
"""Cards grow with the text, up to this, and then their lines break."""

FILM_PICTURE: Final = QSize(96, 54)

MenuEntry = tuple[str, Callable[[], object]] | None
"""A verb of a card's menu and what it does; None is a line between."""


class Card(QPushButton):
    """A button with a picture, a name and lines of facts; more can be done through its menu."""

    removed = Signal()
    """Delete was pressed on the card."""

    def __init__(
        self,
        services: Services,
        name: str,
        facts: Sequence[str],
        *,
        find: FindFile | None,
        icon: str = "file-dotted",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.setAccessibleName(name)
        self.setAccessibleDescription(", ".join(facts))
        self.menu_entries: Sequence[MenuEntry] = ()
        self._width = round(CARD_PICTURE.width() * min(LARGEST_CARD, services.theme.scale))
        self.picture = Picture(services, QSize(self._width, self._width * 9 // 16), icon)
        self._name = ElidedLabel(name, "strong")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 8, 8, 8)
        self._column.setSpacing(4)
        self._column.addWidget(self.picture)
        self._column.addWidget(self._name)
        for fact in facts:
            self._column.addWidget(label(fact, "hint", wrap=True))
        self._column.addStretch(1)
        for part in self.findChildren(QLabel):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        # The name is cut to the card, so its tooltip has to come from the card.
        self.setToolTip(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.MinimumExpanding)
        if find is not None:
            self.picture.load(find)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as the picture, as high as what is below it needs."""
        width = self._width + 16
        column = self._column
        return QSize(width, column.heightForWidth(width) if column.hasHeightForWidth() else column.sizeHint().height())

    def add_link(self, text: str, run: Callable[[], object], name: str) -> None:
        """A small button of its own below the facts."""
        made = button(text, run, "inline", name=name)
        made.setAccessibleDescription(self.accessibleName())
        self._column.insertWidget(self._column.count() - 1, made, 0, Qt.AlignmentFlag.AlignLeading)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """What else can be done, by mouse and by the menu key."""
        if not self.menu_entries:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for entry in self.menu_entries:
            if entry is None:
                menu.addSeparator()
                continue
            action = QAction(entry[0], menu)
            action.triggered.connect(lambda _checked=False, run=entry[1]: run())
            menu.addAction(action)
        menu.popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter opens as Space does; Delete takes the card away."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        else:
            super().keyPressEvent(event)


class FilmRow(QFrame):
    """A film in one row: picture, name, facts, and what can be done with it."""

    def __init__(
        self,
        services: Services,
        film: RecentFilm,
        *,
        missing: bool,
        find: FindFile | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        path = Path(film.path)
        navigator = services.navigator
        self.picture = Picture(services, FILM_PICTURE, "file-x" if missing else "film-strip")
        text = QVBoxLayout()
        text.setSpacing(4)
        text.addStretch(1)
        text.addWidget(ElidedLabel(film.name, "strong"))
        text.addWidget(label(self.tr("The file is gone") if missing else film_facts(film), "hint", wrap=True))
        text.addStretch(1)
        self.play = button(
            self.tr("Play"), lambda: navigator.film_wanted.emit(path), icon=services.icons.icon("play"), name="play"
        )
        self.show_file = button(
            self.tr("Show in folder"), lambda: navigator.folder_wanted.emit(path), name="show-in-folder"
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 8, 12, 8)
        layout.setSpacing(12)
        layout.addWidget(self.picture)
        layout.addLayout(text, 1)
        layout.addWidget(self.play)
        layout.addWidget(self.show_file)
        # Only now that they have their place: before, each would be a window of its own.
        for part in (self.play, self.show_file):
            part.setAccessibleDescription(film.name)
            part.setVisible(not missing)
        if find is not None and not missing:
            self.picture.load(find)


def template_facts(template: RecentTemplate) -> tuple[str, ...]:
    """What a card says of a template, one fact below the other; what is not known is left out."""
    shape = []
    if template.width and template.height:
        shape.append(f"{template.width} × {template.height}")
    if template.frame_rate:
        rate = number_text(template.frame_rate, 0 if template.frame_rate == round(template.frame_rate) else 2)
        shape.append(translate("Home", "%1 fps").replace("%1", rate))
        if template.frames:
            shape.append(duration_text(template.frames / template.frame_rate))
    use = []
    if template.fields:
        use.append(translate("Home", "%n field(s)", "", template.fields))
    if template.opened:
        use.append(ago_text(template.opened))
    return tuple(" · ".join(part) for part in (shape, use) if part)


def film_facts(film: RecentFilm) -> str:
    """What a row says of a film."""
    facts = [duration_text(film.duration), size_text(film.size)]
    if film.width and film.height:
        facts.insert(0, f"{film.width} × {film.height}")
    if film.warned:
        facts.append(translate("Home", "with warnings"))
    facts.append(ago_text(film.ended))
    return " · ".join(facts)


def opened_tip(template: RecentTemplate) -> str:
    """The whole path, and when exactly it was opened."""
    when = translate("Home", "Opened %1").replace("%1", moment_text(template.opened)) if template.opened else ""
    return "\n".join(filter(None, (template.path, when)))
