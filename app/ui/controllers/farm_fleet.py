"""A farm's machines, its scaling and its activities as they were seen last, and what admins have done with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from app.core.errors import BrokerError, ErrorInfo, UsageError
from app.core.fleet import Activity, ScalingPolicy
from app.core.messages import ActivitiesPart, ActivitiesWanted, FleetAction, FleetPart, FleetWanted, ScalingChange
from app.ui.controllers.farm import FarmState
from app.ui.services import Services

if TYPE_CHECKING:
    from app.farm.connection import FarmConnection

LOOK_MILLISECONDS: Final = 3000

MOST_ACTIVITIES: Final = 1000
"""So many are kept here, the latest."""

MOST_ASKED: Final = 200
"""So many are asked for at once."""

_LOOK: Final = "farm/fleet-look"

Seen: TypeAlias = tuple[FleetPart | None, tuple[Activity, ...]]


class FarmFleet(QObject):
    """Looks while somebody does. `now` is None until the farm's machines were seen once; `activities` go upwards.

    `error` is why they cannot be seen although the farm answers; None while they can.
    """

    changed = Signal()
    failed = Signal(object)
    """Something that people asked for was not done: an `ErrorInfo`."""

    accepted = Signal(object)
    """The manager has taken an order, a `FleetAction` or `ScalingChange`, and will do it."""

    refused = Signal(object, object)
    """An order was not taken, and why: as `failed`, with the order before the `ErrorInfo`."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self.now: FleetPart | None = None
        self.error: ErrorInfo | None = None
        self.activities: tuple[Activity, ...] = ()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MILLISECONDS)
        self._timer.timeout.connect(self.look)
        services.farm.place_changed.connect(self._other_farm)
        services.farm.link.changed.connect(self._link_changed)

    def watch(self) -> None:
        """The page is shown."""
        self._timer.start()
        self.look()

    def unwatch(self) -> None:
        """It is not any more."""
        self._timer.stop()

    def close(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look(self) -> None:
        """See how the machines are now, in the background."""
        farm, tasks = self._services.farm, self._services.tasks
        if farm.is_here or farm.state is not FarmState.RUNNING or farm.link.pending or farm.link.error is not None:
            return
        if tasks.running(_LOOK):
            return
        connection, after = farm.connection, self._after()
        work = lambda _task: see_fleet(connection, after)  # noqa: E731
        tasks.start(_LOOK, work, owner=self, done=self._seen, failed=self._not_seen)

    def start(self, instances: Sequence[str]) -> None:
        """Start machines; admins may."""
        self._order(FleetAction("start", tuple(instances)))

    def stop(self, instances: Sequence[str], *, at_once: bool) -> None:
        """Stop machines: when their workers have finished the piece in work, or at once; admins may."""
        self._order(FleetAction("kill" if at_once else "stop", tuple(instances)))

    def scale_by(self, policy: ScalingPolicy, *, over: ScalingPolicy | None = None) -> None:
        """Have the farm scale by another policy from now on; admins may.

        `over`: only while that one is in force, so that what another admin has changed meanwhile is not lost.
        """
        self._order(ScalingChange(policy), over)

    def _order(self, message: FleetAction | ScalingChange, over: ScalingPolicy | None = None) -> None:
        def order(farm: FarmConnection) -> None:
            if over is not None:
                see_in_force(farm, over)
            farm.client.ask(message)

        def taken() -> None:
            if isinstance(message, ScalingChange) and self.now is not None:
                # What is under way may still tell of the policy before.
                self._services.tasks.cancel(_LOOK)
                self.now = msgspec.structs.replace(self.now, policy=message.policy)
            self.accepted.emit(message)
            self.look()

        def not_taken(error: ErrorInfo) -> None:
            self.refused.emit(message, error)
            self.failed.emit(error)
            self.look()

        self._services.farm.act(order, owner=self, done=taken, failed=not_taken)

    def _after(self) -> int:
        """After this number, activities are asked for: new ones, and those that had no outcome yet."""
        seen = self.activities[-MOST_ASKED:]
        unsettled = next((one.number - 1 for one in seen if not one.outcome), None)
        return unsettled if unsettled is not None else seen[-1].number if seen else 0

    def _seen(self, seen: Seen) -> None:
        self._services.farm.link.answered()
        self.error = None
        self.now, new = seen
        by_number = {one.number: one for one in (*self.activities, *new)}
        self.activities = tuple(by_number[number] for number in sorted(by_number))[-MOST_ACTIVITIES:]
        self.changed.emit()

    def _not_seen(self, error: ErrorInfo) -> None:
        self._services.farm.link.failed(error)
        if error.kind != BrokerError.__name__:
            self.error = error
            self.changed.emit()

    def _other_farm(self) -> None:
        self._services.tasks.cancel(_LOOK)
        self.now, self.error, self.activities = None, None, ()
        self.changed.emit()

    def _link_changed(self) -> None:
        if self._services.farm.link.error is None and self.now is None and self._timer.isActive():
            self.look()
        self.changed.emit()


def see_fleet(farm: FarmConnection, after: int) -> Seen:
    """The machines of a farm, and the activities after a number. Raises `FarmhandError`."""
    found = [one for one in farm.client.ask(FleetWanted()) if isinstance(one, FleetPart)]
    machines = tuple(machine for one in found for machine in one.instances)
    whole = msgspec.structs.replace(found[-1], instances=machines) if found else None
    parts = farm.client.ask(ActivitiesWanted(after=after, most=MOST_ASKED))
    return whole, tuple(one for part in parts if isinstance(part, ActivitiesPart) for one in part.activities)


def see_in_force(farm: FarmConnection, policy: ScalingPolicy) -> None:
    """See that a farm scales by this policy. Raises `UsageError` where it does not, and `BrokerError`."""
    found = [one for one in farm.client.ask(FleetWanted()) if isinstance(one, FleetPart)]
    if found and found[-1].policy != policy:
        raise UsageError(
            "The policy was changed by somebody else meanwhile.",
            "Nothing of yours was applied.",
            "See what is another now, and apply yours again.",
        )
