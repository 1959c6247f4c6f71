"""A farm over RabbitMQ whose storage is a bucket, used by the command line: the film is that of one computer."""

from __future__ import annotations

import hashlib
import uuid
from pathlib import Path

import pytest

from tests.e2e.conftest import Farmhand
from tests.e2e.farm_programs import FarmPrograms
from tests.e2e.test_e2e_farm import FRAMES, WORDS
from tests.servers.rabbitmq import RabbitNode
from tests.servers.s3 import S3Server

pytestmark = pytest.mark.timeout(400)


def test_a_film_over_a_bucket_is_the_film_of_one_computer(
    rabbit_node: RabbitNode, s3_server: S3Server, farmhand: Farmhand, tmp_path: Path
) -> None:
    own = farmhand("render", *WORDS, "--out", tmp_path / "own", "--json")
    assert own.code == 0, own.err
    bucket = {"storage": f"s3://{s3_server.make_bucket()}/farm", "s3_endpoint": s3_server.endpoint}
    (tmp_path / "farm").mkdir()
    farm = FarmPrograms(rabbit_node, f"farm-{uuid.uuid4().hex[:8]}", tmp_path / "farm", bucket)
    try:
        farm.start()
        outcome = farmhand("submit", *WORDS, "--name", "far", "--wait", "--json", **farm.environment("ann"))
        assert outcome.code == 0, outcome.err
        [film] = outcome.document["films"]
        assert (film["state"], film["frames"]) == ("done", FRAMES)
        assert film["path"] == f"{bucket['storage']}/films/far.mp4"
        assert film["sha256"] == own.document["films"][0]["sha256"]
        [listed] = farmhand("jobs", "--json", **farm.environment("ann")).document["jobs"]
        got = farmhand("download", listed["job_id"], "--out", tmp_path / "mine", "--json", **farm.environment("ann"))
        assert got.code == 0, got.err
        assert hashlib.sha256(Path(got.document["file"]).read_bytes()).hexdigest() == film["sha256"]
    finally:
        farm.close()
        rabbit_node.drop_vhost(farm.vhost)
