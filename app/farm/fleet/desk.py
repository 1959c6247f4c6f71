"""What clients may know of machines, and what admins may have done to them.

Requests are answered at once, from the list as it was seen last; what they ask for is written down in the store first,
then done by a thread of its own. A machine that is stopped gets nothing more to draw; when its workers hold nothing, or
after a time, its provider is told to stop it. That goes on after a restart of the manager, as the store knows which
nodes are to go.

Thread: `fleet desk`, the only one here that calls the fleet.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final, Protocol

from app.core.errors import ErrorInfo, FarmhandError, FleetAwayError, FleetError, UsageError
from app.core.fleet import Activity, Instance, InstanceState, ScalingPolicy
from app.core.messages import AnyMessage, FleetAction, FleetPart, FleetWanted
from app.core.ports import Clock, Fleet, FleetOutcome
from app.farm.fleet.direct import FleetDeed, Mark, chosen, parse_mark
from app.farm.fleet.ec2_options import DIRECT_TAG
from app.farm.manager.desk import NOBODY, PART_BYTES, Access, Question
from app.farm.portions import portions
from app.farm.scaling.acting import SCALING
from app.farm.store import Change, Store
from app.farm.store.activities import DONE, add_activity, end_activity
from app.farm.store.going import Going, go, holding_nodes, nodes_going, stay
from app.farm.store.marks import note_mark

LOOK_SECONDS: Final = 1.0
AGAIN_SECONDS: Final = 5.0
PATIENCE_SECONDS: Final = 600.0
"""A machine that cannot be stopped just now is told again after so long, but not for longer than that."""

_UP: Final = (InstanceState.STARTING, InstanceState.RUNNING)

_log = logging.getLogger(__name__)


class Seen(Protocol):
    """The machines as they were seen at a time (seconds since the epoch; 0: never), and why that is old."""

    @property
    def as_of(self) -> float: ...  # noqa: D102

    @property
    def instances(self) -> tuple[Instance, ...]: ...  # noqa: D102

    @property
    def problem(self) -> ErrorInfo | None: ...  # noqa: D102


class Overseer(Protocol):
    """Who looks at machines again and again, and scales them: the autoscaler."""

    def machines(self) -> Seen:
        """The machines as they were seen last."""
        ...

    def policy(self) -> ScalingPolicy:
        """By which rules they are scaled."""
        ...

    def wake(self) -> None:
        """Look now."""
        ...


@dataclass
class _Order:
    """Something that was asked for; `left` are the machines of which it is not known yet what came of it."""

    deed: FleetDeed
    number: int
    left: dict[str, Instance]
    until: float
    wrong: list[str] = field(default_factory=list)
    again_at: float = 0.0


class FleetDesk:
    """One per manager. `start` and `stop` it once; `questions` are for the manager.

    `overseer` None: the farm has no machines that can be started. `access` as for the manager. Workers of a machine
    that is stopped may hold what they hold for `finish_seconds`.
    """

    def __init__(
        self,
        store: Store,
        fleet: Fleet | None,
        overseer: Overseer | None,
        clock: Clock,
        *,
        access: Access | None,
        finish_seconds: float,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self._store = store
        self._fleet = fleet
        self._overseer = overseer
        self._clock = clock
        self._access = access
        self._finish_seconds = finish_seconds
        self._look_seconds = look_seconds
        self._orders: queue.SimpleQueue[_Order] = queue.SimpleQueue()
        self._stopping: list[_Order] = []
        self._resumed = False
        self._marks_of = 0.0
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fleet desk")

    @property
    def questions(self) -> Mapping[type[AnyMessage], Question]:
        """What the manager answers by this."""
        return {FleetWanted: self._list, FleetAction: self._act}

    def start(self) -> None:
        """Begin to do what is asked for."""
        if self._fleet is not None:
            self._thread.start()

    def stop(self) -> None:
        """Do nothing more; returns when the thread is gone."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join()

    # Answering, in the thread of the request queue.

    def _list(self, message: AnyMessage, sender: str) -> Iterator[FleetPart]:  # noqa: ARG002
        if self._overseer is None or self._fleet is None:
            yield FleetPart(provider="", as_of=self._clock.now(), instances=(), policy=ScalingPolicy())
            return
        seen, policy = self._overseer.machines(), self._overseer.policy()
        for part, is_last in portions(seen.instances, PART_BYTES):
            yield FleetPart(
                provider=self._fleet.provider,
                as_of=seen.as_of,
                instances=part,
                policy=policy,
                problem=seen.problem,
                last=is_last,
            )

    def _act(self, message: AnyMessage, sender: str) -> Iterable[FleetPart]:
        if not isinstance(message, FleetAction):
            return ()
        if self._access is not None and not self._access(sender, NOBODY):
            raise UsageError(f"{sender} may not start and stop machines.", next_step="Ask an admin of the farm.")
        machines = self._named(message.instances)
        try:
            deed = FleetDeed(message.action)
        except ValueError:
            known = ", ".join(sorted(FleetDeed))
            raise UsageError(
                f"There is no action “{message.action[:100]}” for machines.", next_step=f"Choose one of: {known}."
            ) from None
        number = self._store.apply(lambda change: _begin(change, deed, machines, sender), durable=True)
        until = self._clock.monotonic() + (self._finish_seconds if deed is FleetDeed.STOP else 0.0)
        self._orders.put(_Order(deed, number, {one.instance_id: one for one in machines}, until))
        return self._list(message, sender)

    def _named(self, names: Sequence[str]) -> tuple[Instance, ...]:
        if self._overseer is None or self._fleet is None:
            raise UsageError(
                "This farm has no machines that can be started and stopped.",
                next_step="The setting fleet of its manager says where they are.",
            )
        seen = self._overseer.machines()
        if not seen.as_of:
            problem = seen.problem
            raise FleetAwayError(
                "The farm's machines are not known yet.",
                f"{problem.title} {problem.cause}".strip() if problem is not None else "The manager has just started.",
                (problem.next_step if problem is not None else "") or "Try again in a moment.",
            )
        return chosen(seen.instances, names)

    # Doing, in the thread of the desk.

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                self._take_orders()
                self._step()
            except FarmhandError as error:
                if self._store.loss.error is not None:
                    return
                _log.error("What was asked of machines could not be done, and will be tried again: %s", error)
                self._ending.wait(self._look_seconds)
            # A border: a fault of our own must not leave machines running that somebody has stopped.
            except Exception:  # noqa: BLE001
                _log.exception("The desk for machines has a fault and goes on")
                self._ending.wait(self._look_seconds)

    def _take_orders(self) -> None:
        try:
            order = self._orders.get(timeout=self._look_seconds)
        except queue.Empty:
            return
        if order.deed is FleetDeed.START:
            self._withdraw(order.left)
        self._stopping.append(order)

    def _withdraw(self, machines: Iterable[str]) -> None:
        """Machines that are to start again are not to be stopped by an earlier order."""
        for order in self._stopping:
            for instance_id in machines:
                if order.left.pop(instance_id, None) is not None:
                    order.wrong.append(f"{instance_id} was started again")

    def _step(self) -> None:
        if not self._resumed:
            self._resumed = True
            self._resume()
        now = self._clock.monotonic()
        for order in list(self._stopping):
            if order.again_at <= now:
                self._do(order, now)
            if not order.left:
                self._end(order)
        self._note_marks()

    def _resume(self) -> None:
        """Go on with what an earlier manager was asked to stop."""
        with self._store.read() as session:
            found = [one for one in nodes_going(session).values() if one.instance_id and one.who != SCALING]
        if not found or self._overseer is None:
            return
        if not self._overseer.machines().as_of:
            self._resumed = False  # Not before it is known how they are.
            return
        known = {one.instance_id: one for one in self._overseer.machines().instances}
        left = {one.instance_id: known[one.instance_id] for one in found if _goes_on(one, known)}
        if left:
            self._stopping.append(_Order(FleetDeed.STOP, 0, left, self._clock.monotonic() + self._finish_seconds))

    def _do(self, order: _Order, now: float) -> None:
        due = self._due(order, now)
        if not due or self._fleet is None or self._overseer is None:
            return
        outcomes = self._call(self._fleet, order.deed, due)
        for outcome in outcomes:
            error = outcome.error
            if error is not None and error.retryable and now < order.until + self._patience(order):
                order.again_at = now + AGAIN_SECONDS
                continue
            machine = order.left.pop(outcome.instance_id)
            if error is not None:
                order.wrong.append(f"{machine.name}: {error}")
                if order.deed is not FleetDeed.START:
                    # It goes on, so it may as well draw.
                    self._store.apply(partial(_stays, node=machine.node))
        self._overseer.wake()

    @staticmethod
    def _patience(order: _Order) -> float:
        # Who starts a machine wants to know at once that there is none to be had.
        return 0.0 if order.deed is FleetDeed.START else PATIENCE_SECONDS

    def _due(self, order: _Order, now: float) -> list[str]:
        if order.deed is not FleetDeed.STOP or now >= order.until:
            return list(order.left)
        with self._store.read() as session:
            holding = holding_nodes(session)
        return [one.instance_id for one in order.left.values() if one.node not in holding]

    def _call(self, fleet: Fleet, deed: FleetDeed, ids: list[str]) -> tuple[FleetOutcome, ...]:
        try:
            if deed is FleetDeed.START:
                return fleet.start(ids)
            return fleet.stop(ids, at_once=deed is FleetDeed.KILL)
        except FleetError as error:
            return tuple(FleetOutcome(one, error=error) for one in ids)

    def _end(self, order: _Order) -> None:
        self._stopping.remove(order)
        outcome = "; ".join(order.wrong) or DONE
        if order.number:
            self._store.apply(lambda change: end_activity(change, order.number, outcome))
        _log.info("%s, asked for as activity %d: %s", order.deed, order.number, outcome)

    def _note_marks(self) -> None:
        """Write down what admins did while no manager answered."""
        seen = self._overseer.machines() if self._overseer is not None else None
        if seen is None or seen.as_of == self._marks_of:
            return
        marked = [(one, mark) for one in seen.instances if (mark := parse_mark(one.tags.get(DIRECT_TAG, "")))]
        if marked:
            self._store.apply(lambda change: _note(change, marked))
        self._marks_of = seen.as_of


