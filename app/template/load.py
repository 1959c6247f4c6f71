"""Opening a template: bytes, hash, compiled model, all in one go, so that damage shows here and nowhere later."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from app.core.model import Template
from app.template.cache import ModelCache
from app.template.files import ProjectForm, read_bytes, recognise
from app.template.isolate import TIME_LIMIT, WarmParser, parse_isolated
from app.template.model_bytes import decode_model, encode_model

__all__ = ["LoadedTemplate", "decode_model", "encode_model", "load_template"]


@dataclass(frozen=True, slots=True)
class LoadedTemplate:
    """A template as it was opened: the model, and the file it came from (hash and size in bytes)."""

    template: Template
    sha256: str
    size: int
    path: Path
    format: ProjectForm


def load_template(
    path: Path,
    *,
    name: str = "",
    cache: Path | None = None,
    isolated: bool = True,
    parser: WarmParser | None = None,
    time_limit: float = TIME_LIMIT,
) -> LoadedTemplate:
    """Open the project file at `path`, which errors call `name` where it is given.

    `cache` is a folder for compiled models: a file that was opened before is not parsed again. Files are parsed in a
    child process of limited memory and `time_limit` seconds, which `parser` has ready; `isolated=False` parses here,
    for files that the program wrote itself. Raises TemplateError when the file cannot be used.
    """
    data = read_bytes(path)
    name = name or path.name
    form = recognise(data, name)
    sha256 = hashlib.sha256(data).hexdigest()
    models = ModelCache(cache) if cache is not None else None
    template = models.get(sha256) if models is not None else None
    if template is None:
        parse = parser.parse if parser is not None else parse_isolated
        encoded = parse(data, name, time_limit=time_limit) if isolated else _compile(data, name)
        template = decode_model(encoded)
        if models is not None:
            models.put(sha256, encoded)
    return LoadedTemplate(template=template, sha256=sha256, size=len(data), path=path, format=form)


def _compile(data: bytes, name: str) -> bytes:
    """The encoded model, parsed in this process; imported here, because py-aep takes half a second to import."""
    from app.template.compiling import compile_model

    return compile_model(data, name)
