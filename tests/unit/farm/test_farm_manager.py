"""The manager, step by step: from submit to film, with workers that fail, vanish and come back, and people's wishes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from manual_farm import HandWorker, ManualFarm
from sqlalchemy.engine import URL
from store_kit import HeldExecutor, make_manifest, make_request

from app.core.errors import (
    DiskFullError,
    FarmhandError,
    FfmpegError,
    InterruptedRenderError,
    JoinError,
    StorageAwayError,
    StorageError,
    TemplateError,
    VerifyError,
)
from app.core.events import EventKind
from app.core.jobs import EngineChoice, RenderWarning, WarningKind
from app.core.messages import (
    SNAPSHOT_PART_BYTES,
    Accepted,
    Claim,
    Drain,
    Refused,
    SnapshotPart,
    SnapshotWanted,
    Submit,
    Withdraw,
    WorkerGone,
    encode,
)
from app.core.ports import CLAIMS, REQUESTS, RESULTS, reply_prefix
from app.farm.manager.tasks import AWAY_TRIES, LONGEST_PAUSE_SECONDS, LOOK_SECONDS


@pytest.fixture
def farm(store_place: Path | URL) -> Iterator[ManualFarm]:
    one = ManualFarm(store_place, settings={"longest_chunk": 100})
    yield one
    one.close()


def expire(farm: ManualFarm) -> None:
    farm.step(farm.settings.lease_seconds + 0.1)


def drive(farm: ManualFarm, workers: list[HandWorker], rounds: int = 60) -> None:
    """Let workers do whatever they are granted until nothing moves any more."""
    done: set[int] = set()
    for _ in range(rounds):
        farm.step()
        fresh = [(one, grant) for one in workers for grant in one.grants if grant.attempt not in done]
        if not fresh:
            return
        for worker, grant in fresh:
            done.add(grant.attempt)
            worker.finish(grant)
            worker.claim()


def test_a_job_becomes_a_film_and_its_work_folder_goes(farm: ManualFarm) -> None:
    assert farm.submit("a") == ("a",)
    drive(farm, [farm.idle_worker("w1"), farm.idle_worker("w2")])
    view = farm.view("a")
    assert (view.state, view.pieces, view.frames_done, view.warnings) == ("done", "dddd", 20, ())
    assert view.film is not None and view.film.path == "a.mp4"
    assert farm.services.films["a.mp4"] == tuple(f"a/{frame}" for frame in range(20))
    assert farm.services.cleaned == ["a"]
    kinds = [one.kind for one in farm.events if one.seq]
    assert kinds[0] == EventKind.SUBMITTED and kinds[-1] == EventKind.DONE
    told = [number for one in farm.events if one.seq for number in range(one.first or one.seq, one.seq + 1)]
    assert told == list(range(1, farm.store.last_event + 1))


def test_a_work_folder_that_cannot_be_deleted_is_tried_again(farm: ManualFarm) -> None:
    farm.services.troubles["clean"] = [StorageError("The share is away."), StorageError("The share is away.")]
    farm.submit("a")
    drive(farm, [farm.idle_worker("w")])
    assert farm.state("a") == "done" and farm.services.stored["a"]
    farm.step(farm.settings.retry_pause_seconds)
    assert farm.services.stored["a"]
    farm.step(2 * farm.settings.retry_pause_seconds)
    assert "a" not in farm.services.stored and farm.services.cleaned == ["a"]
    farm.step(60.0)
    assert [call for call, _ in farm.services.calls].count("clean") == 3


def test_what_was_substituted_makes_it_done_with_warnings(farm: ManualFarm) -> None:
    warning = RenderWarning(kind=WarningKind.FONT, what="Futura became Source Sans")
    farm.services.warnings = (warning,)
    farm.submit("a")
    drive(farm, [farm.idle_worker("w")])
    assert (farm.state("a"), farm.view("a").warnings) == ("done", (warning,))


def test_jobs_are_finished_in_order_and_beside_each_other(farm: ManualFarm) -> None:
    names = tuple(f"j{number}" for number in range(12))
    farm.submit(*names, frames=5)
    workers = [farm.idle_worker(f"w{number}") for number in range(3)]
    drive(farm, workers)
    assert {farm.state(name) for name in names} == {"done"}
    granted = [grant.job_id for grant in sorted((g for w in workers for g in w.grants), key=lambda g: g.attempt)]
    assert granted == sorted(granted, key=names.index)


def test_a_resent_job_is_the_same_job_and_an_equal_one_stands_for_it(farm: ManualFarm) -> None:
    farm.submit("a")
    assert farm.submit("a") == ("a",)
    again = make_request("b", output="a.mp4", name="again")
    assert farm.ask(Submit(jobs=(again,))) == Accepted(job_ids=("a",))
    other_owner = make_request("c", output="a.mp4", owner="bob")
    assert farm.ask(Submit(jobs=(other_owner,))) == Accepted(job_ids=("c",))
    farm.act("cancel", "c")
    drive(farm, [farm.idle_worker("w")])
    assert farm.ask(Submit(jobs=(make_request("d", output="a.mp4"),))) == Accepted(job_ids=("a",))
    replacing = make_request("e", output="a.mp4", replace=True)
    assert farm.ask(Submit(jobs=(replacing,))) == Accepted(job_ids=("e",))


@pytest.mark.parametrize("job_id", ["", "../up", "a/b", "x" * 65, "a b", "C:evil", "é"])
def test_an_id_that_cannot_be_a_folder_s_name_is_refused(farm: ManualFarm, job_id: str) -> None:
    answer = farm.ask(Submit(jobs=(make_request("good"), make_request(job_id))))
    assert isinstance(answer, Refused) and answer.error.kind == "UsageError"
    with farm.store.read() as session:
        assert session.connection.exec_driver_sql("SELECT count(*) FROM job").scalar() == 0


def test_a_lost_grant_is_sent_again_when_the_claim_is_renewed(farm: ManualFarm) -> None:
    farm.submit("a", frames=5)
    worker = farm.worker("w")
    claim_id = worker.claim()
    farm.step()
    worker.claim(claim_id)
    farm.step()
    assert len(worker.grants) == 2 and worker.grants[0] == worker.grants[1]
    worker.beat(worker.grant.attempt)
    farm.step()
    worker.claim(claim_id)
    farm.step()
    assert len(worker.grants) == 2
    worker.finish(worker.grant)
    farm.step()
    assert farm.state("a") == "done"
    farm.submit("b")
    worker.claim(claim_id)
    farm.step()
    assert len(worker.grants) == 2


@pytest.mark.parametrize("restarted", [False, True], ids=["same manager", "next manager"])
def test_who_never_heard_of_a_grant_that_was_stopped_gets_another_for_the_same_claim(
    farm: ManualFarm, restarted: bool
) -> None:
    farm.submit("a", frames=10)
    deaf, other = farm.worker("w1"), farm.worker("w2")
    claim_id = deaf.claim()
    farm.step()
    other.claim()
    farm.step()
    other.end(other.grant, "TemplateError")
    farm.step()
    assert farm.state("a") == "failed" and len(deaf.stops) == 1
    if restarted:
        farm.restart(workers_end_with_me=False)
        deaf = farm.worker("w1")
    farm.step(farm.settings.lease_seconds + 1)
    farm.submit("b", frames=5)
    deaf.claim(claim_id)
    farm.step()
    assert (deaf.grant.job_id, deaf.grant.claim_id) == ("b", claim_id)


def test_a_claim_that_is_withdrawn_or_not_renewed_gets_nothing(farm: ManualFarm) -> None:
    withdrawn, silent, renewed = (farm.idle_worker(name) for name in ("w1", "w2", "w3"))
    farm.step()
    withdrawn.send(CLAIMS, Withdraw(worker="w1", boot="b"))
    farm.step(farm.settings.claim_lost_seconds - 1)
    renewed.claim("w3-b-1")
    farm.step(2)
    farm.submit("a")
    assert (len(withdrawn.grants), len(silent.grants), len(renewed.grants)) == (0, 0, 1)


def test_a_silent_worker_becomes_suspect_and_another_one_does_its_pieces(farm: ManualFarm) -> None:
    farm.submit("a")
    silent = farm.idle_worker("w1")
    farm.step()
    silent.finish_piece(silent.grant, 0)
    expire(farm)
    assert farm.view("a").pieces.startswith("d") and "g" not in farm.view("a").pieces
    assert silent.stops == []
    other = farm.idle_worker("w2")
    drive(farm, [other])
    assert farm.state("a") == "done"
    silent.beat(silent.grant.attempt)
    farm.step()
    assert [one.attempt for one in silent.stops] == [silent.grant.attempt]


def test_beats_keep_a_lease_alive(farm: ManualFarm) -> None:
    farm.submit("a")
    worker = farm.idle_worker("w")
    farm.step()
    for _ in range(10):
        worker.beat(worker.grant.attempt)
        farm.step(farm.settings.beat_seconds)
    assert "g" in farm.view("a").pieces


def test_a_suspect_that_comes_back_goes_on_with_what_nobody_took(farm: ManualFarm) -> None:
    farm.submit("a", frames=40)
    back = farm.idle_worker("w1")
    farm.step()
    first = back.grant
    assert (first.first, first.last) == (0, 3)
    expire(farm)
    back.beat(first.attempt)
    farm.step()
    assert farm.view("a").pieces == "ggggoooo" and back.stops == [] and back.given_up == []


def test_a_suspect_that_comes_back_late_loses_what_others_have_and_its_pieces_are_welcome(farm: ManualFarm) -> None:
    farm.submit("a", frames=20)
    back = farm.idle_worker("w1")
    farm.step()
    grant = back.grant
    expire(farm)
    others = [farm.idle_worker(f"o{number}") for number in range(4)]
    farm.step()
    holder = next(one for one in others if one.grants and one.grant.first == 0)
    back.finish_piece(grant, 0)
    farm.step()
    assert farm.view("a").pieces[0] == "d"
    assert (holder.grant.first, holder.grant.last) == (0, 0)
    assert [one.attempt for one in holder.stops] == [holder.grant.attempt], "nothing is left for it to do"
    holder.finish_piece(holder.grant, 0)
    farm.step()
    assert farm.services.stored["a"][0].attempt == grant.attempt


def test_a_piece_that_comes_when_the_film_is_there_already_leaves_nothing_behind(farm: ManualFarm) -> None:
    farm.submit("a")
    back = farm.idle_worker("w1")
    farm.step()
    grant = back.grant
    expire(farm)
    drive(farm, [farm.idle_worker("w2")])
    assert farm.state("a") == "done" and not farm.services.stored.get("a")
    back.finish_piece(grant, grant.first)
    assert farm.services.stored["a"]
    farm.step()
    assert not farm.services.stored.get("a")


def test_a_dead_worker_s_pieces_go_to_others_at_once(farm: ManualFarm) -> None:
    farm.submit("a")
    dead, other = farm.idle_worker("w1"), farm.worker("w2")
    farm.step()
    dead.finish_piece(dead.grant, 0)
    dead.die()
    other.claim()
    drive(farm, [other])
    assert farm.state("a") == "done"
    assert 0 not in {number for grant in other.grants for number in range(grant.first, grant.last + 1)}


def test_a_grant_that_cannot_be_delivered_goes_to_somebody_else_at_once(farm: ManualFarm) -> None:
    cut_off = farm.idle_worker("w1")
    farm.step()
    cut_off.vanish()
    farm.submit("a")
    assert farm.view("a").pieces == "oooo"
    drive(farm, [farm.idle_worker("w2")])
    assert farm.state("a") == "done"


@pytest.mark.parametrize("way", ["not delivered", "lost on the way"])
def test_who_never_got_a_grant_gets_another_one_for_the_same_claim(farm: ManualFarm, way: str) -> None:
    worker = farm.worker("w1")
    claim_id = worker.claim()
    farm.step()
    if way == "not delivered":
        worker.vanish()
    farm.submit("a")
    if way == "lost on the way":
        assert len(worker.grants) == 1
        worker.vanish()
        farm.step(farm.settings.lease_seconds + farm.settings.reap_seconds)
    back = farm.worker("w1")
    # It knows of no answer, so it goes on with the claim that it has.
    back.claim(claim_id)
    farm.step()
    assert [one.claim_id for one in back.grants] == [claim_id]
    back.finish(back.grant)
    back.claim()
    drive(farm, [back])
    assert farm.state("a") == "done"


def test_an_idle_worker_takes_the_tail_and_the_holder_is_told(farm: ManualFarm) -> None:
    farm.submit("a", frames=40)
    holder = farm.idle_worker("w1")
    farm.step()
    slow = holder.grant
    quick = farm.worker("w2")
    done: set[int] = set()
    for _ in range(8):
        if not quick.grants or quick.grant.attempt in done:
            quick.claim()
            farm.step()
        if holder.given_up:
            break
        done.add(quick.grant.attempt)
        quick.finish(quick.grant)
        holder.beat(slow.attempt)
    assert [one.attempt for one in holder.given_up] == [slow.attempt]
    first_lost = holder.given_up[0].first
    assert slow.first < first_lost == quick.grant.first and quick.grant.last == slow.last
    quick.finish(quick.grant)
    for number in range(slow.first, first_lost):
        holder.finish_piece(slow, number)
    holder.end(slow)
    farm.step()
    assert farm.state("a") == "done"


def test_a_piece_that_three_workers_fail_fails_the_job_with_the_cause(farm: ManualFarm) -> None:
    farm.submit("a", frames=5)
    workers = [farm.idle_worker(f"w{number}") for number in range(4)]
    for _ in range(3):
        farm.step()
        worker = next(one for one in workers if len(one.grants) > len(one.of(Drain)))
        worker.end(worker.grant, "EngineError", piece=0)
        worker.told.clear()
    farm.step()
    view = farm.view("a")
    assert (view.state, view.pieces) == ("failed", "f")
    assert view.error is not None and view.error.kind == "EngineError"


def failures_until_the_job_fails(farm: ManualFarm, worker: HandWorker) -> int:
    """How often a worker may fail the first piece of job “a”."""
    while farm.state("a") != "failed":
        worker.claim()
        farm.step()
        worker.end(worker.grant, "RenderError", piece=0)
        farm.step()
    return len(worker.grants)


def test_a_single_worker_may_fail_a_piece_three_times(farm: ManualFarm) -> None:
    farm.submit("a", frames=5)
    worker = farm.worker("w")
    assert failures_until_the_job_fails(farm, worker) == 3


def test_a_worker_that_is_the_only_one_for_a_job_may_fail_a_piece_three_times(farm: ManualFarm) -> None:
    """Others are there that could never draw it."""
    for number in range(3):
        farm.idle_worker(f"other{number}")
    farm.submit("a", frames=5, engine=EngineChoice.AERENDER)
    worker = farm.worker("w", engines=("aerender",))
    assert failures_until_the_job_fails(farm, worker) == 3


@pytest.mark.parametrize("workers", [1, 2, 3, 4])
def test_what_a_worker_meets_each_time_is_tried_once_by_each_of_up_to_three(farm: ManualFarm, workers: int) -> None:
    farm.submit("a", frames=5)
    crew = [farm.worker(f"w{number}") for number in range(workers)]
    tried: list[str] = []
    while farm.state("a") != "failed":
        for worker in crew:
            worker.claim()
        farm.step()
        holder = next(one for one in crew if one.grants)
        tried.append(holder.name)
        holder.end(holder.grant, "EngineError", piece=0)
        holder.told.clear()
        farm.step()
        assert len(tried) <= 3
    assert len(set(tried)) == len(tried) == min(3, workers)


def test_an_error_that_no_worker_can_mend_fails_the_job_at_once(farm: ManualFarm) -> None:
    farm.submit("a", frames=40)
    bad, other = farm.idle_worker("w1"), farm.idle_worker("w2")
    farm.step()
    bad.end(bad.grant, "MissingError", piece=bad.grant.first)
    farm.step()
    assert farm.state("a") == "failed"
    assert [one.attempt for one in other.stops] == [other.grant.attempt]


def test_trouble_around_a_worker_is_not_the_job_s_fault_and_makes_the_worker_rest(farm: ManualFarm) -> None:
    farm.submit("a", frames=5)
    worker = farm.worker("w")
    for number in range(farm.settings.infrastructure_failures):
        assert farm.state("a") in ("ready", "rendering")
        worker.claim()
        farm.step(31)
        assert len(worker.grants) == number + 1
        worker.end(worker.grant, "DiskFullError", piece=0, infrastructure=True)
        worker.claim()
        farm.step(0.1)
        assert len(worker.grants) == number + 1
    assert farm.state("a") == "failed"


def lose_engines(farm: ManualFarm, worker: HandWorker, most: int) -> int:
    """Let the worker lose its engine in piece 0 until the job fails, at most so often; how often that was."""
    for number in range(most):
        if farm.state("a") == "failed":
            return number
        farm.step(31)
        worker.claim()
        farm.step()
        worker.end(worker.grant, "EngineLostError", piece=0, infrastructure=True)
        farm.step()
    return most


def test_a_piece_that_ends_the_engine_again_and_again_fails_the_job(farm: ManualFarm) -> None:
    farm.submit("a", frames=20)
    good, bad = farm.worker("good"), farm.worker("bad")
    bad.claim()
    farm.step()
    good.claim()
    farm.step()
    good.finish(good.grant)
    bad.end(bad.grant, "EngineLostError", piece=0, infrastructure=True)
    assert lose_engines(farm, bad, 10) == farm.settings.piece_failures - 1
    view = farm.view("a")
    assert view.pieces[0] == "f"
    error = view.error
    assert error is not None and error.kind == "EngineLostError"
    assert error.title == f"“{view.name}” has failed: frames 0–4 could not be drawn, 3 times."
    assert "drawing process" in error.cause and "retry" in error.next_step


def test_an_engine_that_never_draws_anything_is_borne_longer_before_the_job_is_to_blame(farm: ManualFarm) -> None:
    farm.submit("a", frames=20)
    assert lose_engines(farm, farm.worker("w"), 10) == 2 * farm.settings.piece_failures


@pytest.mark.parametrize("dies", [False, True], ids=["engine", "worker"])
def test_a_piece_in_which_three_workers_are_lost_fails_the_job(farm: ManualFarm, dies: bool) -> None:
    farm.submit("a", frames=5)
    for number in range(3):
        assert farm.state("a") in ("ready", "rendering")
        worker = farm.idle_worker(f"w{number}")
        farm.step()
        if dies:
            worker.die()
        else:
            worker.end(worker.grant, "EngineLostError", piece=0, infrastructure=True)
        farm.step()
    view = farm.view("a")
    assert view.state == "failed" and view.error is not None
    assert view.error.title == "“a” has failed: frames 0–4 could not be drawn, 3 times."
    assert "process ended there" in view.error.cause and "retry" in view.error.next_step


def test_a_piece_in_which_a_worker_was_lost_goes_to_another_one_next(farm: ManualFarm) -> None:
    farm.submit("b", frames=5)
    other = farm.idle_worker("w1")
    farm.step()
    farm.submit("a", frames=5)
    lost = farm.idle_worker("w0")
    farm.step()
    assert lost.grant.job_id == "a"
    lost.die()
    anew = farm.idle_worker("w0", boot="b2")
    farm.step()
    assert anew.grants == []
    other.finish(other.grant)
    other.claim()
    farm.step()
    assert other.grant.job_id == "a"


def test_workers_that_are_killed_fail_no_job_by_that(farm: ManualFarm) -> None:
    farm.submit("a", frames=5)
    for number in range(2 * farm.settings.piece_failures):
        farm.idle_worker("w", boot=f"boot{number}").die()
        farm.step(31)
    assert farm.state("a") in ("ready", "rendering")


def test_a_fault_of_our_own_in_a_request_is_answered_and_later_requests_are_too(farm: ManualFarm) -> None:
    request = make_request("b", priority=2**70)  # More than the database's numbers hold.
    answer = farm.ask(Submit(jobs=(request,)))
    assert isinstance(answer, Refused)
    assert farm.submit("a") == ("a",)


def test_a_join_that_the_end_of_the_program_interrupts_is_done_at_the_next_start(farm: ManualFarm) -> None:
    farm.services.troubles["join"] = [InterruptedRenderError("Stopped while trying to join.")]
    farm.submit("a")
    drive(farm, [farm.idle_worker("w")])
    assert farm.state("a") == "joining"
    farm.restart()
    farm.step()
    assert farm.state("a") == "done"


def test_a_job_that_cannot_be_prepared_fails_and_others_go_on(farm: ManualFarm) -> None:
    farm.services.troubles["prepare"] = [TemplateError("a.aepx is damaged.", "It ends early.")]
    farm.submit("a", "b")
    drive(farm, [farm.idle_worker("w")])
    view = farm.view("a")
    assert view.state == "failed" and view.error is not None and view.error.title == "a.aepx is damaged."
    assert farm.state("b") == "done"


def test_a_fault_of_our_own_fails_the_job_and_not_the_manager(farm: ManualFarm) -> None:
    farm.services.troubles["join"] = [ZeroDivisionError("oops")]  # type: ignore[list-item]
    farm.submit("a", "b")
    drive(farm, [farm.idle_worker("w")])
    view = farm.view("a")
    assert view.state == "failed" and view.error is not None
    assert view.error.kind == "InternalError" and "oops" in view.error.cause
    assert farm.state("b") == "done"


def test_a_storage_that_is_away_delays_tasks_and_fails_jobs_only_when_it_stays_away(farm: ManualFarm) -> None:
    away = [StorageAwayError("It is away.") for _ in range(AWAY_TRIES)]
    farm.services.troubles["publish"] = away[:2]
    farm.submit("a")
    drive(farm, [farm.idle_worker("w")])
    assert farm.state("a") == "publishing"
    farm.step(1.1)
    assert farm.state("a") == "publishing"
    farm.step(2.1)
    assert farm.state("a") == "done"
    farm.services.troubles["prepare"] = away
    begun = farm.clock.monotonic()
    farm.submit("b")
    while farm.state("b") in ("queued", "preparing"):
        farm.step(LONGEST_PAUSE_SECONDS)
    assert farm.state("b") == "failed" and farm.services.troubles["prepare"] == []
    assert farm.clock.monotonic() - begun > 180


@pytest.mark.parametrize("trouble", [DiskFullError, VerifyError])
def test_what_else_may_come_right_is_tried_a_few_times(farm: ManualFarm, trouble: type[FarmhandError]) -> None:
    farm.services.troubles["join"] = [trouble("No.") for _ in range(farm.settings.task_tries)]
    farm.submit("a")
    drive(farm, [farm.idle_worker("w")])
    for _ in range(farm.settings.task_tries - 1):
        assert farm.state("a") == "joining"
        farm.step(LONGEST_PAUSE_SECONDS)
    assert farm.state("a") == "failed"


def test_a_task_that_waits_is_not_held_up_by_a_clock_that_is_set_back(farm: ManualFarm) -> None:
    farm.services.troubles["prepare"] = [DiskFullError("The disk is full.")]
    farm.submit("a")
    farm.step()
    farm.clock.set_ahead(-3600.0)
    farm.step(2 * LOOK_SECONDS)
    drive(farm, [farm.idle_worker("w")])
    assert farm.state("a") == "done"


def test_cancelling_stops_workers_and_ends_when_they_confirm(farm: ManualFarm) -> None:
    farm.submit("a", frames=40)
    workers = [farm.idle_worker("w1"), farm.idle_worker("w2")]
    farm.step()
    assert farm.act("cancel", "a") == Accepted(job_ids=("a",))
    assert farm.state("a") == "cancelling"
    assert [len(one.stops) for one in workers] == [1, 1]
    workers[0].finish_piece(workers[0].grant, 0)
    workers[0].end(workers[0].grant)
    farm.step()
    assert farm.state("a") == "cancelling"
    expire(farm)
    assert farm.state("a") == "cancelled" and "d" not in farm.view("a").pieces
    assert farm.services.cleaned == ["a"] and farm.services.films == {}
    assert farm.act("cancel", "a") == Accepted(job_ids=("a",))


def test_a_job_that_is_done_cannot_be_cancelled(farm: ManualFarm) -> None:
    farm.submit("a")
    drive(farm, [farm.idle_worker("w")])
    answer = farm.act("cancel", "a")
    assert isinstance(answer, Refused) and "done" in answer.error.cause
    assert farm.state("a") == "done"


@pytest.mark.parametrize("action", ["explode", ""])
def test_an_unknown_action_or_job_is_refused(farm: ManualFarm, action: str) -> None:
    farm.submit("a")
    assert isinstance(farm.act(action, "a"), Refused)
    answer = farm.act("cancel", "a", "nobody")
    assert isinstance(answer, Refused) and "nobody" in answer.error.title
    assert farm.state("a") != "cancelled"


def test_a_paused_job_keeps_the_piece_in_work_and_goes_on_later(farm: ManualFarm) -> None:
    farm.submit("a", frames=40)
    worker = farm.idle_worker("w")
    farm.step()
    farm.act("pause", "a")
    assert farm.view("a").pieces == "gooooooo"
    (told,) = worker.given_up
    worker.finish_piece(worker.grant, 0)
    worker.end(worker.grant)
    worker.claim()
    farm.step()
    assert told.first == 1 and farm.view("a").pieces == "dooooooo" and len(worker.grants) == 1
    farm.act("resume", "a")
    assert farm.state("a") == "rendering"
    drive(farm, [worker])
    assert farm.state("a") == "done"


def test_a_film_that_ffmpeg_failed_at_is_joined_once_more(farm: ManualFarm) -> None:
    farm.submit("a")
    farm.services.troubles["join"] = [FfmpegError("Could not join.", "FFmpeg was killed.")]
    drive(farm, [farm.idle_worker("w")])
    assert farm.state("a") == "joining"
    farm.step(60.0)
    farm.step()
    assert farm.state("a") == "done" and farm.view("a").pieces == "dddd"


def test_a_failed_job_that_is_retried_keeps_its_pieces(farm: ManualFarm) -> None:
    farm.submit("a")
    farm.services.troubles["join"] = [JoinError("No FFmpeg.")]
    worker = farm.idle_worker("w")
    drive(farm, [worker])
    assert farm.state("a") == "failed" and farm.view("a").pieces == "dddd"
    grants = len(worker.grants)
    farm.services.stored["a"].pop(2)
    assert farm.act("retry", "a") == Accepted(job_ids=("a",))
    drive(farm, [worker])
    assert farm.state("a") == "done" and farm.view("a").error is None
    assert [(one.first, one.last) for one in worker.grants[grants:]] == [(2, 2)]


def test_a_higher_priority_overtakes(farm: ManualFarm) -> None:
    farm.submit("a", "b", frames=5)
    farm.act("priority", "b", value=90)
    worker = farm.idle_worker("w")
    drive(farm, [worker])
    assert [one.job_id for one in worker.grants] == ["b", "a"]


def test_progress_is_told_now_and_then_and_counts_frames_in_work(farm: ManualFarm) -> None:
    farm.submit("a")
    worker = farm.idle_worker("w")
    farm.step()
    worker.finish_piece(worker.grant, 0)
    for frames in (6, 7, 8):
        worker.beat(worker.grant.attempt, frames)
        farm.step(0.1)
    assert [one.job.frames_done for one in farm.events if one.seq == 0] == [6]
    farm.step(0.5)
    assert [one.job.frames_done for one in farm.events if one.seq == 0] == [6, 8]


@pytest.mark.parametrize("store_place", ["sqlite"], indirect=True)
def test_a_large_snapshot_comes_in_parts_that_make_the_whole(farm: ManualFarm) -> None:
    names = tuple(f"job{number}" for number in range(1500))
    farm.submit(*names, name="n" * 300)
    farm.answers.clear()
    farm.ask(SnapshotWanted())
    parts = [one for one in farm.answers if isinstance(one, SnapshotPart)]
    assert len(parts) > 1 and [one.last for one in parts] == [False] * (len(parts) - 1) + [True]
    assert [view.job_id for part in parts for view in part.jobs] == list(names)
    assert max(len(encode(part)) for part in parts) <= SNAPSHOT_PART_BYTES
    assert {part.seq for part in parts} == {farm.store.last_event}
    farm.ask(SnapshotWanted(job_ids=("job7", "unknown")))
    last = farm.answers[-1]
    assert isinstance(last, SnapshotPart) and [one.job_id for one in last.jobs] == ["job7"]


def test_messages_on_the_wrong_queue_do_no_harm(farm: ManualFarm) -> None:
    farm.submit("a")
    for queue in (CLAIMS, RESULTS, "requests"):
        farm.broker.send(queue, Drain(), sender="x")
    farm.step()
    assert farm.broker.dead_letters() == ()


def test_only_those_who_may_change_a_job(tmp_path: Path) -> None:
    farm = ManualFarm(tmp_path, access=lambda sender, owner: sender in (owner, "admin"))
    farm.submit("a")
    refused = farm.ask(Submit(jobs=(make_request("b", owner="bob"),)), sender="ann")
    assert isinstance(refused, Refused) and "bob" in refused.error.title
    farm.ask(Submit(jobs=(make_request("c", owner="bob"),)), sender="bob")
    assert isinstance(farm.act("cancel", "c"), Refused)
    assert farm.state("c") != "cancelled"
    farm.close()


def test_what_a_worker_reports_counts_only_when_it_sent_it_itself(farm: ManualFarm) -> None:
    farm.submit("a")
    farm.step()
    worker = farm.idle_worker("node.1")
    assert worker.grants == []
    farm.broker.send(CLAIMS, Claim(claim_id="c", worker="node.1", boot="b", engines=("builtin",)), sender="node")
    farm.step()
    assert [one.claim_id for one in worker.grants] == ["c"]
    farm.broker.send(RESULTS, WorkerGone(worker="node.1", boot="b"), sender="eve")
    farm.step()
    assert {letter.sender for letter in farm.broker.dead_letters()} == {"node.1", "eve"}
    assert worker.stops == [] and len(worker.grants) == 1


def test_who_reports_the_end_of_another_s_attempt_does_not_keep_it_from_ending(farm: ManualFarm) -> None:
    farm.submit("a")
    silent = farm.idle_worker("silent")
    farm.step()
    grant = silent.grant
    other = farm.worker("other")
    other.end(grant)
    farm.worker("silent", boot="earlier").end(grant)
    farm.step()
    expire(farm)
    other.claim()
    drive(farm, [other])
    assert farm.state("a") == "done"


def test_a_late_word_of_an_earlier_run_does_not_keep_others_from_working(farm: ManualFarm) -> None:
    farm.submit("a")
    farm.manager.rest_reaper()
    again, other = farm.idle_worker("w", boot="later"), farm.idle_worker("other")
    late = Withdraw(worker="w", boot="earlier", problem="The disk is full.", engines=("builtin",))
    farm.broker.send(CLAIMS, late, sender="w")
    farm.step()
    assert len(other.grants) == 1
    again.claim()
    drive(farm, [again, other])
    assert farm.state("a") == "done"


def test_answers_go_to_nobody_but_who_asked(farm: ManualFarm) -> None:
    before = len(farm.answers)
    farm.broker.send(REQUESTS, SnapshotWanted(), sender="eve", reply_to=f"{reply_prefix('ann')}test")
    farm.step()
    assert len(farm.answers) == before


def test_after_a_restart_nothing_is_sent_to_workers_that_ended_with_the_program(
    farm: ManualFarm, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("INFO", "app.farm.manager")
    # Killed before the store was told that the messages are out.
    monkeypatch.setattr(farm.store, "sent", lambda _number: None)
    farm.submit("a")
    before = farm.idle_worker("w", boot="before")
    farm.step()
    assert before.grants
    farm.restart()
    drive(farm, [farm.idle_worker("w", boot="after")])
    assert farm.view("a").state == "done"
    assert [record.message for record in caplog.records if "delivered" in record.message] == []


def test_after_a_restart_of_the_program_only_the_piece_in_work_is_drawn_again(tmp_path: Path) -> None:
    farm = ManualFarm(tmp_path, settings={"longest_chunk": 100})
    farm.submit("a", frames=40)
    worker = farm.idle_worker("w")
    farm.step()
    worker.finish_piece(worker.grant, 0)
    farm.step()
    # The next piece lies in storage, but the program ends before anybody hears of it.
    farm.services.keep(make_manifest(farm.plan("a"), 1, worker.grant.attempt))
    farm.restart()
    farm.step()
    assert farm.view("a").pieces == "ddoooooo"
    drive(farm, [farm.idle_worker("w", boot="b2")])
    assert farm.state("a") == "done"
    farm.close()


def test_workers_that_outlive_the_manager_keep_their_grants(tmp_path: Path) -> None:
    farm = ManualFarm(tmp_path, workers_end_with_me=False)
    farm.submit("a", frames=40)
    worker = farm.idle_worker("w")
    farm.step()
    grant = worker.grant
    farm.restart(workers_end_with_me=False)
    again = farm.worker("w")
    farm.step(farm.settings.lease_seconds - 1)
    assert "g" in farm.view("a").pieces
    again.beat(grant.attempt)
    farm.step(2)
    again.finish(grant)
    farm.step()
    assert farm.view("a").pieces[: grant.last + 1] == "d" * (grant.last + 1)
    farm.close()


def test_silence_means_nothing_after_the_manager_s_own_link_was_down(farm: ManualFarm) -> None:
    farm.submit("a")
    farm.idle_worker("w")
    farm.step()
    farm.manager.hold_reaper()
    farm.step(3600)
    assert "g" in farm.view("a").pieces
    farm.manager.rest_reaper()
    farm.step(farm.settings.reaper_rest_seconds - 1)
    assert "g" in farm.view("a").pieces
    farm.step(13)
    assert "g" not in farm.view("a").pieces


def test_services_see_each_call_of_a_job_once(farm: ManualFarm) -> None:
    farm.submit("a")
    drive(farm, [farm.idle_worker("w")])
    assert [call for call, _ in farm.services.calls] == ["prepare", "recover", "join", "publish", "clean"]


def test_stopping_and_starting_workers_again_and_again_fails_no_job(farm: ManualFarm) -> None:
    farm.submit("a", frames=5)
    for boot in range(15):
        worker = farm.idle_worker("w", boot=f"b{boot}")
        farm.step()
        worker.end(worker.grant, "InterruptedRenderError", piece=0, infrastructure=True)
        farm.step()
        assert farm.view("a").pieces == "o"
    last = farm.idle_worker("w", boot="last")
    drive(farm, [last])
    assert farm.state("a") == "done"


def test_a_worker_that_starts_anew_frees_what_it_held_before(farm: ManualFarm) -> None:
    farm.submit("a", frames=5)
    farm.idle_worker("w", boot="b1")
    farm.step()
    again = farm.idle_worker("w", boot="b2")
    drive(farm, [again])
    assert farm.state("a") == "done"


def test_nothing_is_granted_of_a_job_whose_stored_pieces_are_still_being_looked_for(tmp_path: Path) -> None:
    farm = ManualFarm(tmp_path)
    farm.submit("a")
    worker = farm.idle_worker("w")
    farm.step()
    for number in range(4):
        farm.services.keep(make_manifest(farm.plan("a"), number, worker.grant.attempt))
    held = HeldExecutor()
    farm.restart(executor=held)
    again = farm.idle_worker("w", boot="b2")
    farm.step()
    assert again.grants == []
    for _ in range(4):
        held.run()
        farm.step()
    assert again.grants == [] and farm.state("a") == "done"
    farm.close()


def test_what_ended_with_its_job_does_not_fail_once_more_when_its_worker_dies(tmp_path: Path) -> None:
    farm = ManualFarm(tmp_path, settings={"infrastructure_failures": 1, "longest_chunk": 1})
    worker = farm.idle_worker("w1")
    farm.submit("a", frames=20)
    worker.claim()
    farm.step()
    assert len(worker.grants) == 2, "it has lost sight of the first one"
    worker.die()
    farm.step()
    assert farm.state("a") == "failed"
    with farm.store.read() as session:
        ends = session.connection.exec_driver_sql("SELECT state, count(*) FROM attempt GROUP BY state").all()
        counted = session.connection.exec_driver_sql("SELECT sum(failures) FROM statistic").scalar()
    assert (sorted(map(tuple, ends)), counted) == ([("cancelled", 1), ("failed", 1)], 1)
    farm.close()


def test_who_failed_too_often_gets_nothing_from_the_next_manager_while_another_one_draws(tmp_path: Path) -> None:
    farm = ManualFarm(tmp_path, settings={"worker_failures": 1, "longest_chunk": 1}, workers_end_with_me=False)
    sick, _ = farm.idle_worker("w1"), farm.idle_worker("w2")
    farm.submit("a", frames=20)
    sick.end(sick.grant, "EngineError")
    farm.step()
    farm.restart(workers_end_with_me=False)
    sick, sound = farm.idle_worker("w1"), farm.worker("w3")
    farm.step()
    assert sick.grants == []
    sound.claim()
    farm.step()
    assert len(sound.grants) == 1
    farm.close()
