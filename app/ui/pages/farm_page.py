"""Where renders run: this computer, or a farm of many; how it does now, and what it has done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QButtonGroup, QStackedWidget, QWidget

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
_NOW, _PAST, _VIEW = "now", "statistics", "farm/view"


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
        self._statistics: QWidget | None = None
        self._view = _PAST if services.state.text(_VIEW) == _PAST else _NOW
        self._views.addWidget(self._computer)
        settings = partial(services.navigator.settings_wanted.emit, "connection")
        self._connection = button(self.tr("Farm connection"), settings, "link")
        self._panels = icon_button(services.icons.icon(_PANELS), self.tr("Panels"), self._show_panels)
        self._now = button(self.tr("Now"), partial(self._choose, _NOW), name="farm-now")
        self._past = button(self.tr("Statistics"), partial(self._choose, _PAST), name="farm-statistics")
        choices = QButtonGroup(self)
        for one in (self._now, self._past):
            one.setCheckable(True)
            choices.addButton(one)
        head = row(self._title, self._connection, self._panels, self._now, self._past)
        head.setStretch(0, 1)
        head.setContentsMargins(12, 12, 12, 4)
        self.setLayout(column(head, self._views, gap=0))
        services.theme.changed.connect(self._dress)
        services.navigator.layout_wanted.connect(self._layout_wanted)
        services.farm.place_changed.connect(self._place_changed)
        self._place_changed()

    def entered(self) -> None:
        """Begin to look."""
        self._inside = True
        self._look()
        panel, focused = self._farm, QApplication.focusWidget()
        if panel is not None and panel.isVisible() and not (focused is not None and panel.isAncestorOf(focused)):
            panel.setFocus()

    def left(self) -> None:
        """Nobody looks any more."""
        self._inside = False
        self._look()

    def _look(self) -> None:
        here, looks = self._services.farm.is_here, self._inside and self._view == _NOW
        (self._controller.watch if looks and here else self._controller.unwatch)()
        for one in (self._crew, self._fleet):
            (one.watch if looks and not here else one.unwatch)()

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
        """Show the view that was chosen, of the place that renders run on."""
        on_farm = self._farm is not None and not self._services.farm.is_here
        self._connection.setVisible(on_farm)
        self._panels.setVisible(on_farm and self._view == _NOW)
        (self._now if self._view == _NOW else self._past).setChecked(True)
        if self._view == _PAST:
            self._views.setCurrentWidget(self._made_statistics())
        elif self._farm is not None and on_farm:
            self._views.setCurrentWidget(self._farm)
            self._farm.show_now()
        else:
            self._views.setCurrentWidget(self._computer)

    def _choose(self, view: str) -> None:
        """Show how it does now, or what it has done."""
        self._services.state.put(_VIEW, view)
        self._view = view
        self._show_view()
        self._look()

    def _made_statistics(self) -> QWidget:
        if self._statistics is None:
            from app.ui.widgets.statistics_panel import StatisticsPanel

            self._statistics = StatisticsPanel(self._services)
            self._views.addWidget(self._statistics)
        return self._statistics

    def _layout_wanted(self, page: str, _name: str) -> None:
        """The panels that are arranged are those of now."""
        if page == self.key:
            self._choose(_NOW)

    def _show_panels(self) -> None:
        """What can be done with the panels."""
        if self.docks is not None:
            menu = self.docks.menu(self._services.navigator)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self._panels.mapToGlobal(QPoint(0, self._panels.height())))

    def _dress(self) -> None:
        self._panels.setIcon(self._services.icons.icon(_PANELS))
