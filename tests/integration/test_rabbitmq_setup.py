"""A broker set up for a farm, and that its users can do what is theirs and nothing else. On a real RabbitMQ."""

from __future__ import annotations

import json
import logging
import shlex
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pika
import pytest
from pika.exceptions import ChannelClosedByBroker

from app.core.errors import BrokerError, UsageError
from app.core.messages import Claim, Drain, Event, JobView, Ping, SnapshotWanted, WorkerGone
from app.core.ports import CLAIMS, REQUESTS, RESULTS, Delivery, control_queue, reply_prefix
from app.farm.exchange import Exchange
from app.farm.rabbitmq.commands import as_shell_lines, control_commands, definitions, password_hash
from app.farm.rabbitmq.management import AppliedSetup, ManagementApi, apply_setup
from app.farm.rabbitmq.roles import Role, farm_setup
from app.farm.rabbitmq.state import LinkPhase
from app.farm.rabbitmq.topology import (
    CLAIMS_EXCHANGE,
    DEAD_QUEUE,
    EVENTS_EXCHANGE,
    MAIL_EXCHANGE,
    REQUESTS_EXCHANGE,
    RESULTS_EXCHANGE,
    Features,
)
from tests.fakes.secrets import MemorySecrets
from tests.servers.fixtures import MakeBroker, wait_until
from tests.servers.inbox import Inbox
from tests.servers.rabbitmq import ROOT_PASSWORD, ROOT_USER, RabbitNode

REFUSED = 403
WRONG_USER = 406


class Farm:
    """A farm's users in a virtual host of their own, as `apply_setup` makes them."""

    def __init__(self, node: RabbitNode, vhost: str) -> None:
        self.node = node
        self.vhost = vhost
        self.mark = uuid.uuid4().hex[:8]
        self.secrets = MemorySecrets()
        self.api = ManagementApi(f"http://127.0.0.1:{node.management_port}", ROOT_USER, ROOT_PASSWORD)
        self.roles = {
            "manager": Role.MANAGER,
            "ann": Role.DESIGNER,
            "bob.lee": Role.DESIGNER,
            "boss": Role.ADMIN,
            "w1": Role.WORKER,
            "w10": Role.WORKER,
            "eye": Role.MONITOR,
        }

    def name(self, short: str) -> str:
        """Users are the whole node's, so each test has its own."""
        return f"{short}-{self.mark}"

    def apply(self, **choices: Any) -> AppliedSetup:
        members = {self.name(short): role for short, role in self.roles.items()}
        return apply_setup(
            self.api,
            lambda features: farm_setup(members, features, vhost=self.vhost),
            known_password=self.secrets.get,
            hand_over=self.secrets.set,
            **choices,
        )

    def channel(self, short: str) -> Any:
        """A channel of a user's with nothing of Farmhand in between."""
        login = pika.PlainCredentials(self.name(short), self.secrets.kept[self.name(short)])
        return pika.BlockingConnection(
            pika.ConnectionParameters("127.0.0.1", self.node.port, self.vhost, login)
        ).channel()

    def refuses(self, short: str, act: Callable[[Any], object]) -> int:
        """The code with which the broker refuses something to a user; 0 when it does not."""
        channel = self.channel(short)
        # What is published is answered, too, before anything else is done.
        channel.confirm_delivery()
        try:
            act(channel)
        except ChannelClosedByBroker as error:
            return int(error.reply_code)
        finally:
            if channel.connection.is_open:
                channel.connection.close()
        return 0


@pytest.fixture
def farm(rabbit_node: RabbitNode) -> Iterator[Farm]:
    made = Farm(rabbit_node, f"farm-{uuid.uuid4().hex[:8]}")
    yield made
    for short in made.roles:
        made.api.forget_user(made.name(short))
    rabbit_node.drop_vhost(made.vhost)


@pytest.fixture
def log_in(farm: Farm, rabbit_vhost: str, rabbit: MakeBroker) -> Callable[..., Any]:
    """A broker of one of the farm's users."""

    def make(short: str, **choices: Any) -> Any:
        name = farm.name(short)
        return rabbit(name, farm.secrets.kept[name], declares=short == "manager", vhost=farm.vhost, **choices)

    return make


