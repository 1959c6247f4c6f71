"""The preview as a whole: picture, what it is drawn with, how it is looked at, scrubber and play button."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.errors import ErrorInfo
from app.core.jobs import RenderWarning
from app.core.model import Comp
from app.core.settings import Settings
from app.core.settings_choices import PreviewQuality, PreviewSurround
from app.ui.preview.badge import Badge
from app.ui.preview.canvas import Compare
from app.ui.preview.choices import ChoiceButton
from app.ui.preview.feed import PreviewFrame
from app.ui.preview.sight import Sight
from app.ui.preview.transport import Transport
from app.ui.preview.view import PreviewView
from app.ui.services import Services
from app.ui.widgets.error_card import ErrorCard
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.parts import icon_button, label

LATE_MILLISECONDS: Final = 150
"""A newer picture that is not there after this long is said to be awaited."""

MARK_PLACE: Final = 8
"""Pixels from the corner of the preview to what is said over it."""


class PreviewPane(QWidget):
    """Shows a `Sight`. `slot_clicked` and `photo_dropped` as in `PreviewView`."""

    slot_clicked = Signal(str)
    photo_dropped = Signal(str, Path)

    def __init__(self, services: Services, sight: Sight, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services, self._sight = services, sight
        self._compare = Compare.OFF
        self._comp: Comp | None = None
        self.setObjectName("previewPane")
        self.view = PreviewView(services.theme)
        self.transport = Transport(services.icons, sight)
        self.badge = Badge(services.icons)
        self._updating = label(self.tr("Updating…"), "mark")
        self._error = ErrorCard()
        # A mark that comes and goes with every key would only flicker.
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(LATE_MILLISECONDS)
        self._late.timeout.connect(self._mark_late)
        self._make_tools()
        self._lay_out()
        sight.began.connect(self._on_began)
        sight.picture_changed.connect(self._on_picture)
        sight.before_changed.connect(self._on_before)
        sight.failed.connect(self._on_failed)
        sight.quality_changed.connect(self._on_quality)
        sight.feed.updating_changed.connect(self._on_updating)
        services.preferences.changed.connect(self._on_settings)
        self.view.slot_clicked.connect(self.slot_clicked)
        self.view.photo_dropped.connect(self.photo_dropped)
        self.view.zoom_changed.connect(self._on_zoom)
        self._take_all()

    @property
    def sight(self) -> Sight:
        """What is shown."""
        return self._sight

    def toggle_safe_areas(self) -> None:
        """Show or hide the safe areas."""
        self._safe.setChecked(not self._safe.isChecked())

    def next_comparison(self) -> None:
        """Filled, then a wipe between before and after, then before alone, then filled again."""
        order = list(Compare)
        self._set_compare(order[(order.index(self._compare) + 1) % len(order)])

    def set_approximate(self, warnings: tuple[RenderWarning, ...]) -> None:
        """What of the composition is not drawn exactly, besides what single frames warn of."""
        self.badge.set_known(warnings)

    def _make_tools(self) -> None:
        icons = self._services.icons
        zooms = ((self.tr("Fit"), None), ("50 %", 0.5), ("100 %", 1.0), ("200 %", 2.0))
        self._zoom = ChoiceButton(self.tr("Zoom"), zooms)
        self._zoom.chosen.connect(self.view.set_zoom)
        qualities = (
            (self.tr("Full"), PreviewQuality.FULL),
            (self.tr("Half"), PreviewQuality.HALF),
            (self.tr("Quarter"), PreviewQuality.QUARTER),
        )
        self._quality = ChoiceButton(self.tr("Preview size"), qualities)
        self._quality.chosen.connect(self._sight.set_quality)
        surrounds = (
            (self.tr("Dark grey"), PreviewSurround.NEUTRAL),
            (self.tr("Black"), PreviewSurround.BLACK),
            (self.tr("Mid grey"), PreviewSurround.GREY),
            (self.tr("Checkerboard"), PreviewSurround.CHECKERBOARD),
        )
        self._surround = ChoiceButton(self.tr("Surround"), surrounds, icon=icons.icon("selection-background"))
        self._surround.chosen.connect(self.view.set_surround)
        keys = self._services.commands.keys
        self._safe = icon_button(icons.icon("frame-corners"), _tip(self.tr("Safe areas"), keys("compose.safe_areas")))
        self._safe.setCheckable(True)
        self._safe.toggled.connect(self._on_safe_areas)
        comparisons = (
            (self.tr("Off"), Compare.OFF),
            (self.tr("Before and after side by side"), Compare.WIPE),
            (self.tr("Before"), Compare.BEFORE),
        )
        self._compare_choice = ChoiceButton(self.tr("Before and after"), comparisons, icon=icons.icon("square-half"))
        self._compare_choice.setToolTip(_tip(self.tr("Before and after"), keys("compose.compare")))
        self._compare_choice.chosen.connect(self._set_compare)

    def _lay_out(self) -> None:
        tools = QWidget()
        flow = FlowLayout(tools, gap=4)
        for part in (self._zoom, self._quality, self._surround, self._safe, self._compare_choice, self.badge):
            flow.addWidget(part)
        top = QHBoxLayout()
        top.setContentsMargins(8, 4, 8, 4)
        top.addWidget(tools, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self._error)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.transport)
        # Over the picture: beside the tools it would take room, also while there is nothing to say.
        self._updating.setParent(self.view)
        self._updating.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._updating.setVisible(False)

    def _take_all(self) -> None:
        """Show the sight as it is: this pane may be younger than it."""
        self._on_began()
        self._on_quality()
        self.view.set_surround(self._services.settings.preview_surround)
        self._surround.set_current(self._services.settings.preview_surround)
        if self._sight.picture is not None:
            self._on_picture(self._sight.picture)
        self._on_failed(self._sight.error)
        self._on_updating(self._sight.feed.updating)
        self._on_zoom()
        self._set_compare(Compare.OFF)

    @Slot()
    def _on_began(self) -> None:
        comp = self._sight.comp
        if comp is not None and comp != self._comp:
            self._comp = comp
            self.view.set_comp_size(comp.width, comp.height)
            self.view.clear()
            self.badge.set_known(())
            self.badge.set_seen(())

    @Slot(object)
    def _on_picture(self, picture: PreviewFrame) -> None:
        self.view.set_picture(picture.image, picture.outlines)
        self.badge.set_seen(picture.warnings)

    @Slot(object)
    def _on_before(self, picture: PreviewFrame | None) -> None:
        self.view.set_before(picture.image if picture is not None else None)

    @Slot(object)
    def _on_failed(self, error: ErrorInfo | None) -> None:
        if error is None:
            self._error.clear()
        else:
            self._error.show_error(error, ((self.tr("Try again"), self._sight.try_again),))

    @Slot()
    def _on_quality(self) -> None:
        self._quality.set_current(self._sight.quality)

    @Slot()
    def _mark_late(self) -> None:
        self._updating.adjustSize()
        self._updating.move(MARK_PLACE, MARK_PLACE)
        self._updating.show()

    @Slot(bool)
    def _on_updating(self, updating: bool) -> None:
        if updating:
            self._late.start()
        else:
            self._late.stop()
            self._updating.setVisible(False)

    @Slot()
    def _on_zoom(self) -> None:
        self._zoom.set_current(self.view.zoom)

    @Slot(bool)
    def _on_safe_areas(self, on: bool) -> None:
        self.view.set_safe_areas(on=on)

    @Slot(object, object)
    def _on_settings(self, before: Settings, now: Settings) -> None:
        if before.preview_surround != now.preview_surround:
            self.view.set_surround(now.preview_surround)
            self._surround.set_current(now.preview_surround)

    def _set_compare(self, compare: Compare) -> None:
        self._compare = compare
        self._compare_choice.set_current(compare)
        self.view.set_compare(compare)
        self._sight.set_comparing(on=compare is not Compare.OFF)


def _tip(text: str, keys: tuple[str, ...]) -> str:
    return f"{text} ({keys[0]})" if keys else text
