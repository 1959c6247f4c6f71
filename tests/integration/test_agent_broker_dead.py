"""`farmhand-agent broker dead`: what was set aside is listed, put back for who sent it, or deleted; on a real one."""

from __future__ import annotations

import json
import queue
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pika
import pytest

from app.core.errors import MessageError
from app.core.messages import Drain, JobAction, encode
from app.core.ports import REQUESTS, RESULTS, Delivery
from app.farm.rabbitmq.dead_letters import QUEUE_HEADER, REASON_HEADER, SENDER_HEADER, SIZE_HEADER
from app.farm.rabbitmq.dead_queue import DEPUTY_PREFIX
from app.farm.rabbitmq.management import apply_setup
from app.farm.rabbitmq.roles import Role, farm_setup
from app.farm.rabbitmq.topology import DEAD_EXCHANGE, DEAD_QUEUE, RESULTS_EXCHANGE
from tests.servers.fixtures import MakeBroker, wait_until
from tests.servers.rabbitmq import ROOT_PASSWORD, ROOT_USER, RabbitNode
from worker_agent.main import run

WAIT = 30.0


class Farm:
    """A farm's broker with a designer and an admin, and the command that looks at its dead letters."""

    def __init__(self, node: RabbitNode, vhost: str, rabbit: MakeBroker, capsys: pytest.CaptureFixture[str]) -> None:
        self.node, self.vhost, self.capsys = node, vhost, capsys
        self.ann = f"ann-{vhost[-6:]}"
        self.cleo = f"cleo-{vhost[-6:]}"
        roles = {self.ann: Role.DESIGNER, self.cleo: Role.ADMIN}
        self.root = rabbit()
        apply_setup(
            node.management(),
            lambda features: farm_setup(roles, features, vhost=vhost),
            known_password=lambda _: ROOT_PASSWORD,
            hand_over=lambda _, __: None,
        )
        self.refuses = True
        self.handled: queue.Queue[Delivery] = queue.Queue()

    def listen(self, name: str) -> None:
        self.root.consume(name, self._handle)

    def _handle(self, delivery: Delivery) -> None:
        if self.refuses:
            raise MessageError("The manager cannot take that yet.")
        self.handled.put(delivery)

    def publish(self, exchange: str, key: str, body: bytes, *, user: str, **more: Any) -> None:
        """Send something as Farmhand would not."""
        login = pika.PlainCredentials(user, ROOT_PASSWORD)
        connection = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", self.node.port, self.vhost, login))
        try:
            properties = pika.BasicProperties(user_id=user, delivery_mode=2, **more)
            channel = connection.channel()
            channel.confirm_delivery()
            channel.basic_publish(exchange, key, body, properties, mandatory=True)
        finally:
            connection.close()

    def command(self, *words: str) -> tuple[int, Any]:
        """Exit code and document of a command."""
        broker = f"broker=amqp://{ROOT_USER}@127.0.0.1:{self.node.port}/{self.vhost}"
        at = f"http://127.0.0.1:{self.node.management_port}"
        more = ("--management", at, "--admin", ROOT_USER)
        code = run(["--set", broker, "broker", "dead", *words, *more, "--json"])
        out = self.capsys.readouterr().out
        return code, json.loads(out) if out else None

    def depth(self, name: str) -> int:
        """How many messages wait in a queue."""
        login = pika.PlainCredentials(ROOT_USER, ROOT_PASSWORD)
        connection = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", self.node.port, self.vhost, login))
        try:
            return int(connection.channel().queue_declare(name, passive=True).method.message_count)
        finally:
            connection.close()

    def letters(self, count: int) -> list[dict[str, Any]]:
        """The letters, once there are so many."""
        found: list[list[dict[str, Any]]] = []

        def are_there() -> bool:
            document = self.command("list")[1]
            found.append(document["letters"])
            return bool(document["total"] == count == len(document["letters"]))

        wait_until(are_there)
        return found[-1]


@pytest.fixture
def farm(
    rabbit_node: RabbitNode,
    rabbit_vhost: str,
    rabbit: MakeBroker,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Farm]:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("FARMHAND_NODE_HOME", str(tmp_path / "node"))
    monkeypatch.setenv("FARMHAND_SECRET_BROKER_ADMIN", ROOT_PASSWORD)
    farm = Farm(rabbit_node, rabbit_vhost, rabbit, capsys)
    yield farm
    for user in (farm.ann, farm.cleo):
        rabbit_node.manage("DELETE", f"/users/{user}")


def test_a_message_is_put_back_for_who_sent_it(farm: Farm, rabbit: MakeBroker, rabbit_node: RabbitNode) -> None:
    farm.listen(REQUESTS)
    ann = rabbit(user=farm.ann, declares=False)
    ann.send(REQUESTS, JobAction(action="pause", job_ids=("j1",)), sender=farm.ann, reply_to="", correlation_id="7")
    (letter,) = farm.letters(1)
    assert (letter["queue"], letter["kind"], letter["sender"]) == (REQUESTS, "job_action", farm.ann)
    assert "cannot take that yet" in letter["reason"] and letter["at"] > 0
    code, shown = farm.command("show", letter["letter"])
    assert code == 0 and json.loads(shown["body"])["m"]["job_ids"] == ["j1"]

    farm.refuses = False
    code, document = farm.command("requeue", letter["letter"])
    assert code == 0 and [one["problem"] for one in document["outcomes"]] == [""]
    delivery = farm.handled.get(timeout=WAIT)
    assert (delivery.sender, delivery.correlation_id) == (farm.ann, "7")
    assert delivery.message == JobAction(action="pause", job_ids=("j1",))
    assert farm.letters(0) == []
    users = [one["name"] for one in rabbit_node.manage("GET", "/users")]
    assert not [name for name in users if name.startswith(DEPUTY_PREFIX)]


