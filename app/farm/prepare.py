"""The `prepare` task: check a job's files, fit its photos, fill the project, compile the model, write the plan."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import msgspec

from app.core.errors import DiskFullError, FillError, StorageError, TemplateError
from app.core.frames import piece_length, rational_rate
from app.core.jobs import (
    PLAN_VERSION,
    AssetRef,
    EngineChoice,
    FontRef,
    JobRequest,
    PlannedFont,
    PlannedFootage,
    RenderPlan,
    RenderWarning,
)
from app.core.model import Comp, Template
from app.core.ports import Storage
from app.core.presets import find_preset
from app.core.slots import MediaFill, PlacedMedia, PlacedValue, Slot, TextFill
from app.farm.engines.plans import load_plan
from app.farm.estimates.features import features_of
from app.farm.files import copy_durably
from app.farm.manager.services import asset_key, model_key, plan_key
from app.farm.preflight import enforce, find_missing, known_beforehand, unread_parts
from app.farm.preflight_characters import character_warnings
from app.render.fonts import FontLibrary
from app.render.scene import FontFile
from app.template.apply import apply
from app.template.fill import fill_file
from app.template.load import encode_model, load_template
from app.template.output_names import safe_file_name
from app.template.photos import fit_photo, photo_warnings
from app.template.slots import find_slot, list_slots

DISK_RESERVE_BYTES = 200 * 1024 * 1024
"""Free space that is left alone, so that the store and the system go on working when the farm's disk fills up."""

BYTES_PER_PIXEL = 0.4
"""Pessimistic size of an encoded pixel, over all presets, for the disk check."""


@dataclass(frozen=True, slots=True)
class FilledTemplate:
    """A template with a job's values in it: as the engines' model, and what the filled project is written from."""

    comp: Comp
    model: Template
    template_path: Path
    placed: dict[str, PlacedValue]
    footage: dict[int, PlannedFootage]


