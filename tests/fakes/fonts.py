"""Fonts for templates without text."""

from __future__ import annotations

from app.render.scene import FontFile


class NoFonts:
    """Has no fonts, and fails the test that needs one after all."""

    def find(self, postscript_name: str) -> FontFile | None:
        """Nothing."""
        return None

    def fallback(self, postscript_name: str) -> FontFile:
        """Fails."""
        raise AssertionError(f"the font {postscript_name} was not expected")
