"""Whom a farm would draw with if it had more workers: its machines that are stopped, and how long they take to boot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from app.core.fleet import Instance, InstanceState
from app.core.ports import worker_user
from app.farm.estimates.beliefs import Belief, log_of
from app.farm.estimates.forecasts import CrewMember
from app.farm.scaling.views import USUAL_BOOT_SECONDS
from app.farm.store import Store
from app.farm.store.machines import boot_seconds, machine_records

CrewOf = Callable[[int], Sequence[CrewMember]]
"""The workers that a farm would draw with if it had so many: first those that are there."""

BOOT_VARIANCE = 0.3**2
"""Of the logarithm of the seconds that machines of a type take to boot."""

_NOT_UP = frozenset({InstanceState.STOPPED, InstanceState.STARTING})


def crew_of_workers(paces: Callable[[], Mapping[str, float]]) -> CrewOf:
    """`CrewOf` where nothing is known of machines: workers that are there, and others like them."""

    def crew(count: int) -> Sequence[CrewMember]:
        there = [CrewMember(name=name, pace=pace) for name, pace in sorted(paces().items())]
        return _filled(there, count)

    return crew


def crew_of_machines(
    store: Store, instances: Callable[[], Iterable[Instance]], paces: Callable[[], Mapping[str, float]]
) -> CrewOf:
    """`CrewOf` of a farm with these machines: workers that are there, then those of machines that can be started.

    Machines that boot quickly come first. Workers beyond those of all machines are like others, there already, and have
    no price. A worker that is there on a machine of no known price has none.
    """

    def crew(count: int) -> Sequence[CrewMember]:
        known = tuple(instances())
        by_node = {one.node: one for one in known if one.node}
        there = [_present(name, pace, by_node.get(worker_user(name))) for name, pace in sorted(paces().items())]
        stopped = (one for one in known if one.state in _NOT_UP)
        return _filled([*there, *_booting(store, stopped)], count)

    return crew


def _present(name: str, pace: float, instance: Instance | None) -> CrewMember:
    if instance is None:
        return CrewMember(name=name, pace=pace)
    return CrewMember(name=name, pace=pace, machine=instance.instance_id, price=instance.price)


def _booting(store: Store, instances: Iterable[Instance]) -> list[CrewMember]:
    with store.read() as session:
        records = machine_records(session)
        found = [(boot_seconds(session, one.type) or USUAL_BOOT_SECONDS, one.instance_id, one) for one in instances]
    members: list[CrewMember] = []
    for seconds, instance_id, one in sorted(found, key=lambda item: item[:2]):
        record = records.get(instance_id)
        members += _members(one, seconds, max(1, record.workers) if record is not None else 1)
    return members


def _members(instance: Instance, seconds: float, workers: int) -> Iterator[CrewMember]:
    boot = Belief(mean=log_of(seconds), variance=BOOT_VARIANCE)
    for number in range(workers):
        name = f"{instance.instance_id}.{number + 1}"
        yield CrewMember(name=name, boot=boot, machine=instance.instance_id, price=instance.price)


def _filled(members: list[CrewMember], count: int) -> Sequence[CrewMember]:
    more = (CrewMember(name=f"another {number}") for number in range(count - len(members)))
    return (*members, *more)
