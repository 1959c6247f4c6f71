"""How wrong estimates are, on real renders; and how long one takes for a batch of 300 films.

Record:   `python -m tests.bench.bench_estimates record FOLDER [--corpus DIR] [--runs N] [--seconds S] [--rabbitmq]`
Sample:   `python -m tests.bench.bench_estimates sample FOLDER [--corpus DIR]`
Evaluate: `python -m tests.bench.bench_estimates evaluate FOLDER`
Time:     `python -m tests.bench.bench_estimates batch`

Recording renders the samples, and the projects of a corpus, with the built-in engine in as many processes as a run has
workers; it goes on where it was stopped, and what it has is a file per run in the folder. The full recording is
`record FOLDER --corpus DIR --runs 150 --seconds 36000` and then `record FOLDER --corpus DIR --runs 30 --rabbitmq`, on a
computer that does nothing else. Then a few frames of each run are timed, as `farmhand estimate` does it for templates
that were never rendered.

Evaluating holds out one template after the other: nothing that is like it was learnt from. Where a template has several
runs, it also holds out one run after the other, which is what people meet who render a template again. Errors are
|said / truth − 1| of the median, with 95 % intervals by drawing templates anew (bootstrap).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import msgspec

from app.core.estimates import FilmWanted, PastRender, Spread
from app.core.frames import FrameRange, piece_grid
from app.core.model import Struct
from app.farm.estimates.asked import asked_films, wanted_of
from app.farm.estimates.forecasts import CrewMember, FilmLeft, Ways, forecast
from app.farm.estimates.knowledge import Knowledge
from app.farm.estimates.lines import Run, amdahl_through, fit_amdahl, straight_between
from app.farm.estimates.local import estimate_here
from app.farm.estimates.running import DonePiece, InWork, Under, film_left, places_of, taught
from tests.bench.recorded_renders import SAMPLES, Recorded, read_runs, record, sample

CORES = os.cpu_count() or 1
WAYS = Ways(threads=4, cores=CORES)
RESAMPLES = 1000

TARGETS = {"before": 0.20, "quarter": 0.10, "half": 0.05}


class Said(Struct, frozen=True):
    """What was said at a stage of a run, and what it took from then (`truth`) and on the whole."""

    group: str
    stage: str
    seconds: Spread
    truth: float
    passed: float = 0.0

    @property
    def error(self) -> float:
        return abs(self.seconds.p50 / self.truth - 1)

    @property
    def whole_error(self) -> float:
        return abs((self.passed + self.seconds.p50) / (self.passed + self.truth) - 1)

    @property
    def is_within(self) -> bool:
        return self.seconds.p10 <= self.truth <= self.seconds.p90


def told_apart(runs: Sequence[Recorded]) -> list[Recorded]:
    """The runs with what tells templates apart as their `template`.

    Copies of a project in other folders or formats are one template: where they show the same part of a film, they
    have the same features. Other parts of it have others, and the same file.
    """
    found: dict[str, str] = {}

    def first(mark: str) -> str:
        while found.setdefault(mark, mark) != mark:
            mark = found[mark]
        return mark

    for run in runs:
        by_file, by_features = first(f"{run.renders[0].template} {run.renders[0].comp}"), first(_features_of(run))
        found[by_features] = by_file
    return [msgspec.structs.replace(run, template=first(_features_of(run))) for run in runs]


def _features_of(run: Recorded) -> str:
    one = run.renders[0]
    kept = sorted((name, round(value, 1)) for name, value in one.features.items() if name != "characters")
    return f"{one.comp} {json.dumps(kept)}"


def film_of(past: PastRender, sample: float = 0.0) -> FilmWanted:
    return FilmWanted(
        sample=sample,
        template=past.template,
        name=past.name,
        comp=past.comp,
        engine=past.engine,
        preset=past.preset,
        frames=past.frames,
        width=past.width,
        height=past.height,
        features=past.features,
        frame_rate=25.0 if past.frames <= 30 * past.pieces else 50.0,
    )


def crew(count: int) -> list[CrewMember]:
    return [CrewMember(name=f"w{number}") for number in range(count)]


def said_before(run: Recorded, knowledge: Knowledge, sample: float = 0.0) -> Said:
    asked = asked_films(knowledge, [film_of(past, sample) for past in run.renders])
    (found,) = forecast(asked.left, crew(run.workers), (run.workers,), WAYS)
    begun = min(past.ended - past.wall for past in run.renders)
    truth = max(past.ended for past in run.renders) - begun
    return Said(group=run.template, stage="before", seconds=found.seconds, truth=truth)


def said_at(run: Recorded, known: Sequence[PastRender], share: float, stage: str, sample: float = 0.0) -> Said | None:
    """What is said when so much of all frames is drawn; None where it is not known when that was."""
    begun = min(past.ended - past.wall for past in run.renders)
    end = max(past.ended for past in run.renders)
    moment = moment_of(run, share)
    if moment is None or moment >= end:
        return None
    done = {past.job_id: past for past in run.renders if past.ended <= moment}
    # What is finished of a batch is remembered.
    knowledge = Knowledge([*known, *done.values()], cores=CORES)
    under = {past.job_id: under_way(past, moment, run.workers) for past in run.renders if past.job_id not in done}
    left = [one for past in run.renders if (one := left_of(past, knowledge, under, sample)) is not None]
    if not left:
        return None
    (found,) = forecast(left, crew(run.workers), (run.workers,), WAYS)
    return Said(group=run.template, stage=stage, seconds=found.seconds, truth=end - moment, passed=moment - begun)


def moment_of(run: Recorded, share: float) -> float | None:
    """When so much of all frames was drawn, pieces in work included."""
    total = sum(past.frames for past in run.renders)
    drawn: list[tuple[float, float, int]] = []
    for past in run.renders:
        first = past.ended - past.span
        drawn += [(first + at - seconds, first + at, frames) for at, _, frames, seconds in past.timeline]
    if sum(frames for _, _, frames in drawn) < total:
        return None
    low, high = min(begin for begin, _, _ in drawn), max(end for _, end, _ in drawn)
    for _ in range(40):
        middle = (low + high) / 2
        done = sum(frames * min(1.0, max(0.0, (middle - a) / (b - a))) for a, b, frames in drawn if b > a)
        low, high = (middle, high) if done < share * total else (low, middle)
    return high


def under_way(past: PastRender, moment: float, workers: int) -> Under:
    """How far a film is at a moment, as the manager would know it."""
    length = max(frames for _, _, frames, _ in past.timeline)
    grid = piece_grid(FrameRange(start=0, stop=past.frames), length)
    places = places_of(grid)
    first = past.ended - past.span
    done, in_work, undone = [], [], []
    for at, number, frames, seconds in past.timeline:
        if first + at <= moment:
            done.append(DonePiece(place=places[number], seconds_per_frame=seconds / frames))
            continue
        undone.append(number)
        part = (moment - (first + at - seconds)) / seconds
        if part > 0:
            in_work.append(InWork(piece=number, frames=int(part * frames), seconds=part * seconds))
    return Under(
        grid=grid,
        undone=tuple(sorted(undone)),
        done=tuple(done),
        in_work=tuple(in_work),
        crowd=max(1.0, workers / CORES),
    )


def left_of(past: PastRender, knowledge: Knowledge, under: Mapping[str, Under], sample: float) -> FilmLeft | None:
    """What is left of a film of which the manager knows that, and so much of the others."""
    own = under.get(past.job_id)
    if own is None or not own.undone:
        return None
    others = [one for job_id, one in under.items() if job_id != past.job_id]
    expected = taught(knowledge.expect(wanted_of(film_of(past, sample))), others, knowledge.noise)
    return film_left(past.job_id, own, expected, group=past.job_id if own.done else "")


def held_out(
    runs: Sequence[Recorded],
    left_out: Callable[[Recorded, Recorded], bool],
    samples: Mapping[str, float] = MappingProxyType({}),
) -> list[Said]:
    """What is said of each run by who has not seen those that `left_out` tells; `samples` are by the runs' names."""
    found: list[Said] = []
    for run in runs:
        rest = [past for other in runs if not left_out(run, other) for past in other.renders]
        knowledge = Knowledge(rest, cores=CORES)
        sample = samples.get(run.name, 0.0)
        said = (
            said_before(run, knowledge, sample),
            said_at(run, rest, 0.25, "quarter", sample),
            said_at(run, rest, 0.5, "half", sample),
        )
        found += [one for one in said if one is not None]
    return found


