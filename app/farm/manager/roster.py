"""What the manager remembers of workers between messages: who is there, who is idle, whose lease runs until when.

Nothing here is the truth: all of it comes back with the next claims and beats. That is why a beat costs no write.
Times are of the manager's monotonic clock. Thread-safe; one lock, under which nothing else is called.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.core.jobs import EngineChoice, PieceManifest
from app.core.messages import Claim, Grant, Withdraw, WorkerView
from app.core.needs import Equipment, Needs, can_draw
from app.core.states import WorkerState
from app.farm.manager.paces import Paces
from app.farm.manager.throughput import Throughput
from app.farm.store.work import LiveAttempt

LONGEST_PAUSE_SECONDS = 30.0
SPEED_SMOOTHING = 0.3
"""Weight of the latest piece in a worker's speed."""

LOST_SECONDS = 3600.0
"""How long a worker that is lost is remembered, for people to see."""


@dataclass(kw_only=True)
class _Worker:
    boot: str
    equipment: Equipment
    heard: float
    throughput: Throughput
    seconds_per_frame: float | None = None
    troubles: int = 0
    rests_until: float = 0.0
    draining: bool = False
    leaving: bool = False
    problem: str = ""


@dataclass(kw_only=True)
class _Lease:
    job_id: str
    worker: str
    boot: str
    claim_id: str
    until: float
    since: float
    grant: Grant | None = None
    beaten: bool = False
    frames_drawn: int = 0
    frames_kept: int = 0


@dataclass
class _Memory:
    workers: dict[str, _Worker] = field(default_factory=dict)
    resting: dict[str, _Worker] = field(default_factory=dict)
    """Those that claim nothing, and say why: nothing that is decided counts on them."""
    lost: dict[str, _Worker] = field(default_factory=dict)
    claims: dict[str, tuple[Claim, float]] = field(default_factory=dict)
    leases: dict[int, _Lease] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)


