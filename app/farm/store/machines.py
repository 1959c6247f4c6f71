"""What the store knows of the fleet's machines: how they were last seen, what they cost, how long they boot."""

from __future__ import annotations

import math
from collections.abc import Iterable

from sqlalchemy import bindparam, delete, func, insert, select, update

from app.core.model import Struct
from app.farm.store.database import Change
from app.farm.store.schema_scaling import machine, machine_boot, machine_cost
from app.farm.store.session import Prepared, Session

HOUR = 3600

KEPT_HOURS = 24 * 400
"""For so long the costs of machines are kept."""

BOOTS_PER_TYPE = 20
"""So many of the latest boots of a type are looked at."""

_COLUMNS = tuple(machine.c)
_RECORDS = Prepared(select(*_COLUMNS))
_ADD = Prepared(insert(machine))
_SET = Prepared(update(machine).where(machine.c.instance_id == bindparam("instance_id_")))
_FORGET = Prepared(delete(machine).where(machine.c.instance_id == bindparam("instance_id_")))
_COST = Prepared(
    select(machine_cost.c.seconds, machine_cost.c.dollars).where(
        machine_cost.c.hour == bindparam("hour_"), machine_cost.c.instance_id == bindparam("instance_id_")
    )
)
_ADD_COST = Prepared(insert(machine_cost))
_SET_COST = Prepared(
    update(machine_cost).where(
        machine_cost.c.hour == bindparam("hour_"), machine_cost.c.instance_id == bindparam("instance_id_")
    )
)
_SPENT = Prepared(select(func.sum(machine_cost.c.dollars)).where(machine_cost.c.hour >= bindparam("hour_")))
_SPENT_EACH = Prepared(
    select(machine_cost.c.instance_id, func.sum(machine_cost.c.dollars).label("dollars"))
    .where(machine_cost.c.hour >= bindparam("hour_"))
    .group_by(machine_cost.c.instance_id)
)
_DROP_COSTS = Prepared(delete(machine_cost).where(machine_cost.c.hour < bindparam("hour_")))
_ADD_BOOT = Prepared(insert(machine_boot))
_HAS_BOOT = Prepared(
    select(machine_boot.c.at).where(
        machine_boot.c.instance_id == bindparam("instance_id_"), machine_boot.c.at == bindparam("at_")
    )
)
_BOOTS = Prepared(
    select(machine_boot.c.seconds)
    .where(machine_boot.c.type == bindparam("type_"))
    .order_by(machine_boot.c.at.desc())
    .limit(BOOTS_PER_TYPE)
)
_ALL_BOOTS = Prepared(select(machine_boot.c.seconds).order_by(machine_boot.c.at.desc()).limit(BOOTS_PER_TYPE))


class MachineRecord(Struct, frozen=True):
    """A machine as it was last seen. See the table `machine`."""

    instance_id: str
    type: str = ""
    launched: float = 0.0
    counted: float = 0.0
    is_up: bool = False
    booted: bool = False
    heard: float = 0.0
    workers: int = 0
    start_after: float = 0.0
    stop_after: float = 0.0
    troubles: int = 0


class Cost(Struct, frozen=True):
    """What a machine cost in an hour (counted from the epoch), or in a part of it."""

    hour: int
    seconds: float
    dollars: float


def machine_records(session: Session) -> dict[str, MachineRecord]:
    """All machines that were seen, by id."""
    names = MachineRecord.__struct_fields__
    found = {row.instance_id: {name: getattr(row, name) for name in names} for row in session.rows(_RECORDS)}
    return {
        name: MachineRecord(**{**values, "is_up": bool(values["is_up"]), "booted": bool(values["booted"])})
        for name, values in found.items()
    }


def keep_machine(change: Change, record: MachineRecord, *, is_new: bool) -> None:
    """Write down how a machine is."""
    values = {name: getattr(record, name) for name in MachineRecord.__struct_fields__}
    if is_new:
        change.session.write(_ADD, values)
    else:
        change.session.write(_SET, {**values, "instance_id_": record.instance_id})


def forget_machines(change: Change, instance_ids: Iterable[str]) -> None:
    """These machines are gone for good. What they cost stays."""
    for instance_id in instance_ids:
        change.session.write(_FORGET, {"instance_id_": instance_id})


def add_costs(change: Change, instance_id: str, costs: Iterable[Cost]) -> None:
    """Add what a machine cost to its hours."""
    for cost in costs:
        key = {"hour_": cost.hour, "instance_id_": instance_id}
        row = change.session.row(_COST, key)
        if row is None:
            values = {"hour": cost.hour, "instance_id": instance_id, "seconds": cost.seconds, "dollars": cost.dollars}
            change.session.write(_ADD_COST, values)
        else:
            change.session.write(
                _SET_COST, {**key, "seconds": row.seconds + cost.seconds, "dollars": row.dollars + cost.dollars}
            )


def spent_since(session: Session, at: float) -> float:
    """US dollars that all machines cost since the hour began that `at` (seconds since the epoch) is in."""
    return float(session.value(_SPENT, {"hour_": int(at // HOUR)}) or 0.0)


def spent_by_machine(session: Session, at: float) -> dict[str, float]:
    """The same, per machine."""
    return {row.instance_id: float(row.dollars) for row in session.rows(_SPENT_EACH, {"hour_": int(at // HOUR)})}


def drop_old_costs(change: Change) -> None:
    """Forget what lies too far back."""
    change.session.write(_DROP_COSTS, {"hour_": int(change.now // HOUR) - KEPT_HOURS})


def add_boot(change: Change, record: MachineRecord, seconds: float) -> None:
    """A machine took so long to boot."""
    at = int(change.now)
    if change.session.value(_HAS_BOOT, {"instance_id_": record.instance_id, "at_": at}) is None:
        values = {"instance_id": record.instance_id, "at": at, "type": record.type, "seconds": seconds}
        change.session.write(_ADD_BOOT, values)


def boot_seconds(session: Session, type_: str) -> float | None:
    """How long machines of a type take to boot in three of four cases; without any, those of all types; else None."""
    found = session.values(_BOOTS, {"type_": type_}) or session.values(_ALL_BOOTS)
    if not found:
        return None
    return float(sorted(found)[math.ceil(0.75 * len(found)) - 1])
