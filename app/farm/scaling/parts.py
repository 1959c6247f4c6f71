"""What a manager has for machines: their fleet, the desk that answers about them, the autoscaler, and its desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from app.core.errors import UsageError
from app.core.estimates import Spread
from app.core.fleet import NodeFacts
from app.core.messages import ActivitiesPart, ActivitiesWanted, AnyMessage, ScalingChange, WorkerView
from app.core.ports import Clock, Fleet
from app.farm.estimates.remaining import WorkLeft
from app.farm.fleet.desk import FleetDesk
from app.farm.manager.desk import Access, Question
from app.farm.scaling.autoscaler import TICK_SECONDS, Autoscaler, FarmSight
from app.farm.scaling.desk import ScalingDesk
from app.farm.scaling.views import Load
from app.farm.store import Store


class MachineParts:
    """One per manager. `questions` and `may_leave` are for the manager; `start` it after that one, `stop` it before.

    `fleet` None: the farm has no machines that can be started, which is answered to whoever asks. `seen` tells of
    workers and nodes, `work` what is left to draw; while the manager is not connected to its broker, the silence of
    machines means nothing. Workers of a machine that a person stops may hold what they hold for `finish_seconds`.
    """

    def __init__(
        self,
        store: Store,
        fleet: Fleet | None,
        clock: Clock,
        *,
        access: Access | None,
        finish_seconds: float,
        seen: Callable[[], tuple[tuple[WorkerView, ...], tuple[NodeFacts, ...]]],
        work: Callable[[], WorkLeft],
        is_connected: Callable[[], bool] = lambda: True,
        tick_seconds: float = TICK_SECONDS,
    ) -> None:
        self._fleet = fleet
        self._sight = seen
        self._is_connected = is_connected
        self.autoscaler: Autoscaler | None = None
        self._scaling: ScalingDesk | None = None
        if fleet is not None:
            self.autoscaler = Autoscaler(
                store, fleet, clock, sight=self._look, load=lambda: load_of(work()), tick_seconds=tick_seconds
            )
            self._scaling = ScalingDesk(self.autoscaler, provider=fleet.provider, access=access)
        self._desk = FleetDesk(store, fleet, self.autoscaler, clock, access=access, finish_seconds=finish_seconds)

    @property
    def questions(self) -> Mapping[type[AnyMessage], Question]:
        """What the manager answers by this."""
        if self._scaling is not None:
            return {**self._desk.questions, **self._scaling.questions}
        return {**self._desk.questions, ScalingChange: _no_machines, ActivitiesWanted: _no_activities}

    def may_leave(self, node: str) -> bool:
        """Whether the farm can do without a node that wants to shut itself down. Raises `StoreError`."""
        return self.autoscaler is None or self.autoscaler.may_leave(node)

    def start(self) -> None:
        """Begin to look at machines, and to do what is asked for."""
        self._desk.start()
        if self.autoscaler is not None:
            self.autoscaler.start()

    def stop(self) -> None:
        """Decide and do nothing more. Machines that are processes of this program end."""
        if self.autoscaler is not None:
            self.autoscaler.stop()
        self._desk.stop()
        if self._fleet is not None:
            self._fleet.close()

    def _look(self) -> FarmSight:
        if self.autoscaler is not None and not self._is_connected():
            self.autoscaler.heard_nothing()
        workers, nodes = self._sight()
        return FarmSight(workers=workers, nodes=nodes)


def without_machines(store: Store, clock: Clock) -> Mapping[type[AnyMessage], Question]:
    """What a farm answers that has no machines to start: its computers come and go by themselves."""
    return MachineParts(
        store, None, clock, access=None, finish_seconds=0.0, seen=lambda: ((), ()), work=lambda: _NOTHING_LEFT
    ).questions


_NOTHING_LEFT = WorkLeft(expected=0.0, spread=Spread(p10=0.0, p50=0.0, p90=0.0), frames=0, jobs=0, held=0)


def load_of(work: WorkLeft) -> Load:
    """What is left to draw, as scaling wants to know it."""
    return Load(expected=work.expected, p90=work.spread.p90, longest=work.longest)


def _no_machines(message: AnyMessage, sender: str) -> Iterator[AnyMessage]:  # noqa: ARG001
    raise UsageError(
        "This farm has no machines that can be started and stopped.",
        next_step="The setting fleet of its manager says where they are.",
    )


def _no_activities(message: AnyMessage, sender: str) -> Iterator[AnyMessage]:  # noqa: ARG001
    yield ActivitiesPart(activities=(), last=True)
