"""Settings: pages from the schema and a few of their own, one search over all; a change is in force at once."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QScrollArea, QVBoxLayout, QWidget

from app.core.errors import ErrorInfo
from app.core.settings import Settings, setting_infos
from app.core.settings_kinds import GROUP_TITLES, WINDOW_GROUPS, SettingGroup
from app.ui.controllers.settings import SettingsController
from app.ui.pages.page import Page
from app.ui.pages.settings_advanced import advanced_parts
from app.ui.pages.settings_connection import connection_parts
from app.ui.pages.settings_engines import engine_parts
from app.ui.pages.settings_rows import AUTOMATIC, BESIDE_UP_TO, SettingRow
from app.ui.pages.settings_section import MakeParts, Section
from app.ui.pages.settings_shortcuts import shortcut_parts
from app.ui.services import Services
from app.ui.widgets.parts import label
from app.ui.words import translate

ICONS: Final = {
    "general": "sliders-horizontal",
    "rendering": "cpu",
    "preview": "monitor-play",
    "output": "film-strip",
    "connection": "share-network",
    "farm": "hard-drives",
    "notifications": "bell",
    "shortcuts": "keyboard",
    "advanced": "wrench",
}

OTHERS_FIRST: Final = frozenset({SettingGroup.ADVANCED})
"""Pages on which what is no setting comes first."""

SHORTCUTS: Final = "shortcuts"
CONNECTION: Final = "connection"

FILL_SECONDS: Final = 0.008
"""What is not shown yet is made for about so long at a time."""


class SettingsPage(Page):
    """A list of pages, a search, and the page that was chosen, or what was found on all of them."""

    key = "settings"

    def __init__(self, services: Services, controller: SettingsController) -> None:
        super().__init__()
        self._services, self._controller = services, controller
        self._rows: dict[str, SettingRow] = {}
        self._sections = self._make_sections()
        self._list = self._make_list()
        self.search = QLineEdit()
        self.search.setObjectName("settings-search")
        self.search.setPlaceholderText(self.tr("Search settings"))
        self.search.setAccessibleName(self.tr("Search settings"))
        self.search.setClearButtonEnabled(True)
        self._nothing = label("", "hint", wrap=True)
        self._scroll = QScrollArea()
        self._found: list[str] | None = None
        self._filling = QTimer(self)
        self._filling.timeout.connect(self._fill_some)
        self._lay_out()
        self._list.currentRowChanged.connect(self._choose)
        self.search.textChanged.connect(self._filter)
        controller.failed.connect(self._failed)
        controller.group_wanted.connect(self.show_group)
        services.preferences.changed.connect(self._changed)
        services.theme.changed.connect(self._dress_list)
        self._dress_list()
        self.show_group(controller.group)

    def row(self, name: str) -> SettingRow:
        """The row of a setting, on a page that was looked at."""
        return self._rows[name]

    def section(self, key: str) -> Section:
        """A page."""
        return next(section for section in self._sections if section.key == key)

    def show_group(self, group: str) -> None:
        """Show the page of that group."""
        self.search.clear()
        keys = [section.key for section in self._sections]
        self._list.setCurrentRow(keys.index(group) if group in keys else 0)
        self._choose(self._list.currentRow())

    def entered(self) -> None:
        """Make what is on the other pages too, for the search, a little at a time."""
        self._filling.start()

    def left(self) -> None:
        """Nobody searches here."""
        self._filling.stop()

    def _choose(self, _row: int) -> None:
        self._found = None
        self._filter()

    def _fill_some(self) -> None:
        section = next((section for section in self._sections if not section.complete), None)
        if section is None:
            self._filling.stop()
            return
        section.fill(FILL_SECONDS)
        if self.search.text():
            self._filter()

    def _filter(self, *_what: object) -> None:
        words = self.search.text().casefold().split()
        current = self._sections[self._list.currentRow()]
        if not words:
            current.fill(math.inf if current.key != SHORTCUTS else FILL_SECONDS)
        count = 0
        for section in self._sections:
            found = section.filter(words)
            shown = found > 0 if words else section is current
            section.setVisible(shown)
            count += shown
        self._nothing.setText(self.tr("No setting matches “%1”.").replace("%1", self.search.text()))
        self._nothing.setVisible(count == 0 and all(section.complete for section in self._sections))
        self._list.setEnabled(not words)
        # While all pages are searched, none of them is the one that is shown.
        self._list.currentItem().setSelected(not words)
        if not words:
            self._controller.group = current.key
        if words != self._found:
            self._found = words
            bar = self._scroll.verticalScrollBar()
            bar.setValue(bar.minimum())

    def _failed(self, name: str, error: ErrorInfo) -> None:
        if name in self._rows:
            self._rows[name].say_problem(error)

    def _changed(self, before: Settings, now: Settings) -> None:
        for name, row in self._rows.items():
            if getattr(before, name) != getattr(now, name):
                row.say_problem(None)
                row.show_settings(now)
            elif name in AUTOMATIC:
                row.show_settings(now)

    def _make_sections(self) -> list[Section]:
        below = self._services.theme.scale > BESIDE_UP_TO
        controller = self._controller
        more: dict[SettingGroup, MakeParts] = {
            SettingGroup.RENDERING: lambda: engine_parts(controller.engines, below=below),
            SettingGroup.ADVANCED: lambda: advanced_parts(self._services, controller, below=below),
        }
        made = [self._schema_section(group, more.get(group)) for group in WINDOW_GROUPS]
        keys = Section(
            SHORTCUTS,
            self.tr("Shortcuts"),
            lambda: shortcut_parts(self._services),
            restore=controller.reset_keys,
        )
        made.insert(-1, keys)
        connection = Section(CONNECTION, self.tr("Farm connection"), lambda: connection_parts(self._services))
        made.insert([one.key for one in made].index(SettingGroup.FARM), connection)
        return made

    def _schema_section(self, group: SettingGroup, more: MakeParts | None) -> Section:
        def rows() -> Iterator[QWidget]:
            for info in setting_infos(group):
                row = self._rows[info.name] = SettingRow(self._services, self._controller, info)
                yield row

        def make() -> Iterator[QWidget]:
            others = more if more is not None else _nothing
            for source in (others, rows) if group in OTHERS_FIRST else (rows, others):
                yield from source()

        title = translate("Settings", GROUP_TITLES[group])
        return Section(group, title, make, restore=partial(self._controller.reset_group, group))

    def _make_list(self) -> QListWidget:
        made = QListWidget()
        made.setObjectName("settings-pages")
        made.setAccessibleName(self.tr("Pages of the settings"))
        made.setProperty("kind", "nav")
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for section in self._sections:
            made.addItem(QListWidgetItem(section.title))
        return made

    def _dress_list(self) -> None:
        """Icons and width for the theme and the text size in force."""
        for number, section in enumerate(self._sections):
            self._list.item(number).setIcon(self._services.icons.icon(ICONS[section.key]))
        width = max(self._list.sizeHintForColumn(0) + 32, 200, self.search.minimumSizeHint().width())
        self._list.setFixedWidth(width)
        self.search.setFixedWidth(width)

    def _lay_out(self) -> None:
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(24, 16, 24, 16)
        rows.setSpacing(0)
        rows.addWidget(self._nothing)
        for section in self._sections:
            rows.addWidget(section)
        rows.addStretch(1)
        inside.setMaximumWidth(round(960 * max(1.0, self._services.theme.scale)))
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        left = QVBoxLayout()
        left.setContentsMargins(12, 12, 12, 12)
        left.setSpacing(8)
        left.addWidget(self.search)
        left.addWidget(self._list, 1)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addLayout(left)
        across.addWidget(self._scroll, 1)


def _nothing() -> Iterator[QWidget]:
    yield from ()
