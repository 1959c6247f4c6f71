"""What a page is about with its panels around it: tabs below or beside it, that can be pulled out and put elsewhere."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeAlias

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent, QResizeEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QTabBar, QTabWidget, QVBoxLayout, QWidget

from app.ui.layouts import FARM, SHIPPED, Layouts
from app.ui.navigator import Navigator
from app.ui.widgets.layout_menu import LayoutMenu
from app.ui.words import translate

WIDE_FROM: Final = 1500
"""The panels are beside what the page is about from this width on, below it in a narrower window."""

SMALLEST_PANEL: Final = (240, 96)
"""What does not fit into so little is scrolled to."""

BELOW: Final = Qt.DockWidgetArea.BottomDockWidgetArea
BESIDE: Final = Qt.DockWidgetArea.RightDockWidgetArea

_VERSION: Final = 1
_FEATURES: Final = QDockWidget.DockWidgetFeature.DockWidgetMovable | QDockWidget.DockWidgetFeature.DockWidgetFloatable

Panel: TypeAlias = tuple[str, QWidget | Callable[[], QWidget]]
"""A title, and what is shown: a widget, or what makes it when it is first in sight."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Where panels are: `groups` of tabs beside each other along an area.

    They take `size` pixels from its edge inwards, or a `share` (0 to 1) of the room there is where that is more. The
    first of each group is in front, unless another one of it is in `front`. Panels that are not there are left out.
    """

    area: Qt.DockWidgetArea
    groups: tuple[tuple[str, ...], ...]
    size: int
    share: float = 0.0
    front: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shipped:
    """How a page's panels come: in a narrow window, in a wide one, and in the layout Farm.

    `name` is what screen readers call the tabs, `offered` are arrangements for a menu, with what they are called.
    """

    narrow: Arrangement
    wide: Arrangement
    farm: Arrangement
    name: str
    offered: tuple[tuple[str, Arrangement], ...]


class Docks(QMainWindow):
    """Remembers one arrangement for wide windows and one for others, below `layout/` and the page of its layouts.

    `seen` tells that a panel is, or is not, in sight: Qt moves the panels behind a tab aside, and does not hide them.
    Those that are made when they are first in sight are hidden while they are not, so that they notice themselves.
    """

    seen = Signal(str, bool)

    def __init__(
        self,
        central: QWidget,
        panels: Mapping[str, Panel],
        shipped: Shipped,
        layouts: Layouts,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowFlags(Qt.WindowType.Widget)
        self._state, self.layouts, self._shipped = layouts.state, layouts, shipped
        self._wide: bool | None = None
        self._first_layout = ""
        self._arranged: Arrangement | None = None
        self._docks: dict[str, QDockWidget] = {}
        self._later: dict[str, _Later] = {}
        self._seen: set[str] = set()
        self.setCentralWidget(central)
        self.setDockOptions(QMainWindow.DockOption.AllowNestedDocks | QMainWindow.DockOption.AllowTabbedDocks)
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.setDocumentMode(True)
        self._dress_timer = self._once(self._dress)
        self._make_timer = self._once(self._make_seen)
        for key, (title, panel) in panels.items():
            self._add(key, title, panel)
        self._arrange(shipped.narrow)

    def dock(self, key: str) -> QDockWidget:
        """A panel's dock."""
        return self._docks[key]

    def is_seen(self, key: str) -> bool:
        """Whether a panel is in sight."""
        return key in self._seen

    def show_panel(self, key: str, *, focus: bool = False) -> None:
        """Bring a panel to the front, and the focus into it."""
        dock = self._docks[key]
        dock.show()
        dock.raise_()
        panel = self._later[key].make() if key in self._later else dock.widget()
        if focus:
            panel.setFocus(Qt.FocusReason.OtherFocusReason)

    def reset(self) -> None:
        """The arrangement as it was shipped."""
        self._state.forget(self._stored())
        self._arrange_as_shipped()

    def show_layout(self, name: str) -> None:
        """Arrange the panels as in a layout; as shipped, where it cannot be."""
        if self._wide is None:
            # Nobody has seen the panels yet: what was remembered must not come in between.
            self._first_layout = name
            return
        if name == FARM:
            self._arrange(self._shipped.farm)
        elif name in SHIPPED or not self._restored(self.layouts.find(name)):
            self._arrange_as_shipped()
        self._dress_timer.start()

    def keep_layout(self, name: str) -> None:
        """Save the arrangement as a layout of that name."""
        self.layouts.keep(name, self.saveState(_VERSION))

    def save(self) -> None:
        """Remember the arrangement."""
        if self._wide is not None:
            self._state.put(self._key(), self.saveState(_VERSION))

    def menu(self, navigator: Navigator) -> QMenu:
        """What can be done with the panels, for those who do not drag; whoever shows it deletes it."""
        menu = QMenu(self)
        for key, dock in self._docks.items():
            floats = translate("Docks", "%1 in a window of its own").replace("%1", dock.windowTitle())
            action = menu.addAction(floats)
            action.setCheckable(True)
            action.setChecked(dock.isFloating())
            action.toggled.connect(lambda floating, key=key: self.set_floating(key, floating=floating))
        menu.addSeparator()
        menu.addMenu(LayoutMenu(lambda: self.layouts, navigator, menu))
        for text, arrangement in self._shipped.offered:
            menu.addAction(text).triggered.connect(lambda _checked=False, chosen=arrangement: self._arrange(chosen))
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
                self._arrange_as_shipped()
            # What people look at stays in sight, also in other places: the first of them where they share a place.
            for key in reversed(self._docks):
                if key in in_front:
                    self._docks[key].raise_()
            self._dress_timer.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Another page is shown, or the window closes."""
        super().hideEvent(event)
        self.save()

    def _once(self, do: Callable[[], object]) -> QTimer:
        """A timer that does it once, as soon as what happens now is over."""
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(0)
        made.timeout.connect(do)
        return made

    def _add(self, key: str, title: str, panel: QWidget | Callable[[], QWidget]) -> None:
        dock = QDockWidget(title, self)
        dock.setObjectName(f"dock-{key}")
        dock.setFeatures(_FEATURES)
        if not isinstance(panel, QWidget):
            self._later[key] = panel = _Later(panel)
        panel.setMinimumSize(*SMALLEST_PANEL)
        dock.setWidget(panel)
        dock.visibilityChanged.connect(partial(self._seen_changed, key))
        dock.topLevelChanged.connect(self._dress_timer.start)
        dock.dockLocationChanged.connect(self._dress_timer.start)
        self._docks[key] = dock

    def _seen_changed(self, key: str, seen: bool) -> None:
        if seen == (key in self._seen):
            return
        (self._seen.add if seen else self._seen.discard)(key)
        self.seen.emit(key, seen)
        if key in self._later:
            # Not at once: while panels are arranged, each of them is in sight for a moment.
            self._make_timer.start()

    @Slot()
    def _make_seen(self) -> None:
        for key, later in self._later.items():
            later.show_panel(shown=key in self._seen)

    def _stored(self) -> str:
        return f"layout/{self.layouts.page}"

    def _key(self) -> str:
        return f"{self._stored()}/{'wide' if self._wide else 'narrow'}"

    def _restored(self, arrangement: QByteArray) -> bool:
        """Whether the panels are arranged so now. What would float where there is no screen is put back."""
        if arrangement.isEmpty() or not self.restoreState(arrangement, _VERSION):
            return False
        for dock in self._docks.values():
            if not dock.isFloating() and self.dockWidgetArea(dock) is Qt.DockWidgetArea.NoDockWidgetArea:
                # It was saved when there was no such panel yet.
                return False
            if dock.isFloating() and QGuiApplication.screenAt(dock.frameGeometry().center()) is None:
                dock.setFloating(False)
        return True

    def _arrange_as_shipped(self) -> None:
        self._arrange(self._shipped.wide if self._wide else self._shipped.narrow)

    def _arrange(self, arrangement: Arrangement) -> None:
        self._place_all(arrangement.area)
        groups = self._grouped(arrangement)
        along = Qt.Orientation.Vertical if arrangement.area is BESIDE else Qt.Orientation.Horizontal
        # First this: what is split from a panel among tabs becomes one of them.
        for one, following in itertools.pairwise([group[0] for group in groups]):
            self.splitDockWidget(one, following, along)
        for group in groups:
            for one, following in itertools.pairwise(group):
                self.tabifyDockWidget(one, following)
            front = (dock for dock in group if dock.objectName().removeprefix("dock-") in arrangement.front)
            next(front, group[0]).raise_()
        self._arranged = arrangement
        self._give_room()
        # Once more when all around has its size.
        self._arranged = arrangement
        self._dress_timer.start()

    def _give_room(self) -> None:
        """Room for the panels that were arranged last."""
        arrangement, self._arranged = self._arranged, None
        if arrangement is None:
            return
        heads = [docks[0] for docks in self._grouped(arrangement)]
        across, along = Qt.Orientation.Vertical, Qt.Orientation.Horizontal
        inwards, room = self.height(), self.width()
        if arrangement.area is BESIDE:
            across, along, inwards, room = along, across, room, inwards
        if len(heads) > 1:
            self.resizeDocks(heads, [room // len(heads)] * len(heads), along)
        self.resizeDocks(heads[:1], [max(arrangement.size, round(arrangement.share * inwards))], across)

    def _grouped(self, arrangement: Arrangement) -> list[list[QDockWidget]]:
        """The groups of an arrangement, without panels that are not there."""
        groups = [[self._docks[key] for key in group if key in self._docks] for group in arrangement.groups]
        return [group for group in groups if group]

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
            bar.setAccessibleName(self._shipped.name)
        if self.isVisible():
            self._give_room()


class _Later(QWidget):
    """Holds the place of a panel that is made when it is first in sight."""

    def __init__(self, make: Callable[[], QWidget]) -> None:
        super().__init__()
        self._make = make
        self._panel: QWidget | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def make(self) -> QWidget:
        """The panel."""
        if self._panel is None:
            self._panel = self._make()
            self._layout.addWidget(self._panel)
        return self._panel

    def show_panel(self, *, shown: bool) -> None:
        """The panel is in sight, or not."""
        if shown:
            self.make().show()
        elif self._panel is not None:
            self._panel.hide()
