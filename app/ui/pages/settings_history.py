"""What is remembered of films to estimate others by: how many, written to a file, or forgotten."""

from __future__ import annotations

import time
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPoint, QStandardPaths, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QMenu

from app.core.errors import ErrorInfo
from app.ui.controllers.farm_history import ALL
from app.ui.dialogs.confirm import ask
from app.ui.pages.settings_parts import ActionRow
from app.ui.services import Services
from app.ui.widgets.parts import button
from app.ui.widgets.place_box import place_text

MOST_NAMED: Final = 20
"""So many templates can be forgotten by themselves: those with most films."""


class HistoryRow(ActionRow):
    """Of the farm that is worked with; read when the row is first seen."""

    def __init__(self, services: Services, *, below: bool) -> None:
        self._services = services
        self._refused: ErrorInfo | None = None
        self._export = button("", self._ask_where, name="export-history")
        self._forget = button("", self._choose, name="forget-history")
        super().__init__("", "", self._export, self._forget, name="history", below=below)
        self._title.setText(self.tr("What is remembered of films"))
        self._export.setText(self.tr("Export…"))
        self._forget.setText(self.tr("Forget…"))
        services.farm.history.changed.connect(self.refresh)
        services.farm.place_changed.connect(self._want)
        services.farm.link.changed.connect(self._want)
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Somebody looks."""
        super().showEvent(event)
        self._want()

    @Slot()
    def refresh(self) -> None:
        """Say how many films are remembered, or why that is not known."""
        history, where = self._services.farm.history, place_text(self._services.farm.place)
        why = self.tr("To estimate how long films take. No texts, photos, names of people or paths are in it.")
        if history.renders is None:
            count = self.tr("%1: not known yet.").replace("%1", where)
        else:
            count = self.tr("%1: %n films.", "", len(history.renders)).replace("%1", where)
        self.say(f"{count} {why}", _sentences(self._refused or history.error))
        reason = "" if history.renders else self.tr("Nothing is remembered yet.")
        for one in (self._export, self._forget):
            one.setEnabled(not reason)
            one.setToolTip(reason)

    @Slot()
    def _want(self) -> None:
        if self.isVisible():
            self._services.farm.history.want()

    def _ask_where(self) -> None:
        dialog = QFileDialog(self.window(), self.tr("Export what is remembered of films"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.setDirectory(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        dialog.selectFile(f"farmhand-films-{time.strftime('%Y-%m-%d')}.json")
        dialog.fileSelected.connect(self.write)
        dialog.open()

    def write(self, path: str) -> None:
        """Write all of it to a file, and say so."""
        self._refused, target = None, Path(path)
        self._services.farm.history.export(target, owner=self, done=partial(self._written, target), failed=self._fail)

    def _written(self, target: Path, _count: int) -> None:
        self.refresh()
        self._services.notices.say(
            self.tr("“%1” was written.").replace("%1", target.name),
            partial(self._services.navigator.folder_wanted.emit, target),
            verb=self.tr("Show in folder"),
        )

    def _choose(self) -> None:
        """Which films are to be forgotten: all, or those of a template."""
        renders = self._services.farm.history.renders or ()
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        text = self.tr("All %n films…", "", len(renders))
        menu.addAction(text).triggered.connect(lambda _checked=False: self.ask_to_forget(ALL, len(renders)))
        menu.addSeparator()
        for name, count in Counter(one.name for one in renders).most_common(MOST_NAMED):
            action = menu.addAction(self.tr("%n films of “%1”…", "", count).replace("%1", name))
            action.triggered.connect(lambda _checked=False, name=name, count=count: self.ask_to_forget(name, count))
        menu.popup(self._forget.mapToGlobal(QPoint(0, self._forget.height())))

    def ask_to_forget(self, template: str, count: int) -> None:
        """Ask whether so many films of a template, or `ALL`, are to be forgotten."""
        text = self.tr("Estimates of all templates are guesses until films are rendered again. Films and jobs stay.")
        if template != ALL:
            text = self.tr("Estimates of “%1” begin anew. Films and jobs stay.").replace("%1", template)
        ask(
            self.window(),
            self.tr("Forget %n films?", "", count),
            text,
            safe=self.tr("Keep them"),
            verb=self.tr("Forget %n films", "", count),
            answered=partial(self._do_forget, template),
        )

    def _do_forget(self, template: str) -> None:
        self._refused = None
        history = self._services.farm.history
        history.forget(template, owner=self, done=lambda _count: self.refresh(), failed=self._fail)

    def _fail(self, error: ErrorInfo) -> None:
        self._refused = error
        self.refresh()


def _sentences(error: ErrorInfo | None) -> str:
    parts = () if error is None else (error.title, error.cause, error.next_step)
    return " ".join(part for part in parts if part)
