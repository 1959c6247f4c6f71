"""Records real renders of many templates for `bench_estimates`: a file per run, so that recording goes on in slices."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from app.cli.rendering import Plan, Wishes, check, make_requests
from app.core.errors import FarmhandError, UsageError
from app.core.estimates import PastRender
from app.core.frames import FrameRange
from app.core.jobs import EngineChoice
from app.core.model import Struct
from app.core.ports import AssetStore
from app.core.settings import Settings
from app.farm.client import FarmClient
from app.farm.embedded import embedded_farm
from app.farm.estimates.sampling import sample_cost
from app.farm.opened import open_template
from app.farm.requests import find_files
from app.farm.store import history
from app.farm.try_farm import try_farm
from app.main import start_agents
from app.render.fonts import FontLibrary
from app.render.renderer import Renderer
from resources import samples

PROJECTS = {".aep", ".aepx", ".aet"}
LEAST_FRAMES, MOST_FRAMES = 120, 900
LEAST_FILM = 45
DEAREST = 1.5
"""Templates whose frames take longer than this many seconds are left out: one run of them lasts for minutes."""
SAMPLES = "samples"
"""The file of what frames of the runs cost when a few of them were timed."""

WORKERS = (2, 1, 3, 2)
ROWS = (1, 1, 2, 1, 1)
MOST_ROWS = 8
"""Films that are shorter than a run come as a batch of up to so many, as people render them."""


class Recorded(Struct, frozen=True):
    """One run: what was remembered of its films. `load` is the computer's load when it began (1 minute)."""

    name: str
    template: str
    broker: str
    workers: int
    seconds: float
    load: float
    renders: tuple[PastRender, ...]


class Wish(Struct, frozen=True):
    """A run to be recorded."""

    template: Path
    round: int
    workers: int
    rows: int

    @property
    def name(self) -> str:
        mark = hashlib.sha256(self.template.read_bytes()).hexdigest()[:8]
        return f"{self.template.stem.replace(' ', '_')}-{mark}-{self.round}-w{self.workers}-n{self.rows}"


def templates(corpus: Path | None) -> list[Path]:
    """The samples and the projects of a corpus, each content once."""
    found = [sample.template for sample in samples()]
    if corpus is not None:
        found += sorted(path for path in corpus.rglob("*") if path.suffix.lower() in PROJECTS)
    by_content = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in reversed(found)}
    return [path for path in found if path in set(by_content.values())]


def wishes(corpus: Path | None, rounds: int) -> Iterator[Wish]:
    """Runs, every template once before any comes again."""
    found = templates(corpus)
    for number in range(rounds):
        for turn, template in enumerate(found):
            yield Wish(
                template=template,
                round=number,
                workers=WORKERS[(turn + number) % len(WORKERS)],
                rows=ROWS[(turn + number) % len(ROWS)],
            )


def read_runs(folder: Path) -> list[Recorded]:
    """What was recorded so far."""
    return [msgspec.json.decode(path.read_bytes(), type=Recorded) for path in sorted(folder.glob("*.json"))]


def sample(folder: Path, *, corpus: Path | None) -> dict[str, float]:
    """What a few frames of each recorded run cost, by its name; what is known already is not drawn again."""
    kept = folder / SAMPLES
    found: dict[str, float] = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    by_hash = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in templates(corpus)}
    for run in read_runs(folder):
        past = run.renders[0]
        path = by_hash.get(past.template)
        if run.name in found or path is None:
            continue
        opened = open_template(path)
        comp = opened.comp(past.comp)
        frames = max(one.frames for one in run.renders)
        turn = int(run.name.rsplit("-", 3)[1])
        first = first_frame(comp.frame_count, frames, turn)
        wanted = FrameRange(start=first, stop=first + frames)
        found[run.name] = sample_cost(opened, comp, wanted, preset=past.preset)
        kept.write_text(json.dumps(found, indent=1), "utf-8")
        sys.stdout.write(f"{run.name}: {found[run.name] * 1000:.0f} ms a frame, {past.cost * 1000:.0f} when rendered\n")
    return found


def first_frame(count: int, frames: int, turn: int) -> int:
    """Later rounds show other parts of long films."""
    return min(max(0, count - frames), 60 * turn)


def record(
    folder: Path, *, corpus: Path | None, runs: int, seconds: float, each: float, rabbitmq: bool, rounds: int = 8
) -> int:
    """Record up to so many further runs, for so many seconds, each of about `each` seconds; how many it were."""
    folder.mkdir(parents=True, exist_ok=True)
    begun, done = time.monotonic(), 0
    broker = "rabbitmq" if rabbitmq else "memory"
    for wish in wishes(corpus, rounds):
        path = folder / f"{broker}-{wish.name}.json"
        skipped = path.with_suffix(".skipped")
        if done >= runs or time.monotonic() - begun > seconds:
            break
        if path.exists() or skipped.exists():
            continue
        try:
            recorded = _run(wish, each, broker)
        except FarmhandError as error:
            skipped.write_text(f"{error}\n", "utf-8")
            continue
        path.write_bytes(msgspec.json.encode(recorded))
        done += 1
        costs = ", ".join(f"{one.frames} frames of {one.cost * 1000:.0f} ms" for one in recorded.renders)
        sys.stdout.write(f"{path.stem}: {recorded.seconds:.1f} s, load {recorded.load:.1f}: {costs}\n")
        sys.stdout.flush()
    return done


