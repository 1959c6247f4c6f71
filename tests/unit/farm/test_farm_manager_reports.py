"""Reports that are written down together: as if they had come one by one, all of them or none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from manual_farm import ManualFarm
from sqlalchemy.engine import URL
from store_kit import make_manifest

from app.core.errors import MessageError
from app.core.events import EventKind
from app.core.messages import AnyMessage, ChunkEnded, Drain, Grant, PieceDone, WorkerGone
from app.core.ports import Delivery
from app.core.states import TaskKind
from app.farm.store import queries


@pytest.fixture
def farm(store_place: Path | URL) -> Iterator[ManualFarm]:
    one = ManualFarm(store_place, settings={"longest_chunk": 2})
    yield one
    one.close()


def piece(farm: ManualFarm, grant: Grant, number: int, worker: str = "w1") -> PieceDone:
    manifest = farm.services.keep(make_manifest(farm.plan(grant.job_id), number, grant.attempt))
    return PieceDone(worker=worker, boot="b", manifest=manifest)


def ended(grant: Grant, worker: str = "w1") -> ChunkEnded:
    return ChunkEnded(worker=worker, boot="b", job_id=grant.job_id, attempt=grant.attempt)


def report(farm: ManualFarm, *messages: tuple[str, AnyMessage]) -> None:
    farm.manager.on_results([Delivery(message=message, sender=sender) for sender, message in messages])


def test_reports_of_several_workers_make_one_change_and_a_film_is_joined_once(farm: ManualFarm) -> None:
    farm.submit("a", frames=10)
    first, second = farm.idle_worker("w1"), farm.idle_worker("w2")
    farm.step()
    one, other = first.grant, second.grant
    before, told = farm.store.last_event, farm.store.last_outbox
    messages: list[tuple[str, AnyMessage]] = [
        *(("w1", piece(farm, one, number)) for number in range(one.first, one.last + 1)),
        ("w1", ended(one)),
        *(("w2", piece(farm, other, number, "w2")) for number in range(other.first, other.last + 1)),
        ("w2", ended(other, "w2")),
    ]
    report(farm, *messages)
    assert (farm.view("a").pieces, farm.state("a")) == ("dd", "joining")
    # Each has its row among the events; those who listen hear once of the job, and miss no number.
    assert (farm.store.last_event - before, farm.store.last_outbox - told) == (3, 1)
    farm.step()
    assert farm.state("a") == "done"
    heard = [one for one in farm.events if one.seq > before]
    assert (heard[0].first, heard[0].seq, heard[0].kind) == (before + 1, before + 3, EventKind.JOINING)
    assert [call for call, _ in farm.services.calls].count("join") == 1


def test_none_of_them_counts_when_one_comes_from_somebody_else(farm: ManualFarm) -> None:
    farm.submit("a", frames=20)
    worker = farm.idle_worker("w1")
    farm.step()
    grant = worker.grant
    done = piece(farm, grant, grant.first)
    with pytest.raises(MessageError):
        report(farm, ("w1", done), ("eve", piece(farm, grant, grant.last)))
    assert "d" not in farm.view("a").pieces
    report(farm, ("w1", done), ("w1", done), ("w1", Drain()))
    assert farm.view("a").pieces.count("d") == 1


def test_what_a_dead_worker_had_finished_before_counts(farm: ManualFarm) -> None:
    farm.submit("a", frames=20)
    worker = farm.idle_worker("w1")
    farm.step()
    grant = worker.grant
    gone = WorkerGone(worker="w1", boot="b")
    report(farm, ("w1", piece(farm, grant, grant.first)), ("w1", gone), ("w1", ended(grant)))
    assert farm.view("a").pieces == "dooo" and farm.manager.seen()[0][0].state == "lost"


def test_what_is_nearly_finished_is_finished_first(farm: ManualFarm) -> None:
    farm.submit("a", "b", "c", frames=5)
    with farm.store.change() as change:
        session = change.session.connection
        for job_id, kind, state in (("b", "join", "joining"), ("c", "publish", "publishing")):
            session.exec_driver_sql(f"UPDATE job SET state = '{state}' WHERE id = '{job_id}'")
            session.exec_driver_sql(
                "INSERT INTO task (job_id, kind, state, tries, not_before)"
                f" VALUES ('{job_id}', '{kind}', 'ready', 0, 0.0)"
            )
        session.exec_driver_sql("UPDATE job SET state = 'queued' WHERE id = 'a'")
        session.exec_driver_sql("UPDATE task SET state = 'ready' WHERE job_id = 'a' AND kind = 'prepare'")
    with farm.store.read() as opened:
        due = queries.due_tasks(opened, farm.clock.now(), 9, longest_pause=30.0)
        assert queries.due_tasks(opened, farm.clock.now(), 2, longest_pause=30.0) == due[:2]
    assert [one.kind for one in due] == [TaskKind.PUBLISH, TaskKind.JOIN, TaskKind.PREPARE]
