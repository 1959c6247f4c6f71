"""A font file that people chose for a font that is missing."""

from __future__ import annotations

from pathlib import Path

from app.core.errors import RenderError
from app.render.scene import FontFile


def chosen_font(path: Path, name: str) -> FontFile:
    """The face in the file that has that PostScript name, else its first one.

    Raises `RenderError` when the file is no font that can be read.
    """
    from app.render.fonts import DAMAGE, named_styles, open_faces  # what reads fonts takes long to import

    try:
        faces = {named: face for font, file in open_faces(path) for named, face in named_styles(font, file)}
    except DAMAGE as error:
        raise RenderError(
            f"{path.name} cannot be used as a font.", str(error), "Choose a .ttf, .otf, .ttc or .otc file."
        ) from error
    return faces.get(name) or FontFile(path=path)
