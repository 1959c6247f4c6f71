"""Opening a template for a command, and reading what the user wants filled."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

from app.core.errors import UsageError
from app.core.jobs import MissingPolicy
from app.core.model import Comp, Template
from app.core.slots import Slot
from app.template.load import LoadedTemplate, load_template
from app.template.sidecar import noted_slots, read_sidecar
from app.template.slots import find_comp, list_slots, main_comp


@dataclass(frozen=True, slots=True)
class Opened:
    """A template that was read, with its slots."""

    path: Path
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


def open_template(path: Path) -> Opened:
    """Read a template, and the notes about its slots beside it. Raises `TemplateError`."""
    loaded = load_template(path, cache=model_cache())
    slots = noted_slots(list_slots(loaded.template), read_sidecar(path))
    return Opened(path=path.absolute(), loaded=loaded, slots=slots)


def missing_policy(text: str) -> MissingPolicy:
    """The policy of that name. Raises `UsageError`."""
    try:
        return MissingPolicy(text)
    except ValueError:
        raise UsageError(f"“{text}” is not a missing policy.", next_step="Choose fail or substitute.") from None
