"""What an admin does to machines with credentials of one's own, while no manager answers.

It is marked on the machine before it is done, by a tag, so that the manager can write it down when it is back; what
cannot be marked is not done.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Final

from app.core.errors import UsageError
from app.core.fleet import Instance
from app.core.model import Struct
from app.core.ports import Fleet, FleetOutcome
from app.farm.fleet.ec2_options import DIRECT_TAG
from app.farm.wording import listed

MOST_USER_CHARACTERS: Final = 128

_MARK: Final = re.compile(r"(?P<user>.{1,128})@(?P<at>[0-9]{1,11})/(?P<action>start|stop|kill)")
_LISTED: Final = 5


class FleetDeed(StrEnum):
    """What can be done to machines. `stop`: their workers finish what they hold; `kill`: at once."""

    START = "start"
    STOP = "stop"
    KILL = "kill"


class Mark(Struct, frozen=True):
    """Who did what to a machine, and when (seconds since the epoch)."""

    user: str
    at: int
    action: FleetDeed

    def __str__(self) -> str:
        return f"{self.user}@{self.at}/{self.action}"


def parse_mark(text: str) -> Mark | None:
    """The mark that a tag's value is; None where it is none, as whoever may tag machines may write there anything."""
    found = _MARK.fullmatch(text)
    if found is None:
        return None
    return Mark(user=found["user"], at=int(found["at"]), action=FleetDeed(found["action"]))


def act_directly(
    fleet: Fleet, action: FleetDeed, machines: Sequence[Instance], *, user: str, now: float
) -> tuple[FleetOutcome, ...]:
    """Mark machines, then start or stop them; an outcome for each. Raises as the fleet does."""
    ids = [one.instance_id for one in machines]
    fleet.mark(ids, {DIRECT_TAG: str(Mark(user=user[:MOST_USER_CHARACTERS], at=int(now), action=action))})
    calls: Mapping[FleetDeed, Callable[[], tuple[FleetOutcome, ...]]] = {
        FleetDeed.START: lambda: fleet.start(ids),
        FleetDeed.STOP: lambda: fleet.stop(ids),
        FleetDeed.KILL: lambda: fleet.stop(ids, at_once=True),
    }
    return calls[action]()


def chosen(machines: Sequence[Instance], names: Sequence[str]) -> tuple[Instance, ...]:
    """The machines of these ids or names, each once. Raises `UsageError` for an unknown one, and one of several."""
    found: dict[str, Instance] = {}
    for name in names:
        fitting = [one for one in machines if one.instance_id == name] or [one for one in machines if one.name == name]
        if len(fitting) > 1:
            raise UsageError(
                f"{len(fitting)} machines are called “{name[:100]}”.",
                f"They are {listed([one.instance_id for one in fitting], _LISTED)}.",
                "Give the id.",
            )
        if not fitting:
            raise UsageError(f"There is no machine “{name[:100]}”.", next_step="“farmhand fleet list” lists them.")
        found[fitting[0].instance_id] = fitting[0]
    if not found:
        raise UsageError("No machine was named.", next_step="“farmhand fleet list” lists them.")
    return tuple(found.values())