def test_everybody_can_do_their_work(farm: Farm, log_in: Callable[..., Any]) -> None:
    applied = farm.apply()
    assert set(applied.new_users) == {farm.name(short) for short in farm.roles} and applied.kept_users == ()
    manager, ann, worker, boss, eye = (log_in(short) for short in ("manager", "ann", "w1", "boss", "eye"))
    requests, claims, mail, results = Inbox(), Inbox(), Inbox(), Inbox()
    for queue, inbox in ((REQUESTS, requests), (CLAIMS, claims), (RESULTS, results)):
        manager.consume(queue, inbox)
    address = control_queue(f"{farm.name('w1')}.1", "b0")
    worker.consume(address, mail)
    worker.send(CLAIMS, Claim(claim_id="c", worker="w", boot="b", engines=()), sender=farm.name("w1"))
    worker.send(RESULTS, WorkerGone(worker="w", boot="b"), sender=farm.name("w1"))
    assert claims.take().sender == results.take().sender == farm.name("w1")
    manager.send(address, Ping(), sender=farm.name("manager"))
    assert mail.take().sender == farm.name("manager")
    answers = Inbox()
    for client, short in ((ann, "ann"), (boss, "boss")):
        exchange = Exchange(client, farm.name(short), answer_seconds=10, on_other=answers)
        exchange.send(SnapshotWanted(), "7")
        asked: Delivery = requests.take()
        assert asked.sender == farm.name(short) and asked.reply_to.startswith(reply_prefix(farm.name(short)))
        manager.send(asked.reply_to, Drain(), sender=farm.name("manager"), correlation_id=asked.correlation_id)
        assert answers.take().correlation_id == "7"
    events = Inbox()
    for listener in (ann, boss, eye):
        listener.subscribe(events)
    job = JobView(job_id="j", name="n", owner="o", state="ready", output="f")
    manager.publish(Event(seq=1, kind="x", job=job))
    assert [events.take().seq for _ in range(3)] == [1, 1, 1]
    assert manager.state.notes == ()


def test_nobody_can_do_what_is_another_s(farm: Farm, log_in: Callable[..., Any]) -> None:
    farm.apply()
    name = farm.name
    log_in("w10").consume(control_queue(f"{name('w10')}.1", "b0"), Inbox())
    ann_replies = f"{reply_prefix(name('ann'))}{uuid.uuid4().hex}"
    log_in("ann").consume(ann_replies, Inbox())
    (control, replies) = sorted(
        one["name"]
        for one in farm.node.manage("GET", f"/queues/{farm.vhost}")
        if one["name"].startswith(("ctl.", "reply."))
    )

    def reads(queue: str) -> Callable[[Any], object]:
        return lambda channel: channel.basic_consume(queue, lambda *_: None)

    def sends(exchange: str, user: str | None = None) -> Callable[[Any], object]:
        properties = pika.BasicProperties(user_id=user)
        return lambda channel: channel.basic_publish(exchange, "results", b"{}", properties)

    def listens(short: str, address: str) -> Callable[[Any], object]:
        """Binds a queue of one's own to somebody else's address."""
        prefix = f"ctl.{name(short)}.x" if short.startswith("w") else f"{reply_prefix(name(short))}{'0' * 32}"

        def act(channel: Any) -> None:
            own = channel.queue_declare(f"{prefix}.{'0' * 12}", exclusive=True).method.queue
            channel.queue_bind(own, MAIL_EXCHANGE, address)

        return act

    forbidden: list[tuple[str, Callable[[Any], object]]] = [
        # A worker: another's orders, also by a pattern, or where the other's name begins like its own; farm queues.
        ("w1", reads(control)),
        ("w1", reads(replies)),
        ("w1", listens("w1", control_queue(f"{name('w10')}.1", "b0"))),
        ("w1", listens("w1", "ctl.#")),
        ("w1", listens("w1", f"ctl.{name('w1')}.*")),
        ("w1", listens("w1", ann_replies)),
        ("w1", reads(RESULTS)),
        ("w1", reads(CLAIMS)),
        ("w1", reads(DEAD_QUEUE)),
        ("w1", sends(MAIL_EXCHANGE)),
        ("w1", sends(EVENTS_EXCHANGE)),
        ("w1", sends(REQUESTS_EXCHANGE)),
        ("w1", sends("")),
        ("w1", lambda channel: channel.queue_delete(RESULTS)),
        ("w1", lambda channel: channel.queue_purge(RESULTS)),
        ("w1", lambda channel: channel.exchange_declare("mine")),
        ("w1", lambda channel: channel.queue_declare("events.mine")),
        # A designer: results, claims, others' answers, speaking for the manager.
        ("ann", reads(RESULTS)),
        ("ann", reads(REQUESTS)),
        ("ann", reads(DEAD_QUEUE)),
        ("ann", reads(control)),
        ("ann", sends(RESULTS_EXCHANGE)),
        ("ann", sends(CLAIMS_EXCHANGE)),
        ("ann", sends(MAIL_EXCHANGE)),
        ("ann", sends(EVENTS_EXCHANGE)),
        ("ann", sends("")),
        ("bob.lee", listens("bob.lee", ann_replies)),
        ("bob.lee", listens("bob.lee", "reply.#")),
        ("bob.lee", listens("bob.lee", control_queue(f"{name('w10')}.1", "b0"))),
        ("boss", sends(MAIL_EXCHANGE)),
        ("boss", reads(RESULTS)),
        ("eye", sends(REQUESTS_EXCHANGE)),
        ("eye", sends(RESULTS_EXCHANGE)),
        ("eye", reads(RESULTS)),
    ]
    allowed_after_all = [
        f"{short} {number}" for number, (short, act) in enumerate(forbidden) if farm.refuses(short, act) != REFUSED
    ]
    assert allowed_after_all == []
    assert farm.refuses("w1", sends(RESULTS_EXCHANGE, name("manager"))) == WRONG_USER
    assert farm.refuses("w1", sends(RESULTS_EXCHANGE, name("w10"))) == WRONG_USER
    assert farm.refuses("w1", sends(RESULTS_EXCHANGE, name("w1"))) == 0
    assert farm.refuses("boss", reads(DEAD_QUEUE)) == 0
    assert farm.refuses("w1", listens("w1", f"ctl.{name('w1')}.2.b7")) == 0


