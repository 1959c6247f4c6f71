"""Which faults come when, decided by a seed alone: the same seed and length give the same schedule, everywhere."""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum

from tests.faults.points import MANAGER, POINTS

FIRST_SECONDS = 2.0
"""Before that nothing happens, so that there is something to disturb."""


class Kind(StrEnum):
    """What goes wrong."""

    KILL_WORKER = "kill worker"
    KILL_NODE = "kill node"
    KILL_MANAGER = "kill manager"
    KILL_BROKER = "kill broker"
    WIPE_BROKER = "wipe broker"
    FREEZE_WORKER = "freeze worker"
    FREEZE_MANAGER = "freeze manager"
    FREEZE_BROKER = "freeze broker"
    DELAY = "delay"
    DRIP = "drip"
    CUT_MID_FRAME = "cut mid-frame"
    RESET = "reset"
    HALF_OPEN_UP = "half-open up"
    HALF_OPEN_DOWN = "half-open down"
    BLACK_HOLE = "black hole"
    FULL_DISK = "full disk"
    CLOCK = "clock"
    BAD_DISK = "bad disk"
    KILL_AT = "kill at"
    STOP_AT = "stop at"


@dataclass(frozen=True, slots=True)
class Fault:
    """`kind` happens to `target` `at` seconds after the start and lasts `seconds`; `amount` is how much of it."""

    at: float
    kind: Kind
    target: str = ""
    seconds: float = 0.0
    amount: float = 0.0

    def __str__(self) -> str:
        words = f"{self.at:7.1f} s  {self.kind:<14} {self.target:<11}"
        lasts = f" for {self.seconds:.1f} s" if self.seconds else ""
        return f"{words}{lasts}{f' ({self.amount:g})' if self.amount else ''}".rstrip()


_WEIGHTS = {
    Kind.KILL_WORKER: 6,
    Kind.KILL_NODE: 2,
    Kind.KILL_MANAGER: 3,
    Kind.KILL_BROKER: 1,
    Kind.WIPE_BROKER: 1,
    Kind.FREEZE_WORKER: 3,
    Kind.FREEZE_MANAGER: 2,
    Kind.FREEZE_BROKER: 1,
    Kind.DELAY: 2,
    Kind.DRIP: 1,
    Kind.CUT_MID_FRAME: 4,
    Kind.RESET: 2,
    Kind.HALF_OPEN_UP: 2,
    Kind.HALF_OPEN_DOWN: 2,
    Kind.BLACK_HOLE: 2,
    Kind.FULL_DISK: 2,
    Kind.CLOCK: 2,
    Kind.BAD_DISK: 3,
    Kind.KILL_AT: 5,
    Kind.STOP_AT: 2,
}
_LINKS = ("boss", "node")
_DISKS = ("storage", "boss", "node")
_DETAILS: dict[Kind, tuple[tuple[str, ...], tuple[float, float], tuple[float, float]]] = {
    Kind.KILL_WORKER: (("1", "2"), (0, 0), (0, 0)),
    Kind.KILL_NODE: (("",), (0, 3), (0, 0)),
    Kind.KILL_MANAGER: (("",), (0, 5), (0, 0)),
    Kind.KILL_BROKER: (("",), (1, 10), (0, 0)),
    Kind.WIPE_BROKER: (("",), (0, 3), (0, 0)),
    Kind.FREEZE_WORKER: (("1", "2"), (2, 10), (0, 0)),
    Kind.FREEZE_MANAGER: (("",), (2, 10), (0, 0)),
    Kind.FREEZE_BROKER: (("",), (2, 20), (0, 0)),
    Kind.DELAY: (_LINKS, (2, 8), (0.05, 0.5)),
    Kind.DRIP: (_LINKS, (2, 8), (2_000, 20_000)),
    Kind.CUT_MID_FRAME: (_LINKS, (0, 0), (1, 4_000)),
    Kind.RESET: (_LINKS, (0, 0), (0, 0)),
    Kind.HALF_OPEN_UP: (_LINKS, (3, 20), (0, 0)),
    Kind.HALF_OPEN_DOWN: (_LINKS, (3, 20), (0, 0)),
    Kind.BLACK_HOLE: (_LINKS, (3, 20), (0, 0)),
    Kind.FULL_DISK: (_DISKS, (1, 4), (0, 0)),
    Kind.CLOCK: (("boss",), (2, 10), (-3600, 3600)),
    Kind.BAD_DISK: (_DISKS, (1, 4), (0.02, 0.3)),
    Kind.KILL_AT: (tuple(POINTS), (2, 5), (1, 5)),
    Kind.STOP_AT: (tuple(POINTS), (4, 10), (1, 5)),
}
"""For each kind its targets, and the bounds of seconds and amount: for a bad disk what part of the calls fails, at a
point how often it is passed before (rounded down)."""


def make_schedule(seed: int, seconds: float, *, pause: tuple[float, float] = (1.0, 5.0)) -> tuple[Fault, ...]:
    """The faults of a seed that begin within `seconds`, by time.

    Between two beginnings lies a `pause` of so many seconds, so several may last at once; but no fault hits what
    another one has not let go of yet.
    """
    chance = random.Random(seed)
    found: list[Fault] = []
    busy: dict[str, float] = {}
    at = FIRST_SECONDS
    while at < seconds:
        kind = chance.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
        targets, lasting, amounts = _DETAILS[kind]
        target = chance.choice(targets)
        fault = Fault(
            round(at, 2),
            kind,
            target,
            round(chance.uniform(*lasting), 2),
            round(chance.uniform(*amounts), 2),
        )
        if all(busy.get(part, 0.0) <= at for part in _parts(fault)):
            found.append(fault)
            busy.update(dict.fromkeys(_parts(fault), at + fault.seconds))
        at += chance.uniform(*pause)
    return tuple(found)


def _parts(fault: Fault) -> tuple[str, ...]:
    """What a fault holds while it lasts."""
    name = fault.kind.value
    if fault.kind in (Kind.FULL_DISK, Kind.BAD_DISK, Kind.CLOCK):
        return (f"{name} {fault.target}",)
    if fault.kind in (Kind.KILL_AT, Kind.STOP_AT):
        return ("manager",) if POINTS[fault.target].who == MANAGER else ("node",)
    if fault.target in _LINKS:
        return (f"link {fault.target}",)
    if "broker" in name:
        return ("broker",)
    # A node that is killed takes its workers with it, frozen or not.
    return ("manager",) if "manager" in name else ("node",)
