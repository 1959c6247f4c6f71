"""The few marks inside of boxes and buttons (tick, arrows) in a theme's colours, as files that the style sheet names.

Qt's style sheets take pictures from files only; these are written anew for every theme, into a folder of the program's
own that goes with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

SHAPES: Final = {
    "check": ("M3.5 8.5 6.5 11.5 12.5 4.5", "button.text"),
    "dash": ("M4 8 12 8", "button.text"),
    "down": ("M4 6 8 10 12 6", "text"),
    "up": ("M4 10 8 6 12 10", "text"),
    "left": ("M10 4 6 8 10 12", "text"),
    "right": ("M6 4 10 8 6 12", "text"),
    "left_off": ("M10 4 6 8 10 12", "text.disabled"),
    "right_off": ("M6 4 10 8 6 12", "text.disabled"),
    "float": ("M8 3 13 3 13 8 M13 3 6.5 9.5 M11 10 11 13 3 13 3 5 6 5", "text"),
    "clear": ("M4 4 12 12 M12 4 4 12", "text.muted"),
    "down_off": ("M4 6 8 10 12 6", "text.disabled"),
    "up_off": ("M4 10 8 6 12 10", "text.disabled"),
}
"""Each mark's line on a square of 16, and the token of its colour."""

_SVG: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16"><path d="{line}" fill="none"'
    ' stroke="{color}" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/></svg>'
)


def write_glyphs(folder: Path, theme: str, tokens: Mapping[str, str]) -> dict[str, str]:
    """Write the marks of a theme; name → path, as style sheets want it. Raises `OSError`."""
    found = {}
    for name, (line, token) in SHAPES.items():
        # The theme is in the name because Qt keeps pictures by their paths.
        path = folder / f"{theme}-{name}.svg"
        path.write_text(_SVG.format(line=line, color=tokens[token]), "utf-8")
        found[f"glyph_{name}"] = path.as_posix()
    return found