def test_what_is_not_allowed_says_so_and_the_rest_goes_on(farm: Farm, log_in: Callable[..., Any]) -> None:
    farm.apply()
    log_in("manager")
    worker = log_in("w1")
    mail = Inbox()
    worker.consume(control_queue(farm.name("w1"), "b0"), mail)
    for queue in (control_queue(farm.name("w10"), "b0"), RESULTS):
        with pytest.raises(BrokerError) as caught:
            worker.consume(queue, Inbox())
        assert farm.name("w1") in caught.value.title and "admin" in caught.value.next_step
    assert worker.state.phase is LinkPhase.CONNECTED and worker.state.connection == 1
    with pytest.raises(UsageError):
        worker.send(RESULTS, Drain(), sender=farm.name("manager"))
    with pytest.raises(BrokerError):
        worker.send(REQUESTS, Drain(), sender=farm.name("w1"))
    # The broker ended the connection in which that was tried.
    wait_until(lambda: worker.state.phase is LinkPhase.CONNECTED and worker.state.connection > 1)
    worker.send(RESULTS, Drain(), sender=farm.name("w1"))


def test_a_broker_whose_data_was_wiped_is_set_up_again_and_everybody_comes_back(
    farm: Farm, log_in: Callable[..., Any], rabbit_node: RabbitNode
) -> None:
    farm.apply()
    manager, worker = log_in("manager", send_seconds=1.0), log_in("w1", send_seconds=1.0)
    results, mail = Inbox(), Inbox()
    manager.consume(RESULTS, results)
    address = control_queue(farm.name("w1"), "b0")
    worker.consume(address, mail)
    rabbit_node.kill()
    rabbit_node.wipe()
    rabbit_node.start()
    wait_until(lambda: worker.state.error is not None and "let" in worker.state.error.title)
    with pytest.raises(BrokerError) as caught:
        worker.send(RESULTS, Drain(), sender=farm.name("w1"))
    assert farm.name("w1") in caught.value.title and "password" in caught.value.next_step
    kept = dict(farm.secrets.kept)
    applied = farm.apply()
    assert farm.secrets.kept == kept and len(applied.new_users) == len(farm.roles)
    wait_until(lambda: worker.state.phase is manager.state.phase is LinkPhase.CONNECTED)
    worker.send(RESULTS, Drain(), sender=farm.name("w1"))
    assert results.take().message == Drain()
    manager.send(address, Ping(), sender=farm.name("manager"))
    assert mail.take().message == Ping()


def test_a_program_that_comes_before_the_set_up_waits_for_it(farm: Farm, rabbit_node: RabbitNode, rabbit: Any) -> None:
    rabbit_node.manage("PUT", f"/vhosts/{farm.vhost}")
    rabbit_node.permit(ROOT_USER, farm.vhost)
    early = rabbit(declares=False, vhost=farm.vhost, send_seconds=0.5, connected=False)
    wait_until(lambda: early.state.error is not None)
    with pytest.raises(BrokerError) as caught:
        early.send(RESULTS, Drain(), sender=ROOT_USER)
    assert "not there" in caught.value.title and "manager" in caught.value.next_step
    inbox = Inbox()
    early.consume(RESULTS, inbox)
    rabbit(declares=True, vhost=farm.vhost)
    wait_until(lambda: early.state.phase is LinkPhase.CONNECTED)
    early.send(RESULTS, Drain(), sender=ROOT_USER)
    assert inbox.take().message == Drain()


