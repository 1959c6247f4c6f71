"""The agent against a manager of a few lines, over the real memory broker, with real engines."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.core.errors import BrokerError, EngineError, EngineLostError, FarmhandError
from app.core.messages import (
    AnyMessage,
    Beat,
    ChunkEnded,
    Claim,
    Drain,
    GiveUp,
    Grant,
    PieceDone,
    Ping,
    Stop,
    Withdraw,
    WorkerGone,
)
from app.core.ports import (
    CLAIMS,
    RESULTS,
    ChunkControl,
    Delivery,
    Engine,
    EngineListener,
    RenderOrder,
    Storage,
    Subscription,
    control_queue,
)
from app.core.settings import Settings
from app.farm.broker_memory import MemoryBroker
from app.farm.clock import SystemClock
from app.farm.engines.sleep import SleepEngine
from app.farm.manager.services import plan_key
from app.farm.storage_folder import FolderStorage
from tests.fakes.farm_jobs import make_plan, store_bytes, store_plan
from worker_agent.agent import Agent
from worker_agent.pool import AgentPool, start_agents

FAST = Settings(beat_seconds=0.05, lease_seconds=1.0, claim_renew_seconds=0.1, retry_pause_seconds=0.05)


class Desk:
    """The manager's end of the queues: keeps what comes, lets a test wait for it and answer."""

    def __init__(self, broker: MemoryBroker) -> None:
        self._broker = broker
        self._come: queue.Queue[AnyMessage] = queue.Queue()
        self.seen: list[AnyMessage] = []
        self._subscriptions = [broker.consume(name, self._take) for name in (CLAIMS, RESULTS)]

    def _take(self, delivery: Delivery) -> None:
        assert delivery.sender == getattr(delivery.message, "worker", "")
        self._come.put(delivery.message)

    def wait_for(self, kind: type, **fields: object) -> AnyMessage:
        """The next message of that kind with those fields; keeps the others in `seen`."""
        while True:
            message = self._come.get(timeout=20)
            self.seen.append(message)
            if isinstance(message, kind) and all(getattr(message, name) == value for name, value in fields.items()):
                return message

    def claim(self) -> Claim:
        message = self.wait_for(Claim)
        assert isinstance(message, Claim)
        return message

    def ended(self) -> ChunkEnded:
        message = self.wait_for(ChunkEnded)
        assert isinstance(message, ChunkEnded)
        return message

    def tell(self, claim: Claim, message: AnyMessage) -> None:
        self._broker.send(control_queue(claim.worker, claim.boot), message, sender="manager")

    def grant(
        self, claim: Claim, attempt: int, *, job_id: str = "job-1", last: int = 3, skip: tuple[int, ...] = ()
    ) -> Grant:
        grant = Grant(
            claim_id=claim.claim_id,
            attempt=attempt,
            job_id=job_id,
            plan=plan_key(job_id),
            first=0,
            last=last,
            lease_seconds=1.0,
            skip=skip,
        )
        self.tell(claim, grant)
        return grant

    def pieces(self) -> list[int]:
        return [message.manifest.piece for message in self.seen if isinstance(message, PieceDone)]


class FailingEngine:
    """An engine that raises what it is told, and draws when nothing is left to raise."""

    def __init__(self, storage: Storage, errors: list[Exception]) -> None:
        self._real = SleepEngine(storage)
        self._errors = errors
        self.closed = threading.Event()

    @property
    def name(self) -> str:
        return "failing"

    def render(self, order: RenderOrder, control: ChunkControl, listener: EngineListener) -> None:
        if self._errors:
            raise self._errors.pop(0)
        self._real.render(order, control, listener)

    def close(self) -> None:
        self._real.close()
        self.closed.set()


class Running:
    """An agent in a thread."""

    def __init__(self, broker: MemoryBroker, storage: Storage, engine: Engine) -> None:
        self.stop = threading.Event()
        agent = Agent("w1", "boot", broker=broker, storage=storage, engine=engine, clock=SystemClock(), settings=FAST)
        self.thread = threading.Thread(target=agent.run, args=(self.stop,))
        self.thread.start()

    def end(self) -> None:
        self.stop.set()
        self.thread.join(20)
        assert not self.thread.is_alive()


