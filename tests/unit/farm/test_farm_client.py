"""A client over a running manager with threads: submit, wait, watch, gaps, refusals, silence."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from store_kit import MemoryServices, make_manifest, make_plan, make_request, open_store

from app.core.errors import BrokerError, EngineLostError, ErrorInfo, FarmhandError, TemplateError, UsageError
from app.core.messages import AnyMessage, ChunkEnded, Claim, Event, Grant, JobDetail, JobView, PieceDone
from app.core.ports import CLAIMS, RESULTS, Delivery, control_queue
from app.core.settings import Settings
from app.farm.broker_memory import MemoryBroker
from app.farm.client import FarmClient, error_from
from app.farm.clock import SystemClock
from app.farm.manager.manager import Manager

WAIT = 30.0


class LeakyBroker(MemoryBroker):
    """Loses events when told to, as a slow subscriber's backlog does.

    While `repeats` is above 0, it is that many first parts of details that come once more.
    """

    loses = False
    repeats = 0

    def send(
        self, queue: str, message: AnyMessage, *, sender: str, reply_to: str = "", correlation_id: str = ""
    ) -> None:
        super().send(queue, message, sender=sender, reply_to=reply_to, correlation_id=correlation_id)
        if self.repeats and isinstance(message, JobDetail):
            self.repeats -= 1
            super().send(queue, message, sender=sender, correlation_id=correlation_id)

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
        plan = make_plan(make_request(grant.job_id, 5 * (grant.last + 1)))
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


def test_one_job_is_seen_in_full(farm: Farm) -> None:
    request = make_request("a", 5 * 40)
    farm.client.wait(farm.client.submit([request]), timeout=WAIT)
    detail = farm.client.detail("a")
    assert detail.request == request and detail.last
    assert [one.kind for one in detail.tasks] == ["prepare", "render", "join", "publish"]
    assert len(detail.pieces) == 40 and {one.state for one in detail.pieces} == {"done"}
    assert [one.frames.start for one in detail.pieces] == list(range(0, 200, 5))
    assert detail.pieces[39].file.startswith("work/a/pieces/00039.")
    numbers = [one.attempt for one in detail.attempts]
    assert numbers and numbers == sorted(numbers)
    assert {one.worker for one in detail.attempts} == {"w"}


def test_details_of_an_unknown_job_are_refused(farm: Farm) -> None:
    with pytest.raises(UsageError, match="no job “nobody”"):
        farm.client.detail("nobody")


def test_an_answer_that_was_begun_twice_is_read_once(farm: Farm) -> None:
    farm.worker.go.clear()
    farm.client.submit([make_request("a", 5 * 9000)])
    while farm.client.snapshot(["a"])[0].state != "rendering":
        pass
    once = farm.client.detail("a")
    assert [one.frames.start for one in once.pieces] == list(range(0, 45_000, 5))
    # The first manager dies in the middle of its answer, and another one answers from the beginning.
    farm.broker.repeats = 2
    assert farm.client.detail("a") == once
    assert farm.broker.repeats == 0
    farm.client.cancel(["a"])


def test_jobs_are_moved_and_watchers_hear_of_it(farm: Farm) -> None:
    farm.worker.go.clear()
    farm.client.submit([make_request(name) for name in "abcd"])
    seen: dict[str, JobView] = {}
    moved = threading.Event()

    def note(view: JobView) -> None:
        seen[view.job_id] = view
        if sorted(seen, key=lambda one: seen[one].place) == ["d", "a", "c", "b"]:
            moved.set()

    farm.client.watch(note)
    assert farm.client.move_to_top(["d"]) == ("d",)
    assert farm.client.move_to_bottom(["b", "c"]) == ("b", "c")
    assert farm.client.move_before(["c"], "b") == ("c",)
    assert moved.wait(WAIT)
    with pytest.raises(UsageError, match="no job"):
        farm.client.move_before(["a"], "nobody")
    farm.client.cancel(list("abcd"))


def test_a_removed_job_leaves_every_picture(farm: Farm) -> None:
    farm.client.wait(farm.client.submit([make_request("a"), make_request("b")]), timeout=WAIT)
    heard: list[tuple[str, bool]] = []
    gone = threading.Event()

    def note(view: JobView) -> None:
        heard.append((view.job_id, view.removed))
        if view.removed:
            gone.set()

    farm.client.watch(note)
    assert heard == [("a", False), ("b", False)]
    assert farm.client.remove(["a"]) == ("a",)
    assert gone.wait(WAIT) and heard[-1] == ("a", True)
    assert [one.job_id for one in farm.client.snapshot()] == ["b"]
    with pytest.raises(BrokerError, match="does not know"):
        farm.client.wait(["a"], timeout=WAIT)
    assert farm.client.wait(["b"], timeout=WAIT)[0].state == "done"


def test_a_removal_that_was_missed_is_heard_of_with_the_next_snapshot(farm: Farm) -> None:
    farm.client.wait(farm.client.submit([make_request("a")]), timeout=WAIT)
    gone = threading.Event()
    farm.client.watch(lambda view: gone.set() if (view.job_id, view.removed) == ("a", True) else None)
    farm.broker.loses = True
    farm.client.remove(["a"])
    other = FarmClient(farm.broker, "ann")
    lost = other.submit([make_request("b")])
    while {one.state for one in other.snapshot(lost)} != {"done"}:
        pass
    farm.broker.loses = False
    farm.client.submit([make_request("c")])
    assert gone.wait(WAIT)
    other.close()


def test_waiting_bears_that_jobs_are_removed(farm: Farm) -> None:
    farm.client.wait(farm.client.submit([make_request("old")]), timeout=WAIT)
    farm.worker.go.clear()
    farm.client.submit([make_request("a"), make_request("b")])
    other = FarmClient(farm.broker, "ann")
    told: list[tuple[str, str]] = []
    removed = threading.Event()

    def note(view: JobView) -> None:
        told.append((view.job_id, view.state))
        if not removed.is_set():
            # The first news: another job is removed, and one that is waited for, which has ended and was not told yet.
            other.remove(["old"])
            other.cancel(["a"])
            farm.worker.go.set()
            while other.snapshot(["a"])[0].state != "cancelled":
                pass
            other.remove(["a"])
            removed.set()

    views = {one.job_id: one for one in farm.client.wait(["a", "b"], note, timeout=WAIT)}
    assert (views["a"].state, views["b"].state) == ("cancelled", "done")
    assert [state for job_id, state in told if job_id == "a"].count("cancelled") == 1
    other.close()


def test_a_removed_job_that_was_told_to_have_ended_is_not_told_of_again(farm: Farm) -> None:
    farm.client.wait(farm.client.submit([make_request("a")]), timeout=WAIT)
    farm.worker.go.clear()
    farm.client.submit([make_request("b")])
    told: list[tuple[str, bool]] = []
    other = FarmClient(farm.broker, "ann")

    def note(view: JobView) -> None:
        told.append((view.job_id, view.removed))
        if view.job_id == "a":
            other.remove(["a"])
            farm.worker.go.set()

    views = farm.client.wait(["a", "b"], note, timeout=WAIT)
    assert [(one.job_id, one.state, one.removed) for one in views] == [("a", "done", False), ("b", "done", False)]
    assert told.count(("a", False)) == 1 and ("a", True) not in told
    other.close()


def test_waiting_for_nothing_ends_at_once(farm: Farm) -> None:
    assert farm.client.wait([], timeout=WAIT) == ()


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


def test_who_waits_may_find_that_waiting_makes_no_sense(farm: Farm) -> None:
    farm.worker.go.clear()
    ids = farm.client.submit([make_request("a")])
    looks: list[int] = []

    def check() -> None:
        looks.append(1)
        if len(looks) == 3:
            raise EngineLostError("The manager has ended.")

    with pytest.raises(EngineLostError):
        farm.client.wait(ids, timeout=WAIT, check=check)
    farm.worker.go.set()
    assert farm.client.wait(ids, timeout=WAIT)[0].state == "done"


def test_workers_are_seen_and_told(farm: Farm) -> None:
    assert [(one.name, one.state) for one in farm.client.workers()] == [("w", "idle")]
    assert [one.name for one in farm.client.steer_workers("ping", ["w"])] == ["w"]
    assert [(one.name, one.state) for one in farm.client.steer_workers("drain", ["w"])] == [("w", "draining")]
    with pytest.raises(UsageError, match="no worker “v”"):
        farm.client.steer_workers("drain", ["v"])


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
