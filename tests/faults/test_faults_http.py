"""S3 and the instance metadata service behind the fault proxy: what TCP does below HTTP, which tests of HTTP cannot."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator

import msgspec
import pytest

from app.core.errors import FleetAwayError
from tests.fakes.instance_metadata import MetadataServer
from tests.faults.proxy import FaultProxy, Way
from tests.servers.fixtures import wait_until
from tests.servers.s3 import S3Server
from tests.servers.s3_kit import PART, Opener, content_of, written
from worker_agent.instance_metadata import InstanceMetadata
from worker_agent.notices import NoticeWatch

SPOT = "meta-data/spot/instance-action"
SEED = 19


@pytest.fixture
def service() -> Iterator[MetadataServer]:
    server = MetadataServer()
    yield server
    server.close()


@pytest.fixture
def metadata_link(service: MetadataServer) -> Iterator[FaultProxy]:
    proxy = FaultProxy(int(service.url.rpartition(":")[2]))
    yield proxy
    proxy.close()


@pytest.mark.parametrize(
    "fault",
    [FaultProxy.black_hole, lambda link: link.change(Way.DOWN, swallowed=True)],
    ids=["black hole", "half-open"],
)
def test_metadata_notice_is_told_once_although_the_service_was_away(
    service: MetadataServer, metadata_link: FaultProxy, fault: Callable[[FaultProxy], None]
) -> None:
    metadata = InstanceMetadata(f"http://127.0.0.1:{metadata_link.port}", answer_seconds=0.1)
    told: list[str] = []
    watch = NoticeWatch(metadata, told.append, look_seconds=0.01, try_seconds=0.01)
    try:
        wait_until(lambda: SPOT in service.asked)
        before = metadata_link.connections
        fault(metadata_link)
        service.says[SPOT] = '{"action": "terminate", "time": "now"}'
        wait_until(lambda: metadata_link.connections > before + 2)
        metadata_link.heal()
        wait_until(lambda: not watch.is_looking)
    finally:
        watch.close()
    assert len(told) == 1 and "spot" in told[0]


def test_metadata_that_is_cut_in_mid_answer_is_an_error_and_the_next_one_is_whole(
    service: MetadataServer, metadata_link: FaultProxy
) -> None:
    metadata = InstanceMetadata(f"http://127.0.0.1:{metadata_link.port}", answer_seconds=10.0)
    assert metadata.facts().spot
    for count in (1, 20, 130):
        metadata_link.cut_after(count, Way.DOWN, reset=count == 20)
        with pytest.raises(FleetAwayError):
            metadata.facts()
        metadata_link.heal()
        assert metadata.facts().zone == "eu-central-1b"


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_s3_files_survive_connections_that_are_cut_in_mid_part(s3_server: S3Server, opened: Opener) -> None:
    """Uploads and downloads of several parts, of which one connection after another is cut after random bytes."""
    files, chance, begun = 20, random.Random(SEED), time.monotonic()
    bucket = s3_server.make_bucket()
    link = FaultProxy(int(s3_server.endpoint.rpartition(":")[2]), seed=SEED)
    try:
        through = msgspec.structs.replace(s3_server.options(bucket), endpoint=f"http://127.0.0.1:{link.port}")
        storage, straight = opened(through), opened(s3_server.options(bucket), "straight")
        storage.check()
        for number in range(files):
            content = content_of(chance.randrange(PART, 2 * PART), number)
            link.cut_after(chance.randrange(1, len(content)), Way.UP, reset=number % 2 == 0)
            storage.put(written(storage, content), f"work/j/{number}.bin")
            assert straight.fetch(f"work/j/{number}.bin").read_bytes() == content
            # Another content: what was uploaded is in the cache.
            content = content_of(chance.randrange(PART, 2 * PART), files + number)
            straight.put(written(straight, content, "other"), f"work/k/{number}.bin")
            link.cut_after(chance.randrange(1, len(content)), Way.DOWN, reset=number % 2 == 1)
            assert storage.fetch(f"work/k/{number}.bin").read_bytes() == content
        assert link.cuts == 2 * files
        stored = sorted(one.key for one in straight.list("work/"))
        assert stored == sorted(f"work/{folder}/{number}.bin" for folder in "jk" for number in range(files))
    finally:
        link.close()
    print(f"{files} uploads and downloads, {link.cuts} cuts, {time.monotonic() - begun:.0f} s")
