"""The only module that knows py-aep, the parser and writer of binary projects (pinned to 0.18.2).

py-aep reads layers and properties lazily and raises whatever comes up, whenever it comes up. So this module is a
declared border: everything raised inside `translated` leaves it as TemplateError with the file, the stage and a hint.

Its readers that fail on old projects are guarded by `adapter_guards`, which knows py-aep too. Projects of CS6 and
before can be read, and their texts filled; photos cannot be placed in them, because their references to files have
another form.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from uuid import NAMESPACE_URL, uuid5

from py_aep.binary.chunk import read_aep, write_aep
from py_aep.binary.composition_chunks import frame_grid
from py_aep.binary.utils import alas_platform, find_by_list_type, find_by_type, recursive_find
from py_aep.enums import RQItemStatus
from py_aep.models.items import composition
from py_aep.models.properties.property_group import PropertyGroup
from py_aep.models.text.ranges import _char_run_spans, _kern_run_spans, _para_run_spans, _parse_color, _raw_text
from py_aep.parsers.project import parse_project
from py_aep.resolvers.platform_paths import relative_path_counts

from app.core.errors import FarmhandError, FillError, TemplateError
from app.template.adapter_guards import OLD_REFERENCES, OLD_VERSION, install_guards

PyAep = Any
"""An object of py-aep. Callers hand it back to this module or to the model builder and know nothing else of it."""

TEXT_DOCUMENT = "ADBE Text Document"

Span = tuple[int, int, dict[str, Any]]
"""First and past-the-last UTF-16 unit of a run of text, and its style by COS key."""

_Result = TypeVar("_Result")
_DEFERRED = frozenset({"Layr"})
_OPEN_HINT = "Open the project in After Effects CC 2018 or later and save it again."
_PLATFORMS = frozenset({"windows", "macos"})


@contextmanager
def translated(name: str, stage: str, hint: str = _OPEN_HINT) -> Iterator[None]:
    """Turn whatever is raised inside into TemplateError about file `name` while doing `stage` ("reading layers")."""
    try:
        yield
    except FarmhandError:
        raise
    except Exception as error:  # declared border: py-aep raises anything, lazily
        raise TemplateError(f"{name} cannot be used.", f"It failed while {stage}: {reason(error)}.", hint) from error


def attempt(read: Callable[[], _Result], fallback: _Result, report: Callable[[str], None]) -> _Result:
    """What `read` answers, or `fallback` after telling `report` what was raised; for one part among many.

    TemplateError passes: it says that the whole file cannot be trusted.
    """
    try:
        return read()
    except FarmhandError:
        raise
    except Exception as error:  # noqa: BLE001 - declared border: py-aep raises anything, lazily
        report(reason(error))
        return fallback


class _Listener(logging.Handler):
    """Passes on what py-aep warns of in the thread that made this."""

    def __init__(self, report: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self._report = report
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self._report(record.getMessage())


@contextmanager
def listening(report: Callable[[str], None]) -> Iterator[None]:
    """Tell `report` what py-aep skips inside: it only logs a warning for parts of a project it does not know."""
    logger = logging.getLogger("py_aep")
    listener = _Listener(report)
    logger.addHandler(listener)
    try:
        yield
    finally:
        logger.removeHandler(listener)


def reason(error: Exception) -> str:
    """One line that says for people what an exception was about; its class would tell them nothing."""
    text = " ".join(str(error).split())[:300].rstrip(".")
    if isinstance(error, LookupError):
        return f"{text or 'a part'} was not found"
    return text or "a part has an unexpected form"


def open_project(rifx: bytes, name: str, *, platform: str | None = None) -> PyAep:
    """The py-aep project in `rifx` (binary form); each call parses afresh, so that no change leaks into the next row.

    `platform` is "windows" or "macos", the style in which new paths are stored; None is this computer's. Raises
    TemplateError when py-aep cannot open it.
    """
    if platform is not None and platform not in _PLATFORMS:
        raise ValueError(f"platform must be one of {sorted(_PLATFORMS)}, not {platform!r}")
    install_guards()
    with translated(name, "opening the project"):
        root, xmp = read_aep(BytesIO(rifx), defer_list_types=_DEFERRED)
        project = parse_project(root, xmp, name)
        if platform is not None:
            project._platform = platform
        return project


def save_project(project: PyAep, name: str, *, location: str = "") -> bytes:
    """The binary form of `project` with its changes.

    `location` is the absolute path that the project will have on the computer that opens it, in the style of the
    project's platform: relative paths of new footage are counted from it; without it they are left to After Effects.
    """
    with translated(name, "saving the project"):
        for comp in project.compositions:
            if comp._layers_loaded:
                for layer in comp.layers:
                    layer._write_out_moved_defaults()
        if not _has_old_references(project):
            project._fill_relative_path_counts(location)
        buffer = BytesIO()
        write_aep(buffer, project._rifx, project._xmp)
        return buffer.getvalue()


def _has_old_references(project: PyAep) -> bool:
    """Whether the project refers to files in the form of CS6 and before, or would if it had any."""
    old = int(project._head.file_format_version) <= OLD_VERSION
    return old or bool(recursive_find(project._rifx.chunks, list_type=OLD_REFERENCES, skip_unparsed=True))


def comp_by_id(project: PyAep, comp_id: int) -> PyAep:
    """The composition of that id. Raises FillError when there is none."""
    item = project.items.get(comp_id)
    if item is None or not isinstance(item, composition.CompItem):
        raise FillError(f"The project has no composition {comp_id}.", "", "Read the template again.")
    return item


def layer_by_id(project: PyAep, comp_id: int, layer_id: int) -> PyAep:
    """The layer of that id. Raises FillError when there is none."""
    comp = comp_by_id(project, comp_id)
    layer = comp.layers_by_id.get(layer_id)
    if layer is None:
        raise FillError(f"Composition {comp.name} has no layer {layer_id}.", "", "Read the template again.")
    return layer


def text_documents(project: PyAep, comp_id: int, layer_id: int) -> list[PyAep]:
    """The text documents of a text layer: one, or one for each keyframe, in order of time.

    Setting `.text` of each changes the project. Raises FillError when the layer is not there or has no text.
    """
    layer = layer_by_id(project, comp_id, layer_id)
    group = layer.text
    if group is None:
        raise FillError(f"Layer {layer.name} is not a text layer.")
    source = group[TEXT_DOCUMENT]
    if source.keyframes:
        return [keyframe.value for keyframe in source.keyframes]
    return [source.value]


def set_text(project: PyAep, comp_id: int, layer_id: int, text: str) -> None:
    """Put `text` (lines end with a line feed) into every document of a text layer.

    A document of several character styles takes the first one, as in After Effects. Raises FillError when the layer
    is not there or has no text, TemplateError when its text cannot be written.
    """
    with translated(str(project.file), "setting the text of a layer"):
        for document in text_documents(project, comp_id, layer_id):
            document.text = text


def footage_by_id(project: PyAep, item_id: int) -> PyAep:
    """The footage item of that id. Raises FillError when there is none."""
    item = project.items.get(item_id)
    if item is None or not hasattr(item, "main_source"):
        raise FillError(f"The project has no footage item {item_id}.", "", "Read the template again.")
    return item


def replace_footage(project: PyAep, item_id: int, file: Path) -> None:
    """Let the footage item show `file`, which must be readable here; a Photoshop layer binding is dropped.

    Raises FillError when the item is not there, TemplateError when the file cannot be used.
    """
    footage = footage_by_id(project, item_id)
    if _has_old_references(project):
        raise TemplateError(
            f"Photos cannot be placed in {project.file}.", "It refers to files as After Effects CS6 did.", _OPEN_HINT
        )
    with translated(str(project.file), f"replacing footage {footage.name} by {file.name}", "Use a PNG or JPEG file."):
        footage.replace(str(file))


def is_group(node: PyAep) -> bool:
    """Whether a node of the property tree is a group (also a layer, an effect, a mask), not a property."""
    return isinstance(node, PropertyGroup)


def stored_children(group: PyAep) -> list[PyAep]:
    """The children that the file itself holds; the ones After Effects leaves out at their defaults are not made."""
    return [child for child in group._properties if child._is_live()]


def has_stored_value(group: PyAep) -> bool:
    """Whether the file holds any property below this group."""
    return any(not is_group(child) or has_stored_value(child) for child in stored_children(group))


def exact_frame_rate(comp: PyAep) -> float:
    """Frames per second of the composition's own frame grid (29.97, where the file's 16.16 number says 29.970001)."""
    timebase, units = frame_grid(comp.frame_rate)
    return float(timebase / units)


class TextParts(NamedTuple):
    """A text document as stored: the raw text (carriage returns, one more at the end), runs, and the font table."""

    raw: str
    characters: list[Span]
    paragraphs: list[Span]
    kerning: list[Span]
    fonts: tuple[str, ...]


def text_parts(document: PyAep) -> TextParts:
    """Text and style runs of a text document. Style keys are those of the COS dictionary (`build_text`)."""
    return TextParts(
        _raw_text(document),
        _char_run_spans(document),
        _para_run_spans(document),
        _kern_run_spans(document),
        tuple(str(font.post_script_name) for font in document._fonts),
    )


def text_color(paint: Any) -> tuple[float, float, float] | None:
    """The colour of a COS paint (a value of style keys 53 and 54), or None when there is none."""
    color = _parse_color(paint)
    return None if color is None else (float(color[0]), float(color[1]), float(color[2]))


def path_fields(path: str, location: str) -> dict[str, str | int]:
    """What the `alas` record of a footage file says of where it is: `path` (absolute), and the way from the project.

    `location` is as in `save_project`.
    """
    base, target = relative_path_counts(location, path, target_is_folder=False)
    return {
        "ascendcount_base": base,
        "ascendcount_target": target,
        "fullpath": path,
        "platform": alas_platform(path),
    }


def unqueue(project: PyAep, comp_id: int) -> None:
    """Take a composition's waiting items off the render queue: aerender would take the first of them, as it is."""
    with translated(str(project.file), "reading the render queue"):
        for item in project.render_queue.items:
            if item.comp.id == comp_id and item.status in (RQItemStatus.QUEUED, RQItemStatus.NEEDS_OUTPUT):
                item.status = RQItemStatus.UNQUEUED


