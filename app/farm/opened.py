"""Opening a template for people: the model, its slots as their author wants them seen, and where both came from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

from app.core.model import Comp, Template
from app.core.slots import Slot
from app.farm.packages import project_in
from app.template.files import is_folder
from app.template.isolate import WarmParser
from app.template.load import LoadedTemplate, load_template
from app.template.sidecar import noted_slots, read_sidecar
from app.template.slots import find_comp, list_slots, main_comp


@dataclass(frozen=True, slots=True)
class Opened:
    """A template that was read, with its slots.

    `path` is the project file, with its footage beside it. `origin` is the file that people know it by: the same, or
    the archive that it was unpacked from.
    """

    path: Path
    origin: Path
    loaded: LoadedTemplate
    slots: tuple[Slot, ...]

    @property
    def template(self) -> Template:
        """The model."""
        return self.loaded.template

    def comp(self, name: str | None) -> Comp:
        """The composition of that name, or the one that the project is about. Raises `UsageError`."""
        return main_comp(self.template) if name is None else find_comp(self.template, name)

    def slots_of(self, comp: Comp) -> tuple[Slot, ...]:
        """The slots that show in a composition."""
        return tuple(slot for slot in self.slots if comp.id in slot.comp_ids)


def model_cache() -> Path:
    """The user's folder of compiled models."""
    return user_cache_path("farmhand", appauthor=False) / "models"


def unpacked_templates() -> Path:
    """The user's folder of unpacked archives."""
    return user_cache_path("farmhand", appauthor=False) / "unpacked"


def project_of(path: Path, *, cancelled: Callable[[], bool] = bool) -> Path:
    """The project file that a path stands for: itself, or the one in a folder or .zip; see `project_in`."""
    return project_in(path, unpacked=unpacked_templates(), cancelled=cancelled)


def open_template(path: Path, *, parser: WarmParser | None = None, cancelled: Callable[[], bool] = bool) -> Opened:
    """Read a template (see `project_in`), and the notes about its slots beside it. `parser` as in `load_template`.

    Raises `TemplateError`, and `UsageError`, `StorageError` and `InterruptedRenderError` as `project_in` does.
    """
    project = project_of(path, cancelled=cancelled)
    origin = project if is_folder(path) else path
    name = project.name if origin == project else f"{project.name} in {origin.name}"
    loaded = load_template(project, name=name, cache=model_cache(), parser=parser)
    slots = noted_slots(list_slots(loaded.template), read_sidecar(project))
    return Opened(path=project.absolute(), origin=origin.absolute(), loaded=loaded, slots=slots)
