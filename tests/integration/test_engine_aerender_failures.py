"""The aerender engine and every way in which After Effects is known to fail: the verdict, its words, nobody left."""

from __future__ import annotations

import time
from pathlib import Path

import psutil
import pytest
from msgspec.structs import replace

from app.core.errors import (
    DiskFullError,
    EngineError,
    EngineLostError,
    FarmhandError,
    MissingError,
    RenderError,
    TemplateError,
)
from app.core.frames import FrameRange
from app.core.jobs import MissingPolicy
from app.core.log_lines import LogLevel
from app.farm.engines.aerender.engine import AerenderEngine
from app.farm.engines.aerender.setup import AerenderSetup
from app.farm.engines.plans import load_plan
from app.farm.engines.watchdog import EngineTimes
from app.farm.pieces import recover_pieces
from app.farm.storage_folder import FolderStorage
from tests.fakes.aerender.behaviour import MODES, Orders
from tests.fakes.aerender.jobs import SIZE, painted_job
from tests.fakes.aerender.program import child_pid, install, starts
from tests.fakes.farm_jobs import Ears, make_order

PATIENT = EngineTimes(
    launch_seconds=60, open_seconds=60, first_frame_seconds=60, frame_seconds=60, shutdown_seconds=60, stop_seconds=1
)
"""For what does not hang."""


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path / "home", tmp_path / "results")


class Attempt:
    """One order for 20 frames in pieces of 5 (or as told) to an After Effects of the given modes, one per start."""

    def __init__(self, storage: FolderStorage, folder: Path, *modes: str, times: EngineTimes = PATIENT) -> None:
        self.storage = storage
        self.program = install(folder / "ae", orders=Orders(modes=modes, painted=SIZE))
        self.setup = AerenderSetup(program=str(self.program))
        self.engine = AerenderEngine(storage, self.setup, times=times, settle_seconds=0.05)
        self.ears = Ears()

    def draw(self, *, attempt: int = 1, missing: MissingPolicy = MissingPolicy.FAIL, frames: int = 20) -> Ears:
        plan = painted_job(self.storage, f"job-{frames}", missing=missing, frames=FrameRange(start=0, stop=frames))
        self.ears = Ears()
        self.engine.render(make_order(plan, attempt=attempt), self.ears.control, self.ears)
        return self.ears

    def fails(self, kind: type[FarmhandError] = EngineError) -> FarmhandError:
        """The error of drawing; After Effects and all its processes are gone."""
        with pytest.raises(kind) as caught:
            self.draw()
        self.is_gone()
        error = caught.value
        assert error.title.endswith(".")
        assert error.cause
        assert error.next_step
        return error

    def is_gone(self) -> None:
        pid = child_pid(self.program)
        deadline = time.monotonic() + 10
        while pid is not None and psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
            assert time.monotonic() < deadline, f"process {pid} lives on"
            time.sleep(0.02)
        assert self.engine.child_pid is None

    @property
    def said(self) -> str:
        return "\n".join(text for _, text in self.ears.notes)


GOOD = (
    *("ok", "mfr", "no-frame-lines", "bad-bytes", "noise", "german", "french", "drop-frame", "version-last", "mute"),
    *("outlives", "end-death"),
)


@pytest.mark.parametrize("mode", GOOD)
def test_engine_aerender_succeeds(mode: str, storage: FolderStorage, tmp_path: Path) -> None:
    attempt = Attempt(storage, tmp_path, mode)
    ears = attempt.draw()
    assert [manifest.piece for manifest in ears.manifests] == [0, 1, 2, 3]
    assert sorted(frame for _, frame in ears.frames) == list(range(20))
    assert recover_pieces(storage, "job-20", load_plan(storage, "work/job-20/plan.json")) == tuple(ears.manifests)
    assert starts(attempt.program) == 1
    attempt.is_gone()
    attempt.engine.close()
    assert not list((storage.root / ".unfinished").glob("ae-*"))


