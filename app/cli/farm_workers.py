"""`farmhand workers`: who draws for the farm, and what admins may tell them."""

from __future__ import annotations

import time
from collections.abc import Sequence

import msgspec

from app.cli.console import Output, size_text
from app.cli.farm_jobs import aligned
from app.cli.farm_link import SHORT_ID, connected
from app.cli.wiring import Wiring
from app.core.errors import BrokerError
from app.core.fleet import NodeFacts
from app.core.messages import WorkerView
from app.core.states import WORKER_WORDS, WorkerState
from app.farm.remote import RemoteFarm
from app.farm.wording import counted

ANSWER_SECONDS = 10.0
"""How long the beat that answers a ping is waited for."""

_LOOK_SECONDS = 0.1


class WorkersDocument(msgspec.Struct, frozen=True):
    """The `--json` document of `workers` and of what is done to them; `nodes` only where all workers are listed."""

    workers: tuple[WorkerView, ...]
    nodes: tuple[NodeFacts, ...] = ()


def list_workers(wiring: Wiring, output: Output) -> None:
    """Print the farm's workers."""
    with connected(wiring, output) as farm:
        views, nodes = farm.client.workers_and_nodes()
    lines = _table(views)
    if nodes:
        lines += ["", "Computers", *(f"  {line}" for line in _node_table(nodes))]
    output.result(WorkersDocument(workers=views, nodes=nodes), "\n".join(lines))
    if not views:
        output.say("The farm has no workers. Start one with: farmhand-agent --role worker")


def drain(wiring: Wiring, names: Sequence[str], output: Output) -> None:
    """Have workers finish what they hold and end."""
    with connected(wiring, output) as farm:
        views = farm.client.steer_workers("drain", names)
    output.result(WorkersDocument(workers=views), "\n".join(f"Draining: {view.name}" for view in views))


def ping(wiring: Wiring, names: Sequence[str], output: Output) -> None:
    """Ask workers for a sign of life. Raises `BrokerError` for those that give none."""
    with connected(wiring, output) as farm:
        begun = time.monotonic()
        asked = [view.name for view in farm.client.steer_workers("ping", names)]
        answered, silent = _wait_for_beats(farm, asked, begun)
    output.result(WorkersDocument(workers=answered), "\n".join(f"Alive: {view.name}" for view in answered))
    if silent:
        raise BrokerError(
            f"{', '.join(silent)} did not answer within {ANSWER_SECONDS:g} seconds.",
            "The process stands still, or its computer is not connected.",
            "See to the computer; what it held is granted to others.",
        )


def _wait_for_beats(farm: RemoteFarm, names: Sequence[str], begun: float) -> tuple[tuple[WorkerView, ...], list[str]]:
    """The workers that were heard of since `begun`, and the names of those that were not in time."""
    while True:
        elapsed = time.monotonic() - begun
        views = {view.name: view for view in farm.client.workers() if view.name in names}
        heard = tuple(view for view in views.values() if view.silent < elapsed)
        silent = sorted(set(names) - {view.name for view in heard})
        if not silent or elapsed > ANSWER_SECONDS:
            return heard, silent
        time.sleep(_LOOK_SECONDS)


def _table(views: Sequence[WorkerView]) -> list[str]:
    rows = [
        (
            view.name,
            WORKER_WORDS[WorkerState(view.state)].word,
            ", ".join(f"{engine} {view.versions.get(engine, '')}".rstrip() for engine in view.engines),
            ", ".join(view.tags),
            f"job {view.job_id[:SHORT_ID]}, attempt {view.attempt}" if view.attempt is not None else "",
            counted(view.frames_drawn, "frame") if view.attempt is not None else "",
            f"{view.seconds_per_frame:.2f} s a frame" if view.seconds_per_frame is not None else "",
            f"{view.frames_per_hour:.0f} frames/h" if view.frames_per_hour is not None else "",
            f"heard {view.silent:.0f} s ago",
            view.problem,
        )
        for view in views
    ]
    return aligned(rows)


def _node_table(nodes: Sequence[NodeFacts]) -> list[str]:
    rows = [
        (
            one.node,
            one.host,
            one.system,
            f"CPU {one.cpu:.0%}",
            f"memory {one.memory:.0%}",
            f"{size_text(one.disk_free)} free" if one.disk_free else "",
            " ".join(part for part in (one.instance_id, one.instance_type, one.zone) if part),
            f"heard {one.silent:.0f} s ago",
            one.problem,
        )
        for one in nodes
    ]
    return aligned(rows)
