"""A farm's machines that only look so: for pictures and tests of the window."""

from __future__ import annotations

import time

from app.core.errors import ErrorInfo
from app.core.fleet import Instance, InstanceState, ScalingPolicy
from app.core.messages import FleetPart

STATES = ("running", "running", "running", "running", "starting", "stopping", *["stopped"] * 5, "gone")
NO_ROOM = "AWS has no room for a c7i.2xlarge in eu-west-1b just now (InsufficientInstanceCapacity)."


def machine(number: int, state: str = "stopped", **more: object) -> Instance:
    """`render-01` and so on, on EC2; those that run were started `number` hours ago."""
    up, hours = state in ("starting", "running"), number if state == "running" else 0
    given: dict[str, object] = {
        "instance_id": f"i-0c3f7a1e5b9d{number:04x}",
        "name": f"render-{number:02}",
        "state": InstanceState(state),
        "type": "c7i.2xlarge" if number % 3 else "c7i.large",
        "zone": "eu-west-1a" if number % 2 else "eu-west-1b",
        "pool": "ae-2025" if number % 2 else "",
        "node": f"render-{number:02}",
        "address": f"10.0.4.{10 + number}" if up else "",
        "launched": time.time() - 3600 * hours - 52 if up else 0.0,
        "price": 0.4032 if number % 3 else 0.1008,
        "cost_today": 0.38 * number if state == "running" else 0.0,
        "spot": number % 3 == 0,
        "tags": {"Name": f"render-{number:02}", "farmhand:farm": "studio-a", "farmhand:node": f"render-{number:02}"},
    }
    return Instance(**(given | more))  # type: ignore[arg-type]


def machines(count: int = len(STATES)) -> tuple[Instance, ...]:
    """So many machines, every state among the first twelve; of the second the price is not known."""
    found = [machine(number + 1, STATES[number % len(STATES)]) for number in range(count)]
    for place, more in ((1, {"price": None, "cost_today": 0.0}), (9, {"note": NO_ROOM})):
        if place < count:
            found[place] = machine(place + 1, STATES[place], **more)
    return tuple(found)


def fleet_part(
    *instances: Instance, provider: str = "ec2", problem: ErrorInfo | None = None, **policy: object
) -> FleetPart:
    """What a manager answers, seen just now; `policy` as for `ScalingPolicy`."""
    return FleetPart(
        provider=provider,
        as_of=time.time(),
        instances=instances,
        policy=ScalingPolicy(**policy),  # type: ignore[arg-type]
        problem=problem,
    )
