"""A client of a farm over RabbitMQ: it follows jobs through lost connections, and knows whom it may speak for."""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.cli import farm_login
from app.cli.main import run
from app.cli.wiring import Wiring
from app.core.errors import BrokerError, SecretsError, TemplateError, UsageError
from app.core.jobs import FilmReport, JobRequest, PieceManifest, RenderPlan
from app.core.messages import JobView
from app.core.settings import Settings
from app.farm.clock import SystemClock
from app.farm.farm_parts import access_of
from app.farm.manager.manager import Manager
from app.farm.rabbitmq.management import apply_setup
from app.farm.rabbitmq.roles import Role, farm_setup
from app.farm.rabbitmq.state import LinkPhase
from app.farm.remote import PersonalSecrets, RemoteFarm, remote_farm
from app.farm.secrets_node import NodeSecrets
from app.farm.store import Store
from app.main import start_agents
from tests.fakes.farm_jobs import make_plan, make_request
from tests.fakes.secrets import MemorySecrets
from tests.servers.fixtures import MakeBroker, wait_until
from tests.servers.rabbitmq import PEOPLE_PASSWORD, RabbitNode

WAIT = 60.0
PASSWORD = PEOPLE_PASSWORD
PEOPLE = {"ann": Role.DESIGNER, "bob": Role.DESIGNER, "cleo": Role.ADMIN}


class HeldServices:
    """Every job is damaged, which is found out when `go` is set."""

    def __init__(self) -> None:
        self.go = threading.Event()

    def prepare(self, request: JobRequest) -> RenderPlan:
        assert self.go.wait(WAIT)
        raise TemplateError(f"“{request.name}” is damaged.")

    def join(self, request: JobRequest, plan: RenderPlan, pieces: tuple[PieceManifest, ...]) -> FilmReport:
        raise AssertionError

    def publish(self, request: JobRequest, plan: RenderPlan, film: FilmReport) -> FilmReport:
        raise AssertionError

    def recover(self, request: JobRequest, plan: RenderPlan) -> tuple[PieceManifest, ...]:
        return ()

    def clean(self, job_id: str, *, removed: bool) -> None:
        return None


class Farm:
    """A manager in this program, and clients as people have them."""

    def __init__(self, node: RabbitNode, vhost: str, make_broker: MakeBroker, folder: Path) -> None:
        self.node, self.vhost, self.folder = node, vhost, folder
        self.services = HeldServices()
        self.ending = ExitStack()
        apply_setup(
            node.management(),
            lambda features: farm_setup(PEOPLE, features, vhost=vhost),
            known_password=lambda _: PASSWORD,
            hand_over=lambda _, __: None,
            renew=(),
        )
        self.broker = make_broker()
        store = self.ending.enter_context(Store.open(folder))
        self.manager = Manager(
            store,
            self.broker,
            self.services,
            SystemClock(),
            Settings(),
            access=access_of("cleo"),
            user=self.broker.user,
        )
        self.manager.start()
        self.ending.callback(self.manager.stop)
        self.ending.callback(self.services.go.set)

    def client(self, user: str, **more: float) -> RemoteFarm:
        settings = Settings(broker=self.node.url(user, self.vhost), storage=str(self.folder / "storage"))
        secrets = NodeSecrets(self.folder, {"FARMHAND_SECRET_BROKER": PASSWORD})
        return self.ending.enter_context(remote_farm(settings, secrets, **more))

    def permit(self, user: str, *, allowed: bool) -> None:
        """Let a user in, or keep it out and end the connections there are."""
        api = self.node.management()
        setup = farm_setup(PEOPLE, api.features(), vhost=self.vhost)
        if allowed:
            api.permit(setup, next(one for one in setup.users if one.name == user))
        else:
            self.node.manage("DELETE", f"/permissions/{self.vhost}/{user}")
            self.node.close_connections(self.vhost)


@pytest.fixture
def farm(rabbit_node: RabbitNode, rabbit_vhost: str, rabbit: MakeBroker, tmp_path: Path) -> Iterator[Farm]:
    one = Farm(rabbit_node, rabbit_vhost, rabbit, tmp_path)
    yield one
    one.ending.close()


class Following:
    """A thread that follows jobs to their end."""

    def __init__(self, farm: RemoteFarm, job_ids: tuple[str, ...]) -> None:
        self.views: tuple[JobView, ...] = ()
        self._begun = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(farm, job_ids))
        self._thread.start()
        assert self._begun.wait(WAIT)

    def _run(self, farm: RemoteFarm, job_ids: tuple[str, ...]) -> None:
        self.views = farm.client.wait(job_ids, lambda _: self._begun.set(), timeout=WAIT)

    def states(self) -> list[str]:
        self._thread.join(WAIT)
        return [view.state for view in self.views]


def request(name: str, owner: str) -> JobRequest:
    return make_request(make_plan(name), owner=owner)


@pytest.mark.slow
def test_jobs_are_followed_through_a_kill_of_the_broker(farm: Farm) -> None:
    ann = farm.client("ann", answer_seconds=0.5)
    assert ann.user == "ann"
    following = Following(ann, ann.client.submit([request("a", "ann")]))
    farm.node.settle()
    farm.node.kill()
    with pytest.raises(BrokerError):
        ann.client.snapshot()
    settings = Settings(broker=farm.node.url("bob", farm.vhost))
    secrets = NodeSecrets(farm.folder, {"FARMHAND_SECRET_BROKER": PASSWORD})
    with pytest.raises(BrokerError, match="cannot be reached"), remote_farm(settings, secrets):
        pass
    phases: list[LinkPhase] = []
    with remote_farm(settings, secrets, connect_seconds=0.0) as bob:
        bob.watch_link(lambda state: phases.append(state.phase))
        farm.node.start()
        farm.services.go.set()
        assert following.states() == ["failed"]
        wait_until(lambda: phases and phases[-1] is LinkPhase.CONNECTED, WAIT)
        assert [view.state for view in bob.client.snapshot()] == ["failed"]


