"""What a farm knows of the machines its workers run on, and by which rules it starts and stops them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from app.core.model import Struct

_REGION: Final = re.compile(r"[a-z]{2,8}(?:-[a-z]+)+?-\d+")


class InstanceState(StrEnum):
    """What a machine does, whoever provides it."""

    STOPPED = "stopped"
    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"
    GONE = "gone"


class Instance(Struct, frozen=True):
    """A machine of the farm's fleet.

    `node` is the broker user of the agents on it (workers are `node.1`, `node.2`). `launched` is when it was started
    last (seconds since the epoch; 0: not known), `price` US dollars an hour while it runs (None: not known).
    `cost_today` is what it has cost since midnight UTC. `note` says why it is as it is, where the provider says so.
    """

    instance_id: str
    name: str
    state: InstanceState
    type: str = ""
    zone: str = ""
    pool: str = ""
    node: str = ""
    address: str = ""
    launched: float = 0.0
    price: float | None = None
    cost_today: float = 0.0
    spot: bool = False
    tags: dict[str, str] = {}
    note: str = ""


class PriceGap(Struct, frozen=True):
    """Machines of a region whose price is not known: of these types. `whole`: no machine there has a known price."""

    region: str
    types: tuple[str, ...]
    whole: bool


def region_of(zone: str) -> str:
    """The region that an EC2 zone is in; empty where it does not say one."""
    found = _REGION.match(zone)
    return found[0] if found is not None else ""


def price_gaps(machines: Iterable[Instance]) -> tuple[PriceGap, ...]:
    """Where prices are missing, by region; of machines that EC2 does not provide, which have no region, none are."""
    unpriced: dict[str, set[str]] = {}
    priced: set[str] = set()
    for one in machines:
        region = region_of(one.zone)
        if not region or one.state is InstanceState.GONE:
            continue
        if one.price is None:
            unpriced.setdefault(region, set()).add(one.type)
        else:
            priced.add(region)
    return tuple(
        PriceGap(region=region, types=tuple(sorted(types - {""})), whole=region not in priced)
        for region, types in sorted(unpriced.items())
    )


class Schedule(Struct, frozen=True):
    """Between two times of the day, on some days, at least so many machines run.

    `days` are numbers from 0 (Monday); `start` and `stop` are minutes after midnight, in UTC. One that does not stop
    after it starts goes over midnight: one that stops when it starts lasts for 24 hours.
    """

    days: tuple[int, ...]
    start: int
    stop: int
    minimum: int


class ScalingPolicy(Struct, frozen=True):
    """By which rules the manager starts and stops machines.

    `target_minutes` is how long what is left may take; `deadline` (seconds since the epoch; 0: none) is when all that
    waits must be done. Caps are US dollars; 0 is no cap. A machine that is idle for `idle_minutes` is stopped.
    `dry_run`: decide and record, but do nothing. `keep_warm` machines stay on for `keep_warm_minutes` after they drew
    last, so that the next films need not wait for one to boot.
    """

    enabled: bool = False
    dry_run: bool = False
    minimum: int = 0
    maximum: int = 4
    target_minutes: float = 30.0
    idle_minutes: float = 10.0
    deadline: float = 0.0
    cost_per_hour: float = 0.0
    cost_per_day: float = 0.0
    schedules: tuple[Schedule, ...] = ()
    keep_warm: int = 0
    keep_warm_minutes: float = 30.0


class Activity(Struct, frozen=True):
    """Something that was decided about machines or workers: when, by which rule or person, with what numbers, why.

    `who` is a person or `scaling`, whose `rule` is named then. `outcome` is empty while it is not known, `done`, or
    what went wrong. Times are seconds since the epoch.
    """

    number: int
    at: float
    who: str
    what: str
    targets: tuple[str, ...] = ()
    why: str = ""
    numbers: dict[str, float] = {}
    dry_run: bool = False
    outcome: str = ""
    rule: str = ""


class NodeFacts(Struct, frozen=True):
    """What an agent tells now and then of the computer that it runs on.

    `cpu` and `memory` are parts (0..1) in use, `disk_free` bytes on the disk of the agent's folder, `started` is when
    the agent began (seconds since the epoch). `instance_id`, `instance_type` and `zone` are the provider's, where there
    is one. `problem` says why its workers claim nothing, as a sentence; empty: they do. The manager fills in `silent`:
    for how many seconds nothing was heard of it.
    """

    node: str
    host: str = ""
    system: str = ""
    cpu: float = 0.0
    memory: float = 0.0
    disk_free: int = 0
    started: float = 0.0
    instance_id: str = ""
    instance_type: str = ""
    zone: str = ""
    problem: str = ""
    silent: float = 0.0