@dataclass(frozen=True, slots=True)
class Preparation:
    """Prepares jobs over one storage. `cache` keeps compiled models of templates between jobs.

    `frame_seconds` is what a frame is likely to take, None where that is not known: pieces of slow frames are shorter.
    """

    storage: Storage
    cache: Path
    frame_seconds: float | None = None

    def run(self, request: JobRequest) -> RenderPlan:
        """Prepare a job and return its plan, or the plan of an earlier, complete run.

        Raises a `FarmhandError` that names what is wrong with the job, or `StorageError`.
        """
        existing = self.storage.find(plan_key(request.job_id))
        if existing is not None:
            return load_plan(self.storage, plan_key(request.job_id))
        scratch = self.storage.scratch(f"{request.job_id}.prepare")
        try:
            return self._prepare(request, scratch)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def _prepare(self, request: JobRequest, scratch: Path) -> RenderPlan:
        template_path = self._asset(request.template)
        loaded = load_template(template_path, name=request.template.name, cache=self.cache)
        comp = self._comp(loaded.template, request)
        self._check_disk(request, comp)
        slots = list_slots(loaded.template)
        placed, photo_notes = self._place(request, slots, scratch)
        model = apply(loaded.template, placed)
        footage = self._footage(request, placed, slots)
        fonts = {name: FontFile(self._asset(ref.asset), ref.face) for name, ref in request.fonts.items()}
        local = {item: self.storage.fetch(planned.file) for item, planned in footage.items()}
        fallbacks = [FontFile(self._asset(ref.asset), ref.face) for ref in request.fallback_fonts]
        missing = find_missing(model, comp.id, footage=local, fonts=fonts)
        substituted = character_warnings(model, comp.id, FontLibrary(files=fonts, fallbacks=fallbacks))
        enforce(request.missing, known_beforehand(request.engine, (*missing, *substituted)), name=request.name)
        filled = FilledTemplate(comp, model, template_path, placed, footage)
        # What is drawn otherwise than designed is reported by the engine that draws it, and only if it is in the film.
        return self._write(
            request, filled, scratch, (*photo_notes, *known_beforehand(request.engine, unread_parts(model)))
        )

    def _asset(self, asset: AssetRef) -> Path:
        key = asset_key(asset.sha256, asset.name)
        if self.storage.find(key) is None:
            raise StorageError(f"The file {asset.name} of this job is not in storage.", "", "Submit the job again.")
        return self.storage.fetch(key)

    @staticmethod
    def _comp(template: Template, request: JobRequest) -> Comp:
        comp = template.comp(request.comp_id)
        if comp is None:
            raise TemplateError(f"“{request.template.name}” has no composition “{request.comp_name}” any more.")
        return comp

    def _check_disk(self, request: JobRequest, comp: Comp) -> None:
        needed = int(2 * len(request.frames) * comp.width * comp.height * BYTES_PER_PIXEL) + DISK_RESERVE_BYTES
        free = self.storage.free_bytes()
        if free < needed:
            raise DiskFullError(
                f"There is too little free space for “{request.name}”.",
                f"{free // 2**20} MB are free; about {needed // 2**20} MB are needed.",
                "Free some space or choose another output folder, then start again.",
            )

    def _place(
        self, request: JobRequest, slots: tuple[Slot, ...], scratch: Path
    ) -> tuple[dict[str, PlacedValue], tuple[RenderWarning, ...]]:
        names = {asset.sha256: asset for asset in request.assets}
        placed: dict[str, PlacedValue] = {}
        warnings: list[RenderWarning] = []
        for key, value in request.fill.items():
            slot = find_slot(slots, key)
            if isinstance(value, TextFill):
                placed[slot.key] = value
                continue
            if value.path not in names:
                raise FillError(f"The photo for “{slot.label}” was not sent with the job.", "", "Submit the job again.")
            media, found = self._photo(request, slot, value, names[value.path], scratch)
            placed[slot.key] = media
            warnings.extend(found)
        return placed, tuple(warnings)

    def _photo(
        self, request: JobRequest, slot: Slot, value: MediaFill, asset: AssetRef, folder: Path
    ) -> tuple[PlacedMedia, tuple[RenderWarning, ...]]:
        # Under the name that people know it by, which is what errors and warnings speak of.
        source = folder / (safe_file_name(Path(asset.name).name) or asset.sha256)
        copy_durably(self._asset(asset), source)
        media = fit_photo(slot, value, source, folder)
        key = footage_key(request.job_id, Path(media.path).name)
        self.storage.put(Path(media.path), key)
        path = str(self.storage.fetch(key))
        return msgspec.structs.replace(media, path=path, project_path=path), photo_warnings(slot, value, source)

    @staticmethod
    def _footage(
        request: JobRequest, placed: dict[str, PlacedValue], slots: tuple[Slot, ...]
    ) -> dict[int, PlannedFootage]:
        planned = {
            item: PlannedFootage(file=asset_key(asset.sha256, asset.name), name=asset.name)
            for item, asset in request.footage.items()
        }
        for slot in slots:
            media = placed.get(slot.key)
            if isinstance(media, PlacedMedia) and slot.item_id is not None:
                name = Path(media.path).name
                planned[slot.item_id] = PlannedFootage(file=footage_key(request.job_id, name), name=name)
        return planned

    def _write(
        self, request: JobRequest, filled: FilledTemplate, folder: Path, warnings: tuple[RenderWarning, ...]
    ) -> RenderPlan:
        comp, preset = filled.comp, find_preset(request.preset)
        model_path = folder / "model"
        model_path.write_bytes(encode_model(filled.model))
        self.storage.put(model_path, model_key(request.job_id))
        width, height = preset.film_size(comp.width, comp.height)
        plan = RenderPlan(
            version=PLAN_VERSION,
            job_id=request.job_id,
            model=model_key(request.job_id),
            project=self._project(request, filled, folder) if request.engine is EngineChoice.AERENDER else "",
            comp_id=comp.id,
            frames=request.frames,
            piece_length=piece_length(comp.frame_rate, self.frame_seconds),
            width=width,
            height=height,
            frame_rate=rational_rate(comp.frame_rate),
            preset=preset.name,
            engine=request.engine,
            footage=filled.footage,
            fonts={name: _planned(ref) for name, ref in request.fonts.items()},
            fallback_fonts=tuple(_planned(ref) for ref in request.fallback_fonts),
            music=asset_key(request.music.sha256, request.music.name) if request.music is not None else "",
            missing=request.missing,
            warnings=warnings,
            features=features_of(filled.model, comp.id, request.frames),
        )
        plan_path = folder / "plan"
        plan_path.write_bytes(msgspec.json.encode(plan))
        self.storage.put(plan_path, plan_key(request.job_id))
        return plan

    def _project(self, request: JobRequest, filled: FilledTemplate, folder: Path) -> str:
        """Fill the project that After Effects opens; its storage key."""
        path = folder / f"project{Path(request.template.name).suffix.lower()}"
        place = self.storage.fetch(model_key(request.job_id)).with_name(path.name)
        fill_file(filled.template_path, path, filled.placed, location=str(place))
        key = f"work/{request.job_id}/{path.name}"
        self.storage.put(path, key)
        return key


def footage_key(job_id: str, name: str) -> str:
    """Storage key of a photo that was fitted for a job."""
    return f"work/{job_id}/footage/{name}"


def _planned(font: FontRef) -> PlannedFont:
    asset = font.asset
    return PlannedFont(file=asset_key(asset.sha256, asset.name), face=font.face, sha256=asset.sha256)