def place_photo(project: PyAep, item_id: int, file: Path, *, project_path: str, location: str = "") -> None:
    """Let the footage item show `file` under the path that the rendering computer sees, and keep its name.

    The name is written down even where After Effects would follow the file's: expressions find layers by it. Times of
    the file are left at 0, so that After Effects reads the file anew, and the record's random mark is made from the
    path: equal fills give equal projects. `location` is as in `save_project`. Raises as `replace_footage` does.
    """
    footage = footage_by_id(project, item_id)
    with translated(str(project.file), "reading a footage item"):
        name = footage.name
    replace_footage(project, item_id, file)
    with translated(str(project.file), f"writing the path of footage {name}"):
        if footage.name != name:
            footage.name = name
        pin = footage._pin_chunks[0]
        path_list = find_by_list_type(chunks=pin.chunks, list_type="Als2")
        record: PyAep = find_by_type(chunks=path_list.chunks, chunk_type="alas")
        fields = json.loads(record.value) | path_fields(project_path, location)
        # py-aep escapes non-ASCII letters, After Effects does not.
        record.value = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        mark: PyAep = find_by_type(chunks=pin.chunks, chunk_type="pgui")
        mark.guid = uuid5(NAMESPACE_URL, f"{item_id} {project_path}").bytes
        footage.main_source._file = project_path
        footage.main_source._sspc.source_modified = 0
        footage._idta.modified_time = 0
