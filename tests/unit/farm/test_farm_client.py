"""A client over a running manager with threads: submit, wait, watch, gaps, refusals, silence."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from store_kit import MemoryServices, make_manifest, make_plan, make_request, open_store

from app.core.errors import BrokerError, ErrorInfo, FarmhandError, TemplateError, UsageError
from app.core.messages import ChunkEnded, Claim, Event, Grant, JobView, PieceDone
from app.core.ports import CLAIMS, RESULTS, Delivery, control_queue
from app.core.settings import Settings
from app.farm.broker_memory import MemoryBroker
from app.farm.client import FarmClient, error_from
from app.farm.clock import SystemClock
from app.farm.manager.manager import Manager

WAIT = 30.0


class LeakyBroker(MemoryBroker):
    """Loses events when told to, as a slow subscriber's backlog does."""

    loses = False

    def publish(self, event: Event) -> None:
        if not self.loses:
            super().publish(event)


class QuickWorker:
    """Does what it is granted at once, in the consumer's thread; while `held` is set it waits."""

    def __init__(self, broker: MemoryBroker, services: MemoryServices, name: str) -> None:
        self._broker = broker
        self._services = services
        self._name = name
        self._claims = 0
        self.go = threading.Event()
        self.go.set()
        broker.consume(control_queue(name, "b"), self._handle)
        self._claim()

    def _claim(self) -> None:
        self._claims += 1
        claim = Claim(claim_id=f"{self._name}-{self._claims}", worker=self._name, boot="b", engines=("builtin",))
        self._broker.send(CLAIMS, claim, sender=self._name)

    def _handle(self, delivery: Delivery) -> None:
        grant = delivery.message
        if not isinstance(grant, Grant):
            return
        self.go.wait(WAIT)
        plan = make_plan(make_request(grant.job_id))
        for number in range(grant.first, grant.last + 1):
            manifest = self._services.keep(make_manifest(plan, number, grant.attempt))
            self._broker.send(RESULTS, PieceDone(worker=self._name, boot="b", manifest=manifest), sender=self._name)
        ended = ChunkEnded(worker=self._name, boot="b", job_id=grant.job_id, attempt=grant.attempt)
        self._broker.send(RESULTS, ended, sender=self._name)
        self._claim()


class Farm:
    def __init__(self, folder: Path) -> None:
        self.broker = LeakyBroker()
        self.services = MemoryServices()
        self.store = open_store(folder)
        self.manager = Manager(self.store, self.broker, self.services, SystemClock(), Settings())
        self.manager.start()
        self.worker = QuickWorker(self.broker, self.services, "w")
        self.client = FarmClient(self.broker, "ann", answer_seconds=WAIT)

    def close(self) -> None:
        self.worker.go.set()
        self.client.close()
        self.manager.stop()
        self.broker.close()
        self.store.close()


@pytest.fixture
def farm(tmp_path: Path) -> Iterator[Farm]:
    before = threading.active_count()
    one = Farm(tmp_path)
    yield one
    one.close()
    assert threading.active_count() == before


def test_jobs_are_submitted_watched_and_waited_for(farm: Farm) -> None:
    seen: list[JobView] = []
    unwatch = farm.client.watch(seen.append)
    ids = farm.client.submit([make_request(f"j{number}") for number in range(5)])
    progress: list[JobView] = []
    views = farm.client.wait(ids, progress.append, timeout=WAIT)
    assert [(one.job_id, one.state) for one in views] == [(name, "done") for name in ids]
    assert {one.job_id for one in progress if one.state == "done"} == set(ids)
    assert {one.job_id for one in seen} == set(ids)
    assert {one.job_id for one in farm.client.snapshot()} == set(ids)
    assert [one.job_id for one in farm.client.snapshot([ids[2]])] == [ids[2]]
    unwatch()
    count = len(seen)
    farm.client.wait(farm.client.submit([make_request("late")]), timeout=WAIT)
    assert len(seen) == count


def test_waiting_for_a_job_that_is_done_already_returns_at_once(farm: Farm) -> None:
    ids = farm.client.submit([make_request("a")])
    first = farm.client.wait(ids, timeout=WAIT)
    assert farm.client.wait(ids, timeout=WAIT) == first


