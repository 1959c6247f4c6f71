"""What the manager remembers of workers between messages: who is there, who is idle, whose lease runs until when.

Nothing here is the truth: all of it comes back with the next claims and beats. That is why a beat costs no write.
Times are of the manager's monotonic clock. Thread-safe; one lock, under which nothing else is called.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from app.core.messages import Claim, Grant
from app.farm.store.queries import LiveAttempt

LONGEST_PAUSE_SECONDS = 30.0
SPEED_SMOOTHING = 0.3
"""Weight of the latest piece in a worker's speed."""


@dataclass(kw_only=True)
class _Worker:
    boot: str
    engines: tuple[str, ...]
    heard: float
    seconds_per_frame: float | None = None
    troubles: int = 0
    rests_until: float = 0.0


@dataclass(kw_only=True)
class _Lease:
    job_id: str
    worker: str
    boot: str
    claim_id: str
    until: float
    grant: Grant | None = None
    beaten: bool = False
    frames_drawn: int = 0
    frames_kept: int = 0


@dataclass
class _Memory:
    workers: dict[str, _Worker] = field(default_factory=dict)
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

    def park(self, claim: Claim, now: float) -> str | None:
        """Remember a claim, or that it was renewed. The boot that the worker had before, when this one is another.

        An empty text means that the worker was not known.
        """
        with self._lock:
            known = self._memory.workers.get(claim.worker)
            before = None
            if known is None or known.boot != claim.boot:
                before = known.boot if known else ""
                known = _Worker(boot=claim.boot, engines=claim.engines, heard=now)
                self._memory.workers[claim.worker] = known
            known.heard, known.engines = now, claim.engines
            if known.seconds_per_frame is None:
                known.seconds_per_frame = claim.seconds_per_frame
            self._memory.claims[claim.worker] = (claim, now)
            return before

    def unpark(self, worker: str, boot: str) -> None:
        """Forget the claim of a worker that withdraws it."""
        with self._lock:
            parked = self._memory.claims.get(worker)
            if parked is not None and parked[0].boot == boot:
                del self._memory.claims[worker]

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

    def present(self) -> dict[str, tuple[tuple[str, ...], float | None]]:
        """Engines and speed of the workers that are there."""
        with self._lock:
            return {name: (one.engines, one.seconds_per_frame) for name, one in self._memory.workers.items()}

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
                beaten=True,
            )
            self._memory.workers.setdefault(live.worker, _Worker(boot=live.boot, engines=(), heard=now))

    def beat(self, worker: str, attempt: int | None, frames_drawn: int, now: float) -> bool:
        """A sign of life; whether the attempt (if any) has a lease, which is renewed."""
        with self._lock:
            known = self._memory.workers.get(worker)
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

    def piece_kept(self, worker: str, attempt: int, frames: int, seconds: float) -> None:
        """A worker has finished a piece of so many frames in so many seconds."""
        with self._lock:
            known = self._memory.workers.get(worker)
            if known is not None and frames:
                latest, before = seconds / frames, known.seconds_per_frame
                known.seconds_per_frame = latest if before is None else before + SPEED_SMOOTHING * (latest - before)
                known.troubles = 0
            lease = self._memory.leases.get(attempt)
            if lease is not None:
                lease.frames_kept += frames

    def release(self, attempt: int) -> None:
        """An attempt has ended."""
        with self._lock:
            self._memory.leases.pop(attempt, None)

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
                del self._memory.workers[worker]
                self._memory.claims.pop(worker, None)
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
            memory.workers = {name: one for name, one in memory.workers.items() if one.heard >= oldest or name in busy}
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

    def take_moved(self) -> set[str]:
        """Jobs of which frames were drawn since the last call."""
        with self._lock:
            moved, self._memory.moved = self._memory.moved, set()
            return moved
