"""`farmhand estimate`: how long films would take, by numbers of workers; and the history that this rests on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from app.cli.console import Output
from app.cli.farm_link import connected
from app.cli.rendering import Plan, Wishes, check
from app.cli.wiring import Wiring
from app.core.errors import UsageError
from app.core.estimates import UNSEEN, Basis, Estimate, FilmWanted, Forecast, Spread, TrackRecord
from app.core.jobs import EngineChoice
from app.farm.agents import all_cores
from app.farm.embedded import HOME_NAME
from app.farm.estimates.asking import estimate_films, films_of, forget_renders, past_renders
from app.farm.estimates.exporting import write_history
from app.farm.estimates.local import estimate_here, forget_history, read_history
from app.farm.estimates.sampling import sample_cost
from app.farm.estimates.service import ways_of
from app.farm.places import profile_home
from app.farm.wording import counted, dollars

MOST_WORKERS = 1000
MOST_COUNTS = 64

ENGINES = (EngineChoice.AUTO, EngineChoice.BUILTIN, EngineChoice.AERENDER)

ALL = "all"


class EstimateDocument(msgspec.Struct, frozen=True):
    """The `--json` document of `estimate`: of so many films of so many frames each. `farm`: not of this computer."""

    template: str
    comp: str
    films: int
    frames: int
    farm: bool
    estimate: Estimate


class HistoryDocument(msgspec.Struct, frozen=True):
    """The `--json` document of `estimate --export` and `--forget`: how many films are remembered or were forgotten."""

    films: int
    path: str = ""


@dataclass(frozen=True, slots=True)
class Basing:
    """What estimates rest on: the farm that the settings name, or the history in `out`, else that of the window."""

    farm: bool = False
    out: Path | None = None

    @property
    def home(self) -> Path:
        """The folder of the farm of this computer."""
        return profile_home() if self.out is None else self.out.absolute() / HOME_NAME


def estimate(wiring: Wiring, wishes: Wishes, workers: str | None, basing: Basing, output: Output) -> None:
    """Print how long the wished films would take."""
    counts = parse_workers(workers) if workers is not None else ()
    plan = check(wishes, ENGINES)
    for note in plan.notes:
        output.say(note)
    if basing.farm:
        with connected(wiring, output) as farm:
            found = _found(lambda film: estimate_films(farm.client, (film,), counts), plan, wishes, output)
    else:
        settings = wiring.settings()
        ways, history = ways_of(settings, cores=all_cores()), read_history(basing.home)
        counts = counts or (settings.workers or all_cores(),)
        found = _found(lambda film: estimate_here(history, (film,), counts, ways), plan, wishes, output)
    document = EstimateDocument(
        template=plan.opened.path.name,
        comp=plan.comp.name,
        films=len(plan.rows),
        frames=len(plan.frames),
        farm=basing.farm,
        estimate=found,
    )
    output.result(document, "\n".join(text_of(found)))


def _found(ask: Callable[[FilmWanted], Estimate], plan: Plan, wishes: Wishes, output: Output) -> Estimate:
    """The answer to what is asked; of a template that was never rendered, with what a few of its frames have cost."""
    film = _films(plan, wishes)
    found = ask(film)
    if found.basis not in UNSEEN or plan.engine is EngineChoice.AERENDER:
        return found
    sample = time_frames(plan, output, "The template was never rendered here: drawing a few frames…")
    return ask(msgspec.structs.replace(film, sample=sample)) if sample else found


def time_frames(plan: Plan, output: Output, note: str) -> float:
    """Seconds per frame of a few that are drawn here, after a note of that; 0.0 where Farmhand cannot draw them, or
    After Effects will."""
    if plan.engine is EngineChoice.AERENDER:
        return 0.0
    output.say(note)
    return sample_cost(plan.opened, plan.comp, plan.frames, preset=plan.preset.name)


def export(wiring: Wiring, path: Path, basing: Basing, output: Output) -> None:
    """Write the history to a file."""
    if basing.farm:
        with connected(wiring, output) as farm:
            renders = past_renders(farm.client)
    else:
        renders = read_history(basing.home)
    films = write_history(renders, path)
    output.result(HistoryDocument(films=films, path=str(path)), f"{path}  {counted(films, 'film')}")


def forget(wiring: Wiring, template: str, basing: Basing, output: Output) -> None:
    """Forget the films of a template (its file, file name or sha256), or all."""
    if basing.farm:
        with connected(wiring, output) as farm:
            forgotten = forget_renders(farm.client, Path(template).name)
    else:
        forgotten = forget_history(basing.home, "" if template == ALL else Path(template).name)
    output.result(HistoryDocument(films=forgotten), f"Forgotten: {counted(forgotten, 'film')}")


def parse_workers(text: str) -> tuple[int, ...]:
    """Numbers of workers, as `3,6,10`. Raises `UsageError`."""
    try:
        counts = tuple(sorted({int(part) for part in text.split(",")}))
    except ValueError:
        counts = ()
    if not counts or counts[0] < 1 or counts[-1] > MOST_WORKERS or len(counts) > MOST_COUNTS:
        raise UsageError(
            f"“{text[:80]}” are no numbers of workers.",
            f"They go from 1 to {MOST_WORKERS}, with commas between them.",
            "Write for example --workers 3,6,10.",
        )
    return counts


def _films(plan: Plan, wishes: Wishes) -> FilmWanted:
    return films_of(
        plan.opened,
        plan.comp,
        plan.frames,
        preset=plan.preset.name,
        engine=EngineChoice(wishes.engine).value,
        count=len(plan.rows),
    )


def text_of(found: Estimate) -> list[str]:
    """The estimate for people: a line of times, and what is behind it."""
    first, *rest = found.forecasts
    parts = [f"{counted(first.workers, 'worker')} ≈ {range_text(first.seconds)}"]
    parts += [f"{one.workers} ≈ {about(one.seconds.p50)}" for one in rest]
    lines = [f"{' · '.join(parts)}, {basis_text(found)}"]
    if any(one.dollars is not None for one in found.forecasts):
        lines.append(f"Machines: {' · '.join(_dollars_text(one) for one in found.forecasts)}")
    if record := record_text(found.record):
        lines.append(record)
    return lines


def basis_text(found: Estimate) -> str:
    """What the estimate rests on, said honestly."""
    if found.basis is Basis.RUNNING:
        return "from what is finished of it"
    if found.basis is Basis.HISTORY:
        return f"from {counted(found.renders, 'earlier render')} of this template"
    if found.basis is Basis.SAMPLE:
        return "from a few frames that were drawn of it, as it was never rendered here"
    if found.basis is Basis.FEATURES:
        return "from what the template is made of, as it was never rendered here"
    return "a guess, as too little was rendered here yet"


def record_text(record: TrackRecord) -> str:
    """How good earlier estimates were; empty where none were noted."""
    if record.coverage is None:
        return ""
    off = [
        f"{error:.0%} {when}"
        for error, when in (
            (record.error_before, "before the start"),
            (record.error_quarter, "at a quarter"),
            (record.error_half, "at half"),
        )
        if error is not None
    ]
    return (
        f"Earlier estimates of it ({counted(record.renders, 'render')}) were off by {', '.join(off)}; "
        f"{record.coverage:.0%} of their ranges held."
    )


def range_text(seconds: Spread) -> str:
    """`41 min (35–50)`: the median, and between what eight of ten lie."""
    divisor, _ = _unit(seconds.p50)
    low, high = seconds.p10 / divisor, seconds.p90 / divisor
    return f"{about(seconds.p50)} ({_number(low)}–{_number(high)})"


def about(seconds: float) -> str:
    """A duration in round numbers: `45 s`, `41 min`, `2.5 h`."""
    divisor, unit = _unit(seconds)
    return f"{_number(seconds / divisor)} {unit}"


def _unit(seconds: float) -> tuple[float, str]:
    if seconds < 90:
        return 1.0, "s"
    return (60.0, "min") if seconds < 5400 else (3600.0, "h")


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 9.95 or value == int(value) else f"{value:.1f}"


def _dollars_text(one: Forecast) -> str:
    if one.dollars is None:
        return f"{one.workers}: price not known"
    return f"{one.workers}: {dollars(one.dollars.p50)} ({dollars(one.dollars.p10)}–{dollars(one.dollars.p90)})"
