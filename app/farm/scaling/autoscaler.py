"""The autoscaler: looks at machines and work, decides by the policy, acts through the fleet, and writes all of it down.

It runs in the manager that has the store, so there is one of them. What it needs to go on after a restart is in the
store: the policy, the activities, what machines cost and how long they boot, and what failed lately.

Thread: `autoscaler`. `_lock` guards the latest list of machines; nothing is called while it is held.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from app.core.errors import ErrorInfo, FarmhandError, FleetError
from app.core.fleet import Activity, Instance, InstanceState, NodeFacts, ScalingPolicy
from app.core.messages import WorkerView
from app.core.model import Struct
from app.core.ports import Clock, Fleet
from app.core.states import WorkerState
from app.farm.scaling.acting import SCALING, Actor
from app.farm.scaling.caps import DAY
from app.farm.scaling.checks import check_policy
from app.farm.scaling.ledger import Sight, look
from app.farm.scaling.policy import decide
from app.farm.scaling.schedules import scheduled_minimum
from app.farm.scaling.views import UP, USUAL_BOOT_SECONDS, Act, Decision, Load, MachineView, Rule, ScalingView
from app.farm.scaling.words import changed_words
from app.farm.store import Change, Store
from app.farm.store.activities import (
    activities,
    add_activity,
    end_activity,
    end_open_activities,
    keep_scaling_state,
    scaling_state,
)
from app.farm.store.going import Going, holding_nodes, nodes_going, stay
from app.farm.store.machines import (
    MachineRecord,
    add_boot,
    add_costs,
    boot_seconds,
    drop_old_costs,
    forget_machines,
    keep_machine,
    machine_records,
    spent_by_machine,
    spent_since,
)
from app.farm.store.session import Session

TICK_SECONDS: Final = 10.0

SAID_SECONDS: Final = 900.0
"""What could not be done, and what would have been done, is written down again only after so long."""

PERSON_PAUSE: Final = 1800.0
"""A machine that a person has stopped is not started by a rule for so long."""

LOAD_RULES: Final = (Rule.TARGET, Rule.DEADLINE, Rule.MINIMUM, Rule.SCHEDULE)

_log = logging.getLogger(__name__)


class FarmSight(Struct, frozen=True):
    """What the manager knows of workers and their computers."""

    workers: tuple[WorkerView, ...]
    nodes: tuple[NodeFacts, ...] = ()


class MachinesSeen(Struct, frozen=True):
    """The machines as of a time (seconds since the epoch; 0: never), and why they are older than they should be."""

    as_of: float = 0.0
    instances: tuple[Instance, ...] = ()
    problem: ErrorInfo | None = None


class Autoscaler:
    """One per manager. `start` and `stop` it once; `tick` is its step.

    `sight` tells of workers and nodes, `load` what is left to draw; both are called in its thread, once per step.
    """

    def __init__(
        self,
        store: Store,
        fleet: Fleet,
        clock: Clock,
        *,
        sight: Callable[[], FarmSight],
        load: Callable[[], Load],
        tick_seconds: float = TICK_SECONDS,
    ) -> None:
        self._store = store
        self._fleet = fleet
        self._clock = clock
        self._sight = sight
        self._load = load
        self._tick_seconds = tick_seconds
        self._actor = Actor(store, fleet)
        self._lock = threading.Lock()
        self._seen = MachinesSeen()
        self._ending = threading.Event()
        self._woken = threading.Event()
        self._thread = threading.Thread(target=self._run, name="autoscaler")
        self._listens_since = clock.monotonic()
        self._idle_since: dict[str, float] = {}
        self._said: dict[tuple[object, ...], float] = {}
        self._day = -1

    def start(self) -> None:
        """Begin to look, every `tick_seconds`."""
        unknown = "Not known: the manager ended meanwhile."
        self._store.apply(lambda change: end_open_activities(change, unknown))
        self._thread.start()

    def stop(self) -> None:
        """Decide nothing more; returns when the thread is gone."""
        self._ending.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join()

    def wake(self) -> None:
        """Look now."""
        self._woken.set()

    def heard_nothing(self) -> None:
        """The manager's own link was down, so that the silence of machines meant nothing."""
        self._listens_since = self._clock.monotonic()

    def machines(self) -> MachinesSeen:
        """The machines as they were seen last."""
        with self._lock:
            return self._seen

    def policy(self) -> ScalingPolicy:
        """The policy in force. Raises `StoreError`."""
        with self._store.read() as session:
            return scaling_state(session).policy

    def change_policy(self, policy: ScalingPolicy, who: str) -> None:
        """Scale by this policy from now on. Raises `UsageError` when it makes no sense, and `StoreError`."""
        check_policy(policy)

        def change_it(change: Change) -> None:
            before = scaling_state(change.session)
            keep_scaling_state(change, msgspec.structs.replace(before, policy=policy))
            told = Activity(
                number=0, at=0.0, who=who, what="policy", why=changed_words(before.policy, policy), outcome="done"
            )
            add_activity(change, told)

        self._store.apply(change_it, durable=True)
        self._said.clear()
        self.wake()

    def may_leave(self, node: str) -> bool:
        """Whether the farm can do without a node that wants to shut itself down. Raises `StoreError`."""
        with self._store.read() as session:
            policy = scaling_state(session).policy
            going = nodes_going(session)
        up = [one.node for one in self.machines().instances if one.state in UP and one.node not in going]
        if not policy.enabled or node not in up:
            return True
        return len(up) > max(policy.minimum, scheduled_minimum(policy, self._clock.now(), ahead=USUAL_BOOT_SECONDS))

    def activities(self, *, after: int = 0, most: int = 200) -> tuple[Activity, ...]:
        """What was decided, the latest, by rising number. Raises `StoreError`."""
        with self._store.read() as session:
            return activities(session, after=after, most=most)

    def tick(self) -> tuple[Decision, ...]:
        """Look, decide, act; what was decided. Raises `StoreError`. That machines cannot be listed is only noted."""
        try:
            instances = self._fleet.describe()
        except FleetError as error:
            with self._lock:
                self._seen = msgspec.structs.replace(self._seen, problem=error.info())
            _log.warning("Machines cannot be listed: %s", error)
            return ()
        sight = self._sight()
        nodes = _nodes_of(instances, sight.nodes)
        load = self._load() if self.policy().enabled else Load()
        view = self._store.apply(lambda change: self._look(change, instances, sight, nodes, load))
        decisions = decide(view)
        by_id = {one.instance_id: one for one in instances}
        for decision in decisions:
            self._carry_out(decision, by_id, nodes, dry_run=view.policy.dry_run)
        return decisions

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                self.tick()
            except FarmhandError as error:
                if self._store.loss.error is not None:
                    return
                _log.error("Scaling failed and will be tried again: %s", error)
            # A border: a fault of our own must not leave the farm without anybody who stops machines.
            except Exception:  # noqa: BLE001
                _log.exception("Scaling has a fault and will be tried again")
            self._woken.wait(self._tick_seconds)
            self._woken.clear()

    # Looking.

    def _look(
        self,
        change: Change,
        instances: tuple[Instance, ...],
        sight: FarmSight,
        nodes: Mapping[str, str],
        load: Load,
    ) -> ScalingView:
        now = change.now
        records = machine_records(change.session)
        heard = _heard(sight, now)
        for instance in instances:
            known = records.get(instance.instance_id)
            seen = look(known, instance, heard.get(nodes.get(instance.instance_id, ""), Sight()), now)
            add_costs(change, instance.instance_id, seen.costs)
            if seen.boot is not None:
                add_boot(change, seen.record, seen.boot)
            if seen.record != known:
                keep_machine(change, seen.record, is_new=known is None)
            if seen.failed:
                _tell_failed(change, instance)
            records[instance.instance_id] = seen.record
        present = {one.instance_id for one in instances}
        forget_machines(change, [name for name in records if name not in present])
        state = scaling_state(change.session)
        self._welcome_back(change, instances, records, state.policy)
        if self._day != int(now // DAY):
            self._day = int(now // DAY)
            drop_old_costs(change)
        self._keep_seen(change.session, instances, nodes, now)
        machines = self._machines(change.session, instances, records, sight, nodes)
        return ScalingView(
            now=now,
            policy=state.policy,
            machines=machines,
            load=load,
            others=sum(1 for one in sight.workers if _draws(one) and one.node not in nodes.values()),
            spent_hour=spent_since(change.session, now),
            spent_day=spent_since(change.session, now - now % DAY),
            last_up=state.last_up,
            last_down=state.last_down,
            listening_seconds=self._clock.monotonic() - self._listens_since,
        )

    def _machines(
        self,
        session: Session,
        instances: tuple[Instance, ...],
        records: Mapping[str, MachineRecord],
        sight: FarmSight,
        nodes: Mapping[str, str],
    ) -> tuple[MachineView, ...]:
        now = self._clock.now()
        going, holding = nodes_going(session), holding_nodes(session)
        boots = {one: boot_seconds(session, one) for one in {instance.type for instance in instances}}
        found: list[MachineView] = []
        for instance in instances:
            name = instance.instance_id
            record, node = records[name], nodes.get(name)
            there = [one for one in sight.workers if one.node == node and one.state != WorkerState.LOST]
            workers = sum(_draws(one) for one in there)
            busy = holding.get(node, 0) if node else 0
            if busy or not there:
                self._idle_since[name] = now
            found.append(
                MachineView(
                    instance=instance,
                    workers=workers,
                    busy=busy,
                    usual_workers=max(1, record.workers),
                    idle_seconds=now - self._idle_since.setdefault(name, now),
                    silent_seconds=max(0.0, now - max(record.launched, record.heard)),
                    going=node in going,
                    boot_seconds=boots[instance.type] or USUAL_BOOT_SECONDS,
                    start_after=record.start_after,
                    stop_after=record.stop_after,
                )
            )
        return tuple(found)

    def _keep_seen(
        self, session: Session, instances: tuple[Instance, ...], nodes: Mapping[str, str], now: float
    ) -> None:
        spent = spent_by_machine(session, now - now % DAY)
        told = tuple(
            msgspec.structs.replace(
                one,
                node=nodes.get(one.instance_id, one.node),
                cost_today=round(spent.get(one.instance_id, 0.0), 4),
            )
            for one in instances
        )
        with self._lock:
            self._seen = MachinesSeen(as_of=now, instances=told)

    def _welcome_back(
        self,
        change: Change,
        instances: tuple[Instance, ...],
        records: dict[str, MachineRecord],
        policy: ScalingPolicy,
    ) -> None:
        """Nodes whose machines were stopped, or have begun anew, or are not to go any more as nothing is scaled."""
        by_id = {one.instance_id: one for one in instances}
        for one in nodes_going(change.session).values():
            instance = by_id.get(one.instance_id)
            if not one.instance_id or not _is_back(one, instance, policy):
                continue
            stay(change, [one.node])
            if instance is not None and one.who != SCALING and instance.state is InstanceState.STOPPED:
                # What a person has stopped is not started again at once by a rule.
                kept = msgspec.structs.replace(records[one.instance_id], start_after=change.now + PERSON_PAUSE)
                records[one.instance_id] = kept
                keep_machine(change, kept, is_new=False)

    # Acting.

    def _carry_out(
        self, decision: Decision, instances: Mapping[str, Instance], nodes: Mapping[str, str], *, dry_run: bool
    ) -> None:
        if (decision.act is Act.NONE or dry_run) and not self._is_new(decision):
            return
        told = Activity(
            number=0,
            at=0.0,
            who=SCALING,
            what=decision.act.value,
            targets=tuple(instances[one].name or one for one in decision.instances if one in instances),
            why=decision.why,
            numbers={**decision.numbers},
            dry_run=dry_run,
            outcome="" if decision.act is not Act.NONE and not dry_run else "done",
            rule=decision.rule.value,
        )
        rule = decision.rule
        number = self._store.apply(lambda change: self._decided(change, told, decision), durable=True)
        _log.info("Scaling, by the rule “%s”: %s: %s", rule, decision.act, decision.why)
        if told.outcome:
            return
        outcome = self._actor.act(decision, instances, nodes)
        self._store.apply(lambda change: end_activity(change, number, outcome))

    def _decided(self, change: Change, told: Activity, decision: Decision) -> int:
        """Write a decision down before anything is done; from now on, no other one of its kind follows too soon."""
        state = scaling_state(change.session)
        if decision.act is Act.START and decision.rule in LOAD_RULES:
            keep_scaling_state(change, msgspec.structs.replace(state, last_up=change.now))
        elif decision.act is Act.STOP and decision.rule is Rule.IDLE:
            keep_scaling_state(change, msgspec.structs.replace(state, last_down=change.now))
        return add_activity(change, told)

    def _is_new(self, decision: Decision) -> bool:
        now = self._clock.monotonic()
        key = (decision.act, decision.rule, decision.instances)
        said = self._said.get(key)
        if said is not None and now - said < SAID_SECONDS:
            return False
        self._said[key] = now
        return True


def _nodes_of(instances: tuple[Instance, ...], nodes: tuple[NodeFacts, ...]) -> dict[str, str]:
    """The node on each machine, by id: as the machine says itself, else as its tags say."""
    found = {one.instance_id: one.node for one in instances if one.node}
    ids = {one.instance_id for one in instances}
    return found | {facts.instance_id: facts.node for facts in nodes if facts.instance_id in ids}


def _heard(sight: FarmSight, now: float) -> dict[str, Sight]:
    """Per node, when it was heard last, and how many workers it has."""
    found = {facts.node: Sight(heard=now - facts.silent) for facts in sight.nodes}
    for one in sight.workers:
        before = found.get(one.node, Sight())
        heard = max(before.heard or 0.0, now - one.silent)
        found[one.node] = Sight(heard=heard, workers=before.workers + int(_draws(one)))
    return found


def _draws(one: WorkerView) -> bool:
    return one.state in (WorkerState.IDLE, WorkerState.BUSY)


def _is_back(one: Going, instance: Instance | None, policy: ScalingPolicy) -> bool:
    if instance is None or instance.launched > one.launched + 1.0:
        return True
    if instance.state in UP:
        return one.who == SCALING and not policy.enabled
    return instance.state in (InstanceState.STOPPED, InstanceState.GONE)


def _tell_failed(change: Change, instance: Instance) -> None:
    add_activity(
        change,
        Activity(
            number=0,
            at=0.0,
            who=SCALING,
            what="failed",
            targets=(instance.name or instance.instance_id,),
            why=f"{instance.name or instance.instance_id} was started, and stopped again before anything was heard of "
            f"it.{' ' + instance.note if instance.note else ''} It is left alone for a while.",
            outcome="done",
        ),
    )
