"""Private S3 servers for tests: moto's, which does what Amazon does, and rclone's, which checks signatures and less."""

from __future__ import annotations

import os
import socket
import sys
import time
import urllib.request
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from app.farm.processes import ProcessTree
from app.farm.s3.options import S3Options
from tests.servers.rabbitmq import free_ports

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client

ACCESS_KEY, SECRET_KEY = "farmaccesskey1", "farmsecretkey1"
"""What rclone asks for; shorter keys it refuses. Moto takes any."""

START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class S3Server:
    """A running server."""

    endpoint: str
    tree: ProcessTree

    def client(self) -> S3Client:
        """A client as people write it, for looking at what is there and for making faults."""
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=SECRET_KEY,
            config=Config(s3={"addressing_style": "path"}),
        )

    def make_bucket(self) -> str:
        """A bucket for one test."""
        name = f"test-{uuid.uuid4().hex[:12]}"
        self.client().create_bucket(Bucket=name)
        return name

    def options(self, bucket: str, prefix: str = "") -> S3Options:
        """A farm's options for a bucket here; its keys are in the environment."""
        return S3Options(bucket=bucket, prefix=prefix, endpoint=self.endpoint)

    def close(self) -> None:
        """End it."""
        self.tree.kill()


def program(name: str) -> Path | None:
    """A program beside the interpreter, or None."""
    path = Path(sys.executable).with_name(f"{name}.exe" if os.name == "nt" else name)
    return path if path.exists() else None


def start_moto(*, free_actions: int | None = None) -> S3Server:
    """Moto's server. With `free_actions` it checks keys and permissions after so many requests."""
    (port,) = free_ports(1)
    checks = [] if free_actions is None else ["env", f"INITIAL_NO_AUTH_ACTION_COUNT={free_actions}"]
    return _started([*checks, str(program("moto_server")), "-H", "127.0.0.1", "-p", str(port)], port)


def start_rclone(folder: Path) -> S3Server:
    """Rclone's server on a folder."""
    (port,) = free_ports(1)
    folder.mkdir(parents=True, exist_ok=True)
    command = [str(program("rclone")), "serve", "s3", "--auth-key", f"{ACCESS_KEY},{SECRET_KEY}"]
    return _started([*command, "--addr", f"127.0.0.1:{port}", "--config", os.devnull, str(folder)], port)


def post(url: str, content: bytes = b"") -> bytes:
    """An HTTP request to one of the servers here."""
    with urllib.request.urlopen(urllib.request.Request(url, content, method="POST"), timeout=30) as answer:
        return bytes(answer.read())


def _started(command: list[str], port: int) -> S3Server:
    tree = ProcessTree(command)
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return S3Server(f"http://127.0.0.1:{port}", tree)
        except OSError:
            if time.monotonic() > deadline or tree.exit_code is not None:
                tree.kill()
                raise
            time.sleep(0.02)
