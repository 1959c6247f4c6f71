"""What one look at a machine adds to what is known of it: its cost, its boot, whether it came up at all. Pure."""

from __future__ import annotations

import msgspec

from app.core.fleet import Instance, InstanceState
from app.core.model import Struct
from app.farm.scaling.caps import LEAST_BILLED
from app.farm.scaling.views import UP
from app.farm.store.machines import HOUR, Cost, MachineRecord

LONGEST_UNSEEN = 86_400.0
"""A machine that is seen for the first time is counted from its start, but from no longer ago."""

FAILED_BOOT_PAUSE = 300.0
LONGEST_PAUSE = 7200.0
"""Seconds before a machine that did not come up is started again; they double each time."""

_SAME_RUN = 1.0


class Sight(Struct, frozen=True):
    """What is heard of a machine: when last (seconds since the epoch; None: never), and how many workers it has."""

    heard: float | None = None
    workers: int = 0


class Look(Struct, frozen=True):
    """What a look at a machine tells: how it is now, what it cost since the last look, how long it booted just now.

    `failed`: it was started, and stopped without ever having been heard.
    """

    record: MachineRecord
    costs: tuple[Cost, ...] = ()
    boot: float | None = None
    failed: bool = False


def look(known: MachineRecord | None, instance: Instance, sight: Sight, now: float) -> Look:
    """Look at a machine. What happened since the last look is counted as if it had happened now, which is dearer."""
    before = known or MachineRecord(instance_id=instance.instance_id)
    is_up = instance.state in UP
    record = _new_run(before, instance, now) if is_up and _is_new_run(before, instance) else before
    record = msgspec.structs.replace(record, type=instance.type, is_up=is_up)
    costs: tuple[Cost, ...] = ()
    if is_up or before.is_up:
        begin = min(before.counted, now) if before.is_up else record.launched
        # Every start is billed for a minute at least: what that is ahead of now is not counted once more.
        end = max(now, record.launched + LEAST_BILLED) if is_up else now
        begin = max(begin, before.counted)
        costs = _costs(begin, end, instance.price or 0.0)
        record = msgspec.structs.replace(record, counted=max(end, before.counted))
    boot, record = _heard(record, sight) if is_up else (None, record)
    failed = before.is_up and not before.booted and instance.state is InstanceState.STOPPED
    if failed:
        record = pause(record, now, FAILED_BOOT_PAUSE)
    return Look(record=record, costs=costs, boot=boot, failed=failed)


def pause(record: MachineRecord, now: float, seconds: float) -> MachineRecord:
    """Do not start a machine for a while, as that failed; longer each time."""
    wait = min(LONGEST_PAUSE, seconds * 2**record.troubles)
    return msgspec.structs.replace(record, start_after=now + wait, troubles=min(10, record.troubles + 1))


def _is_new_run(before: MachineRecord, instance: Instance) -> bool:
    return not before.is_up or instance.launched > before.launched + _SAME_RUN


def _new_run(before: MachineRecord, instance: Instance, now: float) -> MachineRecord:
    launched = instance.launched if now - LONGEST_UNSEEN < instance.launched <= now else now
    return msgspec.structs.replace(before, launched=launched, booted=False, heard=0.0)


def _heard(record: MachineRecord, sight: Sight) -> tuple[float | None, MachineRecord]:
    if sight.heard is None or sight.heard <= record.launched:
        return None, record
    boot = None if record.booted else sight.heard - record.launched
    workers = sight.workers or record.workers
    heard = max(record.heard, sight.heard)
    return boot, msgspec.structs.replace(record, booted=True, heard=heard, workers=workers, troubles=0)


def _costs(begin: float, end: float, price: float) -> tuple[Cost, ...]:
    """The seconds from `begin` to `end`, by hours."""
    costs: list[Cost] = []
    while begin < end:
        hour = int(begin // HOUR)
        stop = min(end, (hour + 1) * float(HOUR))
        costs.append(Cost(hour=hour, seconds=stop - begin, dollars=(stop - begin) * price / HOUR))
        begin = stop
    return tuple(costs)
