"""The table of jobs with its panels around it: tabs below or beside it, which can be pulled out and put elsewhere."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent, QResizeEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QTabBar, QTabWidget, QWidget

from app.ui.layouts import FARM, SHIPPED, Layouts
from app.ui.navigator import Navigator
from app.ui.view_state import ViewState
from app.ui.widgets.layout_menu import LayoutMenu
from app.ui.words import translate

LAYOUT_KEY: Final = "layout/queue"
WIDE_FROM: Final = 1500
"""The panels are beside the table from this width on, below it in a narrower window."""

BESIDE_WIDTH, BELOW_HEIGHT = 560, 280
SMALLEST_PANEL: Final = (240, 96)
"""What does not fit into so little is scrolled to."""

_VERSION: Final = 1
_FEATURES: Final = QDockWidget.DockWidgetFeature.DockWidgetMovable | QDockWidget.DockWidgetFeature.DockWidgetFloatable


class QueueDocks(QMainWindow):
    """Remembers one arrangement for wide windows and one for others.

    `seen` tells that a panel is, or is not, in sight: Qt moves the panels behind a tab aside, and does not hide them.
    """

    seen = Signal(str, bool)

    def __init__(
        self,
        central: QWidget,
        panels: Mapping[str, tuple[str, QWidget]],
        state: ViewState,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowFlags(Qt.WindowType.Widget)
        self._state, self._layouts = state, Layouts(state)
        self._wide: bool | None = None
        self._first_layout = ""
        self._docks: dict[str, QDockWidget] = {}
        self._seen: set[str] = set()
        self.setCentralWidget(central)
        self.setDockOptions(QMainWindow.DockOption.AllowNestedDocks | QMainWindow.DockOption.AllowTabbedDocks)
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.setDocumentMode(True)
        self._dress_timer = QTimer(self)
        self._dress_timer.setSingleShot(True)
        self._dress_timer.setInterval(0)
        self._dress_timer.timeout.connect(self._dress)
        for key, (title, panel) in panels.items():
            dock = QDockWidget(title, self)
            dock.setObjectName(f"dock-{key}")
            dock.setFeatures(_FEATURES)
            panel.setMinimumSize(*SMALLEST_PANEL)
            dock.setWidget(panel)
            dock.visibilityChanged.connect(partial(self._seen_changed, key))
            dock.topLevelChanged.connect(self._dress_timer.start)
            dock.dockLocationChanged.connect(self._dress_timer.start)
            self._docks[key] = dock
        self._arrange(wide=False)

    def dock(self, key: str) -> QDockWidget:
        """A panel's dock."""
        return self._docks[key]

    def is_seen(self, key: str) -> bool:
        """Whether a panel is in sight."""
        return key in self._seen

    def show_panel(self, key: str) -> None:
        """Bring a panel to the front."""
        dock = self._docks[key]
        dock.show()
        dock.raise_()

    def reset(self) -> None:
        """The arrangement as it was shipped."""
        self._state.forget(LAYOUT_KEY)
        self._arrange(wide=bool(self._wide))

    def show_layout(self, name: str) -> None:
        """Arrange the panels as in a layout; as shipped, where it cannot be."""
        if self._wide is None:
            # Nobody has seen the panels yet: what was remembered must not come in between.
            self._first_layout = name
            return
        if name == FARM:
            self._arrange_for_farm()
        elif name in SHIPPED or not self._restored(self._layouts.find(name)):
            self._arrange(wide=bool(self._wide))
        self._dress_timer.start()

    def keep_layout(self, name: str) -> None:
        """Save the arrangement as a layout of that name."""
        self._layouts.keep(name, self.saveState(_VERSION))

    def save(self) -> None:
        """Remember the arrangement."""
        if self._wide is not None:
            self._state.put(self._key(), self.saveState(_VERSION))

    def menu(self, navigator: Navigator) -> QMenu:
        """What can be done with the panels, for those who do not drag; whoever shows it deletes it."""
        menu = QMenu(self)
        for key, dock in self._docks.items():
            floats = translate("QueueDocks", "%1 in a window of its own").replace("%1", dock.windowTitle())
            action = menu.addAction(floats)
            action.setCheckable(True)
            action.setChecked(dock.isFloating())
            action.toggled.connect(lambda floating, key=key: self.set_floating(key, floating=floating))
        menu.addSeparator()
        menu.addMenu(LayoutMenu(self._layouts, navigator, menu))
        for wide, text in (
            (False, translate("QueueDocks", "Details below the jobs")),
            (True, translate("QueueDocks", "Details beside the jobs")),
        ):
            menu.addAction(text).triggered.connect(lambda _checked=False, wide=wide: self._arrange(wide=wide))
        return menu

    def set_floating(self, key: str, *, floating: bool) -> None:
        """Pull a panel out into a window of its own, or put it back."""
        dock = self._docks[key]
        dock.setFloating(floating)
        if not floating:
            self.show_panel(key)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Where the panels are depends on the width, unless people have put them elsewhere."""
        super().resizeEvent(event)
        wide = event.size().width() >= WIDE_FROM
        if wide is not self._wide:
            self.save()
            in_front = set(self._seen) if self._wide is not None else set()
            self._wide = wide
            if self._first_layout:
                self.show_layout(self._first_layout)
                self._first_layout = ""
            elif not self._restored(self._state.bytes(self._key())):
                self._arrange(wide=wide)
            # What people look at stays in sight, wherever the panels are now.
            for key in in_front:
                self._docks[key].raise_()
            self._dress_timer.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Another page is shown, or the window closes."""
        super().hideEvent(event)
        self.save()

    def _seen_changed(self, key: str, seen: bool) -> None:
        if seen != (key in self._seen):
            (self._seen.add if seen else self._seen.discard)(key)
            self.seen.emit(key, seen)

    def _key(self) -> str:
        return f"{LAYOUT_KEY}/{'wide' if self._wide else 'narrow'}"

    def _restored(self, arrangement: QByteArray) -> bool:
        """Whether the panels are arranged so now. What would float where there is no screen is put back."""
        if arrangement.isEmpty() or not self.restoreState(arrangement, _VERSION):
            return False
        for dock in self._docks.values():
            if dock.isFloating() and QGuiApplication.screenAt(dock.frameGeometry().center()) is None:
                dock.setFloating(False)
        return True

    def _arrange(self, *, wide: bool) -> None:
        self._place_all(Qt.DockWidgetArea.RightDockWidgetArea if wide else Qt.DockWidgetArea.BottomDockWidgetArea)
        docks = list(self._docks.values())
        for one, following in itertools.pairwise(docks):
            self.tabifyDockWidget(one, following)
        docks[0].raise_()
        if wide:
            self.resizeDocks(docks[:1], [BESIDE_WIDTH], Qt.Orientation.Horizontal)
        else:
            self.resizeDocks(docks[:1], [BELOW_HEIGHT], Qt.Orientation.Vertical)
        self._dress_timer.start()

    def _arrange_for_farm(self) -> None:
        """What workers do and say, beside each other below the jobs."""
        self._place_all(Qt.DockWidgetArea.BottomDockWidgetArea)
        log = self._docks["log"]
        tabbed = [dock for dock in self._docks.values() if dock is not log]
        # First this: what is split from a panel among tabs becomes one of them.
        self.splitDockWidget(tabbed[0], log, Qt.Orientation.Horizontal)
        for one, following in itertools.pairwise(tabbed):
            self.tabifyDockWidget(one, following)
        self._docks["tasks"].raise_()
        half = self.width() // 2
        self.resizeDocks([tabbed[0], log], [half, half], Qt.Orientation.Horizontal)
        self.resizeDocks([tabbed[0]], [BELOW_HEIGHT], Qt.Orientation.Vertical)

    def _place_all(self, area: Qt.DockWidgetArea) -> None:
        """All panels in an area, none of them a tab."""
        for dock in self._docks.values():
            dock.setFloating(False)
            self.removeDockWidget(dock)
        for dock in self._docks.values():
            self.addDockWidget(area, dock)
            dock.show()

    @Slot()
    def _dress(self) -> None:
        """A panel among tabs needs no title above it; keys reach the tabs."""
        for dock in self._docks.values():
            tabbed = not dock.isFloating() and bool(self.tabifiedDockWidgets(dock))
            has_title = dock.titleBarWidget() is None
            if tabbed and has_title:
                dock.setTitleBarWidget(QWidget(dock))
            elif not tabbed and not has_title:
                bare = dock.titleBarWidget()
                dock.setTitleBarWidget(None)  # type: ignore[arg-type]
                bare.deleteLater()
        for bar in self.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            bar.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            bar.setExpanding(False)
            bar.setDrawBase(False)
            bar.setAccessibleName(translate("QueueDocks", "Details"))
