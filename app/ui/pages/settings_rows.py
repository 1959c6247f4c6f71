"""One setting on its page: title, description, editor, and what was wrong with a value beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout

from app.core.errors import ErrorInfo
from app.core.settings import SettingInfo, Settings, plain_value
from app.farm.agents import workers_for
from app.ui.controllers.settings import SettingsController
from app.ui.formats import number_text
from app.ui.pages.settings_editors import EDITOR_WIDTH, NumberEditor, editor_for
from app.ui.services import Services
from app.ui.widgets.parts import icon_button, label, row, set_property
from app.ui.words import translate

BESIDE_UP_TO: Final = 1.25
"""Where text is larger, editors stand below the text."""

AUTOMATIC: Final[dict[str, Callable[[Settings], int]]] = {
    "workers": lambda settings: workers_for(replace(settings, workers=0)),
}
"""Settings whose smallest value leaves the choice to Farmhand, and what it chooses."""


class SettingRow(QFrame):
    """Shows a setting as it is in force, and hands on what a person wants it to be."""

    def __init__(self, services: Services, controller: SettingsController, info: SettingInfo) -> None:
        super().__init__()
        self.setObjectName(f"setting-{info.name}")
        self._info = info
        self._store = services.settings_store
        self._below = services.theme.scale > BESIDE_UP_TO
        self._controller = controller
        self._title = label(translate("Settings", info.title), "strong", wrap=True)
        self._description = label(translate("Settings", info.description), "hint", wrap=True)
        self._fixed = label("", "hint", wrap=True)
        self._problem = label("", "problem", wrap=True, selectable=True)
        self.editor = editor_for(info)
        self.editor.setFixedWidth(round(EDITOR_WIDTH * min(1.4, services.theme.scale)))
        self.editor.given.connect(self._given)
        self._reset = icon_button(
            services.icons.icon("arrow-counter-clockwise"), self.tr("Restore default"), self._restore
        )
        policy = self._reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._reset.setSizePolicy(policy)
        self._lay_out()
        self.say_problem(None)
        self.show_settings(services.settings)

    @property
    def info(self) -> SettingInfo:
        """Which setting this is."""
        return self._info

    @property
    def words(self) -> str:
        """Everything that a search looks at, in small letters."""
        choices = (translate("Settings", choice.title) for choice in self._info.choices)
        return " ".join((self._title.text(), self._description.text(), self._info.name, *choices)).casefold()

    @property
    def problem(self) -> str:
        """What is said to be wrong."""
        return self._problem.text()

    def show_settings(self, settings: Settings) -> None:
        """Show the value in force."""
        value = plain_value(getattr(settings, self._info.name))
        if self._info.name in AUTOMATIC and isinstance(self.editor, NumberEditor):
            found = number_text(AUTOMATIC[self._info.name](settings))
            self.editor.say_least(self.tr("Automatic (%1)").replace("%1", found))
        self.editor.set_value(value)
        variable = self._store.fixed_by(self._info.name)
        self.editor.setEnabled(not variable)
        said = self.tr("Decided by the environment variable %1.").replace("%1", variable) if variable else ""
        self._fixed.setText(said)
        self._fixed.setVisible(bool(said))
        self.editor.field().setToolTip(said)
        self._reset.setVisible(not variable and value != self._info.default)

    def say_problem(self, error: ErrorInfo | None) -> None:
        """Say why a value was not taken; the value in force is shown again when another one is given."""
        text = "" if error is None else " ".join(filter(None, (error.title, error.cause, error.next_step)))
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
        set_property(self.editor.field(), "problem", bool(text))
        self.editor.field().setAccessibleDescription(text or self._description.text())

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 8, 0, 8)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.addWidget(self._title, 0, 0)
        grid.addWidget(self._description, 1, 0)
        grid.addWidget(self._fixed, 2, 0)
        grid.addWidget(self._problem, 3, 0, 1, 3)
        top = Qt.AlignmentFlag.AlignTop
        if self._below:
            across = row(self.editor, self._reset)
            across.addStretch(1)
            grid.addLayout(across, 4, 0)
        else:
            # Before the editor, so that all editors and buttons of a page end at one edge.
            grid.addWidget(self._reset, 0, 1, 3, 1, top)
            grid.addWidget(self.editor, 0, 2, 3, 1, top)
        grid.setColumnStretch(0, 1)

    def _given(self, value: object) -> None:
        self.say_problem(None)
        self._controller.change(self._info.name, value)

    def _restore(self) -> None:
        self.say_problem(None)
        self._controller.reset(self._info.name)
        self.editor.setFocus()
