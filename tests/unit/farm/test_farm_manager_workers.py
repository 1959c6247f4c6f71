"""What the manager tells of its workers, and what it tells them, on a farm whose time stands still."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from manual_farm import HandWorker, ManualFarm

from app.core.fleet import NodeFacts
from app.core.jobs import EngineChoice
from app.core.messages import (
    LONGEST_PROBLEM,
    AnyMessage,
    Claim,
    Drain,
    NodeReport,
    Ping,
    Refused,
    Withdraw,
    WorkerAction,
    WorkersPart,
    WorkersWanted,
    WorkerView,
)
from app.core.ports import CLAIMS
from app.farm.manager.nodes import LONGEST_TEXT
from app.farm.manager.roster import LOST_SECONDS


@pytest.fixture
def farm(tmp_path: Path) -> Iterator[ManualFarm]:
    one = ManualFarm(tmp_path, access=lambda sender, owner: sender in (owner, "admin"))
    yield one
    one.close()


def workers(farm: ManualFarm) -> dict[str, WorkerView]:
    answer = farm.ask(WorkersWanted())
    assert isinstance(answer, WorkersPart) and answer.last
    assert [one.name for one in answer.workers] == sorted(one.name for one in answer.workers)
    return {one.name: one for one in answer.workers}


def states(farm: ManualFarm) -> dict[str, str]:
    return {name: one.state for name, one in workers(farm).items()}


def act(farm: ManualFarm, action: str, *names: str, sender: str = "admin") -> AnyMessage:
    return farm.ask(WorkerAction(action=action, workers=names), sender=sender)


def withdraw(farm: ManualFarm, worker: HandWorker) -> None:
    worker.send(CLAIMS, Withdraw(worker=worker.name, boot=worker.boot))
    farm.step()


def test_workers_are_idle_or_hold_something(farm: ManualFarm) -> None:
    assert workers(farm) == {}
    busy = farm.idle_worker("w1")
    farm.submit("a")
    farm.idle_worker("w2")
    grant = busy.grant
    busy.beat(grant.attempt, frames=7)
    farm.step()
    farm.step(2.0)
    found = workers(farm)["w1"]
    assert (found.state, found.boot, found.engines) == ("busy", "b", ("builtin",))
    assert (found.job_id, found.attempt, found.frames_drawn, found.silent) == ("a", grant.attempt, 7, 2.0)
    assert found.seconds_per_frame is None
    busy.finish(grant)
    farm.step()
    assert workers(farm)["w1"].seconds_per_frame is not None
    assert states(farm)["w1"] == "idle"


def test_a_silent_worker_is_lost_and_forgotten_an_hour_later(farm: ManualFarm) -> None:
    silent = farm.idle_worker("w1")
    farm.submit("a", frames=5)
    farm.step(farm.settings.lease_seconds + 1)
    assert states(farm) == {"w1": "lost"}
    farm.step(farm.settings.claim_lost_seconds)
    found = workers(farm)["w1"]
    assert (found.state, found.job_id) == ("lost", "")
    assert found.silent > farm.settings.claim_lost_seconds
    silent.claim()
    farm.step()
    assert states(farm) == {"w1": "busy"}
    farm.step(farm.settings.lease_seconds + 1)
    farm.step(farm.settings.claim_lost_seconds)
    farm.step(LOST_SECONDS)
    assert states(farm) == {}


def test_a_worker_whose_process_died_is_lost_until_it_is_started_anew(farm: ManualFarm) -> None:
    farm.idle_worker("w1").die()
    farm.step()
    assert states(farm) == {"w1": "lost"}
    farm.idle_worker("w1", boot="c")
    farm.step()
    assert {name: (one.state, one.boot) for name, one in workers(farm).items()} == {"w1": ("idle", "c")}


def test_a_worker_that_goes_in_order_is_not_lost(farm: ManualFarm) -> None:
    worker = farm.idle_worker("w1")
    farm.submit("a", frames=5)
    withdraw(farm, worker)
    assert states(farm) == {"w1": "busy"}
    worker.finish(worker.grant)
    farm.step(1.0)
    assert states(farm) == {}
    worker.claim()
    farm.step()
    assert states(farm) == {"w1": "idle"}


def rest(farm: ManualFarm, worker: HandWorker, problem: str = "Only 1 GB is free.") -> None:
    worker.send(CLAIMS, Withdraw(worker=worker.name, boot=worker.boot, problem=problem, engines=("builtin",)))
    farm.step()


def test_a_worker_that_rests_stays_visible_with_its_reason_and_gets_nothing(farm: ManualFarm) -> None:
    worker = farm.idle_worker("w1")
    for _ in range(4):
        rest(farm, worker)
        farm.step(farm.settings.claim_renew_seconds * 1.3)
    found = workers(farm)["w1"]
    assert (found.state, found.problem, found.engines) == ("resting", "Only 1 GB is free.", ("builtin",))
    farm.submit("a")
    assert farm.view("a").workers == 0
    worker.claim()
    farm.step()
    found = workers(farm)["w1"]
    assert (found.state, found.problem) == ("busy", "")


def test_a_worker_that_rests_from_its_beginning_is_seen_and_lost_when_it_is_silent(farm: ManualFarm) -> None:
    worker = farm.worker("w1")
    rest(farm, worker)
    assert states(farm) == {"w1": "resting"}
    worker.beat()
    farm.step()
    farm.step(farm.settings.claim_lost_seconds + 1)
    farm.step()
    assert states(farm) == {"w1": "lost"}
    rest(farm, worker)
    assert states(farm) == {"w1": "resting"}
    withdraw(farm, worker)
    assert states(farm) == {}
    rest(farm, worker)
    worker.die()
    farm.step()
    assert states(farm) == {"w1": "lost"}


def test_what_a_worker_was_granted_before_it_rests_it_draws(farm: ManualFarm) -> None:
    worker = farm.idle_worker("w1")
    farm.submit("a", frames=5)
    rest(farm, worker)
    assert states(farm) == {"w1": "busy"}
    worker.finish(worker.grant)
    farm.step()
    rest(farm, worker)
    assert states(farm) == {"w1": "resting"}


def test_a_resting_worker_counts_for_the_engine_but_not_for_the_work(farm: ManualFarm) -> None:
    worker = farm.idle_worker("w1")
    rest(farm, worker)
    assert farm.manager.has_engine(EngineChoice.BUILTIN)
    assert not farm.manager.has_engine(EngineChoice.AERENDER)
    assert farm.manager.paces() == {}


def test_admins_drain_a_worker_that_rests(farm: ManualFarm) -> None:
    worker = farm.idle_worker("w1")
    rest(farm, worker)
    answer = act(farm, "drain", "w1")
    assert isinstance(answer, WorkersPart)
    assert states(farm) == {"w1": "draining"}
    withdraw(farm, worker)
    assert states(farm) == {}


def test_admins_drain_workers_one_by_one_or_by_their_node(farm: ManualFarm) -> None:
    one, two, other = (farm.worker(name) for name in ("node.1", "node.2", "other.1"))
    for worker in (one, two, other):
        worker.farm.broker.send(CLAIMS, _claim(worker), sender=worker.name.partition(".")[0])
    farm.step()
    answer = act(farm, "drain", "node.1")
    assert isinstance(answer, WorkersPart)
    assert [(view.name, view.state) for view in answer.workers] == [("node.1", "draining")]
    answer = act(farm, "drain", "node")
    assert isinstance(answer, WorkersPart)
    assert [view.name for view in answer.workers] == ["node.1", "node.2"]
    assert (len(one.of(Drain)), len(two.of(Drain)), len(other.of(Drain))) == (2, 1, 0)
    assert states(farm) == {"node.1": "draining", "node.2": "draining", "other.1": "idle"}


def test_a_ping_reaches_the_worker_and_its_beat_is_heard(farm: ManualFarm) -> None:
    worker = farm.idle_worker("w1")
    farm.step(5.0)
    act(farm, "ping", "w1")
    assert worker.of(Ping) == [Ping()]
    worker.beat()
    farm.step()
    assert workers(farm)["w1"].silent == 0.0


@pytest.mark.parametrize(
    ("action", "name", "sender", "title"),
    [
        ("drain", "w1", "ann", "ann may not steer workers"),
        ("ping", "w1", "ann", "ann may not steer workers"),
        ("drain", "nobody", "admin", "no worker “nobody”"),
        ("explode", "w1", "admin", "no action “explode”"),
    ],
)
def test_what_is_refused(farm: ManualFarm, action: str, name: str, sender: str, title: str) -> None:
    worker = farm.idle_worker("w1")
    farm.step()
    answer = act(farm, action, name, sender=sender)
    assert isinstance(answer, Refused)
    assert title in answer.error.title
    assert worker.told == []
    assert states(farm) == {"w1": "idle"}


def test_a_worker_that_is_cut_off_cannot_be_told_anything(farm: ManualFarm) -> None:
    farm.idle_worker("w1").vanish()
    farm.step()
    answer = act(farm, "drain", "w1")
    assert isinstance(answer, Refused)
    assert "“w1” cannot be reached" in answer.error.title
    assert states(farm) == {"w1": "idle"}


def test_naming_no_worker_is_refused(farm: ManualFarm) -> None:
    farm.idle_worker("w1")
    assert isinstance(act(farm, "drain"), Refused)
    assert states(farm) == {"w1": "idle"}


def _claim(worker: HandWorker) -> AnyMessage:
    return Claim(claim_id=f"{worker.name}-1", worker=worker.name, boot=worker.boot, engines=("builtin",))


def report(farm: ManualFarm, facts: NodeFacts, sender: str = "") -> None:
    farm.broker.send(CLAIMS, NodeReport(facts=facts), sender=sender or facts.node)
    farm.step()


def nodes(farm: ManualFarm) -> dict[str, NodeFacts]:
    answer = farm.ask(WorkersWanted())
    assert isinstance(answer, WorkersPart)
    return {one.node: one for one in answer.nodes}


def test_what_a_worker_has_is_seen(farm: ManualFarm) -> None:
    farm.idle_worker("w1", engines=("aerender", "builtin"), versions={"aerender": "24.1"}, tags=("gpu", "big"))
    farm.step()
    found = workers(farm)["w1"]
    assert (found.engines, found.versions, found.tags) == (
        ("aerender", "builtin"),
        {"aerender": "24.1"},
        ("big", "gpu"),
    )


def test_throughput_is_of_the_last_ten_minutes(farm: ManualFarm) -> None:
    worker = farm.idle_worker("w1")
    farm.submit("a", frames=5)
    assert workers(farm)["w1"].frames_per_hour is None
    farm.step(5.0)
    worker.finish(worker.grant)
    farm.step(115.0)
    assert workers(farm)["w1"].frames_per_hour == 5 * 3600 / 120
    for _ in range(60):
        farm.step(10.0)
        worker.claim()
    assert workers(farm)["w1"].frames_per_hour == 0.0


def test_computers_tell_of_themselves(farm: ManualFarm) -> None:
    assert nodes(farm) == {}
    report(farm, NodeFacts(node="n2", host="two", cpu=0.5, disk_free=10**9))
    report(farm, NodeFacts(node="n1", problem="The disk is full."))
    farm.step(4.0)
    report(farm, NodeFacts(node="n2", host="two", cpu=0.7))
    found = nodes(farm)
    assert list(found) == ["n1", "n2"]
    assert (found["n1"].problem, found["n1"].silent) == ("The disk is full.", 4.0)
    assert (found["n2"].cpu, found["n2"].silent, found["n2"].disk_free) == (0.7, 0.0, 0)
    farm.step(LOST_SECONDS - 2)
    assert list(nodes(farm)) == ["n2"]


def test_nobody_reports_for_another_computer(farm: ManualFarm) -> None:
    report(farm, NodeFacts(node="n1", host="one"))
    report(farm, NodeFacts(node="n1", host="not so"), sender="n2")
    assert {name: one.host for name, one in nodes(farm).items()} == {"n1": "one"}


def test_what_computers_tell_has_bounds(farm: ManualFarm) -> None:
    report(farm, NodeFacts(node="n1", host="x" * 10**6, problem="y" * 10**6, cpu=-3.0, memory=1e300, disk_free=-5))
    found = nodes(farm)["n1"]
    assert (len(found.host), len(found.problem)) == (LONGEST_TEXT, LONGEST_PROBLEM)
    assert (found.cpu, found.memory, found.disk_free) == (0.0, 1.0, 0)


def test_many_workers_and_computers_come_in_parts(farm: ManualFarm) -> None:
    problem = "z" * LONGEST_PROBLEM
    names = [f"n{number:03d}" for number in range(1000)]
    for name in names:
        farm.broker.send(CLAIMS, NodeReport(facts=NodeFacts(node=name, problem=problem)), sender=name)
    farm.step()
    before = len(farm.answers)
    farm.ask(WorkersWanted())
    parts = [one for one in farm.answers[before:] if isinstance(one, WorkersPart)]
    assert [one.last for one in parts] == [False] * (len(parts) - 1) + [True]
    assert len(parts) > 1
    assert [one.node for part in parts for one in part.nodes] == names


def test_workers_know_their_computer(farm: ManualFarm, tmp_path: Path) -> None:
    farm.idle_worker("w1")
    farm.step()
    assert workers(farm)["w1"].node == "local"  # they run in the manager's program
    far = ManualFarm(tmp_path / "far", workers_end_with_me=False)
    far.idle_worker("n1")
    far.step()
    assert workers(far)["n1"].node == "n1"
    far.close()


@pytest.mark.parametrize("name", ["", "n1", "n1.1"])
def test_nobody_speaks_for_another_computer_s_workers(farm: ManualFarm, name: str) -> None:
    """Also not for one without a name, which would be nobody's."""
    farm.submit("a")
    farm.broker.send(CLAIMS, Claim(claim_id="c", worker=name, boot="b", engines=("builtin",)), sender="n2")
    farm.step()
    assert workers(farm) == {} and farm.view("a").workers == 0


def test_a_worker_s_pieces_count_only_of_jobs_that_it_was_granted(farm: ManualFarm) -> None:
    farm.submit("a", "b", frames=10)
    honest, lying = farm.idle_worker("honest"), farm.worker("lying")
    farm.step()
    granted = honest.grant
    for attempt in (granted.attempt, granted.attempt + 1000):
        lying.finish_piece(msgspec.structs.replace(granted, attempt=attempt), granted.first)
    farm.step()
    assert "d" not in farm.view(granted.job_id).pieces
    other = "b" if granted.job_id == "a" else "a"
    honest.finish_piece(msgspec.structs.replace(granted, job_id=other), 0)
    farm.step()
    assert "d" not in farm.view(other).pieces
    honest.finish(granted)
    farm.step()
    assert "d" in farm.view(granted.job_id).pieces or farm.state(granted.job_id) != "rendering"


def test_answers_go_to_nobody_but_who_asked(farm: ManualFarm) -> None:
    farm.ask(WorkersWanted())
    before = len(farm.answers)
    for address in ("reply.eve.test", "ctl.w1.b", "results"):
        farm.ask(WorkersWanted(), reply_to=address)
    assert len(farm.answers) == before