def _begin(change: Change, deed: FleetDeed, machines: Sequence[Instance], sender: str) -> int:
    """Write down what is to be done; from now on, nodes that are to go get nothing more. The activity's number."""
    for one in machines:
        if deed is FleetDeed.START:
            stay(change, [one.node])
        elif one.node and one.state in _UP:
            wanted = Going(node=one.node, instance_id=one.instance_id, who=sender, launched=one.launched)
            go(change, wanted, although_busy=True)
    why = {
        FleetDeed.START: "Asked for by a person.",
        FleetDeed.STOP: "Asked for by a person; workers finish what they hold first.",
        FleetDeed.KILL: "Asked for by a person; at once.",
    }
    told = Activity(
        number=0, at=0.0, who=sender, what=deed.value, targets=tuple(one.name for one in machines), why=why[deed]
    )
    return add_activity(change, told)


def _note(change: Change, marked: Sequence[tuple[Instance, Mark]]) -> None:
    for one, mark in marked:
        if note_mark(change, one.instance_id, str(mark)):
            when = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(mark.at))
            told = Activity(
                number=0,
                at=0.0,
                who=mark.user,
                what=mark.action.value,
                targets=(one.name,),
                why=f"Done directly at {when} UTC, while no manager answered.",
                outcome=DONE,
            )
            add_activity(change, told)


def _stays(change: Change, *, node: str) -> None:
    stay(change, [node])


def _goes_on(one: Going, known: Mapping[str, Instance]) -> bool:
    """Whether a node's machine still has to be stopped: it runs, and is in the run that was to go."""
    machine = known.get(one.instance_id)
    return machine is not None and machine.state in _UP and machine.launched <= one.launched + 1.0
