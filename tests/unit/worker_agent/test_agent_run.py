"""The agent against a manager of a few lines, over the real memory broker, with real engines."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
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
    MayStop,
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
from app.core.settings_choices import LogFormat
from app.farm.attempt_logs import attempt_source, read_log
from app.farm.broker_memory import MemoryBroker
from app.farm.clock import ManualClock, SystemClock
from app.farm.engines.sleep import SleepEngine
from app.farm.logs import LOG_NAME, farm_log
from app.farm.manager.services import plan_key
from app.farm.storage_folder import FolderStorage
from tests.fakes.farm_jobs import make_plan, store_bytes, store_plan
from worker_agent.agent import Agent
from worker_agent.guards import SAME_FAILURES, Guards
from worker_agent.pool import AgentPool, start_agents

FAST = Settings(beat_seconds=0.05, lease_seconds=1.0, claim_renew_seconds=0.1, retry_pause_seconds=0.05)
LEAST_DISK = FAST.least_disk_gigabytes * 1000**3


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

    @property
    def offers(self) -> tuple[str, ...]:
        return (self.name,)

    def render(self, order: RenderOrder, control: ChunkControl, listener: EngineListener) -> None:
        if self._errors:
            raise self._errors.pop(0)
        self._real.render(order, control, listener)

    def close(self) -> None:
        self._real.close()
        self.closed.set()


class Running:
    """An agent in a thread."""

    def __init__(self, broker: MemoryBroker, storage: Storage, engine: Engine, guards: Guards | None = None) -> None:
        self.stop = threading.Event()
        agent = Agent(
            "w1",
            "boot",
            broker=broker,
            storage=storage,
            engine=engine,
            clock=SystemClock(),
            settings=FAST,
            guards=guards,
        )
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


def test_agent_s_log_lines_say_what_they_are_about(
    desk: Desk, broker: MemoryBroker, storage: FolderStorage, tmp_path: Path
) -> None:
    with farm_log(tmp_path, LogFormat.JSON):
        running = Running(broker, storage, FailingEngine(storage, [RuntimeError("a fault")]))
        try:
            desk.grant(desk.claim(), 7)
            desk.ended()
            desk.grant(desk.claim(), 8)
            desk.ended()
        finally:
            running.end()
    lines = [json.loads(line) for line in (tmp_path / LOG_NAME).read_text("utf-8").splitlines()]
    about_attempts = {(one["job"], one["attempt"], one["worker"]) for one in lines if "attempt" in one}
    assert about_attempts == {("job-1", 7, "w1"), ("job-1", 8, "w1")}
    assert [one["piece"] for one in lines if "was drawn" in one["message"]] == [0, 1, 2, 3]
    fault = next(one for one in lines if "exception" in one)
    assert (fault["attempt"], fault["level"]) == (7, "error") and "a fault" in fault["exception"]
    assert next(one for one in lines if one["message"].startswith("The attempt failed"))["piece"] == 0


def test_agent_claims_nothing_while_it_has_no_room(
    desk: Desk, broker: MemoryBroker, storage: FolderStorage, tmp_path: Path
) -> None:
    free = [LEAST_DISK]
    guards = Guards(SystemClock(), tmp_path, FAST, free=lambda _: free[0], memory=lambda: 1.0)
    running = Running(broker, storage, SleepEngine(storage), guards)
    try:
        desk.claim()
        free[0] = 1
        withdrawn = desk.wait_for(Withdraw, worker="w1", engines=("sleep",))
        assert isinstance(withdrawn, Withdraw) and "free" in withdrawn.problem
        # Said again and again, so that it does not count as lost.
        desk.wait_for(Withdraw, problem=withdrawn.problem)
        claims = len([one for one in desk.seen if isinstance(one, Claim)])
        free[0] = LEAST_DISK
        desk.grant(desk.claim(), 1)
        assert desk.ended().error is None
        assert len([one for one in desk.seen if isinstance(one, Claim)]) > claims
    finally:
        running.end()


def test_agent_that_fails_alike_again_and_again_stops_claiming(
    desk: Desk, broker: MemoryBroker, storage: FolderStorage, tmp_path: Path
) -> None:
    engine = FailingEngine(storage, [EngineLostError("Lost.") for _ in range(SAME_FAILURES)])
    guards = Guards(SystemClock(), tmp_path, FAST, free=lambda _: LEAST_DISK, memory=lambda: 1.0)
    running = Running(broker, storage, engine, guards)
    try:
        for attempt in range(1, SAME_FAILURES + 1):
            desk.grant(desk.claim(), attempt)
            assert desk.ended().error is not None
        desk.wait_for(Withdraw, worker="w1")
        assert "Lost." in guards.problem()
    finally:
        running.end()


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

    def consume(self, queue: str, handler: Callable[[Delivery], None], **_more: Any) -> Subscription:
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

    def make(storage: Storage, /, *, low_priority: bool) -> Engine:
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


def test_agents_that_leave_finish_the_piece_in_work_and_give_back_the_rest(
    desk: Desk, broker: MemoryBroker, storage: FolderStorage
) -> None:
    pool = start_agents(2, broker=broker, storage=storage, clock=SystemClock(), settings=FAST, engine="sleep")
    claims: dict[str, Claim] = {}
    while len(claims) < 2:
        claim = desk.claim()
        claims[claim.worker] = claim
    desk.grant(claims["local-2"], 1, job_id="slow")
    desk.wait_for(PieceDone)
    pool.set_workers(1, low_priority=False)
    ended = desk.ended()
    assert (ended.attempt, ended.infrastructure) == (1, True)
    assert ended.error is not None
    assert ended.error.kind == "InterruptedRenderError"
    done = desk.pieces()
    assert done == list(range(len(done)))
    assert ended.piece == len(done) < 4
    # It may overtake the reports, which travel by another queue.
    if not any(isinstance(message, Withdraw) for message in desk.seen):
        desk.wait_for(Withdraw, worker="local-2")
    pool.set_workers(2, low_priority=False)
    again = desk.wait_for(Claim, worker="local-2")
    assert getattr(again, "boot", "") != claims["local-2"].boot
    pool.stop()


def test_agents_get_engines_of_another_priority_under_the_same_names(
    desk: Desk, broker: MemoryBroker, storage: FolderStorage
) -> None:
    made: list[bool] = []

    def make(storage: Storage, /, *, low_priority: bool) -> Engine:
        made.append(low_priority)
        return SleepEngine(storage)

    pool = AgentPool(1, broker=broker, storage=storage, clock=SystemClock(), settings=FAST, make_engine=make)
    first = desk.claim()
    pool.set_workers(1, low_priority=False)
    assert desk.claim().boot == first.boot
    pool.set_workers(1, low_priority=True)
    while (second := desk.claim()).boot == first.boot:
        pass
    pool.stop()
    assert (second.worker, made) == (first.worker, [False, True])


def test_agents_that_were_drained_come_back_only_when_they_are_asked_for(
    desk: Desk, broker: MemoryBroker, storage: FolderStorage
) -> None:
    pool = start_agents(1, broker=broker, storage=storage, clock=SystemClock(), settings=FAST, engine="sleep")
    first = desk.claim()
    (thread,) = [thread for thread in threading.enumerate() if thread.name == "agent-1"]
    desk.tell(first, Drain())
    thread.join(20)
    assert not thread.is_alive()
    pool.set_workers(1, low_priority=False)
    while desk.claim().boot == first.boot:
        pass
    pool.stop()


def log_of(storage: FolderStorage, job_id: str, attempt: int) -> list[str]:
    return [line.text for line in read_log(storage, job_id, attempt_source(attempt)).lines]


def test_agents_keep_a_log_of_each_attempt(desk: Desk, broker: MemoryBroker, storage: FolderStorage) -> None:
    pool = start_agents(1, broker=broker, storage=storage, clock=SystemClock(), settings=FAST, engine="sleep")
    desk.grant(desk.claim(), 1, skip=(2,))
    desk.ended()
    claim = desk.claim()
    desk.grant(claim, 2, job_id="slow")
    desk.wait_for(PieceDone)
    desk.tell(claim, GiveUp(attempt=2, first=3))
    desk.tell(claim, Stop(attempt=2, reason="The job was cancelled."))
    desk.ended()
    desk.grant(desk.claim(), 3, job_id="job-1", last=9)
    desk.ended()
    pool.stop()
    first, second, third = (log_of(storage, job, number) for job, number in (("job-1", 1), ("slow", 2), ("job-1", 3)))
    assert "worker local-1 was granted 3 pieces, 0, 1, 3 (frames 0 to 19)," in first[0]
    assert [line.split(" was drawn")[0] for line in first[1:-1]] == [
        f"Piece {piece} (frames {5 * piece} to {5 * piece + 4})" for piece in (0, 1, 3)
    ]
    assert first[-1] == "Ended. Drawn here: 3 of 3 pieces."
    assert "Told to stop: The job was cancelled." in second
    assert any("give up the pieces from 3 on" in line for line in second)
    assert third[:2] == ["Pieces 0 to 9 were granted of job job-1.", "Its plan has 4 pieces."]


def test_agents_whose_logs_cannot_be_stored_work_all_the_same(
    desk: Desk, broker: MemoryBroker, storage: FolderStorage
) -> None:
    (storage.root / "logs").write_bytes(b"a file in the way")
    pool = start_agents(1, broker=broker, storage=storage, clock=SystemClock(), settings=FAST, engine="sleep")
    desk.grant(desk.claim(), 1)
    assert desk.ended().error is None
    pool.stop()


def test_an_idle_worker_asks_whether_its_computer_may_be_shut_down_and_ends_when_it_may(
    broker: MemoryBroker, storage: FolderStorage, desk: Desk
) -> None:
    clock = ManualClock()
    settings = msgspec.structs.replace(FAST, shut_down_minutes=10, claim_renew_seconds=1.0)
    engine = SleepEngine(storage)
    agent = Agent("w1", "boot", broker=broker, storage=storage, engine=engine, clock=clock, settings=settings)
    thread = threading.Thread(target=agent.run, args=(threading.Event(),))
    thread.start()
    claim = desk.claim()
    assert not any(isinstance(one, MayStop) for one in desk.seen)
    clock.advance(601.0)
    asked = desk.wait_for(MayStop, worker="w1")
    assert isinstance(asked, MayStop) and asked.idle_seconds >= 600
    desk.tell(claim, Drain(shut_down=True))
    thread.join(20)
    assert not thread.is_alive()
    assert agent.may_shut_down


def test_a_worker_that_is_only_drained_does_not_have_its_computer_shut_down(
    broker: MemoryBroker, storage: FolderStorage, desk: Desk
) -> None:
    engine = SleepEngine(storage)
    agent = Agent("w1", "boot", broker=broker, storage=storage, engine=engine, clock=SystemClock(), settings=FAST)
    thread = threading.Thread(target=agent.run, args=(threading.Event(),))
    thread.start()
    desk.tell(desk.claim(), Drain())
    thread.join(20)
    assert not thread.is_alive()
    assert not agent.may_shut_down
