"""Where the navigator's wishes lead: pages, dialogs, the system's player and file manager."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QFileDialog

from app.farm.session_file import Session
from app.ui.assembly import Assembly
from app.ui.crash import Fault
from app.ui.dropping import SHEET_ENDINGS, TEMPLATE_ENDINGS, is_sheet, is_template
from app.ui.handover import Handover
from app.ui.main_window import MainWindow
from app.ui.services import Services
from app.ui.show_in_folder import show_in_folder

if TYPE_CHECKING:
    from app.ui.controllers.compose_session import ComposeSession
    from app.ui.widgets.docks import Docks


class Routes(QObject):
    """Listens to the navigator for as long as the window lives."""

    restore_wanted = Signal()
    discard_wanted = Signal()
    """The answers to `offer_session`."""

    def __init__(
        self, services: Services, window: MainWindow, assembly: Assembly, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services, self._window, self._assembly = services, window, assembly
        self._dialog: QDialog | None = None
        navigator = services.navigator
        navigator.template_wanted.connect(self.open_template)
        navigator.compose_wanted.connect(self.open_filled)
        navigator.batch_wanted.connect(self.open_batch)
        navigator.job_wanted.connect(self.show_job)
        navigator.film_wanted.connect(self.play)
        navigator.folder_wanted.connect(self.show_in_folder)
        navigator.settings_wanted.connect(self.show_settings)
        navigator.files_dropped.connect(self.open_files)
        navigator.open_dialog_wanted.connect(self.ask_for_file)
        navigator.keys_wanted.connect(self.show_keys)
        navigator.farm_dialog_wanted.connect(self.connect_farm)
        navigator.about_wanted.connect(self.show_about)
        navigator.layout_reset_wanted.connect(self.reset_layout)
        navigator.layout_wanted.connect(self.show_layout)
        navigator.layout_save_wanted.connect(self.save_layout)

    def open_template(self, path: Path) -> None:
        """Open a template in Compose."""
        self._window.show_page("compose")
        self._assembly.when_ready("compose", lambda: self._assembly.compose.open(path))

    def open_filled(self, session: ComposeSession) -> None:
        """Open a template in Compose with what was put in."""
        self._window.show_page("compose")
        self._assembly.when_ready("compose", lambda: self._assembly.compose.restore(session))

    def open_batch(self, template: Path | None, sheet: Path | None) -> None:
        """Open a spreadsheet in Batch."""
        self._window.show_page("batch")
        self._assembly.when_ready("batch", lambda: self._assembly.batch.open(template, sheet))

    def show_job(self, job_id: str) -> None:
        """Show a job in Queue."""
        self._services.farm.ensure_started()
        self._window.show_page("queue")
        self._assembly.when_ready("queue", lambda: self._assembly.queue.show_job(job_id))

    def show_layout(self, page: str, name: str) -> None:
        """Show a page with its panels arranged so."""
        self._with_docks(page, lambda docks: docks.show_layout(name))

    def save_layout(self, page: str) -> None:
        """Save how a page's panels are arranged, under a name that people give."""
        from app.ui.widgets.layout_menu import LayoutNameDialog

        self._with_docks(page, lambda docks: LayoutNameDialog(docks.layouts, docks.keep_layout, docks).open())

    def _with_docks(self, key: str, do: Callable[[Docks], object]) -> None:
        def there() -> None:
            docks = self._window.page(key).docks
            if docks is not None:
                do(docks)

        self._window.show_page(key)
        self._assembly.when_ready(key, there)

    def show_settings(self, group: str) -> None:
        """Show a page of the settings."""
        self._assembly.settings.show_group(group)
        self._window.show_page("settings")

    def open_files(self, paths: Sequence[Path]) -> None:
        """Open what was dropped, chosen or handed over: a template, a spreadsheet, or both together."""
        templates = [path for path in paths if is_template(path)]
        sheets = [path for path in paths if is_sheet(path)]
        others = [path for path in paths if path not in templates and path not in sheets]
        if sheets:
            self.open_batch(templates[0] if templates else None, sheets[0])
        elif templates:
            self.open_template(templates[0])
        if others:
            self._services.notices.say(
                self.tr("“%1” cannot be opened. Farmhand opens .aep, .aepx, .aet, .zip and .csv files.").replace(
                    "%1", others[0].name
                )
            )
        elif len(templates) > 1 or len(sheets) > 1:
            opened = templates[0] if len(templates) > 1 else sheets[0]
            self._services.notices.say(
                self.tr("“%1” was opened. Farmhand opens one file at a time.").replace("%1", opened.name)
            )

    def take(self, handover: Handover) -> None:
        """What another start of the program was asked to open; the window comes forward."""
        self._window.bring_forward()
        if handover.files:
            self.open_files(handover.paths)
        if handover.job_id:
            self.show_job(handover.job_id)
        if handover.refused:
            self._services.notices.say(self.tr("A link was not followed: links to Farmhand can only show a job."))

    def ask_for_file(self) -> None:
        """Ask for a template or a spreadsheet to open."""
        dialog = QFileDialog(self._window, self.tr("Open"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        endings = " ".join(f"*{ending}" for ending in sorted(TEMPLATE_ENDINGS | SHEET_ENDINGS))
        dialog.setNameFilters([f"{self.tr('Templates and spreadsheets')} ({endings})"])
        last = self._services.state.text("open/folder")
        if last:
            dialog.setDirectory(last)
        dialog.fileSelected.connect(self._chosen)
        self._open(dialog)

    def play(self, film: Path) -> None:
        """Play a film in the system's player."""
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(film))):
            self._services.notices.say(
                self.tr("No program was found that plays “%1”.").replace("%1", film.name),
                lambda: self.show_in_folder(film),
                verb=self.tr("Show in folder"),
            )

    def show_in_folder(self, file: Path) -> None:
        """Show a file in the system's file manager."""
        if not show_in_folder(file):
            self._services.notices.say(self.tr("No file manager was found. The file is %1.").replace("%1", str(file)))

    def show_keys(self) -> None:
        """List the keyboard shortcuts of the page."""
        from app.ui.dialogs.keys import KeysDialog

        self._open(KeysDialog(self._services.commands, self._window.current, self._window))

    def connect_farm(self, name: str) -> None:
        """Connect a farm, or change how the one of that name is reached."""
        from app.ui.dialogs.connect_farm import ConnectFarmDialog

        places = self._services.places
        self._open(ConnectFarmDialog(self._services, places, places.known.find(name), self._window))

    def show_about(self) -> None:
        """Say what this program is."""
        from app.ui.dialogs.about import AboutDialog

        self._open(AboutDialog(self._window))

    def reset_layout(self) -> None:
        """Put the window and its pages back as they were shipped."""
        self._services.state.forget("layout")
        self._window.reset_layout()

    def tell_wrong_settings(self) -> None:
        """Say what in the settings file was not understood."""
        errors = self._services.preferences.errors
        if errors:
            first = errors[0]
            self._window.banners.error(
                "settings", first, [(self.tr("Open settings"), lambda: self.show_settings("general"))]
            )

    def offer_session(self, session: Session) -> None:
        """Offer to go on where an earlier run has ended."""
        titles = [f"“{part.title}”" for part in session.pages.values() if part.title]
        if session.unexpected:
            text = self.tr("Farmhand ended unexpectedly. Open %1 with what you had typed?")
        else:
            text = self.tr("Go on with %1, with what you had typed?")
        text = text.replace("%1", ", ".join(titles) or self.tr("what was open"))
        self._window.banners.ask(
            "session",
            text,
            [(self.tr("Restore"), self.restore_wanted.emit), (self.tr("Discard"), self.discard_wanted.emit)],
        )

    def tell_fault(self, fault: Fault) -> None:
        """Say that Farmhand made a mistake, and go on."""
        self._window.banners.error("fault", fault.error, facts={"Where": fault.trace})

    def _chosen(self, file: str) -> None:
        self._services.state.put("open/folder", str(Path(file).parent))
        self.open_files([Path(file)])

    def _open(self, dialog: QDialog) -> None:
        if self._dialog is not None:
            self._dialog.close()
        self._dialog = dialog
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None
