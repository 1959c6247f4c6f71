"""Where renders run: this computer, or a farm of many; how it does now, and what it has done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QStackedWidget

from app.ui.controllers.farm_fleet import FarmFleet
from app.ui.controllers.farm_workers import FarmWorkers
from app.ui.controllers.machine import MachineController
from app.ui.pages.page import Page
from app.ui.services import Services
from app.ui.widgets.computer_panel import ComputerPanel
from app.ui.widgets.parts import button, column, icon_button, label, row
from app.ui.widgets.place_box import place_text

if TYPE_CHECKING:
    from app.ui.widgets.farm_panel import FarmPanel

_PANELS: Final = "squares-four"


class FarmPage(Page):
    """What renders run on now; it is looked at closely only while the page is shown."""

    key = "farm"
    _inside = False

    def __init__(
        self, services: Services, controller: MachineController, workers: FarmWorkers, fleet: FarmFleet
    ) -> None:
        super().__init__()
        self._services, self._controller, self._crew, self._fleet = services, controller, workers, fleet
        self._title = label("", "title", wrap=True)
        self._views = QStackedWidget()
        self._computer = ComputerPanel(services, controller)
        self._farm: FarmPanel | None = None
        self._views.addWidget(self._computer)
        settings = partial(services.navigator.settings_wanted.emit, "connection")
        self._connection = button(self.tr("Farm connection"), settings, "link")
        self._panels = icon_button(services.icons.icon(_PANELS), self.tr("Panels"), self._show_panels)
        head = row(self._title, self._connection, self._panels)
        head.setStretch(0, 1)
        head.setContentsMargins(12, 12, 12, 4)
        self.setLayout(column(head, self._views, gap=0))
        services.theme.changed.connect(self._dress)
        services.farm.place_changed.connect(self._place_changed)
        self._place_changed()

    def entered(self) -> None:
        """Begin to look."""
        self._inside = True
        self._look()
        if (
            self._farm is not None
            and self._farm.isVisible()
            and not self._farm.isAncestorOf(QApplication.focusWidget() or self)
        ):
            self._farm.setFocus()

    def left(self) -> None:
        """Nobody looks any more."""
        self._inside = False
        self._look()

    def _look(self) -> None:
        here = self._services.farm.is_here
        (self._controller.watch if self._inside and here else self._controller.unwatch)()
        for one in (self._crew, self._fleet):
            (one.watch if self._inside and not here else one.unwatch)()

    def _place_changed(self) -> None:
        """Show this computer, or the farm; what that needs is brought in with the first one."""
        farm = self._services.farm
        self._title.setText(place_text(farm.place))
        if not farm.is_here and self._farm is None:
            from app.ui.widgets.farm_panel import FarmPanel

            self._farm = FarmPanel(self._services, self._crew, self._fleet)
            self._views.addWidget(self._farm)
        self.docks = self._farm.docks if self._farm is not None and not farm.is_here else None
        self._show_view()
        self._look()

    def _show_view(self) -> None:
        for one in (self._connection, self._panels):
            one.setVisible(self.docks is not None)
        if self._farm is None or self._services.farm.is_here:
            self._views.setCurrentWidget(self._computer)
            return
        self._views.setCurrentWidget(self._farm)
        self._farm.show_now()

    def _show_panels(self) -> None:
        """What can be done with the panels."""
        if self.docks is not None:
            menu = self.docks.menu(self._services.navigator)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self._panels.mapToGlobal(QPoint(0, self._panels.height())))

    def _dress(self) -> None:
        self._panels.setIcon(self._services.icons.icon(_PANELS))
