"""What goes wrong with S3 is told apart, says what to do, and never shows a secret."""

from __future__ import annotations

import json
import logging
import pickle
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from email.utils import formatdate
from pathlib import Path
from time import time
from typing import Any

import boto3
import pytest

from app.core.errors import DiskFullError, StorageAwayError, StorageError
from app.farm.s3.options import ACCESS_KEY_SECRET, SECRET_KEY_SECRET, S3Options
from app.farm.storage_s3 import S3Storage
from tests.fakes.secrets import MemorySecrets
from tests.servers.certificates import make_certificates
from tests.servers.s3 import ACCESS_KEY, SECRET_KEY, S3Server, start_moto
from tests.servers.s3_faults import Fault, FaultyProxy, faulty
from tests.servers.s3_kit import Opener, written

WRONG = "wrongSecretOfThisTest9876543210ABCDEFGHIJ"


@pytest.fixture
def proxy(moto: S3Server, s3_keys: None) -> Iterator[FaultyProxy]:
    with faulty(moto) as proxy:
        yield proxy


@pytest.fixture
def storage(moto: S3Server, proxy: FaultyProxy, opened: Opener) -> S3Storage:
    """A storage behind the proxy, in which `work/a` is."""
    storage = opened(S3Options(moto.make_bucket(), "farm", proxy.endpoint))
    storage.put(written(storage, b"content"), "work/a")
    return storage


CALLS: dict[str, Callable[[S3Storage], object]] = {
    "check": lambda storage: storage.check(),
    "find": lambda storage: storage.find("work/a"),
    "fetch": lambda storage: storage.fetch("work/a"),
    "list": lambda storage: list(storage.list("work/")),
    "put": lambda storage: storage.put(written(storage, b"1"), "work/b"),
    "publish": lambda storage: storage.publish(written(storage, b"1"), "film.mp4", replace=False),
}


def refused(call: Callable[[], object], match: str, kind: type[StorageError] = StorageError) -> StorageError:
    with pytest.raises(kind, match=match) as caught:
        call()
    error = caught.value
    assert error.title and error.cause and error.next_step
    for text in (str(error), repr(error.info()), repr(error.__cause__)):
        assert SECRET_KEY not in text and WRONG not in text
    assert pickle.loads(pickle.dumps(error)).cause == error.cause
    return error


