"""Scrubber, play button, frame and time code below the picture."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QSlider, QToolButton, QVBoxLayout, QWidget

from app.ui.formats import number_text, range_text, timecode
from app.ui.icons import Icons
from app.ui.preview.sight import Sight
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.number_box import NumberBox
from app.ui.widgets.parts import icon_button, label


class Transport(QFrame):
    """Moves a `Sight` through time."""

    def __init__(self, icons: Icons, sight: Sight, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons, self._sight = icons, sight
        self.setObjectName("transport")
        self.scrubber = QSlider(Qt.Orientation.Horizontal)
        self.scrubber.setObjectName("scrubber")
        self.scrubber.setAccessibleName(self.tr("Frame"))
        self.scrubber.setPageStep(10)
        self.box = NumberBox()
        self.box.setObjectName("frameBox")
        self.box.setAccessibleName(self.tr("Frame"))
        self._time = label("")
        self._of = label("", "hint")
        self._rate = label("", "hint")
        self._first = self._button("skip-back", self.tr("First frame (Home)"), lambda: sight.set_frame(0))
        self._back = self._button("caret-left", self.tr("Previous frame (PgUp)"), lambda: sight.step(-1))
        self.play = self._button("play", self.tr("Play (Space)"), sight.toggle_playing)
        self.play.setObjectName("play")
        self._on = self._button("caret-right", self.tr("Next frame (PgDown)"), lambda: sight.step(1))
        self._last = self._button("skip-forward", self.tr("Last frame (End)"), self._to_end)
        # Time runs from left to right, as in every editing program, in whatever direction people read.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        holder = QWidget(self)
        buttons = FlowLayout(holder)
        parts: tuple[QWidget, ...] = (self._first, self._back, self.play, self._on, self._last, self._time, self.box)
        for part in (*parts, self._of, self._rate):
            buttons.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.setSpacing(4)
        layout.addWidget(self.scrubber)
        layout.addWidget(holder)
        self.scrubber.valueChanged.connect(sight.set_frame)
        self.box.chosen.connect(sight.set_frame)
        sight.began.connect(self._on_began)
        sight.frame_changed.connect(self._on_frame)
        sight.player.playing_changed.connect(self._on_playing)
        sight.player.rate_changed.connect(self._on_rate)
        self._on_began()

    def _button(self, icon: str, text: str, run: Callable[[], object]) -> QToolButton:
        return icon_button(self._icons.icon(icon), text, run)

    def _to_end(self) -> None:
        comp = self._sight.comp
        if comp is not None:
            self._sight.set_frame(comp.frame_count - 1)

    @Slot()
    def _on_began(self) -> None:
        comp = self._sight.comp
        last = max(0, comp.frame_count - 1) if comp is not None else 0
        blocked = self.scrubber.blockSignals(True)
        self.scrubber.setRange(0, last)
        self.scrubber.blockSignals(blocked)
        self.box.set_range(0, last)
        # Frames are counted from 0, as in timelines: without the first number the last one would be taken for a count.
        self._of.setText(f"({range_text(0, last)})")
        self._of.setToolTip(self.tr("The first and the last frame"))
        self._on_frame(self._sight.frame)
        self._on_playing(self._sight.player.playing)

    @Slot(int)
    def _on_frame(self, frame: int) -> None:
        blocked = self.scrubber.blockSignals(True)
        self.scrubber.setValue(frame)
        self.scrubber.blockSignals(blocked)
        self.box.set_value(frame)
        comp = self._sight.comp
        text = timecode(frame, comp.frame_rate) if comp is not None else ""
        self._time.setText(text)
        self._time.setAccessibleName(self.tr("Time code %1").replace("%1", text))

    @Slot(bool)
    def _on_playing(self, playing: bool) -> None:
        self.play.setIcon(self._icons.icon("pause" if playing else "play"))
        text = self.tr("Stop (Space)") if playing else self.tr("Play (Space)")
        self.play.setToolTip(text)
        self.play.setAccessibleName(text)
        if not playing:
            self._rate.setText("")

    @Slot(float)
    def _on_rate(self, rate: float) -> None:
        comp = self._sight.comp
        if comp is None or not self._sight.player.playing:
            return
        if rate >= 0.95 * comp.frame_rate:
            self._rate.setText(self.tr("Real time"))
        else:
            text = self.tr("%1 of %2 fps: frames are left out until all are drawn")
            self._rate.setText(text.replace("%1", number_text(rate)).replace("%2", number_text(comp.frame_rate)))
