"""The main window: rail, pages, bottom bar, menus. What pages do is their own business."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, Protocol

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent, QUndoGroup, QUndoStack
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import delete

from app.ui.dropping import dropped_paths
from app.ui.layouts import FARM_PAGE, QUEUE_PAGE, Layouts
from app.ui.navigator import PAGES
from app.ui.pages.page import Page
from app.ui.services import Services
from app.ui.widgets.banners import Banners
from app.ui.widgets.bottom_bar import BottomBar
from app.ui.widgets.layout_menu import LayoutMenu
from app.ui.widgets.notices import NoticeBar
from app.ui.widgets.rail import Rail

NARROW_BELOW: Final = 1280
SMALLEST: Final = (1100, 700)
FIRST_SIZE: Final = (1440, 900)


class PageSource(Protocol):
    """Where the window has its pages from."""

    def page_makers(self) -> Mapping[str, Callable[[], Page]]:
        """How to build each page, by key."""
        ...

    def when_ready(self, key: str, do: Callable[[], object]) -> None:
        """Do that as soon as the page can be built without a wait."""
        ...


class MainWindow(QMainWindow):
    """Shows one page at a time. `closing` is emitted when people close it; whoever listens decides what that means."""

    closing = Signal()

    def __init__(self, services: Services, source: PageSource) -> None:
        super().__init__()
        self._services = services
        self._source = source
        self._pages: dict[str, Page] = {}
        self._current = ""
        self._may_close = False
        self._undo = QUndoGroup(self)
        self._nothing_to_undo = QUndoStack(self)
        self.setWindowTitle("Farmhand")
        self.setMinimumSize(*SMALLEST)
        self.resize(*FIRST_SIZE)
        self.setAcceptDrops(True)
        self._rail = Rail(services.commands, services.icons)
        self.banners = Banners()
        self._stack = QStackedWidget()
        self._stack.addWidget(QWidget())
        self._notices = NoticeBar()
        self._bottom = BottomBar(services.farm, services.places, services.tasks, services.navigator, services.icons)
        self._lay_out()
        self._make_menus()
        self._rail.chosen.connect(self.show_page)
        navigator = services.navigator
        navigator.page_wanted.connect(self.show_page)
        services.notices.said.connect(self._notices.say)
        services.notices.taken_back.connect(self._notices.take_back)
        services.theme.changed.connect(self._dress)
        services.commands.changed.connect(self._rail.dress)
        services.farm.place_changed.connect(self._name_farm)
        services.languages.changed.connect(self.retranslate)
        self._restore()

    @property
    def current(self) -> str:
        """The key of the page that is shown."""
        return self._current

    def page(self, key: str) -> Page:
        """The page of that key, built when it is first asked for."""
        if key not in self._pages:
            self._pages[key] = self._source.page_makers()[key]()
            self._stack.addWidget(self._pages[key])
        return self._pages[key]

    @property
    def unbuilt(self) -> tuple[str, ...]:
        """Keys of the pages that nobody has wanted yet."""
        return tuple(key for key in PAGES if key not in self._pages)

    def rebuild_pages(self) -> None:
        """Build the page that is shown anew, and the others when they are wanted, as after a change of language."""
        self.forget_hidden_pages()
        current, self._current = self._current, ""
        page = self._pages.pop(current, None)
        if page is not None:
            # Not at once: this may be the answer to one of its own controls.
            self._stack.removeWidget(page)
            page.setParent(None)
            page.deleteLater()
        if current:
            self.show_page(current)

    def forget_hidden_pages(self) -> None:
        """Let go of the pages that are not shown; they are built anew when they are wanted."""
        for key in [key for key in self._pages if key != self._current]:
            # At once: to take a page out of the window gives all its widgets another look first, which takes long.
            delete(self._pages.pop(key))

    def show_page(self, key: str) -> None:
        """Show the page of that key."""
        if key == self._current:
            return
        if self._current in self._pages:
            self._pages[self._current].left()
        self._current = key
        self._rail.set_current(key)
        if key not in self._pages:
            self._stack.setCurrentIndex(0)
        self._source.when_ready(key, partial(self._enter, key))

    def _enter(self, key: str) -> None:
        """Show a page that can be built, unless another one was wanted meanwhile."""
        if key != self._current:
            return
        page = self.page(key)
        self._stack.setCurrentWidget(page)
        # The page's keys work while the focus is in it.
        if not page.isAncestorOf(QApplication.focusWidget() or self):
            page.setFocus()
        stack = page.undo_stack() or self._nothing_to_undo
        if stack not in self._undo.stacks():
            self._undo.addStack(stack)
        self._undo.setActiveStack(stack)
        page.entered()

    def _name_farm(self) -> None:
        """The page of where renders run is called so."""
        self._rail.set_title("farm", "" if self._services.farm.is_here else self.tr("Farm"))

    def retranslate(self) -> None:
        """Say everything in the language that is in force now."""
        self._name_farm()
        self._rail.dress()
        self._bottom.refresh()
        self._make_menus()
        self._notices.retranslate()
        self.rebuild_pages()

    def bring_forward(self) -> None:
        """Show the window, in front of others where the system allows that."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def reset_layout(self) -> None:
        """The window as it was shipped; pages listen to the navigator for theirs."""
        self.showNormal()
        self.resize(*FIRST_SIZE)

    def close_for_good(self) -> None:
        """Close without asking anybody."""
        self._may_close = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Remember the window's size; closing itself is decided by whoever listens to `closing`."""
        self._remember()
        if self._may_close:
            event.accept()
            return
        event.ignore()
        self.closing.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The rail gives way to the pages where the window is narrow."""
        super().resizeEvent(event)
        self._rail.set_narrow(narrow=event.size().width() < NARROW_BELOW)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Files may be dropped anywhere; pages take those that they know themselves."""
        if dropped_paths(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Files that no page took."""
        paths = dropped_paths(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self._services.navigator.files_dropped.emit(list(paths))

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.banners)
        right.addWidget(self._stack, 1)
        right.addWidget(self._notices)
        across = QHBoxLayout()
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self._rail)
        across.addLayout(right, 1)
        whole = QVBoxLayout()
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(across, 1)
        whole.addWidget(self._bottom)
        central = QWidget()
        central.setLayout(whole)
        self.setCentralWidget(central)

    def _make_menus(self) -> None:
        bar = self.menuBar()
        bar.clear()
        for action in self.actions():
            self.removeAction(action)
            action.deleteLater()
        navigator = self._services.navigator
        file_menu = self._menu(self.tr("File"))
        file_menu.addAction(self._action("window.open", navigator.open_dialog_wanted.emit))
        file_menu.addSeparator()
        file_menu.addAction(self._action("window.quit", self._services.navigator.quit_wanted.emit))
        edit_menu = self._menu(self.tr("Edit"))
        edit_menu.addAction(self._action("window.undo", self._undo.undo))
        edit_menu.addAction(self._action("window.redo", self._undo.redo))
        view_menu = self._menu(self.tr("View"))
        for key in PAGES:
            view_menu.addAction(self._action(f"window.{key}", partial(self.show_page, key)))
        view_menu.addSeparator()
        layouts = LayoutMenu(self._layouts, navigator, view_menu)
        view_menu.aboutToShow.connect(layouts.name)
        view_menu.addMenu(layouts)
        view_menu.addAction(self._action("window.reset_layout", navigator.layout_reset_wanted.emit))
        help_menu = self._menu(self.tr("Help"))
        help_menu.addAction(self._action("window.keys", navigator.keys_wanted.emit))
        help_menu.addAction(self._action("window.about", navigator.about_wanted.emit))

    def _layouts(self) -> Layouts:
        """Those of the page that is shown, or else of Queue."""
        page = self._pages.get(self._current)
        has_own = self._current == FARM_PAGE and page is not None and page.docks is not None
        return Layouts(self._services.state, FARM_PAGE if has_own else QUEUE_PAGE)

    def _menu(self, title: str) -> QMenu:
        menu = QMenu(title, self)
        self.menuBar().addMenu(menu)
        return menu

    def _action(self, command: str, run: Callable[[], object]) -> QAction:
        return self._services.commands.action(command, self, run, scope=Qt.ShortcutContext.WindowShortcut)

    def _dress(self) -> None:
        self._rail.dress()
        self._bottom.refresh()

    def _remember(self) -> None:
        self._services.state.put("window/geometry", self.saveGeometry())
        self._services.state.sync()

    def _restore(self) -> None:
        geometry: QByteArray = self._services.state.bytes("window/geometry")
        if not geometry.isEmpty():
            self.restoreGeometry(geometry)
