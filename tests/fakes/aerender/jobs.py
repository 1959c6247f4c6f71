"""Small jobs for the aerender engine: a project whose frames say what was drawn, prepared as jobs are."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import py_aep
from PIL import Image

from app.core.frames import FrameRange
from app.core.jobs import EngineChoice, JobRequest, MissingPolicy, RenderPlan
from app.farm.prepare import Preparation
from app.farm.storage_folder import FolderStorage
from app.template.adapter import save_project
from app.template.build import build_model
from app.template.model_bytes import encode_model
from resources.build_samples import stage
from tests.fakes.farm_jobs import make_plan, store_bytes, store_plan

SIZE = (64, 36)
FRAMES = 40
RATE = 25.0
START = 10
"""The composition's frames are displayed from this number on, and one more, as the project counts from 1."""


def new_project(*, font: str = "SourceSansPro-Regular") -> tuple[Any, Any]:
    """A project and its composition: a half-transparent disc that moves over a photo that covers half of it, a text."""
    project = py_aep.new("25.0x50", platform="windows").project
    project.display_start_frame = 1
    comp = project.root_folder.add_comp("Main", *SIZE, 1.0, FRAMES / RATE, RATE)
    comp.bg_color = [0.2, 0.4, 0.7]
    comp.display_start_frame = START
    disc = stage.shape_layer(comp, "disc", 32, 18)
    contents = stage.group(disc, "disc")
    stage.ellipse(contents, 21, 21)
    stage.fill(contents, "#ff8800", 60)
    stage.animate(stage.transform(disc, "Position"), (0.0, [5.0, 18.0, 0.0]), (FRAMES / RATE, [60.0, 20.0, 0.0]))
    text = comp.add_text("Hi")
    document = text.text["ADBE Text Document"].value
    document.font, document.font_size = font, 12
    return project, comp


def add_photo(project: Any, comp: Any, folder: Path) -> Path:
    """Put a photo into the composition, as its lowest layer; the file."""
    path = folder / "phöto 100%25.png"
    Image.new("RGBA", (32, 36), (200, 30, 90, 128)).save(path)
    item = project.import_file(py_aep.ImportOptions(path))
    item.name = "Photo"
    stage.place(comp.add(item), 16, 18)
    return path


def prepared_job(folder: Path, storage: FolderStorage, project: Any, comp: Any, **wishes: Any) -> RenderPlan:
    """A job of the project's composition that has been through `prepare`; `wishes` are fields of the request."""
    path = folder / f"{len(list(folder.iterdir()))} template.aep"
    path.write_bytes(save_project(project, "template.aep"))
    given: dict[str, Any] = {
        "job_id": f"job-{path.name[0]}",
        "name": "A film",
        "owner": "tester",
        "template": storage.put_asset(path),
        "comp_id": comp.id,
        "comp_name": comp.name,
        "frames": FrameRange(start=0, stop=6),
        "output": "film.mp4",
        "preset": "mp4",
        "missing": MissingPolicy.SUBSTITUTE,
        "engine": EngineChoice.AERENDER,
    }
    return Preparation(storage, folder / "models").run(JobRequest(**(given | wishes)))


def painted_job(storage: FolderStorage, job_id: str = "job-1", **fields: object) -> RenderPlan:
    """A job whose frames are not drawn from its project: 20 frames in pieces of 5, and a composition at frame 0."""
    project, model = _plain_project()
    given: dict[str, object] = {
        "model": store_bytes(storage, f"work/{job_id}/model.msgpack", model),
        "project": store_bytes(storage, f"work/{job_id}/project.aep", project),
        "comp_id": build_model(project, "plain.aep").comps[0].id,
        "engine": EngineChoice.AERENDER,
    }
    return store_plan(storage, make_plan(job_id, **(given | fields)))


@lru_cache(maxsize=1)
def _plain_project() -> tuple[bytes, bytes]:
    project = py_aep.new("25.0x50", platform="windows").project
    project.root_folder.add_comp("Main", *SIZE, 1.0, FRAMES / RATE, RATE)
    content = save_project(project, "plain.aep")
    return content, encode_model(build_model(content, "plain.aep"))
