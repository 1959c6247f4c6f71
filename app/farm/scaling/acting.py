"""Does what was decided about one fleet, through its port, and says what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from app.core.errors import CapacityError, FleetAwayError, FleetError
from app.core.fleet import Instance
from app.core.ports import Fleet, FleetOutcome
from app.farm.scaling.ledger import pause
from app.farm.scaling.views import Act, Decision, Rule
from app.farm.store import Change, Store
from app.farm.store.activities import DONE
from app.farm.store.going import Going, go, stay
from app.farm.store.machines import MachineRecord, keep_machine, machine_records

SCALING: Final = "scaling"
"""Who let a node go, where no person did."""

CAPACITY_PAUSE: Final = 120.0
AWAY_PAUSE: Final = 15.0
REFUSED_PAUSE: Final = 600.0
SETTLE_PAUSE: Final = 60.0
"""Seconds before a machine is started again where there was no room, the provider did not answer, or said no; and
before the same is asked of a machine again that was said to be done. All but the last double with every failure."""

UNOWNED_PAUSE: Final = 1800.0
"""A machine that was stopped because nothing was heard of it is not started for so long."""

UNUSED_PAUSE: Final = 1800.0
"""Machines of a type that were idle although work waited are not started for so long."""

_GOES_ON: Final = (Rule.IDLE, Rule.MAXIMUM, Rule.UNOWNED)
"""By these rules, a machine that could not be stopped goes on, until it is tried again."""


class Actor:
    """Acts through a fleet, and keeps in the store what may be tried when."""

    def __init__(self, store: Store, fleet: Fleet) -> None:
        self._store = store
        self._fleet = fleet

    def act(self, decision: Decision, instances: Mapping[str, Instance], nodes: Mapping[str, str]) -> str:
        """Do it; `DONE`, or what went wrong. `nodes` are those of the machines, by id. Raises `StoreError`."""
        if decision.act is Act.START:
            return self._start(decision, instances, nodes)
        if decision.act is Act.DRAIN:
            self._let_go(decision, instances, nodes, although_busy=True)
            return DONE
        return self._stop(decision, instances, nodes)

    def _start(self, decision: Decision, instances: Mapping[str, Instance], nodes: Mapping[str, str]) -> str:
        # A machine that begins anew is welcome, whatever its node was to do before.
        self._store.apply(lambda change: stay(change, [nodes[one] for one in decision.instances if one in nodes]))
        outcomes = self._outcomes(decision.instances, self._fleet.start)
        self._store.apply(lambda change: self._keep_starts(change, outcomes, instances))
        return _told(outcomes, instances)

    def _stop(self, decision: Decision, instances: Mapping[str, Instance], nodes: Mapping[str, str]) -> str:
        # What costs too much is stopped with what it holds; its pieces are drawn by others.
        although_busy = decision.rule is Rule.COST_CAP
        going = self._let_go(decision, instances, nodes, although_busy=although_busy)
        busy = [one for one in decision.instances if one not in going]
        outcomes = self._outcomes(tuple(going), self._fleet.stop) if going else ()
        failed = [one.instance_id for one in outcomes if one.error is not None]
        self._store.apply(lambda change: self._keep_stops(change, decision, outcomes, instances, nodes))
        told = [f"{_name(one, instances)} was given something to draw at this moment, and stays" for one in busy]
        said = _told(outcomes, instances)
        return "; ".join([*told, said] if failed or not told else told)

    def _let_go(
        self,
        decision: Decision,
        instances: Mapping[str, Instance],
        nodes: Mapping[str, str],
        *,
        although_busy: bool,
    ) -> list[str]:
        """Let the nodes of machines go; those of which that is so now. A machine without a known node just goes."""

        def let(change: Change) -> list[str]:
            gone: list[str] = []
            for one in decision.instances:
                node = nodes.get(one)
                launched = instances[one].launched if one in instances else 0.0
                if node is None or go(
                    change,
                    Going(node=node, instance_id=one, who=SCALING, launched=launched),
                    although_busy=although_busy,
                ):
                    gone.append(one)
            return gone

        return self._store.apply(let, durable=True)

    def _outcomes(
        self, instance_ids: Sequence[str], call: Callable[[Sequence[str]], tuple[FleetOutcome, ...]]
    ) -> tuple[FleetOutcome, ...]:
        try:
            return call(instance_ids)
        except FleetError as error:
            return tuple(FleetOutcome(one, error=error) for one in instance_ids)

    def _keep_starts(self, change: Change, outcomes: Sequence[FleetOutcome], instances: Mapping[str, Instance]) -> None:
        records = machine_records(change.session)
        for outcome in outcomes:
            record = records.get(outcome.instance_id)
            if record is None:
                continue
            if outcome.error is None:
                kept = msgspec.structs.replace(record, start_after=change.now + SETTLE_PAUSE)
            else:
                kept = pause(record, change.now, _pause_of(outcome.error))
            keep_machine(change, kept, is_new=False)
            if isinstance(outcome.error, CapacityError):
                self._avoid(change, outcome.instance_id, records, instances)

    def _avoid(
        self,
        change: Change,
        instance_id: str,
        records: Mapping[str, MachineRecord],
        instances: Mapping[str, Instance],
    ) -> None:
        """Where there is no room for one machine, there is none for others of its type in its zone."""
        short = instances.get(instance_id)
        for other in instances.values():
            is_alike = short is not None and (other.type, other.zone) == (short.type, short.zone)
            record = records.get(other.instance_id)
            if is_alike and other.instance_id != instance_id and record is not None:
                later = max(record.start_after, change.now + CAPACITY_PAUSE)
                keep_machine(change, msgspec.structs.replace(record, start_after=later), is_new=False)

    def _keep_stops(
        self,
        change: Change,
        decision: Decision,
        outcomes: Sequence[FleetOutcome],
        instances: Mapping[str, Instance],
        nodes: Mapping[str, str],
    ) -> None:
        records = machine_records(change.session)
        unused = {
            instances[one.instance_id].type
            for one in outcomes
            if decision.rule is Rule.IDLE and decision.numbers.get("work_seconds") and one.instance_id in instances
        }
        for outcome in outcomes:
            record = records.get(outcome.instance_id)
            if record is None:
                continue
            wait = SETTLE_PAUSE
            if outcome.error is not None:
                wait = min(_pause_of(outcome.error), SETTLE_PAUSE)
                if outcome.instance_id in nodes and decision.rule in _GOES_ON:
                    # It goes on, so it may as well draw meanwhile.
                    stay(change, [nodes[outcome.instance_id]])
            kept = msgspec.structs.replace(record, stop_after=change.now + wait)
            if decision.rule is Rule.UNOWNED:
                kept = msgspec.structs.replace(kept, start_after=change.now + UNOWNED_PAUSE)
            records[outcome.instance_id] = kept
            keep_machine(change, kept, is_new=False)
        for one in instances.values():
            record = records.get(one.instance_id)
            if one.type in unused and record is not None:
                later = max(record.start_after, change.now + UNUSED_PAUSE)
                keep_machine(change, msgspec.structs.replace(record, start_after=later), is_new=False)


def _pause_of(error: FleetError) -> float:
    if isinstance(error, CapacityError):
        return CAPACITY_PAUSE
    return AWAY_PAUSE if isinstance(error, FleetAwayError) or error.retryable else REFUSED_PAUSE


def _told(outcomes: Sequence[FleetOutcome], instances: Mapping[str, Instance]) -> str:
    wrong = [f"{_name(one.instance_id, instances)}: {one.error}" for one in outcomes if one.error is not None]
    return "; ".join(wrong) or DONE


def _name(instance_id: str, instances: Mapping[str, Instance]) -> str:
    found = instances.get(instance_id)
    return found.name if found is not None and found.name else instance_id
