"""How a farm of many computers does, in a sentence; where nothing renders although something waits, why."""

from __future__ import annotations

from app.core.fleet import InstanceState
from app.core.states import WorkerState
from app.ui.controllers.farm_fleet import FarmFleet
from app.ui.controllers.farm_workers import FarmWorkers, WorkersNow
from app.ui.words import translate


def startable(workers: FarmWorkers, fleet: FarmFleet) -> int:
    """How many machines could be started to have something rendered; 0 while workers are there or nothing waits."""
    busy, idle, _lost = workers.counts()
    if workers.now is None or fleet.now is None or busy + idle or not workers.waiting_frames():
        return 0
    return sum(1 for one in fleet.now.instances if one.state is InstanceState.STOPPED)


def farm_sentence(workers: FarmWorkers, fleet: FarmFleet) -> str:
    """How the farm does, as it was seen last."""
    now = workers.now
    if now is None:
        return translate("Farm", "Looking at the farm…")
    if not workers.waiting_frames():
        return translate("Farm", "Nothing waits. Films that you queue are rendered on this farm.")
    busy, idle, lost = workers.counts()
    if busy:
        return translate("Farm", "%n worker(s) render.", "", busy)
    if idle:
        return _why_idle(now, idle)
    # A machine runs some time before its workers are there; where workers are lost, it may run without any.
    coming = (InstanceState.STARTING,) if lost else (InstanceState.STARTING, InstanceState.RUNNING)
    machines = fleet.now.instances if fleet.now is not None else ()
    if any(one.state in coming for one in machines):
        return translate("Farm", "Frames wait for machines that are starting.")
    if stopped := startable(workers, fleet):
        return translate("Farm", "Frames wait, but every worker is stopped: %n machine(s) can be started.", "", stopped)
    if lost:
        return translate(
            "Farm", "Frames wait, but no worker answers: all of them are lost. See whether their computers run."
        )
    return translate("Farm", "Frames wait, but there is no worker. Start one: “farmhand-agent --role worker”.")


def _why_idle(now: WorkersNow, idle: int) -> str:
    said = (*(one.problem for one in now.workers), *(one.problem for one in now.nodes))
    problem = next((one for one in said if one), "")
    if problem:
        return translate("Farm", "Frames wait, but workers claim nothing. %1").replace("%1", problem)
    if sum(1 for one in now.workers if one.state == WorkerState.DRAINING) == idle:
        return translate("Farm", "Frames wait, but all workers are draining and take nothing new.")
    return translate("Farm", "Frames wait, and %n worker(s) are idle: jobs are being prepared or joined.", "", idle)
