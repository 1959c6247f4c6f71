"""A farm over RabbitMQ whose storage is a bucket, used by the command line: the film is that of one computer."""

from __future__ import annotations

import hashlib
import uuid
from pathlib import Path

import pytest

from tests.e2e.conftest import Farmhand
from tests.e2e.farm_programs import FarmPrograms, Typed
from tests.e2e.test_e2e_farm import GREETING
from tests.servers.rabbitmq import RabbitNode
from tests.servers.s3 import S3Server

pytestmark = pytest.mark.timeout(400)

FRAMES = 34
"""Of two pieces, of which one is short."""

WORDS = (GREETING, "--set", "Name=Ada Lovelace", "--range", f"30-{29 + FRAMES}", "--engine", "builtin")


@pytest.fixture(scope="module")
def expected(farmhand: Farmhand, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The sha256 of the film, rendered on this computer's own farm."""
    outcome = farmhand("render", *WORDS, "--out", tmp_path_factory.mktemp("own"), "--json")
    assert outcome.code == 0, outcome.err
    return str(outcome.document["films"][0]["sha256"])


def test_a_film_over_a_bucket_is_the_film_of_one_computer(
    rabbit_node: RabbitNode,
    s3_server: S3Server,
    expected: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    bucket = {"storage": f"s3://{s3_server.make_bucket()}/farm", "s3_endpoint": s3_server.endpoint}
    (tmp_path / "farm").mkdir()
    farm = FarmPrograms(rabbit_node, f"farm-{uuid.uuid4().hex[:8]}", tmp_path / "farm", bucket)
    typed = Typed(farm, capsys, monkeypatch)
    try:
        farm.start()
        [film] = typed("ann", "submit", *WORDS, "--name", "far", "--wait", "--json").document["films"]
        assert (film["state"], film["frames"]) == ("done", FRAMES)
        assert film["path"] == f"{bucket['storage']}/films/far.mp4"
        assert film["sha256"] == expected
        [listed] = typed("ann", "jobs", "--json").document["jobs"]
        got = typed("ann", "download", listed["job_id"], "--out", tmp_path / "mine", "--json").document["file"]
        assert hashlib.sha256(Path(got).read_bytes()).hexdigest() == film["sha256"]
    finally:
        farm.close()
        rabbit_node.drop_vhost(farm.vhost)