@pytest.fixture
def broker() -> Iterator[MemoryBroker]:
    broker = MemoryBroker()
    yield broker
    broker.close()


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    storage = FolderStorage(tmp_path / "storage", tmp_path / "results")
    store_plan(storage, make_plan())
    slow = store_bytes(storage, "work/slow/model.json", b'{"seconds_per_frame": 0.05}')
    store_plan(storage, make_plan("slow", model=slow))
    return storage


@pytest.fixture
def desk(broker: MemoryBroker) -> Desk:
    return Desk(broker)


@pytest.fixture
def agent(desk: Desk, broker: MemoryBroker, storage: FolderStorage) -> Iterator[Running]:
    running = Running(broker, storage, SleepEngine(storage))
    yield running
    running.end()


def test_agent_claims_draws_and_reports_and_claims_again(agent: Running, desk: Desk) -> None:
    first = desk.claim()
    assert (first.worker, first.boot, first.engines, first.seconds_per_frame) == ("w1", "boot", ("sleep",), None)
    desk.grant(first, 1)
    ended = desk.ended()
    assert (ended.attempt, ended.error, desk.pieces()) == (1, None, [0, 1, 2, 3])
    second = desk.claim()
    assert second.claim_id != first.claim_id
    assert second.seconds_per_frame is not None


def test_agent_renews_the_same_claim(agent: Running, desk: Desk) -> None:
    first = desk.claim()
    assert [desk.claim().claim_id for _ in range(3)] == [first.claim_id] * 3


def test_agent_leaves_out_pieces_that_are_there_already(agent: Running, desk: Desk) -> None:
    desk.grant(desk.claim(), 1, skip=(0, 2))
    assert desk.ended().error is None
    assert desk.pieces() == [1, 3]


def test_agent_beats_with_progress_while_it_draws(agent: Running, desk: Desk) -> None:
    desk.grant(desk.claim(), 5, job_id="slow")
    beats = [desk.wait_for(Beat, attempt=5) for _ in range(4)]
    drawn = [beat.frames_drawn for beat in beats if isinstance(beat, Beat)]
    assert drawn == sorted(drawn)
    desk.ended()


def test_agent_answers_a_ping_at_once(agent: Running, desk: Desk) -> None:
    desk.tell(desk.claim(), Ping())
    beat = desk.wait_for(Beat)
    assert isinstance(beat, Beat)
    assert beat.attempt is None


def test_agent_stops_an_attempt_that_is_no_longer_wanted(agent: Running, desk: Desk) -> None:
    claim = desk.claim()
    desk.grant(claim, 1, job_id="slow")
    desk.wait_for(PieceDone)
    desk.tell(claim, Stop(attempt=99, reason="another attempt, not this one"))
    desk.tell(claim, Stop(attempt=1, reason="cancelled"))
    assert desk.ended().error is None
    assert len(desk.pieces()) < 4


def test_agent_gives_up_a_tail_even_before_it_begins(agent: Running, desk: Desk) -> None:
    claim = desk.claim()
    desk.grant(claim, 1, job_id="slow")
    desk.tell(claim, GiveUp(attempt=1, first=2))
    assert desk.ended().error is None
    assert desk.pieces() == [0, 1]


def test_agent_refuses_a_grant_for_another_claim_and_ignores_a_doubled_one(agent: Running, desk: Desk) -> None:
    claim = desk.claim()
    stale = Grant(
        claim_id="older", attempt=7, job_id="job-1", plan=plan_key("job-1"), first=0, last=3, lease_seconds=1.0
    )
    desk.tell(claim, stale)
    refused = desk.ended()
    assert (refused.attempt, refused.infrastructure, refused.piece) == (7, True, None)
    grant = desk.grant(claim, 8)
    desk.tell(claim, grant)
    assert desk.ended().attempt == 8
    desk.tell(claim, grant)
    desk.grant(desk.claim(), 9)
    assert desk.ended().attempt == 9
    assert desk.pieces() == [0, 1, 2, 3] * 2


def test_agent_drains_after_what_it_holds(agent: Running, desk: Desk) -> None:
    claim = desk.claim()
    desk.grant(claim, 1)
    desk.tell(claim, Drain())
    assert desk.ended().error is None
    agent.thread.join(20)
    assert not agent.thread.is_alive()
    assert desk.pieces() == [0, 1, 2, 3]
    # It may overtake the reports, which travel by another queue.
    if not any(isinstance(message, Withdraw) for message in desk.seen):
        desk.wait_for(Withdraw)


