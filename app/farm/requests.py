"""From a template, values and wishes to a job request: finds files, brings them into storage, names the film."""

from __future__ import annotations

import platform
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from app.core.frames import FrameRange
from app.core.jobs import LONGEST_COMPUTER_NAME, AssetRef, EngineChoice, FontRef, JobRequest, MissingPolicy
from app.core.model import Comp, Template
from app.core.ports import AssetStore
from app.core.slots import FillValue, MediaFill, Slot, TextFill
from app.farm.chosen_files import ChosenFiles
from app.farm.job_paths import check_request
from app.farm.preflight import enforce, find_missing, known_beforehand, used_fonts, used_footage
from app.farm.preflight_characters import character_warnings, lacking_characters
from app.render.fonts import FontLibrary, system_font_folders
from app.render.fonts_choice import choose_fallbacks
from app.render.fonts_index import FontIndex
from app.render.fonts_names import known_names
from app.render.scene import FontFile
from app.render.text_faces import stands_alone
from app.template.apply import apply
from app.template.locate import locate_footage


@dataclass(frozen=True, slots=True)
class RenderWishes:
    """What a user decided about a render, the same for every row of a batch; `folder` as in `JobRequest`.

    `sample`: what frames took that were timed on this computer, in seconds per frame; 0.0 where none were.
    """

    comp: Comp
    frames: FrameRange
    preset: str
    missing: MissingPolicy
    engine: EngineChoice = EngineChoice.AUTO
    music: Path | None = None
    owner: str = ""
    priority: int = 50
    folder: str = ""
    batch_name: str = ""
    sample: float = 0.0


@dataclass(frozen=True, slots=True)
class TemplateFiles:
    """The files that stand for a template's footage (by item id) and fonts (by PostScript name) on this computer."""

    footage: dict[int, Path]
    fonts: dict[str, FontFile]


def with_chosen(found: TemplateFiles, chosen: ChosenFiles) -> TemplateFiles:
    """The files that were found, and those that people chose."""
    return TemplateFiles(footage={**found.footage, **chosen.footage}, fonts={**found.fonts, **chosen.fonts})


def font_library(template_path: Path) -> FontLibrary:
    """The fonts of this computer as a template sees them: its own folder first."""
    return FontLibrary([template_path.parent, *system_font_folders()], read=known_names().read_folder)


def find_files(template: Template, template_path: Path, comp: Comp) -> TemplateFiles:
    """Look for what a composition needs: footage beside the template, fonts there and on this computer."""
    library = font_library(template_path)
    fonts = {name: library.find(name) for name in used_fonts(template, comp.id)}
    located = locate_footage(template, template_path)
    return TemplateFiles(
        footage={item: path for item, path in located.items() if item in used_footage(template, comp.id)},
        fonts={name: font for name, font in fonts.items() if font is not None},
    )


def filled_items(slots: Iterable[Slot], rows: Sequence[Mapping[str, FillValue]]) -> frozenset[int]:
    """Footage items that every row fills, so that the template's own file for them is not needed."""
    items = {slot.key: slot.item_id for slot in slots}
    per_row = [{items[key] for key in row} for row in rows]
    return frozenset(item for item in set.intersection(*per_row) if item is not None) if per_row else frozenset()


