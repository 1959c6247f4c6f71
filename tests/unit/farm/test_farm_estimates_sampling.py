"""Timing a few frames of a template that was never rendered."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.estimates import Basis
from app.core.frames import FrameRange
from app.farm.estimates.knowledge import Knowledge, Wanted
from app.farm.estimates.sampling import Timed, cost_of, sample_cost, sampled_pieces
from app.farm.opened import open_template
from resources import samples

GREETING = next(sample for sample in samples() if sample.name == "greeting").template


@given(st.integers(0, 10_000), st.integers(1, 5000))
def test_frames_that_are_drawn_are_few_and_of_the_film(start: int, length: int) -> None:
    film = FrameRange(start=start, stop=start + length)
    pieces = sampled_pieces(film)
    assert all(film.start <= piece.start < piece.stop <= film.stop for piece in pieces)
    assert sum(len(piece) for piece in pieces) <= 22
    assert len(pieces[0]) == 1


def test_of_no_frames_none_is_drawn() -> None:
    assert sampled_pieces(FrameRange(start=5, stop=5)) == ()


@given(st.floats(0.0, 1.0), st.floats(0.001, 10.0), st.integers(1, 3), st.integers(2, 6))
def test_the_cost_is_exact_where_every_piece_and_every_frame_take_the_same(
    own: float, each: float, places: int, run: int
) -> None:
    pair = [(1, own + each), (run, own + run * each)]
    timed: list[Timed] = [(1, 99.0), *(one for _ in range(places) for one in pair)]
    assert math.isclose(cost_of(timed, 30), each + min(own, (own + run * each)) / 30, rel_tol=1e-6)


@pytest.mark.parametrize(
    ("timed", "cost"),
    [
        ([], 0.0),
        ([(1, 3.0)], 3.0),
        ([(1, 3.0), (1, 2.0)], 2.0),
        # The first frame of a place took longer than all after it.
        ([(1, 9.0), (1, 5.0), (6, 3.0)], 0.5 + 3.0 / 30),
    ],
)
def test_what_was_drawn_until_the_time_was_over_counts(timed: list[Timed], cost: float) -> None:
    assert cost_of(timed, 30) == pytest.approx(cost)


def test_frames_of_a_real_template_are_timed_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    opened = open_template(GREETING)
    comp = opened.comp(None)
    before = set(psutil.Process().children(recursive=True))
    cost = sample_cost(opened, comp, FrameRange(start=0, stop=comp.frame_count), preset="mp4", limit=60.0)
    assert 0.0005 < cost < 20
    assert set(psutil.Process().children(recursive=True)) <= before
    assert list(tmp_path.iterdir()) == []


def test_without_a_place_for_temporary_files_nothing_is_timed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    opened = open_template(GREETING)
    assert sample_cost(opened, opened.comp(None), FrameRange(start=0, stop=20), preset="mp4") == 0.0


def test_nobody_waits_for_what_is_not_wanted_any_more() -> None:
    opened = open_template(GREETING)
    comp = opened.comp(None)
    assert sample_cost(opened, comp, FrameRange(start=0, stop=20), preset="mp4", cancelled=lambda: True) == 0.0


def test_a_sample_is_believed_rather_than_features_but_on_other_computers_less() -> None:
    wanted = Wanted(template="t", comp="Main", engine="auto", preset="mp4", frames=100, sample=2.0)
    here, there = Knowledge(cores=2).expect(wanted), Knowledge().expect(wanted)
    assert here.basis is there.basis is Basis.SAMPLE
    without = Knowledge(cores=2).expect(Wanted(template="t", comp="Main", engine="auto", preset="mp4", frames=100))
    assert without.basis is Basis.PRIOR
    assert without.cost.median < there.cost.median < here.cost.median < 2.0
    assert here.cost.variance < there.cost.variance < without.cost.variance


def test_what_other_programs_draw_is_not_told_by_our_frames() -> None:
    one = Wanted(template="t", comp="Main", engine="aerender", preset="mp4", frames=100, sample=2.0)
    assert Knowledge(cores=2).expect(one).basis is Basis.PRIOR
