"""The main job as a newcomer meets it: one command, three verified films; again; and after a kill."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np
import psutil
import pytest

from resources import samples
from tests.e2e.conftest import Farmhand
from tests.fakes.desktop_farms import empty_project

FRAMES, RATE = 150, 30
GREETING = next(sample for sample in samples() if sample.name == "greeting")
LONG_SECONDS = 1000


@pytest.fixture(scope="module")
def demo_folder(farmhand: Farmhand, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo's films, rendered once for this module."""
    folder = tmp_path_factory.mktemp("demo") / "films"
    outcome = farmhand("demo", "--out", folder, "--json")
    assert outcome.code == 0, outcome.err
    films = outcome.document["films"]
    assert [film["state"] for film in films] == ["done"] * 3
    for film in films:
        assert (film["frames"], film["width"], film["height"]) == (FRAMES, 1280, 720)
        assert film["has_audio"]
        assert abs(film["duration"] - FRAMES / RATE) <= 1 / RATE
        assert film.get("warnings", []) == []
        assert hashlib.sha256(Path(film["path"]).read_bytes()).hexdigest() == film["sha256"]
    return folder


def films(folder: Path) -> list[Path]:
    """The films that the demo made, numbered ones included."""
    return sorted(folder.glob("*.mp4"))


def frames(path: Path) -> Iterator[av.VideoFrame]:
    with av.open(str(path)) as container:
        yield from container.decode(video=0)


def picture(frame: av.VideoFrame) -> np.ndarray:
    return frame.to_ndarray(format="rgb24").astype(int)


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in films(folder)}


def test_films_show_each_row_and_move(demo_folder: Path) -> None:
    paths = films(demo_folder)
    assert len(paths) == 3
    middles = []
    for path in paths:
        seen = list(frames(path))
        assert len(seen) == FRAMES
        middles.append(picture(seen[75]))
        assert np.abs(picture(seen[0]) - middles[-1]).mean() > 2
    for first, second in ((0, 1), (1, 2), (0, 2)):
        assert np.abs(middles[first] - middles[second]).mean() > 1


def test_work_files_are_gone_when_films_are_done(demo_folder: Path) -> None:
    assert list((demo_folder / ".farmhand").glob("work/*")) == []


def test_again_says_that_the_films_exist_and_keeps_them(farmhand_here: Farmhand, demo_folder: Path) -> None:
    before = hashes(demo_folder)
    outcome = farmhand_here("demo", "--out", demo_folder)
    assert outcome.code == 0
    assert "exist" in outcome.err
    assert "--overwrite" in outcome.err
    assert "--number" in outcome.err
    assert hashes(demo_folder) == before


def test_number_keeps_the_films_and_makes_equal_ones(farmhand_here: Farmhand, tmp_path: Path) -> None:
    folder = tmp_path / "films"
    words = ("render", GREETING.template, "--csv", GREETING.csv, "--range", "60-64", "--out", folder)
    assert farmhand_here(*words).code == 0
    before = hashes(folder)
    assert len(before) == 3
    outcome = farmhand_here(*words, "--number", "--json")
    assert outcome.code == 0, outcome.err
    after = hashes(folder)
    assert {name: after[name] for name in before} == before
    assert sorted(after[name] for name in after if name not in before) == sorted(before.values())


def test_a_changed_film_is_not_taken_for_ours(farmhand_here: Farmhand, demo_folder: Path) -> None:
    film = demo_folder / "zoe-lefevre.mp4"
    content = film.read_bytes()
    film.write_bytes(content + b"edited")
    outcome = farmhand_here("demo", "--out", demo_folder)
    assert outcome.code == 2
    assert film.name in outcome.err
    assert film.read_bytes() == content + b"edited"
    film.write_bytes(content)


@pytest.mark.slow
def test_killed_at_any_time_it_goes_on_and_the_films_are_identical(
    farmhand: Farmhand,
    start: Callable[..., subprocess.Popen[str]],
    demo_folder: Path,
    tmp_path: Path,
) -> None:
    expected = hashes(demo_folder)
    folder = tmp_path / "films"
    for pieces_before_kill in (1, 6):
        process = start("demo", "--out", folder)
        children = wait_for_pieces(process, folder, pieces_before_kill)
        process.send_signal(signal.SIGKILL)
        process.wait()
        gone, alive = psutil.wait_procs(children, timeout=10)
        assert alive == [], f"{len(gone)} ended, {len(alive)} engine processes outlived the program"
    drawn_before = pieces(folder)
    outcome = farmhand("demo", "--out", folder, "--json")
    assert outcome.code == 0, outcome.err
    assert drawn_before >= 6
    assert hashes(folder) == expected


def pieces(folder: Path) -> int:
    return len(list(folder.glob(".farmhand/work/*/pieces/*.mp4"))) + 5 * len(films(folder))


def wait_for_pieces(process: subprocess.Popen[str], folder: Path, count: int) -> list[psutil.Process]:
    """Wait until so many pieces lie in the folder; the program's children at that moment."""
    deadline = time.monotonic() + 60
    while pieces(folder) < count:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return psutil.Process(process.pid).children(recursive=True)


@pytest.fixture
def unfinished(
    start: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> tuple[subprocess.Popen[str], list[psutil.Process], Path]:
    """The program while it renders a film that takes long, of frames that do not; its children; its folder."""
    folder = tmp_path / "films"
    project = empty_project(tmp_path / "long.aep", seconds=LONG_SECONDS)
    process = start("render", project, "--out", folder)
    return process, wait_for_pieces(process, folder, 2), folder


def test_a_second_program_on_the_folder_is_refused_and_an_interrupt_ends_all_and_says_what_was_kept(
    unfinished: tuple[subprocess.Popen[str], list[psutil.Process], Path], farmhand_here: Farmhand, tmp_path: Path
) -> None:
    process, children, folder = unfinished
    outcome = farmhand_here("render", tmp_path / "long.aep", "--out", folder)
    assert outcome.code == 1
    assert str(folder) in outcome.err
    assert process.poll() is None
    ends_in_order(process, children, signal.SIGINT)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_a_program_that_crashes_says_where_and_leaves_no_children(
    unfinished: tuple[subprocess.Popen[str], list[psutil.Process], Path],
) -> None:
    process, children, _ = unfinished
    process.send_signal(signal.SIGSEGV)
    _, said = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGSEGV
    assert "Fatal Python error: Segmentation fault" in said and "app/cli" in said
    assert psutil.wait_procs(children, timeout=10)[1] == []


@pytest.mark.slow
def test_a_program_that_is_told_to_end_stops_its_children_and_says_what_was_kept(
    unfinished: tuple[subprocess.Popen[str], list[psutil.Process], Path],
) -> None:
    process, children, _ = unfinished
    ends_in_order(process, children, signal.SIGTERM)


def ends_in_order(process: subprocess.Popen[str], children: list[psutil.Process], sign: signal.Signals) -> None:
    process.send_signal(sign)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "kept" in err
    assert psutil.wait_procs(children, timeout=5)[1] == []