class Roster:
    """Workers, parked claims and leases."""

    def __init__(self, *, lease_seconds: float, claim_lost_seconds: float, retry_pause_seconds: float) -> None:
        self._lease_seconds = lease_seconds
        self._claim_lost_seconds = claim_lost_seconds
        self._retry_pause_seconds = retry_pause_seconds
        self._lock = threading.Lock()
        self._memory = _Memory()
        self._paces = Paces()

    def park(self, claim: Claim, now: float) -> str | None:
        """Remember a claim, or that it was renewed. The boot that the worker had before, when this one is another.

        An empty text means that the worker was not known, or had rested.
        """
        with self._lock:
            known = self._memory.workers.get(claim.worker)
            before = None
            equipment = _equipment(claim)
            rested = self._memory.resting.pop(claim.worker, None)
            if known is None and rested is not None and rested.boot == claim.boot:
                known, before, rested.problem = rested, "", ""
                self._memory.workers[claim.worker] = rested
            if known is None or known.boot != claim.boot:
                before = known.boot if known else ""
                known = _Worker(boot=claim.boot, equipment=equipment, heard=now, throughput=Throughput(now))
                self._memory.workers[claim.worker] = known
                self._memory.lost.pop(claim.worker, None)
            known.heard, known.equipment, known.leaving = now, equipment, False
            if known.seconds_per_frame is None:
                known.seconds_per_frame = claim.seconds_per_frame
            self._memory.claims[claim.worker] = (claim, now)
            return before

    def unpark(self, worker: str, boot: str) -> None:
        """Forget the claim of a worker."""
        with self._lock:
            self._unpark(worker, boot)

    def leave(self, worker: str, boot: str) -> None:
        """A worker withdraws: it goes, in order, when what it holds has ended."""
        with self._lock:
            self._unpark(worker, boot)
            known = self._memory.workers.get(worker)
            if known is not None and known.boot == boot:
                known.leaving = True
            rested = self._memory.resting.get(worker)
            if rested is not None and rested.boot == boot:
                del self._memory.resting[worker]

    def keep_resting(self, message: Withdraw, now: float) -> None:
        """A worker withdraws, but stays, and says why it claims nothing; again and again while that is so."""
        with self._lock:
            memory = self._memory
            self._unpark(message.worker, message.boot)
            holds = any(lease.worker == message.worker for lease in memory.leases.values())
            # What it was granted in this very moment it will draw: so long it is busy.
            known = memory.workers.get(message.worker) or memory.resting.get(message.worker)
            if not holds:
                memory.workers.pop(message.worker, None)
                # Also that of another run: who is there still claims again.
                memory.claims.pop(message.worker, None)
            if known is None or known.boot != message.boot or holds:
                known = _Worker(
                    boot=message.boot,
                    equipment=Equipment(engines=message.engines),
                    heard=now,
                    throughput=Throughput(now),
                )
            known.heard, known.problem = now, message.problem
            memory.resting[message.worker] = known
            memory.lost.pop(message.worker, None)

    def drain(self, worker: str, boot: str) -> None:
        """A worker was told to finish what it holds and to claim no more."""
        with self._lock:
            for known in (self._memory.workers.get(worker), self._memory.resting.get(worker)):
                if known is not None and known.boot == boot:
                    known.draining = True

    def answer(self, claim_id: str) -> tuple[bool, Grant | None]:
        """Whether a live grant answers this claim; and that grant, while no beat tells that it arrived."""
        with self._lock:
            for lease in self._memory.leases.values():
                if lease.claim_id == claim_id:
                    return True, None if lease.beaten else lease.grant
            return False, None

    def idle(self, now: float) -> tuple[Claim, ...]:
        """Claims that wait, oldest first, without those of workers that rest after trouble."""
        with self._lock:
            workers = self._memory.workers
            return tuple(claim for name, (claim, _) in self._memory.claims.items() if workers[name].rests_until <= now)

    def present(self) -> dict[str, Equipment]:
        """What the workers have that are there."""
        with self._lock:
            return {name: one.equipment for name, one in self._memory.workers.items()}

    def able(self, engine: EngineChoice, needs: Needs) -> int:
        """How many of the workers that are there may be granted what has these needs."""
        return sum(can_draw(equipment, engine, needs) for equipment in self.present().values())

    def has_engine(self, engine: str) -> bool:
        """Whether a worker has that engine that is there, be it that it rests."""
        with self._lock:
            there = (*self._memory.workers.values(), *self._memory.resting.values())
            return any(engine in one.equipment.engines for one in there)

    def paces(self, workers: Iterable[str]) -> dict[str, float]:
        """The paces of these workers, where they are known (see `Paces`)."""
        with self._lock:
            found = ((name, self._paces.pace(name)) for name in workers)
            return {name: pace for name, pace in found if pace is not None}

    def costs(self, job_ids: Iterable[str]) -> dict[str, float]:
        """What frames of these jobs cost, where that is known (see `Paces`)."""
        with self._lock:
            found = ((job_id, self._paces.cost(job_id)) for job_id in job_ids)
            return {job_id: cost for job_id, cost in found if cost is not None}

    def elapsed(self, now: float) -> dict[int, float]:
        """For how many seconds the pieces in work of attempts have been drawn."""
        with self._lock:
            return {number: now - lease.since for number, lease in self._memory.leases.items()}

    def drawing(self) -> tuple[int, ...]:
        """The attempts that workers draw: of each the latest, none of one that claims. Others have ended unheard."""
        with self._lock:
            latest: dict[str, int] = {}
            for number, lease in self._memory.leases.items():
                if lease.worker not in self._memory.claims:
                    latest[lease.worker] = max(number, latest.get(lease.worker, 0))
            return tuple(latest.values())

    def workers(self, now: float) -> tuple[WorkerView, ...]:
        """All workers that are there, those that rest, and those that were lost lately, by name."""
        with self._lock:
            memory = self._memory
            leases = {lease.worker: (number, lease) for number, lease in sorted(memory.leases.items())}
            there = [
                _view(name, one, self._state(name, one, now, holds=name in leases), now, leases.get(name))
                for name, one in memory.workers.items()
                if not one.leaving or name in leases
            ]
            resting = [
                _view(name, one, self._state(name, one, now, holds=False), now)
                for name, one in memory.resting.items()
                if name not in memory.workers
            ]
            lost = [_view(name, one, WorkerState.LOST, now) for name, one in memory.lost.items()]
        return tuple(sorted((*there, *resting, *lost), key=_name_of))

    def lease(self, grant: Grant, claim: Claim, now: float) -> None:
        """A grant was made: its lease begins, and its claim is answered."""
        with self._lock:
            self._memory.claims.pop(claim.worker, None)
            self._memory.leases[grant.attempt] = _Lease(
                job_id=grant.job_id,
                worker=claim.worker,
                boot=claim.boot,
                claim_id=claim.claim_id,
                until=now + self._lease_seconds,
                since=now,
                grant=grant,
            )

    def adopt(self, live: LiveAttempt, now: float) -> None:
        """A grant of an earlier manager, or one that was suspect: it has a full lease from now on."""
        with self._lock:
            self._memory.leases[live.attempt] = _Lease(
                job_id=live.job_id,
                worker=live.worker,
                boot=live.boot,
                claim_id=live.claim_id,
                until=now + self._lease_seconds,
                since=now,
                beaten=True,
            )
            unknown = _Worker(boot=live.boot, equipment=_shown(live), heard=now, throughput=Throughput(now))
            self._memory.workers.setdefault(live.worker, unknown)
            self._memory.lost.pop(live.worker, None)

    def beat(self, worker: str, attempt: int | None, frames_drawn: int, now: float) -> bool:
        """A sign of life; whether the attempt (if any) has a lease, which is renewed."""
        with self._lock:
            known = self._memory.workers.get(worker) or self._memory.resting.get(worker)
            if known is not None:
                known.heard = now
            if attempt is None:
                return True
            lease = self._memory.leases.get(attempt)
            if lease is None or lease.worker != worker:
                return False
            lease.until = now + self._lease_seconds
            lease.beaten = True
            if lease.frames_drawn != frames_drawn:
                lease.frames_drawn = frames_drawn
                self._memory.moved.add(lease.job_id)
            return True

    def piece_kept(self, worker: str, manifest: PieceManifest, now: float) -> None:
        """A worker has finished a piece."""
        frames, attempt = len(manifest.frames), manifest.attempt
        with self._lock:
            known = self._memory.workers.get(worker)
            if known is not None and frames:
                latest, before = manifest.seconds / frames, known.seconds_per_frame
                self._paces.drawn(worker, manifest.job_id, latest)
                known.seconds_per_frame = latest if before is None else before + SPEED_SMOOTHING * (latest - before)
                known.troubles = 0
                known.throughput.add(frames, now)
            lease = self._memory.leases.get(attempt)
            if lease is not None:
                lease.frames_kept += frames
                lease.since = now

    def release(self, attempt: int, holder: tuple[str, str] | None = None) -> None:
        """An attempt has ended; where its worker says so (`holder`: name and boot), only if it is that worker's."""
        with self._lock:
            lease = self._memory.leases.get(attempt)
            if lease is not None and holder in (None, (lease.worker, lease.boot)):
                del self._memory.leases[attempt]

    def rest(self, worker: str, now: float) -> None:
        """Grant a worker nothing for a while: something around it has failed, and not for the first time perhaps."""
        with self._lock:
            known = self._memory.workers.get(worker)
            if known is not None:
                pause = self._retry_pause_seconds * 2**known.troubles
                known.rests_until = now + min(pause, LONGEST_PAUSE_SECONDS)
                known.troubles = min(known.troubles + 1, 10)

    def gone(self, worker: str, boot: str) -> None:
        """The process of a worker is dead."""
        with self._lock:
            known = self._memory.workers.get(worker)
            if known is not None and known.boot == boot:
                self._memory.lost[worker] = self._memory.workers.pop(worker)
                self._memory.claims.pop(worker, None)
            rested = self._memory.resting.get(worker)
            if rested is not None and rested.boot == boot:
                self._memory.lost[worker] = self._memory.resting.pop(worker)
            leases = self._memory.leases
            self._memory.leases = {
                number: one for number, one in leases.items() if (one.worker, one.boot) != (worker, boot)
            }

    def reap(self, now: float) -> tuple[int, ...]:
        """Attempts whose lease has ended. Claims and workers that were not heard of for long are forgotten too."""
        oldest = now - self._claim_lost_seconds
        with self._lock:
            memory = self._memory
            memory.claims = {name: parked for name, parked in memory.claims.items() if parked[1] >= oldest}
            ended = tuple(number for number, lease in memory.leases.items() if lease.until <= now)
            for number in ended:
                del memory.leases[number]
            busy = {lease.worker for lease in memory.leases.values()}
            for name, one in tuple(memory.workers.items()):
                if name not in busy and (one.leaving or one.heard < oldest):
                    del memory.workers[name]
                    if not one.leaving and name not in memory.resting:
                        memory.lost[name] = one
            for name, one in tuple(memory.resting.items()):
                if one.heard < oldest:
                    del memory.resting[name]
                    if name not in memory.workers:
                        memory.lost[name] = one
            memory.lost = {name: one for name, one in memory.lost.items() if one.heard >= now - LOST_SECONDS}
            memory.claims = {name: parked for name, parked in memory.claims.items() if name in memory.workers}
            return ended

    def extend_all(self, now: float) -> None:
        """Give every lease its full length again."""
        with self._lock:
            for lease in self._memory.leases.values():
                lease.until = now + self._lease_seconds

    def frames_in_work(self) -> dict[str, int]:
        """Per job, frames that were drawn in pieces not yet finished."""
        with self._lock:
            found: dict[str, int] = {}
            for lease in self._memory.leases.values():
                running = max(0, lease.frames_drawn - lease.frames_kept)
                found[lease.job_id] = found.get(lease.job_id, 0) + running
            return found

    def pieces_in_work(self) -> dict[int, tuple[int, float]]:
        """Per attempt, frames that were drawn of its piece in work, and in how many seconds, as of its last beat."""
        with self._lock:
            return {
                number: (
                    max(0, lease.frames_drawn - lease.frames_kept),
                    max(0.0, lease.until - self._lease_seconds - lease.since),
                )
                for number, lease in self._memory.leases.items()
            }

    def take_moved(self) -> set[str]:
        """Jobs of which frames were drawn since the last call."""
        with self._lock:
            moved, self._memory.moved = self._memory.moved, set()
            return moved

    def _unpark(self, worker: str, boot: str) -> None:
        parked = self._memory.claims.get(worker)
        if parked is not None and parked[0].boot == boot:
            del self._memory.claims[worker]

    def _state(self, name: str, one: _Worker, now: float, *, holds: bool) -> WorkerState:
        if one.problem:
            return WorkerState.DRAINING if one.draining else WorkerState.RESTING
        if not holds and name not in self._memory.claims and now - one.heard > self._lease_seconds:
            return WorkerState.LOST
        if one.draining:
            return WorkerState.DRAINING
        return WorkerState.BUSY if holds else WorkerState.IDLE


