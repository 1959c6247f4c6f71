"""The menu of a page's layouts, filled anew whenever it opens, and the question for a new one's name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QMenu, QVBoxLayout, QWidget

from app.ui.layouts import FARM_PAGE, SHIPPED, Layouts
from app.ui.navigator import Navigator
from app.ui.widgets.parts import button, label, row
from app.ui.words import translate


class LayoutMenu(QMenu):
    """Shows layouts, saves the present one, forgets others. `layouts` gives those of the page that it is about now."""

    def __init__(self, layouts: Callable[[], Layouts], navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layouts, self._navigator = layouts, navigator
        self.setObjectName("layoutMenu")
        self.aboutToShow.connect(self.fill)
        self.name()

    def name(self) -> None:
        """Say which page it is about."""
        farm = self._layouts().page == FARM_PAGE
        self.setTitle(translate("Layouts", "Farm layout") if farm else translate("Layouts", "Queue layout"))

    def fill(self) -> None:
        """Offer what there is now."""
        self.clear()
        layouts = self._layouts()
        shown = partial(self._navigator.layout_wanted.emit, layouts.page)
        for key, title in SHIPPED.items():
            self._add(translate("Layouts", title), partial(shown, key))
        own = layouts.own
        if own:
            self.addSeparator()
        for name in own:
            self._add(name, partial(shown, name))
        self.addSeparator()
        save = partial(self._navigator.layout_save_wanted.emit, layouts.page)
        self._add(translate("Layouts", "Save this layout…"), save)
        if own:
            forget = self.addMenu(translate("Layouts", "Forget a layout"))
            for name in own:
                action = forget.addAction(name.replace("&", "&&"))
                action.triggered.connect(lambda _checked=False, name=name: layouts.forget(name))

    def _add(self, text: str, run: Callable[[], object]) -> None:
        self.addAction(text.replace("&", "&&")).triggered.connect(lambda _checked=False: run())


class LayoutNameDialog(QDialog):
    """Asks what a layout is to be called; `given` gets the name."""

    def __init__(self, layouts: Layouts, given: Callable[[str], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("layout-name")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        title = translate("Layouts", "Save this layout")
        self.setWindowTitle(title)
        self._layouts, self._given = layouts, given
        self._line = QLineEdit()
        self._line.setMaxLength(60)
        self._line.setAccessibleName(translate("Layouts", "Name"))
        self._said = label("", "hint", wrap=True)
        self._save = button(translate("Layouts", "Save layout"), self._accept, "primary", name="save-layout")
        self._save.setDefault(True)
        buttons = row(button(translate("Layouts", "Cancel"), self.reject), self._save)
        buttons.insertStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(label(title, "title", wrap=True))
        layout.addWidget(self._line)
        layout.addWidget(self._said)
        layout.addLayout(buttons)
        self.setMinimumWidth(440)
        self._line.textChanged.connect(self._typed)
        self._typed("")

    def _typed(self, text: str) -> None:
        name = text.strip()
        problem = self._layouts.problem(name)
        if not problem and self._layouts.full and name not in self._layouts.own:
            problem = translate("Layouts", "There are as many as can be kept. Forget one first, or use its name.")
        replaces = translate("Layouts", "Replaces the layout of that name.")
        self._said.setText(problem or (replaces if name in self._layouts.own else ""))
        self._save.setEnabled(not problem)

    def _accept(self) -> None:
        self._given(self._line.text().strip())
        self.accept()
