"""The builtin engine with real child processes: drawing, dying, hanging, stopping."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import msgspec
import psutil
import pytest

from app.core.errors import (
    BrokerError,
    DiskFullError,
    EngineLostError,
    FarmhandError,
    StorageError,
    TemplateError,
    UsageError,
)
from app.core.frames import FrameRange
from app.core.jobs import PieceManifest, PlannedFont, RenderPlan
from app.core.log_lines import LogLevel
from app.core.ports import ChunkControl
from app.farm.engines.builtin import BuiltinEngine
from app.farm.engines.child_process import child_command
from app.farm.engines.registry import make_engine
from app.farm.engines.watchdog import EngineTimes
from app.farm.pieces import recover_pieces, verify_piece
from app.farm.storage_folder import FolderStorage
from app.template.model_bytes import encode_model
from tests.fakes.farm_jobs import Ears, make_order, make_plan, store_bytes, store_plan
from tests.fakes.models import solid_comp
from tests.fakes.small_disk import SmallDisk

ROOT = Path(__file__).parents[2]


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path / "storage", tmp_path / "results")


@pytest.fixture
def engine(storage: FolderStorage) -> Iterator[BuiltinEngine]:
    engine = BuiltinEngine(storage, source="pattern")
    yield engine
    engine.close()


def long_plan(storage: FolderStorage) -> RenderPlan:
    """A job that takes a second or more: 300 frames in pieces of 30."""
    plan = make_plan("long", frames=FrameRange(start=0, stop=300), piece_length=30, width=480, height=270)
    return store_plan(storage, plan)


def wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + 10
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, f"process {pid} lives on"
        time.sleep(0.02)


def no_scratch_left(storage: FolderStorage) -> bool:
    return not list((storage.root / ".unfinished").glob("engine-*"))


def test_engine_draws_all_pieces_in_order_and_stores_them(engine: BuiltinEngine, storage: FolderStorage) -> None:
    plan = store_plan(storage, make_plan())
    ears = Ears()
    engine.render(make_order(plan, attempt=7), ears.control, ears)
    assert [manifest.piece for manifest in ears.manifests] == [0, 1, 2, 3]
    assert [frame for _, frame in ears.frames] == list(range(20))
    assert recover_pieces(storage, plan.job_id, plan) == tuple(ears.manifests)
    for manifest in ears.manifests:
        assert (manifest.attempt, manifest.engine, manifest.job_id) == (7, "builtin", "job-1")
        verify_piece(manifest, storage.fetch(manifest.file))


def test_engine_the_child_stays_warm_between_orders_and_jobs(engine: BuiltinEngine, storage: FolderStorage) -> None:
    engine.warm_up()
    pid = engine.child_pid
    for name in ("a", "b", "a"):
        plan = make_plan(name)
        if storage.find(f"work/{name}/plan.json") is None:
            store_plan(storage, plan)
        ears = Ears()
        engine.render(make_order(plan, pieces=(1,)), ears.control, ears)
        assert len(ears.manifests) == 1
    assert engine.child_pid == pid


def test_engine_two_processes_write_the_same_bytes(storage: FolderStorage) -> None:
    plan = store_plan(storage, make_plan())
    made = []
    for attempt in (1, 2):
        engine, ears = BuiltinEngine(storage, source="pattern"), Ears()
        engine.render(make_order(plan, attempt=attempt), ears.control, ears)
        engine.close()
        made.append([(manifest.sha256, manifest.frame_hashes) for manifest in ears.manifests])
    assert made[0] == made[1]


class Assassin(Ears):
    """Kills the engine's child in the middle of the third piece."""

    def __init__(self, engine: BuiltinEngine, number: int) -> None:
        super().__init__()
        self._engine = engine
        self._signal = number

    def frame_drawn(self, piece: int, frame: int) -> None:
        super().frame_drawn(piece, frame)
        if len(self.frames) == 75 and self._engine.child_pid is not None:
            os.kill(self._engine.child_pid, self._signal)


