"""An open template as the preview's process works on it: fills it, finds its files, draws its frames."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

from app.core.errors import ErrorInfo, UsageError
from app.core.jobs import RenderWarning
from app.core.model import Comp, Template
from app.core.slots import FillValue, PlacedMedia, PlacedValue, TextFill
from app.farm.chosen_files import ChosenFiles
from app.farm.opened import Opened, open_template
from app.farm.preview.photos import FittedPhotos, SlotError
from app.farm.preview.pixels import MAX_PIXELS
from app.farm.preview.protocol import FrameWanted
from app.farm.requests import TemplateFiles, fallback_fonts, find_files, with_chosen
from app.render.cache import ByteCache
from app.render.fonts import FontLibrary, system_font_folders
from app.render.fonts_index import FontIndex
from app.render.fonts_names import known_names
from app.render.outlines import SlotWays
from app.render.renderer import Renderer
from app.render.scene import FontFile
from app.render.slot_outline import SlotOutline
from app.render.surface import Pixels
from app.template.apply import apply

KEPT_FILLS = 4
"""Filled templates that stay ready to be drawn: the newest, the template as it is, and what is drawn ahead."""

CACHE_BYTES = 512 * 1024 * 1024
"""Pictures kept from frame to frame, at most; a quarter of the memory where that is less."""


def picture_cache() -> ByteCache:
    """What is kept between frames, fills and templates."""
    return ByteCache(min(CACHE_BYTES, psutil.virtual_memory().total // 4))


def warm_up() -> Iterator[None]:
    """Learn bit by bit what the first template will ask for: above all the names of this computer's fonts."""
    FontLibrary().names()
    for folder in system_font_folders():
        for _ in known_names().read_folder(folder):
            yield


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled template, ready to be drawn."""

    model: Template
    comp: Comp
    fonts: FontLibrary
    footage: Mapping[int, Path]
    renderer: Renderer
    ways: SlotWays


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn frame with all that is told of it."""

    pixels: Pixels
    outlines: tuple[SlotOutline, ...]
    warnings: tuple[RenderWarning, ...]


class PreviewTemplate:
    """One open template. What is missing is substituted; fonts and footage are looked for once, when it is opened."""

    def __init__(
        self,
        path: Path,
        comp_id: int | None,
        *,
        photos: FittedPhotos,
        cache: ByteCache,
        chosen: ChosenFiles | None = None,
    ) -> None:
        """Open it. Raises `TemplateError`, and `UsageError` when it is not clear which composition is meant."""
        self._opened = open_template(path)
        self._chosen = chosen or ChosenFiles()
        self._slots = {slot.key: slot for slot in self._opened.slots}
        self._photos = photos
        self._cache = cache
        self._index = FontIndex(system_font_folders())
        self._files: dict[int, TemplateFiles] = {}
        self._libraries: dict[tuple[int, tuple[FontFile, ...]], FontLibrary] = {}
        self._filled: OrderedDict[Hashable, Filled] = OrderedDict()
        self._comp = _comp(self._opened, comp_id)
        self._found(self._comp)

    def draw(self, wanted: FrameWanted) -> Picture:
        """Draw a frame. Raises `SlotError` for a value that cannot be used, `UsageError`, and `RenderError`."""
        filled = self.filled(wanted.values, wanted.comp_id)
        scale = _bearable(filled.comp, wanted.scale)
        pixels = filled.renderer.render(filled.comp.id, wanted.frame, scale=scale, background=wanted.background)
        outlines = filled.ways.outlines(wanted.frame)
        return Picture(pixels=pixels, outlines=outlines, warnings=filled.renderer.warnings)

    @property
    def opened(self) -> Opened:
        """The template as it was opened."""
        return self._opened

    def filled_as_possible(
        self, values: Mapping[str, FillValue], comp_id: int | None
    ) -> tuple[Filled, dict[str, ErrorInfo]]:
        """The template filled with the values that can be used, and by slot key what is wrong with the others."""
        usable: dict[str, FillValue] = dict(values)
        broken: dict[str, ErrorInfo] = {}
        while True:
            try:
                return self.filled(usable, comp_id), broken
            except SlotError as error:
                del usable[error.key]
                broken[error.key] = error.error.info()

    def filled(self, values: Mapping[str, FillValue], comp_id: int | None) -> Filled:
        """The template filled with these values. Raises `SlotError`, and `UsageError` for an unknown composition."""
        comp = self._comp if comp_id is None else _comp(self._opened, comp_id)
        placed = self._photos.place(self._slots, values)
        key = (comp.id, frozenset(placed.items()))
        if key not in self._filled:
            self._filled[key] = self._fill(comp, placed)
            while len(self._filled) > KEPT_FILLS:
                self._filled.popitem(last=False)
        self._filled.move_to_end(key)
        return self._filled[key]

    def _fill(self, comp: Comp, placed: Mapping[str, PlacedValue]) -> Filled:
        model = apply(self._opened.template, placed)
        found = self._found(comp)
        footage = dict(found.footage)
        for key, value in placed.items():
            item_id = self._slots[key].item_id
            if isinstance(value, PlacedMedia) and item_id is not None:
                footage[item_id] = Path(value.path)
        fonts = self._fonts(model, comp, [value for value in placed.values() if isinstance(value, TextFill)])
        renderer = Renderer(model, footage=footage, fonts=fonts, cache=self._cache)
        shown = model.comp(comp.id) or comp
        ways = SlotWays(renderer.scene, shown, self._opened.slots)
        return Filled(model=model, comp=shown, fonts=fonts, footage=footage, renderer=renderer, ways=ways)

    def _fonts(self, model: Template, comp: Comp, texts: list[TextFill]) -> FontLibrary:
        """The fonts as an engine would be given them; the same object for the same files, so that layouts are kept."""
        fonts = self._found(comp).fonts
        fallbacks = fallback_fonts(model, comp.id, fonts, texts, self._index)
        key = (comp.id, fallbacks)
        if key not in self._libraries:
            self._libraries[key] = FontLibrary(files=fonts, fallbacks=fallbacks)
        return self._libraries[key]

    def _found(self, comp: Comp) -> TemplateFiles:
        if comp.id not in self._files:
            found = find_files(self._opened.template, self._opened.path, comp)
            self._files[comp.id] = with_chosen(found, self._chosen)
        return self._files[comp.id]


def _comp(opened: Opened, comp_id: int | None) -> Comp:
    if comp_id is None:
        return opened.comp(None)
    comp = opened.template.comp(comp_id)
    if comp is None:
        raise UsageError(f"The template has no composition with the id {comp_id}.", "", "Open it again.")
    return comp


def _bearable(comp: Comp, scale: float) -> float:
    """The scale, or the largest at which the picture still fits a slot of shared memory."""
    wanted = comp.width * scale * comp.height * scale
    return scale if wanted <= MAX_PIXELS else scale * math.sqrt(MAX_PIXELS / wanted) * 0.999
