"""Machines that come and go by the policy while a batch is drawn: agents as processes, over a real RabbitMQ."""

from __future__ import annotations

import os
import signal
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from app.cli.main import run
from app.cli.wiring import Wiring
from app.core.fleet import Activity, Instance, InstanceState
from app.core.messages import ActivitiesPart, ActivitiesWanted, FleetPart, FleetWanted
from app.farm.remote import RemoteFarm
from app.main import start_agents
from tests.e2e.farm_programs import WAIT, FarmPrograms, wait_for_job
from tests.e2e.scaled_farm import (
    LONG_BATCH_SECONDS,
    WISHES,
    ScaledFarm,
    agents,
    films_for,
    give_up_the_rest,
    kill_with_all,
    submit,
)
from tests.fakes.instance_metadata import MetadataServer
from tests.servers.rabbitmq import RabbitNode
from worker_agent.instance_metadata import ENDPOINT

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def farm(rabbit_node: RabbitNode, tmp_path: Path) -> Iterator[ScaledFarm]:
    one = ScaledFarm(rabbit_node, f"scaled-{uuid.uuid4().hex[:8]}", tmp_path)
    one.start()
    yield one
    one.close()
    rabbit_node.drop_vhost(one.vhost)


def typed(farm: ScaledFarm, monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    for name, value in farm.environment("cleo").items():
        monkeypatch.setenv(name, value)
    wiring = Wiring(start_agents=start_agents, settings=lambda: farm.settings("cleo"), owner="nobody")
    assert run([*words], wiring) == 0


def machines(person: RemoteFarm) -> dict[str, Instance]:
    return {
        one.name: one
        for part in person.client.ask(FleetWanted())
        if isinstance(part, FleetPart)
        for one in part.instances
    }


def activities(person: RemoteFarm) -> list[Activity]:
    parts = person.client.ask(ActivitiesWanted(most=1000))
    return [one for part in parts if isinstance(part, ActivitiesPart) for one in part.activities]


def wait_for_machines(person: RemoteFarm, condition: Callable[[Sequence[Instance]], bool]) -> None:
    deadline = time.monotonic() + WAIT
    while not condition(tuple(machines(person).values())):
        assert time.monotonic() < deadline, (machines(person), activities(person))
        time.sleep(0.05)


def wait_for_workers(person: RemoteFarm, count: int) -> None:
    deadline = time.monotonic() + WAIT
    while sum(view.state in ("idle", "busy") for view in person.client.workers()) < count:
        assert time.monotonic() < deadline, (person.client.workers(), activities(person))
        time.sleep(0.05)


def test_a_batch_is_drawn_by_machines_that_come_by_themselves_although_two_are_killed(
    farm: ScaledFarm, monkeypatch: pytest.MonkeyPatch
) -> None:
    with farm.person("cleo") as cleo, farm.person("ann") as ann:
        wait_for_machines(cleo, lambda all_of: [one.state for one in all_of] == [InstanceState.STOPPED] * 3)
        jobs = submit(ann, 2, replace(WISHES, frames="0-29"))
        typed(farm, monkeypatch, "fleet", "scaling", "--min", "2", "--max", "3", "--live")
        wait_for_workers(cleo, 2)
        # One loses its worker's process, which its own supervisor starts again; one dies as a whole.
        first, second = agents(farm)[:2]
        [seat] = [one for one in first.children() if "seat" in one.cmdline()]
        os.kill(seat.pid, signal.SIGKILL)
        kill_with_all(second)
        hashes = farm.films(ann, *jobs)
        assert len(set(hashes)) == 1
        [told] = [one for one in activities(cleo) if one.what == "start"][:1]
        assert (told.who, told.outcome, len(told.targets)) == ("scaling", "done", 2)
        assert "the minimum" in told.why
        typed(farm, monkeypatch, "fleet", "scaling", "--min", "0", "--max", "0")
        wait_for_machines(cleo, lambda all_of: all(one.state is InstanceState.STOPPED for one in all_of))
        assert agents(farm) == []
        assert any(one.what == "stop" and "at most 0 may" in one.why for one in activities(cleo))


@pytest.mark.slow
def test_more_machines_come_for_more_work_and_what_is_killed_is_replaced(
    farm: ScaledFarm, monkeypatch: pytest.MonkeyPatch
) -> None:
    with farm.person("cleo") as cleo, farm.person("ann") as ann:
        jobs = submit(ann, films_for(LONG_BATCH_SECONDS))
        typed(farm, monkeypatch, "fleet", "scaling", "--max", "3", "--target", "1", "--live")
        wait_for_machines(cleo, lambda all_of: sum(one.state is InstanceState.RUNNING for one in all_of) >= 2)
        wait_for_workers(cleo, 2)
        for one in agents(farm)[:2]:
            kill_with_all(one)
        wait_for_machines(cleo, lambda all_of: sum(one.state is InstanceState.RUNNING for one in all_of) >= 2)
        assert len(set(farm.films(ann, *give_up_the_rest(ann, jobs)))) == 1
        starts = [one for one in activities(cleo) if one.what == "start"]
        assert len(starts) >= 2 and all("target" in one.why for one in starts)
        assert all(one.outcome == "done" for one in starts)
        typed(farm, monkeypatch, "fleet", "scaling", "--max", "0")
        wait_for_machines(cleo, lambda all_of: all(one.state is InstanceState.STOPPED for one in all_of))


@pytest.mark.slow
def test_a_spot_notice_ends_a_node_after_the_piece_in_work_and_others_draw_the_rest(
    rabbit_node: RabbitNode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = MetadataServer()
    monkeypatch.setenv(ENDPOINT, service.url)
    farm = FarmPrograms(rabbit_node, f"spot-{uuid.uuid4().hex[:8]}", tmp_path)
    farm.start()
    try:
        with farm.person("ann") as ann:
            [job] = submit(ann, 1)
            wait_for_job(ann, job, lambda view: view.workers > 0 and view.frames_done > 0)
            begun = time.monotonic()
            service.says["meta-data/spot/instance-action"] = '{"action": "terminate", "time": "2026-11-28T18:00:00Z"}'
            while farm.workers.exit_code is None:
                assert time.monotonic() - begun < 60, "The machine is gone by now."
                time.sleep(0.1)
            assert farm.workers.exit_code == 0
            view = wait_for_job(ann, job, lambda view: "g" not in view.pieces)
            print(f"Ended {time.monotonic() - begun:.1f} s after the notice; pieces: {view.pieces}")
            assert psutil.Process(farm.manager.pid).is_running()
            farm.workers.end()
            del service.says["meta-data/spot/instance-action"]
            farm.start_workers()
            assert len(farm.films(ann, job)) == 1
    finally:
        farm.close()
        service.close()
        rabbit_node.drop_vhost(farm.vhost)
