"""What a queue window asks of the manager: one job in full, places, jobs that leave the list, folders for films."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from manual_farm import ManualFarm
from sqlalchemy import func, select
from sqlalchemy.engine import URL
from store_kit import HeldExecutor, make_request

from app.core.errors import ErrorInfo, StorageError
from app.core.events import EventKind
from app.core.jobs import JobRequest
from app.core.messages import (
    SNAPSHOT_PART_BYTES,
    Accepted,
    ChunkEnded,
    Claim,
    DetailWanted,
    JobAction,
    JobDetail,
    Refused,
    Submit,
    TaskView,
    encode,
)
from app.core.slots import TextFill
from app.farm.manager.actions import ACTIONS
from app.farm.store import details, schema, transitions, wishes
from app.farm.store.results import films_of_others


@pytest.fixture
def farm(store_place: Path | URL) -> Iterator[ManualFarm]:
    one = ManualFarm(store_place, settings={"longest_chunk": 2})
    yield one
    one.close()


def finish(farm: ManualFarm, job_id: str) -> None:
    """Let a fresh worker draw all of a job."""
    drawing = farm.worker("w", boot=f"after-{farm.store.last_event}")
    while farm.state(job_id) in ("ready", "rendering"):
        drawing.claim()
        farm.step()
        drawing.finish(drawing.grant)
        farm.step()


def refusal(answer: Any) -> ErrorInfo:
    assert isinstance(answer, Refused), answer
    return answer.error


def parts_of(farm: ManualFarm, job_id: str) -> list[JobDetail]:
    before = len(farm.answers)
    farm.ask(DetailWanted(job_id=job_id))
    parts = farm.answers[before:]
    assert all(isinstance(part, JobDetail) for part in parts), parts
    return [part for part in parts if isinstance(part, JobDetail)]


def rows_of(farm: ManualFarm, job_id: str) -> dict[str, int]:
    """How many rows the store has of a job, by table."""
    found = {}
    with farm.store.read() as session:
        for table in (schema.piece, schema.attempt, schema.task):
            query = select(func.count()).select_from(table).where(table.c.job_id == job_id)
            found[table.name] = session.connection.scalar(query) or 0
        query = select(func.count()).select_from(schema.job).where(schema.job.c.id == job_id)
        found["job"] = session.connection.scalar(query) or 0
    return found


# One job in full.


def test_a_job_is_told_in_full(farm: ManualFarm) -> None:
    farm.submit("a", frames=18, fill={"layer/1/2": TextFill(text="Ada")})
    worker = farm.idle_worker("w")
    farm.step(5)
    worker.finish_piece(worker.grant, 0)
    farm.step()
    (detail,) = parts_of(farm, "a")
    assert detail.request == farm.requests["a"] and detail.last
    assert detail.tasks == (
        TaskView(kind="prepare", state="done", tries=1),
        TaskView(kind="render", state="running"),
    )
    grid = [(one.frames.start, one.frames.stop, one.state, one.attempt) for one in detail.pieces]
    assert grid == [(0, 5, "done", 1), (5, 10, "granted", 1), (10, 15, "open", None), (15, 18, "open", None)]
    assert [one.file for one in detail.pieces] == ["work/a/pieces/00000.a1.mp4", "", "", ""]
    (attempt,) = detail.attempts
    assert (attempt.attempt, attempt.worker, attempt.first, attempt.last) == (1, "w", 0, 1)
    assert (attempt.frames.start, attempt.frames.stop, attempt.state) == (0, 10, "running")
    assert attempt.granted > 0 and attempt.ended == 0 and attempt.error is None
    assert (farm.view("a").workers, farm.view("a").retries) == (1, 0)


def test_a_failed_attempt_tells_why_and_counts_as_a_retry(farm: ManualFarm) -> None:
    farm.submit("a")
    worker = farm.idle_worker("w")
    farm.step()
    worker.end(worker.grant, "RenderError", piece=1)
    farm.step()
    (detail,) = parts_of(farm, "a")
    (attempt,) = detail.attempts
    assert attempt.state == "failed" and attempt.error is not None and attempt.error.kind == "RenderError"
    assert not attempt.infrastructure and attempt.ended >= attempt.granted
    assert {one.state for one in detail.pieces} == {"open"}
    assert (farm.view("a").workers, farm.view("a").retries) == (0, 1)
    told = [one.job for one in farm.events if one.kind == EventKind.CHUNK_FAILED]
    assert [(one.workers, one.retries) for one in told] == [(0, 1)]


def test_a_worker_that_ends_early_holds_nothing_any_more(farm: ManualFarm) -> None:
    farm.submit("a")
    worker = farm.idle_worker("w")
    farm.step()
    assert farm.view("a").workers == 1
    worker.end(worker.grant)
    farm.step()
    last = [one.job for one in farm.events if one.seq][-1]
    assert (last.workers, last.pieces) == (0, "oooo") and last == farm.view("a")


def test_a_job_that_is_not_prepared_has_a_request_and_a_task(tmp_path: Path) -> None:
    farm = ManualFarm(tmp_path, executor=HeldExecutor())
    farm.submit("a")
    (detail,) = parts_of(farm, "a")
    assert detail.request == farm.requests["a"]
    assert [one.kind for one in detail.tasks] == ["prepare"] and detail.pieces == detail.attempts == ()
    farm.close()


def test_an_unknown_job_has_no_details(farm: ManualFarm) -> None:
    assert "nobody" in refusal(farm.ask(DetailWanted(job_id="nobody"))).title


def fail_often(farm: ManualFarm, job_id: str, count: int, cause: str = "") -> None:
    """That many failed attempts, straight into the store."""
    patience = transitions.Budgets(piece_failures=10**6, infrastructure_failures=10**6)
    error = ErrorInfo(kind="RenderError", title="It failed.", cause=cause)
    for number in range(count):
        claim = Claim(claim_id=f"{job_id}-{number}", worker="w", boot="b", engines=("builtin",))
        with farm.store.change() as change:
            grant = transitions.grant(change, claim, job_id, (0, 1), lease_seconds=1)
            assert grant is not None
            ended = ChunkEnded(worker="w", boot="b", job_id=job_id, attempt=grant.attempt, error=error, piece=0)
            transitions.chunk_ended(change, ended, patience)


@pytest.mark.parametrize("store_place", ["sqlite"], indirect=True)
def test_details_travel_in_parts_of_limited_size_with_the_newest_attempts(
    farm: ManualFarm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(details, "MOST_ATTEMPTS", most := 120)
    farm.submit("a", frames=5 * 3000)
    fail_often(farm, "a", most + 20, cause="c" * 6000)
    parts = parts_of(farm, "a")
    assert len(parts) > 3 and [one.last for one in parts] == [False] * (len(parts) - 1) + [True]
    assert max(len(encode(one)) for one in parts) <= SNAPSHOT_PART_BYTES
    assert parts[0].request is not None and parts[0].tasks
    assert all(one.request is None and one.tasks == () for one in parts[1:])
    attempts = [attempt.attempt for part in parts for attempt in part.attempts]
    assert attempts == list(range(21, most + 21))
    assert farm.view("a").retries == most + 20
    numbers = [part.first_piece + n for part in parts for n in range(len(part.pieces))]
    assert numbers == list(range(3000))


def test_a_request_that_fills_a_part_travels_alone(farm: ManualFarm) -> None:
    farm.submit("a", name="n", fill={"layer/1/2": TextFill(text="x" * 300_000)})
    first, second = parts_of(farm, "a")
    assert first.request is not None and first.pieces == () and not first.last
    assert len(second.pieces) == 4 and second.last


def test_attempts_of_a_grid_that_is_gone_have_no_frames(farm: ManualFarm) -> None:
    farm.submit("a", frames=40)
    worker = farm.idle_worker("w")
    farm.step()
    worker.end(worker.grant, "TemplateError", piece=0)
    farm.step()
    with farm.store.change() as change:
        change.session.connection.execute(schema.piece.delete())
    (detail,) = parts_of(farm, "a")
    assert [len(one.frames) for one in detail.attempts] == [0]


def test_a_view_shows_what_people_know_a_job_by(farm: ManualFarm) -> None:
    farm.submit("a", batch_name="Guests", batch_id="b1")
    view = farm.view("a")
    assert (view.template, view.comp, view.preset, view.engine) == ("a.aepx", "Main", "mp4", "builtin")
    assert (view.batch_name, view.folder, view.place) == ("Guests", "", 1.0)
    farm.submit("b")
    assert farm.view("b").place > view.place


# Places.


def test_a_moved_job_is_granted_in_its_new_place(farm: ManualFarm) -> None:
    farm.submit("a", "b", "c", frames=5)
    assert farm.act("before", "c", target="a") == Accepted(job_ids=("c",))
    assert farm.act("bottom", "a") == Accepted(job_ids=("a",))
    workers = [farm.idle_worker(f"w{number}") for number in range(3)]
    farm.step()
    assert [one.grant.job_id for one in workers] == ["c", "b", "a"]
    assert [one.job.job_id for one in farm.events if one.kind == EventKind.MOVED] == ["c", "a"]


def test_prepares_follow_the_places_too(tmp_path: Path) -> None:
    held = HeldExecutor()
    farm = ManualFarm(tmp_path, executor=held, settings={"manager_threads": 1})
    farm.submit("a", "b", "c")
    farm.act("top", "c")
    for _ in range(3):
        held.run()
        farm.step()
    assert [job for call, job in farm.services.calls if call == "prepare"] == ["a", "c", "b"]
    farm.close()


def test_moves_that_move_nothing_are_refused_by_name(farm: ManualFarm) -> None:
    farm.submit("a", name="The film")
    finish(farm, "a")
    farm.submit("b")
    error = refusal(farm.act("top", "a"))
    assert "The film" in error.title and "cannot be moved" in error.title and "done" in error.cause
    assert "The film" in refusal(farm.act("before", "b", target="a")).title
    assert "no job" in refusal(farm.act("before", "b")).title


# Jobs that leave the list.


def test_an_ended_job_is_removed_with_all_its_rows_and_its_film_stays(farm: ManualFarm) -> None:
    farm.submit("a", "b")
    finish(farm, "a")
    assert set(rows_of(farm, "a").values()) != {0}
    kept = rows_of(farm, "b")
    assert farm.act("remove", "a") == Accepted(job_ids=("a",))
    assert rows_of(farm, "a") == {"piece": 0, "attempt": 0, "task": 0, "job": 0}
    assert rows_of(farm, "b") == kept
    assert farm.services.forgotten == ["a"] and "a.mp4" in farm.services.films
    last = [one for one in farm.events if one.seq][-1]
    assert (last.kind, last.job.job_id, last.job.removed, last.job.state) == (EventKind.REMOVED, "a", True, "done")
    assert "no job" in refusal(farm.act("retry", "a")).title
    assert "no job" in refusal(farm.act("remove", "a")).title


def test_a_submit_that_is_handed_out_once_more_does_not_bring_a_removed_job_back(farm: ManualFarm) -> None:
    farm.submit("a")
    finish(farm, "a")
    farm.act("remove", "a")
    assert farm.submit("a") == ("a",)
    assert rows_of(farm, "a") == {"piece": 0, "attempt": 0, "task": 0, "job": 0}
    # Whoever wants that film once more asks for a new job.
    farm.submit("b")
    finish(farm, "b")
    assert farm.state("b") == "done"


@pytest.mark.parametrize("ending", ["failed", "cancelled"])
def test_failed_and_cancelled_jobs_can_be_removed(farm: ManualFarm, ending: str) -> None:
    farm.submit("a")
    worker = farm.idle_worker("w")
    farm.step()
    if ending == "failed":
        worker.end(worker.grant, "TemplateError")
        farm.step()
        assert farm.services.cleaned == []
    else:
        farm.act("cancel", "a")
        worker.end(worker.grant)
        farm.step()
    assert farm.state("a") == ending
    assert farm.act("remove", "a") == Accepted(job_ids=("a",))
    assert farm.services.cleaned[-1] == "a" and farm.services.forgotten == ["a"]


def test_a_job_that_has_not_ended_is_named_and_nothing_is_removed(farm: ManualFarm) -> None:
    farm.submit("done")
    finish(farm, "done")
    farm.submit("waits", "also", "more", "fourth", name="same")
    farm.act("pause", "waits")
    error = refusal(farm.act("remove", "done", "waits"))
    assert "“same” (paused)" in error.title and error.next_step
    assert farm.state("done") == "done"
    error = refusal(farm.act("remove", "done", "waits", "also", "more", "fourth"))
    assert "1 more" in error.title
    assert farm.events[-1].kind != EventKind.REMOVED


def test_only_owners_remove_jobs(tmp_path: Path) -> None:
    farm = ManualFarm(tmp_path, access=lambda sender, owner: sender == owner)
    farm.ask(Submit(jobs=(make_request("a", owner="bob"),)), sender="bob")
    farm.act("cancel", "a")
    assert isinstance(farm.act("remove", "a"), Refused)
    farm.close()


def test_what_late_workers_say_of_a_removed_job_does_no_harm(farm: ManualFarm) -> None:
    farm.submit("a", frames=10)
    slow = farm.idle_worker("slow")
    farm.step()
    grant = slow.grant
    farm.step(farm.settings.lease_seconds + 1)
    finish(farm, "a")
    assert farm.act("remove", "a") == Accepted(job_ids=("a",))
    slow.beat(grant.attempt, 1)
    farm.step()
    assert [one.attempt for one in slow.stops][-1:] == [grant.attempt]
    slow.finish_piece(grant, 0)
    slow.end(grant, "RenderError")
    slow.die()
    farm.step()
    assert farm.broker.dead_letters() == () and rows_of(farm, "a")["job"] == 0
    assert farm.submit("b", frames=10) == ("b",)
    finish(farm, "b")
    assert farm.state("b") == "done"


def test_numbers_of_removed_attempts_are_not_given_again(farm: ManualFarm) -> None:
    farm.submit("a")
    finish(farm, "a")
    highest = farm.store.last_attempt
    assert highest > 0
    farm.act("remove", "a")
    farm.restart()
    farm.submit("b")
    worker = farm.idle_worker("w")
    farm.step()
    assert worker.grant.attempt == highest + 1


def test_failures_count_from_a_retry_on_also_after_a_restart(farm: ManualFarm) -> None:
    for name in ("a", "b"):
        farm.submit(name)
        worker = farm.idle_worker(name)
        farm.step()
        worker.end(worker.grant, "TemplateError")
        farm.step()
        farm.act("retry", name)
    farm.act("cancel", "a")
    farm.act("retry", "a")
    farm.restart()
    worker = farm.idle_worker("again")
    farm.step()
    with farm.store.read() as session:
        budget_from = session.connection.scalar(select(func.max(schema.job.c.budget_from)))
    assert budget_from is not None and worker.grant.attempt >= budget_from


def test_a_removal_that_was_not_told_is_told_and_cleaned_up_after_a_restart(
    farm: ManualFarm, monkeypatch: pytest.MonkeyPatch
) -> None:
    farm.submit("a")
    finish(farm, "a")
    # Killed after the commit: nothing is sent and nothing cleaned any more.
    with monkeypatch.context() as killed:
        killed.setattr(farm.store, "take_outbox", lambda: ())
        farm.act("remove", "a")
        assert farm.services.forgotten == []
    farm.restart()
    farm.step()
    assert farm.services.forgotten == ["a"]
    assert [one.job.job_id for one in farm.events if one.job.removed] == ["a"]


def test_a_job_that_is_tried_again_keeps_its_folder(tmp_path: Path) -> None:
    held = HeldExecutor()
    farm = ManualFarm(tmp_path, executor=held)
    farm.submit("a")
    held.run()
    farm.act("cancel", "a")
    farm.act("retry", "a")
    held.run()
    assert farm.services.cleaned == []
    farm.close()


def test_what_was_removed_right_before_the_end_is_cleaned_up(tmp_path: Path) -> None:
    held = HeldExecutor()
    farm = ManualFarm(tmp_path, executor=held)
    farm.submit("a", "b")
    held.run()
    farm.act("cancel", "a", "b")
    held.run()
    farm.act("remove", "a")
    # Decided, but neither told nor cleaned up.
    with farm.store.change(durable=True) as change:
        wishes.remove(change, ["b"])
    assert farm.services.forgotten == []
    farm.manager.stop()
    assert farm.services.forgotten == ["a", "b"]
    farm.close()


def test_a_folder_that_cannot_be_deleted_does_not_bring_the_job_back(farm: ManualFarm) -> None:
    farm.submit("a")
    finish(farm, "a")
    farm.services.troubles["clean"] = [StorageError("The folder is in use.")]
    assert farm.act("remove", "a") == Accepted(job_ids=("a",))
    assert rows_of(farm, "a")["job"] == 0
    farm.submit("b")
    finish(farm, "b")
    assert farm.state("b") == "done"


# Folders for films.


def request_for(folder: str, **more: Any) -> JobRequest:
    return make_request("a", folder=folder, **more)


def test_a_farm_for_many_refuses_folders_of_ones_own(farm: ManualFarm, tmp_path: Path) -> None:
    error = refusal(farm.ask(Submit(jobs=(make_request("b"), request_for(str(tmp_path))))))
    assert error.kind == "UsageError" and "only on this computer" in error.cause and error.next_step
    assert rows_of(farm, "b")["job"] == 0


@pytest.mark.parametrize("folder", ["films", "./films", "../films", "~/films", "C:films", "/fi\0lms", "/" + "x" * 5000])
def test_a_folder_that_cannot_be_one_is_refused(tmp_path: Path, folder: str) -> None:
    farm = ManualFarm(tmp_path, takes_folders=True)
    error = refusal(farm.ask(Submit(jobs=(request_for(folder),))))
    assert error.kind == "UsageError" and "cannot go to" in error.title and error.cause
    farm.close()


def test_a_folder_is_shown_and_makes_another_job(tmp_path: Path) -> None:
    farm = ManualFarm(tmp_path, takes_folders=True)
    folders = [str(tmp_path / name) for name in ("one", "two")]
    for number, folder in enumerate(folders):
        farm.ask(Submit(jobs=(make_request(f"j{number}", output="same.mp4", folder=folder),)))
    assert [farm.view(f"j{number}").folder for number in range(2)] == folders
    farm.close()


def test_a_designer_changes_own_jobs_only_and_sees_all(tmp_path: Path) -> None:
    farm = ManualFarm(tmp_path, access=lambda sender, owner: sender in (owner, "admin"))
    refusal(farm.ask(Submit(jobs=(make_request("a", owner="bob"),)), sender="ann"))
    farm.ask(Submit(jobs=(make_request("a", owner="bob"),)), sender="bob")
    for action in sorted(ACTIONS):
        message = JobAction(action=action, job_ids=("a",), value=1, target="a")
        assert "may not change jobs of bob" in refusal(farm.ask(message, sender="ann")).title
    detail = farm.ask(DetailWanted(job_id="a"), sender="ann")
    assert isinstance(detail, JobDetail) and detail.request is not None and detail.request.owner == "bob"
    farm.close()


@pytest.mark.parametrize("name", ["Été.mp4", "sub/a.mp4"])
def test_a_film_of_somebody_else_is_replaced_by_admins_only(store_place: Path | URL, name: str) -> None:
    farm = ManualFarm(store_place, access=lambda sender, owner: sender in (owner, "admin"))

    def submit(job_id: str, owner: str, output: str) -> Any:
        return farm.ask(Submit(jobs=(make_request(job_id, owner=owner, output=output, replace=True),)), sender=owner)

    assert isinstance(submit("a", "bob", name), Accepted)
    farm.step()
    error = refusal(submit("b", "ann", name.replace("mp4", "MP4")))
    assert "bob" in error.title and "MP4" in error.title and error.next_step
    finish(farm, "a")
    assert farm.state("a") == "done"
    refusal(submit("b", "ann", name))
    # What is not to be replaced may be asked for by anybody, but makes the name nobody else's.
    assert isinstance(farm.ask(Submit(jobs=(make_request("c", owner="ann", output=name),)), sender="ann"), Accepted)
    refusal(submit("d", "ann", name))
    assert isinstance(submit("e", "bob", name), Accepted)
    assert isinstance(submit("f", "admin", name), Accepted)
    farm.close()


def test_who_has_the_films_is_known_of_ten_thousand_names(farm: ManualFarm) -> None:
    with farm.store.change() as change:
        for number in range(3):
            wishes.submit(change, make_request(f"j{number}", owner="bob", output=f"film-{number * 700}.mp4"))
    names = [f"FILM-{number}.mp4" for number in range(10_000)]
    with farm.store.read() as session:
        assert films_of_others(session, names, "ann") == {f"FILM-{number}.mp4": "bob" for number in (0, 700, 1400)}
        assert films_of_others(session, names, "bob") == {}
