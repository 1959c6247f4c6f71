"""Icons: one family (Phosphor), one helper. Shapes of the design's state table are named by their Lucide names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import qtawesome
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

from app.ui.theme import Theme

SHAPES: Final = {
    "circle-dashed": "circle-dashed",
    "clock": "clock",
    "circle-ellipsis": "dots-three-circle",
    "circle": "circle",
    "power": "power",
    "download": "download-simple",
    "play": "play",
    "film": "film-strip",
    "upload": "upload-simple",
    "circle-check": "check-circle",
    "triangle-alert": "warning",
    "rotate-ccw": "arrow-counter-clockwise",
    "wifi-off": "wifi-slash",
    "circle-pause": "pause-circle",
    "circle-stop": "stop-circle",
    "hourglass": "hourglass",
    "ban": "prohibit",
    "octagon-x": "warning-octagon",
    "server-off": "cloud-slash",
}
"""The glyph of each shape that `app.core.states` names."""


class ThemedEngine(QIconEngine):
    """Draws what `glyph` gives at that moment, so that an icon follows the theme wherever it was put."""

    def __init__(self, glyph: Callable[[], QIcon]) -> None:
        super().__init__()
        self._glyph = glyph

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Into a rectangle."""
        self._glyph().paint(painter, rect, Qt.AlignmentFlag.AlignCenter, mode, state)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Of so many pixels of the screen, whatever its ratio."""
        return self._glyph().pixmap(size, 1.0, mode, state)


class Icons:
    """Makes icons in the colours of the theme; pixmaps are kept per colour, size and device-pixel ratio."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._glyphs: dict[tuple[str, str, str], QIcon] = {}
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}
        theme.changed.connect(self._pixmaps.clear)

    def icon(self, name: str, token: str = "text") -> QIcon:  # noqa: S107 - a colour token
        """The Phosphor glyph of that name (without `ph.`) in a token's colour, dimmed where it is disabled.

        It takes the colours of every theme that is put in force later.
        """
        return QIcon(ThemedEngine(lambda: self._glyph(name, token)))

    def _glyph(self, name: str, token: str) -> QIcon:
        """The glyph in the colours of the theme in force."""
        color, dimmed = self._theme.color(token), self._theme.color("text.disabled")
        key = name, color.name(), dimmed.name()
        if key not in self._glyphs:
            self._glyphs[key] = qtawesome.icon(f"ph.{SHAPES.get(name, name)}", color=color, color_disabled=dimmed)
        return self._glyphs[key]

    def pixels(self, size: int) -> int:
        """The logical pixels of an icon that has `size` of them at a text size of 100 %: icons grow with the text."""
        return round(size * max(1.0, self._theme.scale))

    def pixmap(self, name: str, token: str, size: int, ratio: float) -> QPixmap:
        """The glyph as a pixmap of `pixels(size)` logical pixels for a screen of that device-pixel ratio."""
        side = self.pixels(size)
        key = (name, self._theme.color(token).name(), side, ratio)
        if key not in self._pixmaps:
            self._pixmaps[key] = self._glyph(name, token).pixmap(QSize(side, side), ratio)
        return self._pixmaps[key]
