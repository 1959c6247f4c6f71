"""A film of 300 frames that are really drawn, and its pieces made by bare processes, without a farm."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Sequence
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

from app.core.frames import FrameRange, piece_grid
from app.core.jobs import EngineChoice, MissingPolicy
from app.core.presets import find_preset
from app.farm.engines.plans import open_message
from app.farm.engines.protocol import Open
from app.farm.engines.sources import renderer_opener
from app.farm.pieces import encode_piece
from app.farm.prepare import Preparation
from app.farm.requests import RenderWishes, RequestBuilder, find_files
from app.farm.storage_folder import FolderStorage
from app.template.adapter import open_project, save_project
from app.template.load import load_template

FRAMES, RATE = 300, 30


def longer_template(sample: Path, folder: Path) -> Path:
    """The sample's project with all compositions and layers made 300 frames long, beside links to its footage."""
    for other in sample.parent.iterdir():
        if other.is_dir():
            (folder / other.name).symlink_to(other)
    project = open_project(sample.read_bytes(), sample.name)
    for comp in project.compositions:
        comp.duration = FRAMES / RATE
        for layer in comp.layers:
            layer.out_point = FRAMES / RATE
    target = folder / sample.name
    target.write_bytes(save_project(project, sample.name))
    return target


class BareFilm:
    """The pieces of the film, prepared once and made by as many bare processes as are asked for."""

    def __init__(self, template_path: Path, folder: Path) -> None:
        template = load_template(template_path, cache=folder / "models").template
        comp = next(comp for comp in template.comps if comp.name == "Greeting")
        storage = FolderStorage(folder / "storage", folder / "films")
        builder = RequestBuilder(
            storage=storage,
            template=template,
            template_path=template_path,
            wishes=RenderWishes(
                comp=comp,
                frames=FrameRange(start=0, stop=FRAMES),
                preset="mp4",
                missing=MissingPolicy.FAIL,
                engine=EngineChoice.BUILTIN,
            ),
            files=find_files(template, template_path, comp),
        )
        plan = Preparation(storage, folder / "models").run(builder.request({}, output="film.mp4"))
        self._opened = open_message(storage, plan)
        self._pieces = piece_grid(plan.frames, plan.piece_length)
        self._folder = folder

    def seconds(self, processes: int) -> float:
        """How long so many processes take for all pieces together, each encoded and flushed to the disk."""
        context = multiprocessing.get_context("spawn")
        barrier, spent = context.Barrier(processes), context.Queue()
        shares = [self._pieces[number::processes] for number in range(processes)]
        workers = [
            context.Process(target=_draw, args=(self._opened, self._folder, share, barrier, spent)) for share in shares
        ]
        for worker in workers:
            worker.start()
        slowest: float = max(spent.get() for _ in workers)
        for worker in workers:
            worker.join()
        return slowest


def _draw(opened: Open, folder: Path, pieces: Sequence[FrameRange], barrier: Barrier, spent: Queue[float]) -> None:
    plan = opened.plan
    source = renderer_opener()(opened)
    source.frame(0)
    barrier.wait()
    begun = time.perf_counter()
    for frames in pieces:
        encode_piece(
            map(source.frame, frames),
            folder / f"{frames.start}.mp4",
            preset=find_preset(plan.preset),
            size=(plan.width, plan.height),
            frame_rate=plan.frame_rate,
        )
    spent.put(time.perf_counter() - begun)