@pytest.mark.parametrize(("number", "said"), [(signal.SIGKILL, "was killed"), (signal.SIGSEGV, "crashed")])
def test_engine_a_killed_child_costs_one_piece_and_the_next_attempt_goes_on(
    number: int, said: str, engine: BuiltinEngine, storage: FolderStorage
) -> None:
    plan = long_plan(storage)
    killer = Assassin(engine, number)
    with pytest.raises(EngineLostError, match=said):
        engine.render(make_order(plan), killer.control, killer)
    assert no_scratch_left(storage)
    kept = recover_pieces(storage, plan.job_id, plan)
    assert kept == tuple(killer.manifests)
    assert 2 <= len(kept) < 10
    missing = tuple(piece for piece in range(10) if piece not in {manifest.piece for manifest in kept})
    ears = Ears()
    engine.render(make_order(plan, attempt=2, pieces=missing), ears.control, ears)
    assert [manifest.piece for manifest in recover_pieces(storage, plan.job_id, plan)] == list(range(10))


def test_engine_stop_ends_between_frames_and_keeps_the_child(engine: BuiltinEngine, storage: FolderStorage) -> None:
    plan = long_plan(storage)
    ears = Ears(stop_after=40)
    engine.render(make_order(plan), ears.control, ears)
    assert len(ears.frames) < 300
    assert len(ears.manifests) < 10
    pid = engine.child_pid
    short = store_plan(storage, make_plan())
    later = Ears()
    engine.render(make_order(short), later.control, later)
    assert engine.child_pid == pid
    assert [manifest.job_id for manifest in later.manifests] == ["job-1"] * 4


def test_engine_give_up_ends_at_a_piece_boundary(engine: BuiltinEngine, storage: FolderStorage) -> None:
    plan = long_plan(storage)
    ears = Ears(give_up_from=2)
    engine.render(make_order(plan), ears.control, ears)
    assert [manifest.piece for manifest in ears.manifests] == [0, 1]


def test_engine_what_is_not_wanted_is_not_begun(engine: BuiltinEngine, storage: FolderStorage) -> None:
    plan = store_plan(storage, make_plan())
    ears = Ears()
    ears.control.stop()
    engine.render(make_order(plan), ears.control, ears)
    assert (ears.frames, engine.child_pid) == ([], None)


@pytest.mark.skipif(sys.platform == "win32", reason="freezes a process by a signal")
def test_engine_a_frozen_child_is_noticed_and_replaced(storage: FolderStorage) -> None:
    plan = long_plan(storage)
    engine = BuiltinEngine(storage, source="pattern", times=EngineTimes(frame_seconds=0.5, frame_factor=1.0))
    freezer = Assassin(engine, signal.SIGSTOP)
    engine.warm_up()
    pid = engine.child_pid
    with pytest.raises(EngineLostError, match="no sign of life"):
        engine.render(make_order(plan), freezer.control, freezer)
    assert pid is not None
    wait_until_gone(pid)
    ears = Ears()
    engine.render(make_order(store_plan(storage, make_plan())), ears.control, ears)
    engine.close()
    assert len(ears.manifests) == 4


@pytest.mark.skipif(sys.platform == "win32", reason="freezes a process by a signal")
def test_engine_a_frozen_child_does_not_hold_up_a_stop(storage: FolderStorage) -> None:
    plan = long_plan(storage)
    engine = BuiltinEngine(storage, source="pattern", times=EngineTimes(stop_seconds=0.2))
    freezer = Assassin(engine, signal.SIGSTOP)
    worker = threading.Thread(target=engine.render, args=(make_order(plan), freezer.control, freezer))
    worker.start()
    deadline = time.monotonic() + 30
    while len(freezer.frames) < 75 and time.monotonic() < deadline:
        time.sleep(0.01)
    freezer.control.stop()
    worker.join(20)
    assert not worker.is_alive()
    assert engine.child_pid is None
    engine.close()


def test_engine_a_listener_that_fails_leaves_no_half_drawn_order(engine: BuiltinEngine, storage: FolderStorage) -> None:
    plan = store_plan(storage, make_plan())

    class Deaf(Ears):
        def piece_done(self, manifest: PieceManifest) -> None:
            raise BrokerError("away")

    deaf = Deaf()
    with pytest.raises(BrokerError):
        engine.render(make_order(plan), deaf.control, deaf)
    ears = Ears()
    engine.render(make_order(plan, attempt=2), ears.control, ears)
    assert [manifest.piece for manifest in ears.manifests] == [0, 1, 2, 3]


