"""From a project file's bytes to the encoded model, in this process."""

from __future__ import annotations

from app.template.build import build_model
from app.template.chunks import write_rifx
from app.template.files import ProjectForm, parse_project
from app.template.model_bytes import encode_model


def compile_model(data: bytes, name: str) -> bytes:
    """The encoded model of the project file `data`. Raises TemplateError when it cannot be used."""
    project = parse_project(data, name)
    rifx = data if project.format is ProjectForm.BINARY else write_rifx(project.tree)
    return encode_model(build_model(rifx, name))
