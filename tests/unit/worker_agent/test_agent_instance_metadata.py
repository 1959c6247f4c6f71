"""What an EC2 machine learns of itself, from a metadata service over real HTTP."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from app.core.errors import FleetAwayError, UsageError
from tests.fakes.instance_metadata import MetadataServer
from tests.servers.fixtures import wait_until
from worker_agent.instance_metadata import DISABLED, ENDPOINT, InstanceFacts, InstanceMetadata, instance_facts
from worker_agent.notices import NoticeWatch, notice

SPOT = "meta-data/spot/instance-action"
GROUP = "meta-data/autoscaling/target-lifecycle-state"


@pytest.fixture
def service() -> Iterator[MetadataServer]:
    server = MetadataServer()
    yield server
    server.close()


@pytest.fixture
def metadata(service: MetadataServer) -> InstanceMetadata:
    return InstanceMetadata(service.url, answer_seconds=10.0)


def test_a_machine_knows_its_id_type_zone_and_that_it_is_a_spot_machine(service: MetadataServer) -> None:
    found = instance_facts({ENDPOINT: service.url})
    assert found == InstanceFacts("i-0123456789abcdef0", "c7i.2xlarge", "eu-central-1b", spot=True)
    assert service.tokens == 1


def test_another_computer_is_none() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        # Nobody listens there, as nobody listens at the service's address elsewhere.
        assert instance_facts({ENDPOINT: f"http://127.0.0.1:{taken.getsockname()[1]}"}) is None


@pytest.mark.parametrize("status", [403, 404, 405, 500])
def test_another_providers_service_is_none(service: MetadataServer, status: int) -> None:
    service.refuses = status
    assert instance_facts({ENDPOINT: service.url}) is None


def test_nothing_is_asked_where_it_is_disabled(service: MetadataServer) -> None:
    assert instance_facts({ENDPOINT: service.url, DISABLED: "TRUE"}) is None
    assert service.tokens == 0


def test_a_proxy_of_the_environment_is_not_asked(service: MetadataServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert instance_facts({ENDPOINT: service.url}) is not None


@pytest.mark.parametrize("address", ["https://x", "169.254.169.254", "file:///etc/passwd", "http://"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="http://HOST"):
        instance_facts({ENDPOINT: address})


def test_an_expired_token_is_renewed(service: MetadataServer, metadata: InstanceMetadata) -> None:
    metadata.get("meta-data/instance-id")
    service.expire_token()
    assert metadata.get("meta-data/instance-id") == "i-0123456789abcdef0"
    assert service.tokens == 2


def test_a_service_that_fails_is_an_error_with_what_it_said(
    service: MetadataServer, metadata: InstanceMetadata
) -> None:
    metadata.get("meta-data/instance-id")
    service.refuses = 500
    with pytest.raises(FleetAwayError, match="500"):
        metadata.get("meta-data/instance-id")


def test_notices(service: MetadataServer, metadata: InstanceMetadata) -> None:
    assert notice(metadata) == ""
    service.says[GROUP] = "InService"
    assert notice(metadata) == ""
    service.says[GROUP] = "Terminated"
    assert "auto scaling group" in notice(metadata)
    service.says[SPOT] = '{"action": "stop", "time": "2026-11-28T18:00:00Z"}'
    assert "(stop at 2026-11-28T18:00:00Z)" in notice(metadata)


@pytest.mark.parametrize("text", ["", "nonsense", "[1]", '{"time": 3}'])
def test_a_spot_notice_that_cannot_be_read_is_a_notice_all_the_same(
    service: MetadataServer, metadata: InstanceMetadata, text: str
) -> None:
    service.says[SPOT] = text
    assert "spot" in notice(metadata)


def test_the_watch_tells_once_also_after_the_service_was_away(
    service: MetadataServer, metadata: InstanceMetadata
) -> None:
    told: list[str] = []
    watch = NoticeWatch(metadata, told.append, look_seconds=0.01)
    wait_until(lambda: SPOT in service.asked)
    service.refuses = 503
    service.says[SPOT] = '{"action": "terminate", "time": "now"}'
    service.refuses = 0
    wait_until(lambda: not watch.is_looking)
    watch.close()
    assert len(told) == 1


def test_the_watch_ends_by_itself_where_there_is_no_service(
    service: MetadataServer, metadata: InstanceMetadata
) -> None:
    service.refuses = 404
    told: list[str] = []
    watch = NoticeWatch(metadata, told.append, look_seconds=0.01, try_seconds=0.01)
    wait_until(lambda: not watch.is_looking)
    watch.close()
    assert told == []