def test_agent_that_is_stopped_gives_back_what_is_left(
    desk: Desk, broker: MemoryBroker, storage: FolderStorage
) -> None:
    engine = FailingEngine(storage, [])
    running = Running(broker, storage, engine)
    desk.grant(desk.claim(), 1, job_id="slow")
    desk.wait_for(PieceDone)
    running.end()
    ended = desk.ended()
    assert ended.infrastructure
    assert ended.error is not None
    assert ended.piece == len(desk.pieces())
    assert engine.closed.is_set()


@pytest.mark.parametrize(
    ("error", "infrastructure", "words"),
    [
        (EngineError("Layer “Title” could not be drawn."), False, "Layer “Title” could not be drawn."),
        (EngineLostError("The drawing process was lost."), True, "The drawing process was lost."),
        (KeyError("a mistake of ours"), True, "The worker made a mistake."),
    ],
)
def test_agent_reports_failures_and_goes_on(
    error: Exception,
    infrastructure: bool,
    words: str,
    desk: Desk,
    broker: MemoryBroker,
    storage: FolderStorage,
    caplog: pytest.LogCaptureFixture,
) -> None:
    running = Running(broker, storage, FailingEngine(storage, [error]))
    desk.grant(desk.claim(), 1)
    ended = desk.ended()
    assert ended.error is not None
    assert (ended.error.title, ended.infrastructure, ended.piece) == (words, infrastructure, 0)
    desk.grant(desk.claim(), 2)
    assert desk.ended().error is None
    running.end()


@pytest.mark.parametrize("job_id", ["no-such-job", "job-1"])
def test_agent_gives_back_grants_that_make_no_sense(agent: Running, desk: Desk, job_id: str) -> None:
    desk.grant(desk.claim(), 1, job_id=job_id, last=4)
    ended = desk.ended()
    assert ended.infrastructure
    assert ended.error is not None
    assert job_id in str(ended.error)


def test_agent_works_without_a_manager_and_withdraws_nothing_it_cannot(
    broker: MemoryBroker, storage: FolderStorage
) -> None:
    running = Running(broker, storage, SleepEngine(storage))
    running.end()


class Deaf(MemoryBroker):
    """A broker with which no queue can be opened."""

    def consume(self, queue: str, handler: Callable[[Delivery], None]) -> Subscription:
        raise BrokerError("The broker is away.")


def test_agent_that_cannot_open_its_queue_leaves_nothing_running(storage: FolderStorage) -> None:
    broker, engine = Deaf(), FailingEngine(storage, [])
    agent = Agent("w1", "boot", broker=broker, storage=storage, engine=engine, clock=SystemClock(), settings=FAST)
    with pytest.raises(BrokerError):
        agent.run(threading.Event())
    assert engine.closed.is_set()
    assert not [thread for thread in threading.enumerate() if thread.name.endswith("-w1")]
    broker.close()


def test_agents_of_a_pool_work_and_stop_in_order(desk: Desk, broker: MemoryBroker, storage: FolderStorage) -> None:
    pool = start_agents(3, broker=broker, storage=storage, clock=SystemClock(), settings=FAST, engine="sleep")
    names: set[str] = set()
    attempt = 0
    while len(names) < 3:
        claim = desk.claim()
        if claim.worker not in names:
            names.add(claim.worker)
            attempt += 1
            desk.grant(claim, attempt)
    ended = {desk.ended().attempt for _ in range(3)}
    pool.stop()
    assert (names, ended) == ({"local-1", "local-2", "local-3"}, {1, 2, 3})
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("agent-")]


def test_agents_that_fail_are_reported_and_replaced(desk: Desk, broker: MemoryBroker, storage: FolderStorage) -> None:
    tries: list[int] = []

    def make(storage: Storage) -> Engine:
        tries.append(1)
        if len(tries) == 1:
            raise RuntimeError("a fault of ours")
        return SleepEngine(storage)

    pool = AgentPool(1, broker=broker, storage=storage, clock=SystemClock(), settings=FAST, make_engine=make)
    gone = desk.wait_for(WorkerGone)
    claim = desk.claim()
    pool.stop()
    assert getattr(gone, "boot", "") != claim.boot


def test_agents_with_an_unknown_engine_are_refused(broker: MemoryBroker, storage: FolderStorage) -> None:
    with pytest.raises(FarmhandError, match="imaginary"):
        start_agents(1, broker=broker, storage=storage, clock=SystemClock(), settings=FAST, engine="imaginary")