@pytest.mark.parametrize("call", CALLS)
def test_s3_a_wrong_secret_key_is_named(
    call: str, rclone: S3Server, s3_keys: None, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", WRONG)
    storage = opened(rclone.options(rclone.make_bucket()))
    error = refused(lambda: CALLS[call](storage), "secret key does not belong to the access key")
    assert not error.retryable


@pytest.mark.parametrize("call", CALLS)
def test_s3_an_unknown_access_key_is_named(
    call: str, rclone: S3Server, s3_keys: None, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "anotheraccesskey")
    storage = opened(rclone.options(rclone.make_bucket()))
    refused(lambda: CALLS[call](storage), "does not know the access key")


@pytest.mark.parametrize("call", CALLS)
def test_s3_a_bucket_that_is_not_there_is_named(call: str, s3_server: S3Server, opened: Opener) -> None:
    storage = opened(s3_server.options("no-such-bucket-here"))
    refused(lambda: CALLS[call](storage), "no bucket “no-such-bucket-here”")


@pytest.fixture(scope="module")
def strict() -> Iterator[tuple[S3Server, dict[str, str]]]:
    """A server that knows who may do what: a user who may read the folder `farm/` of one bucket, and nothing else."""
    server = start_moto(free_actions=4)
    make: dict[str, Any] = {
        **{"endpoint_url": server.endpoint, "region_name": "us-east-1"},
        **{"aws_access_key_id": ACCESS_KEY, "aws_secret_access_key": SECRET_KEY},
    }
    iam = boto3.client("iam", **make)
    iam.create_user(UserName="reader")
    allowed = {"Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    iam.put_user_policy(UserName="reader", PolicyName="read", PolicyDocument=document)
    key = iam.create_access_key(UserName="reader")["AccessKey"]
    boto3.client("s3", **make).create_bucket(Bucket="strict-bucket")
    yield server, {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
    server.close()


def test_s3_what_is_not_permitted_is_named(
    strict: tuple[S3Server, dict[str, str]], s3_keys: None, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, keys = strict
    for name, value in keys.items():
        monkeypatch.setenv(name, value)
    storage = opened(server.options("strict-bucket"))
    assert list(storage.list("")) == []
    error = refused(lambda: storage.put(written(storage, b"1"), "work/b"), "no permission")
    assert "s3:PutObject" in error.next_step
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", WRONG)
    refused(lambda: opened(server.options("strict-bucket"), "again").find("work/a"), "secret key does not belong")


def test_s3_another_account_s_bucket_may_be_the_reason(proxy: FaultyProxy, opened: Opener) -> None:
    proxy.plan = lambda request: Fault("AccessDenied", 403)
    storage = opened(S3Options("bucket", "", proxy.endpoint, expected_owner="123456789012"))
    refused(lambda: storage.find("work/a"), "does not belong to the account 123456789012")


@pytest.mark.parametrize(("ahead", "words"), [(1200, "20 minutes ahead of"), (-1200, "20 minutes behind")])
@pytest.mark.parametrize("call", CALLS)
def test_s3_a_wrong_clock_is_named(call: str, ahead: int, words: str, storage: S3Storage, proxy: FaultyProxy) -> None:
    there = formatdate(time() - ahead, usegmt=True)
    proxy.plan = lambda request: Fault("RequestTimeTooSkewed", 403, date=there)
    refused(lambda: CALLS[call](storage), words)


@pytest.mark.parametrize(
    ("fault", "words", "kind"),
    [
        (Fault("AuthorizationHeaderMalformed", 400), "another region", StorageError),
        (Fault("QuotaExceeded", 403), "no room left", DiskFullError),
        (Fault("InvalidToken", 400), "login is not valid", StorageError),
        (Fault("InvalidObjectState", 403), "archived", StorageError),
    ],
)
def test_s3_other_refusals_are_named(
    fault: Fault, words: str, kind: type[StorageError], storage: S3Storage, proxy: FaultyProxy
) -> None:
    proxy.plan = lambda request: fault
    refused(lambda: storage.put(written(storage, b"1"), "work/b"), words, kind)


def test_s3_a_server_that_stays_busy_may_be_tried_later(storage: S3Storage, proxy: FaultyProxy) -> None:
    before = len(proxy.seen)
    proxy.plan = lambda request: Fault("SlowDown", 503)
    error = refused(lambda: list(storage.list("")), "too busy", StorageAwayError)
    assert error.retryable
    assert len(proxy.seen) - before == 8


def test_s3_a_server_that_does_not_run_is_named(s3_keys: None, opened: Opener) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    storage = opened(S3Options("bucket", "", f"http://127.0.0.1:{port}"))
    error = refused(lambda: storage.find("work/a"), f"Nothing answers at 127.0.0.1:{port}", StorageAwayError)
    assert error.retryable


def test_s3_an_address_that_nobody_knows_is_named(s3_keys: None, opened: Opener) -> None:
    storage = opened(S3Options("bucket", "", "http://no-such-host.invalid:9000"))
    refused(lambda: storage.find("work/a"), "there is no network, or it is mistyped", StorageAwayError)


def test_s3_a_server_that_nobody_vouches_for_is_refused(tmp_path: Path, s3_keys: None, opened: Opener) -> None:
    certificates = make_certificates(tmp_path / "tls")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / "server.pem", certificates / "server.key")
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                try:
                    context.wrap_socket(connection, server_side=True).close()
                except (ssl.SSLError, OSError):
                    return

        thread = threading.Thread(target=serve)
        thread.start()
        storage = opened(S3Options("bucket", "", f"https://127.0.0.1:{listening.getsockname()[1]}"))
        error = refused(lambda: storage.find("work/a"), "certificate of 127.0.0.1:[0-9]+ is not trusted")
        thread.join()
    assert not error.retryable


def test_s3_that_there_are_no_keys_is_said_with_what_to_do(
    moto: S3Server, s3_keys: None, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    plain = moto.options("bucket")
    refused(lambda: opened(plain).find("work/a"), "There is no access key")
    named = S3Options("bucket", "", moto.endpoint, profile="studio")
    refused(lambda: opened(named, "named").find("work/a"), "no profile “studio”")
    stored = S3Options("bucket", "", moto.endpoint, stored_keys=True)
    refused(lambda: opened(stored, "stored", secrets=MemorySecrets()).find("work/a"), "No access key was entered")


def test_s3_keys_come_from_a_profile_or_from_the_secrets(
    rclone: S3Server, s3_keys: None, opened: Opener, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bucket = rclone.make_bucket()
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    secrets = MemorySecrets()
    secrets.set(ACCESS_KEY_SECRET, ACCESS_KEY)
    secrets.set(SECRET_KEY_SECRET, SECRET_KEY)
    opened(S3Options(bucket, "", rclone.endpoint, stored_keys=True), "secrets", secrets=secrets).check()
    file = tmp_path / "credentials"
    file.write_text(f"[studio]\naws_access_key_id = {ACCESS_KEY}\naws_secret_access_key = {SECRET_KEY}\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))
    opened(S3Options(bucket, "", rclone.endpoint, profile="studio"), "profile").check()


def test_s3_keys_that_expire_on_the_way_are_got_anew(
    moto: S3Server, proxy: FaultyProxy, opened: Opener, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "credentials"
    file.write_text(f"[default]\naws_access_key_id = first\naws_secret_access_key = {SECRET_KEY}\n")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))
    storage = opened(S3Options(moto.make_bucket(), "", proxy.endpoint))
    storage.put(written(storage, b"1"), "work/a")
    answered: list[int] = []

    def expire(request: object) -> Fault | None:
        file.write_text(f"[default]\naws_access_key_id = second\naws_secret_access_key = {SECRET_KEY}\n")
        answered.append(1)
        return Fault("ExpiredToken", 400) if len(answered) == 1 else None

    proxy.plan = expire
    storage.put(written(storage, b"2"), "work/b")
    assert len(answered) == 2
    proxy.plan = lambda request: Fault("ExpiredToken", 400)
    refused(lambda: storage.put(written(storage, b"3"), "work/c"), "login has expired")


def test_s3_nothing_secret_gets_into_the_log(
    rclone: S3Server, s3_keys: None, opened: Opener, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("AWS_SESSION_TOKEN", "token-of-this-test")
    storage = opened(rclone.options(rclone.make_bucket()))
    storage.put(written(storage, b"1"), "work/a")
    storage.publish(written(storage, b"film"), "film.mp4", replace=False)
    for secret in (SECRET_KEY, "token-of-this-test", "Signature="):
        assert secret not in caplog.text