ORPHAN = """
import sys, time
from pathlib import Path
from app.farm.engines.builtin import BuiltinEngine
from app.farm.storage_folder import FolderStorage
engine = BuiltinEngine(FolderStorage(Path(sys.argv[1]), Path(sys.argv[1]) / "r"), source="pattern")
engine.warm_up()
print(engine.child_pid, flush=True)
time.sleep(60)
"""


def test_engine_children_die_with_their_parent(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", ORPHAN, str(tmp_path / "s")], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert psutil.pid_exists(pid)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_until_gone(pid)


def test_engine_close_ends_the_child_and_leaves_no_scratch(storage: FolderStorage) -> None:
    engine, ears = BuiltinEngine(storage, source="pattern"), Ears()
    engine.render(make_order(store_plan(storage, make_plan())), ears.control, ears)
    pid = engine.child_pid
    engine.close()
    engine.close()
    assert pid is not None
    wait_until_gone(pid)
    assert no_scratch_left(storage)


def test_engine_a_child_that_cannot_start_is_reported_with_its_words(storage: FolderStorage) -> None:
    engine = BuiltinEngine(storage, source="no-such-source")
    with pytest.raises(EngineLostError, match="no-such-source"):
        engine.warm_up()
    assert engine.child_pid is None


def test_engine_missing_plans_and_files_are_the_storage_s_fault(engine: BuiltinEngine, storage: FolderStorage) -> None:
    ears = Ears()
    with pytest.raises(StorageError, match="plan"):
        engine.render(make_order(make_plan("nowhere")), ears.control, ears)
    store_bytes(storage, "work/torn/plan.json", b"{")
    with pytest.raises(StorageError, match="damaged"):
        engine.render(make_order(make_plan("torn")), ears.control, ears)
    font = store_bytes(storage, "assets/aa/font.otf", b"not the font that was meant")
    plan = make_plan("font", fonts={"Sans": PlannedFont(file=font, face=0, sha256="0" * 64)})
    with pytest.raises(StorageError, match="font"):
        engine.render(make_order(store_plan(storage, plan)), ears.control, ears)


def renderer_plan(storage: FolderStorage, job_id: str, **fields: object) -> RenderPlan:
    template = solid_comp(64, 36, ((1.0, 0.0, 0.0), {}))
    key = store_bytes(storage, f"work/{job_id}/model.msgpack", encode_model(template))
    return store_plan(storage, make_plan(job_id, model=key, **fields))


def test_engine_the_renderer_draws_a_compiled_model(storage: FolderStorage) -> None:
    engine, ears = BuiltinEngine(storage), Ears()
    plan = renderer_plan(storage, "solid")
    engine.render(make_order(plan), ears.control, ears)
    engine.close()
    assert len(ears.manifests) == 4
    assert len({digest for manifest in ears.manifests for digest in manifest.frame_hashes}) == 1


def test_engine_drawing_errors_name_frame_or_comp_and_leave_the_child_warm(storage: FolderStorage) -> None:
    engine, ears = BuiltinEngine(storage), Ears()
    beyond = renderer_plan(storage, "beyond", frames=FrameRange(start=240, stop=260))
    odd = renderer_plan(storage, "odd", width=65, height=37)
    for plan, complaint in ((beyond, "no frame 250"), (odd, "65 × 37")):
        with pytest.raises(FarmhandError, match=complaint):
            engine.render(make_order(plan), ears.control, ears)
    pid = engine.child_pid
    good = renderer_plan(storage, "good")
    engine.render(make_order(good), ears.control, ears)
    assert engine.child_pid == pid
    engine.close()


def test_engine_a_damaged_model_is_the_template_s_fault(storage: FolderStorage) -> None:
    engine, ears = BuiltinEngine(storage), Ears()
    key = store_bytes(storage, "work/bad/model.msgpack", b"nonsense")
    plan = store_plan(storage, make_plan("bad", model=key))
    with pytest.raises(TemplateError, match="compiled"):
        engine.render(make_order(plan), ears.control, ears)
    engine.close()


def test_engine_a_full_disk_is_not_the_job_s_fault(tmp_path: Path) -> None:
    disk = SmallDisk(tmp_path / "small")
    try:
        storage = FolderStorage(disk.folder / "storage", tmp_path / "results")
        plan = make_plan("big", frames=FrameRange(start=0, stop=30), piece_length=30, width=640, height=360)
        plan = store_plan(storage, msgspec.structs.replace(plan, preset="prores4444"))
        engine, ears = BuiltinEngine(storage, source="pattern"), Ears()
        # Without the right to mount a disk of its own, the test can only see that a piece is made.
        outcome = pytest.raises(DiskFullError, match="full") if disk.mounted else nullcontext()
        with outcome:
            engine.render(make_order(plan), ears.control, ears)
        engine.close()
        assert len(recover_pieces(storage, "big", plan)) == (0 if disk.mounted else 1)
        assert no_scratch_left(storage)
    finally:
        disk.close()


def test_engine_noise_from_libraries_does_not_disturb_the_protocol(storage: FolderStorage, tmp_path: Path) -> None:
    script = "import os, sys; from app.farm.engines import builtin_child, sources\n"
    script += "def noisy(opened):\n    print('noise'); os.write(1, b'more noise')\n"
    script += "    return sources.PatternSource(opened.plan)\n"
    script += "sources.OPENERS['noisy'] = lambda: noisy\nbuiltin_child.main(['noisy', sys.argv[1]])"
    from app.farm.engines.protocol import Open, Opened, Ready, read_for_parent, write_message

    child = subprocess.Popen(
        [sys.executable, "-c", script, str(os.getpid())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    assert isinstance(read_for_parent(child.stdout), Ready)
    write_message(child.stdin, Open(plan=make_plan(), model=""))
    assert isinstance(read_for_parent(child.stdout), Opened)
    child.stdin.close()
    assert child.wait(10) == 0
    child.stdout.close()


def test_engine_sleep_costs_time_as_told_and_writes_real_pieces(storage: FolderStorage) -> None:
    key = store_bytes(storage, "work/nap/model.json", b'{"seconds_per_frame": 0.001, "frames": {"3": 0.2}}')
    plan = store_plan(storage, make_plan("nap", model=key))
    engine, ears = make_engine("sleep", storage), Ears()
    started = time.monotonic()
    engine.render(make_order(plan), ears.control, ears)
    assert time.monotonic() - started >= 0.21
    engine.close()
    assert recover_pieces(storage, "nap", plan) == tuple(ears.manifests)
    assert {manifest.engine for manifest in ears.manifests} == {"sleep"}


def test_engine_sleep_stops_at_once(storage: FolderStorage) -> None:
    key = store_bytes(storage, "work/nap/model.json", b'{"seconds_per_frame": 60}')
    engine, ears = make_engine("sleep", storage), Ears()
    control = ChunkControl()
    threading.Timer(0.1, control.stop).start()
    engine.render(make_order(store_plan(storage, make_plan("nap", model=key))), control, ears)
    engine.close()
    assert ears.manifests == []


def test_engine_a_packaged_program_is_its_own_child(monkeypatch: pytest.MonkeyPatch) -> None:
    assert child_command("renderer")[1:3] == ["-m", "app.farm.engines.builtin_child"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child_command("renderer")[:2] == [sys.executable, "engine-child"]


def test_engine_unknown_names_are_refused(storage: FolderStorage) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'"imaginary"', type=type(make_plan().engine))
    with pytest.raises(UsageError, match="builtin, sleep"):
        make_engine("imaginary", storage)


def test_engine_notes_what_is_worth_a_line_and_passes_on_what_its_child_says(storage: FolderStorage) -> None:
    engine, ears = BuiltinEngine(storage), Ears()
    plan = store_plan(storage, make_plan(model=store_bytes(storage, "work/job-1/model.msgpack", b"no model")))
    with pytest.raises(FarmhandError):
        engine.render(make_order(plan), ears.control, ears)
    engine.close()
    texts = [text for _, text in ears.notes]
    assert texts[0].startswith("The engine's process ")
    assert " has started in " in texts[0]
    assert (LogLevel.WARNING, "Engine: ERROR __main__ Opening job job-1 failed.") in ears.notes
    assert any(text.startswith("Engine:   File ") for text in texts), "tracebacks keep their indents"