def asked_again(person: RemoteFarm) -> str:
    """The state of the first job; empty where the question or the answer was lost with a connection."""
    try:
        return person.client.snapshot()[0].state
    except BrokerError:
        return ""


def test_what_happened_while_a_client_was_away_is_caught_up(farm: Farm) -> None:
    # It waits for its answers so long that nothing but the new connection itself can be what helps.
    ann, bob = farm.client("ann", answer_seconds=10 * WAIT), farm.client("bob")
    following = Following(ann, ann.client.submit([request("a", "ann")]))
    seen: list[str] = []
    ann.client.watch(lambda view: seen.append(view.state))
    farm.permit("ann", allowed=False)
    farm.services.go.set()
    # Bob was told, so the event is over and gone when Ann comes back.
    # His connection broke with hers, perhaps in the middle of a question.
    wait_until(lambda: asked_again(bob) == "failed", WAIT)
    assert bob.client.wait(["a"], timeout=WAIT)[0].state == "failed"
    farm.permit("ann", allowed=True)
    assert following.states() == ["failed"]
    wait_until(lambda: seen[-1] == "failed", WAIT)


def test_jobs_are_their_owners_and_the_admins(farm: Farm) -> None:
    ann, bob, cleo = (farm.client(name) for name in PEOPLE)
    with pytest.raises(UsageError, match="bob may not submit jobs for ann"):
        bob.client.submit([request("a", "ann")])
    ids = ann.client.submit([request("a", "ann"), request("b", "ann")])
    with pytest.raises(UsageError, match="bob may not change jobs of ann"):
        bob.client.cancel(ids)
    with pytest.raises(UsageError, match="ann may not steer workers"):
        ann.client.steer_workers("drain", ["w"])
    with pytest.raises(UsageError, match="no worker"):
        cleo.client.steer_workers("drain", ["w"])
    assert ann.client.workers() == ()
    assert cleo.client.set_priority(ids[:1], 7) == ids[:1]
    assert {view.job_id: view.priority for view in bob.client.snapshot()} == {"a": 7, "b": 50}


def test_a_wrong_password_is_said_at_once(farm: Farm) -> None:
    settings = Settings(broker=farm.node.url("ann", farm.vhost))
    secrets = NodeSecrets(farm.folder, {"FARMHAND_SECRET_BROKER": "wrong"})
    with pytest.raises(BrokerError, match="does not let “ann” in"), remote_farm(settings, secrets):
        pass


def test_a_storage_is_asked_for_only_when_it_is_needed(farm: Farm) -> None:
    settings = Settings(broker=farm.node.url("ann", farm.vhost))
    secrets = NodeSecrets(farm.folder, {"FARMHAND_SECRET_BROKER": PASSWORD})
    with remote_farm(settings, secrets) as ann:
        assert ann.client.snapshot() == ()
        with pytest.raises(UsageError, match="No storage"):
            _ = ann.storage


@pytest.mark.parametrize(("password", "code", "kept"), [(PASSWORD, 0, 1), ("wrong", 1, 0), ("", 2, 0)])
def test_a_password_is_kept_when_it_works(
    farm: Farm,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    password: str,
    code: int,
    kept: int,
) -> None:
    settings = Settings(broker=farm.node.url("ann", farm.vhost), node_home=str(farm.folder))
    keyring = MemorySecrets()
    monkeypatch.setattr(
        farm_login, "personal_secrets", lambda _: PersonalSecrets(keyring, NodeSecrets(farm.folder, {}))
    )
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{password}\n"))
    wiring = Wiring(start_agents=start_agents, settings=lambda: settings, owner="nobody")
    assert run(["farm", "login"], wiring) == code
    told = capsys.readouterr()
    assert password == "" or password not in told.out + told.err
    assert list(keyring.kept.values()) == [password] * kept
    if kept:
        with remote_farm(settings, PersonalSecrets(keyring, NodeSecrets(farm.folder, {}))) as ann:
            assert ann.user == "ann"


def test_without_a_password_people_are_told_where_to_keep_it(farm: Farm, tmp_path: Path) -> None:
    settings = Settings(broker=farm.node.url("ann", farm.vhost))
    with pytest.raises(SecretsError) as caught, remote_farm(settings, NodeSecrets(tmp_path, {})):
        pass
    assert "broker:ann@" in caught.value.next_step


class LockedSecrets(MemorySecrets):
    def get(self, name: str) -> str | None:
        raise SecretsError("The keyring is locked.")


def test_secrets_of_people_are_looked_for_in_the_keyring_first(tmp_path: Path) -> None:
    elsewhere = NodeSecrets(tmp_path, {"FARMHAND_SECRET_BROKER": "from a variable"})
    keyring = MemorySecrets()
    both = PersonalSecrets(keyring, elsewhere)
    assert both.get("broker:ann@host") == "from a variable"
    both.set("broker:ann@host", "kept")
    assert (keyring.get("broker:ann@host"), both.get("broker:ann@host")) == ("kept", "kept")
    both.forget("broker:ann@host")
    assert both.get("broker:ann@host") == "from a variable"
    locked = PersonalSecrets(LockedSecrets(), elsewhere)
    assert locked.get("broker:ann@host") == "from a variable"
    with pytest.raises(SecretsError, match="locked"):
        locked.get("storage")
    assert not list(tmp_path.iterdir())
