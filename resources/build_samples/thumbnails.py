"""Draws a sample's thumbnail with the program's own renderer."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from app.render.fonts import FontLibrary, bundled_font_folder
from app.render.renderer import Renderer
from app.template.load import load_template
from app.template.locate import locate_footage
from app.template.slots import main_comp

LONGER_SIDE = 640
"""Pixels of a thumbnail's longer side."""


def thumbnail(template_path: Path, frame: int) -> bytes:
    """One frame of a template's main composition, on its background colour, as a small JPEG file."""
    template = load_template(template_path, isolated=False).template
    comp = main_comp(template)
    renderer = Renderer(
        template,
        footage=locate_footage(template, template_path),
        fonts=FontLibrary([bundled_font_folder()]),
    )
    picture = Image.fromarray(renderer.render(comp.id, frame, background=True)).convert("RGB")
    scale = LONGER_SIDE / max(picture.size)
    size = (round(picture.width * scale), round(picture.height * scale))
    buffer = io.BytesIO()
    picture.resize(size, Image.Resampling.LANCZOS).save(buffer, "JPEG", quality=88, optimize=True)
    return buffer.getvalue()