def test_only_what_is_named_is_deleted(farm: Farm) -> None:
    farm.listen(RESULTS)
    for body in (b"one", b"two", b"three"):
        farm.publish(RESULTS_EXCHANGE, RESULTS, body, user=ROOT_USER)
    letters = farm.letters(3)
    assert {one["kind"] for one in letters} == {"unreadable"}
    assert len({one["letter"] for one in letters}) == 3
    name = letters[1]["letter"]
    assert farm.command("delete", name, "no-such-one") == (
        1,
        {"outcomes": [{"letter": letters[1], "problem": ""}], "missing": ["no-such-one"]},
    )
    assert {one["letter"] for one in farm.letters(2)} == {letters[0]["letter"], letters[2]["letter"]}
    assert farm.command("list", "--most", "1")[1]["total"] == 2
    assert farm.command("delete", "--all")[0] == 0
    assert farm.letters(0) == []


def test_what_somebody_else_has_made_up_is_not_sent_in_another_s_name(farm: Farm) -> None:
    farm.publish(
        DEAD_EXCHANGE,
        REQUESTS,
        encode(JobAction(action="cancel", job_ids=("j1",))),
        user=farm.ann,
        headers={REASON_HEADER: "x", QUEUE_HEADER: REQUESTS, SENDER_HEADER: farm.cleo, SIZE_HEADER: 1},
    )
    death = {"queue": RESULTS, "reason": "delivery_limit", "count": 1}
    farm.publish(DEAD_EXCHANGE, RESULTS, encode(Drain()), user=farm.ann, headers={"x-death": [death]})
    farm.letters(2)
    code, document = farm.command("requeue", "--all")
    assert code == 1
    problems = sorted(one["problem"] for one in document["outcomes"])
    assert "may be forged" in problems[0] and "may not send there" in problems[1]
    assert len(farm.letters(2)) == 2
    assert farm.depth(REQUESTS) == farm.depth(RESULTS) == 0


def test_what_cannot_be_sent_again_stays(farm: Farm) -> None:
    headers = {REASON_HEADER: "x", QUEUE_HEADER: "ctl.w.b", SENDER_HEADER: ROOT_USER, SIZE_HEADER: 1}
    farm.publish(DEAD_EXCHANGE, "x", b"{}", user=ROOT_USER, headers=headers)
    cut = headers | {QUEUE_HEADER: RESULTS, SIZE_HEADER: 10**7}
    farm.publish(DEAD_EXCHANGE, "x", b"{}", user=ROOT_USER, headers=cut)
    nobody = headers | {QUEUE_HEADER: RESULTS, SENDER_HEADER: "", SIZE_HEADER: 2}
    farm.publish(DEAD_EXCHANGE, "x", b"{}", user=ROOT_USER, headers=nobody)
    farm.letters(3)
    code, document = farm.command("requeue", "--all")
    assert code == 1
    assert {one["problem"].split(".")[0].split(" ")[0] for one in document["outcomes"]} == {"It", "Only", "Nobody"}
    assert len(farm.letters(3)) == 3


def test_text_for_people_obeys_no_letter(farm: Farm, capsys: pytest.CaptureFixture[str]) -> None:
    headers = {REASON_HEADER: "\x1b[2Jgone", QUEUE_HEADER: RESULTS, SENDER_HEADER: "x", SIZE_HEADER: 4}
    farm.publish(DEAD_EXCHANGE, "x", b"\x1b[2J", user=ROOT_USER, headers=headers)
    (letter,) = farm.letters(1)
    broker = f"broker=amqp://{ROOT_USER}@127.0.0.1:{farm.node.port}/{farm.vhost}"
    at = ("--management", f"http://127.0.0.1:{farm.node.management_port}", "--admin", ROOT_USER)
    assert run(["--set", broker, "broker", "dead", "list", *at]) == 0
    assert run(["--set", broker, "broker", "dead", "show", letter["letter"], *at]) == 0
    told = capsys.readouterr().out
    assert "gone" in told and letter["letter"] in told and "\x1b" not in told


@pytest.mark.parametrize(
    ("words", "code"), [(("requeue",), 2), (("delete", "a", "--all"), 2), (("show", "no-such-one"), 2), (("eat",), 2)]
)
def test_wrong_use_is_told(farm: Farm, words: tuple[str, ...], code: int) -> None:
    assert farm.command(*words) == (code, None)


def test_a_queue_that_is_not_there_is_told(farm: Farm, capsys: pytest.CaptureFixture[str]) -> None:
    farm.node.manage("DELETE", f"/queues/{farm.vhost}/{DEAD_QUEUE}")
    assert farm.command("list")[0] == 1