def test_lost_events_are_noticed_and_made_good(farm: Farm) -> None:
    farm.client.wait(farm.client.submit([make_request("a")]), timeout=WAIT)
    farm.broker.loses = True
    lost = farm.client.submit([make_request("b")])
    other = FarmClient(farm.broker, "ann")
    while {one.state for one in other.snapshot(lost)} != {"done"}:
        pass
    farm.broker.loses = False
    seen: dict[str, str] = {}
    caught_up = threading.Event()

    def note(view: JobView) -> None:
        seen[view.job_id] = view.state
        if seen.get("b") == seen.get("c") == "done":
            caught_up.set()

    farm.client.watch(note)
    farm.client.submit([make_request("c")])
    assert caught_up.wait(WAIT)
    other.close()


def test_what_the_manager_refuses_is_raised_as_it_was_meant(farm: Farm) -> None:
    with pytest.raises(UsageError, match="no job"):
        farm.client.cancel(["nobody"])
    with pytest.raises(UsageError, match="cannot be a job's id"):
        farm.client.submit([make_request("../../etc")])


def test_jobs_can_be_held_and_changed(farm: Farm) -> None:
    farm.worker.go.clear()
    ids = farm.client.submit([make_request("a"), make_request("b")])
    assert farm.client.pause(ids) == ids
    assert {one.state for one in farm.client.snapshot(ids)} == {"paused"}
    assert farm.client.set_priority(["b"], 90) == ("b",)
    assert farm.client.resume(["b"]) == ("b",)
    assert farm.client.cancel(["a"]) == ("a",)
    farm.worker.go.set()
    states = {one.job_id: one.state for one in farm.client.wait(ids, timeout=WAIT)}
    assert states == {"a": "cancelled", "b": "done"}
    assert farm.client.retry(["a"]) == ("a",)
    assert farm.client.wait(["a"], timeout=WAIT)[0].state == "done"


def test_a_failed_job_tells_why(farm: Farm) -> None:
    farm.services.troubles["prepare"] = [TemplateError("a.aepx is damaged.", "It ends early.", "Save it again.")]
    (view,) = farm.client.wait(farm.client.submit([make_request("a")]), timeout=WAIT)
    assert view.state == "failed" and view.error is not None
    error = error_from(view.error)
    assert isinstance(error, TemplateError) and error.next_step == "Save it again."


def test_a_wait_that_takes_too_long_and_an_unknown_job_are_errors(farm: Farm) -> None:
    farm.worker.go.clear()
    ids = farm.client.submit([make_request("a")])
    with pytest.raises(BrokerError, match="not ready in time"):
        farm.client.wait(ids, timeout=0.05)
    with pytest.raises(BrokerError, match="does not know"):
        farm.client.wait(["nobody"], timeout=WAIT)


def test_without_a_manager_everything_is_an_error_in_time() -> None:
    broker = MemoryBroker()
    client = FarmClient(broker, "ann", answer_seconds=0.05)
    for call in (lambda: client.snapshot(), lambda: client.submit([make_request("a")]), lambda: client.wait(["a"])):
        with pytest.raises(BrokerError, match="does not answer") as caught:
            call()
        assert caught.value.next_step
    client.close()
    broker.close()


def test_many_large_jobs_are_submitted_in_several_messages(farm: Farm) -> None:
    farm.worker.go.clear()
    jobs = [make_request(f"j{number}", name="n" * 20_000) for number in range(260)]
    assert sum(len(msgspec.json.encode(one)) for one in jobs) > 4 * 1024 * 1024
    ids = farm.client.submit(jobs)
    assert ids == tuple(one.job_id for one in jobs)
    assert farm.client.cancel(ids[1:])


def test_an_unknown_kind_of_error_is_still_an_error_with_its_text() -> None:
    for kind in ("FromTheFuture", "ErrorInfo", "annotations"):
        error = error_from(ErrorInfo(kind=kind, title="t", cause="c"))
        assert type(error) is FarmhandError and str(error) == "t c"