@dataclass(slots=True)
class RequestBuilder:
    """Makes the requests of one batch; every file is hashed and stored once, however many rows use it.

    `index` knows the fonts that may draw characters which the template's own lack.
    """

    storage: AssetStore
    template: Template
    template_path: Path
    wishes: RenderWishes
    files: TemplateFiles
    index: FontIndex = field(default_factory=lambda: FontIndex(system_font_folders()))
    batch_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    _assets: dict[Path, AssetRef] = field(default_factory=dict)
    _drawn: dict[str, set[str]] | None = None
    """By text slot, characters of rows of which nothing lacked; None before there was one."""

    def check(self, filled_items: Iterable[int]) -> None:
        """Apply the missing policy before anything is stored. Raises `MissingError`.

        `filled_items` are footage items that every row fills, so that their own file is not needed.
        """
        footage = self.files.footage | dict.fromkeys(filled_items, self.template_path)
        missing = find_missing(self.template, self.wishes.comp.id, footage=footage, fonts=self.files.fonts)
        enforce(self.wishes.missing, known_beforehand(self.wishes.engine, missing), name=self.template_path.name)

    def request(
        self, values: Mapping[str, FillValue], *, output: str, row: int | None = None, replace: bool = False
    ) -> JobRequest:
        """The job request for one row; `output` is the film's file name below the results folder.

        `replace` permits the film to take the place of a file of that name. Raises `MissingError` when its texts have
        characters that their fonts lack and the missing policy is `fail`, and `UsageError` when files are named in a
        way that cannot travel.
        """
        wishes = self.wishes
        fallbacks = self._fallbacks(values, name=output)
        fill = {key: self._stored(value) for key, value in values.items()}
        photos = [self._assets[Path(value.path)] for value in values.values() if isinstance(value, MediaFill)]
        request = JobRequest(
            job_id=uuid.uuid4().hex,
            name=Path(output).stem,
            owner=wishes.owner,
            template=self._asset(self.template_path),
            comp_id=wishes.comp.id,
            comp_name=wishes.comp.name,
            frames=wishes.frames,
            output=output,
            preset=wishes.preset,
            fill=fill,
            assets=_unique(photos),
            footage={item: self._asset(path) for item, path in sorted(self.files.footage.items())},
            fonts={name: self._font(font) for name, font in sorted(self.files.fonts.items())},
            music=self._asset(wishes.music) if wishes.music is not None else None,
            missing=wishes.missing,
            engine=wishes.engine,
            priority=wishes.priority,
            batch_id=self.batch_id,
            row=row,
            replace=replace,
            fallback_fonts=tuple(self._font(font) for font in fallbacks),
            folder=wishes.folder,
            batch_name=wishes.batch_name,
            sample=wishes.sample,
            sampled_on=platform.node()[:LONGEST_COMPUTER_NAME] if wishes.sample else "",
        )
        check_request(request)
        return request

    def _fallbacks(self, values: Mapping[str, FillValue], *, name: str) -> tuple[FontFile, ...]:
        """Fonts for the characters that the template's fonts lack; applies the missing policy to what is substituted.

        Raises `MissingError`.
        """
        texts = {key: value for key, value in values.items() if isinstance(value, TextFill)}
        if self._is_drawn(texts):
            return ()
        model, comp_id = apply(self.template, texts), self.wishes.comp.id
        fallbacks = fallback_fonts(model, comp_id, self.files.fonts, texts.values(), self.index)
        library = FontLibrary(files=self.files.fonts, fallbacks=fallbacks)
        lacking = character_warnings(model, comp_id, library)
        if not (fallbacks or lacking):
            self._drawn = self._drawn or {}
            for key, value in texts.items():
                self._drawn.setdefault(key, set()).update(filter(stands_alone, value.text))
        enforce(self.wishes.missing, known_beforehand(self.wishes.engine, lacking), name=name)
        return fallbacks

    def _is_drawn(self, texts: Mapping[str, TextFill]) -> bool:
        """Whether the texts are of characters that rows before had in the same slots, and that lack nothing."""
        drawn = self._drawn
        return (
            drawn is not None
            and drawn.keys() == texts.keys()
            and all(drawn[key].issuperset(value.text) for key, value in texts.items())
        )

    def _stored(self, value: FillValue) -> FillValue:
        if not isinstance(value, MediaFill):
            return value
        return msgspec.structs.replace(value, path=self._asset(Path(value.path)).sha256)

    def _font(self, font: FontFile) -> FontRef:
        return FontRef(asset=self._asset(font.path), face=font.face)

    def _asset(self, path: Path) -> AssetRef:
        if path not in self._assets:
            self._assets[path] = self.storage.put_asset(path)
        return self._assets[path]


def drawing_fonts(
    model: Template, comp_id: int, fonts: Mapping[str, FontFile], values: Iterable[FillValue]
) -> FontLibrary:
    """The fonts as an engine would be given them for a filled template: its own, and fallbacks of this computer."""
    texts = [value for value in values if isinstance(value, TextFill)]
    fallbacks = fallback_fonts(model, comp_id, fonts, texts, FontIndex(system_font_folders()))
    return FontLibrary(files=fonts, fallbacks=fallbacks)


def fallback_fonts(
    model: Template, comp_id: int, fonts: Mapping[str, FontFile], values: Iterable[TextFill], index: FontIndex
) -> tuple[FontFile, ...]:
    """Fonts of the index that draw what neither a filled template's `fonts` nor the bundled ones have.

    When there is no such character the index is not asked, and so nothing of it is read.
    """
    library = FontLibrary(files=fonts)
    lacking = lacking_characters(model, comp_id, library, values=[value.text for value in values])
    return choose_fallbacks(lacking, index) if lacking else ()


def _unique(assets: Sequence[AssetRef]) -> tuple[AssetRef, ...]:
    return tuple({asset.sha256: asset for asset in assets}.values())