JOB = {
    "no-comp": (TemplateError, "did not find the composition", "No comp was found", "submit the job again"),
    "script-error": (EngineError, "script failed", "x.jsx", "start-up scripts"),
    "could-not-read": (EngineError, "could not read a footage file", "30000", "codec"),
    "no-licence": (EngineError, "no licence", "not active", "Sign in"),
    "error-exit-0": (RenderError, "could not write all frames", "Rendering error", "disk has room"),
    "frames-exit-9": (RenderError, "did not render", "exit code 9", "Open the template"),
    "half-size": (EngineError, "another size", "32 × 18 pixels instead of 64 × 36", "full resolution"),
    "decimal-comma": (TemplateError, "did not take the frames", "timeSpanStart of -0,87", "start frame"),
    "old": (EngineError, "older than the template", "newer version", "Install"),
}
"""Errors that the job, or this worker's After Effects, is to blame for: their kinds, and parts of title, cause and next
step. Of a `TemplateError`, every worker's is; an `EngineError` comes again there."""


@pytest.mark.parametrize("mode", JOB)
def test_engine_aerender_says_what_failed(mode: str, storage: FolderStorage, tmp_path: Path) -> None:
    kind, *parts = JOB[mode]
    error = Attempt(storage, tmp_path, mode).fails(kind)
    assert type(error) is kind
    for part, text in zip(parts, (error.title, error.cause, error.next_step), strict=True):
        assert part in text


