"""Machines that are agents on this computer: each is a node with a broker user and a folder of its own.

For trying and testing how a farm grows and shrinks, and for a computer that is to give many nodes. A machine is
*starting* for a time that can be set, as real ones boot, then its agent runs; when the agent ends, for whatever reason,
the machine is stopped. Machines end with the program that started them, however that ends.

Threads: `machine NAME`, one per machine that is not stopped. `LocalFleet._lock` guards what is known of machines;
nothing is started, asked or waited for while it is held.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.core.errors import FarmhandError, InstanceBusyError, InstanceGoneError
from app.core.fleet import Instance, InstanceState
from app.core.model import Struct
from app.core.ports import Clock, FleetOutcome
from app.core.program_ends import how_ended
from app.farm.programs import END_SECONDS, Part

PROVIDER: Final = "local"

CLOSE_SECONDS: Final = 20.0
"""How long agents have to end when the program does that started them, which itself has to end in time."""

_LOOK_SECONDS: Final = 0.05

_log = logging.getLogger(__name__)


class LocalMachine(Struct, frozen=True):
    """A machine that may be started: `command` runs its agent, with `environment` beside this program's own.

    `node` is the agent's broker user; the machine is called so too, and its id is `local-` and that name. `price` is
    what it is said to cost (US dollars an hour), `type`, `zone` and `pool` what it is said to be.
    """

    node: str
    command: tuple[str, ...]
    environment: dict[str, str] = {}
    type: str = PROVIDER
    zone: str = ""
    pool: str = ""
    price: float | None = None

    @property
    def instance_id(self) -> str:
        """Its id in the fleet."""
        return f"{PROVIDER}-{self.node}"


@dataclass(kw_only=True)
class _Run:
    """One run of a machine: from its start until it is stopped again."""

    stop: threading.Event = field(default_factory=threading.Event)
    kill: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None


@dataclass(kw_only=True)
class _Known:
    machine: LocalMachine
    state: InstanceState = InstanceState.STOPPED
    launched: float = 0.0
    note: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    run: _Run | None = None


class LocalFleet:
    """Implements `app.core.ports.Fleet` with processes of this computer."""

    def __init__(
        self,
        machines: Sequence[LocalMachine],
        clock: Clock,
        *,
        boot_seconds: float | Callable[[LocalMachine], float] = 0.0,
        end_seconds: float = END_SECONDS,
    ) -> None:
        """All machines are stopped. `boot_seconds` pass before an agent is started.

        An agent that was told to end is killed after `end_seconds`.
        """
        self._clock = clock
        self._boot = boot_seconds if callable(boot_seconds) else lambda _: boot_seconds
        self._end_seconds = end_seconds
        self._lock = threading.Lock()
        self._known = {machine.instance_id: _Known(machine=machine) for machine in machines}

    @property
    def provider(self) -> str:
        """See `Fleet.provider`."""
        return PROVIDER

    def describe(self) -> tuple[Instance, ...]:
        """See `Fleet.describe`."""
        with self._lock:
            found = [_instance(known) for known in self._known.values()]
        return tuple(sorted(found, key=lambda one: one.name))

    def start(self, instance_ids: Sequence[str]) -> tuple[FleetOutcome, ...]:
        """See `Fleet.start`. An agent that cannot be started leaves its machine stopped, with a note why."""
        return tuple(self._start(instance_id) for instance_id in instance_ids)

    def stop(self, instance_ids: Sequence[str], *, at_once: bool = False) -> tuple[FleetOutcome, ...]:
        """See `Fleet.stop`. With `at_once`, an agent is killed with all that it started."""
        return tuple(self._stop(instance_id, at_once) for instance_id in instance_ids)

    def mark(self, instance_ids: Sequence[str], tags: Mapping[str, str]) -> None:
        """See `Fleet.mark`. Tags last as long as this program."""
        with self._lock:
            for instance_id in instance_ids:
                if instance_id not in self._known:
                    raise _gone(instance_id)
                self._known[instance_id].tags.update(tags)

    def close(self) -> None:
        """See `Fleet.close`. Agents may finish the piece in work, if that does not take long."""
        with self._lock:
            self._end_seconds = min(self._end_seconds, CLOSE_SECONDS)
            runs = [known.run for known in self._known.values() if known.run is not None]
        for run in runs:
            run.stop.set()
        for run in runs:
            if run.thread is not None:
                run.thread.join()

    def _start(self, instance_id: str) -> FleetOutcome:
        with self._lock:
            known = self._known.get(instance_id)
            if known is None:
                return FleetOutcome(instance_id, error=_gone(instance_id))
            if known.state is InstanceState.STOPPING:
                busy = InstanceBusyError(
                    f"{known.machine.node} cannot be started now.", "It is still stopping.", "Start it when it has."
                )
                return FleetOutcome(instance_id, known.state, busy)
            if known.state is InstanceState.STOPPED:
                known.state, known.launched, known.note = InstanceState.STARTING, self._clock.now(), ""
                run = known.run = _Run()
                run.thread = threading.Thread(
                    target=self._live, args=(known, run), name=f"machine {known.machine.node}"
                )
                run.thread.start()
            return FleetOutcome(instance_id, known.state)

    def _stop(self, instance_id: str, at_once: bool) -> FleetOutcome:
        with self._lock:
            known = self._known.get(instance_id)
            if known is None:
                return FleetOutcome(instance_id, error=_gone(instance_id))
            if known.run is not None:
                if at_once:
                    known.run.kill.set()
                known.run.stop.set()
                known.state = InstanceState.STOPPING
            return FleetOutcome(instance_id, known.state)

    def _live(self, known: _Known, run: _Run) -> None:
        note = ""
        try:
            if not run.stop.wait(self._boot(known.machine)):
                note = self._work(known, run)
        except FarmhandError as error:
            note = f"{error.title} {error.cause}".strip()
            _log.error("Machine %s: %s", known.machine.node, error)
        finally:
            self._change(known, InstanceState.STOPPED, note)

    def _work(self, known: _Known, run: _Run) -> str:
        """Run the agent to its end; what is to be said of that, empty for an end in order."""
        machine = known.machine
        part = Part(f"agent of {machine.node}", machine.command, machine.environment)
        try:
            with self._lock:
                if not run.stop.is_set():
                    known.state = InstanceState.RUNNING
            while part.exit_code is None and not run.stop.wait(_LOOK_SECONDS):
                continue
            if code := part.exit_code:
                words = part.last_words()
                _log.error("The agent of machine %s ended with %s. Its last words:\n%s", machine.node, code, words)
                return f"Its agent {how_ended(code)}."
            self._change(known, InstanceState.STOPPING)
            self._end(part, run)
        finally:
            part.kill()
        return ""

    def _end(self, part: Part, run: _Run) -> None:
        """Let the agent end in the time that it has for it."""
        if not run.kill.is_set():
            part.ask_to_end()
        deadline = time.monotonic() + self._end_seconds
        while part.exit_code is None and time.monotonic() < deadline:
            if run.kill.wait(_LOOK_SECONDS):
                return

    def _change(self, known: _Known, state: InstanceState, note: str = "") -> None:
        with self._lock:
            known.state = state
            if state is InstanceState.STOPPED:
                known.run, known.note = None, note


def _instance(known: _Known) -> Instance:
    machine = known.machine
    return Instance(
        instance_id=machine.instance_id,
        name=machine.node,
        state=known.state,
        type=machine.type,
        zone=machine.zone,
        pool=machine.pool,
        node=machine.node,
        launched=known.launched,
        price=machine.price,
        tags=dict(known.tags),
        note=known.note,
    )


def _gone(instance_id: str) -> InstanceGoneError:
    return InstanceGoneError(
        f"The farm has no machine “{instance_id[:100]}”.", next_step="“farmhand fleet list” lists them."
    )
