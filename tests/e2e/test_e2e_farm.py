"""A farm over RabbitMQ and a shared folder: the command line, and whatever may happen to its parts in mid-job.

Every film is compared with the one that this computer's own farm makes from the same request.
"""

from __future__ import annotations

import hashlib
import platform
import signal
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.cli.rendering import Wishes
from app.core.statistics import StatsBy
from app.farm.farm_statistics import rows
from app.farm.remote import RemoteFarm
from resources import samples
from tests.e2e.conftest import Farmhand
from tests.e2e.farm_programs import WORKERS, FarmPrograms, Typed, submit_films, wait_for_job, wait_for_workers
from tests.servers.rabbitmq import RabbitNode

pytestmark = pytest.mark.timeout(400)

GREETING = next(sample for sample in samples() if sample.name == "greeting").template
NAME = "Ada Lovelace"
FRAMES = 60
WISHES = Wishes(
    template=GREETING, missing="fail", settings=(f"Name={NAME}",), frames=f"0-{FRAMES - 1}", engine="builtin"
)
WORDS = (GREETING, "--set", f"Name={NAME}", "--range", f"0-{FRAMES - 1}", "--engine", "builtin")


@pytest.fixture(scope="module")
def farm(rabbit_node: RabbitNode, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FarmPrograms]:
    one = FarmPrograms(rabbit_node, f"farm-{uuid.uuid4().hex[:8]}", tmp_path_factory.mktemp("farm"))
    one.start()
    with one.person("cleo") as cleo:
        wait_for_workers(cleo, lambda views: len(views) == WORKERS)
    # Some tests kill the broker.
    rabbit_node.settle()
    yield one
    one.close()
    rabbit_node.drop_vhost(one.vhost)


