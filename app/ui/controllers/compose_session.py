"""What has to be kept of an open template so that it can be opened again as it was."""

from __future__ import annotations

from pathlib import Path

from app.core.model import Struct
from app.core.slots import FillValue
from app.farm.chosen_files import ChosenFiles
from app.render.scene import FontFile
from app.ui.controllers.compose_wishes import OutputWishes


class SessionFont(Struct, frozen=True):
    """A font file that was chosen, and the number of its face."""

    path: str
    face: int = 0


class ComposeSession(Struct, frozen=True):
    """An open template with what was put in. `path` is absolute; `frame` counts from 0.

    `accepted` are the findings that people go on with substitutes for; `fonts` (by PostScript name) and `footage` (by
    item id) the files that they chose for what the template lacks.
    """

    path: str
    comp_id: int
    values: dict[str, FillValue] = {}
    wishes: OutputWishes = OutputWishes()
    frame: int = 0
    accepted: tuple[str, ...] = ()
    fonts: dict[str, SessionFont] = {}
    footage: dict[str, str] = {}

    @property
    def chosen(self) -> ChosenFiles:
        """The files that were chosen."""
        return ChosenFiles(
            fonts={name: FontFile(path=Path(font.path), face=font.face) for name, font in self.fonts.items()},
            footage={int(item): Path(path) for item, path in self.footage.items() if item.isdecimal()},
        )


def session_fonts(chosen: ChosenFiles) -> dict[str, SessionFont]:
    """The chosen fonts as a session keeps them."""
    return {name: SessionFont(path=str(font.path), face=font.face) for name, font in chosen.fonts.items()}


def session_footage(chosen: ChosenFiles) -> dict[str, str]:
    """The chosen footage as a session keeps it."""
    return {str(item): str(path) for item, path in chosen.footage.items()}
