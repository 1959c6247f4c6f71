"""`farmhand farm try`: the demo's films on a whole farm of this computer's own."""

from __future__ import annotations

import signal
import time
from dataclasses import dataclass
from pathlib import Path

from app.cli.batch import report, submit_and_follow
from app.cli.console import Output
from app.cli.rendering import check, demo_wishes, engines_here, make_requests, refuse_both
from app.cli.wiring import Wiring
from app.farm.agents import all_cores
from app.farm.publishing import make_writable
from app.farm.try_farm import try_farm


@dataclass(frozen=True, slots=True)
class TryWishes:
    """Where the films go, how many workers draw, and what happens to films that exist."""

    out: Path
    workers: int | None = None
    overwrite: bool = False
    number: bool = False


def try_a_farm(wiring: Wiring, how: TryWishes, output: Output) -> None:
    """Start a farm, have it make the demo's films, print them, and end it."""
    started = time.monotonic()
    refuse_both(overwrite=how.overwrite, number=how.number)
    settings = wiring.settings()
    plan = check(demo_wishes(), engines_here(settings))
    results = how.out.absolute()
    make_writable(results, shown=results, called="The output folder", next_step="Choose another --out.")
    if hasattr(signal, "SIGHUP"):
        # A terminal that is closed must not leave servers behind.
        signal.signal(signal.SIGHUP, signal.default_int_handler)
    with try_farm(
        results,
        workers=how.workers or all_cores(),
        settings=settings,
        agent_command=wiring.agent_command,
        say=output.say,
    ) as tried:
        requests = make_requests(
            plan,
            demo_wishes(),
            storage=tried.farm.storage,
            exists=tried.farm.known_films(),
            replaces=lambda _: how.overwrite,
            number=how.number,
            owner=tried.farm.user,
        )
        views = submit_and_follow(
            tried.farm.client,
            requests,
            output,
            kept="Finished films are kept; the farm is ended.",
            next_step="",
            check=tried.check,
        )
        output.say("Ending the farm …")
    report(views, output, seconds=time.monotonic() - started)
