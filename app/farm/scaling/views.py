"""What scaling is decided from, and what is decided."""

from __future__ import annotations

from enum import StrEnum

from app.core.fleet import Instance, InstanceState, ScalingPolicy
from app.core.model import Struct

UP = (InstanceState.STARTING, InstanceState.RUNNING)
"""The states in which a machine costs money."""

USUAL_BOOT_SECONDS = 180.0
"""From the start of a machine to its first claim, where nothing is known of its type."""


class Act(StrEnum):
    """What is done with machines. `drain`: they get nothing more to draw. `none`: nothing, which is worth telling."""

    START = "start"
    DRAIN = "drain"
    STOP = "stop"
    NONE = "none"


class Rule(StrEnum):
    """Why it is done, in a word."""

    MINIMUM = "minimum"
    SCHEDULE = "schedule"
    TARGET = "target"
    DEADLINE = "deadline"
    COST_CAP = "cost cap"
    MAXIMUM = "maximum"
    IDLE = "idle"
    DRAINED = "drained"
    UNOWNED = "unowned"


class MachineView(Struct, frozen=True):
    """A machine as scaling sees it.

    `workers` are there now, `busy` of them hold something; `usual_workers` it has when it is up. `idle_seconds`: for
    how long none of them has held anything; `silent_seconds`: for how long nothing was heard of it since it was
    started. `going`: nothing is granted to it any more. `boot_seconds` is what its type takes to boot. Before
    `start_after` and `stop_after` (seconds since the epoch) it is not started and not stopped: that was tried lately.
    """

    instance: Instance
    workers: int = 0
    busy: int = 0
    usual_workers: int = 1
    idle_seconds: float = 0.0
    silent_seconds: float = 0.0
    going: bool = False
    boot_seconds: float = USUAL_BOOT_SECONDS
    start_after: float = 0.0
    stop_after: float = 0.0

    @property
    def name(self) -> str:
        """What people call it."""
        return self.instance.name or self.instance.instance_id

    @property
    def is_up(self) -> bool:
        """Whether it costs money."""
        return self.instance.state in UP

    @property
    def price(self) -> float:
        """US dollars an hour; 0 where it is not known."""
        return self.instance.price or 0.0


class Load(Struct, frozen=True):
    """What is left to draw, in seconds of one usual worker: the mean, what it is below in nine of ten cases, and the
    longest part of it that only one worker can draw."""

    expected: float = 0.0
    p90: float = 0.0
    longest: float = 0.0


class ScalingView(Struct, frozen=True):
    """All that one decision is made from. Times are seconds since the epoch, money US dollars.

    `others` are workers on computers that are not of the fleet. `spent_hour` and `spent_day` are what the machines have
    cost since the hour and the day (UTC) began. `last_up` and `last_down` are when machines were last started and
    stopped by rules of load (0: never). `listening_seconds`: for how long the manager has heard workers without break.
    """

    now: float
    policy: ScalingPolicy
    machines: tuple[MachineView, ...] = ()
    load: Load = Load()
    others: int = 0
    spent_hour: float = 0.0
    spent_day: float = 0.0
    last_up: float = 0.0
    last_down: float = 0.0
    listening_seconds: float = 0.0


class Decision(Struct, frozen=True):
    """Do this with these machines, by that rule, for that reason, with the numbers that it rests on."""

    act: Act
    rule: Rule
    instances: tuple[str, ...]
    why: str
    numbers: dict[str, float] = {}


def spelled(seconds: float) -> str:
    """A duration for people."""
    minutes = round(seconds / 60)
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"
