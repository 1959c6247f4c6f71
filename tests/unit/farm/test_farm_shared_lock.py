"""The lock on a shared folder: who may hold it, whatever the order of events and however old the views."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from app.core.errors import LockLostError, StorageError
from app.farm.shared_lock import LockTimes, SharedLock, Way
from app.farm.shared_lock_ways import KEPT_NUMBERS, CreateWay, LockWay, RenameWay, Seen, Ticket
from tests.fakes.examples import examples

HERE = [Way.CREATE] if os.name == "nt" else list(Way)
"""The ways that this system has."""

MAKERS: dict[Way, Callable[[Path, str], LockWay]] = {Way.CREATE: CreateWay, Way.RENAME: RenameWay}
ACTORS = st.integers(0, 3)


class Interleavings(RuleBasedStateMachine):
    """Machines that look, take, renew, beat and release in any order, on views of any age.

    A `take` stands for a waiter whose patience has ended, so it may hit a living holder: then that one has lost.
    """

    make: Callable[[Path, str], LockWay]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.ways = [type(self).make(self.folder, "lock") for _ in range(4)]
        self.views: dict[int, Seen] = {}
        self.tickets: dict[int, Ticket] = {}
        self.holder: int | None = None

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @rule(actor=ACTORS)
    def look(self, actor: int) -> None:
        self.views[actor] = self.ways[actor].look()
        assert self.views[actor].free == (self.holder is None)

    @precondition(lambda self: self.views)
    @rule(actor=ACTORS)
    def take(self, actor: int) -> None:
        seen = self.views.get(actor)
        if seen is None or actor in self.tickets:
            return
        now = self.ways[actor].look()
        ticket = self.ways[actor].take(seen, f"actor {actor}")
        if self.holder is not None and seen.position != now.position:
            assert ticket is None, "an old view took the lock from its new holder"
        if ticket is not None:
            self.tickets[actor] = ticket
            self.holder = actor

    @precondition(lambda self: self.tickets)
    @rule(actor=ACTORS)
    def renew(self, actor: int) -> None:
        ticket = self.tickets.get(actor)
        if ticket is None:
            return
        renewed = self.ways[actor].renew(ticket)
        assert (renewed is not None) == (self.holder == actor)
        if renewed is None:
            del self.tickets[actor]
        else:
            self.tickets[actor] = renewed

    @precondition(lambda self: self.tickets)
    @rule(actor=ACTORS, count=st.integers(1, 99))
    def beat(self, actor: int, count: int) -> None:
        ticket = self.tickets.get(actor)
        if ticket is not None:
            assert self.ways[actor].beat(ticket, count) == (self.holder == actor)

    @precondition(lambda self: self.tickets)
    @rule(actor=ACTORS)
    def release(self, actor: int) -> None:
        ticket = self.tickets.pop(actor, None)
        if ticket is not None:
            self.ways[actor].release(ticket)
            if self.holder == actor:
                self.holder = None


@pytest.mark.parametrize("way", HERE)
def test_farm_lock_has_one_holder_in_every_order_of_events(way: Way) -> None:
    machine = type(f"Interleavings_{way}", (Interleavings,), {"make": staticmethod(MAKERS[way])})
    test = machine.TestCase
    test.settings = settings(max_examples=examples(40), stateful_step_count=40, deadline=None)
    test("runTest").runTest()


class Hands:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def quick(folder: Path, way: Way, expiry: float = 60.0) -> SharedLock:
    return SharedLock(folder, "film", way=way, owner="render-7", times=LockTimes(beat=0.01, expiry=expiry, look=0.01))


@pytest.mark.parametrize("way", HERE)
def test_farm_lock_is_refused_while_it_is_held_and_names_who_has_it(way: Way, tmp_path: Path) -> None:
    with (
        quick(tmp_path, way).hold(timeout=0),
        pytest.raises(StorageError, match=r"is in use by render-7\.") as caught,
        quick(tmp_path, way).hold(timeout=0.1),
    ):
        pytest.fail("there were two holders")
    assert caught.value.next_step
    with quick(tmp_path, way).hold(timeout=0) as again:
        again.check()
        again.check()


@pytest.mark.parametrize("way", HERE)
def test_farm_lock_of_a_living_holder_is_never_taken(way: Way, tmp_path: Path) -> None:
    with (
        quick(tmp_path, way).hold(timeout=0),
        pytest.raises(StorageError, match="locked"),
        quick(tmp_path, way, expiry=0.3).hold(timeout=1.0),
    ):
        pytest.fail("it was taken from a holder that gives signs of life")


@pytest.mark.parametrize("way", HERE)
def test_farm_lock_of_a_dead_holder_is_taken_over_and_the_dead_one_notices(way: Way, tmp_path: Path) -> None:
    times = LockTimes(beat=1000, expiry=0.05, look=0.005)
    with SharedLock(tmp_path, "film", way=way, times=times).hold(timeout=0) as frozen:
        with SharedLock(tmp_path, "film", way=way, times=times).hold(timeout=30) as held:
            with pytest.raises(LockLostError, match="lost") as caught:
                frozen.check()
            assert caught.value.cause and caught.value.next_step
            held.check()
        assert frozen.lost
    with SharedLock(tmp_path, "film", way=way, times=times).hold(timeout=0):
        pass


def test_farm_lock_s_holder_notices_its_loss_by_its_beats(tmp_path: Path) -> None:
    with quick(tmp_path, Way.CREATE).hold(timeout=0) as held:
        way = CreateWay(tmp_path, "film")
        assert way.take(way.look(), "another") is not None
        deadline = threading.Event()
        for _ in range(500):
            if held.lost:
                break
            deadline.wait(0.01)
        assert held.lost


def test_farm_lock_a_waiter_that_slept_does_not_take_its_sleep_for_the_holder_s(tmp_path: Path) -> None:
    clock = Hands()
    way = CreateWay(tmp_path, "film")
    ticket = way.take(way.look(), "holder")
    assert ticket is not None

    class SleepyWay(CreateWay):
        """Every second look is followed by a long sleep of this machine, in which the holder goes on beating."""

        looks = 0

        def look(self) -> Seen:
            seen = super().look()
            self.looks += 1
            if self.looks % 2 == 0:
                clock.now += 1000
                assert way.beat(ticket, self.looks)
            return seen

    lock = SharedLock(tmp_path, "film", times=LockTimes(beat=1, expiry=30, look=0.001), monotonic=clock)
    lock._way = SleepyWay(tmp_path, "film")
    with pytest.raises(StorageError, match="locked"), lock.hold(timeout=10_000):
        pytest.fail("it was taken from a holder that gives signs of life")
    assert way.renew(ticket) is not None


def test_farm_lock_a_machine_that_slept_for_long_does_not_come_back_as_holder(tmp_path: Path) -> None:
    way = CreateWay(tmp_path, "film")
    old = way.look()
    ticket = way.take(old, "first")
    assert ticket is not None
    slept = ticket
    for _ in range(2 * KEPT_NUMBERS):
        ticket = way.renew(ticket)
        assert ticket is not None
    assert len(list(tmp_path.iterdir())) == KEPT_NUMBERS
    assert not way.beat(slept, 1)
    assert way.renew(slept) is None
    assert way.take(old, "second") is None
    assert way.renew(ticket) is not None


@pytest.mark.parametrize("way", HERE)
def test_farm_lock_waiting_ends_when_that_is_asked_for(way: Way, tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    with (
        quick(tmp_path, way).hold(timeout=0),
        pytest.raises(StorageError),
        quick(tmp_path, way).hold(timeout=3600, stop=stop),
    ):
        pytest.fail("there were two holders")


@pytest.mark.parametrize("name", ["", "../film", "a/../b", "C:film", "nul"])
def test_farm_lock_names_are_names(name: str, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="refused"):
        SharedLock(tmp_path, name)


def test_farm_lock_in_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match="file"):
        SharedLock(tmp_path / "file" / "locks", "film")


def test_farm_lock_many_threads_of_one_process_take_turns(tmp_path: Path) -> None:
    inside: list[int] = []
    overlaps: list[int] = []

    def work(number: int) -> None:
        with quick(tmp_path, Way.CREATE).hold(timeout=60) as held:
            inside.append(number)
            held.check()
            if len(inside) > 1:
                overlaps.append(number)
            inside.remove(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert overlaps == []