@pytest.fixture(scope="module")
def expected(farmhand: Farmhand, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The sha256 of the film, rendered on this computer's own farm."""
    folder = tmp_path_factory.mktemp("own")
    outcome = farmhand("render", *WORDS, "--out", folder, "--json")
    assert outcome.code == 0, outcome.err
    [film] = outcome.document["films"]
    assert film["frames"] == FRAMES
    return str(film["sha256"])


def submitted(ann: RemoteFarm, *names: str) -> tuple[str, ...]:
    """Submit the film under these names, each as a job of its own."""
    return submit_films(ann, WISHES, names)


@pytest.fixture
def typed(farm: FarmPrograms, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Typed:
    return Typed(farm, capsys, monkeypatch)


def test_the_command_line_from_submit_to_the_film(
    farm: FarmPrograms, farmhand: Farmhand, typed: Typed, expected: str, tmp_path: Path
) -> None:
    outcome = farmhand("submit", *WORDS, "--name", "first", "--wait", "--json", **farm.environment("ann"))
    assert outcome.code == 0, outcome.err
    assert "With the farm: " in outcome.err
    [film] = outcome.document["films"]
    assert (film["state"], film["frames"], film["sha256"]) == ("done", FRAMES, expected)
    assert Path(film["path"]) == farm.results / "first.mp4"

    [listed] = typed("ann", "jobs", "--mine", "--state", "done", "--json").document["jobs"]
    assert (listed["owner"], listed["output"]) == ("ann", "first.mp4")
    job_id = listed["job_id"]
    assert "first" in typed("bob", "jobs").out
    assert typed("bob", "jobs", "--mine", "--json").document["jobs"] == []

    document = typed("ann", "job", job_id[:6], "--json").document
    assert document["job"]["pieces"] == "d" * len(document["pieces"])
    assert [task["kind"] for task in document["tasks"]] == ["prepare", "render", "join", "publish"]
    assert {attempt["worker"] for attempt in document["attempts"]} <= {"node.1", "node.2"}
    told = typed("ann", "job", job_id[:6]).out
    assert "first" in told and expected in told

    attempt = document["attempts"][0]["attempt"]
    assert f"attempt-{attempt:06d}" in typed("ann", "logs", job_id).out
    log = typed("ann", "logs", job_id, str(attempt), "--follow").out
    assert "was granted" in log and "Ended." in log
    assert "Joined" in typed("ann", "logs", job_id, "join", "--json").out
    assert "no log “9999”" in typed("ann", "logs", job_id, "9999", code=2).err

    outcome = typed("ann", "download", job_id, "--out", tmp_path / "mine", "--json")
    assert hashlib.sha256(Path(outcome.document["file"]).read_bytes()).hexdigest() == expected
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["first.mp4"]
    assert "no job “zzz”" in typed("ann", "job", "zzz", code=2).err

    document = typed("bob", "stats", "--by", "job", "--since", "1h", "--json").document
    [row] = [row for row in document["rows"] if row["key"] == job_id]
    assert (row["label"], row["frames"], row["jobs"]) == ("first", FRAMES, 1)
    assert 0 < row["ideal_seconds"] <= row["film_seconds"]
    told = typed("bob", "stats", "--by", "worker", "--step", "hour").out.splitlines()
    assert told[0].split()[:3] == ["from", "worker", "frames"]
    assert all(line.split()[2].startswith("node.") for line in told[1:])


def test_films_that_exist_are_not_replaced_unasked(farm: FarmPrograms, typed: Typed) -> None:
    farm.results.mkdir(exist_ok=True)
    (farm.results / "somebody's.mp4").write_bytes(b"somebody's film")
    outcome = typed("ann", "submit", *WORDS, "--name", "somebody's", code=2)
    assert "“somebody's.mp4” would be overwritten" in outcome.err
    assert (farm.results / "somebody's.mp4").read_bytes() == b"somebody's film"


def test_jobs_are_held_changed_ended_and_tried_again_by_whom_they_belong_to(
    farm: FarmPrograms, typed: Typed, expected: str
) -> None:
    outcome = typed("ann", "submit", *WORDS, "--name", "held", "--priority", "60", "--json")
    [job_id] = outcome.document["jobs"]

    def job_after(user: str, *words: str) -> dict[str, Any]:
        [job] = typed(user, *words, "--json").document["jobs"]
        assert job["job_id"] == job_id
        return dict(job)

    assert job_after("ann", "pause", job_id)["state"] == "paused"
    assert "bob may not change jobs of ann" in typed("bob", "cancel", job_id, code=2).err
    assert job_after("ann", "priority", job_id[:8], "70")["priority"] == 70
    assert job_after("cleo", "cancel", job_id[:8])["state"] in ("cancelling", "cancelled")
    with farm.person("ann") as ann:
        wait_for_job(ann, job_id, lambda view: view.state == "cancelled")
        assert job_after("ann", "retry", job_id)["state"] != "cancelled"
        assert job_after("ann", "pause", job_id)["state"] == "paused"
        assert job_after("ann", "resume", job_id)["state"] != "paused"
        assert farm.films(ann, job_id) == [expected]
    assert "cannot be paused" in typed("ann", "pause", job_id, code=2).err


def test_workers_are_listed_and_steered_by_admins(typed: Typed) -> None:
    views = typed("ann", "workers", "--json").document["workers"]
    assert [(view["name"], view["engines"]) for view in views] == [("node.1", ["builtin"]), ("node.2", ["builtin"])]
    assert {view["node"] for view in views} == {"node"}
    assert all(view["versions"]["builtin"] for view in views)
    [node] = typed("ann", "workers", "--json").document["nodes"]
    assert (node["node"], node["host"], node.get("problem", "")) == ("node", platform.node(), "")
    assert node["disk_free"] > 0 and 0 < node["memory"] < 1
    assert platform.node() in typed("ann", "workers").out
    assert typed("cleo", "workers", "ping", "node").out.splitlines() == ["Alive: node.1", "Alive: node.2"]
    assert "ann may not steer workers" in typed("ann", "workers", "drain", "node.1", code=2).err
    assert "no worker “nobody”" in typed("cleo", "workers", "ping", "nobody", code=2).err


def test_a_worker_is_killed_in_mid_job(farm: FarmPrograms, expected: str) -> None:
    with farm.person("ann") as ann:
        [job_id] = submitted(ann, "killed")
        wait_for_job(ann, job_id, lambda view: view.workers == WORKERS and view.frames_done > 0)
        farm.seats()[0].kill()
        assert farm.films(ann, job_id) == [expected]
        attempts = ann.client.detail(job_id).attempts
        lost = [one for one in attempts if one.error is not None and one.error.kind == "WorkerLostError"]
        assert [one.worker for one in lost] == ["node.1"]
        [row] = [row for row in rows(ann.client.ask, 0, by=StatsBy.JOB) if row.key == job_id]
        assert (row.frames, row.failures) == (FRAMES, 1)
        wait_for_workers(ann, lambda views: {view.state for view in views.values()} == {"idle"})


def test_a_worker_is_frozen_in_mid_job_and_comes_back(farm: FarmPrograms, expected: str) -> None:
    with farm.person("ann") as ann:
        [job_id] = submitted(ann, "frozen")
        wait_for_job(ann, job_id, lambda view: view.workers == WORKERS and view.frames_done > 0)
        seat = farm.seats()[0]
        seat.send_signal(signal.SIGSTOP)
        try:
            assert farm.films(ann, job_id) == [expected]
            assert wait_for_workers(ann, lambda views: views["node.1"].state == "lost")["node.2"].state == "idle"
        finally:
            seat.send_signal(signal.SIGCONT)
        wait_for_workers(ann, lambda views: {view.state for view in views.values()} == {"idle"})


def test_the_manager_is_killed_in_mid_job(farm: FarmPrograms, expected: str) -> None:
    with farm.person("ann") as ann:
        [job_id] = submitted(ann, "headless")
        wait_for_job(ann, job_id, lambda view: view.workers == WORKERS and view.frames_done > 0)
        farm.manager.kill()
        farm.start_manager()
        assert farm.films(ann, job_id) == [expected]
        [row] = [row for row in rows(ann.client.ask, 0, by=StatsBy.JOB) if row.key == job_id]
        assert (row.frames, row.jobs) == (FRAMES, 1)  # counted once each, by the one manager or the other


def test_the_broker_is_killed_and_then_loses_its_data_in_mid_batch(farm: FarmPrograms, expected: str) -> None:
    with farm.person("ann") as ann:
        job_ids = submitted(ann, "one", "two")
        wait_for_job(ann, job_ids[0], lambda view: view.frames_done > 0)
        farm.node.kill()
        farm.node.start()
        wait_for_job(ann, job_ids[1], lambda view: view.frames_done > 0)
        farm.node.kill()
        farm.node.wipe()
        farm.node.start()
        farm.set_up_broker()
        assert farm.films(ann, *job_ids) == [expected] * 2
