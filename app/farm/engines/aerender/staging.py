"""A job's work folder for After Effects: the filled project, its footage beside it, and how to ask for its frames."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path

from app.core.errors import StorageError, TemplateError
from app.core.jobs import RenderPlan
from app.core.model import Comp, Struct, Template
from app.core.ports import Storage
from app.farm.engines.aerender.command import check_path, display_start, plain_argument
from app.farm.files import copy_durably, translated
from app.farm.preflight import reachable_comps
from app.template.adapter import open_project, save_project, unqueue
from app.template.chunks import read_rifx, write_rifx
from app.template.files import ProjectFile, read_project, write_project
from app.template.model_bytes import decode_model
from app.template.output_names import safe_file_name
from app.template.relink import counts_from, relink, rename_item

FOOTAGE_FOLDER = "f"
"""Short, as paths may be no longer than 259 characters."""

_PLAIN_NAME = re.compile(r"[A-Za-z0-9 _.,()+\-]{1,100}")
_ENCODED = re.compile(r"%(?=[0-9A-Fa-f]{2})")
_NAMES_COMPS = re.compile(r"\bcomp\s*\(|\bthisComp\s*\.\s*name\b")


class Staged(Struct, frozen=True):
    """What After Effects is called with. `size` is the composition's (width, height), `background` its colour (0..1).

    `counts_from` is the number displayed for its first frame; `file_version` as in `Template`.
    """

    folder: str
    project: str
    comp: str
    counts_from: int
    size: tuple[int, int]
    background: tuple[float, float, float]
    file_version: int


def stage(storage: Storage, plan: RenderPlan, folder: Path) -> Staged:
    """Write what After Effects needs of a job into an empty folder, with the paths of this computer.

    Raises `StorageError` when a part is not there, `TemplateError` when the project cannot be made ready, and
    `EngineError` when After Effects could not open a path.
    """
    template = _model(storage, plan)
    comp = template.comp(plan.comp_id)
    if comp is None:
        raise TemplateError(f"The project of job {plan.job_id} has no composition {plan.comp_id} any more.")
    project = read_project(storage.fetch(plan.project))
    path = folder / f"project{Path(plan.project).suffix.lower()}"
    check_path(path)
    footage = {
        item: str(_place(storage.fetch(planned.file), planned.name, folder / FOOTAGE_FOLDER / str(item)))
        for item, planned in plan.footage.items()
        if planned.file
    }
    tree = _without_queue(project, template, comp).tree
    tree = relink(tree, footage, location=str(path), name=project.name)
    name = _name(template, comp)
    if name != comp.name:
        tree = rename_item(tree, comp.id, name, name=project.name)
    write_project(tree, path)
    return Staged(
        folder=str(folder),
        project=str(path),
        comp=name,
        counts_from=display_start(comp.display_start_frame, counts_from(tree)),
        size=(comp.width, comp.height),
        background=comp.background,
        file_version=template.file_version,
    )


def _model(storage: Storage, plan: RenderPlan) -> Template:
    path = storage.fetch(plan.model)
    with translated("read", path):
        return decode_model(path.read_bytes())


def _without_queue(project: ProjectFile, template: Template, comp: Comp) -> ProjectFile:
    """The project without waiting render queue items of the composition; aerender would render those as they are."""
    if not any(comp_id == comp.id for comp_id, _ in template.render_queue):
        return project
    opened = open_project(write_rifx(project.tree), project.name)
    unqueue(opened, comp.id)
    return ProjectFile(project.name, project.format, read_rifx(save_project(opened, project.name), project.name))


def _name(template: Template, comp: Comp) -> str:
    """A name that only this composition has and that arrives: its own, or else one that is made up.

    Raises `TemplateError` when it has to be renamed and expressions know it by its name.
    """
    others = {one.name for one in template.comps if one.id != comp.id}
    if comp.name not in others and _PLAIN_NAME.fullmatch(comp.name):
        return comp.name
    if not _is_named(template, comp):
        name = f"Farmhand {comp.id}"
        while name in others:
            name += " _"
        return name
    if comp.name in others or not plain_argument(comp.name):
        raise TemplateError(
            f"After Effects cannot be asked for the composition “{comp.name}”.",
            "Another one has the same name, or the name has quotes in it, and expressions refer to compositions by "
            "name, so that it cannot be renamed for the render.",
            "Give the composition a name of its own in the template.",
        )
    return comp.name


def _is_named(template: Template, comp: Comp) -> bool:
    """Whether an expression behind the composition's frames knows compositions by name."""
    return any(
        prop.driven and _NAMES_COMPS.search(prop.expression)
        for reachable in reachable_comps(template, comp.id)
        for layer in reachable.layers
        for prop in layer.root.walk()
    )


def _place(source: Path, name: str, folder: Path) -> Path:
    """Bring a file into a folder under the name that people, and expressions, know it by; without copying, if it goes.

    Raises `StorageError`, and `EngineError` when After Effects could not open the path.
    """
    # A percent sign before two digits would be decoded by After Effects' scripts.
    target = folder / (_ENCODED.sub("_", safe_file_name(Path(name).name)) or source.name)
    check_path(target)
    with translated("write", target):
        folder.mkdir(parents=True)
        with suppress(OSError):
            os.link(source, target)
            return target
        try:
            copy_durably(source, target)
        except FileNotFoundError as error:
            raise StorageError(f"The footage file “{name}” is not in storage.", "", "Submit the job again.") from error
    return target


def remove_folder(folder: Path) -> None:
    """Delete a work folder, as far as nobody holds a file in it open."""
    shutil.rmtree(folder, ignore_errors=True)
