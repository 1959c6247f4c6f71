"""Desktop farms over real templates: what tests submit to them, and a program that runs one and may be killed.

`python -m tests.fakes.desktop_farms HOME RESULTS submit|resume` says whether the profile has unfinished jobs, starts
its farm, submits the sample's films (or nothing), and ends when no job is under way.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import py_aep

from app.core.frames import FrameRange
from app.core.jobs import JobRequest, MissingPolicy
from app.core.ports import AssetStore
from app.core.settings import Settings
from app.core.slots import TextFill
from app.farm.desktop import DesktopFarm, has_unfinished
from app.farm.opened import open_template
from app.farm.requests import RenderWishes, RequestBuilder, find_files
from app.main import start_agents
from resources import samples

FRAMES = 40
NAMES = ("Ada", "Grace")


def desktop_farm(home: Path, results: Path, **settings: object) -> DesktopFarm:
    """A farm that is not started; by default of two workers."""
    values = Settings(**({"workers": 2, "progress_seconds": 0.0} | settings))  # type: ignore[arg-type]
    return DesktopFarm(home, results, start_agents=start_agents, settings=values, owner="ann")


def empty_project(path: Path, *, seconds: float) -> Path:
    """A project with one small, empty composition of 25 frames per second, whose frames cost next to nothing."""
    app = py_aep.new()
    app.project.root_folder.add_comp("Main", 320, 180, 1.0, seconds, 25.0)
    app.project.save(path)
    return path


def make_requests(
    storage: AssetStore, project: Path, outputs: Sequence[str], *, frames: int, slot: str = ""
) -> tuple[JobRequest, ...]:
    """Requests for films of a project's main composition; `slot` is filled with the film's name."""
    opened = open_template(project)
    comp = opened.comp(None)
    builder = RequestBuilder(
        storage=storage,
        template=opened.template,
        template_path=opened.path,
        files=find_files(opened.template, opened.path, comp),
        wishes=RenderWishes(
            comp=comp,
            frames=FrameRange(start=0, stop=frames),
            preset="mp4",
            missing=MissingPolicy.SUBSTITUTE,
            owner="ann",
        ),
    )
    keys = [one.key for one in opened.slots if one.label == slot]
    return tuple(
        builder.request({key: TextFill(text=output) for key in keys}, output=f"{output}.mp4") for output in outputs
    )


def wait_until_idle(farm: DesktopFarm) -> None:
    """Wait until no job is under way."""
    idle = threading.Event()
    unwatch = farm.watch_busy(lambda busy: None if busy else idle.set())
    idle.wait()
    unwatch()


def main(home: str, results: str, order: str) -> None:
    """Run the program."""
    print("unfinished" if has_unfinished(Path(home)) else "nothing to do", flush=True)
    farm = desktop_farm(Path(home), Path(results))
    farm.start()
    print("started", flush=True)
    if order == "submit":
        sample = next(one for one in samples() if one.name == "greeting")
        requests = make_requests(farm.storage, sample.template, NAMES, frames=FRAMES, slot="Name")
        farm.client.wait(farm.client.submit(requests))
    wait_until_idle(farm)
    farm.stop()
    print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
