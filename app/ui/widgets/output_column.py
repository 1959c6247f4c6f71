"""The right column of Compose: the last film, what stands before the next, what is wanted of it, and Render."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QFrame, QVBoxLayout, QWidget

from app.core.errors import ErrorInfo, FarmhandError
from app.core.presets import find_preset
from app.farm.agents import workers_for
from app.farm.checks import Check, CheckKind
from app.farm.chosen_fonts import chosen_font
from app.farm.compose_film import single_film_name
from app.render.scene import FONT_SUFFIXES
from app.ui.controllers.compose import ComposeController
from app.ui.controllers.compose_films import Verdict
from app.ui.dialogs.existing_films import ask_about_existing
from app.ui.formats import span_text
from app.ui.services import Services
from app.ui.widgets.error_card import ErrorCard
from app.ui.widgets.film_card import FilmCard
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.output_panel import OutputPanel
from app.ui.widgets.parts import button, line, set_property
from app.ui.widgets.preflight_list import PreflightList
from app.ui.widgets.tall_area import TallArea

LEAST_WIDTH: Final = 240


class OutputColumn(QFrame):
    """Everything about the film of a `ComposeController`."""

    field_wanted = Signal(str)

    def __init__(self, services: Services, controller: ComposeController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services, self._controller = services, controller
        self.setObjectName("outputColumn")
        self.setAccessibleName(self.tr("Output"))
        # Parents first: whatever gets another parent is dressed anew, with all that it holds.
        self._scroll = TallArea(self)
        self._inside = QWidget(self._scroll.viewport())
        self.card = FilmCard(services, self._inside)
        self.preflight = PreflightList(services.icons, self._inside)
        self.panel = OutputPanel(services, parent=self._inside)
        self._error = ErrorCard(self, closable=True)
        self.render_button = button(self.tr("Render"), partial(controller.films.submit, first=True), "primary")
        self.render_button.setObjectName("render")
        self.queue_button = button(self.tr("Add to queue"), partial(controller.films.submit, first=False))
        self.queue_button.setObjectName("addToQueue")
        self._lay_out()
        self._connect()
        self.panel.estimate.follow(controller.ahead, self._measured_text)
        self._on_comp()
        self._on_wishes()
        self._on_checks()
        self._on_job()
        self._on_busy()

    def say_keys(self, render: QAction, queue: QAction) -> None:
        """Take the tooltips of the commands, which name their keys."""
        self.render_button.setToolTip(render.toolTip())
        self.queue_button.setToolTip(queue.toolTip())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wide enough for its widest button beside a scroll bar; the splitter decides the rest."""
        return QSize(max(LEAST_WIDTH, self._scroll.minimumSizeHint().width()), 200)

    def _lay_out(self) -> None:
        parts = QVBoxLayout(self._inside)
        parts.setContentsMargins(12, 12, 12, 12)
        parts.setSpacing(16)
        for part in (self.card, self.preflight, line(), self.panel):
            parts.addWidget(part)
        parts.addStretch(1)
        self._scroll.setWidget(self._inside)
        footer = QVBoxLayout()
        footer.setContentsMargins(12, 8, 12, 12)
        footer.setSpacing(8)
        footer.addWidget(self._error)
        holder = QWidget(self)
        buttons = FlowLayout(holder, gap=8)
        buttons.addWidget(self.render_button)
        buttons.addWidget(self.queue_button)
        footer.addWidget(holder)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(line())
        layout.addLayout(footer)

    def _connect(self) -> None:
        controller = self._controller
        self.panel.changed.connect(self._on_panel)
        self.preflight.substitute_wanted.connect(self._on_substitute)
        self.preflight.file_wanted.connect(self._on_file_wanted)
        self.preflight.field_wanted.connect(self.field_wanted)
        self.preflight.folder_wanted.connect(self.panel.choose_folder)
        self.card.closed.connect(controller.films.forget_job)
        self.card.retry_wanted.connect(controller.films.retry)
        self.card.many_wanted.connect(self._on_many)
        self.card.other_wanted.connect(self._services.navigator.open_dialog_wanted)
        controller.comp_changed.connect(self._on_comp)
        controller.wishes_changed.connect(self._on_wishes)
        controller.values.changed.connect(self._show_name)
        controller.preflight.changed.connect(self._on_checks)
        controller.films.job_changed.connect(self._on_job)
        controller.films.busy_changed.connect(self._on_busy)
        controller.films.refused.connect(self._on_refused)
        controller.films.existing_found.connect(self._on_existing)
        controller.saving.failed.connect(self._on_refused)
        # Icons grow with the text.
        self._services.theme.changed.connect(self._on_job)
        self._services.theme.changed.connect(self._on_checks)

    @Slot()
    def _on_panel(self) -> None:
        self._controller.set_wishes(self.panel.wishes())

    @Slot()
    def _on_comp(self) -> None:
        self.panel.set_comp(self._controller.comp)
        self._show_name()

    @Slot()
    def _on_wishes(self) -> None:
        if self.panel.wishes() != self._controller.wishes:
            self.panel.set_wishes(self._controller.wishes)
        self._show_name()

    def _measured_text(self) -> str:
        """Between all workers sharing the drawing without loss and one of them doing it alone; empty: not known."""
        controller = self._controller
        findings, comp = controller.preflight.findings, controller.comp
        if comp is None or findings is None or not self._services.farm.is_here:
            return ""
        frames = controller.wishes.frames(comp, controller.sight.frame)
        alone = len(frames) * findings.seconds_per_frame
        span = span_text(alone / workers_for(self._services.settings), alone)
        return self.tr("Drawing time: %1, from frames drawn for the preview").replace("%1", span)

    @Slot()
    def _show_name(self) -> None:
        controller = self._controller
        if controller.template is None or controller.comp is None:
            return
        wishes = controller.wishes
        try:
            name = single_film_name(wishes.pattern, controller.template, controller.comp, controller.values.usable)
        except FarmhandError as error:
            self.panel.set_result("", error.info())
        else:
            self.panel.set_result(f"{name}{find_preset(wishes.preset).extension}")

    @Slot()
    def _on_checks(self) -> None:
        preflight = self._controller.preflight
        self.preflight.show_checks(preflight.checks, current=preflight.current)
        self.panel.show_checks(preflight.checks)
        self.panel.estimate.refresh()

    @Slot()
    def _on_job(self) -> None:
        self.card.show_job(self._controller.films.job)
        # One primary button at a time: once the film is there, people most likely want to see it.
        set_property(self.render_button, "kind", "" if self.card.offers_play else "primary")

    @Slot()
    def _on_busy(self) -> None:
        for one in (self.render_button, self.queue_button):
            one.setEnabled(not self._controller.films.busy)

    @Slot(object)
    def _on_refused(self, error: ErrorInfo | None) -> None:
        if error is None:
            self._error.clear()
        else:
            self._error.show_error(error)

    @Slot(object)
    def _on_existing(self, verdict: Verdict) -> None:
        go_on = partial(self._controller.films.go_on, verdict)
        ask_about_existing(self, verdict.in_the_way, answered=go_on, dropped=lambda: None)

    @Slot(object)
    def _on_substitute(self, checks: tuple[Check, ...]) -> None:
        self._on_refused(None)
        self._controller.preflight.accept(frozenset(check.mark for check in checks))

    def _on_many(self) -> None:
        template = self._controller.template
        self._services.navigator.batch_wanted.emit(template.origin if template is not None else None, None)

    @Slot(object)
    def _on_file_wanted(self, check: Check) -> None:
        if check.kind is CheckKind.MUSIC:
            self.panel.choose_music()
            return
        title = self.tr("File for %1").replace("%1", check.subject)
        dialog = QFileDialog(self, title)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setObjectName("missingFile")
        if check.kind is CheckKind.FONT:
            endings = " ".join(f"*{ending}" for ending in sorted(FONT_SUFFIXES))
            dialog.setNameFilter(self.tr("Fonts (%1)").replace("%1", endings))
        dialog.fileSelected.connect(partial(self.choose_for, check))
        dialog.open()

    def choose_for(self, check: Check, chosen: str) -> None:
        """Use a file for what is missing."""
        self._on_refused(None)
        path = Path(chosen)
        if check.slot_key:
            self._controller.values.set_photo(check.slot_key, path)
            return
        if check.item_id is not None:
            self._controller.preflight.choose_footage(check.item_id, path)
            return
        self._services.tasks.start(
            "compose/font",
            lambda _task: chosen_font(path, check.subject),
            owner=self,
            done=partial(self._controller.preflight.choose_font, check.subject),
            failed=self._on_refused,
        )
