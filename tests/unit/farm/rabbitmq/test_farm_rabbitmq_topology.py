"""Names, arguments and rights in the broker: pure, so tried with anything."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import BrokerError, MessageError, UsageError
from app.core.ports import CLAIMS, REQUESTS, RESULTS, control_queue, reply_prefix, worker_user
from app.farm.rabbitmq.commands import as_shell_lines, control_commands, definitions, password_hash
from app.farm.rabbitmq.roles import BrokerUser, Role, broker_user, farm_setup
from app.farm.rabbitmq.topology import (
    DEAD_EXCHANGE,
    DEAD_QUEUE,
    EXCHANGES,
    MAIL_EXCHANGE,
    Features,
    event_queue,
    farm_topology,
    features_of,
    is_person_name,
    is_worker_name,
    private_queue,
    route_to,
)

OLD, NEW = Features(version=(3, 10, 8)), Features(version=(4, 1, 0))
workers = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", fullmatch=True)
people = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.@+-]{0,63}", fullmatch=True).filter(lambda name: name != "guest")
tokens = st.from_regex(r"[0-9a-f]{12}", fullmatch=True)
boots = st.from_regex(r"[0-9a-z]{1,12}", fullmatch=True)
answers = st.from_regex(r"[0-9a-f]{32}", fullmatch=True)


def may(pattern: str, name: str) -> bool:
    """As RabbitMQ sees it: the pattern is searched for anywhere in the name."""
    return re.search(pattern, name) is not None


def topic(user: BrokerUser, exchange: str) -> str:
    (rights,) = (one for one in user.topics if one.exchange == exchange)
    return rights.read


@pytest.mark.parametrize(
    ("product", "version", "known"),
    [
        ("RabbitMQ", "3.10.8", (3, 10, 8)),
        (b"RabbitMQ", b"4.0.5", (4, 0, 5)),
        ("RabbitMQ", "4.3.0-beta.2", (4, 3, 0)),
        ("RabbitMQ", "3.10", (3, 10)),
    ],
)
def test_versions_are_understood(product: object, version: object, known: tuple[int, ...]) -> None:
    assert features_of({"product": product, "version": version}).version == known


@pytest.mark.parametrize(
    "properties",
    [
        None,
        {},
        {"product": "RabbitMQ"},
        {"product": "RabbitMQ", "version": "3.9.27"},
        {"product": "RabbitMQ", "version": "newest"},
        {"product": "Qpid", "version": "9.2"},
    ],
)
def test_other_brokers_are_refused(properties: dict[str, object] | None) -> None:
    with pytest.raises(BrokerError) as caught:
        features_of(properties)
    assert "3.10" in caught.value.next_step


@pytest.mark.parametrize("features", [OLD, NEW])
def test_no_durable_message_can_get_lost_in_silence(features: Features) -> None:
    topology = farm_topology(features)
    queues = {one.name: one.arguments for one in topology.queues}
    for name in (REQUESTS, RESULTS):
        arguments = queues[name]
        assert arguments["x-queue-type"] == "quorum" and arguments["x-delivery-limit"] > 0
        assert arguments["x-dead-letter-exchange"] == DEAD_EXCHANGE
        # RabbitMQ obeys the one only beside the other.
        assert (arguments["x-dead-letter-strategy"], arguments["x-overflow"]) == ("at-least-once", "reject-publish")
        assert ("x-consumer-timeout" in arguments) == (features is NEW)
    assert "x-dead-letter-exchange" not in queues[CLAIMS] and queues[CLAIMS]["x-message-ttl"] > 30_000
    assert {one.exchange for one in topology.queues} <= {one.name for one in topology.exchanges}
    assert topology.exchanges == EXCHANGES


@given(name=st.text(max_size=300))
def test_every_name_has_a_way_or_is_refused(name: str) -> None:
    try:
        route = route_to(name)
    except MessageError:
        assert not name or len(name.encode()) > 200 or set(name) & {"*", "#"}
    else:
        assert route.persistent == (name in (REQUESTS, RESULTS))
        assert route.key == name and len(route.key.encode()) <= 255
        assert (route.exchange == MAIL_EXCHANGE) == (name not in (REQUESTS, CLAIMS, RESULTS))


@given(name=st.text(max_size=80))
def test_names_of_users_can_be_parts_of_addresses(name: str) -> None:
    if is_worker_name(name):
        assert is_person_name(name) and worker_user(f"{name}.2") == name
        assert len(private_queue(control_queue(f"{name}.99", "b" * 12), "c" * 12).encode()) <= 255
    if is_person_name(name):
        route_to(f"{reply_prefix(name)}{'0' * 32}")


@pytest.mark.parametrize("name", ["", "a.b", "a b", "a*", "a#", "-a", "ä", "a\n", "a/b", "x" * 65, "guest"])
def test_bad_names_of_workers_are_refused(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        broker_user(name, Role.WORKER)
    assert caught.value.next_step


@pytest.mark.parametrize("name", ["", "a b", "a*", "#", ".a", "a\n", "a(b", "^", "x" * 65, "guest"])
def test_bad_names_of_people_are_refused(name: str) -> None:
    for role in (Role.DESIGNER, Role.ADMIN, Role.MANAGER, Role.MONITOR):
        with pytest.raises(UsageError):
            broker_user(name, role)


@given(mine=workers, other=workers, number=st.integers(1, 99), boot=boots, token=tokens)
def test_a_worker_reads_its_own_mail_only(mine: str, other: str, number: int, boot: str, token: str) -> None:
    user = broker_user(mine, Role.WORKER)
    for name in (mine, f"{mine}.{number}"):
        address = control_queue(name, boot)
        queue = private_queue(address, token)
        assert may(topic(user, MAIL_EXCHANGE), address)
        assert all(may(pattern, queue) for pattern in (user.configure, user.write, user.read))
    theirs = control_queue(f"{other}.{number}", boot)
    if other != mine:
        assert not may(topic(user, MAIL_EXCHANGE), theirs)
        assert not any(
            may(pattern, private_queue(theirs, token)) for pattern in (user.configure, user.write, user.read)
        )
    for pattern in ("#", "ctl.#", f"ctl.{mine}.#", f"ctl.{mine}.*", f"ctl.{mine}.1.*", "*.*.*"):
        assert not may(topic(user, MAIL_EXCHANGE), pattern)


@given(mine=people, other=people, answer=answers, token=tokens)
def test_a_designer_reads_answers_to_themselves_only(mine: str, other: str, answer: str, token: str) -> None:
    for role in (Role.DESIGNER, Role.ADMIN):
        user = broker_user(mine, role)
        address = f"{reply_prefix(mine)}{answer}"
        assert may(topic(user, MAIL_EXCHANGE), address)
        for queue in (private_queue(address, token), event_queue(mine, token, 1)):
            assert all(may(pattern, queue) for pattern in (user.configure, user.write, user.read))
        if other != mine:
            theirs = f"{reply_prefix(other)}{answer}"
            assert not may(topic(user, MAIL_EXCHANGE), theirs)
            assert not may(user.read, private_queue(theirs, token))
        assert not may(topic(user, MAIL_EXCHANGE), f"{reply_prefix(mine)}*")


@given(name=workers)
def test_only_the_manager_touches_the_farm_s_queues(name: str) -> None:
    if name == "guest":
        return
    for role in Role:
        user = broker_user(name, role)
        for queue in (REQUESTS, CLAIMS, RESULTS, DEAD_QUEUE):
            assert may(user.configure, queue) == (role is Role.MANAGER)
            assert may(user.write, queue) == (role is Role.MANAGER)
            assert may(user.read, queue) == (role is Role.MANAGER or (role is Role.ADMIN and queue == DEAD_QUEUE))
        # The default exchange leads to every queue, past all rights of others.
        assert may(user.write, "amq.default") == (role is Role.MANAGER)
        assert may(user.write, MAIL_EXCHANGE) == (role is Role.MANAGER)


def test_a_set_up_reads_as_commands_without_passwords() -> None:
    setup = farm_setup({"manager": Role.MANAGER, "ann": Role.DESIGNER, "w1": Role.WORKER, "eye": Role.MONITOR}, NEW)
    commands = control_commands(setup)
    assert commands[0] == ("rabbitmqctl", "add_vhost", "farmhand")
    assert ("rabbitmqctl", "add_user", "w1") in commands
    assert ("rabbitmqctl", "set_user_tags", "eye", "monitoring") in commands
    assert ("rabbitmqctl", "set_permissions", "-p", "farmhand", "manager", ".*", ".*", ".*") in commands
    assert len([one for one in commands if one[1] == "set_topic_permissions" and one[4] == "w1"]) == 2
    assert as_shell_lines(commands).count("\n") == len(commands)
    assert "'^(ctl" in as_shell_lines(commands)


def test_definitions_take_no_password_away() -> None:
    setup = farm_setup({"ann": Role.DESIGNER, "w1": Role.WORKER}, NEW, vhost="farm")
    assert definitions(setup)["users"] == []
    document = definitions(setup, {"ann": password_hash("secret")})
    assert [one["name"] for one in document["users"]] == ["ann"]
    assert {one["vhost"] for kind in ("exchanges", "queues", "bindings", "permissions") for one in document[kind]} == {
        "farm"
    }
    assert "secret" not in str(document) and password_hash("secret") != password_hash("secret")
