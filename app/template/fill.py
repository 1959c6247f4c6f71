"""Filling a project file: texts and photos into a fresh copy, proved to differ from the template nowhere else.

This is the way for After Effects and for keeping; `apply` has the same meaning for the model.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from app.core.slots import PlacedValue
from app.template.adapter import footage_by_id, open_project, place_photo, save_project, set_text, translated
from app.template.chunks import read_rifx, write_rifx
from app.template.files import ProjectFile, form_of, read_project, write_project
from app.template.proof import prove_fill
from app.template.slots import photo_key
from app.template.targets import check_photo_size, read_targets


def fill(project: ProjectFile, values: Mapping[str, PlacedValue], *, location: str = "") -> ProjectFile:
    """The project with `values` (by slot key) filled in; the form stays, and `project` is not changed.

    `location` is the path that the filled project will have on the computer that opens it, so that it finds photos
    beside it after both were moved. Raises `FillError` for a key that names nothing or a value that does not fit,
    `TemplateError` when the project cannot be read or saved, or when more than asked would change.
    """
    targets = read_targets(values)
    if not values:
        return project
    windows = any(media.platform == "windows" for media in targets.photos.values())
    copy = open_project(write_rifx(project.tree), project.name, platform="windows" if windows else "macos")
    for (comp_id, layer_id), text in targets.texts.items():
        set_text(copy, comp_id, layer_id, text)
    for item_id, media in targets.photos.items():
        footage = footage_by_id(copy, item_id)
        with translated(project.name, "reading a footage item"):
            width, height = int(footage.width), int(footage.height)
        check_photo_size(photo_key(item_id), media, width, height)
        place_photo(copy, item_id, Path(media.path), project_path=media.project_path, location=location)
    filled = read_rifx(save_project(copy, project.name, location=location), project.name)
    prove_fill(project.tree, filled, targets, project.name)
    return replace(project, tree=filled)


def fill_file(source: Path, target: Path, values: Mapping[str, PlacedValue], *, location: str | None = None) -> None:
    """Read the project `source`, fill it and write it as `target`, in the form of the target's extension.

    `location` is as in `fill`; None means that the project is opened where it is written. Raises as `fill` does,
    `UsageError` for another extension, and `StorageError` when the target cannot be written.
    """
    form_of(target)
    place = str(target.absolute()) if location is None else location
    write_project(fill(read_project(source), values, location=place).tree, target)