def _run(wish: Wish, each: float, broker: str) -> Recorded:
    plan, asked, rows = _plan(wish, each)
    load = os.getloadavg()[0]
    folder = Path(tempfile.mkdtemp(prefix="farmhand-bench-"))
    try:
        begun = time.monotonic()
        if broker == "memory":
            renders = _embedded(wish.workers, plan, asked, rows, folder)
        else:
            renders = _over_rabbitmq(wish.workers, plan, asked, rows, folder)
        seconds = time.monotonic() - begun
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Recorded(
        name=wish.name,
        template=str(wish.template.name),
        broker=broker,
        workers=wish.workers,
        seconds=seconds,
        load=load,
        renders=renders,
    )


def _plan(wish: Wish, each: float) -> tuple[Plan, Wishes, int]:
    """The film of a run, and how many of it fill about `each` seconds."""
    asked = Wishes(
        template=wish.template,
        missing="substitute",
        engine=EngineChoice.BUILTIN.value,
        keep_unfilled=True,
        preset="mp4",
    )
    plan = check(asked, [EngineChoice.BUILTIN])
    if plan.comp.frame_count < LEAST_FILM:
        raise UsageError(f"{wish.template.name} is too short.")
    cost = _guess(plan)
    if cost > DEAREST:
        raise UsageError(f"{wish.template.name} takes {cost:.1f} s a frame.")
    wanted = each * min(wish.workers, os.cpu_count() or 1) / cost
    frames = int(min(MOST_FRAMES, max(LEAST_FRAMES, wanted / wish.rows)))
    first = first_frame(plan.comp.frame_count, frames, wish.round)
    stop = min(plan.comp.frame_count, first + frames)
    asked = _of_frames(asked, first, stop - 1)
    rows = max(wish.rows, min(MOST_ROWS, int(wanted / (stop - first))))
    return check(asked, [EngineChoice.BUILTIN]), asked, rows


def _of_frames(asked: Wishes, first: int, last: int) -> Wishes:
    return Wishes(
        template=asked.template,
        missing=asked.missing,
        engine=asked.engine,
        keep_unfilled=True,
        preset=asked.preset,
        frames=f"{first}-{last}",
    )


def _guess(plan: Plan) -> float:
    """Seconds that a frame takes, from three."""
    files = find_files(plan.opened.template, plan.opened.path, plan.comp)
    renderer = Renderer(plan.opened.template, footage=files.footage, fonts=FontLibrary(files=files.fonts))
    last = min(plan.comp.frame_count, 2 * LEAST_FRAMES) - 1
    begun = time.monotonic()
    for frame in (last // 4, last // 2, last):
        renderer.render(plan.comp.id, frame)
    return max(0.01, (time.monotonic() - begun) / 3)


def _embedded(workers: int, plan: Plan, asked: Wishes, rows: int, folder: Path) -> tuple[PastRender, ...]:
    with embedded_farm(folder, workers=workers, start_agents=start_agents, settings=Settings(), owner="bench") as farm:
        _submit(farm.client, plan, asked, rows, farm.storage, "bench")
        with farm.store.read() as session:
            return history.past_renders(session)


def _over_rabbitmq(workers: int, plan: Plan, asked: Wishes, rows: int, folder: Path) -> tuple[PastRender, ...]:
    from app.farm.estimates.asking import past_renders

    command = (sys.executable, "-m", "worker_agent")
    with try_farm(folder, workers=workers, settings=Settings(), agent_command=command, say=lambda _: None) as tried:
        _submit(tried.farm.client, plan, asked, rows, tried.farm.storage, tried.farm.user)
        return past_renders(tried.farm.client)


def _submit(client: FarmClient, plan: Plan, asked: Wishes, rows: int, storage: AssetStore, owner: str) -> None:
    whole = make_requests(
        plan, asked, storage=storage, exists=lambda _: False, replaces=lambda _: False, number=False, owner=owner
    )
    # Rows differ by their names alone; films that are the same are one job, so each has another range.
    jobs = []
    for number in range(rows):
        one = whole[0]
        frames = msgspec.structs.replace(one.frames, stop=one.frames.stop - number)
        changes = {"job_id": f"{one.job_id[:-2]}{number:02d}", "output": f"film{number}.mp4", "frames": frames}
        jobs.append(msgspec.structs.replace(one, **changes))
    views = client.wait(client.submit(jobs), timeout=900.0)
    for view in views:
        if view.error is not None:
            raise FarmhandError(view.error.title, view.error.cause)
