"""The window's look: tokens become one palette and one style sheet; no colour is written anywhere else.

Token names and the dark values are those of the design; the file is `resources/theme/tokens.toml`.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from app.core.errors import UsageError
from app.ui.glyphs import write_glyphs
from app.ui.plain_tips import PlainTips
from app.ui.style_sheet import style_sheet
from resources import resource_path

BODY_PIXELS: Final = 13
SMALL_PIXELS: Final = 12
TITLE_PIXELS: Final = 16
"""Sizes of type at a text size of 100 %; nothing is smaller than `SMALL_PIXELS`."""

GROUP_GAP: Final = 16
ROW_HEIGHT: Final = 28


@cache
def all_tokens() -> dict[str, dict[str, str]]:
    """The tokens of every theme: theme → token → colour as `#RRGGBB`."""
    return tomllib.loads(resource_path("theme", "tokens.toml").read_text("utf-8"))


class Theme(QObject):
    """The theme in force. `changed` is emitted after palette, style sheet and fonts were applied."""

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._name = "dark"
        self._text_size = 100
        self._folder = QTemporaryDir()
        self._reduced_motion = False
        application.setStyle(PlainTips("Fusion"))
        application.styleHints().colorSchemeChanged.connect(self._system_changed)
        self._wanted = "dark"

    @property
    def name(self) -> str:
        """The theme that is shown: `dark`, `light` or `high_contrast`."""
        return self._name

    @property
    def animations(self) -> bool:
        """Whether things may move (for 150 ms at most)."""
        return not self._reduced_motion

    def apply(self, wanted: str, *, text_size: int = 100, reduced_motion: bool = False) -> None:
        """Show the theme of that name (`system` follows the desktop) at a text size in percent.

        Raises `UsageError` for an unknown name.
        """
        if wanted != "system" and wanted not in all_tokens():
            raise UsageError(f"There is no theme “{wanted}”.", next_step=f"Choose one of: {', '.join(all_tokens())}.")
        self._wanted, self._text_size, self._reduced_motion = wanted, text_size, reduced_motion
        self._name = self._system_name() if wanted == "system" else wanted
        tokens = all_tokens()[self._name]
        glyphs = write_glyphs(Path(self._folder.path()), self._name, tokens)
        application = self._application
        # Taken off first: to replace a style sheet takes many times as long as to put one on.
        application.setStyleSheet("")
        application.setPalette(self._palette())
        application.setFont(self.font())
        application.setStyleSheet(style_sheet(tokens, glyphs, self.pixels, self.scale))
        self.changed.emit()

    def color(self, token: str) -> QColor:
        """The colour of a token. Raises `KeyError` for an unknown one, which is a fault of ours."""
        return QColor(all_tokens()[self._name][token])

    @property
    def scale(self) -> float:
        """The text size in force, against the usual one as 1."""
        return self._text_size / 100

    def pixels(self, size: int) -> int:
        """A size of type at 100 % (`BODY_PIXELS` and so on) as pixels at the text size in force."""
        return max(SMALL_PIXELS, round(size * self._text_size / 100))

    def font(self, size: int = BODY_PIXELS, *, bold: bool = False, fixed: bool = False) -> QFont:
        """The system's own interface font, or its fixed-width one, with tabular figures."""
        kind = QFontDatabase.SystemFont.FixedFont if fixed else QFontDatabase.SystemFont.GeneralFont
        font = QFontDatabase.systemFont(kind)
        font.setPixelSize(self.pixels(size))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def _system_name(self) -> str:
        scheme = self._application.styleHints().colorScheme()
        return "light" if scheme is Qt.ColorScheme.Light else "dark"

    def _system_changed(self) -> None:
        if self._wanted == "system" and self._system_name() != self._name:
            self.apply("system", text_size=self._text_size, reduced_motion=self._reduced_motion)

    def _palette(self) -> QPalette:
        palette = QPalette()
        roles = {
            QPalette.ColorRole.Window: "bg.window",
            QPalette.ColorRole.WindowText: "text",
            QPalette.ColorRole.Base: "bg.table",
            QPalette.ColorRole.AlternateBase: "bg.alt",
            QPalette.ColorRole.Text: "text",
            QPalette.ColorRole.PlaceholderText: "text.disabled",
            QPalette.ColorRole.Button: "bg.raised",
            QPalette.ColorRole.ButtonText: "text",
            QPalette.ColorRole.BrightText: "text.selected",
            QPalette.ColorRole.Highlight: "bg.selected",
            QPalette.ColorRole.HighlightedText: "text.selected",
            QPalette.ColorRole.Accent: "accent",
            QPalette.ColorRole.Link: "accent",
            QPalette.ColorRole.LinkVisited: "accent",
            QPalette.ColorRole.ToolTipBase: "bg.raised",
            QPalette.ColorRole.ToolTipText: "text",
            QPalette.ColorRole.Light: "bg.hover",
            QPalette.ColorRole.Midlight: "bg.raised",
            QPalette.ColorRole.Mid: "border.line",
            QPalette.ColorRole.Dark: "bg.table",
            QPalette.ColorRole.Shadow: "bg.table",
        }
        for role, token in roles.items():
            palette.setColor(role, self.color(token))
        for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.color("text.disabled"))
        return palette
