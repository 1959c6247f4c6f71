"""A farm from a seed in virtual time: what has to hold holds after every event, and what breaks it is told."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.farm.manager.roster import Roster
from app.farm.store import Store, following, ripple, rows, statistics, transitions, wishes
from app.farm.store.session import AnyRow
from tests.simulator import __main__ as program
from tests.simulator.simulation import simulate
from worker_agent.claiming import Claiming

ROOT = Path(__file__).resolve().parents[2]

WORKERS, PIECES = 50, 500
SEEDS_PER_TEST = 20
EVERYDAY = range(1, 201)
SLOW = range(201, 1001)


def hold(seed: int, workers: int, pieces: int) -> None:
    outcome = simulate(seed, workers, pieces)
    assert not outcome.wrong, outcome.told()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("first", range(EVERYDAY.start, EVERYDAY.stop, SEEDS_PER_TEST))
def test_10_messages_are_lost_doubled_late_and_overtaken_while_everything_fails(first: int) -> None:
    for seed in range(first, first + SEEDS_PER_TEST):
        hold(seed, WORKERS, PIECES)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("first", range(SLOW.start, SLOW.stop, SEEDS_PER_TEST))
def test_10_so_it_is_with_many_more_seeds(first: int) -> None:
    for seed in range(first, first + SEEDS_PER_TEST):
        hold(seed, WORKERS, PIECES)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("pieces", [10_000, 100_000])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_10_so_it_is_on_a_large_farm(seed: int, pieces: int) -> None:
    hold(seed, 1000, pieces)


def test_the_same_seed_is_the_same_run_byte_for_byte() -> None:
    runs: list[list[str]] = [[], []]
    for lines in runs:
        simulate(3, 10, 60, lines.append)
    assert runs[0] == runs[1] and len(runs[0]) > 500
    other: list[str] = []
    simulate(4, 10, 60, other.append)
    assert other != runs[0]


@pytest.mark.slow
def test_so_it_is_in_other_processes() -> None:
    command = [sys.executable, "-m", "tests.simulator", "--seed", "5", "--workers", "10", "--pieces", "60", "--trace"]
    traces = set()
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed}
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, env=environment)
        *trace, _, timed, verdict = done.stdout.splitlines()
        assert "events a second" in timed and verdict == "all invariants held"
        traces.add("\n".join(trace))
    assert len(traces) == 1


# What is broken in each, and what the simulator says of it.


def _joins_early(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rows, "is_complete", rows.has_finished_piece)


def _counts_twice(patch: pytest.MonkeyPatch) -> None:
    find = rows.find_piece_with_job

    def found(*asked: Any) -> AnyRow | None:
        row = find(*asked)
        return row._replace(piece_state="open") if row is not None and row.piece_state == "done" else row

    patch.setattr(rows, "find_piece_with_job", found)


def _keeps_the_lease(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rows, "leave_pieces", lambda *_: 0)


def _forgets_to_ask_for_workers(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(transitions, "want_workers", lambda *_: None)
    patch.setattr(ripple, "want_workers", lambda *_: None)


def _never_gives_up(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(transitions, "_is_used_up", lambda *_: False)


def _counts_no_pieces(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(statistics, "piece_drawn", lambda *_: None)


def _loses_what_it_took(patch: pytest.MonkeyPatch) -> None:
    apply = Store.apply
    patch.setattr(Store, "apply", lambda store, act, **_: apply(store, act))


def _removes_what_is_drawn(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(wishes, "is_ended", lambda _: True)


def _begins_before_others(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(following, "preceding_of", lambda *_: ())


def _waits_for_what_failed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(following, "hopeless", lambda *_: None)


def _grants_to_who_rests(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Roster, "keep_resting", lambda *_: None)


def _grants_to_who_leaves(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Roster, "leave", lambda *_: None)


def _draws_after_the_order_to_leave(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Claiming, "is_draining", property(lambda _: False, lambda *_: None), raising=False)


def _grants_what_is_paused(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(transitions, "TAKES_GRANTS", ripple.TAKES_PIECES)


BREAKS: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], str]] = {
    "joins early": (_joins_early, "is joined with"),
    "counts twice": (_counts_twice, "was done by"),
    "keeps the lease": (_keeps_the_lease, "and holds pieces"),
    "forgets to ask for workers": (_forgets_to_ask_for_workers, "wants_workers"),
    "never gives up": (_never_gives_up, "used up its budget"),
    "counts no pieces": (_counts_no_pieces, "statistics count"),
    "loses what it took": (_loses_what_it_took, "after the power failed"),
    "removes what is drawn": (_removes_what_is_drawn, "has left the list, and was"),
    "begins before others": (_begins_before_others, "which it waits for, was never done"),
    "waits for what failed": (_waits_for_what_failed, "which it waits for, is"),
    "grants to who rests": (_grants_to_who_rests, "and has withdrawn"),
    "grants to who leaves": (_grants_to_who_leaves, "and has withdrawn"),
    "draws after the order to leave": (_draws_after_the_order_to_leave, "was told to leave"),
    "grants what is paused": (_grants_what_is_paused, "is paused"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_rule_is_found_with_all_that_shows_it_again(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    break_it, said = BREAKS[name]
    break_it(monkeypatch)
    outcome = next(one for one in (simulate(seed, 20, 100) for seed in range(1, 60)) if one.wrong)
    assert said in outcome.wrong[0]
    told = outcome.told().splitlines()
    assert f"python -m tests.simulator --seed {outcome.seed} --workers 20 --pieces 100 --trace" in told[-1]
    assert "last events:" in told and len(outcome.last) > 10


def test_the_program_says_its_verdict(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["simulator", "--seed", "2", "--workers", "5", "--pieces", "20", "--trace"])
    assert program.main() == 0
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == "all invariants held" and any("PieceDone" in line for line in said)
    _joins_early(monkeypatch)
    assert program.main() == 1
    assert "WRONG: " in capsys.readouterr().out
