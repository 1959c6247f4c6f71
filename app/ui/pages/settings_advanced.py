"""What is done rarely: looking at logs, sending them, beginning anew."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.errors import ErrorInfo
from app.ui.controllers.settings import SettingsController
from app.ui.crash import FOLDER, LOG_NAME
from app.ui.dialogs.confirm import ask
from app.ui.pages.settings_history import HistoryRow
from app.ui.pages.settings_parts import ActionRow
from app.ui.services import Services
from app.ui.tasks import Task
from app.ui.widgets.parts import button


def advanced_parts(services: Services, controller: SettingsController, *, below: bool) -> Iterator[QWidget]:
    """The rows; `below`: buttons stand below the text."""
    yield HistoryRow(services, below=below)
    yield LogsRow(services, below=below)
    yield DiagnosticsRow(services, below=below)
    yield ResetRow(services, controller, below=below)


class LogsRow(ActionRow):
    """Where the logs are."""

    def __init__(self, services: Services, *, below: bool) -> None:
        home = services.farm.home
        show = partial(services.navigator.folder_wanted.emit, home / FOLDER / LOG_NAME)
        self._show = button("", show, name="open-logs")
        super().__init__("", str(home), self._show, name="logs", below=below)
        self._title.setText(self.tr("Logs"))
        self._show.setText(self.tr("Show in folder"))


class DiagnosticsRow(ActionRow):
    """Writes one file with everything that helps to find a fault."""

    def __init__(self, services: Services, *, below: bool) -> None:
        self._services = services
        self._export = button("", self._ask, name="export")
        super().__init__("", "", self._export, name="diagnostics", below=below)
        self._title.setText(self.tr("Diagnostics"))
        self._export.setText(self.tr("Export…"))
        self.say(
            self.tr(
                "One file with logs, settings and facts about this computer, to send when something goes wrong. "
                "Passwords and the name of your folder are taken out."
            )
        )

    def _ask(self) -> None:
        dialog = QFileDialog(self.window(), self.tr("Export diagnostics"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("zip")
        dialog.setDirectory(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        dialog.selectFile(f"farmhand-{time.strftime('%Y-%m-%d')}.zip")
        dialog.fileSelected.connect(self.write)
        dialog.open()

    def write(self, path: str) -> None:
        """Write the file in the background, and say so."""
        services, target = self._services, Path(path)
        facts = {
            "Qt": qVersion(),
            "Platform": QGuiApplication.platformName(),
            "Screens": "; ".join(
                f"{one.size().width()} × {one.size().height()} at {one.devicePixelRatio():g}"
                for one in QGuiApplication.screens()
            ),
            "Language": services.languages.name,
            "Theme": services.theme.name,
        }

        def work(_task: Task) -> None:
            from app.farm.diagnostics import write_diagnostics

            write_diagnostics(target, services.farm.home, services.settings_store.path, facts)

        services.tasks.start("", work, owner=self, done=lambda _result: self._written(target), failed=self._failed)

    def _written(self, target: Path) -> None:
        self.say(self.text)
        self._services.notices.say(
            self.tr("“%1” was written.").replace("%1", target.name),
            partial(self._services.navigator.folder_wanted.emit, target),
            verb=self.tr("Show in folder"),
        )

    def _failed(self, error: ErrorInfo) -> None:
        self.say(self.text, " ".join(filter(None, (error.title, error.cause, error.next_step))))


class ResetRow(ActionRow):
    """Everything as it was shipped."""

    def __init__(self, services: Services, controller: SettingsController, *, below: bool) -> None:
        self._services, self._controller = services, controller
        self._reset = button("", self._ask, "danger", name="reset-all")
        super().__init__("", "", self._reset, name="reset", below=below)
        self._title.setText(self.tr("Begin anew"))
        self._reset.setText(self.tr("Reset everything…"))
        self.say(self.tr("All settings, shortcuts and layouts as they were shipped. Jobs and films stay."))

    def _ask(self) -> None:
        ask(
            self.window(),
            self.tr("Reset everything?"),
            self.tr("All settings, shortcuts and layouts are lost. Jobs, films and recent templates stay."),
            safe=self.tr("Keep them"),
            verb=self.tr("Reset everything"),
            answered=self._controller.reset_all,
        )
