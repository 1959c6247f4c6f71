"""The link to a broker that is not there, in which something has a fault: it goes on trying."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pika
import pytest

from app.farm.rabbitmq import link as link_module
from app.farm.rabbitmq.address import parse_address
from app.farm.rabbitmq.backoff import Backoff
from app.farm.rabbitmq.link import Link
from app.farm.rabbitmq.session import Session, Steps
from app.farm.rabbitmq.state import LinkPhase, LinkState
from app.farm.try_farm_broker import free_ports

WAIT = 20.0


class FaultyLink(Link):
    """A link whose next `faults` tries to connect have a fault that nobody expects."""

    def __init__(self) -> None:
        address = parse_address(f"amqp://ann@127.0.0.1:{free_ports(1)[0]}/farm")
        super().__init__(address, "x", name="test", declares=False, backoff=Backoff(first=0.05, longest=0.05))
        self.faults = 0
        self.tries = 0

    def _parameters(self) -> pika.ConnectionParameters:
        if threading.current_thread().name == "broker link":
            self.tries += 1
            if self.faults:
                self.faults -= 1
                raise ZeroDivisionError
        return super()._parameters()


class FaultyMember:
    """A member that cannot bear the loss of a connection."""

    def __init__(self) -> None:
        self.lost_count = 0

    def open(self, session: Session) -> Steps:
        yield from ()

    def resume(self) -> None:
        return

    def check(self) -> str:
        return ""

    def lost(self) -> None:
        self.lost_count += 1
        raise ZeroDivisionError


@pytest.fixture
def link(monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultyLink]:
    monkeypatch.setattr(link_module, "LOOK_SECONDS", 0.1)
    link = FaultyLink()
    yield link
    link.close()
    assert link.state.phase is LinkPhase.CLOSED


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def goes_on(link: FaultyLink) -> None:
    """Wait for further tries."""
    before = link.tries
    wait_until(lambda: link.tries >= before + 3)


def fault() -> None:
    raise ZeroDivisionError


def test_a_connection_that_cannot_be_begun_is_tried_again(link: FaultyLink) -> None:
    link.start()
    link.faults = 3
    wait_until(lambda: link.faults == 0)
    goes_on(link)


def test_the_first_try_may_have_a_fault_too(link: FaultyLink) -> None:
    link.faults = 1
    link.start()
    goes_on(link)


def test_members_that_cannot_bear_a_loss_hold_up_neither_each_other_nor_the_link(link: FaultyLink) -> None:
    members = [FaultyMember(), FaultyMember()]
    link.members += members
    link.start()
    goes_on(link)
    assert all(one.lost_count for one in members)


def test_faults_between_two_connections_do_not_end_the_tries(link: FaultyLink) -> None:
    link.start()
    for _ in range(5):
        link.call(fault)
        link.call(lambda: link.call_later(0.0, fault))
    goes_on(link)


def test_a_session_that_died_without_a_word_is_found(link: FaultyLink) -> None:
    link.start()

    def die() -> None:
        session = link.session
        if session is None:
            link.call(die)
        else:
            session.alive = False

    link.call(die)
    goes_on(link)


def test_a_planned_try_that_got_lost_is_found(link: FaultyLink) -> None:
    link.start()
    goes_on(link)

    def lose() -> None:
        if link.session is not None:
            link.call(lose)
        else:
            link._tries += 1

    link.call(lose)
    goes_on(link)


def test_who_does_not_want_to_wait_is_tried_for_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    link = FaultyLink()
    link._backoff = Backoff(first=1000.0, longest=1000.0, spread=lambda _, most: most)
    seen: list[LinkState] = []
    link.watch(seen.append)
    link.start()
    try:
        for tries in (1, 2, 3):
            wait_until(lambda tries=tries: link.tries >= tries and link.state.next_try > 0)  # type: ignore[misc]
            link.try_now()
        wait_until(lambda: link.tries == 4)
    finally:
        link.close()
