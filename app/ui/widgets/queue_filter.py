"""Above the jobs: what is looked for, in which states, and how many of them are shown."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QSizePolicy, QToolButton, QWidget

from app.ui.controllers.queue import QueueController
from app.ui.formats import number_text
from app.ui.services import Services
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.parts import label
from app.ui.widgets.state_chips import StateChips
from app.ui.words import marked, translate

TYPED_MILLISECONDS: Final = 150
"""The jobs are filtered so long after the last key."""

COUNT_MILLISECONDS: Final = 300
"""The jobs are counted anew at most this often."""

VIEWS: Final = (
    (marked("QueueFilter", "All jobs"), ""),
    (marked("QueueFilter", "Mine"), "owner:me"),
    (marked("QueueFilter", "Failed today"), "state:failed ended:today"),
    (marked("QueueFilter", "Running"), "state:active"),
)
"""Saved views: what they are called, and the filter that each of them is."""

OWN_VIEWS_KEY: Final = "queue/views"
MOST_OWN_VIEWS: Final = 12


class FilterBox(QLineEdit):
    """Escape empties it; an empty one passes Escape on. Down goes to the jobs."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """See the class."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        else:
            super().keyPressEvent(event)


class QueueFilter(QWidget):
    """Filter box, chips, saved views and the count."""

    left = Signal()
    """People go on to the jobs."""

    def __init__(self, services: Services, controller: QueueController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services, self._controller = services, controller
        self._box = FilterBox()
        self._box.setObjectName("jobFilter")
        self._box.setClearButtonEnabled(True)
        self._box.setMinimumWidth(services.theme.pixels(200))
        self._box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._box.setPlaceholderText(self.tr("Filter jobs"))
        self._box.setToolTip(
            self.tr(
                "All words must be found; -word must not. state:failed, owner:me, tmpl:name, batch:name and "
                "ended:today look at one thing only."
            )
        )
        self._box.setAccessibleName(self.tr("Filter jobs"))
        self._chips = StateChips(services.icons, services.commands, self)
        self._views = QToolButton()
        self._views.setObjectName("jobViews")
        self._views.setText(self.tr("Views"))
        self._views.setToolTip(self.tr("Saved views"))
        self._views.setProperty("kind", "flat")
        self._views.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._views.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._views.setMenu(self._menu)
        self._count = label("", "hint")
        self._count.setObjectName("jobCount")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TYPED_MILLISECONDS)
        self._timer.timeout.connect(self._filter)
        flow = FlowLayout(self, gap=4)
        for part in (self._box, *self._chips.widgets, self._count):
            flow.addWidget(part)
        self._box.textChanged.connect(self._typed)
        self._box.left.connect(self._leave)
        self._chips.toggled.connect(controller.toggle_family)
        self._chips.all_wanted.connect(lambda: controller.set_families(()))
        controller.filter_changed.connect(self.refresh)
        self._count_timer = QTimer(self)
        self._count_timer.setSingleShot(True)
        self._count_timer.setInterval(COUNT_MILLISECONDS)
        self._count_timer.timeout.connect(self.refresh_counts)
        controller.model.counted.connect(self._count_soon)
        controller.model.moved.connect(self._count_soon)
        services.theme.changed.connect(self.dress)
        services.commands.changed.connect(self._chips.dress)
        self.dress()
        self.refresh()

    @property
    def views(self) -> QToolButton:
        """The button with the saved views, for whoever has room for it."""
        return self._views

    def focus_box(self) -> None:
        """The keys go to the filter box."""
        self._box.setFocus()
        self._box.selectAll()

    def refresh(self) -> None:
        """Show what is filtered by."""
        if self._box.text().strip() != self._controller.text.strip() and not self._timer.isActive():
            self._box.setText(self._controller.text)
        self._chips.show_wanted(self._controller.families)
        self.refresh_counts()

    def _count_soon(self) -> None:
        if not self._count_timer.isActive():
            self._count_timer.start()

    def refresh_counts(self) -> None:
        """Show how many jobs there are."""
        order = self._controller.model.order
        total = order.total
        self._chips.show_counts(order.families, total)
        if order.matching == total:
            text = self.tr("%n jobs", "", total)
        else:
            text = self.tr("%1 of %2 jobs").replace("%1", number_text(order.matching))
            text = text.replace("%2", number_text(total))
        if text != self._count.text():
            self._count.setText(text)

    def dress(self) -> None:
        """The theme or the text size is another."""
        self._chips.dress()
        self._views.setIcon(self._services.icons.icon("bookmark-simple"))
        self._box.setMinimumWidth(self._services.theme.pixels(200))

    def _filter(self) -> None:
        self._controller.set_text(self._box.text())

    def _typed(self, text: str) -> None:
        """Wait for the next key, but not when all was taken back."""
        if text.strip() == self._controller.text.strip():
            self._timer.stop()
        elif text:
            self._timer.start()
        else:
            self._timer.stop()
            self._filter()

    def _leave(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self._filter()
        self.left.emit()

    def _fill_menu(self) -> None:
        self._menu.clear()
        own = [tuple(one.split("\t", 1)) for one in self._services.state.texts(OWN_VIEWS_KEY) if "\t" in one]
        for name, text in (*((translate("QueueFilter", title), text) for title, text in VIEWS), *own):
            action = self._menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(text == self._controller.filter_text())
            action.triggered.connect(lambda _checked=False, text=text: self._show_view(text))
        self._menu.addSeparator()
        wanted = self._controller.filter_text()
        known = wanted in {text for _, text in (*VIEWS, *own)}
        if known and wanted in {text for _, text in own}:
            forget = self._menu.addAction(self.tr("Forget this view"))
            forget.triggered.connect(lambda _checked=False: self._forget_view(wanted))
        else:
            keep = self._menu.addAction(self.tr("Keep this filter as a view"))
            keep.setEnabled(bool(wanted) and not known and len(own) < MOST_OWN_VIEWS)
            keep.triggered.connect(lambda _checked=False: self._keep_view(wanted))

    def _show_view(self, text: str) -> None:
        self._timer.stop()
        self._controller.set_families(())
        self._controller.set_text(text)

    def _keep_view(self, text: str) -> None:
        own = self._services.state.texts(OWN_VIEWS_KEY)
        self._services.state.put(OWN_VIEWS_KEY, (*own, f"{text}\t{text}"))

    def _forget_view(self, text: str) -> None:
        own = self._services.state.texts(OWN_VIEWS_KEY)
        self._services.state.put(OWN_VIEWS_KEY, tuple(one for one in own if not one.endswith(f"\t{text}")))
