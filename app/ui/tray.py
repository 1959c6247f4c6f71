"""The icon in the system's tray: how far renders are, pause, open, quit. On systems without a tray it does nothing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from app.core.messages import JobView
from app.ui.models.jobs_tally import JobsTally
from app.ui.services import Services
from app.ui.widgets.bottom_bar import counts_text


class Tray(QObject):
    """Shown while there is something to render, or while the window is hidden."""

    open_wanted = Signal()
    quit_wanted = Signal()
    message_clicked = Signal()

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._icon: QSystemTrayIcon | None = None
        self._menu: QMenu | None = None
        self._pause: QAction | None = None
        services.farm.jobs_changed.connect(self._jobs_changed)
        services.farm.state_changed.connect(self._say)
        services.languages.changed.connect(self._remake_menu)
        services.theme.changed.connect(self._dress)

    @property
    def available(self) -> bool:
        """Whether this system has a tray."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def show(self) -> None:
        """Show the icon, from now on."""
        if self._icon is None and self.available:
            self._icon = QSystemTrayIcon(self)
            self._icon.activated.connect(self._activated)
            self._icon.messageClicked.connect(self.message_clicked)
            self._remake_menu()
            self._dress()
            self._icon.show()

    def tell(self, title: str, text: str) -> bool:
        """Show a desktop notice, without sound. Whether the system could."""
        self.show()
        if self._icon is None or not QSystemTrayIcon.supportsMessages():
            return False
        self._icon.showMessage(title, text, self._icon.icon())
        return True

    def close(self) -> None:
        """Take the icon away."""
        if self._icon is not None:
            self._icon.hide()
            self._icon.deleteLater()
            self._icon = None
        if self._menu is not None:
            self._menu.deleteLater()
            self._menu = None

    def _remake_menu(self) -> None:
        if self._icon is None:
            return
        before = self._menu
        self._menu = QMenu()
        self._add(self.tr("Open Farmhand"), self.open_wanted.emit)
        self._pause = self._add("", self._pause_or_resume)
        self._menu.addSeparator()
        self._add(self.tr("Quit"), self.quit_wanted.emit)
        self._icon.setContextMenu(self._menu)
        if before is not None:
            before.deleteLater()
        self._say()

    def _add(self, text: str, run: Callable[[], object]) -> QAction:
        action = QAction(text, self._menu)
        action.triggered.connect(lambda _checked=False: run())
        if self._menu is not None:
            self._menu.addAction(action)
        return action

    def _dress(self) -> None:
        if self._icon is not None:
            self._icon.setIcon(self._services.icons.icon("film-strip", "accent"))

    def _jobs_changed(self, _views: list[JobView]) -> None:
        if self._services.farm.is_here and self._services.farm.tally.busy:
            self.show()
        self._say()

    def _say(self) -> None:
        if self._icon is None:
            return
        farm = self._services.farm
        self._icon.setToolTip(progress_text(farm.tally))
        if self._pause is not None:
            self._pause.setText(self.tr("Resume rendering") if farm.paused else self.tr("Pause rendering"))
            self._pause.setEnabled(farm.is_here and (farm.paused or farm.tally.busy))

    def _pause_or_resume(self) -> None:
        farm = self._services.farm
        if farm.paused:
            farm.resume_all()
        else:
            farm.pause_all()

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.open_wanted.emit()


def progress_text(tally: JobsTally) -> str:
    """How far all that is under way is, in one line."""
    text = counts_text(tally.running, tally.queued)
    if not tally.frames:
        return f"Farmhand · {text}"
    return f"Farmhand · {text} · {100 * tally.drawn // tally.frames} %"