def test_engine_aerender_says_that_the_disk_is_full_where_that_is_why_a_frame_was_not_written(
    storage: FolderStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.farm.engines.aerender.run.FULL_BYTES", 1 << 80)
    assert type(Attempt(storage, tmp_path / "1", "error-exit-0").fails(DiskFullError)) is DiskFullError
    assert type(Attempt(storage, tmp_path / "2", "no-comp").fails(TemplateError)) is TemplateError


LOST = {
    "another-instance": ("busy with another script", "modal dialog", "one worker"),
    "connection-closed": ("ended while it rendered", "forcibly closed", "kept"),
    "apple-event": ("lost After Effects", "-1712", "kept"),
    "silent-death": ("ended while it rendered", "crashed", "kept"),
    "silent-exit": ("left out 20 of 20 frames", "version", "kept"),
    "partial-frames": ("left out 2 of 20 frames", "frame 1 was not written", "kept"),
    "truncated-file": ("left out 1 of 20 frames", "frame 2 is not complete", "kept"),
    "empty-file": ("left out 1 of 20 frames", "frame 0 is empty", "kept"),
    "mid-death": ("did not render", "exit code 1", "Open the template"),
    "launcher-dies": ("ended while it rendered", "crashed", "kept"),
}
"""Errors that another try may not meet again."""


@pytest.mark.parametrize("mode", LOST)
def test_engine_aerender_says_what_was_lost(mode: str, storage: FolderStorage, tmp_path: Path) -> None:
    error = Attempt(storage, tmp_path, mode).fails(EngineLostError)
    for part, text in zip(LOST[mode], (error.title, error.cause, error.next_step), strict=True):
        assert part in text


HASTY = {
    "launch-hang": (EngineTimes(launch_seconds=0.5, stop_seconds=1), "starting"),
    "open-hang": (EngineTimes(launch_seconds=60, open_seconds=0.5), "opening the job"),
    "first-hang": (EngineTimes(launch_seconds=60, open_seconds=60, first_frame_seconds=0.5), "drawing its first frame"),
    "mid-hang": (replace(PATIENT, frame_seconds=0.5, frame_factor=1.0), "while drawing"),
    "finished-hang-with-frames-missing": (replace(PATIENT, shutdown_seconds=0.5), "while ending"),
    "computing-hang": (replace(PATIENT, frame_seconds=0.5, frame_factor=1.0, busy_factor=4.0), "while drawing"),
}
"""Modes that hang, the one time that is short, and the phase that is named."""


@pytest.mark.parametrize("mode", HASTY)
def test_engine_aerender_notices_a_hang_in_every_phase(mode: str, storage: FolderStorage, tmp_path: Path) -> None:
    times, phase = HASTY[mode]
    error = Attempt(storage, tmp_path, mode, times=times).fails(EngineLostError)
    assert "hangs" in error.title
    assert phase in error.cause
    assert "window of After Effects" in error.next_step


def test_engine_aerender_does_not_mind_a_hang_after_the_last_frame(storage: FolderStorage, tmp_path: Path) -> None:
    attempt = Attempt(storage, tmp_path, "finished-hang", times=replace(PATIENT, shutdown_seconds=0.3))
    assert len(attempt.draw().manifests) == 4
    attempt.is_gone()
    assert "has written all frames and does not end" in attempt.said


def test_engine_aerender_a_try_after_a_hang_draws_only_what_is_missing(storage: FolderStorage, tmp_path: Path) -> None:
    times = replace(PATIENT, frame_seconds=0.5, frame_factor=1.0)
    attempt = Attempt(storage, tmp_path, "mid-hang", "ok", times=times)
    attempt.fails(EngineLostError)
    first = attempt.ears
    assert [manifest.piece for manifest in first.manifests] == [0, 1]
    plan = load_plan(storage, "work/job-20/plan.json")
    second = Ears()
    attempt.engine.render(make_order(plan, attempt=2, pieces=(2, 3)), second.control, second)
    assert sorted(frame for _, frame in second.frames) == list(range(10, 20))
    assert recover_pieces(storage, "job-20", plan) == (*first.manifests, *second.manifests)


def test_engine_aerender_a_try_after_damage_draws_only_the_damaged_frame(
    storage: FolderStorage, tmp_path: Path
) -> None:
    attempt = Attempt(storage, tmp_path, "truncated-file", "ok")
    attempt.fails(EngineLostError)
    assert [manifest.piece for manifest in attempt.ears.manifests] == [1, 2, 3]
    plan = load_plan(storage, "work/job-20/plan.json")
    again = Ears()
    attempt.engine.render(make_order(plan, attempt=2, pieces=(0,)), again.control, again)
    assert again.frames == [(0, 2)]
    assert "for 1 frame, from 2 on" in "\n".join(text for _, text in again.notes)


def test_engine_aerender_an_error_while_drawing_keeps_the_pieces_before_it(
    storage: FolderStorage, tmp_path: Path
) -> None:
    attempt = Attempt(storage, tmp_path, "could-not-read")
    attempt.fails()
    assert {manifest.piece for manifest in attempt.ears.manifests} <= {0, 1}


@pytest.mark.parametrize(("mode", "said"), [("missing-fonts", "Gotham Bold"), ("missing-effect", "Glow X")])
def test_engine_aerender_what_is_missing_fails_or_is_recorded(
    mode: str, said: str, storage: FolderStorage, tmp_path: Path
) -> None:
    attempt = Attempt(storage, tmp_path, mode)
    error = attempt.fails(MissingError)
    assert said in error.cause
    assert "accept substitutes" in error.next_step
    assert attempt.ears.manifests == []
    ears = attempt.draw(missing=MissingPolicy.SUBSTITUTE, frames=5)
    assert any(said in warning.what for warning in ears.manifests[0].warnings)
    assert any(level is LogLevel.WARNING and "WARNING:" in text for level, text in ears.notes)


@pytest.mark.parametrize(
    ("orders", "said"),
    [
        (Orders(output_modules=("带有 Alpha 的 TIFF 序列 ",), painted=SIZE), "output module template"),
        (Orders(render_settings=("Optimale Einstellungen",), painted=SIZE), "render settings template"),
    ],
)
def test_engine_aerender_says_which_template_is_not_there(
    orders: Orders, said: str, storage: FolderStorage, tmp_path: Path
) -> None:
    attempt = Attempt(storage, tmp_path)
    orders.write(attempt.program.parent)
    error = attempt.fails()
    assert said in error.title
    assert "Edit > Templates" in error.next_step
    setup = replace(attempt.setup, output_module=orders.output_modules[0], render_settings=orders.render_settings[0])
    attempt.engine = AerenderEngine(storage, setup, times=PATIENT, settle_seconds=0.05)
    assert len(attempt.draw(frames=5).manifests) == 1


def test_engine_aerender_says_when_frames_are_numbered_otherwise(storage: FolderStorage, tmp_path: Path) -> None:
    attempt = Attempt(storage, tmp_path, "own-numbers")
    plan = painted_job(storage, frames=FrameRange(start=10, stop=20))
    with pytest.raises(EngineError, match="numbers frames otherwise") as caught:
        attempt.engine.render(make_order(plan), attempt.ears.control, attempt.ears)
    assert caught.value.cause == "It wrote frame 0, and was asked for 10 to 19."
    attempt.is_gone()


def test_engine_aerender_every_mode_is_tried() -> None:
    elsewhere = {"slow", "png", "straight", "missing-fonts", "missing-effect", "finished-hang", "own-numbers"}
    assert {*GOOD, *JOB, *LOST, *HASTY} | elsewhere == set(MODES)
