"""What After Effects does with a project: finds composition, templates, footage and fonts in it, and draws frames."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from app.core.errors import FarmhandError
from app.core.model import Comp, Template
from app.farm.preflight import used_fonts, used_footage
from app.render.fonts import FontLibrary
from app.render.renderer import Renderer
from app.template.adapter import PyAep
from app.template.adapter import open_project as open_with_adapter
from app.template.build import build_model
from app.template.chunks import write_rifx
from app.template.files import ProjectFile, read_project
from tests.fakes.aerender.arguments import Arguments, application, check_templates, runtime
from tests.fakes.aerender.behaviour import Behaviour, Orders
from tests.fakes.aerender.tiff import tiff_bytes
from tests.fakes.aerender.words import Film

WAITING = ("QUEUED", "NEEDS_OUTPUT")


@dataclass
class Project:
    """Implements `afterfx.Opened`."""

    film: Film
    comp: Comp
    offset: int
    renderer: Renderer
    warnings: tuple[str, ...]
    from_queue: bool

    def output_path(self, number: int) -> Path:
        """See `Opened.output_path`."""
        return self.film.output_path(number)

    def frame(self, number: int, behaviour: Behaviour) -> bytes:
        """The file of a frame, by its displayed number; nothing is drawn outside of the composition."""
        index = number - self.offset
        if 0 <= index < self.comp.frame_count:
            pixels = self.renderer.render(self.comp.id, index, scale=behaviour.scale)
        else:
            pixels = np.zeros((self.comp.height, self.comp.width, 4), np.uint8)
        if behaviour.straight:
            alpha = pixels[..., 3:].astype(np.uint16)
            colors = (pixels[..., :3].astype(np.uint16) * 255 + alpha // 2) // np.maximum(alpha, 1)
            pixels = np.concatenate([np.minimum(colors, 255).astype(np.uint8), pixels[..., 3:]], axis=2)
        if behaviour.png:
            content = io.BytesIO()
            Image.fromarray(pixels).save(content, format="PNG")
            return content.getvalue()
        return tiff_bytes(pixels)


def open_project(given: Arguments, orders: Orders) -> Project:
    """Open the project that was named and find what is to be rendered. Raises `RenderFailedError`."""
    file = read(given.one("-project"))
    template = build_model(write_rifx(file.tree), file.name)
    opened = open_with_adapter(write_rifx(file.tree), file.name)
    comp, from_queue = find_comp(opened, template, given.one("-comp"))
    check_templates(given, orders)
    offset = comp.display_start_frame + opened.display_start_frame
    first, last = int(given.one("-s")), int(given.one("-e"))
    film = Film(
        comp=comp.name,
        first=first,
        last=last,
        rate=comp.frame_rate,
        width=comp.width,
        height=comp.height,
        output=given.one("-output"),
        output_module=given.one("-OMtemplate"),
        render_settings=given.one("-RStemplate"),
    )
    footage, missing = find_footage(template, comp, goes_on=given.has("-continueOnMissingFootage"))
    library = FontLibrary([])
    fonts = tuple(name for name in used_fonts(template, comp.id) if library.find(name) is None)
    late = (f"After Effects warning: timeSpanStart of {(first - offset) / comp.frame_rate:.2f} seconds",)
    return Project(
        film=film,
        comp=comp,
        offset=offset,
        renderer=Renderer(template, footage=footage, fonts=library),
        warnings=(
            *(late if first < offset else ()),
            *missing,
            *(("After Effects warning: Project has missing fonts.",) if fonts else ()),
            *(f"Text Layer: Font family: {name.replace('-', ', Font style: ', 1)}" for name in fonts),
        ),
        from_queue=from_queue,
    )


def read(path: str) -> ProjectFile:
    """The project file. Raises `RenderFailedError`."""
    if len(path) > 259:
        raise application("path is not valid")
    try:
        return read_project(Path(path))
    except FarmhandError as error:
        raise application(f"openFast: {error.title}") from error


def find_comp(opened: PyAep, template: Template, name: str) -> tuple[Comp, bool]:
    """The first waiting item of the render queue with a composition of that name, else the first such composition."""
    for item in opened.render_queue.items:
        if item.comp.name == name and item.status.name in WAITING:
            queued = template.comp(item.comp.id)
            assert queued is not None
            return queued, True
    found = next((comp for comp in template.comps if comp.name == name), None)
    if found is None:
        raise runtime("No comp was found with the given name.")
    return found, False


def find_footage(template: Template, comp: Comp, *, goes_on: bool) -> tuple[dict[int, Path], tuple[str, ...]]:
    """The project's files that are where it says, and warnings about the others. Raises `RenderFailedError`."""
    used = used_footage(template, comp.id)
    paths = {item.id: Path(item.path) for item in template.footage if item.id in used}
    missing = sorted(path.name for path in paths.values() if not path.is_file())
    if missing and not goes_on:
        raise application(f"Rendering stopped because of missing footage: {missing[0]}.")
    warnings = tuple(f"After Effects warning: The file {name} of this project is missing." for name in missing)
    return {item: path for item, path in paths.items() if path.is_file()}, warnings
