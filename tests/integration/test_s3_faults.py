"""Files arrive whole through a network that refuses, breaks off, damages and loses answers; or nothing is there."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from app.core.errors import StorageAwayError, StorageError
from app.farm.s3.options import S3Options
from app.farm.storage_s3 import S3Storage
from tests.servers.s3 import S3Server
from tests.servers.s3_faults import Fault, FaultyProxy, Plan, Request, faulty
from tests.servers.s3_kit import PART, QUICK, Opener, content_of, films, written

PATIENT = msgspec.structs.replace(QUICK, tries=14)


@pytest.fixture
def proxy(s3_server: S3Server) -> Iterator[FaultyProxy]:
    with faulty(s3_server) as proxy:
        yield proxy


@pytest.fixture
def options(s3_server: S3Server) -> S3Options:
    """Straight to the server."""
    return s3_server.options(s3_server.make_bucket())


@pytest.fixture
def storage(options: S3Options, proxy: FaultyProxy, opened: Opener) -> S3Storage:
    """Through the proxy."""
    return opened(S3Options(options.bucket, "", proxy.endpoint), limits=PATIENT)


def once(matches: Callable[[Request], bool], fault: Fault) -> Plan:
    """A fault of the first request that matches."""
    happened = threading.Event()

    def plan(request: Request) -> Fault | None:
        if happened.is_set() or not matches(request):
            return None
        happened.set()
        return fault

    return plan


UPLOAD_FAULTS = {
    "a busy server": Fault("SlowDown", 503),
    "a server with a fault": Fault("InternalError", 500),
    "nothing at all": Fault(cut_request=0),
    "a break in the middle": Fault(cut_request=1000),
    "a bit turned on the way": Fault(flip_request=1234),
    "an answer that is lost": Fault(lost=True),
    "a time-out": Fault("RequestTimeout", 400),
}
DOWNLOAD_FAULTS = {
    "a busy server": Fault("SlowDown", 503),
    "nothing at all": Fault(lost=True),
    "a break at once": Fault(cut_answer=0),
    "a break in the middle": Fault(cut_answer=1500),
}


@pytest.mark.parametrize("size", [5000, 2 * PART + 5000])
@pytest.mark.parametrize("fault", UPLOAD_FAULTS)
def test_s3_an_upload_survives(
    fault: str, size: int, storage: S3Storage, proxy: FaultyProxy, options: S3Options, opened: Opener
) -> None:
    content = content_of(size)
    storage.check()
    storage._link.conditional()
    proxy.plan = once(lambda request: request.method == "PUT" and request.size > 1000, UPLOAD_FAULTS[fault])
    assert storage.put(written(storage, content), "work/j/a").size == size
    assert opened(options, "other").fetch("work/j/a").read_bytes() == content


@pytest.mark.parametrize("size", [5000, 2 * PART + 5000])
@pytest.mark.parametrize("fault", DOWNLOAD_FAULTS)
def test_s3_a_download_survives(
    fault: str, size: int, storage: S3Storage, proxy: FaultyProxy, options: S3Options, opened: Opener
) -> None:
    content = content_of(size)
    opened(options, "other").put(written(storage, content), "work/j/a")
    proxy.plan = once(lambda request: request.method == "GET", DOWNLOAD_FAULTS[fault])
    assert storage.fetch("work/j/a").read_bytes() == content


def test_s3_a_download_over_a_line_that_always_breaks_comes_to_its_end(
    storage: S3Storage, proxy: FaultyProxy, options: S3Options, opened: Opener
) -> None:
    content = content_of(4_000_000)
    opened(options, "other").put(written(storage, content), "work/j/a")
    # More breaks than tries: what each brings counts.
    proxy.plan = lambda request: Fault(cut_answer=200_000) if request.method == "GET" else None
    assert storage.fetch("work/j/a").read_bytes() == content


def test_s3_what_comes_damaged_is_never_given_out(
    storage: S3Storage, proxy: FaultyProxy, options: S3Options, opened: Opener
) -> None:
    opened(options, "other").put(written(storage, content_of(5000)), "work/j/a")
    proxy.plan = lambda request: Fault(flip_answer=77) if request.method == "GET" else None
    with pytest.raises(StorageError, match="damaged"):
        storage.fetch("work/j/a")
    proxy.plan = lambda request: None
    assert storage.fetch("work/j/a").read_bytes() == content_of(5000)


def test_s3_what_arrives_damaged_again_and_again_is_not_left_there(
    storage: S3Storage, proxy: FaultyProxy, options: S3Options, opened: Opener
) -> None:
    proxy.plan = lambda request: Fault(flip_request=77) if request.method == "PUT" and request.size > 1000 else None
    source = written(storage, content_of(5000))
    with pytest.raises(StorageError):
        storage.put(source, "work/j/a")
    assert opened(options, "other").find("work/j/a") is None
    assert source.read_bytes() == content_of(5000)


@pytest.mark.parametrize("size", [5000, PART + 5000])
def test_s3_a_film_whose_answer_was_lost_is_published_all_the_same(
    size: int, storage: S3Storage, proxy: FaultyProxy, tmp_path: Path
) -> None:
    content = content_of(size)
    storage._link.conditional()
    # Of a small film the only request, of a large one the last.
    proxy.plan = once(
        lambda one: (one.method == "POST" and "uploadId" in one.path) or one.size == 5000, Fault(lost=True)
    )
    address = str(storage.publish(written(storage, content), "film.mp4", replace=False))
    assert films(storage).download(address, tmp_path / "film.mp4").read_bytes() == content


def copied(one: Request) -> bool:
    """Whether a request asks for a part that the server is to copy itself."""
    return one.method == "PUT" and one.size == 0 and "partNumber" in one.path


def test_s3_a_film_that_lies_in_the_bucket_is_not_sent_once_more(
    moto: S3Server, s3_keys: None, opened: Opener, tmp_path: Path
) -> None:
    content = content_of(2 * PART + 5000)
    straight = moto.options(moto.make_bucket())
    with faulty(moto) as proxy:
        storage = opened(S3Options(straight.bucket, "", proxy.endpoint))
        storage.put(written(storage, content), "work/j/film.mp4")
        source = storage.fetch("work/j/film.mp4")
        sent = sum(one.size for one in proxy.seen)
        address = str(storage.publish(source, "film.mp4", replace=False, key="work/j/film.mp4"))
        assert sum(one.size for one in proxy.seen) - sent < 10_000
    assert films(opened(straight, "other")).download(address, tmp_path / "film.mp4").read_bytes() == content


REFUSED_COPIES = {
    "a server that copies no parts": Fault("NotImplemented", 501),
    "a server that may not read": Fault("AccessDenied", 403),
    "a server that fails at it": Fault("InternalError", 500),
}


@pytest.mark.parametrize("fault", REFUSED_COPIES)
def test_s3_a_film_that_the_server_does_not_copy_is_sent(
    fault: str, storage: S3Storage, proxy: FaultyProxy, options: S3Options, opened: Opener, tmp_path: Path
) -> None:
    content = content_of(2 * PART + 5000)
    storage.put(written(storage, content), "work/j/film.mp4")
    proxy.plan = lambda one: REFUSED_COPIES[fault] if copied(one) else None
    source = storage.fetch("work/j/film.mp4")
    address = str(storage.publish(source, "film.mp4", replace=False, key="work/j/film.mp4"))
    assert films(opened(options, "other")).download(address, tmp_path / "film.mp4").read_bytes() == content


def test_s3_a_film_whose_copy_is_another_one_is_sent(
    storage: S3Storage, options: S3Options, opened: Opener, tmp_path: Path
) -> None:
    content, changed = content_of(2 * PART + 5000), content_of(2 * PART + 5000, 2)
    storage.put(written(storage, changed), "work/j/film.mp4")
    source = written(storage, content)
    address = str(storage.publish(source, "film.mp4", replace=False, key="work/j/film.mp4"))
    assert films(opened(options, "other")).download(address, tmp_path / "film.mp4").read_bytes() == content


def test_s3_a_network_that_is_away_is_said_and_the_source_stays(storage: S3Storage, proxy: FaultyProxy) -> None:
    source = written(storage, content_of(3 * PART))
    proxy.plan = lambda request: Fault(cut_request=0)
    with pytest.raises(StorageAwayError):
        storage.put(source, "work/j/a")
    assert source.stat().st_size == 3 * PART


def bad_network(random_: random.Random) -> Plan:
    """Three in ten are refused, and of the others one in ten breaks off or is damaged, each request once at most."""
    lock = threading.Lock()
    damaged: set[str] = set()

    def plan(request: Request) -> Fault | None:
        with lock:
            if random_.random() < 0.3:
                return Fault("SlowDown", 503)
            # A server that does not compare checksums is found out by reading back, three times at most.
            name = request.path.split("?")[0]
            if random_.random() < 0.1 and name not in damaged:
                damaged.add(name)
                where = random_.randrange(max(1, request.size))
                faults = [Fault(cut_request=where), Fault(cut_answer=1000), Fault(lost=True)]
                if request.method == "PUT":
                    faults.append(Fault(flip_request=where))
                return random_.choice(faults)
        return None

    return plan


def send_through(
    count: int, sizes: Callable[[random.Random], int], storage: S3Storage, proxy: FaultyProxy, straight: S3Storage
) -> None:
    random_ = random.Random(7)
    begun = time.monotonic()
    total = 0
    storage.check()
    storage._link.conditional()
    proxy.plan = bad_network(random.Random(8))
    for number in range(count):
        content = content_of(sizes(random_), number)
        storage.put(written(storage, content), f"work/j/{number}.bin")
        stored = straight.find(f"work/j/{number}.bin")
        assert stored is not None and stored.size == len(content)
        if number % 2:
            assert straight.fetch(stored.key).read_bytes() == content
        total += len(content)
    refused = len(proxy.seen)
    print(f"{count} files, {total / 1e6:.0f} MB, {refused} requests, {time.monotonic() - begun:.1f} s")


def test_s3_files_through_a_bad_network(
    storage: S3Storage, proxy: FaultyProxy, options: S3Options, opened: Opener
) -> None:
    send_through(12, lambda random_: random_.choice([1, 4000, 2 * PART]), storage, proxy, opened(options, "other"))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_s3_two_hundred_files_through_a_bad_network(
    storage: S3Storage, proxy: FaultyProxy, options: S3Options, opened: Opener
) -> None:
    send_through(200, lambda random_: random_.randrange(PART, 2 * PART), storage, proxy, opened(options, "other"))
