"""Machines on EC2 when it does not go well: a server of moto's with another before it that makes the trouble."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.core.errors import (
    CapacityError,
    FleetAwayError,
    FleetDeniedError,
    FleetError,
    FleetLoginError,
    InstanceBusyError,
    InstanceGoneError,
    SecretsError,
)
from app.core.fleet import InstanceState
from app.farm.fleet.ec2 import Ec2Fleet
from app.farm.fleet.ec2_options import ACCESS_KEY_SECRET, SECRET_KEY_SECRET, Ec2Limits, Ec2Options
from app.farm.fleet.prices import open_prices
from tests.fakes.ec2 import WINDOWS_IMAGE, Fault, Request, SlowEc2, slow_ec2
from tests.fakes.secrets import MemorySecrets
from tests.servers.s3 import S3Server

QUICK = Ec2Limits(first_pause=0.001, longest_pause=0.01, connect_seconds=2, read_seconds=10, page=5, batch=4)
HOUR = 3600.0


@pytest.fixture
def server(moto: S3Server, s3_keys: None) -> Iterator[SlowEc2]:
    with slow_ec2(moto.endpoint) as slow:
        yield slow


@pytest.fixture
def farm() -> str:
    return f"farm {uuid.uuid4().hex[:8]}"


@pytest.fixture
def opened(server: SlowEc2, farm: str) -> Iterator[Callable[..., Ec2Fleet]]:
    fleets: list[Ec2Fleet] = []

    def open_fleet(**options: str) -> Ec2Fleet:
        fleets.append(
            Ec2Fleet(Ec2Options(farm=farm, endpoint=server.endpoint, **options), open_prices(None), limits=QUICK)
        )
        return fleets[-1]

    yield open_fleet
    for fleet in fleets:
        fleet.close()


@pytest.fixture
def fleet(opened: Callable[..., Ec2Fleet]) -> Ec2Fleet:
    return opened()


def times(number: int, fault: Fault, action: str = "") -> Callable[[Request], Fault | None]:
    """That fault for so many requests (of one kind)."""
    left = [number]

    def plan(request: Request) -> Fault | None:
        if left[0] and action in ("", request.action):
            left[0] -= 1
            return fault
        return None

    return plan


def always(action: str, fault: Fault) -> Callable[[Request], Fault | None]:
    return lambda request: fault if request.action == action else None


def states(fleet: Ec2Fleet) -> dict[str, InstanceState]:
    return {one.name: one.state for one in fleet.describe()}


def test_ec2_what_is_known_of_a_machine(server: SlowEc2, farm: str, fleet: Ec2Fleet) -> None:
    server.make_instances(farm, "render-1", type_name="g4dn.xlarge", farmhand_pool="aerender", farmhand_node="node7")
    (found,) = fleet.describe()
    assert (found.name, found.node, found.pool, found.type) == ("render-1", "node7", "aerender", "g4dn.xlarge")
    assert found.state is InstanceState.STOPPED
    assert found.zone.startswith("us-east-1")
    assert found.price == 0.526
    server.make_instances(farm, "render-2", type_name="g4dn.xlarge", image=WINDOWS_IMAGE)
    assert [one.price for one in fleet.describe()] == [0.526, 0.71]
    assert found.address
    assert found.tags["farmhand:farm"] == farm
    assert not found.spot


def test_ec2_machines_are_listed_page_by_page_and_other_farms_left_out(
    server: SlowEc2, farm: str, fleet: Ec2Fleet
) -> None:
    names = [f"node{number:02}" for number in range(13)]
    server.make_instances(farm, *names)
    server.make_instances("somebody else's", "node99")
    assert [one.name for one in fleet.describe()] == names
    assert [bool(one.page) for one in server.day.seen] == [False, True, True]


def test_ec2_more_machines_than_one_request_takes(server: SlowEc2, farm: str, fleet: Ec2Fleet) -> None:
    ids = server.make_instances(farm, *(f"node{number}" for number in range(6)))
    assert [outcome.error for outcome in fleet.start(ids)] == [None] * 6
    assert [len(one.ids) for one in server.day.seen if one.action == "StartInstances"] == [4, 2]
    assert set(states(fleet).values()) == {InstanceState.RUNNING}


def test_ec2_a_machine_boots_for_minutes(server: SlowEc2, farm: str, fleet: Ec2Fleet) -> None:
    server.day.transition_seconds = 240.0
    (node,) = server.make_instances(farm, "node1")
    assert fleet.start([node])[0].state is InstanceState.STARTING
    server.pass_time(200.0)
    assert states(fleet) == {"node1": InstanceState.STARTING}
    assert fleet.start([node])[0].error is None
    assert server.day.count("StartInstances") == 1
    assert isinstance(fleet.stop([node])[0].error, InstanceBusyError)
    server.pass_time(60.0)
    assert states(fleet) == {"node1": InstanceState.RUNNING}
    assert fleet.stop([node])[0].state is InstanceState.STOPPING
    assert isinstance(fleet.start([node])[0].error, InstanceBusyError)


def test_ec2_no_capacity_is_told_at_once_and_the_others_start(server: SlowEc2, farm: str, fleet: Ec2Fleet) -> None:
    one, two, three = server.make_instances(farm, "node1", "node2", "node3")
    server.day.no_capacity = {two}
    outcomes = fleet.start([one, two, three])
    assert [outcome.error is None for outcome in outcomes] == [True, False, True]
    assert isinstance(outcomes[1].error, CapacityError)
    assert outcomes[1].error.retryable
    assert "no room for this type in this zone" in str(outcomes[1].error)
    # Once for all, then once for each: what has no capacity is not asked for again and again.
    assert server.day.count("StartInstances") == 4
    assert states(fleet) == {
        "node1": InstanceState.RUNNING,
        "node2": InstanceState.STOPPED,
        "node3": InstanceState.RUNNING,
    }


def test_ec2_the_accounts_quota_is_told_as_such(server: SlowEc2, farm: str, fleet: Ec2Fleet) -> None:
    (node,) = server.make_instances(farm, "node1")
    server.day.plan = always("StartInstances", Fault("VcpuLimitExceeded"))
    (outcome,) = fleet.start([node])
    assert isinstance(outcome.error, CapacityError)
    assert "quota" in str(outcome.error)


def test_ec2_too_many_requests_are_made_again_and_given_up_in_the_end(
    server: SlowEc2, farm: str, fleet: Ec2Fleet
) -> None:
    server.make_instances(farm, "node1")
    server.day.plan = times(2, Fault("RequestLimitExceeded", 503))
    assert [one.name for one in fleet.describe()] == ["node1"]
    assert len(server.day.seen) == 3
    server.day.plan = always("DescribeInstances", Fault("InternalError", 500))
    server.day.seen.clear()
    with pytest.raises(FleetAwayError, match="too busy"):
        fleet.describe()
    assert len(server.day.seen) == QUICK.tries


@pytest.mark.parametrize("code", ["ExpiredToken", "RequestExpired"])
def test_ec2_expired_keys_are_got_anew_once(server: SlowEc2, farm: str, fleet: Ec2Fleet, code: str) -> None:
    server.make_instances(farm, "node1")
    server.day.plan = times(1, Fault(code))
    assert len(fleet.describe()) == 1
    server.day.plan = always("DescribeInstances", Fault(code))
    server.day.seen.clear()
    with pytest.raises(FleetLoginError, match="has expired"):
        fleet.describe()
    assert len(server.day.seen) == 2


def test_ec2_keys_that_are_wrong(server: SlowEc2, fleet: Ec2Fleet) -> None:
    server.day.plan = always("DescribeInstances", Fault("AuthFailure", 401))
    with pytest.raises(FleetLoginError, match="does not accept the keys"):
        fleet.describe()


def test_ec2_no_keys_and_no_such_profile(
    server: SlowEc2, opened: Callable[..., Ec2Fleet], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(FleetLoginError, match="no profile “studio”"):
        opened(profile="studio").describe()
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(FleetLoginError, match="no access key"):
        opened().describe()
    assert server.day.seen == []


def test_ec2_keys_from_a_profile_and_from_the_secrets(
    server: SlowEc2, farm: str, opened: Callable[..., Ec2Fleet], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    server.make_instances(farm, "node1")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    (tmp_path / "credentials").write_text("[studio]\naws_access_key_id = one\naws_secret_access_key = two\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    assert len(opened(profile="studio").describe()) == 1
    monkeypatch.delenv("AWS_SHARED_CREDENTIALS_FILE")
    options = Ec2Options(farm=farm, endpoint=server.endpoint, stored_keys=True)
    empty = Ec2Fleet(options, open_prices(None), limits=QUICK, secrets=MemorySecrets())
    with pytest.raises(FleetLoginError, match=ACCESS_KEY_SECRET):
        empty.describe()
    kept = MemorySecrets()
    kept.set(ACCESS_KEY_SECRET, "one")
    kept.set(SECRET_KEY_SECRET, "two")
    fleet = Ec2Fleet(options, open_prices(None), limits=QUICK, secrets=kept)
    assert len(fleet.describe()) == 1
    fleet.close()


def test_ec2_secrets_that_are_locked_are_a_matter_of_the_login(server: SlowEc2, farm: str) -> None:
    class Locked(MemorySecrets):
        def get(self, name: str) -> str | None:
            raise SecretsError("The keyring is locked.", "Nobody has unlocked it.", "Unlock it.")

    options = Ec2Options(farm=farm, endpoint=server.endpoint, stored_keys=True)
    fleet = Ec2Fleet(options, open_prices(None), limits=QUICK, secrets=Locked())
    with pytest.raises(FleetLoginError, match=r"The keyring is locked.*Unlock it"):
        fleet.describe()
    assert server.day.seen == []


def test_ec2_what_is_not_permitted_says_who_lacks_what(
    server: SlowEc2, farm: str, opened: Callable[..., Ec2Fleet], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "credentials").write_text("[studio]\naws_access_key_id = one\naws_secret_access_key = two\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    fleet = opened(profile="studio")
    ids = server.make_instances(farm, "node1", "node2")
    message = "You are not authorized. Encoded authorization failure message: abcdef"
    server.day.plan = always("StartInstances", Fault("UnauthorizedOperation", 403, message=message))
    outcomes = fleet.start(ids)
    assert all(isinstance(outcome.error, FleetDeniedError) for outcome in outcomes)
    error = outcomes[0].error
    assert error is not None
    assert error.title.startswith("AWS did not allow starting instances")
    assert "Profile “studio” lacks ec2:StartInstances" in error.cause
    assert "fleet policy" in error.next_step
    assert "abcdef" not in str(error)
    server.day.plan = always("DescribeInstances", Fault("UnauthorizedOperation", 403))
    with pytest.raises(FleetDeniedError, match="ec2:DescribeInstances"):
        fleet.start(ids)


def test_ec2_a_terminated_machine_is_gone(server: SlowEc2, farm: str, fleet: Ec2Fleet) -> None:
    one, two = server.make_instances(farm, "node1", "node2")
    server.client().terminate_instances(InstanceIds=[one])
    assert states(fleet).get("node1", InstanceState.GONE) is InstanceState.GONE
    outcomes = fleet.start([one, two])
    assert isinstance(outcomes[0].error, InstanceGoneError)
    assert outcomes[1].error is None
    # It may go between the look and the request.
    server.day.plan = always("StopInstances", Fault("InvalidInstanceID.NotFound"))
    assert isinstance(fleet.stop([two])[0].error, InstanceGoneError)


def test_ec2_half_an_answer_is_asked_for_again(server: SlowEc2, farm: str, fleet: Ec2Fleet) -> None:
    (node,) = server.make_instances(farm, "node1")
    server.day.plan = times(1, Fault(cut=200))
    assert len(fleet.describe()) == 1
    # What was done is done: starting again is harmless.
    server.day.plan = times(1, Fault(cut=10), "StartInstances")
    (outcome,) = fleet.start([node])
    assert outcome.error is None
    assert states(fleet) == {"node1": InstanceState.RUNNING}
    server.day.plan = lambda request: Fault(cut=50)
    with pytest.raises(FleetAwayError):
        fleet.describe()


def test_ec2_logins_that_end_in_the_middle_lose_no_outcome(server: SlowEc2, farm: str, fleet: Ec2Fleet) -> None:
    one, two, three = server.make_instances(farm, "node1", "node2", "node3")
    server.day.no_capacity = {one}

    def plan(request: Request) -> Fault | None:
        return Fault("ExpiredToken") if request.action == "StartInstances" and request.ids == (three,) else None

    server.day.plan = plan
    outcomes = fleet.start([one, two, three])
    assert [type(outcome.error) for outcome in outcomes] == [CapacityError, type(None), FleetLoginError]


def test_ec2_what_it_says_otherwise_is_passed_on(server: SlowEc2, farm: str, fleet: Ec2Fleet) -> None:
    (node,) = server.make_instances(farm, "node1")
    server.day.plan = always("StartInstances", Fault("UnsupportedOperation", message="It has no root volume."))
    with pytest.raises(FleetError, match="UnsupportedOperation It has no root volume"):
        fleet.start([node])


def test_ec2_nobody_answers(farm: str, s3_keys: None) -> None:
    fleet = Ec2Fleet(Ec2Options(farm=farm, endpoint="http://127.0.0.1:9"), open_prices(None), limits=QUICK)
    with pytest.raises(FleetAwayError):
        fleet.describe()
    fleet.close()


def test_ec2_who_ends_waits_for_no_further_try(server: SlowEc2, farm: str) -> None:
    ended = threading.Event()
    ended.set()
    options = Ec2Options(farm=farm, endpoint=server.endpoint)
    fleet = Ec2Fleet(options, open_prices(None), limits=Ec2Limits(first_pause=600.0), stop=ended)
    server.day.plan = always("DescribeInstances", Fault("RequestLimitExceeded", 503))
    with pytest.raises(FleetAwayError):
        fleet.describe()
    assert len(server.day.seen) == 1
    fleet.close()
