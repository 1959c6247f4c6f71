"""The immutable model of a project, built fully in one go, so that damage shows when a project is opened.

Parts are in `build_items` (compositions, footage), `build_layers`, `build_properties` and `build_text`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from app.core.model import Footage, Template
from app.template.adapter import PyAep, listening, open_project, translated
from app.template.build_checks import check_nesting
from app.template.build_items import build_comp, build_footage
from app.template.build_problems import Problems, clean_text
from app.template.derived import used_fonts
from app.template.files import NEWEST_KNOWN_VERSION

NEWER_FILE = "The project was saved by a newer After Effects than this program knows; check the result."


def build_model(rifx: bytes, name: str) -> Template:
    """The model of the project in `rifx` (binary form); `name` is what messages call the file.

    A damaged layer or property is left out and listed in `problems`. Raises TemplateError when the project cannot be
    opened or one of its compositions cannot be trusted.
    """
    problems = Problems()
    with listening(lambda what: problems.add("project", clean_text(what))):
        return _build(open_project(rifx, name), name, problems)


def _build(project: PyAep, name: str, problems: Problems) -> Template:
    with translated(name, "reading the project"):
        version = int(project._head.file_format_version)
        items = sorted(project.items.items())
        compositions = [item for _id, item in items if item.type_name == "Composition"]
        footages = [item for _id, item in items if item.type_name == "Footage"]
    if version > NEWEST_KNOWN_VERSION:
        problems.add("project", NEWER_FILE)
    comps = tuple(build_comp(source, name, problems) for source in compositions)
    check_nesting(comps, name)
    footage = tuple(_footage(footages, problems))
    with translated(name, "reading the project's settings"):
        return Template(
            version=clean_text(project._head.version),
            file_version=version,
            comps=comps,
            footage=footage,
            fonts=used_fonts(comps),
            bits_per_channel=problems.guard("project / depth", lambda: int(project.bits_per_channel), 8),
            linear_blending=problems.guard("project / blending", lambda: bool(project.linear_blending), False),
            working_space=problems.guard("project / working space", lambda: _working_space(project), ""),
            expression_engine=problems.guard(
                "project / expressions", lambda: clean_text(project.expression_engine), "extendscript"
            ),
            render_queue=problems.guard("project / render queue", lambda: _render_queue(project), ()),
            problems=problems.listed(),
        )


def _footage(footages: list[PyAep], problems: Problems) -> Iterable[Footage]:
    for source in footages:
        built = problems.guard(f"footage {source.id}", partial(build_footage, source, problems), None)
        if built is not None:
            yield built


def _working_space(project: PyAep) -> str:
    space = clean_text(project.working_space)
    return "" if space == "None" else space


def _render_queue(project: PyAep) -> tuple[tuple[int, str], ...]:
    """(composition id, output file template) of every output module in the render queue."""
    queue = project.render_queue
    if queue is None:
        return ()
    return tuple(
        (int(item.comp.id), clean_text(module.file_template)) for item in queue.items for module in item.output_modules
    )