def interval(values: dict[str, list[float]], figure: Callable[[Sequence[float]], float]) -> tuple[float, float, float]:
    """A figure of all values, and its 95 % interval over draws of groups."""
    chance, names = random.Random(1), sorted(values)
    whole = figure([value for name in names for value in values[name]])
    drawn = sorted(
        figure([value for name in chance.choices(names, k=len(names)) for value in values[name]])
        for _ in range(RESAMPLES)
    )
    return whole, drawn[int(0.025 * RESAMPLES)], drawn[int(0.975 * RESAMPLES)]


def told(values: dict[str, list[float]], figure: Callable[[Sequence[float]], float] = statistics.median) -> str:
    if not values:
        return "nothing measured"
    middle, low, high = interval(values, figure)
    return f"{middle:.1%} ({low:.1%}–{high:.1%})"


def by_group(said: Sequence[Said], value: Callable[[Said], float]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for one in said:
        found[one.group].append(value(one))
    return found


def print_errors(title: str, said: Sequence[Said]) -> None:
    print(f"\n{title}")
    for stage, target in TARGETS.items():
        own = [one for one in said if one.stage == stage]
        whole = "" if stage == "before" else f", of the whole time {told(by_group(own, lambda one: one.whole_error))}"
        print(f"  {stage:8} median error {told(by_group(own, lambda one: one.error))}{whole}  [{target:.0%}]")
    for stage in TARGETS:
        own = [one for one in said if one.stage == stage]
        print(f"  {stage:8} within p10–p90 {told(by_group(own, lambda one: float(one.is_within)), statistics.fmean)}")
    print(
        f"  all      within p10–p90 {told(by_group(said, lambda one: float(one.is_within)), statistics.fmean)}"
        "  [72–88%]"
    )


def print_lines(runs: Sequence[Recorded]) -> None:
    """The baseline and the fits, for runs of one film of templates with others of other numbers of workers."""
    errors: dict[str, dict[str, list[float]]] = {name: defaultdict(list) for name in ("baseline", "two points", "fit")}
    single = [run for run in runs if len(run.renders) == 1]
    for run in single:
        past = run.renders[0]
        others = [one for one in single if one is not run and one.template == run.template]
        points: list[Run] = [(float(o.workers), o.renders[0].span / o.renders[0].frames * past.frames) for o in others]
        pairs = [(a, b) for a in points for b in points if a[0] < b[0]]
        if not pairs:
            continue
        straight, exact, fitted = straight_between(*pairs[-1]), amdahl_through(*pairs[-1]), fit_amdahl(points)
        if straight is not None and exact is not None and fitted is not None:
            for name, seconds in (
                ("baseline", straight.at(run.workers)),
                ("two points", exact.seconds(run.workers)),
                ("fit", fitted.seconds(run.workers)),
            ):
                errors[name][run.template].append(abs(seconds / past.span - 1))
    print("\nFrom earlier renders of the template alone, by the number of workers (grant to end)")
    for name, found in errors.items():
        print(f"  {name:10} median error {told(found)}, {sum(len(one) for one in found.values())} runs")


def evaluate(folder: Path) -> None:
    """Print how wrong estimates are on what was recorded."""
    whole = [run for run in read_runs(folder) if run.renders and all(past.timeline for past in run.renders)]
    runs = told_apart(whole)
    groups = {run.template for run in runs}
    loads = [run.load for run in runs]
    brokers = sum(run.broker == "rabbitmq" for run in runs)
    films = sum(len(run.renders) for run in runs)
    print(f"{len(runs)} runs ({brokers} over RabbitMQ), {films} films of {len(groups)} templates, {CORES} cores")
    print(
        f"load of the computer when runs began: {min(loads):.1f} to {max(loads):.1f}, "
        f"median {statistics.median(loads):.1f}"
    )
    like = held_out(runs, lambda a, b: a.template == b.template)
    print_errors("Templates never seen (held out by template), by what they are made of", like)
    kept = folder / SAMPLES
    if kept.exists():
        samples = json.loads(kept.read_text("utf-8"))
        timed = [run for run in runs if samples.get(run.name)]
        errors: dict[str, list[float]] = defaultdict(list)
        for run in timed:
            errors[run.template].append(abs(samples[run.name] / run.renders[0].cost - 1))
        print(f"\n{len(timed)} runs of which frames were timed: cost of a frame off by {told(errors)}")
        found = held_out(timed, lambda a, b: a.template == b.template, samples)
        print_errors("Templates never seen (held out by template), a few frames timed", found)
    many = {group for group in groups if sum(run.template == group for run in runs) > 1}
    again = [run for run in runs if run.template in many]
    if again:
        print_errors(
            f"Templates rendered before ({len(again)} runs, held out by run)", held_out(again, lambda a, b: a is b)
        )
    print_lines(runs)


def batch() -> None:
    """Print how long an estimate for 300 films takes."""
    chance = random.Random(1)
    history = [
        PastRender(
            job_id=f"j{number}",
            ended=float(number),
            template=f"t{number % 40}",
            name=f"t{number % 40}.aep",
            comp="Main",
            preset="mp4",
            engine="builtin",
            width=1920,
            height=1080,
            frames=150,
            pieces=5,
            cost=chance.uniform(0.05, 0.5),
            drawn=30.0,
            features={"film": 2.07, "area": chance.uniform(1, 30), "layers": chance.uniform(1, 30)},
        )
        for number in range(1500)
    ]
    film = FilmWanted(template="t1", comp="Main", engine="builtin", frames=150, count=300)
    for workers in ((3, 6, 10), (1, 2, 4, 8, 16, 32)):
        begun = time.perf_counter()
        found = estimate_here(history, [film], workers, Ways())
        seconds = time.perf_counter() - begun
        shown = {one.workers: round(one.seconds.p50) for one in found.forecasts}
        print(
            f"300 films of 150 frames with {workers} workers: {seconds:.2f} s, load {os.getloadavg()[0]:.1f}; {shown}"
        )


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("record", "sample", "evaluate", "batch"))
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=1800.0)
    parser.add_argument("--each", type=float, default=5.0, help="About how long a run draws.")
    parser.add_argument("--rabbitmq", action="store_true")
    words = parser.parse_args()
    if words.what == "batch":
        batch()
        return
    if words.folder is None:
        parser.error("a folder is needed")
    if words.what == "sample":
        print(f"{len(sample(words.folder, corpus=words.corpus))} runs sampled")
        return
    if words.what == "evaluate":
        evaluate(words.folder)
        return
    done = record(
        words.folder,
        corpus=words.corpus,
        runs=words.runs,
        seconds=words.seconds,
        each=words.each,
        rabbitmq=words.rabbitmq,
    )
    print(f"{done} runs recorded")


if __name__ == "__main__":
    main()