def _equipment(claim: Claim) -> Equipment:
    return Equipment(
        engines=claim.engines,
        versions=claim.versions,
        tags=frozenset(claim.tags),
        fonts=frozenset(claim.fonts),
        assets=frozenset(claim.assets),
    )


def _shown(live: LiveAttempt) -> Equipment:
    """What a worker evidently has that draws that; the rest it tells with its next claim."""
    if live.engine is EngineChoice.AUTO:
        return Equipment()
    engine, needs = live.engine.value, live.needs
    versions = {engine: needs.version} if needs.version else {}
    return Equipment(engines=(engine,), versions=versions, tags=needs.tags, fonts=needs.fonts)


def _view(
    name: str, one: _Worker, state: WorkerState, now: float, held: tuple[int, _Lease] | None = None
) -> WorkerView:
    attempt, lease = held or (None, None)
    return WorkerView(
        name=name,
        boot=one.boot,
        state=state,
        engines=one.equipment.engines,
        silent=round(max(0.0, now - one.heard), 3),
        seconds_per_frame=one.seconds_per_frame,
        job_id=lease.job_id if lease is not None else "",
        attempt=attempt,
        frames_drawn=lease.frames_drawn if lease is not None else 0,
        versions=one.equipment.versions,
        tags=tuple(sorted(one.equipment.tags)),
        frames_per_hour=one.throughput.per_hour(now),
        problem=one.problem,
    )


def _name_of(view: WorkerView) -> str:
    return view.name
