"""A farm whose time stands still: the real manager, store and broker, stepped by the test."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL
from store_kit import InlineExecutor, MemoryServices, make_manifest, make_plan, make_request, open_store

from app.core.errors import ErrorInfo
from app.core.jobs import JobRequest
from app.core.messages import (
    Accepted,
    AnyMessage,
    Beat,
    ChunkEnded,
    Claim,
    Event,
    GiveUp,
    Grant,
    JobAction,
    JobView,
    PieceDone,
    Stop,
    Submit,
    WorkerGone,
)
from app.core.ports import CLAIMS, REQUESTS, RESULTS, Delivery, control_queue, reply_prefix
from app.core.settings import Settings
from app.farm.broker_memory import MemoryBroker
from app.farm.clock import ManualClock
from app.farm.manager.manager import Manager
from app.farm.store import Store, queries

WAIT = 20.0


class HandWorker:
    """A worker that does what the test says. `told` are the messages it got."""

    def __init__(self, farm: ManualFarm, name: str, boot: str = "b", **has: Any) -> None:
        self.farm = farm
        self.has = {"engines": ("builtin",)} | has
        self.name = name
        self.boot = boot
        self.told: list[AnyMessage] = []
        self._claims = itertools.count(1)
        self._queue = farm.broker.consume(control_queue(name, boot), lambda one: self.told.append(one.message))

    def claim(self, claim_id: str = "") -> str:
        claim_id = claim_id or f"{self.name}-{self.boot}-{next(self._claims)}"
        self.send(CLAIMS, Claim(claim_id=claim_id, worker=self.name, boot=self.boot, **self.has))
        return claim_id

    def beat(self, attempt: int | None = None, frames: int = 0) -> None:
        self.send(CLAIMS, Beat(worker=self.name, boot=self.boot, attempt=attempt, frames_drawn=frames))

    def finish_piece(self, grant: Grant, number: int) -> None:
        manifest = self.farm.services.keep(make_manifest(self.farm.plan(grant.job_id), number, grant.attempt))
        self.send(RESULTS, PieceDone(worker=self.name, boot=self.boot, manifest=manifest))

    def finish(self, grant: Grant) -> None:
        for number in range(grant.first, grant.last + 1):
            self.finish_piece(grant, number)
        self.end(grant)

    def end(self, grant: Grant, kind: str = "", **more: Any) -> None:
        error = ErrorInfo(kind=kind, title=f"{kind} on {self.name}") if kind else None
        self.send(
            RESULTS,
            ChunkEnded(
                worker=self.name, boot=self.boot, job_id=grant.job_id, attempt=grant.attempt, error=error, **more
            ),
        )

    def die(self) -> None:
        self._queue.close()
        self.send(RESULTS, WorkerGone(worker=self.name, boot=self.boot))

    def vanish(self) -> None:
        """Be cut off: messages to it cannot be delivered, and nobody reports it."""
        self._queue.close()

    def send(self, queue: str, message: AnyMessage) -> None:
        self.farm.broker.send(queue, message, sender=self.name)

    def of(self, kind: Any) -> list[Any]:
        return [one for one in self.told if isinstance(one, kind)]

    @property
    def grants(self) -> list[Grant]:
        return self.of(Grant)

    @property
    def grant(self) -> Grant:
        return self.grants[-1]

    @property
    def stops(self) -> list[Stop]:
        return self.of(Stop)

    @property
    def given_up(self) -> list[GiveUp]:
        return self.of(GiveUp)


class ManualFarm:
    """Real parts, no time of their own."""

    def __init__(self, place: Path | URL, services: MemoryServices | None = None, **more: Any) -> None:
        self.place = place
        self.clock = ManualClock()
        self.services = services or MemoryServices()
        self.settings = Settings(**more.pop("settings", {}))
        self.requests: dict[str, JobRequest] = {}
        self.store: Store
        self._open(more)

    def _open(self, more: dict[str, Any]) -> None:
        self.store = open_store(self.place, self.clock)
        self.broker = MemoryBroker()
        self.answers: list[AnyMessage] = []
        self.events: list[Event] = []
        for user in ("ann", "bob", "admin", "eve"):
            self.broker.consume(f"{reply_prefix(user)}test", self._answered)
        self.broker.subscribe(self.events.append)
        self.manager = Manager(
            self.store,
            self.broker,
            self.services,
            self.clock,
            self.settings,
            own_thread=False,
            **({"executor": InlineExecutor()} | more),
        )
        self.manager.start()

    def _answered(self, delivery: Delivery) -> None:
        self.answers.append(delivery.message)

    def close(self) -> None:
        self.manager.stop()
        self.broker.close()
        self.store.close()

    def restart(self, **more: Any) -> None:
        """The program ends without a word (nothing is sent any more) and begins anew."""
        self.broker.close()
        self.store.close()
        self._open(more)

    def worker(self, name: str, boot: str = "b", **has: Any) -> HandWorker:
        return HandWorker(self, name, boot, **has)

    def idle_worker(self, name: str, boot: str = "b", **has: Any) -> HandWorker:
        worker = self.worker(name, boot, **has)
        worker.claim()
        return worker

    def ask(self, message: AnyMessage, sender: str = "ann", reply_to: str = "") -> AnyMessage:
        self.broker.send(REQUESTS, message, sender=sender, reply_to=reply_to or f"{reply_prefix(sender)}test")
        self.step()
        return self.answers[-1]

    def submit(self, *names: str, frames: int = 20, **more: Any) -> tuple[str, ...]:
        jobs = tuple(make_request(name, frames, **more) for name in names)
        self.requests.update((one.job_id, one) for one in jobs)
        answer = self.ask(Submit(jobs=jobs))
        assert isinstance(answer, Accepted), answer
        return answer.job_ids

    def act(self, action: str, *names: str, value: int = 0, target: str = "") -> AnyMessage:
        return self.ask(JobAction(action=action, job_ids=names, value=value, target=target))

    def step(self, seconds: float = 0.0) -> None:
        """Let time pass, then let everything happen that happens without more time."""
        self.clock.advance(seconds)
        before = -1
        while before != self.store.last_outbox:
            before = self.store.last_outbox
            assert self.broker.wait_idle(WAIT)
            self.manager.tick(self.clock.monotonic())
            assert self.broker.wait_idle(WAIT)

    def view(self, job_id: str) -> JobView:
        with self.store.read() as session:
            return queries.job_view(session, job_id)

    def plan(self, job_id: str) -> Any:
        return make_plan(self.requests.get(job_id) or make_request(job_id))

    def state(self, job_id: str) -> str:
        return self.view(job_id).state
