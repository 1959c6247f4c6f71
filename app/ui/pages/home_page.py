"""Home: where a start begins. Drop a file, go on with a recent template, try a sample, play what was made."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.farm.recent import RecentFilm, RecentTemplate
from app.ui.controllers.home import HomeController
from app.ui.dropping import dropped_paths, is_sheet, is_template
from app.ui.pages.home_cards import Card, FilmRow, opened_tip, template_facts
from app.ui.pages.page import Page
from app.ui.services import Services
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.parts import button, label, set_property
from app.ui.words import translate
from resources import Sample, samples

SHOWN_TEMPLATES: Final = 8
"""So many recent templates are shown at first, two rows in a narrow window."""


class HomePage(Page):
    """Drop zone, recent templates, samples, films; what is empty is not shown."""

    key = "home"

    def __init__(self, services: Services, controller: HomeController) -> None:
        super().__init__()
        self._services, self._controller = services, controller
        self._drop = DropZone(services)
        self._recent = Section(self.tr("Recent templates"), "recent")
        self._samples = Section(self.tr("Try a sample"), "samples")
        self._films = Section(self.tr("Last films"), "films", rows=True)
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(24)
        for part in (self._drop, self._recent, self._samples, self._films):
            layout.addWidget(part)
        layout.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        for sample in samples():
            self._samples.add(self._sample_card(sample))
        self._all = False
        self._recent.more_wanted.connect(self._show_all)
        self._fill()
        controller.changed.connect(self._fill)

    def entered(self) -> None:
        """Files may have come and gone."""
        self._controller.refresh()

    def _fill(self) -> None:
        templates = self._controller.templates
        shown = templates if self._all else templates[:SHOWN_TEMPLATES]
        self._recent.replace([self._template_card(one) for one in shown])
        self._recent.offer_more(len(templates) - len(shown))
        self._films.replace([self._film_row(film) for film in self._controller.films])

    def _show_all(self) -> None:
        self._all = True
        self._fill()

    def _film_row(self, film: RecentFilm) -> FilmRow:
        missing = self._controller.is_missing(film.path)
        find = partial(self._controller.film_picture, film.path)
        return FilmRow(self._services, film, missing=missing, find=find)

    def _sample_card(self, sample: Sample) -> Card:
        card = Card(self._services, translate("Samples", sample.title), (), find=lambda: sample.thumbnail)
        card.setObjectName(f"sample-{sample.name}")
        card.clicked.connect(partial(self._open, sample.template))
        card.menu_entries = (
            (self.tr("Open"), partial(self._open, sample.template)),
            (
                self.tr("Open in Batch"),
                partial(self._services.navigator.batch_wanted.emit, sample.template, sample.csv),
            ),
        )
        return card

    def _template_card(self, template: RecentTemplate) -> Card:
        path = Path(template.path)
        missing = self._controller.is_missing(template.path)
        facts = (self.tr("The file is gone"),) if missing else template_facts(template)
        find = None if missing else partial(self._controller.template_picture, template.path)
        card = Card(self._services, template.name, facts, find=find, icon="file-x" if missing else "file-dotted")
        card.setObjectName("recent-card")
        card.setToolTip(opened_tip(template))
        remove = partial(self._controller.remove, template)
        card.removed.connect(remove)
        if missing:
            set_property(card, "missing", True)
            card.clicked.connect(partial(self._say_missing, template))
            card.add_link(self.tr("Remove from list"), remove, "remove-missing")
            card.menu_entries = ((self.tr("Remove from list"), remove),)
            return card
        navigator = self._services.navigator
        card.clicked.connect(partial(self._open, path))
        card.menu_entries = (
            (self.tr("Open"), partial(self._open, path)),
            (self.tr("Open in Batch"), partial(navigator.batch_wanted.emit, path, None)),
            (self.tr("Show in folder"), partial(navigator.folder_wanted.emit, path)),
            None,
            (self.tr("Remove from list"), remove),
        )
        return card

    def _open(self, path: Path, _checked: bool = False) -> None:
        self._services.navigator.template_wanted.emit(path)

    def _say_missing(self, template: RecentTemplate, _checked: bool = False) -> None:
        self._services.notices.say(
            self.tr("“%1” was moved or deleted.").replace("%1", template.path),
            partial(self._controller.remove, template),
            verb=self.tr("Remove from list"),
        )


class Section(QWidget):
    """A title with cards that flow, or with rows; hidden while there are none."""

    more_wanted = Signal()

    def __init__(self, title: str, name: str, *, rows: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        self._holder = QWidget()
        self._items: QVBoxLayout | FlowLayout
        if rows:
            self._items = QVBoxLayout(self._holder)
            self._items.setContentsMargins(0, 0, 0, 0)
            self._items.setSpacing(8)
        else:
            self._items = FlowLayout(self._holder, gap=12, stretch=True)
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self._holder.setSizePolicy(policy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self._more = button("", self.more_wanted.emit, "link", name="more")
        self._more.setVisible(False)
        layout.addWidget(label(title, "title"))
        layout.addWidget(self._holder)
        layout.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeading)
        self.setVisible(False)

    def offer_more(self, count: int) -> None:
        """Say that there are so many more."""
        self._more.setText(self.tr("Show %n more", "", count))
        self._more.setVisible(count > 0)

    def add(self, item: QWidget) -> None:
        """One more."""
        self._items.addWidget(item)
        self.setVisible(True)

    def replace(self, items: list[Card] | list[FilmRow]) -> None:
        """Others in place of what is there."""
        while self._items.count():
            old = self._items.takeAt(0)
            widget = old.widget() if old is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for item in items:
            self._items.addWidget(item)
        self.setVisible(bool(items))


class DropZone(QFrame):
    """Where files are dropped, or chosen."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self.setObjectName("drop-zone")
        self.setProperty("kind", "drop")
        self.setAcceptDrops(True)
        say = label(
            self.tr("Drop an After Effects template (.aep, .aepx, .zip) or a spreadsheet (.csv) here"), wrap=True
        )
        say.setAlignment(Qt.AlignmentFlag.AlignCenter)
        choose = button(self.tr("Open…"), services.navigator.open_dialog_wanted.emit, "primary", name="open")
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(choose)
        across.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(12)
        layout.addWidget(say)
        layout.addLayout(across)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Show that it can be let go here."""
        paths = dropped_paths(event.mimeData())
        if any(is_template(path) or is_sheet(path) for path in paths):
            set_property(self, "active", True)
        if paths:
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        """It was carried on."""
        set_property(self, "active", False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Open it; what cannot be opened is named there."""
        set_property(self, "active", False)
        event.acceptProposedAction()
        self._services.navigator.files_dropped.emit(list(dropped_paths(event.mimeData())))