def test_a_set_up_can_be_repeated(farm: Farm, log_in: Callable[..., Any]) -> None:
    farm.apply()
    kept = dict(farm.secrets.kept)
    manager = log_in("manager")
    manager.send(RESULTS, Drain(), sender=farm.name("manager"))
    again = farm.apply()
    assert again.new_users == () and len(again.kept_users) == len(farm.roles) and farm.secrets.kept == kept
    inbox = Inbox()
    manager.consume(RESULTS, inbox)
    assert inbox.take().message == Drain()
    renewed = farm.apply(renew=[farm.name("ann")])
    assert renewed.new_users == (farm.name("ann"),)
    assert farm.secrets.kept[farm.name("ann")] != kept[farm.name("ann")]
    assert farm.refuses("ann", lambda _: None) == 0


def test_a_password_that_cannot_be_handed_over_is_not_set(farm: Farm) -> None:
    def hand_over(name: str, password: str) -> None:
        raise BrokerError("full")

    members = {farm.name("ann"): Role.DESIGNER}
    with pytest.raises(BrokerError):
        apply_setup(
            farm.api,
            lambda features: farm_setup(members, features, vhost=farm.vhost),
            known_password=lambda _: None,
            hand_over=hand_over,
        )
    assert not farm.api.has_user(farm.name("ann"))


def test_a_user_who_is_forgotten_is_out_at_once(farm: Farm, log_in: Callable[..., Any]) -> None:
    farm.apply()
    log_in("manager")
    worker = log_in("w1", send_seconds=1.0)
    farm.api.forget_user(farm.name("w1"))
    wait_until(lambda: worker.state.error is not None and "let" in worker.state.error.title)


@pytest.mark.slow
def test_rabbitmqctl_s_commands_and_definitions_do_the_same(farm: Farm, rabbit_node: RabbitNode) -> None:
    members = {farm.name("ann"): Role.DESIGNER, farm.name("w1"): Role.WORKER, farm.name("eye"): Role.MONITOR}
    setup = farm_setup(members, farm.api.features(), vhost=farm.vhost)
    lines = as_shell_lines(control_commands(setup))
    for line in lines.splitlines():
        tool, *words = shlex.split(line)
        assert tool == "rabbitmqctl"
        # It asks for the password when none is given.
        rabbit_node.control(*words, *(["secret"] if words[0] == "add_user" else []))
    by_hand = rights(farm)
    rabbit_node.drop_vhost(farm.vhost)
    for name in members:
        farm.api.forget_user(name)
    document = definitions(setup, {name: password_hash("secret") for name in members})
    rabbit_node.manage("POST", "/definitions", json.loads(json.dumps(document)))
    assert rights(farm) == by_hand
    farm.secrets.kept.update(dict.fromkeys(members, "secret"))
    assert farm.refuses("w1", lambda channel: channel.queue_declare(RESULTS, passive=True)) == 0


def rights(farm: Farm) -> Any:
    """All that the virtual host's users may do there."""
    found = [
        one
        for kind in ("permissions", "topic-permissions")
        for one in farm.node.manage("GET", f"/vhosts/{farm.vhost}/{kind}")
        if one["user"].endswith(farm.mark)
    ]
    users = farm.node.manage("GET", "/users")
    tags = {one["name"]: one["tags"] for one in users if one["name"].endswith(farm.mark)}
    return sorted(found, key=str), tags


def test_no_password_shows_anywhere(
    farm: Farm, log_in: Callable[..., Any], caplog: pytest.LogCaptureFixture, rabbit: Any
) -> None:
    with caplog.at_level(logging.DEBUG):
        farm.apply()
        worker = log_in("manager")
        wrong = rabbit(farm.name("ann"), "not the password", vhost=farm.vhost, send_seconds=0.5, connected=False)
        wait_until(lambda: wrong.state.error is not None)
        worker.close()
    texts = [record.getMessage() for record in caplog.records] + [repr(wrong.state), str(wrong._link.away())]
    for password in (*farm.secrets.kept.values(), "not the password"):
        assert not any(password in text for text in texts)


def test_the_wrong_administrator_is_refused_with_advice(rabbit_node: RabbitNode) -> None:
    api = ManagementApi(f"http://127.0.0.1:{rabbit_node.management_port}", ROOT_USER, "wrong")
    with pytest.raises(BrokerError) as caught:
        api.features()
    assert "administrator" in caught.value.next_step
    nobody = ManagementApi("http://127.0.0.1:1", ROOT_USER, "wrong")
    with pytest.raises(BrokerError) as caught:
        nobody.features()
    assert "rabbitmq_management" in caught.value.next_step


@pytest.mark.parametrize(
    "url",
    [
        "",
        "no address",
        "ftp://localhost",
        "https://",
        "https://user:secret@host",
        "http://farm.example.com",
        "http://[::",
    ],
)
def test_a_bad_address_of_the_management_is_refused(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        ManagementApi(url, "user", "password")
    assert "secret" not in str(caught.value)


def test_the_server_s_version_is_known(farm: Farm) -> None:
    assert farm.api.features().version >= (3, 10) and isinstance(farm.api.features(), Features)
